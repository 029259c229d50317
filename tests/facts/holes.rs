use seqscan::fact::{Dialect, Origin, Slot, StatementKind};
use seqscan::sql::{Reading, Text, read};
use seqscan::text::{Fragment, Span};

/// A text whose `§` are holes.
fn fragment(sql: &str) -> Fragment {
    let mut fragment = Fragment::default();
    let mut at = 0;
    for (index, part) in sql.split('§').enumerate() {
        if index > 0 {
            fragment.push_hole(Span::new(at, at + 2));
            at += 2;
        }
        fragment.push_verbatim(part, Span::new(at, at + part.len()));
        at += part.len();
    }
    fragment
}

fn read_as(dialect: Dialect, percent_style: bool, sql: &str) -> Text {
    read(&fragment(sql), &Reading { dialect, origin: Origin::Embedded, percent_style })
}

#[test]
fn slots_follow_from_what_stands_around() {
    for (sql, slots) in [
        ("SELECT a FROM t WHERE a = '§'", vec![Slot::QuotedValue]),
        ("SELECT a FROM t WHERE a LIKE '%§%'", vec![Slot::QuotedValue]),
        ("SELECT a FROM \"§\"", vec![Slot::Identifier]),
        ("SELECT a FROM § WHERE b = 1", vec![Slot::Identifier]),
        ("SELECT a FROM prefix_§ WHERE b = 1", vec![Slot::Identifier]),
        ("SELECT a FROM §.t JOIN § ON true", vec![Slot::Identifier, Slot::Identifier]),
        ("INSERT INTO § (a) VALUES (§, §)", vec![Slot::Identifier, Slot::Value, Slot::Value]),
        ("INSERT INTO t (§) VALUES §", vec![Slot::Identifier, Slot::List]),
        ("CREATE INDEX CONCURRENTLY § ON § (a)", vec![Slot::Identifier, Slot::Identifier]),
        ("SELECT coalesce(max(§), 1), §(§) FROM t", vec![Slot::Identifier; 3]),
        ("SELECT a FROM t WHERE b = lower(§)", vec![Slot::Value]),
        ("UPDATE t SET a = §, § = 2 WHERE b = §", vec![Slot::Value, Slot::Identifier, Slot::Value]),
        ("SELECT a FROM t WHERE b = § AND c > § AND d LIKE §", vec![Slot::Value; 3]),
        ("SELECT a FROM t WHERE b BETWEEN § AND §", vec![Slot::Value, Slot::Value]),
        ("SELECT a FROM t WHERE b IN (§)", vec![Slot::List]),
        ("SELECT a FROM t WHERE b IN §", vec![Slot::List]),
        ("SELECT a FROM t WHERE b IN (1, §)", vec![Slot::Value]),
        ("SELECT a FROM t LIMIT § OFFSET §", vec![Slot::Limit, Slot::Limit]),
        ("SELECT a FROM t ORDER BY § §", vec![Slot::Identifier, Slot::Direction]),
        ("SELECT a FROM t ORDER BY a § LIMIT 5", vec![Slot::Direction]),
        ("SELECT § FROM t GROUP BY §", vec![Slot::Identifier, Slot::Identifier]),
        ("SELECT a, § FROM t WHERE § = 1", vec![Slot::Identifier, Slot::Identifier]),
        ("SELECT a FROM t WHERE §", vec![Slot::Clause]),
        ("SELECT a FROM t WHERE a = 1 §", vec![Slot::Clause]),
        ("SELECT a FROM t §", vec![Slot::Clause]),
        ("SELECT a /* § */ FROM t", vec![Slot::Comment]),
        ("-- §\nSELECT a FROM t", vec![Slot::Comment]),
        ("§", vec![Slot::Statement]),
        ("SELECT a FROM t WHERE lower(b) = lower(§)", vec![Slot::Value]),
        ("DROP TABLE IF EXISTS §", vec![Slot::Identifier]),
    ] {
        assert_eq!(read_as(Dialect::Postgres, false, sql).slots, slots, "{sql}");
    }
}

#[test]
fn statements_with_holes_still_parse() {
    for sql in [
        "SELECT a FROM t WHERE a = 1 §",
        "SELECT a FROM t § WHERE b = 1 ORDER BY c §",
        "SELECT a FROM t ORDER BY § § LIMIT §",
        "SELECT § FROM § WHERE § AND x IN § ORDER BY §",
        "INSERT INTO t (§) VALUES §",
        "INSERT INTO t (§) VALUES (§)",
        "UPDATE t SET § WHERE id = §",
        "DELETE FROM t WHERE id IN (§)",
        "SELECT a FROM t WHERE § §",
        "ALTER TABLE § ADD COLUMN § §",
        "CREATE INDEX § ON § (§)",
        "SELECT a FROM t WHERE a = §::int",
        "SELECT a FROM t WHERE b = '§' AND c = § GROUP BY § HAVING §",
        "§ SELECT a FROM t",
        "CREATE DATABASE §",
        "SET search_path TO §",
        "SELECT a FROM t WHERE at > now() - interval '§ days'",
    ] {
        let text = read_as(Dialect::Postgres, false, sql);
        assert_eq!(text.unparsed, [], "{sql}");
        assert_eq!(text.statements.len(), 1, "{sql}");
    }
}

#[test]
fn a_hole_for_clauses_leaves_open_what_is_lacking() {
    let text = read_as(Dialect::Postgres, false, "DELETE FROM t §");
    assert!(text.statements[0].patched);
    assert!(!read_as(Dialect::Postgres, false, "DELETE FROM t WHERE id = §").statements[0].patched);
}

#[test]
fn a_text_that_is_nothing_but_a_hole_is_no_statement() {
    let text = read_as(Dialect::Generic, false, "§");
    assert!(text.statements.is_empty() && text.unparsed.is_empty());
}

#[test]
fn placeholders_of_all_styles() {
    for (dialect, percent, sql, wanted) in [
        (Dialect::Sqlite, false, "SELECT a FROM t WHERE b = ? AND c = ?", vec!["?", "?"]),
        (Dialect::Postgres, false, "SELECT a FROM t WHERE b = $1 AND c = $2::int", vec!["$1", "$2"]),
        (
            Dialect::Postgres,
            true,
            "SELECT a FROM t WHERE b = %s AND c = %(name)s AND d LIKE 'x%%'",
            vec!["%s", "%(name)s"],
        ),
        (Dialect::Generic, false, "SELECT a FROM t WHERE b = :name", vec![":name"]),
        (Dialect::Postgres, false, "SELECT a::int FROM t WHERE b ? 'key'", Vec::new()),
    ] {
        let text = read_as(dialect, percent, sql);
        assert_eq!(text.unparsed, [], "{sql}");
        assert_eq!(text.placeholders.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), wanted, "{sql}");
        assert!(text.placeholders.iter().all(|one| !one.quoted && one.statement == Some(0)), "{sql}");
        assert!(text.placeholders.iter().all(|one| sql[one.span.range()] == one.text), "{sql}");
    }
    let quoted = read_as(Dialect::Postgres, true, "SELECT a FROM t WHERE b = '%s'");
    assert_eq!(quoted.placeholders.iter().map(|one| one.quoted).collect::<Vec<_>>(), [true]);
    let quoted = read_as(Dialect::Postgres, false, "SELECT a FROM t WHERE b = '$1'");
    assert_eq!(
        quoted.placeholders.iter().map(|one| (one.text.as_str(), one.quoted)).collect::<Vec<_>>(),
        [("$1", true)]
    );
    let quoted = read_as(Dialect::Sqlite, false, "SELECT a FROM t WHERE b LIKE '%?%'; SELECT c FROM t WHERE d = ?");
    assert_eq!(
        quoted.placeholders.iter().map(|one| (one.quoted, one.statement)).collect::<Vec<_>>(),
        [(true, Some(0)), (false, Some(1))]
    );
}

#[test]
fn templates_of_files_are_read_around() {
    let file = |sql: &str| {
        read(
            &Fragment::verbatim(sql, 0),
            &Reading { dialect: Dialect::Bigquery, origin: Origin::File, percent_style: false },
        )
    };
    let text = file("{% if full %}SELECT a FROM {{ ref('orders') }} WHERE b = {{ value }}{% endif %}");
    assert_eq!(text.unparsed, []);
    assert_eq!(text.statements[0].kind, StatementKind::Select);
    assert!(!text.statements[0].patched);
    assert_eq!(text.statements[0].queries[0].tables[0].name, "{{ ref('orders') }}");
    assert!(file("DELETE FROM t {% if some %}WHERE a = 1{% endif %} -- end").statements[0].patched);
}
