//! What the statements of the project do to the rows of its tables.

use std::collections::BTreeSet;

use super::Contribution;
use crate::extract::Statement;
use crate::fact::{AlterationKind, StatementKind};
use crate::text::FileRole;

/// Tables are named in lower case, without schema.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    deleted: BTreeSet<String>,
    written_down: BTreeSet<String>,
}

impl Rows {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut rows = Self::default();
        for file in files {
            let role = FileRole::of(file.path);
            for statement in &file.extract.statements {
                match role {
                    FileRole::Migration if is_list(statement) => {
                        rows.written_down.extend(statement.table.as_deref().map(bare));
                    }
                    FileRole::Application | FileRole::Command | FileRole::Seed => {
                        rows.deleted.extend(emptied(statement))
                    }
                    FileRole::Migration | FileRole::Test => {}
                }
            }
        }
        rows
    }

    /// Whether something that runs more than once deletes rows of a table. A migration does so once, a test elsewhere.
    pub fn are_deleted(&self, table: &str) -> bool {
        self.deleted.contains(&table.to_lowercase())
    }

    /// Whether a migration writes rows of a table that are not made of others.
    pub fn are_written_down(&self, table: &str) -> bool {
        self.written_down.contains(&table.to_lowercase())
    }
}

/// The tables that a DELETE or TRUNCATE names.
fn emptied(statement: &Statement) -> impl Iterator<Item = String> + '_ {
    let deletes = statement.kind == StatementKind::Delete;
    let changes = statement.definitions.alterations.iter();
    let truncated = changes.filter(|change| change.kind == AlterationKind::Truncate).map(|change| bare(&change.table));
    statement.table.as_deref().filter(|_| deletes).map(bare).into_iter().chain(truncated)
}

/// An INSERT that reads no table but its own, which it may look into for rows that are there already.
fn is_list(statement: &Statement) -> bool {
    let own = statement.table.as_deref().map(bare);
    let mut read = statement.queries.iter().flat_map(|query| &query.tables).filter(|table| !table.name.is_empty());
    statement.kind == StatementKind::Insert && !statement.undo && read.all(|table| Some(bare(&table.name)) == own)
}

fn bare(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    name.trim_matches(['"', '`', '[', ']']).to_lowercase()
}
