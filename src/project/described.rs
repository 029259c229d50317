//! Databases that the configuration describes, and which files it says are theirs.

use globset::GlobSet;

use super::{Engine, Patterns};
use crate::fact::Dialect;

/// A `[[database]]` of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Described {
    pub name: Option<String>,
    pub dialect: Option<Dialect>,
    pub engine: Option<Engine>,
    /// Each in its order; none: what the project tells by itself.
    pub schema: Vec<GlobSet>,
    pub migrations: Vec<GlobSet>,
    pub models: Vec<GlobSet>,
    /// The folders it serves, seen from the configuration's, without slashes at their ends; none: all.
    pub folders: Vec<String>,
    pub base: Base,
    /// Files that are said to speak to it, wherever they lie.
    pub claims: Vec<Patterns>,
}

/// How paths of files and paths in the configuration meet: both are absolute, with a slash at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// The folder that paths of files are relative to.
    pub here: String,
    /// The folder of the configuration.
    pub root: String,
}

impl Base {
    /// A file's path as the configuration sees it; none when it lies elsewhere.
    pub fn within(&self, path: &str) -> Option<String> {
        if path.starts_with('/') {
            return path.strip_prefix(&self.root).map(str::to_owned);
        }
        let (mut here, mut path) = (self.here.trim_end_matches('/'), path);
        while let Some(rest) = path.strip_prefix("../") {
            path = rest;
            here = here.rsplit_once('/').map_or("", |(above, _)| above);
        }
        format!("{here}/{path}").strip_prefix(&self.root).map(str::to_owned)
    }

    /// A path of the configuration as it leads from the folder that paths of files are relative to.
    pub fn path_from_here(&self, path: &str) -> String {
        let plain = path.strip_prefix("./").unwrap_or(path);
        let whole = if path.starts_with('/') { path.to_owned() } else { format!("{}{plain}", self.root) };
        whole.strip_prefix(&self.here).map_or(whole.clone(), str::to_owned)
    }

    /// A folder of the configuration as paths of files begin with it.
    pub fn seen_from_here(&self, folder: &str) -> String {
        let whole = if folder.is_empty() { self.root.clone() } else { format!("{}{folder}/", self.root) };
        match whole.strip_prefix(&self.here) {
            Some(below) => below.to_owned(),
            None if self.here.starts_with(&whole) => String::new(),
            None => whole,
        }
    }
}

impl Described {
    pub fn names_files(&self) -> bool {
        !(self.schema.is_empty() && self.migrations.is_empty() && self.models.is_empty())
    }

    /// Paths of files begin at this folder, which ends with a slash.
    pub fn see_from(&mut self, here: &str) {
        here.clone_into(&mut self.base.here);
        self.claims.iter_mut().for_each(|paths| paths.see_from(here));
    }

    /// The folders it serves, as paths of files begin with them.
    pub fn served(&self) -> Vec<String> {
        match self.folders.as_slice() {
            [] => vec![self.base.seen_from_here("")],
            folders => folders.iter().map(|folder| self.base.seen_from_here(folder)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_meet_wherever_the_run_began() {
        let below = Base { here: "/p/services/shop/".into(), root: "/p/".into() };
        assert_eq!(below.within("migrations/1.sql").as_deref(), Some("services/shop/migrations/1.sql"));
        assert_eq!(below.within("/elsewhere/1.sql"), None);
        assert_eq!(below.within("../billing/1.sql").as_deref(), Some("services/billing/1.sql"));
        assert_eq!(below.within("../../../a.sql"), None);
        assert_eq!(below.within("../../../../../p/a.sql").as_deref(), Some("a.sql"));
        assert_eq!(below.seen_from_here("services/shop"), "");
        assert_eq!(below.seen_from_here("services/billing"), "/p/services/billing/");
        assert_eq!(below.seen_from_here("services/shop/api"), "api/");
        let above = Base { here: "/".into(), root: "/p/".into() };
        assert_eq!(above.within("p/a.sql").as_deref(), Some("a.sql"));
        assert_eq!(above.seen_from_here("a"), "p/a/");
    }
}
