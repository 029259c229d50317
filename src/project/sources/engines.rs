//! The names that files and folders give to engines.

use crate::fact::Dialect;

/// What a name says: the dialect, and how near the engine is to the one the dialect is named for. Engines that seqscan
/// does not read have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineName {
    pub dialect: Option<Dialect>,
    pub kinship: u8,
}

const NAMES: &[(&[&str], Option<Dialect>, u8)] = &[
    (&["postgres", "postgresql", "pgsql", "psql", "pg"], Some(Dialect::Postgres), 0),
    (&["cockroach", "cockroachdb", "crdb", "yugabyte", "timescale"], Some(Dialect::Postgres), 1),
    (&["mysql"], Some(Dialect::Mysql), 0),
    (&["mariadb"], Some(Dialect::Mysql), 1),
    (&["sqlite", "sqlite3"], Some(Dialect::Sqlite), 0),
    (&["mssql", "sqlserver", "tsql"], Some(Dialect::Tsql), 0),
    (&["clickhouse"], Some(Dialect::Clickhouse), 0),
    (&["duckdb"], Some(Dialect::Duckdb), 0),
    (&["snowflake"], Some(Dialect::Snowflake), 0),
    (&["bigquery"], Some(Dialect::Bigquery), 0),
    (&["h2", "hsqldb", "derby", "oracle", "db2", "dameng", "dm", "oceanbase", "firebird"], None, 0),
];

/// What a word names, if it names an engine.
pub fn engine(word: &str) -> Option<EngineName> {
    let word = word.to_ascii_lowercase();
    let (_, dialect, kinship) = NAMES.iter().find(|(names, ..)| names.contains(&word.as_str()))?;
    Some(EngineName { dialect: *dialect, kinship: *kinship })
}

/// The names under which changesets mean the engine of a dialect.
pub fn names_of(dialect: Dialect) -> &'static [&'static str] {
    NAMES.iter().find(|(_, of, _)| *of == Some(dialect)).map_or(&[], |(names, ..)| names)
}
