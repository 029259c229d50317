//! What the comments of a template say to seqscan.

use std::ops::Range;

use crate::extract::Directive;
use crate::suppression::{SIGN, directives, is_alone, next_content};
use crate::text::Span;

/// How comments begin and end.
const COMMENTS: &[(&str, &str)] = &[("{#", "#}"), ("{% comment", "{% endcomment %}"), ("<!--", "-->")];

pub fn read(text: &str) -> Vec<Directive> {
    if !text.contains(SIGN) {
        return Vec::new();
    }
    let comments = comments(text);
    let mut found = Vec::new();
    for comment in &comments {
        let place = |range: Range<usize>| Span::new(comment.start + range.start, comment.start + range.end);
        let own = Span::new(comment.start, comment.end);
        let next = next_content(text, comment.end, &comments).filter(|_| is_alone(text, comment.clone()));
        let reach: Vec<Span> = std::iter::once(own).chain(next.map(|at| Span::new(at, at + 1))).collect();
        let inside = inside(&text[comment.clone()]);
        for directive in directives(&text[comment.start + inside.start..comment.start + inside.end], |range| {
            place(range.start + inside.start..range.end + inside.start)
        }) {
            found.push(Directive { reach: reach.clone(), ..directive });
        }
    }
    found
}

fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, end)) = COMMENTS
        .iter()
        .filter_map(|(open, close)| Some((at + text[at..].find(open)?, close)))
        .min_by_key(|(start, _)| *start)
    {
        let Some(length) = text[start..].find(end) else { break };
        at = start + length + end.len();
        found.push(start..at);
    }
    found
}

/// `{% comment "a note" %}…{% endcomment %}`: without its tags.
fn inside(comment: &str) -> Range<usize> {
    let start = if comment.starts_with("{%") { comment.find("%}").map_or(0, |at| at + 2) } else { 0 };
    let end = if comment.starts_with("{%") { comment.rfind("{%").unwrap_or(comment.len()) } else { comment.len() };
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_templates_speak() {
        let text = "{# seqscan: ignore[a] x #}\n<b>{{ c.d }}</b>\n{% comment %}seqscan: ignore[b]{% endcomment %}{{ e }}\n<!-- seqscan: ignore[c] -->";
        let found = read(text);
        let names: Vec<&str> = found.iter().map(|directive| directive.names[0].name.as_str()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        let line = text.find("<b>").expect("it stands there");
        assert_eq!(found[0].reach[1], Span::new(line, line + 1));
        assert_eq!(&text[found[1].span.range()], "seqscan: ignore[b]");
        assert_eq!(found[1].reach.len(), 1, "it stands beside something");
    }
}
