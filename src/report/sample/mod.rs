//! A run made by hand, with all that makes places hard to count and to draw, in every format.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

mod columns;
mod limits;

use super::{FORMATS, Format, RuleEntry, Run, SilentRule, Summary, mask};
use crate::finding::{Confidence, Edit, Evidence, Finding, Fix, Label, Severity, Step};
use crate::text::{Place, Source, SourceKind, Span};
use crate::walk::{Crash, Shown, SkipReason, Skipped};

const VIEWS: &str = "def totals(cursor, orders):\n\tfor order in orders:\n\t\ttag = 'é😀'\n\t\tprint(tag); \
                     cursor.execute('SELECT é FROM items WHERE order_id = %s', order)\n";
/// Its findings lie behind a byte order mark, letters of all lengths and a tab.
const REPORT_PATH: &str = "reports/a b, 50%#é.sql";
const REPORT: &str = "/* é😀 */\tSELECT *\r\nFROM items\r\nWHERE /* é😀 */ note = 'x';\r\n";
const FIRST_LINE: &str = "/* é😀 */\tDELETE FROM items;\r\n";
const SETTINGS: &str = "DSN = 'postgres://app:hunter2@db/shop'\n";
const SCHEMA: &str =
    "-- é😀\r\nCREATE TABLE items (\r\n  order_id varchar(20), note text, /* é😀 */ price real\r\n);\r\n";

fn run() -> Run {
    let long = format!("SELECT '{}' FROM items WHERE note LIKE '%x' AND 1 = {};\n", "é😀".repeat(300), "9".repeat(300));
    let wall = "SELECT *\nFROM a,\n     b,\n     c,\n     d;\nDELETE\nFROM\n  é;\n";
    let files = [
        ("db/schema.sql", SCHEMA, SourceKind::Sql, true),
        ("long.sql", long.as_str(), SourceKind::Sql, false),
        ("first.sql", FIRST_LINE, SourceKind::Sql, true),
        (REPORT_PATH, REPORT, SourceKind::Sql, true),
        ("shop/settings.py", SETTINGS, SourceKind::Host("python"), false),
        ("shop/views.py", VIEWS, SourceKind::Host("python"), false),
        ("wall.sql", wall, SourceKind::Sql, true),
    ];
    let shown = |(path, text, kind, marked): (&str, &str, _, _)| {
        let source = Source::new(path, text, kind);
        (source.path.clone(), Shown { source, marked })
    };
    let sources: BTreeMap<Arc<str>, Shown> = files.into_iter().map(shown).collect();
    let place = |path: &str, part: &str| {
        let source = &sources[path].source;
        let start = source.text.find(part).unwrap();
        source.place(Span::new(start, start + part.len()))
    };
    let label = |path, part, text: &str, step| Label { place: place(path, part), text: text.to_owned(), step };

    let mut price = finding("float-for-exact", place("db/schema.sql", "price real"), "`price` is inexact");
    price.severity = Severity::Info;
    price.fix = Some(Fix {
        title: "make it exact".to_owned(),
        safe: false,
        edits: vec![
            Edit { span: place("db/schema.sql", "price").span, text: "cost".to_owned() },
            Edit { span: place("db/schema.sql", "real").span, text: "numeric(12, 2)".to_owned() },
        ],
    });
    let leading = finding("leading-wildcard-like", place("long.sql", "'%x'"), "`'%x'` begins with a wildcard");
    let mut looped = finding("query-in-loop", place("shop/views.py", "cursor.execute"), "one query for each `order`");
    looped.severity = Severity::Error;
    looped.help = "Ask once for all of them:\nWHERE order_id = ANY(%s)".to_owned();
    looped.primary.text = "runs each time".to_owned();
    looped.related = vec![
        label("shop/views.py", "for order in orders", "for each `order`", Step::Before),
        label("db/schema.sql", "order_id varchar(20)", "`order_id` is a string", Step::Beside),
        label("db/schema.sql", "items", "asks `items`", Step::After),
        Label {
            place: Place { path: "gone.sql".into(), span: Span::new(5, 6) },
            text: "not to be shown".to_owned(),
            step: Step::Beside,
        },
    ];
    looped.evidence =
        vec![Evidence { claim: "`order_id` is varchar(20)".to_owned(), place: place("db/schema.sql", "order_id") }];
    let star = finding("select-star", place("wall.sql", "SELECT *\nFROM a,\n     b,\n     c,\n     d"), "all columns");
    let delete = finding("dml-without-where", place("wall.sql", "DELETE\nFROM\n  é"), "all rows of \u{1b}[31m`é`");
    let first = finding("dml-without-where", place("first.sql", "DELETE FROM items"), "all rows go");
    let message = "\"note\" is 'x': <b>100%</b>, see [here](1) | a;b & \\c\\ @all `x < y`";
    let mut odd = finding("odd, rule", place(REPORT_PATH, "note = 'x'"), message);
    odd.related = vec![label("db/schema.sql", "note text", "it's [text], 100%: <\"note\">", Step::Beside)];
    let lines = finding("select-star", place(REPORT_PATH, "SELECT *\r\nFROM items"), "all columns");
    let secret = "`postgres://app:hunter2@db/shop` holds a password";
    let mut secret = finding("connection-in-loop", place("shop/settings.py", SETTINGS.trim_end()), secret);
    secret.related = vec![label("shop/settings.py", "DSN", "PASSWORD 'hunter2'", Step::Beside)];
    let mut findings = vec![price, first, leading, lines, odd, secret, looped, star, delete];
    mask(&mut findings);
    let rule = |id: &str| RuleEntry {
        id: id.to_owned(),
        category: if id == "odd, rule" { "security" } else { "performance" }.to_owned(),
        title: "What is wrong".to_owned(),
        why: "Why it is.".to_owned(),
        page: "# What is wrong\n".to_owned(),
        severity: Severity::Warning,
        confidence: Confidence::High,
        enabled: id != "select-star",
        reference: None,
    };
    let mut rules: Vec<_> = findings.iter().map(|finding| rule(&finding.rule)).chain([rule("silent")]).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules.dedup_by(|a, b| a.id == b.id);
    Run {
        findings,
        sources,
        unparsed: Vec::new(),
        skipped: vec![Skipped { path: "old/é.sql".to_owned(), reason: SkipReason::Utf16 }],
        crashes: vec![Crash { path: "monster.sql".into(), words: "index out of bounds".to_owned() }],
        rules,
        repository_paths: BTreeMap::from([(Arc::from("wall.sql"), "shop/db/wall.sql".to_owned())]),
        category: None,
        summary: Summary {
            files: 4,
            statements: 6,
            duration: Duration::from_millis(12),
            silent_rules: vec![SilentRule { rule: "implicit-cast".to_owned(), needs: "a schema".to_owned() }],
            ..Summary::default()
        },
    }
}

fn finding(rule: &str, place: Place, message: &str) -> Finding {
    Finding {
        rule: rule.to_owned(),
        category: "performance".to_owned(),
        severity: Severity::Warning,
        confidence: Confidence::High,
        message: message.to_owned(),
        help: "Say what you need.".to_owned(),
        reach: place.span,
        primary: Label { place, text: message.to_owned(), step: Step::Beside },
        related: Vec::new(),
        evidence: Vec::new(),
        fix: None,
        fingerprint: "00c0ffee".to_owned(),
        table: None,
        owners: Vec::new(),
    }
}

/// What a format makes of a run, without colours.
fn written(format: &str, run: &Run) -> String {
    let format = super::format(format).unwrap();
    let mut out = anstream::StripStream::new(Vec::new());
    (format.write)(run, &mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

#[test]
fn every_format_shows_the_sample() {
    for &Format { name, .. } in FORMATS {
        insta::assert_snapshot!(name, written(name, &run()));
    }
}

#[test]
fn no_format_shows_a_password() {
    for &Format { name, .. } in FORMATS {
        let page = written(name, &run());
        assert!(!page.contains("hunter2"), "{name}: {page}");
        assert!(page.contains("connection-in-loop"), "{name} does not show the finding: {page}");
    }
}

#[test]
fn a_run_without_findings_is_a_document_too() {
    for &Format { name, .. } in FORMATS {
        let page = written(name, &Run::default());
        // What lists nothing prints nothing.
        let may_be_empty = ["full", "concise", "jsonl", "github", "azure"].contains(&name);
        assert_eq!(page.is_empty(), may_be_empty, "{name}: {page}");
    }
    for name in ["json", "sarif", "gitlab", "rdjson"] {
        serde_json::from_str::<serde_json::Value>(&written(name, &Run::default())).unwrap();
    }
}
