//! Columns inside conditions and index expressions, which are held as text: which are named, and a new name for one.

use std::ops::Range;

use crate::extract::{Operand, Predicate, Term};

use super::super::{ColumnId, Index, Keyed, Table};

/// The columns of a table that a text names.
pub(super) fn columns_in(text: &str, table: &Table) -> Vec<ColumnId> {
    let mut found = Vec::new();
    for (_, name) in names_in(text) {
        found.extend(table.column(&name).map(|column| column.id).filter(|id| !found.contains(id)));
    }
    found
}

/// The text with one column renamed.
pub(super) fn renamed(text: &str, from: &str, to: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, name) in names_in(text) {
        if name.eq_ignore_ascii_case(from) {
            result.push_str(&text[copied..range.start]);
            result.push_str(to);
            copied = range.end;
        }
    }
    result.push_str(&text[copied..]);
    result
}

/// Words and quoted names that may be columns: no functions, types, or qualifiers.
fn names_in(text: &str) -> Vec<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'\'' => at = after_quote(bytes, at, b'\''),
            quote @ (b'"' | b'`') => {
                at = after_quote(bytes, at, quote);
                let inside = text.get(start + 1..at.saturating_sub(1)).unwrap_or_default();
                found.push((start..at, inside.to_owned()));
            }
            byte if is_word(byte) => {
                while at < bytes.len() && is_word(bytes[at]) {
                    at += 1;
                }
                if !byte.is_ascii_digit() {
                    found.push((start..at, text[start..at].to_owned()));
                }
            }
            _ => at += 1,
        }
    }
    found.retain(|(range, _)| {
        let before = text[..range.start].trim_end();
        let behind = text[range.end..].trim_start();
        let is_type = before.ends_with("::") || before.to_ascii_lowercase().ends_with(" as");
        !is_type && !behind.starts_with('(') && !behind.starts_with('.')
    });
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

fn after_quote(bytes: &[u8], open: usize, quote: u8) -> usize {
    let close = bytes[open + 1..].iter().position(|&byte| byte == quote);
    close.map_or(bytes.len(), |at| open + 1 + at + 1)
}

/// Gives a column its new name wherever the table's indexes and checks spell it.
pub(super) fn rename_in_texts(table: &mut Table, from: &str, to: &str) {
    for index in &mut table.indexes {
        rename_in_index(index, from, to);
    }
    for check in &mut table.checks {
        check.text = renamed(&check.text, from, to);
        check.tests.iter_mut().for_each(|test| rename_in_test(test, from, to));
    }
}

fn rename_in_index(index: &mut Index, from: &str, to: &str) {
    for key in &mut index.keys {
        if let Keyed::Expression { text, term, .. } = &mut key.of {
            *text = renamed(text, from, to);
            if let Some(term) = term {
                rename_in_term(term, from, to);
            }
        }
    }
    if let Some(predicate) = &mut index.predicate {
        predicate.text = renamed(&predicate.text, from, to);
        predicate.tests.iter_mut().for_each(|test| rename_in_test(test, from, to));
    }
}

fn rename_in_test(test: &mut Predicate, from: &str, to: &str) {
    test.left.iter_mut().chain(&mut test.right).for_each(|term| rename_in_term(term, from, to));
}

fn rename_in_term(term: &mut Term, from: &str, to: &str) {
    match &mut term.operand {
        Operand::Column(column) if column.name.eq_ignore_ascii_case(from) => to.clone_into(&mut column.name),
        Operand::Cast { value, .. } => rename_in_term(value, from, to),
        Operand::Call { arguments: terms, .. }
        | Operand::Arithmetic { terms, .. }
        | Operand::Concatenation(terms)
        | Operand::Tuple(terms)
        | Operand::Other(terms) => terms.iter_mut().for_each(|term| rename_in_term(term, from, to)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_columns_are_renamed() {
        assert_eq!(renamed("lower(name) = 'name'", "name", "title"), "lower(title) = 'name'");
        assert_eq!(renamed("state::state AND date(state)", "state", "phase"), "phase::state AND date(phase)");
        assert_eq!(renamed("\"name\" <> t.name", "name", "title"), "title <> t.title");
    }
}
