//! The two passes: each file by itself to its extract, then each extract, with what is known of the whole
//! project, to its findings. Both run in parallel and keep the order of paths.

use std::collections::BTreeMap;
use std::mem;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Skipped;
use super::cache::{Cache, Manner};
use super::callers;
use super::guard::guarded;
use super::names::Names;
use super::neighbours::Neighbours;
use super::paths::{Candidate, Content, Part};
use super::read::{Text, decode, read};
use crate::extract::{DialectChoice, Extract, Unparsed};
use crate::fact::Dialect;
use crate::finding::Finding;
use crate::lint::{self, Judged, Settings};
use crate::project::{Contribution, Migrations, Project};
use crate::rule::Ruleset;
use crate::text::{Place, Position, Source, SourceKind};

/// What came of all files, in the order of paths.
#[derive(Debug, Default)]
pub struct Outcome {
    pub files: Vec<Checked>,
    /// Sorted by place.
    pub findings: Vec<Finding>,
    pub skipped: Vec<Skipped>,
    pub crashes: Vec<Crash>,
    /// How many files were read only for what they tell of the project.
    pub told: usize,
    /// How many findings comments silence.
    pub suppressed: usize,
    /// How many files are migrations that have run everywhere, so that the rules of migrations leave them alone.
    pub settled: usize,
    /// How many files have more calls than are followed.
    pub cut: usize,
    /// Whether the project tells anything of its schema.
    pub schema_known: bool,
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
pub(super) struct Parsed {
    checked: Checked,
    pub(super) part: Part,
    extract: Extract,
    shown: Option<Shown>,
    /// A program without a word of a database: it may call functions that use one.
    pub(super) unread: Option<Candidate>,
    /// The functions of such a file that call what uses a database, outside every loop.
    pub(super) passing: Vec<String>,
}

impl Parsed {
    pub(super) fn contribution(&self) -> Contribution<'_> {
        let path = &self.checked.path;
        Contribution { path, kind: lint::kind_of(&**path).unwrap_or(SourceKind::Sql), extract: &self.extract }
    }
}

pub(super) enum Failure {
    Skipped(Skipped),
    /// It was not to be checked, and could not be read.
    Untold,
    Crash(Crash),
}

/// How files become extracts: read, unless an earlier run did so.
struct Reading<'r> {
    settings_of: &'r (dyn Fn(&str) -> &'r Settings + Sync),
    cache: &'r Cache,
}

impl Reading<'_> {
    fn extract(&self, source: &Source) -> Extract {
        let settings = (self.settings_of)(&source.path);
        self.cache.extract(source, Manner::Usual(settings), || lint::extract(source, settings))
    }

    fn extract_as(&self, source: &Source, choice: DialectChoice) -> Extract {
        self.cache.extract(source, Manner::As(&choice), || lint::extract_sql(source, choice.clone()))
    }

    fn extract_caller(&self, source: &Source) -> Extract {
        let settings = (self.settings_of)(&source.path);
        self.cache.extract(source, Manner::Caller(settings), || lint::extract_caller(source, settings))
    }
}

/// What is done to a file.
pub(super) struct Steps<'s> {
    extract: &'s (dyn Fn(&Source) -> Extract + Sync),
    /// Reads an SQL file once more, as the dialect of its neighbours.
    reread: &'s (dyn Fn(&Source, DialectChoice) -> Extract + Sync),
    /// Reads a program that names functions which use a database.
    pub(super) read_caller: &'s (dyn Fn(&Source) -> Extract + Sync),
    /// What all files together say.
    fold: &'s (dyn Fn(&[Contribution<'_>]) -> Project + Sync),
    lint: &'s (dyn Fn(&Source, &Extract, &Project) -> Judged + Sync),
}

/// Checks all candidates on the same terms; `tick` is called once per file and pass.
pub fn check(candidates: Vec<Candidate>, rules: &Ruleset, settings: &Settings, tick: &(dyn Fn() + Sync)) -> Outcome {
    check_each(candidates, &|_| (rules, settings), settings, &Cache::none(), tick)
}

/// The rules and settings that hold for a path.
pub type TermsOf<'t> = dyn Fn(&str) -> (&'t Ruleset, &'t Settings) + Sync + 't;

/// Checks every candidate on its own terms. `settings` are those of the project as a whole.
pub fn check_each(
    candidates: Vec<Candidate>,
    terms: &TermsOf<'_>,
    settings: &Settings,
    cache: &Cache,
    tick: &(dyn Fn() + Sync),
) -> Outcome {
    let reading = Reading { settings_of: &|path| terms(path).1, cache };
    let steps = Steps {
        extract: &|source| reading.extract(source),
        reread: &|source, choice| reading.extract_as(source, choice),
        read_caller: &|source| reading.extract_caller(source),
        fold: &|files| lint::fold(files, settings),
        lint: &|source, extract, project| {
            let (rules, settings) = terms(&source.path);
            lint::judge(source, extract, project, rules, settings)
        },
    };
    run_passes(candidates, &steps, tick)
}

/// What all candidates together say, and what `each` makes of every file and of that.
pub fn survey<T: Send>(
    candidates: Vec<Candidate>,
    settings: &Settings,
    each: impl Fn(&Source, &Extract, &Project) -> T + Sync,
) -> Survey<T> {
    survey_each(candidates, &|_| settings, settings, &Cache::none(), each)
}

/// The same, where files have settings of their own. `settings` are those of the project as a whole.
pub fn survey_each<'t, T: Send>(
    candidates: Vec<Candidate>,
    settings_of: &(dyn Fn(&str) -> &'t Settings + Sync),
    settings: &Settings,
    cache: &Cache,
    each: impl Fn(&Source, &Extract, &Project) -> T + Sync,
) -> Survey<T> {
    let reading = Reading { settings_of: &|path| settings_of(path), cache };
    let steps = Steps {
        extract: &|source| reading.extract(source),
        reread: &|source, choice| reading.extract_as(source, choice),
        read_caller: &|source| reading.extract_caller(source),
        fold: &|files| lint::fold(files, settings),
        lint: &|_, _, _| Judged::default(),
    };
    let first = first_passes(candidates, &steps, &|| ());
    let project = fold(&first, &steps);
    let surveyed = first.into_par_iter().map(|parsed| {
        let Parsed { checked, part, extract, shown, .. } = parsed?;
        let Some(shown) = shown.filter(|_| part.is_checked()) else { return Ok(None) };
        let result = guarded(|| each(&shown.source, &extract, &project));
        result.map(Some).map_err(|words| Failure::Crash(Crash { path: checked.path, words }))
    });
    let surveyed: Vec<Result<Option<T>, Failure>> = surveyed.collect();
    let mut survey = Survey { project, results: Vec::new(), skipped: Vec::new(), crashes: Vec::new() };
    for result in surveyed {
        match result {
            Ok(result) => survey.results.extend(result),
            Err(Failure::Untold) => {}
            Err(Failure::Skipped(skipped)) => survey.skipped.push(skipped),
            Err(Failure::Crash(crash)) => survey.crashes.push(crash),
        }
    }
    survey
}

/// The project, and what was made of each of its files, in the order of paths.
#[derive(Debug)]
pub struct Survey<T> {
    pub project: Project,
    pub results: Vec<T>,
    pub skipped: Vec<Skipped>,
    pub crashes: Vec<Crash>,
}

/// Every file by itself, those that do not tell their dialect as that of their neighbours.
fn first_passes(
    candidates: Vec<Candidate>,
    steps: &Steps<'_>,
    tick: &(dyn Fn() + Sync),
) -> Vec<Result<Parsed, Failure>> {
    let first = candidates.into_par_iter().map(|candidate| {
        let parsed = first_pass(candidate, steps.extract);
        tick();
        parsed
    });
    let first: Vec<_> = first.collect();
    let neighbours = neighbours(&first);
    let reread = |parsed: Result<Parsed, _>| parsed.and_then(|parsed| reread(parsed, &neighbours, steps.reread));
    let first = first.into_par_iter().map(reread).collect();
    callers::read(first, steps)
}

fn fold(files: &[Result<Parsed, Failure>], steps: &Steps<'_>) -> Project {
    let contributions: Vec<_> = files.iter().flatten().map(Parsed::contribution).collect();
    let mut project = (steps.fold)(&contributions);
    // An old migration is checked when no run checks those that follow it: then somebody named it.
    let followers = files.iter().flatten().filter(|parsed| parsed.part != Part::Told);
    project.migrations = Migrations::of(followers.map(|parsed| (&*parsed.checked.path, &parsed.extract)));
    project
}

fn run_passes(candidates: Vec<Candidate>, steps: &Steps<'_>, tick: &(dyn Fn() + Sync)) -> Outcome {
    let names = Names::of(&candidates);
    let first = first_passes(candidates, steps, tick);
    let project = fold(&first, steps);
    let told = first.iter().flatten().filter(|parsed| !parsed.part.is_checked()).count();
    let second = first.into_par_iter().map(|parsed| {
        let linted = match parsed {
            Ok(parsed) if !parsed.part.is_checked() => None,
            Ok(parsed) => Some(second_pass(parsed, |source, extract| (steps.lint)(source, extract, &project))),
            Err(failure) => Some(Err(failure)),
        };
        tick();
        linted
    });
    let second: Vec<_> = second.collect();
    let mut outcome =
        Outcome { told, cut: project.calls.cut, schema_known: project.knows_a_schema(), ..Outcome::default() };
    for linted in second.into_iter().flatten() {
        match linted {
            Ok((checked, judged, shown)) => {
                outcome.files.push(checked);
                outcome.findings.extend(judged.findings);
                outcome.suppressed += judged.suppressed;
                outcome.settled += usize::from(judged.settled);
                outcome.sources.extend(shown.map(|shown| (shown.source.path.clone(), shown)));
            }
            Err(Failure::Untold) => {}
            Err(Failure::Skipped(skipped)) => outcome.skipped.push(skipped),
            Err(Failure::Crash(crash)) => outcome.crashes.push(crash),
        }
    }
    names.show(&mut outcome);
    outcome.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    outcome.read_what_else_is_shown();
    outcome
}

fn first_pass(candidate: Candidate, extract: impl Fn(&Source) -> Extract) -> Result<Parsed, Failure> {
    let again = match candidate.content {
        Content::File(_) if callers::may_hold_one(&candidate) => Some(candidate.clone()),
        _ => None,
    };
    let part = candidate.part;
    let opened = open(candidate).map_err(|failure| match (failure, part) {
        (Failure::Skipped(_), Part::Told | Part::Elsewhere) => Failure::Untold,
        (failure, _) => failure,
    });
    let parsed = parse(opened?, part, extract)?;
    let is_unread = parsed.shown.is_none() && parsed.extract.functions.is_empty();
    Ok(Parsed { unread: again.filter(|_| is_unread), ..parsed })
}

pub(super) fn open(candidate: Candidate) -> Result<Shown, Failure> {
    let Candidate { path, name, kind, content, part: _ } = candidate;
    let text = match content {
        Content::File(file) => read(&file, kind),
        Content::Given(bytes) => decode(bytes),
    };
    let Text { text, marked } = text.map_err(|reason| Failure::Skipped(Skipped { path: path.to_string(), reason }))?;
    Ok(Shown { source: Source::new(name, text, kind), marked })
}

pub(super) fn parse(shown: Shown, part: Part, extract: impl Fn(&Source) -> Extract) -> Result<Parsed, Failure> {
    let source = &shown.source;
    let path = source.path.clone();
    let mut extract =
        guarded(|| extract(source)).map_err(|words| Failure::Crash(Crash { path: path.clone(), words }))?;
    let unparsed = mem::take(&mut extract.unparsed);
    let checked = Checked {
        path,
        statements: extract.statements.len(),
        dialect: extract.dialect.clone(),
        unparsed: unparsed.into_iter().map(|Unparsed { span, error }| (source.position(span.start), error)).collect(),
    };
    let is_page = source.kind == SourceKind::Template;
    let speaks = !extract.directives.is_empty();
    let shown = (speaks || !is_page && has_something_to_lint(&extract)).then_some(shown);
    Ok(Parsed { checked, part, extract, shown, unread: None, passing: Vec::new() })
}

/// What the files of this run tell of their dialects.
fn neighbours(files: &[Result<Parsed, Failure>]) -> Neighbours {
    let mut neighbours = Neighbours::default();
    for checked in files.iter().flatten().map(|parsed| &parsed.checked) {
        let told = checked.dialect.as_ref().map(|choice| choice.dialect).filter(|&dialect| dialect != Dialect::Generic);
        if let Some(dialect) = told {
            neighbours.add(&checked.path, dialect, lint::kind_of(&*checked.path) == Some(SourceKind::Sql));
        }
    }
    neighbours
}

/// An SQL file that did not tell its dialect is read again, when its neighbours tell theirs.
fn reread(
    parsed: Parsed,
    neighbours: &Neighbours,
    read: impl Fn(&Source, DialectChoice) -> Extract,
) -> Result<Parsed, Failure> {
    let told = parsed.checked.dialect.as_ref().is_none_or(|choice| choice.dialect != Dialect::Generic);
    let is_sql = parsed.shown.as_ref().is_some_and(|shown| shown.source.kind == SourceKind::Sql);
    match neighbours.dialect(&parsed.checked.path) {
        Some(choice) if is_sql && !told => match parsed.shown {
            Some(shown) => parse(shown, parsed.part, |source| read(source, choice.clone())),
            None => Ok(parsed),
        },
        _ => Ok(parsed),
    }
}

/// Taken apart in full, so that whoever adds a field decides here whether it can bear a finding.
fn has_something_to_lint(extract: &Extract) -> bool {
    let Extract {
        dialect: _,
        statements,
        executions,
        gaps,
        loops: _,
        rows,
        handings,
        declarations,
        functions,
        transactions: _,
        schema,
        marks: _,
        unparsed: _,
        ..
    } = extract;
    let is_empty = statements.is_empty() && executions.is_empty() && gaps.is_empty() && schema.is_empty();
    let opens = !extract.transactions.opened.is_empty() || !extract.transactions.isolations.is_empty();
    let reads = !rows.is_empty() || !handings.is_empty() || !declarations.is_empty();
    !is_empty || opens || reads || functions.calls.iter().any(|call| call.turn.is_some())
}

type Linted = (Checked, Judged, Option<Shown>);

fn second_pass(parsed: Parsed, lint: impl Fn(&Source, &Extract) -> Judged) -> Result<Linted, Failure> {
    let Parsed { checked, extract, shown, .. } = parsed;
    let Some(shown) = shown else { return Ok((checked, Judged::default(), None)) };
    let judged = guarded(|| lint(&shown.source, &extract))
        .map_err(|words| Failure::Crash(Crash { path: checked.path.clone(), words }))?;
    let shown = (!judged.findings.is_empty()).then_some(shown);
    Ok((checked, judged, shown))
}

impl Outcome {
    /// Findings may point into files that have none themselves, and whose text was let go.
    fn read_what_else_is_shown(&mut self) {
        let places = self.findings.iter().flat_map(places);
        let missing: Vec<_> =
            places.map(|place| &place.path).filter(|path| !self.sources.contains_key(*path)).collect();
        let texts = missing.into_iter().filter_map(|path| Some((path.clone(), shown(path)?)));
        let texts: BTreeMap<_, _> = texts.collect();
        self.sources.extend(texts);
    }
}

fn places(finding: &Finding) -> impl Iterator<Item = &Place> {
    let related = finding.related.iter().map(|label| &label.place);
    related.chain(finding.evidence.iter().map(|evidence| &evidence.place))
}

/// A file by its path as findings show it, when it can be read.
pub fn shown(path: &Arc<str>) -> Option<Shown> {
    let file = Path::new(&**path);
    let kind = lint::kind_of(&**path)?;
    let Text { text, marked } = read(file, kind).ok()?;
    Some(Shown { source: Source::new(path.clone(), text, kind), marked })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Gap;
    use crate::fact::{Provenance, Slot};
    use crate::text::Span;

    fn candidate(path: &str, text: &[u8]) -> Candidate {
        Candidate::new(path, SourceKind::Sql, Content::Given(text.to_vec()))
    }

    /// Panics over what says so; else a file is a gap, unless it is empty.
    fn extract(source: &Source) -> Extract {
        assert!(!source.text.contains("panic early"), "too early");
        let gap = Gap {
            library: String::new(),
            statement: None,
            slot: Slot::Value,
            provenance: Provenance::Unknown,
            expression: String::new(),
            span: Span::default(),
            certain: false,
            placeholder_style: None,
            bind_form: None,
            list_form: None,
            quote_form: None,
            origin: None,
            path: String::new(),
            sink: None,
        };
        Extract { gaps: vec![gap; usize::from(!source.text.is_empty())], ..Extract::default() }
    }

    fn lint(source: &Source, _: &Extract, _: &Project) -> Judged {
        assert!(!source.text.is_empty(), "there is nothing to lint");
        assert!(!source.text.contains("panic late"), "too late");
        let at = source.text.find("bad");
        let finding = at.map(|at| Finding::blank("bad", source.place(Span::new(at, at + 3))));
        Judged { findings: finding.into_iter().collect(), ..Judged::default() }
    }

    #[test]
    fn one_bad_file_does_not_spoil_the_others() {
        let files: [(&str, &[u8]); 6] = [
            ("a.sql", b"panic early"),
            ("b.sql", b"\xEF\xBB\xBFbad"),
            ("c.sql", b"panic late"),
            ("d.sql", b"\xFF"),
            ("e.sql", b"good"),
            ("f.sql", b""),
        ];
        let candidates = files.into_iter().map(|(path, text)| candidate(path, text)).collect();
        let steps = Steps {
            extract: &extract,
            reread: &|source, _| extract(source),
            read_caller: &extract,
            fold: &|files| Project::fold(files, &[]),
            lint: &lint,
        };
        let outcome = run_passes(candidates, &steps, &|| ());
        let checked: Vec<&str> = outcome.files.iter().map(|file| &*file.path).collect();
        assert_eq!(checked, ["b.sql", "e.sql", "f.sql"]);
        let crashes: Vec<_> = outcome.crashes.iter().map(|crash| (&*crash.path, &crash.words[..8])).collect();
        assert_eq!(crashes, [("a.sql", "too earl"), ("c.sql", "too late")]);
        assert_eq!(outcome.skipped[0].path, "d.sql");
        assert_eq!(outcome.findings.len(), 1);
        let kept: Vec<_> = outcome.sources.iter().map(|(path, shown)| (&**path, shown.marked)).collect();
        assert_eq!(kept, [("b.sql", true)], "texts without findings are let go");
    }
}
