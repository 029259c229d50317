//! The two pure functions that every door calls: a file to its extract, an extract to its findings.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::extract::{DialectChoice, Extract};
use crate::fact::{Day, Dialect, Facts, Origin};
use crate::finding::{Confidence, Finding, Fix, Label, Severity, Step};
use crate::fingerprint::Fingerprints;
use crate::host::{self, Knowledge};
use crate::project::{Contribution, Described, MigrationTerms, Project};
use crate::resolve;
use crate::rule::{Match, Proposal, Rule, Ruleset};
use crate::sql::{self, Reading};
use crate::suppression::{self, Standing, Suppressions};
use crate::template;
use crate::text::{FileRole, Fragment, Place, Roles, Source, SourceKind, Span, nearest};

/// What the user asked for, resolved.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Said by the user; inferred when absent.
    pub dialect: Option<Dialect>,
    pub minimum_severity: Severity,
    pub minimum_confidence: Confidence,
    /// Those that the configuration describes; none: those that the project tells by itself.
    pub databases: Vec<Described>,
    /// How migrations are run.
    pub migrations: MigrationTerms,
    /// What is known of languages and libraries; none: what comes with seqscan.
    pub knowledge: Option<Arc<Knowledge>>,
    /// Findings are told although a comment silences them.
    pub ignore_suppressions: bool,
    /// What `until=` in comments is held against.
    pub today: Option<Day>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            dialect: None,
            minimum_severity: Severity::Info,
            minimum_confidence: Confidence::Medium,
            databases: Vec::new(),
            migrations: MigrationTerms::default(),
            knowledge: None,
            ignore_suppressions: false,
            today: None,
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
fn knowledge(settings: &Settings) -> &Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::embedded);
    settings.knowledge.as_deref().unwrap_or(&KNOWLEDGE)
}

/// Reads one file, by itself.
pub fn extract(source: &Source, settings: &Settings) -> Extract {
    let extract = match source.kind {
        SourceKind::Sql => {
            let said = settings.dialect.map(|dialect| DialectChoice { dialect, reason: "it was asked for".to_owned() });
            return extract_sql(source, said.unwrap_or_else(|| sql::infer(&source.text, &source.path)));
        }
        SourceKind::Host(_) => host::read(source, knowledge(settings), settings.dialect),
        SourceKind::Template => template::read(source),
    };
    settled(extract, source)
}

/// Reads a program that has no word of a database, but names a function that uses one.
pub fn extract_caller(source: &Source, settings: &Settings) -> Extract {
    settled(host::read_caller(source, knowledge(settings)), source)
}

fn settled(mut extract: Extract, source: &Source) -> Extract {
    suppression::settle(&mut extract.directives, &source.text);
    extract
}

/// Reads an SQL file as the dialect chosen for it.
pub fn extract_sql(source: &Source, choice: DialectChoice) -> Extract {
    let reading = Reading { dialect: choice.dialect, origin: Origin::File, percent_style: false };
    let text = sql::read(&Fragment::verbatim(&source.text, 0), &reading);
    let extract = Extract {
        dialect: Some(choice),
        statements: text.statements,
        unparsed: text.unparsed,
        directives: text.directives,
        marks: sql::marks(&source.text),
        ..Extract::default()
    };
    settled(extract, source)
}

/// Reads a file once more, after a change, in the way it was read before.
pub fn extract_again(source: &Source, before: &Extract, settings: &Settings) -> Extract {
    match (&before.dialect, source.kind) {
        (Some(choice), SourceKind::Sql) => extract_sql(source, choice.clone()),
        _ => {
            let extract = extract(source, settings);
            if extract.functions.is_empty() { extract_caller(source, settings) } else { extract }
        }
    }
}

/// How many places of a file its parser could not read.
pub fn faults(source: &Source, extract: &Extract, settings: &Settings) -> usize {
    let of_syntax = match source.kind {
        SourceKind::Host(_) => host::syntax_errors(source, knowledge(settings)),
        SourceKind::Sql | SourceKind::Template => 0,
    };
    of_syntax + extract.unparsed.len()
}

/// What all files together say. They must stand in the order of their paths.
pub fn fold(files: &[Contribution<'_>], settings: &Settings) -> Project {
    Project::fold(files, &settings.databases)
}

/// What is to be said of one file.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Sorted by place.
    pub findings: Vec<Finding>,
    /// How many findings comments silence.
    pub suppressed: usize,
    /// It is a migration that has run everywhere.
    pub settled: bool,
}

/// The findings of one file, sorted by place, given what is known of the whole project.
pub fn lint(
    source: &Source,
    extract: &Extract,
    project: &Project,
    rules: &Ruleset,
    settings: &Settings,
) -> Vec<Finding> {
    judge(source, extract, project, rules, settings).findings
}

/// The same, with what comments silence.
pub fn judge(source: &Source, extract: &Extract, project: &Project, rules: &Ruleset, settings: &Settings) -> Judged {
    // What templates read is told where they are given it.
    let is_page = source.kind == SourceKind::Template;
    let facts = if is_page { Facts::default() } else { resolve::facts(source, extract, project, &settings.migrations) };
    let settled = project.migrations.is_settled(&source.path, &settings.migrations) == Some(true);
    let mut prints = Fingerprints::new(&facts, source);
    let roles = roles(source, extract, project);
    let found = findings(&facts, source, extract, (&roles, settled), rules, settings, &mut prints);
    if settings.ignore_suppressions {
        return Judged { findings: found, suppressed: 0, settled };
    }
    let mut comments = Suppressions::of(&extract.directives);
    let elsewhere = |path: &str| project.directives.get(path).map(Vec::as_slice).unwrap_or_default();
    let mut silenced = |finding: &Finding| {
        comments.silence(finding, extract) || suppression::is_silenced_elsewhere(finding, elsewhere)
    };
    let (silent, mut told): (Vec<_>, Vec<_>) = found.into_iter().partition(&mut silenced);
    let mut suppressed = silent.len();
    if !extract.directives.is_empty() {
        let facts =
            comments.facts(source, |name| standing(name, is_page || settled, project, rules, settings), settings.today);
        let of_comments = findings(&facts, source, extract, (&roles, settled), rules, settings, &mut prints);
        let (silent, more): (Vec<_>, Vec<_>) =
            of_comments.into_iter().partition(|finding| comments.silence(finding, extract));
        suppressed += silent.len();
        told.extend(more);
        told.sort_by(|one, other| one.order().cmp(&other.order()));
    }
    Judged { findings: told, suppressed, settled }
}

/// What rules say of facts.
fn findings(
    facts: &Facts,
    source: &Source,
    extract: &Extract,
    (roles, settled): (&Roles, bool),
    rules: &Ruleset,
    settings: &Settings,
    prints: &mut Fingerprints<'_>,
) -> Vec<Finding> {
    let mut matches =
        rules.matches(facts, source, roles, |rule| may_speak(rule, settings) && !(settled && rule.is_of_the_moment()));
    // Calls that begin several queries of an ORM say the same of each.
    let mut said = HashSet::new();
    matches.retain(|found| said.insert((found.rule.id.clone(), found.place.span, found.message.clone())));
    matches.into_iter().map(|found| finding(found, facts, source, extract, prints)).collect()
}

/// Whether a rule matters enough, and is sure enough, to be heard.
pub fn may_speak(rule: &Rule, settings: &Settings) -> bool {
    rule.severity >= settings.minimum_severity && rule.confidence >= settings.minimum_confidence
}

/// Whether a run can tell that a comment has nothing to silence. What a template silences is told of other files, what a
/// migration silences was told when it was new, and what silences rules about comments is used last.
fn standing(name: &str, is_told_elsewhere: bool, project: &Project, rules: &Ruleset, settings: &Settings) -> Standing {
    let named: Vec<&Rule> = rules.rules().iter().filter(|rule| rule.id == name || rule.category == name).collect();
    if named.is_empty() {
        let names = rules.rules().iter().map(|rule| rule.id.as_str()).chain(rules.categories());
        return Standing::Unknown { nearest: nearest(name, names).map(str::to_owned) };
    }
    let runs = |rule: &&&Rule| {
        let has_ground = project.knows_a_schema() || !rule.needs_schema();
        rules.runs(&rule.id) && may_speak(rule, settings) && has_ground && !rule.is_about_comments()
    };
    // Of a category, all that run by themselves must have had their say.
    let mut wanted = named.iter().filter(|rule| rule.enabled || rule.id == name).peekable();
    let all_run = wanted.peek().is_some() && wanted.all(|rule| runs(&rule));
    if all_run && !is_told_elsewhere { Standing::Runs } else { Standing::Rests }
}

/// What the parts of a file are for, as the file and its callers tell.
fn roles(source: &Source, extract: &Extract, project: &Project) -> Roles {
    let mut roles = source.roles();
    let once = project.calls.of_file(&source.path).into_iter().flat_map(|of| &of.run_once);
    let functions = once.filter_map(|&index| extract.functions.defined.get(index));
    roles.parts.extend(functions.map(|function| (function.whole, FileRole::Command)));
    roles
}

fn finding(
    found: Match<'_>,
    facts: &Facts,
    source: &Source,
    extract: &Extract,
    prints: &mut Fingerprints<'_>,
) -> Finding {
    let Match { rule, kind, index, place, message, help, labels: related, evidence, proposals } = found;
    let same_file = related.iter().map(|label| &label.place).filter(|other| other.path == place.path);
    let reach = same_file.fold(place.span, |reach, other| reach.cover(other.span));
    Finding {
        rule: rule.id.clone(),
        category: rule.category.clone(),
        severity: rule.severity,
        confidence: rule.confidence,
        fingerprint: prints.of(&rule.id, &place),
        table: facts.table(kind, index).map(str::to_owned),
        primary: Label { place: clipped(place, source), text: message.clone(), step: Step::Beside },
        message,
        help,
        related,
        reach,
        evidence,
        fix: proposals.into_iter().find(|proposal| is_possible(proposal, source, extract)).map(|it| it.fix),
        owners: Vec::new(),
    }
}

/// More lines than this are not underlined: the first one says where it is.
const MOST_LINES: usize = 10;

fn clipped(place: Place, source: &Source) -> Place {
    let text = source.slice(place.span);
    if text.lines().count() <= MOST_LINES {
        return place;
    }
    let first = text.lines().next().unwrap_or_default().trim_end().len();
    let start = place.span.range().start;
    source.place(Span::new(start, start + first))
}

/// Whether the file takes a change as it is worded: an edit that crosses a hole, an escape or two strings, or whose text
/// its string would read otherwise, is none.
fn is_possible(proposal: &Proposal, source: &Source, extract: &Extract) -> bool {
    let Proposal { fix: Fix { edits, .. }, copied } = proposal;
    let spans = edits.iter().map(|edit| edit.span).chain(copied.iter().copied());
    let is_templated = |span: Span| ["{{", "{%", "${"].iter().any(|sign| source.slice(span).contains(sign));
    let apart = edits.windows(2).all(|two| two[0].span.end <= two[1].span.start);
    let in_file = edits.iter().all(|edit| source.text.get(edit.span.range()).is_some());
    match source.kind {
        SourceKind::Host(_) => {
            let admitted = edits.iter().all(|edit| extract.texts.admit(edit.span, &edit.text));
            apart && in_file && admitted && copied.iter().all(|span| extract.texts.is_whole(*span))
        }
        SourceKind::Sql => apart && in_file && !spans.into_iter().any(is_templated),
        SourceKind::Template => false,
    }
}
