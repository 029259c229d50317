//! What is not SQL yet: placeholders and templates. Each is replaced by something a parser reads, byte for byte as long,
//! and remembered as a hole; so an offset in the masked text is an offset in the text.

use super::lexing::{Lexing, is_clause_word};
use super::split::{Piece, PieceKind, pieces};
use super::templates::{brace_end, percent_end, template_end};
use super::tokens::{Token, TokenKind, is_word_byte};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    QuestionMark,
    Dollar,
    Colon,
    At,
    Percent,
    NamedPercent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoleKind {
    Placeholder(Style),
    /// `{{ … }}`
    Template,
    /// `{% … %}`, `{# … #}`, and the branches that are left out: of `{% if %}` only the first is read.
    TemplateControl,
    /// `{name}`, `${name}`, `#{name}`
    Brace,
}

/// What stands in the masked text instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// A placeholder the parser knows.
    Value,
    /// A name that nothing else in the text has.
    Identifier,
    /// `(?)`, after IN and VALUES; it may also cover a space before and after the hole.
    List,
    /// Spaces: the hole stands for a clause, or for nothing.
    Blank,
    /// The text as it was.
    Kept,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    pub start: usize,
    pub end: usize,
    pub kind: HoleKind,
    pub name: Option<String>,
    /// Lies inside a string literal.
    pub quoted: bool,
    /// Stands for a name or a part of one: inside a quoted identifier, glued to a word, after FROM and its like.
    pub identifier: bool,
    pub stand_in: StandIn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub text: String,
    /// In the order of the text.
    pub holes: Vec<Hole>,
}

/// Masks a whole file or one statement. Comments, COPY data and client commands stay as they are.
/// Mask first and split the masked text: templates may hold semicolons and quotes.
pub fn mask(text: &str, lexing: &Lexing) -> Masked {
    let mut mask = Mask { text, lexing, bytes: text.as_bytes().to_vec(), holes: Vec::new(), names: 0, skipped: None };
    for piece in pieces(text, lexing) {
        if piece.kind == PieceKind::Statement {
            mask.cover_piece(&piece);
        }
    }
    let Mask { bytes, holes, .. } = mask;
    Masked { text: String::from_utf8(bytes).expect("only whole characters are replaced, by ASCII"), holes }
}

struct Mask<'t> {
    text: &'t str,
    lexing: &'t Lexing,
    bytes: Vec<u8>,
    holes: Vec<Hole>,
    /// How many identifiers were made up.
    names: usize,
    /// A branch being left out.
    skipped: Option<Skipped>,
}

struct Skipped {
    start: usize,
    /// The blocks opened since.
    depth: usize,
}

impl Mask<'_> {
    fn cover_piece(&mut self, piece: &Piece) {
        let tokens: Vec<Token> =
            piece.tokens.iter().filter(|token| token.kind != TokenKind::Comment).copied().collect();
        let mut before = None;
        for (index, token) in tokens.iter().enumerate() {
            if token.kind == TokenKind::TemplateControl {
                self.control(*token);
                continue;
            }
            if self.skipped.is_some() {
                continue;
            }
            match token.kind {
                TokenKind::Placeholder => self.placeholder(*token, before, tokens.get(index + 1)),
                TokenKind::Template => self.template(*token, before, tokens.get(index + 1)),
                TokenKind::String | TokenKind::DollarString => self.inside(*token, true),
                TokenKind::QuotedIdentifier => self.inside(*token, false),
                TokenKind::Operator => self.operator(*token),
                _ => {}
            }
            before = Some(*token).filter(|token| !token.is_punctuation(self.text, b';'));
        }
    }

    fn at(&self, offset: usize) -> u8 {
        self.text.as_bytes().get(offset).copied().unwrap_or(0)
    }

    fn fill(&mut self, start: usize, end: usize, stand_in: &str) {
        let mut letters = stand_in.bytes();
        for at in start..end {
            self.bytes[at] = match letters.next() {
                Some(letter) => letter,
                None if self.at(at) == b'\n' => b'\n',
                None => b' ',
            };
        }
    }

    /// Lines stay where they are, unless the name has to reach what is glued to its end.
    fn fill_identifier(&mut self, start: usize, end: usize) {
        let first_line = self.text[start..end].find('\n').map_or(end, |offset| start + offset);
        let end = if self.glued_after(end) { end } else { first_line };
        let number = base36(self.names);
        self.names += 1;
        let mut name = format!("q{number}");
        name.truncate(end - start);
        name.extend(std::iter::repeat_n('_', end - start - name.len()));
        self.fill(start, end, &name);
    }

    fn glued_before(&self, start: usize) -> bool {
        let before = start.checked_sub(1).map_or(0, |at| self.text.as_bytes()[at]);
        is_word_byte(before) || before >= 0x80 || before == b'}'
    }

    fn glued_after(&self, end: usize) -> bool {
        let after = self.at(end);
        is_word_byte(after) || after >= 0x80 || after == b'{' || after == b'$' && self.at(end + 1) == b'{'
    }

    /// Glued to a word, part of a qualified name, or after a word that wants a name.
    fn stands_for_name(&self, token: Token, before: Option<Token>) -> bool {
        let dotted = |byte: u8| byte == b'.';
        self.glued_before(token.start)
            || self.glued_after(token.end)
            || dotted(self.at(token.end))
            || token.start.checked_sub(1).is_some_and(|at| dotted(self.at(at)))
            || before.is_some_and(|before| before.kind == TokenKind::Word && wants_name(before.text(self.text)))
    }

    fn placeholder(&mut self, token: Token, before: Option<Token>, after: Option<&Token>) {
        let written = token.text(self.text);
        let (style, name) = placeholder_style(written);
        // `prefix_%s` is part of a name; but `?` and `:name` end where a word ends.
        let identifier = match style {
            Style::Percent | Style::NamedPercent => self.stands_for_name(token, before),
            _ => before.is_some_and(|before| before.kind == TokenKind::Word && wants_name(before.text(self.text))),
        };
        let formatted = matches!(style, Style::Percent | Style::NamedPercent);
        let stand_in = if identifier {
            StandIn::Identifier
        } else if self.wants_list(token, before, after) {
            StandIn::List
        } else if formatted && self.stands_for_clause(before, after) {
            StandIn::Blank
        } else if matches!(style, Style::Dollar | Style::At) || style == Style::Colon && is_plain_colon(written) {
            StandIn::Kept
        } else {
            StandIn::Value
        };
        match stand_in {
            StandIn::Identifier => self.fill_identifier(token.start, token.end),
            StandIn::List => self.fill_list(token),
            StandIn::Blank => self.fill(token.start, token.end, ""),
            StandIn::Kept => {}
            StandIn::Value => self.fill_value(token, style, name.as_deref()),
        }
        let identifier = identifier || written.ends_with('"');
        self.holes.push(Hole {
            start: token.start,
            end: token.end,
            kind: HoleKind::Placeholder(style),
            name,
            quoted: false,
            identifier,
            stand_in,
        });
    }

    fn fill_value(&mut self, token: Token, style: Style, name: Option<&str>) {
        let written = token.text(self.text);
        if style == Style::Colon && written.ends_with(['\'', '"']) {
            // psql's `:'name'` is a string, `:"name"` a name: only the colon is in the way.
            return self.fill(token.start, token.start + 1, "");
        }
        let sign = if self.lexing.question_operators { "$" } else { "?" };
        let room = token.end - token.start - 1;
        let named = name.filter(|_| matches!(style, Style::NamedPercent | Style::Colon)).map(|name| {
            let name: String =
                name.bytes().take(room).map(|byte| if is_word_byte(byte) { byte as char } else { '_' }).collect();
            format!(":{name}")
        });
        self.fill(token.start, token.end, named.as_deref().unwrap_or(sign));
    }

    /// After IN and VALUES, without brackets of its own: drivers put a whole list there.
    fn wants_list(&self, token: Token, before: Option<Token>, after: Option<&Token>) -> bool {
        let text = self.text;
        let asked = before.is_some_and(|before| before.is_word(text, "in") || before.is_word(text, "values"));
        let continued = after.is_some_and(|after| after.is_punctuation(text, b'(') || after.is_punctuation(text, b'.'));
        let (start, end) = self.list_span(token);
        asked && !continued && end - start >= 3
    }

    /// The hole, and a space before and after it if it is shorter than `(?)`.
    fn list_span(&self, token: Token) -> (usize, usize) {
        let (mut start, mut end) = (token.start, token.end);
        if end - start < 3 && matches!(self.at(start - start.min(1)), b' ' | b'\t') {
            start -= 1;
        }
        if end - start < 3 && matches!(self.at(end), b' ' | b'\t') {
            end += 1;
        }
        (start, end)
    }

    fn fill_list(&mut self, token: Token) {
        let (start, end) = self.list_span(token);
        let list = if self.lexing.question_operators { "($)" } else { "(?)" };
        self.fill(start, end, list);
    }

    /// `FROM t %s`, `WHERE a = 1 {extra}`: where an operator would stand, and no operand follows.
    fn stands_for_clause(&self, before: Option<Token>, after: Option<&Token>) -> bool {
        let text = self.text;
        let operand_before = before.is_some_and(|before| match before.kind {
            TokenKind::Word => !is_clause_word(before.text(text)),
            TokenKind::Operator | TokenKind::Other => false,
            TokenKind::Punctuation => matches!(text.as_bytes()[before.start], b')' | b']' | b'}'),
            _ => true,
        });
        let clause_after = after.is_none_or(|after| match after.kind {
            TokenKind::Word => is_clause_word(after.text(text)),
            TokenKind::Punctuation => matches!(text.as_bytes()[after.start], b')' | b';' | b','),
            TokenKind::Template | TokenKind::TemplateControl => true,
            TokenKind::Placeholder => after.text(text).starts_with('%'),
            _ => false,
        });
        operand_before && clause_after
    }

    fn template(&mut self, token: Token, before: Option<Token>, after: Option<&Token>) {
        let written = token.text(self.text);
        let kind = if written.starts_with("{{") { HoleKind::Template } else { HoleKind::Brace };
        let glued = self.glued_before(token.start) || self.glued_after(token.end);
        let dotted = self.at(token.end) == b'.';
        let identifier = glued || dotted || self.stands_for_name(token, before);
        // What begins a statement is a configuration or makes the whole statement: `{{ config(…) }}`.
        let stand_in = if before.is_none() && !glued || !identifier && self.stands_for_clause(before, after) {
            StandIn::Blank
        } else if !identifier && self.wants_list(token, before, after) {
            StandIn::List
        } else {
            StandIn::Identifier
        };
        match stand_in {
            StandIn::Blank => self.fill(token.start, token.end, ""),
            StandIn::List => self.fill_list(token),
            _ => self.fill_identifier(token.start, token.end),
        }
        let name = template_name(written);
        self.holes.push(Hole { start: token.start, end: token.end, kind, name, quoted: false, identifier, stand_in });
    }

    /// JDBC's `??` is the operator `?`; `%%` is one percent sign to whom formats.
    fn operator(&mut self, token: Token) {
        let written = token.text(self.text);
        if written.starts_with("??") || written == "%%" {
            let single = written[1..].to_owned();
            self.fill(token.start, token.end, &single);
        }
    }

    /// Holes inside a string or a quoted identifier.
    fn inside(&mut self, token: Token, quoted: bool) {
        let bytes = self.text.as_bytes();
        let mut at = token.start + 1;
        while let Some(offset) = self.text[at..token.end].find(['{', '%', '$']) {
            at += offset;
            match self.hole_inside(at).filter(|&(end, _)| end < token.end) {
                Some((end, kind)) => {
                    let name = match kind {
                        HoleKind::Placeholder(_) => placeholder_style(&self.text[at..end]).1,
                        _ => template_name(&self.text[at..end]),
                    };
                    let stand_in = if kind == HoleKind::TemplateControl { StandIn::Blank } else { StandIn::Identifier };
                    match stand_in {
                        StandIn::Blank => self.fill(at, end, ""),
                        _ => self.fill_identifier(at, end),
                    }
                    self.holes.push(Hole { start: at, end, kind, name, quoted, identifier: !quoted, stand_in });
                    at = end;
                }
                // `%%` is no hole, and its second sign opens none.
                None => at += 1 + usize::from(bytes[at] == b'%' && bytes[at + 1] == b'%'),
            }
        }
    }

    fn hole_inside(&self, at: usize) -> Option<(usize, HoleKind)> {
        let bytes = self.text.as_bytes();
        let next = self.at(at + 1);
        match bytes[at] {
            b'%' if self.lexing.percent_placeholders && next != b'%' => {
                let style = if next == b'(' { Style::NamedPercent } else { Style::Percent };
                percent_end(bytes, at).map(|end| (end, HoleKind::Placeholder(style)))
            }
            b'$' if next == b'{' && self.lexing.templates => {
                brace_end(bytes, at + 1).filter(|&end| end > at + 3).map(|end| (end, HoleKind::Brace))
            }
            b'{' if matches!(next, b'{' | b'%') && self.lexing.templates => {
                let (kind, end) = template_end(bytes, at).ok()?;
                let inside = self.text[at + 2..end].trim_start_matches(['-', '+', ' ']);
                let believed = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'));
                let kind = if kind == TokenKind::Template { HoleKind::Template } else { HoleKind::TemplateControl };
                believed.then_some((end, kind))
            }
            b'{' if self.lexing.brace_placeholders => brace_end(bytes, at).map(|end| (end, HoleKind::Brace)),
            _ => None,
        }
    }

    /// Control leaves no trace but spaces. Of branches the first is read; of `{% set x %}…{% endset %}` nothing,
    /// and of what is guarded by `loop.last` nothing: it is the comma between the rounds.
    fn control(&mut self, token: Token) {
        let inner = control_words(token.text(self.text));
        let word = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
        let opens = matches!(word, "if" | "for" | "range" | "with" | "define" | "block")
            || word == "set" && !inner.contains('=');
        let closes = matches!(word, "endif" | "endfor" | "endset" | "end" | "endwith" | "endblock");
        match &mut self.skipped {
            Some(skipped) if opens => skipped.depth += 1,
            Some(skipped) if closes && skipped.depth > 0 => skipped.depth -= 1,
            Some(skipped) if closes => {
                let start = skipped.start;
                self.skipped = None;
                self.blank(start, token.end, inner);
            }
            Some(_) => {}
            None if matches!(word, "else" | "elif" | "elsif")
                || opens && (word == "set" || inner.contains("loop.")) =>
            {
                self.skipped = Some(Skipped { start: token.start, depth: 0 });
                self.fill(token.start, token.end, "");
            }
            None => self.blank(token.start, token.end, inner),
        }
    }

    fn blank(&mut self, start: usize, end: usize, name: &str) {
        self.fill(start, end, "");
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let kind = HoleKind::TemplateControl;
        self.holes.push(Hole { start, end, kind, name, quoted: false, identifier: false, stand_in: StandIn::Blank });
    }
}

fn control_words(written: &str) -> &str {
    let inner = &written[2..written.len() - 2];
    inner.trim_matches(['-', '+', '~']).trim()
}

/// The name or the expression of `{{ … }}`, `{name}`, `${name}`, `{name:format}`.
fn template_name(written: &str) -> Option<String> {
    let name = match written.starts_with("{{") {
        true => control_words(written),
        false => {
            let inner = written.trim_start_matches(['$', '#', '{']).trim_end_matches('}');
            inner.split([':', '!', ',']).next().unwrap_or("")
        }
    };
    Some(name.to_owned()).filter(|name| !name.is_empty())
}

fn placeholder_style(written: &str) -> (Style, Option<String>) {
    let bytes = written.as_bytes();
    let (style, name) = match bytes[0] {
        b'$' => (Style::Dollar, &written[1..]),
        b':' => (Style::Colon, written[1..].trim_start_matches('.').trim_matches(['\'', '"'])),
        b'@' => (Style::At, &written[1..]),
        b'%' if bytes.get(1) == Some(&b'(') => (Style::NamedPercent, &written[2..written.len() - 2]),
        b'%' => (Style::Percent, ""),
        _ => (Style::QuestionMark, &written[1..]),
    };
    (style, Some(name.to_owned()).filter(|name| !name.is_empty()))
}

/// `:name`, but neither `:'name'` nor `:...names`.
fn is_plain_colon(written: &str) -> bool {
    written[1..].bytes().all(|byte| is_word_byte(byte) || byte >= 0x80)
}

/// Words after which only a name makes sense.
fn wants_name(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "AS",
        "CONSTRAINT",
        "COLUMN",
        "DATABASE",
        "EXISTS",
        "FROM",
        "FUNCTION",
        "INDEX",
        "INTO",
        "JOIN",
        "ONLY",
        "REFERENCES",
        "SCHEMA",
        "TABLE",
        "TRUNCATE",
        "UPDATE",
        "VIEW",
    ];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn base36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).expect("a remainder of 36 is a digit in base 36"));
        number /= 36;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}
