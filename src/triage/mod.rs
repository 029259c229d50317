//! Which of a run's findings are news, and whose they are: what a baseline knows, what a revision had, which lines were
//! changed, who owns a file. Nothing here finds anything.

pub mod baseline;
pub mod changes;
pub mod git;
mod groups;
pub mod moved;
pub mod owners;
mod shard;

pub use groups::{GroupBy, groups};
pub use shard::Shard;
