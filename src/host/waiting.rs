//! Functions that wait, `async def`, and calls that keep the event loop from going on in them.

use super::grammar::{Part, Role};
use super::library::Blocking;
use super::outline::NodeId;
use super::strings::Values;
use crate::text::Span;

/// Whether a node is `await …`.
pub fn is_awaited(values: &Values<'_>, node: NodeId) -> bool {
    values.outline.role(node) == Role::Wrapper && begins_with(values, node, &values.idioms.rows.waiting_for)
}

/// Whether an expression waits for what is in it.
pub fn awaits(values: &Values<'_>, node: NodeId) -> bool {
    let mut node = node;
    while values.outline.role(node) == Role::Wrapper {
        if is_awaited(values, node) {
            return true;
        }
        let Some(inner) = values.outline.part(node, Part::Value) else { return false };
        node = inner;
    }
    false
}

/// Whether a call of a library blocks, in a function that is to wait.
pub fn stalls(values: &Values<'_>, blocking: &Blocking, name: &str, call: NodeId) -> bool {
    let known = |name: &str| blocking.calls.iter().any(|call| call == name);
    let blocks = match &blocking.prefix {
        Some(prefix) => !name.starts_with(prefix.as_str()) || known(name),
        None => known(name),
    };
    blocks && is_in_waiting_function(values, call) && !is_left_to_others(values, blocking, call)
}

/// Whether rows are taken by a loop that blocks, in a function that is to wait.
pub fn stalls_taking(values: &Values<'_>, iterable: NodeId) -> bool {
    let is_loop = |&id: &NodeId| matches!(values.outline.role(id), Role::Loop | Role::Comprehension);
    let around = values.outline.ancestors(iterable).find(is_loop);
    let waits = around.is_some_and(|around| {
        let head = Span { start: values.outline.span(around).start, end: values.outline.span(iterable).start };
        let mut words = values.outline.slice(head).split_whitespace();
        words.any(|word| word == values.idioms.rows.waiting)
    });
    !waits && is_in_waiting_function(values, iterable)
}

fn is_in_waiting_function(values: &Values<'_>, node: NodeId) -> bool {
    let outline = values.outline;
    let function = outline.ancestors(node).find(|&id| outline.role(id) == Role::Function);
    let Some(name) = function.and_then(|function| outline.part(function, Part::Name)) else { return false };
    let before = Span { start: 0, end: outline.span(name).start };
    let line = outline.slice(before).rsplit('\n').next().unwrap_or_default();
    !values.idioms.rows.waiting.is_empty() && line.split_whitespace().any(|word| word == values.idioms.rows.waiting)
}

/// Whether a call is awaited, or handed to what may await it, where the same name blocks or waits.
fn is_left_to_others(values: &Values<'_>, blocking: &Blocking, call: NodeId) -> bool {
    let outline = values.outline;
    let mut at = call;
    for parent in outline.ancestors(call) {
        match outline.role(parent) {
            _ if is_awaited(values, parent) => return true,
            Role::Wrapper | Role::Member => {}
            Role::Call if outline.part(parent, Part::Function) == Some(at) => {}
            Role::Call
            | Role::Keyword
            | Role::Splat
            | Role::List
            | Role::Dictionary
            | Role::Pair
            | Role::Comprehension => {
                return blocking.has_twins;
            }
            _ => return false,
        }
        at = parent;
    }
    false
}

fn begins_with(values: &Values<'_>, node: NodeId, word: &str) -> bool {
    let rest = values.outline.text_of(node).strip_prefix(word).filter(|_| !word.is_empty());
    rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}
