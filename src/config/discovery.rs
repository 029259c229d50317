//! Which configuration holds for a file: the nearest above it, with what it extends, what was typed, and nothing else.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{self, Path, PathBuf};
use std::sync::Arc;

use super::read::{Reading, has_table, read_inline, table_in};
use super::{Config, NAMES, PYPROJECT, apply};
use crate::project::Base;
use crate::rule::{Mistakes, Ruleset};
use crate::text::path::{plain, slashed};

/// Why there is no configuration to go by.
#[derive(Debug)]
pub enum Failure {
    Mistaken(Mistakes),
    Unreadable { path: String, error: io::Error },
}

/// The configurations of a run, as they are come upon.
pub struct Configurations {
    here: PathBuf,
    /// The one that holds for all files, when one was named or none is wanted.
    only: Option<Arc<Config>>,
    typed: Config,
    flags: Config,
    by_file: HashMap<PathBuf, Arc<Config>>,
    by_folder: HashMap<PathBuf, Arc<Config>>,
}

impl Configurations {
    /// `arguments` are those of `--config`: a file, or TOML.
    pub fn new(here: &Path, arguments: &[String], isolated: bool, flags: Config) -> Result<Self, Failure> {
        let mut configurations = Self {
            here: here.to_owned(),
            only: None,
            typed: Config::default(),
            flags,
            by_file: HashMap::new(),
            by_folder: HashMap::new(),
        };
        let base = base(here, here);
        let mut named = None;
        for argument in arguments {
            if argument.contains('=') && !Path::new(argument).is_file() {
                let Reading { mut config, mistakes, .. } = read_inline(argument, &base);
                if !mistakes.is_empty() {
                    return Err(mistaken(&config, mistakes));
                }
                config.files.clear();
                configurations.typed = config.over(configurations.typed);
            } else {
                named = Some(PathBuf::from(argument));
            }
        }
        configurations.only = match named {
            Some(file) => Some(configurations.of_file(&file)?),
            None if isolated => Some(configurations.complete(Config::default())),
            None => None,
        };
        Ok(configurations)
    }

    /// The configuration of a file, by its path as findings show it.
    pub fn of_path(&mut self, path: &str) -> Result<Arc<Config>, Failure> {
        let whole = plain(&self.here.join(path));
        let folder = whole.parent().map(Path::to_owned).unwrap_or_default();
        self.of_folder(&folder)
    }

    pub fn of_here(&mut self) -> Result<Arc<Config>, Failure> {
        let here = self.here.clone();
        self.of_folder(&here)
    }

    pub fn of_folder(&mut self, folder: &Path) -> Result<Arc<Config>, Failure> {
        if let Some(known) = self.only.as_ref().or(self.by_folder.get(folder)) {
            return Ok(known.clone());
        }
        let found = match (own(folder), folder.parent()) {
            (Some(file), _) => self.of_file(&file)?,
            (None, Some(above)) => self.of_folder(above)?,
            (None, None) => self.complete(Config::default()),
        };
        self.by_folder.insert(folder.to_owned(), found.clone());
        Ok(found)
    }

    fn of_file(&mut self, file: &Path) -> Result<Arc<Config>, Failure> {
        let whole = path::absolute(file).map(|file| plain(&file)).unwrap_or_else(|_| file.to_owned());
        if let Some(known) = self.by_file.get(&whole) {
            return Ok(known.clone());
        }
        let config = load(&whole, &self.here, &mut Vec::new())?;
        let config = self.complete(config);
        self.by_file.insert(whole, config.clone());
        Ok(config)
    }

    fn complete(&self, written: Config) -> Arc<Config> {
        Arc::new(self.typed.clone().over(written).with_flags(self.flags.clone()))
    }

    /// A configuration above the one that was used, which does not hold.
    pub fn unused_above(&self, config: &Config) -> Option<String> {
        let used = self.here.join(&**config.files.first()?);
        let above = used.parent()?.parent()?;
        let extended: Vec<PathBuf> = config.files.iter().map(|file| self.here.join(&**file)).collect();
        let found = above.ancestors().find_map(own).filter(|found| !extended.contains(found))?;
        Some(shown(&found, &self.here))
    }
}

/// Whether a project begins in a folder: it has a configuration, and not one that extends another's.
pub fn begins_project(folder: &Path) -> bool {
    own(folder).is_some_and(|file| {
        let path = file.to_string_lossy();
        let text = fs::read_to_string(&file).unwrap_or_default();
        table_in(&path, &text, &Base::default()).extends.is_none()
    })
}

/// The configuration that lies in a folder itself.
fn own(folder: &Path) -> Option<PathBuf> {
    let counts = |file: &PathBuf| {
        file.is_file() && (!file.ends_with(PYPROJECT) || fs::read_to_string(file).is_ok_and(|text| has_table(&text)))
    };
    NAMES.map(|name| folder.join(name)).into_iter().find(counts)
}

/// Reads a configuration and those it extends. `open` are the files that are being read.
fn load(file: &Path, here: &Path, open: &mut Vec<PathBuf>) -> Result<Config, Failure> {
    let path = shown(file, here);
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return Err(Failure::Unreadable { path, error }),
    };
    let folder = file.parent().unwrap_or(here);
    let Reading { config, mut mistakes, extends } = table_in(&path, &text, &base(here, folder));
    open.push(plain(file));
    let mut extended = None;
    if let Some((target, mut waiting)) = extends {
        let target = plain(&folder.join(&target));
        if open.contains(&target) {
            let way: Vec<String> = open.iter().chain([&target]).map(|file| shown(file, here)).collect();
            waiting.message = format!("these extend each other: {}", way.join(" → "));
            mistakes.push(waiting);
        } else if !target.is_file() {
            waiting.message = format!("there is no file `{}`", shown(&target, here));
            waiting.help = Some("the path begins at the folder of this configuration".to_owned());
            mistakes.push(waiting);
        } else {
            match load(&target, here, open) {
                Ok(config) => extended = Some(config),
                Err(Failure::Mistaken(Mistakes(more))) => mistakes.extend(more),
                Err(other) => return Err(other),
            }
        }
    }
    open.pop();
    if !mistakes.is_empty() {
        return Err(mistaken(&config, mistakes));
    }
    Ok(match extended {
        Some(extended) => config.over(extended),
        None => config,
    })
}

/// All mistakes at once: also the names of rules that do not exist, unless there are rules of one's own.
fn mistaken(config: &Config, mut mistakes: Vec<crate::rule::Mistake>) -> Failure {
    if config.rule_folders.is_none()
        && let Ok(mut rules) = Ruleset::embedded()
        && let Err(more) = apply(config, &[], &mut rules)
    {
        mistakes.extend(more);
    }
    mistakes.sort_by(|one, other| (&one.path, one.span, &one.message).cmp(&(&other.path, other.span, &other.message)));
    mistakes.dedup_by(|one, other| one.path == other.path && one.span == other.span && one.message == other.message);
    Failure::Mistaken(Mistakes(mistakes))
}

/// How configurations call a file: from the folder seqscan was started in.
fn shown(file: &Path, here: &Path) -> String {
    let file = plain(file);
    slashed(file.strip_prefix(here).unwrap_or(&file))
}

/// What paths in a configuration, and paths of files, are relative to.
pub fn base(here: &Path, root: &Path) -> Base {
    Base { here: folder_text(here), root: folder_text(&plain(root)) }
}

/// With forward slashes, and one at the end.
pub fn folder_text(folder: &Path) -> String {
    format!("{}/", slashed(folder).trim_end_matches('/'))
}
