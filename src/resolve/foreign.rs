//! Names that a schema in a repository need not hold: tables of engines, extensions and frameworks, and words that
//! only look like columns.

/// Tables that an engine, an extension or the framework that runs migrations makes for itself.
const TABLES: &[&str] = &[
    "alembic_version",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "deleted",
    "doctrine_migration_versions",
    "dual",
    "excluded",
    "flyway_schema_history",
    "geometry_columns",
    "goose_db_version",
    "gorp_migrations",
    "inserted",
    "knex_migrations",
    "knex_migrations_lock",
    "migrations",
    "refinery_schema_history",
    "schema_migration",
    "schema_migrations",
    "schema_version",
    "sequelizemeta",
    "spatial_ref_sys",
    "typeorm_metadata",
];
const PREFIXES: &[&str] =
    &["_", "#", "@", "auth_", "django_", "authtoken_", "account_", "pg_", "sqlite_", "hypopg", "timescaledb_", "cron_"];

/// What the tables of libraries begin with that come as a script to be copied: it is the library that decides on their
/// keys and indexes, and its next version brings them again.
const COPIED: &[&str] = &["qrtz_", "batch_job_", "batch_step_", "spring_session", "jobrunr_", "shedlock"];

const SCHEMAS: &[&str] = &[
    "cron",
    "information_schema",
    "mysql",
    "partman",
    "performance_schema",
    "pg_catalog",
    "pg_temp",
    "sys",
    "temp",
    "timescaledb_information",
];

/// Words that parsers take for columns: values without brackets, units of time, arguments of functions.
const WORDS: &[&str] = &[
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "localtime",
    "localtimestamp",
    "session_user",
    "sysdate",
    "system_user",
    "systimestamp",
    "true",
    "false",
    "user",
    "value",
    "excluded",
    "new",
    "old",
    "rank",
    "microsecond",
    "millisecond",
    "second",
    "minute",
    "hour",
    "day",
    "dayofyear",
    "weekday",
    "week",
    "month",
    "quarter",
    "year",
    "decade",
    "century",
    "epoch",
    "dow",
    "doy",
    "dd",
    "dw",
    "dy",
    "hh",
    "mi",
    "mm",
    "ms",
    "ns",
    "qq",
    "ss",
    "wk",
    "yy",
    "yyyy",
    "sql_tsi_day",
    "sql_tsi_hour",
    "sql_tsi_minute",
    "sql_tsi_month",
    "sql_tsi_second",
    "binary",
    "char",
    "signed",
    "unsigned",
];

/// Whether something else than the repository's own schema makes a table of this name.
pub fn is_foreign_table(schema: Option<&str>, name: &str) -> bool {
    let (name, schema) = (name.to_ascii_lowercase(), schema.map(str::to_ascii_lowercase));
    TABLES.contains(&name.as_str())
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || schema.is_some_and(|schema| SCHEMAS.contains(&schema.as_str()) || schema.starts_with("pg_"))
}

/// Whether a table is a library's own, though the repository holds its definition.
pub fn is_copied_table(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    COPIED.iter().any(|prefix| name.starts_with(prefix))
}

pub fn is_no_column(name: &str) -> bool {
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(name))
}
