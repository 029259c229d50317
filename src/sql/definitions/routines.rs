//! CREATE FUNCTION and CREATE PROCEDURE: whose rights they run with, and text of their callers that they execute
//! unquoted.

use super::super::lexing::Lexing;
use super::super::tokens::{Token, TokenKind, lex};
use super::cursor::{Cursor, holds};
use super::operations;
use crate::extract::Routine;
use crate::text::Span;

/// Functions whose result can stand in SQL text. `format` is looked into by itself.
const QUOTING: &[&str] = &["quote_ident", "quote_literal", "quote_nullable"];

/// Types whose text cannot carry SQL.
const SAFE_TYPES: &[&str] = &[
    "regclass",
    "regproc",
    "regprocedure",
    "regtype",
    "regnamespace",
    "regrole",
    "smallint",
    "int",
    "int2",
    "int4",
    "int8",
    "integer",
    "bigint",
    "numeric",
    "decimal",
    "real",
    "double",
    "float",
    "float4",
    "float8",
    "bool",
    "boolean",
    "uuid",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "interval",
    "oid",
];

pub fn create(cursor: &mut Cursor<'_>) -> Option<Routine> {
    cursor.accept_words(&["IF", "NOT", "EXISTS"]);
    let (name, span) = cursor.name()?;
    let words = cursor.outer_words(cursor.position() + cursor.rest().len());
    let changes = operations::changed_in_body(cursor);
    let body = cursor.rest().iter().find(|token| token.kind == TokenKind::DollarString).copied();
    let parameters = parameters(cursor);
    Some(Routine {
        name,
        span,
        security_definer: holds(&words, &["SECURITY", "DEFINER"]),
        pins_search_path: holds(&words, &["SET", "SEARCH_PATH"]),
        unquoted_execute: body.and_then(|body| unquoted_execute(cursor, &body, parameters)),
        changes,
    })
}

/// The parameters whose text a caller chooses, in lower case.
fn parameters(cursor: &mut Cursor<'_>) -> Vec<String> {
    let mut parameters = Vec::new();
    if !cursor.accept_sign(b'(') {
        return parameters;
    }
    while !cursor.is_sign(b')') && cursor.peek().is_some() {
        let end = cursor.item_end();
        let handed_in = !cursor.accept("OUT");
        let _ = ["IN", "INOUT", "VARIADIC"].iter().any(|mode| cursor.accept(mode));
        if let Some((name, _)) = cursor.name()
            && handed_in
            && cursor.position() < end
            && cursor.word().is_none_or(|word| !is_safe_type(&word))
        {
            parameters.push(name.to_lowercase());
        }
        cursor.go_to(end);
        cursor.accept_sign(b',');
    }
    parameters
}

fn is_safe_type(name: &str) -> bool {
    SAFE_TYPES.contains(&name.to_lowercase().as_str())
}

/// The first text from outside that a PL/pgSQL body puts into a statement and executes, without quoting it.
fn unquoted_execute(cursor: &Cursor<'_>, body: &Token, parameters: Vec<String>) -> Option<Span> {
    let whole = cursor.text_of(body);
    let tag = whole[1..].find('$')? + 2;
    let code = whole.get(tag..whole.len().checked_sub(tag)?)?;
    let tokens: Vec<Token> =
        lex(code, &Lexing::postgres()).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    let mut body_code = Body { code, tokens: &tokens, whole: parameters.clone(), tainted: parameters };
    body_code.follow_assignments();
    let executes = tokens.iter().enumerate().filter(|(_, token)| token.is_word(code, "EXECUTE"));
    for (index, _) in executes {
        let end = body_code.end_of(index);
        let statement = &tokens[index + 1..end];
        if body_code.is_whole_statement(statement) {
            continue;
        }
        if let Some(found) = body_code.unquoted(statement) {
            let at = body.start + tag;
            return Some(cursor.locate(at + found.start, at + found.end));
        }
    }
    None
}

/// The code of a routine.
struct Body<'c> {
    code: &'c str,
    tokens: &'c [Token],
    /// Variables that hold text of a caller.
    tainted: Vec<String>,
    /// Those that hold nothing else: to run what a caller hands in is what such a routine is for.
    whole: Vec<String>,
}

impl<'c> Body<'c> {
    /// Adds the variables that are given tainted text, in the order of the code.
    fn follow_assignments(&mut self) {
        for (index, token) in self.tokens.iter().enumerate() {
            if !matches!(token.text(self.code), ":=" | "=") || index == 0 {
                continue;
            }
            let Some(target) = self.assigned(index) else { continue };
            let value = &self.tokens[index + 1..self.end_of(index)];
            let is_whole = self.is_whole_statement(value);
            self.whole.retain(|whole| *whole != target);
            if is_whole {
                self.whole.push(target.clone());
            }
            if self.unquoted(value).is_some() {
                self.tainted.push(target);
            }
        }
    }

    fn is_whole_statement(&self, expression: &[Token]) -> bool {
        matches!(expression, [only] if self.whole.contains(&self.lower(only)))
    }

    /// The variable before `:=`, or before an `=` that begins a statement or a default: `v text = a;`.
    fn assigned(&self, at: usize) -> Option<String> {
        let start = self.tokens[..at].iter().rposition(|token| {
            token.is_punctuation(self.code, b';')
                || ["BEGIN", "THEN", "ELSE", "LOOP", "DECLARE"].iter().any(|word| token.is_word(self.code, word))
        });
        let target = self.tokens.get(start.map_or(0, |start| start + 1))?;
        let declared = at - start.map_or(0, |start| start + 1) <= 4;
        (declared && target.kind == TokenKind::Word).then(|| self.lower(target))
    }

    /// The index at which the expression after `index` ends.
    fn end_of(&self, index: usize) -> usize {
        let ends = |token: &Token| {
            token.is_punctuation(self.code, b';')
                || ["INTO", "USING", "LOOP", "THEN"].iter().any(|word| token.is_word(self.code, word))
        };
        self.tokens[index + 1..].iter().position(ends).map_or(self.tokens.len(), |length| index + 1 + length)
    }

    fn lower(&self, token: &Token) -> String {
        token.text(self.code).to_lowercase()
    }

    /// The first operand of `||`, or argument of `%s`, that is tainted and not quoted.
    fn unquoted(&self, expression: &[Token]) -> Option<Token> {
        let mut depth = 0usize;
        let mut operands = expression.split(|token| {
            if token.is_punctuation(self.code, b'(') {
                depth += 1;
            } else if token.is_punctuation(self.code, b')') {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.text(self.code) == "||"
        });
        operands.find_map(|operand| self.unquoted_operand(operand))
    }

    fn unquoted_operand(&self, operand: &[Token]) -> Option<Token> {
        let first = operand.first()?;
        if first.is_punctuation(self.code, b'(') {
            let end = operand.iter().rposition(|token| token.is_punctuation(self.code, b')'))?;
            return if self.is_cast(&operand[end..]) { None } else { self.unquoted(operand.get(1..end)?) };
        }
        let is_call = operand.get(1).is_some_and(|token| token.is_punctuation(self.code, b'('));
        let name = self.lower(first);
        if is_call && name == "format" {
            return self.unquoted_argument(&operand[2..]);
        }
        if is_call || QUOTING.contains(&name.as_str()) || self.is_cast(operand) {
            // What a function makes of its arguments is not known.
            return None;
        }
        // A row that a client writes: NEW.name.
        let row =
            matches!(name.as_str(), "new" | "old") && operand.get(1).is_some_and(|t| t.is_punctuation(self.code, b'.'));
        (first.kind == TokenKind::Word && (row || self.tainted.contains(&name))).then_some(*first)
    }

    fn is_cast(&self, tokens: &[Token]) -> bool {
        tokens.windows(2).any(|pair| pair[0].text(self.code) == "::" && is_safe_type(pair[1].text(self.code)))
    }

    /// The first argument of `format(…)` that a `%s` writes as it is. `%I` and `%L` quote.
    fn unquoted_argument(&self, inside: &[Token]) -> Option<Token> {
        let mut depth = 0usize;
        let mut closed = false;
        let arguments = inside.split(|token| {
            if token.is_punctuation(self.code, b'(') {
                depth += 1;
            } else if token.is_punctuation(self.code, b')') {
                closed |= depth == 0;
                depth = depth.saturating_sub(1);
                return closed;
            }
            closed || depth == 0 && token.is_punctuation(self.code, b',')
        });
        // Behind the closing bracket every token parts the list, which leaves nothing between them.
        let arguments: Vec<&[Token]> = arguments.collect();
        let format = arguments
            .first()?
            .first()
            .filter(|token| matches!(token.kind, TokenKind::String | TokenKind::DollarString))?;
        plain_positions(format.text(self.code))
            .into_iter()
            .filter_map(|position| arguments.get(position))
            .find_map(|argument| self.unquoted(argument))
    }
}

/// The arguments that a format writes by `%s`, counted from 1: `%s`, `%2$s`, `%-10s`.
fn plain_positions(format: &str) -> Vec<usize> {
    let mut positions = Vec::new();
    let mut next = 1;
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        let end = rest.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '$' | '-' | '*')));
        let Some(end) = end else { break };
        let number = rest[..end].split_once('$').and_then(|(number, _)| number.parse().ok());
        match rest[end..].chars().next() {
            Some('%') if end == 0 => {}
            Some(kind @ ('s' | 'I' | 'L')) => {
                let position = number.unwrap_or(next);
                next = position + 1;
                if kind == 's' {
                    positions.push(position);
                }
            }
            _ => continue,
        }
        rest = &rest[end + 1..];
    }
    positions
}
