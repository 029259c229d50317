//! Constraints as they are added, dropped and renamed, and the indexes that come and go with them.

use crate::extract::{ConstraintKind, ConstraintSpec, DroppedConstraint, IndexKeySpec, IndexSpec, ObjectName};
use crate::fact::Known;
use crate::text::Place;

use super::super::{Backs, Check, Column, ColumnId, Index, IndexKey, Keyed, SqlType, Table, TableId, TypeFamily};
use super::Replay;
use super::default_names::{Named, key_parts};
use super::expressions::columns_in;
use super::family::{columns_by_name, same_keys};
use super::foreign_keys::Reference;
use super::names::name_of;

impl Replay {
    /// A key that a CREATE TABLE says twice is one.
    pub(super) fn add_constraint_once(&mut self, id: TableId, spec: &ConstraintSpec, column: Option<ColumnId>) {
        let repeats = match &spec.kind {
            ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } if !self.is_mysql() => {
                let place = self.place(spec.span);
                let keys = self.keys(id, keys, &place);
                let indexes = &mut self.catalog.get_mut(id).indexes;
                indexes.iter_mut().find(|index| index.unique && same_keys(&index.keys, &keys))
            }
            _ => None,
        };
        let Some(index) = repeats else { return self.add_constraint(id, spec, column) };
        let is_primary = matches!(spec.kind, ConstraintKind::PrimaryKey { .. });
        if is_primary {
            index.backs = Backs::PrimaryKey;
            let ids = key_columns(&index.keys);
            let name = index.name.clone();
            let table = self.catalog.get_mut(id);
            table.primary_key = ids;
            table.primary_key_name = Some(name);
            self.forbid_null_in_key(id);
        }
    }

    /// `column` is the one it is written beside.
    pub(super) fn add_constraint(&mut self, id: TableId, spec: &ConstraintSpec, column: Option<ColumnId>) {
        let place = self.place(spec.span);
        let name = spec.name.as_deref();
        match &spec.kind {
            ConstraintKind::PrimaryKey { keys, using_index } => match using_index {
                Some(index) => self.promote(id, index, name, Backs::PrimaryKey),
                None => self.add_primary_key(id, keys, name, column.is_some(), &place),
            },
            ConstraintKind::Unique { keys, include, nulls_not_distinct, using_index } => {
                if let Some(index) = using_index {
                    return self.promote(id, index, name, Backs::Unique);
                }
                let index = IndexSpec {
                    unique: true,
                    keys: keys.clone(),
                    include: include.clone(),
                    nulls_not_distinct: *nulls_not_distinct,
                    ..IndexSpec::default()
                };
                self.add_backing(id, &index, name, Backs::Unique, &place);
            }
            ConstraintKind::Exclude { method, columns } => {
                let keys = columns.iter().map(IndexKeySpec::column).collect();
                let index = IndexSpec { method: method.clone(), keys, ..IndexSpec::default() };
                self.add_backing(id, &index, name, Backs::Exclusion, &place);
            }
            ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update } => {
                let columns = columns.iter().map(|name| self.column_of(id, name, &place)).collect();
                let (on_delete, on_update) = (*on_delete, *on_update);
                let validated = !spec.not_valid;
                let reference = Reference { name, columns, target, target_columns, on_delete, on_update, validated };
                self.add_foreign_key(id, &reference, &place);
            }
            ConstraintKind::Check { text, tests } => {
                for member in self.family(id) {
                    let table = self.catalog.get(member);
                    let named: Vec<String> =
                        columns_in(text, table).iter().map(|id| table.name_of(*id).to_owned()).collect();
                    let parts = if named.len() == 1 { named } else { Vec::new() };
                    let name = name.map_or_else(|| self.default_name(member, Named::Check, &parts), str::to_owned);
                    let (text, tests) = (text.clone(), tests.clone());
                    let check = Check { name, text, tests, validated: !spec.not_valid, defined: place.clone() };
                    self.catalog.get_mut(member).checks.push(check);
                }
            }
        }
    }

    fn add_primary_key(
        &mut self,
        id: TableId,
        keys: &[IndexKeySpec],
        name: Option<&str>,
        beside_column: bool,
        place: &Place,
    ) {
        let ids = key_columns(&self.keys(id, keys, place));
        let descending = beside_column && keys.first().is_some_and(|key| key.descending);
        let table = self.catalog.get_mut(id);
        table.primary_key = ids;
        if self.is_sqlite() && !descending && self.is_rowid(id) {
            self.catalog.get_mut(id).primary_key_name = name.map(str::to_owned);
        } else {
            let name = if self.is_mysql() { None } else { name };
            let index = IndexSpec { unique: true, keys: keys.to_vec(), ..IndexSpec::default() };
            self.add_backing(id, &index, name, Backs::PrimaryKey, place);
        }
        self.forbid_null_in_key(id);
    }

    /// SQLite: an INTEGER PRIMARY KEY is the row's own number, without an index.
    fn is_rowid(&self, id: TableId) -> bool {
        let table = self.catalog.get(id);
        let is_integer = |id: &ColumnId| table.by_id(*id).is_some_and(|column| column.ty.written == "integer");
        !table.without_rowid && table.primary_key.len() == 1 && table.primary_key.iter().all(is_integer)
    }

    fn forbid_null_in_key(&mut self, id: TableId) {
        let table = self.catalog.get(id);
        if self.is_sqlite() && !table.without_rowid && !table.strict && !self.is_rowid(id) {
            return;
        }
        for member in self.partitions(id) {
            forbid_null(self.catalog.get_mut(member));
        }
    }

    /// The index of a key, here and in partitions.
    fn add_backing(&mut self, id: TableId, spec: &IndexSpec, name: Option<&str>, backs: Backs, place: &Place) {
        let named = match backs {
            Backs::PrimaryKey => Named::PrimaryKey,
            Backs::Exclusion => Named::Exclusion,
            _ => Named::Unique,
        };
        // SQLite forgets the names of constraints.
        let name = name.filter(|_| !self.is_sqlite()).map(str::to_owned);
        let mut index = self.build_index(id, spec, name, named, place);
        index.backs = backs;
        let table = self.catalog.get_mut(id);
        if backs == Backs::PrimaryKey {
            table.primary_key_name = Some(index.name.clone());
        }
        table.indexes.push(index.clone());
        self.drop_covered(id);
        let parent = self.catalog.get(id).clone();
        for member in self.partitions(id).into_iter().skip(1) {
            self.take_index(member, &parent, &index);
        }
    }

    /// ADD CONSTRAINT … USING INDEX.
    fn promote(&mut self, id: TableId, index: &str, name: Option<&str>, backs: Backs) {
        let table = self.catalog.get_mut(id);
        let Some(found) = table.indexes.iter_mut().find(|own| own.name == index) else { return };
        found.backs = backs;
        if let Some(name) = name {
            name.clone_into(&mut found.name);
        }
        if backs == Backs::PrimaryKey {
            table.primary_key = key_columns(&found.keys);
            table.primary_key_name = Some(found.name.clone());
            forbid_null(table);
        }
    }

    pub(super) fn drop_constraint(
        &mut self,
        table: &ObjectName,
        constraint: &DroppedConstraint,
        if_exists: bool,
        place: Place,
    ) {
        let id = self.altered(table, &place);
        let name = match constraint {
            DroppedConstraint::Named(name) | DroppedConstraint::ForeignKey(name) => Some(name.clone()),
            DroppedConstraint::PrimaryKey => self.catalog.get(id).primary_key_name.clone(),
        };
        let keys_only = matches!(constraint, DroppedConstraint::ForeignKey(_));
        let found = name.as_deref().is_some_and(|name| self.drop_named(id, name, keys_only));
        if !found && matches!(constraint, DroppedConstraint::PrimaryKey) {
            let table = self.catalog.get_mut(id);
            table.primary_key.clear();
            table.primary_key_name = None;
        } else if !found && !if_exists && self.catalog.get(id).partial.is_none() && !self.is_sqlite() {
            let name = name.unwrap_or_default();
            self.conflict(&place, format!("`{name}` is dropped here, but `{table}` has no constraint of that name"));
        }
    }

    fn drop_named(&mut self, id: TableId, name: &str, keys_only: bool) -> bool {
        let is_it = |other: &str| self.same_name(other, name);
        let table = self.catalog.get(id);
        let foreign = table.foreign_keys.iter().position(|key| is_it(&key.name));
        let check = table.checks.iter().position(|check| is_it(&check.name)).filter(|_| !keys_only);
        let index = table.indexes.iter().position(|index| is_it(&index.name)).filter(|_| !keys_only);
        let family = self.family(id);
        if let Some(at) = foreign {
            let key = self.catalog.get_mut(id).foreign_keys.remove(at);
            for member in family.into_iter().skip(1) {
                let names = |ids: &[ColumnId], table: &Table| {
                    ids.iter().map(|id| table.name_of(*id).to_owned()).collect::<Vec<_>>()
                };
                let wanted = names(&key.columns, self.catalog.get(id));
                let member = self.catalog.get_mut(member);
                let columns: Vec<Vec<String>> =
                    member.foreign_keys.iter().map(|own| names(&own.columns, member)).collect();
                let at = (0..columns.len())
                    .find(|at| columns[*at] == wanted && member.foreign_keys[*at].target == key.target);
                at.map(|at| member.foreign_keys.remove(at));
            }
        } else if check.is_some() {
            for member in family {
                self.catalog.get_mut(member).checks.retain(|check| check.name != name);
            }
        } else if let Some(at) = index {
            self.remove_index(id, at);
        } else {
            return false;
        }
        true
    }

    pub(super) fn remove_index(&mut self, id: TableId, at: usize) {
        let parent = self.catalog.get(id).clone();
        let index = self.catalog.get_mut(id).indexes.remove(at);
        for member in self.partitions(id).into_iter().skip(1) {
            let table = self.catalog.get_mut(member);
            let wanted = columns_by_name(&key_columns(&index.keys), &parent, table);
            let twin = |own: &Index| {
                key_columns(&own.keys) == wanted && own.keys.len() == index.keys.len() && own.backs == index.backs
            };
            let found = table.indexes.iter().position(twin);
            found.map(|at| table.indexes.remove(at));
            if index.backs == Backs::PrimaryKey {
                table.primary_key.clear();
                table.primary_key_name = None;
            }
        }
        let table = self.catalog.get_mut(id);
        if index.backs == Backs::PrimaryKey {
            table.primary_key.clear();
            table.primary_key_name = None;
        }
        let columns = key_columns(&index.keys);
        let table = self.catalog.get(id);
        if index.unique && index.backs != Backs::Nothing && !serves_as_key(table, &columns) {
            let columns = columns.iter().map(|id| table.name_of(*id).to_owned()).collect();
            self.forget_key(&name_of(table), columns);
        }
    }

    pub(super) fn rename_constraint(&mut self, table: &ObjectName, constraint: &str, to: &str, place: Place) {
        let id = self.altered(table, &place);
        for member in self.family(id) {
            let table = self.catalog.get_mut(member);
            let foreign = table.foreign_keys.iter_mut().map(|key| &mut key.name);
            let checks = table.checks.iter_mut().map(|check| &mut check.name);
            let indexes = table.indexes.iter_mut().map(|index| &mut index.name);
            let names = foreign.chain(checks).chain(indexes).chain(&mut table.primary_key_name);
            names.filter(|name| *name == constraint).for_each(|name| to.clone_into(name));
        }
    }

    pub(super) fn validate_constraint(&mut self, table: &ObjectName, constraint: &str, place: Place) {
        let id = self.altered(table, &place);
        for member in self.family(id) {
            let table = self.catalog.get_mut(member);
            let keys = table.foreign_keys.iter_mut().filter(|key| key.name == constraint);
            keys.for_each(|key| key.validated = true);
            let checks = table.checks.iter_mut().filter(|check| check.name == constraint);
            checks.for_each(|check| check.validated = true);
        }
    }

    pub(super) fn keys(&mut self, id: TableId, specs: &[IndexKeySpec], place: &Place) -> Vec<IndexKey> {
        specs.iter().map(|spec| self.key(id, spec, place)).collect()
    }

    /// The column of a name. A table whose columns are not all known gets it, of a type that nobody knows.
    pub(super) fn column_of(&mut self, id: TableId, name: &str, place: &Place) -> ColumnId {
        if let Some(column) = self.catalog.get(id).column(name) {
            return column.id;
        }
        let table = self.catalog.get_mut(id);
        let reason = || format!("nothing that was read makes its column `{name}`");
        table.partial.get_or_insert_with(reason);
        let column = Column {
            id: table.new_column_id(),
            name: name.to_owned(),
            ty: SqlType::of(TypeFamily::Unknown, ""),
            nullable: Known::No,
            default: None,
            generated: false,
            auto_increment: false,
            collation: None,
            charset: None,
            defined: place.clone(),
        };
        let own = column.id;
        table.columns.push(column);
        own
    }

    pub(super) fn index_parts(&self, id: TableId, keys: &[IndexKey], include: &[ColumnId]) -> Vec<String> {
        let include: Vec<Keyed> = include.iter().map(|id| Keyed::Column(*id)).collect();
        key_parts(self.catalog.get(id), keys.iter().map(|key| &key.of).chain(&include))
    }
}

pub(super) fn key_columns(keys: &[IndexKey]) -> Vec<ColumnId> {
    let column = |key: &IndexKey| match key.of {
        Keyed::Column(id) => Some(id),
        Keyed::Expression { .. } => None,
    };
    keys.iter().filter_map(column).collect()
}

/// No column of a primary key is NULL.
pub(super) fn forbid_null(table: &mut Table) {
    let key = table.primary_key.clone();
    for column in table.columns.iter_mut().filter(|column| key.contains(&column.id)) {
        column.nullable = Known::Yes(false);
    }
}

fn serves_as_key(table: &Table, columns: &[ColumnId]) -> bool {
    let same = |ids: Vec<ColumnId>| ids.len() == columns.len() && ids.iter().all(|id| columns.contains(id));
    table.indexes.iter().any(|index| index.unique && index.predicate.is_none() && same(key_columns(&index.keys)))
}
