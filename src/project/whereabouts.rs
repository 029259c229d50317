//! Which tables each file has a say in, so that a file's own tables are found without looking at all others.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Database;
use super::catalog::Table;

/// The tables, and columns, indexes and foreign keys of tables, that each file defines: the positions of the database
/// and of the table.
#[derive(Clone, Debug, Default)]
pub struct Whereabouts(HashMap<Arc<str>, BTreeSet<(usize, usize)>>);

impl Whereabouts {
    pub fn of(databases: &[Database]) -> Self {
        let mut files: HashMap<Arc<str>, BTreeSet<(usize, usize)>> = HashMap::new();
        for (at, database) in databases.iter().enumerate() {
            for (id, table) in database.catalog.tables().iter().enumerate() {
                for path in defining(table) {
                    match files.get_mut(path) {
                        Some(tables) => drop(tables.insert((at, id))),
                        None => drop(files.insert(path.clone(), BTreeSet::from([(at, id)]))),
                    }
                }
            }
        }
        Self(files)
    }

    /// In the order of the databases and of their tables.
    pub fn tables(&self, path: &str) -> impl Iterator<Item = (usize, usize)> {
        self.0.get(path).into_iter().flatten().copied()
    }
}

fn defining(table: &Table) -> impl Iterator<Item = &Arc<str>> {
    let columns = table.columns.iter().map(|column| &column.defined);
    let indexes = table.indexes.iter().map(|index| &index.defined);
    let keys = table.foreign_keys.iter().map(|key| &key.defined);
    std::iter::once(&table.defined).chain(columns).chain(indexes).chain(keys).map(|place| &place.path)
}
