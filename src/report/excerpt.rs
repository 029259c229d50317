//! The lines of a file that a finding shows: from the first underlined to the last, with lines that are too
//! long cut around what is underlined, underlines that are too high cut to their first line, and secrets covered.

use std::ops::Range;

use super::secrets::masked;
use crate::text::{Source, Span};

/// Longer lines are cut.
const WIDTH: usize = 200;
/// What is kept of a long line on either side of an underline.
const AROUND: usize = 60;
/// An underline further into its line, in bytes, costs the line its beginning. Nearer ones keep it: the column
/// is then counted, and the line cut to the width of the terminal, by whoever draws it.
const FAR: usize = 10_000;
/// A span over more lines than this is underlined in its first line only.
const HEIGHT: usize = 3;
const CUT: &str = "...";

/// A piece of a file, fit to be drawn.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// The 1-based line of the file that `text` begins with.
    pub first_line: usize,
    /// The spans asked for, as ranges of `text`.
    pub spans: Vec<Range<usize>>,
    /// A line lost its beginning: columns in `text` are not those of the file.
    pub shifted: bool,
}

impl Excerpt {
    pub fn of(source: &Source, spans: &[Span]) -> Self {
        let spans: Vec<_> = spans.iter().map(|&span| drawable(source, span)).collect();
        let start = spans.iter().map(|span| span.start).min().unwrap_or_default();
        let end = spans.iter().map(|span| span.end).max().unwrap_or_default();
        let first_line = source.lines.line(start);
        let (mut text, mut moved, mut shifted) = (String::new(), vec![0..0; spans.len()], false);
        let begin = source.lines.start(first_line).unwrap_or_default();
        let shown = masked(&source.text[begin..line(source, source.lines.line(end)).end]);
        for number in first_line..=source.lines.line(end) {
            let line = line(source, number);
            let kept = kept(source, line.clone(), &spans);
            if kept.start > line.start {
                text.push_str(CUT);
                shifted = true;
            }
            let at = text.len();
            text.push_str(&shown[kept.start - begin..kept.end - begin]);
            for (span, moved) in spans.iter().zip(&mut moved) {
                let there = |offset: usize| at + offset.clamp(kept.start, kept.end) - kept.start;
                if line.contains(&span.start) || span.start == line.end {
                    *moved = there(span.start)..there(span.start);
                }
                if span.end > line.start && span.start <= line.end {
                    moved.end = there(span.end);
                }
            }
            if kept.end < line.end {
                text.push_str(CUT);
            }
            text.push('\n');
        }
        Self { text, first_line, spans: moved, shifted }
    }
}

/// The span within the text, on character boundaries, and not higher than can be drawn.
fn drawable(source: &Source, span: Span) -> Range<usize> {
    let inside = |offset: u32| source.text.floor_char_boundary(offset as usize);
    let (start, end) = (inside(span.start), inside(span.end));
    let first = source.lines.line(start);
    let visible = source.text[start..end].trim_end();
    if source.lines.line(start + visible.len()) < first + HEIGHT {
        start..start + visible.len()
    } else {
        start..line(source, first).end.max(start)
    }
}

/// A line without its end.
fn line(source: &Source, number: usize) -> Range<usize> {
    let start = source.lines.start(number).unwrap_or(source.text.len());
    let next = source.lines.start(number + 1).unwrap_or(source.text.len());
    start..start + source.text[start..next].trim_end_matches(['\n', '\r']).len()
}

/// The part of a line that is shown.
fn kept(source: &Source, line: Range<usize>, spans: &[Range<usize>]) -> Range<usize> {
    let text = &source.text[line.clone()];
    if text.len() <= WIDTH || text.chars().count() <= WIDTH {
        return line;
    }
    let here = |span: &&Range<usize>| span.start <= line.end && span.end >= line.start;
    let starts = spans.iter().filter(here).map(|span| span.start.max(line.start));
    let first = starts.clone().min().unwrap_or(line.start);
    let last = spans.iter().filter(here).map(|span| span.end.min(line.end)).max().unwrap_or(line.start);
    let far = first - line.start > FAR;
    let start = if far { back(&source.text, line.start, first, AROUND) } else { line.start };
    // Were all of it shown, two underlines at the ends of a long line would show the line whole.
    let furthest = forth(&source.text, first, line.end, WIDTH - AROUND);
    start..forth(&source.text, last, line.end, AROUND).min(furthest)
}

/// The offset `count` characters before `from`, but not before `least`.
fn back(text: &str, least: usize, from: usize, count: usize) -> usize {
    text[least..from].char_indices().rev().nth(count.saturating_sub(1)).map_or(least, |(at, _)| least + at)
}

/// The offset `count` characters behind `from`, but not behind `most`.
fn forth(text: &str, from: usize, most: usize, count: usize) -> usize {
    text[from..most].char_indices().nth(count).map_or(most, |(at, _)| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceKind;

    fn excerpt(text: &str, wanted: &[&str]) -> (Excerpt, Vec<String>) {
        let source = Source::new("a.sql", text, SourceKind::Sql);
        let span = |part: &&str| {
            let start = text.find(*part).unwrap();
            Span::new(start, start + part.len())
        };
        let excerpt = Excerpt::of(&source, &wanted.iter().map(span).collect::<Vec<_>>());
        let shown = excerpt.spans.iter().map(|span| excerpt.text[span.clone()].to_owned()).collect();
        (excerpt, shown)
    }

    #[test]
    fn only_the_lines_between_underlines_are_kept() {
        let (excerpt, shown) = excerpt("a\r\nfor é\r\n\tmiddle\r\nquery\r\nz", &["query", "é"]);
        assert_eq!(excerpt.text, "for é\n\tmiddle\nquery\n");
        assert_eq!((excerpt.first_line, shown), (2, vec!["query".to_owned(), "é".to_owned()]));
    }

    #[test]
    fn long_lines_are_cut_around_the_underline() {
        let line = |count| format!("{} here {}", "é".repeat(count), "😀".repeat(500));
        let (near, shown) = excerpt(&line(500), &["here"]);
        assert_eq!((shown, near.shifted), (vec!["here".to_owned()], false));
        assert_eq!(near.text.chars().count(), 500 + 1 + 4 + 60 + CUT.len() + 1);
        let (far, shown) = excerpt(&line(FAR), &["here"]);
        assert_eq!((shown, far.shifted), (vec!["here".to_owned()], true));
        assert_eq!(far.text.chars().count(), 60 + 4 + 60 + 2 * CUT.len() + 1);
    }

    #[test]
    fn a_long_span_ends_where_its_line_is_cut() {
        let (excerpt, shown) = excerpt(&"x".repeat(5000), &[&"x".repeat(4000)]);
        assert_eq!(excerpt.text, format!("{}...\n", "x".repeat(140)));
        assert_eq!(shown, ["x".repeat(140)]);
    }

    #[test]
    fn high_spans_are_cut_to_their_first_line() {
        let (_, shown) = excerpt("x SELECT\n1,\n2,\n3", &["SELECT\n1,\n2,\n3"]);
        assert_eq!(shown, ["SELECT"]);
        let (_, shown) = excerpt("x SELECT\r\n1,\r\n2\r\n", &["SELECT\r\n1,\r\n2\r\n"]);
        assert_eq!(shown, ["SELECT\n1,\n2"]);
    }

    #[test]
    fn spans_outside_the_text_or_inside_a_letter_are_mended() {
        let source = Source::new("a.sql", "é\n", SourceKind::Sql);
        let excerpt = Excerpt::of(&source, &[Span::new(1, 2), Span::new(3, 90)]);
        assert_eq!((excerpt.text.as_str(), excerpt.spans), ("é\n\n", vec![0..2, 3..3]));
    }
}
