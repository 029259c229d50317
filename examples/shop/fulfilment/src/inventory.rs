//! Stock: what lies where, and what moved.

use crate::schema::{stock, stock_movements, warehouses};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = warehouses)]
pub struct Warehouse {
    pub id: i64,
    pub code: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = stock, primary_key(warehouse_id, product_id), belongs_to(Warehouse))]
pub struct Stock {
    pub warehouse_id: i64,
    pub product_id: i64,
    pub quantity: i32,
}

#[derive(Insertable)]
#[diesel(table_name = stock_movements)]
pub struct Movement {
    pub warehouse_id: i64,
    pub product_id: i64,
    pub delta: i32,
    pub reason: String,
}

#[derive(QueryableByName)]
pub struct Count {
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
}

pub fn in_country(conn: &mut PgConnection, country: &str) -> QueryResult<Vec<Warehouse>> {
    warehouses::table
        .filter(warehouses::country_code.eq(country))
        .order(warehouses::code.asc())
        .select(Warehouse::as_select())
        .load(conn)
}

/// Shelves of each warehouse, for the morning round.
pub fn shelves(conn: &mut PgConnection, country: &str) -> QueryResult<Vec<(Warehouse, Vec<Stock>)>> {
    let mut result = Vec::new();
    for warehouse in in_country(conn, country)? {
        let rows = stock::table.filter(stock::warehouse_id.eq(warehouse.id)).select(Stock::as_select()).load(conn)?;
        result.push((warehouse, rows));
    }
    Ok(result)
}

/// The same with empty shelves only.
pub fn gaps(conn: &mut PgConnection, country: &str) -> QueryResult<Vec<(Warehouse, Vec<Stock>)>> {
    let houses = in_country(conn, country)?;
    let rows = Stock::belonging_to(&houses)
        .filter(stock::quantity.eq(0))
        .select(Stock::as_select())
        .load(conn)?
        .grouped_by(&houses);
    Ok(houses.into_iter().zip(rows).collect())
}

pub fn of_products(conn: &mut PgConnection, products: &[i64]) -> QueryResult<Vec<Stock>> {
    stock::table.filter(stock::product_id.eq_any(products)).select(Stock::as_select()).load(conn)
}

/// Number of movements with a given reason.
pub fn count_reason(conn: &mut PgConnection, reason: &str) -> QueryResult<i64> {
    let found: Count =
        diesel::sql_query(format!("SELECT count(*) AS rows FROM stock_movements WHERE reason = '{}'", reason))
            .get_result(conn)?;
    Ok(found.rows)
}

/// Number of movements in a warehouse.
pub fn count_moves(conn: &mut PgConnection, code: &str) -> QueryResult<i64> {
    let found: Count = diesel::sql_query(
        "SELECT count(*) AS rows FROM stock_movements m JOIN warehouses w ON w.id = m.warehouse_id WHERE w.code = $1",
    )
    .bind::<Text, _>(code)
    .get_result(conn)?;
    Ok(found.rows)
}

/// Book movements and take the goods off the shelves.
pub fn book(conn: &mut PgConnection, movements: &[Movement]) -> QueryResult<()> {
    conn.transaction(|conn| {
        for chunk in movements.chunks(1000) {
            diesel::insert_into(stock_movements::table).values(chunk).execute(conn)?;
        }
        for movement in movements {
            diesel::update(stock::table.find((movement.warehouse_id, movement.product_id)))
                .set(stock::quantity.eq(stock::quantity + movement.delta))
                .execute(conn)?;
        }
        Ok(())
    })
}
