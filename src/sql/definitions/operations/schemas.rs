//! CREATE SCHEMA and ALTER SCHEMA.

use super::super::cursor::Cursor;
use crate::extract::{Action, Operation};

pub fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.if_not_exists();
    cursor.accept("AUTHORIZATION");
    let (name, span) = cursor.identifier()?;
    Some(Operation { action: Action::CreateSchema { name }, span })
}

pub fn alter(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (name, span) = cursor.identifier()?;
    if !cursor.accept_words(&["RENAME", "TO"]) {
        return None;
    }
    let to = cursor.identifier()?.0;
    Some(Operation { action: Action::RenameSchema { name, to }, span })
}
