//! `--show-settings` and `--show-files`: what holds, where it is said, and for which files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Verdict;
use super::terminal::Terminal;
use super::terms::Terms;
use super::trouble::Trouble;
use crate::config::{Config, KEYS, Name, Origin, Said};
use crate::walk::{Candidate, shown_path};

pub fn show_files(candidates: &[Candidate], terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    terminal.print(|out| candidates.iter().try_for_each(|candidate| writeln!(out, "{}", candidate.path)))?;
    Ok(Verdict::Clean)
}

/// The settings of a path, when one is named, or of this folder.
pub fn show(terms: &mut Terms, paths: &[PathBuf], terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let named = match paths {
        [only] if only != Path::new(".") => Some(shown_path(only)),
        [_, _, ..] => return Err(Trouble::with_help("--show-settings shows those of one path", "name one of them")),
        _ => None,
    };
    // A folder's own configuration is that of the files in it.
    let file = named.as_ref().map(|path| if Path::new(path).is_dir() { format!("{path}/_") } else { path.clone() });
    let config = match &file {
        Some(path) => terms.settle(path, path)?,
        None => terms.config.clone(),
    };
    let rules = file.as_ref().map_or(terms.rules(), |path| terms.of(path).0);
    let running = rules.running().count();
    let total = rules.rules().len();
    let what = named.as_deref().unwrap_or("this folder");
    terminal.print(|out| {
        writeln!(out, "{}", opening(what, &config))?;
        for (key, value, origin) in lines(&config) {
            writeln!(out, "{:<56} # {origin}", format!("{key} = {value}"))?;
        }
        changes(&config, file.as_deref(), out)?;
        writeln!(out, "# {running} of {total} rules run here")
    })?;
    if let Some(above) = terms.configurations.unused_above(&config) {
        terminal.say(&format!("note: `{above}` lies above and does not hold here; `extend` would take it in"));
    }
    Ok(Verdict::Clean)
}

fn opening(what: &str, config: &Config) -> String {
    match config.files.as_slice() {
        [] => format!("# {what}: no configuration"),
        [own] => format!("# {what}: {own}"),
        [own, extended @ ..] => format!("# {what}: {own}, which extends {}", extended.join(", ")),
    }
}

/// Each setting that is one value, as it would be written, and where it is said.
fn lines(config: &Config) -> Vec<(&'static str, String, Origin)> {
    let quoted = |text: &str| format!("{text:?}");
    let word = |said: Option<(&str, Origin)>, otherwise: (&str, Origin)| {
        let (word, origin) = said.unwrap_or(otherwise);
        (quoted(word), origin)
    };
    let list = |texts: Vec<&str>| format!("[{}]", texts.into_iter().map(quoted).collect::<Vec<_>>().join(", "));
    let nothing = || ("[]".to_owned(), Origin::Default);
    let names = |said: &Option<Said<Vec<Name>>>| {
        said.as_ref()
            .map(|said| (list(said.value.iter().map(|name| name.text.as_str()).collect()), said.origin.clone()))
    };
    let paths = |said: &Option<Said<Vec<String>>>| {
        let shown =
            |said: &Said<Vec<String>>| (list(said.value.iter().map(String::as_str).collect()), said.origin.clone());
        said.as_ref().map(shown)
    };
    let value = |key: &'static str| match key {
        "profile" => Some(word(
            config.profile.as_ref().map(|said| (said.value.word(), said.origin.clone())),
            (config.profile().word(), Origin::Default),
        )),
        "dialect" => config.dialect.as_ref().map(|said| (quoted(said.value.word()), said.origin.clone())),
        "select" => {
            Some(names(&config.select).unwrap_or((list(vec![config.profile().selects()]), config.origin_of_profile())))
        }
        "ignore" => Some(names(&config.ignore).unwrap_or_else(nothing)),
        "min-severity" => {
            let said = config.minimum_severity();
            Some((quoted(said.value.word()), said.origin))
        }
        "min-confidence" => {
            let said = config.minimum_confidence();
            Some((quoted(said.value.word()), said.origin))
        }
        "fail-on" => {
            let origin = config.fail_on.as_ref().map(|said| said.origin.clone()).unwrap_or_default();
            Some((quoted(config.fails_on().word()), origin))
        }
        "exclude" if config.exclude.is_empty() => Some(nothing()),
        "exclude" => {
            let written = config.exclude.iter().flat_map(|said| &said.value.written).map(String::as_str);
            Some((list(written.collect()), config.exclude[0].origin.clone()))
        }
        "rule-folders" => Some(paths(&config.rule_folders).unwrap_or_else(nothing)),
        "libraries" => Some(paths(&config.libraries).unwrap_or_else(nothing)),
        "baseline" => config.baseline.as_ref().map(|said| (quoted(&said.value), said.origin.clone())),
        "database" if !config.databases.is_empty() => {
            let names = config.databases.iter().map(|database| database.name.as_deref().unwrap_or("a database"));
            Some((list(names.collect()), config.databases_origin.clone()))
        }
        "migrations" => migrations(config),
        _ => None,
    };
    KEYS.iter().filter_map(|key| value(key.name).map(|(value, origin)| (key.name, value, origin))).collect()
}

/// How migrations are run, as one table in its line.
fn migrations(config: &Config) -> Option<(String, Origin)> {
    let downtime = config.downtime.as_ref().map(|said| (format!("downtime = {}", said.value), &said.origin));
    let start_after = config.start_after.as_ref().map(|said| {
        let starts: Vec<_> = said.value.iter().map(|start| format!("\"{start}\"")).collect();
        (format!("start-after = [{}]", starts.join(", ")), &said.origin)
    });
    let said: Vec<_> = downtime.into_iter().chain(start_after).collect();
    let (_, origin) = said.first()?;
    let written: Vec<&str> = said.iter().map(|(written, _)| written.as_str()).collect();
    Some((format!("{{{}}}", written.join(", ")), (*origin).clone()))
}

/// What is changed of rules, and for paths: of a file only what concerns it.
fn changes(config: &Arc<Config>, file: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    for change in &config.rules {
        writeln!(out, "{:<56} # {}", format!("[rules.{}]", change.rule.text), change.origin)?;
    }
    let concerned = file.map(|file| config.changes_for(file));
    for (at, change) in config.paths.iter().enumerate() {
        if concerned.as_ref().is_none_or(|concerned| concerned.contains(&at)) {
            writeln!(out, "{:<56} # {}", format!("[[path]] {}", change.paths.written.join(", ")), change.origin)?;
        }
    }
    Ok(())
}
