//! What a file must name to be worth reading though it has no word of a database: a function that executes, and,
//! for a function of a module, that module.

use std::collections::HashSet;

use aho_corasick::AhoCorasick;

use super::Contribution;
use super::program::Program;
use super::summaries::Summaries;
use crate::extract::is_telling;

/// The names to look for in a file's text.
#[derive(Debug)]
pub struct Wanted {
    names: AhoCorasick,
    all: HashSet<String>,
}

impl Wanted {
    /// The functions that come to an execution; `None` when there are none.
    pub fn of(files: &[Contribution<'_>]) -> Option<Self> {
        let program = Program::of(files);
        let summaries = Summaries::of(&program, &program.edges());
        let executing = (0..program.owners.len()).filter(|&id| !summaries.of_function(id).is_empty());
        let names = executing.map(|id| program.function(id).name.as_str()).filter(|name| is_telling(name));
        let all: HashSet<String> = names.map(str::to_owned).collect();
        let mut sorted: Vec<&String> = all.iter().collect();
        sorted.sort_unstable();
        let names = AhoCorasick::new(sorted).ok().filter(|_| !all.is_empty())?;
        Some(Self { names, all })
    }

    /// The names that were not wanted before.
    pub fn beyond(self, known: &Self) -> Option<Self> {
        let all: HashSet<String> = self.all.into_iter().filter(|name| !known.all.contains(name)).collect();
        let mut sorted: Vec<&String> = all.iter().collect();
        sorted.sort_unstable();
        let names = AhoCorasick::new(sorted).ok().filter(|_| !all.is_empty())?;
        Some(Self { names, all })
    }

    /// Whether a text names one of them as a whole word.
    pub fn is_named_in(&self, text: &str) -> bool {
        let is_part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        let bytes = text.as_bytes();
        self.names.find_overlapping_iter(text).any(|found| {
            let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
            !is_part(before) && !is_part(bytes.get(found.end()))
        })
    }
}
