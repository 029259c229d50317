//! The folded catalog against what engines hold after the same DDL: our own fixtures must come out equal; a folder of
//! migrations (`scripts/compare-catalog`) is measured.

mod servers;
mod truth;

use std::fs;
use std::path::{Path, PathBuf};

use seqscan::fact::{Dialect, Known};
use seqscan::project::catalog::{Catalog, Dropped, Keyed, TypeFamily};
use servers::{MariaDb, Postgres, Sqlite};
use truth::{f1, folded, of_catalog};

fn fixtures(engine: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalog").join(engine);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("ours").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("readable"))
    };
    let files: Vec<(String, String)> = files.into_iter().map(read).collect();
    assert!(!files.is_empty(), "no fixtures for {engine}");
    files
}

/// Compares each fixture with what an engine made of it.
fn compare(engine: &str, dialect: Dialect, run: impl Fn(&str, &str) -> truth::Schema) {
    let mut differences = String::new();
    for (name, text) in fixtures(engine) {
        let held = run(&name, &text);
        assert!(held.columns.len() > 3, "{name} makes nothing");
        let ours = of_catalog(&folded(&[(format!("{name}.sql"), text)], dialect));
        for line in held.differences(&ours).lines() {
            differences += &format!("{name}: {line}\n");
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}

#[test]
fn postgres_holds_what_is_folded() {
    let Some(server) = Postgres::start() else { return };
    compare("postgres", Dialect::Postgres, |name, text| {
        server.create_database(name);
        server.query(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        truth::of_postgres(&server, name)
    });
}

#[test]
fn mariadb_holds_what_is_folded() {
    let Some(server) = MariaDb::start() else { return };
    compare("mariadb", Dialect::Mysql, |name, text| {
        server.create_database(name);
        server.query(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        truth::of_mariadb(&server, name)
    });
}

#[test]
fn sqlite_holds_what_is_folded() {
    let Some(server) = Sqlite::start() else { return };
    compare("sqlite", Dialect::Sqlite, |name, text| {
        server.query(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        truth::of_sqlite(&server, name)
    });
}

fn history(dialect: Dialect, text: &str) -> Catalog {
    folded(&[("history.sql".to_owned(), text.to_owned())], dialect)
}

#[test]
fn what_is_taken_away_is_remembered_until_it_comes_back() {
    let text = "CREATE TABLE users (id int, nick text, mail text, age int); CREATE TABLE old (a int);
        ALTER TABLE users DROP COLUMN nick; ALTER TABLE users RENAME COLUMN mail TO email;
        ALTER TABLE users DROP COLUMN age; ALTER TABLE users ADD COLUMN age smallint;
        ALTER TABLE old RENAME TO older; DROP TABLE older; CREATE TABLE kept (a int, b int);
        CREATE TABLE kept_new (a int); DROP TABLE kept; ALTER TABLE kept_new RENAME TO kept;";
    let catalog = history(Dialect::Postgres, text);
    let shown = |dropped: &Dropped| {
        let name = match &dropped.column {
            Some(column) => format!("{}.{column}", dropped.table),
            None => dropped.table.clone(),
        };
        (name, dropped.renamed_to.clone().unwrap_or_default())
    };
    let mut dropped: Vec<(String, String)> = catalog.dropped.iter().map(shown).collect();
    dropped.sort();
    let expected = [
        ("kept.b", ""),
        ("kept_new", "kept"),
        ("old", "older"),
        ("older", ""),
        ("users.mail", "email"),
        ("users.nick", ""),
    ];
    let expected: Vec<(String, String)> = expected.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
    assert_eq!(dropped, expected);
    let nick = catalog.dropped.iter().find(|dropped| dropped.column.as_deref() == Some("nick")).expect("it is gone");
    assert!(text[nick.place.span.range()].contains("nick"), "{}", &text[nick.place.span.range()]);
}

#[test]
fn a_table_that_nothing_makes_is_partial_and_its_change_a_conflict() {
    let catalog =
        history(Dialect::Postgres, "CREATE INDEX ghosts_name ON ghosts (name); ALTER TABLE ghosts ADD COLUMN age int;");
    let ghosts = catalog.table("ghosts").expect("it is there");
    assert!(ghosts.partial.is_some());
    assert_eq!(ghosts.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["name", "age"]);
    assert_eq!(catalog.conflicts.len(), 1, "{:?}", catalog.conflicts);
    assert!(catalog.conflicts[0].text.contains("`ghosts`"));
}

#[test]
fn what_cannot_be_followed_makes_tables_partial() {
    let catalog = history(
        Dialect::Postgres,
        "CREATE TABLE a (id int); CREATE TABLE b (id int); DO $$ BEGIN ALTER TABLE a ADD COLUMN x int; END $$;",
    );
    assert!(catalog.partial || catalog.table("a").is_some_and(|table| table.partial.is_some()));
    assert!(catalog.table("b").is_some_and(|table| table.partial.is_none()));
}

#[test]
fn temporary_tables_and_what_is_done_to_them_leave_nothing_behind() {
    let catalog = history(
        Dialect::Postgres,
        "CREATE TABLE t (id int); CREATE TEMP TABLE t (x int); CREATE INDEX ON t (x); ALTER TABLE t ADD COLUMN y int; DROP TABLE t;
         CREATE TEMP TABLE s AS SELECT id FROM t; ALTER TABLE s ADD COLUMN z int;",
    );
    assert_eq!(catalog.tables().len(), 1);
    let table = catalog.table("t").expect("the real one");
    assert_eq!((table.columns.len(), table.indexes.len()), (1, 0));
    assert!(
        catalog.conflicts.is_empty() && catalog.dropped.is_empty(),
        "{:?} {:?}",
        catalog.conflicts,
        catalog.dropped
    );
}

#[test]
fn a_renamed_column_is_renamed_in_conditions_and_expressions() {
    let catalog = history(
        Dialect::Postgres,
        "CREATE TABLE t (id int, gone timestamp, CHECK (gone > now()));
         CREATE INDEX a ON t (date(gone)) WHERE gone IS NOT NULL; ALTER TABLE t RENAME COLUMN gone TO deleted_at;",
    );
    let table = catalog.table("t").expect("it is there");
    let index = &table.indexes[0];
    assert!(matches!(&index.keys[0].of, Keyed::Expression { text, .. } if text.contains("deleted_at")), "{index:?}");
    let predicate = index.predicate.as_ref().expect("it is partial");
    assert_eq!(predicate.text, "deleted_at IS NOT NULL");
    assert!(table.checks[0].text.contains("deleted_at"), "{:?}", table.checks);
}

#[test]
fn enums_and_domains_give_columns_their_family() {
    let catalog = history(
        Dialect::Postgres,
        "CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN code AS varchar(9) NOT NULL; CREATE DOMAIN inner_code AS code;
         CREATE TABLE t (a mood, b inner_code, c unheard_of);",
    );
    let column = |name: &str| catalog.table("t").and_then(|table| table.column(name)).expect("it is there");
    assert_eq!(column("a").ty.family, TypeFamily::Enum);
    assert_eq!((column("b").ty.family, column("b").ty.length), (TypeFamily::Varchar, Some(9)));
    assert_eq!(column("b").nullable, Known::Yes(false));
    assert_eq!(column("c").ty.family, TypeFamily::Other);
}

#[test]
fn views_hand_on_types_and_what_may_be_null() {
    let catalog = history(
        Dialect::Postgres,
        "CREATE TABLE a (id int PRIMARY KEY, note text); CREATE TABLE b (id bigint PRIMARY KEY, a_id int NOT NULL);
         CREATE VIEW v AS SELECT a.id, b.id AS other, b.a_id::text AS shown, max(a.id) AS most, f(a.id) AS what, (SELECT b.id FROM b) AS one
             FROM a LEFT JOIN b ON b.a_id = a.id;",
    );
    let view = catalog.table("v").expect("it is there");
    let told: Vec<(&str, TypeFamily, Known<bool>)> =
        view.columns.iter().map(|column| (column.name.as_str(), column.ty.family, column.nullable)).collect();
    let expected = [
        ("id", TypeFamily::Integer, Known::Yes(false)),
        ("other", TypeFamily::BigInt, Known::Yes(true)),
        ("shown", TypeFamily::Text, Known::Yes(true)),
        ("most", TypeFamily::Integer, Known::No),
        ("what", TypeFamily::Unknown, Known::No),
        ("one", TypeFamily::BigInt, Known::Yes(true)),
    ];
    assert_eq!(told, expected);
    assert!(view.partial.is_none());
}

/// The up-migrations below a folder, in the order of their paths.
fn migrations(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path()) {
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".sql") && !name.ends_with("down.sql") {
                files.push(path);
            }
        }
    }
    files.sort();
    let read = |path: PathBuf| (path.to_string_lossy().into_owned(), fs::read_to_string(path).expect("readable"));
    files.into_iter().map(read).collect()
}

/// Measures a folder of PostgreSQL migrations, named by `SEQSCAN_MIGRATIONS`; those that fail there are left out.
#[test]
#[ignore = "needs a folder: scripts/compare-catalog"]
fn folder_of_migrations() {
    let folder = std::env::var_os("SEQSCAN_MIGRATIONS").expect("SEQSCAN_MIGRATIONS names a folder");
    let Some(server) = Postgres::start() else { return };
    server.create_database("scratch");
    let mut applied = Vec::new();
    for (path, text) in migrations(Path::new(&folder)) {
        let whole = if text.to_uppercase().contains("CONCURRENTLY") {
            text.clone()
        } else {
            format!("BEGIN;\n{text}\n;COMMIT;")
        };
        match server.query("scratch", &whole) {
            Ok(_) => applied.push((path, text)),
            Err(error) => println!("left out: {path}: {}", error.lines().next().unwrap_or_default()),
        }
    }
    let held = truth::of_postgres(&server, "scratch");
    let catalog = folded(&applied, Dialect::Postgres);
    let ours = of_catalog(&catalog);
    print!("{}", held.differences(&ours));
    for conflict in &catalog.conflicts {
        println!("conflict: {} at {}:{}", conflict.text, conflict.place.path, conflict.place.span.start);
    }
    println!("{} migrations applied", applied.len());
    for ((what, engine), (_, ours)) in held.parts().iter().zip(ours.parts()) {
        println!("{what:<13} engine {:>5}  folded {:>5}  F1 {:.4}", engine.len(), ours.len(), f1(engine, ours));
    }
}
