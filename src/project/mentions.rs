//! The tables that the statements of a project name: what they make, read and watch by triggers. A schema that knows few
//! of the tables that are read is not the schema of those queries.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Contribution, Database};
use crate::extract::{Action, Statement, TableSource};
use crate::text::FileRole;

#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// All that something makes, temporary or not; in lower case, without schema, as all names here.
    made: BTreeSet<String>,
    /// What a trigger or rule watches; none of them is known when the table of one is not.
    watched: BTreeSet<String>,
    watches_anything: bool,
    /// What application code reads and writes, with the file.
    used: BTreeSet<(Arc<str>, String)>,
}

impl Mentions {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut mentions = Self::default();
        for file in files {
            let application = FileRole::of(file.path).is_program();
            for statement in &file.extract.statements {
                mentions.note(statement);
                if application && !statement.creates {
                    let tables = statement.queries.iter().flat_map(|query| &query.tables);
                    let read = tables.filter(|table| table.source == TableSource::Table).map(|table| &table.name);
                    let written = statement.writes.iter().map(|write| &write.table);
                    mentions.used.extend(read.chain(written).map(|name| (file.path.clone(), bare(name))));
                }
            }
        }
        mentions
    }

    fn note(&mut self, statement: &Statement) {
        let definitions = &statement.definitions;
        let defined = definitions.table.iter().map(|table| &table.name).chain(&definitions.view);
        let created = statement.table.iter().filter(|_| statement.creates);
        self.made.extend(defined.chain(created).map(|name| bare(name)));
        for operation in &definitions.operations {
            match &operation.action {
                Action::CreateTable(table) => self.made.insert(table.name.name.to_lowercase()),
                Action::RenameTable { to, .. } => self.made.insert(to.name.to_lowercase()),
                _ => continue,
            };
        }
        let mut verb = statement.verb.split(' ');
        if verb.next() == Some("CREATE") && verb.any(|word| matches!(word, "TRIGGER" | "RULE")) {
            match &statement.table {
                Some(table) => drop(self.watched.insert(bare(table))),
                None => self.watches_anything = true,
            }
        }
    }

    /// Whether a statement of the project makes a table of this name.
    pub fn makes(&self, name: &str) -> bool {
        self.made.contains(&bare(name))
    }

    /// Whether a trigger may fill in what an INSERT leaves out.
    pub fn watches(&self, table: &str) -> bool {
        self.watches_anything || self.watched.contains(&bare(table))
    }

    /// Whether most of the tables that application code uses stand in the schema.
    pub fn are_in(&self, database: &Database) -> bool {
        let files = self.used.iter().filter(|(path, _)| path.starts_with(&database.folder));
        let names: BTreeSet<&str> = files.map(|(_, name)| name.as_str()).collect();
        let known = names.iter().filter(|name| database.catalog.has_table_called(name)).count();
        known > 0 && known * 2 >= names.len()
    }
}

/// A name in lower case, without schema and quotes.
fn bare(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).trim_matches(['"', '`', '[', ']']).to_lowercase()
}
