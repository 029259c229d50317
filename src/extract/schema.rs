//! What DDL, a migration written in Python, or a model class does to the schema: one vocabulary of operations,
//! so that folding them does not care where they came from. Names are folded as their dialect folds them.

use serde::{Deserialize, Serialize};

use super::{Predicate, Term};
use crate::fact::Dialect;
use crate::text::Span;

/// The name of a table, view, type or index, perhaps with its schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectName {
    pub schema: Option<String>,
    pub name: String,
}

impl ObjectName {
    pub fn bare(name: impl Into<String>) -> Self {
        Self { schema: None, name: name.into() }
    }
}

impl std::fmt::Display for ObjectName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// One change of the schema, and what of the text says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    pub action: Action,
    /// What a finding about the outcome points at.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    CreateTable(Box<TableSpec>),
    DropTable {
        table: ObjectName,
        if_exists: bool,
        cascade: bool,
    },
    /// Of a table, a view or a sequence.
    RenameTable {
        table: ObjectName,
        to: ObjectName,
    },
    /// MySQL: what ALTER TABLE says of the table as a whole.
    TableOptions {
        table: ObjectName,
        engine: Option<String>,
        charset: Option<String>,
        collation: Option<String>,
        /// CONVERT TO: the columns that hold text get them too.
        converts: bool,
    },
    MoveTable {
        table: ObjectName,
        schema: String,
    },
    AddColumn {
        table: ObjectName,
        column: Box<ColumnSpec>,
        if_not_exists: bool,
    },
    DropColumn {
        table: ObjectName,
        column: String,
        if_exists: bool,
        cascade: bool,
    },
    RenameColumn {
        table: ObjectName,
        column: String,
        to: String,
    },
    AlterColumn {
        table: ObjectName,
        column: String,
        change: ColumnChange,
    },
    /// MySQL's MODIFY and CHANGE: all that is said of the column before is gone; it may get another name.
    ReplaceColumn {
        table: ObjectName,
        column: String,
        with: Box<ColumnSpec>,
    },
    AddConstraint {
        table: ObjectName,
        constraint: Box<ConstraintSpec>,
    },
    DropConstraint {
        table: ObjectName,
        constraint: DroppedConstraint,
        if_exists: bool,
        cascade: bool,
    },
    RenameConstraint {
        table: ObjectName,
        constraint: String,
        to: String,
    },
    ValidateConstraint {
        table: ObjectName,
        constraint: String,
    },
    CreateIndex(Box<IndexSpec>),
    /// `table` is named by MySQL and SQL Server only.
    DropIndex {
        index: ObjectName,
        table: Option<ObjectName>,
        if_exists: bool,
    },
    RenameIndex {
        index: ObjectName,
        table: Option<ObjectName>,
        to: String,
    },
    CreateView(Box<ViewSpec>),
    DropView {
        view: ObjectName,
        if_exists: bool,
        cascade: bool,
    },
    CreateEnum {
        name: ObjectName,
        values: Vec<String>,
    },
    AddEnumValue {
        name: ObjectName,
        value: String,
    },
    RenameEnumValue {
        name: ObjectName,
        value: String,
        to: String,
    },
    CreateDomain {
        name: ObjectName,
        base: String,
        not_null: bool,
    },
    /// A composite, range or base type, whose parts are of no interest.
    CreateType {
        name: ObjectName,
    },
    RenameType {
        name: ObjectName,
        to: String,
    },
    DropType {
        name: ObjectName,
        cascade: bool,
    },
    CreateSchema {
        name: String,
    },
    RenameSchema {
        name: String,
        to: String,
    },
    DropSchema {
        name: String,
        cascade: bool,
    },
    SetSearchPath {
        schemas: Vec<String>,
    },
    AttachPartition {
        table: ObjectName,
        partition: ObjectName,
    },
    DetachPartition {
        table: ObjectName,
        partition: ObjectName,
    },
    Inherit {
        table: ObjectName,
        parent: ObjectName,
    },
    /// The rows of a table are spread over servers by a column: Citus.
    Distribute {
        table: ObjectName,
        column: String,
        /// By ranges of its values, not by a hash of each.
        by_order: bool,
    },
    /// What cannot be followed: a DO block, EXECUTE, host code. It may have changed these tables; all, when none is
    /// named.
    Opaque {
        tables: Vec<ObjectName>,
    },
}

/// A CREATE TABLE, or a model that says the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TableSpec {
    pub name: ObjectName,
    pub name_span: Span,
    pub if_not_exists: bool,
    pub temporary: bool,
    pub unlogged: bool,
    pub columns: Vec<ColumnSpec>,
    pub constraints: Vec<ConstraintSpec>,
    /// MySQL's KEY entries.
    pub indexes: Vec<IndexSpec>,
    pub origin: TableOrigin,
    /// Of `AS SELECT`: the tables it reads.
    pub sources: Vec<ObjectName>,
    /// PARTITION BY: the columns, when they are plain.
    pub partitioned_by: Option<Vec<String>>,
    /// SQLite: STRICT, WITHOUT ROWID. MySQL: the engine, character set and collation.
    pub strict: bool,
    pub without_rowid: bool,
    pub engine: Option<String>,
    pub charset: Option<String>,
    pub collation: Option<String>,
    /// Not all of it could be read: what it lacks is not known.
    pub partial: bool,
    /// All its columns are told, but not all its indexes, unique and foreign keys: Diesel's `table!`.
    pub columns_only: bool,
}

/// Where the columns of a table come from, beside those it lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum TableOrigin {
    #[default]
    Listed,
    /// `LIKE source INCLUDING …`; `CREATE TABLE a LIKE b` of MySQL includes all but foreign keys.
    Like {
        source: ObjectName,
        including: Including,
    },
    /// `AS SELECT`: what is known of its results.
    Query(Option<Vec<ViewResult>>),
    PartitionOf(ObjectName),
    Inherits(Vec<ObjectName>),
    /// A foreign or virtual table.
    Foreign,
}

/// What LIKE takes along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Including {
    pub defaults: bool,
    pub constraints: bool,
    pub indexes: bool,
    pub identity: bool,
    pub generated: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ColumnSpec {
    pub name: String,
    /// The name.
    pub span: Span,
    /// As written, white space folded, without options: `character varying(20)`, `text[]`, `int unsigned`.
    pub type_name: String,
    /// From the type's first letter to its last.
    pub type_span: Span,
    /// `Some(false)`: NULL is written out.
    pub not_null: Option<bool>,
    /// As written.
    pub default: Option<String>,
    pub generated: bool,
    /// `serial`, IDENTITY, AUTO_INCREMENT, AUTOINCREMENT.
    pub auto_increment: bool,
    pub collation: Option<String>,
    pub charset: Option<String>,
    /// PRIMARY KEY, UNIQUE, REFERENCES and CHECK written beside the column; the lists of columns hold just this one.
    pub constraints: Vec<ConstraintSpec>,
}

/// What `ALTER COLUMN` changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ColumnChange {
    Type {
        type_name: String,
        collation: Option<String>,
    },
    NotNull(bool),
    Default(Option<String>),
    /// ADD or DROP of GENERATED … AS IDENTITY.
    Identity(bool),
    DropExpression,
    /// SET STATISTICS, STORAGE and the like.
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConstraintSpec {
    pub name: Option<String>,
    pub kind: ConstraintKind,
    pub span: Span,
    /// NOT VALID, NOT ENFORCED.
    pub not_valid: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ConstraintKind {
    PrimaryKey {
        keys: Vec<IndexKeySpec>,
        using_index: Option<String>,
    },
    Unique {
        keys: Vec<IndexKeySpec>,
        include: Vec<String>,
        nulls_not_distinct: bool,
        using_index: Option<String>,
    },
    ForeignKey {
        columns: Vec<String>,
        target: ObjectName,
        /// Empty: the target's primary key.
        target_columns: Vec<String>,
        on_delete: Option<ReferentialAction>,
        on_update: Option<ReferentialAction>,
    },
    /// The condition as written, and its tests where they could be read.
    Check {
        text: String,
        tests: Vec<Predicate>,
    },
    /// EXCLUDE: it is served by an index of this method.
    Exclude {
        method: Option<String>,
        columns: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferentialAction {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum DroppedConstraint {
    Named(String),
    PrimaryKey,
    /// MySQL: by its name.
    ForeignKey(String),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexSpec {
    pub name: Option<ObjectName>,
    pub table: ObjectName,
    pub unique: bool,
    /// In lower case; `None`: the engine's own, a B-tree. `fulltext` and `spatial` of MySQL are methods here.
    pub method: Option<String>,
    pub keys: Vec<IndexKeySpec>,
    pub include: Vec<String>,
    pub predicate: Option<IndexPredicate>,
    pub nulls_not_distinct: bool,
    pub concurrently: bool,
    pub if_not_exists: bool,
    /// ON ONLY a partitioned table: not built for its partitions.
    pub only: bool,
    /// MySQL's INVISIBLE, MariaDB's IGNORED.
    pub invisible: bool,
    /// A framework makes it for a field without being asked.
    pub implied: bool,
    /// The engines that its condition, method and the like are for (`postgresql_where=`); none: whatever the engine.
    pub options_for: Vec<Dialect>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexPredicate {
    /// As written.
    pub text: String,
    /// Its tests, joined by AND; none when it could not be read so.
    pub tests: Vec<Predicate>,
}

/// One entry of an index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexKeySpec {
    pub of: KeyOf,
    /// MySQL: the first so many characters.
    pub prefix: Option<u32>,
    pub descending: bool,
    /// When it is written out.
    pub nulls_first: Option<bool>,
    /// PostgreSQL: `text_pattern_ops`.
    pub operator_class: Option<String>,
    pub collation: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KeyOf {
    Column(String),
    /// As written, and the term when it could be read.
    Expression {
        text: String,
        term: Option<Term>,
    },
}

impl IndexKeySpec {
    pub fn column(name: impl Into<String>) -> Self {
        let of = KeyOf::Column(name.into());
        Self { of, prefix: None, descending: false, nulls_first: None, operator_class: None, collation: None }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ViewSpec {
    pub name: ObjectName,
    pub name_span: Span,
    pub or_replace: bool,
    pub if_not_exists: bool,
    pub materialized: bool,
    pub temporary: bool,
    /// The names it gives its columns.
    pub columns: Vec<String>,
    /// Its results: what is known of each.
    pub results: Option<Vec<ViewResult>>,
    /// The tables it reads, subqueries included.
    pub sources: Vec<ObjectName>,
}

/// One column of a view or of a table made by AS SELECT, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ViewResult {
    /// A result with a name of its own, and the column it hands on unchanged.
    Named { name: String, column: Option<ViewColumn>, cast: Option<String> },
    /// `*`, or `t.*`: all columns of this table; of what, is not known when there is none.
    All { table: Option<ObjectName>, outer: bool },
}

/// A column of a table in the FROM of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewColumn {
    /// The table it belongs to, when the text tells; else one of those that are read.
    pub table: Option<ObjectName>,
    pub column: String,
    /// It stands on the side of an outer join that may be missing.
    pub outer: bool,
    /// Only its type is handed on: a maximum, an arm of a union.
    pub computed: bool,
}
