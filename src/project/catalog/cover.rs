//! Whether an index finds the rows that a foreign key of another table points from: what a delete of the parent, and
//! most joins, look for.

use super::{Catalog, ColumnId, ForeignKey, Index, Table};
use crate::extract::{Operand, Predicate};
use crate::fact::{Dialect, Known, Operator};

/// The index that serves a foreign key: its first keys are the key's columns, in any order.
pub fn cover<'t>(table: &'t Table, key: &ForeignKey) -> Option<&'t Index> {
    table.indexes.iter().find(|index| {
        let count = key.columns.len();
        let leading: Option<Vec<ColumnId>> = (0..count).map(|at| index.column_at(at)).collect();
        let is_key = |leading: Vec<ColumnId>| key.columns.iter().all(|column| leading.contains(column));
        let method = index.is_btree() || index.method == "hash" && count == 1;
        let rows = index.predicate.as_ref().is_none_or(|partial| {
            !partial.tests.is_empty() && partial.tests.iter().all(|test| is_not_null(table, key, test))
        });
        index.usable && method && rows && leading.is_some_and(is_key)
    })
}

/// Whether an index finds the rows that a foreign key points from. MySQL makes it itself.
pub fn is_covered(catalog: &Catalog, table: &Table, key: &ForeignKey) -> Known<bool> {
    match catalog.dialect {
        Dialect::Mysql => Known::Yes(true),
        _ if cover(table, key).is_some() => Known::Yes(true),
        _ if !table.has_all_indexes() || catalog.partial => Known::No,
        _ => Known::Yes(false),
    }
}

/// `f IS NOT NULL`, where f is a column of the key: no row that points anywhere is left out.
fn is_not_null(table: &Table, key: &ForeignKey, test: &Predicate) -> bool {
    let column = match test.left.as_ref().map(|term| &term.operand) {
        Some(Operand::Column(column)) => table.column(&column.name),
        _ => None,
    };
    test.operator == Operator::IsNotNull && column.is_some_and(|column| key.columns.contains(&column.id))
}
