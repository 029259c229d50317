//! What the comments of SQL say to seqscan, in a file or inside a string.

use std::ops::Range;

use super::bodies;
use super::holes::HoleKind;
use super::read::Reader;
use super::split::{Piece, pieces};
use super::tokens::{Token, TokenKind, lex};
use crate::extract::{Directive, Statement};
use crate::suppression::{SIGN, directives, is_alone, next_content};
use crate::text::Span;

pub fn read(reader: &Reader, statements: &[Statement]) -> Vec<Directive> {
    let text = reader.fragment.text.as_str();
    if !text.contains(SIGN) {
        return Vec::new();
    }
    let comments = comments(reader);
    let mut found = Vec::new();
    for comment in &comments {
        let place =
            |range: Range<usize>| reader.fragment.host_span(comment.start + range.start, comment.start + range.end);
        for directive in directives(&text[comment.clone()], place) {
            found.push(Directive { reach: reach(reader, comment, &comments, statements), ..directive });
        }
    }
    found
}

/// The comments of the text, in order. Those between pieces stand in none.
fn comments(reader: &Reader) -> Vec<Range<usize>> {
    let text = &*reader.masked.text;
    let mut found = Vec::new();
    let mut end = 0;
    for piece in pieces(text, &reader.lexing, false) {
        comments_in(reader, end..piece.start.max(end), &mut found);
        take(&piece.tokens, &mut found);
        in_bodies(reader, &piece, &mut found);
        end = piece.end;
    }
    comments_in(reader, end..text.len(), &mut found);
    let templates = reader.masked.holes.iter().filter(|hole| hole.kind == HoleKind::TemplateControl);
    let templates = templates.map(|hole| hole.start..hole.end);
    found.extend(templates.filter(|range| reader.fragment.text[range.clone()].starts_with("{#")));
    found.sort_by_key(|range| range.start);
    found
}

fn take(tokens: &[Token], found: &mut Vec<Range<usize>>) {
    let comments = tokens.iter().filter(|token| token.kind == TokenKind::Comment);
    found.extend(comments.map(|token| token.start..token.end));
}

fn comments_in(reader: &Reader, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    take(&lexed(reader, range), found);
}

fn lexed(reader: &Reader, range: Range<usize>) -> Vec<Token> {
    let shift = |token: Token| Token { start: token.start + range.start, end: token.end + range.start, ..token };
    lex(&reader.masked.text[range.clone()], &reader.lexing).into_iter().map(shift).collect()
}

/// A routine's body in dollar quotes is SQL; another text in them is not.
fn in_bodies(reader: &Reader, piece: &Piece, found: &mut Vec<Range<usize>>) {
    let text = &*reader.masked.text;
    let begins = |word| {
        piece.tokens.iter().find(|token| token.kind == TokenKind::Word).is_some_and(|first| first.is_word(text, word))
    };
    if (begins("create") || begins("do")) && bodies::speaks_sql(text, &piece.tokens) {
        for token in piece.tokens.iter().filter(|token| token.kind == TokenKind::DollarString) {
            if let Some(inside) = bodies::inside_dollars(text, token) {
                comments_in(reader, inside, found);
            }
        }
    }
}

/// A comment beside code speaks for its line; one that stands alone for what comes next: the whole statement where one
/// begins there, else the line.
fn reach(reader: &Reader, comment: &Range<usize>, comments: &[Range<usize>], statements: &[Statement]) -> Vec<Span> {
    let (text, place) = (reader.fragment.text.as_str(), |start, end| reader.fragment.host_span(start, end));
    let own = place(comment.start, comment.end);
    let Some(next) = next_content(text, comment.end, comments).filter(|_| is_alone(text, comment.clone())) else {
        return vec![own];
    };
    let end = text[next..].find('\n').map_or(text.len(), |at| next + at);
    let line = place(next, end.max(next + 1));
    let begun = statements
        .iter()
        .map(|statement| statement.span)
        .filter(|span| line.contains(Span::new(span.range().start, span.range().start)));
    let mut reach = vec![own, line];
    reach.extend(begun);
    reach
}
