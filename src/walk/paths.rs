//! Which files are checked: those named, and those found in the folders named, less what version control
//! ignores and what others wrote.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{SkipReason, Skipped};
use crate::lint::kind_of;
use crate::text::SourceKind;
use crate::text::path::{plain, slashed};

/// Folders of other people's code, whatever `.gitignore` says. Hidden folders (`.venv`) are skipped anyway.
const FOREIGN_FOLDERS: &[&str] = &[
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "venv",
    "virtualenv",
    "site-packages",
    "__pypackages__",
];
/// A folder that holds one of these was made by a tool.
const MARKS_OF_TOOLS: &[&str] = &["pyvenv.cfg", "CACHEDIR.TAG"];
/// `target` is a word people name modules with; beside one of these it is where a build tool writes.
const BUILDS_INTO_TARGET: &[&str] = &["Cargo.toml", "pom.xml", "build.sbt"];

/// A file to be checked.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// As findings show it.
    pub path: Arc<str>,
    /// As its project calls it, from wherever seqscan was started: imports, roles and databases go by this.
    pub name: Arc<str>,
    pub kind: SourceKind,
    pub content: Content,
    pub part: Part,
}

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// To be checked.
    Checked,
    /// Only for what it tells of the project: its tables, its functions, its models.
    Told,
    /// The same, and another run checks it: that of another shard, or one that a hook starts for its other files.
    Elsewhere,
}

impl Part {
    pub fn is_checked(self) -> bool {
        self == Self::Checked
    }
}

impl Candidate {
    /// A file to be checked that goes by its path.
    pub fn new(path: impl Into<Arc<str>>, kind: SourceKind, content: Content) -> Self {
        let path = path.into();
        Self { name: path.clone(), path, kind, content, part: Part::Checked }
    }
}

#[derive(Clone, Debug)]
pub enum Content {
    File(PathBuf),
    Given(Vec<u8>),
}

/// What the paths led to, in the order of paths.
#[derive(Debug, Default)]
pub struct Found {
    pub candidates: Vec<Candidate>,
    pub skipped: Vec<Skipped>,
}

/// Paths that were named and do not exist.
#[derive(Debug)]
pub struct MissingPaths(pub Vec<PathBuf>);

pub fn collect(paths: &[PathBuf]) -> Result<Found, MissingPaths> {
    let (mut files, mut folders, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match fs::metadata(path) {
            Ok(of) if of.is_dir() => folders.push(path),
            Ok(_) => files.push(path.clone()),
            Err(_) => missing.push(path.clone()),
        }
    }
    if !missing.is_empty() {
        return Err(MissingPaths(missing));
    }
    let mut found = Found::default();
    for file in files {
        match kind_of(&file) {
            Some(kind) => found.candidates.push(candidate(file, kind)),
            None => found.skipped.push(Skipped { path: shown_path(&file), reason: SkipReason::UnknownKind }),
        }
    }
    walk(&folders, &mut found);
    found.candidates.sort_by(|a, b| a.path.cmp(&b.path));
    found.candidates.dedup_by(|a, b| a.path == b.path);
    found.skipped.sort();
    found.skipped.dedup();
    Ok(found)
}

fn candidate(file: PathBuf, kind: SourceKind) -> Candidate {
    Candidate::new(shown_path(&file), kind, Content::File(file))
}

fn walk(folders: &[&PathBuf], found: &mut Found) {
    let Some((first, rest)) = folders.split_first() else { return };
    let mut builder = WalkBuilder::new(first);
    rest.iter().for_each(|folder| {
        builder.add(folder);
    });
    builder.require_git(false).filter_entry(is_own);
    let shared = Mutex::new(found);
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            let seen = match entry {
                Ok(entry) => Ok(file_to_check(entry)),
                Err(error) => Err(unreadable(&error)),
            };
            // A thread that panicked with the lock held has pushed its file or has not; both are whole.
            let mut found = shared.lock().unwrap_or_else(PoisonError::into_inner);
            match seen {
                Ok(candidate) => found.candidates.extend(candidate),
                Err(skipped) => found.skipped.push(skipped),
            }
            WalkState::Continue
        })
    });
}

/// Links are not followed: what they lead to is found at its own place, and a loop is no danger.
fn file_to_check(entry: DirEntry) -> Option<Candidate> {
    let kind = kind_of(entry.path())?;
    let is_file = entry.file_type().is_some_and(|of| of.is_file());
    is_file.then(|| candidate(entry.into_path(), kind))
}

/// Whether a folder holds what the people of this project wrote. What they name themselves always does.
fn is_own(entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|of| of.is_dir());
    if !is_folder || entry.depth() == 0 {
        return true;
    }
    let path = entry.path();
    let beside = |names: &[&str], folder: &Path| names.iter().any(|name| folder.join(name).exists());
    let built = || entry.file_name() == "target" && path.parent().is_some_and(|at| beside(BUILDS_INTO_TARGET, at));
    let foreign = entry.file_name().to_str().is_some_and(|name| FOREIGN_FOLDERS.contains(&name));
    !(foreign || beside(MARKS_OF_TOOLS, path) || built())
}

/// Whether a path of a repository leads into a folder that is not searched.
pub fn is_foreign(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| folder.starts_with('.') || FOREIGN_FOLDERS.contains(&folder))
}

fn unreadable(error: &ignore::Error) -> Skipped {
    match error {
        ignore::Error::WithPath { path, err } => {
            Skipped { path: shown_path(path), reason: SkipReason::Unreadable(err.to_string()) }
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unreadable(err),
        other => Skipped { path: String::new(), reason: SkipReason::Unreadable(other.to_string()) },
    }
}

/// A path as findings show it: relative to the folder seqscan was started in when it lies below, with
/// forward slashes.
pub fn shown_path(path: &Path) -> String {
    let here = env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(&here).unwrap_or(path);
    slashed(&from_here(&without_steps(below), &here))
}

/// A step up from a link leads elsewhere than its letters say, so it is kept.
fn without_steps(path: &Path) -> PathBuf {
    let kept: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    let short = plain(&kept);
    let same = || {
        fs::canonicalize(&kept).ok()
            == fs::canonicalize(if short == Path::new("") { Path::new(".") } else { &short }).ok()
    };
    if short == kept || same() { short } else { kept }
}

/// `../shop/a.sql` is `a.sql` when this is the folder `shop`.
fn from_here(path: &Path, here: &Path) -> PathBuf {
    let up = path.components().take_while(|part| *part == Component::ParentDir).count();
    let names: Vec<_> = here.components().collect();
    let above = &names[names.len().saturating_sub(up)..];
    let down = path.components().skip(up);
    let shared = above.iter().zip(down.clone()).take_while(|(own, other)| **own == *other).count();
    let steps = std::iter::repeat_n(Component::ParentDir, up - shared.min(up));
    steps.chain(down.skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "ignored.sql\n").unwrap();
        }
        folder
    }

    fn names(folder: &Path, paths: &[PathBuf]) -> Vec<String> {
        let found = collect(paths).unwrap();
        let prefix = format!("{}/", folder.display());
        found.candidates.iter().map(|candidate| candidate.path.replace(&prefix, "")).collect()
    }

    #[test]
    fn other_peoples_code_is_left_out() {
        let folder = folder(&[
            ".gitignore",
            "ignored.sql",
            "b/a.SQL",
            "a/x.py",
            "a/readme.md",
            ".venv/x.py",
            ".hidden.sql",
            "node_modules/x.sql",
            "env/pyvenv.cfg",
            "env/x.py",
            "rust/Cargo.toml",
            "rust/target/x.rs",
            "rust/src/target/y.rs",
        ]);
        let path = folder.path().to_owned();
        assert_eq!(names(&path, std::slice::from_ref(&path)), ["a/x.py", "b/a.SQL", "rust/src/target/y.rs"]);
        let named = ["ignored.sql", "node_modules", "env/x.py", "a/x.py", "a"].map(|name| path.join(name));
        assert_eq!(names(&path, &named), ["a/x.py", "env/x.py", "ignored.sql", "node_modules/x.sql"]);
    }

    #[test]
    fn named_paths_must_exist_and_be_readable() {
        let folder = folder(&["a.txt"]);
        let missing = collect(&[folder.path().join("none"), folder.path().to_owned()]).unwrap_err();
        assert_eq!(missing.0, [folder.path().join("none")]);
        let found = collect(&[folder.path().join("a.txt")]).unwrap();
        assert_eq!(found.skipped[0].reason, SkipReason::UnknownKind);
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_is_harmless() {
        let folder = folder(&["a/x.sql"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        assert_eq!(names(folder.path(), &[folder.path().to_owned()]), ["a/x.sql"]);
    }

    #[test]
    fn paths_are_shown_from_here() {
        assert_eq!(shown_path(Path::new("./a/./b.sql")), "a/b.sql");
        assert_eq!(shown_path(&env::current_dir().unwrap().join("a.sql")), "a.sql");
        assert_eq!(shown_path(Path::new("../a.sql")), "../a.sql");
        assert_eq!(shown_path(Path::new("src/../src/./walk/../lib.rs")), "src/lib.rs");
        assert_eq!(shown_path(Path::new("src/..")), "");
        let here = Path::new("/home/shop/app");
        for (path, shown) in [
            ("../../shop/app/a.sql", "a.sql"),
            ("../app/a.sql", "a.sql"),
            ("../../shop/db/a.sql", "../db/a.sql"),
            ("../db/app/a.sql", "../db/app/a.sql"),
            ("a/b.sql", "a/b.sql"),
        ] {
            assert_eq!(from_here(Path::new(path), here), Path::new(shown), "{path}");
        }
    }
}
