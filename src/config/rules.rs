//! A configuration meets the rules: what it names must exist, and is changed as it says.

use std::sync::Arc;

use super::keys::{RULE_KEYS, names};
use super::{Config, Name, PathChange, RuleChange};
use crate::rule::{Mistake, Proofreader, Ruleset, UnknownSelector};
use crate::text::Span;

/// The path of what was typed.
pub const TYPED: &str = "the command line";

/// Chooses and changes rules for files that some of the changes for paths concern. All mistakes are told.
pub fn apply(config: &Config, paths: &[usize], rules: &mut Ruleset) -> Result<(), Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut noted = |name: &Name, wrong: Option<Wrong>| mistakes.extend(wrong.and_then(|wrong| mistake(name, wrong)));
    for name in config.select.iter().chain(&config.ignore).flat_map(|said| &said.value) {
        noted(name, selector(name, rules));
    }
    for change in &config.rules {
        noted(&change.rule, rule(&change.rule, rules));
        if rules.rule(&change.rule.text).is_some() {
            for (option, value) in &change.options {
                let Some(value) = value else { continue };
                let told = rules.set_option(&change.rule.text, &option.text, value.clone()).err();
                noted(option, told.map(|sentence| wrong_option(sentence, &change.rule, option, rules)));
            }
        }
    }
    for change in &config.paths {
        for name in change.select.iter().chain(&change.ignore) {
            noted(name, selector(name, rules));
        }
        if let Some(name) = &change.database {
            noted(name, database(name, config));
        }
        for (name, _) in &change.severities {
            noted(name, rule(name, rules));
        }
    }
    if !mistakes.is_empty() {
        mistakes.sort_by(|one, other| (&one.path, one.span).cmp(&(&other.path, other.span)));
        return Err(mistakes);
    }
    let here: Vec<&PathChange> = paths.iter().filter_map(|&at| config.paths.get(at)).collect();
    choose(config, &here, rules);
    change(config, &here, rules);
    Ok(())
}

fn choose(config: &Config, here: &[&PathChange], rules: &mut Ruleset) {
    let words = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
    let said = config.select.as_ref().map(|said| words(&said.value));
    let select = said.unwrap_or_else(|| vec![config.profile().selects().to_owned()]);
    let ignore = config.ignore.as_ref().map(|said| words(&said.value)).unwrap_or_default();
    // Each name was looked up before.
    let _ = rules.select(&select, &ignore);
    for RuleChange { rule, enabled, .. } in &config.rules {
        if let Some(enabled) = enabled {
            rules.set_running(|known| known.id == rule.text, *enabled);
        }
    }
    for change in here {
        for (names, runs) in [(&change.select, true), (&change.ignore, false)] {
            for name in names {
                rules.set_running(|rule| rule.answers_to(&name.text), runs);
            }
        }
    }
}

fn change(config: &Config, here: &[&PathChange], rules: &mut Ruleset) {
    for RuleChange { rule, severity, files, .. } in &config.rules {
        if let Some(known) = rules.rule_mut(&rule.text) {
            known.severity = severity.unwrap_or(known.severity);
            if let Some(files) = files {
                known.files.clone_from(files);
            }
        }
    }
    for (name, severity) in here.iter().flat_map(|change| &change.severities) {
        if let Some(known) = rules.rule_mut(&name.text) {
            known.severity = *severity;
        }
    }
}

/// What is wrong with a name, and what it could have been.
struct Wrong {
    sentence: String,
    candidates: Vec<String>,
    /// There are few enough to name them all.
    few: bool,
}

fn selector(name: &Name, rules: &Ruleset) -> Option<Wrong> {
    let UnknownSelector { selector, .. } = rules.unknown(&name.text)?;
    let mut candidates = ids(rules);
    candidates.extend(rules.categories().into_iter().chain(["all", "default", "strict"]).map(str::to_owned));
    Some(Wrong { sentence: format!("there is no rule or category `{selector}`"), candidates, few: false })
}

fn rule(name: &Name, rules: &Ruleset) -> Option<Wrong> {
    let wrong = || Wrong { sentence: format!("there is no rule `{}`", name.text), candidates: ids(rules), few: false };
    rules.rule(&name.text).is_none().then(wrong)
}

fn database(name: &Name, config: &Config) -> Option<Wrong> {
    let known: Vec<String> = config.databases.iter().filter_map(|database| database.name.clone()).collect();
    let sentence = format!("no `[[database]]` has the name `{}`", name.text);
    (!known.contains(&name.text)).then_some(Wrong { sentence, candidates: known, few: true })
}

fn ids(rules: &Ruleset) -> Vec<String> {
    rules.rules().iter().map(|rule| rule.id.clone()).collect()
}

fn wrong_option(sentence: String, rule: &Name, option: &Name, rules: &Ruleset) -> Wrong {
    let own = rules.rule(&rule.text).into_iter().flat_map(|rule| &rule.options);
    let all: Vec<String> = names(RULE_KEYS).map(str::to_owned).chain(own.map(|option| option.name.clone())).collect();
    // One that exists has a wrong value.
    let candidates = if all.contains(&option.text) { Vec::new() } else { all };
    Wrong { sentence, candidates, few: true }
}

/// A name that was typed has no document: it is told under itself.
fn mistake(name: &Name, Wrong { sentence, candidates, few }: Wrong) -> Option<Mistake> {
    let typed = Arc::new((TYPED.to_owned(), name.text.clone()));
    let (path, text) = &**name.document.as_ref().unwrap_or(&typed);
    let span = if name.document.is_some() { name.span } else { Span::new(0, name.text.len()) };
    let mut proof = Proofreader::new(path, text);
    let candidates = candidates.iter().map(String::as_str);
    if few {
        proof.mark_unknown(span, sentence, &name.text, candidates);
    } else {
        proof.mark_near(span, sentence, &name.text, candidates);
    }
    proof.mistakes.pop()
}
