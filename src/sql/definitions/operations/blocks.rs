//! DO blocks and bodies of procedures: what they change cannot be followed, but often it can be told which tables.

use super::super::Locate;
use super::super::cursor::Cursor;
use crate::extract::{Action, ObjectName, Operation};
use crate::sql::lexing::Lexing;
use crate::sql::tokens::{TokenKind, lex};
use crate::text::Span;

/// What a DO block may have changed.
pub fn opaque(cursor: &Cursor<'_>) -> Option<Operation> {
    let tables = changed_in_body(cursor)?;
    Some(Operation { action: Action::Opaque { tables }, span: cursor.span_of(0, cursor.end()) })
}

/// The tables that DDL in a body names, as `Opaque` lists them: its body is text in dollars, or all that follows.
pub fn changed_in_body(cursor: &Cursor<'_>) -> Option<Vec<ObjectName>> {
    let Some(body) = cursor.rest().iter().find(|token| token.kind == TokenKind::DollarString) else {
        return changed_tables(cursor);
    };
    let whole = cursor.text_of(body);
    let tag = whole.get(1..)?.find('$')? + 2;
    let code = whole.get(tag..whole.len().checked_sub(tag)?)?;
    let nowhere: Locate<'_> = &|_, _| Span::default();
    changed_tables(&Cursor::new(code, &lex(code, &Lexing::of(cursor.dialect())), nowhere, cursor.dialect()))
}

/// The tables that the DDL from here on names, none when one of its changes does not say; nothing without DDL.
pub fn changed_tables(cursor: &Cursor<'_>) -> Option<Vec<ObjectName>> {
    let mut inside = cursor.clone();
    let mut tables = Some(Vec::new());
    let mut changes = false;
    // `ALTER TABLE a DROP INDEX b` has told its table already.
    let mut altering = false;
    while let Some(token) = inside.peek().copied() {
        if token.kind == TokenKind::String && holds_definition(inside.text_of(&token)) {
            changes = true;
            tables = None;
        }
        altering &= !inside.is_sign(b';');
        let of_altered = altering && inside.is_any(&["ALTER", "DROP"]) && inside.is_any_at(1, &["INDEX"]);
        altering |= inside.is_words(&["ALTER", "TABLE"]);
        if !of_altered
            && inside.accept_any(&["CREATE", "ALTER", "DROP"])
            && let Some(table) = changed_table(&mut inside)
        {
            changes = true;
            tables = tables.and_then(|mut tables: Vec<ObjectName>| {
                tables.push(table?);
                Some(tables)
            });
        } else {
            inside.advance(1);
        }
    }
    changes.then(|| tables.unwrap_or_default())
}

/// Text for EXECUTE.
fn holds_definition(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    ["TABLE", "INDEX", "VIEW"].iter().any(|kind| text.contains(kind))
        && ["CREATE ", "ALTER ", "DROP "].iter().any(|verb| text.contains(verb))
}

/// The table that a change of a table or index names, if it does. Types, functions and roles are no tables.
fn changed_table(cursor: &mut Cursor<'_>) -> Option<Option<ObjectName>> {
    cursor.accept("UNIQUE");
    if cursor.accept_any(&["TABLE", "VIEW"]) {
        let _ = cursor.if_exists() || cursor.if_not_exists();
        cursor.accept("ONLY");
        return Some(cursor.object().map(|(name, _)| name));
    }
    if !cursor.accept("INDEX") {
        return None;
    }
    while cursor.peek().is_some() && !cursor.is_sign(b';') {
        if cursor.accept("ON") {
            cursor.accept("ONLY");
            return Some(cursor.object().map(|(name, _)| name));
        }
        cursor.advance(1);
    }
    Some(None)
}
