//! The two passes: each file by itself to its extract, then each extract, with what is known of the whole
//! project, to its findings. Both run in parallel and keep the order of paths.

use std::collections::BTreeMap;
use std::mem;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::guard::guarded;
use super::paths::{Candidate, Content, kind_of};
use super::read::{Text, decode, read};
use super::{SkipReason, Skipped};
use crate::extract::{DialectChoice, Extract, Unparsed};
use crate::finding::Finding;
use crate::lint::{self, Settings};
use crate::project::Project;
use crate::rule::Ruleset;
use crate::text::{Place, Position, Source};

/// What came of all files, in the order of paths.
#[derive(Debug, Default)]
pub struct Outcome {
    pub files: Vec<Checked>,
    /// Sorted by place.
    pub findings: Vec<Finding>,
    pub skipped: Vec<Skipped>,
    pub crashes: Vec<Crash>,
    /// The files that findings point at.
    pub sources: BTreeMap<Arc<str>, Shown>,
}

/// A file that was checked.
#[derive(Debug)]
pub struct Checked {
    pub path: Arc<str>,
    pub statements: usize,
    pub dialect: Option<DialectChoice>,
    /// Where, and what the parser said.
    pub unparsed: Vec<(Position, String)>,
}

/// A file over which seqscan itself failed.
#[derive(Debug, PartialEq, Eq)]
pub struct Crash {
    pub path: Arc<str>,
    pub words: String,
}

/// A file whose text is kept, to be shown.
#[derive(Clone, Debug)]
pub struct Shown {
    pub source: Source,
    /// It began with a byte order mark, which its text lacks.
    pub marked: bool,
}

/// A file after the first pass. Its text is kept only when there is something to lint.
struct Parsed {
    checked: Checked,
    extract: Extract,
    shown: Option<Shown>,
}

enum Failure {
    Skipped(Skipped),
    Crash(Crash),
}

/// Checks all candidates; `tick` is called once per file and pass.
pub fn check(candidates: Vec<Candidate>, rules: &Ruleset, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Outcome {
    let first = candidates.into_par_iter().map(|candidate| {
        let parsed = parse(candidate, settings);
        tick();
        parsed
    });
    let first: Vec<_> = first.collect();
    // Nothing is folded from the repository yet; when it is, this is where the extracts meet.
    let project = Project::default();
    let second = first.into_par_iter().map(|parsed| {
        let linted = parsed.and_then(|parsed| lint(parsed, &project, rules, settings));
        tick();
        linted
    });
    let second: Vec<_> = second.collect();
    let mut outcome = Outcome::default();
    for linted in second {
        match linted {
            Ok((checked, findings, shown)) => {
                outcome.files.push(checked);
                outcome.findings.extend(findings);
                outcome.sources.extend(shown.map(|shown| (shown.source.path.clone(), shown)));
            }
            Err(Failure::Skipped(skipped)) => outcome.skipped.push(skipped),
            Err(Failure::Crash(crash)) => outcome.crashes.push(crash),
        }
    }
    outcome.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    outcome.read_what_else_is_shown();
    outcome
}

fn parse(candidate: Candidate, settings: &Settings) -> Result<Parsed, Failure> {
    let Candidate { path, kind, content } = candidate;
    let text = match content {
        Content::File(file) => read(&file, kind),
        Content::Given(bytes) => decode(bytes),
    };
    let Text { text, marked } = text.map_err(|reason| Failure::Skipped(Skipped { path: path.to_string(), reason }))?;
    let source = Source::new(path.clone(), text, kind);
    let mut extract = guarded(|| lint::extract(&source, settings))
        .map_err(|words| Failure::Crash(Crash { path: path.clone(), words }))?;
    let unparsed = mem::take(&mut extract.unparsed);
    let checked = Checked {
        path,
        statements: extract.statements.len(),
        dialect: extract.dialect.clone(),
        unparsed: unparsed.into_iter().map(|Unparsed { span, error }| (source.position(span.start), error)).collect(),
    };
    let shown = has_something_to_lint(&extract).then_some(Shown { source, marked });
    Ok(Parsed { checked, extract, shown })
}

/// Taken apart in full, so that whoever adds a field decides here whether it can bear a finding.
fn has_something_to_lint(extract: &Extract) -> bool {
    let Extract { dialect: _, statements, executions, gaps, loops: _, unparsed: _ } = extract;
    !(statements.is_empty() && executions.is_empty() && gaps.is_empty())
}

type Linted = (Checked, Vec<Finding>, Option<Shown>);

fn lint(parsed: Parsed, project: &Project, rules: &Ruleset, settings: &Settings) -> Result<Linted, Failure> {
    let Parsed { checked, extract, shown } = parsed;
    let Some(shown) = shown else { return Ok((checked, Vec::new(), None)) };
    let findings = guarded(|| lint::lint(&shown.source, &extract, project, rules, settings))
        .map_err(|words| Failure::Crash(Crash { path: checked.path.clone(), words }))?;
    let shown = (!findings.is_empty()).then_some(shown);
    Ok((checked, findings, shown))
}

impl Outcome {
    /// Findings may point into files that have none themselves, and whose text was let go.
    fn read_what_else_is_shown(&mut self) {
        let places = self.findings.iter().flat_map(places);
        let missing: Vec<_> =
            places.map(|place| &place.path).filter(|path| !self.sources.contains_key(*path)).collect();
        let texts = missing.into_iter().filter_map(|path| Some((path.clone(), show(path)?)));
        let texts: BTreeMap<_, _> = texts.collect();
        self.sources.extend(texts);
    }
}

fn places(finding: &Finding) -> impl Iterator<Item = &Place> {
    let related = finding.related.iter().map(|label| &label.place);
    related.chain(finding.evidence.iter().map(|evidence| &evidence.place))
}

fn show(path: &Arc<str>) -> Option<Shown> {
    let file = Path::new(&**path);
    let kind = kind_of(file)?;
    let Text { text, marked } = read(file, kind).ok()?;
    Some(Shown { source: Source::new(path.clone(), text, kind), marked })
}

impl Skipped {
    /// Nobody asked for it by name, and it says nothing about the machine.
    pub fn is_expected(&self) -> bool {
        !matches!(self.reason, SkipReason::Unreadable(_) | SkipReason::UnknownKind)
    }
}
