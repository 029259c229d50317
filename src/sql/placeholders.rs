//! The signs that are placeholders in one place and operators in the next: `?`, `:`, `@`, `%`, `$`.

use super::lexing::is_clause_word;
use super::templates::percent_end;
use super::tokens::{Lexer, TokenKind, is_word_byte};

impl Lexer<'_> {
    /// PostgreSQL's JSON operators `?`, `?|`, `?&` stand between two operands; a placeholder never does.
    pub(super) fn question_mark(&self, start: usize) -> (TokenKind, usize) {
        let placeholder = || {
            let mut end = start + 1;
            while self.at(end).is_ascii_digit() {
                end += 1;
            }
            (TokenKind::Placeholder, end)
        };
        if !self.lexing.question_operators || !self.after_operand {
            return placeholder();
        }
        // JDBC writes the operator doubled.
        let sign = start + 1 + usize::from(self.at(start + 1) == b'?');
        let barred = matches!(self.at(sign), b'|' | b'&') && self.at(sign + 1) != b'|';
        let end = sign + usize::from(barred);
        if barred || sign == start + 2 || self.operand_follows(end) {
            (TokenKind::Operator, end)
        } else {
            placeholder()
        }
    }

    fn operand_follows(&self, from: usize) -> bool {
        let rest = self.text[from..].trim_start();
        let at = self.text.len() - rest.len();
        match self.at(at) {
            b'\'' | b'"' | b'$' | b'(' | b'[' | b'?' | b'%' | b'@' | b'0'..=b'9' => true,
            b':' => self.at(at + 1) != b':',
            byte if is_word_byte(byte) => {
                let word = &self.text[at..self.word_end(at)];
                !is_clause_word(word) || word.eq_ignore_ascii_case("array") || word.eq_ignore_ascii_case("any")
            }
            _ => false,
        }
    }

    pub(super) fn colon(&self, start: usize) -> (TokenKind, usize) {
        if matches!(self.at(start + 1), b':' | b'=') {
            return (TokenKind::Operator, start + 2);
        }
        let sliced = self.brackets.last() == Some(&true);
        if !self.lexing.colon_placeholders || sliced || self.is_glued(start) {
            return (TokenKind::Operator, start + 1);
        }
        let name = start + 1 + if self.bytes[start + 1..].starts_with(b"...") { 3 } else { 0 };
        let quote = self.at(name);
        if matches!(quote, b'\'' | b'"') && self.lexing.question_operators {
            // psql: `:'value'`, `:"name"`
            let line = &self.bytes[name + 1..];
            if let Some(length) = line.iter().take(100).position(|&byte| byte == quote)
                && line[..length].iter().all(|&byte| is_word_byte(byte))
            {
                return (TokenKind::Placeholder, name + length + 2);
            }
        }
        match self.word_end(name) {
            end if end > name => (TokenKind::Placeholder, end),
            _ => (TokenKind::Operator, start + 1),
        }
    }

    pub(super) fn at_sign(&self, start: usize) -> (TokenKind, usize) {
        let name = start + 1 + usize::from(self.at(start + 1) == b'@');
        let end = self.word_end(name);
        if end == name || self.is_glued(start) {
            (TokenKind::Operator, self.operator_end(start))
        } else if name == start + 2 || !self.lexing.at_placeholders {
            match self.lexing.question_operators && name == start + 2 {
                true => (TokenKind::Operator, start + 2),
                false => (TokenKind::Word, end),
            }
        } else {
            (TokenKind::Placeholder, end)
        }
    }

    /// `%s` and its kin. Without being told, they are believed only where no remainder can be taken.
    pub(super) fn percent(&self, start: usize) -> (TokenKind, usize) {
        let told = self.lexing.percent_placeholders;
        if told && self.at(start + 1) == b'%' {
            return (TokenKind::Operator, start + 2);
        }
        let hole =
            percent_end(self.bytes, start).filter(|&end| told || !self.after_operand && !is_word_byte(self.at(end)));
        match hole {
            Some(end) => (TokenKind::Placeholder, end),
            None => (TokenKind::Operator, start + 1),
        }
    }

    pub(super) fn dollar(&self, start: usize) -> (TokenKind, usize) {
        let mut tag_end = start + 1;
        while is_word_byte(self.at(tag_end)) && self.at(tag_end) != b'$' {
            tag_end += 1;
        }
        let tag_end = tag_end.min(self.bytes.len());
        let numbered = self.at(start + 1).is_ascii_digit();
        if self.lexing.dollar_quotes && !numbered && self.at(tag_end) == b'$' {
            let tag = &self.text[start..=tag_end];
            return match self.text[tag_end + 1..].find(tag) {
                Some(offset) => (TokenKind::DollarString, tag_end + 1 + offset + tag.len()),
                None => (TokenKind::Unterminated, self.bytes.len()),
            };
        }
        match tag_end > start + 1 {
            true => (TokenKind::Placeholder, tag_end),
            false => (TokenKind::Other, start + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::lexing::Lexing;
    use crate::sql::tokens::{TokenKind, lex};

    fn placeholders(text: &str, lexing: Lexing) -> Vec<&str> {
        let mut tokens = lex(text, &lexing);
        tokens.retain(|token| token.kind == TokenKind::Placeholder);
        tokens.into_iter().map(|token| token.text(text)).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn question_marks_are_operators_between_operands() {
        let all = |text| placeholders(text, Lexing::postgres());
        assert_eq!(all("WHERE a = ? AND b LIKE ? ESCAPE '!' LIMIT ? OFFSET ?"), ["?"; 4]);
        assert_eq!(all("WHERE tags ? 'x' AND (data->'k') ? name AND tags ?| ARRAY['a'] AND tags ?& $1"), ["$1"]);
        assert_eq!(all("WHERE tags ?? 'x' AND tags ??| ?"), ["?"]);
        assert_eq!(all("SELECT ?||'%', ? || ?, f(?), -?, INTERVAL ? , DATE ?"), ["?"; 7]);
        assert_eq!(all("VALUES (?,?),(?, ?)"), ["?"; 4]);
        assert_eq!(placeholders("WHERE a ? 'b' AND c=?2", Lexing::mysql()), ["?", "?2"]);
    }

    #[test]
    fn colons_are_casts_slices_and_assignments_too() {
        let all = |text| placeholders(text, Lexing::postgres());
        assert_eq!(all("WHERE a = :name AND b IN (:ids) AND c=:c::int"), [":name", ":ids", ":c"]);
        assert_eq!(all("SELECT a::text, b[1:2], b[x :y], '12:30', x := 1, y :=2"), NONE);
        assert_eq!(all("SELECT ARRAY[:a, :b]"), [":a", ":b"]);
        assert_eq!(all("SELECT src:customer.name, {'a': 1}, f(x):y"), NONE);
        assert_eq!(all("SELECT :1, :'text', :\"name\", :...ids"), [":1", ":'text'", ":\"name\"", ":...ids"]);
    }

    #[test]
    fn at_signs_are_parameters_variables_and_operators() {
        assert_eq!(placeholders("WHERE a=@p1 AND b<@p2 AND @@ROWCOUNT > 0", Lexing::tsql()), ["@p1", "@p2"]);
        assert_eq!(placeholders("SET @x = 1; GRANT ALL ON a TO 'u'@'localhost'", Lexing::mysql()), NONE);
        let operators = "WHERE a @> b AND c <@ d AND e @@ f AND g @? '$' AND h = @id";
        assert_eq!(placeholders(operators, Lexing::postgres()), ["@id"]);
    }

    #[test]
    fn percent_signs_are_remainders_unless_told() {
        let told = |text| placeholders(text, Lexing { percent_placeholders: true, ..Lexing::postgres() });
        let untold = |text| placeholders(text, Lexing::postgres());
        assert_eq!(told("a = %s AND b = %(b)s AND c %% 2 AND d %s AND e = %d"), ["%s", "%(b)s", "%s", "%d"]);
        assert_eq!(untold("a = %s AND b = %(b)s AND c % 2 AND d %s AND e%d"), ["%s", "%(b)s"]);
        assert_eq!(told("FROM p_%[1]s WHERE %.2f"), ["%[1]s", "%.2f"]);
    }

    #[test]
    fn dollars_quote_number_and_name() {
        assert_eq!(placeholders("a = $1 AND b = $23", Lexing::postgres()), ["$1", "$23"]);
        assert_eq!(placeholders("$$ $1 $$ || $a$ :x $a$ || $2", Lexing::postgres()), ["$2"]);
        assert_eq!(placeholders("a = $name", Lexing::sqlite()), ["$name"]);
    }
}
