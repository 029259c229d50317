//! A run made by hand, with all that makes places hard to count and to draw, in every format.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::{FORMATS, Format, Run, SilentRule, Summary};
use crate::finding::{Confidence, Edit, Evidence, Finding, Fix, Label, Severity};
use crate::text::{Place, Source, SourceKind, Span};
use crate::walk::Shown;

const VIEWS: &str = "def totals(cursor, orders):\n\tfor order in orders:\n\t\ttag = 'é😀'\n\t\tprint(tag); \
                     cursor.execute('SELECT é FROM items WHERE order_id = %s', order)\n";
const SCHEMA: &str =
    "-- é😀\r\nCREATE TABLE items (\r\n  order_id varchar(20), note text, /* é😀 */ price real\r\n);\r\n";

fn run() -> Run {
    let long = format!("SELECT '{}' FROM items WHERE note LIKE '%x' AND 1 = {};\n", "é😀".repeat(300), "9".repeat(300));
    let wall = "SELECT *\nFROM a,\n     b,\n     c,\n     d;\nDELETE\nFROM\n  é;\n";
    let files = [
        ("db/schema.sql", SCHEMA, SourceKind::Sql, true),
        ("long.sql", long.as_str(), SourceKind::Sql, false),
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
    let label = |path, part, text: &str| Label { place: place(path, part), text: text.to_owned() };

    let mut price = finding("float-for-exact", place("db/schema.sql", "price real"), "`price` is inexact");
    price.severity = Severity::Info;
    price.fix = Some(Fix {
        title: "make it exact".to_owned(),
        safe: false,
        edits: vec![Edit { span: place("db/schema.sql", "real").span, text: "numeric(12, 2)".to_owned() }],
    });
    let leading = finding("leading-wildcard-like", place("long.sql", "'%x'"), "`'%x'` begins with a wildcard");
    let mut looped = finding("query-in-loop", place("shop/views.py", "cursor.execute"), "one query for each `order`");
    looped.severity = Severity::Error;
    looped.help = "Ask once for all of them:\nWHERE order_id = ANY(%s)".to_owned();
    looped.primary.text = "runs each time".to_owned();
    looped.related = vec![
        label("shop/views.py", "for order in orders", "for each `order`"),
        label("db/schema.sql", "order_id varchar(20)", "`order_id` is a string"),
        Label { place: Place { path: "gone.sql".into(), span: Span::new(5, 6) }, text: "not to be shown".to_owned() },
    ];
    looped.evidence =
        vec![Evidence { claim: "`order_id` is varchar(20)".to_owned(), place: place("db/schema.sql", "order_id") }];
    let star = finding("select-star", place("wall.sql", "SELECT *\nFROM a,\n     b,\n     c,\n     d"), "all columns");
    let delete = finding("dml-without-where", place("wall.sql", "DELETE\nFROM\n  é"), "all rows of \u{1b}[31m`é`");
    Run {
        findings: vec![price, leading, looped, star, delete],
        sources,
        unparsed: Vec::new(),
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
        primary: Label { place, text: message.to_owned() },
        related: Vec::new(),
        evidence: Vec::new(),
        fix: None,
        fingerprint: "00c0ffee".to_owned(),
        table: None,
        owners: Vec::new(),
    }
}

fn written(format: &Format) -> String {
    let mut out = anstream::StripStream::new(Vec::new());
    (format.write)(&run(), &mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

#[test]
fn every_format_shows_the_sample() {
    for format in FORMATS {
        insta::assert_snapshot!(format.name, written(format));
    }
}

#[test]
fn json_counts_bytes_of_the_file_and_characters_of_the_line() {
    let report: serde_json::Value = serde_json::from_str(&written(super::format("json").unwrap())).unwrap();
    let start = &report["findings"][0]["start"];
    let byte = "\u{FEFF}".len() + SCHEMA.find("price").unwrap();
    assert_eq!(start, &serde_json::json!({ "line": 3, "column": 45, "byte": byte }));
}
