//! Views, and tables made by AS SELECT: their columns come from those of other tables, as far as these are known.

use crate::extract::{ObjectName, TableOrigin, TableSpec, ViewResult, ViewSpec};
use crate::fact::Known;
use crate::text::Place;

use super::super::{Column, SqlType, Table, TableId, TableKind};
use super::Replay;
use super::names::TEMPORARY;

/// A column of a result, before it belongs to a table.
struct ResultColumn {
    name: String,
    ty: SqlType,
    nullable: Known<bool>,
}

impl Replay {
    pub(super) fn create_view(&mut self, spec: &ViewSpec) {
        let schema = if spec.temporary { Some(TEMPORARY.to_owned()) } else { self.schema_for_new(&spec.name) };
        let place = self.place(spec.name_span);
        let name = ObjectName { schema, name: spec.name.name.clone() };
        if let Some(before) = self.exactly(name.schema.as_deref(), &name.name) {
            if spec.if_not_exists {
                return;
            }
            if !spec.or_replace && self.catalog.get(before).partial.is_none() {
                self.conflict(&place, format!("`{name}` is created here, but it exists already"));
            }
            self.remove(before);
        }
        let kind = if spec.materialized { TableKind::MaterializedView } else { TableKind::View };
        let mut table = Table::new(name, kind, place);
        table.temporary = spec.temporary;
        let id = self.catalog.add(table);
        self.fill(id, spec.results.as_deref(), &spec.columns);
    }

    /// The columns of `CREATE TABLE … AS SELECT`: as a view's, but that NOT NULL does not come along.
    pub(super) fn take_results(&mut self, id: TableId, spec: &TableSpec) {
        let TableOrigin::Query(results) = &spec.origin else { return };
        let names: Vec<String> = spec.columns.iter().map(|column| column.name.clone()).collect();
        self.fill(id, results.as_deref(), &names);
        let table = self.catalog.get_mut(id);
        table.columns.iter_mut().for_each(|column| column.nullable = Known::Yes(true));
    }

    fn fill(&mut self, id: TableId, results: Option<&[ViewResult]>, names: &[String]) {
        let columns = results.and_then(|results| self.results(results));
        let Some(columns) = columns else {
            let reason = "not all columns of its query are known".to_owned();
            self.catalog.get_mut(id).partial.get_or_insert(reason);
            return;
        };
        let tables: Vec<ObjectName> = results
            .into_iter()
            .flatten()
            .filter_map(|result| match result {
                ViewResult::Named { column, .. } => column.as_ref().and_then(|column| column.table.as_ref()),
                ViewResult::All { table } => table.as_ref(),
            })
            .map(|table| self.whole_name(table))
            .collect();
        let table = self.catalog.get_mut(id);
        table.sources = tables;
        for (at, column) in columns.into_iter().enumerate() {
            let column = Column {
                id: table.new_column_id(),
                name: names.get(at).cloned().unwrap_or(column.name),
                ty: column.ty,
                nullable: column.nullable,
                default: None,
                generated: false,
                auto_increment: false,
                collation: None,
                charset: None,
                defined: table.defined.clone(),
            };
            table.columns.push(column);
        }
    }

    fn results(&self, results: &[ViewResult]) -> Option<Vec<ResultColumn>> {
        let mut columns = Vec::new();
        for result in results {
            match result {
                ViewResult::Named { name, column, cast } => {
                    let known = column.as_ref().and_then(|column| {
                        let table = column.table.as_ref().and_then(|table| self.find(table))?;
                        let found = self.catalog.get(table).column(&column.column)?;
                        let nullable = if column.outer { Known::Yes(true) } else { found.nullable };
                        Some((found.ty.clone(), nullable))
                    });
                    let nullable = known.as_ref().map_or(Known::No, |(_, nullable)| *nullable);
                    let ty = match cast {
                        Some(cast) => self.resolve_type(cast).0,
                        None => known.map(|(ty, _)| ty).unwrap_or_default(),
                    };
                    columns.push(ResultColumn { name: name.clone(), ty, nullable });
                }
                ViewResult::All { table } => {
                    let table = self.catalog.get(self.find(table.as_ref()?)?);
                    if table.partial.is_some() {
                        return None;
                    }
                    let all = table.columns.iter().map(|column| ResultColumn {
                        name: column.name.clone(),
                        ty: column.ty.clone(),
                        nullable: column.nullable,
                    });
                    columns.extend(all);
                }
            }
        }
        Some(columns)
    }

    /// DROP … CASCADE takes the views along that read what is dropped.
    pub(super) fn drop_views_of(&mut self, name: &ObjectName, column: Option<&str>, place: &Place) {
        let reads = |table: &Table| {
            table.is_view()
                && table.sources.contains(name)
                && column.is_none_or(|column| table.column(column).is_some())
        };
        while let Some(id) = self.catalog.tables.iter().position(reads) {
            let gone = super::names::name_of(self.catalog.get(id));
            self.removals.table(self.catalog.get(id), place);
            self.remove(id);
            self.drop_views_of(&gone, None, place);
        }
    }
}
