//! A step through the tokens of one statement, comments left out.

use super::super::lexing::Lexing;
use super::super::tokens::{Token, TokenKind, lex};
use super::Locate;
use crate::fact::Dialect;
use crate::text::{HOLE, Span};

#[derive(Clone)]
pub struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    locate: Locate<'a>,
    dialect: Dialect,
    /// The text before holes were covered, byte for byte as long.
    written: &'a str,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, tokens: &[Token], locate: Locate<'a>, dialect: Dialect) -> Self {
        let mut read = Vec::with_capacity(tokens.len());
        for token in tokens {
            match token.kind {
                TokenKind::Comment if dialect == Dialect::Mysql => read.extend(executed(text, token)),
                TokenKind::Comment => {}
                _ => read.push(*token),
            }
        }
        Self { text, tokens: read, at: 0, locate, dialect, written: text }
    }

    pub fn with_written(self, written: &'a str) -> Self {
        Self { written, ..self }
    }

    /// Whether the program or a template says what stands here, in all or in part.
    pub fn is_filled_in(&self, token: &Token) -> bool {
        let text = self.text_of(token);
        matches!(token.kind, TokenKind::Template | TokenKind::Placeholder)
            || text.contains(HOLE)
            || self.written.get(token.start..token.end) != Some(text)
    }

    /// Leaves out the word that closes a block around the statement.
    pub fn drop_last(&mut self, word: &str) {
        while self.tokens.last().is_some_and(|token| token.is_punctuation(self.text, b';')) {
            self.tokens.pop();
        }
        if self.tokens.last().is_some_and(|token| token.is_word(self.text, word)) {
            self.tokens.pop();
        }
    }

    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub fn text_of(&self, token: &Token) -> &'a str {
        token.text(self.text)
    }

    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub fn rest(&self) -> &[Token] {
        self.tokens.get(self.at..).unwrap_or_default()
    }

    pub fn advance(&mut self, by: usize) {
        self.at = (self.at + by).min(self.tokens.len());
    }

    /// The next token as a word in capitals, if it is a bare word.
    pub fn word(&self) -> Option<String> {
        self.peek().filter(|token| token.kind == TokenKind::Word).map(|token| self.text_of(token).to_ascii_uppercase())
    }

    pub fn is(&self, word: &str) -> bool {
        self.is_words(&[word])
    }

    pub fn is_words(&self, words: &[&str]) -> bool {
        let rest = self.rest();
        rest.len() >= words.len() && words.iter().zip(rest).all(|(word, token)| token.is_word(self.text, word))
    }

    pub fn is_sign(&self, sign: u8) -> bool {
        self.peek().is_some_and(|token| token.is_punctuation(self.text, sign))
    }

    pub fn accept(&mut self, word: &str) -> bool {
        self.accept_words(&[word])
    }

    pub fn accept_words(&mut self, words: &[&str]) -> bool {
        let found = self.is_words(words);
        if found {
            self.advance(words.len());
        }
        found
    }

    pub fn accept_sign(&mut self, sign: u8) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance(1);
        }
        found
    }

    /// A name with its qualifiers, quotes taken off: `shop."Orders"` is `shop.Orders`.
    pub fn name(&mut self) -> Option<(String, Span)> {
        let start = self.peek()?.start;
        let mut name = String::new();
        loop {
            let token = *self.peek()?;
            let part = self.text_of(&token);
            match token.kind {
                TokenKind::Word | TokenKind::Template | TokenKind::Placeholder => name.push_str(part),
                TokenKind::QuotedIdentifier | TokenKind::String => name.push_str(unquote(part)),
                _ => return None,
            }
            self.advance(1);
            if !self.accept_sign(b'.') {
                let end = token.end;
                return Some((name, (self.locate)(start, end)));
            }
            name.push('.');
        }
    }

    /// The tokens from index `from` to index `to` as written, white space folded and comments left out.
    pub fn written(&self, from: usize, to: usize) -> String {
        let mut written = String::new();
        let mut end = None;
        for token in self.tokens.get(from..to).unwrap_or_default() {
            if end.is_some_and(|end| end < token.start) {
                written.push(' ');
            }
            written.push_str(self.text_of(token));
            end = Some(token.end);
        }
        written
    }

    /// The index behind the last token.
    pub fn end(&self) -> usize {
        self.tokens.len()
    }

    pub fn kind(&self) -> Option<TokenKind> {
        self.peek().map(|token| token.kind)
    }

    pub fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    pub fn accept_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.accept(word))
    }

    /// Whether a bracket opens behind the next token.
    pub fn is_bracket_next(&self) -> bool {
        self.opens_at(1)
    }

    /// Whether a bracket opens so many tokens further.
    pub fn opens_at(&self, ahead: usize) -> bool {
        self.rest().get(ahead).is_some_and(|token| token.is_punctuation(self.text, b'('))
    }

    /// Whether the token so many further is one of these words.
    pub fn is_any_at(&self, ahead: usize, words: &[&str]) -> bool {
        self.rest().get(ahead).is_some_and(|token| words.iter().any(|word| token.is_word(self.text, word)))
    }

    /// A run of tokens without the brackets around all of it.
    pub fn without_brackets(&self, mut from: usize, mut to: usize) -> (usize, usize) {
        while to > from + 2 && self.tokens[from].is_punctuation(self.text, b'(') && self.closing(from) == Some(to - 1) {
            from += 1;
            to -= 1;
        }
        (from, to)
    }

    /// The bracket that closes the one of index `open`.
    fn closing(&self, open: usize) -> Option<usize> {
        let mut depth = 0usize;
        self.tokens.iter().enumerate().skip(open).find_map(|(index, token)| {
            if token.is_punctuation(self.text, b'(') {
                depth += 1;
            } else if token.is_punctuation(self.text, b')') {
                depth = depth.saturating_sub(1);
                return (depth == 0).then_some(index);
            }
            None
        })
    }

    /// From the first token of the statement to the last one read.
    pub fn span_so_far(&self) -> Span {
        self.span_of(0, self.at)
    }

    /// The span of the tokens from index `from` to index `to`, end exclusive.
    pub fn span_of(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), self.tokens.get(to.saturating_sub(1))) {
            (Some(first), Some(last)) if last.end >= first.start => (self.locate)(first.start, last.end),
            _ => Span::default(),
        }
    }

    pub fn locate(&self, start: usize, end: usize) -> Span {
        (self.locate)(start, end)
    }

    pub fn position(&self) -> usize {
        self.at
    }

    /// Steps over brackets and all they hold; the index after the closing one.
    pub fn skip_brackets(&mut self) {
        let mut depth = 0usize;
        while let Some(token) = self.peek() {
            if token.is_punctuation(self.text, b'(') {
                depth += 1;
            } else if token.is_punctuation(self.text, b')') {
                depth = depth.saturating_sub(1);
            }
            self.advance(1);
            if depth == 0 {
                return;
            }
        }
    }

    /// The index at which the current item of a list ends: the next comma or closing bracket of this depth.
    pub fn item_end(&self) -> usize {
        let mut depth = 0usize;
        for (index, token) in self.tokens.iter().enumerate().skip(self.at) {
            if token.is_punctuation(self.text, b'(') || token.is_punctuation(self.text, b'[') {
                depth += 1;
            } else if token.is_punctuation(self.text, b')') || token.is_punctuation(self.text, b']') {
                if depth == 0 {
                    return index;
                }
                depth -= 1;
            } else if depth == 0 && (token.is_punctuation(self.text, b',') || token.is_punctuation(self.text, b';')) {
                return index;
            }
        }
        self.tokens.len()
    }

    pub fn go_to(&mut self, index: usize) {
        self.at = index.min(self.tokens.len());
    }

    /// The words outside brackets from here to `end`, in capitals; other tokens are empty strings.
    pub fn outer_words(&self, end: usize) -> Vec<String> {
        let mut depth = 0usize;
        let mut words = Vec::new();
        for token in self.tokens.get(self.at..end).unwrap_or_default() {
            if token.is_punctuation(self.text, b'(') {
                depth += 1;
            } else if token.is_punctuation(self.text, b')') {
                depth = depth.saturating_sub(1);
            } else if depth == 0 {
                let is_word = token.kind == TokenKind::Word;
                words.push(if is_word { self.text_of(token).to_ascii_uppercase() } else { String::new() });
            }
        }
        words
    }
}

/// What MySQL runs of a comment: `/*!50100 PARTITION BY HASH (a) */`.
fn executed(text: &str, comment: &Token) -> Vec<Token> {
    let inside = comment.text(text).strip_prefix("/*!").or_else(|| comment.text(text).strip_prefix("/*M!"));
    let Some(inside) = inside.and_then(|inside| inside.strip_suffix("*/")) else { return Vec::new() };
    let code = inside.trim_start_matches(|character: char| character.is_ascii_digit());
    let start = comment.end - "*/".len() - code.len();
    let shifted = |token: Token| Token { start: token.start + start, end: token.end + start, ..token };
    lex(code, &Lexing::of(Dialect::Mysql))
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .map(shifted)
        .collect()
}

/// Whether `words` holds `phrase` in a row.
pub fn holds(words: &[String], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window.iter().zip(phrase).all(|(a, b)| a == b))
}

fn unquote(text: &str) -> &str {
    let inner = text.get(1..text.len().saturating_sub(1));
    inner.unwrap_or(text)
}
