//! What a tag says, word by word: paths (`order.customer.name`), texts, and everything else as it stands. The same for
//! Django and Jinja.

use crate::extract::{Argument, Expression, Step};
use crate::text::Span;

#[derive(Clone, Debug, PartialEq)]
pub enum Term<'a> {
    /// A name and the members, calls and indexes behind it.
    Path {
        name: &'a str,
        steps: Vec<Step>,
        span: Span,
    },
    /// A name that labels what follows: `order` of `order=line.order`.
    Label(&'a str),
    Text(&'a str),
    /// A filter behind a bar: `length` of `|length`.
    Filter(&'a str),
    Sign(char),
}

/// How deep calls are read inside each other.
const DEPTH: usize = 8;

pub fn terms<'a>(text: &'a str, span: Span) -> Vec<Term<'a>> {
    let mut reader = Reader { text, at: span.start as usize, end: (span.end as usize).min(text.len()) };
    let mut found = Vec::new();
    reader.read(&mut found, 0);
    found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// Up to a closing bracket that was opened before, which stays.
    fn read(&mut self, found: &mut Vec<Term<'a>>, depth: usize) {
        while let Some(next) = self.rest().chars().next() {
            match next {
                ')' | ']' if depth > 0 => return,
                '"' | '\'' => found.extend(self.quoted(next)),
                '|' => {
                    self.at += 1;
                    self.skip_spaces();
                    let name = self.name();
                    found.push(if name.is_empty() { Term::Sign('|') } else { Term::Filter(name) });
                }
                _ if next.is_alphabetic() || next == '_' => self.path(found, depth),
                _ if next.is_ascii_digit() => {
                    let rest = self.rest();
                    self.at += rest.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(rest.len());
                }
                _ => {
                    self.at += next.len_utf8();
                    if !next.is_whitespace() {
                        found.push(Term::Sign(next));
                    }
                }
            }
        }
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn name(&mut self) -> &'a str {
        let rest = self.rest();
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())];
        self.at += name.len();
        name
    }

    fn quoted(&mut self, quote: char) -> Option<Term<'a>> {
        let inside = self.rest().get(1..)?;
        let Some(end) = inside.find(quote) else {
            self.at = self.end;
            return None;
        };
        self.at += end + 2;
        Some(Term::Text(&inside[..end]))
    }

    fn path(&mut self, found: &mut Vec<Term<'a>>, depth: usize) {
        let start = self.at;
        let name = self.name();
        if self.rest().starts_with('=') && !self.rest().starts_with("==") {
            self.at += 1;
            found.push(Term::Label(name));
            return;
        }
        let mut steps: Vec<Step> = Vec::new();
        // What stands in brackets comes before the path it belongs to.
        loop {
            let from = self.at;
            let rest = self.rest();
            if rest.starts_with('.') {
                self.at += 1;
                let member = self.name();
                if member.is_empty() {
                    break;
                }
                let span = Span::new(from + 1, self.at);
                steps.push(Step { name: member.to_owned(), arguments: None, span });
            } else if rest.starts_with('(') || rest.starts_with('[') {
                if depth >= DEPTH {
                    self.at = self.end;
                    break;
                }
                let is_call = rest.starts_with('(');
                self.at += 1;
                let inside = found.len();
                self.read(found, depth + 1);
                self.at = (self.at + 1).min(self.end);
                let arguments = arguments(&found[inside..]);
                match steps.last_mut().filter(|last| is_call && last.arguments.is_none()) {
                    Some(last) => {
                        last.arguments = Some(arguments);
                        last.span.end = Span::new(from, self.at).end;
                    }
                    None => {
                        let name = if is_call { "()" } else { "[]" }.to_owned();
                        steps.push(Step { name, arguments: Some(arguments), span: Span::new(from, self.at) });
                    }
                }
            } else {
                break;
            }
        }
        found.push(Term::Path { name, steps, span: Span::new(start, self.at) });
    }
}

/// Of arguments it is known only how many they are at least.
fn arguments(inside: &[Term<'_>]) -> Vec<Argument> {
    let value = |term: &Term<'_>| match term {
        Term::Text(text) => Some(Expression::Text((*text).to_owned())),
        Term::Path { .. } => Some(Expression::Value),
        _ => None,
    };
    let argument = |value| Argument { name: None, spread: false, value, span: Span::default() };
    inside.iter().filter_map(value).map(argument).collect()
}
