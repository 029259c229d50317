//! Functions that return queries: what a call of one of them asks for.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use crate::extract::Giver;

#[derive(Clone, Debug, Default)]
pub struct Givers {
    by_name: HashMap<String, Vec<(Arc<str>, Giver)>>,
}

impl Givers {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut givers = Self::default();
        for file in files {
            for giver in &file.extract.givers {
                givers.by_name.entry(giver.name.clone()).or_default().push((file.path.clone(), giver.clone()));
            }
        }
        givers
    }

    /// A function of the class that a file defines.
    pub fn method(&self, class: &str, file: &str, name: &str) -> Option<(&Arc<str>, &Giver)> {
        let known = self.by_name.get(name)?.iter();
        only(known.filter(|(path, giver)| giver.class.as_deref() == Some(class) && **path == *file))
    }

    /// Whether any function of this name is known.
    pub fn know(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// A function of a module; of the same file, when no module is named.
    pub fn function(&self, module: &[String], file: &str, name: &str) -> Option<(&Arc<str>, &Giver)> {
        let known = self.by_name.get(name)?.iter();
        only(known.filter(|(path, giver)| giver.class.is_none() && is_module(module, path, file)))
    }
}

/// Whether a path is that of a module, as its name was imported; without a name, the file itself.
pub(super) fn is_module(module: &[String], path: &str, file: &str) -> bool {
    let module: Vec<&str> = module.iter().flat_map(|part| part.split('.')).filter(|part| !part.is_empty()).collect();
    if module.is_empty() {
        return path == file;
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem).trim_end_matches("/__init__");
    let folders: Vec<&str> = stem.split('/').collect();
    folders.ends_with(&module)
}

fn only<'g>(mut found: impl Iterator<Item = &'g (Arc<str>, Giver)>) -> Option<(&'g Arc<str>, &'g Giver)> {
    let first = found.next()?;
    found.next().is_none().then_some((&first.0, &first.1))
}
