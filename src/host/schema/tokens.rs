//! Small languages inside a program (the arguments of a macro, of an attribute, an annotation) as words, texts and
//! signs: what libraries put there is no expression of the language around it.

use crate::text::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Word(&'a str),
    /// What stands between the quotes.
    Text(&'a str),
    Sign(char),
}

/// The tokens of a text that stands at `offset` of its file, each with its place.
pub fn tokens(text: &str, offset: usize) -> Vec<(Token<'_>, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '"' | '\'' => quoted(rest, first),
            _ if first.is_alphanumeric() || first == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Some(Token::Word(&rest[..end])), end)
            }
            _ => (Some(Token::Sign(first)), first.len_utf8()),
        };
        found.extend(token.map(|token| (token, Span::new(offset + at, offset + at + length))));
        at += length;
    }
    found
}

/// A text in quotes. A quote that nothing closes is a sign: that of a lifetime, say.
fn quoted(rest: &str, quote: char) -> (Option<Token<'_>>, usize) {
    let mut escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        match letter {
            '\n' if quote == '\'' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return (Some(Token::Text(&rest[1..at])), at + 1),
            _ => {}
        }
    }
    (Some(Token::Sign(quote)), 1)
}

/// A run of tokens that is read from left to right.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'t, 'a>(pub &'t [(Token<'a>, Span)]);

impl<'t, 'a> Tokens<'t, 'a> {
    pub fn peek(&self) -> Option<Token<'a>> {
        self.0.first().map(|(token, _)| *token)
    }

    pub fn next(&mut self) -> Option<(Token<'a>, Span)> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn take(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(Token::Sign(sign));
        if found {
            self.next();
        }
        found
    }

    pub fn word(&mut self) -> Option<(&'a str, Span)> {
        match self.0.first()? {
            (Token::Word(word), span) => {
                self.next();
                Some((word, *span))
            }
            _ => None,
        }
    }

    /// The words of `a::b::c` or `a.b.c`.
    pub fn path(&mut self) -> Option<Vec<(&'a str, Span)>> {
        while self.take(':') {}
        let mut path = vec![self.word()?];
        loop {
            let before = *self;
            let separated = self.take('.') || (self.take(':') && self.take(':'));
            match self.word() {
                Some(word) if separated => path.push(word),
                _ => {
                    *self = before;
                    return Some(path);
                }
            }
        }
    }

    /// What stands between brackets that open here, and the way past them.
    pub fn bracketed(&mut self) -> Option<Tokens<'t, 'a>> {
        let close = match self.peek()? {
            Token::Sign('(') => ')',
            Token::Sign('[') => ']',
            Token::Sign('{') => '}',
            Token::Sign('<') => '>',
            _ => return None,
        };
        let Some((Token::Sign(open), _)) = self.next() else { return None };
        let mut depth = 1;
        // The `>` of an arrow closes nothing.
        let is_arrow = |at: usize| close == '>' && at > 0 && self.0[at - 1].0 == Token::Sign('-');
        let end = (0..self.0.len()).find(|&at| {
            match self.0[at].0 {
                Token::Sign(sign) if sign == open => depth += 1,
                Token::Sign(sign) if sign == close && !is_arrow(at) => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let end = end.unwrap_or(self.0.len());
        let inside = Tokens(&self.0[..end]);
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        Some(inside)
    }

    /// The parts between commas that stand in no brackets.
    pub fn items(self) -> Vec<Tokens<'t, 'a>> {
        self.split(',')
    }

    /// The parts between signs that stand in no brackets.
    pub fn split(self, separator: char) -> Vec<Tokens<'t, 'a>> {
        let mut items = Vec::new();
        let (mut depth, mut start) = (0_usize, 0);
        for (at, (token, _)) in self.0.iter().enumerate() {
            match token {
                Token::Sign('(' | '[' | '{' | '<') => depth += 1,
                Token::Sign('>') if at > 0 && self.0[at - 1].0 == Token::Sign('-') => {}
                Token::Sign(')' | ']' | '}' | '>') => depth = depth.saturating_sub(1),
                Token::Sign(sign) if *sign == separator && depth == 0 => {
                    items.push(Tokens(&self.0[start..at]));
                    start = at + 1;
                }
                _ => {}
            }
        }
        items.push(Tokens(&self.0[start..]));
        items.retain(|item| !item.0.is_empty());
        items
    }
}
