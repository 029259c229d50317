//! What the dialects disagree on before any grammar: quotes, comments, placeholders. And the words that end an operand.

use crate::fact::Dialect;

/// The lexical habits of a dialect. Start from a named one and change what the host program changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lexing {
    /// `\'` does not end a string.
    pub backslash_escapes: bool,
    /// `"…"` is a string, not a name.
    pub double_quoted_strings: bool,
    /// BigQuery's `'''…'''` and `"""…"""`.
    pub triple_quotes: bool,
    /// `# …` to the end of the line.
    pub hash_comments: bool,
    /// `// …` to the end of the line.
    pub slash_comments: bool,
    /// `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// `$$…$$`, `$tag$…$tag$`
    pub dollar_quotes: bool,
    /// `[name]`
    pub bracket_identifiers: bool,
    pub backtick_identifiers: bool,
    /// `#temp` and `##temp` are words.
    pub hash_words: bool,
    /// The text goes through `%` formatting: `%s` is a placeholder wherever it stands, `%%` is one percent sign.
    pub percent_placeholders: bool,
    pub colon_placeholders: bool,
    /// `@name` is a parameter; otherwise it is a variable, a word.
    pub at_placeholders: bool,
    /// `?`, `?|`, `?&` may be operators, and psql's `:'name'` may occur.
    pub question_operators: bool,
    /// `{{ … }}`, `{% … %}`, `{name}`, `${name}` are holes.
    pub templates: bool,
    /// The text goes through `str.format`: `{name}` is a hole inside strings too.
    pub brace_placeholders: bool,
    /// `GO` lines end a batch, and a routine reaches to the end of its batch.
    pub batches: bool,
    /// Oracle's blocks: declarations between `IS` and `BEGIN`, `q'[…]'`.
    pub plsql: bool,
}

impl Lexing {
    pub fn generic() -> Self {
        Lexing {
            backslash_escapes: false,
            double_quoted_strings: false,
            triple_quotes: false,
            hash_comments: false,
            slash_comments: false,
            nested_comments: true,
            dollar_quotes: true,
            bracket_identifiers: false,
            backtick_identifiers: true,
            hash_words: true,
            percent_placeholders: false,
            colon_placeholders: true,
            at_placeholders: true,
            question_operators: true,
            templates: true,
            brace_placeholders: false,
            batches: false,
            plsql: true,
        }
    }

    pub fn postgres() -> Self {
        Lexing { backtick_identifiers: false, hash_words: false, plsql: false, ..Self::generic() }
    }

    pub fn duckdb() -> Self {
        Self::postgres()
    }

    /// Dialects whose `?` is never an operator.
    fn plain() -> Self {
        Lexing {
            nested_comments: false,
            dollar_quotes: false,
            hash_words: false,
            question_operators: false,
            plsql: false,
            ..Self::generic()
        }
    }

    pub fn mysql() -> Self {
        Lexing {
            backslash_escapes: true,
            double_quoted_strings: true,
            hash_comments: true,
            at_placeholders: false,
            ..Self::plain()
        }
    }

    pub fn sqlite() -> Self {
        Lexing { bracket_identifiers: true, ..Self::plain() }
    }

    pub fn tsql() -> Self {
        Lexing {
            bracket_identifiers: true,
            backtick_identifiers: false,
            nested_comments: true,
            hash_words: true,
            batches: true,
            ..Self::plain()
        }
    }

    pub fn bigquery() -> Self {
        Lexing {
            backslash_escapes: true,
            double_quoted_strings: true,
            triple_quotes: true,
            hash_comments: true,
            ..Self::plain()
        }
    }

    pub fn snowflake() -> Self {
        Lexing { backslash_escapes: true, slash_comments: true, dollar_quotes: true, plsql: true, ..Self::plain() }
    }

    pub fn clickhouse() -> Self {
        Lexing { backslash_escapes: true, nested_comments: true, ..Self::plain() }
    }

    pub fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Generic => Self::generic(),
            Dialect::Postgres => Self::postgres(),
            Dialect::Mysql => Self::mysql(),
            Dialect::Sqlite => Self::sqlite(),
            Dialect::Tsql => Self::tsql(),
            Dialect::Bigquery => Self::bigquery(),
            Dialect::Snowflake => Self::snowflake(),
            Dialect::Duckdb => Self::duckdb(),
            Dialect::Clickhouse => Self::clickhouse(),
        }
    }
}

/// Words after which, or before which, no binary operator stands. Sorted.
const CLAUSE_WORDS: &[&str] = &[
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "ANY",
    "ARRAY",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CALL",
    "CASE",
    "COLLATE",
    "COLUMN",
    "CONCURRENTLY",
    "CONFLICT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DATABASE",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DISTINCT",
    "DIV",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ESCAPE",
    "EXCEPT",
    "EXEC",
    "EXECUTE",
    "EXISTS",
    "FETCH",
    "FIRST",
    "FOR",
    "FROM",
    "FULL",
    "FUNCTION",
    "GLOB",
    "GROUP",
    "HAVING",
    "IF",
    "ILIKE",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "LATERAL",
    "LEFT",
    "LIKE",
    "LIMIT",
    "MATCH",
    "MINUS",
    "MOD",
    "NATURAL",
    "NEXT",
    "NOT",
    "NULLS",
    "OF",
    "OFFSET",
    "ON",
    "ONLY",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "PARTITION",
    "QUALIFY",
    "REFERENCES",
    "REGEXP",
    "RENAME",
    "RETURN",
    "RETURNING",
    "RIGHT",
    "RLIKE",
    "ROLE",
    "ROWS",
    "SCHEMA",
    "SELECT",
    "SET",
    "SIMILAR",
    "SOME",
    "TABLE",
    "THEN",
    "TO",
    "TOP",
    "TRUNCATE",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USE",
    "USER",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
    "XOR",
];

pub fn is_clause_word(word: &str) -> bool {
    let folded = |byte: &u8| byte.to_ascii_uppercase();
    CLAUSE_WORDS.binary_search_by(|known| known.bytes().cmp(word.as_bytes().iter().map(folded))).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_words_are_found() {
        assert!(CLAUSE_WORDS.is_sorted());
        assert!(CLAUSE_WORDS.iter().all(|word| is_clause_word(&word.to_lowercase())));
        assert!(!["data", "selected", "se", "", "größe"].into_iter().any(is_clause_word));
    }
}
