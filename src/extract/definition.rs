//! Schema operations with names as written: tables, columns, indexes, alterations, routines. Each statement
//! holds those it makes; folding them into a schema is the project's work.

use serde::{Deserialize, Serialize};

use super::schema::{ObjectName, Operation};
use crate::fact::AlterationKind;
use crate::text::Span;

/// What one statement does to the schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Definitions {
    pub table: Option<TableDefinition>,
    /// Columns of the CREATE TABLE or of ADD COLUMN.
    pub columns: Vec<ColumnDefinition>,
    /// The name of a CREATE VIEW, materialised or not.
    pub view: Option<String>,
    /// The name of a CREATE SCHEMA or CREATE DATABASE.
    pub schema: Option<String>,
    pub index: Option<IndexDefinition>,
    pub alterations: Vec<Alteration>,
    pub routine: Option<Routine>,
    /// The procedure that a CALL runs.
    pub called: Option<String>,
    /// The same in full, for the schema that is folded from the repository.
    pub operations: Vec<Operation>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableDefinition {
    pub name: String,
    pub span: Span,
    /// A primary key or unique key stands in it.
    pub has_key: bool,
    pub temporary: bool,
    /// Its columns come from elsewhere: AS, LIKE, PARTITION OF, INHERITS, a virtual table.
    pub derived: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnDefinition {
    pub table: String,
    pub name: String,
    pub name_span: Span,
    /// In lower case, without length.
    pub type_name: String,
    /// The type and its length.
    pub span: Span,
    pub not_null: bool,
    pub has_default: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexDefinition {
    pub name: Option<String>,
    pub table: String,
    pub unique: bool,
    pub if_not_exists: bool,
    /// Built without blocking writes, or (ON ONLY a partitioned table) not built at all yet.
    pub concurrent: bool,
    /// From CREATE to the table's name.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alteration {
    pub kind: AlterationKind,
    pub table: String,
    /// The column, constraint or index.
    pub name: Option<String>,
    /// What a table or column is renamed to.
    pub new_name: Option<String>,
    pub scans_rows: bool,
    pub required: bool,
    pub concurrent: bool,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Routine {
    pub name: String,
    pub span: Span,
    pub security_definer: bool,
    pub pins_search_path: bool,
    pub unquoted_execute: Option<Span>,
    /// The tables that DDL in its body may change; all, when none is named. Nothing without DDL.
    pub changes: Option<Vec<ObjectName>>,
}
