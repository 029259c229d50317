//! Extract and project to facts: names find their tables, tables find each other, and every test says what it costs.

mod binding;
mod bindings;
mod called;
mod casts;
mod comparison;
mod constraints;
mod definitions;
mod design;
mod distributions;
mod existence;
mod foreign;
mod history;
mod inserts;
mod intent;
mod joins;
pub mod lowering;
mod missing;
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
mod schema_remedies;
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
use crate::project::{MigrationTerms, Project};
use crate::text::{FileRole, Source, SourceKind};

/// When what a file does to the schema runs.
#[derive(Clone, Copy)]
struct Schedule {
    /// It has run everywhere.
    settled: Known<bool>,
    /// Nothing else uses the database meanwhile.
    downtime: bool,
}

impl Schedule {
    fn of(source: &Source, project: &Project, terms: &MigrationTerms) -> Self {
        // What a program does by itself, it does while it is in use.
        let migrates = source.kind == SourceKind::Sql || source.role() == FileRole::Migration;
        Self {
            settled: Known::from(project.migrations.is_settled(&source.path, terms)),
            downtime: terms.downtime && migrates,
        }
    }
}

/// All that is known of one file.
pub fn facts(source: &Source, extract: &Extract, project: &Project, terms: &MigrationTerms) -> Facts {
    let extract = &*lowering::with_chains(source, extract, project);
    let mut facts = Facts::default();
    let history = History::of(source, extract);
    let schedule = Schedule::of(source, project, terms);
    statements::add(&mut facts, source, extract, &history, schedule);
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
    tables::add(&mut facts, source, project, schedule);
    facts
}

/// `a`, `b` and `c`
fn listed(names: &[String]) -> Option<String> {
    let (last, rest) = names.split_last()?;
    let rest: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
    Some(if rest.is_empty() { format!("`{last}`") } else { format!("{} and `{last}`", rest.join(", ")) })
}
