//! Columns as they are added, changed, renamed and dropped, in a table and its children.

use crate::extract::{ColumnChange, ColumnSpec, ConstraintKind, ConstraintSpec, IndexKeySpec, ObjectName};
use crate::fact::Known;
use crate::text::Place;

use super::super::{Column, ColumnId, Index, Keyed, Retyped, SqlType, Table, TableId};
use super::Replay;
use super::expressions::{columns_in, rename_in_texts};
use super::names::name_of;

impl Replay {
    pub(super) fn add_column(&mut self, table: &ObjectName, spec: &ColumnSpec, if_not_exists: bool, place: Place) {
        let id = self.altered(table, &place);
        if self.catalog.get(id).column(&spec.name).is_some_and(|own| self.same_name(&own.name, &spec.name)) {
            if !if_not_exists && self.catalog.get(id).partial.is_none() {
                self.conflict(&place, format!("`{}` is added to `{table}`, which has it already", spec.name));
            }
            return;
        }
        let own = self.build_column(id, spec);
        for member in self.family(id).into_iter().skip(1) {
            if self.catalog.get(member).column(&spec.name).is_none() {
                self.build_column(member, spec);
            }
        }
        for constraint in &spec.constraints {
            self.add_constraint(id, constraint, Some(own));
        }
    }

    /// The column alone; its constraints follow once all columns are there.
    pub(super) fn build_column(&mut self, id: TableId, spec: &ColumnSpec) -> ColumnId {
        let column = self.column_from(spec);
        let table = self.catalog.get_mut(id);
        if let Some(own) = table.column_mut(&column.name) {
            let (kept, not_null) = (own.id, own.nullable == Known::Yes(false));
            *own = Column { id: kept, ..column };
            if not_null {
                own.nullable = Known::Yes(false);
            }
            return kept;
        }
        let own = table.new_column_id();
        table.columns.push(Column { id: own, ..column });
        if self.is_mysql() && spec.type_name.eq_ignore_ascii_case("serial") {
            self.add_constraint(id, &unique(spec), Some(own));
        }
        own
    }

    fn column_from(&self, spec: &ColumnSpec) -> Column {
        let (ty, domain_not_null) = self.type_of(&spec.type_name);
        let counted = spec.default.as_deref().is_some_and(|default| default.to_lowercase().starts_with("nextval("));
        let is_serial = ty.written.contains("serial");
        let auto_increment = spec.auto_increment || counted || is_serial;
        let implied = (spec.auto_increment || is_serial) && !self.is_sqlite();
        let not_null = spec.not_null.unwrap_or(implied) || domain_not_null;
        Column {
            id: ColumnId(0),
            name: spec.name.clone(),
            ty,
            nullable: Known::Yes(!not_null),
            default: spec.default.clone(),
            generated: spec.generated,
            auto_increment,
            collation: spec.collation.clone(),
            charset: spec.charset.clone(),
            defined: self.place(spec.span),
        }
    }

    pub(super) fn drop_column(
        &mut self,
        table: &ObjectName,
        column: &str,
        if_exists: bool,
        cascade: bool,
        place: Place,
    ) {
        let id = self.altered(table, &place);
        let Some(found) = self.catalog.get(id).column(column) else {
            if !if_exists && self.catalog.get(id).partial.is_none() {
                self.conflict(&place, format!("`{column}` is dropped here, but `{table}` has no such column"));
            }
            return;
        };
        let column = found.name.clone();
        self.removals.column(self.catalog.get(id), &column, &place);
        for member in self.family(id) {
            self.take_out(member, &column);
            let name = name_of(self.catalog.get(member));
            self.forget_target_column(&name, &column);
            if cascade {
                self.drop_views_of(&name, Some(&column), &place);
            }
        }
    }

    fn take_out(&mut self, id: TableId, column: &str) {
        let shrinks = self.is_mysql();
        let table = self.catalog.get_mut(id);
        let Some(gone) = table.column(column).map(|column| column.id) else { return };
        let before = table.clone();
        if table.primary_key.contains(&gone) {
            table.primary_key.retain(|id| shrinks && *id != gone);
            if table.primary_key.is_empty() {
                table.primary_key_name = None;
            }
        }
        if shrinks {
            for index in &mut table.indexes {
                index.keys.retain(|key| !matches!(key.of, Keyed::Column(id) if id == gone));
            }
            table.indexes.retain(|index| !index.keys.is_empty() && !holds(index, gone, &before));
        } else {
            table.indexes.retain(|index| !holds(index, gone, &before));
        }
        table.foreign_keys.retain(|key| !key.columns.contains(&gone));
        table.checks.retain(|check| !columns_in(&check.text, &before).contains(&gone));
        table.columns.retain(|column| column.id != gone);
    }

    pub(super) fn rename_column(&mut self, table: &ObjectName, column: &str, to: &str, place: Place) {
        let id = self.altered(table, &place);
        let own = self.column_of(id, column, &place);
        let from = self.catalog.get(id).name_of(own).to_owned();
        self.removals.renamed_column(self.catalog.get(id), &from, to, &place);
        for member in self.family(id) {
            let table = self.catalog.get_mut(member);
            if let Some(column) = table.column_mut(&from) {
                to.clone_into(&mut column.name);
                rename_in_texts(table, &from, to);
            }
            self.rename_target_column(member, &from, to);
        }
    }

    pub(super) fn alter_column(&mut self, table: &ObjectName, column: &str, change: &ColumnChange, place: Place) {
        let id = self.altered(table, &place);
        let own = self.column_of(id, column, &place);
        let name = self.catalog.get(id).name_of(own).to_owned();
        let new_type = match change {
            ColumnChange::Type { type_name, .. } => Some(self.type_of(type_name)),
            _ => None,
        };
        if let Some((ty, _)) = &new_type {
            self.note_type(id, &name, ty, &place);
        }
        for member in self.family(id) {
            let Some(column) = self.catalog.get_mut(member).column_mut(&name) else { continue };
            match change {
                ColumnChange::Type { collation, .. } => {
                    if let Some((ty, domain_not_null)) = &new_type {
                        column.ty = ty.clone();
                        if *domain_not_null {
                            column.nullable = Known::Yes(false);
                        }
                    }
                    column.collation.clone_from(collation);
                    column.defined = place.clone();
                }
                ColumnChange::NotNull(not_null) => column.nullable = Known::Yes(!not_null),
                ColumnChange::Default(default) => {
                    column.default.clone_from(default);
                    let default = default.as_deref().unwrap_or_default();
                    column.auto_increment = default.to_lowercase().starts_with("nextval(");
                }
                ColumnChange::Identity(identity) => column.auto_increment = *identity,
                ColumnChange::DropExpression => column.generated = false,
                ColumnChange::Other => {}
            }
        }
    }

    pub(super) fn replace_column(&mut self, table: &ObjectName, column: &str, with: &ColumnSpec, place: Place) {
        let id = self.altered(table, &place);
        let own = self.column_of(id, column, &place);
        if self.catalog.get(id).name_of(own) != with.name {
            self.rename_column(table, column, &with.name, place.clone());
        }
        let in_key = self.catalog.get(id).primary_key.contains(&own);
        let new = self.column_from(with);
        self.note_type(id, &with.name, &new.ty, &place);
        let columns = &mut self.catalog.get_mut(id).columns;
        if let Some(column) = columns.iter_mut().find(|column| column.id == own) {
            *column = Column { id: own, ..new };
            if in_key {
                column.nullable = Known::Yes(false);
            }
        }
        for constraint in &with.constraints {
            self.add_constraint(id, constraint, Some(own));
        }
    }
}

impl Replay {
    /// Remembers that a column gets another type in another file than it had the one before.
    fn note_type(&mut self, id: TableId, column: &str, to: &SqlType, place: &Place) {
        let table = self.catalog.get(id);
        let Some(old) = table.column(column).filter(|old| old.defined.path != place.path && old.ty != *to) else {
            return;
        };
        let retyped = Retyped {
            table: table.shown(),
            column: old.name.clone(),
            from: old.ty.clone(),
            to: to.clone(),
            before: old.defined.clone(),
            place: place.clone(),
        };
        self.catalog.retyped.push(retyped);
    }
}

/// Whether an index goes with a column.
fn holds(index: &Index, column: ColumnId, table: &Table) -> bool {
    let in_key = index.keys.iter().any(|key| match &key.of {
        Keyed::Column(id) => *id == column,
        Keyed::Expression { columns, .. } => columns.contains(&column),
    });
    let in_predicate =
        || index.predicate.as_ref().is_some_and(|partial| columns_in(&partial.text, table).contains(&column));
    in_key || index.include.contains(&column) || in_predicate()
}

/// MySQL's `serial` is unique.
fn unique(spec: &ColumnSpec) -> ConstraintSpec {
    let kind = ConstraintKind::Unique {
        keys: vec![IndexKeySpec::column(&spec.name)],
        include: Vec::new(),
        nulls_not_distinct: false,
        using_index: None,
    };
    ConstraintSpec { name: None, kind, span: spec.span, not_valid: false }
}
