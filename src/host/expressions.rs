//! Expressions of a program and the chains of calls that build queries. Names are followed to the only thing they can
//! hold; what is known only when the program runs is a value.

use super::grammar::{Part, Role};
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::{Argument, Call, Chain, Expression, Step};
use crate::text::Span;

/// How deep expressions are read, and names followed.
const DEPTH: usize = 24;
/// How long a chain may be.
const LONGEST: usize = 128;

pub struct Expressions<'v, 'a> {
    pub values: &'v Values<'a>,
}

impl Expressions<'_, '_> {
    /// The chain of calls that a node ends.
    pub fn chain(&self, library: &str, node: NodeId) -> Chain {
        let outline = self.values.outline;
        let span = outline.span(outline.unwrapped(node));
        let mut steps = Vec::new();
        let mut at = outline.unwrapped(node);
        let root = loop {
            if steps.len() > LONGEST {
                break Expression::Value;
            }
            match outline.role(at) {
                Role::Call => {
                    let Some(callee) = outline.callee(at) else { break Expression::Value };
                    let arguments = Some(self.arguments(at, 0));
                    match outline.role(callee) {
                        Role::Member => {
                            steps.extend(self.step(callee, at, arguments));
                            let Some(object) = outline.part(callee, Part::Object) else { break Expression::Value };
                            at = outline.unwrapped(object);
                        }
                        // `select(Order)`: the module is what it begins with.
                        _ => {
                            let path = self.values.names.resolved(callee).unwrap_or_default();
                            let Some((name, module)) = path.split_last() else { break Expression::Value };
                            steps.push(Step { name: (*name).to_owned(), arguments, span: outline.span(at) });
                            break Expression::Path(module.iter().map(|part| (*part).to_owned()).collect());
                        }
                    }
                }
                Role::Member => {
                    steps.extend(self.step(at, at, None));
                    let Some(object) = outline.part(at, Part::Object) else { break Expression::Value };
                    at = outline.unwrapped(object);
                }
                Role::Index => {
                    let key = outline.part(at, Part::Key);
                    let value = key.map_or(Expression::Value, |key| self.key(key));
                    let argument = Argument { name: None, spread: false, value, span: outline.span(key.unwrap_or(at)) };
                    let (Some(object), arguments) = (outline.part(at, Part::Object), Some(vec![argument])) else {
                        break Expression::Value;
                    };
                    let start = outline.span(object).end;
                    steps.push(Step {
                        name: "[]".to_owned(),
                        arguments,
                        span: Span { start, end: outline.span(at).end },
                    });
                    at = outline.unwrapped(object);
                }
                Role::Name => match self.values.names.origin(at) {
                    Some(bound) if bound.how == How::Assigned && steps.len() < LONGEST => {
                        let value = outline.unwrapped(bound.value);
                        if outline.holds(value, at) || value == at {
                            break Expression::Value;
                        }
                        at = value;
                    }
                    _ => break self.read_at(at, 0),
                },
                _ => break self.read_at(at, 0),
            }
        };
        steps.reverse();
        Chain { library: library.to_owned(), root, steps, span }
    }

    fn step(&self, member: NodeId, whole: NodeId, arguments: Option<Vec<Argument>>) -> Option<Step> {
        let outline = self.values.outline;
        let name = outline.part(member, Part::Name)?;
        let span = Span { start: outline.span(name).start, end: outline.span(whole).end };
        Some(Step { name: outline.text_of(name).to_owned(), arguments, span })
    }

    pub fn read(&self, node: NodeId) -> Expression {
        self.read_at(node, 0)
    }

    fn read_at(&self, node: NodeId, depth: usize) -> Expression {
        let outline = self.values.outline;
        if depth > DEPTH {
            return Expression::Value;
        }
        let node = match self.negated(node) {
            Some(inner) => return Expression::Not(Box::new(self.read_at(inner, depth + 1))),
            None if self.is_turned(node) => return Expression::Calculation,
            None => outline.unwrapped(node),
        };
        let all = |items: &mut dyn Iterator<Item = NodeId>| items.map(|item| self.read_at(item, depth + 1)).collect();
        match outline.role(node) {
            Role::String | Role::Format => self.text(node),
            Role::Concatenation => match self.text(node) {
                Expression::Value => self.calculation(node),
                text => text,
            },
            Role::Number => Expression::Number(outline.text_of(node).to_owned()),
            Role::Constant => match outline.text_of(node) {
                "True" | "true" => Expression::Boolean(true),
                "False" | "false" => Expression::Boolean(false),
                _ => Expression::Null,
            },
            Role::List => Expression::List(all(&mut outline.parts(node, Part::Item))),
            Role::Both => Expression::All(all(&mut outline.parts(node, Part::Item))),
            Role::Choice => Expression::Any(all(&mut outline.parts(node, Part::Item))),
            Role::Not => outline
                .part(node, Part::Value)
                .map_or(Expression::Value, |value| Expression::Not(Box::new(self.read_at(value, depth + 1)))),
            Role::Comparison => self.comparison(node, depth),
            // `Order.status << ["open"]`
            Role::Arithmetic if outline.part(node, Part::Operator).is_some() => self.comparison(node, depth),
            Role::Call => self.call(node, depth),
            Role::Name => self.name(node, depth),
            Role::Member => self.member(node, depth),
            Role::Index | Role::Comprehension | Role::Dictionary => Expression::Value,
            _ => self.calculation(node),
        }
    }

    /// The operand of `~condition`, whose sign is no node of its own.
    fn negated(&self, node: NodeId) -> Option<NodeId> {
        let outline = self.values.outline;
        let is_sign = outline.role(node) == Role::Wrapper && outline.text_of(node).starts_with('~');
        outline.part(node, Part::Value).filter(|_| is_sign)
    }

    /// `-Order.placed`: it sorts the other way round.
    fn is_turned(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        outline.role(node) == Role::Wrapper
            && outline.text_of(node).starts_with('-')
            && outline.part(node, Part::Value).is_some_and(|value| outline.role(value) == Role::Member)
    }

    /// What is made of members or calls of classes may hold columns of theirs.
    fn calculation(&self, node: NodeId) -> Expression {
        let outline = self.values.outline;
        let may_hold = |id: NodeId| match outline.role(id) {
            Role::Member => true,
            Role::Call => {
                outline.callee(id).and_then(|callee| outline.last_name(callee)).is_some_and(|name| name == "F")
            }
            _ => false,
        };
        if outline.within(node).any(may_hold) { Expression::Calculation } else { Expression::Value }
    }

    fn text(&self, node: NodeId) -> Expression {
        match self.values.texts(node).unwrap_or_default().as_slice() {
            [only] if only.is_constant() => Expression::Text(only.plain()),
            _ => Expression::Value,
        }
    }

    fn comparison(&self, node: NodeId, depth: usize) -> Expression {
        let outline = self.values.outline;
        let operands: Vec<NodeId> = outline.parts(node, Part::Operand).collect();
        let operators: Vec<NodeId> = outline.parts(node, Part::Operator).collect();
        match (operands.as_slice(), operators.as_slice()) {
            (&[left, right], &[operator, ..]) => Expression::Comparison {
                left: Box::new(self.read_at(left, depth + 1)),
                operator: outline.text_of(operator).split_whitespace().collect::<Vec<_>>().join(" "),
                right: Box::new(self.read_at(right, depth + 1)),
            },
            _ => Expression::Value,
        }
    }

    fn call(&self, node: NodeId, depth: usize) -> Expression {
        let Some(callee) = self.values.outline.callee(node) else { return Expression::Value };
        let callee = self.read_at(callee, depth + 1);
        let arguments = self.arguments(node, depth + 1);
        Expression::Call(Box::new(Call { callee, arguments, span: self.values.outline.span(node) }))
    }

    pub fn arguments(&self, call: NodeId, depth: usize) -> Vec<Argument> {
        let outline = self.values.outline;
        let argument = |node: NodeId| {
            let (name, spread, value) = match outline.role(node) {
                Role::Keyword => (outline.part(node, Part::Name), false, outline.part(node, Part::Value)),
                Role::Splat => (None, true, outline.part(node, Part::Value)),
                _ => (None, false, Some(node)),
            };
            Argument {
                name: name.map(|name| outline.text_of(name).to_owned()),
                spread,
                value: value.map_or(Expression::Value, |value| self.read_at(value, depth + 1)),
                span: outline.span(node),
            }
        };
        outline.arguments(call).into_iter().map(argument).collect()
    }

    fn name(&self, node: NodeId, depth: usize) -> Expression {
        let names = &self.values.names;
        let text = self.values.outline.text_of(node);
        match names.reaching(node).as_slice() {
            [] => {
                let path = names.resolved(node).unwrap_or_else(|| vec![text]);
                Expression::Path(path.into_iter().map(str::to_owned).collect())
            }
            [bound] if bound.how == How::Assigned && !self.values.outline.holds(bound.value, node) => {
                self.read_at(bound.value, depth + 1)
            }
            [bound] if bound.how == How::Defined => Expression::Path(vec![text.to_owned()]),
            _ => Expression::Value,
        }
    }

    fn member(&self, node: NodeId, depth: usize) -> Expression {
        let outline = self.values.outline;
        let (Some(object), Some(name)) = (outline.part(node, Part::Object), outline.part(node, Part::Name)) else {
            return Expression::Value;
        };
        let name = outline.text_of(name).to_owned();
        match self.read_at(object, depth + 1) {
            Expression::Path(mut path) => {
                path.push(name);
                Expression::Path(path)
            }
            object => Expression::Member { object: Box::new(object), name },
        }
    }

    /// `5`, `:10`, `20:40`
    pub fn key(&self, node: NodeId) -> Expression {
        let text = self.values.outline.text_of(node);
        match text.split_once(':') {
            Some((from, to)) if self.values.outline.role(node) != Role::String => {
                Expression::Slice { from: from.trim().parse().ok(), to: to.trim().parse().ok() }
            }
            _ => self.read(node),
        }
    }
}
