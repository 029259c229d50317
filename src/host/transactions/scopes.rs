//! Where a transaction is open: the block behind `with`, the function behind a decorator, the closure it is given, or
//! all that follows until it is ended.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::extract::{Extract, Opened};
use crate::fact::Effect;
use crate::host::admission::leaves;
use crate::host::executions::{shown, without_arguments};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::library::{Begins, Library};
use crate::host::names;
use crate::host::outline::NodeId;
use crate::host::recognition::Recognition;
use crate::host::strings::Values;
use crate::text::Span;

pub struct Scopes<'v, 'a> {
    values: &'v Values<'a>,
    recognition: &'v Recognition<'a>,
    pub all: Vec<Scope>,
    /// Calls that run their arguments at another time, each behind its callee.
    later: Vec<(NodeId, NodeId)>,
    /// Calls that open a transaction for a block or closure.
    blocks: Vec<NodeId>,
}

/// A transaction, and the lines of one function in which it is open.
pub struct Scope {
    pub opened: Opened,
    region: Range<NodeId>,
    function: names::Scope,
    /// The calls that end it, and what it is handed over to.
    ends: Vec<NodeId>,
}

/// A call that opens a transaction, or a decorator that does.
struct Opening<'a> {
    library: &'a Library,
    callee: NodeId,
    begins: Begins,
}

impl<'v, 'a> Scopes<'v, 'a> {
    pub fn read(values: &'v Values<'a>, recognition: &'v Recognition<'a>) -> Self {
        let mut scopes = Self { values, recognition, all: Vec::new(), later: Vec::new(), blocks: Vec::new() };
        for id in values.outline.ids() {
            match values.outline.role(id) {
                Role::With => scopes.read_block(id),
                Role::Function => scopes.read_decorators(id),
                Role::Call => {
                    scopes.note_later(id);
                    scopes.read_call(id);
                }
                _ => {}
            }
        }
        scopes
    }

    /// The innermost transaction that is open where a node stands.
    pub fn around(&self, node: NodeId) -> Option<usize> {
        let open = self.all.iter().enumerate().filter(|(_, scope)| scope.region.contains(&node));
        let open =
            open.filter(|(_, scope)| scope.function == self.values.names.scope_of(node) && !self.is_ended(scope, node));
        open.max_by_key(|(_, scope)| scope.region.start).map(|(index, _)| index)
    }

    /// Whether a node runs at another time than the lines around it.
    pub fn is_deferred(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        let in_later = self.later.iter().any(|&(callee, call)| {
            outline.holds(call, node) && !outline.holds(callee, node) && self.in_one_function(call, node)
        });
        let is_body = |function| self.all.iter().any(|scope| scope.function == Some(function));
        let in_closure = || {
            let function = self.values.names.scope_of(node).filter(|&id| outline.nodes[id].kind == Kind::Closure);
            function.is_some_and(|function| !is_body(function))
        };
        in_later || in_closure()
    }

    /// The functions in which transactions are begun and ended by calls, so that where they are open is not certain.
    pub fn by_hand(&self, extract: &Extract, nodes: &HashMap<Span, NodeId>) -> HashSet<names::Scope> {
        let hands = extract.executions.iter().filter(|it| matches!(it.effect, Effect::Transaction | Effect::Commit));
        let hands = hands.filter_map(|it| nodes.get(&it.span)).filter(|node| !self.blocks.contains(node));
        hands.map(|&node| self.values.names.scope_of(node)).collect()
    }

    /// The texts of the functions that open a transaction.
    pub fn functions(&self) -> impl Iterator<Item = &'a str> {
        let outline = self.values.outline;
        self.all.iter().filter_map(move |scope| Some(outline.text_of(scope.function?)))
    }

    fn in_one_function(&self, one: NodeId, other: NodeId) -> bool {
        self.values.names.scope_of(one) == self.values.names.scope_of(other)
    }

    /// Notes a call that runs its arguments at another time: `on_commit(…)`, `spawn(…)`.
    fn note_later(&mut self, call: NodeId) {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(call) else { return };
        let known = &self.values.idioms.transactions.deferring;
        if outline.last_name(callee).is_some_and(|name| known.iter().any(|it| it == name)) {
            self.later.push((callee, call));
        }
    }

    fn read_block(&mut self, with: NodeId) {
        let outline = self.values.outline;
        let Some(body) = outline.part(with, Part::Body) else { return };
        for item in outline.parts(with, Part::Item) {
            let value = outline.part(item, Part::Value).filter(|_| outline.role(item) == Role::Binding).unwrap_or(item);
            let call = outline.unwrapped(value);
            let Some(opening) = self.opening(call) else { continue };
            self.blocks.push(call);
            let region = outline.within(body);
            let name = outline.part(item, Part::Name).filter(|_| outline.role(item) == Role::Binding);
            self.open(&opening, region, self.values.names.scope_of(with), name);
        }
    }

    fn read_decorators(&mut self, function: NodeId) {
        let outline = self.values.outline;
        let Some(body) = outline.part(function, Part::Body) else { return };
        for decorator in outline.parts(function, Part::Decorator) {
            let decorator = outline.unwrapped(decorator);
            let Some(opening) = self.decoration(decorator) else { continue };
            self.open(&opening, outline.within(body), Some(function), None);
        }
    }

    fn read_call(&mut self, call: NodeId) {
        let outline = self.values.outline;
        let Some(opening) = self.opening(call) else { return };
        let closure = outline.arguments(call).into_iter().find(|&id| outline.nodes[id].kind == Kind::Closure);
        if let Some(closure) = closure {
            self.blocks.push(call);
            if let Some(body) = outline.part(closure, Part::Body) {
                self.open(&opening, outline.within(body), Some(closure), None);
            }
            return;
        }
        let is_block = |id| matches!(outline.role(id), Role::With | Role::Function);
        let stands_before_block = outline
            .ancestors(call)
            .take_while(|&id| outline.role(id) != Role::Block)
            .any(|id| is_block(id) && !outline.part(id, Part::Body).is_some_and(|body| outline.holds(body, call)));
        if opening.begins == Begins::Block || stands_before_block {
            return;
        }
        let (after, name) = self.bound_to(call);
        let Some(block) = outline.ancestors(after).find(|&id| outline.role(id) == Role::Block) else { return };
        let region = outline.nodes[after].end..outline.nodes[block].end;
        self.open(&opening, region, self.values.names.scope_of(call), name);
    }

    /// The statement that keeps what a call gives, and the name it gets; else the call itself.
    fn bound_to(&self, call: NodeId) -> (NodeId, Option<NodeId>) {
        let outline = self.values.outline;
        let passing = &self.values.idioms.transactions.passing;
        let mut top = call;
        for id in outline.ancestors(call) {
            let hands_on = match outline.role(id) {
                Role::Wrapper => true,
                Role::Member => outline.last_name(id).is_some_and(|name| passing.iter().any(|known| known == name)),
                Role::Call => outline.callee(id).is_some_and(|callee| outline.holds(callee, top)),
                Role::Binding if outline.part(id, Part::Value) == Some(top) => {
                    let name = outline.part(id, Part::Name).map(|name| outline.unwrapped(name));
                    return (id, name.filter(|&name| matches!(outline.role(name), Role::Name | Role::Member)));
                }
                _ => false,
            };
            if !hands_on {
                break;
            }
            top = id;
        }
        (call, None)
    }

    fn opening(&self, call: NodeId) -> Option<Opening<'a>> {
        let name = self.values.outline.last_name(self.values.outline.callee(call)?)?;
        if !self.values.libraries.iter().any(|library| library.may_begin(name)) {
            return None;
        }
        let found = self.recognition.recognise(call).filter(|found| found.certain)?;
        let callee = self.values.outline.part(call, Part::Function)?;
        Some(Opening { library: found.library, callee, begins: found.call.begins? })
    }

    /// `@transaction.atomic`, `@atomic(using="other")`, `@method_decorator(transaction.atomic)`.
    fn decoration(&self, decorator: NodeId) -> Option<Opening<'a>> {
        let outline = self.values.outline;
        if outline.role(decorator) != Role::Call {
            let (library, begins) = self.recognition.beginning(decorator)?;
            return Some(Opening { library, callee: decorator, begins });
        }
        let applied = outline
            .callee(decorator)
            .and_then(|callee| outline.last_name(callee))
            .filter(|name| self.values.idioms.transactions.applying.iter().any(|known| known == name));
        match (applied, &outline.arguments(decorator)[..]) {
            (Some(_), [only]) => self.decoration(outline.unwrapped(*only)),
            (Some(_), _) => None,
            _ => self.opening(decorator),
        }
    }

    fn open(&mut self, opening: &Opening<'_>, region: Range<NodeId>, function: names::Scope, name: Option<NodeId>) {
        let outline = self.values.outline;
        let object = outline.part(outline.unwrapped(opening.callee), Part::Object);
        let name = name.map(|id| outline.text_of(id));
        let held: Vec<&str> = name.into_iter().chain(object.map(|id| outline.text_of(id))).collect();
        let is_end =
            |id: &NodeId| self.ends(opening.library, *id, &held) || name.is_some_and(|it| self.is_moved(*id, it));
        let ends = region.clone().filter(is_end).collect();
        let opened = Opened {
            library: opening.library.name.clone(),
            callee: without_arguments(outline, opening.callee),
            span: shown(outline, opening.callee),
        };
        self.all.push(Scope { opened, region, function, ends });
    }

    /// Whether a node ends the transaction that one of these names holds: `tx.commit()`.
    fn ends(&self, library: &Library, id: NodeId, held: &[&str]) -> bool {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(id).filter(|_| outline.role(id) == Role::Call) else { return false };
        let object = outline.part(callee, Part::Object).map(|object| outline.text_of(outline.unwrapped(object)));
        let method = outline.last_name(callee).unwrap_or_default();
        object.is_some_and(|object| held.contains(&object)) && library.ends_transaction(method)
    }

    /// Whether a call is given the transaction itself, and may end it: `drop(tx)`, `finish(tx)`.
    fn is_moved(&self, call: NodeId, name: &str) -> bool {
        let outline = self.values.outline;
        self.values.idioms.transactions.moves
            && outline.role(call) == Role::Call
            && outline.arguments(call).iter().any(|&id| outline.text_of(id) == name)
    }

    /// Whether something before a node, that every way to it passes, has ended the transaction.
    fn is_ended(&self, scope: &Scope, node: NodeId) -> bool {
        let outline = self.values.outline;
        scope.ends.iter().filter(|&&end| end < node).any(|&end| {
            // The arguments of what ends it are still inside.
            if outline.holds(end, node) {
                return false;
            }
            match self.values.names.region_of(end).filter(|&region| scope.region.contains(&region)) {
                Some(region) => outline.holds(region, node) || !leaves(outline, region),
                None => true,
            }
        })
    }
}
