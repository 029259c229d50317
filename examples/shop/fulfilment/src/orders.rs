//! Orders on their way out of the house.

use sqlx::{PgPool, Postgres, QueryBuilder};

#[derive(Debug, sqlx::FromRow)]
pub struct Order {
    pub id: i64,
    pub number: String,
    pub priority: i16,
}

#[derive(Debug, sqlx::FromRow)]
pub struct Line {
    pub order_id: i64,
    pub product_id: i64,
    pub quantity: i32,
}

#[derive(Clone, Copy)]
pub enum Sorting {
    Urgency,
    Age,
}

const ORDER_COLUMNS: &str = "id, number, priority";

/// The next orders to pick, most urgent first.
pub async fn open_orders(pool: &PgPool, count: i64) -> sqlx::Result<Vec<Order>> {
    sqlx::query_as(
        "SELECT id, number, priority FROM orders WHERE status = 'paid' ORDER BY priority DESC, placed_at LIMIT $1",
    )
    .bind(count)
    .fetch_all(pool)
    .await
}

/// Pick lists, one for each order.
pub async fn pick_lists(pool: &PgPool, orders: &[Order]) -> sqlx::Result<Vec<Vec<Line>>> {
    let mut lists = Vec::with_capacity(orders.len());
    for order in orders {
        let lines =
            sqlx::query_as::<_, Line>("SELECT order_id, product_id, quantity FROM order_items WHERE order_id = $1")
                .bind(order.id)
                .fetch_all(pool)
                .await?;
        lists.push(lines);
    }
    Ok(lists)
}

/// The lines of a whole picking round.
pub async fn round_lines(pool: &PgPool, orders: &[Order]) -> sqlx::Result<Vec<Line>> {
    let ids: Vec<i64> = orders.iter().map(|order| order.id).collect();
    sqlx::query_as(
        "SELECT order_id, product_id, quantity FROM order_items WHERE order_id = ANY($1) ORDER BY product_id",
    )
    .bind(&ids)
    .fetch_all(pool)
    .await
}

/// Orders of one sales channel.
pub async fn by_channel(pool: &PgPool, channel: &str) -> sqlx::Result<Vec<Order>> {
    let query = format!("SELECT id, number, priority FROM orders WHERE channel = '{channel}' ORDER BY id");
    sqlx::query_as(&query).fetch_all(pool).await
}

/// The packing screen's list.
pub async fn packing_list(pool: &PgPool, sorting: Sorting) -> sqlx::Result<Vec<Order>> {
    let order_by = match sorting {
        Sorting::Urgency => "priority DESC, id",
        Sorting::Age => "placed_at, id",
    };
    let query = format!("SELECT {ORDER_COLUMNS} FROM orders WHERE status = 'packing' ORDER BY {order_by}");
    sqlx::query_as(&query).fetch_all(pool).await
}

/// Search of the service desk; every field may be empty.
pub async fn search(pool: &PgPool, status: Option<&str>, number: Option<&str>) -> sqlx::Result<Vec<Order>> {
    let mut query = QueryBuilder::<Postgres>::new("SELECT id, number, priority FROM orders WHERE 1 = 1");
    if let Some(status) = status {
        query.push(" AND status = ").push_bind(status);
    }
    if let Some(number) = number {
        query.push(format!(" AND number LIKE '{number}%'"));
    }
    query.push(" ORDER BY id LIMIT 100");
    query.build_query_as().fetch_all(pool).await
}

/// Note the parcels the carrier took, with their tracking codes.
pub async fn record_parcels(pool: &PgPool, carrier: &str, parcels: &[(i64, String)]) -> sqlx::Result<()> {
    let mut tx = pool.begin().await?;
    let ids: Vec<i64> = parcels.iter().map(|(id, _)| *id).collect();
    for (order_id, tracking) in parcels {
        sqlx::query!(
            "INSERT INTO shipments (order_id, carrier, tracking) VALUES ($1, $2, $3)",
            order_id,
            carrier,
            tracking
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query!("UPDATE orders SET status = 'shipped', shipped_at = now() WHERE id = ANY($1)", &ids)
        .execute(&mut *tx)
        .await?;
    tx.commit().await
}

/// The same for carriers that hand out the codes later.
pub async fn record_untracked(pool: &PgPool, carrier: &str, ids: &[i64]) -> sqlx::Result<u64> {
    let done = sqlx::query("INSERT INTO shipments (order_id, carrier) SELECT unnest($1::bigint[]), $2")
        .bind(ids)
        .bind(carrier)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}

/// Hold back what a customer has open.
pub async fn hold(pool: &PgPool, customer_id: i64, channel: &str) -> sqlx::Result<u64> {
    let done = sqlx::query("UPDATE orders SET status = 'held' WHERE customer_id = $1 AND channel = $2 AND status = $3")
        .bind(customer_id)
        .bind(channel)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}

/// Visit all shipped orders, a page at a time.
pub async fn each_shipped(pool: &PgPool, mut visit: impl FnMut(&Order)) -> sqlx::Result<()> {
    let mut after = 0_i64;
    loop {
        let page: Vec<Order> = sqlx::query_as(
            "SELECT id, number, priority FROM orders WHERE status = 'shipped' AND id > $1 ORDER BY id LIMIT 1000",
        )
        .bind(after)
        .fetch_all(pool)
        .await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        page.iter().for_each(&mut visit);
    }
}
