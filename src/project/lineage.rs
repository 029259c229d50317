//! Classes of the project by name, each with its file, and what they inherit from.

use std::collections::HashMap;
use std::sync::Arc;

/// How far up the bases of a class are looked through.
const BASES: usize = 8;

/// What is known of a class.
pub trait Heir {
    fn name(&self) -> &str;
    /// As written, their last names.
    fn bases(&self) -> &[String];
}

#[derive(Clone, Debug)]
pub struct Classes<C>(HashMap<String, Vec<(Arc<str>, C)>>);

/// A class and those that it derives from, each with its file, in the order in which they are asked.
pub type Lineage<'c, C> = Vec<(&'c Arc<str>, &'c C)>;

impl<C> Default for Classes<C> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<C: Heir> Classes<C> {
    pub fn add(&mut self, path: Arc<str>, class: C) {
        self.0.entry(class.name().to_owned()).or_default().push((path, class));
    }

    /// The class that a file means, and its bases; empty for one that is not known.
    pub fn lineage(&self, class: &str, file: &str) -> Lineage<'_, C> {
        let mut lineage = Vec::new();
        self.climb(class, file, BASES, &mut lineage);
        lineage
    }

    fn climb<'c>(&'c self, class: &str, file: &str, left: usize, lineage: &mut Lineage<'c, C>) {
        let known = self.0.get(class).filter(|_| left > 0).map(Vec::as_slice).unwrap_or_default();
        let (path, found) = match (known.iter().find(|(path, _)| **path == *file), known) {
            (Some(beside), _) => beside,
            (None, [only]) => only,
            _ => return,
        };
        lineage.push((path, found));
        for base in found.bases().iter().filter(|base| *base != class) {
            self.climb(base, path, left - 1, lineage);
        }
    }
}
