//! What a statement would cost the parser: long VALUES lists (elided before parsing) and deep or long expressions
//! (refused, or parsed on a large stack). All of it on tokens, in one pass.

use std::ops::Range;

use super::tokens::{Token, TokenKind};

/// The rows of VALUES lists beyond the first `keep`, with the commas before them: what a caller drops before parsing.
/// None when no list is that long. What follows the list (`ON CONFLICT …`) is never part of a range.
pub fn elide_rows(text: &str, tokens: &[Token], keep: usize) -> Option<Vec<Range<usize>>> {
    let keep = keep.max(1);
    let mut elided = Vec::new();
    let mut significant = tokens.iter().filter(|token| token.kind != TokenKind::Comment).peekable();
    while let Some(token) = significant.next() {
        if !token.is_word(text, "values") && !token.is_word(text, "value") {
            continue;
        }
        let (mut rows, mut depth) = (0usize, 0usize);
        let mut kept_end = None;
        let mut end = token.end;
        while let Some(token) = significant.peek() {
            match token.kind {
                TokenKind::Punctuation => match text.as_bytes()[token.start] {
                    b'(' | b'[' | b'{' => depth += 1,
                    b')' | b']' | b'}' if depth == 0 => break,
                    b')' | b']' | b'}' => {
                        depth -= 1;
                        if depth == 0 {
                            rows += 1;
                            end = token.end;
                            if rows == keep {
                                kept_end = Some(end);
                            }
                        }
                    }
                    b',' if depth == 0 => {}
                    _ if depth == 0 => break,
                    _ => {}
                },
                // MySQL and SQL Server also write `VALUES ROW(1), ROW(2)`.
                _ if depth == 0 && !token.is_word(text, "row") => break,
                _ => {}
            }
            significant.next();
        }
        if let Some(kept_end) = kept_end.filter(|_| rows > keep) {
            elided.push(kept_end..end);
        }
    }
    (!elided.is_empty()).then_some(elided)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// How deep brackets and CASE nest.
    pub depth: usize,
    /// The most operators, or the most set operations, that follow one another in one place: the depth of a left-deep tree.
    pub chain: usize,
    pub tokens: usize,
}

/// One bracket: the operators since the last comma or clause, and the set operations.
#[derive(Default)]
struct Level {
    operators: usize,
    set_operations: usize,
}

enum Step {
    Open,
    Close,
    Operator,
    SetOperation,
    /// A new expression begins.
    Break,
    Other,
}

pub fn shape(text: &str, tokens: &[Token]) -> Shape {
    let mut shape = Shape::default();
    let mut outer = Vec::new();
    let mut level = Level::default();
    for token in tokens {
        if token.kind == TokenKind::Comment {
            continue;
        }
        shape.tokens += 1;
        match step(text, token) {
            Step::Open => {
                outer.push(std::mem::take(&mut level));
                shape.depth = shape.depth.max(outer.len());
            }
            Step::Close => level = outer.pop().unwrap_or_default(),
            Step::Operator => level.operators += 1,
            Step::SetOperation => {
                level.set_operations += 1;
                level.operators = 0;
            }
            Step::Break => level.operators = 0,
            Step::Other => {}
        }
        shape.chain = shape.chain.max(level.operators).max(level.set_operations);
    }
    shape
}

fn step(text: &str, token: &Token) -> Step {
    match token.kind {
        TokenKind::Operator => Step::Operator,
        TokenKind::Punctuation => match text.as_bytes()[token.start] {
            b'(' | b'[' | b'{' => Step::Open,
            b')' | b']' | b'}' => Step::Close,
            b',' | b';' => Step::Break,
            _ => Step::Other,
        },
        TokenKind::Word if token.end - token.start <= 9 => word_step(token.text(text)),
        _ => Step::Other,
    }
}

fn word_step(word: &str) -> Step {
    match word.to_ascii_uppercase().as_str() {
        "CASE" => Step::Open,
        "END" => Step::Close,
        "AND" | "OR" | "XOR" | "NOT" | "IS" | "LIKE" | "ILIKE" | "RLIKE" | "REGEXP" | "GLOB" | "IN" | "BETWEEN"
        | "COLLATE" | "AT" | "DIV" | "MOD" | "MEMBER" | "OVERLAPS" => Step::Operator,
        "UNION" | "EXCEPT" | "INTERSECT" | "MINUS" => Step::SetOperation,
        "SELECT" | "FROM" | "WHERE" | "GROUP" | "HAVING" | "ORDER" | "LIMIT" | "JOIN" | "ON" | "SET" | "WHEN"
        | "THEN" | "ELSE" | "VALUES" | "RETURNING" | "WINDOW" | "QUALIFY" => Step::Break,
        _ => Step::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexing::Lexing;
    use crate::sql::tokens::lex;

    fn elided(text: &str, keep: usize) -> String {
        let tokens = lex(text, &Lexing::mysql());
        let mut short = text.to_owned();
        for range in elide_rows(text, &tokens, keep).unwrap_or_default().into_iter().rev() {
            short.replace_range(range, "");
        }
        short
    }

    #[test]
    fn rows_beyond_the_first_few_go() {
        let text =
            "INSERT INTO t (a, b) VALUES (1, '),('), /* x */ (f(2), 3), (4, 5) ,(6, 7) ON CONFLICT (a) DO NOTHING";
        assert_eq!(
            elided(text, 2),
            "INSERT INTO t (a, b) VALUES (1, '),('), /* x */ (f(2), 3) ON CONFLICT (a) DO NOTHING"
        );
        assert_eq!(elided(text, 4), text);
        assert_eq!(
            elided("REPLACE INTO t VALUES ROW(1), ROW(2), ROW(3) RETURNING a", 1),
            "REPLACE INTO t VALUES ROW(1) RETURNING a"
        );
        assert_eq!(elided("SELECT * FROM (VALUES (1),(2),(3)) v", 1), "SELECT * FROM (VALUES (1)) v");
    }

    #[test]
    fn what_is_no_long_list_stays() {
        for text in [
            "INSERT INTO t (a) VALUES (1), (2) ON DUPLICATE KEY UPDATE a = VALUES(a), b = VALUES(b)",
            "INSERT INTO t (values) SELECT a FROM b WHERE c IN (1, 2, 3, 4)",
            "INSERT INTO t VALUES",
            "INSERT INTO t VALUES (1), (2",
        ] {
            assert_eq!(elided(text, 2), text);
        }
        assert_eq!(elide_rows("SELECT 1", &lex("SELECT 1", &Lexing::generic()), 1), None);
    }

    fn shape_of(text: &str) -> (usize, usize) {
        let shape = shape(text, &lex(text, &Lexing::postgres()));
        (shape.depth, shape.chain)
    }

    #[test]
    fn depth_and_chains() {
        assert_eq!(shape_of("SELECT a, b FROM t"), (0, 0));
        assert_eq!(shape_of("SELECT ((a)) + CASE WHEN (b) THEN 1 END"), (2, 1));
        assert_eq!(shape_of("SELECT 1 WHERE a AND b AND (c OR d OR e OR f) AND NOT g"), (1, 4));
        assert_eq!(shape_of("SELECT a || b || c, d || e"), (0, 2));
        assert_eq!(shape_of("SELECT a::b::c"), (0, 2));
        assert_eq!(shape_of("SELECT 1 + 1 UNION ALL SELECT 1 UNION SELECT 2 EXCEPT SELECT 3"), (0, 3));
        assert_eq!(shape_of("))) ( -- ((("), (1, 0));
    }

    #[test]
    fn whens_do_not_add_up() {
        let whens = "WHEN a = 1 AND b = 2 THEN c ".repeat(4_000);
        let text = format!("SELECT x AND CASE {whens} END AND y");
        assert_eq!(shape_of(&text).1, 3);
    }

    #[test]
    fn monsters_are_measured() {
        let measured = |text: &str| shape(text, &lex(text, &Lexing::postgres()));
        assert_eq!(measured(&format!("SELECT 1 WHERE a{}", " OR a".repeat(5_000))).chain, 5_000);
        assert_eq!(measured(&format!("SELECT 1{}", " UNION SELECT 1".repeat(5_000))).chain, 5_000);
        assert_eq!(measured(&"(".repeat(2_000)).depth, 2_000);
        assert!(measured(&format!("SELECT a IN (1{})", ", 1 + 1".repeat(9_000))).chain < 5);
    }

    #[test]
    fn a_dump_costs_one_pass() {
        let text = format!("INSERT INTO t VALUES (1, 'a'){};", ",(2, 'b;')".repeat(100_000));
        let pieces: Vec<_> = crate::sql::split::pieces(&text, &Lexing::mysql()).collect();
        assert_eq!(pieces.len(), 1);
        let elided = elide_rows(&text, &pieces[0].tokens, 3).expect("the list is long");
        assert_eq!((elided.len(), elided[0].clone()), (1, 49..text.len() - 1));
    }
}
