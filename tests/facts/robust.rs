use seqscan::fact::{Dialect, Origin};
use seqscan::sql::{Reading, Text, read};
use seqscan::text::Fragment;

use crate::show::facts;

fn text(sql: &str) -> Text {
    read(
        &Fragment::verbatim(sql, 0),
        &Reading { dialect: Dialect::Postgres, origin: Origin::File, percent_style: false },
    )
}

#[test]
fn long_chains_are_read() {
    let ors = (0..5_000).map(|n| format!("a = {n}")).collect::<Vec<_>>().join(" OR ");
    let (source, facts) = facts("a.psql", &format!("SELECT b FROM t WHERE {ors}"));
    assert_eq!(facts.predicates.len(), 5_000);
    assert_eq!(source.slice(facts.predicates[4_999].place.span), "a = 4999");
    assert_eq!(source.slice(facts.conditions[0].place.span), ors);
    let sum = vec!["a"; 5_000].join(" + ");
    assert_eq!(text(&format!("SELECT {sum} FROM t")).unparsed.len(), 0);
    let union = vec!["SELECT 1"; 3_000].join(" UNION ALL ");
    assert_eq!(text(&union).statements[0].queries.len(), 3_000);
}

#[test]
fn chains_without_end_spoil_only_themselves() {
    for (operand, operator) in [("a", " AND "), ("a", " || "), ("a", "::text"), ("a", " < "), ("SELECT 1", " UNION ")] {
        let chain = vec![operand; 100_000].join(operator);
        let sql = if operator == "::text" {
            format!("SELECT a{}; SELECT 2", operator.repeat(100_000))
        } else {
            format!("SELECT {chain}; SELECT 2")
        };
        let read = text(&sql);
        assert_eq!(read.statements.len(), 2, "{operator}");
        assert_eq!(read.unparsed.len(), 1, "{operator}");
        assert_eq!(read.unparsed[0].error, "a chain of operators is too long");
    }
}

#[test]
fn deep_nesting_spoils_only_itself() {
    for (open, close) in [
        ("(", ")"),
        ("f(", ")"),
        ("CASE WHEN ", " THEN 1 END"),
        ("(SELECT ", ")"),
        ("ARRAY[", "]"),
        ("NOT ", ""),
        ("- ", ""),
    ] {
        for depth in [100, 2_000] {
            let sql = format!("SELECT {}a{}; SELECT 2", open.repeat(depth), close.repeat(depth));
            let read = text(&sql);
            assert_eq!(read.statements.len(), 2, "{open} {depth}");
        }
    }
    let sql = format!("SELECT 1 FROM {}t{}; SELECT 2", "(SELECT * FROM ".repeat(300), ") x".repeat(300));
    assert_eq!(text(&sql).statements.len(), 2);
}

#[test]
fn long_lists_are_read_by_their_first_rows() {
    let rows = (0..20_000).map(|n| format!("({n}, 'name {n}')")).collect::<Vec<_>>().join(",\n");
    let (source, facts) =
        facts("a.psql", &format!("INSERT INTO t VALUES {rows} ON CONFLICT DO NOTHING; SELECT * FROM t"));
    assert_eq!(facts.statements.len(), 2);
    assert_eq!(facts.writes[0].table, "t");
    assert_eq!(source.slice(facts.projections[0].place.span), "*");
}

#[test]
fn one_bad_statement_spoils_only_itself() {
    let read = text("SELECT 1; SELEKT broken stuff ((; SELECT a FROM t WHERE b = 1;");
    assert_eq!(read.statements.len(), 3);
    assert_eq!(read.unparsed.len(), 1);
    assert!(read.statements[1].opaque && !read.statements[2].opaque);
}

#[test]
fn no_prefix_of_a_statement_crashes() {
    let sql = "WITH é AS (SELECT '😀' AS a) SELECT u.*, lower(u.x)::text[1], CASE WHEN a IN (1, NULL) THEN INTERVAL '1 day' END \
               FROM é u LEFT JOIN LATERAL f(u.a) g ON TRUE WHERE NOT EXISTS (SELECT 1) AND u.t AT TIME ZONE 'UTC' BETWEEN $1 AND ? \
               ORDER BY random() LIMIT 10 OFFSET %s FOR UPDATE SKIP LOCKED";
    for (end, _) in sql.char_indices() {
        let (source, facts) = facts("a.sql", &sql[..end]);
        for test in &facts.predicates {
            assert!(!source.slice(test.place.span).is_empty(), "{}", &sql[..end]);
        }
    }
}
