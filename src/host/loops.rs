//! Loops, what each is there for, and what in it depends on its variable. Most loops around a query are no
//! fault: a handful of turns, chunks, pages, retries. Telling them apart is what this file does.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::grammar::{Kind, Part, Role};
use super::idioms::{contains_any, ends_with, ends_with_any, segments};
use super::names::How;
use super::outline::NodeId;
use super::provenance::leaves;
use super::strings::Values;
use crate::extract::Loop;
use crate::fact::{LoopKind, LoopPurpose};
use crate::text::Span;

/// Up to how many turns a counted loop has only a few.
const FEW: i64 = 16;

/// What happens to names inside a loop.
#[derive(Default)]
struct Flow {
    /// Names that hold something made from the loop's variable.
    tainted: HashSet<String>,
    /// Other names that change from turn to turn.
    changed: HashSet<String>,
}

impl Flow {
    fn read(values: &Values<'_>, repetition: &Repetition) -> Self {
        let outline = values.outline;
        let strings = &values.idioms.strings;
        let is_variable = |id: &NodeId| outline.role(*id) == Role::Name && !outline.nodes[*id].is_label;
        let names_in =
            |node: NodeId| outline.within(node).filter(is_variable).map(|id| outline.text_of(id).to_string());
        let mut flow = Self::default();
        flow.tainted.extend(repetition.variable.into_iter().flat_map(names_in));
        let mut moves = Vec::new();
        for id in repetition.bodies.iter().flat_map(|&body| outline.within(body)) {
            let (name, value) = match outline.role(id) {
                Role::Binding => (outline.part(id, Part::Name), outline.part(id, Part::Value)),
                Role::Loop => (outline.part(id, Part::Variable), outline.part(id, Part::Iterable)),
                Role::Call => {
                    let callee = outline.callee(id);
                    let method = callee.and_then(|callee| outline.last_name(callee)).unwrap_or_default();
                    let grows = [&strings.append_item, &strings.append_text, &values.idioms.loops.remember];
                    let grows = grows.iter().any(|names| names.iter().any(|name| name == method));
                    let object = callee.and_then(|callee| outline.part(callee, Part::Object));
                    (object.filter(|&object| grows && outline.role(object) == Role::Name), Some(id))
                }
                _ => continue,
            };
            if let (Some(name), Some(value)) = (name, value) {
                moves.push((name, value));
            }
        }
        // Two rounds carry the variable through names that are bound before they are used.
        for &(name, value) in moves.iter().chain(&moves) {
            if uses(values, value, &flow.tainted) {
                flow.tainted.extend(names_in(name));
            } else {
                flow.changed.extend(names_in(name));
            }
        }
        flow
    }
}

/// Whether a node uses one of the names, inside the text of a format macro too: `"{id}"`.
fn uses(values: &Values<'_>, node: NodeId, names: &HashSet<String>) -> bool {
    let outline = values.outline;
    outline.within(node).any(|id| match outline.role(id) {
        Role::Name => !outline.nodes[id].is_label && names.contains(outline.text_of(id)),
        Role::Call if outline.nodes[id].kind == Kind::Macro => outline.text_of(id).split('{').skip(1).any(|inside| {
            let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inside.len());
            names.contains(&inside[..end])
        }),
        _ => false,
    })
}

/// The loops of a file and the bodies they repeat.
pub struct Loops {
    pub all: Vec<Repetition>,
    /// By body: the loop that repeats it.
    bodies: HashMap<NodeId, usize>,
}

/// A loop of the program.
pub struct Repetition {
    pub summary: Loop,
    pub node: NodeId,
    pub variable: Option<NodeId>,
    pub iterable: Option<NodeId>,
    bodies: Vec<NodeId>,
    flow: OnceCell<Flow>,
}

impl Loops {
    pub fn read(values: &Values<'_>) -> Self {
        let mut loops = Self { all: Vec::new(), bodies: HashMap::new() };
        for id in values.outline.ids() {
            let found = match values.outline.role(id) {
                Role::Loop => written_loop(values, id),
                Role::Call => closure_loop(values, id),
                _ => None,
            };
            if let Some(found) = found {
                for &body in &found.bodies {
                    loops.bodies.insert(body, loops.all.len());
                }
                loops.all.push(found);
            }
        }
        loops
    }

    /// The loops around a node in its function, from the innermost outwards.
    pub fn around(&self, values: &Values<'_>, node: NodeId) -> Vec<usize> {
        let outline = values.outline;
        let mut found = Vec::new();
        for id in std::iter::once(node).chain(outline.ancestors(node)) {
            if let Some(&index) = self.bodies.get(&id)
                && found.last() != Some(&index)
            {
                found.push(index);
            } else if outline.role(id) == Role::Function
                && !outline.parts(id, Part::Body).any(|body| self.bodies.contains_key(&body))
            {
                break;
            }
        }
        found
    }

    /// The loop that matters for a call: the innermost, unless that has only a few turns and stands in one that
    /// has many.
    pub fn telling(&self, values: &Values<'_>, node: NodeId) -> Option<usize> {
        let around = self.around(values, node);
        let many = around.iter().find(|&&index| self.all[index].summary.purpose != LoopPurpose::Few);
        many.or(around.first()).copied()
    }
}

fn written_loop(values: &Values<'_>, node: NodeId) -> Option<Repetition> {
    let outline = values.outline;
    let bodies: Vec<NodeId> = outline.parts(node, Part::Body).collect();
    let variable = outline.part(node, Part::Variable);
    let iterable = outline.part(node, Part::Iterable);
    let kind = match outline.nodes[node].kind {
        Kind::Comprehension => LoopKind::Comprehension,
        Kind::While => LoopKind::While,
        _ => LoopKind::For,
    };
    let span = outline.span(node);
    let block = bodies.iter().copied().filter(|body| outline.holds(node, *body)).last();
    let head_end = match (kind, block) {
        (LoopKind::Comprehension, _) | (_, None) => span.end,
        (_, Some(body)) => outline.span(body).start,
    };
    let head =
        outline.slice(Span { start: span.start, end: head_end }).trim_end().trim_end_matches(['{', ':']).trim_end();
    let repetition = Repetition {
        summary: Loop {
            kind,
            purpose: LoopPurpose::Items,
            head: Span::new(span.start as usize, span.start as usize + head.len()),
            variable: variable.map(|id| outline.text_of(id).to_string()),
        },
        node,
        variable,
        iterable,
        bodies,
        flow: OnceCell::new(),
    };
    let purpose = purpose(values, &repetition);
    Some(Repetition { summary: Loop { purpose, ..repetition.summary }, ..repetition })
}

/// A closure that an iterator calls for each item.
fn closure_loop(values: &Values<'_>, call: NodeId) -> Option<Repetition> {
    let outline = values.outline;
    let known = &values.idioms.loops;
    let callee = outline.callee(call)?;
    let name = outline.last_name(callee)?;
    let arguments = outline.arguments(call);
    let closure = arguments.iter().copied().find(|&argument| outline.role(argument) == Role::Function)?;
    let object = outline.part(callee, Part::Object);
    let by_method = known.closure_methods.iter().any(|method| method == name);
    let by_function = known.closure_functions.iter().any(|function| function == name);
    let iterable = match (by_method, by_function, object) {
        (true, _, Some(object)) if iterates(values, object) => object,
        (_, true, None) => arguments.iter().copied().find(|&argument| argument != closure)?,
        _ => return None,
    };
    let body = outline.part(closure, Part::Body)?;
    let variable = outline.part(closure, Part::Parameter);
    let head = Span { start: outline.span(closure).start, end: outline.span(body).start };
    let head = outline.slice(head).trim_end();
    let repetition = Repetition {
        summary: Loop {
            kind: LoopKind::Closure,
            purpose: LoopPurpose::Items,
            head: Span::new(outline.span(closure).start as usize, outline.span(closure).start as usize + head.len()),
            variable: variable.map(|id| outline.text_of(id).to_string()),
        },
        node: call,
        variable,
        iterable: Some(iterable),
        bodies: vec![body],
        flow: OnceCell::new(),
    };
    let purpose = purpose(values, &repetition);
    Some(Repetition { summary: Loop { purpose, ..repetition.summary }, ..repetition })
}

/// Whether an expression is an iterator, told by the calls it is made of.
fn iterates(values: &Values<'_>, object: NodeId) -> bool {
    let outline = values.outline;
    let sources = &values.idioms.loops.iterator_sources;
    if sources.is_empty() {
        return true;
    }
    let mut at = outline.unwrapped(object);
    for _ in 0..32 {
        match outline.role(at) {
            Role::Range => return true,
            Role::Call => {
                let Some(callee) = outline.callee(at) else { return false };
                let path = outline.path(callee);
                let name = outline.last_name(callee).unwrap_or_default();
                let matches = |source: &String| {
                    source == name && outline.part(callee, Part::Object).is_some()
                        || path.as_ref().is_some_and(|path| path.len() > 1 && ends_with(path, source))
                };
                if sources.iter().any(matches) {
                    return true;
                }
                match outline.part(callee, Part::Object) {
                    Some(object) => at = outline.unwrapped(object),
                    None => return false,
                }
            }
            Role::Name => match values.names.single(at) {
                Some(bound) if bound.how == How::Assigned => at = outline.unwrapped(bound.value),
                _ => return false,
            },
            _ => return false,
        }
    }
    false
}

fn purpose(values: &Values<'_>, repetition: &Repetition) -> LoopPurpose {
    let outline = values.outline;
    let known = &values.idioms.loops;
    let condition =
        outline.part(repetition.node, Part::Condition).filter(|_| outline.role(repetition.node) == Role::Loop);
    let heads = [repetition.variable, repetition.iterable, condition];
    let says = |words: &[String]| heads.iter().flatten().any(|&id| mentions(values, id, words));
    if says(&known.retry_words) || retries(values, repetition) {
        return LoopPurpose::Retry;
    }
    if let Some(iterable) = repetition.iterable {
        if makes_chunks(values, iterable, 0)
            || repetition.variable.is_some_and(|id| mentions(values, id, &known.chunk_words))
        {
            return LoopPurpose::Chunks;
        }
        if says(&known.page_words) {
            return LoopPurpose::Pages;
        }
        if is_few(values, iterable, 0) {
            return LoopPurpose::Few;
        }
        return if searches(values, repetition) { LoopPurpose::Search } else { LoopPurpose::Items };
    }
    let calls = |names: &[String], within: NodeId| {
        outline.within(within).any(|id| {
            let name = (outline.role(id) == Role::Call)
                .then(|| outline.callee(id))
                .flatten()
                .and_then(|id| outline.last_name(id));
            name.is_some_and(|name| names.iter().any(|known| ends_with(&[name], known)))
        })
    };
    if repetition.bodies.iter().any(|&body| calls(&known.waiting, body)) {
        return LoopPurpose::Polling;
    }
    if condition.is_some_and(|condition| calls(&known.next_calls, condition)) {
        return LoopPurpose::Items;
    }
    if says(&known.cursor_words) || repetition.bodies.iter().any(|&body| pages(values, body)) {
        return LoopPurpose::Pages;
    }
    LoopPurpose::Until
}

/// Whether a name among `words` stands in a node, alone or as a word of a longer name.
fn mentions(values: &Values<'_>, node: NodeId, words: &[String]) -> bool {
    let outline = values.outline;
    outline.within(node).filter(|&id| outline.role(id) == Role::Name).any(|id| {
        let name = outline.text_of(id).to_lowercase();
        words.iter().any(|word| name == *word || name.split('_').any(|part| part == word))
    })
}

/// Whether the last name of a path has one of the words: `chunks` of `self.split_in_chunks`.
fn says_in_name(values: &Values<'_>, node: NodeId, words: &[String]) -> bool {
    let name = values.outline.last_name(node).unwrap_or_default().to_lowercase();
    words.iter().any(|word| name.split('_').any(|part| part == word))
}

/// A loop that leaves when its body worked, and goes on when it failed.
fn retries(values: &Values<'_>, repetition: &Repetition) -> bool {
    let outline = values.outline;
    let counted = repetition.iterable.is_none_or(|iterable| is_range(values, iterable));
    counted
        && repetition.bodies.iter().any(|&body| {
            let handlers = outline.within(body).filter(|&id| outline.role(id) == Role::Handler);
            let goes_on = handlers.flat_map(|handler| outline.within(handler)).any(|id| {
                outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Continue
                    || outline.role(id) == Role::Call && is_waiting(values, id)
            });
            goes_on
        })
}

fn is_waiting(values: &Values<'_>, call: NodeId) -> bool {
    let name = values.outline.callee(call).and_then(|callee| values.outline.last_name(callee));
    name.is_some_and(|name| values.idioms.loops.waiting.iter().any(|known| known == name))
}

/// A loop that fetches a page, and stops when a page is empty.
fn pages(values: &Values<'_>, body: NodeId) -> bool {
    let outline = values.outline;
    outline.within(body).any(|id| {
        let stops =
            outline.role(id) == Role::Branch && outline.part(id, Part::Then).is_some_and(|then| leaves(outline, then));
        stops
            && outline.part(id, Part::Condition).is_some_and(|condition| {
                outline.within(condition).any(|id| match outline.role(id) {
                    Role::Not => true,
                    Role::Call => is_size(values, id),
                    _ => false,
                })
            })
    })
}

fn is_size(values: &Values<'_>, call: NodeId) -> bool {
    let name = values.outline.callee(call).and_then(|callee| values.outline.last_name(callee));
    name.is_some_and(|name| values.idioms.values.size_calls.iter().any(|known| known == name))
}

fn is_range(values: &Values<'_>, iterable: NodeId) -> bool {
    let outline = values.outline;
    let iterable = outline.unwrapped(iterable);
    match outline.role(iterable) {
        Role::Range => true,
        Role::Call => {
            let name = outline.callee(iterable).and_then(|callee| outline.last_name(callee));
            name.is_some_and(|name| values.idioms.loops.range_functions.iter().any(|known| known == name))
        }
        _ => false,
    }
}

fn makes_chunks(values: &Values<'_>, iterable: NodeId, depth: usize) -> bool {
    let outline = values.outline;
    let iterable = outline.unwrapped(iterable);
    if depth > 8 {
        return false;
    }
    match outline.role(iterable) {
        Role::Call => {
            let Some(callee) = outline.callee(iterable) else { return false };
            let path = outline.path(callee).unwrap_or_else(|| outline.last_name(callee).into_iter().collect());
            let arguments = outline.arguments(iterable);
            let step = is_range(values, iterable)
                && arguments.len() == 3
                && arguments.last().is_some_and(|&step| outline.text_of(step).trim_start_matches('-') != "1");
            step || ends_with_any(&path, &values.idioms.loops.chunking)
                || says_in_name(values, callee, &values.idioms.loops.chunk_words)
                || outline.part(callee, Part::Object).is_some_and(|object| makes_chunks(values, object, depth + 1))
                || passes_items_on(values, iterable)
                    && arguments.iter().any(|&argument| makes_chunks(values, argument, depth + 1))
        }
        Role::Name => {
            mentions(values, iterable, &values.idioms.loops.chunk_words)
                || values
                    .names
                    .single(iterable)
                    .is_some_and(|bound| bound.how == How::Assigned && makes_chunks(values, bound.value, depth + 1))
        }
        _ => false,
    }
}

fn passes_items_on(values: &Values<'_>, call: NodeId) -> bool {
    let outline = values.outline;
    let Some(callee) = outline.callee(call) else { return false };
    let path = outline.path(callee).unwrap_or_else(|| outline.last_name(callee).into_iter().collect());
    ends_with_any(&path, &values.idioms.loops.transparent)
}

/// Whether an iterable has a handful of items, by what the program says.
fn is_few(values: &Values<'_>, iterable: NodeId, depth: usize) -> bool {
    let outline = values.outline;
    let iterable = outline.unwrapped(iterable);
    if depth > 8 {
        return false;
    }
    let few_path =
        |node: NodeId| values.names.resolved(node).is_some_and(|path| contains_any(&path, &values.idioms.loops.few));
    match outline.role(iterable) {
        Role::List | Role::Dictionary | Role::Repeat => {
            !outline.parts(iterable, Part::Item).any(|item| outline.role(item) == Role::Splat)
        }
        Role::String => true,
        Role::Concatenation | Role::Choice => {
            outline.parts(iterable, Part::Item).all(|item| is_few(values, item, depth + 1))
        }
        Role::Range => outline.parts(iterable, Part::Bound).last().is_some_and(|bound| is_small(values, bound)),
        Role::Branch => {
            let mut arms = outline.parts(iterable, Part::Then).chain(outline.parts(iterable, Part::Else));
            arms.all(|arm| is_few(values, arm, depth + 1))
        }
        Role::Call if is_range(values, iterable) => {
            outline.arguments(iterable).iter().all(|&bound| is_small(values, bound))
        }
        Role::Call => {
            let Some(callee) = outline.callee(iterable) else { return false };
            if few_path(callee)
                || ends_with_any(&outline.last_name(callee).into_iter().collect::<Vec<_>>(), &values.idioms.loops.few)
            {
                return true;
            }
            if outline.nodes[iterable].kind == Kind::Macro {
                return values.idioms.strings.list_macros.iter().any(|name| outline.last_name(callee) == Some(name))
                    && !outline.arguments(iterable).is_empty();
            }
            if !passes_items_on(values, iterable) {
                return false;
            }
            let object = outline.part(callee, Part::Object).filter(|&object| !is_module(values, object));
            let arguments = outline.arguments(iterable);
            match object {
                Some(object) => is_few(values, object, depth + 1),
                // `zip` ends with the shortest.
                None => arguments
                    .iter()
                    .any(|&argument| outline.role(argument) != Role::Keyword && is_few(values, argument, depth + 1)),
            }
        }
        Role::Name | Role::Member if says_in_name(values, iterable, &values.idioms.loops.few_words) => true,
        Role::Name => {
            let bindings = values.names.reaching(iterable);
            let name = outline.text_of(iterable);
            let constant = name.len() > 1 && !name.contains(char::is_lowercase) && name.contains(char::is_alphabetic);
            match bindings[..] {
                [] => constant || few_path(iterable) || is_class_name(name),
                _ if constant && bindings.iter().all(|bound| bound.how == How::Imported) => true,
                _ => {
                    bindings.iter().all(|bound| match bound.how {
                        How::Assigned => is_few(values, bound.value, depth + 1),
                        How::Item => !is_repeated_between(values, bound.at, iterable),
                        How::Defined => is_class_name(name),
                        _ => false,
                    }) && !matches!(bindings[0].how, How::Item)
                }
            }
        }
        Role::Member => {
            let bindings = values.names.of_member(iterable);
            let name = outline.last_name(iterable).unwrap_or_default();
            let constant = name.len() > 1 && !name.contains(char::is_lowercase);
            constant
                || few_path(iterable)
                || !bindings.is_empty()
                    && bindings.iter().all(|bound| bound.how == How::Assigned && is_few(values, bound.value, depth + 1))
        }
        _ => false,
    }
}

/// Whether an item is added in a loop of its own.
fn is_repeated_between(values: &Values<'_>, at: NodeId, usage: NodeId) -> bool {
    values.outline.ancestors(at).any(|id| values.outline.role(id) == Role::Loop && !values.outline.holds(id, usage))
}

fn is_module(values: &Values<'_>, object: NodeId) -> bool {
    values.outline.role(object) == Role::Name
        && values.names.reaching(object).is_empty()
        && values.names.is_imported(values.outline.text_of(object))
}

fn is_class_name(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}

fn is_small(values: &Values<'_>, bound: NodeId) -> bool {
    let outline = values.outline;
    let bound = outline.unwrapped(bound);
    match outline.role(bound) {
        Role::Number => outline.text_of(bound).parse::<i64>().is_ok_and(|number| number <= FEW),
        Role::Name | Role::Member => values.names.single(bound).is_some_and(|found| {
            found.how == How::Assigned && outline.role(found.value) == Role::Number && is_small(values, found.value)
        }),
        _ => false,
    }
}

/// A loop that stops at the first turn that finds something.
fn searches(values: &Values<'_>, repetition: &Repetition) -> bool {
    let outline = values.outline;
    let failures = &values.idioms.loops.failures;
    repetition.bodies.iter().any(|&body| {
        let items: Vec<NodeId> = outline.parts(body, Part::Item).collect();
        let stops = |node: NodeId| {
            let exits = outline.within(node).take(3).find(|&id| {
                outline.role(id) == Role::Exit
                    && matches!(outline.nodes[id].kind, Kind::Break | Kind::Return)
                    && outline.span(id).start == outline.span(node).start
            });
            exits.is_some_and(|exit| {
                let value = outline
                    .part(exit, Part::Value)
                    .and_then(|value| outline.callee(value))
                    .and_then(|c| outline.last_name(c));
                !value.is_some_and(|name| failures.iter().any(|failure| failure == name))
            })
        };
        let last_of = |then: NodeId| match outline.role(then) {
            Role::Block => outline.parts(then, Part::Item).next_back(),
            _ => Some(then),
        };
        items.last().is_some_and(|&last| stops(last))
            || items.iter().flat_map(|&item| outline.within(item).take(2)).any(|branch| {
                outline.role(branch) == Role::Branch
                    && outline.part(branch, Part::Condition).is_some_and(|c| !is_negative(values, c))
                    && outline.part(branch, Part::Then).and_then(last_of).is_some_and(stops)
            })
    })
}

/// A condition that asks whether something is missing or wrong.
fn is_negative(values: &Values<'_>, condition: NodeId) -> bool {
    let outline = values.outline;
    let condition = outline.unwrapped(condition);
    match outline.role(condition) {
        Role::Not => true,
        Role::Comparison => outline.part(condition, Part::Operator).is_some_and(|operator| {
            let operator = outline.text_of(operator);
            values.idioms.values.absence_operators.iter().any(|known| known == operator) || operator == "!="
        }),
        _ => false,
    }
}

impl Loops {
    /// Whether what a call asks for depends on the loop's variable; `None` when that cannot be said.
    pub fn depends(&self, values: &Values<'_>, index: usize, asked: &[NodeId]) -> Option<bool> {
        let outline = values.outline;
        let repetition = &self.all[index];
        let flow = repetition.flow.get_or_init(|| Flow::read(values, repetition));
        if asked.iter().any(|&node| uses(values, node, &flow.tainted)) {
            return Some(true);
        }
        let calls_others = |node: NodeId| {
            outline.within(node).skip(1).any(|id| outline.role(id) == Role::Call && outline.arguments(id).is_empty())
        };
        if repetition.variable.is_none()
            || asked.iter().any(|&node| uses(values, node, &flow.changed) || calls_others(node))
        {
            return None;
        }
        Some(false)
    }

    /// The branches between a node and the loop around it.
    pub fn branches_between(&self, values: &Values<'_>, index: usize, node: NodeId) -> Vec<NodeId> {
        let outline = values.outline;
        let bodies = &self.all[index].bodies;
        let mut found = Vec::new();
        let mut inner = node;
        for id in outline.ancestors(node) {
            let arm = outline
                .parts(id, Part::Then)
                .chain(outline.parts(id, Part::Else))
                .any(|part| outline.holds(part, inner));
            if matches!(outline.role(id), Role::Branch | Role::Arm | Role::Handler)
                && (arm || outline.role(id) == Role::Handler)
            {
                found.push(id);
            }
            if bodies.contains(&id) {
                break;
            }
            inner = id;
        }
        found
    }

    /// Whether a test in the loop stands between most turns and the node.
    pub fn is_guarded(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        let outline = values.outline;
        if !self.branches_between(values, index, node).is_empty() {
            return true;
        }
        // `if …: continue` before it.
        self.all[index].bodies.iter().filter(|&&body| outline.holds(body, node)).any(|&body| {
            outline.parts(body, Part::Item).take_while(|&item| item < node && !outline.holds(item, node)).any(|item| {
                outline.within(item).take(2).any(|id| {
                    outline.role(id) == Role::Branch
                        && outline.part(id, Part::Then).is_some_and(|then| leaves(outline, then))
                })
            })
        })
    }

    /// Whether the branch around a node asks a container that it fills: `if key not in cache: cache[key] = …`.
    pub fn is_memoised(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        let outline = values.outline;
        let known = self.branches_between(values, index, node);
        let stores = |scope: NodeId, condition: &str| {
            values
                .names
                .stores
                .iter()
                .any(|(at, container)| outline.holds(scope, *at) && contains_word(condition, container))
        };
        let in_branch = known.iter().any(|&branch| {
            outline.part(branch, Part::Condition).is_some_and(|condition| {
                stores(branch, outline.text_of(condition)) || self.asks_memory(values, index, condition)
            })
        });
        in_branch || self.skips_seen(values, index, node)
    }

    /// `hit = cache.get(key)`, then `if hit is None: cache[key] = …`.
    fn asks_memory(&self, values: &Values<'_>, index: usize, condition: NodeId) -> bool {
        let outline = values.outline;
        let names = outline.within(condition).filter(|&id| outline.role(id) == Role::Name);
        names.flat_map(|name| values.names.reaching(name)).any(|bound| {
            let bodies = &self.all[index].bodies;
            let value = outline.text_of(bound.value);
            bound.how == How::Assigned
                && bodies.iter().any(|&body| outline.holds(body, bound.value))
                && values.names.stores.iter().any(|(at, container)| {
                    bodies.iter().any(|&body| outline.holds(body, *at)) && contains_word(value, container)
                })
        })
    }

    /// `if key in seen: continue`, and later `seen.add(key)`.
    fn skips_seen(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        let outline = values.outline;
        self.all[index].bodies.iter().filter(|&&body| outline.holds(body, node)).any(|&body| {
            outline.parts(body, Part::Item).take_while(|&item| !outline.holds(item, node)).any(|item| {
                outline.within(item).take(2).filter(|&id| outline.role(id) == Role::Branch).any(|branch| {
                    let leaves = outline.part(branch, Part::Then).is_some_and(|then| leaves(outline, then));
                    leaves
                        && outline.part(branch, Part::Condition).is_some_and(|condition| {
                            values.names.stores.iter().any(|(at, container)| {
                                outline.holds(body, *at) && contains_word(outline.text_of(condition), container)
                            })
                        })
                })
            })
        })
    }

    /// Whether a node is reached only every so many turns: `if n % 1000 == 0`.
    pub fn is_every_so_often(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        let outline = values.outline;
        self.branches_between(values, index, node).iter().any(|&branch| {
            let Some(condition) = outline.part(branch, Part::Condition) else { return false };
            let text = outline.text_of(condition);
            let counts = text.contains('%') || text.contains("is_multiple_of");
            let size = outline.within(condition).any(|id| {
                outline.role(id) == Role::Comparison
                    && outline
                        .part(id, Part::Operator)
                        .is_some_and(|operator| outline.text_of(operator).starts_with(['>', '<', '=']))
                    && outline.parts(id, Part::Operand).any(|operand| {
                        mentions(values, operand, &values.idioms.loops.chunk_words)
                            || outline.role(operand) == Role::Call && is_size(values, operand)
                            || outline.role(operand) == Role::Number && outline.text_of(operand).len() > 1
                    })
            });
            counts || size
        })
    }
}

fn contains_word(text: &str, word: &str) -> bool {
    let last = segments(word).last().unwrap_or(word);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(last)
        .any(|(at, found)| !text[..at].ends_with(is_part) && !text[at + found.len()..].starts_with(is_part))
}
