//! CREATE TABLE.

use super::super::cursor::Cursor;
use super::{Head, columns, constraints, indexes};
use crate::extract::{Action, Including, Operation, TableOrigin, TableSpec};

/// Words that begin a query.
const QUERIES: &[&str] = &["SELECT", "VALUES"];

pub fn create(cursor: &mut Cursor<'_>, head: Head) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let (name, name_span) = cursor.object()?;
    let mut table = TableSpec {
        // SQL Server's temporary tables are told by their names.
        temporary: head.temporary || name.name.starts_with('#'),
        unlogged: head.unlogged,
        if_not_exists,
        name,
        name_span,
        ..TableSpec::default()
    };
    if head.foreign {
        table.origin = TableOrigin::Foreign;
    }
    if cursor.accept_words(&["PARTITION", "OF"]) {
        table.origin = cursor.object().map_or(TableOrigin::Listed, |(parent, _)| TableOrigin::PartitionOf(parent));
    } else if cursor.accept("OF") {
        cursor.object();
        table.partial = true;
    }
    // `CREATE TABLE a (SELECT …)`
    let queried = cursor.is_any_at(1, QUERIES);
    if cursor.is_sign(b'(') && !queried {
        cursor.advance(1);
        while !cursor.is_sign(b')') && cursor.peek().is_some() {
            let end = cursor.item_end();
            item(cursor, end, &mut table);
            cursor.go_to(end);
            if !cursor.accept_sign(b',') {
                break;
            }
        }
        table.partial |= !cursor.accept_sign(b')');
    }
    tail(cursor, &mut table);
    Some(Operation { action: Action::CreateTable(Box::new(table)), span: name_span })
}

fn item(cursor: &mut Cursor<'_>, end: usize, table: &mut TableSpec) {
    if let Some(name) = constraints::not_null_column(cursor) {
        match table.columns.iter_mut().find(|column| column.name == name) {
            Some(column) => column.not_null = Some(true),
            None => table.partial = true,
        }
    } else if cursor.is("LIKE") && cursor.position() + 1 < end {
        cursor.advance(1);
        like(cursor, end, table);
    } else if constraints::begins(cursor) {
        match constraints::constraint(cursor, end) {
            Some(constraint) => table.constraints.push(constraint),
            None => table.partial |= true,
        }
    } else if indexes::entry_begins(cursor) {
        let index = indexes::entry(cursor, end, &table.name);
        table.indexes.push(index);
    } else if cursor.is_words(&["PERIOD", "FOR"]) || cursor.is("PROJECTION") || cursor.position() >= end {
    } else if let Some(column) = columns::column(cursor, end) {
        table.columns.push(column);
    } else {
        table.partial = true;
    }
}

/// `LIKE source INCLUDING INDEXES EXCLUDING CONSTRAINTS`
fn like(cursor: &mut Cursor<'_>, end: usize, table: &mut TableSpec) {
    let Some((source, _)) = cursor.object() else { return };
    let mut including = Including::default();
    while cursor.position() < end {
        let on = cursor.is("INCLUDING");
        cursor.advance(1);
        let all = cursor.is("ALL");
        for (word, part) in [
            ("DEFAULTS", &mut including.defaults),
            ("CONSTRAINTS", &mut including.constraints),
            ("INDEXES", &mut including.indexes),
            ("IDENTITY", &mut including.identity),
            ("GENERATED", &mut including.generated),
        ] {
            if all || cursor.is(word) {
                *part = on;
            }
        }
        cursor.advance(1);
    }
    table.origin = TableOrigin::Like { source, including };
}

/// What follows the list of columns.
fn tail(cursor: &mut Cursor<'_>, table: &mut TableSpec) {
    while cursor.peek().is_some() {
        if cursor.accept("LIKE") {
            // MySQL takes all but foreign keys.
            let all = Including { defaults: true, constraints: true, indexes: true, identity: true, generated: true };
            if let Some((source, _)) = cursor.object() {
                table.origin = TableOrigin::Like { source, including: all };
            }
        } else if cursor.accept("INHERITS") {
            table.origin = TableOrigin::Inherits(parents(cursor));
        } else if cursor.accept_words(&["PARTITION", "BY"]) {
            table.partitioned_by = partition_columns(cursor);
        } else if cursor.accept_words(&["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
        } else if cursor.accept("STRICT") {
            table.strict = true;
        } else if cursor.is("AS") || cursor.is_any(QUERIES) || cursor.is_sign(b'(') && cursor.is_any_at(1, QUERIES) {
            table.origin = TableOrigin::Query(None);
            return;
        } else if cursor.accept("CLONE") {
            table.partial = true;
        } else if cursor.accept_words(&["FOR", "VALUES"]) {
            // The bounds of a partition.
        } else if !table_option(cursor, table) {
            match cursor.is_sign(b'(') {
                true => cursor.skip_brackets(),
                false => cursor.advance(1),
            }
        }
    }
}

/// ENGINE, CHARACTER SET and COLLATE of MySQL.
fn table_option(cursor: &mut Cursor<'_>, table: &mut TableSpec) -> bool {
    if cursor.accept("ENGINE") {
        table.engine = cursor.option_value();
    } else if cursor.accept("CHARSET") || cursor.accept_words(&["CHARACTER", "SET"]) {
        table.charset = cursor.option_value();
    } else if cursor.accept("COLLATE") {
        table.collation = cursor.option_value();
    } else if cursor.accept("COMMENT") {
        cursor.option_value();
    } else {
        return false;
    }
    true
}

fn parents(cursor: &mut Cursor<'_>) -> Vec<crate::extract::ObjectName> {
    let mut parents = Vec::new();
    cursor.accept_sign(b'(');
    while let Some((parent, _)) = cursor.object() {
        parents.push(parent);
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    cursor.accept_sign(b')');
    parents
}

/// `RANGE (a, b)`; none when a key is an expression.
fn partition_columns(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    while !cursor.is_sign(b'(') {
        cursor.peek()?;
        cursor.advance(1);
    }
    let keys = indexes::keys(cursor);
    let columns = keys.into_iter().map(|key| match key.of {
        crate::extract::KeyOf::Column(name) => Some(name),
        crate::extract::KeyOf::Expression { .. } => None,
    });
    Some(columns.collect::<Option<Vec<_>>>().unwrap_or_default())
}
