//! A piece of SQL, alone or put together from a program's strings, with the way back to its file.

use super::Span;

/// How a hole is spelled in the SQL, its index behind it: an identifier nobody uses.
pub const HOLE: &str = "seqscan_hole_";

/// Strings with so many bytes between them are no neighbours: what fills a hole is defined elsewhere.
const FAR_APART: u32 = 1_000;

/// The index of a hole in `Fragment::holes`.
pub type HoleId = usize;

/// A place of a fragment that the program fills in when it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Where its stand-in lies in the fragment's text, in bytes.
    pub start: usize,
    pub end: usize,
}

/// SQL text whose every byte knows where it came from.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    /// The SQL; a hole is spelled as `HOLE` says (`seqscan_hole_3`).
    pub text: String,
    pub holes: Vec<Hole>,
    pieces: Vec<Piece>,
}

/// A run of the fragment's text and the span of the host file it was read from.
#[derive(Clone, Debug)]
struct Piece {
    start: usize,
    end: usize,
    host: Span,
    /// Byte n of the run is byte n of the host span. Otherwise (an escape, a hole) the run is one unit.
    verbatim: bool,
}

impl Fragment {
    /// Text that stands in its file as it is, from `offset` on.
    pub fn verbatim(text: &str, offset: usize) -> Self {
        let mut fragment = Self::default();
        fragment.push_verbatim(text, Span::new(offset, offset + text.len()));
        fragment
    }

    pub fn push_verbatim(&mut self, text: &str, host: Span) {
        self.push(text, host, true);
    }

    /// Text that its file spells another way (`\n`, `{{`).
    pub fn push_decoded(&mut self, text: &str, host: Span) {
        self.push(text, host, false);
    }

    /// Leaves room for a value; `host` is the expression that fills it.
    pub fn push_hole(&mut self, host: Span) -> HoleId {
        let id = self.holes.len();
        let start = self.text.len();
        self.push(&format!("{HOLE}{id}"), host, false);
        self.holes.push(Hole { start, end: self.text.len() });
        id
    }

    /// Adds another fragment behind this one; its holes follow in order.
    pub fn append(&mut self, other: &Fragment) {
        let mut at = 0;
        let mut holes = other.holes.iter().peekable();
        for piece in &other.pieces {
            if let Some(hole) = holes.peek()
                && hole.start == piece.start
                && !piece.verbatim
            {
                self.push_hole(piece.host);
                holes.next();
            } else {
                self.push(&other.text[piece.start..piece.end], piece.host, piece.verbatim);
            }
            at = piece.end;
        }
        debug_assert_eq!(at, other.text.len(), "pieces cover the text");
    }

    fn push(&mut self, text: &str, host: Span, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.pieces.push(Piece { start, end: self.text.len(), host, verbatim });
    }

    /// Where a range of the SQL stands in the host file. A range over several strings spans all of them when they
    /// stand in order; otherwise the first of them, and when they stand far apart the longest.
    pub fn host_span(&self, start: usize, end: usize) -> Span {
        let first = self.piece_at(start);
        let last = self.piece_at(end.saturating_sub(1).max(start));
        let (Some(first), Some(last)) = (first, last) else {
            return Span::default();
        };
        let pieces = &self.pieces[first..=last.max(first)];
        let of = |one: &Piece, other: &Piece| Span {
            start: one.host_offset(start.max(one.start), false),
            end: other.host_offset(end.min(other.end), true),
        };
        if pieces.windows(2).any(|two| two[1].host.start > two[0].host.end + FAR_APART) {
            let length = |piece: &&Piece| (piece.verbatim, end.min(piece.end) - start.max(piece.start));
            let longest = pieces.iter().rev().max_by_key(length).unwrap_or(&pieces[0]);
            return of(longest, longest);
        }
        let whole = of(&pieces[0], &pieces[pieces.len() - 1]);
        if whole.end >= whole.start { whole } else { pieces[0].host }
    }

    /// Every run of the text: where it stands in the host file, and whether it does so letter for letter.
    pub fn runs(&self) -> impl Iterator<Item = (Span, bool)> {
        self.pieces.iter().map(|piece| (piece.host, piece.verbatim))
    }

    fn piece_at(&self, offset: usize) -> Option<usize> {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces.len().checked_sub(1).map(|last| index.min(last))
    }
}

impl Piece {
    fn host_offset(&self, offset: usize, is_end: bool) -> u32 {
        match (self.verbatim, is_end) {
            (true, _) => self.host.start + Span::new(0, offset.min(self.end).saturating_sub(self.start)).end,
            (false, false) => self.host.start,
            (false, true) => self.host.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_through_escapes_and_holes() {
        // host: "SELECT a\nFROM {t} x"
        let mut sql = Fragment::default();
        sql.push_verbatim("SELECT a", Span::new(1, 9));
        sql.push_decoded("\n", Span::new(9, 11));
        sql.push_verbatim("FROM ", Span::new(11, 16));
        sql.push_hole(Span::new(16, 19));
        sql.push_verbatim(" x", Span::new(19, 21));
        let at = sql.text.find("seqscan_hole_0").unwrap();
        assert_eq!(sql.host_span(at, at + 14), Span::new(16, 19));
        assert_eq!(sql.host_span(0, sql.text.len()), Span::new(1, 21));
        assert_eq!(sql.host_span(9, 13), Span::new(11, 15));
    }

    #[test]
    fn what_is_defined_far_away_is_not_underlined() {
        let mut sql = Fragment::default();
        sql.push_verbatim("SELECT a FROM b WHERE ", Span::new(9_000, 9_022));
        let of_class = sql.text.len();
        sql.push_verbatim("1", Span::new(40, 41));
        sql.push_verbatim(" > 0", Span::new(9_024, 9_028));
        assert_eq!(sql.host_span(of_class, sql.text.len()), Span::new(9_024, 9_028));
        assert_eq!(sql.host_span(0, sql.text.len()), Span::new(9_000, 9_022));
    }

    #[test]
    fn appended_fragments_keep_their_holes() {
        let mut left = Fragment::verbatim("SELECT ", 0);
        left.push_hole(Span::new(10, 12));
        let mut right = Fragment::verbatim(" FROM ", 20);
        right.push_hole(Span::new(30, 33));
        left.append(&right);
        assert_eq!(left.text, "SELECT seqscan_hole_0 FROM seqscan_hole_1");
        assert_eq!(left.host_span(left.holes[1].start, left.holes[1].end), Span::new(30, 33));
    }
}
