//! Names, folded as their dialect folds them.

use super::super::cursor::Cursor;
use crate::extract::ObjectName;
use crate::fact::Dialect;
use crate::sql::tokens::TokenKind;
use crate::text::{HOLE, Span};

impl Cursor<'_> {
    /// One name, without qualifiers.
    pub fn identifier(&mut self) -> Option<(String, Span)> {
        let token = *self.peek()?;
        let text = self.text_of(&token);
        let name = match token.kind {
            _ if self.is_filled_in(&token) => HOLE.to_owned(),
            TokenKind::Word if matches!(self.dialect(), Dialect::Postgres) => text.to_lowercase(),
            TokenKind::Word => text.to_owned(),
            TokenKind::QuotedIdentifier | TokenKind::String => unquoted(text),
            _ => return None,
        };
        self.advance(1);
        Some((name, self.locate(token.start, token.end)))
    }

    /// A name with its schema; of longer ones the last two parts.
    pub fn object(&mut self) -> Option<(ObjectName, Span)> {
        let from = self.position();
        let (mut name, _) = self.identifier()?;
        let mut schema = None;
        while self.accept_sign(b'.') {
            // T-SQL leaves the schema out between two dots.
            if self.is_sign(b'.') {
                schema = None;
                continue;
            }
            let (next, _) = self.identifier()?;
            schema = Some(std::mem::replace(&mut name, next));
        }
        // The table is known by its name alone when a template says where it stands.
        let schema = schema.filter(|schema| schema != HOLE);
        Some((ObjectName { schema, name }, self.span_of(from, self.position())))
    }

    /// `(a, b)`: names alone, whatever stands behind each.
    pub fn identifiers(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        if !self.accept_sign(b'(') {
            return names;
        }
        while !self.is_sign(b')') && self.peek().is_some() {
            let end = self.item_end();
            names.extend(self.identifier().map(|(name, _)| name));
            self.go_to(end);
            if !self.accept_sign(b',') {
                break;
            }
        }
        self.accept_sign(b')');
        names
    }

    /// A word or quoted name as the value of an option, an equals sign before it.
    pub fn option_value(&mut self) -> Option<String> {
        if self.peek().is_some_and(|token| self.text_of(token) == "=") {
            self.advance(1);
        }
        let from = self.position();
        self.object()?;
        Some(self.written(from, self.position()).replace(['\'', '"', '`'], ""))
    }

    pub fn if_exists(&mut self) -> bool {
        self.accept_words(&["IF", "EXISTS"])
    }

    pub fn if_not_exists(&mut self) -> bool {
        self.accept_words(&["IF", "NOT", "EXISTS"])
    }
}

/// The content of quotes; a doubled quote is one quote inside.
fn unquoted(text: &str) -> String {
    let open = text.find(['"', '\'', '`', '[']).unwrap_or(0);
    let Some(quote) = text[open..].chars().next() else { return String::new() };
    let close = if quote == '[' { ']' } else { quote };
    let inside = text.get(open + 1..).map_or("", |rest| rest.strip_suffix(close).unwrap_or(rest));
    inside.replace(&format!("{close}{close}"), &close.to_string())
}
