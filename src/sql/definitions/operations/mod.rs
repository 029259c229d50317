//! The operations of a statement: all that it does to the schema, in full. A construct that is not known gives none.

mod alterations;
mod columns;
mod constraints;
mod drops;
mod expressions;
mod indexes;
mod names;
mod schemas;
mod tables;
mod types;
mod views;

use super::cursor::Cursor;
use crate::extract::Operation;

pub fn read(cursor: &mut Cursor<'_>) -> Vec<Operation> {
    let mut operations = Vec::new();
    if cursor.accept("CREATE") {
        operations.extend(create(cursor));
    } else if cursor.accept("ALTER") {
        alterations::alter(cursor, &mut operations);
    } else if cursor.accept("DROP") {
        drops::drop_objects(cursor, &mut operations);
    } else if cursor.accept_words(&["RENAME", "TABLE"]) {
        alterations::rename_tables(cursor, &mut operations);
    }
    operations
}

/// The words between CREATE and what is created.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    or_replace: bool,
    unique: bool,
    temporary: bool,
    unlogged: bool,
    foreign: bool,
    materialized: bool,
    /// `fulltext` and `spatial`.
    method: Option<&'static str>,
}

fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let mut head = Head::default();
    if cursor.accept_words(&["OR", "REPLACE"]) {
        head.or_replace = true;
    }
    loop {
        if cursor.accept("TABLE") {
            return tables::create(cursor, head);
        }
        if cursor.accept("INDEX") {
            return indexes::create(cursor, head);
        }
        if cursor.accept("SCHEMA") || cursor.accept("DATABASE") {
            return schemas::create(cursor);
        }
        if cursor.accept("VIEW") {
            return views::create(cursor, head);
        }
        if cursor.accept("TYPE") {
            return types::create(cursor);
        }
        if cursor.accept("DOMAIN") {
            return types::create_domain(cursor);
        }
        match cursor.word()?.as_str() {
            "UNIQUE" => head.unique = true,
            "TEMP" | "TEMPORARY" => head.temporary = true,
            "UNLOGGED" => head.unlogged = true,
            "VIRTUAL" | "FOREIGN" | "EXTERNAL" => head.foreign = true,
            "MATERIALIZED" => head.materialized = true,
            "FULLTEXT" => head.method = Some("fulltext"),
            "SPATIAL" => head.method = Some("spatial"),
            "RECURSIVE" | "GLOBAL" | "LOCAL" | "CLUSTERED" | "NONCLUSTERED" | "COLUMNSTORE" | "TRANSIENT"
            | "VOLATILE" => {}
            _ => return None,
        }
        cursor.advance(1);
    }
}
