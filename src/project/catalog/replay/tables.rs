//! Tables as they are made, dropped, renamed and moved.

use crate::extract::{ConstraintKind, ConstraintSpec, Including, ObjectName, TableOrigin, TableSpec};
use crate::text::Place;

use super::super::{Column, ColumnId, Index, Table, TableId, TableKind};
use super::Replay;
use super::default_names::follow_rename;
use super::names::{TEMPORARY, name_of};

impl Replay {
    pub(super) fn create_table(&mut self, spec: &TableSpec) {
        let schema = if spec.temporary { Some(TEMPORARY.to_owned()) } else { self.schema_for_new(&spec.name) };
        let place = self.place(spec.name_span);
        let before = self.exactly(schema.as_deref(), &spec.name.name);
        if before.is_some() && spec.if_not_exists {
            return;
        }
        let name = ObjectName { schema, name: spec.name.name.clone() };
        let twice = before.is_some_and(|before| self.make_room(before, &name, &place));
        let kind = if spec.origin == TableOrigin::Foreign { TableKind::Foreign } else { TableKind::Table };
        let mut table = Table::new(name, kind, place);
        table.temporary = spec.temporary;
        table.columns_only = spec.columns_only;
        table.strict = spec.strict;
        table.without_rowid = spec.without_rowid;
        table.engine.clone_from(&spec.engine);
        table.charset.clone_from(&spec.charset);
        table.collation.clone_from(&spec.collation);
        table.partial = if spec.partial {
            Some("its definition could not be read whole".to_owned())
        } else {
            twice.then(|| "it is defined more than once".to_owned())
        };
        let id = self.catalog.add(table);
        self.take_from_origin(id, spec);
        let mut constraints: Vec<(&ConstraintSpec, Option<ColumnId>)> = Vec::new();
        for column in &spec.columns {
            let own = self.build_column(id, column);
            constraints.extend(column.constraints.iter().map(|constraint| (constraint, Some(own))));
        }
        constraints.extend(spec.constraints.iter().map(|constraint| (constraint, None)));
        self.partition_by(id, spec);
        self.add_all(id, spec, constraints);
        if let TableOrigin::PartitionOf(parent) = &spec.origin
            && let Some(parent) = self.find(parent)
        {
            let parent = self.catalog.get(parent).clone();
            self.take_keys(id, &parent);
        }
    }

    /// In the order engines do it: names are given as they come.
    fn add_all(&mut self, id: TableId, spec: &TableSpec, mut constraints: Vec<(&ConstraintSpec, Option<ColumnId>)>) {
        if self.is_postgres() {
            constraints.sort_by_key(|(constraint, _)| match constraint.kind {
                ConstraintKind::Check { .. } => 0,
                ConstraintKind::PrimaryKey { .. } => 1,
                ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. } => 2,
                ConstraintKind::ForeignKey { .. } => 3,
            });
        } else {
            constraints.sort_by_key(|(constraint, _)| matches!(constraint.kind, ConstraintKind::ForeignKey { .. }));
        }
        let is_late = |constraint: &ConstraintSpec| matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
        let (late, early): (Vec<_>, Vec<_>) = constraints.into_iter().partition(|(one, _)| is_late(one));
        for (constraint, column) in early {
            self.add_constraint_once(id, constraint, column);
        }
        for index in &spec.indexes {
            let place = self.place(index.span);
            self.add_index(id, index, place);
        }
        for (constraint, column) in late {
            self.add_constraint(id, constraint, column);
        }
    }

    /// Takes away what stands where a table is made again. True when the two differ, so that one of them was not
    /// followed.
    fn make_room(&mut self, before: TableId, name: &ObjectName, place: &Place) -> bool {
        let was_seen = self.catalog.get(before).partial.is_none();
        if was_seen {
            self.conflict(place, format!("`{name}` is created here, but it exists already"));
        }
        self.remove(before);
        was_seen
    }

    fn partition_by(&mut self, id: TableId, spec: &TableSpec) {
        if let Some(columns) = &spec.partitioned_by {
            let table = self.catalog.get_mut(id);
            let ids = columns.iter().filter_map(|name| table.column(name).map(|column| column.id)).collect();
            table.partitioned_by = Some(ids);
        }
    }

    fn take_from_origin(&mut self, id: TableId, spec: &TableSpec) {
        match &spec.origin {
            TableOrigin::Listed | TableOrigin::Foreign => {}
            TableOrigin::Like { source, including } => self.copy_table(id, source, *including),
            TableOrigin::Query(results) => self.take_results(id, results.as_deref(), &spec.sources),
            TableOrigin::PartitionOf(parent) => self.be_child_of(id, parent),
            TableOrigin::Inherits(parents) => {
                for parent in parents.iter().rev() {
                    self.be_child_of(id, parent);
                }
            }
        }
    }

    fn be_child_of(&mut self, id: TableId, parent: &ObjectName) {
        let place = self.catalog.get(id).defined.clone();
        let parent = self.altered(parent, &place);
        let parent = self.catalog.get(parent).clone();
        self.catalog.get_mut(id).parent = Some(name_of(&parent));
        self.take_columns(id, &parent);
    }

    fn copy_table(&mut self, id: TableId, source: &ObjectName, including: Including) {
        let place = self.catalog.get(id).defined.clone();
        let source = self.altered(source, &place);
        let source = self.catalog.get(source).clone();
        let all = self.is_mysql();
        let table = self.catalog.get_mut(id);
        for column in &source.columns {
            let mut copy = Column { id: table.new_column_id(), ..column.clone() };
            copy.generated &= all || including.generated;
            copy.auto_increment &= all || including.identity;
            if !(all || including.defaults || copy.generated) {
                copy.default = None;
            }
            table.columns.push(copy);
        }
        if all || including.constraints {
            table.checks.clone_from(&source.checks);
        }
        if source.partial.is_some() {
            table.partial.clone_from(&source.partial);
        }
        if all || including.indexes {
            source.indexes.iter().for_each(|index: &Index| self.take_index(id, &source, index));
        }
    }

    pub(super) fn drop_table(&mut self, name: &ObjectName, if_exists: bool, cascade: bool, place: Place) {
        let Some(id) = self.find(name) else {
            if !if_exists {
                self.conflict(&place, format!("`{name}` is dropped here, but nothing before creates it"));
            }
            return;
        };
        self.drop_found(id, cascade, &place);
    }

    pub(super) fn drop_found(&mut self, id: TableId, cascade: bool, place: &Place) {
        let names: Vec<ObjectName> =
            self.partitions(id).into_iter().map(|member| name_of(self.catalog.get(member))).collect();
        for name in names.iter().rev() {
            let Some(id) = self.exactly(name.schema.as_deref(), &name.name) else { continue };
            self.removals.table(self.catalog.get(id), place);
            self.remove(id);
            self.forget_target(name);
            if cascade {
                self.drop_views_of(name, None, place);
            }
        }
    }

    /// Takes a table out, with nothing said about it.
    pub(super) fn remove(&mut self, id: TableId) {
        let mut at = 0;
        self.catalog.retain(|_| {
            at += 1;
            at - 1 != id
        });
    }

    pub(super) fn rename_table(&mut self, name: &ObjectName, to: &ObjectName, place: Place) {
        let Some(id) = self.find(name) else {
            return self.rename_unknown(name, to, &place);
        };
        let schema = match &to.schema {
            Some(schema) => self.plain_schema(schema),
            None => self.catalog.get(id).schema.clone(),
        };
        self.removals.renamed_table(self.catalog.get(id), &to.name, &place);
        self.give_name(id, ObjectName { schema, name: to.name.clone() });
    }

    /// It may be an index or a sequence: they are renamed in the same words.
    fn rename_unknown(&mut self, name: &ObjectName, to: &ObjectName, place: &Place) {
        if self.index_of(name, None).is_some() {
            return self.rename_index(name, None, &to.name);
        }
        if name.name.ends_with("_seq") {
            return;
        }
        self.conflict(place, format!("`{name}` is renamed here, but nothing before creates it"));
        let schema = to.schema.clone().or_else(|| name.schema.clone());
        self.unseen(&ObjectName { schema, name: to.name.clone() }, place);
    }

    pub(super) fn move_table(&mut self, name: &ObjectName, schema: &str, place: Place) {
        if self.find(name).is_none() && name.name.ends_with("_seq") {
            return;
        }
        let id = self.altered(name, &place);
        let schema = self.plain_schema(schema);
        let name = self.catalog.get(id).name.clone();
        self.give_name(id, ObjectName { schema, name });
    }

    /// All that points at the table follows it to its new name.
    pub(super) fn give_name(&mut self, id: TableId, to: ObjectName) {
        let from = name_of(self.catalog.get(id));
        if let Some(taken) = self.exactly(to.schema.as_deref(), &to.name).filter(|taken| *taken != id) {
            let table = self.catalog.get(taken);
            let place = table.defined.clone();
            if table.partial.is_none() {
                self.conflict(&place, format!("`{to}` exists already when `{from}` is renamed to it"));
            }
            self.remove(taken);
        }
        let Some(id) = self.exactly(from.schema.as_deref(), &from.name) else { return };
        let is_sqlite = self.is_sqlite();
        let table = self.catalog.get_mut(id);
        table.schema.clone_from(&to.schema);
        table.name.clone_from(&to.name);
        follow_rename(table, &from.name, is_sqlite);
        self.catalog.index_names();
        self.follow(&from, &to);
    }

    fn follow(&mut self, from: &ObjectName, to: &ObjectName) {
        let exact = self.is_postgres();
        let is_it = |name: &ObjectName| {
            name.schema == from.schema
                && (name.name == from.name || (!exact && name.name.eq_ignore_ascii_case(&from.name)))
        };
        for table in &mut self.catalog.tables {
            let targets = table.foreign_keys.iter_mut().map(|key| &mut key.target);
            for name in targets.chain(&mut table.parent).chain(&mut table.sources).filter(|name| is_it(name)) {
                name.clone_from(to);
            }
        }
        if is_it(from) && self.is_sqlite() {
            self.renamed_from.insert(to.name.clone(), from.name.clone());
        }
    }
}
