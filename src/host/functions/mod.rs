//! The functions of a file, the calls that may be calls of the project's own functions, and which executions stand
//! in which function. Nothing is looked up in other files here: names become paths by the imports of this one.

mod callees;
mod schedules;

use std::collections::{HashMap, HashSet};

use super::grammar::{Kind, Part, Role};
use super::guards::Guards;
use super::handlers::{answers_requests, begins_alone};
use super::idioms::segments;
use super::library::On;
use super::loops::{Loops, names_used};
use super::names::How;
use super::outline::{NodeId, Outline};
use super::premises::{constant, premises};
use super::recognition::Recognition;
use super::strings::Values;
use super::types::Types;
use crate::extract::{
    CallSite, Callee, Class, Executes, Exposes, Extract, Function, Functions, Given, Turn, Uses, Way, is_telling,
};
use crate::fact::{Effect, Provenance};
use crate::text::Span;

/// How many calls of one file are looked at.
const MOST_CALLS: usize = 4_000;
/// How many nodes before a function its attribute may begin.
const NEAR: usize = 8;

pub fn read<'a>(
    values: &Values<'a>,
    loops: &Loops,
    recognition: &Recognition<'a>,
    extract: &Extract,
    tests_from: Option<u32>,
) -> Functions {
    let outline = values.outline;
    let types = Types::read(values, recognition);
    let mut reader = Reader {
        values,
        loops,
        recognition,
        types,
        functions: HashMap::new(),
        flows: HashMap::new(),
        remembering: HashMap::new(),
        requests: requests(values),
        has_scheduler: imports_one_of(values, &values.idioms.schedules.packages),
        properties: HashSet::new(),
        found: Functions::default(),
    };
    let end = outline.ids().find(|&id| tests_from.is_some_and(|from| outline.span(id).start >= from));
    let end = end.unwrap_or(outline.nodes.len());
    for id in 0..end {
        match outline.role(id) {
            Role::Function => reader.define(id),
            Role::Class => reader.read_class(id),
            _ => {}
        }
    }
    let executed = reader.executed(extract, end);
    reader.read_executions(&executed);
    reader.read_gaps(extract, end);
    let executed: HashSet<NodeId> = executed.into_iter().map(|(_, node)| node).collect();
    for id in (0..end).filter(|id| !executed.contains(id)) {
        match outline.role(id) {
            Role::Call => {
                reader.read_call(id);
                reader.read_handed(id);
                reader.read_scheduling(id);
            }
            Role::Dictionary => reader.read_job(id),
            Role::Member => reader.read_attribute(id),
            _ => {}
        }
    }
    reader.finish()
}

fn imports_one_of(values: &Values<'_>, packages: &[String]) -> bool {
    let mut roots = values.names.imports().filter_map(|path| path.first().copied());
    roots.any(|root| packages.iter().any(|package| package == root))
}

/// A mark beside the parameters: it may come from a request.
const REQUEST: Uses = Uses(1 << 31);

/// Which parameters each name of a function is made of.
type Flow<'a> = HashMap<&'a str, Uses>;

struct Reader<'v, 'a> {
    values: &'v Values<'a>,
    loops: &'v Loops,
    recognition: &'v Recognition<'a>,
    types: Types<'v, 'a>,
    /// By node: the index in `found.defined`.
    functions: HashMap<NodeId, usize>,
    flows: HashMap<usize, Flow<'a>>,
    /// By node: whether the function keeps anything at all.
    remembering: HashMap<NodeId, bool>,
    /// Words that name what a client sends, and functions that are called from outside.
    requests: HashSet<&'v str>,
    /// The file imports what runs functions by the clock.
    has_scheduler: bool,
    /// The names of the properties of this file.
    properties: HashSet<&'a str>,
    found: Functions,
}

impl<'a> Reader<'_, 'a> {
    fn define(&mut self, node: NodeId) {
        let outline = self.values.outline;
        let Some(name) = outline.part(node, Part::Name).filter(|_| outline.nodes[node].kind != Kind::Closure) else {
            return;
        };
        let class = self.class_of(node);
        let has_receiver = class.is_some() && self.values.has_receiver(node);
        let parameters = outline.parts(node, Part::Parameter).skip(usize::from(has_receiver)).take(Uses::MOST);
        let parameters: Vec<NodeId> = parameters.collect();
        let default = |&id: &NodeId| outline.part(id, Part::Value).and_then(|value| constant(self.values, value));
        let is_one_of = |known: &[String]| self.marks(node).any(|mark| known.iter().any(|name| name == mark));
        let known = &self.values.idioms.functions;
        let changes_rows = self.changes_rows(node);
        let function = Function {
            name: outline.text_of(name).to_owned(),
            span: outline.span(name),
            whole: outline.span(node),
            parameters: parameters.iter().map(|&id| parameter_name(outline, id).to_owned()).collect(),
            defaults: parameters.iter().map(default).collect(),
            has_receiver,
            is_property: class.is_some() && is_one_of(&known.properties),
            is_cached: is_one_of(&known.caches),
            answers_requests: answers_requests(self.values, node),
            begins_alone: begins_alone(self.values, node),
            is_tag: class.is_none() && is_one_of(&known.tags),
            changes_rows,
            is_operation: known.operations.iter().any(|known| known == outline.text_of(name))
                || changes_rows && self.announces(node),
            runs_once: self.is_for_once(outline.text_of(name))
                || is_one_of(&known.commands) && imports_one_of(self.values, &known.command_makers)
                || is_one_of(&self.values.idioms.schedules.decorators) && self.has_scheduler
                || outline
                    .parts(node, Part::Parameter)
                    .any(|id| known.migration_parameters.iter().any(|name| name == parameter_name(outline, id))),
            class: class.map(str::to_owned),
        };
        if function.is_property {
            self.properties.insert(outline.text_of(name));
        }
        self.functions.insert(node, self.found.defined.len());
        self.found.defined.push(function);
    }

    fn changes_rows(&self, function: NodeId) -> bool {
        let outline = self.values.outline;
        let calls = self.recognition.imported().flat_map(|library| &library.calls);
        let changing: HashSet<&str> = calls
            .filter(|call| call.on == On::Row && call.effect == Some(Effect::Write))
            .flat_map(|call| call.methods.iter().map(String::as_str))
            .collect();
        !changing.is_empty()
            && outline.within(function).filter(|&id| outline.role(id) == Role::Call).any(|call| {
                let callee = outline.callee(call).filter(|&callee| outline.part(callee, Part::Object).is_some());
                callee.and_then(|callee| outline.last_name(callee)).is_some_and(|name| changing.contains(name))
            })
    }

    /// `order_closed.send(sender=Order, order=self)`: whoever listens does what no bulk form would.
    fn announces(&self, function: NodeId) -> bool {
        let outline = self.values.outline;
        let known = &self.values.idioms.functions;
        let is_sender = |&id: &NodeId| {
            let name = outline.part(id, Part::Name).filter(|_| outline.role(id) == Role::Keyword);
            name.is_some_and(|name| known.sender_keywords.iter().any(|known| known == outline.text_of(name)))
        };
        outline.within(function).filter(|&id| outline.role(id) == Role::Call).any(|call| {
            let name = outline.callee(call).and_then(|callee| outline.last_name(callee));
            name.is_some_and(|name| known.announcing.iter().any(|known| known == name))
                && outline.arguments(call).iter().any(is_sender)
        })
    }

    /// `migrate_keys_to_passkeys`
    fn is_for_once(&self, name: &str) -> bool {
        let first = name.trim_start_matches('_').split('_').next().unwrap_or_default();
        name != first && self.values.idioms.functions.once_words.iter().any(|word| word == first)
    }

    /// The class or type whose method a function is.
    fn class_of(&self, function: NodeId) -> Option<&'a str> {
        let outline = self.values.outline;
        let is_scope = |id: &NodeId| matches!(outline.role(*id), Role::Class | Role::Function);
        let around = outline.ancestors(function).find(is_scope).filter(|&id| outline.role(id) == Role::Class)?;
        outline.last_name(outline.part(around, Part::Name)?)
    }

    /// The last names of the decorators or attributes of a function.
    fn marks(&self, function: NodeId) -> impl Iterator<Item = &'a str> {
        let outline = self.values.outline;
        let decorators = outline.parts(function, Part::Decorator).map(|id| {
            let id = outline.unwrapped(id);
            outline.callee(id).filter(|_| outline.role(id) == Role::Call).unwrap_or(id)
        });
        let names: Vec<&'a str> = decorators.filter_map(|id| outline.last_name(id)).collect();
        let near = function.saturating_sub(NEAR)..function;
        let attribute = near.rev().find(|&id| outline.role(id) == Role::Attribute && outline.nodes[id].end == function);
        let attribute = attribute.map(|id| outline.text_of(id)).unwrap_or_default();
        let word = attribute.trim_start_matches(['#', '[']);
        let end = word.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(word.len());
        names.into_iter().chain(segments(&word[..end]).next_back())
    }

    fn read_class(&mut self, node: NodeId) {
        let outline = self.values.outline;
        let Some(name) = outline.part(node, Part::Name).and_then(|id| outline.last_name(id)) else { return };
        let bases: Vec<String> =
            outline.parts(node, Part::Base).filter_map(|base| self.types.path(outline.unwrapped(base))).collect();
        match self.found.classes.iter_mut().find(|class| class.name == name) {
            // The blocks of a type together are its class.
            Some(class) => class.bases.extend(bases),
            None => self.found.classes.push(Class { name: name.to_owned(), bases }),
        }
    }

    /// Each execution with its node: the call whose callee it underlines, or what is iterated.
    fn executed(&self, extract: &Extract, end: NodeId) -> Vec<(usize, NodeId)> {
        let outline = self.values.outline;
        let mut wanted: HashMap<Span, usize> = HashMap::new();
        for (index, execution) in extract.executions.iter().enumerate() {
            wanted.entry(execution.span).or_insert(index);
        }
        let mut found: HashMap<usize, NodeId> = HashMap::new();
        for id in 0..end {
            let shown = match outline.role(id) {
                Role::Call => outline.part(id, Part::Function).map(|callee| super::executions::shown(outline, callee)),
                Role::Name => Some(outline.span(id)),
                _ => None,
            };
            if let Some(&index) = shown.and_then(|span| wanted.get(&span)) {
                found.entry(index).or_insert(id);
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_unstable();
        found
    }

    fn read_executions(&mut self, executed: &[(usize, NodeId)]) {
        for &(execution, node) in executed {
            let Some(function) = self.within(node) else { continue };
            let (uses, way) = (self.uses(Some(function), node), self.way(node));
            let premises = premises(self.values, node);
            self.found.executes.push(Executes { function, execution, uses, way, premises });
        }
    }

    /// The holes of SQL texts that one parameter fills.
    fn read_gaps(&mut self, extract: &Extract, end: NodeId) {
        let outline = self.values.outline;
        for (gap, of) in extract.gaps.iter().enumerate().filter(|(_, of)| of.provenance == Provenance::Parameter) {
            let around = (0..end).rfind(|&id| outline.span(id).contains(of.span));
            let Some(function) = around.and_then(|node| self.within(node)) else { continue };
            let first = (0..end).find(|&id| of.span.contains(outline.span(id)));
            let inside = first.into_iter().flat_map(|first| first..end);
            let inside = inside.take_while(|&id| outline.span(id).start < of.span.end);
            let mut uses = inside.fold(Uses::default(), |uses, id| uses.with(self.uses(Some(function), id)));
            // `{name}` in the text of a macro is no node.
            if first.is_none()
                && let Some(flow) = around.map(|node| self.flow(function, node))
            {
                uses = Uses(flow.get(of.expression.as_str()).copied().unwrap_or_default().0 & !REQUEST.0);
            }
            // Of several, each may be the harmless one.
            if uses.0.count_ones() == 1
                && let Some(parameter) = (0..Uses::MOST).find(|&at| uses.has(Uses::parameter(at)))
            {
                self.found.exposes.push(Exposes { function, parameter, gap });
            }
        }
    }

    /// The named function around a node.
    fn within(&self, node: NodeId) -> Option<usize> {
        self.node_around(node).and_then(|function| self.functions.get(&function).copied())
    }

    fn node_around(&self, node: NodeId) -> Option<NodeId> {
        let mut at = node;
        loop {
            at = self.values.names.scope_of(at)?;
            if self.functions.contains_key(&at) {
                return Some(at);
            }
        }
    }

    fn way(&mut self, node: NodeId) -> Way {
        let Some(function) = self.node_around(node) else { return Way::default() };
        let bodies: Vec<NodeId> = self.values.outline.parts(function, Part::Body).collect();
        let guards = Guards { values: self.values, bodies: &bodies };
        let remembers = *self.remembering.entry(function).or_insert_with(|| guards.remembers());
        Way { conditional: !guards.branches_to(node).is_empty(), memoised: remembers && guards.is_remembered(node) }
    }

    /// Which parameters of the function around it a node is made of.
    fn uses(&mut self, function: Option<usize>, node: NodeId) -> Uses {
        Uses(self.marked(function, node).0 & !REQUEST.0)
    }

    /// The same, with a mark for what may come from a request.
    fn marked(&mut self, function: Option<usize>, node: NodeId) -> Uses {
        let Some(function) = function else { return Uses::default() };
        if !self.flows.contains_key(&function) {
            let flow = self.flow(function, node);
            self.flows.insert(function, flow);
        }
        let flow = &self.flows[&function];
        let known = |name: &str| flow.get(name).copied().unwrap_or_default();
        names_used(self.values, node).fold(Uses::default(), |uses, name| uses.with(known(name)))
    }

    fn says_request(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        outline.within(node).any(|id| outline.role(id) == Role::Name && self.requests.contains(outline.text_of(id)))
    }

    fn flow(&self, function: usize, inside: NodeId) -> Flow<'a> {
        let values = self.values;
        let outline = values.outline;
        let Some(node) = self.node_around(inside) else { return Flow::new() };
        let mut flow = Flow::new();
        let skipped = usize::from(self.found.defined[function].has_receiver);
        let is_entry = self.requests.contains(self.found.defined[function].name.as_str());
        for (position, parameter) in outline.parts(node, Part::Parameter).enumerate() {
            let uses = position.checked_sub(skipped).map_or(Uses::RECEIVER, Uses::parameter);
            let uses = if is_entry { uses.with(REQUEST) } else { uses };
            let name = outline.part(parameter, Part::Name).unwrap_or(parameter);
            let names = outline.within(name).filter(|&id| outline.role(id) == Role::Name);
            flow.extend(names.map(|id| (outline.text_of(id), uses)));
            flow.entry(parameter_name(outline, parameter)).or_insert(uses);
        }
        let grows = |method: &str| {
            let strings = &values.idioms.strings;
            let mut all = strings.append_item.iter().chain(&strings.append_text).chain(&values.idioms.loops.remember);
            all.any(|name| name == method)
        };
        let mut moves = Vec::new();
        for id in outline.within(node) {
            let (name, value) = match outline.role(id) {
                Role::Binding => (outline.part(id, Part::Name), outline.part(id, Part::Value)),
                Role::Loop => (outline.part(id, Part::Variable), outline.part(id, Part::Iterable)),
                Role::Call => {
                    let callee = outline.callee(id);
                    let object = callee.and_then(|callee| outline.part(callee, Part::Object));
                    let method = callee.and_then(|callee| outline.last_name(callee)).unwrap_or_default();
                    (object.filter(|&object| outline.role(object) == Role::Name && grows(method)), Some(id))
                }
                _ => continue,
            };
            if let (Some(name), Some(value)) = (name, value)
                && outline.role(name) != Role::Member
            {
                moves.push((name, value));
            }
        }
        // Two rounds carry a parameter through names that are bound before they are used.
        for &(name, value) in moves.iter().chain(&moves) {
            let known = |name: &str| flow.get(name).copied().unwrap_or_default();
            let said = if self.says_request(value) { REQUEST } else { Uses::default() };
            let uses = names_used(values, value).fold(said, |uses, name| uses.with(known(name)));
            if uses == Uses::default() {
                continue;
            }
            for id in outline.within(name).filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label) {
                let held = flow.entry(outline.text_of(id)).or_default();
                *held = held.with(uses);
            }
        }
        flow
    }

    fn read_call(&mut self, call: NodeId) {
        let outline = self.values.outline;
        if outline.nodes[call].kind == Kind::Macro {
            return;
        }
        let Some(callee) = outline.callee(call) else { return };
        let Some(called) = self.callee(callee) else { return };
        if self.is_full() {
            return;
        }
        let index = self.loops.telling(self.values, call);
        // What the loop itself takes is another one each time, or the row of a list called so.
        let is_taken = |id: NodeId| self.values.names.single(id).is_some_and(|bound| bound.how == How::Looped);
        let hands_connection = index.is_some()
            && outline.arguments(call).iter().any(|&id| self.recognition.is_connection(id) && !is_taken(id));
        if matches!(&called, Callee::Method(name) if !hands_connection && !is_telling(name)) {
            return;
        }
        let object = outline.part(callee, Part::Object).filter(|_| !matches!(called, Callee::Path(_)));
        let within = self.within(call);
        let mut arguments = Vec::new();
        for argument in outline.arguments(call) {
            arguments.push(self.argument(within, index, argument));
        }
        let mut receiver = object.map_or(Given::default(), |object| self.argument(within, index, object));
        if matches!(called, Callee::Base { .. }) {
            receiver.uses = Uses::RECEIVER;
        }
        let shown = outline.part(call, Part::Function).unwrap_or(callee);
        let way = self.way(call);
        let turn = index.map(|index| self.turn(index, call));
        self.found.calls.push(CallSite {
            within,
            callee: called,
            written: super::executions::without_arguments(outline, shown),
            span: super::executions::shown(outline, shown),
            receiver,
            arguments,
            hands_connection,
            discarded: self.is_discarded(call),
            deferred: self.is_deferred(callee),
            scheduled: self.is_scheduled(call),
            way,
            premises: premises(self.values, call),
            turn,
        });
    }

    /// `paginate(orders, serialize_order)`
    fn read_handed(&mut self, call: NodeId) {
        let outline = self.values.outline;
        for argument in outline.arguments(call) {
            let value = outline.part(argument, Part::Value).filter(|_| outline.role(argument) == Role::Keyword);
            let value = value.unwrap_or(argument);
            if let Some(path) = self.named_function(value) {
                self.found.handed.push((outline.span(value), path));
            }
        }
    }

    /// The function that a value names.
    fn named_function(&self, value: NodeId) -> Option<String> {
        let outline = self.values.outline;
        let is_name = matches!(outline.role(value), Role::Name | Role::Member)
            && outline.last_name(value).is_some_and(|name| name.starts_with(char::is_lowercase));
        match self.callee(value).filter(|_| is_name)? {
            Callee::Path(path) => Some(path),
            _ => None,
        }
    }

    fn is_full(&mut self) -> bool {
        self.found.cut |= self.found.calls.len() >= MOST_CALLS;
        self.found.cut
    }

    /// Whether a call is a statement of its own.
    fn is_discarded(&self, call: NodeId) -> bool {
        let outline = self.values.outline;
        let start = outline.span(call).start;
        let is_around = |id: &NodeId| match outline.role(*id) {
            Role::Wrapper => false,
            // A statement that is nothing but the call.
            Role::Other => outline.span(*id).start != start,
            _ => true,
        };
        let around = outline.ancestors(call).find(is_around);
        around.is_none_or(|around| outline.role(around) == Role::Block)
    }

    fn turn(&self, index: usize, node: NodeId) -> Turn {
        let (loops, values) = (self.loops, self.values);
        Turn {
            index,
            uses_variable: loops.depends(values, index, &[node]),
            guarded: loops.is_guarded(values, index, node),
            arm: loops.arm(values, index, node),
            memoised: loops.is_memoised(values, index, node),
            every_so_often: loops.is_every_so_often(values, index, node),
        }
    }

    fn argument(&mut self, within: Option<usize>, index: Option<usize>, node: NodeId) -> Given {
        let outline = self.values.outline;
        let name = outline.part(node, Part::Name).filter(|_| outline.role(node) == Role::Keyword);
        // The request itself speaks for itself where it is used.
        let whole = outline.role(node) == Role::Name && self.requests.contains(outline.text_of(node));
        let may_be_sent = !whole && (self.says_request(node) || self.marked(within, node).has(REQUEST));
        Given {
            name: name.map(|name| outline.text_of(name).to_owned()),
            uses: self.uses(within, node),
            changes: index.and_then(|index| self.loops.depends(self.values, index, &[node])),
            spread: outline.role(node) == Role::Splat,
            is_part: self.is_part(node),
            passed: within.and_then(|function| self.passed(function, node)),
            constant: constant(self.values, outline.part(node, Part::Value).filter(|_| name.is_some()).unwrap_or(node)),
            from_request: may_be_sent && self.values.provenance(node) == Provenance::Request,
        }
    }

    /// Whether a value is cut out of a sequence, itself or by the name it was given.
    fn is_part(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        let value = outline.part(node, Part::Value).filter(|_| outline.role(node) == Role::Keyword).unwrap_or(node);
        let value = outline.unwrapped(value);
        let value = match self.values.names.single(value) {
            Some(bound) if bound.how == How::Assigned => outline.unwrapped(bound.value),
            _ => value,
        };
        let key = outline.part(value, Part::Key).filter(|_| outline.role(value) == Role::Index);
        let cuts = |key| [":", ".."].into_iter().any(|sign| outline.text_of(key).contains(sign));
        key.is_some_and(|key| outline.role(key) != Role::String && cuts(key))
    }

    /// The parameter that a value is, as it came.
    fn passed(&self, function: usize, node: NodeId) -> Option<usize> {
        let outline = self.values.outline;
        let value = outline.part(node, Part::Value).filter(|_| outline.role(node) == Role::Keyword).unwrap_or(node);
        let value = outline.unwrapped(value);
        let name = Some(outline.text_of(value)).filter(|_| outline.role(value) == Role::Name)?;
        let position = self.found.defined[function].parameters.iter().position(|known| known == name)?;
        self.values.names.single(value).filter(|bound| bound.how == How::Parameter).map(|_| position)
    }

    /// An attribute that is read and may be a property.
    fn read_attribute(&mut self, member: NodeId) {
        let outline = self.values.outline;
        if self.values.idioms.functions.properties.is_empty() || outline.nodes[member].kind == Kind::Path {
            return;
        }
        let Some(object) = outline.part(member, Part::Object).map(|object| outline.unwrapped(object)) else { return };
        let is_value = matches!(outline.role(object), Role::Name) && !outline.nodes[object].is_label;
        let parent = outline.nodes[member].parent;
        let is_other = parent.is_some_and(|parent| {
            let part = |part: Part| outline.parts(parent, part).any(|id| id == member);
            match outline.role(parent) {
                Role::Call => part(Part::Function),
                Role::Binding => part(Part::Name),
                _ => false,
            }
        });
        let Some(name) = outline.last_name(member).filter(|_| is_value && !is_other) else { return };
        let callee = if self.values.idioms.values.receivers.iter().any(|known| known == outline.text_of(object)) {
            if !self.properties.contains(name) {
                return;
            }
            self.class_around(member).map(|class| Callee::Own { class, method: name.to_owned() })
        } else {
            let classes = self.types.classes(object, 0);
            (!classes.is_empty()).then(|| Callee::Attribute { classes, name: name.to_owned() })
        };
        let Some(callee) = callee.filter(|_| !self.is_full()) else { return };
        let within = self.within(member);
        let index = self.loops.telling(self.values, member);
        let receiver = self.argument(within, index, object);
        let way = self.way(member);
        let turn = index.map(|index| self.turn(index, member));
        self.found.calls.push(CallSite {
            within,
            callee,
            written: outline.text_of(member).split_whitespace().collect(),
            span: outline.span(member),
            receiver,
            arguments: Vec::new(),
            hands_connection: false,
            discarded: false,
            deferred: false,
            scheduled: self.is_scheduled(member),
            way,
            premises: premises(self.values, member),
            turn,
        });
    }

    fn finish(self) -> Functions {
        let Self { mut found, types, .. } = self;
        (found.imports, found.wildcards) = types.into_imports();
        found
    }
}

fn requests<'v>(values: &'v Values<'_>) -> HashSet<&'v str> {
    let request = values.idioms.values.request.iter();
    let entries = values.libraries.iter().flat_map(|library| &library.entry_points);
    request.chain(entries).filter_map(|path| segments(path).next_back()).collect()
}

/// The name of a parameter, without stars, type and default.
pub(super) fn parameter_name<'a>(outline: &Outline<'a>, parameter: NodeId) -> &'a str {
    let name = outline.part(parameter, Part::Name).unwrap_or(parameter);
    outline.text_of(name).trim_start_matches(['*', '&', ' ']).trim_start_matches("mut ")
}
