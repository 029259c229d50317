//! Foreign keys, the indexes MySQL makes for them, and what becomes of them when their target goes.

use crate::extract::{ObjectName, ReferentialAction};
use crate::text::Place;

use super::super::{Backs, ColumnId, ForeignKey, Index, IndexKey, Keyed, Table, TableId};
use super::Replay;
use super::default_names::Named;
use super::family::columns_by_name;
use super::names::name_of;

/// A foreign key as it is written.
pub(super) struct Reference<'s> {
    pub name: Option<&'s str>,
    pub columns: Vec<ColumnId>,
    pub target: &'s ObjectName,
    pub target_columns: &'s [String],
    pub on_delete: Option<ReferentialAction>,
    pub on_update: Option<ReferentialAction>,
    pub validated: bool,
}

impl Replay {
    pub(super) fn add_foreign_key(&mut self, id: TableId, reference: &Reference<'_>, place: &Place) {
        let target = self.target_of(id, reference.target);
        let target_columns = if reference.target_columns.is_empty() {
            let target = self.exactly(target.schema.as_deref(), &target.name).map(|id| self.catalog.get(id));
            let key = |target: &Table| target.primary_key.iter().map(|id| target.name_of(*id).to_owned()).collect();
            target.map(key).unwrap_or_default()
        } else {
            reference.target_columns.to_vec()
        };
        let written = reference.name.map(str::to_owned);
        for member in self.partitions(id) {
            let columns = columns_by_name(&reference.columns, self.catalog.get(id), self.catalog.get(member));
            let parts: Vec<String> =
                columns.iter().map(|column| self.catalog.get(member).name_of(*column).to_owned()).collect();
            let name = written.clone().unwrap_or_else(|| self.default_name(member, Named::ForeignKey, &parts));
            let key = ForeignKey {
                name,
                columns: columns.clone(),
                target: target.clone(),
                target_columns: target_columns.clone(),
                on_delete: reference.on_delete,
                on_update: reference.on_update,
                validated: reference.validated,
                defined: place.clone(),
            };
            self.catalog.get_mut(member).foreign_keys.push(key);
            if self.is_mysql() {
                self.serve_foreign_key(member, reference.name, columns, place);
            }
        }
    }

    /// Without a schema, the target stands beside the table, should there be one of its name.
    fn target_of(&self, id: TableId, target: &ObjectName) -> ObjectName {
        let own = self.catalog.get(id);
        let beside = || self.exactly(own.schema.as_deref(), &target.name);
        match &target.schema {
            None if self.is_mysql() && beside().is_some() => {
                ObjectName { schema: own.schema.clone(), name: target.name.clone() }
            }
            _ => self.whole_name(target),
        }
    }

    /// MySQL makes an index of its own unless one begins with the columns.
    fn serve_foreign_key(&mut self, id: TableId, name: Option<&str>, columns: Vec<ColumnId>, place: &Place) {
        let table = self.catalog.get(id);
        if table.indexes.iter().any(|index| begins_with(index, &columns)) {
            return;
        }
        let parts: Vec<String> = columns.iter().map(|column| table.name_of(*column).to_owned()).collect();
        let name = name.map_or_else(|| self.default_name(id, Named::Index, &parts), str::to_owned);
        let keys = columns.into_iter().map(plain_key).collect();
        let index = Index {
            name,
            keys,
            include: Vec::new(),
            unique: false,
            nulls_not_distinct: false,
            predicate: None,
            method: "btree".to_owned(),
            backs: Backs::ForeignKey,
            usable: true,
            implied: false,
            defined: place.clone(),
        };
        self.catalog.get_mut(id).indexes.push(index);
    }

    /// MySQL drops an index of its own once another covers it.
    pub(super) fn drop_covered(&mut self, id: TableId) {
        if !self.is_mysql() {
            return;
        }
        let table = self.catalog.get_mut(id);
        let Some(new) = table.indexes.last().cloned() else { return };
        let covered = |index: &Index| {
            let columns: Vec<ColumnId> = index.keys.iter().filter_map(whole_column).collect();
            index.backs == Backs::ForeignKey && index.name != new.name && begins_with(&new, &columns)
        };
        table.indexes.retain(|index| !covered(index));
    }

    /// Foreign keys of others, when the table they point at is dropped. MySQL and SQLite keep them by its name.
    pub(super) fn forget_target(&mut self, target: &ObjectName) {
        if self.is_postgres() {
            for table in &mut self.catalog.tables {
                table.foreign_keys.retain(|key| key.target != *target);
            }
        } else if let Some(former) = self.renamed_from.remove(&target.name) {
            // A rebuild that moved the old table aside first works only where references did not follow it.
            if self.exactly(target.schema.as_deref(), &former).is_some() {
                let keys = self.catalog.tables.iter_mut().flat_map(|table| &mut table.foreign_keys);
                keys.filter(|key| key.target == *target).for_each(|key| former.clone_into(&mut key.target.name));
            }
        }
    }

    /// Foreign keys of others that need a key of this table which is gone.
    pub(super) fn forget_key(&mut self, target: &ObjectName, mut columns: Vec<String>) {
        if !self.is_postgres() {
            return;
        }
        columns.sort();
        for table in &mut self.catalog.tables {
            table.foreign_keys.retain(|key| {
                let mut pointed: Vec<String> = key.target_columns.clone();
                pointed.sort();
                key.target != *target || pointed != columns
            });
        }
    }

    pub(super) fn forget_target_column(&mut self, target: &ObjectName, column: &str) {
        for table in &mut self.catalog.tables {
            table
                .foreign_keys
                .retain(|key| key.target != *target || !key.target_columns.iter().any(|name| name == column));
        }
    }

    pub(super) fn rename_target_column(&mut self, id: TableId, column: &str, to: &str) {
        let target = name_of(self.catalog.get(id));
        let keys = self.catalog.tables.iter_mut().flat_map(|table| &mut table.foreign_keys);
        for key in keys.filter(|key| key.target == target) {
            for name in key.target_columns.iter_mut().filter(|name| *name == column) {
                to.clone_into(name);
            }
        }
    }
}

pub(super) fn plain_key(id: ColumnId) -> IndexKey {
    IndexKey {
        of: Keyed::Column(id),
        prefix: None,
        descending: false,
        nulls_first: None,
        operator_class: None,
        collation: None,
    }
}

fn whole_column(key: &IndexKey) -> Option<ColumnId> {
    match (&key.of, key.prefix) {
        (Keyed::Column(id), None) => Some(*id),
        _ => None,
    }
}

fn begins_with(index: &Index, columns: &[ColumnId]) -> bool {
    index.is_btree() && (0..columns.len()).all(|at| index.column_at(at) == Some(columns[at]))
}
