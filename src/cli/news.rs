//! Which findings are news: not known to the baseline, not there at an earlier revision, on lines that were changed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use super::inspection::Inspection;
use super::options::CheckOptions;
use super::trouble::Trouble;
use crate::config::Origin;
use crate::finding::Finding;
use crate::lint::kind_of;
use crate::text::Place;
use crate::text::path::{leading_from, slashed};
use crate::triage::baseline::{self, Baseline, Compared, Entry};
use crate::triage::changes::Changes;
use crate::triage::git::{GitError, Repository};
use crate::triage::owners::Owners;
use crate::triage::{GroupBy, Shard, moved};
use crate::walk::{self, Candidate, Content, Outcome, Part};

/// What of the findings is shown.
#[derive(Debug, Default, Args)]
pub struct NewsOptions {
    /// The findings that are known, and left out [default: seqscan-baseline.jsonl in the project's folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "What is new")]
    pub baseline: Option<PathBuf>,
    /// Show also what the baseline knows
    #[arg(long, conflicts_with = "baseline", help_heading = "What is new")]
    pub no_baseline: bool,
    /// Do not fail in CI when the baseline names findings that are gone
    #[arg(long, help_heading = "What is new")]
    pub allow_stale_baseline: bool,
    /// Show what was not there when this branch left REV: both versions are checked
    #[arg(long, value_name = "REV", help_heading = "What is new")]
    pub new_since: Option<String>,
    /// Show what stands on lines that were changed since this branch left --since
    #[arg(long, requires = "since", conflicts_with = "new_since", help_heading = "What is new")]
    pub changed_lines: bool,
    /// The revision that --changed-lines counts from: origin/main
    #[arg(long, value_name = "REV", requires = "changed_lines", help_heading = "What is new")]
    pub since: Option<String>,
    /// Show what stands in files of this owner, as CODEOWNERS names it; may be repeated
    #[arg(long, value_name = "OWNER", help_heading = "What is new")]
    pub owner: Vec<String>,
    /// Put findings together by what they have in common
    #[arg(long, value_name = "WHAT", help_heading = "Output")]
    pub group_by: Option<GroupBy>,
    /// Check only one part of the files, of so many: `1/4`; all parts read the whole project
    #[arg(long, value_name = "I/N", help_heading = "Running")]
    pub shard: Option<Shard>,
}

/// What was left out of a run, and why.
#[derive(Debug, Default)]
pub struct Left {
    pub baselined: usize,
    /// Findings on lines, or in versions, that are not new.
    pub old: usize,
    /// What the baseline names and is gone.
    pub stale: Vec<Entry>,
    pub baseline: Option<PathBuf>,
}

/// The files of a run, by their paths as shown. Taken before the run uses them up.
pub struct Files(HashMap<Arc<str>, Known>);

struct Known {
    name: Arc<str>,
    part: Part,
}

impl Files {
    pub fn of(candidates: &[Candidate]) -> Self {
        let known = |one: &Candidate| (one.path.clone(), Known { name: one.name.clone(), part: one.part });
        Self(candidates.iter().map(known).collect())
    }

    fn are_asked_about(&self, path: &str) -> bool {
        self.0.get(path).is_none_or(|file| file.part.is_checked())
    }

    /// Leaves in an outcome only the files that were asked about. Findings stay: they may have to be moved there.
    pub fn narrow(&self, outcome: &mut Outcome) {
        let before = outcome.files.len();
        outcome.files.retain(|file| self.are_asked_about(&file.path));
        outcome.skipped.retain(|file| self.are_asked_about(&file.path));
        outcome.told += before - outcome.files.len();
    }
}

/// The findings that are told, where that is not all of them: only those are fixed.
pub fn reported(
    options: &CheckOptions,
    candidates: &[Candidate],
    inspection: &mut Inspection,
    files: &Files,
) -> Result<Option<Reported>, Trouble> {
    let news = &options.news;
    let chooses = news.new_since.is_some() || news.changed_lines || !news.owner.is_empty();
    if !chooses && baseline_file(news, inspection)?.is_none() {
        return Ok(None);
    }
    let mut outcome = inspection.check(candidates.to_vec(), false);
    sift(options, Shown::WhereItStands, &mut outcome, inspection, files)?;
    let name: HashMap<&str, &str> = candidates.iter().map(|one| (&*one.path, &*one.name)).collect();
    let key = |finding: Finding| {
        let path = &*finding.primary.place.path;
        (name.get(path).copied().unwrap_or(path).to_owned(), finding.rule, finding.fingerprint)
    };
    Ok(Some(Reported(outcome.findings.into_iter().map(key).collect())))
}

/// Findings, by the name of their file, their rule and their fingerprint.
pub struct Reported(HashSet<(String, String, String)>);

impl Reported {
    pub fn holds(&self, finding: &Finding) -> bool {
        let path = finding.primary.place.path.to_string();
        self.0.contains(&(path, finding.rule.clone(), finding.fingerprint.clone()))
    }
}

/// Where a finding is shown that a change elsewhere has made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    AtItsCause,
    /// Where it can be mended or silenced.
    WhereItStands,
}

/// Takes out what is no news.
pub fn sift(
    checked: &CheckOptions,
    at: Shown,
    outcome: &mut Outcome,
    inspection: &mut Inspection,
    files: &Files,
) -> Result<Left, Trouble> {
    let options = &checked.news;
    let mut left = Left::default();
    let mut findings = std::mem::take(&mut outcome.findings);
    if let Some(file) = baseline_file(options, inspection)? {
        let known = read_baseline(&file)?;
        let compared = compare(&known, findings, &file, inspection, files);
        (findings, left.baselined, left.stale) = (compared.new, compared.known, compared.stale);
        left.baseline = Some(file);
    }
    let before = findings.iter().filter(|finding| files.are_asked_about(&finding.primary.place.path)).count();
    if let Some(revision) = &options.new_since {
        findings = new_since(revision, findings, inspection, files, checked)?;
        if at == Shown::AtItsCause {
            let changes = changes_since(revision, inspection)?;
            findings = moved::to_their_cause(findings, |place| touch(&changes, outcome, place));
        }
        findings.retain(|finding| files.are_asked_about(&finding.primary.place.path));
    } else if let Some(revision) = options.since.as_deref().filter(|_| options.changed_lines) {
        let changes = changes_since(revision, inspection)?;
        let touched = |place: &Place| touch(&changes, outcome, place);
        findings.retain(|finding| places(finding).any(touched));
    }
    left.old = before.saturating_sub(findings.len());
    if let Some(owners) = inspection.root.as_deref().and_then(Owners::of_project) {
        let whole = |finding: &Finding| walk::whole_path(Path::new(&*finding.primary.place.path));
        findings.iter_mut().for_each(|finding| finding.owners = owners.of(&whole(finding)));
    } else if !options.owner.is_empty() || options.group_by == Some(GroupBy::Owner) {
        let help = "it is looked for as .github/CODEOWNERS, CODEOWNERS, docs/CODEOWNERS and .gitlab/CODEOWNERS";
        return Err(Trouble::with_help("the project has no CODEOWNERS", help));
    }
    if !options.owner.is_empty() {
        findings.retain(|finding| finding.owners.iter().any(|owner| options.owner.contains(owner)));
    }
    outcome.findings = findings;
    Ok(left)
}

/// The baseline that was named or that the configuration names, which must be there; else that of the project, if it
/// has one.
fn baseline_file(options: &NewsOptions, inspection: &mut Inspection) -> Result<Option<PathBuf>, Trouble> {
    if options.no_baseline {
        return Ok(None);
    }
    let home = Home::of(options, inspection)?;
    match (home.file.is_file(), &home.said_by) {
        (true, _) => Ok(Some(home.file)),
        (false, None) => Ok(None),
        (false, Some(_)) => Err(home.missing()),
    }
}

/// Where a baseline lies, and who says so.
pub struct Home {
    pub file: PathBuf,
    said_by: Option<Origin>,
}

impl Home {
    pub fn of(options: &NewsOptions, inspection: &mut Inspection) -> Result<Self, Trouble> {
        if let Some(named) = &options.baseline {
            return Ok(Self { file: named.clone(), said_by: Some(Origin::Flag("--baseline")) });
        }
        let config = inspection.config_of_project()?;
        Ok(match &config.baseline {
            Some(said) => Self { file: PathBuf::from(&said.value), said_by: Some(said.origin.clone()) },
            None => {
                let folder = inspection.root.as_deref().unwrap_or(Path::new(""));
                Self { file: folder.join(baseline::NAME), said_by: None }
            }
        })
    }

    pub fn missing(&self) -> Trouble {
        let shown = shown(&self.file);
        if self.file.is_dir() {
            return Trouble::with_help(format!("the baseline `{shown}` is a folder"), "name a file in it");
        }
        let source = self.said_by.as_ref().filter(|said| !matches!(said, Origin::Flag(_)));
        let source = source.map(|said| format!(", which {said} names")).unwrap_or_default();
        let help = "`seqscan baseline create` makes one of what is found now";
        Trouble::with_help(format!("there is no baseline `{shown}`{source}"), help)
    }
}

pub fn read_baseline(file: &Path) -> Result<Baseline, Trouble> {
    let shown = shown(file);
    let text = fs::read_to_string(file).map_err(|error| {
        Trouble::with_help(format!("cannot read the baseline `{shown}`: {error}"), "nothing was checked")
    })?;
    Baseline::read(&text).map_err(|bad| {
        let help = "take the line out, or delete the file and make it anew: `seqscan baseline create`";
        Trouble::with_help(format!("`{shown}`: {bad}"), help)
    })
}

/// What the baseline in a file makes of findings.
pub fn compare(
    known: &Baseline,
    findings: Vec<Finding>,
    file: &Path,
    inspection: &Inspection,
    files: &Files,
) -> Compared {
    let folder = folder_of(file);
    let files: HashMap<String, &Known> = files.0.iter().map(|(path, file)| (name_in(&folder, path), file)).collect();
    let speaks_for = |entry: &Entry| match files.get(&entry.file) {
        Some(file) => file.part.is_checked() && inspection.runs(&entry.rule, &file.name),
        None => inspection.runs(&entry.rule, ""),
    };
    known.compare(findings, |finding| name_in(&folder, &finding.primary.place.path), speaks_for)
}

/// The baseline of findings, as it lies in a file.
pub fn baseline_of(findings: &[Finding], file: &Path) -> Baseline {
    let folder = folder_of(file);
    Baseline::of(findings, |finding| name_in(&folder, &finding.primary.place.path))
}

fn folder_of(file: &Path) -> PathBuf {
    walk::whole_path(file).parent().map(Path::to_owned).unwrap_or_default()
}

/// What a baseline in a folder calls a file, wherever the run began.
fn name_in(folder: &Path, path: &str) -> String {
    slashed(&leading_from(folder, &walk::whole_path(Path::new(path))))
}

/// A file as it is seen from here.
pub fn shown(file: &Path) -> String {
    let whole = walk::whole_path(file);
    let led_to = leading_from(&walk::whole_path(Path::new(".")), &whole);
    // The shorter of both ways to say it.
    if led_to == Path::new("") {
        return ".".to_owned();
    }
    [slashed(&led_to), slashed(&whole)].into_iter().min_by_key(String::len).unwrap_or_default()
}

/// What was not found when this branch left a revision.
fn new_since(
    revision: &str,
    findings: Vec<Finding>,
    inspection: &mut Inspection,
    files: &Files,
    options: &CheckOptions,
) -> Result<Vec<Finding>, Trouble> {
    let (repository, commit) = parting(inspection, revision)?;
    let mut earlier = earlier_files(&repository, &commit, inspection, files).map_err(trouble)?;
    inspection.terms.choose(&mut earlier, options)?;
    let before = inspection.check(earlier, false).findings;
    let path = |finding: &Finding| finding.primary.place.path.to_string();
    Ok(Baseline::of(&before, path).compare(findings, path, |_| true).new)
}

fn changes_since(revision: &str, inspection: &Inspection) -> Result<Changes, Trouble> {
    let (repository, commit) = parting(inspection, revision)?;
    repository.changes_since(&commit).map_err(trouble)
}

/// The files of a commit, called as the run calls those it reads.
fn earlier_files(
    repository: &Repository,
    commit: &str,
    inspection: &Inspection,
    files: &Files,
) -> Result<Vec<Candidate>, GitError> {
    let shown = |path: &str| walk::shown_path(&walk::seen_from_here(&repository.root).join(path));
    let wanted =
        |path: &str| kind_of(path).is_some() && (files.0.contains_key(&*shown(path)) || !walk::is_foreign(path));
    let earlier = repository.files_at(commit, wanted)?.into_iter().filter_map(|(path, bytes)| {
        let shown: Arc<str> = shown(&path).into();
        // Without a project, only what was named is read.
        let is_read = inspection.root.is_some() || files.0.contains_key(&shown);
        is_read.then_some(Candidate::new(shown, kind_of(&path)?, Content::Given(bytes)))
    });
    let mut earlier: Vec<Candidate> = earlier.collect();
    // What is in a submodule has a history of its own: it is taken to have been as it is.
    let submodules = repository.submodules_at(commit)?.into_iter().map(|path| shown(&path) + "/");
    for submodule in submodules {
        let within = files.0.keys().filter(|path| path.starts_with(&submodule));
        let as_it_is = |path: &Arc<str>| {
            Some(Candidate::new(path.clone(), kind_of(&**path)?, Content::File(PathBuf::from(&**path))))
        };
        earlier.extend(within.filter_map(as_it_is));
    }
    if let Some(root) = &inspection.root {
        walk::call_by_project(&mut earlier, root);
    }
    Ok(earlier)
}

fn parting(inspection: &Inspection, revision: &str) -> Result<(Repository, String), Trouble> {
    let folder = inspection.root.as_deref().unwrap_or(Path::new("."));
    let repository = Repository::around(folder).map_err(trouble)?;
    let commit = repository.parting(revision).map_err(|error| match error {
        GitError::Said(words) => {
            let help = "name a branch, tag or commit that is here; in CI, fetch its history too (`fetch-depth: 0`)";
            Trouble::with_help(words, help)
        }
        other => trouble(other),
    })?;
    Ok((repository, commit))
}

fn trouble(error: GitError) -> Trouble {
    Trouble::with_help(error.to_string(), "comparing with a revision needs git, and a repository")
}

/// Whether a change touches the lines of a place.
fn touch(changes: &Changes, outcome: &Outcome, place: &Place) -> bool {
    let Some(shown) = outcome.sources.get(&place.path) else { return false };
    let line = |offset| shown.source.position(offset).line;
    let lines = line(place.span.start)..line(place.span.end.max(place.span.start + 1) - 1) + 1;
    changes.touch(&walk::real_path(Path::new(&*place.path)), lines)
}

/// Where a finding stands, and what is underlined with it.
fn places(finding: &Finding) -> impl Iterator<Item = &Place> {
    std::iter::once(&finding.primary.place).chain(finding.related.iter().map(|label| &label.place))
}
