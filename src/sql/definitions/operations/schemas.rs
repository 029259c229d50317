//! Schemas: made, renamed, and chosen for what follows.

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

/// `SET search_path TO a, b`
pub fn search_path(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let _ = cursor.accept("SESSION") || cursor.accept("LOCAL");
    if !cursor.accept("SEARCH_PATH") {
        return None;
    }
    if !cursor.accept("TO") {
        cursor.advance(1);
    }
    let mut schemas = Vec::new();
    while let Some((name, _)) = cursor.identifier() {
        schemas.extend(Some(name).filter(|name| !name.is_empty()));
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    Some(Operation { action: Action::SetSearchPath { schemas }, span: cursor.span_so_far() })
}

/// MySQL's `USE shop`.
pub fn choose(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (name, span) = cursor.identifier()?;
    Some(Operation { action: Action::SetSearchPath { schemas: vec![name] }, span })
}
