//! The schema as text: a line for each table, or a page for one.

use std::io::{self, Write};

use super::super::counted;
use super::Files;
use crate::extract::ReferentialAction;
use crate::fact::Known;
use crate::project::Database;
use crate::project::catalog::{Backs, Catalog, Column, ForeignKey, Index, IndexKey, Keyed, Table, TableKind};

/// Sources that are named before the rest is counted.
const SOURCES_NAMED: usize = 3;

/// A line for each table of a database.
pub fn list(database: &Database, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let catalog = &database.catalog;
    head(database, out)?;
    let mut tables: Vec<&Table> = catalog.tables().iter().collect();
    tables.sort_by_key(|table| table.shown());
    let width = tables.iter().map(|table| table.shown().chars().count()).max().unwrap_or_default();
    for table in tables {
        let counts = format!(
            "{}, {}",
            counted(table.columns.len(), "column"),
            match table.indexes.len() {
                1 => "1 index".to_owned(),
                several => format!("{several} indexes"),
            }
        );
        let name = table.shown();
        let (kind, partial) = (kind(table), if table.partial.is_some() { ", known in part" } else { "" });
        writeln!(out, "  {name:width$}  {:26}  {}{kind}{partial}", counts, files.shown(&table.defined))?;
    }
    Ok(())
}

fn head(database: &Database, out: &mut dyn Write) -> io::Result<()> {
    let catalog = &database.catalog;
    let tables = counted(catalog.tables().len(), "table");
    let partial = if catalog.partial { "; parts of it could not be followed" } else { "" };
    writeln!(out, "{} ({}): {tables} from {}{partial}", name(database), catalog.dialect.label(), sources(catalog))
}

fn name(database: &Database) -> &str {
    if database.name.is_empty() { "the database" } else { &database.name }
}

fn sources(catalog: &Catalog) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for source in &catalog.sources {
        match kinds.iter_mut().find(|(kind, _)| *kind == source.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&source.kind, 1)),
        }
    }
    let mut named: Vec<String> =
        kinds.iter().take(SOURCES_NAMED).map(|(kind, count)| source_files(kind, *count)).collect();
    if kinds.len() > SOURCES_NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}

/// `14 migrations`, `2 files of Django models`.
fn source_files(kind: &str, count: usize) -> String {
    match kind {
        "schema" => format!("{} with a schema", counted(count, "file")),
        "definition" => counted(count, "file"),
        _ if kind.ends_with("models") => format!("{} of {kind}", counted(count, "file")),
        _ => counted(count, kind),
    }
}

fn kind(table: &Table) -> &'static str {
    match table.kind {
        TableKind::Table => "",
        TableKind::View => ", view",
        TableKind::MaterializedView => ", materialized view",
        TableKind::Foreign => ", foreign",
    }
}

/// All that is known of one table.
pub fn page(database: &Database, table: &Table, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}{}, defined in {}", table.shown(), kind(table), files.shown(&table.defined))?;
    if let Some(reason) = &table.partial {
        writeln!(out, "  known in part: {reason}")?;
    }
    let columns: Vec<[String; 4]> = table.columns.iter().map(|column| column_cells(table, column, files)).collect();
    rows(&columns, out)?;
    if !table.indexes.is_empty() {
        writeln!(out, "indexes")?;
        let indexes: Vec<_> = table.indexes.iter().map(|index| index_cells(table, index, files)).collect();
        rows(&indexes, out)?;
    }
    if !table.foreign_keys.is_empty() {
        writeln!(out, "foreign keys")?;
        let keys: Vec<_> = table.foreign_keys.iter().map(|key| key_cells(table, key, files)).collect();
        rows(&keys, out)?;
    }
    if !table.checks.is_empty() {
        writeln!(out, "checks")?;
        let checks: Vec<_> = table
            .checks
            .iter()
            .map(|check| [check.name.clone(), check.text.clone(), files.shown(&check.defined)])
            .collect();
        rows(&checks, out)?;
    }
    let referrers: Vec<_> = database
        .catalog
        .referrers(table)
        .map(|(other, key)| [other.shown(), columns_of(other, key), files.shown(&key.defined)])
        .collect();
    if !referrers.is_empty() {
        writeln!(out, "referenced by")?;
        rows(&referrers, out)?;
    }
    Ok(())
}

fn rows<const N: usize>(rows: &[[String; N]], out: &mut dyn Write) -> io::Result<()> {
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default());
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join("  ");
        writeln!(out, "  {}", line.trim_end())?;
    }
    Ok(())
}

fn column_cells(table: &Table, column: &Column, files: &Files) -> [String; 4] {
    let nullable = match column.nullable {
        Known::Yes(true) => "",
        Known::Yes(false) => "not null",
        Known::No => "null or not: unknown",
    };
    let mut more: Vec<String> = Vec::new();
    more.extend((!nullable.is_empty()).then(|| nullable.to_owned()));
    more.extend(table.primary_key.contains(&column.id).then(|| "primary key".to_owned()));
    more.extend(column.auto_increment.then(|| "counts up".to_owned()));
    more.extend(column.generated.then(|| "generated".to_owned()));
    more.extend(column.default.as_ref().map(|default| format!("default {default}")));
    more.extend(column.collation.as_ref().map(|collation| format!("collate {collation}")));
    let ty = if column.ty.is_known() { column.ty.written.clone() } else { "type unknown".to_owned() };
    [column.name.clone(), ty, more.join(", "), files.shown(&column.defined)]
}

fn index_cells(table: &Table, index: &Index, files: &Files) -> [String; 3] {
    let mut what = match index.backs {
        Backs::PrimaryKey => "primary key ".to_owned(),
        Backs::Exclusion => "exclusion ".to_owned(),
        Backs::ForeignKey => "made for a foreign key ".to_owned(),
        Backs::Unique | Backs::Nothing if index.unique => "unique ".to_owned(),
        Backs::Unique | Backs::Nothing => String::new(),
    };
    if !index.is_btree() {
        what.push_str(&format!("{} ", index.method));
    }
    let keys: Vec<String> = index.keys.iter().map(|key| key_text(table, key)).collect();
    what.push_str(&format!("({})", keys.join(", ")));
    if !index.include.is_empty() {
        let include: Vec<&str> = index.include.iter().map(|&id| table.name_of(id)).collect();
        what.push_str(&format!(" include ({})", include.join(", ")));
    }
    if let Some(predicate) = &index.predicate {
        what.push_str(&format!(" where {}", predicate.text));
    }
    if !index.usable {
        what.push_str(", not in use");
    }
    [index.name.clone(), what, files.shown(&index.defined)]
}

/// A key as one would write it.
pub(super) fn key_text(table: &Table, key: &IndexKey) -> String {
    let mut text = match &key.of {
        Keyed::Column(id) => table.name_of(*id).to_owned(),
        Keyed::Expression { text, .. } => text.clone(),
    };
    if let Some(length) = key.prefix {
        text.push_str(&format!("({length})"));
    }
    if let Some(class) = &key.operator_class {
        text.push_str(&format!(" {class}"));
    }
    if key.descending {
        text.push_str(" desc");
    }
    match key.nulls_first {
        Some(first) if first != key.descending => text.push_str(if first { " nulls first" } else { " nulls last" }),
        _ => {}
    }
    text
}

fn columns_of(table: &Table, key: &ForeignKey) -> String {
    format!("({})", key.columns.iter().map(|&id| table.name_of(id)).collect::<Vec<_>>().join(", "))
}

fn key_cells(table: &Table, key: &ForeignKey, files: &Files) -> [String; 3] {
    let targets = match key.target_columns.as_slice() {
        [] => String::new(),
        named => format!(" ({})", named.join(", ")),
    };
    let mut what = format!("{} references {}{targets}", columns_of(table, key), key.target);
    if let Some(action) = key.on_delete.filter(|action| *action != ReferentialAction::NoAction) {
        what.push_str(&format!(" on delete {}", action_word(action)));
    }
    if !key.validated {
        what.push_str(", not validated");
    }
    [key.name.clone(), what, files.shown(&key.defined)]
}

pub(super) fn action_word(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}

/// What did not fit together.
pub fn conflicts(database: &Database, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    head(database, out)?;
    for conflict in &database.catalog.conflicts {
        let kind = if conflict.drift { "drift" } else { "conflict" };
        write!(out, "  {}: {kind}: {}", files.shown(&conflict.place), conflict.text)?;
        match &conflict.other {
            Some(other) => writeln!(out, " ({})", files.shown(other))?,
            None => writeln!(out)?,
        }
    }
    let told = |table: &&Table| database.catalog.conflicts.iter().any(|conflict| conflict.place == table.defined);
    let mut fits = database.catalog.conflicts.is_empty();
    for table in database.catalog.tables().iter().filter(|table| !told(table)) {
        let Some(reason) = &table.partial else { continue };
        fits = false;
        writeln!(out, "  {}: `{}` is known in part: {reason}", files.shown(&table.defined), table.shown())?;
    }
    if fits {
        writeln!(out, "  everything fits together")?;
    }
    Ok(())
}
