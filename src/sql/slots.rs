//! What an SQL text has in the place of each hole a program fills: a value, a name, a clause. Told from the
//! tokens around the hole, so that it is known also where no parser reads the text.

use super::lexing::Lexing;
use super::tokens::{Token, TokenKind, lex};
use crate::fact::Slot;
use crate::text::{Fragment, Hole};

/// Words after which a name stands.
const BEFORE_NAMES: &[&str] = &[
    "FROM",
    "JOIN",
    "INTO",
    "UPDATE",
    "TABLE",
    "TRUNCATE",
    "INDEX",
    "VIEW",
    "SCHEMA",
    "DATABASE",
    "ONLY",
    "COLUMN",
    "CONSTRAINT",
    "REFERENCES",
    "SEQUENCE",
    "TYPE",
    "ROLE",
    "USER",
    "SAVEPOINT",
    "LISTEN",
    "NOTIFY",
    "AS",
    "ANALYZE",
    "VACUUM",
    "DESCRIBE",
    "COPY",
    "LOCK",
    "CALL",
    "EXEC",
    "COLLATE",
    "EXTENSION",
    "FUNCTION",
    "PROCEDURE",
    "TRIGGER",
    "PRAGMA",
    "CONCURRENTLY",
    "RENAME",
    "TO",
    "DROP",
    "ADD",
    "ATTACH",
    "SHOW",
];
/// Words after which a value stands.
const BEFORE_VALUES: &[&str] = &[
    "LIKE",
    "ILIKE",
    "RLIKE",
    "REGEXP",
    "BETWEEN",
    "THEN",
    "ELSE",
    "DEFAULT",
    "INTERVAL",
    "ZONE",
    "ESCAPE",
    "DATE",
    "TIMESTAMP",
];
const CONDITIONS: &[&str] = &["WHERE", "AND", "OR", "NOT", "HAVING", "WHEN", "ON"];
const AGGREGATES: &[&str] =
    &["COUNT", "SUM", "AVG", "MIN", "MAX", "DISTINCT", "ARRAY_AGG", "STRING_AGG", "GROUP_CONCAT"];
const OPERATOR_WORDS: &[&str] = &["IN", "LIKE", "ILIKE", "IS", "BETWEEN", "NOT", "REGEXP", "RLIKE", "SIMILAR"];

/// One slot for each hole of the fragment.
pub fn slots(fragment: &Fragment, lexing: &Lexing) -> Vec<Slot> {
    let text = fragment.text.as_str();
    let neighbourhood = Neighbourhood { text, tokens: lex(text, lexing), holes: &fragment.holes };
    fragment.holes.iter().map(|hole| neighbourhood.slot(hole)).collect()
}

struct Neighbourhood<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    holes: &'a [Hole],
}

impl Neighbourhood<'_> {
    fn slot(&self, hole: &Hole) -> Slot {
        let index = self.tokens.partition_point(|token| token.end <= hole.start);
        let Some(token) = self.tokens.get(index).filter(|token| token.start <= hole.start) else {
            return Slot::Clause;
        };
        match token.kind {
            TokenKind::Comment => Slot::Comment,
            TokenKind::String | TokenKind::DollarString | TokenKind::Unterminated => Slot::QuotedValue,
            TokenKind::QuotedIdentifier => Slot::Identifier,
            _ if !self.is_all_holes(token) => Slot::Identifier,
            _ => self.slot_among_tokens(index),
        }
    }

    /// Whether a token is made of holes and nothing else.
    fn is_all_holes(&self, token: &Token) -> bool {
        let covered: usize = self
            .holes
            .iter()
            .filter(|hole| token.start <= hole.start && hole.end <= token.end)
            .map(|h| h.end - h.start)
            .sum();
        covered == token.end - token.start
    }

    fn is_hole(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| self.is_all_holes(token))
    }

    /// The nearest token that is no comment, in the direction given.
    fn neighbour(&self, mut index: usize, forward: bool) -> Option<usize> {
        loop {
            index = if forward { index + 1 } else { index.checked_sub(1)? };
            if self.tokens.get(index)?.kind != TokenKind::Comment {
                return Some(index);
            }
        }
    }

    /// A token in capitals; empty for none.
    fn upper(&self, index: Option<usize>) -> String {
        index.map_or(String::new(), |index| self.tokens[index].text(self.text).to_ascii_uppercase())
    }

    fn slot_among_tokens(&self, index: usize) -> Slot {
        let (previous, next) = (self.neighbour(index, false), self.neighbour(index, true));
        let (before, after) = (self.upper(previous), self.upper(next));
        let Some(previous) = previous else {
            return if next.is_none() || after == ";" { Slot::Statement } else { self.leading(&after) };
        };
        let compared = self.is_comparison(next) || OPERATOR_WORDS.contains(&after.as_str());
        match before.as_str() {
            "." => Slot::Identifier,
            _ if after == "." => Slot::Identifier,
            "LIMIT" | "OFFSET" | "TOP" | "FIRST" | "NEXT" => Slot::Limit,
            "EXISTS" => self.after_exists(previous),
            "IN" => Slot::List,
            "(" | "," => self.in_list(index, previous, compared),
            "SELECT" | "DISTINCT" | "BY" | "RETURNING" => Slot::Identifier,
            "SET" if compared => Slot::Identifier,
            "AND" if self.is_upper_bound(previous) => Slot::Value,
            _ if CONDITIONS.contains(&before.as_str()) => {
                if compared || (before == "ON" && self.starts_with_definition()) {
                    Slot::Identifier
                } else {
                    Slot::Clause
                }
            }
            _ if BEFORE_NAMES.contains(&before.as_str()) => Slot::Identifier,
            _ if BEFORE_VALUES.contains(&before.as_str()) => Slot::Value,
            "::" => Slot::Identifier,
            "*" if self.is_star(previous) => Slot::Clause,
            _ if self.is_operator(previous) => Slot::Value,
            _ if self.is_direction(previous, &after) => Slot::Direction,
            _ => Slot::Clause,
        }
    }

    /// The first token of a text: a verb, a whole statement before others, or a fragment's first name.
    fn leading(&self, after: &str) -> Slot {
        if after == "=" { Slot::Identifier } else { Slot::Clause }
    }

    fn after_exists(&self, exists: usize) -> Slot {
        let before = self.upper(self.neighbour(exists, false));
        if before == "IF" || before == "NOT" && self.starts_with_definition() { Slot::Identifier } else { Slot::Clause }
    }

    fn starts_with_definition(&self) -> bool {
        let first = self.tokens.iter().find(|token| token.kind != TokenKind::Comment);
        first.is_some_and(|token| {
            ["CREATE", "DROP", "ALTER", "COMMENT"].iter().any(|word| token.is_word(self.text, word))
        })
    }

    fn is_operator(&self, index: usize) -> bool {
        self.tokens[index].kind == TokenKind::Operator
    }

    fn is_comparison(&self, index: Option<usize>) -> bool {
        index.is_some_and(|index| {
            self.is_operator(index)
                && !matches!(self.tokens[index].text(self.text), "*" | "::" | ":" | "||" | "+" | "-" | "/" | "%")
        })
    }

    /// Whether `*` is a star of a result list and not a multiplication.
    fn is_star(&self, index: usize) -> bool {
        matches!(self.upper(self.neighbour(index, false)).as_str(), "SELECT" | "," | "." | "(" | "DISTINCT" | "ALL")
    }

    /// Whether an AND is that of a BETWEEN.
    fn is_upper_bound(&self, and: usize) -> bool {
        self.tokens[..and]
            .iter()
            .rev()
            .take_while(|token| {
                !["AND", "OR", "WHERE", "ON", "HAVING", "WHEN"].iter().any(|word| token.is_word(self.text, word))
            })
            .any(|token| token.is_word(self.text, "BETWEEN"))
    }

    /// The keyword that governs a token at its own depth, and the bracket it stands in.
    fn clause(&self, index: usize) -> (String, Option<usize>) {
        const KEYWORDS: &[&str] =
            &["SELECT", "FROM", "WHERE", "BY", "SET", "VALUES", "LIMIT", "HAVING", "RETURNING", "ON", "JOIN", "USING"];
        let mut depth = 0usize;
        let mut keyword = String::new();
        for (at, token) in self.tokens[..index].iter().enumerate().rev() {
            if token.is_punctuation(self.text, b')') || token.is_punctuation(self.text, b']') {
                depth += 1;
            } else if token.is_punctuation(self.text, b'(') || token.is_punctuation(self.text, b'[') {
                if depth == 0 {
                    return (keyword, Some(at));
                }
                depth -= 1;
            } else if depth == 0 && keyword.is_empty() && token.kind == TokenKind::Word {
                let word = token.text(self.text).to_ascii_uppercase();
                if KEYWORDS.contains(&word.as_str()) {
                    keyword = word;
                }
            }
        }
        (keyword, None)
    }

    /// A hole behind a bracket or a comma.
    fn in_list(&self, index: usize, previous: usize, compared: bool) -> Slot {
        let (keyword, bracket) = self.clause(index);
        match keyword.as_str() {
            "SELECT" | "BY" | "RETURNING" | "FROM" => return Slot::Identifier,
            "LIMIT" => return Slot::Limit,
            "SET" => return if compared { Slot::Identifier } else { Slot::Clause },
            "VALUES" => return Slot::Clause,
            "" => {}
            _ => return if compared { Slot::Identifier } else { Slot::Clause },
        }
        let Some(bracket) = bracket else { return Slot::Clause };
        let alone =
            previous == bracket && self.neighbour(index, true).is_some_and(|next| self.upper(Some(next)) == ")");
        let opener = self.neighbour(bracket, false);
        let word = self.upper(opener);
        match word.as_str() {
            "IN" | "ANY" | "SOME" | "ALL" => Slot::List,
            "VALUES" | "," if self.is_insert_row(bracket) => {
                if alone {
                    Slot::List
                } else {
                    Slot::Value
                }
            }
            "," | "(" | "=" => Slot::Value,
            _ if CONDITIONS.contains(&word.as_str()) => {
                if compared {
                    Slot::Identifier
                } else {
                    Slot::Clause
                }
            }
            "FROM" | "JOIN" | "AS" | "EXISTS" | "" => Slot::Clause,
            _ if AGGREGATES.contains(&word.as_str()) => Slot::Identifier,
            _ if self.names_columns(opener) => Slot::Identifier,
            _ if opener.is_some_and(|opener| self.is_operator(opener)) => Slot::Value,
            _ => Slot::Value,
        }
    }

    /// Whether a bracket opens a row of VALUES.
    fn is_insert_row(&self, bracket: usize) -> bool {
        let (keyword, _) = self.clause(bracket);
        keyword == "VALUES" || self.upper(self.neighbour(bracket, false)) == "VALUES"
    }

    /// Whether a word before a bracket is a table whose columns the bracket lists: `INTO t (`, `ON t (`, `TABLE t (`.
    fn names_columns(&self, word: Option<usize>) -> bool {
        let mut at = word;
        while let Some(index) = at {
            let before = self.neighbour(index, false);
            match self.upper(before).as_str() {
                "." => at = before.and_then(|dot| self.neighbour(dot, false)),
                "INTO" | "TABLE" | "ON" | "REFERENCES" | "UPDATE" | "COPY" => return true,
                _ => {
                    return matches!(self.upper(word).as_str(), "USING" | "KEY" | "UNIQUE" | "CONFLICT")
                        || self.is_hole(index) && self.upper(before) == "INTO";
                }
            }
        }
        false
    }

    /// Whether a hole follows a sort key: `ORDER BY price {direction}`.
    fn is_direction(&self, key: usize, after: &str) -> bool {
        let ends = matches!(after, "" | "," | ";" | ")" | "LIMIT" | "OFFSET" | "NULLS" | "FETCH" | "FOR");
        let (keyword, _) = self.clause(key + 1);
        ends && keyword == "BY" && self.follows_order(key)
    }

    fn follows_order(&self, key: usize) -> bool {
        let by = self.tokens[..key].iter().rposition(|token| token.is_word(self.text, "BY"));
        by.is_some_and(|by| self.upper(self.neighbour(by, false)) == "ORDER")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// Reads `{}` as a hole.
    fn slots_of(template: &str) -> Vec<Slot> {
        let mut fragment = Fragment::default();
        for (index, text) in template.split("{}").enumerate() {
            if index > 0 {
                fragment.push_hole(Span::new(index, index));
            }
            fragment.push_verbatim(text, Span::new(0, text.len()));
        }
        slots(&fragment, &Lexing::postgres())
    }

    fn slot(template: &str) -> Slot {
        slots_of(template)[0]
    }

    #[test]
    fn values() {
        for sql in [
            "SELECT a FROM t WHERE b = {}",
            "SELECT a FROM t WHERE b ILIKE {}",
            "SELECT a FROM t WHERE b BETWEEN 1 AND {}",
            "UPDATE t SET a = {} WHERE b = 1",
            "INSERT INTO t (a, b) VALUES (1, {})",
            "SELECT coalesce(a, {}) FROM t",
            "SELECT a FROM t WHERE b > now() - INTERVAL {}",
            "SELECT a FROM t WHERE f(b, {}) = 1",
        ] {
            assert_eq!(slot(sql), Slot::Value, "{sql}");
        }
        assert_eq!(slot("SELECT a FROM t WHERE b = '{}'"), Slot::QuotedValue);
        assert_eq!(slot("SELECT a FROM t WHERE b LIKE '%{}%'"), Slot::QuotedValue);
        assert_eq!(slot("SELECT a FROM t WHERE b IN ({})"), Slot::List);
        assert_eq!(slot("SELECT a FROM t WHERE b IN {}"), Slot::List);
        assert_eq!(slot("INSERT INTO t (a, b) VALUES ({})"), Slot::List);
        assert_eq!(slot("SELECT a FROM t ORDER BY b LIMIT {} OFFSET 3"), Slot::Limit);
    }

    #[test]
    fn names() {
        for sql in [
            "SELECT a FROM {}",
            "SELECT a FROM shop.{} WHERE b = 1",
            "SELECT a FROM x JOIN {} ON true",
            "DELETE FROM {}_old WHERE b = 1",
            "SELECT {} FROM t",
            "SELECT a, {} FROM t",
            "SELECT count({}) FROM t",
            "SELECT a FROM t WHERE {} = 1",
            "SELECT a FROM t WHERE x > 1 AND {} IN (1)",
            "SELECT a FROM t ORDER BY {}",
            "INSERT INTO t ({}) VALUES (1)",
            "UPDATE t SET {} = 1",
            "DROP TABLE IF EXISTS {}",
            "SELECT a FROM \"{}\"",
            "SELECT a::{} FROM t",
            "CREATE INDEX i ON {} (a)",
        ] {
            assert_eq!(slot(sql), Slot::Identifier, "{sql}");
        }
    }

    #[test]
    fn clauses_and_the_rest() {
        for sql in [
            "SELECT a FROM t WHERE {}",
            "SELECT a FROM t WHERE b = 1 AND {}",
            "SELECT a FROM t {}",
            "SELECT * {}",
            "SELECT a FROM t WHERE b = 1 {} LIMIT 3",
            "UPDATE t SET {} WHERE a = 1",
            "SELECT a FROM ({}) x",
            "SELECT a FROM t WHERE EXISTS ({})",
        ] {
            assert_eq!(slot(sql), Slot::Clause, "{sql}");
        }
        assert_eq!(slot("SELECT a FROM t ORDER BY b {} LIMIT 3"), Slot::Direction);
        assert_eq!(slot("SELECT a FROM t ORDER BY b {}, c"), Slot::Direction);
        assert_eq!(slot("{}"), Slot::Statement);
        assert_eq!(slot("SELECT 1 /* {} */"), Slot::Comment);
        assert_eq!(
            slots_of("SELECT {}, {} FROM {} WHERE a = {} LIMIT {}"),
            [Slot::Identifier, Slot::Identifier, Slot::Identifier, Slot::Value, Slot::Limit]
        );
    }
}
