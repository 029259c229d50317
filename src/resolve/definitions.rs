//! Schema operations to facts: which tables are new in this file, and which get their key later.

use std::collections::{HashMap, HashSet};

use crate::extract::{self, Extract};
use crate::fact::{Alteration, AlterationKind, ColumnDefinition, Facts, Id, IndexDefinition, Routine, TableDefinition};
use crate::text::Source;

/// The tables and views a file makes, by name without schema, with the statements that do: CREATE, and
/// RENAME to the name.
#[derive(Debug, Default)]
pub struct Created(HashMap<String, Vec<usize>>);

impl Created {
    pub fn of(extract: &Extract) -> Self {
        let mut created = Self::default();
        for (index, statement) in extract.statements.iter().enumerate() {
            let definitions = &statement.definitions;
            let table = definitions.table.as_ref().map(|table| &table.name);
            let renamed =
                definitions.alterations.iter().filter(|alteration| alteration.kind == AlterationKind::RenameTable);
            let made =
                table.into_iter().chain(&definitions.view).chain(renamed.filter_map(|rename| rename.name.as_ref()));
            for name in made {
                created.0.entry(bare(name)).or_default().push(index);
            }
        }
        created
    }

    /// Whether a statement before `index` makes the table.
    pub fn before(&self, index: usize, table: &str) -> bool {
        self.0.get(&bare(table)).is_some_and(|makers| makers.iter().any(|&maker| maker < index))
    }

    /// Whether a statement after `index` makes a table or view of the name.
    pub fn after(&self, index: usize, table: &str) -> bool {
        self.0.get(&bare(table)).is_some_and(|makers| makers.iter().any(|&maker| maker > index))
    }
}

/// A table's name as people compare it: its last part, in lower case.
fn bare(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).to_lowercase()
}

/// Adds the schema facts of every statement. The facts' statements must stand in the order of the extract.
pub fn add(facts: &mut Facts, source: &Source, extract: &Extract) {
    let created = Created::of(extract);
    let keyed = keyed_later(extract);
    for (index, statement) in extract.statements.iter().enumerate() {
        let definitions = &statement.definitions;
        let id = Id::new(index);
        if let Some(table) = &definitions.table {
            facts.table_definitions.push(TableDefinition {
                statement: id,
                name: table.name.clone(),
                has_key: table.has_key || keyed.contains(&bare(&table.name)),
                temporary: table.temporary,
                derived: table.derived,
                place: source.place(table.span),
            });
        }
        for column in &definitions.columns {
            facts.column_definitions.push(ColumnDefinition {
                statement: id,
                table: column.table.clone(),
                name: column.name.clone(),
                type_name: column.type_name.clone(),
                place: source.place(column.span),
            });
        }
        if let Some(definition) = &definitions.index {
            facts.index_definitions.push(IndexDefinition {
                statement: id,
                table: definition.table.clone(),
                concurrent: definition.concurrent,
                unique: definition.unique,
                place: source.place(definition.span),
            });
        }
        for alteration in &definitions.alterations {
            facts.alterations.push(Alteration {
                statement: id,
                kind: alteration.kind,
                table: alteration.table.clone(),
                name: alteration.name.clone(),
                table_is_new: created.before(index, &alteration.table),
                recreated: created.after(index, &alteration.table),
                scans_rows: alteration.scans_rows && !proven_not_null(extract, index, alteration),
                required: alteration.required,
                concurrent: alteration.concurrent,
                place: source.place(alteration.span),
            });
        }
        if let Some(routine) = &definitions.routine {
            facts.routines.push(Routine {
                statement: id,
                name: routine.name.clone(),
                security_definer: routine.security_definer,
                pins_search_path: routine.pins_search_path,
                unquoted_execute: routine.unquoted_execute.map(|span| source.place(span)),
                place: source.place(routine.span),
            });
        }
    }
}

/// Tables that an ALTER TABLE or a unique index gives a key.
fn keyed_later(extract: &Extract) -> HashSet<String> {
    let mut keyed = HashSet::new();
    for definitions in extract.statements.iter().map(|statement| &statement.definitions) {
        for alteration in &definitions.alterations {
            if matches!(alteration.kind, AlterationKind::AddPrimaryKey | AlterationKind::AddUnique) {
                keyed.insert(bare(&alteration.table));
            }
        }
        if let Some(index) = definitions.index.as_ref().filter(|index| index.unique) {
            keyed.insert(bare(&index.table));
        }
    }
    keyed
}

/// Whether a validated CHECK (… IS NOT NULL) of the same file spares SET NOT NULL its scan.
fn proven_not_null(extract: &Extract, index: usize, alteration: &extract::Alteration) -> bool {
    alteration.kind == AlterationKind::SetNotNull
        && extract.statements[..index].iter().flat_map(|statement| &statement.definitions.alterations).any(|earlier| {
            earlier.kind == AlterationKind::ValidateConstraint && bare(&earlier.table) == bare(&alteration.table)
        })
}
