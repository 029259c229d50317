//! CREATE INDEX, MySQL's KEY entries, and the keys of both.

use super::super::cursor::Cursor;
use super::{Head, expressions};
use crate::extract::{Action, IndexKeySpec, IndexPredicate, IndexSpec, KeyOf, ObjectName, Operation};
use crate::fact::Dialect;
use crate::sql::tokens::TokenKind;

/// Words that end the expression of a key.
const KEY_ENDS: &[&str] = &["COLLATE", "ASC", "DESC", "NULLS", "WITH"];

pub fn create(cursor: &mut Cursor<'_>, head: Head) -> Option<Operation> {
    let mut index = IndexSpec { unique: head.unique, method: head.method.map(str::to_owned), ..IndexSpec::default() };
    index.concurrently = cursor.accept("CONCURRENTLY");
    index.if_not_exists = cursor.if_not_exists();
    if !cursor.is("ON") {
        index.name = cursor.object().map(|(name, _)| name);
    }
    method(cursor, &mut index);
    if !cursor.accept("ON") {
        return None;
    }
    index.only = cursor.accept("ONLY");
    index.table = cursor.object()?.0;
    index.span = cursor.span_so_far();
    method(cursor, &mut index);
    index.keys = keys(cursor);
    tail(cursor, cursor.end(), &mut index);
    let span = index.span;
    Some(Operation { action: Action::CreateIndex(Box::new(index)), span })
}

/// Whether one of MySQL's KEY entries begins here. A column may be called `key`: then a type stands behind it, whose
/// brackets hold no name.
pub fn entry_begins(cursor: &Cursor<'_>) -> bool {
    if !cursor.is_any(&["KEY", "INDEX", "FULLTEXT", "SPATIAL"]) || cursor.dialect() == Dialect::Clickhouse {
        return false;
    }
    let rest = cursor.rest();
    let open = rest.iter().take(7).position(|token| cursor.text_of(token) == "(");
    let Some(open) = open else { return false };
    let of_type = |word: &str| ["enum", "set"].iter().any(|kind| word.eq_ignore_ascii_case(kind));
    let inside = rest.get(open + 1).map(|token| token.kind);
    let named = matches!(inside, Some(TokenKind::Word | TokenKind::QuotedIdentifier | TokenKind::String))
        || rest.get(open + 1).is_some_and(|token| cursor.text_of(token) == "(");
    let words = rest[..open].iter().filter(|token| token.kind == TokenKind::Word);
    let option =
        |word: &str| ["NOT", "NULL", "DEFAULT", "REFERENCES", "CHECK"].iter().any(|o| word.eq_ignore_ascii_case(o));
    named && words.skip(1).map(|token| cursor.text_of(token)).all(|word| !of_type(word) && !option(word))
}

/// `UNIQUE KEY`, `FULLTEXT INDEX name (a(20), b DESC) USING BTREE`, up to the token of index `end`.
pub fn entry(cursor: &mut Cursor<'_>, end: usize, table: &ObjectName) -> IndexSpec {
    let mut index =
        IndexSpec { table: table.clone(), span: cursor.span_of(cursor.position(), end), ..IndexSpec::default() };
    if cursor.accept("FULLTEXT") {
        index.method = Some("fulltext".to_owned());
    } else if cursor.accept("SPATIAL") {
        index.method = Some("spatial".to_owned());
    }
    let _ = cursor.accept("KEY") || cursor.accept("INDEX");
    cursor.if_not_exists();
    if !cursor.is_sign(b'(') && !cursor.is("USING") {
        index.name = cursor.identifier().map(|(name, _)| ObjectName::bare(name));
    }
    // T-SQL writes `INDEX name UNIQUE NONCLUSTERED (a)`.
    while cursor.position() < end && !cursor.is_sign(b'(') {
        index.unique |= cursor.is("UNIQUE");
        let before = cursor.position();
        method(cursor, &mut index);
        if cursor.position() == before {
            cursor.advance(1);
        }
    }
    index.keys = keys(cursor);
    tail(cursor, end, &mut index);
    cursor.go_to(end);
    index
}

fn method(cursor: &mut Cursor<'_>, index: &mut IndexSpec) {
    if cursor.accept("USING")
        && let Some((method, _)) = cursor.identifier()
    {
        index.method = Some(method.to_lowercase());
    }
}

/// What follows the keys.
fn tail(cursor: &mut Cursor<'_>, end: usize, index: &mut IndexSpec) {
    while cursor.position() < end {
        if cursor.accept("INCLUDE") {
            index.include = cursor.identifiers();
        } else if cursor.accept_words(&["NULLS", "NOT", "DISTINCT"]) {
            index.nulls_not_distinct = true;
        } else if cursor.is("USING") {
            method(cursor, index);
        } else if cursor.accept("WHERE") {
            index.predicate = predicate(cursor, end);
        } else if cursor.is_sign(b'(') {
            cursor.skip_brackets();
        } else {
            index.invisible |= cursor.is("INVISIBLE") || cursor.is("IGNORED");
            cursor.advance(1);
        }
    }
}

fn predicate(cursor: &mut Cursor<'_>, end: usize) -> Option<IndexPredicate> {
    let from = cursor.position();
    while cursor.position() < end && !cursor.is_sign(b';') && !(cursor.dialect() == Dialect::Tsql && cursor.is("WITH"))
    {
        if cursor.is_sign(b'(') {
            cursor.skip_brackets();
        } else {
            cursor.advance(1);
        }
    }
    let to = cursor.position().min(end);
    (from < to).then(|| IndexPredicate { text: cursor.written(from, to), tests: expressions::tests(cursor, from, to) })
}

/// `(a, lower(b) DESC, (c + d) text_pattern_ops)`
pub fn keys(cursor: &mut Cursor<'_>) -> Vec<IndexKeySpec> {
    let mut keys = Vec::new();
    if !cursor.accept_sign(b'(') {
        return keys;
    }
    while !cursor.is_sign(b')') && cursor.peek().is_some() {
        let end = cursor.item_end();
        keys.extend(key(cursor, end));
        cursor.go_to(end);
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    cursor.accept_sign(b')');
    keys
}

fn key(cursor: &mut Cursor<'_>, end: usize) -> Option<IndexKeySpec> {
    if cursor.position() >= end {
        return None;
    }
    let (of, prefix) = key_of(cursor, end);
    let mut key =
        IndexKeySpec { of, prefix, descending: false, nulls_first: None, operator_class: None, collation: None };
    while cursor.position() < end {
        if cursor.accept("COLLATE") {
            key.collation = cursor.option_value();
        } else if cursor.accept("DESC") {
            key.descending = true;
        } else if cursor.accept("ASC") {
        } else if cursor.accept_words(&["NULLS", "FIRST"]) {
            key.nulls_first = Some(true);
        } else if cursor.accept_words(&["NULLS", "LAST"]) {
            key.nulls_first = Some(false);
        } else if cursor.accept("WITH") {
            break;
        } else if cursor.kind() == Some(TokenKind::Word) {
            key.operator_class = cursor.object().map(|(name, _)| name.name);
        } else if cursor.is_sign(b'(') {
            cursor.skip_brackets();
        } else {
            cursor.advance(1);
        }
    }
    Some(key)
}

/// What a key is of, and how much of it.
fn key_of(cursor: &mut Cursor<'_>, end: usize) -> (KeyOf, Option<u32>) {
    let from = cursor.position();
    let written_free = matches!(cursor.dialect(), Dialect::Sqlite | Dialect::Mysql);
    let name = cursor.identifier().map(|(name, _)| name);
    let mut plain = name.is_some();
    let mut prefix = None;
    if cursor.is_sign(b'(') && cursor.position() < end {
        let open = cursor.position();
        cursor.skip_brackets();
        let inside = cursor.written(open + 1, cursor.position().saturating_sub(1));
        prefix = inside.trim().parse().ok().filter(|_| name.is_some());
        plain &= prefix.is_some();
    }
    while cursor.position() < end {
        let ends = cursor.word().is_some_and(|word| KEY_ENDS.contains(&word.as_str()));
        // Behind an operand PostgreSQL has the operator class.
        let class = cursor.kind() == Some(TokenKind::Word) && !written_free && cursor.position() > from;
        if ends || class {
            break;
        }
        plain = false;
        if cursor.is_sign(b'(') {
            cursor.skip_brackets();
        } else {
            cursor.advance(1);
        }
    }
    let to = cursor.position().min(end);
    match name.filter(|_| plain) {
        Some(name) => (KeyOf::Column(name), prefix),
        None => (expression(cursor, from, to), None),
    }
}

fn expression(cursor: &mut Cursor<'_>, from: usize, to: usize) -> KeyOf {
    let (from, to) = cursor.without_brackets(from, to);
    let here = cursor.position();
    cursor.go_to(from);
    let name = cursor.identifier().filter(|_| cursor.position() == to);
    cursor.go_to(here);
    match name {
        // `((a))`
        Some((name, _)) => KeyOf::Column(name),
        None => KeyOf::Expression { text: cursor.written(from, to), term: expressions::term(cursor, from, to) },
    }
}
