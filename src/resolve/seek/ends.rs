//! The lowest and the highest of a column: an index has them at its ends.

use super::View;
use super::keys::{Bound, KeyOf};
use super::usage::Usage;
use crate::extract::{Operand, Projection};
use crate::project::Product;
use crate::project::catalog::Index;

/// Whether a query asks for nothing but the ends of what an index holds behind the keys that are fixed.
pub fn stand_at_the_ends(view: View, usage: &Usage, index: &Index, equal: usize) -> bool {
    let query = view.scope.own_query();
    let alone = query.tables.len() == 1 && !query.grouped && !query.distinct && !query.projections.is_empty();
    // SQLite does it for one of them at a time.
    let few = view.engine.product != Product::Sqlite || query.projections.len() == 1;
    let Some(key) = index.column_at(equal).filter(|_| alone && few && usage.choices.is_empty()) else { return false };
    let of_key = |item: &Projection| match item.term.as_ref().map(|term| &term.operand) {
        Some(Operand::Call { name, arguments, aggregate: true, .. }) if name == "min" || name == "max" => {
            match arguments.as_slice() {
                [only] => match &only.operand {
                    Operand::Column(column) => usage.table.column(&column.name).is_some_and(|known| known.id == key),
                    _ => false,
                },
                _ => false,
            }
        }
        _ => false,
    };
    // What else is tested would have to be looked at row by row.
    let fixed = |of: &KeyOf| (0..equal).any(|at| index.column_at(at).is_some_and(|id| *of == KeyOf::Column(id)));
    let told = usage.tests.iter().all(|test| {
        let mut keys = usage.keys.iter().filter(|key| std::ptr::eq(key.test, test.predicate));
        keys.any(|key| key.bound == Bound::Equal && fixed(&key.of))
    });
    told && query.projections.iter().all(of_key)
}
