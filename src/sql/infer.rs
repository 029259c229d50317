//! Which dialect an SQL file is written in: by its path, else by what only one dialect says.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use crate::extract::DialectChoice;
use crate::fact::Dialect;
use crate::fact::Dialect::*;

/// Words of paths: folders, parts of names, extensions.
const PATH_WORDS: &[(&str, Dialect)] = &[
    ("postgres", Postgres),
    ("postgresql", Postgres),
    ("psql", Postgres),
    ("pgsql", Postgres),
    ("plpgsql", Postgres),
    ("pg", Postgres),
    ("cockroach", Postgres),
    ("mysql", Mysql),
    ("mariadb", Mysql),
    ("sqlite", Sqlite),
    ("sqlite3", Sqlite),
    ("mssql", Tsql),
    ("sqlserver", Tsql),
    ("tsql", Tsql),
    ("bigquery", Bigquery),
    ("snowflake", Snowflake),
    ("duckdb", Duckdb),
    ("clickhouse", Clickhouse),
];

/// What a dialect says that others do not, in lower case, and how much it proves.
const SIGNS: &[(&str, Dialect, u32)] = &[
    ("auto_increment", Mysql, 3),
    ("engine=", Mysql, 3),
    ("engine =", Mysql, 3),
    ("`", Mysql, 2),
    ("on duplicate key update", Mysql, 3),
    ("default charset", Mysql, 3),
    ("utf8mb4", Mysql, 3),
    ("unsigned", Mysql, 1),
    ("insert ignore", Mysql, 3),
    ("sql_calc_found_rows", Mysql, 3),
    ("last_insert_id", Mysql, 3),
    ("modify column", Mysql, 2),
    ("::", Postgres, 2),
    ("serial primary key", Postgres, 2),
    ("bigserial", Postgres, 3),
    ("$$", Postgres, 2),
    ("create extension", Postgres, 3),
    (" ilike ", Postgres, 2),
    (" returning ", Postgres, 2),
    ("jsonb", Postgres, 3),
    ("timestamptz", Postgres, 3),
    ("timestamp with time zone", Postgres, 1),
    ("plpgsql", Postgres, 3),
    ("pg_catalog", Postgres, 3),
    ("nextval(", Postgres, 2),
    ("owner to", Postgres, 2),
    ("bytea", Postgres, 2),
    ("concurrently", Postgres, 3),
    ("security definer", Postgres, 2),
    ("using gin", Postgres, 3),
    ("distinct on", Postgres, 2),
    ("on conflict", Postgres, 1),
    ("not valid", Postgres, 2),
    ("autoincrement", Sqlite, 3),
    ("pragma ", Sqlite, 3),
    ("without rowid", Sqlite, 3),
    ("sqlite_", Sqlite, 3),
    ("insert or replace", Sqlite, 3),
    ("insert or ignore", Sqlite, 3),
    ("strftime(", Sqlite, 2),
    ("datetime('now", Sqlite, 3),
    ("create virtual table", Sqlite, 3),
    ("nvarchar", Tsql, 3),
    ("identity(", Tsql, 2),
    ("[dbo]", Tsql, 3),
    ("dbo.", Tsql, 2),
    ("\ngo\n", Tsql, 3),
    ("\ngo\r\n", Tsql, 3),
    ("getdate(", Tsql, 3),
    ("uniqueidentifier", Tsql, 3),
    ("(nolock)", Tsql, 3),
    ("select top ", Tsql, 2),
    ("begin tran", Tsql, 1),
    ("datetime2", Tsql, 3),
    ("exec sp_", Tsql, 3),
    ("@@rowcount", Tsql, 3),
    ("safe_cast", Bigquery, 3),
    ("struct<", Bigquery, 3),
    ("timestamp_sub(", Bigquery, 3),
    ("float64", Bigquery, 3),
    ("int64", Bigquery, 2),
    ("copy into", Snowflake, 3),
    ("lateral flatten", Snowflake, 4),
    (" iff(", Snowflake, 2),
    ("read_csv(", Duckdb, 3),
    ("read_csv_auto(", Duckdb, 3),
    ("read_parquet(", Duckdb, 3),
    ("mergetree", Clickhouse, 7),
    ("lowcardinality(", Clickhouse, 4),
];

/// One sign alone must prove this much.
const ENOUGH: u32 = 2;

/// The dialect of an SQL file, with the reason in words.
pub fn infer(text: &str, path: &str) -> DialectChoice {
    by_path(path).or_else(|| by_text(text)).unwrap_or_else(|| DialectChoice {
        dialect: Generic,
        reason: "nothing in the path or the text says which dialect it is".to_string(),
    })
}

/// The part of the path nearest to its end that names a dialect, unless it names two.
fn by_path(path: &str) -> Option<DialectChoice> {
    let path = path.to_ascii_lowercase();
    for part in path.rsplit('/') {
        let words = part.split(['.', '_', '-', ' ']);
        let mut named = words.filter_map(|word| PATH_WORDS.iter().find(|(known, _)| *known == word));
        let Some((word, dialect)) = named.next() else { continue };
        if named.all(|(_, other)| other == dialect) {
            return Some(DialectChoice { dialect: *dialect, reason: format!("`{word}` in the path") });
        }
        return None;
    }
    None
}

fn by_text(text: &str) -> Option<DialectChoice> {
    static MATCHER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let build = || {
        let signs = SIGNS.iter().map(|(sign, ..)| sign);
        AhoCorasick::builder().ascii_case_insensitive(true).build(signs).ok()
    };
    let matcher = MATCHER.get_or_init(build).as_ref()?;
    let mut seen = vec![false; SIGNS.len()];
    for found in matcher.find_overlapping_iter(text) {
        seen[found.pattern().as_usize()] = true;
    }
    let score = |dialect: Dialect| -> u32 {
        let said = SIGNS.iter().zip(&seen).filter(|((_, known, _), seen)| **seen && *known == dialect);
        said.map(|((_, _, weight), _)| weight).sum()
    };
    let (best, dialect) = Dialect::ALL.iter().map(|&dialect| (score(dialect), dialect)).max_by_key(|(score, _)| *score)?;
    let ties = Dialect::ALL.iter().filter(|&&other| score(other) == best).count();
    if best < ENOUGH || ties > 1 {
        return None;
    }
    let said = SIGNS.iter().zip(&seen).filter(|((_, known, _), seen)| **seen && *known == dialect);
    let (sign, ..) = said.map(|(sign, _)| sign).max_by_key(|(_, _, weight)| *weight)?;
    let shown = sign.trim().trim_end_matches('(').to_ascii_uppercase();
    Some(DialectChoice { dialect, reason: format!("`{shown}` in the text").replace("```", "a backtick") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str, path: &str) -> Dialect {
        infer(text, path).dialect
    }

    #[test]
    fn the_path_speaks_first() {
        assert_eq!(dialect("SELECT 1", "migrations/mysql/2024/up.sql"), Mysql);
        assert_eq!(dialect("SELECT 1", "db/20240101_users.postgres.up.sql"), Postgres);
        assert_eq!(dialect("CREATE TABLE t (a int) ENGINE=InnoDB", "tools/mysql_to_postgres.sql"), Mysql);
    }

    #[test]
    fn the_text_tells_dialects_apart() {
        assert_eq!(dialect("CREATE TABLE t (id int AUTO_INCREMENT)", "a.sql"), Mysql);
        assert_eq!(dialect("SELECT a::text FROM t", "a.sql"), Postgres);
        assert_eq!(dialect("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", "a.sql"), Sqlite);
        assert_eq!(dialect("CREATE TABLE [dbo].[t] (name NVARCHAR(20))\nGO\n", "a.sql"), Tsql);
        assert_eq!(dialect("CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a", "a.sql"), Clickhouse);
        assert_eq!(dialect("SELECT id FROM users WHERE id = 1", "a.sql"), Generic);
        assert_eq!(infer("CREATE EXTENSION citext;", "a.sql").reason, "`CREATE EXTENSION` in the text");
    }
}
