//! CREATE, ALTER of enums, domains and other types.

use super::super::cursor::Cursor;
use super::columns;
use crate::extract::{Action, Operation};
use crate::sql::tokens::TokenKind;

/// `CREATE TYPE kind AS ENUM ('a', 'b')`
pub fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (name, span) = cursor.object()?;
    let action = match cursor.accept_words(&["AS", "ENUM"]) && cursor.accept_sign(b'(') {
        true => Action::CreateEnum { name, values: values(cursor) },
        false => Action::CreateType { name },
    };
    Some(Operation { action, span })
}

fn values(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut values = Vec::new();
    while let Some(value) = value(cursor) {
        values.push(value);
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    values
}

fn value(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.kind() != Some(TokenKind::String) {
        return None;
    }
    cursor.identifier().map(|(value, _)| value)
}

/// `CREATE DOMAIN mail AS text NOT NULL CHECK (…)`
pub fn create_domain(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (name, span) = cursor.object()?;
    cursor.accept("AS");
    let base = columns::type_name(cursor, cursor.end());
    let mut not_null = false;
    while cursor.peek().is_some() {
        not_null |= cursor.is_words(&["NOT", "NULL"]);
        match cursor.is_sign(b'(') {
            true => cursor.skip_brackets(),
            false => cursor.advance(1),
        }
    }
    Some(Operation { action: Action::CreateDomain { name, base, not_null }, span })
}

/// `ALTER TYPE kind ADD VALUE 'c'`, and its renamings.
pub fn alter(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (name, span) = cursor.object()?;
    let action = if cursor.accept_words(&["ADD", "VALUE"]) {
        cursor.if_not_exists();
        Action::AddEnumValue { name, value: value(cursor)? }
    } else if cursor.accept_words(&["RENAME", "VALUE"]) {
        let from = value(cursor)?;
        cursor.accept("TO");
        Action::RenameEnumValue { name, value: from, to: value(cursor)? }
    } else if cursor.accept_words(&["RENAME", "TO"]) {
        Action::RenameType { name, to: cursor.identifier()?.0 }
    } else {
        return None;
    };
    Some(Operation { action, span })
}
