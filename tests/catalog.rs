//! The folded catalog against what engines hold after the same DDL: our own fixtures must come out equal; a folder of
//! migrations (`scripts/compare-catalog`) is measured.

mod servers;
mod truth;

use std::fs;
use std::path::{Path, PathBuf};

use seqscan::fact::Dialect;
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
