//! What is kept between runs: where, whether, and how it is removed.

use std::path::{Path, PathBuf};

use clap::builder::BoolishValueParser;
use clap::{Args, ValueHint};

use super::Verdict;
use super::news::shown;
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::config;
use crate::walk::{self, CACHE_FOLDER, Cache};

#[derive(Clone, Debug, Default, Args)]
pub struct CacheOptions {
    /// Keep nothing for the next run, and use nothing that an earlier one kept
    #[arg(long, env = "SEQSCAN_NO_CACHE", hide_env_values = true, value_parser = BoolishValueParser::new(),
          help_heading = "Running")]
    pub no_cache: bool,
    #[command(flatten)]
    pub place: CachePlace,
}

#[derive(Clone, Debug, Default, Args)]
pub struct CachePlace {
    /// The folder in which files that were read are kept for the next run [default: .seqscan_cache in the project's folder]
    #[arg(long, value_name = "DIR", env = "SEQSCAN_CACHE_DIR", hide_env_values = true, value_hint = ValueHint::DirPath,
          help_heading = "Running")]
    pub cache_dir: Option<PathBuf>,
}

impl CacheOptions {
    /// What is kept of a project. Files that belong to none leave nothing behind, unless a folder is named.
    pub fn open(&self, root: Option<&Path>) -> Cache {
        let folder = self.place.cache_dir.clone().or_else(|| Some(root?.join(CACHE_FOLDER)));
        // Who cannot read itself keeps nothing.
        folder.filter(|_| !self.no_cache).and_then(|folder| Cache::in_folder(&folder).ok()).unwrap_or_default()
    }
}

/// `seqscan clean`
pub fn clean(place: &CachePlace, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let folders = match &place.cache_dir {
        Some(folder) => vec![folder.clone()],
        None => {
            let root = walk::root(Path::new("."), config::begins_project);
            walk::caches_below(&root.unwrap_or_else(|| walk::whole_path(Path::new("."))))
        }
    };
    let mut cleaned = false;
    for folder in folders {
        let removed = walk::clean(&folder).map_err(|error| {
            Trouble::with_help(format!("cannot remove `{}`: {error}", shown(&folder)), "who made it may remove it")
        })?;
        if removed {
            terminal.say(&format!("removed {}", shown(&folder)));
            cleaned = true;
        }
    }
    if !cleaned {
        terminal.say("nothing is kept here");
    }
    Ok(Verdict::Clean)
}
