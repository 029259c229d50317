//! What belongs to the project beside the files to check. A file is judged by what its whole project tells, whichever
//! files were named and wherever seqscan was started: so a hook that is given three files says of them what a run over
//! everything says.

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

use super::paths::{Candidate, Content, Found, Part, collect};
use crate::text::path::{plain, slashed};

/// Version control keeps a project in one folder, and marks it.
const REPOSITORY: &str = ".git";

/// The folder of the project that a path belongs to: the nearest one, from the path upwards, that `is_marked` or that
/// version control marks.
pub fn root(path: &Path, is_marked: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let whole = whole_path(path);
    let root = whole.ancestors().find(|folder| folder.join(REPOSITORY).exists() || is_marked(folder))?;
    Some(root.to_owned())
}

impl Found {
    /// Adds what else lies in the folder of the project, to be read but not checked, and calls all files as the
    /// project does.
    pub fn add_project(&mut self, root: &Path, part: Part) {
        // A root that is gone again has nothing to tell.
        let others = collect(&[seen_from_here(root)]).map(|found| found.candidates).unwrap_or_default();
        self.candidates.extend(others.into_iter().map(|candidate| Candidate { part, ..candidate }));
        call_by_project(&mut self.candidates, root);
    }
}

/// Names files by their paths from the project's folder, and puts them in the order of these names. A file that was come
/// upon by two paths is one.
pub fn call_by_project(candidates: &mut Vec<Candidate>, root: &Path) {
    for candidate in candidates.iter_mut() {
        candidate.name = name(candidate, root).unwrap_or_else(|| candidate.path.clone());
    }
    let order = |one: &Candidate| (one.name.clone(), !one.part.is_checked());
    candidates.sort_by_key(order);
    candidates.dedup_by(|a, b| a.name == b.name);
}

/// What the project calls a file: its path from the project's folder.
fn name(candidate: &Candidate, root: &Path) -> Option<Arc<str>> {
    let file = match &candidate.content {
        Content::File(file) => file.as_path(),
        Content::Given(_) => Path::new(&*candidate.path),
    };
    let whole = whole_path(file);
    let below = whole.strip_prefix(root).ok()?;
    Some(slashed(below).into())
}

/// A path from the root of the file system, without steps upwards.
pub fn whole_path(path: &Path) -> PathBuf {
    plain(&absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The same without links, as git sees it; of a file that is gone, as well as can be.
pub fn real_path(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| whole_path(path))
}

/// A folder above this one by its steps, so that what lies in it is shown from here.
pub fn seen_from_here(root: &Path) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    // git tells where a repository lies without links.
    let real = fs::canonicalize(&here).unwrap_or_default();
    match here.strip_prefix(root).or_else(|_| real.strip_prefix(root)) {
        Ok(below) if below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) => below.components().map(|_| "..").collect(),
        Err(_) => root.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_read_whole_and_only_the_named_files_are_checked() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["shop/app/a.py", "shop/db/b.sql", "shop/seqscan.toml", "other/c.sql", ".git/HEAD"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let named = folder.path().join("shop/app/a.py");
        let is_marked = |folder: &Path| folder.join("seqscan.toml").is_file();
        assert_eq!(root(&named, |_| false), Some(folder.path().to_owned()));
        let root = root(&named, is_marked).unwrap();
        assert_eq!(root, folder.path().join("shop"));
        let mut found = collect(&[named]).unwrap();
        found.add_project(&root, Part::Told);
        let parts: Vec<_> = found.candidates.iter().map(|one| (&*one.name, one.part)).collect();
        assert_eq!(parts, [("app/a.py", Part::Checked), ("db/b.sql", Part::Told)]);
        assert!(found.candidates[0].path.ends_with("shop/app/a.py"));
    }

    #[test]
    fn steps_upwards_lead_to_the_root() {
        let here = env::current_dir().unwrap();
        assert_eq!(seen_from_here(&here), Path::new("."));
        assert_eq!(seen_from_here(here.parent().unwrap()), Path::new(".."));
        let candidate = |path: &str| Candidate::new(path, crate::text::SourceKind::Sql, Content::Given(Vec::new()));
        assert_eq!(name(&candidate("a/b.sql"), &here).as_deref(), Some("a/b.sql"));
        let folder = here.file_name().unwrap().to_str().unwrap();
        assert_eq!(name(&candidate("a.sql"), here.parent().unwrap()), Some(format!("{folder}/a.sql").into()));
        assert_eq!(name(&candidate("../c.sql"), here.parent().unwrap()).as_deref(), Some("c.sql"));
    }
}
