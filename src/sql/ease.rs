//! Words that the parser does not know and no fact needs: left out of what it is given. They stay among the tokens
//! of the statement, so whoever wants to know finds them there.

use std::ops::Range;

use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::fact::Dialect;

/// Takes out what stands in the way of the parser.
pub fn ease(tokens: &mut Vec<TokenWithSpan>, dialect: Dialect) {
    let mut left_out = Vec::new();
    let first = |words: &[&str]| words.iter().enumerate().all(|(index, word)| is_word(tokens, index, word));
    if first(&["DROP", "INDEX", "CONCURRENTLY"]) {
        left_out.push(2);
    }
    // `PRAGMA journal_mode = wal`: the parser knows numbers and strings.
    if first(&["PRAGMA"])
        && is_token(tokens, 2, &Token::Eq)
        && tokens.get(3).is_some_and(|value| matches!(value.token, Token::Word(_)))
    {
        left_out.extend(2..4);
    }
    if first(&["ALTER", "TABLE"]) {
        left_out.extend(type_options(tokens));
    }
    if dialect == Dialect::Mysql && first(&["ALTER", "TABLE"]) {
        // `ALTER TABLE t COLLATE utf8_bin, MODIFY …`
        if is_word(tokens, 3, "COLLATE") && is_token(tokens, 5, &Token::Comma) {
            left_out.extend(3..6);
        }
    }
    if dialect == Dialect::Mysql {
        // `varchar(255) BINARY` asks for a binary collation.
        let after_length = |&index: &usize| {
            is_token(tokens, index - 1, &Token::RParen)
                && is_word(tokens, index, "BINARY")
                && !is_token(tokens, index + 1, &Token::LParen)
        };
        left_out.extend((1..tokens.len()).filter(after_length));
    }
    left_out.extend(weak_locks(tokens));
    // `BETWEEN SYMMETRIC 9 AND 5`
    let either_way = |&index: &usize| {
        is_word(tokens, index - 1, "BETWEEN")
            && (is_word(tokens, index, "SYMMETRIC") || is_word(tokens, index, "ASYMMETRIC"))
    };
    left_out.extend((1..tokens.len()).filter(either_way));
    left_out.extend(data_option(tokens).filter(|_| first(&["CREATE"])).into_iter().flatten());
    left_out.sort_unstable();
    left_out.dedup();
    for index in left_out.into_iter().rev() {
        tokens.remove(index);
    }
}

/// `ALTER COLUMN a TYPE text COLLATE "C"`, `ADD FULLTEXT INDEX i (a) WITH PARSER ngram`
fn type_options(tokens: &[TokenWithSpan]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut typed = false;
    for index in 2..tokens.len() {
        typed |= is_word(tokens, index, "TYPE");
        if typed && is_word(tokens, index, "COLLATE") {
            found.extend([index, index + 1]);
        } else if is_word(tokens, index, "WITH") && is_word(tokens, index + 1, "PARSER") {
            found.extend(index..index + 3);
        }
    }
    found.retain(|&index| index < tokens.len());
    found
}

/// `FOR NO KEY UPDATE`, `FOR KEY SHARE`: weaker locks, but locks.
fn weak_locks(tokens: &[TokenWithSpan]) -> Vec<usize> {
    let mut found = Vec::new();
    for index in (1..tokens.len()).filter(|&index| is_word(tokens, index - 1, "FOR")) {
        if is_word(tokens, index, "NO") && is_word(tokens, index + 2, "UPDATE") {
            found.extend([index, index + 1]);
        } else if is_word(tokens, index, "KEY") && is_word(tokens, index + 1, "SHARE") {
            found.push(index);
        }
    }
    found
}

/// `CREATE MATERIALIZED VIEW … WITH NO DATA`
fn data_option(tokens: &[TokenWithSpan]) -> Option<Range<usize>> {
    let end = tokens.iter().rposition(|token| !matches!(token.token, Token::EOF | Token::SemiColon))? + 1;
    let length = if is_word(tokens, end.checked_sub(2)?, "NO") { 3 } else { 2 };
    let start = end.checked_sub(length)?;
    (is_word(tokens, start, "WITH") && is_word(tokens, end - 1, "DATA")).then_some(start..end)
}

fn is_word(tokens: &[TokenWithSpan], index: usize, word: &str) -> bool {
    let token = tokens.get(index).map(|token| &token.token);
    matches!(token, Some(Token::Word(found)) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word))
}

fn is_token(tokens: &[TokenWithSpan], index: usize, wanted: &Token) -> bool {
    tokens.get(index).is_some_and(|token| token.token == *wanted)
}
