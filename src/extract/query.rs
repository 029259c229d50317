//! Statements and queries with names as written. Links are indexes into the statement that holds them.

use serde::{Deserialize, Serialize};

use super::Definitions;
use super::term::{Column, Term};
use crate::fact::{CharacterPlace, Clause, Dialect, LiteralType, Operator, Origin, QueryRole, StatementKind};
use crate::text::Span;

/// Indexes from `start` on, up to `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    pub start: usize,
    pub end: usize,
}

impl Slice {
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// One SQL statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub kind: StatementKind,
    pub dialect: Dialect,
    pub origin: Origin,
    /// The words it begins with, in capitals.
    pub verb: String,
    pub verb_span: Span,
    /// The whole statement.
    pub span: Span,
    /// It stands in a down-migration.
    pub undo: bool,
    /// No dialect could read it: what it lacks is not known.
    pub opaque: bool,
    /// The program may put whole clauses into it: what it lacks is not known.
    pub patched: bool,
    /// A compiler checks the columns of its result against the program.
    pub columns_checked: bool,
    /// The table it writes or defines.
    pub table: Option<String>,
    /// It creates that table.
    pub creates: bool,
    /// In the order of the text; a query stands before those inside it.
    pub queries: Vec<Query>,
    pub ctes: Vec<Cte>,
    pub writes: Vec<Write>,
    pub assignments: Vec<Assignment>,
    pub odd_characters: Vec<OddCharacter>,
    pub definitions: Definitions,
}

impl Statement {
    /// One that says nothing yet.
    pub fn new(kind: StatementKind, dialect: Dialect, origin: Origin, verb: String, span: Span) -> Self {
        Self {
            kind,
            dialect,
            origin,
            verb,
            verb_span: span,
            span,
            undo: false,
            opaque: false,
            patched: false,
            columns_checked: false,
            table: None,
            creates: false,
            queries: Vec::new(),
            ctes: Vec::new(),
            writes: Vec::new(),
            assignments: Vec::new(),
            odd_characters: Vec::new(),
            definitions: Definitions::default(),
        }
    }
}

/// One SELECT or VALUES list, or the conditions of a change. The arms of a set operation are queries of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub role: QueryRole,
    /// The query around it.
    pub parent: Option<usize>,
    /// From SELECT to the end of the result list; for a change from its first word to its table.
    pub span: Span,
    /// A VALUES list, with the number of its rows.
    pub values: Option<usize>,
    pub tables: Vec<TableUse>,
    pub projections: Vec<Projection>,
    /// All columns it names, subqueries aside, in the order of the text.
    pub columns: Vec<Column>,
    pub predicates: Vec<Predicate>,
    pub conditions: Vec<Condition>,
    pub sorts: Vec<Sort>,
    /// Arms share the sort keys, limit and offset of the whole; only the first names their place.
    pub ordered: bool,
    pub limit: Option<Bound>,
    pub offset: Option<Bound>,
    pub distinct: bool,
    pub distinct_on: bool,
    pub grouped: bool,
    /// The keys of its GROUP BY.
    pub group_keys: Vec<Term>,
    /// ROLLUP, CUBE or GROUPING SETS add rows of their own.
    pub grouping_sets: bool,
    /// The PARTITION BY of each of its windows.
    pub partitions: Vec<Vec<Term>>,
    pub lock: Option<Lock>,
    /// The arms beside it, itself included, when it is the first arm of a set operation.
    pub arms: Vec<usize>,
    /// It is the first arm of a set operation with a UNION that is not ALL, outside WITH RECURSIVE.
    pub drops_duplicates: bool,
    /// The words of those UNIONs.
    pub unions: Vec<Span>,
    /// It is an arm of an EXCEPT.
    pub subtracts: bool,
}

impl Query {
    /// One that asks for nothing yet.
    pub fn new(role: QueryRole, parent: Option<usize>, span: Span) -> Self {
        Self {
            role,
            parent,
            span,
            values: None,
            tables: Vec::new(),
            projections: Vec::new(),
            columns: Vec::new(),
            predicates: Vec::new(),
            conditions: Vec::new(),
            sorts: Vec::new(),
            ordered: false,
            limit: None,
            offset: None,
            distinct: false,
            distinct_on: false,
            grouped: false,
            group_keys: Vec::new(),
            grouping_sets: false,
            partitions: Vec::new(),
            lock: None,
            arms: Vec::new(),
            drops_duplicates: false,
            unions: Vec::new(),
            subtracts: false,
        }
    }
}

/// A LIMIT or OFFSET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// When it is written as a number.
    pub rows: Option<i64>,
    /// With its keyword.
    pub span: Span,
    /// An ORM adds it to a call that asks for one row: `get()`, `first()`.
    pub implied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// SKIP LOCKED or NOWAIT.
    pub impatient: bool,
}

/// A use of a table, CTE, subquery or function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableUse {
    /// As written; empty for a subquery.
    pub name: String,
    pub alias: Option<String>,
    pub source: TableSource,
    pub join: Join,
    /// The columns an ON, USING or NATURAL ties it by are known to tie it to what stands before.
    pub tied: bool,
    /// It stands with others in brackets inside a join: an outer join may have made up all of them.
    pub nested: bool,
    /// It may look at the tables before it: LATERAL, APPLY, a function.
    pub lateral: bool,
    /// TABLESAMPLE.
    pub sampled: bool,
    /// The columns its own expression names, in `Query::columns`.
    pub columns: Slice,
    /// The columns it is given names for: `AS t(a, b)`.
    pub renamed: Vec<String>,
    /// The words that make its join an outer one: `LEFT OUTER`.
    pub outer: Option<Span>,
    /// Name and alias.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableSource {
    /// A table or view of the database.
    Table,
    /// Index into `Statement::ctes`.
    Cte(usize),
    /// A subquery, or the arms of one.
    Derived(Vec<usize>),
    /// A function, UNNEST, JSON_TABLE.
    Function,
}

/// How a table joins those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Join {
    /// The first of FROM.
    First,
    /// A comma.
    Comma,
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

/// One entry of a result list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Projection {
    pub span: Span,
    pub wildcard: bool,
    /// The `t` of `t.*`.
    pub qualifier: Option<String>,
    pub alias: Option<String>,
    /// It holds an aggregate, subqueries aside.
    pub aggregate: bool,
    pub term: Option<Term>,
}

/// One test of a condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predicate {
    pub clause: Clause,
    pub operator: Operator,
    /// The sign of a comparison: `>`, `<=`.
    pub sign: String,
    /// NOT stands before a test that has no name of its own with NOT.
    pub negated: bool,
    pub span: Span,
    /// What stands between its sides: `=`, `<>`.
    pub operator_span: Option<Span>,
    /// A NULL in its list, with the comma beside it.
    pub null_item: Option<Span>,
    /// What is tested.
    pub left: Option<Term>,
    /// What it is compared with: two for BETWEEN, the first few of a list.
    pub right: Vec<Term>,
    /// The other side, brackets included.
    pub right_span: Option<Span>,
    /// The other side as written.
    pub value: Option<String>,
    /// The families of the literals on the other side, each once.
    pub literals: Vec<LiteralType>,
    pub under_or: bool,
    /// Below an OR: which arm of the outermost one it stands in. No other arm has the number.
    pub arm: usize,
    /// It stands below an OR that is itself inside an arm.
    pub nested_or: bool,
    /// Tests with the same number stand in the same arm of the outermost AND.
    pub conjunct: usize,
    /// The columns it names, in `Query::columns`.
    pub columns: Slice,
    /// The subqueries in it, in `Statement::queries`.
    pub queries: Slice,
}

/// A whole WHERE, ON or HAVING.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub clause: Clause,
    pub span: Span,
    pub has_aggregate: bool,
    /// The first OR whose arm is an AND chain without brackets of its own.
    pub mixes_and_or: Option<Span>,
    /// All such arms.
    pub and_chains: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sort {
    pub term: Term,
    pub descending: bool,
    /// When it is written.
    pub nulls_first: Option<bool>,
}

/// One entry of a WITH clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cte {
    pub name: String,
    pub span: Span,
    pub used: bool,
    pub writes: bool,
    /// Its body: a query, or the arms of a set operation.
    pub queries: Vec<usize>,
    /// The columns it is given names for.
    pub renamed: Vec<String>,
    /// Whether MATERIALIZED or NOT MATERIALIZED is written.
    pub materialized: Option<bool>,
}

/// An INSERT, or the assignments of an UPDATE taken together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    pub table: String,
    pub names_columns: bool,
    /// The columns that an INSERT names.
    pub columns: Vec<Column>,
    /// What it does with rows that break a constraint is written out: IGNORE, OR IGNORE.
    pub tolerant: bool,
    pub arity_differs: bool,
    /// How many values it stores in each row, when that is plain.
    pub width: Option<usize>,
    pub span: Span,
}

/// One `column = value`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    pub column: String,
    /// The same, taken apart; none when several are set at once.
    pub target: Option<Column>,
    pub repeated: bool,
    pub and_chain: bool,
    /// The ANDs of that chain.
    pub ands: Vec<Span>,
    /// The value, when it is put together: `a || b`.
    pub joined: Option<Term>,
    pub span: Span,
}

/// A character that people cannot see or take for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OddCharacter {
    pub character: char,
    pub within: CharacterPlace,
    pub span: Span,
}
