//! Folds the operations of migrations and dumps, one after the other, into the schema they leave behind: what the
//! engine would hold had it run them. What cannot be followed makes a table partial, never wrong.

mod columns;
mod constraints;
mod default_names;
mod expressions;
mod family;
mod foreign_keys;
mod indexes;
mod names;
mod removals;
mod tables;
mod types;
mod views;

pub use default_names::postgres_name;

use std::collections::HashMap;
use std::sync::Arc;

use crate::extract::{Action, ObjectName, Operation};
use crate::fact::Dialect;
use crate::text::{Place, Span};

use super::{Catalog, Conflict, Spread, Table, TableId, TableKind};
use removals::Removals;

pub struct Replay {
    catalog: Catalog,
    /// The file that is being applied.
    path: Arc<str>,
    /// What `SET search_path` said in this file.
    search_path: Vec<String>,
    removals: Removals,
    /// SQLite's rebuilds: what a table was called before.
    renamed_from: HashMap<String, String>,
}

impl Replay {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            catalog: Catalog::new(dialect),
            path: Arc::from(""),
            search_path: Vec::new(),
            removals: Removals::default(),
            renamed_from: HashMap::new(),
        }
    }

    pub fn apply(&mut self, operation: &Operation, path: &Arc<str>) {
        if self.path != *path {
            self.path = path.clone();
            self.search_path.clear();
        }
        let place = self.place(operation.span);
        match &operation.action {
            Action::CreateTable(table) => self.create_table(table),
            Action::DropTable { table, if_exists, cascade } => self.drop_table(table, *if_exists, *cascade, place),
            Action::RenameTable { table, to } => self.rename_table(table, to, place),
            Action::MoveTable { table, schema } => self.move_table(table, schema, place),
            Action::AddColumn { table, column, if_not_exists } => {
                self.add_column(table, column, *if_not_exists, place);
            }
            Action::DropColumn { table, column, if_exists, cascade } => {
                self.drop_column(table, column, *if_exists, *cascade, place);
            }
            Action::RenameColumn { table, column, to } => self.rename_column(table, column, to, place),
            Action::AlterColumn { table, column, change } => self.alter_column(table, column, change, place),
            Action::ReplaceColumn { table, column, with } => self.replace_column(table, column, with, place),
            Action::AddConstraint { table, constraint } => {
                let id = self.altered(table, &place);
                self.add_constraint(id, constraint, None);
            }
            Action::DropConstraint { table, constraint, if_exists, .. } => {
                self.drop_constraint(table, constraint, *if_exists, place);
            }
            Action::RenameConstraint { table, constraint, to } => self.rename_constraint(table, constraint, to, place),
            Action::ValidateConstraint { table, constraint } => self.validate_constraint(table, constraint, place),
            Action::CreateIndex(index) => self.create_index(index, place),
            Action::DropIndex { index, table, if_exists } => {
                self.drop_index(index, table.as_ref(), *if_exists, place);
            }
            Action::RenameIndex { index, table, to } => self.rename_index(index, table.as_ref(), to),
            Action::CreateView(view) => self.create_view(view),
            Action::DropView { view, if_exists, cascade } => self.drop_table(view, *if_exists, *cascade, place),
            Action::SetSearchPath { schemas } => self.set_search_path(schemas),
            Action::AttachPartition { table, partition } => self.attach_partition(table, partition, place),
            Action::DetachPartition { partition, .. } => self.detach(partition),
            Action::Inherit { table, parent } => self.inherit(table, parent, place),
            Action::Distribute { table, column, by_order } => self.distribute(table, column, *by_order, place),
            Action::Opaque { tables } => self.lose_sight(tables, place),
            about_types => self.apply_to_types(about_types, place),
        }
    }

    pub fn finish(mut self) -> Catalog {
        self.catalog.retain(|table| !table.temporary);
        self.catalog.dropped = self.removals.that_stand(&self.catalog);
        self.catalog
    }

    fn dialect(&self) -> Dialect {
        self.catalog.dialect
    }

    fn is_mysql(&self) -> bool {
        self.dialect() == Dialect::Mysql
    }

    fn is_sqlite(&self) -> bool {
        self.dialect() == Dialect::Sqlite
    }

    /// Whether it behaves as PostgreSQL does; what speaks for no engine is taken for it as well.
    fn is_postgres(&self) -> bool {
        !self.is_mysql() && !self.is_sqlite()
    }

    fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }

    fn conflict(&mut self, place: &Place, text: String) {
        if !self.catalog.partial {
            self.catalog.conflicts.push(Conflict {
                place: place.clone(),
                text,
                remedy: None,
                other: None,
                drift: false,
            });
        }
    }

    /// The table that a change is made to. One that nothing made comes into being as partial, so that nobody argues
    /// from what it lacks.
    fn altered(&mut self, name: &ObjectName, place: &Place) -> TableId {
        if let Some(id) = self.find(name) {
            return id;
        }
        self.conflict(place, format!("`{name}` is changed here, but nothing before creates it"));
        self.unseen(name, place)
    }

    fn unseen(&mut self, name: &ObjectName, place: &Place) -> TableId {
        let whole = ObjectName { schema: self.schema_for_new(name), name: name.name.clone() };
        let mut table = Table::new(whole, TableKind::Table, place.clone());
        table.partial = Some("nothing that was read creates it".to_owned());
        self.catalog.add(table)
    }

    fn distribute(&mut self, table: &ObjectName, column: &str, by_order: bool, place: Place) {
        let Some(id) = self.find(table) else { return };
        let table = self.catalog.get_mut(id);
        if let Some(column) = table.column(column).map(|column| column.id) {
            table.spread = Some(Spread { column, by_order, defined: place });
        }
    }

    fn lose_sight(&mut self, tables: &[ObjectName], place: Place) {
        self.catalog.partial |= tables.is_empty();
        for name in tables {
            let id = self.find(name).unwrap_or_else(|| self.unseen(name, &place));
            let line = "code that cannot be followed may change it".to_owned();
            self.catalog.get_mut(id).partial.get_or_insert(line);
        }
    }
}
