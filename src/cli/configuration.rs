//! The configuration of a run: the file that was named, or the nearest one.

use std::path::Path;
use std::{env, fs, path};

use super::trouble::Trouble;
use crate::config::{self, Config};
use crate::project::Base;
use crate::walk::shown_path;

pub fn load(named: Option<&Path>) -> Result<Config, Trouble> {
    let here = env::current_dir().unwrap_or_default();
    let Some(file) = named.map(Path::to_owned).or_else(|| config::find(&here)) else { return Ok(Config::default()) };
    let shown = shown_path(&file);
    let text = fs::read_to_string(&file).map_err(|error| {
        Trouble::with_help(format!("cannot read the configuration `{shown}`: {error}"), "nothing was checked")
    })?;
    let whole = path::absolute(&file).unwrap_or(file);
    let root = whole.parent().map(Path::to_owned).unwrap_or_else(|| here.clone());
    config::read(&shown, &text, &Base { here: slashed(&here), root: slashed(&root) }).map_err(Trouble::Config)
}

/// With forward slashes, and one at the end.
pub fn slashed(folder: &Path) -> String {
    let text = folder.to_string_lossy().replace('\\', "/");
    format!("{}/", text.trim_end_matches('/'))
}
