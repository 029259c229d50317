//! Conditions that an ORM puts together, taken apart into tests as the SQL reader does it.

use crate::extract::{Statement, Term};
use crate::fact::{Operator, QueryRole};
use crate::text::Span;

#[derive(Clone, Debug)]
pub enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Is(Box<Leaf>),
}

/// One test.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub operator: Operator,
    pub sign: String,
    pub negated: bool,
    pub left: Option<Term>,
    pub right: Vec<Term>,
    pub span: Span,
    pub right_span: Option<Span>,
    pub value: Option<String>,
    /// The subquery that it compares with.
    pub inner: Option<Box<(QueryRole, Statement)>>,
}

/// A test and where it stands among the others.
pub struct Placed {
    pub leaf: Leaf,
    pub under_or: bool,
    pub arm: usize,
    pub nested_or: bool,
    pub conjunct: usize,
}

impl Test {
    pub fn of(operator: Operator, sign: &str, left: Term, right: Vec<Term>, span: Span) -> Self {
        let right_span = right.first().map(|term| term.span);
        let value = written(&right);
        Self::Is(Box::new(Leaf {
            operator,
            sign: sign.to_owned(),
            negated: false,
            left: Some(left),
            right,
            span,
            right_span,
            value,
            inner: None,
        }))
    }

    /// A test of which nothing is known.
    pub fn unknown(span: Span) -> Self {
        Self::Is(Box::new(Leaf {
            operator: Operator::Other,
            sign: String::new(),
            negated: false,
            left: None,
            right: Vec::new(),
            span,
            right_span: None,
            value: None,
            inner: None,
        }))
    }

    /// `EXISTS (…)`, `column IN (…)`
    pub fn of_query(operator: Operator, left: Option<Term>, role: QueryRole, inner: Statement, span: Span) -> Self {
        Self::Is(Box::new(Leaf {
            operator,
            sign: if role == QueryRole::In { "IN".to_owned() } else { String::new() },
            negated: false,
            left,
            right: Vec::new(),
            span,
            right_span: Some(span),
            value: None,
            inner: Some(Box::new((role, inner))),
        }))
    }

    pub fn negate(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

/// The other side as SQL would write it, as far as it is known.
fn written(right: &[Term]) -> Option<String> {
    let terms: Vec<String> = right.iter().map(super::written::term).collect();
    match terms.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        many => Some(format!("({})", many.join(", "))),
    }
}

struct Part {
    test: Test,
    negated: bool,
    under_or: bool,
    conjunct: Option<usize>,
    arm: usize,
    and_in_arm: bool,
    nested_or: bool,
}

/// The tests between the ANDs and ORs, in their order. `conjuncts` counts those of the whole statement.
pub fn flatten(test: Test, conjuncts: &mut usize) -> Vec<Placed> {
    let mut found = Vec::new();
    let whole =
        Part { test, negated: false, under_or: false, conjunct: None, arm: 0, and_in_arm: false, nested_or: false };
    let mut next = || {
        *conjuncts += 1;
        *conjuncts
    };
    let mut parts = vec![whole];
    while let Some(part) = parts.pop() {
        let (is_or, tests) = match part.test {
            Test::Not(inner) => {
                parts.push(Part { test: *inner, negated: !part.negated, ..part });
                continue;
            }
            Test::Is(leaf) => {
                let mut leaf = *leaf;
                if part.negated {
                    negate(&mut leaf);
                }
                let conjunct = part.conjunct.unwrap_or_else(&mut next);
                let Part { under_or, arm, nested_or, .. } = part;
                found.push(Placed { leaf, under_or, arm, nested_or, conjunct });
                continue;
            }
            Test::All(mut tests) | Test::Any(mut tests) if tests.len() == 1 => {
                parts.push(Part { test: tests.remove(0), ..part });
                continue;
            }
            Test::All(tests) => (part.negated, tests),
            Test::Any(tests) => (!part.negated, tests),
        };
        let conjunct = part.conjunct.or_else(|| is_or.then(&mut next));
        let new_arms = is_or && !part.and_in_arm;
        for test in tests.into_iter().rev() {
            parts.push(Part {
                test,
                negated: part.negated,
                under_or: part.under_or || is_or,
                conjunct,
                arm: if new_arms { next() } else { part.arm },
                and_in_arm: part.and_in_arm || part.under_or && !is_or,
                nested_or: part.nested_or || is_or && !new_arms,
            });
        }
    }
    found
}

fn negate(leaf: &mut Leaf) {
    use Operator::*;
    leaf.operator = match leaf.operator {
        Equal => NotEqual,
        NotEqual => Equal,
        In => NotIn,
        NotIn => In,
        InQuery => NotInQuery,
        NotInQuery => InQuery,
        Like | ILike => NotLike,
        NotLike => Like,
        IsNull => IsNotNull,
        IsNotNull => IsNull,
        Range | Between | Regex | Exists | Other => {
            leaf.negated = !leaf.negated;
            leaf.operator
        }
    };
}
