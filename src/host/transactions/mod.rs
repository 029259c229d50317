//! The transactions that a program opens, what stands in them, and what the program waits for meanwhile.

mod lines;
mod scopes;

use std::collections::HashMap;

use super::executions::{shown, without_arguments};
use super::grammar::{Part, Role};
use super::outline::NodeId;
use super::outside::Outside;
use super::recognition::Recognition;
use super::strings::Values;
use crate::extract::{Extract, Ground, Standing, Transactions, Wait};
use crate::text::Span;
use lines::Lines;
use scopes::Scopes;

pub fn read<'a>(
    values: &Values<'a>,
    recognition: &Recognition<'a>,
    outside: &Outside,
    extract: &Extract,
) -> Transactions {
    let outline = values.outline;
    let scopes = Scopes::read(values, recognition);
    let defined: HashMap<Span, usize> =
        extract.functions.defined.iter().enumerate().map(|(index, function)| (function.span, index)).collect();
    // The named function around a node: closures run where they stand, or are deferred.
    let function_of = |node: NodeId| {
        let around = std::iter::successors(values.names.scope_of(node), |&id| values.names.scope_of(id));
        let mut names = around.filter_map(|id| outline.part(id, Part::Name));
        names.find_map(|name| defined.get(&outline.span(name)).copied())
    };
    let standing = |node: NodeId| {
        let deferred = scopes.is_deferred(node);
        Standing { transaction: scopes.around(node).filter(|_| !deferred), deferred }
    };
    let mut waits = Vec::new();
    let mut nodes: HashMap<Span, NodeId> = HashMap::new();
    for id in outline.ids() {
        match outline.role(id) {
            Role::Call => {
                let Some(callee) = outline.part(id, Part::Function) else { continue };
                nodes.entry(shown(outline, callee)).or_insert(id);
                if let Some(client) = outside.recognise(values, id) {
                    waits.push(Wait {
                        errand: client.errand,
                        waits_for: client.waits_for.clone(),
                        callee: without_arguments(outline, callee),
                        span: shown(outline, callee),
                        standing: standing(id),
                        function: function_of(id),
                    });
                }
            }
            Role::Name | Role::Member => {
                nodes.entry(outline.span(id)).or_insert(id);
            }
            _ => {}
        }
    }
    let lines = Lines { values };
    let ground = |span: Span| {
        let Some(&node) = nodes.get(&span) else { return Ground::default() };
        let found = recognition.recognise(node).filter(|_| outline.role(node) == Role::Call);
        let line = found.as_ref().and_then(|found| Some((found.library, lines.of(node, found)?)));
        let on_pool = line.is_some_and(|(library, line)| lines.is_pool(library, line));
        let taken = line.is_some_and(|(library, line)| lines.is_taken_here(library, line));
        Ground { standing: standing(node), on_pool, autocommit: on_pool || taken }
    };
    let at = |span: Span| nodes.get(&span).map(|&node| standing(node)).unwrap_or_default();
    Transactions {
        executions: extract.executions.iter().map(|execution| ground(execution.span)).collect(),
        calls: extract.functions.calls.iter().map(|call| at(call.span)).collect(),
        opened: scopes.all.into_iter().map(|scope| scope.opened).collect(),
        waits,
    }
}
