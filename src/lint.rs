//! The two pure functions that every door calls: a file to its extract, an extract to its findings.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use crate::extract::{DialectChoice, Extract};
use crate::fact::{Dialect, Origin};
use crate::finding::{Confidence, Finding, Label, Severity};
use crate::host::{self, Knowledge};
use crate::project::{Contribution, Described, Project};
use crate::resolve;
use crate::rule::{Match, Rule, Ruleset};
use crate::sql::{self, Reading};
use crate::template;
use crate::text::{FileRole, Fragment, Place, Roles, Source, SourceKind};

/// What the user asked for, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Said by the user; inferred when absent.
    pub dialect: Option<Dialect>,
    pub minimum_severity: Severity,
    pub minimum_confidence: Confidence,
    /// Those that the configuration describes; none: those that the project tells by itself.
    pub databases: Vec<Described>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dialect: None,
            minimum_severity: Severity::Info,
            minimum_confidence: Confidence::Medium,
            databases: Vec::new(),
        }
    }
}

pub const SQL_EXTENSIONS: &[&str] = &["sql", "ddl", "psql", "pgsql", "mysql"];

/// What a file is written in, by the extension of its name.
pub fn kind_of(path: impl AsRef<Path>) -> Option<SourceKind> {
    let extension = path.as_ref().extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        sql if SQL_EXTENSIONS.contains(&sql) => Some(SourceKind::Sql),
        page if template::EXTENSIONS.contains(&page) => Some(SourceKind::Template),
        other => host::by_extension(other).map(|language| SourceKind::Host(language.name)),
    }
}

/// What is known of host languages and their libraries.
fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::embedded);
    &KNOWLEDGE
}

/// Reads one file, by itself.
pub fn extract(source: &Source, settings: &Settings) -> Extract {
    match source.kind {
        SourceKind::Sql => {
            let said = settings.dialect.map(|dialect| DialectChoice { dialect, reason: "it was asked for".to_owned() });
            extract_sql(source, said.unwrap_or_else(|| sql::infer(&source.text, &source.path)))
        }
        SourceKind::Host(_) => host::read(source, knowledge(), settings.dialect),
        SourceKind::Template => template::read(source),
    }
}

/// Reads a program that has no word of a database, but names a function that uses one.
pub fn extract_caller(source: &Source) -> Extract {
    host::read_caller(source, knowledge())
}

/// Reads an SQL file as the dialect chosen for it.
pub fn extract_sql(source: &Source, choice: DialectChoice) -> Extract {
    let reading = Reading { dialect: choice.dialect, origin: Origin::File, percent_style: false };
    let text = sql::read(&Fragment::verbatim(&source.text, 0), &reading);
    Extract {
        dialect: Some(choice),
        statements: text.statements,
        unparsed: text.unparsed,
        marks: sql::marks(&source.text),
        ..Extract::default()
    }
}

/// What all files together say. They must stand in the order of their paths.
pub fn fold(files: &[Contribution<'_>], settings: &Settings) -> Project {
    Project::fold(files, &settings.databases)
}

/// The findings of one file, sorted by place, given what is known of the whole project.
pub fn lint(
    source: &Source,
    extract: &Extract,
    project: &Project,
    rules: &Ruleset,
    settings: &Settings,
) -> Vec<Finding> {
    let facts = resolve::facts(source, extract, project);
    let may_speak =
        |rule: &Rule| rule.severity >= settings.minimum_severity && rule.confidence >= settings.minimum_confidence;
    let mut seen = HashMap::new();
    let mut matches = rules.matches(&facts, source, &roles(source, extract, project), may_speak);
    // Calls that begin several queries of an ORM say the same of each.
    let mut said = HashSet::new();
    matches.retain(|found| said.insert((found.rule.id.clone(), found.place.span, found.message.clone())));
    matches.into_iter().map(|found| finding(found, source, &mut seen)).collect()
}

/// What the parts of a file are for, as the file and its callers tell.
fn roles(source: &Source, extract: &Extract, project: &Project) -> Roles {
    let mut roles = source.roles();
    let once = project.calls.of_file(&source.path).into_iter().flat_map(|of| &of.run_once);
    let functions = once.filter_map(|&index| extract.functions.defined.get(index));
    roles.parts.extend(functions.map(|function| (function.whole, FileRole::Command)));
    roles
}

/// `seen` counts the findings of this file that look the same.
fn finding(found: Match<'_>, source: &Source, seen: &mut HashMap<String, usize>) -> Finding {
    let Match { rule, place, message, help, labels: related, evidence, .. } = found;
    let same_file = related.iter().map(|label| &label.place).filter(|other| other.path == place.path);
    let reach = same_file.fold(place.span, |reach, other| reach.cover(other.span));
    Finding {
        rule: rule.id.clone(),
        category: rule.category.clone(),
        severity: rule.severity,
        confidence: rule.confidence,
        fingerprint: fingerprint(&rule.id, source, &place, seen),
        primary: Label { place, text: message.clone() },
        message,
        help,
        related,
        reach,
        evidence,
        fix: None,
    }
}

/// Made of what stays when lines move: the rule, the file, the text, and which of several equal ones it is.
fn fingerprint(rule: &str, source: &Source, place: &Place, seen: &mut HashMap<String, usize>) -> String {
    let text = source.slice(place.span).split_whitespace().collect::<Vec<_>>().join(" ");
    let subject = format!("{rule}\n{}\n{text}", source.path);
    let ordinal = seen.entry(subject.clone()).or_default();
    let hash = fnv(&format!("{subject}\n{ordinal}"));
    *ordinal += 1;
    format!("{hash:016x}")
}

/// FNV-1a: the hashes of the standard library may change between its versions.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SourceKind, Span};

    #[test]
    fn fingerprints_outlive_moved_lines() {
        let prints = |text: &str| {
            let source = Source::new("a.sql", text, SourceKind::Sql);
            let mut seen = HashMap::new();
            let mut print = |at: usize| fingerprint("r", &source, &source.place(Span::new(at, at + 4)), &mut seen);
            text.match_indices("x  y").map(|(at, _)| print(at)).collect::<Vec<_>>()
        };
        let before = prints("x  y; x  y");
        assert_eq!(before, prints("\n-- new\nx  y;\n\nx  y"));
        assert_ne!(before[0], before[1]);
        assert_eq!(fnv("a"), 0xaf63_dc4c_8601_ec8c, "the published hash of `a`");
    }
}
