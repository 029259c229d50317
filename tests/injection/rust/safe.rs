// Nothing of these is a finding.

use std::path::Path as FilePath;

use axum::extract::{Path, Query, State};
use sqlx::{AssertSqlSafe, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

const TABLE: &str = "orders";
const COLUMNS: &[&str] = &["id", "number"];
static OPEN: &str = "status = 'open'";

// shape: constant text
pub async fn constant(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query("SELECT id FROM orders WHERE status = 'open' ORDER BY id").fetch_all(pool).await?;
    sqlx::query(concat!("SELECT id ", "FROM orders ", "ORDER BY id")).fetch_all(pool).await?;
    Ok(())
}

// shape: const and static tables
pub async fn const_table(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT count(*) FROM {TABLE} WHERE {OPEN}")).fetch_one(pool).await?;
    sqlx::query(&format!("SELECT {} FROM {} ORDER BY id", COLUMNS.join(", "), TABLE)).fetch_all(pool).await?;
    Ok(())
}

// shape: const of another module
pub async fn other_const(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT {} FROM orders ORDER BY id", crate::columns::ORDER_COLUMNS)).fetch_all(pool).await?;
    Ok(())
}

// shape: associated const
pub trait Record {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];

    fn table_name() -> &'static str;
}

pub async fn associated<R: Record>(pool: &PgPool) -> sqlx::Result<()> {
    let query = format!("SELECT {} FROM {}", R::COLUMNS.join(", "), R::TABLE);
    sqlx::query(&query).fetch_all(pool).await?;
    sqlx::query(&format!("TRUNCATE {}", R::table_name())).execute(pool).await?;
    Ok(())
}

// shape: format! without values
pub async fn empty_format(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE tags @> '{{new}}' ORDER BY id")).fetch_all(pool).await?;
    Ok(())
}

// shape: &'static str parameter
pub async fn static_parameter(pool: &PgPool, table: &'static str) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(pool).await?;
    Ok(())
}

// shape: match with constant arms
pub async fn matched(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let sort = match sort.as_str() {
        "name" => "name",
        "price" => "list_price",
        _ => "sku",
    };
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {sort}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: match with an arm that leaves
pub async fn matched_or_refused(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let sort = match sort.as_str() {
        "name" => "name",
        "price" => "list_price",
        _ => return Err(sqlx::Error::RowNotFound),
    };
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {sort}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: enum to &'static str by a method
#[derive(Clone, Copy)]
pub enum Sort {
    Name,
    Price,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Sort::Name => "name",
            Sort::Price => "list_price",
        }
    }
}

pub async fn enum_method(pool: &PgPool, sort: Sort) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {}", sort.column())).fetch_all(pool).await?;
    let column = sort.column();
    sqlx::query(&format!("SELECT max({column}) FROM products")).fetch_one(pool).await?;
    Ok(())
}

// shape: if with constants
pub async fn ternary(pool: &PgPool, newest: bool) -> sqlx::Result<()> {
    let direction = if newest { "DESC" } else { "ASC" };
    sqlx::query(&format!("SELECT id FROM orders ORDER BY placed_at {direction}")).fetch_all(pool).await?;
    Ok(())
}

// shape: loop over an array
pub async fn looped(pool: &PgPool) -> sqlx::Result<()> {
    for table in ["orders", "invoices"] {
        sqlx::query(&format!("ANALYZE {table}")).execute(pool).await?;
    }
    for (table, column) in [("orders", "id"), ("invoices", "number")] {
        sqlx::query(&format!("SELECT max({column}) FROM {table}")).fetch_one(pool).await?;
    }
    for column in COLUMNS.iter() {
        sqlx::query(&format!("SELECT max({column}) FROM orders")).fetch_one(pool).await?;
    }
    Ok(())
}

// shape: parse::<i32>()
pub async fn parsed(State(pool): State<PgPool>, Path(id): Path<String>) -> sqlx::Result<()> {
    let number = id.parse::<i32>().unwrap_or(0);
    sqlx::query(&format!("SELECT id FROM orders WHERE id = {number}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: parse by annotation
pub async fn parsed_annotated(State(pool): State<PgPool>, Path(id): Path<String>) -> sqlx::Result<()> {
    let Ok(number): Result<i64, _> = id.parse() else { return Ok(()) };
    let other: u32 = id.parse().unwrap_or_default();
    sqlx::query(&format!("SELECT id FROM orders WHERE id = {number} OR id = {other}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: numeric-typed parameter
pub async fn numeric(pool: &PgPool, size: i64, key: Uuid, id: &u32) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE key = '{key}' OR id = {id} ORDER BY id LIMIT {size}")).fetch_all(pool).await?;
    Ok(())
}

// shape: numbers joined
pub async fn numbers(pool: &PgPool, ids: &[i64]) -> sqlx::Result<()> {
    let list = ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    sqlx::query(&format!("SELECT id FROM orders WHERE id IN ({list})")).fetch_all(pool).await?;
    let list = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    sqlx::query(&format!("SELECT id FROM orders WHERE id IN ({list})")).fetch_all(pool).await?;
    Ok(())
}

// shape: len and arithmetic
pub async fn sizes(pool: &PgPool, keys: &[String], page: u64) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders ORDER BY id LIMIT {} OFFSET {}", keys.len(), page * 20)).fetch_all(pool).await?;
    Ok(())
}

// shape: range
pub async fn ranged(pool: &PgPool) -> sqlx::Result<()> {
    for year in 2015..2025 {
        sqlx::query(&format!("CREATE TABLE orders_{year} PARTITION OF orders FOR VALUES IN ({year})")).execute(pool).await?;
    }
    Ok(())
}

// shape: repeat of placeholders
pub async fn repeated(pool: &sqlx::SqlitePool, keys: &[String]) -> sqlx::Result<()> {
    let marks = std::iter::repeat("?").take(keys.len()).collect::<Vec<_>>().join(", ");
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({marks})")).fetch_all(pool).await?;
    let marks = vec!["?"; keys.len()].join(",");
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({marks})")).fetch_all(pool).await?;
    let marks = "?, ".repeat(keys.len());
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({})", marks.trim_end_matches(", "))).fetch_all(pool).await?;
    Ok(())
}

// shape: numbered placeholders
pub async fn numbered(pool: &PgPool, keys: &[String]) -> sqlx::Result<()> {
    let marks = (1..=keys.len()).map(|position| format!("${position}")).collect::<Vec<_>>().join(", ");
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({marks})")).fetch_all(pool).await?;
    let marks: Vec<String> = keys.iter().enumerate().map(|(position, _)| format!("${}", position + 1)).collect();
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({})", marks.join(", "))).fetch_all(pool).await?;
    Ok(())
}

// shape: placeholders grown
pub async fn grown(pool: &sqlx::SqlitePool, keys: &[String]) -> sqlx::Result<()> {
    let mut query = String::from("SELECT id FROM orders WHERE number IN (");
    for position in 0..keys.len() {
        if position > 0 {
            query.push_str(", ");
        }
        query.push('?');
    }
    query.push(')');
    sqlx::query(&query).fetch_all(pool).await?;
    Ok(())
}

// shape: push_bind
pub async fn push_bind(pool: &PgPool, status: Option<&str>, names: &[String]) -> sqlx::Result<()> {
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new("SELECT id FROM orders WHERE true");
    if let Some(status) = status {
        query.push(" AND status = ").push_bind(status);
    }
    query.push(" AND number IN (");
    let mut separated = query.separated(", ");
    for name in names {
        separated.push_bind(name);
    }
    separated.push_unseparated(")");
    query.push(format!(" ORDER BY {}", COLUMNS[0]));
    query.build().fetch_all(pool).await?;
    Ok(())
}

// shape: push_values
pub async fn push_values(pool: &PgPool, names: &[String]) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Postgres>::new("INSERT INTO tags (tag) ");
    query.push_values(names, |mut row, name| {
        row.push_bind(name);
    });
    query.build().execute(pool).await?;
    Ok(())
}

// shape: = ANY($1)
pub async fn any(pool: &PgPool, keys: &[i64], number: &str) -> sqlx::Result<()> {
    sqlx::query("SELECT id FROM orders WHERE id = ANY($1) AND number = $2").bind(keys).bind(number).fetch_all(pool).await?;
    Ok(())
}

// shape: AssertSqlSafe of constants
pub async fn asserted(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(format!("SELECT count(*) FROM {TABLE}"))).fetch_one(pool).await?;
    Ok(())
}

// shape: query! macro
pub async fn checked(pool: &PgPool, number: &str) -> sqlx::Result<()> {
    sqlx::query!("SELECT id FROM orders WHERE number = $1", number).fetch_one(pool).await?;
    Ok(())
}

// shape: guard by contains that leaves
pub async fn contained(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    const ALLOWED: [&str; 2] = ["orders", "invoices"];
    if !ALLOWED.contains(&table.as_str()) {
        return Err(sqlx::Error::RowNotFound);
    }
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard by contains around the use
pub async fn contained_inside(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if ["orders", "invoices"].contains(&table.as_str()) {
        sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    }
    Ok(())
}

// shape: guard by equality
pub async fn equal(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if table == "orders" || table == "invoices" {
        sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    }
    if table != "orders" {
        return Ok(());
    }
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard by matches!
pub async fn matches(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if !matches!(table.as_str(), "orders" | "invoices") {
        return Ok(());
    }
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard by match with arms of names
pub async fn matched_names(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    match table.as_str() {
        "orders" | "invoices" => {
            sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
        }
        _ => return Ok(()),
    }
    Ok(())
}

// shape: guard by all characters
pub async fn characters(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if !table.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(());
    }
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: quote_ident
pub async fn quoted(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT count(*) FROM {}", quote_identifier(&table))).fetch_one(&pool).await?;
    Ok(())
}

// shape: escape_literal for a value
pub async fn escaped(pool: &PgPool, password: &str) -> sqlx::Result<()> {
    use postgres_protocol::escape::escape_literal;
    sqlx::query(&format!("ALTER ROLE shop PASSWORD {}", escape_literal(password))).execute(pool).await?;
    Ok(())
}

// shape: conditions of constants, joined
pub async fn conditions(pool: &PgPool, status: Option<&str>) -> sqlx::Result<()> {
    let mut conditions = vec!["deleted_at IS NULL"];
    if status.is_some() {
        conditions.push("status = $1");
    }
    let query = format!("SELECT id FROM orders WHERE {} ORDER BY id", conditions.join(" AND "));
    sqlx::query(&query).bind(status).fetch_all(pool).await?;
    Ok(())
}

// shape: look-up in a map of constants
pub async fn look_up(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let columns = std::collections::HashMap::from([("name", "name"), ("price", "list_price")]);
    let sort = columns.get(sort.as_str()).copied().unwrap_or("sku");
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {sort}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: find in a constant list
pub async fn found(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let column = COLUMNS.iter().find(|column| **column == sort).unwrap_or(&"id");
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {column}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: private function that is handed constants
async fn count(pool: &PgPool, table: &str) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(pool).await?;
    Ok(())
}

pub async fn counts(pool: &PgPool) -> sqlx::Result<()> {
    count(pool, "orders").await?;
    count(pool, TABLE).await
}

// shape: function that returns constants
fn condition(newest: bool) -> &'static str {
    if newest { "placed_at > now() - interval '1 day'" } else { "true" }
}

pub async fn from_function(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE {} ORDER BY id", condition(true))).fetch_all(pool).await?;
    Ok(())
}

// shape: generic placeholder functions
fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

pub async fn marked(pool: &sqlx::SqlitePool, keys: &[String]) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({})", marks(keys.len()))).fetch_all(pool).await?;
    Ok(())
}

// shape: logging and errors
pub fn complain(table: &str) -> String {
    tracing::warn!("cannot select {table} from the list; delete from {table} where it is wrong");
    format!("update {table} set it right where needed")
}

// shape: macro-made function with a literal
macro_rules! count_of {
    ($pool:expr, $table:literal) => {
        sqlx::query(concat!("SELECT count(*) FROM ", $table)).fetch_one($pool)
    };
}

pub async fn by_macro(pool: &PgPool) -> sqlx::Result<()> {
    count_of!(pool, "orders").await?;
    Ok(())
}

// shape: date
pub async fn day(pool: &PgPool, day: chrono::NaiveDate) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE placed_at >= '{day}' ORDER BY id")).fetch_all(pool).await?;
    sqlx::query(&format!("SELECT id FROM orders WHERE placed_at >= '{}'", day.format("%Y-%m-01"))).fetch_all(pool).await?;
    Ok(())
}

// shape: path of a file is no request
pub fn migrate(conn: &rusqlite::Connection, path: &FilePath) -> rusqlite::Result<()> {
    let script = std::fs::read_to_string(path).expect("the script is there");
    conn.execute_batch(&script)
}

// shape: regular expression over the whole text
pub async fn matched_whole(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    let name = regex::Regex::new(r"^[a-z_][a-z0-9_]*$").expect("it is a pattern");
    if !name.is_match(&table) {
        return Ok(());
    }
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard by a function that refuses
fn check_table(table: &str) -> sqlx::Result<()> {
    if !["orders", "invoices"].contains(&table) {
        return Err(sqlx::Error::RowNotFound);
    }
    Ok(())
}

pub async fn checked_table(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    check_table(&table)?;
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard by assert!
pub async fn asserted_table(pool: &PgPool, table: &str) -> sqlx::Result<()> {
    assert!(matches!(table, "orders" | "invoices"));
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(pool).await?;
    Ok(())
}

// shape: guard of all items
pub async fn all_items(pool: &PgPool, columns: &[String]) -> sqlx::Result<()> {
    if !columns.iter().all(|column| COLUMNS.contains(&column.as_str())) {
        return Ok(());
    }
    sqlx::query(&format!("SELECT {} FROM orders ORDER BY id", columns.join(", "))).fetch_all(pool).await?;
    Ok(())
}

// shape: guard that falls back to a constant
pub async fn fallback(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let mut sort = sort;
    if !COLUMNS.contains(&sort.as_str()) {
        sort = "id".to_string();
    }
    sqlx::query(&format!("SELECT id FROM orders ORDER BY {sort}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: items filtered by a list
pub async fn filtered(pool: &PgPool, columns: &[String]) -> sqlx::Result<()> {
    let known = columns.iter().filter(|column| COLUMNS.contains(&column.as_str())).cloned().collect::<Vec<_>>();
    sqlx::query(&format!("SELECT {} FROM orders ORDER BY id", known.join(", "))).fetch_all(pool).await?;
    Ok(())
}

// shape: enum made from a text
impl std::str::FromStr for Sort {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "name" { Ok(Sort::Name) } else { Ok(Sort::Price) }
    }
}

pub async fn enum_parsed(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    let sort: Sort = sort.parse().unwrap_or(Sort::Name);
    sqlx::query(&format!("SELECT sku FROM products ORDER BY {}", sort.column())).fetch_all(&pool).await?;
    Ok(())
}

// shape: write! of constants and placeholders
pub async fn written(pool: &sqlx::SqlitePool, keys: &[i64]) -> sqlx::Result<()> {
    use std::fmt::Write;

    let mut query = format!("SELECT id FROM {TABLE} WHERE id IN (");
    for (position, _) in keys.iter().enumerate() {
        write!(query, "{}?", if position > 0 { ", " } else { "" }).expect("a text can be written to");
    }
    query.push(')');
    sqlx::query(&query).fetch_all(pool).await?;
    Ok(())
}
