//! What decides on which server of a cluster a row is kept: where that only ever grows, one server gets all that is new.

use super::statements::is_cockroach;
use crate::fact::Distribution;
use crate::project::Catalog;
use crate::project::catalog::{Column, Table};
use crate::text::Place;

/// Those that a file says.
pub fn of(catalog: &Catalog, path: &str) -> Vec<Distribution> {
    let tables = catalog.tables().iter().filter(|table| !table.is_view() && table.partial.is_none());
    let found = tables.filter_map(|table| by_function(table).or_else(|| by_key(table)));
    found.filter(|distribution| &*distribution.place.path == path).collect()
}

/// Citus: `create_distributed_table`.
fn by_function(table: &Table) -> Option<Distribution> {
    let spread = table.spread.as_ref()?;
    Some(fact(table, table.by_id(spread.column)?, spread.by_order, &spread.defined))
}

/// CockroachDB keeps rows in the order of the primary key, and splits them into ranges.
fn by_key(table: &Table) -> Option<Distribution> {
    let first = table.by_id(*table.primary_key.first()?)?;
    let hashed = |index: &crate::project::catalog::Index| index.method == "hash";
    let is_hashed = table.indexes.iter().any(hashed);
    (is_cockroach(&table.defined.path) && !is_hashed).then(|| fact(table, first, true, &first.defined))
}

fn fact(table: &Table, column: &Column, by_order: bool, place: &Place) -> Distribution {
    let default = column.default.as_deref().unwrap_or_default().to_ascii_lowercase();
    let counts = ["nextval", "unique_rowid", "now()", "current_timestamp", "clock_timestamp"];
    Distribution {
        table: table.shown(),
        column: column.name.clone(),
        moment: column.ty.family.is_moment(),
        ascending: column.auto_increment || counts.iter().any(|word| default.contains(word)),
        by_order,
        defined: column.defined.clone(),
        place: place.clone(),
    }
}
