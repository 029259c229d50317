//! Loops, what each is there for, and what in it depends on its variable. Most loops around a query are no
//! fault: a handful of turns, chunks, pages, retries. Telling them apart is what this file does.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::grammar::{Kind, Part, Role};
use super::guards::Guards;
use super::outline::{NodeId, Outline};
use super::purposes::{iterates, purpose};
use super::strings::Values;
use crate::extract::Loop;
use crate::fact::{LoopKind, LoopPurpose};
use crate::text::Span;

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
                    // `query.push(" AND id = ").push_bind(id)`
                    let builds = values.libraries.iter().any(|library| library.appends(method));
                    let object = callee.and_then(|callee| outline.part(callee, Part::Object));
                    let object = if builds { object.map(|object| begin(outline, object)) } else { object };
                    (object.filter(|&object| (grows || builds) && outline.role(object) == Role::Name), Some(id))
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

/// What a chain of calls begins with.
fn begin(outline: &Outline<'_>, node: NodeId) -> NodeId {
    let mut at = outline.unwrapped(node);
    while outline.role(at) == Role::Call {
        let object = outline.callee(at).and_then(|callee| outline.part(callee, Part::Object));
        let Some(object) = object else { break };
        at = outline.unwrapped(object);
    }
    at
}

/// Whether a node uses one of the names.
fn uses(values: &Values<'_>, node: NodeId, names: &HashSet<String>) -> bool {
    names_used(values, node).any(|name| names.contains(name))
}

/// The names that a node uses, inside the text of a format macro too: `"{id}"`.
pub fn names_used<'v>(values: &'v Values<'_>, node: NodeId) -> impl Iterator<Item = &'v str> {
    let outline = values.outline;
    outline.within(node).flat_map(move |id| {
        let name = (outline.role(id) == Role::Name && !outline.nodes[id].is_label).then(|| outline.text_of(id));
        let is_macro = outline.role(id) == Role::Call && outline.nodes[id].kind == Kind::Macro;
        let text = if is_macro { outline.text_of(id) } else { "" };
        let inside = text.split('{').skip(1).map(|inside| {
            let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inside.len());
            &inside[..end]
        });
        name.into_iter().chain(inside)
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
    pub bodies: Vec<NodeId>,
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
    // The head ends with what it says last; an endless loop says nothing but its first word.
    let said = [variable, iterable, outline.part(node, Part::Condition)].into_iter().flatten();
    let body = bodies.iter().copied().rfind(|body| outline.holds(node, *body));
    let end = match (kind, said.map(|id| outline.span(id).end).max(), body) {
        (LoopKind::Comprehension, ..) | (_, None, None) => span.end,
        (_, Some(end), _) => end,
        (_, None, Some(body)) => outline.span(body).start,
    };
    let closing = outline.text.get(end as usize..).unwrap_or_default().starts_with(')');
    let head = outline.slice(Span { start: span.start, end: end + u32::from(closing) }).trim_end();
    let repetition = Repetition {
        summary: Loop {
            kind,
            purpose: LoopPurpose::Items,
            head: Span::new(span.start as usize, span.start as usize + head.len()),
            variable: variable.map(|id| values.names.name_of_pattern(id)),
            errands: Vec::new(),
            deferred: false,
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
    let given = outline.arguments(call);
    // `sorted(orders, key=lambda order: …)`
    let value =
        |&id: &NodeId| outline.part(id, Part::Value).filter(|_| outline.role(id) == Role::Keyword).unwrap_or(id);
    let arguments: Vec<NodeId> = given.iter().map(value).collect();
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
            variable: variable.map(|id| values.names.name_of_pattern(id)),
            errands: Vec::new(),
            deferred: false,
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

    fn guards<'v, 'a>(&'v self, values: &'v Values<'a>, index: usize) -> Guards<'v, 'a> {
        Guards { values, bodies: &self.all[index].bodies }
    }

    /// Whether a test in the loop stands between most turns and the node.
    pub fn is_guarded(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        self.guards(values, index).is_guarded(node)
    }

    /// The innermost arm around a node in the loop, of a test that turns may answer differently.
    pub fn arm(&self, values: &Values<'_>, index: usize, node: NodeId) -> Option<Span> {
        let outline = values.outline;
        let branches = self.guards(values, index).branches_to(node);
        branches.into_iter().find_map(|branch| {
            let condition = outline.part(branch, Part::Condition).filter(|_| outline.role(branch) == Role::Branch);
            let is_same = condition.is_some_and(|it| self.depends(values, index, &[it]) != Some(true));
            let mut arms = outline.parts(branch, Part::Then).chain(outline.parts(branch, Part::Else));
            let arm = arms.find(|&arm| outline.holds(arm, node)).unwrap_or(branch);
            (!is_same).then(|| outline.span(arm))
        })
    }

    /// Whether a look-up in memory stands between the loop and the node.
    pub fn is_memoised(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        self.guards(values, index).is_memoised(node)
    }

    /// Whether a node is reached only every so many turns, `if n % 1000 == 0`,
    /// or in the turn of one item alone.
    pub fn is_every_so_often(&self, values: &Values<'_>, index: usize, node: NodeId) -> bool {
        let guards = self.guards(values, index);
        guards.is_every_so_often(node)
            || self.all[index].variable.is_some_and(|variable| guards.is_of_one_item(variable, node))
    }
}
