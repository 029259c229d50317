//! The tables a query reads and what their indexes do for it, all in all.

use super::View;
use super::keys::{Bound, Key, KeyOf};
use super::narrowing::own_tests;
use super::serve::{Miss, Service, serve};
use super::usage::{Usage, usage, usages};
use crate::extract::Operand;
use crate::project::Product;
use crate::project::catalog::{ColumnId, Index, Table};
use crate::resolve::scope::Owner;

/// One use of a table, and what each of its indexes does for it on one engine.
#[derive(Debug)]
pub struct Access<'e> {
    pub usage: Usage<'e>,
    pub services: Vec<Service<'e>>,
    pub misses: Vec<(&'e Index, Miss<'e>)>,
    /// SQLite stores the rows in the order of this column: no index is needed to find them by it.
    rowid: Option<ColumnId>,
}

pub fn accesses<'e>(view: View<'e>) -> Vec<Access<'e>> {
    usages(view).into_iter().map(|usage| access(view, usage)).collect()
}

fn access<'e>(view: View<'e>, usage: Usage<'e>) -> Access<'e> {
    let mut services = Vec::new();
    let mut misses = Vec::new();
    for index in &usage.table.indexes {
        match serve(view, &usage, index) {
            Ok(service) => services.push(service),
            Err(Some(miss)) => misses.push((index, miss)),
            Err(None) => {}
        }
    }
    let rowid = rowid(view, usage.table);
    Access { usage, services, misses, rowid }
}

/// The single integer key of a table of SQLite, which has no index of its own.
fn rowid(view: View, table: &Table) -> Option<ColumnId> {
    let &[key] = table.primary_key.as_slice() else { return None };
    let integer = table.by_id(key).is_some_and(|column| column.ty.family.is_integer());
    (view.engine.product == Product::Sqlite && !table.without_rowid && integer).then_some(key)
}

impl<'e> Access<'e> {
    /// The index that narrows it best.
    pub fn best(&self) -> Option<&Service<'e>> {
        let narrowing = self.services.iter().filter(|service| service.narrows());
        narrowing
            .max_by_key(|service| (service.unique, service.equal, service.bound, service.ordered, service.covering))
    }

    pub fn gives_order(&self) -> bool {
        let by_rowid = match (self.usage.order.as_slice(), self.rowid) {
            ([first, ..], Some(rowid)) => first.of == KeyOf::Column(rowid),
            _ => false,
        };
        by_rowid || self.services.iter().any(|service| service.ordered)
    }

    fn is_by_rowid(&self, keys: &[Key], equal: bool) -> bool {
        let finds = |key: &Key| match key.bound {
            Bound::Equal => true,
            Bound::OneOf | Bound::Range | Bound::Join => !equal,
            _ => false,
        };
        self.rowid.is_some_and(|rowid| keys.iter().any(|key| key.of == KeyOf::Column(rowid) && finds(key)))
    }

    /// Whether indexes of other kinds than B-trees stand on the table: what they serve is not followed.
    pub fn has_other_methods(&self) -> bool {
        self.usage.table.indexes.iter().any(|index| !index.is_btree())
    }

    /// Whether some index leads to its rows, or one for each arm of an OR.
    pub fn is_narrowed(&self, view: View<'e>) -> bool {
        self.is_by_rowid(&self.usage.keys, false)
            || self.best().is_some()
            || self.usage.choices.iter().any(|arms| {
                let served = |keys: &Vec<Key<'e>>| self.is_by_rowid(keys, false) || self.of_arm(view, keys).is_some();
                arms.len() > 1 && arms.iter().all(served)
            })
    }

    /// The indexes that lead to the rows of an OR, each to those of some arms.
    pub fn of_choices(&self, view: View<'e>) -> Vec<&'e Index> {
        let mut found = self
            .usage
            .choices
            .iter()
            .filter(|arms| arms.len() > 1)
            .filter_map(|arms| arms.iter().map(|keys| self.of_arm(view, keys)).collect::<Option<Vec<_>>>());
        found.next().unwrap_or_default()
    }

    fn of_arm(&self, view: View<'e>, keys: &[Key<'e>]) -> Option<&'e Index> {
        let alone = Usage {
            keys: self.usage.keys.iter().chain(keys).cloned().collect(),
            choices: Vec::new(),
            tests: self.usage.tests.clone(),
            order: Vec::new(),
            reads: None,
            ..self.usage
        };
        let narrows = |index: &&Index| serve(view, &alone, index).is_ok_and(|one| one.narrows());
        self.usage.table.indexes.iter().filter(|_| !keys.is_empty()).find(narrows)
    }

    /// Whether a few of its rows are found by values that the query brings along.
    fn begins(&self) -> bool {
        self.is_by_rowid(&self.usage.keys, true)
            || self.best().is_some_and(|service| {
                let fixed = |key: &&Key| key.bound == Bound::Equal;
                service.equal > 0 && self.usage.keys.iter().any(|key| fixed(&key))
            })
    }
}

/// Whether a query finds rows of one of its tables by values that it brings along.
pub fn begins_alone(view: View) -> bool {
    view.scope.own_query().tables.iter().enumerate().any(|(at, used)| {
        let Some(table) = view.scope.table_of(used).filter(|_| used.renamed.is_empty()) else { return false };
        let mut alone = usage(view, at, table, own_tests(view, at));
        alone.keys.retain(|key| key.bound != Bound::Join);
        table.indexes.iter().any(|index| serve(view, &alone, index).is_ok_and(|one| one.narrows()))
    })
}

/// Whether a key that joins gets its values from a table whose rows are found by values of the query itself.
pub fn is_driven(view: View, all: &[Access], key: &Key) -> bool {
    if key.query != view.scope.query {
        return false;
    }
    let mut columns = Vec::new();
    key.test.left.iter().chain(&key.test.right).for_each(|term| term.columns(&mut columns));
    let subquery = |operand: &Operand| matches!(operand, Operand::Query(_));
    let from_query = key.test.left.iter().chain(&key.test.right).any(|term| term.any(&subquery));
    !from_query
        && columns.iter().any(|column| match view.scope.owner(column) {
            Owner::Own(at) => all.iter().any(|other| other.usage.at == at && other.begins()),
            _ => false,
        })
}
