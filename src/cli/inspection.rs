//! What a run works with: the files, on which terms each is checked, the threads, and the project they belong to.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::ThreadPool;

use super::options::CheckOptions;
use super::progress::Progress;
use super::terminal::Terminal;
use super::terms::Terms;
use super::trouble::Trouble;
use super::{configuration, scope};
use crate::config::{Config, folder_text};
use crate::extract::Extract;
use crate::lint::{Settings, may_speak};
use crate::project::Project;
use crate::text::Source;
use crate::walk::{self, Cache, Candidate, Found, Outcome, Survey};

pub struct Inspection {
    pub terms: Terms,
    /// What holds for the project as a whole.
    pub settings: Settings,
    /// The folder of the project, when the files belong to one.
    pub root: Option<PathBuf>,
    pub found: Found,
    workers: ThreadPool,
    cache: Cache,
}

impl Inspection {
    pub fn of(options: &CheckOptions) -> Result<Self, Trouble> {
        let mut terms = Terms::new(configuration::of_check(options)?, options)?;
        let (mut found, root) = scope::find(options)?;
        terms.choose(&mut found.candidates, options)?;
        let mut settings = terms.of_project();
        if let Some(root) = &root {
            let here = folder_text(root);
            settings.databases.iter_mut().for_each(|database| database.see_from(&here));
        }
        if let Some(shard) = options.news.shard {
            shard.keep(&mut found.candidates);
        }
        let workers =
            walk::workers(options.threads).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
        let cache = options.cache.open(root.as_deref());
        Ok(Self { terms, settings, root, found, workers, cache })
    }

    /// Checks the files; `shows_progress` unless it is to be quiet.
    pub fn check(&self, candidates: Vec<Candidate>, shows_progress: bool) -> Outcome {
        let progress = Progress::new(candidates.len() * 2, shows_progress);
        let terms = |name: &str| self.terms.of(name);
        let check = || walk::check_each(candidates, &terms, &self.settings, &self.cache, &|| progress.tick());
        let outcome = self.workers.install(check);
        progress.finish();
        outcome
    }

    /// What `each` makes of every file that is checked.
    pub fn survey<T: Send>(
        &self,
        candidates: Vec<Candidate>,
        each: impl Fn(&Source, &Extract, &Project) -> T + Sync + Send,
    ) -> Survey<T> {
        let settings = |name: &str| self.terms.of(name).1;
        self.workers.install(|| walk::survey_each(candidates, &settings, &self.settings, &self.cache, each))
    }

    /// Keeps what was read for the next run. That it cannot is no trouble, and told only to those who want to know.
    pub fn keep(&self, is_told: bool, terminal: &mut Terminal) {
        if let Err(error) = self.cache.save()
            && is_told
        {
            terminal.say(&format!("nothing is kept for the next run: {error}"));
        }
    }

    /// The configuration of the project as a whole: that of the folder seqscan was started in, when it lies in the project.
    pub fn config_of_project(&mut self) -> Result<Arc<Config>, Trouble> {
        let here = env::current_dir().unwrap_or_default();
        match &self.root {
            Some(root) if !here.starts_with(root) => {
                self.terms.configurations.of_folder(root).map_err(configuration::trouble)
            }
            _ => Ok(self.terms.config.clone()),
        }
    }

    /// Whether this run can find what a rule finds in a file, by its name.
    pub fn runs(&self, rule: &str, name: &str) -> bool {
        let (rules, settings) = self.terms.of(name);
        // A rule that is not known is called otherwise now, or is no more.
        rules.rule(rule).is_none_or(|known| rules.runs(rule) && may_speak(known, settings))
    }
}
