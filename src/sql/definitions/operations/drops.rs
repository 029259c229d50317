//! DROP, with its lists of names.

use super::super::cursor::Cursor;
use crate::extract::{Action, ObjectName, Operation};
use crate::fact::Dialect;
use crate::text::Span;

#[derive(Clone, Copy)]
enum Dropped {
    Table,
    View,
    Index,
    Type,
    Schema,
}

pub fn drop_objects(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    let _ = cursor.accept("TEMPORARY") || cursor.accept("FOREIGN") || cursor.accept("MATERIALIZED");
    let dropped = if cursor.accept("TABLE") {
        Dropped::Table
    } else if cursor.accept("VIEW") {
        Dropped::View
    } else if cursor.accept("INDEX") {
        Dropped::Index
    } else if cursor.accept("TYPE") || cursor.accept("DOMAIN") {
        Dropped::Type
    } else if cursor.accept("SCHEMA") || cursor.dialect() == Dialect::Mysql && cursor.accept("DATABASE") {
        Dropped::Schema
    } else {
        return;
    };
    cursor.accept("CONCURRENTLY");
    let if_exists = cursor.if_exists();
    let mut names: Vec<(ObjectName, Option<ObjectName>, Span)> = Vec::new();
    while let Some((name, span)) = cursor.object() {
        let table = if cursor.accept("ON") { cursor.object().map(|(table, _)| table) } else { None };
        names.push((name, table, span));
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    let cascade = cursor.is("CASCADE");
    operations.extend(names.into_iter().map(|(name, table, span)| {
        let action = match dropped {
            Dropped::Table => Action::DropTable { table: name, if_exists, cascade },
            Dropped::View => Action::DropView { view: name, if_exists, cascade },
            Dropped::Index => Action::DropIndex { index: name, table, if_exists },
            Dropped::Type => Action::DropType { name, cascade },
            Dropped::Schema => Action::DropSchema { name: name.name, cascade },
        };
        Operation { action, span }
    }));
}
