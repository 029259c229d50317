//! What an added constraint makes wait, what PostgreSQL calls it, and the two steps that spare the wait.

use crate::extract::{Action, Alteration, ConstraintKind, ConstraintSpec, Definitions, IndexKeySpec, KeyOf};
use crate::fact::{Advice, AlterationKind, Dialect};
use crate::project::Project;
use crate::project::catalog::{Catalog, Table, postgres_name};
use crate::text::Place;

use super::history::bare;

/// The constraint that an action adds, as it is folded into the schema.
pub fn added<'d>(definitions: &'d Definitions, alteration: &Alteration) -> Option<&'d ConstraintSpec> {
    definitions.operations.iter().filter(|operation| operation.span == alteration.span).find_map(|operation| {
        match &operation.action {
            Action::AddConstraint { constraint, .. } => Some(&**constraint),
            _ => None,
        }
    })
}

/// The name of the constraint: as written, as the schema of the project has it, or as PostgreSQL makes it.
pub fn name(alteration: &Alteration, added: &ConstraintSpec, place: &Place, project: &Project) -> Option<String> {
    if let Some(name) = &added.name {
        return Some(name.clone());
    }
    let catalogs = project.databases.iter().map(|database| &database.catalog);
    let mut tables = catalogs.filter(|catalog| catalog.dialect == Dialect::Postgres).flat_map(Catalog::tables);
    if let Some(name) = tables.find_map(|table| name_in(table, place)) {
        return Some(name);
    }
    let table = bare(&alteration.table);
    let of = |columns: &[String], label| Some(postgres_name(&table, &columns.join("_"), label));
    match &added.kind {
        ConstraintKind::PrimaryKey { .. } => of(&[], "pkey"),
        ConstraintKind::Unique { keys, include, .. } => of(&[columns(keys)?, include.clone()].concat(), "key"),
        ConstraintKind::ForeignKey { columns, .. } => of(columns, "fkey"),
        // Which words of its condition are columns is known only with the table.
        _ => None,
    }
}

fn name_in(table: &Table, place: &Place) -> Option<String> {
    let keys = table.foreign_keys.iter().map(|key| (&key.defined, &key.name));
    // The name of a check tells its only column, if all columns are known.
    let checks = table.checks.iter().filter(|_| table.partial.is_none()).map(|check| (&check.defined, &check.name));
    let indexes = table.indexes.iter().map(|index| (&index.defined, &index.name));
    let mut all = keys.chain(checks).chain(indexes);
    all.find(|(defined, _)| *defined == place).map(|(_, name)| name.clone()).filter(|name| !name.is_empty())
}

fn columns(keys: &[IndexKeySpec]) -> Option<Vec<String>> {
    let column = |key: &IndexKeySpec| match &key.of {
        KeyOf::Column(name) => Some(name.clone()),
        KeyOf::Expression { .. } => None,
    };
    keys.iter().map(column).collect()
}

/// What waits while the rows are checked.
pub fn waiting(alteration: &Alteration, added: Option<&ConstraintSpec>) -> Option<Advice> {
    let waits = match (alteration.kind, added.map(|added| &added.kind)) {
        (AlterationKind::AddCheck, _) => "reads and writes wait".to_owned(),
        (AlterationKind::AddForeignKey, Some(ConstraintKind::ForeignKey { target, .. }))
            if bare(&target.name) != bare(&alteration.table) =>
        {
            format!("writes to it and to `{target}` wait")
        }
        (AlterationKind::AddForeignKey, _) => "writes wait".to_owned(),
        _ => return None,
    };
    Some(Advice(waits))
}

/// How it is added so that rows are read without the lock.
pub fn in_two_steps(alteration: &Alteration, added: Option<&ConstraintSpec>, name: Option<&str>) -> Option<Advice> {
    let table = &alteration.table;
    let shown = name.map(written);
    let text = match alteration.kind {
        AlterationKind::AddCheck | AlterationKind::AddForeignKey => match shown {
            Some(name) => format!(
                "Add it with `NOT VALID`, and in a later transaction run `ALTER TABLE {table} VALIDATE CONSTRAINT {name}`."
            ),
            None => format!(
                "Add it under a name of your own and with `NOT VALID` (`ADD CONSTRAINT {0} … NOT VALID`), and in a later \
                 transaction run `ALTER TABLE {table} VALIDATE CONSTRAINT {0}`.",
                written(&postgres_name(&bare(table), "", "check"))
            ),
        },
        AlterationKind::AddUnique | AlterationKind::AddPrimaryKey => {
            let (kind, label) = match alteration.kind {
                AlterationKind::AddUnique => ("UNIQUE", "key"),
                _ => ("PRIMARY KEY", "pkey"),
            };
            let name = shown.unwrap_or_else(|| written(&postgres_name(&bare(table), "", label)));
            let index = index_of(added);
            format!(
                "Build the index first, alone and outside a transaction: `CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} \
                 {index}`; then `ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name}`."
            )
        }
        _ => return None,
    };
    Some(Advice(text))
}

/// What stands behind the table's name in the CREATE INDEX.
fn index_of(added: Option<&ConstraintSpec>) -> String {
    let listed = |names: &[String]| names.iter().map(|name| written(name)).collect::<Vec<_>>().join(", ");
    let (keys, include, distinct) = match added.map(|added| &added.kind) {
        Some(ConstraintKind::PrimaryKey { keys, .. }) => (keys, &[][..], true),
        Some(ConstraintKind::Unique { keys, include, nulls_not_distinct, .. }) => {
            (keys, &include[..], !nulls_not_distinct)
        }
        _ => return "(…)".to_owned(),
    };
    let mut text = format!("({})", columns(keys).map_or_else(|| "…".to_owned(), |names| listed(&names)));
    if !include.is_empty() {
        text.push_str(&format!(" INCLUDE ({})", listed(include)));
    }
    if !distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text
}

/// A name as PostgreSQL reads it.
fn written(name: &str) -> String {
    let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    if name.chars().all(plain) { name.to_owned() } else { format!("\"{name}\"") }
}
