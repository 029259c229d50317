//! CREATE SCHEMA.

use super::super::cursor::Cursor;
use crate::extract::{Action, Operation};

pub fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.if_not_exists();
    cursor.accept("AUTHORIZATION");
    let (name, span) = cursor.identifier()?;
    Some(Operation { action: Action::CreateSchema { name }, span })
}
