//! All DDL of the project as one database for each dialect, in the order of paths.

use std::collections::BTreeMap;

use super::catalog::{CatalogSource, Replay};
use super::{Contribution, Database, Engine};
use crate::extract::Action;
use crate::fact::{Dialect, StatementKind};
use crate::text::FileRole;

pub fn databases(files: &[Contribution<'_>]) -> Vec<Database> {
    let mut replays: BTreeMap<Dialect, (Replay, Vec<CatalogSource>)> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_sql && !matches!(FileRole::of(file.path), FileRole::Test)) {
        if file.path.ends_with("down.sql") {
            continue;
        }
        for statement in file.extract.statements.iter().filter(|statement| !statement.undo) {
            for operation in &statement.definitions.operations {
                if matches!(operation.action, Action::SetSearchPath { .. }) && replays.is_empty() {
                    continue;
                }
                let (replay, sources) =
                    replays.entry(statement.dialect).or_insert_with(|| (Replay::new(statement.dialect), Vec::new()));
                replay.apply(operation, file.path);
                if sources.last().is_none_or(|source: &CatalogSource| source.path != *file.path) {
                    sources.push(CatalogSource { path: file.path.clone(), kind: "DDL".to_owned() });
                }
            }
        }
    }
    let deleted = files.iter().flat_map(|file| &file.extract.statements);
    let deleted: Vec<String> = deleted
        .filter(|statement| matches!(statement.kind, StatementKind::Delete | StatementKind::Truncate))
        .filter_map(|statement| statement.table.as_deref())
        .map(|table| table.rsplit('.').next().unwrap_or(table).trim_matches(['"', '`']).to_lowercase())
        .collect();
    replays
        .into_iter()
        .map(|(dialect, (replay, sources))| {
            let mut catalog = replay.finish();
            catalog.sources = sources;
            let engines = Engine::of(dialect).to_vec();
            let deleted_from = deleted.iter().cloned().collect();
            Database { name: dialect.word().to_owned(), engines, catalog, folder: String::new(), deleted_from }
        })
        .collect()
}
