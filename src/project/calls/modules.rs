//! Which file an import leads to. Where imports begin is not known, so a file is found by the end of its path, and
//! must lie below a folder that the importing file lies below too.

use std::collections::HashMap;

#[derive(Debug, Default)]
pub struct Modules {
    /// The names of each file's path, without `__init__` and the like.
    names: Vec<Vec<String>>,
    /// Whether it stands for its folder: `__init__.py`, `mod.rs`.
    is_folder: Vec<bool>,
    by_last: HashMap<String, Vec<usize>>,
}

impl Modules {
    /// Files are added in the order of their numbers.
    pub fn add(&mut self, path: &str, file: usize) {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let mut names: Vec<String> =
            stem.split('/').filter(|name| !name.is_empty() && *name != ".").map(str::to_owned).collect();
        let is_folder =
            names.last().is_some_and(|last| matches!(last.as_str(), "__init__" | "mod" | "lib" | "main" | "index"));
        if is_folder {
            names.pop();
        }
        if let Some(last) = names.last() {
            self.by_last.entry(last.clone()).or_default().push(file);
        }
        self.names.push(names);
        self.is_folder.push(is_folder);
    }

    /// The name of the module that a file is: of its folder, if it stands for it.
    pub fn last_name(&self, file: usize) -> &str {
        self.names[file].last().map(String::as_str).unwrap_or_default()
    }

    /// The names of the folder a file lies in.
    pub fn folder(&self, file: usize) -> &[String] {
        let names = &self.names[file];
        if self.is_folder[file] { names } else { &names[..names.len().saturating_sub(1)] }
    }

    /// The file that a path of names leads to, imported by another.
    pub fn find(&self, from: usize, path: &[&str]) -> Option<usize> {
        let last = path.last()?;
        let folder = self.folder(from);
        let fits = |&&file: &&usize| {
            let names = &self.names[file];
            let root = names.len().checked_sub(path.len());
            root.is_some_and(|root| {
                names[root..].iter().zip(path).all(|(one, other)| one == other) && folder.starts_with(&names[..root])
            })
        };
        let candidates = self.by_last.get(*last)?.iter().filter(fits);
        candidates.max_by_key(|&&file| self.names[file].len()).copied()
    }

    /// The file that a relative path leads to: so many folders up, then down.
    pub fn find_relative(&self, from: usize, dots: usize, path: &[&str]) -> Option<usize> {
        let folder = self.folder(from);
        let base = folder.len().checked_sub(dots.checked_sub(1)?)?;
        let wanted = || folder[..base].iter().map(String::as_str).chain(path.iter().copied());
        let last = wanted().last()?.to_owned();
        let count = base + path.len();
        let is_it = |&&file: &&usize| {
            self.names[file].len() == count && self.names[file].iter().map(String::as_str).eq(wanted())
        };
        self.by_last.get(&last)?.iter().find(is_it).copied()
    }

    /// How many folders two files share.
    pub fn shared(&self, one: usize, other: usize) -> usize {
        self.folder(one).iter().zip(self.folder(other)).take_while(|(a, b)| a == b).count()
    }
}
