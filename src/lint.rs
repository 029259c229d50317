//! The two pure functions that every door calls: a file to its extract, an extract to its findings.

use crate::extract::{DialectChoice, Extract};
use crate::fact::{Dialect, Origin};
use crate::finding::{Confidence, Finding, Severity};
use crate::project::Project;
use crate::rule::Ruleset;
use crate::sql;
use crate::text::{Fragment, Source, SourceKind};

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
    match source.kind {
        SourceKind::Sql => extract_sql(source, settings),
        SourceKind::Host(_) => Extract::default(),
    }
}

fn extract_sql(source: &Source, settings: &Settings) -> Extract {
    let said = settings.dialect.map(|dialect| DialectChoice { dialect, reason: "--dialect".to_string() });
    let choice = said.unwrap_or_else(|| sql::infer(&source.text, &source.path));
    let reading = sql::Reading { dialect: choice.dialect, origin: Origin::File, percent_style: false };
    let text = sql::read(&Fragment::verbatim(&source.text, 0), &reading);
    Extract { dialect: Some(choice), statements: text.statements, unparsed: text.unparsed, ..Extract::default() }
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
