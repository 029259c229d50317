//! Indexes for a whole project: what its queries want, merged so that one index serves as many as it can, and what is
//! there already and not needed.

mod plan;

pub use plan::{Drop, Plan, Proposal, Served, plan};

use crate::extract::Extract;
use crate::fact::Known;
use crate::project::Project;
use crate::project::catalog::{ForeignKey, is_covered};
use crate::resolve::Scope;
use crate::resolve::lowering::with_chains;
use crate::resolve::seek::{KeyOf, Purpose, Wanted, WantedKey, wanted_indexes};
use crate::text::{Place, Source};

/// A query that wants an index.
#[derive(Clone, Debug)]
pub struct Request {
    /// In `Project::databases`.
    pub database: usize,
    /// In `Catalog::tables`.
    pub table: usize,
    pub wanted: Wanted,
    pub place: Place,
    /// From 1.
    pub line: usize,
    /// It is no query: a foreign key, whose rows are looked for when a parent goes.
    pub foreign_key: bool,
}

/// What one file wants: its queries, and the foreign keys it defines.
pub fn requests(source: &Source, extract: &Extract, project: &Project) -> Vec<Request> {
    let mut found = of_foreign_keys(source, project);
    found.extend(of_queries(source, extract, project));
    found
}

/// Keys without an index, of parents whose rows are deleted.
fn of_foreign_keys(source: &Source, project: &Project) -> Vec<Request> {
    let mut found = Vec::new();
    for (at, database) in project.databases.iter().enumerate() {
        for (number, table) in database.catalog.tables().iter().enumerate() {
            let wants = |key: &&ForeignKey| {
                key.defined.path == source.path
                    && is_covered(&database.catalog, table, key) == Known::Yes(false)
                    && database.deletes_parent_of(key)
            };
            found.extend(table.foreign_keys.iter().filter(wants).map(|key| {
                let of = |&id| WantedKey { of: KeyOf::Column(id), descending: false };
                let wanted = Wanted {
                    keys: key.columns.iter().map(of).collect(),
                    equal: key.columns.len(),
                    purpose: Purpose::Narrow,
                    asked: key.defined.span,
                };
                let line = source.position(key.defined.span.start).line;
                Request { database: at, table: number, wanted, place: key.defined.clone(), line, foreign_key: true }
            }));
        }
    }
    found
}

/// Migrations, tests and seeds run once or on little data.
fn of_queries(source: &Source, extract: &Extract, project: &Project) -> Vec<Request> {
    let mut found = Vec::new();
    if !source.role().is_program() {
        return found;
    }
    let extract = &*with_chains(source, extract, project);
    for statement in &extract.statements {
        let Some(database) = project.database(&source.path, statement.dialect) else { continue };
        let Some(at) = project.databases.iter().position(|other| std::ptr::eq(other, database)) else { continue };
        for query in 0..statement.queries.len() {
            for (table, wanted) in wanted_indexes(source, Scope::of_database(statement, query, Some(database))) {
                let tables = database.catalog.tables();
                let Some(table) = tables.iter().position(|other| std::ptr::eq(other, table)) else { continue };
                let place = source.place(wanted.asked);
                let line = source.position(place.span.start).line;
                found.push(Request { database: at, table, wanted, place, line, foreign_key: false });
            }
        }
    }
    found
}
