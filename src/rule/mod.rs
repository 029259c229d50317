//! YAML rules: read as written, checked against the vocabulary, matched with facts, explained.

mod check;
mod compile;
mod condition;
mod example;
pub mod explain;
mod fix;
mod matching;
mod message;
mod mistake;
mod path;
mod read;
mod ruleset;
pub mod schema;
mod select;
mod setting;
mod vocabulary;
mod yaml;

pub use example::{Example, languages};
pub use fix::Proposal;
pub use matching::Match;
pub use message::fold;
pub use mistake::{Mistake, Mistakes, Proofreader};
pub use read::{CONFIDENCES, ROLES, SEVERITIES};
pub use ruleset::{ReadError, Ruleset};
pub use select::UnknownSelector;
pub use setting::{RuleOption, Setting, SettingKind};

use crate::fact::{Facts, Kind, Value};
use crate::finding::{Confidence, Evidence, Label, Severity, Step};
use crate::text::{FileRole, Place, Source};
use condition::{Condition, Subject, Truth};
use fix::FixTemplate;
use message::Template;
use path::Path;

/// A rule, checked and ready to be matched.
#[derive(Clone, Debug)]
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
    evidence: Vec<LabelTemplate>,
    fixes: Vec<FixTemplate>,
}

/// A place and a sentence about it: an underline beside the main one, or a claim and where it is written.
#[derive(Clone, Debug)]
struct LabelTemplate {
    field: Path,
    text: Template,
    step: Step,
}

impl LabelTemplate {
    /// The places to underline: of a field that holds many, all of them.
    fn places(&self, facts: &Facts, index: usize) -> impl Iterator<Item = Place> + use<> {
        let values = match self.field.value(facts, index) {
            Value::Many(values) => values,
            value => vec![value],
        };
        let places = values.into_iter().filter_map(|value| match value {
            Value::Place(place) => Some(place.clone()),
            _ => None,
        });
        places.collect::<Vec<_>>().into_iter()
    }
}

impl Rule {
    /// Whether the rule fires on a fact: all it wants must be true, and what forbids it must not be.
    fn fires(&self, facts: &Facts, index: usize) -> bool {
        let subject = Subject { facts, index, options: &self.options };
        self.wanted.holds(subject) == Truth::True
            && self.unless.as_ref().is_none_or(|unless| unless.holds(subject) != Truth::True)
    }

    /// Whether it can mend what it finds, at least sometimes.
    pub fn has_fix(&self) -> bool {
        !self.fixes.is_empty()
    }

    /// The ways to mend a finding, the best one first.
    fn proposals(&self, facts: &Facts, index: usize, source: &Source) -> Vec<Proposal> {
        let subject = Subject { facts, index, options: &self.options };
        self.fixes.iter().filter_map(|fix| fix.propose(subject, source)).collect()
    }

    /// Whether it is silent without a schema.
    pub fn needs_schema(&self) -> bool {
        self.find.entry().from_schema || self.wanted.needs_schema()
    }

    /// Whether it speaks about what a statement does when it runs, and not about what stays: a migration that has run
    /// everywhere does it no more.
    pub fn is_of_the_moment(&self) -> bool {
        matches!(self.category.as_str(), "correctness" | "migration" | "performance" | "transaction")
    }

    /// Whether it is silent about what runs while nothing else uses the database.
    pub fn minds_others(&self) -> bool {
        self.unless.as_ref().is_some_and(|unless| unless.asks("downtime"))
    }

    /// Whether a name means it: its own, that of its category, or one for many rules.
    pub fn answers_to(&self, name: &str) -> bool {
        select::closeness(name, self).is_some()
    }

    /// Whether it speaks about the comments that silence rules.
    pub fn is_about_comments(&self) -> bool {
        matches!(self.find, Kind::Suppression | Kind::SuppressedRule)
    }

    /// The other places worth seeing, those that exist.
    fn labels(&self, facts: &Facts, index: usize, source: &Source) -> Vec<Label> {
        let labels = |label: &LabelTemplate| {
            let (text, step) = (label.text.render(facts, index, source), label.step);
            label.places(facts, index).map(move |place| Label { place, text: text.clone(), step })
        };
        self.labels.iter().flat_map(labels).collect()
    }

    /// What the finding rests on, as far as it is written somewhere.
    fn evidence(&self, facts: &Facts, index: usize, source: &Source) -> Vec<Evidence> {
        let claims = |label: &LabelTemplate| {
            let claim = label.text.render(facts, index, source);
            label.places(facts, index).map(move |place| Evidence { place, claim: claim.clone() })
        };
        self.evidence.iter().flat_map(claims).collect()
    }
}

#[cfg(test)]
mod tests;
