//! What a statement does, by the words it begins with. No syntax tree is needed, so it also serves text that no
//! parser understands.

use crate::fact::StatementKind;

use super::spans::{Run, Spans};

/// The first words of a statement and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub kind: StatementKind,
    /// In capitals.
    pub verb: String,
    pub run: Run,
}

/// Words that go on with the verb of a statement.
const FOLLOWERS: &[&str] = &[
    "ALL",
    "ALTER",
    "ANALYZE",
    "CLUSTERED",
    "CONCURRENTLY",
    "DATABASE",
    "DOMAIN",
    "EXTENSION",
    "EXTERNAL",
    "FOREIGN",
    "FREEZE",
    "FROM",
    "FULL",
    "FULLTEXT",
    "FUNCTION",
    "GLOBAL",
    "IGNORE",
    "INDEX",
    "INTO",
    "LOCAL",
    "MATERIALIZED",
    "NONCLUSTERED",
    "OR",
    "PACKAGE",
    "POLICY",
    "PRIVILEGES",
    "PROC",
    "PROCEDURE",
    "RECURSIVE",
    "REPLACE",
    "ROLE",
    "SCHEMA",
    "SEQUENCE",
    "SESSION",
    "SYSTEM",
    "TABLE",
    "TABLES",
    "TEMP",
    "TEMPORARY",
    "TRAN",
    "TRANSACTION",
    "TRIGGER",
    "TYPE",
    "UNIQUE",
    "UNLOGGED",
    "USER",
    "VERBOSE",
    "VIEW",
    "VIRTUAL",
    "WORK",
    "EVENT",
    "SPATIAL",
    "CONSTRAINT",
];

const LONGEST_VERB: usize = 5;

/// Words after BEGIN that say it begins a transaction, not a block.
const TRANSACTION_WORDS: &[&str] = &[
    "TRANSACTION",
    "TRAN",
    "WORK",
    "ISOLATION",
    "READ",
    "DEFERRED",
    "IMMEDIATE",
    "EXCLUSIVE",
    "DEFERRABLE",
    "CONCURRENT",
    "DISTRIBUTED",
    "NOT",
];

impl Opening {
    pub fn read(spans: &Spans, run: &Run) -> Self {
        let mut at = run.start;
        while spans.is_punctuation(at, "(") {
            at += 1;
        }
        let main = main_word(spans, at);
        let word = spans.text(main).to_ascii_uppercase();
        let kind = kind_of(spans, main, run.end, &word);
        let run = verb_run(spans, main, &word);
        let verb = run.clone().map(|index| spans.text(index)).filter(|text| *text != "(").collect::<Vec<_>>();
        Self { kind, verb: verb.join(" ").to_ascii_uppercase(), run }
    }
}

/// Past the entries of a WITH clause, to the word that says what is done with them.
fn main_word(spans: &Spans, first: usize) -> usize {
    if !spans.is_word(first, "with") {
        return first;
    }
    let mut at = first + 1;
    while at < spans.len() {
        if spans.is_any(at, &["select", "insert", "update", "delete", "merge", "values", "replace", "table", "from"]) {
            return at;
        }
        at = spans.after_brackets(at).max(at + 1);
    }
    first
}

fn kind_of(spans: &Spans, at: usize, end: usize, word: &str) -> StatementKind {
    use StatementKind::*;
    let next = |words: &[&str]| spans.is_any(at + 1, words);
    let ends = at + 1 >= end;
    match word {
        "SELECT" | "VALUES" | "TABLE" | "FROM" => Select,
        "INSERT" | "REPLACE" => Insert,
        "UPDATE" if next(&["statistics"]) => Maintenance,
        "UPDATE" => Update,
        "DELETE" => Delete,
        "MERGE" => Merge,
        "TRUNCATE" => Truncate,
        "BEGIN" if ends || next(TRANSACTION_WORDS) || spans.is_punctuation(at + 1, ";") => Begin,
        "START" if next(&["transaction"]) => Begin,
        "COMMIT" => Commit,
        "END" if ends || next(TRANSACTION_WORDS) => Commit,
        "PREPARE" if next(&["transaction"]) => Commit,
        "ROLLBACK" if next(&["to"]) || next(TRANSACTION_WORDS) && spans.is_word(at + 2, "to") => Other,
        "ROLLBACK" | "ABORT" => Rollback,
        "CREATE" | "ALTER" if creates_routine(spans, at) => Routine,
        "CREATE" | "ALTER" | "DROP" | "RENAME" | "COMMENT" => Definition,
        "VACUUM" | "ANALYZE" | "ANALYSE" | "REINDEX" | "CLUSTER" | "OPTIMIZE" | "REPAIR" | "CHECKPOINT" => Maintenance,
        "GRANT" | "REVOKE" | "DENY" => Grant,
        _ => Other,
    }
}

/// Whether one of the words that say what is created is that of a routine. `ALTER` redefines only in T-SQL.
fn creates_routine(spans: &Spans, at: usize) -> bool {
    let alters = spans.is_word(at, "alter");
    for index in at + 1..spans.len().min(at + 14) {
        if spans.is_any(index, &["function", "procedure", "proc", "trigger", "event", "package"]) {
            return !alters || spans.is_any(index, &["procedure", "proc"]) && has_body(spans, index);
        }
        if spans
            .is_any(index, &["table", "index", "view", "schema", "database", "user", "role", "type", "sequence", "("])
        {
            return false;
        }
    }
    false
}

fn has_body(spans: &Spans, from: usize) -> bool {
    (from..spans.len()).any(|index| spans.is_word(index, "as"))
}

fn verb_run(spans: &Spans, at: usize, word: &str) -> Run {
    let mut end = (at + 1).min(spans.len());
    match word {
        "SELECT" | "WITH" | "UPDATE" | "MERGE" => return at..end,
        "VACUUM" if spans.is_punctuation(end, "(") && spans.is_word(end + 1, "full") => return at..end + 2,
        "SET" | "PRAGMA" => {
            while spans.is_any(end, &["session", "local", "global"]) {
                end += 1;
            }
            return at..(end + 1).min(spans.len());
        }
        _ => {}
    }
    while end < spans.len() && end - at < LONGEST_VERB && spans.is_any(end, FOLLOWERS) {
        end += 1;
    }
    at..end
}
