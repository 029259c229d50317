//! What migrations took away, as long as nothing made it again.

use crate::text::Place;

use super::super::{Catalog, Dropped, Table};

#[derive(Default)]
pub(super) struct Removals(Vec<Dropped>);

impl Removals {
    /// Of a table made again, the columns that did not come back are gone as well.
    pub(super) fn table(&mut self, table: &Table, place: &Place) {
        if table.temporary {
            return;
        }
        self.0.push(dropped(table, None, None, place));
        if table.partial.is_none() {
            let columns = table.columns.iter().map(|column| dropped(table, Some(&column.name), None, place));
            self.0.extend(columns);
        }
    }

    /// `table` still has its old name.
    pub(super) fn renamed_table(&mut self, table: &Table, to: &str, place: &Place) {
        for earlier in self.0.iter_mut().filter(|dropped| is_column_of(dropped, table)) {
            to.clone_into(&mut earlier.table);
        }
        self.0.push(dropped(table, None, Some(to), place));
    }

    pub(super) fn column(&mut self, table: &Table, column: &str, place: &Place) {
        self.0.push(dropped(table, Some(column), None, place));
    }

    pub(super) fn renamed_column(&mut self, table: &Table, column: &str, to: &str, place: &Place) {
        self.0.push(dropped(table, Some(column), Some(to), place));
    }

    /// Each only once, by its last place.
    pub(super) fn that_stand(self, catalog: &Catalog) -> Vec<Dropped> {
        let mut standing: Vec<Dropped> = Vec::new();
        for dropped in self.0.into_iter().rev() {
            let now = catalog.find_in(dropped.schema.as_deref(), &dropped.table).map(|id| catalog.get(id));
            let is_gone = match (&dropped.column, now) {
                (None, now) => now.is_none(),
                (Some(_), None) => false,
                (Some(column), Some(now)) => now.partial.is_none() && now.column(column).is_none(),
            };
            let same = |other: &Dropped| {
                (&other.schema, &other.table, &other.column) == (&dropped.schema, &dropped.table, &dropped.column)
            };
            if is_gone && !standing.iter().any(same) {
                standing.push(dropped);
            }
        }
        standing.reverse();
        standing
    }
}

fn dropped(table: &Table, column: Option<&str>, renamed_to: Option<&str>, place: &Place) -> Dropped {
    Dropped {
        table: table.name.clone(),
        schema: table.schema.clone(),
        column: column.map(str::to_owned),
        renamed_to: renamed_to.map(str::to_owned),
        place: place.clone(),
    }
}

fn is_column_of(dropped: &Dropped, table: &Table) -> bool {
    dropped.column.is_some() && dropped.table == table.name && dropped.schema == table.schema
}
