//! Where a place lies, in the unit of the format that tells it.
//!
//! A byte order mark is no letter of the first line: editors, SARIF and those who show annotations do not count it.
//! Who counts bytes reads the file as it is, and counts the three of the mark too.

use super::Run;
use super::run::BYTE_ORDER_MARK;
use crate::text::{Place, Unit};

/// 1-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    pub line: usize,
    pub column: usize,
}

/// The end is the first column behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub start: Point,
    pub end: Point,
}

impl Run {
    /// A file that cannot be shown has but a beginning.
    pub fn region(&self, place: &Place, unit: Unit) -> Region {
        let Some(shown) = self.sources.get(&place.path) else {
            let start = Point { line: 1, column: 1 };
            return Region { start, end: start };
        };
        let source = &shown.source;
        let point = |offset: u32| {
            let (line, column) = source.lines.line_and_column(&source.text, offset as usize, unit);
            let mark = if unit == Unit::Bytes && shown.marked && line == 1 { BYTE_ORDER_MARK } else { 0 };
            Point { line, column: column + mark }
        };
        Region { start: point(place.span.start), end: point(place.span.end) }
    }
}
