//! The tokens of macros, made ready to be parsed as a tuple or an array: what no expression is would throw the parser
//! off, and its recovery costs more than all the rest.

use std::borrow::Cow;
use std::ops::Range;

use tree_sitter::{Parser, Point, Tree};

/// The tree of the tokens of a macro, every node of it where it stands in the file.
pub fn parse(parser: &mut Parser, text: &str, tokens: &Range<usize>) -> Option<Tree> {
    parser.set_included_ranges(&ranges(text, tokens)).ok()?;
    let masked = without_keys(&text[tokens.clone()]);
    let mut read = |at: usize, _: Point| match at.checked_sub(tokens.start).and_then(|at| masked.as_bytes().get(at..)) {
        Some(rest) if !rest.is_empty() => rest,
        _ => &text.as_bytes()[at.min(text.len())..],
    };
    parser.parse_with_options(&mut read, None, None)
}

/// The part of a file that the tokens of a macro are, closed by the next `;`, without which no expression is a statement.
fn ranges(text: &str, tokens: &Range<usize>) -> Vec<tree_sitter::Range> {
    let semicolon = text.as_bytes()[tokens.end..].iter().position(|&byte| byte == b';').map(|at| tokens.end + at);
    let closing = semicolon.map(|at| at..at + 1);
    std::iter::once(tokens.clone()).chain(closing).map(range).collect()
}

fn range(bytes: Range<usize>) -> tree_sitter::Range {
    tree_sitter::Range {
        start_byte: bytes.start,
        end_byte: bytes.end,
        start_point: Point::new(0, bytes.start),
        end_point: Point::new(0, bytes.end),
    }
}

/// Tokens that are no JSON any more: keys become spaces, objects arrays. Every byte stays where it is.
fn without_keys(tokens: &str) -> Cow<'_, str> {
    if !tokens.contains("\":") && !tokens.contains("\" :") {
        return Cow::Borrowed(tokens);
    }
    let mut bytes = tokens.as_bytes().to_vec();
    // Of each bracket that is open, whether it is an object.
    let mut open: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => {
                open.push(is_object(&bytes[at + 1..]));
                if open.last() == Some(&true) {
                    bytes[at] = b'[';
                }
            }
            b'}' if open.pop() == Some(true) => bytes[at] = b']',
            b'"' => {
                let end = end_of_text(&bytes, at);
                let colon = end + spaces(&bytes[end..]);
                let is_key = bytes.get(colon) == Some(&b':') && bytes.get(colon + 1) != Some(&b':');
                if is_key && open.last() == Some(&true) {
                    bytes[at..=colon].fill(b' ');
                }
                at = end;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += bytes[at..].iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    // Whole texts are blanked, so that what is left is still UTF-8.
    String::from_utf8(bytes).map_or(Cow::Borrowed(tokens), Cow::Owned)
}

/// Whether what follows a bracket is a key, or nothing.
fn is_object(rest: &[u8]) -> bool {
    let start = spaces(rest);
    match rest.get(start) {
        Some(b'}') => true,
        Some(b'"') => {
            let end = end_of_text(rest, start);
            rest.get(end + spaces(&rest[end..])) == Some(&b':')
        }
        _ => false,
    }
}

/// The byte behind a text that begins at `start`.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_become_arrays() {
        let masked = |text: &str| without_keys(text).into_owned();
        assert_eq!(
            masked(r#"({ "a": f(x), "b é": { "c": [] }, "d": g(|x| { x }) })"#),
            r#"([      f(x),        [      [] ],      g(|x| { x }) ])"#.replace("        [", "         [")
        );
        assert_eq!(masked(r#"("{}: {}", a::b)"#), r#"("{}: {}", a::b)"#, "a format is left alone");
        assert_eq!(masked("({ // \"a\": 1\n\"b\": 2 })").len(), "({ // \"a\": 1\n\"b\": 2 })".len());
    }

    #[test]
    fn tokens_end_like_a_statement() {
        let found = ranges("f(x) + y; z", &(1..4));
        assert_eq!(found.iter().map(|range| range.start_byte..range.end_byte).collect::<Vec<_>>(), [1..4, 8..9]);
        assert_eq!(ranges("f(x)", &(1..4)).len(), 1);
    }
}
