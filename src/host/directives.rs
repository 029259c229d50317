//! What the comments of a program say to seqscan, and for which of its lines.

use std::ops::Range;

use super::grammar::Role;
use super::outline::Outline;
use crate::extract::{Directive, Extract};
use crate::suppression::{SIGN, directives, is_alone, next_content};
use crate::text::Span;

pub fn read(outline: &Outline, extract: &mut Extract) {
    if !outline.text.contains(SIGN) {
        return;
    }
    let mut comments: Vec<Range<usize>> = Vec::new();
    for id in outline.ids().filter(|&id| outline.role(id) == Role::Comment) {
        let range = outline.span(id).range();
        // Some grammars count the end of the line in.
        comments.push(range.start..range.start + outline.text_of(id).trim_end().len());
    }
    for comment in &comments {
        let place = |range: Range<usize>| Span::new(comment.start + range.start, comment.start + range.end);
        for directive in directives(&outline.text[comment.clone()], place) {
            extract.directives.push(Directive { reach: reach(outline, comment, &comments), ..directive });
        }
    }
    let calls = &extract.executions;
    for directive in extract.directives.iter_mut().filter(|directive| directive.in_string) {
        let reached = |index: &usize| {
            let statement = extract.statements[*index].span;
            directive.reach.iter().any(|reach| reach.start <= statement.end && statement.start <= reach.end)
        };
        let calls: Vec<Span> =
            calls.iter().filter(|call| call.statements.iter().any(reached)).map(|call| call.span).collect();
        directive.reach.extend(calls);
    }
}

/// A comment beside code speaks for its line; one that stands alone for the statement that follows, of a block only for
/// its head.
fn reach(outline: &Outline, comment: &Range<usize>, comments: &[Range<usize>]) -> Vec<Span> {
    let text = outline.text;
    let mut reach = vec![Span::new(comment.start, comment.end)];
    let mut next = next_content(text, comment.end, comments).filter(|_| is_alone(text, comment.clone()));
    while let Some(at) = next {
        let line = logical_line(outline, at);
        reach.push(line);
        // What decorates a function is not what was meant.
        let decorates = text[at..].starts_with('@') || text[at..].starts_with("#[");
        next = next_content(text, line.range().end, comments).filter(|_| decorates);
    }
    reach
}

/// From a line to the end of what begins on it.
fn logical_line(outline: &Outline, at: usize) -> Span {
    let end = outline.text[at..].find('\n').map_or(outline.text.len(), |end| at + end);
    let mut line = Span::new(at, end);
    let first = outline.nodes.partition_point(|node| (node.span.start as usize) < at);
    for id in first..outline.nodes.len() {
        let span = outline.span(id);
        if span.range().start >= end {
            break;
        }
        let is_part = !matches!(outline.role(id), Role::Block | Role::Comment);
        if is_part {
            let body = outline.within(id).skip(1).find(|&inner| outline.role(inner) == Role::Block);
            let end = body.map_or(span.end, |body| outline.span(body).start);
            line.end = line.end.max(end);
        }
    }
    line
}
