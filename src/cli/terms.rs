//! On which terms each file is checked: the rules that speak there, and the settings that hold. Files on which the same
//! configuration says the same share theirs.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::configuration::trouble;
use super::options::CheckOptions;
use super::trouble::Trouble;
use super::{libraries, rulesets, suppressions};
use crate::config::{Config, Configurations};
use crate::host::Knowledge;
use crate::lint::Settings;
use crate::rule::Ruleset;
use crate::walk::{Candidate, Content, Part, shown_path};

pub struct Terms {
    pub configurations: Configurations,
    /// The configuration of the folder that seqscan was started in.
    pub config: Arc<Config>,
    known: Vec<Term>,
    of: HashMap<String, usize>,
    /// What was read from folders of rules.
    rulesets: HashMap<Vec<PathBuf>, Ruleset>,
    libraries: HashMap<Vec<String>, Arc<Knowledge>>,
    ignore_suppressions: bool,
}

struct Term {
    config: Arc<Config>,
    /// The changes for paths that hold.
    paths: Vec<usize>,
    rules: Ruleset,
    settings: Settings,
}

impl Terms {
    pub fn new(mut configurations: Configurations, options: &CheckOptions) -> Result<Self, Trouble> {
        let config = configurations.of_here().map_err(trouble)?;
        let mut terms = Self {
            configurations,
            config: config.clone(),
            known: Vec::new(),
            of: HashMap::new(),
            rulesets: HashMap::new(),
            libraries: HashMap::new(),
            ignore_suppressions: options.ignore_suppressions,
        };
        terms.add(config, Vec::new())?;
        Ok(terms)
    }

    /// Settles on which terms candidates are checked. Those that a configuration excludes are left out, unless they were
    /// named themselves.
    pub fn choose(&mut self, candidates: &mut Vec<Candidate>, options: &CheckOptions) -> Result<(), Trouble> {
        let named = options.paths.iter().chain(&options.stdin_filename);
        let named: Vec<String> = named.map(|path| shown_path(path)).collect();
        let mut kept = Vec::with_capacity(candidates.len());
        for candidate in candidates.drain(..) {
            let config = match self.settle(&candidate.path, &candidate.name) {
                // What is wrong with the settings of files that nobody asked about is no trouble of this run.
                Err(_) if !candidate.part.is_checked() => self.config.clone(),
                settled => settled?,
            };
            let is_named = candidate.part.is_checked()
                && !options.force_exclude
                && named.iter().any(|path| **path == *candidate.path);
            if is_named || !config.excludes(&candidate.path) {
                kept.push(candidate);
            } else if matches!(candidate.content, Content::Given(_)) {
                // What came in by standard input has to come out again when it is fixed.
                kept.push(Candidate { part: Part::Told, ..candidate });
            }
        }
        *candidates = kept;
        Ok(())
    }

    /// Settles on which terms a file is checked that goes by a name, and returns its configuration.
    pub fn settle(&mut self, path: &str, name: &str) -> Result<Arc<Config>, Trouble> {
        let config = self.configurations.of_path(path).map_err(trouble)?;
        let paths = config.changes_for(path);
        let known = self.known.iter().position(|term| Arc::ptr_eq(&term.config, &config) && term.paths == paths);
        let term = match known {
            Some(known) => known,
            None => self.add(config.clone(), paths)?,
        };
        self.of.insert(name.to_owned(), term);
        Ok(config)
    }

    fn add(&mut self, config: Arc<Config>, paths: Vec<usize>) -> Result<usize, Trouble> {
        let folders = rulesets::folders(&config);
        if !self.rulesets.contains_key(&folders) {
            self.rulesets.insert(folders.clone(), rulesets::load(&folders)?);
        }
        let mut rules = self.rulesets.get(&folders).cloned().unwrap_or_default();
        rulesets::set(&config, &paths, &mut rules)?;
        let settings = Settings {
            dialect: config.dialect.as_ref().map(|said| said.value),
            minimum_severity: config.minimum_severity().value,
            minimum_confidence: config.minimum_confidence().value,
            databases: config.described(),
            knowledge: self.knowledge(&config)?,
            ignore_suppressions: self.ignore_suppressions,
            today: Some(suppressions::today()),
        };
        self.known.push(Term { config, paths, rules, settings });
        Ok(self.known.len() - 1)
    }

    /// With the libraries that a configuration describes; they are read once.
    fn knowledge(&mut self, config: &Config) -> Result<Option<Arc<Knowledge>>, Trouble> {
        let Some(said) = &config.libraries else { return Ok(None) };
        if let Some(known) = self.libraries.get(&said.value) {
            return Ok(Some(known.clone()));
        }
        let knowledge = libraries::knowledge(config)?;
        self.libraries.extend(knowledge.clone().map(|knowledge| (said.value.clone(), knowledge)));
        Ok(knowledge)
    }

    /// The rules and the settings of a file, by its name.
    pub fn of(&self, name: &str) -> (&Ruleset, &Settings) {
        let term = &self.known[self.of.get(name).copied().unwrap_or_default()];
        (&term.rules, &term.settings)
    }

    /// The rules of the folder that seqscan was started in.
    pub fn rules(&self) -> &Ruleset {
        &self.known[0].rules
    }

    /// What holds for the project as a whole: every configuration may describe databases.
    pub fn of_project(&self) -> Settings {
        let mut settings = self.known[0].settings.clone();
        let mut seen = vec![Arc::as_ptr(&self.config)];
        for term in &self.known {
            if !seen.contains(&Arc::as_ptr(&term.config)) {
                seen.push(Arc::as_ptr(&term.config));
                settings.databases.extend(term.config.described());
            }
        }
        settings
    }
}
