//! From paths to findings: which files are read, the two passes over them, and what becomes of files that
//! cannot be read or that crash us.

mod cache;
mod callers;
mod guard;
mod names;
mod neighbours;
mod passes;
mod paths;
mod project;
mod read;
mod repeated;

pub use cache::{Cache, FOLDER as CACHE_FOLDER, caches_below, clean};
pub use passes::{Checked, Crash, Outcome, Shown, Survey, check, check_each, shown, survey, survey_each};
pub use paths::{Candidate, Content, Found, MissingPaths, Part, collect, is_foreign, shown_path};
pub use project::{call_by_project, real_path, root, seen_from_here, whole_path};
pub use read::SkipReason;

use std::num::NonZeroUsize;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Syntax is walked with bounded recursion, but bounds are set for this much stack, not for a thread's usual 2 MiB.
const STACK: usize = 16 << 20;

/// A file that was not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    pub path: String,
    pub reason: SkipReason,
}

/// The threads all work on files is done on; as many as the machine has cores unless told otherwise.
pub fn workers(threads: Option<NonZeroUsize>) -> Result<ThreadPool, ThreadPoolBuildError> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build()
}
