//! How commands read a project, and what they say of files that could not be read.

use std::collections::{HashMap, HashSet};
use std::fs;

use super::Verdict;
use super::inspection::Inspection;
use super::options::CheckOptions;
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::extract::Extract;
use crate::project::Project;
use crate::report::catalog::Files;
use crate::report::counted;
use crate::text::Source;
use crate::walk::{Crash, Found, MissingPaths, Part, Skipped};

/// Skipped files that are named unless more is wanted.
pub const SKIPPED_NAMED: usize = 5;

/// The project that these options read, and what `each` makes of every file they name.
pub fn survey<T: Send>(
    options: &CheckOptions,
    terminal: &mut Terminal,
    each: impl Fn(&Source, &Extract, &Project) -> T + Sync + Send,
) -> Result<Surveyed<T>, Trouble> {
    let mut inspection = Inspection::of(options)?;
    let Found { mut candidates, mut skipped } = std::mem::take(&mut inspection.found);
    let named = candidates.iter().filter(|candidate| candidate.part.is_checked());
    let named: HashSet<_> = named.map(|candidate| candidate.name.clone()).collect();
    let paths: HashMap<_, _> = candidates.iter().map(|one| (one.name.clone(), one.path.clone())).collect();
    // Tables, and what is said of them, may stand in any file.
    candidates.iter_mut().for_each(|candidate| candidate.part = Part::Checked);
    let survey = inspection.survey(candidates, |source, extract, project| {
        (source.clone(), named.contains(&source.path).then(|| each(source, extract, project)))
    });
    skipped.extend(survey.skipped);
    skipped.sort();
    tell_crashes(&survey.crashes, terminal);
    warn_of_skipped(&skipped, SKIPPED_NAMED, terminal);
    if !survey.project.knows_a_schema() {
        let help = if inspection.settings.databases.is_empty() {
            "it is read from SQL files with CREATE TABLE, migrations (SQL, Django, Alembic) and ORM models; \
             is this the project's folder?"
        } else {
            "the configuration says which files describe it; are they among the paths?"
        };
        return Err(Trouble::with_help("no schema was found here", help));
    }
    let (mut results, mut files) = (Vec::new(), Files::default());
    for (source, result) in survey.results {
        results.extend(result);
        let path = paths.get(&source.path).unwrap_or(&source.path).clone();
        files.add(source, path);
    }
    Ok(Surveyed { project: survey.project, results, files, crashed: !survey.crashes.is_empty() })
}

pub struct Surveyed<T> {
    pub project: Project,
    pub results: Vec<T>,
    pub files: Files,
    crashed: bool,
}

impl<T> Surveyed<T> {
    /// The verdict, unless a file is missing in it.
    pub fn verdict(&self, verdict: Verdict) -> Verdict {
        if self.crashed { Verdict::Incomplete } else { verdict }
    }
}

pub fn missing_paths(MissingPaths(paths): &MissingPaths, so: &str) -> Trouble {
    if let [link] = paths.as_slice()
        && let Ok(target) = fs::read_link(link)
    {
        let what = format!("`{}` is a link to `{}`, which does not exist", link.display(), target.display());
        return Trouble::with_help(what, so);
    }
    let paths: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let verb = if paths.len() == 1 { "does" } else { "do" };
    Trouble::with_help(format!("{} {verb} not exist", paths.join(", ")), so)
}

pub fn tell_crashes(crashes: &[Crash], terminal: &mut Terminal) {
    for crash in crashes {
        let help = "this is a bug in seqscan; the other files were checked";
        terminal.tell(&Trouble::with_help(format!("{}: seqscan failed: {}", crash.path, crash.words), help));
    }
}

pub fn warn_of_skipped(skipped: &[Skipped], named: usize, terminal: &mut Terminal) {
    for Skipped { path, reason } in skipped.iter().take(named) {
        terminal.warn(&format!("skipped {path}: it {reason}"));
    }
    if skipped.len() > named {
        let more = counted(skipped.len() - named, "more file");
        terminal.warn(&format!("skipped {more}; `seqscan check --verbose` names them"));
    }
}
