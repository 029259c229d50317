//! A step through the tokens of one statement, comments left out.

use super::super::tokens::{Token, TokenKind};
use super::Locate;
use crate::text::Span;

pub struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    locate: Locate<'a>,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, tokens: &[Token], locate: Locate<'a>) -> Self {
        let tokens = tokens.iter().filter(|token| token.kind != TokenKind::Comment).copied().collect();
        Self { text, tokens, at: 0, locate }
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

/// Whether `words` holds `phrase` in a row.
pub fn holds(words: &[String], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window.iter().zip(phrase).all(|(a, b)| a == b))
}

fn unquote(text: &str) -> &str {
    let inner = text.get(1..text.len().saturating_sub(1));
    inner.unwrap_or(text)
}
