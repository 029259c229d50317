//! One column: its name, its type, and all that is said of it.

use super::super::cursor::Cursor;
use super::constraints;
use crate::extract::{ColumnSpec, ConstraintKind, ConstraintSpec, IndexKeySpec};
use crate::sql::tokens::TokenKind;

/// Words that end a column's type.
const OPTIONS: &[&str] = &[
    "AFTER",
    "AS",
    "AUTOINCREMENT",
    "AUTO_INCREMENT",
    "CHARSET",
    "CHECK",
    "CODEC",
    "COLLATE",
    "COLUMN_FORMAT",
    "COMMENT",
    "COMPRESSED",
    "COMPRESSION",
    "CONSTRAINT",
    "DEFAULT",
    "DEFERRABLE",
    "ENCODE",
    "FIRST",
    "GENERATED",
    "HIDDEN",
    "IDENTITY",
    "INITIALLY",
    "INVISIBLE",
    "KEY",
    "MASKED",
    "MATERIALIZED",
    "NOT",
    "NULL",
    "ON",
    "OPTIONS",
    "PERSISTED",
    "PERSISTENT",
    "PRIMARY",
    "REFERENCES",
    "SET",
    "SPARSE",
    "SRID",
    "STORAGE",
    "STORED",
    "TTL",
    "UNIQUE",
    "USING",
    "VIRTUAL",
    "VISIBLE",
];

/// Words that end the value of DEFAULT.
const DEFAULT_ENDS: &[&str] = &[
    "AFTER",
    "AUTO_INCREMENT",
    "CHECK",
    "COLLATE",
    "COMMENT",
    "CONSTRAINT",
    "FIRST",
    "GENERATED",
    "INVISIBLE",
    "NOT",
    "NULL",
    "ON",
    "PRIMARY",
    "REFERENCES",
    "UNIQUE",
    "VISIBLE",
    "WITH",
];

/// A column up to the token of index `end`.
pub fn column(cursor: &mut Cursor<'_>, end: usize) -> Option<ColumnSpec> {
    let (name, span) = cursor.identifier()?;
    let mut column = ColumnSpec { name, span, ..ColumnSpec::default() };
    let from = cursor.position();
    column.type_name = type_name(cursor, end);
    column.type_span = if cursor.position() > from { cursor.span_of(from, cursor.position()) } else { span };
    let bare = column.type_name.to_ascii_lowercase();
    if matches!(bare.as_str(), "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8") {
        column.auto_increment = true;
        column.not_null = Some(true);
    }
    options(cursor, end, &mut column);
    Some(column)
}

/// A type as written; the cursor stands behind it.
pub fn type_name(cursor: &mut Cursor<'_>, end: usize) -> String {
    let from = cursor.position();
    while cursor.position() < end {
        let first = cursor.position() == from;
        let goes_on = match cursor.kind() {
            Some(TokenKind::Word) => {
                let zoned = cursor.is_any(&["WITH", "WITHOUT"])
                    && !cursor.is_words(&["WITH", "TIME"])
                    && !cursor.is_words(&["WITHOUT", "TIME"])
                    && !cursor.is_words(&["WITH", "LOCAL"]);
                // MySQL's SET is a type as well.
                let option = cursor.word().is_some_and(|word| OPTIONS.binary_search(&word.as_str()).is_ok());
                let set = first && cursor.is("SET");
                let collates = !first && cursor.is_any(&["BINARY", "ASCII", "UNICODE", "BYTE"]);
                !(zoned || collates || option && !set || cursor.is_words(&["CHARACTER", "SET"]))
            }
            Some(TokenKind::QuotedIdentifier | TokenKind::Template | TokenKind::Placeholder) => {
                first || cursor.written(cursor.position() - 1, cursor.position()) == "."
            }
            Some(TokenKind::Punctuation) if cursor.is_sign(b'(') => {
                cursor.skip_brackets();
                continue;
            }
            Some(TokenKind::Punctuation) => !cursor.is_sign(b')') && !cursor.is_sign(b';'),
            Some(TokenKind::Number) => !first && cursor.written(cursor.position() - 1, cursor.position()) == "[",
            Some(TokenKind::Operator) => cursor.peek().is_some_and(|token| cursor.text_of(token) == "%"),
            _ => false,
        };
        if !goes_on {
            break;
        }
        cursor.advance(1);
    }
    cursor.written(from, cursor.position().min(end))
}

fn options(cursor: &mut Cursor<'_>, end: usize, column: &mut ColumnSpec) {
    while cursor.position() < end {
        let from = cursor.position();
        let mut name = None;
        if cursor.accept("CONSTRAINT") {
            name = cursor.identifier().map(|(name, _)| name);
        }
        let keys = || vec![IndexKeySpec::column(column.name.clone())];
        let kind = if cursor.accept_words(&["NOT", "NULL"]) {
            column.not_null = Some(true);
            None
        } else if cursor.accept("NULL") {
            column.not_null = column.not_null.or(Some(false));
            None
        } else if cursor.accept("DEFAULT") {
            column.default = Some(default(cursor, end));
            None
        } else if cursor.accept_words(&["PRIMARY", "KEY"]) || cursor.accept("KEY") {
            Some(ConstraintKind::PrimaryKey { keys: keys(), using_index: None })
        } else if cursor.accept("UNIQUE") {
            cursor.accept("KEY");
            let nulls_not_distinct = cursor.accept_words(&["NULLS", "NOT", "DISTINCT"]);
            Some(ConstraintKind::Unique { keys: keys(), include: Vec::new(), nulls_not_distinct, using_index: None })
        } else if cursor.is("REFERENCES") {
            constraints::references(cursor, vec![column.name.clone()])
        } else if cursor.is("CHECK") {
            constraints::check(cursor)
        } else {
            plain_option(cursor, column);
            None
        };
        if let Some(kind) = kind {
            let span = cursor.span_of(from, cursor.position());
            let not_valid = constraints::accept_tail(cursor);
            column.constraints.push(ConstraintSpec { name, kind, span, not_valid });
        }
    }
}

/// An option that is no constraint.
fn plain_option(cursor: &mut Cursor<'_>, column: &mut ColumnSpec) {
    if cursor.accept("COLLATE") {
        column.collation = cursor.option_value();
    } else if cursor.accept_words(&["CHARACTER", "SET"]) || cursor.accept("CHARSET") {
        column.charset = cursor.option_value();
    } else if cursor.accept("IDENTITY") || cursor.accept("AUTO_INCREMENT") || cursor.accept("AUTOINCREMENT") {
        column.auto_increment = true;
        column.not_null = Some(true);
    } else if cursor.accept("AS") {
        if cursor.is_sign(b'(') {
            column.generated = true;
        }
    } else if cursor.accept("ON") {
        // `ON UPDATE CURRENT_TIMESTAMP`, `ON CONFLICT REPLACE`
        cursor.advance(2);
    } else if cursor.accept("COMMENT") {
        cursor.advance(1);
    } else if cursor.is_sign(b'(') {
        cursor.skip_brackets();
    } else {
        cursor.advance(1);
    }
}

/// The value of DEFAULT, as written.
pub fn default(cursor: &mut Cursor<'_>, end: usize) -> String {
    let from = cursor.position();
    while cursor.position() < end {
        let ends = cursor.position() > from
            && cursor.word().is_some_and(|word| DEFAULT_ENDS.contains(&word.as_str()))
            && !cursor.is_words(&["WITH", "TIME"]);
        if ends {
            break;
        }
        if cursor.is_sign(b'(') {
            cursor.skip_brackets();
        } else {
            cursor.advance(1);
        }
    }
    cursor.written(from, cursor.position().min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_can_be_searched() {
        assert!(OPTIONS.is_sorted());
    }
}
