//! One run, as the formats see it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::fact::Dialect;
use crate::finding::{Confidence, Finding, Severity};
use crate::rule::{Rule, Ruleset, explain};
use crate::text::{Place, Position, Source};
use crate::walk::{Crash, Shown, Skipped};

pub(super) const BYTE_ORDER_MARK: usize = "\u{FEFF}".len();

/// What a run found; everything a format may show.
#[derive(Debug, Default)]
pub struct Run {
    /// Sorted by place.
    pub findings: Vec<Finding>,
    /// The files that findings point at.
    pub sources: BTreeMap<Arc<str>, Shown>,
    /// Statements that could not be read, in the order of places.
    pub unparsed: Vec<UnparsedPlace>,
    pub skipped: Vec<Skipped>,
    pub crashes: Vec<Crash>,
    /// Every rule that ran, sorted by id, when a format of the run describes them.
    pub rules: Vec<RuleEntry>,
    /// What the repository calls a file, where that is not what findings call it: they name it from the folder
    /// seqscan was started in, and perhaps by way of a link.
    pub repository_paths: BTreeMap<Arc<str>, String>,
    /// What a forge files the run under, beside other runs over the same commit.
    pub category: Option<String>,
    pub summary: Summary,
}

/// A rule, as reports describe it.
#[derive(Clone, Debug)]
pub struct RuleEntry {
    pub id: String,
    pub category: String,
    pub title: String,
    pub why: String,
    /// All that `seqscan explain` says, in Markdown.
    pub page: String,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Runs by itself.
    pub enabled: bool,
    /// A page of somebody else's that tells more.
    pub reference: Option<String>,
}

impl RuleEntry {
    /// Every rule that runs, sorted by id. Their pages take a while to write: only where a format shows them.
    pub fn of_running(rules: &Ruleset) -> Vec<Self> {
        let mut entries: Vec<_> = rules.running().map(Self::from).collect();
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        entries
    }
}

impl From<&Rule> for RuleEntry {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id.clone(),
            category: rule.category.clone(),
            title: rule.title.clone(),
            why: rule.why.clone(),
            page: explain::page(rule),
            severity: rule.severity,
            confidence: rule.confidence,
            enabled: rule.enabled,
            reference: rule.references.first().cloned(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct UnparsedPlace {
    pub path: Arc<str>,
    pub position: Position,
    /// What the parser said.
    pub error: String,
}

#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Files that were checked.
    pub files: usize,
    pub skipped: usize,
    /// Files that were read only for what they tell of the project.
    pub told: usize,
    /// Migrations that have run everywhere, so that the rules of migrations leave them alone.
    pub settled: usize,
    /// Findings that are pointless where nothing else uses the database while migrations run.
    pub minding_others: usize,
    /// Files whose calls were not all followed.
    pub cut: usize,
    pub statements: usize,
    pub unparsed: usize,
    pub suppressed: usize,
    pub baselined: usize,
    /// Findings that were there before the revision that was asked about, or stand on lines not changed since.
    pub old: usize,
    /// Which part of a run it is, of how many: `2/4`.
    pub shard: Option<String>,
    pub duration: Duration,
    pub silent_rules: Vec<SilentRule>,
    /// The dialects files were read as, the most frequent first.
    pub read_as: Vec<ReadAs>,
}

/// A rule that had nothing to go on, and what it lacked.
#[derive(Clone, Debug)]
pub struct SilentRule {
    pub rule: String,
    pub needs: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAs {
    pub dialect: Dialect,
    pub files: usize,
    /// What said so, in most of the files.
    pub reason: String,
}

impl Run {
    pub fn source(&self, place: &Place) -> Option<&Source> {
        self.sources.get(&place.path).map(|shown| &shown.source)
    }

    /// A file's path from the root of the repository, its links followed.
    pub fn repository_path<'r>(&'r self, path: &'r str) -> &'r str {
        self.repository_paths.get(path).map_or(path, String::as_str)
    }

    /// The findings, the most severe first, each severity in the order of places.
    pub fn by_severity(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse((finding.severity, finding.confidence)));
        findings
    }

    /// Where an offset of a file lies. A file that cannot be shown has but a beginning.
    pub fn position(&self, path: &str, offset: u32) -> Position {
        match self.sources.get(path) {
            Some(shown) => {
                let position = shown.source.position(offset);
                let before = if shown.marked { BYTE_ORDER_MARK } else { 0 };
                Position { byte: position.byte + before, ..position }
            }
            None => Position { line: 1, column: 1, byte: offset as usize },
        }
    }

    pub fn start(&self, place: &Place) -> Position {
        self.position(&place.path, place.span.start)
    }
}
