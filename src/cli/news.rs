//! Which findings are news: not known to the baseline, not there at an earlier revision, on lines that were changed.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use super::inspection::Inspection;
use super::options::CheckOptions;
use super::trouble::Trouble;
use crate::finding::Finding;
use crate::lint::kind_of;
use crate::text::Place;
use crate::triage::baseline::{self, Baseline, Compared, Entry};
use crate::triage::changes::Changes;
use crate::triage::git::{GitError, Repository};
use crate::triage::owners::Owners;
use crate::triage::{GroupBy, Shard, moved};
use crate::walk::{self, Candidate, Content, Outcome, Part};

/// What of the findings is shown.
#[derive(Debug, Args)]
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

/// The files of a run: by their paths as shown, what each is read for. Taken before the run uses them up.
pub struct Files(HashMap<Arc<str>, Part>);

impl Files {
    fn are_named(&self, path: &str) -> bool {
        self.0.get(path).is_some_and(|part| part.is_checked())
    }

    pub fn of(candidates: &[Candidate]) -> Self {
        Self(candidates.iter().map(|candidate| (candidate.path.clone(), candidate.part)).collect())
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
    sift(options, &mut outcome, inspection, files)?;
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

/// Takes out what is no news.
pub fn sift(
    checked: &CheckOptions,
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
    let before = findings.len();
    if let Some(revision) = &options.new_since {
        findings = new_since(revision, findings, outcome, inspection, files, checked)?;
    } else if let Some(revision) = options.since.as_deref().filter(|_| options.changed_lines) {
        let (repository, commit) = parting(inspection, revision)?;
        let changes = repository.changes_since(&commit).map_err(trouble)?;
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

/// The baseline that was named, else that of the project if it has one.
fn baseline_file(options: &NewsOptions, inspection: &Inspection) -> Result<Option<PathBuf>, Trouble> {
    if options.no_baseline {
        return Ok(None);
    }
    match &options.baseline {
        Some(named) if named.is_file() => Ok(Some(named.clone())),
        Some(named) => {
            let help = "`seqscan baseline create` makes one of what is found now";
            Err(Trouble::with_help(format!("there is no baseline `{}`", named.display()), help))
        }
        None => Ok(Some(default_file(inspection)).filter(|file| file.is_file())),
    }
}

/// Where the baseline of a project lies.
pub fn default_file(inspection: &Inspection) -> PathBuf {
    if let Some(said) = &inspection.terms.config.baseline {
        return PathBuf::from(&said.value);
    }
    inspection.root.as_deref().unwrap_or(Path::new("")).join(baseline::NAME)
}

pub fn read_baseline(file: &Path) -> Result<Baseline, Trouble> {
    let shown = walk::shown_path(file);
    let text = fs::read_to_string(file).map_err(|error| {
        Trouble::with_help(format!("cannot read the baseline `{shown}`: {error}"), "nothing was checked")
    })?;
    Baseline::read(&text).map_err(|bad| {
        let help = "mend the line, or make the baseline anew: `seqscan baseline update`";
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
    let names: HashMap<String, Part> = files.0.iter().map(|(path, part)| (name_in(&folder, path), *part)).collect();
    let speaks_for =
        |entry: &Entry| names.get(&entry.file).is_none_or(|part| part.is_checked()) && inspection.runs(&entry.rule);
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

/// What a baseline in a folder calls a file.
fn name_in(folder: &Path, path: &str) -> String {
    let whole = walk::whole_path(Path::new(path));
    let name = whole.strip_prefix(folder).map(|below| below.to_string_lossy().replace('\\', "/"));
    name.unwrap_or_else(|_| path.to_owned())
}

/// What was not found when this branch left a revision, shown at the changes that made it.
fn new_since(
    revision: &str,
    findings: Vec<Finding>,
    outcome: &Outcome,
    inspection: &mut Inspection,
    files: &Files,
    options: &CheckOptions,
) -> Result<Vec<Finding>, Trouble> {
    let (repository, commit) = parting(inspection, revision)?;
    let mut earlier = earlier_files(&repository, &commit, inspection, files).map_err(trouble)?;
    inspection.terms.choose(&mut earlier, options)?;
    let before = inspection.check(earlier, false).findings;
    let path = |finding: &Finding| finding.primary.place.path.to_string();
    let compared = Baseline::of(&before, path).compare(findings, path, |_| true);
    let changes = repository.changes_since(&commit).map_err(trouble)?;
    let mut new = moved::to_their_cause(compared.new, |place| touch(&changes, outcome, place));
    new.retain(|finding| files.are_named(&finding.primary.place.path));
    Ok(new)
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
