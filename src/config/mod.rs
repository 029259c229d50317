//! The configuration: `seqscan.toml`, `.seqscan.toml` or `[tool.seqscan]` of a `pyproject.toml`. Read as written and
//! checked; all mistakes are told at once, each under its line.

mod database;
mod discovery;
mod document;
mod keys;
mod read;
mod rules;
pub mod schema;

pub use discovery::{Configurations, Failure, base, begins_project, folder_text};
pub use document::{Name, Origin, Said};
pub use keys::{Form, KEYS, Key, PATH_KEYS, RULE_KEYS};
pub use read::read;
pub use rules::{TYPED, apply};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fact::Dialect;
use crate::finding::{Confidence, Severity};
use crate::project::{Described, MigrationTerms, Patterns, StartAfter};
use crate::rule::Setting;
use crate::text::FileRole;

/// What the configuration is called, wherever it lies; the first of a folder counts.
pub const NAMES: [&str; 3] = ["seqscan.toml", ".seqscan.toml", PYPROJECT];
/// It counts only when it has a table `[tool.seqscan]`.
pub const PYPROJECT: &str = "pyproject.toml";

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// What a database engineer would not object to
    #[default]
    Default,
    /// Also rules that are off by default and no matter of taste, and findings that are less sure
    Strict,
    /// All that can be said
    Audit,
}

impl Profile {
    pub const WORDS: [(&'static str, Profile); 3] =
        [("default", Profile::Default), ("strict", Profile::Strict), ("audit", Profile::Audit)];

    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// The rules it selects.
    pub fn selects(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
            Self::Audit => "all",
        }
    }

    pub fn minimum_confidence(self) -> Confidence {
        match self {
            Self::Default => Confidence::Medium,
            Self::Strict | Self::Audit => Confidence::Low,
        }
    }
}

/// What a configuration says; where it says nothing, what it extends says it, or the default holds.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The files it was read from: its own, then those it extends.
    pub files: Vec<Arc<str>>,
    pub profile: Option<Said<Profile>>,
    pub dialect: Option<Said<Dialect>>,
    pub select: Option<Said<Vec<Name>>>,
    pub ignore: Option<Said<Vec<Name>>>,
    pub min_severity: Option<Said<Severity>>,
    pub min_confidence: Option<Said<Confidence>>,
    pub fail_on: Option<Said<Severity>>,
    /// Files that match any of these are left out.
    pub exclude: Vec<Said<Patterns>>,
    /// Absolute, or relative to the folder seqscan was started in.
    pub rule_folders: Option<Said<Vec<String>>>,
    pub libraries: Option<Said<Vec<String>>>,
    pub baseline: Option<Said<String>>,
    pub databases: Vec<Described>,
    pub databases_origin: Origin,
    pub downtime: Option<Said<bool>>,
    pub start_after: Option<Said<Vec<StartAfter>>>,
    pub rules: Vec<RuleChange>,
    pub paths: Vec<PathChange>,
}

/// `[rules.<id>]`
#[derive(Clone, Debug)]
pub struct RuleChange {
    pub rule: Name,
    pub origin: Origin,
    pub enabled: Option<bool>,
    pub severity: Option<Severity>,
    pub files: Option<Vec<FileRole>>,
    pub options: Vec<(Name, Option<Setting>)>,
}

/// `[[path]]`
#[derive(Clone, Debug)]
pub struct PathChange {
    pub paths: Patterns,
    pub origin: Origin,
    pub select: Vec<Name>,
    pub ignore: Vec<Name>,
    pub severities: Vec<(Name, Severity)>,
    /// The database that they speak to.
    pub database: Option<Name>,
}

impl Config {
    /// This one, and where it says nothing the other. Of lists of tables both count, this one last.
    pub fn over(self, other: Config) -> Config {
        let mut files = self.files;
        files.extend(other.files);
        let mut rules = other.rules;
        rules.extend(self.rules);
        let mut paths = other.paths;
        paths.extend(self.paths);
        let (databases, databases_origin) = match self.databases.is_empty() {
            true => (other.databases, other.databases_origin),
            false => (self.databases, self.databases_origin),
        };
        Config {
            files,
            profile: self.profile.or(other.profile),
            dialect: self.dialect.or(other.dialect),
            select: self.select.or(other.select),
            ignore: self.ignore.or(other.ignore),
            min_severity: self.min_severity.or(other.min_severity),
            min_confidence: self.min_confidence.or(other.min_confidence),
            fail_on: self.fail_on.or(other.fail_on),
            exclude: if self.exclude.is_empty() { other.exclude } else { self.exclude },
            rule_folders: self.rule_folders.or(other.rule_folders),
            libraries: self.libraries.or(other.libraries),
            baseline: self.baseline.or(other.baseline),
            databases,
            databases_origin,
            downtime: self.downtime.or(other.downtime),
            start_after: self.start_after.or(other.start_after),
            rules,
            paths,
        }
    }

    /// What is typed, over what is written: rules that are selected there are chosen anew; what is ignored and excluded
    /// there is so as well.
    pub fn with_flags(self, mut flags: Config) -> Config {
        let mut written = self;
        if flags.select.is_some() {
            written.ignore = None;
            written.rules.iter_mut().for_each(|change| change.enabled = None);
        } else if let (Some(typed), Some(known)) = (&mut flags.ignore, &written.ignore) {
            typed.value.extend(known.value.iter().cloned());
        }
        flags.exclude.extend(written.exclude.iter().cloned());
        flags.over(written)
    }

    pub fn profile(&self) -> Profile {
        self.profile.as_ref().map(|said| said.value).unwrap_or_default()
    }

    pub fn minimum_severity(&self) -> Said<Severity> {
        self.min_severity.clone().unwrap_or(Said { value: Severity::Info, origin: Origin::Default })
    }

    pub fn minimum_confidence(&self) -> Said<Confidence> {
        let of_profile = || Said { value: self.profile().minimum_confidence(), origin: self.origin_of_profile() };
        self.min_confidence.clone().unwrap_or_else(of_profile)
    }

    pub fn fails_on(&self) -> Severity {
        self.fail_on.as_ref().map_or(Severity::Info, |said| said.value)
    }

    /// What holds when the profile decides.
    pub fn origin_of_profile(&self) -> Origin {
        self.profile.as_ref().map_or(Origin::Default, |said| Origin::Profile(said.value.word()))
    }

    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|exclude| exclude.value.match_path(path))
    }

    pub fn migrations(&self) -> MigrationTerms {
        MigrationTerms {
            downtime: self.downtime.as_ref().is_some_and(|said| said.value),
            start_after: self.start_after.as_ref().map(|said| said.value.clone()).unwrap_or_default(),
        }
    }

    /// The databases, with the paths that are said to speak to them.
    pub fn described(&self) -> Vec<Described> {
        let mut databases = self.databases.clone();
        for change in &self.paths {
            let Some(name) = &change.database else { continue };
            let meant = databases.iter_mut().find(|database| database.name.as_deref() == Some(&name.text));
            if let Some(database) = meant {
                database.claims.push(change.paths.clone());
            }
        }
        databases
    }

    /// The changes for paths that concern a file, by their positions.
    pub fn changes_for(&self, path: &str) -> Vec<usize> {
        let concerns = |(_, change): &(usize, &PathChange)| change.paths.match_path(path);
        self.paths.iter().enumerate().filter(concerns).map(|(at, _)| at).collect()
    }

    /// Each changed rule once, with the number of its changes.
    pub fn changed_rules(&self) -> BTreeMap<&str, usize> {
        let mut changed = BTreeMap::new();
        for change in &self.rules {
            *changed.entry(change.rule.text.as_str()).or_default() += 1;
        }
        changed
    }
}
