// Where the text goes: the places of each library that take SQL.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use mysql::prelude::Queryable;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter, Statement};

use crate::schema::orders;

// shape: diesel sql_query
pub fn diesel_query(conn: &mut PgConnection, reason: &str) -> QueryResult<usize> {
    // expect: sql-string-interpolation
    diesel::sql_query(format!("DELETE FROM stock_movements WHERE reason = '{reason}'")).execute(conn)
}

// shape: diesel sql_query with other values bound
pub fn diesel_half(conn: &mut PgConnection, reason: &str, shelf: &str) -> QueryResult<usize> {
    // expect: sql-string-interpolation
    diesel::sql_query(format!("DELETE FROM stock_movements WHERE shelf = $1 AND reason = '{}'", reason))
        .bind::<Text, _>(shelf)
        .execute(conn)
}

// shape: diesel dsl::sql
pub fn diesel_part(conn: &mut PgConnection, channel: &str) -> QueryResult<Vec<i64>> {
    // expect: sql-string-interpolation
    orders::table.filter(sql::<Bool>(&format!("channel = '{channel}'"))).select(orders::id).load(conn)
}

// shape: diesel order by dsl::sql of a parameter
pub fn diesel_order(conn: &mut PgConnection, sort: &str) -> QueryResult<Vec<i64>> {
    // expect-later: sql-string-interpolation, a piece that is handed on as it came is left to its callers
    orders::table.select(orders::id).order(sql::<Text>(sort)).limit(20).load(conn)
}

// shape: diesel batch_execute
pub fn diesel_batch(conn: &mut PgConnection, shelf: &str) -> QueryResult<()> {
    use diesel::connection::SimpleConnection;
    // expect: sql-string-interpolation
    conn.batch_execute(&format!("DELETE FROM reservations; DELETE FROM stock WHERE shelf = '{shelf}'"))
}

// shape: sea-orm Statement::from_string
pub async fn from_string(db: &DatabaseConnection, number: &str) -> Result<(), sea_orm::DbErr> {
    // expect: sql-string-interpolation
    let statement = Statement::from_string(DbBackend::Postgres, format!("DELETE FROM orders WHERE number = '{number}'"));
    db.execute(statement).await?;
    Ok(())
}

// shape: sea-orm execute_unprepared
pub async fn unprepared(db: &DatabaseConnection, number: &str) -> Result<(), sea_orm::DbErr> {
    // expect: sql-string-interpolation
    db.execute_unprepared(&format!("DELETE FROM orders WHERE number = '{number}'")).await?;
    Ok(())
}

// shape: sea-orm from_sql_and_values with a name in the text
pub async fn half(db: &DatabaseConnection, channel: &str, number: &str) -> Result<(), sea_orm::DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        // expect: sql-string-interpolation
        format!("DELETE FROM orders WHERE number = $1 AND channel = '{channel}'"),
        [number.into()],
    );
    db.execute(statement).await?;
    Ok(())
}

// shape: sea-orm Expr::cust
pub async fn custom(db: &DatabaseConnection, channel: &str) -> Result<(), sea_orm::DbErr> {
    // expect: sql-string-interpolation
    let condition = Expr::cust(format!("channel = '{channel}'"));
    crate::order::Entity::find().filter(condition).all(db).await?;
    Ok(())
}

// shape: sea-orm Expr::cust_with_values
pub async fn custom_half(db: &DatabaseConnection, channel: &str, number: i64) -> Result<(), sea_orm::DbErr> {
    // expect: sql-string-interpolation
    let condition = Expr::cust_with_values(&format!("channel = '{channel}' AND number = $1"), [number]);
    crate::order::Entity::find().filter(condition).all(db).await?;
    Ok(())
}

// shape: sea-orm bound, safe
pub async fn bound(db: &DatabaseConnection, channel: &str, column: &str) -> Result<(), sea_orm::DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, "DELETE FROM orders WHERE channel = $1", [channel.into()]);
    db.execute(statement).await?;
    let name = Expr::col(Alias::new(column)).eq(channel);
    crate::order::Entity::find().filter(Expr::cust_with_values("channel = $1", [channel])).filter(name).all(db).await?;
    Ok(())
}

// shape: mysql text protocol
pub fn mysql_text(conn: &mut mysql::PooledConn, number: &str) -> mysql::Result<Option<u64>> {
    // expect: sql-string-interpolation
    conn.query_first(format!("SELECT id FROM orders WHERE number = '{number}'"))
}

// shape: mysql query_drop
pub fn mysql_drop(conn: &mut mysql::PooledConn, number: &str) -> mysql::Result<()> {
    // expect: sql-string-interpolation
    conn.query_drop("DELETE FROM orders WHERE number = '".to_owned() + number + "'")
}

// shape: mysql exec with another value in the text
pub fn mysql_exec(conn: &mut mysql::PooledConn, status: &str, channel: &str) -> mysql::Result<Vec<u64>> {
    // expect: sql-string-interpolation
    conn.exec(format!("SELECT id FROM orders WHERE status = ? AND channel = '{channel}'"), (status,))
}

// shape: mysql prep
pub fn mysql_prep(conn: &mut mysql::PooledConn, channel: &str) -> mysql::Result<()> {
    // expect: sql-string-interpolation
    let statement = conn.prep(format!("SELECT id FROM orders WHERE channel = '{channel}'"))?;
    conn.exec_drop(statement, ())
}

// shape: mysql bound, safe
pub fn mysql_bound(conn: &mut mysql::PooledConn, channel: &str, number: u64) -> mysql::Result<Vec<u64>> {
    conn.query_drop(format!("DELETE FROM orders WHERE id = {number}"))?;
    conn.exec("SELECT id FROM orders WHERE channel = :channel", mysql::params! { "channel" => channel })
}

// shape: mysql_async
pub async fn mysql_async(conn: &mut mysql_async::Conn, number: &str) -> mysql_async::Result<Option<u64>> {
    use mysql_async::prelude::*;
    // expect: sql-string-interpolation
    conn.query_first(format!("SELECT id FROM orders WHERE number = '{number}'")).await
}
