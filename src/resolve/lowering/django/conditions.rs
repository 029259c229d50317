//! `Q(a=1) | ~Q(b__gt=2)`: conditions as Django keeps them.

use crate::extract::{Argument, Expression};
use crate::text::Span;

#[derive(Clone)]
pub struct Node<'e> {
    pub or: bool,
    pub negated: bool,
    pub children: Vec<Child<'e>>,
}

#[derive(Clone)]
pub enum Child<'e> {
    Node(Node<'e>),
    Lookup {
        path: &'e str,
        value: &'e Expression,
        span: Span,
    },
    /// Something that only the program knows; it may be no test at all.
    Unknown(Span),
}

/// The arguments of `filter()` or `Q()`.
pub fn of_arguments(arguments: &[Argument]) -> Node<'_> {
    let (named, plain): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| argument.name.is_some());
    let mut children = Vec::new();
    for argument in plain {
        children.push(match argument.spread {
            true => Child::Unknown(argument.span),
            false => of_expression(&argument.value, argument.span),
        });
    }
    for argument in named {
        let path = argument.name.as_deref().unwrap_or_default();
        children.push(match path.starts_with('_') {
            true => Child::Unknown(argument.span),
            false => Child::Lookup { path, value: &argument.value, span: argument.span },
        });
    }
    Node { or: false, negated: false, children }
}

fn of_expression(expression: &Expression, span: Span) -> Child<'_> {
    match expression {
        Expression::Call(call) => match &call.callee {
            Expression::Path(path) if path.last().is_some_and(|name| name == "Q") => {
                Child::Node(of_arguments(&call.arguments))
            }
            _ => Child::Unknown(span),
        },
        Expression::All(items) => Child::Node(joined(items, false, span)),
        Expression::Any(items) => Child::Node(joined(items, true, span)),
        Expression::Not(inner) => match of_expression(inner, span) {
            Child::Node(node) => Child::Node(Node { negated: !node.negated, ..node }),
            _ => Child::Unknown(span),
        },
        _ => Child::Unknown(span),
    }
}

/// `a & b`: what has the same connector, or one child only, is taken in.
fn joined(items: &[Expression], or: bool, span: Span) -> Node<'_> {
    let mut children = Vec::new();
    for item in items {
        match of_expression(item, span) {
            Child::Node(node) if !node.negated && (node.or == or || node.children.len() == 1) => {
                children.extend(node.children);
            }
            other => children.push(other),
        }
    }
    Node { or, negated: false, children }
}
