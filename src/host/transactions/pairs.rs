//! Two rows that belong together and are added one after the other: the second is made with what the first gave.

use std::collections::HashMap;

use crate::extract::{Extract, Pair};
use crate::fact::{Effect, StatementKind};
use crate::host::grammar::Role;
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::recognition::Recognition;
use crate::host::strings::Values;
use crate::text::Span;

pub fn read(
    values: &Values<'_>,
    recognition: &Recognition<'_>,
    extract: &Extract,
    nodes: &HashMap<Span, NodeId>,
) -> Vec<Pair> {
    let added: Vec<(usize, NodeId)> = extract
        .executions
        .iter()
        .enumerate()
        .filter(|(_, execution)| execution.effect == Effect::Write && execution.certain)
        .filter_map(|(index, execution)| Some((index, *nodes.get(&execution.span)?)))
        .filter(|&(index, node)| adds_rows(recognition, extract, index, node))
        .collect();
    let mut pairs = Vec::new();
    for (position, &(second, node)) in added.iter().enumerate() {
        let before = added[..position].iter().rev();
        let first = before.copied().find(|&(_, first)| {
            !is_repeatable(values, first) && always_comes_before(values, first, node) && gives(values, first, node)
        });
        pairs.extend(first.map(|(first, _)| Pair { first, second }));
    }
    pairs
}

/// Whether an execution adds rows, and does nothing where they are already.
fn adds_rows(recognition: &Recognition<'_>, extract: &Extract, index: usize, node: NodeId) -> bool {
    let execution = &extract.executions[index];
    match execution.statements[..] {
        [statement] => extract.statements.get(statement).is_some_and(|it| it.kind == StatementKind::Insert),
        [] => recognition.recognise(node).is_some_and(|found| {
            let method = execution.callee.rsplit(['.', ':']).next().unwrap_or_default();
            found.library.chains.adds.iter().any(|known| known == method)
        }),
        _ => false,
    }
}

/// Whether a row that is there already is taken as it is, so that trying again sets right what was left.
fn is_repeatable(values: &Values<'_>, node: NodeId) -> bool {
    let text = values.outline.text_of(node).to_lowercase();
    ["on conflict", "on duplicate", "or ignore", "where not exists"].iter().any(|words| text.contains(words))
}

/// Whether every way to one node goes past another of the same function.
fn always_comes_before(values: &Values<'_>, first: NodeId, second: NodeId) -> bool {
    let region = values.names.region_of(first);
    first < second
        && values.names.scope_of(first) == values.names.scope_of(second)
        && region.is_none_or(|region| values.outline.holds(region, second))
}

/// Whether a call is given what another one gave.
fn gives(values: &Values<'_>, first: NodeId, second: NodeId) -> bool {
    let outline = values.outline;
    let names = outline.within(second).filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label);
    names.flat_map(|name| values.names.reaching(name)).any(|bound| {
        matches!(bound.how, How::Assigned | How::Unpacked) && outline.holds(bound.value, first)
            // What is built with it in between: `lines = [Line(order=order) for …]`.
            || matches!(bound.how, How::Assigned | How::Item) && bound.value > first && uses(values, bound.value, first)
    })
}

fn uses(values: &Values<'_>, value: NodeId, first: NodeId) -> bool {
    let outline = values.outline;
    let names = outline.within(value).filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label);
    names
        .flat_map(|name| values.names.reaching(name))
        .any(|bound| matches!(bound.how, How::Assigned | How::Unpacked) && outline.holds(bound.value, first))
}
