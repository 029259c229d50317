//! The rules of a run: those inside the program, the user's own, and which of them are wanted.

use std::path::PathBuf;

use super::configuration;
use super::options::{Choice, OwnRules};
use super::trouble::Trouble;
use crate::config::{Config, TYPED, apply};
use crate::rule::{Mistake, Mistakes, Ruleset};

/// The rules of this folder: as its configuration has them, unless something else is typed.
pub fn of_here(own: &OwnRules, choice: &Choice) -> Result<Ruleset, Trouble> {
    let config = configuration::of_rules(own, choice)?;
    let mut rules = load(&folders(&config))?;
    set(&config, &[], &mut rules)?;
    Ok(rules)
}

/// The folders of rules that a configuration names.
pub fn folders(config: &Config) -> Vec<PathBuf> {
    config.rule_folders.iter().flat_map(|said| &said.value).map(Into::into).collect()
}

pub fn load(folders: &[PathBuf]) -> Result<Ruleset, Trouble> {
    let mut rules = Ruleset::embedded()?;
    for folder in folders {
        rules.add_folder(folder)?;
    }
    Ok(rules)
}

/// Chooses and changes rules as a configuration says for files that some of its changes for paths concern.
pub fn set(config: &Config, paths: &[usize], rules: &mut Ruleset) -> Result<(), Trouble> {
    apply(config, paths, rules).map_err(misnamed)
}

/// Names that were typed are told in a sentence, those that are written where they stand.
fn misnamed(mistakes: Vec<Mistake>) -> Trouble {
    if mistakes.iter().all(|mistake| &*mistake.path == TYPED) {
        let what: Vec<String> = mistakes.iter().map(|mistake| mistake.message.clone()).collect();
        let help = "`seqscan rules` lists the rules and their categories; `all`, `strict` and `default` also work";
        return Trouble::with_help(what.join("; "), help);
    }
    Trouble::Config(Mistakes(mistakes))
}
