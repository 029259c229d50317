//! What a loop is there for: a turn for each item, or one of the shapes that are no fault: a handful of turns,
//! chunks, pages, retries, polling, a search.

use super::admission::leaves;
use super::grammar::{Kind, Part, Role};
use super::handfuls::{is_few, passes_items_on};
use super::idioms::{ends_with, ends_with_any};
use super::loops::Repetition;
use super::names::How;
use super::outline::NodeId;
use super::premises::constant;
use super::strings::Values;
use super::texts::begins_as_sql;
use crate::extract::Constant;
use crate::fact::LoopPurpose;

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
        if says(&known.page_words) && !is_one_page(values, iterable) {
            return LoopPurpose::Pages;
        }
        let goes_over_parts =
            repetition.variable.is_some_and(|variable| names_part(values, variable, &known.few_variables));
        return match () {
            () if goes_over_parts || is_few(values, iterable, 0) => LoopPurpose::Few,
            () if searches(values, repetition) => LoopPurpose::Search,
            () if is_fallback(values, repetition.node) => LoopPurpose::Fallback,
            () => LoopPurpose::Items,
        };
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

/// Whether a variable is called after what somebody declared: `for field, value in changes.items()`.
fn names_part(values: &Values<'_>, variable: NodeId, words: &[String]) -> bool {
    let outline = values.outline;
    let is_one = |name: &str| {
        let mut parts = name.split('_').filter(|part| *part != "name");
        matches!((parts.next_back(), words), (Some(last), words) if words.iter().any(|word| word == last))
    };
    outline.within(variable).any(|id| outline.role(id) == Role::Name && is_one(outline.text_of(id)))
}

/// Whether another way leads around the loop that does the same for all items at once, `if bulk: … else: for …`, or the
/// loop is there for callers of an old way, and the lines before it say so.
fn is_fallback(values: &Values<'_>, node: NodeId) -> bool {
    let outline = values.outline;
    let known = &values.idioms.loops;
    let mut inner = node;
    for around in outline.ancestors(node).take_while(|&id| outline.role(id) != Role::Function) {
        if outline.role(around) == Role::Branch {
            let arms: Vec<NodeId> =
                outline.parts(around, Part::Then).chain(outline.parts(around, Part::Else)).collect();
            let in_arm = arms.iter().any(|&arm| outline.holds(arm, node));
            let others = arms.iter().copied().filter(|&arm| !outline.holds(arm, node));
            let mut told = outline.part(around, Part::Condition).into_iter().chain(others);
            if in_arm && told.any(|id| mentions(values, id, &known.bulk_words)) {
                return true;
            }
        }
        if outline.role(around) == Role::Block {
            let mut before = outline.parts(around, Part::Item).take_while(|&item| !outline.holds(item, inner));
            let warns = |item: NodeId| {
                outline.within(item).take(3).any(|id| {
                    let path =
                        outline.callee(id).filter(|_| outline.role(id) == Role::Call).and_then(|it| outline.path(it));
                    path.is_some_and(|path| ends_with_any(&path, &known.deprecating))
                })
            };
            // In a branch of its own: what warns of a function as a whole is another thing.
            let is_arm = outline.nodes[around].parent.is_some_and(|parent| outline.role(parent) == Role::Branch);
            if is_arm && before.any(warns) {
                return true;
            }
        }
        inner = around;
    }
    false
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
pub fn says_in_name(values: &Values<'_>, node: NodeId, words: &[String]) -> bool {
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

pub fn is_range(values: &Values<'_>, iterable: NodeId) -> bool {
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
        // A `return` leaves all loops at once.
        let inner = |item: &NodeId| {
            let bodies = outline.parts(*item, Part::Body).filter(|_| outline.role(*item) == Role::Loop);
            bodies.flat_map(|body| outline.parts(body, Part::Item)).collect::<Vec<NodeId>>()
        };
        let returns =
            |node: NodeId| stops(node) && outline.within(node).take(3).any(|id| outline.nodes[id].kind == Kind::Return);
        let finds = |item: NodeId| {
            outline.within(item).take(2).any(|branch| {
                outline.role(branch) == Role::Branch
                    && outline.part(branch, Part::Condition).is_some_and(|c| !is_negative(values, c))
                    && outline.part(branch, Part::Then).and_then(last_of).is_some_and(returns)
            })
        };
        items.iter().flat_map(inner).any(finds)
            || answers_no_after(values, repetition.node) && answers_yes(values, body)
            || items.last().is_some_and(|&last| stops(last))
            || items.iter().flat_map(|&item| outline.within(item).take(2)).any(|branch| {
                outline.role(branch) == Role::Branch
                    && outline.part(branch, Part::Condition).is_some_and(|c| !is_negative(values, c))
                    && outline.part(branch, Part::Then).and_then(last_of).is_some_and(stops)
            })
    })
}

/// `return True` somewhere in a loop.
fn answers_yes(values: &Values<'_>, body: NodeId) -> bool {
    let outline = values.outline;
    outline.within(body).any(|id| {
        let value = outline.part(id, Part::Value).filter(|_| outline.role(id) == Role::Exit);
        outline.nodes[id].kind == Kind::Return
            && value.is_some_and(|value| constant(values, value) == Some(Constant::Boolean(true)))
    })
}

/// Whether the answer is no when the loop has found nothing: `return False` right after it.
fn answers_no_after(values: &Values<'_>, node: NodeId) -> bool {
    let outline = values.outline;
    let Some(block) = outline.ancestors(node).find(|&id| outline.role(id) == Role::Block) else { return false };
    let mut after = outline.parts(block, Part::Item).skip_while(|&item| !outline.holds(item, node)).skip(1);
    let answer = after.next().filter(|_| after.next().is_none());
    answer.is_some_and(|answer| {
        let value = outline.part(answer, Part::Value).filter(|_| outline.role(answer) == Role::Exit);
        constant(values, value.unwrap_or(answer)) == Some(Constant::Boolean(false))
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

/// Whether a loop goes over what stands on a page: `paginator.get_page(2)`.
fn is_one_page(values: &Values<'_>, iterable: NodeId) -> bool {
    let outline = values.outline;
    let iterable = outline.unwrapped(iterable);
    let last = outline.last_name(outline.callee(iterable).unwrap_or(iterable)).unwrap_or_default();
    values.idioms.loops.page_items.iter().any(|known| known == last)
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
