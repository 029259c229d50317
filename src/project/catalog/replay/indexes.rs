//! Indexes as they are made, renamed and dropped.

use crate::extract::{IndexKeySpec, IndexSpec, KeyOf, ObjectName};
use crate::text::Place;

use super::super::{Backs, ColumnId, Index, IndexKey, Keyed, Partial, Table, TableId};
use super::Replay;
use super::constraints::{column_key, plain_index};
use super::default_names::{Named, key_parts};
use super::expressions::columns_in;

impl Replay {
    pub(super) fn create_index(&mut self, spec: &IndexSpec, place: Place) {
        let id = self.altered(&spec.table, &place);
        if let Some(name) = &spec.name
            && let Some((owner, _)) = self.index_of(name, self.is_mysql().then_some(id))
        {
            if spec.if_not_exists {
                return;
            }
            // On MySQL names are each table's own.
            if owner == id || !self.is_mysql() {
                self.conflict(&place, format!("index `{name}` is created here, but it exists already"));
            }
        }
        let members = if spec.only { vec![id] } else { self.partitions(id) };
        for (nth, member) in members.into_iter().enumerate() {
            match nth {
                0 => self.add_index(member, spec, place.clone()),
                _ => self.add_index(member, &IndexSpec { name: None, ..spec.clone() }, place.clone()),
            }
        }
    }

    pub(super) fn add_index(&mut self, id: TableId, spec: &IndexSpec, place: Place) {
        let table = self.catalog.get(id);
        let keys: Vec<IndexKey> = spec.keys.iter().filter_map(|spec| key(table, spec)).collect();
        if keys.len() != spec.keys.len() {
            if table.partial.is_none() {
                let shown = table.shown();
                self.conflict(&place, format!("an index of `{shown}` names a column that nothing before adds"));
            }
            let reason = "an index names columns that were not seen".to_owned();
            self.catalog.get_mut(id).partial.get_or_insert(reason);
            return;
        }
        let include: Vec<ColumnId> =
            spec.include.iter().filter_map(|name| table.column(name).map(|column| column.id)).collect();
        let name = match &spec.name {
            Some(name) => name.name.clone(),
            None => {
                let carried: Vec<Keyed> = include.iter().map(|id| Keyed::Column(*id)).collect();
                let parts = key_parts(table, keys.iter().map(|key| &key.of).chain(&carried));
                let named = if self.is_mysql() && spec.unique { Named::Unique } else { Named::Index };
                self.default_name(id, named, &parts)
            }
        };
        let index = Index {
            name,
            keys,
            include,
            unique: spec.unique,
            nulls_not_distinct: spec.nulls_not_distinct,
            predicate: spec
                .predicate
                .as_ref()
                .map(|predicate| Partial { text: predicate.text.clone(), tests: predicate.tests.clone() }),
            method: spec.method.clone().unwrap_or_else(|| "btree".to_owned()),
            // MySQL knows no difference between a unique index and a unique constraint.
            backs: Backs::Nothing,
            usable: !spec.invisible && !(spec.only && self.catalog.get(id).partitioned_by.is_some()),
            implied: spec.implied,
            defined: place,
        };
        self.push_index(id, index);
    }

    pub(super) fn push_index(&mut self, id: TableId, index: Index) {
        self.catalog.get_mut(id).indexes.push(index);
        self.drop_needless_key_indexes(id);
    }

    /// MySQL makes an index for a foreign key when none begins with its columns.
    pub(super) fn index_for_foreign_key(
        &mut self,
        id: TableId,
        name: Option<&str>,
        columns: Vec<ColumnId>,
        place: Place,
    ) {
        let table = self.catalog.get(id);
        if table.indexes.iter().any(|index| begins_with(index, &columns)) {
            return;
        }
        let keys: Vec<IndexKey> = columns.into_iter().map(column_key).collect();
        let parts = key_parts(table, keys.iter().map(|key| &key.of));
        let name = name.map_or_else(|| self.default_name(id, Named::Index, &parts), str::to_owned);
        self.catalog.get_mut(id).indexes.push(plain_index(name, keys, Backs::ForeignKey, place));
    }

    /// The index that MySQL made for a foreign key goes when another one serves it.
    pub(super) fn drop_needless_key_indexes(&mut self, id: TableId) {
        let table = self.catalog.get_mut(id);
        let made: Vec<(usize, Vec<ColumnId>)> = table
            .indexes
            .iter()
            .enumerate()
            .filter(|(_, index)| index.backs == Backs::ForeignKey)
            .map(|(at, index)| (at, (0..index.keys.len()).filter_map(|key| index.column_at(key)).collect()))
            .collect();
        for (at, columns) in made.into_iter().rev() {
            let others = table.indexes.iter().enumerate().filter(|(other, _)| *other != at);
            if others.into_iter().any(|(_, index)| begins_with(index, &columns)) {
                table.indexes.remove(at);
            }
        }
    }

    /// The index of a name; on MySQL only together with its table.
    pub(super) fn index_of(&self, name: &ObjectName, table: Option<TableId>) -> Option<(TableId, usize)> {
        let schema = name.schema.as_deref().map(|schema| self.plain_schema(schema));
        let tables = self.catalog.tables.iter().enumerate().filter(|(id, known)| match table {
            Some(wanted) => *id == wanted,
            None => schema.as_ref().is_none_or(|schema| known.schema == *schema),
        });
        tables.into_iter().find_map(|(id, known)| {
            let at = known.indexes.iter().position(|index| self.same_name(&index.name, &name.name))?;
            Some((id, at))
        })
    }

    pub(super) fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, if_exists: bool, place: Place) {
        let within = table.and_then(|table| self.find(table));
        match self.index_of(name, within) {
            Some((id, at)) => {
                // An index of a partitioned table takes those of the partitions along.
                let gone = self.catalog.get_mut(id).indexes.remove(at);
                for member in self.partitions(id).into_iter().skip(1) {
                    let parent = self.catalog.get(id).clone();
                    let child = self.catalog.get_mut(member);
                    let columns = |table: &Table, index: &Index| -> Vec<String> {
                        (0..index.keys.len())
                            .map(|at| index.column_at(at).map_or(String::new(), |id| table.name_of(id).to_owned()))
                            .collect()
                    };
                    let wanted = columns(&parent, &gone);
                    if let Some(at) = child
                        .indexes
                        .iter()
                        .position(|index| columns(child, index) == wanted && index.unique == gone.unique)
                    {
                        child.indexes.remove(at);
                    }
                }
            }
            None => {
                let known = within.is_none_or(|id| self.catalog.get(id).partial.is_none());
                if !if_exists && known {
                    self.conflict(&place, format!("index `{name}` is dropped here, but nothing before creates it"));
                }
            }
        }
    }

    pub(super) fn rename_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, to: &str) {
        let within = table.and_then(|table| self.find(table));
        if let Some((id, at)) = self.index_of(name, within) {
            let table = self.catalog.get_mut(id);
            let index = &mut table.indexes[at];
            if index.backs == Backs::PrimaryKey {
                table.primary_key_name = Some(to.to_owned());
            }
            to.clone_into(&mut index.name);
        }
    }
}

/// One key of an index; none when it names a column that the table lacks.
pub(super) fn key(table: &Table, spec: &IndexKeySpec) -> Option<IndexKey> {
    let of = match &spec.of {
        KeyOf::Column(name) => Keyed::Column(table.column(name)?.id),
        KeyOf::Expression { text, term } => {
            Keyed::Expression { text: text.clone(), term: term.clone(), columns: columns_in(text, table) }
        }
    };
    Some(IndexKey {
        of,
        prefix: spec.prefix,
        descending: spec.descending,
        nulls_first: spec.nulls_first,
        operator_class: spec.operator_class.clone(),
        collation: spec.collation.clone(),
    })
}

fn begins_with(index: &Index, columns: &[ColumnId]) -> bool {
    index.is_btree() && columns.iter().enumerate().all(|(at, column)| index.column_at(at) == Some(*column))
}
