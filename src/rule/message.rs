//! Sentences with fields in braces: `{column}`, `{query.statement.table}`, `{table|the table}`. What stands
//! after the bar is said when the field is absent or unknown; a brace itself is written twice.

use std::collections::BTreeSet;

use super::mistake::Proofreader;
use super::path::Path;
use super::vocabulary::resolve;
use crate::fact::{Base, Facts, Kind, Value};
use crate::text::{HOLE, Place, Source, Span};

/// Longer texts are shortened: a message is one line.
const LONGEST: usize = 60;

#[derive(Clone, Debug, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Field { path: Path, otherwise: Option<String> },
}

/// The fields that `where:` makes certain, as written.
#[derive(Clone, Debug, Default)]
pub struct Certain {
    pub present: BTreeSet<String>,
    /// Known, though perhaps to be absent.
    pub known: BTreeSet<String>,
}

impl Template {
    /// Reads a sentence about facts of a kind; notes names and braces that cannot be right.
    pub fn parse(text: &str, span: Span, kind: Kind, certain: &Certain, proof: &mut Proofreader) -> Self {
        Self::parse_parts(text, span, proof, |inside, place, proof| field(inside, place, kind, certain, proof))
    }

    /// Reads a text that is written into files: a field that may be absent is no mistake.
    pub fn parse_exact(text: &str, span: Span, kind: Kind, proof: &mut Proofreader) -> Self {
        Self::parse_parts(text, span, proof, |inside, place, proof| exact_field(inside, place, kind, proof))
    }

    fn parse_parts(
        text: &str,
        span: Span,
        proof: &mut Proofreader,
        field: impl Fn(&str, Span, &mut Proofreader) -> Option<Part>,
    ) -> Self {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..at + 1];
            let after = &rest[at + 1..];
            if let Some(twice) = after.strip_prefix(brace) {
                plain.push_str(brace);
                rest = twice;
                continue;
            }
            let end = if brace == "{" { after.find('}') } else { None };
            let Some(end) = end else {
                let place = proof.place_of(rest, span);
                let help = "a field stands in braces, `{column}`; a brace itself is written twice, `{{`";
                proof.mark_with_help(place, format!("this `{brace}` has no partner"), help);
                return Self { parts };
            };
            let place = proof.place_of(&rest[at..at + end + 2], span);
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.extend(field(&after[..end], place, proof));
            rest = &after[end + 1..];
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        Self { parts }
    }

    pub fn render(&self, facts: &Facts, index: usize, source: &Source) -> String {
        let mut sentence = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => sentence.push_str(text),
                Part::Field { path, otherwise } => {
                    let words = words(&path.value(facts, index), source);
                    sentence.push_str(words.as_deref().or(otherwise.as_deref()).unwrap_or("…"));
                }
            }
        }
        sentence
    }

    /// Whether it names no field.
    pub fn is_constant(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// As the rule writes it, with the words that stand for fields.
    pub fn as_written(&self) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Field { path, .. } => format!("<{}>", path.text),
        };
        self.parts.iter().map(part).collect()
    }

    /// The text with every field as it stands in the file, whose places are noted. None when one is not known, or is
    /// filled in by the program.
    pub fn render_exact(&self, facts: &Facts, index: usize, source: &Source, copied: &mut Vec<Span>) -> Option<String> {
        let mut written = String::new();
        for part in &self.parts {
            let path = match part {
                Part::Text(text) => {
                    written.push_str(text);
                    continue;
                }
                Part::Field { path, .. } => path,
            };
            match path.value(facts, index) {
                Value::Text(text) | Value::Advice(text) if is_whole(text) => written.push_str(text),
                Value::Place(place) if place.path == source.path && !place.span.is_empty() => {
                    copied.push(place.span);
                    written.push_str(source.slice(place.span));
                }
                Value::Number(number) => written.push_str(&number.to_string()),
                Value::Word(word) => written.push_str(word),
                _ => return None,
            }
        }
        Some(written)
    }
}

/// Whether a text is all that stands there: what a program fills in is `{…}`.
fn is_whole(text: &str) -> bool {
    !text.is_empty() && !text.contains('…') && !text.contains(HOLE)
}

fn exact_field(inside: &str, place: Span, kind: Kind, proof: &mut Proofreader) -> Option<Part> {
    if inside.contains('|') {
        let help = "without the field there is no fix, and nothing is written";
        proof.mark_with_help(place, "a fix has no other words for a field", help);
        return None;
    }
    let path = resolve(kind, inside, place, proof)?;
    if path.shape.many || matches!(path.shape.base, Base::Flag | Base::Link(_)) {
        proof.mark(place, format!("`{inside}` cannot be written: it is no text, number, word or place"));
        return None;
    }
    Some(Part::Field { path, otherwise: None })
}

fn field(inside: &str, place: Span, kind: Kind, certain: &Certain, proof: &mut Proofreader) -> Option<Part> {
    let (name, otherwise) = match inside.split_once('|') {
        Some((name, otherwise)) => (name, Some(otherwise.to_owned())),
        None => (inside, None),
    };
    let path = resolve(kind, name, place, proof)?;
    if path.shape.many || matches!(path.shape.base, Base::Flag | Base::Link(_)) {
        proof.mark(place, format!("`{name}` cannot be put into a sentence: it is no text, number, word or place"));
        return None;
    }
    let doubt = path.doubts().find(|doubt| {
        let settled = if doubt.optional { &certain.present } else { &certain.known };
        !settled.contains(doubt.prefix)
    });
    if let (Some(doubt), None) = (doubt, &otherwise) {
        let (state, word) = if doubt.optional { ("absent", "present") } else { ("unknown", "known") };
        let help = format!(
            "require it in `where:` (`{}: {word}`), or say what to write instead: `{{{name}|some words}}`",
            doubt.prefix
        );
        proof.mark_with_help(place, format!("`{}` may be {state} here", doubt.prefix), help);
        return None;
    }
    Some(Part::Field { path, otherwise })
}

fn words(value: &Value<'_>, source: &Source) -> Option<String> {
    match value {
        Value::Text(text) => Some(fold(text)),
        Value::Advice(words) => Some((*words).to_owned()),
        Value::Word(word) => Some((*word).to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Place(place) => Some(fold(text_at(place, source))),
        Value::Flag(_) | Value::Link(..) | Value::Many(_) | Value::Absent | Value::Unknown => None,
    }
    .filter(|words| !words.is_empty())
}

/// The text of a place; of another file only the name can be said.
fn text_at<'t>(place: &'t Place, source: &'t Source) -> &'t str {
    if place.path == source.path { source.slice(place.span) } else { &place.path }
}

/// One line without runs of white space, shortened when it is long. Backticks would end the sentence's own;
/// what a program fills in is shown as `{…}`.
pub fn fold(text: &str) -> String {
    let line = show_holes(&text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', ""));
    if line.chars().count() <= LONGEST {
        return line;
    }
    let short: String = line.chars().take(LONGEST - 1).collect();
    format!("{}…", short.trim_end())
}

fn show_holes(text: &str) -> String {
    let mut parts = text.split(HOLE);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str("{…}");
        shown.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_shown_as_such() {
        assert_eq!(fold("shop.seqscan_hole_12_log"), "shop.{…}_log");
    }

    #[test]
    fn long_texts_become_one_short_line() {
        assert_eq!(fold(" a\n   b\t`c`"), "a b c");
        let long = fold(&"é word ".repeat(40));
        assert_eq!(long.chars().count(), LONGEST);
        assert!(long.starts_with("é word é") && long.ends_with("é w…"), "{long}");
    }
}
