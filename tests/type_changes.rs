//! Which changes of a type write all rows anew, against PostgreSQL and MariaDB: a table that is written anew lies in
//! another file afterwards; MariaDB refuses to change in place what it must copy.

mod servers;

use seqscan::fact::Dialect;
use seqscan::project::catalog::{SqlType, rewrites};

const POSTGRES: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "numeric(10,2)",
    "numeric(12,2)",
    "numeric(12,4)",
    "real",
    "double precision",
    "text",
    "varchar",
    "varchar(20)",
    "varchar(40)",
    "char(10)",
    "char(20)",
    "boolean",
    "date",
    "uuid",
    "json",
    "jsonb",
    "bytea",
];

#[test]
fn of_postgres() {
    let Some(server) = servers::Postgres::start() else { return };
    server.create_database("changes");
    let mut wrong = Vec::new();
    let mut judged = 0;
    for from in POSTGRES {
        for to in POSTGRES.iter().filter(|to| *to != from) {
            let sql = format!(
                "DROP TABLE IF EXISTS t; CREATE TABLE t (c {from}); CREATE TEMP TABLE old AS SELECT pg_relation_filenode('t') AS node;\n\
                 ALTER TABLE t ALTER COLUMN c TYPE {to} USING c::{to};\n\
                 SELECT pg_relation_filenode('t') <> node FROM old; DROP TABLE old;"
            );
            // What has no cast cannot be changed at all.
            let Ok(answer) = server.query("changes", &sql) else { continue };
            let measured = answer.lines().any(|line| line.trim() == "t");
            let ty = |text| SqlType::parse(text, Dialect::Postgres);
            judged += 1;
            if rewrites(&ty(from), &ty(to), Dialect::Postgres) != Some(measured) {
                wrong.push(format!("{from} to {to}: {measured}"));
            }
        }
    }
    assert!(judged > 150, "only {judged} changes are possible");
    assert!(wrong.is_empty(), "{} of {judged} are not as measured:\n{}", wrong.len(), wrong.join("\n"));
}

const MARIADB: &[&str] = &[
    "int",
    "int(11)",
    "int unsigned",
    "bigint",
    "varchar(20)",
    "varchar(60)",
    "varchar(70)",
    "varchar(300)",
    "varchar(400)",
    "text",
    "date",
    "decimal(10,2)",
    "double",
];

#[test]
fn of_mariadb() {
    let Some(server) = servers::MariaDb::start() else { return };
    server.create_database("changes");
    let mut wrong = Vec::new();
    let mut judged = 0;
    for from in MARIADB {
        for to in MARIADB.iter().filter(|to| *to != from) {
            let made = format!("DROP TABLE IF EXISTS t; CREATE TABLE t (c {from}) ENGINE=InnoDB CHARSET=utf8mb4;");
            server.query("changes", &made).expect("a table");
            let changed =
                server.query("changes", &format!("ALTER TABLE t MODIFY c {to}, ALGORITHM=INPLACE, LOCK=NONE"));
            if let Err(error) = &changed {
                assert!(error.contains("ALGORITHM=") || error.contains("LOCK="), "{from} to {to}: {error}");
            }
            let measured = changed.is_err();
            let ty = |text| SqlType::parse(text, Dialect::Mysql);
            // Where one engine may differ from the next, nothing is said.
            let Some(said) = rewrites(&ty(from), &ty(to), Dialect::Mysql) else { continue };
            judged += 1;
            if said != measured {
                wrong.push(format!("{from} to {to}: {measured}"));
            }
        }
    }
    assert!(judged > 100, "only {judged} changes are judged");
    assert!(wrong.is_empty(), "{} of {judged} are not as measured:\n{}", wrong.len(), wrong.join("\n"));
}
