use seqscan::fact::{Known, QueryRole};

use crate::show::{facts, show};

#[test]
fn the_result_list_is_underlined() {
    let lines = show(
        "a.sql",
        "SELECT DISTINCT u.*, count(*) AS n FROM users u GROUP BY 1 LIMIT 10 OFFSET 500",
        &["query", "projection"],
    );
    assert_eq!(
        lines,
        "query `SELECT DISTINCT u.*, count(*) AS n` role=top reads_table joined=1 limited limit=10 offset=`OFFSET 500` offset_rows=500 \
         distinct distinct_repeats_group grouped limit_place=`LIMIT 10`\n\
         projection `u.*` wildcard over_base_table delivered table=users\n\
         projection `count(*) AS n` delivered\n"
    );
}

#[test]
fn limits_of_all_dialects() {
    for (path, sql, limit, offset) in [
        ("a.sql", "SELECT a FROM t LIMIT 5", Some("LIMIT 5"), None),
        ("a.mysql", "SELECT a FROM t LIMIT 20, 5", Some("5"), Some("LIMIT 20")),
        (
            "a.sql",
            "SELECT a FROM t OFFSET 3 ROWS FETCH NEXT 5 ROWS ONLY",
            Some("FETCH NEXT 5 ROWS ONLY"),
            Some("OFFSET 3 ROWS"),
        ),
        ("a.tsql", "SELECT TOP (5) a FROM t", Some("TOP (5)"), None),
        ("a.tsql", "SELECT TOP 5 a FROM t", Some("TOP 5"), None),
        ("a.psql", "SELECT a FROM t LIMIT ALL", None, None),
    ] {
        let (source, facts) = facts(path, sql);
        let query = &facts.queries[0];
        assert_eq!(query.limit_place.as_ref().map(|place| source.slice(place.span)), limit, "{sql}");
        assert_eq!(query.offset.as_ref().map(|place| source.slice(place.span)), offset, "{sql}");
        assert_eq!(query.limit, limit.map_or(Known::No, |_| Known::Yes(5)), "{sql}");
        assert_eq!(query.limited, limit.is_some(), "{sql}");
    }
    assert_eq!(facts("a.psql", "SELECT a FROM t LIMIT $1").1.queries[0].limit, Known::No);
    assert!(facts("a.psql", "SELECT a FROM t LIMIT $1").1.queries[0].limited);
}

#[test]
fn each_part_of_a_statement_has_its_role() {
    let roles = |sql: &str| facts("a.psql", sql).1.queries.iter().map(|query| query.role).collect::<Vec<_>>();
    use QueryRole::*;
    assert_eq!(
        roles("SELECT (SELECT 1) FROM (SELECT 2) d WHERE a IN (SELECT 3) AND EXISTS (SELECT 4)"),
        [Top, Scalar, Derived, In, Exists]
    );
    assert_eq!(roles("WITH c AS (SELECT 1) SELECT * FROM c"), [Cte, Top]);
    assert_eq!(roles("SELECT 1 UNION SELECT 2 UNION SELECT 3"), [Arm, Arm, Arm]);
    assert_eq!(roles("INSERT INTO t SELECT 1"), [InsertSource]);
    assert!(roles("INSERT INTO t (a) VALUES (1)").is_empty());
    assert_eq!(roles("CREATE VIEW v AS SELECT 1"), [View]);
    assert_eq!(roles("CREATE TABLE v AS SELECT 1"), [View]);
    assert_eq!(roles("DELETE FROM t WHERE a = 1"), [Change]);
    assert_eq!(roles("UPDATE t SET a = (SELECT 1)"), [Change, Scalar]);
}

#[test]
fn arms_share_the_bounds_of_the_whole() {
    let (_, union) = facts("a.sql", "SELECT a FROM t UNION ALL (SELECT a FROM u) ORDER BY 1 LIMIT 3");
    assert!(union.queries.iter().all(|query| query.limited && query.ordered));
    assert_eq!(union.sorts.len(), 1);
    assert!(union.sorts[0].positional);
    assert!(!union.queries[0].arms_differ);
    assert!(facts("a.sql", "SELECT a FROM t UNION SELECT a, b FROM u").1.queries[0].arms_differ);
    assert!(!facts("a.sql", "SELECT a FROM t UNION SELECT * FROM u").1.queries[0].arms_differ);
}

#[test]
fn aggregates_make_one_row() {
    let one = |sql: &str| facts("a.sql", sql).1.queries[0].aggregate_only;
    assert!(one("SELECT count(*), max(a) + 1 FROM t"));
    assert!(!one("SELECT a, count(*) FROM t GROUP BY a"));
    assert!(!one("SELECT count(*) OVER () FROM t"));
    assert!(!one("SELECT lower(a) FROM t"));
    assert!(!one("SELECT (SELECT count(*) FROM u) FROM t"));
    assert!(!facts("a.sqlite", "SELECT max(a, b) FROM t").1.queries[0].aggregate_only);
}

#[test]
fn stars_know_what_they_stand_for() {
    let stars = |sql: &str| {
        let (_, facts) = facts("a.psql", sql);
        facts.projections.iter().filter(|item| item.wildcard).map(|item| item.over_base_table).collect::<Vec<_>>()
    };
    assert_eq!(stars("SELECT * FROM t"), [true]);
    assert_eq!(stars("SELECT d.* FROM (SELECT a FROM t) d"), [false]);
    assert_eq!(stars("WITH c AS (SELECT a FROM t) SELECT * FROM c"), [false]);
    assert_eq!(stars("SELECT * FROM generate_series(1, 2)"), [false]);
    assert!(stars("SELECT count(*), a * b FROM t").is_empty());
    assert_eq!(stars("SELECT T.* FROM public.t"), [true]);
}

#[test]
fn a_recursive_cte_reads_itself_without_being_used() {
    let used = |sql: &str| {
        facts("a.psql", sql).1.ctes.iter().map(|cte| (cte.name.clone(), cte.used, cte.writes)).collect::<Vec<_>>()
    };
    assert_eq!(
        used(
            "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r), d AS (DELETE FROM t WHERE a = 1 RETURNING a) SELECT 2"
        ),
        [("r".to_string(), false, false), ("d".to_string(), false, true)]
    );
    assert_eq!(
        used("WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM B").iter().filter(|cte| cte.1).count(),
        2
    );
}

#[test]
fn sorts_that_shuffle() {
    let random = |sql: &str| facts("a.mysql", sql).1.sorts[0].random;
    assert!(random("SELECT a FROM t ORDER BY RAND() LIMIT 1"));
    assert!(random("SELECT a, rand() AS r FROM t ORDER BY r"));
    assert!(!random("SELECT a FROM t ORDER BY RAND(42)"));
    assert!(!random("SELECT a FROM t ORDER BY rand"));
}

#[test]
fn locks_say_whether_they_wait() {
    let (_, read) =
        facts("a.psql", "SELECT a FROM t WHERE id = 1 FOR UPDATE; SELECT a FROM t LIMIT 1 FOR UPDATE SKIP LOCKED");
    assert!(read.queries[0].locking && !read.queries[0].impatient && read.queries[0].point_lookup);
    assert!(read.queries[1].locking && read.queries[1].impatient && !read.queries[1].point_lookup);
}

#[test]
fn a_locking_subquery_of_a_change_is_in_the_change() {
    let (_, facts) =
        facts("a.psql", "UPDATE q SET a = 1 WHERE id IN (SELECT id FROM q LIMIT 5 FOR UPDATE SKIP LOCKED)");
    assert!(facts.queries[1].in_change && facts.queries[1].locking && facts.queries[1].limited);
}

/// A query of the text, by its role.
fn first(sql: &str, role: QueryRole) -> seqscan::fact::Query {
    let (_, facts) = facts("a.sql", sql);
    facts.queries.into_iter().find(|query| query.role == role).expect("the text has such a query")
}

#[test]
fn one_value_of_the_key_is_a_key_lookup() {
    for (tests, expected) in [
        ("id = 7", true),
        ("o.id = $1 AND lower(status) = 'x'", true),
        ("7 = uuid", true),
        ("order_id = 7", true),
        ("status = 'open'", false),
        ("id = 7 OR a = 1", false),
        ("id > 7", false),
        ("id IN (7, 8)", false),
        ("customer_id = 7", false),
        ("valid = true", false),
        ("id = parent_id", false),
    ] {
        let query = first(&format!("SELECT a FROM orders AS o WHERE {tests}"), QueryRole::Top);
        assert_eq!(query.key_lookup, expected, "{tests}");
    }
    let joined = "SELECT a.x FROM categories a JOIN items b ON b.category_id = a.id WHERE a.category_id = 7";
    assert!(first(joined, QueryRole::Top).key_lookup);
    let other = "SELECT a.x FROM categories a JOIN items b ON b.category_id = a.id WHERE b.category_id = 7";
    assert!(!first(other, QueryRole::Top).key_lookup);
}

#[test]
fn distinct_repeats_a_group_whose_keys_are_shown() {
    for (sql, expected) in [
        ("SELECT DISTINCT a, count(*) FROM t GROUP BY a", true),
        ("SELECT DISTINCT t.a AS x, b FROM t GROUP BY x, t.b", true),
        ("SELECT DISTINCT a FROM t GROUP BY 1", true),
        ("SELECT DISTINCT a FROM t GROUP BY a, b", false),
        ("SELECT DISTINCT ON (a) a FROM t GROUP BY a", false),
        ("SELECT DISTINCT a, b FROM t GROUP BY CUBE (a, b)", false),
        ("SELECT DISTINCT a, b FROM t GROUP BY a, b WITH ROLLUP", false),
        ("SELECT DISTINCT a, unnest(b) FROM t GROUP BY a, b", false),
        ("SELECT a FROM t GROUP BY a", false),
        ("SELECT DISTINCT a FROM t", false),
    ] {
        assert_eq!(first(sql, QueryRole::Top).distinct_repeats_group, expected, "{sql}");
    }
}

#[test]
fn unions_that_drop_duplicates() {
    let arms = |sql: &str| {
        let (_, facts) = facts("a.sql", sql);
        facts.queries.iter().map(|query| query.union_dedup).collect::<Vec<_>>()
    };
    assert_eq!(arms("SELECT a FROM t UNION SELECT b FROM u"), [true, false]);
    assert_eq!(arms("SELECT a FROM t UNION ALL SELECT b FROM u UNION DISTINCT SELECT c FROM v"), [true, false, false]);
    assert_eq!(arms("SELECT a FROM t UNION ALL SELECT b FROM u"), [false, false]);
    assert_eq!(arms("SELECT a FROM t EXCEPT SELECT b FROM u"), [false, false]);
    let recursive = "WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT t.a FROM t JOIN r ON r.a = t.b) SELECT a FROM r";
    assert_eq!(arms(recursive), [false, false, false]);
}

#[test]
fn samples_are_seen() {
    assert!(first("SELECT a FROM t TABLESAMPLE SYSTEM (1)", QueryRole::Top).sampled);
    assert!(!first("SELECT a FROM t", QueryRole::Top).sampled);
}

#[test]
fn what_a_query_reads_from_may_say_which_rows() {
    for (sql, expected) in [
        ("WITH p AS (SELECT a FROM t WHERE b = 1) SELECT a FROM p", true),
        ("WITH p AS (SELECT a FROM t), q AS (SELECT a FROM p) SELECT a FROM q", false),
        ("SELECT p.a FROM (SELECT a FROM t LIMIT 5) AS p LEFT JOIN u ON u.a = p.a", true),
        ("SELECT p.a FROM (SELECT a FROM t) AS p LEFT JOIN u ON u.a = p.a", false),
        ("SELECT p.a FROM (SELECT a FROM t LIMIT 5) AS p CROSS JOIN u", false),
        ("SELECT p.a FROM u LEFT JOIN (SELECT a FROM t LIMIT 5) AS p ON u.a = p.a", false),
        ("WITH RECURSIVE r AS (SELECT a FROM t UNION ALL SELECT r.a FROM r) SELECT a FROM r", false),
    ] {
        assert_eq!(first(sql, QueryRole::Top).narrowed, expected, "{sql}");
    }
}
