//! A template cut into its tags: `{% … %}` and `{{ … }}`. Comments, and what is to be shown as it stands, are left out.

use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// `{% word rest %}`: the word, and where the rest stands.
    Block { word: &'a str, rest: Span, whole: Span },
    /// `{{ … }}`: what stands inside.
    Output { inside: Span },
}

/// Tags whose content no one looks into, each with what ends it.
const SHOWN_AS_IT_STANDS: &[(&str, &str)] =
    &[("comment", "endcomment"), ("verbatim", "endverbatim"), ("raw", "endraw")];

pub fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut skipped_until: Option<&str> = None;
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let (close, is_block) = match text.as_bytes().get(open + 1) {
            Some(b'%') => ("%}", true),
            Some(b'{') => ("}}", false),
            Some(b'#') => {
                at = text[open..].find("#}").map_or(text.len(), |end| open + end + 2);
                continue;
            }
            _ => {
                at = open + 1;
                continue;
            }
        };
        let Some(end) = text[open + 2..].find(close).map(|end| open + 2 + end) else { break };
        at = end + 2;
        // `{%-` and `-%}` take white space away.
        let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '+' | '~');
        let inside = text[open + 2..end].trim_matches(marks);
        let start = open + 2 + (text[open + 2..end].len() - text[open + 2..end].trim_start_matches(marks).len());
        if !is_block {
            if skipped_until.is_none() {
                found.push(Tag::Output { inside: Span::new(start, start + inside.len()) });
            }
            continue;
        }
        let word = inside.split(char::is_whitespace).next().unwrap_or_default();
        match skipped_until {
            Some(end) if end == word => skipped_until = None,
            Some(_) => {}
            None => match SHOWN_AS_IT_STANDS.iter().find(|(begin, _)| *begin == word) {
                Some((_, end)) => skipped_until = Some(end),
                None => {
                    let rest = Span::new(start + word.len(), start + inside.len());
                    found.push(Tag::Block { word, rest, whole: Span::new(open, at) });
                }
            },
        }
    }
    found
}
