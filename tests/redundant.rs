//! `redundant_indexes` against a real planner: pairs of indexes are made at random, and when one is called redundant,
//! no plan may need it: with it and without it, each query finds its rows by an index scan with the same conditions and
//! sorts as little. A unique index is never given up for one that is not.

mod servers;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use seqscan::fact::Dialect;
use seqscan::lint::{Settings, extract, fold};
use seqscan::project::Contribution;
use seqscan::project::catalog::{Catalog, redundant_indexes};
use seqscan::text::{Source, SourceKind};

const TABLE: &str = "CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL, b int NOT NULL, c text COLLATE \"C\" NOT NULL, d timestamptz);";

/// One `CREATE INDEX`, without its name.
#[derive(Clone, Debug)]
struct Definition {
    unique: bool,
    method: &'static str,
    keys: Vec<String>,
    include: Option<&'static str>,
    predicate: Option<&'static str>,
}

impl Definition {
    fn sql(&self, name: &str) -> String {
        let unique = if self.unique { "UNIQUE " } else { "" };
        let include = self.include.map(|column| format!(" INCLUDE ({column})")).unwrap_or_default();
        let predicate = self.predicate.map(|test| format!(" WHERE {test}")).unwrap_or_default();
        format!(
            "CREATE {unique}INDEX {name} ON t USING {} ({}){include}{predicate};",
            self.method,
            self.keys.join(", ")
        )
    }
}

fn key() -> impl Strategy<Value = String> {
    let subject = prop_oneof![
        6 => prop_oneof![Just("a"), Just("b"), Just("d")],
        2 => Just("c"),
        1 => Just("c text_pattern_ops"),
        1 => Just("lower(c)"),
    ];
    let direction =
        prop_oneof![5 => Just(""), 2 => Just(" DESC"), 1 => Just(" NULLS FIRST"), 1 => Just(" DESC NULLS LAST")];
    (subject, direction).prop_map(|(subject, direction)| format!("{subject}{direction}"))
}

fn definition() -> impl Strategy<Value = Definition> {
    let keys = prop::collection::vec(key(), 1..4).prop_filter("each column once", |keys| {
        let subject = |key: &String| key.split(' ').next().unwrap_or_default().to_owned();
        let subjects: std::collections::HashSet<String> = keys.iter().map(subject).collect();
        subjects.len() == keys.len()
    });
    let include = prop_oneof![6 => Just(None), 1 => Just(Some("id"))];
    let predicate = prop_oneof![6 => Just(None), 1 => Just(Some("a > 10")), 1 => Just(Some("d IS NOT NULL"))];
    (prop::bool::weighted(0.2), prop_oneof![9 => Just("btree"), 1 => Just("hash")], keys, include, predicate).prop_map(
        |(unique, method, keys, include, predicate)| match method {
            // A hash index has one key and none of the rest.
            "hash" => Definition { unique: false, method, keys: vec!["a".to_owned()], include: None, predicate },
            _ => Definition { unique, method, keys, include, predicate },
        },
    )
}

fn catalog(sql: &str) -> Catalog {
    let source = Source::new("schema.sql", sql, SourceKind::Sql);
    let settings = Settings { dialect: Some(Dialect::Postgres), ..Settings::default() };
    let extract = extract(&source, &settings);
    let file = Contribution { path: &source.path, kind: SourceKind::Sql, extract: &extract };
    fold(&[file], &settings).databases.into_iter().next().expect("a schema was given").catalog
}

/// Queries whose plans an index of this kind may serve.
const QUERIES: &[&str] = &[
    "SELECT id FROM t WHERE a = 7",
    "SELECT id FROM t WHERE a = 7 AND b = 3",
    "SELECT id FROM t WHERE b = 3",
    "SELECT id FROM t WHERE a = 7 ORDER BY b LIMIT 5",
    "SELECT id FROM t WHERE a = 20 ORDER BY b DESC LIMIT 5",
    "SELECT id FROM t ORDER BY a LIMIT 5",
    "SELECT id FROM t ORDER BY d DESC LIMIT 5",
    "SELECT id FROM t ORDER BY d NULLS FIRST LIMIT 5",
    "SELECT id FROM t WHERE d IS NOT NULL ORDER BY d LIMIT 5",
    "SELECT id FROM t WHERE a > 10 ORDER BY a, b LIMIT 5",
    "SELECT a, b FROM t WHERE a BETWEEN 10 AND 12 AND a > 10",
    "SELECT id FROM t WHERE c = 'x7'",
    "SELECT id FROM t WHERE c LIKE 'x7%'",
    "SELECT id FROM t WHERE lower(c) = 'x7'",
    "SELECT id FROM t ORDER BY c LIMIT 5",
];

/// What of a plan an index decides: kinds of nodes and conditions, no names and no costs.
fn shape(plan: &str) -> Vec<String> {
    let kept = plan.lines().map(str::trim).filter(|line| {
        line.contains("Scan") || line.contains("Sort") || line.starts_with("Index Cond") || line.starts_with("->")
    });
    let words = kept.map(|line| {
        let line = line.trim_start_matches("->").trim();
        let line = line.split(" using ").next().unwrap_or(line);
        let line = line.split(" on i").next().unwrap_or(line);
        line.replace(" Backward", "").replace("Index Only Scan", "Index Scan")
    });
    words.collect()
}

#[test]
fn what_is_called_redundant_changes_no_plan() {
    let Some(server) = servers::Postgres::start() else { return };
    server.create_database("plans");
    let data = format!(
        "{TABLE}
        INSERT INTO t SELECT n, n % 100, n % 37, 'x' || n, CASE WHEN n % 10 = 0 THEN NULL ELSE now() - n * interval '1 minute' END FROM generate_series(1, 20000) n;
        VACUUM ANALYZE t;"
    );
    server.query("plans", &data).expect("the table is made");
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 400, failure_persistence: None, ..Config::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let redundant = std::cell::Cell::new(0);
    let outcome = runner.run(&(definition(), definition()), |(first, second)| {
        let (one, two) = (first.sql("i1"), second.sql("i2"));
        let catalog = catalog(&format!("{TABLE}\n{one}\n{two}"));
        let table = catalog.table("t").expect("it is in the schema");
        for found in redundant_indexes(&catalog, table) {
            let (gone, stays) = (&table.indexes[found.index], &table.indexes[found.covered_by]);
            prop_assert!(!gone.unique || stays.unique, "{one} {two}: a promise is lost");
            redundant.set(redundant.get() + 1);
            // What is unique in one only cannot be made on this data.
            let both = format!("{} {}", one.replace("UNIQUE ", ""), two.replace("UNIQUE ", ""));
            let explain: String =
                QUERIES.iter().map(|query| format!("EXPLAIN (COSTS OFF) {query}; SELECT '---';")).collect();
            let settings = "SET enable_seqscan = off; SET enable_bitmapscan = off;";
            let plans = |drop: &str| {
                server
                    .query("plans", &format!("BEGIN; {settings} {both} {drop} {explain} ROLLBACK;"))
                    .map_err(TestCaseError::fail)
            };
            let (with, without) = (plans("")?, plans(&format!("DROP INDEX {};", gone.name))?);
            for ((query, with), without) in QUERIES.iter().zip(with.split("---")).zip(without.split("---")) {
                prop_assert_eq!(
                    shape(with),
                    shape(without),
                    "{}\nwithout {} of\n{}\n{}",
                    query,
                    &gone.name,
                    &one,
                    &two
                );
            }
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(redundant.get() >= 5, "only {} pairs were redundant: the test has gone blind", redundant.get());
}
