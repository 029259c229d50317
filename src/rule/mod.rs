//! YAML rules: read as written, checked against the vocabulary, matched with facts, explained.

mod check;
mod compile;
mod condition;
mod example;
pub mod explain;
mod matching;
mod message;
mod mistake;
mod nearest;
mod path;
mod read;
mod ruleset;
pub mod schema;
mod select;
mod setting;
mod vocabulary;
mod yaml;

pub use example::{Example, languages};
pub use matching::Match;
pub use message::fold;
pub use mistake::{Mistake, Mistakes};
pub use nearest::nearest;
pub use ruleset::{ReadError, Ruleset};
pub use select::UnknownSelector;
pub use setting::{RuleOption, Setting, SettingKind};

use crate::fact::{Facts, Kind, Value};
use crate::finding::{Confidence, Label, Severity};
use crate::text::{FileRole, Source};
use condition::{Condition, Subject, Truth};
use message::Template;
use path::Path;

/// A rule, checked and ready to be matched.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case words that name the pattern; also the name of its file.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    pub title: String,
    pub severity: Severity,
    pub confidence: Confidence,
    pub category: String,
    /// Runs unless it is ignored; otherwise it must be selected.
    pub enabled: bool,
    /// The kinds of files in which it speaks.
    pub files: Vec<FileRole>,
    /// The kind of fact it looks at.
    pub find: Kind,
    pub why: String,
    /// At the place of its finding these rules are silent.
    pub covers: Vec<String>,
    pub options: Vec<RuleOption>,
    pub bad: Vec<Example>,
    pub good: Vec<Example>,
    pub references: Vec<String>,
    wanted: Condition,
    unless: Option<Condition>,
    message: Template,
    help: Template,
    labels: Vec<LabelTemplate>,
}

/// An underline beside the main one.
#[derive(Debug)]
struct LabelTemplate {
    field: Path,
    text: Template,
}

impl Rule {
    /// Whether the rule fires on a fact: all it wants must be true, and what forbids it must not be.
    fn fires(&self, facts: &Facts, index: usize) -> bool {
        let subject = Subject { facts, index, options: &self.options };
        self.wanted.holds(subject) == Truth::True
            && self.unless.as_ref().is_none_or(|unless| unless.holds(subject) != Truth::True)
    }

    /// The other places worth seeing, those that exist.
    fn labels(&self, facts: &Facts, index: usize, source: &Source) -> Vec<Label> {
        let label = |label: &LabelTemplate| match label.field.value(facts, index) {
            Value::Place(place) => Some(Label { place: place.clone(), text: label.text.render(facts, index, source) }),
            _ => None,
        };
        self.labels.iter().filter_map(label).collect()
    }
}

#[cfg(test)]
mod tests;
