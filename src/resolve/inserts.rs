//! Columns that an INSERT leaves out and the table cannot fill in by itself.

use crate::extract::{Statement, Write};
use crate::fact::{Dialect, Known, Origin, StatementKind};
use crate::project::catalog::{Column, Table, TableKind, TypeFamily};
use crate::project::{Database, Mentions};

/// The first column without a default, NULL or a generated value that an INSERT does not name.
pub fn missing_required<'c>(
    statement: &Statement,
    write: &Write,
    database: &'c Database,
    mentions: &Mentions,
) -> Option<&'c Column> {
    let whole = statement.kind == StatementKind::Insert
        && statement.origin != Origin::Routine
        && !statement.patched
        && !write.columns.is_empty()
        && !write.tolerant;
    let table = database.catalog.table(&write.table).filter(|_| whole)?;
    if table.kind != TableKind::Table || table.partial.is_some() || mentions.watches(&table.name) {
        return None;
    }
    let named = |column: &Column| write.columns.iter().any(|name| name.name.eq_ignore_ascii_case(&column.name));
    // The whole list is of another table when most of its names are unknown.
    if write.columns.iter().any(|name| table.column(&name.name).is_none()) {
        return None;
    }
    table.columns.iter().find(|column| !named(column) && is_required(column, table, database))
}

fn is_required(column: &Column, table: &Table, database: &Database) -> bool {
    let dialect = database.catalog.dialect;
    // A rowid; a domain with a default; the first timestamp of a MySQL table.
    let fills_itself = match dialect {
        Dialect::Sqlite => table.primary_key == [column.id] && column.ty.family.is_integer(),
        Dialect::Mysql => column.ty.written.starts_with("timestamp"),
        _ => column.ty.family == TypeFamily::Other && database.catalog.user_type(&column.ty.written).is_none(),
    };
    column.nullable == Known::Yes(false)
        && column.default.is_none()
        && !column.generated
        && !column.auto_increment
        && !fills_itself
        && !is_domain(column, database)
}

fn is_domain(column: &Column, database: &Database) -> bool {
    use crate::project::catalog::UserTypeKind;
    let kind = database.catalog.user_type(&column.ty.written).map(|known| &known.kind);
    matches!(kind, Some(UserTypeKind::Domain { .. } | UserTypeKind::Other))
}
