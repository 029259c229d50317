//! Where a program can be changed so that a row has what is read of it: the query that can fetch it along, and the key
//! that the row has already.

use super::events::Event;
use crate::extract::{Expression, Extract, RowSource, Step};
use crate::fact::LazyKind;
use crate::text::{Place, Source, Span};

/// What a query is made from in Django, behind which all can be asked of it.
const MANAGER: &str = "objects";

/// Calls that do not go with relations that are fetched along, or that make something else of the rows.
const CONTRARY: &[&str] = &[
    "only",
    "defer",
    "values",
    "values_list",
    "raw",
    "union",
    "intersection",
    "difference",
    "select_for_update",
    "iterator",
    "none",
    "aggregate",
];

/// Where the query of an event can be told to fetch `remedy` along, and what to write there: behind its manager, or in
/// the call that stands there already.
pub fn fetch_along(event: &Event, remedy: &str, extract: &Extract, source: &Source) -> Option<(Place, String)> {
    let manager = manager(event, extract, source)?;
    let call = remedy.trim_matches('`');
    let (opening, argument) = (&call[..=call.find('(')?], call.strip_suffix(')')?.split_once('(')?.1);
    let after = source.text.get(manager.span.range().end..)?;
    if !after.starts_with(opening) || !after[opening.len()..].starts_with(['"', '\'']) {
        return Some((manager, call.to_owned()));
    }
    // Two calls do not fit into one that stands there.
    if argument.contains('(') {
        return None;
    }
    let end = manager.span.range().end + opening.len();
    let place = source.place(Span::new(end - 1, end));
    Some((place, format!("{argument}, ")))
}

/// The manager that it begins with, when that is written in this file.
fn manager(event: &Event, extract: &Extract, source: &Source) -> Option<Place> {
    let query = event.origin.query.as_ref().filter(|query| query.path == source.path)?;
    let of_rows = extract.rows.iter().flat_map(|rows| &rows.sources);
    let of_givers = extract.givers.iter().flat_map(|giver| &giver.sources);
    let all = of_rows.chain(extract.handings.iter().flat_map(|handing| &handing.sources)).chain(of_givers);
    let written = all.filter(|written| written.span == query.span);
    let of_rows = written.map(|written| manager_of(written, source));
    let settings = extract.declarations.iter().flat_map(|declaration| &declaration.settings);
    let set = settings.filter(|setting| setting.span == query.span).map(|setting| manager_in(setting.span, source));
    let mut managers: Vec<Option<Span>> = of_rows.chain(set).collect();
    managers.sort();
    managers.dedup();
    match managers[..] {
        [only] => only.filter(|_| asks_whole(event)).map(|span| source.place(span)),
        _ => None,
    }
}

fn asks_whole(event: &Event) -> bool {
    matches!(event.kind, LazyKind::Relation | LazyKind::Collection)
}

fn manager_of(written: &RowSource, source: &Source) -> Option<Span> {
    let is_contrary = |name: &str| CONTRARY.contains(&name);
    let first = written.steps.iter().find(|step| step.arguments.is_some())?;
    if written.steps.iter().any(|step| is_contrary(&step.name) || forgets(step)) {
        return None;
    }
    let before = source.text.get(..first.span.range().start)?.trim_end().strip_suffix('.')?.trim_end();
    let is_manager = before.strip_suffix(MANAGER).is_some_and(|root| root.ends_with('.'));
    is_manager.then(|| Span::new(before.len() - MANAGER.len(), before.len()))
}

/// `prefetch_related(None)`: what was told before is forgotten.
fn forgets(step: &Step) -> bool {
    step.name.ends_with("_related")
        && step.arguments.iter().flatten().any(|argument| argument.value == Expression::Null)
}

/// The same of what a class sets: the whole expression.
fn manager_in(whole: Span, source: &Source) -> Option<Span> {
    let text = source.slice(whole);
    let calls = |name: &str| text.contains(&format!(".{name}("));
    let at = text.find(&format!(".{MANAGER}"))? + 1;
    let goes_on = text[at + MANAGER.len()..].trim_start().starts_with('.');
    let is_path = text[..at].chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'));
    let start = whole.range().start + at;
    (goes_on && is_path && !CONTRARY.iter().any(|name| calls(name))).then(|| Span::new(start, start + MANAGER.len()))
}

/// `customer.id` of `order.customer.id`, which is `customer_id` of the order.
pub fn key_path(event: &Event, source: &Source) -> Option<Place> {
    event.key.as_ref().filter(|_| event.read.is_none())?;
    let after = source.text.get(event.step.range().end..)?;
    let key = [".id", ".pk"].into_iter().find(|key| after.starts_with(key))?;
    let ends = !after[key.len()..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_');
    let end = event.step.range().end + key.len();
    ends.then(|| source.place(Span::new(event.step.range().start, end)))
}
