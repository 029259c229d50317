//! Which tables each file has a say in, so that a file's own tables are found without looking at all others.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Database;
use super::catalog::Table;

#[derive(Clone, Debug, Default)]
pub struct Whereabouts {
    /// The tables, and columns, indexes and foreign keys of tables, that each file defines: the positions of the
    /// database and of the table.
    tables: HashMap<Arc<str>, BTreeSet<(usize, usize)>>,
    /// The databases that each file is a source of.
    databases: HashMap<Arc<str>, BTreeSet<usize>>,
}

impl Whereabouts {
    pub fn of(databases: &[Database]) -> Self {
        let mut whereabouts = Self::default();
        for (at, database) in databases.iter().enumerate() {
            for source in &database.catalog.sources {
                whereabouts.databases.entry(source.path.clone()).or_default().insert(at);
            }
            for (id, table) in database.catalog.tables().iter().enumerate() {
                for path in defining(table) {
                    match whereabouts.tables.get_mut(path) {
                        Some(tables) => drop(tables.insert((at, id))),
                        None => drop(whereabouts.tables.insert(path.clone(), BTreeSet::from([(at, id)]))),
                    }
                }
            }
        }
        whereabouts
    }

    /// The databases whose schema a file tells a part of.
    pub fn databases(&self, path: &str) -> impl Iterator<Item = usize> {
        self.databases.get(path).into_iter().flatten().copied()
    }

    /// In the order of the databases and of their tables.
    pub fn tables(&self, path: &str) -> impl Iterator<Item = (usize, usize)> {
        self.tables.get(path).into_iter().flatten().copied()
    }
}

fn defining(table: &Table) -> impl Iterator<Item = &Arc<str>> {
    let columns = table.columns.iter().map(|column| &column.defined);
    let indexes = table.indexes.iter().map(|index| &index.defined);
    let keys = table.foreign_keys.iter().map(|key| &key.defined);
    std::iter::once(&table.defined).chain(columns).chain(indexes).chain(keys).map(|place| &place.path)
}
