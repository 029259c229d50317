//! What the names of a template stand for, block by block.

use crate::extract::{RowRoot, Step};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// The variable of a loop: a row of `Extract::rows`.
    Row(usize),
    /// Another name for something.
    Alias { root: RowRoot, steps: Vec<Step> },
    /// Something that is no row.
    Other,
}

/// A block that is open.
pub struct Scope<'a> {
    /// The word it began with.
    pub word: &'a str,
    pub names: Vec<(&'a str, Bound)>,
    /// A test decides whether it is shown.
    pub guards: bool,
    /// What it shows is kept.
    pub caches: bool,
}

#[derive(Default)]
pub struct Scopes<'a> {
    open: Vec<Scope<'a>>,
}

impl<'a> Scopes<'a> {
    pub fn open(&mut self, word: &'a str, names: Vec<(&'a str, Bound)>) -> &mut Scope<'a> {
        let at = self.open.len();
        self.open.push(Scope { word, names, guards: false, caches: false });
        &mut self.open[at]
    }

    /// Closes the innermost block that began with a word, and what was left open in it.
    pub fn close(&mut self, word: &str) {
        if let Some(at) = self.open.iter().rposition(|scope| scope.word == word) {
            self.open.truncate(at);
        }
    }

    /// A name that holds from here to the end of the block.
    pub fn set(&mut self, name: &'a str, bound: Bound) {
        match self.open.last_mut() {
            Some(scope) => scope.names.push((name, bound)),
            None => self.open("", Vec::new()).names.push((name, bound)),
        }
    }

    pub fn find(&self, name: &str) -> Option<&Bound> {
        let names = self.open.iter().rev().flat_map(|scope| scope.names.iter().rev());
        names.into_iter().find(|(known, _)| *known == name).map(|(_, bound)| bound)
    }

    /// The names that are bound, each once.
    pub fn names(&self) -> Vec<(&'a str, &Bound)> {
        let mut found: Vec<(&'a str, &Bound)> = Vec::new();
        for (name, bound) in self.open.iter().rev().flat_map(|scope| scope.names.iter().rev()) {
            if !found.iter().any(|(known, _)| known == name) {
                found.push((name, bound));
            }
        }
        found
    }

    /// Whether a test stands between here and the loop around.
    pub fn is_guarded(&self) -> bool {
        self.open.iter().rev().take_while(|scope| scope.word != "for").any(|scope| scope.guards)
    }

    pub fn is_cached(&self) -> bool {
        self.open.iter().rev().take_while(|scope| scope.word != "for").any(|scope| scope.caches)
    }
}
