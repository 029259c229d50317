//! Projects of our own, one for each migration tool and layout, folded as a run folds them: `tests/migrations/<tool>/`.

mod servers;
mod truth;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use seqscan::config;
use seqscan::extract::Statement;
use seqscan::fact::{Dialect, StatementKind};
use seqscan::lint::{self, Settings};
use seqscan::project::catalog::{Catalog, Keyed, Table};
use seqscan::project::{Base, Database, Project};
use seqscan::walk::{self, Candidate, Content};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the folder is ours").flatten().map(|entry| entry.path());
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The files of a project, named as someone sees them who stands in its folder.
fn candidates(project: &str) -> Vec<Candidate> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations").join(project);
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let candidate = |path: PathBuf| {
        let kind = lint::kind_of(&path)?;
        let shown = path.strip_prefix(&root).expect("below it").to_string_lossy().replace('\\', "/");
        Some(Candidate::new(shown, kind, Content::File(path)))
    };
    found.into_iter().filter_map(candidate).collect()
}

fn fold(candidates: Vec<Candidate>) -> Project {
    walk::survey(candidates, &Settings::default(), |_, _, _| ()).project
}

fn page(project: &Project) -> String {
    let mut page = String::new();
    for database in &project.databases {
        writeln!(page, "{} ({}) serves `{}`", database.name, database.catalog.dialect.label(), database.folder)
            .expect("a String takes it");
        describe(database, &mut page).expect("a String takes it");
    }
    page
}

fn describe(Database { catalog, .. }: &Database, page: &mut String) -> std::fmt::Result {
    for source in &catalog.sources {
        writeln!(page, "  < {} ({})", source.path, source.kind)?;
    }
    for table in catalog.tables() {
        describe_table(table, page)?;
    }
    for conflict in &catalog.conflicts {
        let kind = if conflict.drift { "drift" } else { "conflict" };
        writeln!(page, "  ! {kind}: {} ({})", conflict.text, conflict.place.path)?;
    }
    if catalog.partial { writeln!(page, "  partial") } else { Ok(()) }
}

fn describe_table(table: &Table, page: &mut String) -> std::fmt::Result {
    let columns = table.columns.iter().map(|column| {
        let required = if column.nullable.known() == Some(false) { " not null" } else { "" };
        format!("{} {}{required}", column.name, column.ty.written)
    });
    let partial = table.partial.as_ref().map(|why| format!(" partial: {why}")).unwrap_or_default();
    writeln!(page, "  {} ({}){partial}", table.shown(), columns.collect::<Vec<_>>().join(", "))?;
    for index in &table.indexes {
        let keys = index.keys.iter().map(|key| match &key.of {
            Keyed::Column(id) => table.name_of(*id),
            Keyed::Expression { text, .. } => text.as_str(),
        });
        let unique = if index.unique { "unique " } else { "" };
        writeln!(page, "    {unique}{} ({})", index.name, keys.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

macro_rules! projects {
    ($($test:ident: $folder:literal,)*) => {
        $(
            #[test]
            fn $test() {
                insta::with_settings!({prepend_module_to_snapshot => false, snapshot_path => "snapshots/migrations"}, {
                    insta::assert_snapshot!($folder, page(&fold(candidates($folder))));
                });
            }
        )*

        const PROJECTS: &[&str] = &[$($folder),*];

        /// What a project folds to does not depend on the order its files are given in.
        #[test]
        fn the_order_of_files_does_not_matter() {
            for project in [$($folder),*] {
                let straight = page(&fold(candidates(project)));
                let mut turned = candidates(project);
                turned.reverse();
                assert_eq!(straight, page(&fold(turned)), "{project}");
                assert!(straight.contains(" < "), "{project} has no schema");
            }
        }
    };
}

projects! {
    plain_folders_are_read_as_people_count: "plain",
    flyway: "flyway",
    refinery_goes_forward_with_u: "refinery",
    liquibase_names_engines: "liquibase",
    goose: "goose",
    sql_migrate: "sql-migrate",
    tern: "tern",
    golang_migrate_counts: "golang-migrate",
    dbmate_keeps_a_dump: "dbmate",
    sqlx: "sqlx",
    diesel_for_two_engines: "diesel",
    prisma: "prisma",
    drizzle: "drizzle",
    rails_structure: "rails",
    engines_in_the_names_of_files: "suffixes",
    each_service_has_its_own: "services",
    a_dump_wins_over_upgrades: "dump",
    alembic_follows_its_graph: "alembic",
}

fn catalog<'p>(project: &'p Project, path: &str, dialect: Dialect) -> Option<&'p Catalog> {
    project.database(path, dialect).map(|database| &database.catalog)
}

#[test]
fn a_file_speaks_to_the_nearest_database_of_its_dialect() {
    let services = fold(candidates("services"));
    let knows = |path, table| catalog(&services, path, Dialect::Postgres).map(|found| found.table(table).is_some());
    assert_eq!(knows("services/billing/app.py", "invoices"), Some(true));
    assert_eq!(knows("services/billing/app.py", "orders"), Some(false));
    assert_eq!(knows("services/shop/app.py", "orders"), Some(true));
    assert_eq!(knows("tools/app.py", "orders"), None, "either may be meant");
    let engines = fold(candidates("diesel"));
    let knows = |dialect, column| {
        let table = catalog(&engines, "src/a.rs", dialect)?.table("orders")?;
        Some(table.column(column).is_some())
    };
    assert_eq!(knows(Dialect::Mysql, "mysql_only"), Some(true));
    assert_eq!(knows(Dialect::Postgres, "mysql_only"), Some(false));
    assert_eq!(knows(Dialect::Generic, "mysql_only"), None, "nobody says which");
}

/// The project as its configuration describes it, for someone who stands in its folder.
fn described(project: &str, config: &str) -> Project {
    let base = Base { here: "/project/".into(), root: "/project/".into() };
    let databases = config::read("seqscan.toml", config, &base).expect("the configuration is right").databases;
    let settings = Settings { databases, ..Settings::default() };
    walk::survey(candidates(project), &settings, |_, _, _| ()).project
}

#[test]
fn the_configuration_says_which_files_make_a_database() {
    let one = described(
        "services",
        "[[database]]\nname = \"all\"\nversion = \"postgres 16\"\nmigrations = [\"services/*/migrations/*.sql\"]\n",
    );
    let shop = described("services", "[[database]]\nschema = \"services/shop/**/*.sql\"\nfolder = \"services/shop\"\n");
    let [database] = shop.databases.as_slice() else { panic!("{}", page(&shop)) };
    assert_eq!((database.folder.as_str(), database.catalog.tables().len()), ("services/shop/", 1), "{}", page(&shop));
    let all: Vec<_> =
        one.databases.iter().flat_map(|database| database.catalog.tables()).map(|table| &table.name).collect();
    assert_eq!(all, ["invoices", "orders"]);
    for database in &one.databases {
        assert_eq!((database.name.as_str(), database.folder.as_str()), ("all", ""));
        assert_eq!(database.engines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["PostgreSQL 16"]);
    }
}

#[test]
fn a_configuration_without_files_chooses_among_what_tells_itself() {
    let mysql = described("diesel", "[[database]]\nversion = \"mariadb 10.11\"\n");
    let [database] = mysql.databases.as_slice() else { panic!("{}", page(&mysql)) };
    assert!(database.catalog.table("orders").is_some_and(|table| table.column("mysql_only").is_some()));
    assert_eq!(database.engines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["MariaDB 10.11"]);
}

/// What each file does to the schema going forward, as it stands there.
fn forward(project: &str) -> HashMap<String, String> {
    let each = |source: &seqscan::text::Source, extract: &seqscan::extract::Extract, _: &Project| {
        let defines = |statement: &&Statement| !statement.undo && statement.kind != StatementKind::Insert;
        let forward = extract.statements.iter().filter(defines);
        let texts = forward.map(|statement| source.slice(statement.span));
        // Liquibase leaves out a change set `dbms:mysql` elsewhere.
        let texts: Vec<&str> = texts.filter(|text| !text.contains("only_mysql")).collect();
        (source.path.to_string(), format!("{};\n", texts.join(";\n")))
    };
    walk::survey(candidates(project), &Settings::default(), each).results.into_iter().collect()
}

/// Runs what was folded, file by file in the order it was folded in, on an engine of its dialect.
fn applied(dialect: Dialect, run: impl Fn(&str, &str) -> truth::Schema) {
    let (mut differences, mut judged) = (String::new(), Vec::new());
    for project in PROJECTS {
        let texts = forward(project);
        for (at, database) in fold(candidates(project)).databases.iter().enumerate() {
            let catalog = &database.catalog;
            let in_sql = catalog.sources.iter().all(|source| source.path.ends_with(".sql"));
            if catalog.dialect != dialect || !in_sql || catalog.partial {
                continue;
            }
            // A dump makes all of it; the migrations beside it are only compared with it.
            let dump = catalog.sources.iter().filter(|source| source.kind == "schema");
            let dump: Vec<_> = dump.collect();
            let sources = if dump.is_empty() { catalog.sources.iter().collect() } else { dump };
            let script: String = sources.into_iter().map(|source| texts[&*source.path].as_str()).collect();
            let name = format!("{}_{at}", project.replace('-', "_"));
            for line in run(&name, &script).differences(&truth::of_catalog(catalog)).lines() {
                differences += &format!("{project}: {line}\n");
            }
            judged.push(*project);
        }
    }
    assert!(!judged.is_empty(), "no project speaks {}", dialect.label());
    assert!(differences.is_empty(), "of {judged:?}:\n{differences}");
}

#[test]
fn postgres_holds_what_each_tool_leaves() {
    let Some(server) = servers::Postgres::start() else { return };
    applied(Dialect::Postgres, |name, script| {
        server.create_database(name);
        server.query(name, script).unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
        truth::of_postgres(&server, name)
    });
}

#[test]
fn mariadb_holds_what_each_tool_leaves() {
    let Some(server) = servers::MariaDb::start() else { return };
    applied(Dialect::Mysql, |name, script| {
        server.create_database(name);
        server.query(name, script).unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
        truth::of_mariadb(&server, name)
    });
}

#[test]
fn sqlite_holds_what_each_tool_leaves() {
    let Some(server) = servers::Sqlite::start() else { return };
    applied(Dialect::Sqlite, |name, script| {
        server.query(name, script).unwrap_or_else(|error| panic!("{name}: {error}\n{script}"));
        truth::of_sqlite(&server, name)
    });
}
