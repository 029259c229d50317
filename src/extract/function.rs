//! The functions of a program and the calls between them: what is needed to tell, where a function is called, which
//! queries that runs. Links are indexes into the same file.

use serde::{Deserialize, Serialize};

use super::{Constant, Premise};
use crate::text::Span;

/// What a file says of functions. Empty for a file without any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Functions {
    pub defined: Vec<Function>,
    pub classes: Vec<Class>,
    /// Calls that may be calls of the project's own functions, in the order of the file.
    pub calls: Vec<CallSite>,
    /// Functions that are given to calls, as paths, by the spans of their names.
    pub handed: Vec<(Span, String)>,
    /// Functions that a scheduler is given to run by the clock, as paths.
    pub scheduled: Vec<String>,
    pub executes: Vec<Executes>,
    pub exposes: Vec<Exposes>,
    /// What each name was imported as, with the dots of a relative import: `total` → `..orders.total`.
    pub imports: Vec<(String, String)>,
    /// Paths of which all names were imported.
    pub wildcards: Vec<String>,
    /// It has more calls than are looked at.
    pub cut: bool,
}

impl Functions {
    pub fn is_empty(&self) -> bool {
        self.defined.is_empty() && self.calls.is_empty() && self.imports.is_empty()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    pub name: String,
    /// The class or type whose method it is.
    pub class: Option<String>,
    /// Its name, where it is defined.
    pub span: Span,
    /// All of it.
    pub whole: Span,
    /// Without the object it is called on. At most as many as `Uses` can tell apart.
    pub parameters: Vec<String>,
    /// What each of them is when a call leaves it out, where that is written out as nothing or a truth value.
    pub defaults: Vec<Option<Constant>>,
    /// It is called on an object: `self` comes first.
    pub has_receiver: bool,
    /// Reading the attribute calls it.
    pub is_property: bool,
    /// Its result is kept, so that most calls run nothing.
    pub is_cached: bool,
    /// It runs once for each request that it answers.
    pub answers_requests: bool,
    /// A framework calls it when no transaction is open.
    pub begins_alone: bool,
    /// Templates call it, as a tag or a filter.
    pub is_tag: bool,
    /// It calls what stores or deletes a row in a library that it imports, whatever it is called on.
    pub changes_rows: bool,
    /// Its name says that it is a piece of work by itself, or it changes a row and tells others of it.
    pub is_operation: bool,
    /// A command line starts it, a migration, or the clock.
    pub runs_once: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    pub name: String,
    /// As paths, their first name replaced by what was imported under it.
    pub bases: Vec<String>,
}

/// Which parameters of the function around it a value is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses(pub u32);

impl Uses {
    /// How many parameters are told apart.
    pub const MOST: usize = 30;
    /// The object the function is called on.
    pub const RECEIVER: Self = Self(1 << 30);

    pub fn parameter(position: usize) -> Self {
        if position < Self::MOST { Self(1 << position) } else { Self(0) }
    }

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// An execution that stands in a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executes {
    /// Index into `Functions::defined`.
    pub function: usize,
    /// Index into `Extract::executions`.
    pub execution: usize,
    pub uses: Uses,
    pub way: Way,
    pub premises: Vec<Premise>,
}

/// A parameter that becomes part of an SQL text in its function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposes {
    /// Index into `Functions::defined`.
    pub function: usize,
    /// Index into its parameters.
    pub parameter: usize,
    /// Index into `Extract::gaps`.
    pub gap: usize,
}

/// How surely a call of a function comes to a place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Only when a test in it says so.
    pub conditional: bool,
    /// Only when a memory does not have the answer yet.
    pub memoised: bool,
}

impl Way {
    /// One way after the other.
    pub fn then(self, next: Self) -> Self {
        Self { conditional: self.conditional || next.conditional, memoised: self.memoised || next.memoised }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallSite {
    /// Index into `Functions::defined`: the function around it.
    pub within: Option<usize>,
    pub callee: Callee,
    /// As written, without arguments.
    pub written: String,
    /// The call up to its arguments.
    pub span: Span,
    pub receiver: Given,
    pub arguments: Vec<Given>,
    /// One of them is a connection, pool or transaction.
    pub hands_connection: bool,
    /// Nothing is done with its result.
    pub discarded: bool,
    /// It has the function run later, somewhere else.
    pub deferred: bool,
    /// It stands in what a scheduler runs by the clock.
    pub scheduled: bool,
    pub way: Way,
    pub premises: Vec<Premise>,
    pub turn: Option<Turn>,
}

/// What a call calls, as far as its file can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Callee {
    /// A function or class by its path, the first name replaced by what was imported under it.
    Path(String),
    /// A method of the class around it.
    Own { class: String, method: String },
    /// A method of the bases of that class.
    Base { class: String, method: String },
    /// A method of a value that is of one of these classes, as paths.
    Of { classes: Vec<String>, method: String },
    /// An attribute of such a value that is read: it may be a property.
    Attribute { classes: Vec<String>, name: String },
    /// A method of a value of which nothing is known.
    Method(String),
}

impl Callee {
    /// The name of what is called, without what stands before it.
    pub fn name(&self) -> &str {
        match self {
            Self::Path(path) => path.rsplit('.').next().unwrap_or(path),
            Self::Own { method, .. } | Self::Base { method, .. } | Self::Of { method, .. } | Self::Method(method) => {
                method
            }
            Self::Attribute { name, .. } => name,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Given by name.
    pub name: Option<String>,
    pub uses: Uses,
    /// Whether it depends on the variable of the loop around the call; `None` when that cannot be said.
    pub changes: Option<bool>,
    /// All that a collection holds: `*rest`.
    pub spread: bool,
    /// It is a part of a sequence: `rows[n:]`.
    pub is_part: bool,
    /// It is this parameter of the function around the call, unchanged.
    pub passed: Option<usize>,
    pub constant: Option<Constant>,
    /// It comes from a request, or from the command line.
    pub from_request: bool,
}

/// The loop around a call in the same function, and what stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Index into `Extract::loops`.
    pub index: usize,
    /// Whether anything of the call depends on the loop's variable.
    pub uses_variable: Option<bool>,
    pub guarded: bool,
    /// The innermost arm around it, of a test that turns may answer differently.
    pub arm: Option<Span>,
    pub memoised: bool,
    pub every_so_often: bool,
}

/// Whether the name of a method is so long and made of words that no two classes share it by chance.
pub fn is_telling(name: &str) -> bool {
    name.len() >= 8 && name.trim_matches('_').contains('_')
}
