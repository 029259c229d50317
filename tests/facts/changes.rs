//! Changes of the schema, and what the rest of their file says about them.

use seqscan::extract::Extract;
use seqscan::fact::{Alteration, AlterationKind, Known};
use seqscan::lint::{Settings, extract};
use seqscan::project::{MigrationTerms, Migrations, Project};
use seqscan::resolve;
use seqscan::text::{Source, SourceKind};

use crate::show::facts;

/// The last alteration of a kind.
fn last(sql: &str, kind: AlterationKind) -> Alteration {
    let (_, facts) = facts("migrations/1.psql", sql);
    facts.alterations.into_iter().rfind(|alteration| alteration.kind == kind).expect("the text has one")
}

#[test]
fn tables_that_are_new_or_empty() {
    use AlterationKind::AddUnique;
    let add = "ALTER TABLE a ADD UNIQUE (x);";
    let of = |before: &str| {
        let change = last(&format!("{before}; {add}"), AddUnique);
        (change.table_is_new, change.table_is_empty)
    };
    assert_eq!(of("CREATE TABLE shop.a (x int)"), (true, false));
    assert_eq!(of("CREATE TABLE b (x int); ALTER TABLE b RENAME TO a"), (true, false));
    assert_eq!(of("ALTER TABLE b RENAME TO a"), (false, false), "it has its rows under another name");
    assert_eq!(of("DELETE FROM a"), (false, true));
    assert_eq!(of("TRUNCATE a, b"), (false, true));
    assert_eq!(of("DELETE FROM a WHERE x > 1"), (false, false));
    assert_eq!(of("DELETE FROM a; INSERT INTO a (x) SELECT y FROM b"), (false, false));
    assert_eq!(of("CREATE TABLE archive.a (x int); ALTER TABLE shop.a ADD UNIQUE (y)"), (true, false));
    let other_schema = "CREATE TABLE archive.a (x int); ALTER TABLE shop.a ADD UNIQUE (x)";
    assert!(!last(other_schema, AddUnique).table_is_new);
}

#[test]
fn columns_that_moved() {
    use AlterationKind::DropColumn;
    let moved = |before: &str| last(&format!("{before}; ALTER TABLE a DROP COLUMN x"), DropColumn).moved;
    assert!(moved("UPDATE a SET y = x"));
    assert!(moved("UPDATE b SET y = a.\"x\" FROM a WHERE a.id = b.id"));
    assert!(moved("INSERT INTO b (y) SELECT x FROM a"));
    assert!(moved("CREATE TABLE kept AS SELECT id, x FROM a"));
    assert!(!moved("UPDATE a SET x = NULL"));
    assert!(!moved("INSERT INTO b (y) SELECT x1 FROM a"));
    assert!(!moved("INSERT INTO b (y) SELECT x FROM c"));
    assert!(!moved("DELETE FROM b USING a WHERE a.x = b.x"));
    assert!(last("ALTER TABLE a DROP COLUMN id, ADD PRIMARY KEY (x)", DropColumn).moved);
}

#[test]
fn tables_that_moved() {
    let moved = |before: &str| last(&format!("{before}; DROP TABLE a"), AlterationKind::DropTable).moved;
    assert!(moved("INSERT INTO b SELECT * FROM a"));
    assert!(!moved("INSERT INTO a SELECT * FROM b"));
    assert!(!moved("INSERT INTO b SELECT * FROM aa"));
}

#[test]
fn names_that_come_back() {
    use AlterationKind::{DropColumn, DropSchema, RenameColumn};
    assert!(last("ALTER TABLE a RENAME x TO y, ADD COLUMN x int", RenameColumn).recreated);
    assert!(last("ALTER TABLE a DROP COLUMN x; ALTER TABLE a RENAME y TO x", DropColumn).recreated);
    assert!(!last("ALTER TABLE a DROP COLUMN x; ALTER TABLE b RENAME y TO x", DropColumn).recreated);
    assert!(last("DROP SCHEMA r CASCADE; CREATE SCHEMA r", DropSchema).recreated);
    let rename = last("ALTER TABLE a ADD COLUMN y int; ALTER TABLE a RENAME COLUMN y TO x", RenameColumn);
    assert!(rename.column_is_new && !rename.scratch);
    let source = Source::new("a.psql", "ALTER TABLE a RENAME COLUMN y TO x", SourceKind::Sql);
    let read = extract(&source, &Settings::default());
    assert_eq!(read.statements[0].definitions.alterations[0].new_name.as_deref(), Some("x"));
}

#[test]
fn one_statement_is_one_deed() {
    let (_, read) = facts("migrations/1.psql", "DROP TABLE a, b; DROP TABLE c");
    assert_eq!(read.alterations.iter().map(|drop| drop.repeated).collect::<Vec<_>>(), [false, true, false]);
    let (_, read) = facts("migrations/1.psql", "ALTER TABLE a ALTER x TYPE bigint, ALTER x SET NOT NULL");
    assert!(!read.alterations[1].scans_rows, "the rewrite checks the rows");
}

#[test]
fn partitions_of_a_dump_have_the_key_of_their_parent() {
    let (_, read) = facts(
        "dump.psql",
        "CREATE TABLE public.p (x int); CREATE TABLE public.p1 (x int); ALTER TABLE ONLY public.p ATTACH PARTITION public.p1 DEFAULT",
    );
    assert_eq!(read.table_definitions.iter().map(|table| table.derived).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn cockroach_changes_schemas_online() {
    let online = |path: &str| facts(path, "CREATE INDEX i ON a (x)").1.statements[0].online_schema;
    assert!(online("migrations/1_orders.cockroach.up.sql"));
    assert!(!online("migrations/1_orders.postgres.up.sql"));
}

#[test]
fn migrations_that_many_follow_are_settled() {
    let paths: Vec<_> = (1..=22).map(|number| format!("migrations/{number}_a.psql")).collect();
    let nothing = Extract::default();
    let project = Project {
        migrations: Migrations::of(paths.iter().map(|path| (path.as_str(), &nothing))),
        ..Project::default()
    };
    let settled = |path: &str| {
        let source = Source::new(path, "DROP TABLE a", SourceKind::Sql);
        let extract = extract(&source, &Settings::default());
        resolve::facts(&source, &extract, &project, &MigrationTerms::default()).statements[0].settled
    };
    assert_eq!(settled("migrations/2_a.psql"), Known::Yes(true));
    assert_eq!(settled("migrations/3_a.psql"), Known::Yes(false));
    assert_eq!(settled("jobs/1_a.psql"), Known::No);
}

#[test]
fn names_that_serve_in_passing() {
    let scratch = |sql: &str| {
        let (_, facts) = facts("a.psql", sql);
        (facts.statements[0].scratch, facts.alterations[0].scratch)
    };
    assert_eq!(scratch("ALTER TABLE orders RENAME TO orders_old"), (false, true));
    assert_eq!(scratch("ALTER TABLE orders DROP COLUMN total_tmp"), (false, true));
    assert_eq!(scratch("DROP TABLE staging_prices"), (true, true));
    assert_eq!(scratch("ALTER TABLE templates RENAME COLUMN a TO b"), (false, false));
}
