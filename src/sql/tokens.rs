//! The lexer: SQL text to tokens with exact byte spans, for every dialect and for text that is not quite SQL yet.
//! It never fails: whatever it does not know is `Other`, whatever never ends is `Unterminated`. Linear in the text.

use super::lexing::{Lexing, is_clause_word};
use super::templates::template_end;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Number,
    String,
    QuotedIdentifier,
    DollarString,
    Comment,
    /// `?`, `$1`, `:name`, `@p1`, `%s`, `%(name)s`
    Placeholder,
    /// `{{ … }}`, `#{name}`, `${name}`, `{name}`: text that another program will fill in.
    Template,
    /// `{% … %}`, `{# … #}`, and the `{{ if … }}`, `{{ end }}` of Go templates.
    TemplateControl,
    Operator,
    /// One bracket, comma, semicolon or dot.
    Punctuation,
    /// A string, quoted identifier, dollar string or block comment that runs to the end of the text.
    Unterminated,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    pub fn is_word(&self, text: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(text).eq_ignore_ascii_case(word)
    }

    pub fn is_punctuation(&self, text: &str, sign: u8) -> bool {
        self.kind == TokenKind::Punctuation && text.as_bytes()[self.start] == sign
    }
}

pub fn lex(text: &str, lexing: &Lexing) -> Vec<Token> {
    let mut lexer = Lexer::new(text, lexing, 0);
    std::iter::from_fn(|| lexer.next_token()).collect()
}

/// Two and three byte operators, longest first. One-byte operators need no list.
const OPERATORS: &[&str] = &[
    "!~~*", "<=>", "<->", "<#>", "->>", "#>>", "-|-", "||/", "!~~", "!~*", "~~*", "@@@", "::", ":=", "=>", "<=", ">=",
    "<>", "!=", "==", "<<", ">>", "||", "&&", "->", "#>", "#-", "@>", "<@", "@?", "@@", "~*", "!~", "~~", "^@", "|/",
    "&<", "&>", "**", "+=", "-=", "*=", "/=",
];

pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    pub(super) bytes: &'t [u8],
    pub(super) lexing: &'t Lexing,
    pub(super) position: usize,
    /// Whether the last token can be the left side of an operator: tells `a ? 'b'` from `a = ?`.
    pub(super) after_operand: bool,
    /// Open brackets; true for `[` that subscripts, where a colon is a slice.
    pub(super) brackets: Vec<bool>,
    /// No template opens before this offset: a failed scan is not repeated, which keeps the lexer linear.
    no_template_before: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, lexing: &'t Lexing, position: usize) -> Self {
        Lexer {
            text,
            bytes: text.as_bytes(),
            lexing,
            position,
            after_operand: false,
            brackets: Vec::new(),
            no_template_before: 0,
        }
    }

    /// Moves to another place, as if a statement began there.
    pub(super) fn restart(&mut self, position: usize) {
        self.position = position;
        self.after_operand = false;
        self.brackets.clear();
    }

    pub(super) fn skip_whitespace(&mut self) {
        while let Some(c) = self.text[self.position..].chars().next() {
            if !(c.is_whitespace() || c == '\u{feff}' || c == '\0') {
                break;
            }
            self.position += c.len_utf8();
        }
    }

    pub(super) fn next_token(&mut self) -> Option<Token> {
        self.skip_whitespace();
        let start = self.position;
        let first = *self.bytes.get(start)?;
        let (kind, end) = self.scan(start, first);
        self.position = end;
        let token = Token { kind, start, end };
        self.remember(token, first);
        Some(token)
    }

    fn remember(&mut self, token: Token, first: u8) {
        match token.kind {
            TokenKind::Comment | TokenKind::TemplateControl => {}
            TokenKind::Word => self.after_operand = !is_clause_word(token.text(self.text)),
            TokenKind::Operator | TokenKind::Other => self.after_operand = false,
            TokenKind::Punctuation => {
                match first {
                    b'[' => self.brackets.push(self.after_operand),
                    b'(' | b'{' => self.brackets.push(false),
                    b')' | b']' | b'}' => drop(self.brackets.pop()),
                    b';' => self.brackets.clear(),
                    _ => {}
                }
                self.after_operand = matches!(first, b')' | b']' | b'}');
            }
            _ => self.after_operand = true,
        }
    }

    pub(super) fn at(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    fn scan(&mut self, start: usize, first: u8) -> (TokenKind, usize) {
        use TokenKind::*;
        let next = self.at(start + 1);
        let may_open = first == b'{' || first == b'$' || first == b'#' && !self.lexing.hash_comments;
        if may_open
            && self.lexing.templates
            && let Some(found) = self.template(start)
        {
            return found;
        }
        match first {
            b'-' if next == b'-' && !self.is_double_minus(start) => (Comment, self.line_end(start)),
            b'#' if self.lexing.hash_comments || self.opens_hash_line(start) => (Comment, self.line_end(start)),
            b'/' if next == b'/' && self.lexing.slash_comments => (Comment, self.line_end(start)),
            b'/' if next == b'*' => self.block_comment(start),
            b'\'' => self.quoted(start, b'\'', self.lexing.backslash_escapes, String),
            b'"' if self.lexing.double_quoted_strings => {
                self.quoted(start, b'"', self.lexing.backslash_escapes, String)
            }
            b'"' => self.quoted(start, b'"', false, QuotedIdentifier),
            b'`' if self.lexing.backtick_identifiers => self.quoted(start, b'`', false, QuotedIdentifier),
            b'[' if self.lexing.bracket_identifiers && self.opens_bracket_identifier(start) => {
                self.quoted(start, b']', false, QuotedIdentifier)
            }
            b'$' => self.dollar(start),
            b'0'..=b'9' => self.number(start),
            b'.' if next.is_ascii_digit() && !self.is_glued(start) => self.number(start),
            b'?' => self.question_mark(start),
            b':' => self.colon(start),
            b'@' => self.at_sign(start),
            b'%' => self.percent(start),
            b'#' if self.lexing.hash_words && (is_word_byte(next) || next == b'#') => (Word, self.word_end(start + 1)),
            b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';' | b'.' => (Punctuation, start + 1),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => self.word(start),
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'~' | b'!' | b'#' | b'^' | b'&' | b'|' => {
                (Operator, self.operator_end(start))
            }
            0x80.. => match self.word_end(start) {
                end if end > start => (Word, end),
                _ => (Other, start + self.char_width(start)),
            },
            _ => (Other, start + 1),
        }
    }

    fn char_width(&self, at: usize) -> usize {
        self.text[at..].chars().next().map_or(1, char::len_utf8)
    }

    pub(super) fn line_end(&self, from: usize) -> usize {
        line_end(self.text, from)
    }

    /// MySQL reads `5--1` as a subtraction: there a comment wants a space after the dashes.
    /// People forget the space before words, so only a number counts.
    fn is_double_minus(&self, start: usize) -> bool {
        self.lexing.hash_comments && self.after_operand && self.at(start + 2).is_ascii_digit()
    }

    /// Licences and migration tools write `# …` lines into any SQL; as an operator `#` does not begin a line.
    fn opens_hash_line(&self, start: usize) -> bool {
        let opens = start.checked_sub(1).is_none_or(|at| self.bytes[at] == b'\n');
        opens && matches!(self.at(start + 1), 0 | b' ' | b'\n' | b'\r' | b'!')
    }

    fn block_comment(&self, start: usize) -> (TokenKind, usize) {
        let (mut at, mut depth) = (start + 2, 1usize);
        while at + 1 < self.bytes.len() {
            match (self.bytes[at], self.bytes[at + 1]) {
                (b'*', b'/') => {
                    at += 2;
                    depth -= 1;
                    if depth == 0 {
                        return (TokenKind::Comment, at);
                    }
                }
                (b'/', b'*') if self.lexing.nested_comments => {
                    at += 2;
                    depth += 1;
                }
                _ => at += 1,
            }
        }
        (TokenKind::Unterminated, self.bytes.len())
    }

    /// A literal whose opening quote lies at `open`; a doubled quote is one quote inside.
    fn quoted(&mut self, open: usize, quote: u8, backslash: bool, kind: TokenKind) -> (TokenKind, usize) {
        if self.lexing.triple_quotes && self.at(open + 1) == quote && self.at(open + 2) == quote {
            return self.triple_quoted(open, quote, kind);
        }
        let mut at = open + 1;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte == quote && self.at(at + 1) == quote {
                at += 2;
            } else if byte == quote {
                return (kind, at + 1);
            } else if byte == b'\\' && backslash {
                at += 1 + self.text.get(at + 1..).map_or(1, |_| self.char_width(at + 1));
            } else if byte == b'{' && self.lexing.templates {
                at = self.template_inside_quotes(at).unwrap_or(at + 1);
            } else {
                at += 1;
            }
        }
        (TokenKind::Unterminated, self.bytes.len())
    }

    fn triple_quoted(&self, open: usize, quote: u8, kind: TokenKind) -> (TokenKind, usize) {
        let closing = [quote; 3];
        let mut at = open + 3;
        while at < self.bytes.len() {
            if self.bytes[at..].starts_with(&closing) {
                return (kind, at + 3);
            }
            at += if self.bytes[at] == b'\\' { 2 } else { 1 };
        }
        (TokenKind::Unterminated, self.bytes.len())
    }

    fn opens_bracket_identifier(&self, start: usize) -> bool {
        let previous = start.checked_sub(1).map_or(0, |at| self.bytes[at]);
        !is_word_byte(previous) && !matches!(previous, b']' | b')')
    }

    /// Whether a name or an operand touches what begins at `start`.
    pub(super) fn is_glued(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map_or(0, |at| self.bytes[at]);
        is_word_byte(before) || matches!(before, b')' | b']' | b'"' | b'\'' | b'`' | b'.')
    }

    fn number(&self, start: usize) -> (TokenKind, usize) {
        let digits = |mut at: usize| {
            while self.at(at).is_ascii_digit() || self.at(at) == b'_' && self.at(at + 1).is_ascii_digit() {
                at += 1;
            }
            at
        };
        if self.at(start) == b'0' && matches!(self.at(start + 1), b'x' | b'X' | b'b' | b'B' | b'o') {
            return (TokenKind::Number, self.word_end(start));
        }
        let mut end = digits(start);
        if self.at(end) == b'.' && self.at(end + 1) != b'.' {
            end = digits(end + 1);
        }
        let sign = usize::from(matches!(self.at(end + 1), b'+' | b'-'));
        if matches!(self.at(end), b'e' | b'E') && self.at(end + 1 + sign).is_ascii_digit() {
            end = digits(end + 1 + sign);
        }
        match self.word_end(end) {
            // `2fa_codes`: MySQL and SQLite let a name begin with a digit.
            longer if longer > end => (TokenKind::Word, longer),
            _ => (TokenKind::Number, end),
        }
    }

    fn word(&mut self, start: usize) -> (TokenKind, usize) {
        let end = self.word_end(start);
        let quote = self.at(end);
        if quote != b'\'' && !(quote == b'"' && self.lexing.double_quoted_strings) {
            if quote == b'&' && self.at(end + 1) == b'\'' && end == start + 1 && matches!(self.at(start), b'u' | b'U') {
                return self.quoted(end + 1, b'\'', false, TokenKind::String);
            }
            return (TokenKind::Word, end);
        }
        match self.text[start..end].to_ascii_lowercase().as_str() {
            "e" => self.quoted(end, quote, true, TokenKind::String),
            "b" | "x" | "n" => self.quoted(end, quote, self.lexing.backslash_escapes, TokenKind::String),
            "r" | "rb" | "br" if self.lexing.triple_quotes => self.quoted(end, quote, true, TokenKind::String),
            "q" | "nq" if quote == b'\'' && self.lexing.plsql => self.alternative_quoted(end),
            _ => (TokenKind::Word, end),
        }
    }

    /// Oracle's `q'[it's]'`.
    fn alternative_quoted(&self, open: usize) -> (TokenKind, usize) {
        let Some(opening) = self.text[open + 1..].chars().next() else {
            return (TokenKind::Unterminated, self.bytes.len());
        };
        let closing = match opening {
            '[' => ']',
            '(' => ')',
            '{' => '}',
            '<' => '>',
            other => other,
        };
        let body = open + 1 + opening.len_utf8();
        match self.text[body..].find(&format!("{closing}'")) {
            Some(offset) => (TokenKind::String, body + offset + closing.len_utf8() + 1),
            None => (TokenKind::Unterminated, self.bytes.len()),
        }
    }

    pub(super) fn word_end(&self, from: usize) -> usize {
        let mut at = from;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if is_word_byte(byte) || byte == b'#' && self.lexing.hash_words && at > from {
                at += 1;
            } else if byte >= 0x80 {
                match self.text[at..].chars().next() {
                    Some(c) if !c.is_whitespace() && c != '\u{feff}' => at += c.len_utf8(),
                    _ => break,
                }
            } else {
                break;
            }
        }
        at
    }

    pub(super) fn operator_end(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let known = OPERATORS.iter().find(|operator| rest.starts_with(operator.as_bytes()));
        match known {
            // `a<@p1` compares with a parameter wherever PostgreSQL's "is contained by" is unknown.
            Some(&"<@") if !self.lexing.question_operators => start + 1,
            // `a=-1`, `a*--comment`: a minus or a comment is never swallowed by the sign before it.
            Some(operator) => start + operator.len(),
            None => start + 1,
        }
    }

    fn template(&mut self, start: usize) -> Option<(TokenKind, usize)> {
        if start < self.no_template_before {
            return None;
        }
        match template_end(self.bytes, start) {
            Ok(found) => Some(found),
            Err(stopped) => {
                self.no_template_before = stopped;
                None
            }
        }
    }

    fn template_inside_quotes(&mut self, start: usize) -> Option<usize> {
        let opens = matches!(self.at(start + 1), b'{' | b'%');
        let (_, end) = self.template(start).filter(|_| opens)?;
        let inside = self.text[start + 2..end].trim_start_matches(['-', '+', ' ']);
        inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$')).then_some(end)
    }
}

pub(super) fn line_end(text: &str, from: usize) -> usize {
    let end = text[from..].find('\n').map_or(text.len(), |offset| from + offset);
    if text[from..end].ends_with('\r') { end - 1 } else { end }
}

pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    fn kinds(text: &str, lexing: Lexing) -> Vec<(TokenKind, &str)> {
        lex(text, &lexing).into_iter().map(|token| (token.kind, token.text(text))).collect()
    }

    fn texts(text: &str, lexing: Lexing) -> Vec<&str> {
        lex(text, &lexing).into_iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn strings_by_dialect() {
        assert_eq!(texts("'it''s' 'x'", Lexing::postgres()), ["'it''s'", "'x'"]);
        assert_eq!(texts(r"'it\'s' 'x'", Lexing::mysql()), [r"'it\'s'", "'x'"]);
        assert_eq!(kinds(r"'a\'b", Lexing::postgres())[0], (String, r"'a\'"));
        let prefixed = [r"E'it\'s'", "X'ff'", "N'é'", "U&'d'", "b'1'"];
        assert_eq!(texts(&prefixed.join(" "), Lexing::postgres()), prefixed);
        assert_eq!(kinds("\"a;b\"", Lexing::mysql()), [(String, "\"a;b\"")]);
        let quoted = ["\"a\"\"b\"", "`c`", "[d e]"].map(|name| (QuotedIdentifier, name));
        assert_eq!(kinds("\"a\"\"b\" `c` [d e]", Lexing::sqlite()), quoted);
        assert_eq!(kinds("q'[it's]' x", Lexing::generic()), [(String, "q'[it's]'"), (Word, "x")]);
        assert_eq!(kinds(r"'''a'b''' r'\d'", Lexing::bigquery()), [(String, "'''a'b'''"), (String, r"r'\d'")]);
        assert_eq!(texts("date'2024-01-01'", Lexing::postgres()), ["date", "'2024-01-01'"]);
    }

    #[test]
    fn dollar_strings_end_at_their_own_tag() {
        let text = "$a$ $$ ; $b$ $a$ x";
        assert_eq!(kinds(text, Lexing::postgres()), [(DollarString, "$a$ $$ ; $b$ $a$"), (Word, "x")]);
        assert_eq!(kinds("$$ a", Lexing::postgres()), [(Unterminated, "$$ a")]);
        assert_eq!(kinds("pg$temp", Lexing::postgres()), [(Word, "pg$temp")]);
    }

    #[test]
    fn comments_by_dialect() {
        assert_eq!(texts("a -- b\nc", Lexing::generic()), ["a", "-- b", "c"]);
        assert_eq!(texts("/* /* */ x */ y", Lexing::postgres()), ["/* /* */ x */", "y"]);
        assert_eq!(kinds("/* /* */ y", Lexing::mysql()), [(Comment, "/* /* */"), (Word, "y")]);
        assert_eq!(kinds("a # b", Lexing::mysql())[1], (Comment, "# b"));
        assert_eq!(kinds("a #> b", Lexing::postgres())[1], (Operator, "#>"));
        assert_eq!(kinds("# Licensed\nx", Lexing::postgres())[0], (Comment, "# Licensed"));
        assert_eq!(texts("5--1", Lexing::mysql()), ["5", "-", "-", "1"]);
        assert_eq!(texts("--DROP x\r\ny", Lexing::mysql()), ["--DROP x", "y"]);
        assert_eq!(kinds("x // y", Lexing::snowflake())[1], (Comment, "// y"));
        assert_eq!(kinds("/* x", Lexing::generic()), [(Unterminated, "/* x")]);
    }

    #[test]
    fn numbers_and_words() {
        let numbers = ["1", "1.5", ".5", "1e-5", "0xFF", "1_000"];
        assert_eq!(texts(&numbers.join(" "), Lexing::generic()), numbers);
        assert_eq!(texts("1..10", Lexing::generic()), ["1", ".", ".", "10"]);
        assert_eq!(kinds("2fa_codes", Lexing::mysql()), [(Word, "2fa_codes")]);
        assert_eq!(texts("a.b.5 é größe #tmp", Lexing::tsql()), ["a", ".", "b", ".", "5", "é", "größe", "#tmp"]);
        assert_eq!(texts("a\u{a0}b", Lexing::generic()), ["a", "b"]);
        let tsql = texts("[dbo].[Order Details] a[1]", Lexing::tsql());
        assert_eq!(tsql, ["[dbo]", ".", "[Order Details]", "a", "[", "1", "]"]);
    }

    #[test]
    fn operators_are_whole() {
        let text = "a::int<=>b->>'c'#>>d||e!~~*f:=-1";
        let mut operators = kinds(text, Lexing::postgres());
        operators.retain(|(kind, _)| *kind == Operator);
        let signs: Vec<_> = operators.into_iter().map(|(_, sign)| sign).collect();
        assert_eq!(signs, ["::", "<=>", "->>", "#>>", "||", "!~~*", ":=", "-"]);
        assert_eq!(texts("a=?", Lexing::mysql()), ["a", "=", "?"]);
    }

    #[test]
    fn templates_are_one_token() {
        let jinja = [(Template, "{{ ref('a}') }}"), (TemplateControl, "{% if x %}"), (TemplateControl, "{# ; #}")];
        assert_eq!(kinds("{{ ref('a}') }}{% if x %}{# ; #}", Lexing::generic()), jinja);
        assert_eq!(kinds("{{- end }}", Lexing::generic())[0].0, TemplateControl);
        let braces = ["{name}", "${x}", "#{y}"].map(|hole| (Template, hole));
        assert_eq!(kinds("{name} ${x} #{y}", Lexing::generic()), braces);
        let quoted = [(String, "'{{ var('x') }}'"), (Word, "y")];
        assert_eq!(kinds("'{{ var('x') }}' y", Lexing::generic()), quoted);
        assert_eq!(kinds("'{{' || x || '}}'", Lexing::generic())[0], (String, "'{{'"));
        assert!(kinds("{'a': {'b': 1}}", Lexing::duckdb()).iter().all(|(kind, _)| *kind != Template));
    }

    #[test]
    fn long_texts_take_linear_time() {
        for unit in ["{{a ", "'{{", "(", "?   ", ":'a", "$a$b", "/*", "--", "{% ", "q'[", "\"{{a\" ", "{{(", "a ? "] {
            let text = unit.repeat(1_000_000 / unit.len());
            assert!(lex(&text, &Lexing::generic()).len() <= text.len(), "{unit}");
        }
    }

    #[test]
    fn anything_lexes() {
        for text in crate::sql::noise::texts(3_000) {
            for &dialect in crate::fact::Dialect::ALL {
                let lexing = Lexing { percent_placeholders: text.len() % 2 == 0, ..Lexing::of(dialect) };
                let mut end = 0;
                for token in lex(&text, &lexing) {
                    assert!(token.start >= end && token.end > token.start, "{text:?}");
                    assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end), "{text:?}");
                    let gap = &text[end..token.start];
                    assert!(
                        gap.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\0'),
                        "{text:?}: {gap:?}"
                    );
                    end = token.end;
                }
            }
        }
    }
}
