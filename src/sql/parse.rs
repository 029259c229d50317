//! One statement to a syntax tree: on a ladder of dialects, with limits that keep every stack from overflowing.
//!
//! The parser is given tokens whose columns count tokens instead of characters, so that every span of
//! the tree is a run of tokens and leads to exact bytes.

use std::ops::Range;

use sqlparser::ast;
use sqlparser::dialect as sqlparser_dialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Span as TokenSpan, Token, TokenWithSpan, Tokenizer};

use super::ease::ease;
use super::rows::Shape;
use super::spans::Spans;
use crate::fact::Dialect;
use crate::text::Fragment;

/// Brackets and CASEs inside one another. Beyond it a text is no longer written by people.
const DEEPEST: usize = 200;
/// Operators of one chain: `a OR b OR …`, `SELECT … UNION SELECT …`. Trees of chains are as deep as they are long.
const LONGEST_CHAIN: usize = 30_000;
/// Longer chains, or deeper brackets, than these are read on a thread of their own.
const SMALL_CHAIN: usize = 500;
const SMALL_DEPTH: usize = 16;
const LARGE_STACK: usize = 512 << 20;

/// The tokens of a statement, ready for the parser.
pub struct Tokens {
    parser_tokens: Vec<TokenWithSpan>,
    bytes: Vec<Range<usize>>,
}

/// A piece of SQL that was understood: its statements (more than one where nothing separates them), and their tokens.
pub struct Parsed<'t> {
    pub trees: Vec<(ast::Statement, Range<usize>)>,
    pub spans: Spans<'t>,
    pub dialect: Dialect,
}

/// The parser's name for a dialect.
fn parser_dialect(dialect: Dialect) -> Box<dyn sqlparser_dialect::Dialect> {
    match dialect {
        Dialect::Generic => Box::new(sqlparser_dialect::GenericDialect {}),
        Dialect::Postgres => Box::new(sqlparser_dialect::PostgreSqlDialect {}),
        Dialect::Mysql => Box::new(sqlparser_dialect::MySqlDialect {}),
        Dialect::Sqlite => Box::new(sqlparser_dialect::SQLiteDialect {}),
        Dialect::Tsql => Box::new(sqlparser_dialect::MsSqlDialect {}),
        Dialect::Bigquery => Box::new(sqlparser_dialect::BigQueryDialect {}),
        Dialect::Snowflake => Box::new(sqlparser_dialect::SnowflakeDialect {}),
        Dialect::Duckdb => Box::new(sqlparser_dialect::DuckDbDialect {}),
        Dialect::Clickhouse => Box::new(sqlparser_dialect::ClickHouseDialect {}),
    }
}

/// The dialects to try, best first.
pub fn ladder(dialect: Dialect) -> &'static [Dialect] {
    use Dialect::*;
    match dialect {
        Generic => &[Generic, Postgres, Mysql, Sqlite, Tsql],
        Postgres => &[Postgres, Generic, Duckdb, Snowflake],
        Mysql => &[Mysql, Generic, Snowflake],
        Sqlite => &[Sqlite, Generic, Postgres],
        Tsql => &[Tsql, Generic],
        Bigquery => &[Bigquery, Generic, Snowflake],
        Snowflake => &[Snowflake, Generic, Postgres],
        Duckdb => &[Duckdb, Postgres, Generic],
        Clickhouse => &[Clickhouse, Generic],
    }
}

/// Whether reading a statement of this shape may need more stack than a thread of a pool has.
pub fn is_large(shape: Shape) -> bool {
    shape.chain > SMALL_CHAIN || shape.depth > SMALL_DEPTH
}

/// Why a statement of this shape is not given to the parser.
pub fn refuse(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape { depth, .. } if depth > DEEPEST => Some("brackets are nested too deep"),
        Shape { chain, .. } if chain > LONGEST_CHAIN => Some("a chain of operators is too long"),
        _ => None,
    }
}

impl Tokens {
    /// The tokens of some ranges of a text, without white space and comments.
    pub fn read(text: &str, ranges: &[Range<usize>], dialect: Dialect) -> Result<Self, String> {
        let parser_dialect = parser_dialect(dialect);
        let mut tokens = Self { parser_tokens: Vec::new(), bytes: Vec::new() };
        for range in ranges {
            let piece = text.get(range.clone()).unwrap_or_default();
            let raw = Tokenizer::new(parser_dialect.as_ref(), piece)
                .tokenize_with_location()
                .map_err(|error| error.message)?;
            let mut cursor = Cursor::new(piece);
            for TokenWithSpan { token, span } in raw {
                if !matches!(token, Token::Whitespace(_)) {
                    let start = range.start + cursor.offset(span.start);
                    tokens.push(token, start..range.start + cursor.offset(span.end), dialect);
                }
            }
        }
        ease(&mut tokens.parser_tokens, dialect);
        Ok(tokens)
    }

    fn push(&mut self, token: Token, bytes: Range<usize>, dialect: Dialect) {
        let token = match token {
            // MySQL's strings may stand in double quotes, but the parser wants single ones in COMMENT and its like.
            Token::DoubleQuotedString(text) if dialect == Dialect::Mysql => Token::SingleQuotedString(text),
            token => token,
        };
        let column = self.bytes.len() as u64 + 1;
        let span = TokenSpan::new(Location::new(1, column), Location::new(1, column + 1));
        self.parser_tokens.push(TokenWithSpan { token, span });
        self.bytes.push(bytes);
    }

    /// Reads the statements of the tokens: all of them, or with `prefix` the first, whatever follows.
    pub fn parse<'t>(
        self,
        text: &'t str,
        fragment: &'t Fragment,
        dialect: Dialect,
        prefix: bool,
    ) -> Result<Parsed<'t>, String> {
        let spans = Spans::new(text, fragment, self.bytes);
        let parser_dialect = parser_dialect(dialect);
        let mut parser = Parser::new(parser_dialect.as_ref())
            .with_recursion_limit(DEEPEST + 100)
            .with_tokens_with_locations(self.parser_tokens);
        let mut trees = Vec::new();
        loop {
            while parser.consume_token(&Token::SemiColon) {}
            let start = next_index(&parser, spans.len());
            if start >= spans.len() || prefix && !trees.is_empty() {
                break;
            }
            if !trees.is_empty() && dialect != Dialect::Tsql && !spans.is_punctuation(start - 1, ";") {
                return Err(format!("unexpected `{}`", shorten(spans.text(start))));
            }
            let tree = parser.parse_statement().map_err(|error| plain_error(&error.to_string()))?;
            let end = next_index(&parser, spans.len());
            trees.push((tree, start..end));
        }
        Ok(Parsed { trees, spans, dialect })
    }
}

/// The index of the token the parser will read next.
fn next_index(parser: &Parser, length: usize) -> usize {
    let token = parser.peek_token_ref();
    match token.span.start.column {
        0 => length,
        column => column as usize - 1,
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The parser's words without the column, which counts tokens.
fn plain_error(error: &str) -> String {
    let error = error.strip_prefix("sql parser error: ").unwrap_or(error);
    error.split(" at Line:").next().unwrap_or(error).to_string()
}

/// Runs what may recurse deeply where the stack is large enough for it.
pub fn with_stack<T: Send>(large: bool, run: impl FnOnce() -> T + Send) -> Option<T> {
    if !large {
        return Some(run());
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(LARGE_STACK);
        builder.spawn_scoped(scope, run).ok().and_then(|thread| thread.join().ok())
    })
}

/// Turns the tokenizer's lines and columns to bytes in one pass.
struct Cursor<'t> {
    text: &'t str,
    lines: Vec<usize>,
    line: u64,
    column: u64,
    byte: usize,
}

impl<'t> Cursor<'t> {
    fn new(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { text, lines, line: 1, column: 1, byte: 0 }
    }

    fn offset(&mut self, at: Location) -> usize {
        if at.line != self.line || at.column < self.column {
            let start = self.lines.get(at.line.saturating_sub(1) as usize).copied();
            (self.line, self.column, self.byte) = (at.line, 1, start.unwrap_or(self.text.len()));
        }
        let rest = self.text[self.byte..].chars();
        let wanted = (at.column - self.column) as usize;
        self.byte += rest.take(wanted).map(char::len_utf8).sum::<usize>();
        self.column = at.column;
        self.byte
    }
}
