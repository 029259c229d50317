//! Programs without a word of a database that call functions which use one: their loops count too. When all other
//! files are read, they are searched for the names of those functions, and read if they have one.

use rayon::prelude::*;

use super::passes::{Failure, Parsed, Steps, open, parse};
use super::paths::Candidate;
use crate::project::Wanted;
use crate::text::{FileRole, SourceKind};

/// How often what was read is asked for more names: a caller has callers.
const ROUNDS: usize = 2;

type Files = Vec<Result<Parsed, Failure>>;

/// Whether a file can hold a loop that matters: a program, and no test or migration.
pub fn may_hold_one(candidate: &Candidate) -> bool {
    matches!(candidate.kind, SourceKind::Host(_)) && FileRole::of(&candidate.path) == FileRole::Application
}

pub fn read(mut files: Files, steps: &Steps<'_>) -> Files {
    let mut known: Option<Wanted> = None;
    for _ in 0..ROUNDS {
        if files.iter().flatten().all(|parsed| parsed.unread.is_none()) {
            break;
        }
        let contributions: Vec<_> = files.iter().flatten().map(Parsed::contribution).collect();
        let Some(wanted) = Wanted::of(&contributions, known.as_ref()) else { break };
        files = files.into_par_iter().map(|file| file.and_then(|parsed| search(parsed, &wanted, steps))).collect();
        known = Some(wanted);
    }
    files
}

fn search(parsed: Parsed, wanted: &Wanted, steps: &Steps<'_>) -> Result<Parsed, Failure> {
    // A file that can no longer be opened stays as it was.
    match parsed.unread.clone().map(open) {
        Some(Ok(shown)) if wanted.is_named_in(&shown.source) => parse(shown, steps.read_caller),
        _ => Ok(parsed),
    }
}
