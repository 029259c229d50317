// How the text is made: each way to put a value into SQL.

use std::collections::BTreeMap;
use std::fmt::Write;

use sqlx::{AssertSqlSafe, PgPool, Postgres, QueryBuilder, Row};

// shape: direct format!
pub async fn by_number(pool: &PgPool, number: &str) -> sqlx::Result<Vec<(i64,)>> {
    // expect: sql-string-interpolation
    sqlx::query_as(&format!("SELECT id FROM orders WHERE number = '{}' ORDER BY id", number)).fetch_all(pool).await
}

// shape: direct format! with a captured name
pub async fn by_number_captured(pool: &PgPool, number: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    sqlx::query_as(&format!("SELECT id FROM orders WHERE number = '{number}'")).fetch_optional(pool).await
}

// shape: direct format! with a named argument
pub async fn by_number_named(pool: &PgPool, number: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    sqlx::query_as(&format!("SELECT id FROM orders WHERE number = '{n}'", n = number)).fetch_optional(pool).await
}

// shape: direct format! with a position and debug form
pub async fn by_number_debug(pool: &PgPool, number: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    sqlx::query_as(&format!("SELECT id FROM orders WHERE number = {0:?}", number)).fetch_optional(pool).await
}

// shape: direct +
pub async fn by_channel(pool: &PgPool, channel: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    let query = "SELECT id FROM orders WHERE channel = '".to_string() + channel + "' ORDER BY id";
    sqlx::query_as(&query).fetch_optional(pool).await
}

// shape: AssertSqlSafe
pub async fn asserted(pool: &PgPool, channel: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    sqlx::query_as(AssertSqlSafe(format!("SELECT id FROM orders WHERE channel = '{channel}'"))).fetch_optional(pool).await
}

// shape: AssertSqlSafe of a variable
pub async fn asserted_variable(pool: &PgPool, channel: String) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    let query = format!("SELECT id FROM orders WHERE channel = '{channel}'");
    sqlx::query_as(AssertSqlSafe(query.as_str())).fetch_optional(pool).await
}

// shape: built in a variable first
pub async fn by_reason(pool: &PgPool, reason: &str) -> sqlx::Result<Vec<(i64,)>> {
    let base = "SELECT id FROM stock_movements";
    // expect: sql-string-interpolation
    let query = format!("{base} WHERE reason = '{reason}' ORDER BY id");
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: shadowed under a condition
pub async fn optional(pool: &PgPool, reason: Option<&str>) -> sqlx::Result<Vec<(i64,)>> {
    let query = match reason {
        // expect: sql-string-interpolation
        Some(reason) => format!("SELECT id FROM stock_movements WHERE reason = '{reason}'"),
        None => "SELECT id FROM stock_movements ORDER BY id LIMIT 10".to_string(),
    };
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: push_str
pub async fn search(pool: &PgPool, status: Option<&str>, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = String::from("SELECT id FROM orders WHERE channel = '");
    // expect: sql-string-interpolation
    query.push_str(channel);
    query.push('\'');
    if let Some(status) = status {
        // expect: sql-string-interpolation
        query.push_str(&format!(" AND status = '{status}'"));
    }
    query.push_str(" ORDER BY id");
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: +=
pub async fn appended(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = "SELECT id FROM orders".to_owned();
    // expect: sql-string-interpolation
    query += &format!(" WHERE channel = '{channel}'");
    query += " ORDER BY id";
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: write!
pub async fn written(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = String::from("SELECT id FROM orders WHERE true");
    // expect: sql-string-interpolation
    write!(query, " AND channel = '{channel}'").unwrap();
    writeln!(&mut query, " ORDER BY id").unwrap();
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: Vec of conditions, joined
pub async fn conditions(pool: &PgPool, status: &str, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut conditions = vec!["deleted_at IS NULL".to_string()];
    // expect: sql-string-interpolation
    conditions.push(format!("status = '{status}'"));
    // expect: sql-string-interpolation
    conditions.push(format!("channel = '{}'", channel));
    let query = format!("SELECT id FROM orders WHERE {} ORDER BY id", conditions.join(" AND "));
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: map-driven SET clauses
pub async fn change(pool: &PgPool, id: i64, changes: &BTreeMap<String, String>) -> sqlx::Result<()> {
    // expect: sql-string-interpolation, identifier-from-parameter
    let set = changes.iter().map(|(column, value)| format!("{column} = '{value}'")).collect::<Vec<_>>().join(", ");
    sqlx::query(&format!("UPDATE products SET {set} WHERE id = $1")).bind(id).execute(pool).await?;
    Ok(())
}

// shape: map-driven SET clauses in a loop
pub async fn change_each(pool: &PgPool, id: i64, changes: &BTreeMap<String, String>) -> sqlx::Result<()> {
    let mut set = Vec::new();
    for (column, value) in changes {
        // expect: sql-string-interpolation, identifier-from-parameter
        set.push(format!("{column} = '{value}'"));
    }
    sqlx::query(&format!("UPDATE products SET {} WHERE id = $1", set.join(", "))).bind(id).execute(pool).await?;
    Ok(())
}

// shape: helper returning SQL
fn condition(status: &str) -> String {
    // expect: sql-string-interpolation
    format!("status = '{status}'")
}

pub async fn by_status(pool: &PgPool, status: &str) -> sqlx::Result<Vec<(i64,)>> {
    sqlx::query_as(&format!("SELECT id FROM orders WHERE {} ORDER BY id", condition(status))).fetch_all(pool).await
}

// shape: method returning SQL
pub struct Filter {
    pub channel: String,
}

impl Filter {
    fn to_sql(&self) -> String {
        // expect: sql-string-interpolation
        format!("SELECT id FROM orders WHERE channel = '{}'", self.channel)
    }

    pub async fn run(&self, pool: &PgPool) -> sqlx::Result<Vec<(i64,)>> {
        sqlx::query_as(&self.to_sql()).fetch_all(pool).await
    }
}

// shape: constant template, replaced
const HISTORY: &str = "SELECT price FROM supplier_prices WHERE supplier = '[SUPPLIER]' ORDER BY valid_from";

pub async fn history(pool: &PgPool, supplier: &str) -> sqlx::Result<Vec<(i64,)>> {
    // expect: sql-string-interpolation
    let query = HISTORY.replace("[SUPPLIER]", supplier);
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: associated constant template, replaced
struct Prices;

impl Prices {
    const LAST: &'static str = "SELECT price FROM supplier_prices WHERE supplier = '$S' ORDER BY valid_from DESC LIMIT 1";

    pub async fn last(pool: &PgPool, supplier: &str) -> sqlx::Result<Option<(i64,)>> {
        // expect: sql-string-interpolation
        sqlx::query_as(&Self::LAST.replace("$S", supplier)).fetch_optional(pool).await
    }
}

// shape: text over several lines
pub async fn lines(pool: &PgPool, customer: &str) -> sqlx::Result<Vec<(i64,)>> {
    // expect-within: sql-string-interpolation
    let query = format!(
        r#"
        SELECT
            id
        FROM invoices
        WHERE customer = '{customer}'
          AND paid_on IS NULL
        ORDER BY due_on
        "#
    );
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: concat of slices
pub async fn concatenated(pool: &PgPool, customer: &str) -> sqlx::Result<Vec<(i64,)>> {
    // expect: sql-string-interpolation
    let query = ["SELECT id FROM invoices WHERE customer = '", customer, "' ORDER BY id"].concat();
    sqlx::query_as(&query).fetch_all(pool).await
}

// shape: conditional text
pub async fn conditional(pool: &PgPool, shelf: &str, exact: bool) -> sqlx::Result<Vec<(i64,)>> {
    // expect: sql-string-interpolation
    let condition = if exact { format!("shelf = '{shelf}'") } else { "shelf IS NOT NULL".to_owned() };
    sqlx::query_as(&format!("SELECT id FROM stock WHERE {condition} ORDER BY id")).fetch_all(pool).await
}

// shape: closure that makes SQL
pub async fn by_closure(pool: &PgPool, number: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    let make = |value: &str| format!("SELECT id FROM orders WHERE number = '{value}'");
    sqlx::query_as(&make(number)).fetch_optional(pool).await
}

// shape: QueryBuilder::new of a format!
pub async fn builder_new(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    // expect: sql-string-interpolation
    let mut query = QueryBuilder::<Postgres>::new(format!("SELECT id FROM orders WHERE channel = '{channel}'"));
    query.push(" ORDER BY id");
    query.build_query_as().fetch_all(pool).await
}

// shape: QueryBuilder::push of a variable
pub async fn builder_push(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT id FROM orders WHERE channel = '");
    // expect: sql-string-interpolation
    query.push(channel);
    query.push("' ORDER BY id");
    query.build_query_as().fetch_all(pool).await
}

// shape: QueryBuilder::push of a format!
pub async fn builder_push_format(pool: &PgPool, status: &str, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT id FROM orders WHERE status = ");
    // expect: sql-string-interpolation
    query.push_bind(status).push(format!(" AND channel = '{channel}'"));
    query.build_query_as().fetch_all(pool).await
}

// shape: QueryBuilder handed to a function
fn push_channel(query: &mut QueryBuilder<'_, Postgres>, channel: &str) {
    // expect: sql-string-interpolation
    query.push(format!(" AND channel = '{channel}'"));
}

pub async fn builder_function(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT id FROM orders WHERE true");
    push_channel(&mut query, channel);
    query.build_query_as().fetch_all(pool).await
}

// shape: QueryBuilder, separated and pushed unseparated
pub async fn builder_separated(pool: &PgPool, names: &[String]) -> sqlx::Result<Vec<(i64,)>> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT id FROM tags WHERE tag IN (");
    let mut separated = query.separated(", ");
    for name in names {
        // expect: sql-string-interpolation
        separated.push(format!("'{name}'"));
    }
    separated.push_unseparated(") ");
    query.build_query_as().fetch_all(pool).await
}

// shape: text made static by a leak
pub async fn leaked(pool: &PgPool, channel: &str) -> sqlx::Result<Option<(i64,)>> {
    // expect: sql-string-interpolation
    let query: &'static str = Box::leak(format!("SELECT id FROM orders WHERE channel = '{channel}'").into_boxed_str());
    sqlx::query_as(query).fetch_optional(pool).await
}

// shape: a task of its own
pub fn started(pool: PgPool, session: String) {
    tokio::spawn(async move {
        // expect: sql-string-interpolation
        sqlx::query(&format!("DELETE FROM carts WHERE session = '{session}'")).execute(&pool).await
    });
}

// shape: second-order
pub async fn second_order(pool: &PgPool, id: i64) -> sqlx::Result<Vec<(i64,)>> {
    let row = sqlx::query("SELECT note FROM orders WHERE id = $1").bind(id).fetch_one(pool).await?;
    let note: String = row.get("note");
    // expect: sql-string-interpolation
    sqlx::query_as(&format!("SELECT id FROM orders WHERE note = '{note}' ORDER BY id")).fetch_all(pool).await
}

// shape: raw_sql of several statements
pub async fn several(pool: &PgPool, shelf: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    let query = format!("DELETE FROM reservations; DELETE FROM stock WHERE shelf = '{shelf}'");
    sqlx::raw_sql(&query).execute(pool).await?;
    Ok(())
}
