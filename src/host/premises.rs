//! Which tests of parameters a place in a function lies behind: those that a call decides when it writes a value out.

use super::admission::leaves;
use super::grammar::{Kind, Part, Role};
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::{Asked, Constant, Premise};
use crate::text::Span;

/// How deep conditions are read.
const DEPTH: usize = 6;

/// What must hold of the parameters of the function around for a call of it to come to a node.
pub fn premises(values: &Values<'_>, node: NodeId) -> Vec<Premise> {
    let outline = values.outline;
    let is_named = |id: NodeId| outline.role(id) == Role::Function && outline.nodes[id].kind != Kind::Closure;
    let Some(function) = outline.ancestors(node).find(|&id| is_named(id)) else { return Vec::new() };
    let mut reader = Reader { values, function, found: Vec::new() };
    for id in outline.ancestors(node).take_while(|&id| id != function) {
        reader.read_around(id, node);
    }
    reader.found
}

/// What is written out, when it is nothing or a truth value.
pub fn constant(values: &Values<'_>, node: NodeId) -> Option<Constant> {
    let outline = values.outline;
    let node = outline.unwrapped(node);
    let text = outline.text_of(node);
    match outline.role(node) {
        Role::Constant | Role::Name => match text {
            "True" | "true" => Some(Constant::Boolean(true)),
            "False" | "false" => Some(Constant::Boolean(false)),
            _ => values.idioms.values.nothing.iter().any(|known| known == text).then_some(Constant::Nothing),
        },
        _ => None,
    }
}

struct Reader<'v, 'a> {
    values: &'v Values<'a>,
    function: NodeId,
    found: Vec<Premise>,
}

impl Reader<'_, '_> {
    fn read_around(&mut self, around: NodeId, node: NodeId) {
        let outline = self.values.outline;
        let in_part = |part: Part| outline.parts(around, part).any(|id| outline.holds(id, node));
        match outline.role(around) {
            Role::Branch => {
                let Some(condition) = outline.part(around, Part::Condition) else { return };
                if in_part(Part::Then) {
                    self.read(condition, true, 0);
                } else if in_part(Part::Else) {
                    self.read(condition, false, 0);
                }
            }
            Role::Comprehension if in_part(Part::Element) => {
                outline.parts(around, Part::Condition).for_each(|condition| self.read(condition, true, 0));
            }
            Role::Both | Role::Choice if self.stops_early(around) => {
                let before = outline.parts(around, Part::Item).take_while(|&item| !outline.holds(item, node));
                let holds = outline.role(around) == Role::Both;
                before.for_each(|item| self.read(item, holds, 0));
            }
            // `if not full: return` before it.
            Role::Block => {
                let before = outline.parts(around, Part::Item).take_while(|&item| !outline.holds(item, node));
                let branches = before.flat_map(|item| outline.within(item).take(2));
                for branch in branches.filter(|&id| outline.role(id) == Role::Branch) {
                    let leaving = outline.part(branch, Part::Then).is_some_and(|then| leaves(outline, then));
                    if let Some(condition) = outline.part(branch, Part::Condition).filter(|_| leaving) {
                        self.read(condition, false, 0);
                    }
                }
            }
            _ => {}
        }
    }

    /// `a and b`, `a or b`; `a & b` and the arms of a `match` are none.
    fn stops_early(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        let mut items = outline.parts(node, Part::Item);
        let (Some(first), Some(second)) = (items.next(), items.next()) else { return false };
        let (start, end) = (outline.span(first).end, outline.span(second).start);
        let sign = outline.slice(Span { start, end }).trim();
        outline.part(node, Part::Subject).is_none() && !matches!(sign, "&" | "|" | "")
    }

    /// What a condition says of parameters when it comes out so.
    fn read(&mut self, condition: NodeId, holds: bool, depth: usize) {
        let outline = self.values.outline;
        let condition = outline.unwrapped(condition);
        if depth > DEPTH {
            return;
        }
        match outline.role(condition) {
            Role::Not => {
                if let Some(value) = outline.part(condition, Part::Value) {
                    self.read(value, !holds, depth + 1);
                }
            }
            role @ (Role::Both | Role::Choice) if holds == (role == Role::Both) && self.stops_early(condition) => {
                outline.parts(condition, Part::Item).for_each(|item| self.read(item, holds, depth + 1));
            }
            Role::Name => self.add(condition, Asked::Truth, holds),
            Role::Comparison => self.read_comparison(condition, holds),
            Role::Call => {
                let callee = outline.callee(condition);
                let object = callee.and_then(|callee| outline.part(callee, Part::Object));
                let method = callee.and_then(|callee| outline.last_name(callee)).unwrap_or_default();
                let known = &self.values.idioms.values;
                let is_one_of = |names: &[String]| names.iter().any(|name| name == method);
                let is_nothing = is_one_of(&known.nothing_tests);
                if let Some(object) = object.filter(|_| is_nothing || is_one_of(&known.presence_tests)) {
                    self.add(outline.unwrapped(object), Asked::Nothing, holds == is_nothing);
                }
            }
            _ => {}
        }
    }

    /// `user is None`, `user != None`
    fn read_comparison(&mut self, comparison: NodeId, holds: bool) {
        let outline = self.values.outline;
        let operands: Vec<NodeId> = outline.parts(comparison, Part::Operand).collect();
        let [left, right] = operands[..] else { return };
        let (start, end) = (outline.span(left).end, outline.span(right).start);
        let is_equal = match outline.slice(Span { start, end }).trim() {
            "is" | "==" => true,
            "is not" | "!=" => false,
            _ => return,
        };
        if constant(self.values, right) == Some(Constant::Nothing) {
            self.add(outline.unwrapped(left), Asked::Nothing, holds == is_equal);
        }
    }

    fn add(&mut self, name: NodeId, asked: Asked, holds: bool) {
        let outline = self.values.outline;
        let bound = self.values.names.single(name).filter(|_| outline.role(name) == Role::Name);
        let is_parameter = bound.is_some_and(|bound| {
            bound.how == How::Parameter
                && outline.parts(self.function, Part::Parameter).any(|parameter| outline.holds(parameter, bound.at))
        });
        let premise = Premise { parameter: outline.text_of(name).to_owned(), asked, holds };
        if is_parameter && !self.found.contains(&premise) {
            self.found.push(premise);
        }
    }
}
