//! What is not SQL yet: placeholders and templates. Each is replaced by something a parser reads, byte for byte as long,
//! and remembered as a hole; so an offset in the masked text is an offset in the text.

use std::borrow::Cow;

use super::branches::Skipped;
use super::lexing::{Lexing, is_clause_word};
use super::split::{Piece, PieceKind, pieces};
use super::templates::{brace_end, percent_end, placeholder_style, template_end, template_name};
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
pub struct Masked<'t> {
    /// The text itself where nothing had to be covered.
    pub text: Cow<'t, str>,
    /// In the order of the text.
    pub holes: Vec<Hole>,
}

/// Masks a whole file or one statement. Comments, COPY data and client commands stay as they are.
/// Mask first and split the masked text: templates may hold semicolons and quotes.
pub fn mask<'t>(text: &'t str, lexing: &Lexing) -> Masked<'t> {
    let mut mask = Mask { text, lexing, covered: None, holes: Vec::new(), names: 0, skipped: None };
    for piece in pieces(text, lexing, true) {
        if piece.kind == PieceKind::Statement {
            mask.cover_piece(&piece);
        }
    }
    mask.finish_branches();
    let covered =
        mask.covered.map(|bytes| String::from_utf8(bytes).expect("only whole characters are replaced, by ASCII"));
    Masked { text: covered.map_or(Cow::Borrowed(text), Cow::Owned), holes: mask.holes }
}

pub(super) struct Mask<'t> {
    pub(super) text: &'t str,
    lexing: &'t Lexing,
    /// A copy of the text, once something in it had to be covered.
    covered: Option<Vec<u8>>,
    pub(super) holes: Vec<Hole>,
    /// How many identifiers were made up.
    names: usize,
    /// A branch being left out.
    pub(super) skipped: Option<Skipped>,
}

impl Mask<'_> {
    fn cover_piece(&mut self, piece: &Piece) {
        let mut tokens = piece.tokens.iter().filter(|token| token.kind != TokenKind::Comment).peekable();
        let mut before = None;
        while let Some(token) = tokens.next() {
            if token.kind == TokenKind::TemplateControl {
                self.control(*token);
                continue;
            }
            if self.skipped.is_some() {
                continue;
            }
            match token.kind {
                TokenKind::Placeholder => self.placeholder(*token, before, tokens.peek().copied()),
                TokenKind::Template => self.template(*token, before, tokens.peek().copied()),
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

    pub(super) fn fill(&mut self, start: usize, end: usize, stand_in: &str) {
        let text = self.text.as_bytes();
        let covered = self.covered.get_or_insert_with(|| text.to_vec());
        let mut letters = stand_in.bytes();
        for at in start..end {
            covered[at] = match letters.next() {
                Some(letter) => letter,
                None if text[at] == b'\n' => b'\n',
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
            // A table variable is a name to the parser already.
            Style::At => false,
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
        let (mut at, mut no_template_before) = (token.start + 1, 0);
        while let Some(offset) = self.text[at..token.end].find(['{', '%', '$']) {
            at += offset;
            match self.hole_inside(at, token.end, &mut no_template_before).filter(|&(end, _)| end < token.end) {
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

    fn hole_inside(&self, at: usize, limit: usize, no_template_before: &mut usize) -> Option<(usize, HoleKind)> {
        let bytes = &self.text.as_bytes()[..limit];
        let next = self.at(at + 1);
        match bytes[at] {
            b'%' if self.lexing.percent_placeholders && next != b'%' => {
                let style = if next == b'(' { Style::NamedPercent } else { Style::Percent };
                percent_end(bytes, at).map(|end| (end, HoleKind::Placeholder(style)))
            }
            b'$' if next == b'{' && self.lexing.templates => {
                brace_end(bytes, at + 1).filter(|&end| end > at + 3).map(|end| (end, HoleKind::Brace))
            }
            b'{' if matches!(next, b'{' | b'%') && self.lexing.templates && at >= *no_template_before => {
                // A scan in vain is not repeated from the next brace.
                let (kind, end) = template_end(bytes, at).map_err(|stopped| *no_template_before = stopped).ok()?;
                let inside = self.text[at + 2..end].trim_start_matches(['-', '+', ' ']);
                let believed = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '.' | '$'));
                let kind = if kind == TokenKind::Template { HoleKind::Template } else { HoleKind::TemplateControl };
                believed.then_some((end, kind))
            }
            b'{' if self.lexing.brace_placeholders => brace_end(bytes, at).map(|end| (end, HoleKind::Brace)),
            _ => None,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use sqlparser::{dialect::*, parser::Parser};

    fn masked(text: &str, lexing: Lexing) -> Masked<'_> {
        let masked = mask(text, &lexing);
        assert_eq!(masked.text.len(), text.len(), "{text}");
        assert!(masked.holes.is_sorted_by_key(|hole| hole.start), "{text}");
        masked
    }

    fn hole(text: &str, lexing: Lexing) -> (String, Hole) {
        let mut masked = masked(text, lexing);
        assert_eq!(masked.holes.len(), 1, "{text}: {:?}", masked.holes);
        (masked.text.into_owned(), masked.holes.remove(0))
    }

    fn percent() -> Lexing {
        Lexing { percent_placeholders: true, ..Lexing::postgres() }
    }

    #[track_caller]
    fn parses(text: &str, lexing: Lexing, dialect: &dyn Dialect) {
        let masked = masked(text, lexing);
        if let Err(error) = Parser::parse_sql(dialect, &masked.text) {
            panic!("{text}\n{}\n{error}", masked.text);
        }
    }

    #[test]
    fn placeholders_become_values() {
        assert_eq!(masked("SELECT 1 WHERE a = ?", Lexing::mysql()).text, "SELECT 1 WHERE a = ?");
        assert_eq!(masked("SELECT 1 WHERE a = ? AND b", Lexing::postgres()).text, "SELECT 1 WHERE a = $ AND b");
        assert_eq!(masked("WHERE a = %s AND b = %(user_id)s;", percent()).text, "WHERE a = $  AND b = :user_id   ;");
        assert_eq!(masked("WHERE a = :id AND b = $2", Lexing::postgres()).text, "WHERE a = :id AND b = $2");
        assert_eq!(masked("WHERE a = :'id'", Lexing::postgres()).text, "WHERE a =  'id'");
    }

    #[test]
    fn holes_know_their_kind_and_name() {
        let kind = |text: &str, lexing| hole(text, lexing).1.kind;
        let name = |text: &str, lexing| hole(text, lexing).1.name;
        assert_eq!(kind("SELECT ?", Lexing::sqlite()), HoleKind::Placeholder(Style::QuestionMark));
        assert_eq!(kind("SELECT %s", Lexing::sqlite()), HoleKind::Placeholder(Style::Percent));
        assert_eq!(kind("SELECT a FROM {table}", Lexing::sqlite()), HoleKind::Brace);
        assert_eq!(name("SELECT %(user.id)s", percent()), Some("user.id".into()));
        assert_eq!(name("SELECT $12", Lexing::postgres()), Some("12".into()));
        assert_eq!(name("SELECT @p1", Lexing::tsql()), Some("p1".into()));
        assert_eq!(name("SELECT * FROM {{ ref('orders') }}", Lexing::generic()), Some("ref('orders')".into()));
        assert_eq!(name("SELECT * FROM {name:>8}", Lexing::generic()), Some("name".into()));
        assert_eq!(name("SELECT * FROM ${schema}.t", Lexing::generic()), Some("schema".into()));
        assert_eq!(name("SELECT ?", Lexing::mysql()), None);
    }

    #[test]
    fn a_lone_list_gets_its_brackets() {
        for (text, expected) in [
            ("SELECT 1 WHERE a IN %s", "SELECT 1 WHERE a IN($)"),
            ("SELECT 1 WHERE a IN %s AND b", "SELECT 1 WHERE a IN($) AND b"),
            ("SELECT 1 WHERE a IN ? AND b", "SELECT 1 WHERE a IN($)AND b"),
            ("SELECT 1 WHERE a IN :ids", "SELECT 1 WHERE a IN ($) "),
            ("SELECT 1 WHERE a IN (%s)", "SELECT 1 WHERE a IN ($ )"),
            ("INSERT INTO t (a) VALUES %s", "INSERT INTO t (a) VALUES($)"),
        ] {
            assert_eq!(masked(text, percent()).text, expected);
            parses(text, percent(), &PostgreSqlDialect {});
        }
        assert_eq!(hole("SELECT 1 WHERE a IN %s", percent()).1.stand_in, StandIn::List);
    }

    #[test]
    fn names_stay_one_name() {
        let (text, tail) = hole("SELECT * FROM tmp_%s_x", percent());
        assert_eq!(text, "SELECT * FROM tmp_q0_x");
        assert!(tail.identifier && tail.stand_in == StandIn::Identifier);
        assert_eq!(masked("FROM a_{{ x }}_b", Lexing::generic()).text, "FROM a_q0______b");
        assert_eq!(masked("SELECT {{ a }}{{ b }} FROM t", Lexing::generic()).text, "SELECT q0_____q1_____ FROM t");
        assert_eq!(masked("SELECT \"a_{{b}}\"", Lexing::postgres()).text, "SELECT \"a_q0___\"");
        assert!(hole("SELECT \"a_{{b}}\"", Lexing::postgres()).1.identifier);
        assert_eq!(masked("DELETE FROM %s WHERE a = %s", percent()).text, "DELETE FROM q0 WHERE a = $ ");
    }

    #[test]
    fn strings_keep_their_holes() {
        let (text, inside) = hole("SELECT * FROM t WHERE a LIKE '%%%s%%'", percent());
        assert_eq!(text, "SELECT * FROM t WHERE a LIKE '%%q0%%'");
        assert!(inside.quoted && !inside.identifier);
        assert!(masked("SELECT '100%s', 'a ? b', ':x', '{a}'", Lexing::generic()).holes.is_empty());
        let (text, inside) = hole("SELECT 1 WHERE d > '{{ var('start') }}' AND e = 1", Lexing::generic());
        assert_eq!(text, "SELECT 1 WHERE d > 'q0________________' AND e = 1");
        assert_eq!(inside.name.as_deref(), Some("var('start')"));
        assert!(hole("SELECT '${day}'", Lexing::generic()).1.quoted);
        assert!(hole("SELECT '{day}'", Lexing { brace_placeholders: true, ..Lexing::generic() }).1.quoted);
        assert!(masked("SELECT '{{1,2},{3,4}}'::int[], '{{a,b},{c,d}}'", Lexing::postgres()).holes.is_empty());
        assert!(masked(r#"SELECT '{"a":{"b":{}}}'::jsonb"#, Lexing::postgres()).holes.is_empty());
    }

    #[test]
    fn what_is_no_hole_stays() {
        for text in [
            "SELECT data ? 'key', data ?| array['a'], data ?& ARRAY['b'], a @> b, a @? '$.x' FROM t",
            "SELECT a::text, '12:30', b[1:2], c[x:y] FROM t",
            "SELECT a % b, a %b, x%y FROM t",
            "SELECT {fn now()}, {'a': 1}",
            "SELECT 1 -- ? :name %s {{ x }}\n",
            "SELECT 1 /* {% if x %} {a} */",
            "DO $$ BEGIN x := y; END $$",
        ] {
            let masked = masked(text, Lexing::postgres());
            assert_eq!((&*masked.text, masked.holes.len()), (text, 0));
            assert!(matches!(masked.text, Cow::Borrowed(_)));
        }
        let data = "COPY t FROM stdin;\n1\t{{ x }}\t?\n\\.\nSELECT ?;";
        assert_eq!(masked(data, Lexing::postgres()).holes.len(), 1);
        assert_eq!(masked("SELECT a %% b, '5%%'", percent()).text, "SELECT a %  b, '5%%'");
        assert_eq!(masked("SELECT a ?? 'k', a ??| b", Lexing::postgres()).text, "SELECT a ?  'k', a ?|  b");
        assert_eq!(masked("SELECT a %% b", Lexing::postgres()).text, "SELECT a %% b");
    }

    #[test]
    fn clauses_become_spaces() {
        assert_eq!(masked("SELECT a FROM t %s", percent()).text, "SELECT a FROM t   ");
        let clause = masked("SELECT a FROM t WHERE b = 1 {extra} LIMIT 1", Lexing::generic()).text;
        assert_eq!(clause, "SELECT a FROM t WHERE b = 1         LIMIT 1");
        assert_eq!(hole("{{ config(x=1) }}\nSELECT 1", Lexing::generic()).0, "                 \nSELECT 1");
        let stand_in = |text, lexing| hole(text, lexing).1.stand_in;
        assert_eq!(stand_in("SELECT a FROM t WHERE {cond}", Lexing::generic()), StandIn::Identifier);
        assert_eq!(stand_in("SELECT a FROM t ORDER BY %s", percent()), StandIn::Value);
    }

    #[test]
    fn lines_and_bytes_stay_in_place() {
        let text = "SELECT {{\n  ref('é😀')\n}} AS x,\n?";
        let multiline = masked(text, Lexing::generic());
        assert_eq!(multiline.text.matches('\n').count(), 3);
        assert_eq!(multiline.text.find(" AS x"), text.find(" AS x"));
        assert!(multiline.text.starts_with("SELECT q0\n"));
        let unended = masked("SELECT * FROM {é} WHERE b = '{{ é }}", Lexing::generic());
        assert!(unended.text.starts_with("SELECT * FROM {é} WHERE"));
    }

    #[test]
    fn stand_ins_parse() {
        let dbt =
            "{{ config(materialized='table') }}\n{% set days = 7 %}\nWITH o AS (SELECT * FROM {{ ref('orders') }})
            SELECT {% for c in cols %}o.{{ c }}{% if not loop.last %},{% endif %}{% endfor %}, {{ dbt.sum('x') }} AS n
            FROM o {% if is_incremental() %} WHERE o.day > '{{ var(\"d\") }}' {% else %} LIMIT {{ n }} {% endif %}";
        parses(dbt, Lexing::generic(), &GenericDialect {});
        parses(dbt, Lexing::bigquery(), &BigQueryDialect {});
        parses(dbt, Lexing::snowflake(), &SnowflakeDialect {});
        let go = "CREATE TABLE {{ identifier .Parameters.tableName }} ( \"id\" UUID NOT NULL)";
        parses(go, Lexing::postgres(), &PostgreSqlDialect {});
        let go = "SELECT {{- if .All }} * {{- else }} id {{- end }} FROM t WHERE id = {{ .Id }}";
        parses(go, Lexing::postgres(), &PostgreSqlDialect {});
        for text in [
            "SELECT a FROM t WHERE b = ? AND c BETWEEN ? AND ? AND d IN (?, ?) LIMIT ? OFFSET ?",
            "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = ?",
            "UPDATE t SET a = %s, b = %(b)s WHERE c = :c AND d > CAST(? AS date) AND e LIKE '%%' || %s",
            "SELECT * FROM t WHERE a ->> ? = ? AND NOT b = ?::int",
            "DELETE FROM {table} WHERE a = {value}",
        ] {
            parses(text, percent(), &PostgreSqlDialect {});
            parses(text, Lexing { percent_placeholders: true, ..Lexing::generic() }, &GenericDialect {});
        }
        parses("SELECT a FROM t WHERE b = ? AND c = %(c)s LIMIT ?, ?", Lexing::mysql(), &MySqlDialect {});
        parses("SELECT a FROM t WHERE b = ?1 AND c = @c AND d = $d AND e = :e", Lexing::sqlite(), &SQLiteDialect {});
        parses("SELECT TOP 5 a FROM @t WHERE b = @p1", Lexing::tsql(), &MsSqlDialect {});
    }

    #[test]
    fn anything_can_be_masked() {
        for text in crate::sql::noise::texts(2_000) {
            for &dialect in crate::fact::Dialect::ALL {
                let told = text.len() % 2 == 0;
                let lexing = Lexing { percent_placeholders: told, brace_placeholders: told, ..Lexing::of(dialect) };
                for hole in masked(&text, lexing).holes {
                    assert!(text.get(hole.start..hole.end).is_some_and(|written| !written.is_empty()), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn long_texts_take_linear_time() {
        for unit in ["'{{a' ", "{% else %}", "'{%a", "? IN ", "{a}", "%s", "\"${a}\"", ":'a"] {
            let text = unit.repeat(400_000 / unit.len());
            masked(&text, Lexing { percent_placeholders: true, ..Lexing::generic() });
        }
    }
}
