//! The rules of a run: those inside the program and those of its users, indexed by the facts they look at.

use std::fs;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path as FilePath, PathBuf};
use std::thread;

use super::Rule;
use super::check::{check, check_together};
use super::mistake::{Mistakes, Proofreader};
use super::read::{Text, read};
use super::setting::Setting;
use crate::embedded::RULES;
use crate::fact::Kind;
use crate::text::path::slashed;

/// All rules that were read, and which of them run.
#[derive(Clone, Debug, Default)]
pub struct Ruleset {
    rules: Vec<Rule>,
    active: Vec<bool>,
    /// For each kind of fact, the rules that run on it.
    by_kind: Vec<Vec<usize>>,
}

/// Why a folder of rules could not be taken up.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot read {}: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{0}")]
    Mistaken(Mistakes),
}

impl Ruleset {
    /// The rules that ship inside the program.
    pub fn embedded() -> Result<Self, Mistakes> {
        let mut rules = Self::default();
        rules.add(RULES)?;
        Ok(rules)
    }

    /// Adds the rules of a folder and the folders in it.
    pub fn add_folder(&mut self, folder: &FilePath) -> Result<(), ReadError> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        self.add(&files).map_err(ReadError::Mistaken)
    }

    /// Adds rules, given as paths and texts. When there is any mistake, all are told and no rule is added.
    pub fn add<P: AsRef<str> + Sync, T: AsRef<str> + Sync>(&mut self, files: &[(P, T)]) -> Result<(), Mistakes> {
        let read_all = |files: &[(P, T)]| -> Vec<_> {
            files.iter().map(|(path, text)| read_rule(path.as_ref(), text.as_ref())).collect()
        };
        // Half of them on a thread of our own. A thread of rayon's that waited here would take up other work of its
        // pool, and that may be waiting for these very rules.
        let (first, second) = files.split_at(files.len() / 2);
        let read = thread::scope(|scope| {
            let second = scope.spawn(|| read_all(second));
            let mut read = read_all(first);
            read.extend(second.join().unwrap_or_else(|panic| resume_unwind(panic)));
            read
        });
        let (mut rules, mut names) = (Vec::new(), Vec::new());
        for (rule, id, covers, proof) in read {
            rules.extend(rule);
            names.push((id, covers, proof));
        }
        check_together(&self.rules, &mut names);
        let mut mistakes: Vec<_> = names.into_iter().flat_map(|(_, _, proof)| proof.mistakes).collect();
        if !mistakes.is_empty() {
            mistakes.sort_by(|a, b| (&a.path, a.span.start).cmp(&(&b.path, b.span.start)));
            return Err(Mistakes(mistakes));
        }
        self.active.extend(rules.iter().map(|rule| rule.enabled));
        self.rules.extend(rules);
        self.index();
        Ok(())
    }

    /// Every rule, whether it runs or not, in the order of paths.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Whether a rule runs.
    pub fn runs(&self, id: &str) -> bool {
        self.rules.iter().zip(&self.active).any(|(rule, active)| *active && rule.id == id)
    }

    /// The rules that run.
    pub fn running(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().zip(&self.active).filter(|(_, active)| **active).map(|(rule, _)| rule)
    }

    /// The categories, each once, in the order of the alphabet.
    pub fn categories(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.rules.iter().map(|rule| rule.category.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Sets an option of a rule; says why when that cannot be.
    pub fn set_option(&mut self, rule: &str, option: &str, value: Setting) -> Result<(), String> {
        let Some(found) = self.rules.iter_mut().find(|known| known.id == rule) else {
            return Err(format!("there is no rule `{rule}`"));
        };
        let Some(known) = found.options.iter_mut().find(|known| known.name == option) else {
            return Err(format!("`{rule}` has no option `{option}`"));
        };
        if known.kind != value.kind() {
            return Err(format!(
                "`{option}` of `{rule}` is of the type {}, not {}",
                known.kind.word(),
                value.kind().word()
            ));
        }
        known.value = value;
        Ok(())
    }

    pub fn rule_mut(&mut self, id: &str) -> Option<&mut Rule> {
        self.rules.iter_mut().find(|rule| rule.id == id)
    }

    /// Lets some rules run, or not.
    pub fn set_running(&mut self, which: impl Fn(&Rule) -> bool, runs: bool) {
        for (rule, active) in self.rules.iter().zip(&mut self.active) {
            if which(rule) {
                *active = runs;
            }
        }
        self.index();
    }

    /// Decides for each rule whether it runs.
    pub(super) fn activate(&mut self, runs: impl Fn(&Rule) -> bool) {
        self.active = self.rules.iter().map(runs).collect();
        self.index();
    }

    /// The rules that run on a kind of fact.
    pub(super) fn looking_at(&self, kind: Kind) -> impl Iterator<Item = &Rule> {
        self.by_kind.get(kind as usize).into_iter().flatten().map(|&at| &self.rules[at])
    }

    fn index(&mut self) {
        self.by_kind = vec![Vec::new(); Kind::ALL.len()];
        for (at, rule) in self.rules.iter().enumerate().filter(|(at, _)| self.active[*at]) {
            self.by_kind[rule.find as usize].push(at);
        }
    }
}

fn read_rule(path: &str, text: &str) -> (Option<Rule>, Text, Vec<Text>, Proofreader) {
    let mut proof = Proofreader::new(path, text);
    let Some(written) = read(text, &mut proof) else {
        return (None, Text::default(), Vec::new(), proof);
    };
    let (id, covers) = (written.id.clone(), written.covers.clone());
    (check(written, &mut proof), id, covers, proof)
}

fn collect(folder: &FilePath, files: &mut Vec<(String, String)>) -> Result<(), ReadError> {
    let unreadable = |path: &FilePath| {
        let path = path.to_owned();
        move |error| ReadError::Unreadable { path, error }
    };
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(unreadable(folder))?.collect();
    let mut paths: Vec<PathBuf> = entries.map_err(unreadable(folder))?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yml" || extension == "yaml") {
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.push((slashed(&path), text));
        }
    }
    Ok(())
}
