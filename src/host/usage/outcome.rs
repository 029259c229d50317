//! What becomes of a result: it is followed outwards, and through the variables that hold it, to where it comes to rest.

use super::Usage;
use crate::fact::Outcome;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::library::Library;
use crate::host::outline::NodeId;

/// How far a result is followed, and through how many variables.
const STEPS: usize = 64;
const VARIABLES: usize = 4;

/// What a call gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A list of rows.
    Rows,
    /// What gives rows when it is asked for them.
    Cursor,
    /// The number of rows.
    Number,
}

/// A result on its way.
#[derive(Clone, Copy)]
struct Way<'l> {
    library: &'l Library,
    result: Answer,
    variables: usize,
}

impl Usage<'_> {
    /// What becomes of what a call gives.
    pub fn outcome(&self, library: &Library, call: NodeId, result: Answer) -> Outcome {
        self.follow(call, Way { library, result, variables: 0 })
    }

    /// The same of a lazy query that is asked for its rows.
    pub fn outcome_of_lazy(&self, library: &Library, node: NodeId) -> Outcome {
        let way = Way { library, result: Answer::Rows, variables: 0 };
        if self.values.outline.role(node) != Role::Name {
            return if self.is_new(library, node) { self.follow(node, way) } else { Outcome::Kept };
        }
        match self.given(node).filter(|bound| self.is_new(library, bound.value)) {
            Some(bound) => self.of_variable(bound.at, way),
            None => Outcome::Kept,
        }
    }

    /// Whether a query is made here. One that a method of the project gives may be kept, with its rows:
    /// `self.get_queryset()`.
    fn is_new(&self, library: &Library, node: NodeId) -> bool {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        let called = outline.callee(node).filter(|_| outline.role(node) == Role::Call);
        called.and_then(|callee| outline.last_name(callee)).is_some_and(|name| {
            !library.chains.collection || !library.chains.root_methods.iter().any(|root| root == name)
        })
    }

    fn follow(&self, node: NodeId, mut way: Way<'_>) -> Outcome {
        let outline = self.values.outline;
        let mut node = node;
        for _ in 0..STEPS {
            let Some(parent) = outline.nodes[node].parent else { return at_rest(way.result) };
            let is = |part: Part| outline.parts(parent, part).any(|id| id == node);
            match outline.role(parent) {
                Role::Wrapper | Role::Cast if is(Part::Value) => {}
                Role::Not => return tested(way.result),
                Role::Branch | Role::Loop if is(Part::Condition) => return tested(way.result),
                Role::Branch if outline.role(node) != Role::Block && (is(Part::Then) || is(Part::Else)) => {}
                Role::Both | Role::Choice if self.is_condition(parent) => return tested(way.result),
                Role::Comparison => return self.compared(parent, node, way.result),
                Role::Call if is(Part::Argument) => {
                    let Some(name) = outline.callee(parent).filter(|&callee| outline.role(callee) == Role::Name) else {
                        return at_rest(way.result);
                    };
                    match self.through(outline.text_of(name), way, false) {
                        Ok(result) => way.result = result,
                        Err(outcome) => return outcome,
                    }
                }
                Role::Member if is(Part::Object) => {
                    let call = outline.nodes[parent].parent.filter(|&call| {
                        outline.role(call) == Role::Call && outline.part(call, Part::Function) == Some(parent)
                    });
                    let (Some(call), Some(name)) = (call, outline.last_name(parent)) else {
                        return at_rest(way.result);
                    };
                    match self.through(name, way, true) {
                        Ok(result) => way.result = result,
                        Err(outcome) => return outcome,
                    }
                    node = call;
                    continue;
                }
                Role::Binding if is(Part::Value) => return self.bound(parent, way),
                _ => return at_rest(way.result),
            }
            node = parent;
        }
        Outcome::Kept
    }

    /// What a function or method makes of a result that it is given.
    fn through(&self, name: &str, way: Way<'_>, is_method: bool) -> Result<Answer, Outcome> {
        let idioms = self.values.idioms;
        let is = |list: &[String]| list.iter().any(|known| known == name);
        match way.result {
            Answer::Cursor if is_method && is(&way.library.fetch_all) => Ok(Answer::Rows),
            Answer::Rows if is_method && is(&way.library.fetch_all) => Ok(Answer::Rows),
            Answer::Cursor if is(&idioms.usage.same_length) => Ok(Answer::Cursor),
            Answer::Cursor => Err(Outcome::Kept),
            result if is(&idioms.usage.tests) => Err(tested(result)),
            Answer::Rows if is(&idioms.values.size_calls) => Ok(Answer::Number),
            result if is(&idioms.usage.same_length) => Ok(result),
            result => Err(at_rest(result)),
        }
    }

    /// Whether `a and b`, `a or b` is a test, and not one of the two values.
    pub(super) fn is_condition(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(parent) = outline.nodes[node].parent else { return false };
        match outline.role(parent) {
            Role::Not => true,
            Role::Branch | Role::Loop => outline.part(parent, Part::Condition) == Some(node),
            Role::Both | Role::Choice | Role::Wrapper => self.is_condition(parent),
            _ => false,
        }
    }

    fn compared(&self, comparison: NodeId, node: NodeId, result: Answer) -> Outcome {
        let outline = self.values.outline;
        let operands: Vec<NodeId> = outline.parts(comparison, Part::Operand).collect();
        let operator = outline.part(comparison, Part::Operator).map(|id| outline.text_of(id)).unwrap_or_default();
        let (other, flipped) = match operands[..] {
            [one, other] if one == node => (other, false),
            [other, one] if one == node => (other, true),
            _ => return Outcome::Kept,
        };
        if result != Answer::Number {
            return Outcome::Kept;
        }
        let tests = match (outline.text_of(other), flipped) {
            ("0", false) => matches!(operator, ">" | "==" | "!="),
            ("1", false) => matches!(operator, ">=" | "<"),
            ("0", true) => matches!(operator, "<" | "==" | "!="),
            ("1", true) => matches!(operator, "<=" | ">"),
            _ => false,
        };
        if tests { Outcome::Tested } else { Outcome::Compared }
    }

    /// A result that a variable holds from here on.
    fn bound(&self, binding: NodeId, way: Way<'_>) -> Outcome {
        let outline = self.values.outline;
        let name = outline.part(binding, Part::Name).filter(|&name| outline.role(name) == Role::Name);
        let Some(name) = name.filter(|_| outline.nodes[binding].kind != Kind::Append) else {
            return at_rest(way.result);
        };
        // `if (n := orders.count()) > 0`
        let goes_on = outline.nodes[binding].parent.is_some_and(|parent| {
            matches!(outline.role(parent), Role::Wrapper | Role::Comparison | Role::Branch | Role::Call | Role::Not)
                && !outline.parts(parent, Part::Then).chain(outline.parts(parent, Part::Else)).any(|id| id == binding)
        });
        let is_used = !self.uses_of(name).is_empty();
        let held = (is_used || !goes_on).then(|| self.of_variable(name, way));
        held.max(goes_on.then(|| self.follow(binding, way))).unwrap_or(Outcome::Kept)
    }

    fn of_variable(&self, at: NodeId, way: Way<'_>) -> Outcome {
        let names = &self.values.names;
        let hands_on_all = |name: &String| self.named(name).iter().any(|&id| names.scope_of(id) == names.scope_of(at));
        if way.variables >= VARIABLES
            || names.scope_of(at).is_none()
            || self.hides_in_macros(at)
            || self.values.idioms.usage.hands_on_all.iter().any(hands_on_all)
        {
            return Outcome::Kept;
        }
        let way = Way { variables: way.variables + 1, ..way };
        let uses = self.uses_of(at);
        uses.into_iter().map(|name| self.follow(name, way)).max().unwrap_or(Outcome::Kept)
    }

    /// Whether a macro names a variable where it cannot be read: `format!("{count}")`.
    fn hides_in_macros(&self, at: NodeId) -> bool {
        let outline = self.values.outline;
        let text = outline.text_of(at);
        let scope = self.values.names.scope_of(at).map_or(outline.ids(), |scope| outline.within(scope));
        let is_macro = |&id: &NodeId| outline.role(id) == Role::Call && outline.nodes[id].kind == Kind::Macro;
        scope.filter(is_macro).any(|id| {
            let read = outline.within(id).filter(|&id| outline.role(id) == Role::Name && outline.text_of(id) == text);
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            let written = outline.text_of(id).split(|c: char| !is_part(c)).filter(|word| *word == text);
            written.count() > read.count()
        })
    }
}

/// A result that goes where it cannot be followed.
fn at_rest(result: Answer) -> Outcome {
    if result == Answer::Number { Outcome::Counted } else { Outcome::Kept }
}

/// A result that is asked whether it is empty, or zero. A cursor never is.
fn tested(result: Answer) -> Outcome {
    if result == Answer::Cursor { Outcome::Kept } else { Outcome::Tested }
}
