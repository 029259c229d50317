//! Text to statements, by tokens: one bad statement then spoils only itself.
//! Also knows what is between statements: client commands, COPY data, delimiters, batches, down-migrations.

use super::blocks::Blocks;
use super::lexing::Lexing;
use super::tokens::{Lexer, Token, TokenKind, line_end};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    Statement,
    /// A command to the client: psql's `\i file`, SQLite's `.mode`, sqlcmd's `:setvar`.
    MetaCommand,
    /// The lines that follow `COPY … FROM stdin`.
    Data,
    /// A `DELIMITER` line.
    Delimiter,
    /// Nothing but MySQL's versioned comments: `/*!40101 SET NAMES utf8 */`. Such a comment *within* a statement is
    /// an ordinary comment token. (Dumps are full of them; what they say is rarely the user's.)
    Directive,
}

/// A piece of the text, without its terminator and without the comments around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub kind: PieceKind,
    pub start: usize,
    pub end: usize,
    /// The tokens of a statement or directive, comments inside it included.
    pub tokens: Vec<Token>,
}

/// The pieces of a text, one at a time: memory follows the largest statement.
pub fn pieces<'t>(text: &'t str, lexing: &'t Lexing) -> impl Iterator<Item = Piece> + 't {
    Splitter {
        text,
        lexing,
        lexer: Lexer::new(text, lexing, 0),
        delimiter: None,
        plain: false,
        whole: false,
        data_ends: true,
        queued: None,
        batched: None,
    }
}

/// The offset from which a migration file undoes itself.
pub fn down_section(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if annotation(line) == Some(Annotation::Down) {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Annotation {
    Up,
    Down,
    StatementBegin,
    StatementEnd,
}

/// What goose, sql-migrate, dbmate, MyBatis and Play write in comments.
fn annotation(comment: &str) -> Option<Annotation> {
    let comment = comment.trim();
    let words =
        comment.strip_prefix("--").or_else(|| comment.strip_prefix('#'))?.trim_start_matches(['-', ' ', '\t', '/']);
    let mut words = words.split_whitespace().map(str::to_ascii_lowercase);
    let tool = words.next()?;
    let word = match tool.as_str() {
        "migrate:up" | "!ups" => return Some(Annotation::Up),
        "migrate:down" | "!downs" | "@undo" => return Some(Annotation::Down),
        "+goose" | "+migrate" => words.next()?,
        _ => return None,
    };
    match word.as_str() {
        "up" => Some(Annotation::Up),
        "down" => Some(Annotation::Down),
        "statementbegin" => Some(Annotation::StatementBegin),
        "statementend" => Some(Annotation::StatementEnd),
        _ => None,
    }
}

struct Splitter<'t> {
    text: &'t str,
    lexing: &'t Lexing,
    lexer: Lexer<'t>,
    /// What ends a statement besides the semicolon.
    delimiter: Option<&'t str>,
    /// Blocks were misread once: from then on every semicolon ends a statement. Reading twice keeps it linear.
    plain: bool,
    /// Between StatementBegin and StatementEnd.
    whole: bool,
    /// Whether a `\.` line may still lie ahead.
    data_ends: bool,
    queued: Option<Piece>,
    /// Whether the text looks like T-SQL, once asked.
    batched: Option<bool>,
}

impl Iterator for Splitter<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            if let Some(piece) = self.queued.take() {
                return Some(piece);
            }
            self.lexer.skip_whitespace();
            let start = self.lexer.position;
            if start >= self.text.len() {
                return None;
            }
            self.lexer.restart(start);
            if let Some(kind) = self.command(start) {
                let end = line_end(self.text, start);
                if kind == PieceKind::Delimiter {
                    self.change_delimiter(start, end);
                }
                self.lexer.restart(end);
                return Some(Piece {
                    kind,
                    start,
                    end: start + self.text[start..end].trim_end().len(),
                    tokens: Vec::new(),
                });
            }
            if let Some(piece) = self.statement(start) {
                return Some(piece);
            }
        }
    }
}

impl<'t> Splitter<'t> {
    fn rest(&self, from: usize) -> &'t str {
        &self.text[from..]
    }

    fn starts_line(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end_matches([' ', '\t', '\u{feff}']);
        before.is_empty() || before.ends_with('\n')
    }

    /// A line for the client, where a statement could begin.
    fn command(&self, start: usize) -> Option<PieceKind> {
        let line = &self.text[start..line_end(self.text, start)];
        let (first, rest) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
        let named = rest.starts_with(|c: char| c.is_ascii_alphabetic());
        match first {
            "\\" => Some(PieceKind::MetaCommand),
            "." if named => Some(PieceKind::MetaCommand),
            ":" if [":setvar", ":r ", ":on ", ":connect", ":out"].iter().any(|known| line.starts_with(known)) => {
                Some(PieceKind::MetaCommand)
            }
            "D" | "d" => {
                let word = line.get(..9)?;
                let spaced = line[9..].starts_with([' ', '\t']) && !line[9..].trim().is_empty();
                (spaced && word.eq_ignore_ascii_case("delimiter")).then_some(PieceKind::Delimiter)
            }
            _ => None,
        }
    }

    fn change_delimiter(&mut self, start: usize, end: usize) {
        let delimiter = self.text[start + 9..end].split_whitespace().next().unwrap_or(";");
        self.delimiter = Some(delimiter).filter(|&delimiter| delimiter != ";");
    }

    /// A line that holds nothing but `GO` or Oracle's `/` ends what stands before it.
    fn separator(&mut self, at: usize, in_body: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if !matches!(bytes[at], b'g' | b'G' | b'/') || !self.starts_line(at) {
            return None;
        }
        let end = line_end(self.text, at);
        let line = self.text[at..end].trim_end();
        if line == "/" {
            return (in_body || self.lexing.plsql).then_some(end);
        }
        let (word, count) = line.split_at_checked(2)?;
        let counted =
            count.is_empty() || count.starts_with(' ') && count.trim().bytes().all(|byte| byte.is_ascii_digit());
        (word.eq_ignore_ascii_case("go") && counted && self.is_batched()).then_some(end)
    }

    fn is_batched(&mut self) -> bool {
        let text = self.text;
        let looks = || {
            let text = text.to_ascii_lowercase();
            ["[dbo]", "dbo.", "nvarchar", "set ansi_nulls", "identity(", "object_id(", "@@", "print '"]
                .iter()
                .any(|sign| text.contains(sign))
        };
        self.lexing.batches || *self.batched.get_or_insert_with(looks)
    }

    /// Reads to the end of the statement that begins at `start`; None when nothing but comments is there.
    fn statement(&mut self, start: usize) -> Option<Piece> {
        let mut tokens = Vec::new();
        let mut blocks = Blocks::default();
        let mut at_semicolon = self.read(&mut tokens, &mut blocks);
        blocks.finish();
        if self.lexer.position >= self.text.len() && !at_semicolon && blocks.unbalanced() {
            self.plain = true;
            self.whole = false;
            self.lexer.restart(start);
            tokens.clear();
            at_semicolon = self.read(&mut tokens, &mut Blocks::default());
        }
        if at_semicolon && copies_from_stdin(&tokens, self.text) {
            self.queued = self.data();
        }
        self.piece(tokens)
    }

    /// The lines up to `\.` that feed a COPY.
    fn data(&mut self) -> Option<Piece> {
        let start = self.text.len().min(line_end(self.text, self.lexer.position));
        let start = start + self.rest(start).bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).take(2).count();
        if !self.data_ends {
            return None;
        }
        let mut at = start;
        for line in self.rest(start).split_inclusive('\n') {
            if line.trim_end() == "\\." {
                self.lexer.restart(at + line.len());
                let end = at.max(start);
                return (end > start).then(|| Piece { kind: PieceKind::Data, start, end, tokens: Vec::new() });
            }
            at += line.len();
        }
        self.data_ends = false;
        None
    }

    /// Adds the tokens up to the end of the statement; says whether a semicolon ended it.
    fn read(&mut self, tokens: &mut Vec<Token>, blocks: &mut Blocks) -> bool {
        let mut significant = false;
        loop {
            self.lexer.skip_whitespace();
            let at = self.lexer.position;
            if at >= self.text.len() {
                return false;
            }
            if let Some(delimiter) = self.delimiter.filter(|&delimiter| self.rest(at).starts_with(delimiter)) {
                self.lexer.restart(at + delimiter.len());
                return false;
            }
            if let Some(end) = self.separator(at, blocks.open() || !significant) {
                self.lexer.restart(end);
                return false;
            }
            // psql's `\gset` at the end of a statement is a command by itself.
            if significant && self.text.as_bytes()[at] == b'\\' {
                return false;
            }
            if !significant && !tokens.is_empty() && self.command(at).is_some() {
                tokens.clear();
                return false;
            }
            let Some(token) = self.lexer.next_token() else {
                return false;
            };
            let token = self.cut_at_delimiter(token);
            if token.kind == TokenKind::Comment {
                if self.ends_at_annotation(token, significant) {
                    return false;
                }
                significant |= is_versioned(token, self.text);
                tokens.push(token);
                continue;
            }
            significant = true;
            let semicolon = token.is_punctuation(self.text, b';');
            if !self.plain {
                blocks.read(token, self.text, self.lexing);
            }
            if semicolon && !self.whole && !blocks.open() {
                return true;
            }
            tokens.push(token);
        }
    }

    /// MySQL reads `END$$` as END and a delimiter, though `$` may be part of a name.
    fn cut_at_delimiter(&mut self, mut token: Token) -> Token {
        if let Some(delimiter) = self.delimiter
            && token.kind == TokenKind::Word
            && let Some(length) = token.text(self.text).find(delimiter).filter(|&length| length > 0)
        {
            token.end = token.start + length;
            self.lexer.position = token.end;
        }
        token
    }

    fn ends_at_annotation(&mut self, comment: Token, significant: bool) -> bool {
        match annotation(comment.text(self.text)) {
            Some(Annotation::StatementBegin) => {
                self.whole = true;
                significant
            }
            Some(Annotation::StatementEnd) => {
                self.whole = false;
                true
            }
            Some(Annotation::Up | Annotation::Down) => {
                self.whole = false;
                significant
            }
            None => false,
        }
    }

    fn piece(&self, mut tokens: Vec<Token>) -> Option<Piece> {
        let text = self.text;
        let idle = |token: &Token| {
            token.is_punctuation(text, b';') || token.kind == TokenKind::Comment && !is_versioned(*token, text)
        };
        while tokens.last().is_some_and(idle) {
            tokens.pop();
        }
        let leading = tokens.iter().take_while(|token| idle(token)).count();
        tokens.drain(..leading);
        let (start, end) = (tokens.first()?.start, tokens.last()?.end);
        let kind = match tokens.iter().all(|token| token.kind == TokenKind::Comment) {
            true => PieceKind::Directive,
            false => PieceKind::Statement,
        };
        Some(Piece { kind, start, end, tokens })
    }
}

fn copies_from_stdin(tokens: &[Token], text: &str) -> bool {
    let mut words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    if !words.next().is_some_and(|word| word.is_word(text, "copy")) {
        return false;
    }
    words.any(|word| word.is_word(text, "from")) && words.next().is_some_and(|word| word.is_word(text, "stdin"))
}

/// MySQL's `/*!40101 … */` and MariaDB's `/*M!…*/`.
fn is_versioned(token: Token, text: &str) -> bool {
    let comment = token.text(text);
    comment.starts_with("/*!") || comment.starts_with("/*M!")
}
