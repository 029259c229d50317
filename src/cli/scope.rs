//! What a run checks: the paths that were named, or standard input; and what it reads beside them to know the project.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::options::CheckOptions;
use super::reading::missing_paths;
use super::trouble::Trouble;
use crate::config;
use crate::lint::kind_of;
use crate::walk::{self, Candidate, Content, Found, Part};

const STDIN: &str = "stdin.sql";

/// What is checked, and the folder of the project it belongs to.
pub fn find(options: &CheckOptions) -> Result<(Found, Option<PathBuf>), Trouble> {
    let mut found = named(options)?;
    let root = if options.no_project { None } else { project(options) };
    if let Some(root) = &root {
        // Who forces exclusions is a tool that names files, and may name the others in another run.
        found.add_project(root, if options.force_exclude { Part::Elsewhere } else { Part::Told });
    }
    Ok((found, root))
}

/// The folder of the project that the named paths belong to: that of the folder seqscan was started in when it has a
/// configuration and they lie in it, so that a file is judged alike whether it is named or found; else their own. Paths
/// of several projects are judged by what they tell themselves.
fn project(options: &CheckOptions) -> Option<PathBuf> {
    let is_stdin = |path: &Path| path == Path::new("-");
    let named = options.paths.iter().map(|path| match &options.stdin_filename {
        Some(name) if is_stdin(path) => name.as_path(),
        None if is_stdin(path) => Path::new("."),
        _ => path.as_path(),
    });
    let roots: Vec<_> = named.map(|path| walk::root(path, config::begins_project)).collect::<Option<_>>()?;
    let hold_all = |folder: &&PathBuf| roots.iter().all(|root| root.starts_with(folder));
    let here = walk::root(Path::new("."), config::begins_project).filter(|root| config::begins_project(root));
    here.iter().find(hold_all).or_else(|| roots.iter().find(hold_all)).cloned()
}

fn named(options: &CheckOptions) -> Result<Found, Trouble> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if options.paths.iter().any(is_stdin) {
        return match options.paths.as_slice() {
            [_] => standard_input(options),
            _ => Err(Trouble::with_help("`-` cannot be mixed with other paths", "check standard input by itself")),
        };
    }
    if options.stdin_filename.is_some() {
        return Err(Trouble::with_help("--stdin-filename names standard input", "say `-` to read it"));
    }
    walk::collect(&options.paths).map_err(|missing| missing_paths(&missing, "nothing was read"))
}

fn standard_input(options: &CheckOptions) -> Result<Found, Trouble> {
    if options.add_ignore.is_some() {
        return Err(Trouble::with_help("--add-ignore writes into files", "name them instead of `-`"));
    }
    let name = options.stdin_filename.as_deref().unwrap_or(Path::new(STDIN));
    let Some(kind) = kind_of(name) else {
        let what = format!("`{}` is of no kind that seqscan reads", name.display());
        return Err(Trouble::with_help(what, "its extension says what standard input is: .sql, .py, .rs"));
    };
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Trouble::new(format!("cannot read standard input: {error}")))?;
    let candidate = Candidate::new(walk::shown_path(name), kind, Content::Given(bytes));
    Ok(Found { candidates: vec![candidate], skipped: Vec::new() })
}
