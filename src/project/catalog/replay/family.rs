//! Partitions and children of a table: what happens to the parent happens to them.

use std::collections::HashSet;

use crate::extract::ObjectName;
use crate::fact::Known;
use crate::text::Place;

use super::super::{Backs, Column, ColumnId, ForeignKey, Index, IndexKey, Keyed, Table, TableId};
use super::Replay;
use super::constraints::forbid_null;
use super::default_names::{Named, key_parts};
use super::names::name_of;

impl Replay {
    /// The table and all below it.
    pub(super) fn family(&self, id: TableId) -> Vec<TableId> {
        let mut seen = HashSet::from([id]);
        let mut family = vec![id];
        let mut next = 0;
        while let Some(&member) = family.get(next) {
            let name = name_of(self.catalog.get(member));
            let is_child = |table: &Table| table.parent.as_ref().is_some_and(|parent| self.same_object(parent, &name));
            let children = self.catalog.tables.iter().enumerate().filter(|(_, table)| is_child(table));
            family.extend(children.map(|(child, _)| child).filter(|child| seen.insert(*child)));
            next += 1;
        }
        family
    }

    /// The family, when its members are partitions: they share indexes and keys as well.
    pub(super) fn partitions(&self, id: TableId) -> Vec<TableId> {
        let mut family = self.family(id);
        if self.catalog.get(id).partitioned_by.is_none() {
            family.truncate(1);
        }
        family
    }

    /// Gives a child the columns and checks of its parent, those it has itself aside.
    pub(super) fn take_columns(&mut self, id: TableId, parent: &Table) {
        for column in &parent.columns {
            let table = self.catalog.get_mut(id);
            if let Some(own) = table.column_mut(&column.name) {
                if column.nullable == Known::Yes(false) {
                    own.nullable = column.nullable;
                }
                continue;
            }
            let copy = Column { id: table.new_column_id(), ..column.clone() };
            table.columns.push(copy);
        }
        let table = self.catalog.get_mut(id);
        for check in &parent.checks {
            if !table.checks.iter().any(|own| own.name == check.name) {
                table.checks.push(check.clone());
            }
        }
        if parent.partial.is_some() {
            table.partial.clone_from(&parent.partial);
        }
    }

    /// Gives a partition the keys and indexes of its parent that it lacks.
    pub(super) fn take_keys(&mut self, id: TableId, parent: &Table) {
        for index in parent.indexes.iter().filter(|index| index.usable) {
            self.take_index(id, parent, index);
        }
        for key in &parent.foreign_keys {
            let table = self.catalog.get_mut(id);
            let columns = columns_by_name(&key.columns, parent, table);
            let is_there = table.foreign_keys.iter().any(|own| own.columns == columns && own.target == key.target);
            if !is_there {
                table.foreign_keys.push(ForeignKey { columns, ..key.clone() });
            }
        }
    }

    pub(super) fn take_index(&mut self, id: TableId, parent: &Table, index: &Index) {
        let table = self.catalog.get(id);
        let keys: Vec<IndexKey> = index.keys.iter().map(|key| key_by_name(key, parent, table)).collect();
        let is_primary = index.backs == Backs::PrimaryKey;
        let equal = |own: &&Index| {
            same_keys(&own.keys, &keys)
                && own.unique == index.unique
                && own.method == index.method
                && (own.backs == index.backs || index.backs == Backs::Nothing)
        };
        if table.indexes.iter().any(|own| equal(&own)) {
            return;
        }
        let include = columns_by_name(&index.include, parent, table);
        let columns = include.iter().map(|id| Keyed::Column(*id)).collect::<Vec<_>>();
        let parts = key_parts(table, keys.iter().map(|key| &key.of).chain(&columns));
        let named = match index.backs {
            Backs::PrimaryKey => Named::PrimaryKey,
            Backs::Unique => Named::Unique,
            Backs::Exclusion => Named::Exclusion,
            Backs::Nothing | Backs::ForeignKey => Named::Index,
        };
        // MySQL's names are each table's own.
        let name = if self.is_mysql() { index.name.clone() } else { self.default_name(id, named, &parts) };
        let copy = Index { name: name.clone(), keys, include, ..index.clone() };
        let table = self.catalog.get_mut(id);
        if is_primary {
            table.primary_key = columns_by_name(&parent.primary_key, parent, table);
            table.primary_key_name = Some(name);
            forbid_null(table);
        }
        table.indexes.push(copy);
    }

    pub(super) fn attach_partition(&mut self, table: &ObjectName, partition: &ObjectName, place: Place) {
        let parent = self.altered(table, &place);
        let child = self.altered(partition, &place);
        let parent = self.catalog.get(parent).clone();
        self.catalog.get_mut(child).parent = Some(name_of(&parent));
        self.take_keys(child, &parent);
    }

    pub(super) fn detach(&mut self, partition: &ObjectName) {
        if let Some(id) = self.find(partition) {
            self.catalog.get_mut(id).parent = None;
        }
    }

    pub(super) fn inherit(&mut self, table: &ObjectName, parent: &ObjectName, place: Place) {
        let parent = self.altered(parent, &place);
        let child = self.altered(table, &place);
        self.catalog.get_mut(child).parent = Some(name_of(self.catalog.get(parent)));
    }
}

/// The columns of one table that are called as those of another.
pub(super) fn columns_by_name(ids: &[ColumnId], from: &Table, to: &Table) -> Vec<ColumnId> {
    ids.iter().filter_map(|id| to.column(from.name_of(*id)).map(|column| column.id)).collect()
}

fn key_by_name(key: &IndexKey, from: &Table, to: &Table) -> IndexKey {
    let of = match &key.of {
        Keyed::Column(id) => to.column(from.name_of(*id)).map_or(Keyed::Column(*id), |column| Keyed::Column(column.id)),
        Keyed::Expression { text, term, columns } => {
            let columns = columns_by_name(columns, from, to);
            Keyed::Expression { text: text.clone(), term: term.clone(), columns }
        }
    };
    IndexKey { of, ..key.clone() }
}

pub(super) fn same_keys(one: &[IndexKey], other: &[IndexKey]) -> bool {
    let same = |(one, other): (&IndexKey, &IndexKey)| match (&one.of, &other.of) {
        (Keyed::Column(one), Keyed::Column(other)) => one == other,
        (Keyed::Expression { text: one, .. }, Keyed::Expression { text: other, .. }) => one == other,
        _ => false,
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}
