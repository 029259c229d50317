//! What one file says, by itself: its SQL as a query model with names as written, and what its program does
//! with a database. Compact, serialisable, and free of syntax trees; all spans are bytes of the file.

mod change;
mod declaration;
mod definition;
mod directive;
mod expression;
mod function;
mod marks;
mod model;
mod object;
mod premise;
mod program;
mod query;
mod resolver;
mod rows;
mod schema;
mod term;
mod texts;
mod transaction;

pub use change::*;
pub use declaration::*;
pub use definition::*;
pub use directive::*;
pub use expression::*;
pub use function::*;
pub use marks::*;
pub use model::*;
pub use object::*;
pub use premise::*;
pub use program::*;
pub use query::*;
pub use resolver::*;
pub use rows::*;
pub use schema::*;
pub use term::*;
pub use texts::*;
pub use transaction::*;

use serde::{Deserialize, Serialize};

use crate::fact::Dialect;
use crate::text::Span;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Extract {
    /// The dialect its SQL was read as, and what said so.
    pub dialect: Option<DialectChoice>,
    /// In the order of the file.
    pub statements: Vec<Statement>,
    pub executions: Vec<Execution>,
    pub gaps: Vec<Gap>,
    pub loops: Vec<Loop>,
    /// Rows that programs take and hold.
    pub rows: Vec<Rows>,
    /// Where rows are given to what reads them.
    pub handings: Vec<Handing>,
    /// Classes that frameworks read.
    pub declarations: Vec<Declaration>,
    pub givers: Vec<Giver>,
    /// Functions that give the fields of one object after the other.
    pub resolvers: Vec<Resolver>,
    pub changes: Vec<RowChange>,
    pub saves: Vec<RowSave>,
    pub creations: Vec<Creation>,
    /// How classes of queries and managers make theirs.
    pub query_methods: Vec<QueryMethod>,
    pub column_classes: Vec<ColumnClass>,
    pub object_classes: Vec<ObjectClass>,
    pub objects: Vec<Object>,
    pub managers: Vec<ManagerUse>,
    pub functions: Functions,
    pub transactions: Transactions,
    /// Models and migrations that a program holds.
    pub schema: HostSchema,
    /// Where its SQL stands in the strings of a program.
    pub texts: Texts,
    /// What the comments of a migration say of it.
    pub marks: Marks,
    /// What its comments say to seqscan.
    pub directives: Vec<Directive>,
    /// Statements that no dialect could read whole.
    pub unparsed: Vec<Unparsed>,
}

/// The dialect taken for a file or a statement, and why: "the import of psycopg", "--dialect".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialectChoice {
    pub dialect: Dialect,
    pub reason: String,
}

/// A statement that could not be read, with what the parser of the chosen dialect said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unparsed {
    pub span: Span,
    pub error: String,
}
