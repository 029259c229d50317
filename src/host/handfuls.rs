//! What a loop goes over, when that is a handful of items whatever the data: lists that are written out, constants,
//! what is declared, and whatever is cut or limited to a small number.

use super::grammar::{Kind, Part, Role};
use super::idioms::{contains_any, ends_with_any};
use super::names::How;
use super::outline::NodeId;
use super::purposes::{is_range, says_in_name};
use super::strings::Values;
use crate::extract::HANDFUL;

/// Whether an iterable has a handful of items, by what the program says.
pub fn is_few(values: &Values<'_>, iterable: NodeId, depth: usize) -> bool {
    let outline = values.outline;
    let iterable = outline.unwrapped(iterable);
    if depth > 8 {
        return false;
    }
    let few_path =
        |node: NodeId| values.names.resolved(node).is_some_and(|path| contains_any(&path, &values.idioms.loops.few));
    match outline.role(iterable) {
        Role::Index => cuts_few(values, iterable),
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
        // What somebody ticked in a form, without what was ticked before.
        Role::Arithmetic => {
            let sides: Vec<NodeId> = outline.parts(iterable, Part::Operand).collect();
            sides.len() == 2 && sides.iter().any(|&side| is_chosen(values, side, depth + 1))
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
            if is_limited(values, iterable, depth)
                || few_path(callee)
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

/// Whether a value is made of what a person chose in a form.
fn is_chosen(values: &Values<'_>, node: NodeId, depth: usize) -> bool {
    let outline = values.outline;
    let is_form = |name: &str| values.idioms.loops.form_values.iter().any(|known| known == name);
    depth <= 8
        && outline.within(node).any(|id| {
            let names = matches!(outline.role(id), Role::Name | Role::Member);
            let bound = || values.names.single(id).filter(|bound| bound.how == How::Assigned);
            names && outline.last_name(id).is_some_and(is_form)
                || outline.role(id) == Role::Name
                    && bound().is_some_and(|bound| bound.value != node && is_chosen(values, bound.value, depth + 1))
        })
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
        Role::Number => outline.text_of(bound).parse::<i64>().is_ok_and(|number| number <= HANDFUL),
        Role::Name | Role::Member => values.names.single(bound).is_some_and(|found| {
            found.how == How::Assigned && outline.role(found.value) == Role::Number && is_small(values, found.value)
        }),
        _ => false,
    }
}

pub fn passes_items_on(values: &Values<'_>, call: NodeId) -> bool {
    let outline = values.outline;
    let Some(callee) = outline.callee(call) else { return false };
    let path = outline.path(callee).unwrap_or_else(|| outline.last_name(callee).into_iter().collect());
    ends_with_any(&path, &values.idioms.loops.transparent)
}

/// `orders[:10]`, `orders[-3:]`, `&orders[..5]`
fn cuts_few(values: &Values<'_>, index: NodeId) -> bool {
    let outline = values.outline;
    let Some(key) = outline.part(index, Part::Key) else { return false };
    let text: String = outline.text_of(key).chars().filter(|c| !c.is_whitespace()).collect();
    let cut = ["..=", "..", ":"].iter().find_map(|sign| text.split_once(sign));
    let number = |text: &str| text.parse::<i64>().ok();
    cut.is_some_and(|(from, to)| match (number(from), number(to)) {
        (None, Some(to)) if from.is_empty() => (0..=HANDFUL).contains(&to),
        (Some(from), Some(to)) => (0..=HANDFUL).contains(&(to - from)),
        (Some(from), None) => to.is_empty() && (-HANDFUL..0).contains(&from),
        _ => false,
    })
}

/// Whether a query, or what takes items one by one, ends after a few: `.limit(5).all()`, `take(3)`, `"… LIMIT 10"`.
fn is_limited(values: &Values<'_>, call: NodeId, depth: usize) -> bool {
    let outline = values.outline;
    let mut at = Some(outline.unwrapped(call));
    let mut left = 32;
    while let Some(node) = at.filter(|_| left > 0 && depth < 8) {
        left -= 1;
        at = match outline.role(node) {
            Role::Index if cuts_few(values, node) => return true,
            Role::Call => {
                let Some(callee) = outline.callee(node) else { return false };
                let arguments = outline.arguments(node);
                let limits = outline
                    .last_name(callee)
                    .is_some_and(|name| values.idioms.loops.limiting.iter().any(|known| known == name));
                if limits && arguments.iter().any(|&argument| is_small(values, argument)) {
                    return true;
                }
                let object = outline.part(callee, Part::Object);
                let given = arguments.first().map(|&id| outline.unwrapped(id));
                let by_text = given.filter(|&id| matches!(outline.role(id), Role::String | Role::Name));
                if by_text.and_then(|id| values.texts(id)).is_some_and(|texts| {
                    !texts.is_empty() && texts.iter().all(|text| ends_with_few(&text.plain_with_holes()))
                }) {
                    return true;
                }
                // `session.execute(select(Order).limit(5))`
                let is_query = object.is_some() && given.is_some_and(|id| outline.role(id) == Role::Call);
                if is_query && given.is_some_and(|id| is_limited(values, id, depth + 1)) {
                    return true;
                }
                object.map(|object| outline.unwrapped(object))
            }
            Role::Name => values
                .names
                .single(node)
                .filter(|bound| bound.how == How::Assigned)
                .map(|bound| outline.unwrapped(bound.value)),
            _ => None,
        };
    }
    false
}

/// Whether the last words of a query are `LIMIT` and a small number.
fn ends_with_few(sql: &str) -> bool {
    let mut words =
        sql.trim_end_matches([';', ' ', '\n', '\t', ')']).rsplit(char::is_whitespace).filter(|it| !it.is_empty());
    let number = words.next().and_then(|word| word.parse::<i64>().ok());
    number.is_some_and(|number| number <= HANDFUL)
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("limit"))
}
