//! What a run works with: the rules, the settings, the threads, and the project it belongs to.

use std::path::PathBuf;

use rayon::ThreadPool;

use super::options::CheckOptions;
use super::progress::Progress;
use super::trouble::Trouble;
use super::{configuration, rulesets, scope};
use crate::lint::Settings;
use crate::rule::Ruleset;
use crate::walk::{self, Candidate, Found, Outcome};

pub struct Inspection {
    pub rules: Ruleset,
    pub settings: Settings,
    /// The folder of the project, when the files belong to one.
    pub root: Option<PathBuf>,
    pub found: Found,
    workers: ThreadPool,
}

impl Inspection {
    pub fn of(options: &CheckOptions) -> Result<Self, Trouble> {
        let mut rules = rulesets::load(&options.folders)?;
        rulesets::choose(&mut rules, &options.choice)?;
        let config = configuration::load(options.config.as_deref())?;
        let mut settings = Settings {
            dialect: options.dialect,
            databases: config.databases,
            minimum_severity: options.min_severity,
            minimum_confidence: options.min_confidence,
        };
        let (mut found, root) = scope::find(options)?;
        if let Some(root) = &root {
            settings.databases.iter_mut().for_each(|database| database.base.here = configuration::slashed(root));
        }
        if let Some(shard) = options.news.shard {
            shard.keep(&mut found.candidates);
        }
        let workers =
            walk::workers(options.threads).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
        Ok(Self { rules, settings, root, found, workers })
    }

    /// Checks the files; `shows_progress` unless it is to be quiet.
    pub fn check(&self, candidates: Vec<Candidate>, shows_progress: bool) -> Outcome {
        let progress = Progress::new(candidates.len() * 2, shows_progress);
        let check = || walk::check(candidates, &self.rules, &self.settings, &|| progress.tick());
        let outcome = self.workers.install(check);
        progress.finish();
        outcome
    }

    /// Whether this run can find what a rule finds.
    pub fn runs(&self, rule: &str) -> bool {
        let speaks = |rule: &crate::rule::Rule| {
            rule.severity >= self.settings.minimum_severity && rule.confidence >= self.settings.minimum_confidence
        };
        match self.rules.rule(rule) {
            Some(known) => self.rules.runs(rule) && speaks(known),
            // It is called otherwise now, or is no more.
            None => true,
        }
    }
}
