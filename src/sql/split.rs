//! Text to statements, by tokens: one bad statement then spoils only itself.
//! Also knows what is between statements: client commands, COPY data, delimiters, batches, down-migrations.

use std::ops::Range;

use super::blocks::Blocks;
use super::lexing::Lexing;
use super::rows::LongLists;
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
    /// The rows of long VALUES lists, which are not to be parsed.
    pub elided: Vec<Range<usize>>,
}

impl Piece {
    fn without_tokens(kind: PieceKind, start: usize, end: usize) -> Self {
        Self { kind, start, end, tokens: Vec::new(), elided: Vec::new() }
    }
}

/// The pieces of a text, one at a time: memory follows the largest statement. With `forget` the plain rows of long
/// VALUES lists have no tokens.
pub fn pieces<'t>(text: &'t str, lexing: &'t Lexing, forget: bool) -> impl Iterator<Item = Piece> + 't {
    Splitter {
        text,
        lexing,
        forget,
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

/// What goose, sql-migrate, dbmate, tern, MyBatis and Play write in comments.
fn annotation(comment: &str) -> Option<Annotation> {
    let comment = comment.trim();
    let words =
        comment.strip_prefix("--").or_else(|| comment.strip_prefix('#'))?.trim_start_matches(['-', ' ', '\t', '/']);
    if comment.starts_with("----") && words.to_ascii_lowercase().starts_with("create above / drop below") {
        return Some(Annotation::Down);
    }
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
    forget: bool,
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
                let end = start + self.text[start..end].trim_end().len();
                return Some(Piece::without_tokens(kind, start, end));
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

    /// A line for the client, where a statement could begin. (It never looks for the end of the line: a dump may be one line.)
    fn command(&self, start: usize) -> Option<PieceKind> {
        let rest = self.rest(start);
        match rest.as_bytes()[0] {
            b'\\' => Some(PieceKind::MetaCommand),
            b'.' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => Some(PieceKind::MetaCommand),
            b':' => {
                let known = [":setvar", ":r ", ":on ", ":connect", ":out"];
                known.iter().any(|known| rest.starts_with(known)).then_some(PieceKind::MetaCommand)
            }
            b'd' | b'D' => {
                let (word, after) = rest.split_at_checked("delimiter".len())?;
                let delimiter = after.trim_start_matches([' ', '\t']);
                let named =
                    delimiter.len() < after.len() && !delimiter.starts_with(['\r', '\n']) && !delimiter.is_empty();
                (named && word.eq_ignore_ascii_case("delimiter")).then_some(PieceKind::Delimiter)
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
        let mut lists = LongLists::new(self.forget);
        let mut at_semicolon = self.read(&mut tokens, &mut blocks, &mut lists);
        blocks.finish();
        if self.lexer.position >= self.text.len() && !at_semicolon && blocks.unbalanced() {
            self.plain = true;
            self.whole = false;
            self.lexer.restart(start);
            tokens.clear();
            lists = LongLists::new(self.forget);
            at_semicolon = self.read(&mut tokens, &mut Blocks::default(), &mut lists);
        }
        if at_semicolon && copies_from_stdin(&tokens, self.text) {
            self.queued = self.data();
        }
        self.piece(tokens, lists.elided())
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
                return (end > start).then(|| Piece::without_tokens(PieceKind::Data, start, end));
            }
            at += line.len();
        }
        self.data_ends = false;
        None
    }

    /// Adds the tokens up to the end of the statement; says whether a semicolon ended it.
    fn read(&mut self, tokens: &mut Vec<Token>, blocks: &mut Blocks, lists: &mut LongLists) -> bool {
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
            lists.read(self.text, tokens);
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

    fn piece(&self, mut tokens: Vec<Token>, elided: Vec<Range<usize>>) -> Option<Piece> {
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
        let end = elided.last().map_or(end, |last| end.max(last.end));
        let kind = match tokens.iter().all(|token| token.kind == TokenKind::Comment) {
            true => PieceKind::Directive,
            false => PieceKind::Statement,
        };
        Some(Piece { kind, start, end, tokens, elided })
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

#[cfg(test)]
mod tests {
    use super::*;

    impl Piece {
        fn text<'t>(&self, text: &'t str) -> &'t str {
            &text[self.start..self.end]
        }
    }

    fn split(text: &str, lexing: &Lexing) -> Vec<Piece> {
        pieces(text, lexing, true).collect()
    }

    fn texts(text: &str, lexing: Lexing) -> Vec<&str> {
        split(text, &lexing).into_iter().map(|piece| piece.text(text)).collect()
    }

    fn kinds(text: &str, lexing: Lexing) -> Vec<(PieceKind, &str)> {
        split(text, &lexing).into_iter().map(|piece| (piece.kind, piece.text(text))).collect()
    }

    /// Splits text made of these pieces, each ended by a semicolon and a newline, into just these pieces.
    #[track_caller]
    fn keeps(pieces: &[&str], lexing: Lexing) {
        let text: String = pieces.iter().map(|piece| format!("{piece};\n\n")).collect();
        assert_eq!(texts(&text, lexing), pieces);
    }

    #[test]
    fn semicolons_end_statements() {
        assert_eq!(texts("SELECT 1; ;\n-- done;\nSELECT ';' -- x;\n", Lexing::generic()), ["SELECT 1", "SELECT ';'"]);
        assert_eq!(texts("/* a; */ SELECT /* b; */ 1 /* c */ ; -- d", Lexing::generic()), ["SELECT /* b; */ 1"]);
        assert_eq!(texts("\u{feff}SELECT \"a;b\"", Lexing::generic()), ["SELECT \"a;b\""]);
        assert_eq!(texts(" -- nothing\n;;", Lexing::generic()), [""; 0]);
        let piece = split("SELECT 1;", &Lexing::generic()).remove(0);
        assert_eq!((piece.start, piece.end, piece.tokens.len()), (0, 8, 2));
    }

    #[test]
    fn transactions_are_statements() {
        for lexing in [Lexing::generic(), Lexing::postgres(), Lexing::sqlite(), Lexing::tsql()] {
            keeps(&["BEGIN", "UPDATE t SET a = 1", "COMMIT"], lexing);
            keeps(&["BEGIN TRANSACTION", "SELECT CASE WHEN a THEN 1 END FROM t", "END"], lexing);
            keeps(&["BEGIN IMMEDIATE", "DELETE FROM t", "END TRANSACTION"], lexing);
            keeps(&["BEGIN ISOLATION LEVEL SERIALIZABLE", "DELETE FROM t", "ROLLBACK"], lexing);
        }
    }

    #[test]
    fn postgres_bodies() {
        keeps(
            &[
                "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN a; b; END; $$ LANGUAGE plpgsql",
                "DO $do$ BEGIN EXECUTE $x$ SELECT 1; $x$; END $do$",
                "CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql RETURN CASE WHEN a IS NULL THEN 1 ELSE a END",
                "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT CASE a WHEN 1 THEN 2 END; END",
                "CREATE TRIGGER x AFTER INSERT ON t REFERENCING NEW TABLE AS n FOR EACH ROW EXECUTE FUNCTION f()",
                "ALTER FUNCTION f() OWNER TO me",
                "SELECT 1",
            ],
            Lexing::postgres(),
        );
    }

    #[test]
    fn mysql_bodies() {
        let pieces = [
            "CREATE PROCEDURE p(IN a INT) BEGIN DECLARE b INT; IF a > 1 THEN SET b = 1; ELSEIF a = 0 THEN SET b = 2; END IF; \
             WHILE b > 0 DO SET b = b - 1; END WHILE; CASE a WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; END",
            "CREATE DEFINER=`root`@`localhost` TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET NEW.a = IF(NEW.b, 1, 2); END",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN read_loop: LOOP LEAVE read_loop; END LOOP; REPEAT SELECT 1; UNTIL 1 END REPEAT; END",
            "CREATE TRIGGER u BEFORE INSERT ON x FOR EACH ROW SET NEW.a = 1",
            "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = IF(a, 1, 2)",
        ];
        keeps(&pieces, Lexing::mysql());
        keeps(&pieces, Lexing::generic());
    }

    #[test]
    fn sqlite_and_block_statements() {
        keeps(
            &[
                "CREATE TRIGGER t AFTER UPDATE OF a ON b BEGIN UPDATE c SET d = CASE WHEN 1 THEN 2 END; SELECT NEW.end; END",
                "CREATE TABLE x (a)",
            ],
            Lexing::sqlite(),
        );
        keeps(&["BEGIN INSERT INTO t VALUES (1); IF a THEN SELECT 1; END IF; END", "SELECT 2"], Lexing::bigquery());
        keeps(&["IF a > 1 THEN SELECT 1; ELSE SELECT 2; END IF", "SELECT 3"], Lexing::bigquery());
        keeps(&["FOR x IN (SELECT 1) DO SELECT x; END FOR", "SELECT 3"], Lexing::bigquery());
    }

    #[test]
    fn oracle_bodies() {
        let text = "CREATE OR REPLACE FUNCTION f RETURN NUMBER IS\n  v NUMBER;\nBEGIN\n  RETURN v;\nEND f;\n/\n\
                    CREATE PACKAGE BODY k AS\n PROCEDURE p IS BEGIN NULL; END p;\nEND k;\n/\nSELECT 1 FROM dual\n/\n";
        let pieces = texts(text, Lexing::generic());
        assert_eq!(pieces.len(), 3, "{pieces:?}");
        assert!(pieces[0].ends_with("END f") && pieces[1].ends_with("END k"));
        assert_eq!(texts("SELECT a\n/ 2 FROM t", Lexing::generic()).len(), 1);
    }

    #[test]
    fn batches_end_at_go() {
        let text = "CREATE PROC dbo.p @a INT AS\nSELECT 1;\nIF @a = 1\nBEGIN\n SELECT 2;\nEND\nIF @a = 2 SELECT 3;\nGO\nSELECT [GO];\ngo 5\nSELECT 4\n";
        for lexing in [Lexing::tsql(), Lexing::generic()] {
            let pieces = texts(text, lexing);
            assert_eq!(pieces.len(), 3, "{pieces:?}");
            assert!(pieces[0].starts_with("CREATE PROC") && pieces[0].ends_with("SELECT 3"));
            assert_eq!(pieces[1..], ["SELECT [GO]", "SELECT 4"]);
        }
        assert_eq!(texts("SELECT a\ngo\nFROM t", Lexing::postgres()).len(), 1);
    }

    #[test]
    fn delimiters_end_statements() {
        let text = "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n SELECT 1;\nEND$$\nDELIMITER ;\nCALL p();";
        for lexing in [Lexing::mysql(), Lexing::generic()] {
            let pieces = kinds(text, lexing);
            let kinds: Vec<_> = pieces.iter().map(|piece| piece.0).collect();
            assert_eq!(kinds, [PieceKind::Delimiter, PieceKind::Statement, PieceKind::Delimiter, PieceKind::Statement]);
            assert!(pieces[1].1.ends_with("END"));
            assert_eq!(pieces[3].1, "CALL p()");
        }
        let text = "-- x\ndelimiter d//\nCREATE PROCEDURE p() BEGIN a; END;\nd//\nSELECT 1;\nSELECT 2";
        assert_eq!(texts(text, Lexing::mysql())[1..], ["CREATE PROCEDURE p() BEGIN a; END", "SELECT 1", "SELECT 2"]);
        assert_eq!(texts("DELIMITER ;;\nSELECT 1 ;;\nDELETE FROM delimiter ;;", Lexing::mysql()).len(), 3);
    }

    #[test]
    fn commands_are_not_sql() {
        use PieceKind::*;
        let text = "\\set id 1\n\\i 'it''s.sql'\nSELECT :id \\gset\nSELECT 2;\n";
        let expected = [
            (MetaCommand, "\\set id 1"),
            (MetaCommand, "\\i 'it''s.sql'"),
            (Statement, "SELECT :id"),
            (MetaCommand, "\\gset"),
            (Statement, "SELECT 2"),
        ];
        assert_eq!(kinds(text, Lexing::postgres()), expected);
        assert_eq!(
            kinds("-- a\n.mode csv\nSELECT 1", Lexing::sqlite()),
            [(MetaCommand, ".mode csv"), (Statement, "SELECT 1")]
        );
        assert_eq!(kinds(":setvar a b\nSELECT 1", Lexing::tsql())[0], (MetaCommand, ":setvar a b"));
    }

    #[test]
    fn copy_data_is_skipped() {
        let text = "COPY public.t (a, b) FROM stdin;\n1\tit's; \\N\n2\t\"\n\\.\n\nSELECT 1;\nCOPY t TO stdout;\nCOPY u FROM STDIN WITH (FORMAT csv);\n\\.\n";
        let pieces = kinds(text, Lexing::postgres());
        assert_eq!(pieces[1], (PieceKind::Data, "1\tit's; \\N\n2\t\"\n"));
        let statements: Vec<_> = pieces.iter().filter(|piece| piece.0 == PieceKind::Statement).collect();
        assert_eq!(statements.len(), 4, "{pieces:?}");
        assert_eq!(pieces.len(), 5);
        assert_eq!(texts("COPY t FROM stdin; SELECT 1; SELECT 2;", Lexing::postgres()).len(), 3);
    }

    #[test]
    fn versioned_comments() {
        let text = "/*!40101 SET NAMES utf8 */;\n/*!50003 CREATE*/ /*!50003 TRIGGER a BEGIN ; END */;\nCREATE TABLE t (a int) /*!50100 PARTITION BY HASH (a) */;\n/*M! x */";
        let pieces = kinds(text, Lexing::mysql());
        assert_eq!(pieces.len(), 4);
        assert_eq!(pieces[0], (PieceKind::Directive, "/*!40101 SET NAMES utf8 */"));
        assert_eq!(pieces[1].0, PieceKind::Directive);
        assert!(pieces[2].0 == PieceKind::Statement && pieces[2].1.ends_with("(a) */"));
    }

    #[test]
    fn migrations_say_where_down_begins() {
        let goose = "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() a; b; c;\n-- +goose StatementEnd\nSELECT 1\n-- +goose Down\nDROP TABLE t;\n";
        assert_eq!(texts(goose, Lexing::mysql()), ["CREATE FUNCTION f() a; b; c", "SELECT 1", "DROP TABLE t"]);
        assert_eq!(down_section(goose), goose.find("-- +goose Down"));
        for text in [
            "SELECT 1;\n--  +migrate down\nx",
            "SELECT 1;\n-- migrate:down transaction:false\n",
            "SELECT 1;\n# --- !Downs\n",
            "SELECT 1;\n--//@UNDO\n",
            "SELECT 1;\n---- create above / drop below ----\n",
        ] {
            assert_eq!(down_section(text), Some(10), "{text}");
        }
        assert_eq!(down_section("-- migrate:up\nSELECT '-- migrate:down'; -- the way down\n"), None);
    }

    #[test]
    fn misread_blocks_cost_nothing_but_themselves() {
        let text = "BEGIN\nUPDATE t SET a = 1;\nDELETE FROM t;\nCOMMIT;\nSELECT 1;";
        assert_eq!(
            texts(text, Lexing::postgres()),
            ["BEGIN\nUPDATE t SET a = 1", "DELETE FROM t", "COMMIT", "SELECT 1"]
        );
        let text = "CREATE FUNCTION f(a) AS a + 1;\nSELECT 1;";
        assert_eq!(texts(text, Lexing::generic()).len(), 2);
        assert_eq!(texts("SELECT 'a;\nSELECT 2;", Lexing::generic()).len(), 1);
    }

    #[test]
    fn templates_hide_their_semicolons() {
        assert_eq!(
            texts("SELECT {{ f(';') }};{# ; ' #}SELECT 2", Lexing::generic()),
            ["SELECT {{ f(';') }}", "{# ; ' #}SELECT 2"]
        );
    }

    #[test]
    fn anything_splits() {
        for text in crate::sql::noise::texts(3_000) {
            let down = down_section(&text);
            assert!(down.is_none_or(|at| text.is_char_boundary(at)));
            for &dialect in crate::fact::Dialect::ALL {
                let mut end = 0;
                for piece in split(&text, &Lexing::of(dialect)) {
                    assert!(piece.start >= end && piece.end > piece.start, "{dialect:?} {text:?}");
                    assert!(text.get(piece.start..piece.end).is_some(), "{dialect:?} {text:?}");
                    assert!(piece.tokens.iter().all(|token| token.start >= piece.start && token.end <= piece.end));
                    assert!(piece.tokens.is_sorted_by(|a, b| a.end <= b.start), "{dialect:?} {text:?}");
                    end = piece.end;
                }
            }
        }
    }
}
