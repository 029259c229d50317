//! The transactions that a program opens, what stands in them, and what the program waits for beside the database.
//! Links are indexes into the same file.

use serde::{Deserialize, Serialize};

use crate::fact::{Errand, IsolationLevel};
use crate::text::Span;

/// What a file says of transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transactions {
    /// In the order of the file.
    pub opened: Vec<Opened>,
    /// Calls that wait for something other than the database, in the order of the file.
    pub waits: Vec<Wait>,
    /// Functions that send what looks like a request to another server; indexes into `Functions::defined`.
    pub requesting: Vec<usize>,
    /// Strict isolation levels that it asks for.
    pub isolations: Vec<Isolation>,
    /// It knows the errors of transactions that an engine refuses.
    pub knows_conflicts: bool,
    /// It runs something again.
    pub tries_again: bool,
    /// It has a setting, or something around requests, by which transactions are open that nothing else shows.
    pub wraps_requests: bool,
    pub pairs: Vec<Pair>,
    /// By index into `Extract::executions`.
    pub executions: Vec<Ground>,
    /// By index into `Functions::calls`: where the call stands.
    pub calls: Vec<Standing>,
}

/// A transaction that a program opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The library's name in `grammars/`.
    pub library: String,
    /// What opens it, as written, without arguments: `transaction.atomic`.
    pub callee: String,
    pub span: Span,
}

/// An isolation level that makes an engine refuse transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Isolation {
    pub level: IsolationLevel,
    pub span: Span,
}

/// A call that waits for something other than the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub errand: Errand,
    /// `another server`
    pub waits_for: String,
    /// As written, without arguments.
    pub callee: String,
    pub span: Span,
    pub standing: Standing,
    /// A test in its function decides whether it happens.
    pub conditional: bool,
    /// Index into `Functions::defined`: the function whose call runs it.
    pub function: Option<usize>,
}

/// What a call that reaches the database runs in, and on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    pub standing: Standing,
    /// A pool takes any of its connections for it, and takes it back at once.
    pub on_pool: bool,
    /// It commits by itself, unless a transaction is open.
    pub autocommit: bool,
    /// What it gives is kept for longer than the function runs.
    pub kept: bool,
    /// It runs on the connection that all code of a request shares, and commits by itself unless any of it has opened a
    /// transaction.
    pub shared: bool,
    /// The query locks the rows that it reads.
    pub locks: bool,
}

/// A row that is added, and another that belongs to it, on one way through a function. Indexes into
/// `Extract::executions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Index into `Transactions::opened`: the innermost transaction that is open there.
    pub transaction: Option<usize>,
    /// It runs at another time than the lines around it: in a closure, a task, after the commit.
    pub deferred: bool,
}
