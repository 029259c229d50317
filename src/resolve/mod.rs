//! Extract and project to facts: names find their tables, tables find each other, and every test says what it costs.

mod binding;
mod bindings;
mod called;
mod casts;
mod comparison;
mod definitions;
mod design;
mod existence;
mod foreign;
mod history;
mod inserts;
mod intent;
mod joins;
pub mod lowering;
mod multiplied;
mod nulls;
mod odd;
mod origin;
mod outer;
mod predicates;
mod programs;
mod queries;
mod remedies;
mod resolvers;
mod rows;
mod scope;
mod scratch;
pub mod seek;
mod small;
mod spare;
mod spelling;
mod standing;
mod statements;
mod story;
mod tables;
mod transactions;
mod types;
mod unresolved;
mod wrapping;

pub use scope::Scope;

use history::History;

use crate::extract::Extract;
use crate::fact::{Facts, Known};
use crate::project::Project;
use crate::text::Source;

/// All that is known of one file.
pub fn facts(source: &Source, extract: &Extract, project: &Project) -> Facts {
    let extract = &*lowering::with_chains(source, extract, project);
    let mut facts = Facts::default();
    let history = History::of(source, extract);
    let settled = Known::from(project.migrations.is_settled(&source.path));
    statements::add(&mut facts, source, extract, &history, settled);
    for (index, statement) in extract.statements.iter().enumerate() {
        let database = project.database(&source.path, statement.dialect);
        queries::add(&mut facts, source, index, statement, database, project);
        if let Some(database) = database {
            unresolved::add(&mut facts, source, index, statement, database, &project.mentions);
        }
        odd::add(&mut facts, source, index, statement);
    }
    definitions::add(&mut facts, source, extract, &history, project);
    programs::add(&mut facts, source, extract, &project.calls);
    existence::add(&mut facts, source, extract, project);
    called::add(&mut facts, source, extract, &project.calls);
    transactions::add(&mut facts, source, extract, project);
    rows::add(&mut facts, source, extract, project);
    multiplied::add(&mut facts, source, extract, project);
    resolvers::add(&mut facts, source, extract);
    tables::add(&mut facts, source, project);
    facts
}
