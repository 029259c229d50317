//! What a statement would cost the parser: long VALUES lists (elided before parsing) and deep or long expressions
//! (measured; `parse` refuses them or takes a large stack). All of it on tokens, in one pass.

use std::ops::Range;

use super::tokens::{Token, TokenKind};

/// The rows of VALUES lists beyond the first `keep`, with the commas before them: what a caller drops before parsing.
/// None when no list is that long. What follows the list (`ON CONFLICT …`) is never part of a range.
pub fn elide_rows(text: &str, tokens: &[Token], keep: usize) -> Option<Vec<Range<usize>>> {
    let keep = keep.max(1);
    let mut elided = Vec::new();
    let mut significant = tokens.iter().filter(|token| token.kind != TokenKind::Comment).peekable();
    while let Some(token) = significant.next() {
        if !token.is_word(text, "values") && !token.is_word(text, "value") {
            continue;
        }
        let (mut rows, mut depth) = (0usize, 0usize);
        let mut kept_end = None;
        let mut end = token.end;
        while let Some(token) = significant.peek() {
            match token.kind {
                TokenKind::Punctuation => match text.as_bytes()[token.start] {
                    b'(' | b'[' | b'{' => depth += 1,
                    b')' | b']' | b'}' if depth == 0 => break,
                    b')' | b']' | b'}' => {
                        depth -= 1;
                        if depth == 0 {
                            rows += 1;
                            end = token.end;
                            if rows == keep {
                                kept_end = Some(end);
                            }
                        }
                    }
                    b',' if depth == 0 => {}
                    _ if depth == 0 => break,
                    _ => {}
                },
                // MySQL and SQL Server also write `VALUES ROW(1), ROW(2)`.
                _ if depth == 0 && !token.is_word(text, "row") => break,
                _ => {}
            }
            significant.next();
        }
        if let Some(kept_end) = kept_end.filter(|_| rows > keep) {
            elided.push(kept_end..end);
        }
    }
    (!elided.is_empty()).then_some(elided)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// How deep brackets and CASE nest.
    pub depth: usize,
    /// The most operators, or the most set operations, that follow one another in one place: the depth of a left-deep tree.
    pub chain: usize,
    pub tokens: usize,
}

/// One bracket: the operators since the last comma or clause, and the set operations.
#[derive(Default)]
struct Level {
    operators: usize,
    set_operations: usize,
}

enum Step {
    Open,
    Close,
    Operator,
    SetOperation,
    /// A new expression begins.
    Break,
    Other,
}

pub fn shape(text: &str, tokens: &[Token]) -> Shape {
    let mut shape = Shape::default();
    let mut outer = Vec::new();
    let mut level = Level::default();
    for token in tokens {
        if token.kind == TokenKind::Comment {
            continue;
        }
        shape.tokens += 1;
        match step(text, token) {
            Step::Open => {
                outer.push(std::mem::take(&mut level));
                shape.depth = shape.depth.max(outer.len());
            }
            Step::Close => level = outer.pop().unwrap_or_default(),
            Step::Operator => level.operators += 1,
            Step::SetOperation => {
                level.set_operations += 1;
                level.operators = 0;
            }
            Step::Break => level.operators = 0,
            Step::Other => {}
        }
        shape.chain = shape.chain.max(level.operators).max(level.set_operations);
    }
    shape
}

fn step(text: &str, token: &Token) -> Step {
    match token.kind {
        TokenKind::Operator => Step::Operator,
        TokenKind::Punctuation => match text.as_bytes()[token.start] {
            b'(' | b'[' | b'{' => Step::Open,
            b')' | b']' | b'}' => Step::Close,
            b',' | b';' => Step::Break,
            _ => Step::Other,
        },
        TokenKind::Word if token.end - token.start <= 9 => word_step(token.text(text)),
        _ => Step::Other,
    }
}

fn word_step(word: &str) -> Step {
    match word.to_ascii_uppercase().as_str() {
        "CASE" => Step::Open,
        "END" => Step::Close,
        "AND" | "OR" | "XOR" | "NOT" | "IS" | "LIKE" | "ILIKE" | "RLIKE" | "REGEXP" | "GLOB" | "IN" | "BETWEEN"
        | "COLLATE" | "AT" | "DIV" | "MOD" | "MEMBER" | "OVERLAPS" => Step::Operator,
        "UNION" | "EXCEPT" | "INTERSECT" | "MINUS" => Step::SetOperation,
        "SELECT" | "FROM" | "WHERE" | "GROUP" | "HAVING" | "ORDER" | "LIMIT" | "JOIN" | "ON" | "SET" | "WHEN"
        | "THEN" | "ELSE" | "VALUES" | "RETURNING" | "WINDOW" | "QUALIFY" => Step::Break,
        _ => Step::Other,
    }
}
