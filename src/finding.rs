//! What seqscan says: a finding, its places, its evidence, and how sure and how serious it is.

use serde::{Deserialize, Serialize};

use crate::text::{Place, Span};

/// How bad it is when the finding is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

/// How likely the finding is right, given only what seqscan could see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Where a place stands on the path that a finding tells of: loop, call, query; source, text, execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The path passes here and then comes to the finding.
    Before,
    /// On no path.
    #[default]
    Beside,
    /// The path goes on from the finding to here.
    After,
}

/// A place and what to read there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub place: Place,
    pub text: String,
    pub step: Step,
}

/// Why seqscan believes a claim: "`phone` is varchar(20)", and where that is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    pub claim: String,
    pub place: Place,
}

/// A change of the text that mends the finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    pub title: String,
    /// The meaning of the program cannot change.
    pub safe: bool,
    pub edits: Vec<Edit>,
}

/// One span of the finding's file, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, which is also its name: `select-star`.
    pub rule: String,
    pub category: String,
    pub severity: Severity,
    pub confidence: Confidence,
    pub message: String,
    pub help: String,
    pub primary: Label,
    /// Other places worth seeing: the loop, the table's definition. May lie in other files.
    pub related: Vec<Label>,
    /// A suppression comment on any line of this span counts.
    pub reach: Span,
    pub evidence: Vec<Evidence>,
    pub fix: Option<Fix>,
    /// Stays the same when lines move and files are renamed: made of the rule and the code around the finding.
    pub fingerprint: String,
    /// The table it is about, where there is one.
    pub table: Option<String>,
    /// Who owns the file, as CODEOWNERS says.
    pub owners: Vec<String>,
}

impl Finding {
    /// A finding that says nothing, for tests that are about something else.
    #[cfg(test)]
    pub fn blank(rule: &str, place: Place) -> Self {
        Finding {
            rule: rule.to_owned(),
            category: String::new(),
            severity: Severity::Info,
            confidence: Confidence::Low,
            message: String::new(),
            help: String::new(),
            reach: place.span,
            primary: Label { place, text: String::new(), step: Step::Beside },
            related: Vec::new(),
            evidence: Vec::new(),
            fix: None,
            fingerprint: String::new(),
            table: None,
            owners: Vec::new(),
        }
    }

    /// The order findings are shown in: by place, then by rule.
    pub fn order(&self) -> (&Place, &str) {
        (&self.primary.place, &self.rule)
    }
}
