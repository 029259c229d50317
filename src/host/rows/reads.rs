//! What is read of rows: every use of their variable, followed upwards as far as members, calls and indexes go.

use super::Reader;
use super::keyed::takes_one;
use crate::extract::{Expression, RowRead, RowUse, Step};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::premises::premises;
use crate::host::waiting::is_awaited;
use crate::text::Span;

/// How often a value is followed under another name.
const ALIASES: usize = 3;
const MOST_READS: usize = 400;

/// A use of a row, and all that is read of it there.
pub(super) struct Climb {
    pub steps: Vec<Step>,
    /// The last node that belongs to it.
    pub end: NodeId,
}

impl Reader<'_, '_> {
    pub(super) fn follow(&mut self) {
        for index in 0..self.rows.len() {
            let mut reads = Vec::new();
            let at = self.places[index].at;
            self.follow_name(index, at, &[], 0, &mut reads);
            self.rows[index].reads = reads;
            self.rows[index].escapes = self.places[index].keyed || self.escapes(index);
        }
    }

    /// Follows the uses of a name that is bound at `at` to what is read of rows by `prefix`.
    fn follow_name(&self, index: usize, at: NodeId, prefix: &[Step], aliases: usize, reads: &mut Vec<RowRead>) {
        let outline = self.values.outline;
        let place = &self.places[index];
        for &name in self.uses.get(outline.text_of(at)).map(Vec::as_slice).unwrap_or_default() {
            if name == at || reads.len() >= MOST_READS || !place.within.iter().any(|&body| outline.holds(body, name)) {
                continue;
            }
            if !matches!(self.values.names.reaching(name)[..], [bound] if bound.at == at) {
                continue;
            }
            let Climb { mut steps, end } = self.climb(name);
            if self.places[index].keyed && aliases == 0 {
                if !steps.first().is_some_and(takes_one) {
                    continue;
                }
                steps.remove(0);
            }
            let mut shown = Span { start: outline.span(name).start, end: outline.span(end).end };
            if let Some(text) =
                self.text_of(end).filter(|_| self.places[index].repetition.is_some() || !steps.is_empty())
            {
                let method = self.values.idioms.rows.texts.method.clone();
                if steps.is_empty() {
                    shown = outline.span(text);
                }
                steps.push(Step { name: method, arguments: Some(Vec::new()), span: outline.span(text) });
            }
            steps.splice(0..0, prefix.iter().cloned());
            let usage = self.usage(end);
            if let Some(alias) = self.alias(end).filter(|_| aliases < ALIASES && usage == RowUse::Value) {
                self.follow_name(index, alias, &steps, aliases + 1, reads);
            }
            if steps.is_empty() {
                continue;
            }
            // What a method of a row is given matters only where tests ask for it, and there are many of them.
            if let [Step { arguments: Some(arguments), .. }] = steps.as_mut_slice()
                && self.places[index].repetition.is_none()
            {
                let told = |value: &Expression| matches!(value, Expression::Boolean(_) | Expression::Null);
                for argument in arguments.iter_mut().filter(|argument| !told(&argument.value)) {
                    argument.value = Expression::Value;
                }
            }
            reads.push(self.read(index, name, steps, usage, shown));
        }
    }

    fn read(&self, index: usize, name: NodeId, steps: Vec<Step>, usage: RowUse, span: Span) -> RowRead {
        let outline = self.values.outline;
        let repetition = self.places[index].repetition;
        let in_loop = |test: &dyn Fn(usize) -> bool| repetition.is_some_and(test);
        let within = &self.places[index].within;
        let failing = outline
            .ancestors(name)
            .take_while(|id| !within.contains(id))
            .any(|id| outline.role(id) == Role::Handler || self.is_failure(id));
        RowRead {
            steps,
            usage,
            span,
            guarded: in_loop(&|at| self.loops.is_guarded(self.values, at, name)),
            memoised: in_loop(&|at| self.loops.is_memoised(self.values, at, name)),
            failing,
            premises: premises(self.values, name),
        }
    }

    /// The expression that makes a text of a value: `str(order)`, the `{order}` of a string.
    fn text_of(&self, value: NodeId) -> Option<NodeId> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.texts;
        let parent = outline.nodes[value].parent.filter(|_| !known.method.is_empty())?;
        let makes_text = match outline.role(parent) {
            Role::Hole => outline.part(parent, Part::Value) == Some(value),
            Role::Call => {
                let name = outline.callee(parent).filter(|&callee| outline.role(callee) == Role::Name);
                outline.parts(parent, Part::Argument).any(|id| id == value)
                    && name.is_some_and(|name| known.functions.iter().any(|known| known == outline.text_of(name)))
            }
            _ => false,
        };
        makes_text.then_some(parent)
    }

    /// Whether a node raises or makes an error, so that what it says is only read when something failed.
    fn is_failure(&self, id: NodeId) -> bool {
        let outline = self.values.outline;
        let endings = &self.values.idioms.values.error_endings;
        match outline.role(id) {
            Role::Exit => outline.nodes[id].kind == Kind::Raise,
            Role::Call => {
                let name = outline.callee(id).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
                name.starts_with(char::is_uppercase) && endings.iter().any(|ending| name.ends_with(ending.as_str()))
            }
            _ => false,
        }
    }

    pub(super) fn climb(&self, name: NodeId) -> Climb {
        let outline = self.values.outline;
        let mut climb = Climb { steps: Vec::new(), end: name };
        while let Some(parent) = outline.nodes[climb.end].parent {
            let is_part = |part: Part| outline.part(parent, part) == Some(climb.end);
            match outline.role(parent) {
                Role::Member if is_part(Part::Object) => {
                    let Some(name) = outline.part(parent, Part::Name) else { break };
                    let span = outline.span(name);
                    climb.steps.push(Step { name: outline.text_of(name).to_owned(), arguments: None, span });
                }
                Role::Call if is_part(Part::Function) => {
                    let Some(last) = climb.steps.last_mut().filter(|last| last.arguments.is_none()) else { break };
                    last.arguments = Some(self.expressions.arguments(parent, 0));
                    last.span.end = outline.span(parent).end;
                }
                Role::Index if is_part(Part::Object) => {
                    let Some(step) = self.index(parent) else { break };
                    climb.steps.push(step);
                }
                Role::Wrapper if !is_awaited(self.values, parent) || !climb.steps.is_empty() => {}
                _ => break,
            }
            climb.end = parent;
        }
        climb
    }

    pub(super) fn usage(&self, node: NodeId) -> RowUse {
        let outline = self.values.outline;
        let Some(parent) = outline.nodes[node].parent else { return RowUse::Value };
        let is_part = |part: Part| outline.parts(parent, part).any(|id| id == node);
        let takes_all = match outline.role(parent) {
            Role::Binding if is_part(Part::Name) => return RowUse::Target,
            Role::Loop => is_part(Part::Iterable),
            Role::Branch => is_part(Part::Condition),
            Role::Not | Role::Both | Role::Splat => true,
            Role::Choice => self.is_condition(parent),
            Role::Comparison => outline.part(parent, Part::Operand) != Some(node) && self.asks_membership(parent),
            Role::Call => is_part(Part::Argument) && self.takes_items(parent),
            _ => false,
        };
        // The targets of a loop or of `a.x, b.y = …` are no reads.
        let in_target = outline.ancestors(node).take(3).any(|id| {
            outline.role(id) == Role::Binding
                && outline.part(id, Part::Name).is_some_and(|name| outline.holds(name, node))
                && outline.role(parent) != Role::Index
        });
        match () {
            () if in_target => RowUse::Target,
            () if takes_all => RowUse::Items,
            () => RowUse::Value,
        }
    }

    /// `a or b` as a test, not as one of two values.
    fn is_condition(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        outline.nodes[node].parent.is_some_and(|parent| outline.part(parent, Part::Condition) == Some(node))
    }

    fn asks_membership(&self, comparison: NodeId) -> bool {
        let outline = self.values.outline;
        let known = &self.values.idioms.values;
        outline.part(comparison, Part::Operator).is_some_and(|operator| {
            let text = outline.text_of(operator);
            known.membership_operators.iter().chain(&known.absence_operators).any(|known| known == text)
        })
    }

    fn takes_items(&self, call: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(call) else { return false };
        let name = outline.last_name(callee).unwrap_or_default();
        let idioms = self.values.idioms;
        match outline.role(callee) {
            Role::Name => {
                idioms.loops.consumers.iter().chain(&idioms.rows.same_items).any(|known| known == name)
                    || idioms.rows.numbered.iter().chain(&idioms.rows.parallel).any(|known| known == name)
            }
            Role::Member => idioms.rows.taking_methods.iter().any(|known| known == name),
            _ => false,
        }
    }

    /// The name that a value is bound to.
    pub(super) fn alias(&self, value: NodeId) -> Option<NodeId> {
        let outline = self.values.outline;
        let binding = outline.nodes[value].parent.filter(|&parent| outline.role(parent) == Role::Binding)?;
        let name = outline.part(binding, Part::Name)?;
        let is_alias = outline.role(name) == Role::Name
            && outline.part(binding, Part::Value) == Some(value)
            && outline.nodes[binding].kind != Kind::Append;
        let single = |&name: &NodeId| {
            let uses = self.uses.get(outline.text_of(name)).map(Vec::as_slice).unwrap_or_default();
            uses.iter().any(|&id| {
                matches!(self.values.names.reaching(id)[..], [bound] if bound.at == name && bound.how == How::Assigned)
            })
        };
        Some(name).filter(|_| is_alias).filter(single)
    }
}
