// What the SQL has in the place, and where the value comes from.

use axum::extract::{Form, Json, Path, Query, State};
use serde::Deserialize;
use sqlx::PgPool;

#[derive(Deserialize)]
pub struct Listing {
    sort: String,
    direction: String,
    size: String,
    page: i64,
    name: String,
    keys: Vec<String>,
}

// shape: ORDER BY from a request
pub async fn sorted(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT id FROM orders ORDER BY {}", listing.sort)).fetch_all(&pool).await?;
    Ok(())
}

// shape: sort direction from a request
pub async fn direction(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    // expect: unsafe-identifier-interpolation
    let query = format!("SELECT id FROM orders ORDER BY id {}", listing.direction);
    sqlx::query(&query).fetch_all(&pool).await?;
    Ok(())
}

// shape: LIMIT from a request
pub async fn limited(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM orders ORDER BY id LIMIT {}", listing.size)).fetch_all(&pool).await?;
    Ok(())
}

// shape: number of a request, safe
pub async fn paged(State(pool): State<PgPool>, Path(id): Path<i64>) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders WHERE id = {id}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: number in the struct of a request, safe
pub async fn paged_struct(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    sqlx::query(&format!("SELECT id FROM orders ORDER BY id OFFSET {}", listing.page)).fetch_all(&pool).await?;
    Ok(())
}

// shape: path of a request
pub async fn by_path(State(pool): State<PgPool>, Path(number): Path<String>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM orders WHERE number = '{number}'")).fetch_one(&pool).await?;
    Ok(())
}

// shape: form of a request
pub async fn by_form(State(pool): State<PgPool>, Form(listing): Form<Listing>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM products WHERE name LIKE '%{}%'", listing.name)).fetch_all(&pool).await?;
    Ok(())
}

// shape: JSON body of a request
pub async fn by_body(State(pool): State<PgPool>, Json(listing): Json<Listing>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM products WHERE name = '{}'", listing.name)).fetch_all(&pool).await?;
    Ok(())
}

// shape: list of a request
pub async fn in_list(State(pool): State<PgPool>, Json(listing): Json<Listing>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ('{}')", listing.keys.join("','"))).fetch_all(&pool).await?;
    Ok(())
}

// shape: command line
pub async fn command(pool: &PgPool) -> sqlx::Result<()> {
    let sku = std::env::args().nth(1).unwrap_or_default();
    // expect: request-in-sql
    sqlx::query(&format!("DELETE FROM products WHERE sku = '{sku}'")).execute(pool).await?;
    Ok(())
}

// shape: standard input
pub async fn typed_in(pool: &PgPool) -> sqlx::Result<()> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    // expect: request-in-sql
    sqlx::query(&format!("DELETE FROM products WHERE sku = '{}'", line.trim())).execute(pool).await?;
    Ok(())
}

// shape: environment in a value
pub async fn configured(pool: &PgPool) -> sqlx::Result<()> {
    let region = std::env::var("REGION").unwrap_or_default();
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT set_config('app.region', '{region}', false)")).execute(pool).await?;
    Ok(())
}

// shape: IN list by join of strings
pub async fn in_joined(pool: &PgPool, keys: &[String]) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({})", keys.join(","))).fetch_all(pool).await?;
    Ok(())
}

// shape: IN list by quoting each
pub async fn in_quoted(pool: &PgPool, keys: &[String]) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    let list = keys.iter().map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", ");
    sqlx::query(&format!("SELECT id FROM orders WHERE number IN ({list})")).fetch_all(pool).await?;
    Ok(())
}

// shape: LIKE with a fragment
pub async fn like(pool: &PgPool, term: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM products WHERE name ILIKE '%{term}%' ORDER BY id")).fetch_all(pool).await?;
    Ok(())
}

// shape: JSON path
pub async fn json(pool: &PgPool, key: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM products WHERE attributes->>'{key}' = 'x' ORDER BY id")).fetch_all(pool).await?;
    Ok(())
}

// shape: tsquery
pub async fn words(pool: &PgPool, words: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM products WHERE document @@ to_tsquery('{words}')")).fetch_all(pool).await?;
    Ok(())
}

// shape: half-parameterised, a name
pub async fn half_name(pool: &PgPool, table: &str, id: i64) -> sqlx::Result<()> {
    // expect: identifier-from-parameter
    sqlx::query(&format!("SELECT count(*) FROM {table} WHERE id = $1")).bind(id).fetch_one(pool).await?;
    Ok(())
}

// shape: half-parameterised, another value
pub async fn half_value(pool: &PgPool, status: &str, channel: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM orders WHERE status = $1 AND channel = '{channel}'")).bind(status).fetch_one(pool).await?;
    Ok(())
}

// shape: name in quotes by hand
pub async fn quoted_name(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM \"{table}\"")).fetch_one(&pool).await?;
    Ok(())
}

// shape: name in backticks
pub async fn backticks(State(pool): State<sqlx::MySqlPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM `{table}`")).fetch_one(&pool).await?;
    Ok(())
}

// shape: quoted placeholder
pub async fn quoted_placeholder(pool: &PgPool, sku: &str) -> sqlx::Result<()> {
    // expect: quoted-placeholder
    sqlx::query("SELECT id FROM products WHERE sku = '$1'").bind(sku).fetch_one(pool).await?;
    Ok(())
}

// shape: whole clause
pub async fn clause(pool: &PgPool, condition: &str) -> sqlx::Result<()> {
    // expect: sql-string-interpolation
    sqlx::query(&format!("SELECT id FROM orders WHERE {condition}")).fetch_all(pool).await?;
    Ok(())
}

// shape: whole statement from a request
pub async fn statement(State(pool): State<PgPool>, Json(query): Json<String>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&query).fetch_all(&pool).await?;
    Ok(())
}

// shape: HTML escaping is no cure
pub async fn html(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    let name = html_escape::encode_text(&listing.name);
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM products WHERE name = '{name}'")).fetch_all(&pool).await?;
    Ok(())
}

// shape: escape_string in a name
pub async fn wrong_name(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {}", escape_string(&table))).fetch_one(&pool).await?;
    Ok(())
}

// shape: escape_literal without its slot
pub async fn wrong_direction(State(pool): State<PgPool>, Path(sort): Path<String>) -> sqlx::Result<()> {
    use postgres_protocol::escape::escape_literal;
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT id FROM orders ORDER BY {}", escape_literal(&sort))).fetch_one(&pool).await?;
    Ok(())
}

// shape: doubled quotes by hand, unquoted slot
pub async fn doubled(State(pool): State<PgPool>, Path(id): Path<String>) -> sqlx::Result<()> {
    let id = id.replace('\'', "''");
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM orders WHERE id = {id}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard that looks at the length
pub async fn length(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if table.len() > 60 {
        return Ok(());
    }
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: equality or anything else
pub async fn or_else(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if table == "orders" || table.len() > 5 {
        // expect: unsafe-identifier-interpolation
        sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    }
    Ok(())
}

// shape: list with a member that is not constant
pub async fn open_list(State(pool): State<PgPool>, Path((table, other)): Path<(String, String)>) -> sqlx::Result<()> {
    if ["orders", other.as_str()].contains(&table.as_str()) {
        // expect: unsafe-identifier-interpolation
        sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    }
    Ok(())
}

// shape: guard for the other branch
pub async fn other_branch(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    if ["orders", "invoices"].contains(&table.as_str()) {
        return Ok(());
    }
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: match with an open arm
pub async fn open_arm(State(pool): State<PgPool>, Query(listing): Query<Listing>) -> sqlx::Result<()> {
    let sort = match listing.sort.as_str() {
        "name" => "name",
        // expect: unsafe-identifier-interpolation
        other => other,
    };
    sqlx::query(&format!("SELECT id FROM products ORDER BY {sort}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: parse of another value
pub async fn other_parse(State(pool): State<PgPool>, Path((page, size)): Path<(String, String)>) -> sqlx::Result<()> {
    let page = page.parse::<i64>().unwrap_or(0);
    // expect: request-in-sql
    sqlx::query(&format!("SELECT id FROM orders ORDER BY id LIMIT {size} OFFSET {page}")).fetch_all(&pool).await?;
    Ok(())
}

// shape: stored procedure with dynamic SQL inside
pub async fn procedure(pool: &PgPool) -> sqlx::Result<()> {
    // expect-within: dynamic-sql-in-procedure
    sqlx::raw_sql(
        r#"
        CREATE FUNCTION count_of(name text) RETURNS bigint AS $$
        DECLARE n bigint;
        BEGIN
            EXECUTE 'SELECT count(*) FROM ' || name INTO n;
            RETURN n;
        END
        $$ LANGUAGE plpgsql
        "#,
    )
    .execute(pool)
    .await?;
    Ok(())
}

// shape: regular expression that matches everything
pub async fn matches_all(State(pool): State<PgPool>, Path(table): Path<String>) -> sqlx::Result<()> {
    let name = regex::Regex::new(r".+").expect("it is a pattern");
    if !name.is_match(&table) {
        return Ok(());
    }
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guarded, then shadowed
pub async fn shadowed(State(pool): State<PgPool>, Path((table, archive)): Path<(String, String)>) -> sqlx::Result<()> {
    if !["orders", "invoices"].contains(&table.as_str()) {
        return Ok(());
    }
    let table = archive;
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: guard in a branch that may not run
pub async fn sometimes(State(pool): State<PgPool>, Path(table): Path<String>, strict: bool) -> sqlx::Result<()> {
    if strict {
        if !["orders", "invoices"].contains(&table.as_str()) {
            return Ok(());
        }
    }
    // expect: unsafe-identifier-interpolation
    sqlx::query(&format!("SELECT count(*) FROM {table}")).fetch_one(&pool).await?;
    Ok(())
}

// shape: wrapper of the file
pub struct Store {
    pool: PgPool,
}

impl Store {
    pub async fn run(&self, sql: &str) -> sqlx::Result<()> {
        sqlx::query(sql).execute(&self.pool).await?;
        Ok(())
    }

    pub async fn forget(&self, session: &str) -> sqlx::Result<()> {
        // expect: sql-string-interpolation
        self.run(&format!("DELETE FROM carts WHERE session = '{session}'")).await
    }
}

// shape: comment of the SQL
pub async fn commented(State(pool): State<PgPool>, Path(page): Path<String>) -> sqlx::Result<()> {
    // expect: request-in-sql
    sqlx::query(&format!("/* {page} */ SELECT id FROM orders WHERE id = 1")).fetch_one(&pool).await?;
    Ok(())
}
