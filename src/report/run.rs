//! One run, as the formats see it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::fact::Dialect;
use crate::finding::Finding;
use crate::text::{Place, Position, Source};
use crate::walk::Shown;

const BYTE_ORDER_MARK: usize = "\u{FEFF}".len();

/// What a run found; everything a format may show.
#[derive(Debug, Default)]
pub struct Run {
    /// Sorted by place.
    pub findings: Vec<Finding>,
    /// The files that findings point at.
    pub sources: BTreeMap<Arc<str>, Shown>,
    /// Statements that could not be read, in the order of places.
    pub unparsed: Vec<UnparsedPlace>,
    pub summary: Summary,
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
    /// Old migrations that the rules of migrations leave alone.
    pub settled: usize,
    /// Files whose calls were not all followed.
    pub cut: usize,
    pub statements: usize,
    pub unparsed: usize,
    pub suppressed: usize,
    pub baselined: usize,
    /// Findings that were there before the revision that was asked about, or stand on lines not changed since.
    pub old: usize,
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
