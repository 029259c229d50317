//! Picking, packing and shipping. Orders go through sqlx, stock through diesel.

pub mod inventory;
pub mod orders;
pub mod returns;
pub mod schema;
