//! The change that mends a finding, as its rule words it: places of the fact, and what to write there. Whatever it
//! needs and does not know makes it no change at all.

use super::condition::{Condition, Subject, Truth};
use super::message::Template;
use super::path::Path;
use crate::fact::{Facts, Value};
use crate::finding::{Edit, Fix};
use crate::text::{Place, Source, Span};

/// One way to mend a finding.
#[derive(Clone, Debug)]
pub(super) struct FixTemplate {
    pub title: Template,
    pub safe: bool,
    /// What must be true of the fact beside what the rule asks.
    pub wanted: Option<Condition>,
    pub edits: Vec<EditTemplate>,
}

#[derive(Clone, Debug)]
pub(super) struct EditTemplate {
    pub action: Action,
    pub field: Path,
    /// Not the whole place, but this word, which must stand there once.
    pub word: Option<String>,
    /// What to write.
    pub text: Template,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Replace,
    InsertBefore,
    InsertAfter,
    Delete,
}

impl Action {
    pub const WORDS: [(&str, Self); 4] = [
        ("replace", Self::Replace),
        ("insert-before", Self::InsertBefore),
        ("insert-after", Self::InsertAfter),
        ("delete", Self::Delete),
    ];
}

/// A change that a rule proposes; whether the file takes it is for others to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub fix: Fix,
    /// Other places whose text it repeats.
    pub copied: Vec<Span>,
}

impl FixTemplate {
    pub fn propose(&self, subject: Subject<'_>, source: &Source) -> Option<Proposal> {
        let Subject { facts, index, .. } = subject;
        if self.wanted.as_ref().is_some_and(|wanted| wanted.holds(subject) != Truth::True) {
            return None;
        }
        let mut copied = Vec::new();
        let mut edits = Vec::new();
        for template in &self.edits {
            edits.extend(template.edits(facts, index, source, &mut copied)?);
        }
        edits.sort();
        let title = self.title.render(facts, index, source);
        Some(Proposal { fix: Fix { title, safe: self.safe, edits }, copied })
    }
}

impl EditTemplate {
    /// One at each place of the field.
    fn edits(&self, facts: &Facts, index: usize, source: &Source, copied: &mut Vec<Span>) -> Option<Vec<Edit>> {
        let values = match self.field.value(facts, index) {
            Value::Many(values) => values,
            value => vec![value],
        };
        let places =
            values.into_iter().filter_map(|value| if let Value::Place(place) = value { Some(place) } else { None });
        let edits: Option<Vec<Edit>> = places.map(|place| self.edit(place, facts, index, source, copied)).collect();
        edits.filter(|edits| !edits.is_empty())
    }

    fn edit(
        &self,
        place: &Place,
        facts: &Facts,
        index: usize,
        source: &Source,
        copied: &mut Vec<Span>,
    ) -> Option<Edit> {
        let span = self.narrowed(place, source)?;
        let mut text = self.text.render_exact(facts, index, source, copied)?;
        if self.text.is_constant() {
            text = in_case_of(source.slice(span), text);
        }
        Some(match self.action {
            Action::Replace => spaced(span, text, source),
            Action::InsertBefore => spaced(Span { start: span.start, end: span.start }, text, source),
            Action::InsertAfter => spaced(Span { start: span.end, end: span.end }, text, source),
            Action::Delete => Edit { span: with_blanks(span, source), text },
        })
    }

    /// The place in this file, or the word in it.
    fn narrowed(&self, place: &Place, source: &Source) -> Option<Span> {
        let text = source.slice(place.span);
        if place.path != source.path || text.is_empty() {
            return None;
        }
        let Some(word) = &self.word else { return Some(place.span) };
        let mut found = standing_apart(text, word);
        let at = found.next().filter(|_| found.next().is_none())?;
        let start = place.span.range().start + at;
        Some(Span::new(start, start + word.len()))
    }
}

/// Words of SQL in the letters of those they stand beside: `create index` gets a `concurrently`.
fn in_case_of(neighbour: &str, text: String) -> String {
    let letters = || neighbour.chars().filter(|letter| letter.is_ascii_alphabetic());
    match (letters().next(), letters().all(|letter| letter.is_ascii_lowercase())) {
        (Some(_), true) => text.to_ascii_lowercase(),
        (Some(_), false) if letters().all(|letter| letter.is_ascii_uppercase()) => text.to_ascii_uppercase(),
        _ => text,
    }
}

fn is_of_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii())
}

/// Where a word stands in a text, and not as a part of another.
fn standing_apart<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(word.len()) + 1).filter(move |&at| {
        let end = at + word.len();
        let is_it = bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()));
        is_it && !(at > 0 && is_of_word(bytes.get(at - 1))) && !is_of_word(bytes.get(end))
    })
}

/// Words do not grow together with what stands beside them: `a=NULL` becomes `a IS NULL`. A comma stands close to what
/// it follows.
fn spaced(span: Span, mut text: String, source: &Source) -> Edit {
    let bytes = source.text.as_bytes();
    let mut range = span.range();
    while text.starts_with(',') && range.start > 0 && matches!(bytes[range.start - 1], b' ' | b'\t') {
        range.start -= 1;
    }
    if is_of_word(text.as_bytes().first()) && range.start > 0 && is_of_word(bytes.get(range.start - 1)) {
        text.insert(0, ' ');
    }
    if is_of_word(text.as_bytes().last()) && is_of_word(bytes.get(range.end)) {
        text.push(' ');
    }
    Edit { span: Span::new(range.start, range.end), text }
}

/// What goes takes along the blanks on one of its sides.
fn with_blanks(span: Span, source: &Source) -> Span {
    let bytes = source.text.as_bytes();
    if !source.slice(span).contains(|letter: char| letter.is_ascii_alphanumeric()) {
        return span;
    }
    let is_blank = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    let std::ops::Range { mut start, mut end } = span.range();
    let closes = bytes.get(end).is_none_or(u8::is_ascii_whitespace);
    let mut before = start;
    while before > 0 && is_blank(before - 1) {
        before -= 1;
    }
    // The indentation of a line stays.
    let begins_line = before == 0 || bytes[before - 1] == b'\n';
    if begins_line {
        while is_blank(end) {
            end += 1;
        }
    } else if closes {
        start = before;
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceKind;

    #[test]
    fn words_are_found_whole_and_whatever_their_case() {
        let at = |text, word| standing_apart(text, word).collect::<Vec<_>>();
        assert_eq!(at("CREATE unique Index index_a ON a", "INDEX"), [14]);
        assert_eq!(at("INDEX \"index\"", "index"), [0, 7]);
        assert!(at("éindex", "index").is_empty() && at("in", "index").is_empty());
    }

    #[test]
    fn words_are_written_as_those_beside_them() {
        assert_eq!(in_case_of("index", " CONCURRENTLY".to_owned()), " concurrently");
        assert_eq!(in_case_of("CHAR(36)", "text".to_owned()), "TEXT");
        assert_eq!(in_case_of("Char", "text".to_owned()), "text");
        assert_eq!(in_case_of("=", "IS".to_owned()), "IS");
    }

    #[test]
    fn what_is_written_and_deleted_leaves_one_blank() {
        let source = |text| Source::new("a.sql", text, SourceKind::Sql);
        let edit = spaced(Span::new(1, 2), "IS".to_owned(), &source("a=NULL"));
        assert_eq!(edit.text, " IS ");
        let left = |text: &'static str, word: &str| {
            let start = text.find(word).unwrap();
            let span = with_blanks(Span::new(start, start + word.len()), &source(text));
            format!("{}{}", &text[..span.range().start], &text[span.range().end..])
        };
        assert_eq!(left("SELECT DISTINCT a", "DISTINCT"), "SELECT a");
        assert_eq!(left("SELECT DISTINCT\n  a", "DISTINCT"), "SELECT\n  a");
        assert_eq!(left("(DISTINCT a)", "DISTINCT"), "( a)");
        assert_eq!(left("\nDISTINCT a", "DISTINCT"), "\na");
        assert_eq!(left("FROM a\n    LEFT JOIN b", "LEFT"), "FROM a\n    JOIN b");
    }
}
