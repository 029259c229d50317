//! Goods that come back.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

#[derive(Debug, sqlx::FromRow)]
pub struct Return {
    pub id: i64,
    pub order_id: i64,
    pub opened_at: DateTime<Utc>,
}

/// The return that a parcel at the door belongs to.
pub async fn at_the_door(pool: &PgPool, tracking: &str) -> sqlx::Result<Option<Return>> {
    sqlx::query_as("SELECT id, order_id, opened_at FROM returns WHERE tracking = $1 AND closed_at IS NULL")
        .bind(tracking)
        .fetch_optional(pool)
        .await
}

/// What became of a parcel, for the customer who asks.
pub async fn trace(pool: &PgPool, tracking: &str) -> sqlx::Result<Vec<Return>> {
    sqlx::query_as("SELECT id, order_id, opened_at FROM returns WHERE tracking = $1")
        .bind(tracking)
        .fetch_all(pool)
        .await
}

/// Returns of one order, the oldest first.
pub async fn of_order(pool: &PgPool, order_id: i64) -> sqlx::Result<Vec<Return>> {
    sqlx::query_as("SELECT id, order_id, opened_at FROM returns WHERE order_id = $1 ORDER BY opened_at")
        .bind(order_id)
        .fetch_all(pool)
        .await
}

/// Returns that lie around since a given moment.
pub async fn waiting(pool: &PgPool, since: DateTime<Utc>) -> sqlx::Result<Vec<Return>> {
    sqlx::query_as(
        "SELECT id, order_id, opened_at FROM returns WHERE closed_at IS NULL AND opend_at < $1 ORDER BY opened_at",
    )
    .bind(since)
    .fetch_all(pool)
    .await
}

pub async fn close(pool: &PgPool, id: i64, replacement: Option<i64>) -> sqlx::Result<u64> {
    let done = sqlx::query("UPDATE returns SET closed_at = now(), replacement_order_id = $2 WHERE id = $1")
        .bind(id)
        .bind(replacement)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}

/// Send the same goods once more for what came back broken.
pub async fn replace(pool: &PgPool, order_id: i64) -> sqlx::Result<i64> {
    let replacement: i64 = sqlx::query_scalar(
        "INSERT INTO orders (number, customer_id, channel) SELECT number || '-R', customer_id, 'return' FROM orders WHERE id = $1 RETURNING id",
    )
    .bind(order_id)
    .fetch_one(pool)
    .await?;
    sqlx::query(
        "INSERT INTO order_items (order_id, product_id, quantity, unit_price)
         SELECT $1, product_id, quantity, 0 FROM order_items WHERE order_id = $2",
    )
    .bind(replacement)
    .bind(order_id)
    .execute(pool)
    .await?;
    Ok(replacement)
}
