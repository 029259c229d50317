//! Columns as they are added, changed, renamed and dropped.

use crate::extract::{ColumnChange, ColumnSpec, ObjectName};
use crate::fact::{Dialect, Known};
use crate::text::Place;

use super::super::{Column, ColumnId, Keyed, SqlType, Table, TableId, TypeFamily, UserTypeKind};
use super::Replay;
use super::expressions::{columns_in, rename_in_texts};

impl Replay {
    /// Adds a column without its constraints.
    pub(super) fn build_column(&mut self, id: TableId, spec: &ColumnSpec) -> ColumnId {
        let column = self.column(id, spec);
        let own = column.id;
        let table = self.catalog.get_mut(id);
        match table.columns.iter_mut().find(|known| known.name == column.name) {
            // What a parent has already.
            Some(known) => {
                let id = known.id;
                *known = Column { id, ..column };
                id
            }
            None => {
                table.columns.push(column);
                own
            }
        }
    }

    fn column(&mut self, id: TableId, spec: &ColumnSpec) -> Column {
        let (ty, forbidden) = self.resolve_type(&spec.type_name);
        let counts = spec.auto_increment || ty.written.contains("serial");
        let not_null = spec.not_null == Some(true) || forbidden || counts && !self.is_sqlite();
        let defined = self.place(spec.span);
        let table = self.catalog.get_mut(id);
        Column {
            id: table.new_column_id(),
            name: spec.name.clone(),
            ty,
            nullable: Known::Yes(!not_null),
            default: spec.default.clone(),
            generated: spec.generated,
            auto_increment: counts,
            collation: spec.collation.clone().or_else(|| table.collation.clone()),
            charset: spec.charset.clone().or_else(|| table.charset.clone()),
            defined,
        }
    }

    /// The type a text names, and whether it forbids NULL: enums and domains of the schema are known here.
    pub(super) fn resolve_type(&self, text: &str) -> (SqlType, bool) {
        let parsed = SqlType::parse(text, self.dialect());
        if parsed.family != TypeFamily::Other {
            return (parsed, false);
        }
        let bare = text.split(['(', '[']).next().unwrap_or(text).trim();
        match self.catalog.user_type(bare).map(|known| &known.kind) {
            Some(UserTypeKind::Enum(_)) => (SqlType { family: TypeFamily::Enum, ..parsed }, false),
            Some(UserTypeKind::Domain { base, not_null }) => {
                let base = SqlType::parse(base, self.dialect());
                (SqlType { written: parsed.written, ..base }, *not_null)
            }
            _ => (parsed, false),
        }
    }

    pub(super) fn add_column(&mut self, table: &ObjectName, spec: &ColumnSpec, if_not_exists: bool, place: Place) {
        let id = self.altered(table, &place);
        if self.catalog.get(id).column(&spec.name).is_some() {
            if !if_not_exists && self.catalog.get(id).partial.is_none() {
                let table = self.catalog.get(id).shown();
                self.conflict(&place, format!("`{table}.{}` is added here, but it exists already", spec.name));
            }
            return;
        }
        for member in self.family(id) {
            let own = self.build_column(member, spec);
            for constraint in &spec.constraints {
                self.add_constraint_once(member, constraint, Some(own));
            }
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
        let Some(found) = self.catalog.get(id).column(column).map(|column| column.name.clone()) else {
            if !if_exists && self.catalog.get(id).partial.is_none() {
                let table = self.catalog.get(id).shown();
                self.conflict(&place, format!("`{table}.{column}` is dropped here, but nothing before adds it"));
            }
            return;
        };
        if cascade {
            let name = super::names::name_of(self.catalog.get(id));
            self.drop_views_of(&name, Some(&found), &place);
        }
        self.removals.column(self.catalog.get(id), &found, &place);
        let shrinks = self.is_mysql();
        for member in self.family(id) {
            remove_column(self.catalog.get_mut(member), &found, shrinks);
        }
    }

    pub(super) fn rename_column(&mut self, table: &ObjectName, column: &str, to: &str, place: Place) {
        let id = self.altered(table, &place);
        let Some(found) = self.catalog.get(id).column(column).map(|column| column.name.clone()) else {
            if self.catalog.get(id).partial.is_none() {
                let table = self.catalog.get(id).shown();
                self.conflict(&place, format!("`{table}.{column}` is renamed here, but nothing before adds it"));
            }
            return;
        };
        self.removals.renamed_column(self.catalog.get(id), &found, to, &place);
        let name = super::names::name_of(self.catalog.get(id));
        for member in self.family(id) {
            let table = self.catalog.get_mut(member);
            if let Some(column) = table.column_mut(&found) {
                to.clone_into(&mut column.name);
                column.defined = place.clone();
            }
            rename_in_texts(table, &found, to);
        }
        // Keys of other tables spell the columns they point at.
        for other in 0..self.catalog.tables.len() {
            for at in 0..self.catalog.tables[other].foreign_keys.len() {
                if self.same_object(&self.catalog.tables[other].foreign_keys[at].target, &name) {
                    let targets = &mut self.catalog.tables[other].foreign_keys[at].target_columns;
                    for target in targets.iter_mut().filter(|target| target.eq_ignore_ascii_case(&found)) {
                        to.clone_into(target);
                    }
                }
            }
        }
    }

    pub(super) fn alter_column(&mut self, table: &ObjectName, column: &str, change: &ColumnChange, place: Place) {
        let id = self.altered(table, &place);
        let resolved = match change {
            ColumnChange::Type { type_name, .. } => Some(self.resolve_type(type_name)),
            _ => None,
        };
        if self.catalog.get(id).column(column).is_none() && self.catalog.get(id).partial.is_none() {
            let table = self.catalog.get(id).shown();
            self.conflict(&place, format!("`{table}.{column}` is changed here, but nothing before adds it"));
        }
        for member in self.family(id) {
            let Some(column) = self.catalog.get_mut(member).column_mut(column) else { continue };
            match change {
                ColumnChange::Type { collation, .. } => {
                    let (ty, forbidden) = resolved.clone().unwrap_or_default();
                    column.ty = ty;
                    column.collation.clone_from(collation);
                    if forbidden {
                        column.nullable = Known::Yes(false);
                    }
                    column.defined = place.clone();
                }
                ColumnChange::NotNull(forbidden) => column.nullable = Known::Yes(!forbidden),
                ColumnChange::Default(default) => column.default.clone_from(default),
                ColumnChange::Identity(added) => {
                    column.auto_increment = *added;
                    if *added {
                        column.nullable = Known::Yes(false);
                    }
                }
                ColumnChange::DropExpression => column.generated = false,
                ColumnChange::Other => {}
            }
        }
    }

    pub(super) fn replace_column(&mut self, table: &ObjectName, column: &str, with: &ColumnSpec, place: Place) {
        if !column.eq_ignore_ascii_case(&with.name) {
            self.rename_column(table, column, &with.name, place.clone());
        }
        let id = self.altered(table, &place);
        let Some(own) = self.catalog.get(id).column(&with.name).map(|column| column.id) else {
            if self.catalog.get(id).partial.is_none() {
                let table = self.catalog.get(id).shown();
                self.conflict(&place, format!("`{table}.{column}` is changed here, but nothing before adds it"));
            }
            return;
        };
        let replaced = self.column(id, with);
        let table = self.catalog.get_mut(id);
        let is_key = table.primary_key.contains(&own);
        if let Some(known) = table.columns.iter_mut().find(|known| known.id == own) {
            *known = Column { id: own, ..replaced };
            if is_key {
                known.nullable = Known::Yes(false);
            }
        }
        for constraint in &with.constraints {
            self.add_constraint_once(id, constraint, Some(own));
        }
    }

    pub(super) fn table_options(
        &mut self,
        table: &ObjectName,
        options: (&Option<String>, &Option<String>, &Option<String>),
        converts: bool,
        place: &Place,
    ) {
        let id = self.altered(table, place);
        let (engine, charset, collation) = options;
        let table = self.catalog.get_mut(id);
        let put = |option: &Option<String>, own: &mut Option<String>| {
            if option.is_some() {
                own.clone_from(option);
            }
        };
        put(engine, &mut table.engine);
        put(charset, &mut table.charset);
        put(collation, &mut table.collation);
        if converts {
            for column in table.columns.iter_mut().filter(|column| column.ty.family.is_text()) {
                put(charset, &mut column.charset);
                put(collation, &mut column.collation);
            }
        }
    }
}

/// Takes a column away and all that holds it. MySQL takes it out of indexes instead, as long as keys are left.
fn remove_column(table: &mut Table, name: &str, shrinks: bool) {
    let Some(id) = table.column(name).map(|column| column.id) else { return };
    table.foreign_keys.retain(|key| !key.columns.contains(&id));
    if table.primary_key.contains(&id) {
        match shrinks && table.primary_key.len() > 1 {
            true => table.primary_key.retain(|key| *key != id),
            false => {
                table.primary_key.clear();
                table.primary_key_name = None;
            }
        }
    }
    let spelled = |text: &str, table: &Table| columns_in(text, table).contains(&id);
    let gone: Vec<bool> = table
        .indexes
        .iter()
        .map(|index| {
            let keyed = |key: &super::super::IndexKey| match &key.of {
                Keyed::Column(column) => *column == id,
                Keyed::Expression { columns, .. } => columns.contains(&id),
            };
            let whole = match shrinks {
                true => index.keys.iter().all(keyed),
                false => index.keys.iter().any(keyed),
            };
            let by_predicate = index.predicate.as_ref().is_some_and(|predicate| spelled(&predicate.text, table));
            whole || index.include.contains(&id) && !shrinks || by_predicate
        })
        .collect();
    let mut position = 0;
    table.indexes.retain(|_| {
        position += 1;
        !gone[position - 1]
    });
    for index in &mut table.indexes {
        index.keys.retain(|key| !matches!(key.of, Keyed::Column(column) if column == id));
    }
    let checks: Vec<bool> = table.checks.iter().map(|check| spelled(&check.text, table)).collect();
    let mut position = 0;
    table.checks.retain(|_| {
        position += 1;
        !checks[position - 1]
    });
    table.columns.retain(|column| column.id != id);
}

/// Whether a column is SQLite's row number: `INTEGER PRIMARY KEY`, in just these words.
pub(super) fn is_rowid(table: &Table, id: ColumnId, dialect: Dialect) -> bool {
    dialect == Dialect::Sqlite
        && !table.without_rowid
        && table.by_id(id).is_some_and(|column| column.ty.written == "integer")
}
