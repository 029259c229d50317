//! Expressions of a program, as far as the queries that an ORM builds need them.

use serde::{Deserialize, Serialize};

use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expression {
    Text(String),
    /// As written.
    Number(String),
    Boolean(bool),
    Null,
    /// Names joined by dots, the first as it was imported: `shop.models.Order.status`.
    Path(Vec<String>),
    /// A member of something that is no path: `aliased(Order).status`.
    Member {
        object: Box<Expression>,
        name: String,
    },
    Call(Box<Call>),
    /// A list, tuple or set that is written out.
    List(Vec<Expression>),
    /// `a and b`, `a & b`
    All(Vec<Expression>),
    /// `a or b`, `a | b`
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Comparison {
        left: Box<Expression>,
        operator: String,
        right: Box<Expression>,
    },
    /// A part of a sequence, with its ends when they are numbers.
    Slice {
        from: Option<i64>,
        to: Option<i64>,
    },
    /// Something that is calculated from members and calls, and so may hold columns.
    Calculation,
    /// What is known only when the program runs.
    Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub callee: Expression,
    pub arguments: Vec<Argument>,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// Of `name=value`.
    pub name: Option<String>,
    /// It is `*value` or `**value`: there may be more than one.
    pub spread: bool,
    pub value: Expression,
    pub span: Span,
}

/// A query that an ORM builds call by call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// The library's name in `grammars/`.
    pub library: String,
    /// What it begins with: the class as imported (`shop.models.Order`), a module, or a value.
    pub root: Expression,
    /// From the root on, the last call too.
    pub steps: Vec<Step>,
    pub span: Span,
}

/// One call or member of a chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// `[]` for an index.
    pub name: String,
    /// None: a member that is not called.
    pub arguments: Option<Vec<Argument>>,
    /// From its name on, arguments included.
    pub span: Span,
}

impl Expression {
    /// Of a callee: what the method is called on, and its name.
    pub fn method(&self) -> Option<(Self, &str)> {
        match self {
            Self::Path(path) => {
                let (name, object) = path.split_last()?;
                Some((Self::Path(object.to_vec()), name))
            }
            Self::Member { object, name } => Some(((**object).clone(), name)),
            _ => None,
        }
    }
}

impl Chain {
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }
}
