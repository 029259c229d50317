//! Functions that change the schema when a SELECT calls them.

use super::super::cursor::Cursor;
use crate::extract::{Action, ObjectName, Operation};
use crate::sql::tokens::TokenKind;

pub const DEFINING: &[&str] = &["set_config", "create_distributed_table", "create_distributed_table_concurrently"];

/// What stands behind SELECT.
pub fn called(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let (function, _) = cursor.object()?;
    if !cursor.accept_sign(b'(') {
        return None;
    }
    let action = match function.name.to_ascii_lowercase().as_str() {
        "set_config" => configured_path(cursor),
        "create_distributed_table" | "create_distributed_table_concurrently" => distributed(cursor),
        _ => None,
    }?;
    Some(Operation { action, span: cursor.span_so_far() })
}

/// `SELECT pg_catalog.set_config('search_path', 'a, b', false)`
fn configured_path(cursor: &mut Cursor<'_>) -> Option<Action> {
    text(cursor).filter(|setting| setting.eq_ignore_ascii_case("search_path"))?;
    let path = next_text(cursor)?;
    let names = path.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty());
    Some(Action::SetSearchPath { schemas: names.map(str::to_owned).collect() })
}

/// `SELECT create_distributed_table('orders', 'customer_id', 'hash')` of Citus.
fn distributed(cursor: &mut Cursor<'_>) -> Option<Action> {
    let table = text(cursor)?;
    let column = next_text(cursor)?;
    let method = next_text(cursor).unwrap_or_default();
    let table = match table.split_once('.') {
        Some((schema, name)) => ObjectName { schema: Some(schema.to_owned()), name: name.to_owned() },
        None => ObjectName::bare(table),
    };
    Some(Action::Distribute { table, column, by_order: matches!(method.as_str(), "append" | "range") })
}

fn text(cursor: &mut Cursor<'_>) -> Option<String> {
    (cursor.kind() == Some(TokenKind::String)).then(|| cursor.identifier())?.map(|(text, _)| text)
}

fn next_text(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.accept_sign(b',').then(|| text(cursor))?
}
