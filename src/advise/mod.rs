//! Indexes for a whole project: what its queries want, merged so that one index serves as many as it can, and what is
//! there already and not needed.

mod plan;

pub use plan::{Drop, Plan, Proposal, plan};

use crate::extract::Extract;
use crate::project::Project;
use crate::resolve::Scope;
use crate::resolve::lowering::with_chains;
use crate::resolve::seek::{Wanted, wanted_indexes};
use crate::text::{FileRole, Place, Source};

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
}

/// What the queries of one file want. Migrations, tests and seeds run once or on little data.
pub fn requests(source: &Source, extract: &Extract, project: &Project) -> Vec<Request> {
    let mut found = Vec::new();
    if source.role() != FileRole::Application {
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
                found.push(Request { database: at, table, wanted, place, line });
            }
        }
    }
    found
}
