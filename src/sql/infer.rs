//! The dialect of an SQL file that nobody named: told from its name, its folders, and what only one engine says.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::extract::DialectChoice;
use crate::fact::Dialect;

/// Signs are looked for in this many bytes from the start of the file.
const SEARCHED: usize = 256 * 1024;

/// What only one engine (or the first of a few) says, and how much it weighs.
const SIGNS: &[(&str, Dialect, u32)] = &[
    ("auto_increment", Dialect::Mysql, 5),
    ("engine=innodb", Dialect::Mysql, 5),
    ("engine = innodb", Dialect::Mysql, 5),
    ("engine=myisam", Dialect::Mysql, 5),
    ("unsigned", Dialect::Mysql, 2),
    ("on duplicate key update", Dialect::Mysql, 5),
    ("default charset", Dialect::Mysql, 4),
    ("character set utf8", Dialect::Mysql, 4),
    ("utf8mb4", Dialect::Mysql, 5),
    ("delimiter ", Dialect::Mysql, 3),
    ("straight_join", Dialect::Mysql, 4),
    ("sql_calc_found_rows", Dialect::Mysql, 5),
    ("tinyint(", Dialect::Mysql, 3),
    ("longtext", Dialect::Mysql, 4),
    ("/*!40", Dialect::Mysql, 5),
    ("/*m!", Dialect::Mysql, 5),
    ("`", Dialect::Mysql, 1),
    ("bigserial", Dialect::Postgres, 5),
    (" serial ", Dialect::Postgres, 4),
    (" serial,", Dialect::Postgres, 4),
    ("::", Dialect::Postgres, 3),
    ("create extension", Dialect::Postgres, 6),
    ("plpgsql", Dialect::Postgres, 6),
    ("jsonb", Dialect::Postgres, 5),
    ("timestamptz", Dialect::Postgres, 5),
    ("timestamp with time zone", Dialect::Postgres, 3),
    ("concurrently", Dialect::Postgres, 5),
    (" ilike ", Dialect::Postgres, 3),
    ("$$", Dialect::Postgres, 2),
    ("nextval(", Dialect::Postgres, 4),
    ("using btree", Dialect::Postgres, 2),
    ("using gin", Dialect::Postgres, 5),
    ("owner to", Dialect::Postgres, 5),
    ("bytea", Dialect::Postgres, 5),
    ("distinct on", Dialect::Postgres, 4),
    ("generate_series(", Dialect::Postgres, 3),
    ("character varying", Dialect::Postgres, 2),
    ("alter column", Dialect::Postgres, 1),
    ("only public.", Dialect::Postgres, 5),
    ("array_agg(", Dialect::Postgres, 2),
    ("security definer", Dialect::Postgres, 3),
    (" not valid", Dialect::Postgres, 4),
    ("returning ", Dialect::Postgres, 1),
    ("skip locked", Dialect::Postgres, 1),
    ("autoincrement", Dialect::Sqlite, 5),
    ("pragma ", Dialect::Sqlite, 5),
    ("without rowid", Dialect::Sqlite, 6),
    ("sqlite_master", Dialect::Sqlite, 6),
    ("sqlite_sequence", Dialect::Sqlite, 6),
    ("insert or replace", Dialect::Sqlite, 4),
    ("insert or ignore", Dialect::Sqlite, 4),
    ("julianday(", Dialect::Sqlite, 4),
    ("strftime(", Dialect::Sqlite, 3),
    ("nvarchar", Dialect::Tsql, 4),
    ("identity(1", Dialect::Tsql, 5),
    ("[dbo]", Dialect::Tsql, 6),
    ("dbo.", Dialect::Tsql, 4),
    ("getdate()", Dialect::Tsql, 5),
    ("set nocount on", Dialect::Tsql, 6),
    ("sp_executesql", Dialect::Tsql, 6),
    ("uniqueidentifier", Dialect::Tsql, 5),
    ("\ngo\n", Dialect::Tsql, 3),
    ("\ngo\r\n", Dialect::Tsql, 3),
    ("select top ", Dialect::Tsql, 3),
    ("safe_divide(", Dialect::Bigquery, 5),
    ("safe_cast(", Dialect::Bigquery, 4),
    ("_table_suffix", Dialect::Bigquery, 6),
    ("struct<", Dialect::Bigquery, 3),
    (" int64", Dialect::Bigquery, 3),
    ("create or replace stage", Dialect::Snowflake, 6),
    ("lateral flatten(", Dialect::Snowflake, 6),
    (" variant", Dialect::Snowflake, 3),
    ("number(38", Dialect::Snowflake, 4),
    ("engine = mergetree", Dialect::Clickhouse, 6),
    ("engine=mergetree", Dialect::Clickhouse, 6),
    ("replacingmergetree", Dialect::Clickhouse, 6),
    ("lowcardinality(", Dialect::Clickhouse, 6),
    ("read_parquet(", Dialect::Duckdb, 6),
    ("read_csv_auto(", Dialect::Duckdb, 6),
];

/// Names of folders and parts of file names that say it outright.
const NAMES: &[(&str, Dialect)] = &[
    ("postgresql", Dialect::Postgres),
    ("postgres", Dialect::Postgres),
    ("pgsql", Dialect::Postgres),
    ("psql", Dialect::Postgres),
    ("cockroach", Dialect::Postgres),
    ("pg", Dialect::Postgres),
    ("mysql", Dialect::Mysql),
    ("mariadb", Dialect::Mysql),
    ("sqlite", Dialect::Sqlite),
    ("sqlite3", Dialect::Sqlite),
    ("mssql", Dialect::Tsql),
    ("sqlserver", Dialect::Tsql),
    ("tsql", Dialect::Tsql),
    ("bigquery", Dialect::Bigquery),
    ("snowflake", Dialect::Snowflake),
    ("clickhouse", Dialect::Clickhouse),
    ("duckdb", Dialect::Duckdb),
];

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(SIGNS.iter().map(|(sign, _, _)| sign))
        .expect("the signs are few and short")
});

/// The dialect of a file, and what said so. Generic SQL when nothing does.
pub fn infer(text: &str, path: &str) -> DialectChoice {
    by_name(path).unwrap_or_else(|| by_content(text))
}

fn by_name(path: &str) -> Option<DialectChoice> {
    let path = path.to_ascii_lowercase();
    // The nearest part of the path speaks last and loudest: `db/mysql/orders.pg.sql` is PostgreSQL's.
    path.split(['/', '.', '_', '-']).rev().find_map(|part| {
        let (name, dialect) = NAMES.iter().find(|(name, _)| *name == part)?;
        Some(DialectChoice { dialect: *dialect, reason: format!("`{name}` in its path") })
    })
}

fn by_content(text: &str) -> DialectChoice {
    let mut end = text.len().min(SEARCHED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut seen = vec![false; SIGNS.len()];
    for found in FINDER.find_iter(&text[..end]) {
        seen[found.pattern().as_usize()] = true;
    }
    // Each sign counts once, so that one file full of backticks is not MySQL a thousand times over.
    let mut best: Option<(Dialect, u32, &str)> = None;
    for &dialect in Dialect::ALL {
        let signs = SIGNS.iter().zip(&seen).filter(|((_, of, _), seen)| *of == dialect && **seen).map(|(sign, _)| sign);
        let (score, strongest) = signs.fold((0, ("", 0)), |(score, strongest), (sign, _, weight)| {
            (score + weight, if *weight > strongest.1 { (*sign, *weight) } else { strongest })
        });
        if score > best.map_or(0, |(_, score, _)| score) {
            best = Some((dialect, score, strongest.0));
        }
    }
    match best {
        // One weak sign proves nothing.
        Some((dialect, score, sign)) if score >= 2 => {
            DialectChoice { dialect, reason: format!("`{}` in its text", sign.trim()) }
        }
        _ => DialectChoice { dialect: Dialect::Generic, reason: "nothing in it belongs to one engine".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect(text: &str, path: &str) -> Dialect {
        infer(text, path).dialect
    }

    #[test]
    fn names_speak_first() {
        assert_eq!(dialect("SELECT 1", "migrations/postgresql/001.sql"), Dialect::Postgres);
        assert_eq!(dialect("SELECT a::int", "db/orders.mysql.up.sql"), Dialect::Mysql);
        assert_eq!(dialect("SELECT 1", "page/upgrade.sql"), Dialect::Generic);
        assert_eq!(infer("", "sqlite/a.sql").reason, "`sqlite` in its path");
    }

    #[test]
    fn content_speaks_when_names_do_not() {
        assert_eq!(dialect("CREATE TABLE a (id BIGSERIAL, n JSONB)", "a.sql"), Dialect::Postgres);
        assert_eq!(dialect("CREATE TABLE `a` (id int AUTO_INCREMENT) ENGINE=InnoDB", "a.sql"), Dialect::Mysql);
        assert_eq!(dialect("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)", "a.sql"), Dialect::Sqlite);
        assert_eq!(dialect("CREATE TABLE [dbo].[a] (n NVARCHAR(20))\nGO\n", "a.sql"), Dialect::Tsql);
        assert_eq!(dialect("SELECT a FROM b WHERE c = 1 RETURNING d", "a.sql"), Dialect::Generic);
        assert_eq!(dialect("SELECT lower(é) FROM b", "a.sql"), Dialect::Generic);
    }
}
