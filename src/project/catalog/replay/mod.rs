//! Folds operations into the schema they leave behind. For now: the tables they create.

use std::sync::Arc;

use super::{Catalog, Column, SqlType, Table, TableKind};
use crate::extract::{Action, Operation};
use crate::fact::{Dialect, Known};
use crate::text::Place;

pub struct Replay {
    catalog: Catalog,
}

impl Replay {
    pub fn new(dialect: Dialect) -> Self {
        Self { catalog: Catalog::new(dialect) }
    }

    pub fn apply(&mut self, operation: &Operation, path: &Arc<str>) {
        let Action::CreateTable(spec) = &operation.action else { return };
        let place = |span| Place { path: path.clone(), span };
        let mut table = Table::new(spec.name.clone(), TableKind::Table, place(spec.name_span));
        for column in &spec.columns {
            let id = table.new_column_id();
            table.columns.push(Column {
                id,
                name: column.name.clone(),
                ty: SqlType::parse(&column.type_name, self.catalog.dialect),
                nullable: Known::from(column.not_null.map(|required| !required)),
                default: column.default.clone(),
                generated: column.generated,
                auto_increment: column.auto_increment,
                collation: column.collation.clone(),
                charset: column.charset.clone(),
                defined: place(column.span),
            });
        }
        self.catalog.add(table);
    }

    pub fn finish(self) -> Catalog {
        self.catalog
    }
}
