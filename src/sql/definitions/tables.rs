//! CREATE TABLE: its columns, whether it has a key, and whether its columns come from elsewhere.

use super::cursor::{Cursor, holds};
use crate::extract::{ColumnDefinition, TableDefinition};
use crate::text::HOLE;

/// Words that end a column's type.
const OPTIONS: &[&str] = &[
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "COLLATE",
    "GENERATED",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COMMENT",
    "ON",
    "IDENTITY",
    "AS",
    "STORED",
    "VIRTUAL",
    "INVISIBLE",
    "VISIBLE",
    "FIRST",
    "AFTER",
    "USING",
    "CHARSET",
    "KEY",
    "ENCODE",
    "STORAGE",
    "COMPRESSION",
    "SPARSE",
    "CODEC",
    "TTL",
    "OPTIONS",
    "SET",
    "DEFERRABLE",
    "INITIALLY",
    "HIDDEN",
    "MASKED",
];

pub fn create(
    cursor: &mut Cursor<'_>,
    temporary: bool,
    foreign: bool,
) -> (Option<TableDefinition>, Vec<ColumnDefinition>) {
    cursor.accept_words(&["IF", "NOT", "EXISTS"]);
    let Some((name, span)) = cursor.name() else { return (None, Vec::new()) };
    let mut table = TableDefinition { name, span, has_key: false, temporary, derived: foreign };
    // SQL Server's temporary tables are told by their names.
    table.temporary |= table.name.starts_with('#');
    let mut columns = Vec::new();
    if cursor.is_sign(b'(') {
        cursor.advance(1);
        while !cursor.is_sign(b')') && cursor.peek().is_some() {
            let end = cursor.item_end();
            read_item(cursor, end, &mut table, &mut columns);
            cursor.go_to(end);
            cursor.accept_sign(b',');
        }
        cursor.accept_sign(b')');
    }
    let tail = cursor.outer_words(cursor.position() + cursor.rest().len());
    // `CREATE TABLE a (SELECT …)` and `CREATE TABLE a (LIKE b)` leave no columns behind.
    table.derived |= columns.is_empty()
        || holds(&tail, &["PARTITION", "OF"])
        || ["AS", "SELECT", "LIKE", "INHERITS", "CLONE", "OF"].iter().any(|word| tail.iter().any(|t| t == word));
    table.has_key |= holds(&tail, &["PRIMARY", "KEY"]);
    (Some(table), columns)
}

fn read_item(cursor: &mut Cursor<'_>, end: usize, table: &mut TableDefinition, columns: &mut Vec<ColumnDefinition>) {
    let words = cursor.outer_words(end);
    let first = words.first().map_or("", String::as_str);
    let second = words.get(1).map_or("", String::as_str);
    // A column may be named `key` or `index`: such an entry of MySQL is followed by a name and brackets, not a type.
    let key_entry = matches!(first, "KEY" | "INDEX") && words.len() <= 2;
    let constraint =
        matches!(first, "CONSTRAINT" | "FOREIGN" | "EXCLUDE" | "FULLTEXT" | "SPATIAL" | "PERIOD" | "CHECK")
            || key_entry
            || (first == "PRIMARY" && second == "KEY")
            || (first == "UNIQUE" && (words.len() <= 3 || matches!(second, "KEY" | "INDEX" | "NULLS" | "CLUSTERED")));
    if first == "LIKE" {
        table.derived = true;
        return;
    }
    table.has_key |=
        holds(&words, &["PRIMARY", "KEY"]) || words.iter().any(|word| word == "UNIQUE") || first == "EXCLUDE";
    if constraint {
        return;
    }
    if let Some(column) = read_column(cursor, end, &table.name) {
        // What the program writes in place of a column may be any number of them, and a key.
        table.derived |= column.name.starts_with(HOLE);
        columns.push(column);
    }
}

/// A column: its name, its type, and whether it may be left out when a row is added.
pub fn read_column(cursor: &mut Cursor<'_>, end: usize, table: &str) -> Option<ColumnDefinition> {
    let (name, name_span) = cursor.name()?;
    let start = cursor.position();
    let mut type_name = String::new();
    while cursor.position() < end {
        if cursor.is_sign(b'(') {
            cursor.skip_brackets();
            continue;
        }
        let Some(token) = cursor.peek() else { break };
        let part = cursor.text_of(token).to_ascii_lowercase();
        let zone = cursor.is_words(&["WITH", "TIME"]) || cursor.is_words(&["WITH", "LOCAL"]);
        let charset = cursor.is_words(&["CHARACTER", "SET"]);
        let option = cursor.word().is_some_and(|word| OPTIONS.contains(&word.as_str()) || (word == "WITH" && !zone));
        if option || charset {
            break;
        }
        if !type_name.is_empty() && !matches!(part.as_str(), "[" | "]" | "." | "," | "[]") && !type_name.ends_with('.')
        {
            type_name.push(' ');
        }
        type_name.push_str(&part);
        cursor.advance(1);
    }
    let span = cursor.span_of(start, cursor.position());
    let words = cursor.outer_words(end);
    let serial = type_name.contains("serial") || type_name.contains("identity");
    Some(ColumnDefinition {
        table: table.to_owned(),
        name: name.to_lowercase(),
        name_span,
        not_null: holds(&words, &["NOT", "NULL"]) || holds(&words, &["PRIMARY", "KEY"]) || serial,
        has_default: serial
            || words.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "DEFAULT" | "GENERATED" | "IDENTITY" | "AUTO_INCREMENT" | "AUTOINCREMENT" | "AS"
                )
            }),
        type_name,
        span,
    })
}
