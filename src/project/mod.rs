//! What is known of the whole project: its schema, its models, its functions. Merged from the extracts
//! of all files in a fixed order, before any rule looks at a fact.

pub mod calls;
pub mod catalog;
pub mod columns;
mod databases;
mod declarations;
mod described;
mod described_sources;
mod drift;
mod elsewhere;
mod engine;
mod givers;
mod homes;
mod lineage;
mod managers;
mod mentions;
mod migrations;
pub mod models;
pub mod objects;
mod patterns;
mod readings;
mod rows;
mod sources;
mod whereabouts;

pub use calls::{Calls, Wanted, words};
pub use catalog::Catalog;
pub use declarations::{Declarations, Declared, Lineage};
pub use described::{Base, Described};
pub use elsewhere::{Away, Elsewhere};
pub use engine::{Engine, Product};
pub use givers::Givers;
pub use managers::Managers;
pub use mentions::Mentions;
pub use migrations::{MigrationTerms, Migrations, StartAfter};
pub use patterns::Patterns;
pub use readings::{Reading, Readings};
pub use rows::Rows;
pub use whereabouts::Whereabouts;

use std::collections::BTreeMap;
use std::sync::Arc;

use catalog::Table;
use models::Models;

use crate::extract::{Directive, Extract, ReferentialAction};
use crate::fact::Dialect;
use crate::text::SourceKind;

/// A file and what it says, as the project is folded from it.
#[derive(Clone, Copy, Debug)]
pub struct Contribution<'f> {
    pub path: &'f Arc<str>,
    pub kind: SourceKind,
    pub extract: &'f Extract,
}

impl Contribution<'_> {
    pub fn is_sql(&self) -> bool {
        self.kind == SourceKind::Sql
    }
}

#[derive(Clone, Debug, Default)]
pub struct Project {
    pub migrations: Migrations,
    pub mentions: Mentions,
    /// The databases that the repository describes.
    pub databases: Vec<Database>,
    /// The classes that stand for tables.
    pub models: Models,
    /// What their queries fetch along.
    pub managers: Managers,
    /// Functions that return queries.
    pub givers: Givers,
    /// What functions read of the rows they are given.
    pub readings: Readings,
    /// Classes that frameworks read.
    pub declarations: Declarations,
    /// Classes that make the columns of tables.
    pub columns: columns::Columns,
    /// Objects of its own classes.
    pub objects: objects::Objects,
    /// Relations to models that are not among them.
    pub elsewhere: Elsewhere,
    /// Which tables each file defines.
    pub whereabouts: Whereabouts,
    /// What the calls of functions come to.
    pub calls: Calls,
    /// A program of the project knows the errors of transactions that an engine refuses.
    pub knows_conflicts: bool,
    /// What the comments of templates say to seqscan: findings elsewhere point there.
    pub directives: BTreeMap<Arc<str>, Vec<Directive>>,
}

/// One database and its schema.
#[derive(Clone, Debug, Default)]
pub struct Database {
    pub name: String,
    /// The folder of the program it belongs to, where it tells itself. Its schema may lie there once for each engine.
    pub home: Option<String>,
    /// The engines it may run on.
    pub engines: Vec<Engine>,
    pub catalog: Catalog,
    /// The folder whose files speak to it, with a slash at its end; empty for all.
    pub folder: String,
    /// What the project does to the rows of its tables.
    pub rows: Rows,
    /// The files that the configuration says speak to it.
    pub claims: Vec<Patterns>,
}

impl Database {
    /// Whether the other one is the same database on another engine.
    pub fn is_for_another_engine(&self, other: &Database) -> bool {
        self.home.is_some() && self.home == other.home && self.catalog.dialect != other.catalog.dialect
    }

    /// Whether rows that a foreign key points at are deleted. Who lets a key cascade expects that they go, but not those
    /// of a list that the migrations write down.
    pub fn deletes_parent_of(&self, key: &catalog::ForeignKey) -> bool {
        use ReferentialAction::{Cascade, SetDefault, SetNull};
        let name = &key.target.name;
        let target = || self.catalog.find_in(key.target.schema.as_deref(), name).map(|id| self.catalog.get(id));
        let is_list = || self.rows.are_written_down(name) && target().is_some_and(Table::lists_values);
        self.rows.are_deleted(name) || matches!(key.on_delete, Some(Cascade | SetNull | SetDefault)) && !is_list()
    }
}

impl Project {
    /// Folds what all files say. They must stand in the order of their paths.
    pub fn fold(files: &[Contribution<'_>], described: &[Described]) -> Self {
        let migrations = Migrations::of(files.iter().map(|file| (&**file.path, file.extract)));
        let databases = databases::of(files, described);
        let whereabouts = Whereabouts::of(&databases);
        let models = Models::of(files);
        Self {
            migrations,
            mentions: Mentions::of(files),
            databases,
            readings: if models.is_empty() { Readings::default() } else { Readings::of(files, &models) },
            declarations: Declarations::of(files),
            columns: columns::Columns::of(files),
            objects: objects::Objects::of(files),
            calls: Calls::of(files, &models),
            models,
            managers: Managers::of(files),
            givers: Givers::of(files),
            elsewhere: Elsewhere::of(files),
            whereabouts,
            directives: files.iter().filter_map(of_template).collect(),
            knows_conflicts: files.iter().any(|file| file.extract.transactions.knows_conflicts),
        }
    }

    /// The tables that a file defines, or defines a part of, each with the position of its database.
    pub fn tables_in(&self, path: &str) -> impl Iterator<Item = (usize, &Table)> {
        self.whereabouts.tables(path).filter_map(|(database, table)| {
            Some((database, self.databases.get(database)?.catalog.tables().get(table)?))
        })
    }

    pub fn knows_a_schema(&self) -> bool {
        self.databases.iter().any(|database| !database.catalog.is_empty())
    }

    /// The database that the statements of a file speak to, when there is but one that can be meant.
    pub fn database(&self, path: &str, dialect: Dialect) -> Option<&Database> {
        let claims = |database: &&Database| database.claims.iter().any(|paths| paths.match_path(path));
        if let Some(claimed) = self.databases.iter().find(claims) {
            return Some(claimed);
        }
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

fn of_template(file: &Contribution<'_>) -> Option<(Arc<str>, Vec<Directive>)> {
    let directives = &file.extract.directives;
    let speaks = file.kind == SourceKind::Template && !directives.is_empty();
    speaks.then(|| (file.path.clone(), directives.clone()))
}
