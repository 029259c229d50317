//! What a loop is there for: a turn for each item, or one of the shapes that are no fault: a handful of turns,
//! chunks, pages, retries, polling, a search.

use super::admission::leaves;
use super::grammar::{Kind, Part, Role};
use super::idioms::{contains_any, ends_with, ends_with_any};
use super::loops::Repetition;
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use super::texts::begins_as_sql;
use crate::fact::LoopPurpose;

/// Up to how many turns a counted loop has only a few.
const FEW: i64 = 16;

pub fn purpose(values: &Values<'_>, repetition: &Repetition) -> LoopPurpose {
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
    if condition.is_some_and(|condition| asks_again(values, condition)) {
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

/// Whether the head of a loop sends SQL, so that each turn begins with a new answer:
/// `while job := conn.execute("SELECT …").fetchone()`.
fn asks_again(values: &Values<'_>, condition: NodeId) -> bool {
    let outline = values.outline;
    outline.within(condition).filter(|&id| outline.role(id) == Role::Call).any(|call| {
        let text = outline.arguments(call).first().and_then(|&argument| values.texts(argument));
        text.is_some_and(|texts| texts.iter().any(|text| begins_as_sql(&text.plain_with_holes())))
    })
}

/// Whether a name among `words` stands in a node, alone or as a word of a longer name.
pub fn mentions(values: &Values<'_>, node: NodeId, words: &[String]) -> bool {
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
            handlers.flat_map(|handler| outline.within(handler)).any(|id| {
                outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Continue
                    || outline.role(id) == Role::Call && is_waiting(values, id)
            })
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

pub fn is_size(values: &Values<'_>, call: NodeId) -> bool {
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
        // `i < 3` of a counting loop.
        Role::Comparison => {
            outline.parts(iterable, Part::Operand).next_back().is_some_and(|bound| is_small(values, bound))
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

/// Whether an expression is an iterator, told by the calls it is made of.
pub fn iterates(values: &Values<'_>, object: NodeId) -> bool {
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
