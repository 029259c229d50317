//! DO blocks: what they change cannot be followed, but often it can be told which tables.

use super::super::Locate;
use super::super::cursor::Cursor;
use crate::extract::{Action, ObjectName, Operation};
use crate::sql::lexing::Lexing;
use crate::sql::tokens::{TokenKind, lex};
use crate::text::Span;

/// The tables that DDL in the block names; all, when one of its changes does not say.
pub fn opaque(cursor: &Cursor<'_>) -> Option<Operation> {
    let body = *cursor.rest().iter().find(|token| token.kind == TokenKind::DollarString)?;
    let whole = cursor.text_of(&body);
    let tag = whole.get(1..)?.find('$')? + 2;
    let code = whole.get(tag..whole.len().checked_sub(tag)?)?;
    let nowhere: Locate<'_> = &|_, _| Span::default();
    let mut inside = Cursor::new(code, &lex(code, &Lexing::of(cursor.dialect())), nowhere, cursor.dialect());
    let mut tables = Some(Vec::new());
    let mut changes = false;
    while let Some(token) = inside.peek().copied() {
        if token.kind == TokenKind::String && holds_definition(inside.text_of(&token)) {
            changes = true;
            tables = None;
        }
        if inside.accept_any(&["CREATE", "ALTER", "DROP"])
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
    let span = cursor.span_of(0, cursor.end());
    changes.then(|| Operation { action: Action::Opaque { tables: tables.unwrap_or_default() }, span })
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
