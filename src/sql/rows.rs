//! What a statement would cost the parser: long VALUES lists (elided before parsing) and deep or long expressions
//! (refused, or parsed on a large stack). All of it on tokens, in one pass.

use std::ops::Range;

use super::tokens::{Token, TokenKind};

/// Rows of a long VALUES list that are read; the others are like them.
const ROWS_READ: usize = 3;

/// Follows the tokens of a statement and finds the rows of VALUES lists beyond the first few: nobody parses them.
/// What follows a list (`ON CONFLICT …`) is never part of it.
pub struct LongLists {
    keep: usize,
    /// Rows in which nobody could find anything give their tokens back: memory then does not follow the list.
    forget: bool,
    list: Option<List>,
    elided: Vec<Range<usize>>,
}

struct List {
    rows: usize,
    depth: usize,
    /// Where the last row that is kept ends, and where the last row ends.
    kept_end: usize,
    end: usize,
    /// How many tokens there were when the last row ended.
    tokens: usize,
    /// The row now being read is plain.
    plain: bool,
}

impl LongLists {
    pub fn new(forget: bool) -> Self {
        Self::keeping(ROWS_READ, forget)
    }

    fn keeping(keep: usize, forget: bool) -> Self {
        Self { keep, forget, list: None, elided: Vec::new() }
    }

    /// Sees the last of the tokens, which is no comment.
    pub fn read(&mut self, text: &str, tokens: &mut Vec<Token>) {
        let Some(&token) = tokens.last() else { return };
        if let Some(list) = &mut self.list {
            if list.continues(text, token) {
                list.plain &= self.forget && is_plain(text, token);
                if list.depth == 0 && closes(text, token) {
                    list.end_row(self.keep, token.end, tokens);
                }
                return;
            }
            self.end_list();
        }
        if token.is_word(text, "values") || token.is_word(text, "value") {
            let (kept_end, end, tokens) = (token.end, token.end, tokens.len());
            self.list = Some(List { rows: 0, depth: 0, kept_end, end, tokens, plain: true });
        }
    }

    fn end_list(&mut self) {
        let long = self.list.take().filter(|list| list.rows > self.keep);
        self.elided.extend(long.map(|list| list.kept_end..list.end));
    }

    /// The rows beyond the first few, with the commas before them.
    pub fn elided(mut self) -> Vec<Range<usize>> {
        self.end_list();
        self.elided
    }
}

impl List {
    fn continues(&mut self, text: &str, token: Token) -> bool {
        if token.kind != TokenKind::Punctuation {
            // MySQL and SQL Server also write `VALUES ROW(1), ROW(2)`.
            return self.depth > 0 || token.is_word(text, "row");
        }
        match text.as_bytes()[token.start] {
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' if self.depth > 0 => self.depth -= 1,
            b',' => {}
            _ => return self.depth > 0,
        }
        true
    }

    fn end_row(&mut self, keep: usize, end: usize, tokens: &mut Vec<Token>) {
        self.rows += 1;
        if self.rows == keep {
            self.kept_end = end;
        }
        if self.rows > keep && self.plain {
            tokens.truncate(self.tokens);
        }
        (self.end, self.tokens, self.plain) = (end, tokens.len(), true);
    }
}

fn closes(text: &str, token: Token) -> bool {
    token.kind == TokenKind::Punctuation && matches!(text.as_bytes()[token.start], b')' | b']' | b'}')
}

/// No placeholder, no template, no character that could be odd: nothing that anyone looks for in a list.
fn is_plain(text: &str, token: Token) -> bool {
    let written = token.text(text);
    match token.kind {
        TokenKind::Number | TokenKind::Operator | TokenKind::Punctuation => true,
        TokenKind::Word => written.is_ascii(),
        TokenKind::String => {
            let filled = |byte: u8| matches!(byte, b'{' | b'%' | b'$') || !byte.is_ascii();
            !written.bytes().any(filled) && !matches!(written.as_bytes().get(1), Some(b'?' | b':'))
        }
        _ => false,
    }
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

    /// What is elided, and how many tokens are left.
    fn follow(text: &str, keep: usize, forget: bool) -> (Vec<Range<usize>>, usize) {
        let mut lists = LongLists::keeping(keep, forget);
        let mut tokens = Vec::new();
        for token in lex(text, &Lexing::mysql()) {
            tokens.push(token);
            if token.kind != TokenKind::Comment {
                lists.read(text, &mut tokens);
            }
        }
        (lists.elided(), tokens.len())
    }

    fn elided(text: &str, keep: usize) -> String {
        let (ranges, tokens) = follow(text, keep, false);
        assert_eq!(tokens, lex(text, &Lexing::mysql()).len());
        assert_eq!(ranges, follow(text, keep, true).0);
        let mut short = text.to_owned();
        for range in ranges.into_iter().rev() {
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
    fn plain_rows_are_forgotten() {
        let left = |rows: &str| follow(&format!("VALUES (1),{rows} RETURNING a"), 1, true).1 - 6;
        assert_eq!(left("(2, -3, 'b', NULL), (4, f(5), '6:00', \"x\"), /* c */ (7)"), 0);
        for telling in ["(?)", "(%s)", "('?')", "(':a')", "('{{ a }}')", "('20%')", "('–')", "(é)"] {
            assert_ne!(left(telling), 0, "{telling}");
        }
    }

    #[test]
    fn a_dump_costs_one_pass() {
        let text = format!("INSERT INTO t VALUES (1, 'a'){};", ",(2, 'b;')".repeat(100_000));
        let pieces: Vec<_> = crate::sql::split::pieces(&text, &Lexing::mysql(), true).collect();
        assert_eq!(pieces.len(), 1);
        let elided = pieces[0].elided.iter().map(|range| (range.start, range.end)).collect::<Vec<_>>();
        assert_eq!((elided, pieces[0].end), (vec![(49, text.len() - 1)], text.len() - 1));
        assert!(pieces[0].tokens.len() < 30);
    }
}
