//! The configuration of a run, and what flags say over it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::{CheckOptions, Choice, ConfigOptions, OwnRules};
use super::trouble::Trouble;
use crate::config::{self, Config, Configurations, Failure, Name, Said};
use crate::project::Patterns;
use crate::walk::shown_path;

/// The configurations of a check.
pub fn of_check(options: &CheckOptions) -> Result<Configurations, Trouble> {
    load(&options.config, flags(options)?)
}

/// The configuration of this folder, for commands that show rules.
pub fn of_rules(own: &OwnRules, choice: &Choice) -> Result<Arc<Config>, Trouble> {
    load(&own.config, rule_flags(choice, &own.folders))?.of_here().map_err(trouble)
}

fn load(options: &ConfigOptions, flags: Config) -> Result<Configurations, Trouble> {
    let here = env::current_dir().unwrap_or_default();
    Configurations::new(&here, &options.config, options.isolated, flags).map_err(trouble)
}

pub fn trouble(failure: Failure) -> Trouble {
    match failure {
        Failure::Mistaken(mistakes) => Trouble::Config(mistakes),
        Failure::Unreadable { path, error } => {
            Trouble::with_help(format!("cannot read the configuration `{path}`: {error}"), "nothing was checked")
        }
    }
}

/// What is typed, in the form of a configuration.
fn flags(options: &CheckOptions) -> Result<Config, Trouble> {
    Ok(Config {
        profile: options.profile.map(|profile| Said::by_flag(profile, "--profile")),
        dialect: options.dialect.map(|dialect| Said::by_flag(dialect, "--dialect")),
        min_severity: options.min_severity.map(|severity| Said::by_flag(severity, "--min-severity")),
        min_confidence: options.min_confidence.map(|confidence| Said::by_flag(confidence, "--min-confidence")),
        fail_on: options.fail_on.map(|severity| Said::by_flag(severity, "--fail-on")),
        exclude: excluded(&options.exclude)?.map(|patterns| Said::by_flag(patterns, "--exclude")).into_iter().collect(),
        ..rule_flags(&options.choice, &options.folders)
    })
}

/// What is typed about rules.
fn rule_flags(choice: &Choice, folders: &[PathBuf]) -> Config {
    let names = |words: &[String], flag| {
        let names = words.iter().map(|word| Name::plain(word)).collect();
        (!words.is_empty()).then(|| Said::by_flag(names, flag))
    };
    let folders: Vec<String> = folders.iter().map(|folder| shown_path(folder)).collect();
    Config {
        select: names(&choice.select, "--select"),
        ignore: names(&choice.ignore, "--ignore"),
        rule_folders: (!folders.is_empty()).then(|| Said::by_flag(folders, "--rules")),
        ..Config::default()
    }
}

fn excluded(patterns: &[String]) -> Result<Option<Patterns>, Trouble> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let here = env::current_dir().unwrap_or_default();
    let read = Patterns::read(&config::base(&here, Path::new(&here)), patterns.iter().map(String::as_str));
    read.map(Some).map_err(|(pattern, error)| {
        Trouble::with_help(
            format!("`{pattern}` is no pattern of paths: {error}"),
            "`.gitignore` writes them the same way",
        )
    })
}
