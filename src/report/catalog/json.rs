//! The schema as one object for machines. Version 1: keys may be added, none changes or goes.

use std::io::{self, Write};

use serde::Serialize;

use super::Files;
use super::text::action_word;
use crate::fact::Dialect;
use crate::project::Database;
use crate::project::catalog::{self, Backs, Keyed, TableKind, UserTypeKind};
use crate::text::Place;

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    databases: Vec<DatabaseEntry<'r>>,
}

#[derive(Serialize)]
struct DatabaseEntry<'r> {
    name: &'r str,
    dialect: Dialect,
    engines: Vec<String>,
    partial: bool,
    sources: Vec<SourceEntry<'r>>,
    tables: Vec<TableEntry<'r>>,
    types: Vec<TypeEntry<'r>>,
    conflicts: Vec<ConflictEntry<'r>>,
}

#[derive(Serialize)]
struct SourceEntry<'r> {
    path: &'r str,
    kind: &'r str,
}

#[derive(Serialize)]
struct At<'r> {
    path: &'r str,
    line: usize,
}

#[derive(Serialize)]
struct TableEntry<'r> {
    schema: Option<&'r str>,
    name: &'r str,
    kind: &'static str,
    partial: Option<&'r str>,
    columns: Vec<ColumnEntry<'r>>,
    primary_key: Vec<&'r str>,
    indexes: Vec<IndexEntry<'r>>,
    foreign_keys: Vec<ForeignKeyEntry<'r>>,
    checks: Vec<CheckEntry<'r>>,
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct ColumnEntry<'r> {
    name: &'r str,
    r#type: Option<&'r str>,
    /// `null` when it is not known.
    nullable: Option<bool>,
    default: Option<&'r str>,
    generated: bool,
    auto_increment: bool,
    collation: Option<&'r str>,
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct IndexEntry<'r> {
    name: &'r str,
    keys: Vec<KeyEntry<'r>>,
    include: Vec<&'r str>,
    unique: bool,
    predicate: Option<&'r str>,
    method: &'r str,
    backs: Option<&'static str>,
    usable: bool,
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct KeyEntry<'r> {
    column: Option<&'r str>,
    expression: Option<&'r str>,
    prefix: Option<u32>,
    descending: bool,
    nulls_first: bool,
    operator_class: Option<&'r str>,
    collation: Option<&'r str>,
}

#[derive(Serialize)]
struct ForeignKeyEntry<'r> {
    name: &'r str,
    columns: Vec<&'r str>,
    target_schema: Option<&'r str>,
    target: &'r str,
    /// Empty: the primary key of the target.
    target_columns: &'r [String],
    on_delete: Option<&'static str>,
    on_update: Option<&'static str>,
    validated: bool,
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct CheckEntry<'r> {
    name: &'r str,
    text: &'r str,
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct TypeEntry<'r> {
    name: &'r str,
    kind: &'static str,
    values: &'r [String],
    #[serde(flatten)]
    at: At<'r>,
}

#[derive(Serialize)]
struct ConflictEntry<'r> {
    text: &'r str,
    drift: bool,
    #[serde(flatten)]
    at: At<'r>,
    other: Option<At<'r>>,
}

/// With the name of a table only that one is written.
pub fn write(databases: &[&Database], table: Option<&str>, files: &Files, out: &mut dyn Write) -> io::Result<()> {
    let writer = Writer { files, table };
    let databases = databases.iter().map(|database| writer.database(database)).collect();
    serde_json::to_writer(&mut *out, &Report { version: 1, databases })?;
    writeln!(out)
}

struct Writer<'r> {
    files: &'r Files,
    table: Option<&'r str>,
}

impl<'r> Writer<'r> {
    fn at(&self, place: &'r Place) -> At<'r> {
        At { path: self.files.path(&place.path), line: self.files.line(place) }
    }

    fn database(&self, database: &'r Database) -> DatabaseEntry<'r> {
        let catalog = &database.catalog;
        let source = |source: &'r catalog::CatalogSource| SourceEntry {
            path: self.files.path(&source.path),
            kind: &source.kind,
        };
        DatabaseEntry {
            name: &database.name,
            dialect: catalog.dialect,
            engines: database.engines.iter().map(ToString::to_string).collect(),
            partial: catalog.partial,
            sources: catalog.sources.iter().map(source).collect(),
            tables: match self.table {
                Some(name) => catalog.table(name).map(|table| self.table(table)).into_iter().collect(),
                None => catalog.tables().iter().map(|table| self.table(table)).collect(),
            },
            types: catalog.types.iter().map(|known| self.user_type(known)).collect(),
            conflicts: catalog.conflicts.iter().map(|conflict| self.conflict(conflict)).collect(),
        }
    }

    fn table(&self, table: &'r catalog::Table) -> TableEntry<'r> {
        TableEntry {
            schema: table.schema.as_deref(),
            name: &table.name,
            kind: match table.kind {
                TableKind::Table => "table",
                TableKind::View => "view",
                TableKind::MaterializedView => "materialized-view",
                TableKind::Foreign => "foreign",
            },
            partial: table.partial.as_deref(),
            columns: table.columns.iter().map(|column| self.column(column)).collect(),
            primary_key: table.primary_key.iter().map(|&id| table.name_of(id)).collect(),
            indexes: table.indexes.iter().map(|index| self.index(table, index)).collect(),
            foreign_keys: table.foreign_keys.iter().map(|key| self.foreign_key(table, key)).collect(),
            checks: table.checks.iter().map(|check| self.check(check)).collect(),
            at: self.at(&table.defined),
        }
    }

    fn column(&self, column: &'r catalog::Column) -> ColumnEntry<'r> {
        ColumnEntry {
            name: &column.name,
            r#type: column.ty.is_known().then_some(column.ty.written.as_str()),
            nullable: column.nullable.known(),
            default: column.default.as_deref(),
            generated: column.generated,
            auto_increment: column.auto_increment,
            collation: column.collation.as_deref(),
            at: self.at(&column.defined),
        }
    }

    fn index(&self, table: &'r catalog::Table, index: &'r catalog::Index) -> IndexEntry<'r> {
        let key = |key: &'r catalog::IndexKey| {
            let (column, expression) = match &key.of {
                Keyed::Column(id) => (Some(table.name_of(*id)), None),
                Keyed::Expression { text, .. } => (None, Some(text.as_str())),
            };
            KeyEntry {
                column,
                expression,
                prefix: key.prefix,
                descending: key.descending,
                nulls_first: key.nulls_first.unwrap_or(key.descending),
                operator_class: key.operator_class.as_deref(),
                collation: key.collation.as_deref(),
            }
        };
        IndexEntry {
            name: &index.name,
            keys: index.keys.iter().map(key).collect(),
            include: index.include.iter().map(|&id| table.name_of(id)).collect(),
            unique: index.unique,
            predicate: index.predicate.as_ref().map(|predicate| predicate.text.as_str()),
            method: &index.method,
            backs: match index.backs {
                Backs::Nothing => None,
                Backs::PrimaryKey => Some("primary-key"),
                Backs::Unique => Some("unique"),
                Backs::Exclusion => Some("exclusion"),
                Backs::ForeignKey => Some("foreign-key"),
            },
            usable: index.usable,
            at: self.at(&index.defined),
        }
    }

    fn foreign_key(&self, table: &'r catalog::Table, key: &'r catalog::ForeignKey) -> ForeignKeyEntry<'r> {
        ForeignKeyEntry {
            name: &key.name,
            columns: key.columns.iter().map(|&id| table.name_of(id)).collect(),
            target_schema: key.target.schema.as_deref(),
            target: &key.target.name,
            target_columns: &key.target_columns,
            on_delete: key.on_delete.map(action_word),
            on_update: key.on_update.map(action_word),
            validated: key.validated,
            at: self.at(&key.defined),
        }
    }

    fn check(&self, check: &'r catalog::Check) -> CheckEntry<'r> {
        CheckEntry { name: &check.name, text: &check.text, at: self.at(&check.defined) }
    }

    fn user_type(&self, known: &'r catalog::UserType) -> TypeEntry<'r> {
        let (kind, values) = match &known.kind {
            UserTypeKind::Enum(values) => ("enum", values.as_slice()),
            UserTypeKind::Domain { .. } => ("domain", &[][..]),
            UserTypeKind::Other => ("other", &[][..]),
        };
        TypeEntry { name: &known.name, kind, values, at: self.at(&known.defined) }
    }

    fn conflict(&self, conflict: &'r catalog::Conflict) -> ConflictEntry<'r> {
        ConflictEntry {
            text: &conflict.text,
            drift: conflict.drift,
            at: self.at(&conflict.place),
            other: conflict.other.as_ref().map(|place| self.at(place)),
        }
    }
}
