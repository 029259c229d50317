//! Schemas as sets of lines, so that what an engine holds and what was folded from the same DDL can be compared.
#![allow(dead_code, unused_imports)]

mod folded;
mod mariadb;
mod ours;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;

pub use folded::folded;
pub use mariadb::of_mariadb;
pub use ours::of_catalog;
pub use postgres::of_postgres;
pub use sqlite::of_sqlite;

/// Each line names its table first.
#[derive(Debug, Default)]
pub struct Schema {
    pub tables: BTreeSet<String>,
    /// With type and nullability.
    pub columns: BTreeSet<String>,
    /// With their keys, those of primary keys too.
    pub indexes: BTreeSet<String>,
    pub primary_keys: BTreeSet<String>,
    pub foreign_keys: BTreeSet<String>,
}

impl Schema {
    pub fn parts(&self) -> [(&'static str, &BTreeSet<String>); 5] {
        [
            ("tables", &self.tables),
            ("columns", &self.columns),
            ("indexes", &self.indexes),
            ("primary keys", &self.primary_keys),
            ("foreign keys", &self.foreign_keys),
        ]
    }

    /// Reads `kind<TAB>line` rows.
    pub fn read(rows: &str) -> Self {
        let mut schema = Self::default();
        for row in rows.lines() {
            let Some((kind, line)) = row.split_once('\t') else { continue };
            let line = line.trim_end().to_owned();
            match kind {
                "table" => schema.tables.insert(line),
                "column" => schema.columns.insert(line),
                "index" => schema.indexes.insert(line),
                "primary" => schema.primary_keys.insert(line),
                "foreign" => schema.foreign_keys.insert(line),
                _ => panic!("what is a {kind}?"),
            };
        }
        schema
    }

    /// Lines that only one of the two has; empty when they are equal.
    pub fn differences(&self, folded: &Schema) -> String {
        let mut text = String::new();
        for ((what, engine), (_, ours)) in self.parts().iter().zip(folded.parts()) {
            for line in engine.difference(ours) {
                text += &format!("{what}: the engine has   {line}\n");
            }
            for line in ours.difference(engine) {
                text += &format!("{what}: folded there is  {line}\n");
            }
        }
        text
    }
}

/// The balance of what is missing and what is too much.
pub fn f1(engine: &BTreeSet<String>, ours: &BTreeSet<String>) -> f64 {
    let both = engine.intersection(ours).count();
    let all = engine.len() + ours.len();
    if all == 0 { 1.0 } else { 2.0 * both as f64 / all as f64 }
}
