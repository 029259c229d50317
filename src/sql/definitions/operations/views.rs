//! Views, and what is renamed or moved as a table is.

use super::super::cursor::Cursor;
use super::{Head, alterations};
use crate::extract::{Action, ObjectName, Operation, ViewSpec};

pub fn create(cursor: &mut Cursor<'_>, head: Head) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let (name, span) = cursor.object()?;
    let view = ViewSpec {
        name,
        name_span: span,
        or_replace: head.or_replace,
        if_not_exists,
        materialized: head.materialized,
        temporary: head.temporary,
        columns: cursor.identifiers(),
        results: None,
        sources: Vec::new(),
    };
    Some(Operation { action: Action::CreateView(Box::new(view)), span })
}

/// MySQL's `ALGORITHM = MERGE DEFINER = 'a'@'b' SQL SECURITY INVOKER`, before the word VIEW.
pub fn skip_security(cursor: &mut Cursor<'_>) {
    if cursor.is_any(&["ALGORITHM", "DEFINER", "SQL"]) {
        while cursor.peek().is_some() && !cursor.is("VIEW") {
            cursor.advance(1);
        }
    }
}

/// ALTER VIEW and ALTER SEQUENCE.
pub fn alter(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.if_exists();
    let from = cursor.position();
    let (table, span) = cursor.object()?;
    if cursor.is("AS") || cursor.is_sign(b'(') {
        cursor.go_to(from);
        return create(cursor, Head { or_replace: true, ..Head::default() });
    }
    let action = if cursor.accept_words(&["RENAME", "TO"]) {
        let to = alterations::in_schema_of(&table, cursor.object()?.0);
        Action::RenameTable { table, to }
    } else if cursor.accept_words(&["SET", "SCHEMA"]) {
        Action::MoveTable { table, schema: cursor.identifier()?.0 }
    } else if cursor.accept("RENAME") {
        cursor.accept("COLUMN");
        let (column, _) = cursor.identifier()?;
        cursor.accept("TO");
        Action::RenameColumn { table, column, to: cursor.identifier()?.0 }
    } else {
        return None;
    };
    Some(Operation { action, span })
}

pub fn alter_index(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.if_exists();
    let (index, span): (ObjectName, _) = cursor.object()?;
    if !cursor.accept_words(&["RENAME", "TO"]) {
        return None;
    }
    let to = cursor.identifier()?.0;
    Some(Operation { action: Action::RenameIndex { index, table: None, to }, span })
}
