//! What is known of the whole project: its schema, its models, its functions. Merged from the extracts
//! of all files in a fixed order, before any rule looks at a fact.

pub mod calls;
pub mod catalog;
mod databases;
mod described;
mod described_sources;
mod drift;
mod engine;
mod homes;
mod mentions;
mod migrations;
pub mod models;
mod sources;
mod whereabouts;

pub use calls::{Calls, Wanted};
pub use catalog::Catalog;
pub use described::{Base, Described};
pub use engine::{Engine, Product};
pub use mentions::Mentions;
pub use migrations::{Migrations, SETTLED_AFTER};
pub use whereabouts::Whereabouts;

use std::collections::BTreeSet;
use std::sync::Arc;

use catalog::Table;
use models::Models;

use crate::extract::Extract;
use crate::fact::Dialect;

/// A file and what it says, as the project is folded from it.
#[derive(Clone, Copy, Debug)]
pub struct Contribution<'f> {
    pub path: &'f Arc<str>,
    /// It is an SQL file, not a program.
    pub is_sql: bool,
    pub extract: &'f Extract,
}

#[derive(Clone, Debug, Default)]
pub struct Project {
    pub migrations: Migrations,
    pub mentions: Mentions,
    /// The databases that the repository describes.
    pub databases: Vec<Database>,
    /// The classes that stand for tables.
    pub models: Models,
    /// Which tables each file defines.
    pub whereabouts: Whereabouts,
    /// What the calls of functions come to.
    pub calls: Calls,
}

/// One database and its schema.
#[derive(Clone, Debug, Default)]
pub struct Database {
    pub name: String,
    /// The engines it may run on.
    pub engines: Vec<Engine>,
    pub catalog: Catalog,
    /// The folder whose files speak to it, with a slash at its end; empty for all.
    pub folder: String,
    /// The tables that a DELETE or TRUNCATE of the project names, in lower case, without schema.
    pub deleted_from: BTreeSet<String>,
}

impl Database {
    /// Whether anything in the project deletes rows of a table.
    pub fn deletes_from(&self, table: &str) -> bool {
        self.deleted_from.contains(&table.to_lowercase())
    }
}

impl Project {
    /// Folds what all files say. They must stand in the order of their paths.
    pub fn fold(files: &[Contribution<'_>], described: &[Described]) -> Self {
        let migrations = Migrations::of(files.iter().map(|file| &**file.path));
        let databases = databases::of(files, described);
        let whereabouts = Whereabouts::of(&databases);
        let calls = Calls::of(files);
        Self { migrations, mentions: Mentions::of(files), databases, models: Models::of(files), whereabouts, calls }
    }

    /// The tables that a file defines, or defines a part of, each with its database.
    pub fn tables_in(&self, path: &str) -> impl Iterator<Item = (&Database, &Table)> {
        self.whereabouts.tables(path).filter_map(|(database, table)| {
            let database = self.databases.get(database)?;
            Some((database, database.catalog.tables().get(table)?))
        })
    }

    pub fn knows_a_schema(&self) -> bool {
        self.databases.iter().any(|database| !database.catalog.is_empty())
    }

    /// The database that the statements of a file speak to, when there is but one that can be meant.
    pub fn database(&self, path: &str, dialect: Dialect) -> Option<&Database> {
        let fits = |database: &&Database| {
            path.starts_with(&database.folder)
                && (dialect == Dialect::Generic
                    || database.catalog.dialect == Dialect::Generic
                    || database.catalog.dialect == dialect)
        };
        let mut fitting: Vec<&Database> = self.databases.iter().filter(fits).collect();
        let nearest = fitting.iter().map(|database| database.folder.len()).max()?;
        fitting.retain(|database| database.folder.len() == nearest);
        match fitting.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
