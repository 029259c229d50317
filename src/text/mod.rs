//! Text and where things stand in it: files, byte spans, lines and columns, and pieces of SQL that were
//! put together from a program's strings.

mod fragment;
mod lines;
mod nearest;
pub mod path;
mod role;
mod source;

pub use fragment::{Fragment, HOLE, Hole, HoleId};
pub use lines::{LineIndex, Position, Unit};
pub use nearest::nearest;
pub use role::{FileRole, Roles};
pub use source::{Source, SourceKind};

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A range of a file, in bytes, end exclusive. Every other unit (characters, UTF-16) is made at the edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end.max(start)) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A span of a named file: what a finding, a label or a piece of evidence points at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Relative to the folder seqscan was started in, with forward slashes.
    pub path: Arc<str>,
    pub span: Span,
}
