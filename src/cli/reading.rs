//! How commands read a project, and what they say of files that could not be read.

use std::fs;
use std::path::PathBuf;

use super::options::SchemaOptions;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, configuration, libraries};
use crate::extract::Extract;
use crate::lint::Settings;
use crate::project::Project;
use crate::report::counted;
use crate::text::Source;
use crate::walk::{self, Crash, Found, MissingPaths, Skipped};

/// Skipped files that are named unless more is wanted.
pub const SKIPPED_NAMED: usize = 5;

/// The project in these paths, and what `each` makes of every file and of the whole.
pub fn survey<T: Send>(
    paths: &[PathBuf],
    options: &SchemaOptions,
    terminal: &mut Terminal,
    each: impl Fn(&Source, &Extract, &Project) -> T + Sync + Send,
) -> Result<Surveyed<T>, Trouble> {
    let config = configuration::of_here(&options.config)?;
    let settings = Settings {
        dialect: options.dialect.or(config.dialect.as_ref().map(|said| said.value)),
        databases: config.described(),
        knowledge: libraries::knowledge(&config)?,
        ..Settings::default()
    };
    let Found { candidates, mut skipped } =
        walk::collect(paths).map_err(|missing| missing_paths(&missing, "nothing was read"))?;
    let workers = walk::workers(None).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let survey = workers.install(|| walk::survey(candidates, &settings, each));
    skipped.extend(survey.skipped);
    skipped.sort();
    tell_crashes(&survey.crashes, terminal);
    warn_of_skipped(&skipped, SKIPPED_NAMED, terminal);
    if !survey.project.knows_a_schema() {
        let help = if settings.databases.is_empty() {
            "it is read from SQL files with CREATE TABLE, migrations (SQL, Django, Alembic) and ORM models; \
             is this the project's folder?"
        } else {
            "the configuration says which files describe it; are they among the paths?"
        };
        return Err(Trouble::with_help("no schema was found here", help));
    }
    Ok(Surveyed { project: survey.project, results: survey.results, crashed: !survey.crashes.is_empty() })
}

pub struct Surveyed<T> {
    pub project: Project,
    pub results: Vec<T>,
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
