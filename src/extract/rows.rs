//! Rows of an ORM that a program takes one after the other, or holds, and what it reads of them.

use serde::{Deserialize, Serialize};

use super::{Premise, Step};
use crate::text::Span;

/// The rows that one variable stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    pub variable: String,
    /// Where they come from: one for each way that leads to them.
    pub sources: Vec<RowSource>,
    /// Index into `Extract::loops`: the loop that takes them. None: the variable holds one row.
    pub repetition: Option<usize>,
    /// The function around, or the whole file.
    pub function: Span,
    pub reads: Vec<RowRead>,
    /// Whole rows go where they cannot be followed: they are handed on, kept in a list, used after the loop.
    pub escapes: bool,
}

/// An expression that gives rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowSource {
    pub root: RowRoot,
    /// From the root on.
    pub steps: Vec<Step>,
    /// A call in it was awaited.
    pub awaited: bool,
    /// What of it a finding underlines.
    pub span: Span,
}

/// What such an expression begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RowRoot {
    /// Names joined by dots, the first as it was imported.
    Path(Vec<String>),
    /// One of the rows of `Extract::rows`, by its index.
    Row(usize),
    /// A list of them.
    RowList(usize),
    /// The object whose class the code belongs to: `self`.
    Own(String),
    /// The same as its bases see it: `super()`.
    Base(String),
    /// A parameter, or what a template is given by that name; one that may be left out is nothing then.
    Parameter { name: String, annotated: Option<Annotation>, optional: bool },
    /// What a function gives back of what it is given.
    Passed(Box<Passing>),
    /// What is known only when the program runs.
    Value,
}

/// A call that is given rows, or queries for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passing {
    /// What the function is a member of: a module, the object around.
    pub from: RowRoot,
    /// Its call.
    pub step: Step,
    pub given: Vec<(ParameterName, Vec<RowSource>)>,
}

/// What the annotation of a parameter names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    pub class: Vec<String>,
    pub many: bool,
}

/// Rows, or a query for them, that are given to something which reads them: a function, a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handing {
    pub to: Recipient,
    /// All that may be given.
    pub sources: Vec<RowSource>,
    /// The call that gives them, or what its first line says.
    pub span: Span,
    /// The function around, or the whole file.
    pub function: Span,
    pub premises: Vec<Premise>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// The function that a call calls; the span is that of a `CallSite`. With it may be given functions, by the spans of
    /// their names.
    Call { callee: Span, parameter: ParameterName, functions: Vec<(ParameterName, Span)> },
    /// A function that is itself given, by the name of the parameter.
    Given { function: String, parameter: ParameterName },
    /// A template by its name, and what it calls what it is given; without, all that the template around was given.
    Template { name: String, variable: Option<String> },
    /// A tag or filter of the project's own, by its name.
    Tag { name: String, parameter: ParameterName },
    /// The template of a class of the same file.
    Page { class: String, variable: String },
    /// A class that reads the fields it declares, or a view that names such a class; of one row, or of each of many.
    Serializer { class: Vec<String>, many: bool },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterName {
    Position(usize),
    Name(String),
}

/// Something read of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowRead {
    /// From the row on.
    pub steps: Vec<Step>,
    pub usage: RowUse,
    /// From the row to the last step.
    pub span: Span,
    /// A test in the loop guards it, so that most turns may not reach it.
    pub guarded: bool,
    /// A look-up in memory guards it.
    pub memoised: bool,
    /// It runs only when something failed.
    pub failing: bool,
    pub premises: Vec<Premise>,
}

/// What becomes of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowUse {
    /// It is handed on.
    Value,
    /// All its items are taken: a loop over it, `list(…)`, a test whether there are any.
    Items,
    /// It is set, not read.
    Target,
}

/// A function that returns a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Giver {
    pub class: Option<String>,
    pub name: String,
    /// Without the object it is called on.
    pub parameters: Vec<String>,
    /// All that it may return; at least one of them is known.
    pub sources: Vec<RowSource>,
    /// Of a function that returns several things at once, what each of them may be: `return orders, total`.
    pub parts: Vec<Vec<RowSource>>,
}

/// A method of a manager or of a class of queries: what it adds to a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryMethod {
    pub class: String,
    /// As written, their last names.
    pub bases: Vec<String>,
    pub name: String,
    /// The methods it calls, each once.
    pub calls: Vec<String>,
    /// Its calls that say what is fetched along, or which columns.
    pub loads: Vec<Step>,
}

/// An attribute of a model that gives its queries: `objects = OrderManager()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerUse {
    /// The model.
    pub class: String,
    pub attribute: String,
    /// The classes that its value names.
    pub made_of: Vec<String>,
}

/// A class whose objects show an attribute of each row that they are given, by the name of that attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnClass {
    pub class: String,
    /// As written, their last names.
    pub bases: Vec<String>,
    /// Of its constructor, without the object; none where it has no constructor of its own.
    pub parameters: Vec<String>,
    /// Which parameters the constructor keeps in each attribute, in the order in which they are tried.
    pub kept: Vec<(String, Vec<String>)>,
    /// The attributes that hold the name of what is read of a row.
    pub read: Vec<String>,
    /// The templates that its settings name, by setting.
    pub templates: Vec<(String, String)>,
}
