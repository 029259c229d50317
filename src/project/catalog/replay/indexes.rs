//! Indexes as they are made, dropped and renamed.

use crate::extract::{IndexKeySpec, IndexSpec, KeyOf, ObjectName};
use crate::text::Place;

use super::super::{Backs, Index, IndexKey, Keyed, LostIndex, Partial, TableId};
use super::Replay;
use super::default_names::Named;
use super::expressions::columns_in;

impl Replay {
    pub(super) fn create_index(&mut self, spec: &IndexSpec, place: Place) {
        let id = self.altered(&spec.table, &place);
        self.add_index(id, spec, place);
    }

    pub(super) fn add_index(&mut self, id: TableId, spec: &IndexSpec, place: Place) {
        if let Some(name) = &spec.name
            && self.is_taken(id, &name.name)
        {
            if !spec.if_not_exists {
                self.conflict(&place, format!("the index `{}` is created here, but it exists already", name.name));
            }
            return;
        }
        let name = spec.name.as_ref().map(|name| name.name.clone());
        let index = self.build_index(id, spec, name, Named::Index, &place);
        self.catalog.get_mut(id).indexes.push(index.clone());
        self.drop_covered(id);
        if !spec.only {
            let parent = self.catalog.get(id).clone();
            for member in self.partitions(id).into_iter().skip(1) {
                self.take_index(member, &parent, &index);
            }
        }
    }

    pub(super) fn build_index(
        &mut self,
        id: TableId,
        spec: &IndexSpec,
        name: Option<String>,
        named: Named,
        place: &Place,
    ) -> Index {
        let keys = self.keys(id, &spec.keys, place);
        let include = spec.include.iter().map(|column| self.column_of(id, column, place)).collect::<Vec<_>>();
        let parts = self.index_parts(id, &keys, &include);
        let predicate = spec.predicate.as_ref();
        Index {
            name: name.unwrap_or_else(|| self.default_name(id, named, &parts)),
            keys,
            include,
            unique: spec.unique,
            nulls_not_distinct: spec.nulls_not_distinct,
            predicate: predicate
                .map(|predicate| Partial { text: predicate.text.clone(), tests: predicate.tests.clone() }),
            method: spec.method.clone().unwrap_or_else(|| "btree".to_owned()),
            backs: Backs::Nothing,
            usable: !spec.invisible && (!spec.only || self.catalog.get(id).partitioned_by.is_none()),
            implied: spec.implied,
            defined: place.clone(),
        }
    }

    pub(super) fn key(&mut self, id: TableId, spec: &IndexKeySpec, place: &Place) -> IndexKey {
        let of = match &spec.of {
            KeyOf::Column(name) => Keyed::Column(self.column_of(id, name, place)),
            KeyOf::Expression { text, term } => {
                let columns = columns_in(text, self.catalog.get(id));
                Keyed::Expression { text: text.clone(), term: term.clone(), columns }
            }
        };
        IndexKey {
            of,
            prefix: spec.prefix,
            descending: spec.descending,
            nulls_first: spec.nulls_first,
            operator_class: spec.operator_class.clone(),
            collation: spec.collation.clone(),
        }
    }

    /// MySQL's names of indexes belong to the table, those of other engines to the schema.
    fn is_taken(&self, id: TableId, name: &str) -> bool {
        let own = self.catalog.get(id);
        let beside = self
            .catalog
            .tables
            .iter()
            .enumerate()
            .filter(|(other, table)| *other == id || (!self.is_mysql() && table.schema == own.schema));
        beside.flat_map(|(_, table)| &table.indexes).any(|index| self.same_name(&index.name, name))
    }

    pub(super) fn index_of(&self, name: &ObjectName, table: Option<&ObjectName>) -> Option<(TableId, usize)> {
        let position = |id: TableId| {
            let indexes = &self.catalog.get(id).indexes;
            indexes.iter().position(|index| self.same_name(&index.name, &name.name)).map(|at| (id, at))
        };
        if let Some(table) = table {
            return position(self.find(table)?);
        }
        let found: Vec<(TableId, usize)> = (0..self.catalog.tables.len()).filter_map(position).collect();
        let schema_of = |found: &(TableId, usize)| self.catalog.get(found.0).schema.as_deref();
        let wanted = self.schema_for_new(name);
        let there = found.iter().find(|found| schema_of(found) == wanted.as_deref());
        there.or(found.first().filter(|_| name.schema.is_none())).copied()
    }

    pub(super) fn drop_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, if_exists: bool, place: Place) {
        if let Some((id, at)) = self.index_of(name, table) {
            let first = self.catalog.get(id).indexes[at].column_at(0);
            self.remove_index(id, at);
            self.catalog.get_mut(id).lost_indexes.push(LostIndex { first, place });
            return;
        }
        let is_known = match table.map(|table| self.find(table)) {
            Some(found) => found.is_some_and(|id| self.catalog.get(id).partial.is_none()),
            None => self.catalog.tables.iter().all(|table| table.partial.is_none()),
        };
        if is_known && !if_exists {
            self.conflict(&place, format!("the index `{name}` is dropped here, but nothing before creates it"));
        }
    }

    pub(super) fn rename_index(&mut self, name: &ObjectName, table: Option<&ObjectName>, to: &str) {
        let Some((id, at)) = self.index_of(name, table) else { return };
        let table = self.catalog.get_mut(id);
        to.clone_into(&mut table.indexes[at].name);
        if table.indexes[at].backs == Backs::PrimaryKey {
            table.primary_key_name = Some(to.to_owned());
        }
    }
}
