//! Schema operations to facts: which tables are new in this file, and which get their key later.

use std::collections::HashSet;

use super::constraints;
use super::history::{History, bare};
use super::scratch::is_scratch;
use super::standing::Standing;
use crate::extract::{self, Extract, Statement};
use crate::fact::{
    Advice, Alteration, AlterationKind, ColumnDefinition, Facts, Id, IndexDefinition, Routine, TableDefinition,
};
use crate::project::Project;
use crate::text::{FileRole, HOLE, Source, SourceKind};

/// Adds the schema facts of every statement. The facts' statements must stand in the order of the extract.
pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, history: &History<'_>, project: &Project) {
    let keyed = keyed_later(extract);
    let standing = Standing::of(source, project);
    let attached = attached_later(extract);
    for (index, statement) in extract.statements.iter().enumerate() {
        let definitions = &statement.definitions;
        let id = Id::new(index);
        if let Some(table) = &definitions.table {
            facts.table_definitions.push(TableDefinition {
                statement: id,
                name: table.name.clone(),
                has_key: table.has_key || keyed.contains(&bare(&table.name)),
                scratch: is_scratch(&table.name) || is_dropped_again(source, extract, index, &table.name),
                temporary: table.temporary,
                derived: table.derived || attached.contains(&bare(&table.name)),
                place: source.place(table.span),
            });
        }
        for column in &definitions.columns {
            facts.column_definitions.push(ColumnDefinition {
                statement: id,
                table: column.table.clone(),
                name: column.name.clone(),
                type_name: column.type_name.clone(),
                stands: standing.holds(column.name_span),
                place: source.place(column.span),
            });
        }
        if let Some(definition) = &definitions.index {
            facts.index_definitions.push(IndexDefinition {
                statement: id,
                table: definition.table.clone(),
                concurrent: definition.concurrent,
                unique: definition.unique,
                replacing: definition.name.as_deref().and_then(|name| replacing(&extract.statements[..index], name)),
                leftover: leftover(definition),
                place: source.place(definition.span),
            });
        }
        for (place, alteration) in definitions.alterations.iter().enumerate() {
            // Programs that change any table are tools: what they do depends on who calls them.
            if alteration.table.contains(HOLE) && source.role() != FileRole::Migration {
                continue;
            }
            let added = constraints::added(definitions, alteration);
            let name = added.and_then(|added| constraints::name(alteration, added, &source.place(added.span), project));
            facts.alterations.push(Alteration {
                statement: id,
                kind: alteration.kind,
                table: alteration.table.clone(),
                name: alteration.name.clone(),
                scratch: [Some(&alteration.table), alteration.name.as_ref(), alteration.new_name.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(|name| is_scratch(name)),
                table_is_new: history.is_new(index, &alteration.table),
                table_is_empty: history.is_empty(index, &alteration.table),
                column_is_new: history.is_new_column(index, alteration),
                recreated: history.is_made_again(index, alteration),
                moved: history.is_moved(index, alteration),
                repeated: definitions.alterations[..place].iter().any(|earlier| earlier.kind == alteration.kind),
                scans_rows: alteration.scans_rows
                    && !proven_not_null(extract, index, alteration)
                    && !rewritten_anyway(statement, alteration),
                required: alteration.required,
                concurrent: alteration.concurrent,
                waiting: constraints::waiting(alteration, added),
                in_two_steps: constraints::in_two_steps(alteration, added, name.as_deref()),
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

/// How an index is replaced without a time in which there is none, when one of its name was dropped before.
fn replacing(before: &[Statement], name: &str) -> Option<Advice> {
    let mut alterations = before.iter().flat_map(|statement| &statement.definitions.alterations);
    let is_it = |alteration: &extract::Alteration| {
        let dropped = alteration.name.as_deref().unwrap_or(&alteration.table);
        alteration.kind == AlterationKind::DropIndex && bare(dropped) == bare(name)
    };
    alterations.any(is_it).then(|| {
        Advice(format!(
            " Build it under another name, then drop the old one, and `ALTER INDEX … RENAME TO {name}`: as it stands, \
             queries have neither until it is built."
        ))
    })
}

/// What a failed build leaves behind is no index, but has its name.
fn leftover(definition: &extract::IndexDefinition) -> Option<Advice> {
    definition.if_not_exists.then(|| {
        let name = definition.name.as_deref().unwrap_or("…");
        Advice(format!(
            " A build that fails leaves an INVALID index, which `IF NOT EXISTS` skips when it is run again: \
             `DROP INDEX CONCURRENTLY {name}` first."
        ))
    })
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

/// Whether a program drops the table it has made: a table to try something with.
fn is_dropped_again(source: &Source, extract: &Extract, index: usize, table: &str) -> bool {
    let drops = |alteration: &extract::Alteration| {
        alteration.kind == AlterationKind::DropTable && bare(&alteration.table) == bare(table)
    };
    let later = || extract.statements[index + 1..].iter().flat_map(|statement| &statement.definitions.alterations);
    source.kind != SourceKind::Sql && source.role() != FileRole::Migration && later().any(drops)
}

/// Tables that become partitions of others, as dumps write it.
fn attached_later(extract: &Extract) -> HashSet<String> {
    let alterations = extract.statements.iter().flat_map(|statement| &statement.definitions.alterations);
    let attached = alterations.filter(|alteration| alteration.kind == AlterationKind::AttachPartition);
    attached.filter_map(|alteration| alteration.name.as_deref()).map(bare).collect()
}

/// Whether a validated CHECK (… IS NOT NULL) of the same file spares SET NOT NULL its scan.
fn proven_not_null(extract: &Extract, index: usize, alteration: &extract::Alteration) -> bool {
    alteration.kind == AlterationKind::SetNotNull
        && extract.statements[..index].iter().flat_map(|statement| &statement.definitions.alterations).any(|earlier| {
            earlier.kind == AlterationKind::ValidateConstraint && bare(&earlier.table) == bare(&alteration.table)
        })
}

/// Whether the same statement changes a column's type: the one pass that rewrites the rows checks them too.
fn rewritten_anyway(statement: &Statement, alteration: &extract::Alteration) -> bool {
    alteration.kind == AlterationKind::SetNotNull
        && statement.definitions.alterations.iter().any(|other| other.kind == AlterationKind::ChangeType)
}
