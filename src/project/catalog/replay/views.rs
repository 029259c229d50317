//! Views, and tables made of a query: their columns, as far as the text tells.

use crate::extract::{ObjectName, ViewColumn, ViewResult, ViewSpec};
use crate::fact::Known;
use crate::text::Place;

use super::super::{Column, ColumnId, SqlType, Table, TableId, TableKind};
use super::Replay;
use super::names::{TEMPORARY, name_of};

impl Replay {
    pub(super) fn create_view(&mut self, spec: &ViewSpec) {
        let schema = if spec.temporary { Some(TEMPORARY.to_owned()) } else { self.schema_for_new(&spec.name) };
        let place = self.place(spec.name_span);
        if let Some(before) = self.exactly(schema.as_deref(), &spec.name.name) {
            if spec.if_not_exists {
                return;
            }
            if !spec.or_replace {
                self.conflict(&place, format!("`{}` is created here, but it exists already", spec.name));
            }
            self.remove(before);
        }
        let kind = if spec.materialized { TableKind::MaterializedView } else { TableKind::View };
        let mut table = Table::new(ObjectName { schema, name: spec.name.name.clone() }, kind, place);
        table.temporary = spec.temporary;
        table.sources = spec.sources.iter().map(|source| self.whole_name(source)).collect();
        let id = self.catalog.add(table);
        self.fill(id, spec.results.as_deref(), &spec.sources);
        let table = self.catalog.get_mut(id);
        for (column, name) in table.columns.iter_mut().zip(&spec.columns) {
            name.clone_into(&mut column.name);
        }
        if table.columns.is_empty() && !spec.columns.is_empty() {
            for name in &spec.columns {
                self.column_of(id, name, &self.catalog.get(id).defined.clone());
            }
        }
    }

    /// CREATE TABLE AS. Its columns may be NULL, whatever they were; MySQL alone keeps that.
    pub(super) fn take_results(&mut self, id: TableId, results: Option<&[ViewResult]>, sources: &[ObjectName]) {
        self.fill(id, results, sources);
        if !self.is_mysql() {
            for column in &mut self.catalog.get_mut(id).columns {
                column.nullable = Known::Yes(true);
            }
        }
    }

    fn fill(&mut self, id: TableId, results: Option<&[ViewResult]>, sources: &[ObjectName]) {
        let place = self.catalog.get(id).defined.clone();
        let mut columns = Vec::new();
        let mut whole = results.is_some();
        for result in results.unwrap_or_default() {
            match result {
                ViewResult::Named { name, column, cast } => {
                    let mut made = self.result(name, column.as_ref(), sources, &place);
                    if let Some(cast) = cast {
                        made.ty = self.type_of(cast).0;
                    }
                    columns.push(made);
                }
                ViewResult::All { table, outer } => {
                    let source = table.as_ref().and_then(|table| self.find(table)).filter(|source| *source != id);
                    let Some(source) = source.map(|source| self.catalog.get(source)) else {
                        whole = false;
                        continue;
                    };
                    whole &= source.partial.is_none();
                    let nullable = |column: &Column| if *outer { Known::Yes(true) } else { column.nullable };
                    columns.extend(source.columns.iter().map(|column| Column {
                        nullable: nullable(column),
                        ..handed_on(column, &column.name, &place)
                    }));
                }
            }
        }
        let table = self.catalog.get_mut(id);
        for column in columns {
            // A column that a join was made USING comes only once.
            if column.name == "?column?" || table.column(&column.name).is_none() {
                let own = table.new_column_id();
                table.columns.push(Column { id: own, ..column });
            }
        }
        if !whole {
            table.partial.get_or_insert_with(|| "its query could not be followed".to_owned());
        }
    }

    fn result(&self, name: &str, column: Option<&ViewColumn>, sources: &[ObjectName], place: &Place) -> Column {
        let found = column.and_then(|wanted| {
            let of = wanted.table.as_ref().map_or(sources, std::slice::from_ref);
            let mut holders =
                of.iter().filter_map(|source| self.catalog.get(self.find(source)?).column(&wanted.column));
            let first = holders.next()?;
            holders.next().is_none().then_some((first, wanted))
        });
        match found {
            Some((source, wanted)) => {
                let nullable = match (wanted.computed, wanted.outer) {
                    (true, _) => Known::No,
                    (_, true) => Known::Yes(true),
                    _ => source.nullable,
                };
                Column { nullable, ..handed_on(source, name, place) }
            }
            None => Column {
                id: ColumnId(0),
                name: name.to_owned(),
                ty: SqlType::unknown(),
                nullable: Known::No,
                default: None,
                generated: false,
                auto_increment: false,
                collation: None,
                charset: None,
                defined: place.clone(),
            },
        }
    }

    /// With CASCADE, the views that read a table or one of its columns go with it.
    pub(super) fn drop_views_of(&mut self, source: &ObjectName, column: Option<&str>, place: &Place) {
        let reads = |table: &Table| {
            let shows = |column: &str| table.columns.iter().any(|own| own.name == column);
            table.is_view() && table.sources.contains(source) && column.is_none_or(shows)
        };
        while let Some(id) = self.catalog.tables.iter().position(reads) {
            let name = name_of(self.catalog.get(id));
            self.removals.table(self.catalog.get(id), place);
            self.remove(id);
            self.drop_views_of(&name, None, place);
        }
    }
}

fn handed_on(column: &Column, name: &str, place: &Place) -> Column {
    Column {
        name: name.to_owned(),
        ty: column.ty.without_sequence(),
        default: None,
        generated: false,
        auto_increment: false,
        defined: place.clone(),
        ..column.clone()
    }
}
