//! Constraints, and the indexes that engines make for them.

use crate::extract::{ConstraintKind, ConstraintSpec, DroppedConstraint, IndexKeySpec, ObjectName};
use crate::fact::{Dialect, Known};
use crate::text::Place;

use super::super::{Backs, Check, ColumnId, ForeignKey, Index, IndexKey, Keyed, Table, TableId};
use super::Replay;
use super::columns::is_rowid;
use super::default_names::{Named, key_parts};
use super::family::same_keys;

impl Replay {
    /// Within one definition a key that is said twice makes one index, but for MySQL.
    pub(super) fn add_constraint_once(&mut self, id: TableId, spec: &ConstraintSpec, column: Option<ColumnId>) {
        if let ConstraintKind::Unique { keys, .. } = &spec.kind
            && !self.is_mysql()
        {
            let table = self.catalog.get(id);
            let keys = self.keys(table, keys);
            let said = |index: &Index| index.unique && index.backs != Backs::Nothing && same_keys(&index.keys, &keys);
            let rowid =
                matches!(keys.as_slice(), [IndexKey { of: Keyed::Column(id), .. }] if table.primary_key == [*id]);
            if table.indexes.iter().any(said) || rowid {
                return;
            }
        }
        self.add_constraint(id, spec, column);
    }

    pub(super) fn add_constraint(&mut self, id: TableId, spec: &ConstraintSpec, _column: Option<ColumnId>) {
        let place = self.place(spec.span);
        match &spec.kind {
            ConstraintKind::PrimaryKey { keys, using_index } => {
                let keys = match using_index {
                    Some(index) => self.adopted(id, index),
                    None => self.keys(self.catalog.get(id), keys),
                };
                self.add_primary_key(id, spec.name.as_deref(), keys, place);
            }
            ConstraintKind::Unique { keys, include, nulls_not_distinct, using_index } => {
                let keys = match using_index {
                    Some(index) => self.adopted(id, index),
                    None => self.keys(self.catalog.get(id), keys),
                };
                let table = self.catalog.get(id);
                let include: Vec<ColumnId> =
                    include.iter().filter_map(|name| table.column(name).map(|column| column.id)).collect();
                let carried: Vec<Keyed> = include.iter().map(|id| Keyed::Column(*id)).collect();
                let parts = key_parts(table, keys.iter().map(|key| &key.of).chain(&carried));
                let name = self.constraint_name(id, spec.name.as_deref(), Named::Unique, &parts);
                let mut index = plain_index(name, keys, Backs::Unique, place);
                index.include = include;
                index.nulls_not_distinct = *nulls_not_distinct;
                self.push_index(id, index);
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update } => {
                let table = self.catalog.get(id);
                let own: Vec<ColumnId> =
                    columns.iter().filter_map(|name| table.column(name).map(|column| column.id)).collect();
                if own.len() != columns.len() {
                    return self.lacks_columns(id, &place);
                }
                let parts: Vec<String> = own.iter().map(|id| table.name_of(*id).to_owned()).collect();
                let name = match &spec.name {
                    Some(name) => name.clone(),
                    None => self.default_name(id, Named::ForeignKey, &parts),
                };
                let key = ForeignKey {
                    name: name.clone(),
                    columns: own.clone(),
                    target: self.whole_name(target),
                    target_columns: target_columns.clone(),
                    on_delete: *on_delete,
                    on_update: *on_update,
                    validated: !spec.not_valid,
                    defined: place.clone(),
                };
                self.catalog.get_mut(id).foreign_keys.push(key);
                if self.is_mysql() {
                    self.index_for_foreign_key(id, spec.name.as_deref(), own, place);
                }
            }
            ConstraintKind::Check { text, tests } => {
                let table = self.catalog.get(id);
                let named = super::expressions::columns_in(text, table);
                let parts = match named.as_slice() {
                    [only] => vec![table.name_of(*only).to_owned()],
                    _ => Vec::new(),
                };
                let name = match &spec.name {
                    Some(name) => name.clone(),
                    None => self.default_name(id, Named::Check, &parts),
                };
                let check = Check {
                    name,
                    text: text.clone(),
                    tests: tests.clone(),
                    validated: !spec.not_valid,
                    defined: place,
                };
                self.catalog.get_mut(id).checks.push(check);
            }
            ConstraintKind::Exclude { method, columns } => {
                let table = self.catalog.get(id);
                let keys: Vec<IndexKey> =
                    columns.iter().filter_map(|name| table.column(name).map(|column| column_key(column.id))).collect();
                let parts = key_parts(table, keys.iter().map(|key| &key.of));
                let name = self.constraint_name(id, spec.name.as_deref(), Named::Exclusion, &parts);
                let mut index = plain_index(name, keys, Backs::Exclusion, place);
                index.unique = false;
                index.method = method.clone().unwrap_or_else(|| "btree".to_owned());
                self.catalog.get_mut(id).indexes.push(index);
            }
        }
    }

    fn add_primary_key(&mut self, id: TableId, name: Option<&str>, keys: Vec<IndexKey>, place: Place) {
        let dialect = self.dialect();
        let columns: Vec<ColumnId> = keys
            .iter()
            .filter_map(|key| match key.of {
                Keyed::Column(id) => Some(id),
                Keyed::Expression { .. } => None,
            })
            .collect();
        if columns.is_empty() {
            return self.lacks_columns(id, &place);
        }
        let table = self.catalog.get(id);
        let parts: Vec<String> = columns.iter().map(|id| table.name_of(*id).to_owned()).collect();
        let rowid = matches!(columns.as_slice(), [only] if is_rowid(table, *only, dialect));
        let strict = table.strict || table.without_rowid;
        // MySQL calls every primary key so, whatever it is named.
        let name = match (dialect, name) {
            (Dialect::Mysql, _) => "PRIMARY".to_owned(),
            (Dialect::Sqlite, _) => self.default_name(id, Named::PrimaryKey, &parts),
            (_, Some(name)) => name.to_owned(),
            (_, None) => self.default_name(id, Named::PrimaryKey, &parts),
        };
        let table = self.catalog.get_mut(id);
        table.primary_key = columns;
        table.primary_key_name = Some(name.clone());
        // SQLite lets NULL into primary keys, but not as a row's number.
        if dialect != Dialect::Sqlite || rowid || strict {
            forbid_null(table);
        }
        if !rowid {
            let index = plain_index(name, keys, Backs::PrimaryKey, place);
            // Engines keep the key's own index first.
            table.indexes.insert(0, index);
            self.drop_needless_key_indexes(id);
        }
    }

    fn constraint_name(&self, id: TableId, name: Option<&str>, named: Named, parts: &[String]) -> String {
        match name {
            Some(name) if !self.is_sqlite() => name.to_owned(),
            _ => self.default_name(id, named, parts),
        }
    }

    /// The keys of an index that a constraint takes over; the index by itself is gone then.
    fn adopted(&mut self, id: TableId, index: &str) -> Vec<IndexKey> {
        let table = self.catalog.get_mut(id);
        match table.indexes.iter().position(|known| known.name == index) {
            Some(at) => table.indexes.remove(at).keys,
            None => Vec::new(),
        }
    }

    fn lacks_columns(&mut self, id: TableId, place: &Place) {
        let table = self.catalog.get(id);
        if table.partial.is_none() {
            let name = table.shown();
            self.conflict(place, format!("a constraint of `{name}` names a column that nothing before adds"));
        }
        let reason = "a constraint names columns that were not seen".to_owned();
        self.catalog.get_mut(id).partial.get_or_insert(reason);
    }

    pub(super) fn keys(&self, table: &Table, specs: &[IndexKeySpec]) -> Vec<IndexKey> {
        specs.iter().filter_map(|spec| super::indexes::key(table, spec)).collect()
    }

    pub(super) fn drop_constraint(
        &mut self,
        table: &ObjectName,
        constraint: &DroppedConstraint,
        if_exists: bool,
        place: Place,
    ) {
        let id = self.altered(table, &place);
        let mysql = self.is_mysql();
        let same = |own: &str, name: &str| own == name || mysql && own.eq_ignore_ascii_case(name);
        let table = self.catalog.get_mut(id);
        let before = (table.indexes.len(), table.foreign_keys.len(), table.checks.len(), table.primary_key.len());
        match constraint {
            DroppedConstraint::PrimaryKey => {
                table.primary_key.clear();
                table.primary_key_name = None;
                table.indexes.retain(|index| index.backs != Backs::PrimaryKey);
            }
            DroppedConstraint::ForeignKey(name) => table.foreign_keys.retain(|key| !same(&key.name, name)),
            DroppedConstraint::Named(name) => {
                table.foreign_keys.retain(|key| !same(&key.name, name));
                table.checks.retain(|check| !same(&check.name, name));
                let is_key = table.primary_key_name.as_deref().is_some_and(|own| same(own, name));
                table.indexes.retain(|index| !(index.backs != Backs::Nothing && same(&index.name, name)));
                if is_key {
                    table.primary_key.clear();
                    table.primary_key_name = None;
                }
            }
        }
        let after = (table.indexes.len(), table.foreign_keys.len(), table.checks.len(), table.primary_key.len());
        let known = table.partial.is_none() && before == after && !if_exists;
        if let (true, DroppedConstraint::Named(name)) = (known, constraint)
            && !name.ends_with("_not_null")
        {
            let shown = table.shown();
            self.conflict(
                &place,
                format!("constraint `{name}` of `{shown}` is dropped here, but nothing before adds it"),
            );
        }
    }

    pub(super) fn rename_constraint(&mut self, table: &ObjectName, constraint: &str, to: &str, place: Place) {
        let id = self.altered(table, &place);
        let table = self.catalog.get_mut(id);
        let names = table
            .foreign_keys
            .iter_mut()
            .map(|key| &mut key.name)
            .chain(table.checks.iter_mut().map(|check| &mut check.name))
            .chain(table.indexes.iter_mut().map(|index| &mut index.name))
            .chain(table.primary_key_name.as_mut());
        names.filter(|name| *name == constraint).for_each(|name| to.clone_into(name));
    }

    pub(super) fn validate_constraint(&mut self, table: &ObjectName, constraint: &str, place: Place) {
        let id = self.altered(table, &place);
        let table = self.catalog.get_mut(id);
        table.foreign_keys.iter_mut().filter(|key| key.name == constraint).for_each(|key| key.validated = true);
        table.checks.iter_mut().filter(|check| check.name == constraint).for_each(|check| check.validated = true);
    }
}

/// The columns of the primary key hold no NULL.
pub(super) fn forbid_null(table: &mut Table) {
    let key = table.primary_key.clone();
    for column in table.columns.iter_mut().filter(|column| key.contains(&column.id)) {
        column.nullable = Known::Yes(false);
    }
}

pub(super) fn column_key(id: ColumnId) -> IndexKey {
    let of = Keyed::Column(id);
    IndexKey { of, prefix: None, descending: false, nulls_first: None, operator_class: None, collation: None }
}

pub(super) fn plain_index(name: String, keys: Vec<IndexKey>, backs: Backs, defined: Place) -> Index {
    Index {
        name,
        keys,
        include: Vec::new(),
        unique: matches!(backs, Backs::PrimaryKey | Backs::Unique),
        nulls_not_distinct: false,
        predicate: None,
        method: "btree".to_owned(),
        backs,
        usable: true,
        implied: false,
        defined,
    }
}
