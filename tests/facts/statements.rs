use seqscan::fact::{CharacterPlace, Known, Origin, StatementKind};
use seqscan::lint::{Settings, extract};
use seqscan::text::{Source, SourceKind};

use crate::show::facts;

#[test]
fn kinds_and_verbs() {
    for (sql, kind, verb) in [
        ("SELECT 1", StatementKind::Select, "SELECT"),
        ("(SELECT 1) UNION (SELECT 2)", StatementKind::Select, "SELECT"),
        ("WITH a AS (SELECT 1) DELETE FROM t WHERE x IN (SELECT 1 FROM a)", StatementKind::Delete, "DELETE FROM"),
        ("VACUUM FULL t", StatementKind::Maintenance, "VACUUM FULL"),
        ("VACUUM (FULL, ANALYZE) t", StatementKind::Maintenance, "VACUUM FULL"),
        ("GRANT ALL ON t TO u", StatementKind::Grant, "GRANT ALL"),
        ("LOCK TABLE t", StatementKind::Other, "LOCK TABLE"),
        ("TRUNCATE TABLE t", StatementKind::Truncate, "TRUNCATE TABLE"),
        ("START TRANSACTION", StatementKind::Begin, "START TRANSACTION"),
        ("BEGIN ISOLATION LEVEL SERIALIZABLE", StatementKind::Begin, "BEGIN"),
        ("END", StatementKind::Commit, "END"),
        ("ROLLBACK", StatementKind::Rollback, "ROLLBACK"),
        ("ROLLBACK TO SAVEPOINT a", StatementKind::Other, "ROLLBACK"),
        ("CREATE INDEX CONCURRENTLY i ON t (a)", StatementKind::Definition, "CREATE INDEX CONCURRENTLY"),
        (
            "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$",
            StatementKind::Routine,
            "CREATE OR REPLACE FUNCTION",
        ),
        ("ALTER TABLE t ADD COLUMN a int", StatementKind::Definition, "ALTER TABLE"),
        ("REINDEX TABLE t", StatementKind::Maintenance, "REINDEX TABLE"),
        ("INSERT INTO t (a) VALUES (1)", StatementKind::Insert, "INSERT INTO"),
        ("SET lock_timeout = '1s'", StatementKind::Other, "SET LOCK_TIMEOUT"),
    ] {
        let (_, facts) = facts("a.psql", sql);
        assert_eq!((facts.statements[0].kind, facts.statements[0].verb.as_str()), (kind, verb), "{sql}");
    }
}

#[test]
fn changes_that_say_which_rows() {
    let narrowed = |sql: &str| facts("a.psql", sql).1.statements[0].narrowed;
    for sql in [
        "DELETE FROM t WHERE a = 1",
        "UPDATE t SET a = 1 FROM u WHERE u.id = t.id",
        "DELETE FROM t USING u WHERE u.id = t.id",
        "WITH x AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM x)",
    ] {
        assert!(narrowed(sql), "{sql}");
    }
    for sql in ["DELETE FROM t", "UPDATE t SET a = 1", "DELETE FROM t WHERE 1 = 1", "UPDATE t SET a = 1 WHERE true"] {
        assert!(!narrowed(sql), "{sql}");
    }
    assert!(facts("a.mysql", "DELETE FROM t ORDER BY a LIMIT 10").1.statements[0].narrowed);
    assert!(facts("a.mysql", "UPDATE t JOIN u ON u.id = t.id SET t.a = 1").1.statements[0].narrowed);
}

#[test]
fn transactions_are_followed() {
    let inside = |path: &str, sql: &str| {
        facts(path, sql).1.statements.iter().map(|statement| statement.in_transaction).collect::<Vec<_>>()
    };
    let (yes, no) = (Known::Yes(true), Known::Yes(false));
    assert_eq!(inside("jobs/a.psql", "SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3"), [no, no, yes, yes, no]);
    assert_eq!(inside("migrations/a.psql", "SELECT 1; BEGIN; SELECT 2; COMMIT"), [Known::No, Known::No, yes, yes]);
    let open = |sql: &str| {
        facts("jobs/a.psql", sql).1.statements.iter().map(|statement| statement.left_open).collect::<Vec<_>>()
    };
    assert_eq!(open("BEGIN; UPDATE t SET a = 1 WHERE b = 2"), [true, false]);
    assert_eq!(open("BEGIN; UPDATE t SET a = 1 WHERE b = 2; ROLLBACK"), [false, false, false]);
    assert_eq!(open("BEGIN"), [false]);
}

#[test]
fn new_tables_and_ways_back() {
    let (_, read) = facts(
        "migrations/1.psql",
        "CREATE TABLE shop.a (x int); INSERT INTO a (x) VALUES (1); DELETE FROM b WHERE x = 1",
    );
    assert_eq!(
        read.statements.iter().map(|statement| statement.table_is_new).collect::<Vec<_>>(),
        [false, true, false]
    );
    assert_eq!(read.statements[0].table.as_deref(), Some("shop.a"));
    let goose = "-- +goose Up\nCREATE TABLE a (x int);\n-- +goose Down\nDROP TABLE a;\n";
    assert_eq!(facts("m/1.sql", goose).1.statements.iter().map(|s| s.undo).collect::<Vec<_>>(), [false, true]);
    for path in ["migrations/2024_a/down.sql", "migrations/1_a.down.sql", "db/down/1.sql"] {
        assert!(facts(path, "DROP TABLE a").1.statements[0].undo, "{path}");
    }
    assert!(!facts("download/slowdown.sql", "DROP TABLE a").1.statements[0].undo);
}

#[test]
fn writes_and_assignments() {
    let write = |sql: &str| {
        let write = facts("a.psql", sql).1.writes.remove(0);
        (write.table, write.names_columns, write.arity_differs)
    };
    assert_eq!(write("INSERT INTO t VALUES (1)"), ("t".to_string(), false, false));
    assert_eq!(write("INSERT INTO t (a) VALUES (1), (2, 3)"), ("t".to_string(), true, true));
    assert_eq!(write("INSERT INTO t DEFAULT VALUES"), ("t".to_string(), true, false));
    assert_eq!(write("INSERT INTO t (a, b) SELECT x, y, z FROM u"), ("t".to_string(), true, true));
    assert_eq!(write("INSERT INTO t (a, b) SELECT * FROM u"), ("t".to_string(), true, false));
    assert!(facts("a.mysql", "INSERT INTO t SET a = 1").1.writes[0].names_columns);
    let set = |sql: &str| {
        facts("a.psql", sql).1.assignments.iter().map(|set| (set.repeated, set.and_chain)).collect::<Vec<_>>()
    };
    assert_eq!(set("UPDATE t SET a = 1, b = 2, a = 3 WHERE c = 4"), [(false, false), (false, false), (true, false)]);
    assert_eq!(set("UPDATE t SET a = 1 AND b = 2 WHERE c = 4"), [(false, true)]);
    assert_eq!(set("UPDATE t SET a = x > 1 AND y = 2 WHERE c = 4"), [(false, false)]);
    assert_eq!(set("UPDATE t SET a = (x AND y = 2) WHERE c = 4"), [(false, false)]);
}

#[test]
fn routine_bodies_are_read() {
    let (source, facts) = facts(
        "a.psql",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nDECLARE n int;\nBEGIN\n  SELECT count(*) INTO n FROM logs;\n  \
         IF n > 5 THEN\n    DELETE FROM logs;\n  END IF;\n  FOR r IN SELECT * FROM jobs LOOP\n    UPDATE jobs SET a = 1 WHERE id = r.id;\n  \
         END LOOP;\n  RETURN NEW;\nEND $$;\nSELECT 1;",
    );
    let inner = facts.statements.iter().filter(|statement| statement.origin == Origin::Routine).collect::<Vec<_>>();
    assert_eq!(
        inner.iter().map(|statement| statement.verb.as_str()).collect::<Vec<_>>(),
        ["SELECT", "DELETE FROM", "SELECT", "UPDATE"]
    );
    assert!(!inner[1].narrowed && inner[3].narrowed);
    assert_eq!(source.slice(inner[1].place.span), "DELETE FROM");
    let tsql = "CREATE PROCEDURE p AS\nBEGIN\n  SET NOCOUNT ON\n  INSERT INTO a (x)\n  SELECT x FROM b\n  DELETE FROM c\nEND\nGO\n";
    let (_, facts) = crate::show::facts("a.tsql", tsql);
    let verbs = facts.statements.iter().map(|statement| statement.verb.as_str()).collect::<Vec<_>>();
    assert_eq!(verbs, ["CREATE PROCEDURE", "INSERT INTO", "DELETE FROM"]);
}

#[test]
fn odd_characters_are_named() {
    let (_, facts) =
        facts("a.sql", "SELECT\u{a0}a FROM t WHERE b = ‘x’ AND c = 'naïve \u{a0}“quoted”' -- \u{202e}x\n AND d = 1");
    let named = facts.odd_characters.iter().map(|odd| (odd.name.as_str(), odd.within)).collect::<Vec<_>>();
    assert_eq!(
        named,
        [
            ("no-break space (U+00A0)", CharacterPlace::Code),
            ("curly quote (U+2018)", CharacterPlace::Code),
            ("curly quote (U+2019)", CharacterPlace::Code),
            ("direction control (U+202E)", CharacterPlace::Comment),
        ]
    );
}

#[test]
fn changes_of_whole_tables_that_are_meant() {
    let meant = |sql: &str| {
        let (_, facts) = facts("a.sql", sql);
        facts.statements.iter().map(|statement| statement.whole_table_meant).collect::<Vec<_>>()
    };
    assert_eq!(meant("DELETE FROM t; INSERT INTO t (a) VALUES (1)"), [true, false]);
    assert_eq!(meant("DELETE FROM t; INSERT INTO u (a) VALUES (1)"), [false, false]);
    assert_eq!(meant("ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1"), [false, true]);
    assert_eq!(meant("ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1, b = 2"), [false, false]);
    assert_eq!(meant("CREATE TABLE t (a int); UPDATE t SET a = 1"), [false, false]);
    // In a file of SQL both are run.
    assert_eq!(meant("DELETE FROM t; DELETE FROM t WHERE a = 1"), [false, false]);
}

#[test]
fn weak_locks_and_options_of_data_are_read() {
    let (_, locks) = facts("a.sql", "SELECT a FROM t WHERE b = 1 FOR NO KEY UPDATE; SELECT a FROM t FOR KEY SHARE");
    assert!(locks.queries.iter().all(|query| query.locking));
    assert!(locks.queries[0].narrowed && !locks.queries[1].narrowed);
    let (_, view) = facts("a.sql", "CREATE MATERIALIZED VIEW v AS SELECT t.* FROM t ORDER BY random() WITH NO DATA;");
    assert!(view.sorts[0].random);
    assert_eq!(view.queries.len(), 1);
}

#[test]
fn words_the_parser_lacks_do_not_hide_a_statement() {
    for sql in [
        "PRAGMA foreign_keys = OFF",
        "PRAGMA journal_mode = wal",
        "ALTER TABLE a ALTER COLUMN path TYPE varchar(255) COLLATE \"C\"",
        "ALTER TABLE a ADD FULLTEXT INDEX i (b) WITH PARSER ngram",
        "DROP INDEX CONCURRENTLY i",
    ] {
        let source = Source::new("a.sql", sql, SourceKind::Sql);
        assert_eq!(extract(&source, &Settings::default()).unparsed, [], "{sql}");
    }
}
