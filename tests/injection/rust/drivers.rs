// Drivers: tokio-postgres, rusqlite.

use rusqlite::{params, Connection};
use tokio_postgres::Client;

// shape: tokio-postgres query
pub async fn pg_query(client: &Client, number: &str) -> Result<(), tokio_postgres::Error> {
    // expect: sql-string-interpolation
    client.query(&format!("SELECT id FROM orders WHERE number = '{number}' ORDER BY id"), &[]).await?;
    Ok(())
}

// shape: tokio-postgres with another value bound
pub async fn pg_half(client: &Client, status: &str, channel: &str) -> Result<(), tokio_postgres::Error> {
    // expect: sql-string-interpolation
    let query = format!("SELECT id FROM orders WHERE status = $1 AND channel = '{channel}'");
    client.query_opt(&query, &[&status]).await?;
    Ok(())
}

// shape: tokio-postgres batch_execute
pub async fn pg_batch(client: &Client, schema: &str, shelf: &str) -> Result<(), tokio_postgres::Error> {
    // expect: identifier-from-parameter, sql-string-interpolation
    client.batch_execute(&format!("SET search_path TO {schema}; DELETE FROM stock WHERE shelf = '{shelf}'")).await
}

// shape: tokio-postgres simple_query
pub async fn pg_simple(client: &Client, shelf: &str) -> Result<(), tokio_postgres::Error> {
    // expect: sql-string-interpolation
    client.simple_query(&("DELETE FROM stock WHERE shelf = '".to_string() + shelf + "'")).await?;
    Ok(())
}

// shape: tokio-postgres prepare
pub async fn pg_prepare(client: &Client, shelf: &str) -> Result<(), tokio_postgres::Error> {
    // expect: sql-string-interpolation
    let statement = client.prepare(&format!("DELETE FROM stock WHERE shelf = '{shelf}'")).await?;
    client.execute(&statement, &[]).await?;
    Ok(())
}

// shape: tokio-postgres copy_in
pub async fn pg_copy(client: &Client, path: &str) -> Result<(), tokio_postgres::Error> {
    // expect: sql-string-interpolation
    client.batch_execute(&format!("COPY products FROM '{path}' WITH (FORMAT csv)")).await
}

// shape: tokio-postgres bound, safe
pub async fn pg_bound(client: &Client, keys: &[i64], number: &str) -> Result<(), tokio_postgres::Error> {
    client.query("SELECT id FROM orders WHERE id = ANY($1) ORDER BY id", &[&keys]).await?;
    client.query_opt("SELECT id FROM orders WHERE number = $1", &[&number]).await?;
    Ok(())
}

// shape: quoted placeholder
pub async fn pg_quoted(client: &Client, number: &str) -> Result<(), tokio_postgres::Error> {
    // expect: quoted-placeholder
    client.query_opt("SELECT id FROM orders WHERE number = '$1'", &[&number]).await?;
    Ok(())
}

// shape: rusqlite execute
pub fn lite_execute(conn: &Connection, shelf: &str) -> rusqlite::Result<usize> {
    // expect: sql-string-interpolation
    conn.execute(&format!("DELETE FROM stock WHERE shelf = '{shelf}'"), [])
}

// shape: rusqlite prepare
pub fn lite_prepare(conn: &Connection, shelf: &str) -> rusqlite::Result<Vec<i64>> {
    // expect: sql-string-interpolation
    let mut statement = conn.prepare(&format!("SELECT id FROM stock WHERE shelf = '{shelf}' ORDER BY id"))?;
    statement.query_map([], |row| row.get(0))?.collect()
}

// shape: rusqlite prepare with another value bound
pub fn lite_half(conn: &Connection, shelf: &str, sku: &str) -> rusqlite::Result<Vec<i64>> {
    // expect: sql-string-interpolation
    let mut statement = conn.prepare(&format!("SELECT id FROM stock WHERE shelf = ?1 AND sku LIKE '{sku}%' ORDER BY id"))?;
    statement.query_map(params![shelf], |row| row.get(0))?.collect()
}

// shape: rusqlite query_row
pub fn lite_row(conn: &Connection, shelf: &str) -> rusqlite::Result<i64> {
    // expect: sql-string-interpolation
    conn.query_row(&format!("SELECT count(*) FROM stock WHERE shelf = '{shelf}'"), [], |row| row.get(0))
}

// shape: rusqlite execute_batch
pub fn lite_batch(conn: &Connection, shelf: &str) -> rusqlite::Result<()> {
    // expect: sql-string-interpolation
    conn.execute_batch(&format!("DELETE FROM reservations; DELETE FROM stock WHERE shelf = '{shelf}';"))
}

// shape: rusqlite ATTACH
pub fn lite_attach(conn: &Connection, path: &str) -> rusqlite::Result<()> {
    // expect: sql-string-interpolation
    conn.execute_batch(&format!("ATTACH DATABASE '{path}' AS archive"))
}

// shape: rusqlite second-order
pub fn lite_second(conn: &Connection, id: i64) -> rusqlite::Result<usize> {
    let note: String = conn.query_row("SELECT note FROM orders WHERE id = ?1", [id], |row| row.get(0))?;
    // expect: sql-string-interpolation
    conn.execute(&format!("DELETE FROM orders WHERE note = '{note}'"), [])
}

// shape: rusqlite bound, safe
pub fn lite_bound(conn: &Connection, shelf: &str, keys: &[i64]) -> rusqlite::Result<usize> {
    let marks = vec!["?"; keys.len()].join(",");
    conn.execute("DELETE FROM stock WHERE shelf = ?1", params![shelf])?;
    conn.execute(&format!("DELETE FROM stock WHERE id IN ({marks})"), rusqlite::params_from_iter(keys))
}
