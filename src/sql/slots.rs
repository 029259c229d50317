//! What the SQL has where a program fills something in, told by the tokens before and after. No tree is needed.

use super::lexing::is_clause_word;
use super::tokens::{Token, TokenKind};
use crate::fact::{Dialect, Slot};
use crate::text::HOLE;

/// What to put in a hole's place before parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// The name it is spelled as.
    Name,
    /// Nothing: it stands where a clause may follow.
    Nothing,
    /// `(1)`
    List,
    /// `q=1`
    Assignment,
}

/// The significant tokens of one statement.
pub struct Context<'t> {
    pub text: &'t str,
    pub tokens: &'t [Token],
    pub dialect: Dialect,
}

/// Words after which a table, column or other object is named.
const NAMING: &[&str] = &[
    "FROM",
    "JOIN",
    "INTO",
    "UPDATE",
    "TABLE",
    "ONLY",
    "REFERENCES",
    "VIEW",
    "SCHEMA",
    "DATABASE",
    "TRUNCATE",
    "COLUMN",
    "INDEX",
    "SEQUENCE",
    "DESCRIBE",
    "CONSTRAINT",
    "USER",
    "ROLE",
    "AS",
    "EXTENSION",
    "TRIGGER",
    "FUNCTION",
    "PROCEDURE",
    "TYPE",
    "CALL",
    "CONCURRENTLY",
    "COLLATE",
    "SAVEPOINT",
    "LISTEN",
    "NOTIFY",
    "USE",
    "ANALYZE",
    "VACUUM",
    "TO",
];
/// Words after which a value stands.
const VALUED: &[&str] =
    &["LIKE", "ILIKE", "BETWEEN", "REGEXP", "RLIKE", "GLOB", "MATCH", "ESCAPE", "INTERVAL", "THEN", "ELSE", "IS"];
const LIMITING: &[&str] = &["LIMIT", "OFFSET", "TOP", "FIRST", "NEXT"];
/// Words that begin a clause, for finding the clause a hole stands in.
const CLAUSES: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "SET",
    "VALUES",
    "INTO",
    "ON",
    "RETURNING",
    "PARTITION",
    "JOIN",
    "USING",
    "UPDATE",
    "DELETE",
    "WITH",
];

impl Context<'_> {
    fn word(&self, index: Option<usize>) -> Option<String> {
        let token = self.tokens.get(index?)?;
        (token.kind == TokenKind::Word).then(|| token.text(self.text).to_ascii_uppercase())
    }

    fn is_any(&self, index: Option<usize>, words: &[&str]) -> bool {
        self.word(index).is_some_and(|word| words.contains(&word.as_str()))
    }

    fn is_sign(&self, index: Option<usize>, sign: u8) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.is_punctuation(self.text, sign))
    }

    /// Backticks quote names, whatever the dialect is taken for.
    fn is_backtick(&self, index: Option<usize>) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.text(self.text) == "`")
    }

    fn is_comparison(&self, index: Option<usize>) -> bool {
        let signs = ["=", "<", ">", "<=", ">=", "<>", "!=", "==", "<=>", "~", "~*", "!~", "!~*"];
        let Some(token) = index.and_then(|index| self.tokens.get(index)) else { return false };
        token.kind == TokenKind::Operator && signs.contains(&token.text(self.text))
            || self.is_any(index, &["LIKE", "ILIKE", "IN", "BETWEEN", "IS", "NOT", "REGEXP", "RLIKE", "GLOB"])
    }

    fn is_operator(&self, index: Option<usize>) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.kind == TokenKind::Operator)
    }

    /// Whether a token ends an operand: after it a clause may begin.
    fn is_operand(&self, index: Option<usize>) -> bool {
        let Some(token) = index.and_then(|index| self.tokens.get(index)) else { return false };
        match token.kind {
            TokenKind::Word => !is_clause_word(token.text(self.text)),
            TokenKind::Operator => {
                // The star of a result list.
                token.text(self.text) == "*"
                    && self.is_any(index.and_then(|index| index.checked_sub(1)), &["SELECT", "DISTINCT"])
            }
            TokenKind::Other => false,
            TokenKind::Punctuation => matches!(self.text.as_bytes()[token.start], b')' | b']'),
            _ => true,
        }
    }

    fn is_hole(&self, index: Option<usize>) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.text(self.text).starts_with(HOLE))
    }

    /// The bracket that is open at a token.
    fn open_bracket(&self, index: usize) -> Option<usize> {
        let mut depth = 0usize;
        for at in (0..index).rev() {
            if self.is_sign(Some(at), b')') {
                depth += 1;
            } else if self.is_sign(Some(at), b'(') {
                match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Some(at),
                }
            }
        }
        None
    }

    /// The word that begins the clause a token stands in, at its own depth.
    fn clause(&self, index: usize) -> Option<String> {
        let mut depth = 0usize;
        for at in (0..index).rev() {
            if self.is_sign(Some(at), b')') {
                depth += 1;
            } else if self.is_sign(Some(at), b'(') {
                depth = depth.checked_sub(1)?;
            } else if depth == 0 && self.is_any(Some(at), CLAUSES) {
                return self.word(Some(at));
            }
        }
        None
    }

    /// What a hole is, and what to parse in its place. `whole`: the token is nothing but the hole.
    pub fn slot(&self, index: usize, whole: bool) -> (Slot, StandIn) {
        let token = self.tokens[index];
        let before = index.checked_sub(1);
        match token.kind {
            TokenKind::QuotedIdentifier if self.double_quotes_a_value(token, before) => {
                return (Slot::QuotedValue, StandIn::Name);
            }
            TokenKind::QuotedIdentifier => return (Slot::Identifier, StandIn::Name),
            TokenKind::String => return (Slot::QuotedValue, StandIn::Name),
            TokenKind::Unterminated => return (Slot::QuotedValue, StandIn::Name),
            TokenKind::Comment => return (Slot::Comment, StandIn::Name),
            TokenKind::DollarString => return (Slot::Clause, StandIn::Name),
            // `SELECT 1{}`: no name begins with a digit, so that what follows is more of the statement.
            _ if !whole && token.text(self.text).starts_with(|letter: char| letter.is_ascii_digit()) => {
                return (Slot::Clause, StandIn::Name);
            }
            _ if !whole => return (Slot::Identifier, StandIn::Name),
            _ => {}
        }
        self.plain(index, before, Some(index + 1).filter(|&after| after < self.tokens.len()))
    }

    /// Where dialects take `"…"` for a string, or people believe they do.
    fn double_quotes_a_value(&self, token: Token, before: Option<usize>) -> bool {
        let quoted = self.text.as_bytes()[token.start] == b'"';
        quoted && matches!(self.dialect, Dialect::Generic | Dialect::Sqlite) && self.is_comparison(before)
    }

    fn plain(&self, index: usize, before: Option<usize>, after: Option<usize>) -> (Slot, StandIn) {
        let name = |slot| (slot, StandIn::Name);
        if before.is_none() && after.is_none() {
            return (Slot::Statement, StandIn::Name);
        }
        if self.is_backtick(before) && self.is_backtick(after) {
            return name(Slot::Identifier);
        }
        if before.is_none() {
            return (Slot::Clause, StandIn::Nothing);
        }
        if self.is_sign(before, b'.') || self.is_sign(after, b'.') {
            return name(Slot::Identifier);
        }
        if self.is_any(before, &["IN"]) || self.is_any(before, &["VALUES"]) && !self.is_sign(after, b'(') {
            return (Slot::List, StandIn::List);
        }
        if self.is_any(before, &["SET"]) && !self.is_comparison(after) && !self.is_operand(after) {
            return (Slot::Clause, StandIn::Assignment);
        }
        if self.is_any(before, LIMITING) {
            return name(Slot::Limit);
        }
        if self.is_any(before, &["ANY", "SOME"]) {
            return name(Slot::Value);
        }
        if self.is_any(before, VALUED) || self.is_operator(before) && !self.is_operand(before) {
            let cast = before.is_some_and(|before| self.tokens[before].text(self.text) == "::");
            return name(if cast { Slot::Clause } else { Slot::Value });
        }
        if self.is_any(before, &["AND"]) && self.follows_between(index) && !self.is_comparison(after) {
            return name(Slot::Value);
        }
        if self.is_any(before, NAMING)
            && !(self.is_any(before, &["UPDATE"]) && self.is_any(before.and_then(|at| at.checked_sub(1)), &["FOR"]))
        {
            return name(Slot::Identifier);
        }
        if self.is_any(before, &["ON"]) && self.is_any(Some(0), &["CREATE", "DROP", "GRANT", "REVOKE", "COMMENT"]) {
            return name(Slot::Identifier);
        }
        if self.is_any(before, &["EXISTS"]) && !self.is_sign(after, b'(') {
            return name(Slot::Identifier);
        }
        if self.is_comparison(after) && !self.is_operand(before) {
            return name(Slot::Identifier);
        }
        let clause = self.clause(index);
        let separated = self.is_sign(before, b',');
        let opened = self.is_sign(before, b'(');
        match clause.as_deref() {
            Some("ORDER") if self.is_operand(before) => (Slot::Direction, StandIn::Nothing),
            Some("LIMIT" | "OFFSET") if separated => name(Slot::Limit),
            Some("ORDER" | "GROUP" | "PARTITION") if separated || self.is_any(before, &["BY"]) => {
                name(Slot::Identifier)
            }
            Some("SELECT" | "RETURNING" | "FROM" | "USING")
                if separated || self.is_any(before, &["SELECT", "DISTINCT", "ALL", "RETURNING", "USING"]) =>
            {
                name(Slot::Identifier)
            }
            _ if opened || separated => self.bracketed(index),
            // Where an operand has just ended, a clause of its own follows.
            _ if self.is_operand(before) => (Slot::Clause, StandIn::Nothing),
            _ => name(Slot::Clause),
        }
    }

    fn follows_between(&self, index: usize) -> bool {
        let from = index.saturating_sub(8);
        (from..index).rev().any(|at| self.is_any(Some(at), &["BETWEEN"]))
    }

    /// Inside brackets: of IN, of a call, of the columns or values of an INSERT.
    fn bracketed(&self, index: usize) -> (Slot, StandIn) {
        let Some(open) = self.open_bracket(index) else { return (Slot::Clause, StandIn::Name) };
        let before = open.checked_sub(1);
        if self.is_any(before, &["IN"]) {
            let alone = (open + 1..self.tokens.len()).take_while(|&at| !self.is_sign(Some(at), b')')).all(|at| {
                let text = self.tokens[at].text(self.text);
                text.starts_with(HOLE) || text == ","
            });
            return (if alone { Slot::List } else { Slot::Value }, StandIn::Name);
        }
        if self.is_any(before, &["VALUES"]) || self.is_sign(before, b',') {
            return (Slot::Value, StandIn::Name);
        }
        // `INSERT INTO t (…)`
        let named =
            self.is_any(before.and_then(|at| at.checked_sub(1)), &["INTO", "TABLE", "REFERENCES", "INDEX", "ON"]);
        if named
            || self.is_sign(before.and_then(|at| at.checked_sub(1)), b'.')
                && self.clause(open).as_deref() == Some("INTO")
        {
            return (Slot::Identifier, StandIn::Name);
        }
        // `max({column})`, and `{function}({column})`
        let alone = index == open + 1 && self.is_sign(Some(index + 1), b')');
        if alone && (self.is_any(before, &["MIN", "MAX", "SUM", "AVG", "COUNT"]) || self.is_hole(before)) {
            return (Slot::Identifier, StandIn::Name);
        }
        if self.is_operand(before)
            && self.tokens.get(open.wrapping_sub(1)).is_some_and(|token| token.kind == TokenKind::Word)
        {
            let listed = matches!(self.clause(open).as_deref(), Some("SELECT" | "ORDER" | "GROUP"));
            let first = index == open + 1;
            return (if listed && first { Slot::Identifier } else { Slot::Value }, StandIn::Name);
        }
        match self.is_any(before, &["WHERE", "AND", "OR", "ON", "HAVING", "NOT", "EXISTS", "AS", "FROM", "JOIN"]) {
            true => (Slot::Clause, StandIn::Name),
            false => (Slot::Value, StandIn::Name),
        }
    }
}
