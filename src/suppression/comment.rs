//! A comment to its directives: `seqscan: ignore[select-star, migration] why` and its kin.

use std::ops::Range;

use crate::extract::{Directive, NamedRule};
use crate::fact::SuppressionVerb;
use crate::text::{Span, nearest};

/// What every directive begins with: without it in a file, nobody looks for comments.
pub const SIGN: &str = "seqscan:";

/// What stands before a directive when anything does: the mark of its comment, or of one within another.
const OPENINGS: &[&str] = &["--", "#", "//", "//!", "*"];
const CLOSINGS: &[&str] = &["*/", "-->", "#}", "--", "//", "#", "/*", "<!", "{"];

/// The directives of one comment. `place` says where a range of the comment stands in its file; their reach is left to
/// those who know what stands around.
pub fn directives(comment: &str, place: impl Fn(Range<usize>) -> Span) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in comment.split_inclusive('\n') {
        let starts: Vec<usize> =
            line.match_indices(SIGN).map(|(at, _)| at).filter(|&at| may_begin(&line[..at])).collect();
        for (index, &start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(line.len());
            let words = without_closing(&line[start..end]);
            found.push(directive(words, |range| place(offset + start + range.start..offset + start + range.end)));
        }
        offset += line.len();
    }
    found
}

fn may_begin(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || OPENINGS.iter().any(|opening| before.ends_with(opening))
}

fn without_closing(mut words: &str) -> &str {
    loop {
        words = words.trim_end();
        match CLOSINGS.iter().find_map(|closing| words.strip_suffix(closing)) {
            Some(shorter) => words = shorter,
            None => return words,
        }
    }
}

fn directive(words: &str, place: impl Fn(Range<usize>) -> Span) -> Directive {
    let mut directive = Directive {
        verb: None,
        names: Vec::new(),
        reasoned: false,
        until: None,
        fault: None,
        span: place(0..words.len()),
        reach: Vec::new(),
        in_string: false,
    };
    directive.fault = read(words, place, &mut directive).err();
    directive
}

fn read(words: &str, place: impl Fn(Range<usize>) -> Span, directive: &mut Directive) -> Result<(), String> {
    let after = &words[SIGN.len()..];
    let start = words.len() - after.trim_start().len();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let word = words[start..].split(|c| !is_letter(c)).next().unwrap_or_default();
    directive.verb = Some(verb(word)?);
    let names_nothing = || format!("it names no rule: write `{word}[select-star]`");
    let rest = &words[start + word.len()..];
    let open = words.len() - rest.trim_start().len();
    if !words[open..].starts_with('[') {
        return Err(names_nothing());
    }
    let Some(close) = words[open..].find(']').map(|at| open + at) else {
        return Err("its bracket is not closed".to_owned());
    };
    let mut at = open + 1;
    for part in words[at..close].split(',') {
        let name = part.trim();
        let from = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        if matches!(name, "all" | "default" | "*") {
            return Err(format!("`{name}` would hide what nobody has seen: name the rules, or their category"));
        }
        if !name.is_empty() {
            directive.names.push(NamedRule { name: name.to_owned(), span: place(from..from + name.len()) });
        }
    }
    if directive.names.is_empty() {
        return Err(names_nothing());
    }
    for word in words[close + 1..].split_whitespace() {
        match word.strip_prefix("until=") {
            Some(day) => {
                let read = day.trim_end_matches([',', ';', ':']).parse();
                directive.until =
                    Some(read.map_err(|()| format!("`until={day}` is no day: write `until=2027-01-31`"))?);
            }
            None => directive.reasoned |= word.chars().any(char::is_alphanumeric),
        }
    }
    Ok(())
}

fn verb(word: &str) -> Result<SuppressionVerb, String> {
    use SuppressionVerb::{Disable, Enable, Ignore, IgnoreFile};
    const VERBS: [SuppressionVerb; 4] = [Ignore, IgnoreFile, Disable, Enable];
    if let Some(verb) = VERBS.into_iter().find(|verb| verb.word() == word) {
        return Ok(verb);
    }
    let words = VERBS.map(SuppressionVerb::word);
    Err(match nearest(word, words) {
        Some(near) => format!("there is no `{word}`; did you mean `{near}`?"),
        None => format!("it says none of {}", words.map(|word| format!("`{word}[…]`")).join(", ")),
    })
}

/// Whether a comment has its lines to itself.
pub fn is_alone(text: &str, comment: Range<usize>) -> bool {
    let before = text[..comment.start].rsplit('\n').next().unwrap_or_default();
    let after = text[comment.end..].split('\n').next().unwrap_or_default();
    before.trim().is_empty() && after.trim().is_empty()
}

/// Where the next thing stands that is no comment. `comments` stand in order.
pub fn next_content(text: &str, from: usize, comments: &[Range<usize>]) -> Option<usize> {
    let mut at = from;
    loop {
        at = text.len() - text.get(at..)?.trim_start().len();
        match comments.iter().find(|comment| comment.start <= at && at < comment.end) {
            Some(comment) => at = comment.end,
            None => return (at < text.len()).then_some(at),
        }
    }
}

/// Directives speak for whole lines, in the order of the file; a text that was read in several ways says each but once.
pub fn settle(directives: &mut Vec<Directive>, text: &str) {
    directives.sort_by_key(|directive| directive.span);
    directives.dedup_by(|again, first| {
        let is_same = again.span == first.span;
        if is_same {
            first.reach.append(&mut again.reach);
        }
        is_same
    });
    for directive in directives {
        directive.reach.iter_mut().for_each(|reach| *reach = widen(*reach, text));
    }
}

/// The span, and the rest of the lines it begins and ends on.
fn widen(span: Span, text: &str) -> Span {
    let range = span.range();
    let (start, end) = (range.start.min(text.len()), range.end.min(text.len()));
    let bytes = text.as_bytes();
    let before = bytes[..start].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    // A span that ends with a line break does not reach the next line.
    let last = if end > start { end - 1 } else { end };
    let after = bytes[last..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| last + at);
    Span::new(before, after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Day;

    fn read(comment: &str) -> Vec<Directive> {
        directives(comment, |range| Span::new(range.start, range.end))
    }

    fn names(directive: &Directive) -> Vec<&str> {
        directive.names.iter().map(|named| named.name.as_str()).collect()
    }

    #[test]
    fn every_syntax_of_comments_will_do() {
        for comment in [
            "-- seqscan: ignore[select-star] it is an export",
            "# seqscan:ignore[select-star] it is an export",
            "// seqscan: ignore [ select-star ] it is an export",
            "/* seqscan: ignore[select-star] it is an export */",
            "/**\n * seqscan: ignore[select-star] it is an export\n */",
            "{# seqscan: ignore[select-star] it is an export #}",
            "<!-- seqscan: ignore[select-star] it is an export -->",
            "# type: ignore # seqscan: ignore[select-star] it is an export",
        ] {
            let found = read(comment);
            let [directive] = found.as_slice() else { panic!("{comment}: {found:?}") };
            assert_eq!(directive.fault, None, "{comment}");
            assert_eq!(names(directive), ["select-star"], "{comment}");
            assert_eq!(&comment[directive.names[0].span.range()], "select-star", "{comment}");
            assert!(comment[directive.span.range()].ends_with("it is an export"), "{comment}");
            assert!(directive.reasoned, "{comment}");
        }
        assert_eq!(read("# see what seqscan: ignore[select-star] does"), [], "prose");
    }

    #[test]
    fn several_stand_in_one_comment() {
        let found = read("# seqscan: ignore[a] # seqscan: disable[b, c,] until=2027-01-31");
        assert_eq!(found.iter().map(names).collect::<Vec<_>>(), [vec!["a"], vec!["b", "c"]]);
        assert!(!found[0].reasoned && !found[1].reasoned);
        assert_eq!(found[1].until, Some(Day { year: 2027, month: 1, day: 31 }));
    }

    #[test]
    fn faults_are_named() {
        let fault = |comment: &str| read(comment)[0].fault.clone().expect(comment);
        assert_eq!(fault("# seqscan: ignroe[a]"), "there is no `ignroe`; did you mean `ignore`?");
        assert!(fault("# seqscan: please").starts_with("it says none of"));
        assert!(fault("# seqscan:").starts_with("it says none of"));
        assert_eq!(fault("# seqscan: ignore"), "it names no rule: write `ignore[select-star]`");
        assert_eq!(fault("# seqscan: disable[ , ]"), "it names no rule: write `disable[select-star]`");
        assert_eq!(fault("# seqscan: ignore[a"), "its bracket is not closed");
        assert!(fault("# seqscan: ignore[all]").contains("name the rules"));
        assert_eq!(fault("# seqscan: ignore[a] until=soon"), "`until=soon` is no day: write `until=2027-01-31`");
    }

    #[test]
    fn lines_are_whole() {
        let text = "ab\ncd\nef";
        assert_eq!(widen(Span::new(4, 5), text), Span::new(3, 5));
        assert_eq!(widen(Span::new(4, 6), text), Span::new(3, 5));
        assert_eq!(widen(Span::new(1, 7), text), Span::new(0, 8));
        assert!(is_alone("  # a\nb", 2..5) && !is_alone("b # a", 2..5));
        assert_eq!(next_content("#a\n\n #b\nc", 2, &[0..2, 5..7]), Some(8));
    }
}
