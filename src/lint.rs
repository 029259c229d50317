//! The two pure functions that every door calls: a file to its extract, an extract to its findings.

use crate::extract::Extract;
use crate::fact::Dialect;
use crate::finding::{Confidence, Finding, Severity};
use crate::project::Project;
use crate::rule::Ruleset;
use crate::text::Source;

/// What the user asked for, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Said by the user; inferred when absent.
    pub dialect: Option<Dialect>,
    pub minimum_severity: Severity,
    pub minimum_confidence: Confidence,
}

impl Default for Settings {
    fn default() -> Self {
        Self { dialect: None, minimum_severity: Severity::Info, minimum_confidence: Confidence::Medium }
    }
}

/// Reads one file, by itself.
pub fn extract(source: &Source, settings: &Settings) -> Extract {
    let _ = (source, settings);
    Extract::default()
}

/// The findings of one file, sorted by place, given what is known of the whole project.
pub fn lint(
    source: &Source,
    extract: &Extract,
    project: &Project,
    rules: &Ruleset,
    settings: &Settings,
) -> Vec<Finding> {
    let _ = (source, extract, project, rules, settings);
    Vec::new()
}
