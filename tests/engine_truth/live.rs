//! The same cases on the servers at hand: what a plan does with the index, against what we claim for that version and
//! against the record. What decides by cost is taken out of play: sequential scans and other joins are switched off on
//! PostgreSQL, MariaDB also plans with FORCE INDEX, SQLite also with INDEXED BY and without statistics.

use std::collections::BTreeMap;

use seqscan::fact::Dialect;
use seqscan::project::{Engine, Product};

use crate::cases::{self, Case, Column, Outcome};
use crate::claims::{self, Subject, is_meant};
use crate::exceptions::{Exception, LIVE, Reason, SINCE};
use crate::servers::{MariaDb, Postgres, Sqlite};
use crate::{plans, rows};

const SETS: [&str; 3] = ["cases_cast", "cases_sarg", "cases_e1"];

/// The cases that are written for an engine.
fn cases_of(column: Column) -> Vec<Case> {
    SETS.iter().flat_map(|set| cases::read(set)).filter(|case| case.sql(column).is_some()).collect()
}

/// Compares what was planned now with what we claim and with the record.
fn compare(column: Column, recorded: Option<Column>, measured: &BTreeMap<String, Outcome>) {
    let subject = Subject::new(column);
    let mut wrong = Vec::new();
    let mut used = [vec![false; LIVE.len()], vec![false; SINCE.len()]];
    let mut check = |which: usize, list: &[Exception], case: &Case, text: String, agrees: bool| {
        let exception = list.iter().position(|exception| exception.is_about(&case.id, column.name));
        match exception {
            Some(at) => used[which][at] |= !agrees,
            None if !agrees => wrong.push(format!("{} {text}: {:?}", case.id, case.sql(column))),
            None => {}
        }
    };
    let (mut agreed, mut countable) = (0, 0);
    for case in cases_of(column) {
        let Some(&now) = measured.get(&case.id) else { continue };
        let claimed = subject.claim(&case.sql(column).expect("it is written"), &case.target);
        let server = |exception: &Exception| {
            exception.is_about(&case.id, column.name) && matches!(exception.reason, Reason::Server(_))
        };
        if claimed == now || !LIVE.iter().any(server) {
            countable += 1;
            agreed += usize::from(claimed == now);
        }
        check(0, LIVE, &case, format!("claimed {claimed:?}, planned {now:?}"), claimed == now);
        if let Some(before) = recorded.and_then(|recorded| case.measured(recorded)) {
            check(1, SINCE, &case, format!("recorded {before:?}, planned {now:?}"), before == now);
        }
    }
    for (list, used) in [LIVE, SINCE].into_iter().zip(used) {
        let idle = list.iter().zip(used).filter(|(exception, used)| !used && exception.is_on(column.name));
        wrong.extend(idle.map(|(exception, _)| format!("{}: no exception any more", exception.id)));
    }
    println!("{}: {agreed} of {countable} plans as claimed", column.engine);
    assert!(measured.len() > 150, "only {} cases were planned", measured.len());
    assert!(wrong.is_empty(), "{} on {}:\n{}", wrong.len(), column.engine, wrong.join("\n"));
    assert!(agreed * 100 >= countable * 98, "only {agreed} of {countable} as claimed");
}

/// A server goes by its version: `mariadb10.11`.
fn at_hand(name: &str, engine: Engine) -> Column {
    let version = match engine.product {
        Product::Postgres => engine.major.to_string(),
        _ => format!("{}.{}", engine.major, engine.minor),
    };
    Column { name: format!("{name}{version}").leak(), engine }
}

fn recorded(engine: Engine) -> Option<Column> {
    let same = |column: &Column| match engine.product {
        Product::Sqlite => column.engine.product == Product::Sqlite,
        _ => column.engine == engine,
    };
    Column::ALL.into_iter().find(same)
}

/// Settings under which PostgreSQL shows what it could do.
const FORCED: [&str; 3] = [
    "SET enable_seqscan = off;",
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;",
    "SET enable_seqscan = off; SET enable_indexscan = off; SET enable_indexonlyscan = off;",
];

#[test]
fn postgres_plans_as_claimed() {
    let Some(server) = Postgres::start() else { return };
    let column = at_hand("postgres", Engine::new(Product::Postgres, server.version(), 0));
    let schema = format!("{}\n{}\n{}\nANALYZE;", claims::POSTGRES, rows::inserts(Dialect::Postgres), rows::FILL_X);
    server.create_database("lab");
    server.query("lab", &schema).expect("the measured tables");
    let keys = "SELECT c.relname || '|' || pg_get_indexdef(i.indexrelid, 1, true) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indkey[0] <> 0 AND c.relname ~ '^[itux]_'";
    let keys = server.query("lab", keys).expect("its indexes");
    let keys: BTreeMap<&str, &str> = keys.lines().filter_map(|row| row.split_once('|')).collect();
    assert!(keys.len() > 20, "{keys:?}");
    let first = |index: &str| keys.get(index).map(|&key| key.to_owned());
    let mut measured = BTreeMap::new();
    for settings in FORCED {
        for (case, plan) in postgres_plans(&server, settings, &cases_of(column)) {
            let now = match plan.is_empty() {
                true => Outcome::Error,
                false => plans::of_postgres(&plan, &case.target, &first),
            };
            let kept = measured.entry(case.id).or_insert(now);
            if now == Outcome::Seek {
                *kept = now;
            }
        }
    }
    compare(column, recorded(column.engine), &measured);
    // Why generic plans of patterns are exceptions: planned with a value, the index is looked up.
    let custom = "SET plan_cache_mode = force_custom_plan; SET enable_seqscan = off;
        PREPARE q (text) AS SELECT pad FROM t WHERE cv LIKE $1; EXPLAIN (COSTS OFF) EXECUTE q('1234%');";
    let plan = server.query("lab", custom).expect("a plan");
    assert_eq!(plans::of_postgres(&plan, "i_cv", &first), Outcome::Seek, "{plan}");
}

/// The plans of all cases in one session; a statement that fails has none.
fn postgres_plans(server: &Postgres, settings: &str, cases: &[Case]) -> Vec<(Case, String)> {
    let mut script = format!("\\set ON_ERROR_STOP 0\n{settings}\nSET plan_cache_mode = force_generic_plan;\n");
    for case in cases {
        let explained = match case.prepared() {
            Some((types, query)) => {
                let count = (1..9).filter(|at| query.contains(&format!("${at}"))).count();
                let (types, nulls) = (types.trim(), vec!["NULL"; count].join(","));
                let types = if types.is_empty() { String::new() } else { format!("({types})") };
                format!("PREPARE q {types} AS {query};\nEXPLAIN (COSTS OFF) EXECUTE q({nulls});\nDEALLOCATE q;")
            }
            None => format!("EXPLAIN (COSTS OFF) {};", case.written(Dialect::Postgres).expect("it is written")),
        };
        script += &format!("\\echo @@\n{explained}\n");
    }
    let output = server.query("lab", &script).expect("a session");
    let plans = output.split("@@\n").skip(1).map(str::to_owned);
    let found: Vec<_> = cases.iter().cloned().zip(plans).collect();
    assert_eq!(found.len(), cases.len());
    found
}

const INDEXES: [&str; 19] = [
    "i_ci", "i_cb", "i_cs", "i_cn", "i_cf", "i_cv", "i_ct", "i_cc", "i_cd", "i_cts", "i_ctz", "i_cu", "i_cbool",
    "i_cnull", "i_low", "i_email", "i_abc", "u_tid", "u_n",
];

/// The statement, and the same with a hint to use the index, where the index is one of `t` and the syntax has room.
fn hinted(sql: &str, target: &str, hint: &str) -> Vec<String> {
    let table = if target.starts_with("u_") { "u" } else { "t" };
    let mut found = vec![sql.to_owned()];
    for index in INDEXES.into_iter().filter(|index| is_meant(target, index)) {
        let mut forced = format!("{sql} ");
        let hint = hint.replace("{}", index);
        for before in ["from", "join", "update"] {
            for after in [" ", ")"] {
                let named = format!("{before} {table}{after}");
                forced = forced.replace(&named, &format!("{before} {table} {hint}{after}"));
            }
        }
        found.push(forced);
    }
    found
}

/// What the best of several plans does; None when none of them could tell.
fn best(outcomes: impl Iterator<Item = Option<Outcome>>) -> Option<Outcome> {
    outcomes.flatten().max_by_key(|outcome| match outcome {
        Outcome::Error => 0,
        Outcome::NoSeek => 1,
        Outcome::Seek => 2,
    })
}

#[test]
fn mariadb_plans_as_claimed() {
    let Some(server) = MariaDb::start() else { return };
    let (major, minor) = server.version();
    let column = at_hand("mariadb", Engine::new(Product::MariaDb, major, minor));
    server.create_database("lab");
    let fill =
        format!("SET time_zone = '+00:00';\n{}\n{}\nANALYZE TABLE t, u;", claims::MYSQL, rows::inserts(Dialect::Mysql));
    server.query("lab", &fill).expect("the measured tables");
    let mut measured = BTreeMap::new();
    for case in cases_of(column) {
        let sql = case.written(Dialect::Mysql).expect("it is written");
        let plans = hinted(sql, &case.target, "force index ({})").into_iter();
        let planned = plans.map(|sql| match server.query("lab", &format!("SET NAMES utf8mb4; EXPLAIN {sql}")) {
            Ok(plan) => plans::of_mysql(&plan, &case.target),
            Err(_) => Some(Outcome::Error),
        });
        if let Some(now) = best(planned) {
            measured.insert(case.id, now);
        }
    }
    compare(column, recorded(column.engine), &measured);
}

#[test]
fn sqlite_plans_as_claimed() {
    let Some(server) = Sqlite::start() else { return };
    let version = server.query("lab", "SELECT sqlite_version();").expect("it answers");
    let mut parts = version.trim().split('.').map(|part| part.parse().expect("a number"));
    let (major, minor) = (parts.next().expect("a version"), parts.next().expect("a version"));
    let column = at_hand("sqlite", Engine::new(Product::Sqlite, major, minor));
    let fill = format!("BEGIN;\n{}\n{}\nCOMMIT;", claims::SQLITE, rows::inserts(Dialect::Sqlite));
    server.query("lab", &fill).expect("the measured tables");
    let mut measured = BTreeMap::new();
    for case in cases_of(column) {
        let sql = case.written(Dialect::Sqlite).expect("it is written");
        let plans = hinted(sql, &case.target, "indexed by {}").into_iter();
        let planned = plans.map(|sql| match server.query("lab", &format!("EXPLAIN QUERY PLAN {sql};")) {
            Ok(plan) => Some(plans::of_sqlite(&plan, &case.target)),
            Err(_) => Some(Outcome::Error),
        });
        if let Some(now) = best(planned) {
            measured.insert(case.id, now);
        }
    }
    compare(column, recorded(column.engine), &measured);
}
