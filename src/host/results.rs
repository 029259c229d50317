//! Functions of the file itself: what a call of one gives, and what its parameters are handed. A function is read for
//! the call that is looked at, so that a parameter is the argument of that call.

use super::grammar::{Kind, Part, Role};
use super::names::{Bound, How};
use super::outline::NodeId;
use super::strings::Values;
use super::template::{ALTERNATIVES, Template};
use crate::fact::Provenance;

/// How many calls of own functions are followed into one another.
const CALLS: usize = 4;
/// A function that may return more texts is not looked at.
const RESULTS: usize = ALTERNATIVES;

/// A function that is read, and the call it is read for.
#[derive(Clone, Copy)]
pub struct Frame {
    function: NodeId,
    call: NodeId,
}

impl<'a> Values<'a> {
    /// The function of this file that a call calls.
    pub(super) fn own_function(&self, call: NodeId) -> Option<NodeId> {
        let callee = self.outline.callee(call)?;
        match self.outline.role(callee) {
            Role::Name => {
                let [bound] = self.names.reaching(callee)[..] else { return None };
                let value = self.outline.unwrapped(bound.value);
                let is_closure = bound.how == How::Assigned && self.outline.role(value) == Role::Function;
                (bound.how == How::Defined || is_closure).then_some(value)
            }
            Role::Member => self.names.method_of(callee),
            _ => None,
        }
    }

    /// The function behind a property of the object itself.
    pub(super) fn property(&self, member: NodeId) -> Option<NodeId> {
        let function = self.names.method_of(member)?;
        let known = &self.idioms.functions.properties;
        let is_property =
            |id| known.iter().any(|name| self.outline.text_of(id).trim_start_matches('@').ends_with(name.as_str()));
        self.outline.parts(function, Part::Decorator).any(is_property).then_some(function)
    }

    /// What a function may give back.
    fn results(&self, function: NodeId) -> Option<Vec<NodeId>> {
        let outline = self.outline;
        let own = |id: &NodeId| {
            outline.ancestors(*id).find(|&around| outline.role(around) == Role::Function) == Some(function)
        };
        let is_return = |id: &NodeId| outline.role(*id) == Role::Exit && outline.nodes[*id].kind == Kind::Return;
        let exits = outline.within(function).filter(is_return).filter(own).take(RESULTS + 1);
        let mut values: Vec<NodeId> = exits.filter_map(|exit| outline.part(exit, Part::Value)).collect();
        if let Some(body) = outline.part(function, Part::Body) {
            let is_block = outline.role(body) == Role::Block;
            let last = if is_block { outline.parts(body, Part::Item).next_back() } else { Some(body) };
            let counts = !is_block || self.idioms.functions.last_is_result;
            values.extend(last.filter(|&last| counts && outline.role(last) != Role::Exit));
        }
        (!values.is_empty() && values.len() <= RESULTS).then_some(values)
    }

    /// The texts that a function gives back to a call.
    pub(super) fn returned(&self, function: NodeId, call: NodeId, depth: usize) -> Option<Vec<Template>> {
        let results = self.results(function)?;
        self.inside(Frame { function, call }, || self.one_of(&results, depth))?
    }

    /// Where what a function gives back to a call comes from.
    pub(super) fn of_returned(&self, function: NodeId, call: NodeId, depth: usize) -> Provenance {
        let declared = self.outline.part(function, Part::Type).map(|id| self.outline.text_of(id)).unwrap_or_default();
        if let Some(known) = self.of_type(declared) {
            return known;
        }
        let Some(results) = self.results(function) else { return Provenance::Unknown };
        let of_results = || self.worst(results.into_iter(), depth);
        self.inside(Frame { function, call }, of_results).unwrap_or(Provenance::Unknown)
    }

    /// What a method of an object of unknown class declares to give back, when only one of the file has its name.
    pub(super) fn of_declared_result(&self, method: &str) -> Option<Provenance> {
        let function = self.names.only_method(method)?;
        self.of_type(self.outline.text_of(self.outline.part(function, Part::Type)?))
    }

    fn inside<T>(&self, frame: Frame, look: impl FnOnce() -> T) -> Option<T> {
        let is_open = self.frames.borrow().iter().any(|open| open.function == frame.function);
        if is_open || self.frames.borrow().len() >= CALLS {
            return None;
        }
        self.frames.borrow_mut().push(frame);
        let seen = look();
        self.frames.borrow_mut().pop();
        Some(seen)
    }

    /// What the call that a function is read for hands to a parameter, looked at where that call stands.
    pub(super) fn handed<T>(&self, bound: &Bound, look: impl FnOnce(NodeId) -> T) -> Option<T> {
        let function = self.function_of(bound)?;
        let position = self.frames.borrow().iter().rposition(|frame| frame.function == function)?;
        let call = self.frames.borrow()[position].call;
        let argument = self.argument(function, bound, call)?;
        let inner = self.frames.borrow_mut().split_off(position);
        let seen = look(argument);
        self.frames.borrow_mut().extend(inner);
        Some(seen)
    }

    pub(super) fn name_of(&self, function: NodeId) -> Option<&'a str> {
        self.outline.part(function, Part::Name).map(|name| self.outline.text_of(name))
    }

    pub(super) fn function_of(&self, parameter: &Bound) -> Option<NodeId> {
        self.outline.ancestors(parameter.at).find(|&id| self.outline.role(id) == Role::Function)
    }

    /// The argument of a call that a parameter takes, or its default.
    pub(super) fn argument(&self, function: NodeId, bound: &Bound, call: NodeId) -> Option<NodeId> {
        let outline = self.outline;
        let position = outline.parts(function, Part::Parameter).position(|parameter| parameter == bound.value)?;
        // A method is handed its object before the arguments that are written.
        let shift = outline
            .callee(call)
            .is_some_and(|callee| outline.role(callee) == Role::Member && outline.nodes[callee].kind != Kind::Path);
        let position = position.checked_sub(usize::from(shift && self.has_receiver(function)))?;
        let arguments = outline.arguments(call);
        let named = self.keyword(&arguments, outline.text_of(bound.at));
        let placed = || arguments.get(position).copied().filter(|&id| outline.role(id) != Role::Keyword);
        let is_spread = || arguments.iter().any(|&id| outline.role(id) == Role::Splat);
        let default = || outline.part(bound.value, Part::Value).filter(|_| !is_spread());
        named.or_else(placed).or_else(default)
    }

    /// What the calls of a private function pass for a parameter, when all of them stand in this file.
    pub(super) fn of_passed(&self, function: NodeId, bound: &Bound, depth: usize) -> Option<Provenance> {
        let outline = self.outline;
        let name = outline.text_of(outline.part(function, Part::Name)?);
        let marked = self.idioms.functions.private_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
        let is_private =
            marked || self.idioms.functions.private_unless_marked && outline.nodes[function].kind != Kind::Public;
        let calls = self.names.calls_of(name).filter(|_| is_private)?;
        let passed: Option<Vec<NodeId>> = calls.iter().map(|&call| self.argument(function, bound, call)).collect();
        Some(self.worst(passed?.into_iter(), depth))
    }

    pub(super) fn has_receiver(&self, function: NodeId) -> bool {
        let first = self
            .outline
            .part(function, Part::Parameter)
            .map(|id| self.outline.text_of(id).trim_start_matches(['&', ' ']));
        first.is_some_and(|first| {
            self.idioms.values.receivers.iter().any(|receiver| receiver == first.trim_start_matches("mut "))
        })
    }
}
