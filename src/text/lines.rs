//! Byte offsets to 1-based lines and columns, and the column units other tools count in.

use serde::Serialize;

/// Where a byte offset lies for a reader. Line and column are 1-based, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    pub line: usize,
    pub column: usize,
    /// The 0-based byte offset in the file.
    pub byte: usize,
}

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Characters,
    Utf16,
    Bytes,
}

impl Unit {
    fn count(self, text: &str) -> usize {
        match self {
            Self::Characters => text.chars().count(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Bytes => text.len(),
        }
    }
}

/// The offsets at which the lines of a text begin.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// The 1-based line that holds `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The offset at which the 1-based `line` begins.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).copied()
    }

    pub fn position(&self, text: &str, offset: usize) -> Position {
        let (line, column) = self.line_and_column(text, offset, Unit::Characters);
        Position { line, column, byte: offset.min(text.len()) }
    }

    /// The 1-based line and column of an offset, in the unit that a reader counts in.
    pub fn line_and_column(&self, text: &str, offset: usize, unit: Unit) -> (usize, usize) {
        let byte = offset.min(text.len());
        let line = self.line(byte);
        let start = self.starts[line - 1];
        (line, text.get(start..byte).map_or(byte - start, |before| unit.count(before)) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "a\n'é😀' x\n";
        let lines = LineIndex::new(text);
        let at = text.find('x').unwrap();
        assert_eq!(lines.position(text, at), Position { line: 2, column: 6, byte: at });
        let columns = [Unit::Characters, Unit::Utf16, Unit::Bytes].map(|unit| lines.line_and_column(text, at, unit));
        assert_eq!(columns, [(2, 6), (2, 7), (2, 10)]);
        assert_eq!(lines.start(2), Some(2));
        assert_eq!(lines.start(4), None);
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        let lines = LineIndex::new("ab");
        assert_eq!(lines.position("ab", 99), Position { line: 1, column: 3, byte: 2 });
    }
}
