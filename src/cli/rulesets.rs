//! The rules of a run: those inside the program, the user's own, and which of them are wanted.

use std::path::PathBuf;

use super::options::Choice;
use super::trouble::Trouble;
use crate::rule::Ruleset;

pub fn load(folders: &[PathBuf]) -> Result<Ruleset, Trouble> {
    let mut rules = Ruleset::embedded()?;
    for folder in folders {
        rules.add_folder(folder)?;
    }
    Ok(rules)
}

pub fn choose(rules: &mut Ruleset, choice: &Choice) -> Result<(), Trouble> {
    let Err(unknown) = rules.select(&choice.select, &choice.ignore) else { return Ok(()) };
    let what = unknown.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Err(Trouble::with_help(
        what,
        "`seqscan rules` lists the rules and their categories; `all`, `strict` and `default` also work",
    ))
}
