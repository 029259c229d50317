//! The bodies of routines and blocks: the queries and changes inside them, each read by itself. What is written in
//! the language of the procedure is passed over.

use std::ops::Range;

use super::parse::{self, Tokens, with_stack};
use super::read::Reader;
use super::rows::shape;
use super::split::Piece;
use super::tokens::{Token, TokenKind, lex};
use crate::extract::Statement;
use crate::fact::{Dialect, Origin, StatementKind};

/// Words that begin a statement worth reading.
const STARTS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "REPLACE", "TRUNCATE"];
/// Words after which a statement begins.
const OPENERS: &[&str] =
    &["BEGIN", "THEN", "ELSE", "LOOP", "DO", "AS", "QUERY", "REPEAT", "ATOMIC", "TRY", "CATCH", "IN"];
/// Most statements of one body that are read.
const MOST: usize = 500;

/// Whether a statement of this verb is a block of other statements.
pub fn is_block(verb: &str) -> bool {
    let first = verb.split(' ').next().unwrap_or_default();
    matches!(first, "DO" | "BEGIN" | "IF" | "WHILE" | "DECLARE")
}

/// The statements inside a piece.
pub fn read(reader: &Reader, piece: &Piece) -> Vec<Statement> {
    let text = &*reader.masked.text;
    let mut found = Vec::new();
    let quoted = piece.tokens.iter().filter(|token| token.kind == TokenKind::DollarString).collect::<Vec<_>>();
    if quoted.is_empty() {
        read_tokens(reader, &piece.tokens[1..], &mut found);
    } else if speaks_sql(text, &piece.tokens) {
        for token in quoted {
            let Some(inside) = inside_dollars(text, token) else { continue };
            let shifted = lex(&text[inside.clone()], &reader.lexing).into_iter().map(|token| Token {
                start: token.start + inside.start,
                end: token.end + inside.start,
                ..token
            });
            read_tokens(reader, &shifted.collect::<Vec<_>>(), &mut found);
        }
    }
    found
}

/// `LANGUAGE plpython3u` bodies are not SQL.
pub fn speaks_sql(text: &str, tokens: &[Token]) -> bool {
    let language = tokens.iter().position(|token| token.is_word(text, "language"));
    let named = language
        .and_then(|at| tokens.get(at + 1))
        .map(|token| token.text(text).trim_matches('\'').to_ascii_lowercase());
    named.is_none_or(|name| matches!(name.as_str(), "sql" | "plpgsql" | "plpgsql_check"))
}

pub fn inside_dollars(text: &str, token: &Token) -> Option<Range<usize>> {
    let tag = token.text(text)[1..].find('$')? + 2;
    (token.end - token.start >= 2 * tag).then(|| token.start + tag..token.end - tag)
}

fn read_tokens(reader: &Reader, tokens: &[Token], found: &mut Vec<Statement>) {
    let text = &*reader.masked.text;
    let tokens = tokens.iter().filter(|token| token.kind != TokenKind::Comment).copied().collect::<Vec<_>>();
    let batched = reader.lexing.batches;
    let mut at = 0;
    let mut read = 0;
    while at < tokens.len() && read < MOST {
        let begins = at == 0
            || tokens[at - 1].is_punctuation(text, b';')
            || is_any(text, &tokens[at - 1], OPENERS)
            || batched && text[tokens[at - 1].end..tokens[at].start].contains('\n');
        if !begins || !is_any(text, &tokens[at], STARTS) {
            at += 1;
            continue;
        }
        let end =
            at + tokens[at..].iter().position(|token| token.is_punctuation(text, b';')).unwrap_or(tokens.len() - at);
        let end = at + loop_start(text, &tokens[at..end]).unwrap_or(end - at);
        read += 1;
        let through = match read_one(reader, &tokens[at..end], batched) {
            Some((mut statements, through)) => {
                found.append(&mut statements);
                through
            }
            None => tokens[at].end,
        };
        at += tokens[at..].iter().position(|token| token.start >= through).unwrap_or(tokens.len() - at);
    }
}

fn is_any(text: &str, token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| token.is_word(text, word))
}

/// `FOR row IN SELECT … LOOP`: the query ends before LOOP.
fn loop_start(text: &str, tokens: &[Token]) -> Option<usize> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        if token.is_punctuation(text, b'(') {
            depth += 1;
        } else if token.is_punctuation(text, b')') {
            let Some(less) = depth.checked_sub(1) else { return Some(index) };
            depth = less;
        } else if depth == 0 && is_any(text, token, &["LOOP", "DO"]) {
            // But `ON CONFLICT DO UPDATE`.
            let next = tokens.get(index + 1);
            let conflict =
                token.is_word(text, "do") && next.is_some_and(|next| is_any(text, next, &["UPDATE", "NOTHING"]));
            if !conflict {
                return Some(index);
            }
        }
    }
    None
}

/// Reads one statement, with the offset where it ends.
fn read_one(reader: &Reader, tokens: &[Token], prefix: bool) -> Option<(Vec<Statement>, usize)> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let text = &*reader.masked.text;
    let shape = shape(text, tokens);
    if parse::refuse(shape).is_some() {
        return None;
    }
    let whole = first.start..last.end;
    let read = || {
        let dialects: &[Dialect] = parse::ladder(reader.reading.dialect);
        dialects.iter().take(2).find_map(|&dialect| {
            let tokens = Tokens::read(text, std::slice::from_ref(&whole), dialect).ok()?;
            let parsed = tokens.parse(text, reader.fragment, dialect, prefix).ok()?;
            let through = parsed.trees.last().map_or(last.end, |(_, run)| parsed.spans.bytes(run).end);
            let statements = reader.lower_all(&parsed).into_iter().map(as_part_of_routine).collect::<Vec<_>>();
            Some((statements, through))
        })
    };
    with_stack(parse::is_large(shape), read).flatten()
}

/// `SELECT … INTO variable` creates no table.
fn as_part_of_routine(mut statement: Statement) -> Statement {
    statement.origin = Origin::Routine;
    if statement.kind == StatementKind::Select {
        statement.table = None;
        statement.creates = false;
    }
    statement
}
