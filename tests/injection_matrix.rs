//! What is reported by the slot a value stands in and by where it comes from, and what is asked for instead.

use std::sync::LazyLock;

use seqscan::finding::{Confidence, Finding};
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::rule::Ruleset;
use seqscan::text::{Source, SourceKind};

/// The slot, the SQL around it, what quotes for it, the words of the message and of the help.
const SLOTS: &[(&str, &str, &str, &str, &str)] = &[
    ("value", "SELECT id FROM orders WHERE number = {}", "conn.literal(name)", "as a value", "Write a placeholder"),
    (
        "quoted",
        "SELECT id FROM orders WHERE number = '{}'",
        "escape_string(name)",
        "inside quotes",
        "without the quotes",
    ),
    (
        "like",
        "SELECT id FROM orders WHERE number LIKE '%{}%'",
        "escape_string(name)",
        "inside quotes",
        "without the quotes",
    ),
    ("list", "SELECT id FROM orders WHERE number IN ({})", "quote_literal(name)", "as a list", "Bind the list"),
    ("limit", "SELECT id FROM orders ORDER BY id LIMIT {}", "int(name)", "as a number of rows", "whole number"),
    ("identifier", "SELECT count(*) FROM {}", "quote_ident(name)", "as the name of", "sql.Identifier"),
    ("direction", "SELECT id FROM orders ORDER BY id {}", "WORDS[name]", "as the direction", "fixed words"),
    ("clause", "SELECT id FROM orders WHERE {}", "WORDS[name]", "as a clause", "fixed texts"),
    ("behind a number", "SELECT 1{}", "WORDS[name]", "as a clause", "fixed texts"),
    ("statement", "{}", "WORDS[name]", "as a whole", "fixed texts"),
];

/// Where the value comes from: lines before, the expression, and the rule for each slot above. `.` is silence, `v` a
/// value that should be bound, `r` a value from a request, `i` a name for audits, `n` a name from a request.
const SOURCES: &[(&str, &str, &str, &str)] = &[
    ("constant", "", "WORDS['a']", ".........."),
    ("one of constants", "x = 'a' if name else 'b'", "x", ".........."),
    ("typed", "", "int(request.args['n'])", ".........."),
    ("metadata", "", "Order._meta.db_table", ".........."),
    ("what an engine needs", "", "name.features.bare_select_suffix", ".........."),
    ("configuration", "", "os.environ['N']", "vvvv.ii..."),
    ("stored", "x = conn.execute('SELECT note FROM notes WHERE id = 1').fetchone()[0]", "x", "vvvvvii..."),
    ("unknown", "x = compute(name)", "x", "vvvvvii..."),
    ("parameter", "", "name", "vvvvviivv."),
    ("request", "x = request.args['n']", "x", "rrrrrnnrrr"),
];

static RULES: LazyLock<Ruleset> = LazyLock::new(|| {
    let mut rules = Ruleset::embedded().expect("the rules can be read");
    rules.select(&["security".to_owned(), "identifier-from-parameter".to_owned()], &[]).expect("they are there");
    rules
});

fn lint(program: &str) -> Vec<Finding> {
    let settings = Settings { minimum_confidence: Confidence::Low, ..Settings::default() };
    let source = Source::new("shop/orders.py", program, SourceKind::Host("python"));
    let extract = lint::extract(&source, &settings);
    let project = lint::fold(&[Contribution { path: &source.path, kind: source.kind, extract: &extract }], &settings);
    lint::lint(&source, &extract, &project, &RULES, &settings)
}

fn program(lines: &str, sql: &str, expression: &str) -> String {
    let sql = if sql == "{}" { expression.to_owned() } else { format!("\"{sql}\".format({expression})") };
    format!(
        "import os\nimport psycopg\nfrom flask import request\n\nWORDS = {{'a': 'b'}}\n\n\
         def run(conn: psycopg.Connection, name):\n    {}\n    conn.execute({sql})\n",
        if lines.is_empty() { "pass" } else { lines }
    )
}

#[test]
fn each_slot_and_source_has_its_rule() {
    let mut wrong = Vec::new();
    for (source, lines, expression, rules) in SOURCES {
        for (&(slot, sql, _, stands, remedy), rule) in SLOTS.iter().zip(rules.chars()) {
            let wanted = match rule {
                'v' => Some("sql-string-interpolation"),
                'r' => Some("request-in-sql"),
                'i' => Some("identifier-from-parameter"),
                'n' => Some("unsafe-identifier-interpolation"),
                _ => None,
            };
            let found = lint(&program(lines, sql, expression));
            let ids: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
            if ids != wanted.into_iter().collect::<Vec<_>>() {
                wrong.push(format!("{slot} of {source}: {ids:?} instead of {wanted:?}"));
            }
            for finding in &found {
                let help = &finding.help;
                if !finding.message.contains(stands) || !help.contains(remedy) {
                    wrong.push(format!("{slot} of {source}: {} / {help}", finding.message));
                }
                let tells_way = finding.related.iter().any(|label| label.text.contains("the way of the value"));
                if !tells_way && !lines.is_empty() {
                    wrong.push(format!("{slot} of {source} does not tell the way of the value"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_quotes_for_one_slot_is_silent_there_only() {
    let mut wrong = Vec::new();
    for &(made_for, _, quoted, ..) in SLOTS {
        for &(slot, sql, ..) in SLOTS {
            let quotes = ["quote", "escape", "literal"].iter().any(|word| quoted.contains(word));
            // A quoted name may stand where a value does: it names a column.
            let fits = match made_for {
                "quoted" | "like" => matches!(slot, "quoted" | "like"),
                "value" | "list" => matches!(slot, "value" | "list"),
                _ => matches!(slot, "identifier" | "value" | "list"),
            };
            let is_safe = !quotes || fits;
            // A whole clause or statement is not quoted by anyone; what is found there is tested above.
            if matches!(slot, "clause" | "behind a number" | "statement" | "limit") {
                continue;
            }
            let found = lint(&program("", sql, quoted));
            if found.is_empty() != is_safe {
                wrong.push(format!("{quoted} in {slot}: {} findings", found.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
