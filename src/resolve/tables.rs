//! Facts about the schema itself: each table, column, index and foreign key is looked at in the file that defines it.

use super::foreign::is_copied_table;
use super::story::Story;
use super::{Schedule, design, distributions, schema_remedies};
use crate::fact::{Advice, Column, Dialect, Drift, Facts, ForeignKey, Index, Known, Table, TypeChange};
use crate::project::catalog::{
    self, Backs, Catalog, Conflict, Keyed, TypeFamily, is_covered, redundant_indexes, rewrites,
};
use crate::project::{Database, Project};
use crate::text::{Place, Source};

pub fn add(facts: &mut Facts, source: &Source, project: &Project, schedule: Schedule) {
    for (at, table) in project.tables_in(&source.path).filter(|(_, table)| !table.is_view()) {
        if is_copied_table(&table.name) {
            continue;
        }
        let database = &project.databases[at];
        let mut story = Reader { project, database, catalog: &database.catalog, table }.read(&source.path);
        for sibling in project.databases[..at].iter().filter(|other| other.is_for_another_engine(database)) {
            let twin = sibling.catalog.find_in(table.schema.as_deref(), &table.name);
            let twin = twin.map(|id| sibling.catalog.get(id)).filter(|twin| !twin.is_view());
            let reader = twin.map(|table| Reader { project, database: sibling, catalog: &sibling.catalog, table });
            reader.into_iter().for_each(|reader| story.leave_out(&reader.read_all()));
        }
        story.add_to(facts);
    }
    for database in &project.databases {
        facts.distributions.extend(distributions::of(&database.catalog, &source.path));
        let here = database.catalog.retyped.iter().filter(|retyped| retyped.place.path == source.path);
        facts.type_changes.extend(here.map(|retyped| TypeChange {
            table: retyped.table.clone(),
            column: retyped.column.clone(),
            old_type: retyped.from.written.clone(),
            new_type: retyped.to.written.clone(),
            rewrites: Known::from(rewrites(&retyped.from, &retyped.to, database.catalog.dialect)),
            dialect: database.catalog.dialect,
            settled: schedule.settled,
            downtime: schedule.downtime,
            defined: retyped.before.clone(),
            place: retyped.place.clone(),
        }));
        let here = |conflict: &&Conflict| conflict.drift && conflict.place.path == source.path;
        for conflict in database.catalog.conflicts.iter().filter(here) {
            // Said once, when the model serves several databases.
            let said = |drift: &Drift| drift.place == conflict.place && drift.text.0.starts_with(&conflict.text);
            if !facts.drifts.iter().any(said) {
                let text = conflict.text.clone();
                let several = project.databases.iter().any(|other| other.is_for_another_engine(database));
                facts.drifts.push(Drift {
                    text: Advice(if several { format!("{text} ({})", database.catalog.dialect.label()) } else { text }),
                    remedy: conflict.remedy.clone().map(Advice),
                    other: conflict.other.clone(),
                    place: conflict.place.clone(),
                });
            }
        }
    }
}

struct Reader<'p> {
    project: &'p Project,
    database: &'p Database,
    catalog: &'p Catalog,
    table: &'p catalog::Table,
}

impl Reader<'_> {
    fn read_all(&self) -> Story {
        self.read_where(&|_| true)
    }

    fn read(&self, path: &str) -> Story {
        self.read_where(&|place| &*place.path == path)
    }

    fn read_where(&self, wanted: &dyn Fn(&Place) -> bool) -> Story {
        let table = self.table;
        let columns = table.columns.iter().filter(|column| wanted(&column.defined));
        let keys = table.foreign_keys.iter().filter(|key| wanted(&key.defined));
        Story {
            table: wanted(&table.defined).then(|| self.table()),
            columns: columns.map(|column| self.column(column)).collect(),
            indexes: self.indexes(wanted),
            foreign_keys: keys.map(|key| self.foreign_key(key)).collect(),
        }
    }

    fn indexes(&self, wanted: &dyn Fn(&Place) -> bool) -> Vec<Index> {
        let mut here = self.table.indexes.iter().enumerate().filter(|(_, index)| wanted(&index.defined)).peekable();
        if here.peek().is_none() {
            return Vec::new();
        }
        let redundant = redundant_indexes(self.catalog, self.table);
        here.map(|(at, index)| self.index(index, redundant.iter().find(|one| one.index == at))).collect()
    }

    fn table(&self) -> Table {
        let table = self.table;
        let numbered = design::numbered_column(table);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Table {
            name: table.shown(),
            columns: count(table.columns.len()),
            indexes: count(table.indexes.len()),
            partial: table.partial.is_some(),
            stores_attributes: design::stores_attributes(table),
            numbered_column: numbered.map(|column| column.name.clone()),
            numbered_place: numbered.map(|column| column.defined.clone()),
            place: table.defined.clone(),
        }
    }

    fn column(&self, column: &catalog::Column) -> Column {
        let table = self.table;
        let is_key = table.primary_key == [column.id];
        Column {
            table: table.shown(),
            name: column.name.clone(),
            type_name: column.ty.written.clone(),
            lists_keys: design::lists_keys(column),
            instead_of_list: design::lists_keys(column).then(|| schema_remedies::instead_of_list(self.catalog.dialect)),
            points_anywhere: design::points_anywhere(table, column),
            random_key: is_key && design::is_random_uuid(column),
            clustered: self.catalog.dialect == Dialect::Mysql
                && table.engine.as_deref().is_none_or(|engine| engine.eq_ignore_ascii_case("innodb")),
            small_counter: is_key && design::is_small_counter(column, self.catalog.dialect),
            large_value: column.ty.family == TypeFamily::Binary && design::is_large(column),
            place: column.defined.clone(),
        }
    }

    fn index(&self, index: &catalog::Index, redundancy: Option<&catalog::Redundancy>) -> Index {
        let by = redundancy.map(|one| &self.table.indexes[one.covered_by]);
        Index {
            name: index.name.clone(),
            table: self.table.shown(),
            keys: shown_keys(self.table, index),
            unique: index.unique,
            covered_by: by.map(|by| by.name.clone()),
            covering_keys: by.map(|by| shown_keys(self.table, by)),
            identical: redundancy.is_some_and(|one| one.identical),
            cover: by.map(|by| by.defined.clone()),
            implied: index.implied,
            removal: redundancy
                .map(|_| schema_remedies::removal(self.table, index, self.catalog.dialect, &self.project.models)),
            place: index.defined.clone(),
        }
    }

    fn foreign_key(&self, key: &catalog::ForeignKey) -> ForeignKey {
        let table = self.table;
        let target =
            self.catalog.find_in(key.target.schema.as_deref(), &key.target.name).map(|id| self.catalog.get(id));
        let pairs = target.map(|target| design::pairs(table, key, target)).unwrap_or_default();
        let differing =
            pairs.iter().find(|(own, other)| design::types_differ(&own.ty, &other.ty, self.catalog.dialect));
        let target_columns = match (key.target_columns.as_slice(), target) {
            ([], Some(target)) => {
                target.primary_key.iter().map(|&id| target.name_of(id)).collect::<Vec<_>>().join(", ")
            }
            (named, _) => named.join(", "),
        };
        let indexed = is_covered(self.catalog, table, key);
        let parent_changes = self.database.deletes_parent_of(key);
        let misses_index = indexed == Known::Yes(true) && parent_changes;
        let cost = differing.and_then(|(own, other)| {
            let names = (&*table.shown(), &*key.target.to_string());
            design::cost_of_difference(own, other, self.catalog.dialect, names, misses_index)
        });
        ForeignKey {
            table: table.shown(),
            columns: key.columns.iter().map(|&id| table.name_of(id)).collect::<Vec<_>>().join(", "),
            target: key.target.to_string(),
            target_columns,
            indexed,
            parent_changes,
            wanted_index: (indexed != Known::Yes(true))
                .then(|| schema_remedies::wanted_index(table, key, &pairs, self.catalog.dialect)),
            types_differ: differing.is_some(),
            type_name: differing.map(|(own, _)| own.ty.written.clone()),
            target_type: differing.map(|(_, other)| other.ty.written.clone()),
            type_cost: cost.map(Advice),
            target_column_place: differing.map(|(_, other)| other.defined.clone()),
            index_dropped: key.columns.first().and_then(|&column| table.index_dropped(column)).cloned(),
            place: key.defined.clone(),
        }
    }
}

/// The keys of an index, as one would write them.
pub fn shown_keys(table: &catalog::Table, index: &catalog::Index) -> String {
    let key = |key: &catalog::IndexKey| {
        let mut text = match &key.of {
            Keyed::Column(id) => table.name_of(*id).to_owned(),
            Keyed::Expression { text, .. } => text.clone(),
        };
        if let Some(length) = key.prefix {
            text.push_str(&format!("({length})"));
        }
        if key.descending {
            text.push_str(" DESC");
        }
        text
    };
    let keys = index.keys.iter().map(key).collect::<Vec<_>>().join(", ");
    match index.backs {
        Backs::PrimaryKey => format!("primary key ({keys})"),
        _ => format!("({keys})"),
    }
}
