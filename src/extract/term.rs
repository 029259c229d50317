//! Expressions, as far as facts need them: what is compared, selected and sorted. Never deep.

use serde::{Deserialize, Serialize};

use crate::fact::LiteralType;
use crate::text::Span;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub span: Span,
    pub operand: Operand,
    /// What COLLATE behind it asks for, without schema and quotes.
    pub collation: Option<String>,
}

/// A column as written, quotes taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What stands before the last dot.
    pub qualifier: Option<String>,
    pub name: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Operand {
    Column(Column),
    Literal {
        family: LiteralType,
        /// The value without its quotes.
        text: String,
    },
    /// What the driver binds, a variable, or a value the program puts in.
    Parameter,
    Call {
        /// In lower case.
        name: String,
        arguments: Vec<Term>,
        aggregate: bool,
        /// It has OVER.
        window: bool,
    },
    Cast {
        value: Box<Term>,
        /// The type as written.
        target: String,
    },
    /// `a + b - c`: the operands, in order.
    Arithmetic {
        terms: Vec<Term>,
        signs: Vec<String>,
    },
    /// `a || b || c`
    Concatenation(Vec<Term>),
    /// `(a, b)`, `ARRAY[a, b]`
    Tuple(Vec<Term>),
    /// A subquery: index into `Statement::queries`.
    Query(usize),
    /// `*` of `count(*)`
    Star,
    /// CASE, a comparison, JSON access and all else; the parts that are terms themselves.
    Other(Vec<Term>),
}

impl Term {
    pub fn new(span: Span, operand: Operand) -> Self {
        Self { span, operand, collation: None }
    }

    /// Visits the columns named in it, subqueries aside.
    pub fn columns<'t>(&'t self, found: &mut Vec<&'t Column>) {
        match &self.operand {
            Operand::Column(column) => found.push(column),
            Operand::Cast { value, .. } => value.columns(found),
            Operand::Call { arguments: terms, .. }
            | Operand::Arithmetic { terms, .. }
            | Operand::Concatenation(terms)
            | Operand::Tuple(terms)
            | Operand::Other(terms) => terms.iter().for_each(|term| term.columns(found)),
            Operand::Literal { .. } | Operand::Parameter | Operand::Query(_) | Operand::Star => {}
        }
    }

    /// Whether something in it satisfies a test, subqueries aside.
    pub fn any(&self, test: &dyn Fn(&Operand) -> bool) -> bool {
        if test(&self.operand) {
            return true;
        }
        match &self.operand {
            Operand::Cast { value, .. } => value.any(test),
            Operand::Call { arguments: terms, .. }
            | Operand::Arithmetic { terms, .. }
            | Operand::Concatenation(terms)
            | Operand::Tuple(terms)
            | Operand::Other(terms) => terms.iter().any(|term| term.any(test)),
            _ => false,
        }
    }
}
