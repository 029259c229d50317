//! Words that the parser does not know and no fact needs: left out of what it is given. They stay among the tokens
//! of the statement, so whoever wants to know finds them there.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::fact::Dialect;

/// Takes out what stands in the way of the parser.
pub fn ease(tokens: &mut Vec<TokenWithSpan>, dialect: Dialect) {
    let mut left_out = Vec::new();
    let first = |words: &[&str]| words.iter().enumerate().all(|(index, word)| is_word(tokens, index, word));
    if first(&["DROP", "INDEX", "CONCURRENTLY"]) {
        left_out.push(2);
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
    left_out.sort_unstable();
    for index in left_out.into_iter().rev() {
        tokens.remove(index);
    }
}

fn is_word(tokens: &[TokenWithSpan], index: usize, word: &str) -> bool {
    let token = tokens.get(index).map(|token| &token.token);
    matches!(token, Some(Token::Word(found)) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word))
}

fn is_token(tokens: &[TokenWithSpan], index: usize, wanted: &Token) -> bool {
    tokens.get(index).is_some_and(|token| token.token == *wanted)
}
