//! Expressions inside definitions, read as the query model reads them: a small query is put around each.

use super::super::cursor::Cursor;
use crate::extract::{Predicate, Term};
use crate::fact::Origin;
use crate::sql::{Reading, read};
use crate::text::{Fragment, Span};

/// The term of the tokens from index `from` to index `to`.
pub fn term(cursor: &Cursor<'_>, from: usize, to: usize) -> Option<Term> {
    let statement = read_within(cursor, "SELECT ", from, to)?;
    let [projection] = statement.queries.first()?.projections.as_slice() else { return None };
    projection.term.clone()
}

/// The tests of a condition, when they are joined by AND and nothing else.
pub fn tests(cursor: &Cursor<'_>, from: usize, to: usize) -> Vec<Predicate> {
    let Some(mut statement) = read_within(cursor, "SELECT 1 FROM t WHERE ", from, to) else { return Vec::new() };
    if statement.queries.len() != 1 {
        return Vec::new();
    }
    let tests = statement.queries.pop().map(|query| query.predicates).unwrap_or_default();
    if tests.iter().any(|test| test.under_or) { Vec::new() } else { tests }
}

fn read_within(cursor: &Cursor<'_>, before: &str, from: usize, to: usize) -> Option<crate::extract::Statement> {
    let text = cursor.written(from, to);
    let host = cursor.span_of(from, to);
    if text.is_empty() {
        return None;
    }
    let mut fragment = Fragment::default();
    fragment.push_decoded(before, Span { start: host.start, end: host.start });
    if host.range().len() == text.len() {
        fragment.push_verbatim(&text, host);
    } else {
        fragment.push_decoded(&text, host);
    }
    let reading = Reading { dialect: cursor.dialect(), origin: Origin::File, percent_style: false };
    let mut read = read(&fragment, &reading);
    let statement = read.statements.pop().filter(|statement| !statement.opaque)?;
    read.statements.is_empty().then_some(statement)
}
