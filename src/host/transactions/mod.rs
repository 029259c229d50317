//! The transactions that a program opens, what stands in them, and what the program waits for meanwhile.

mod implied;
mod isolation;
mod lines;
mod pairs;
mod scopes;

use std::collections::{HashMap, HashSet};

use super::executions::{shown, without_arguments};
use super::grammar::{Part, Role};
use super::guards::Guards;
use super::loops::{Loops, Repetition};
use super::outline::NodeId;
use super::outside::Outside;
use super::recognition::Recognition;
use super::strings::Values;
use crate::extract::{Extract, Ground, Loop, Opened, Standing, Transactions, Wait};
use crate::text::Span;
use implied::Implied;
use isolation::Isolations;
use lines::Lines;
use scopes::Scopes;

/// What a file says of transactions, and where the turns of its loops wait for something beside the database.
pub fn read<'a>(
    values: &Values<'a>,
    loops: &Loops,
    recognition: &Recognition<'a>,
    outside: &Outside,
    extract: &Extract,
) -> (Transactions, Errands) {
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
    let wanted = extract.executions.iter().map(|it| it.span).chain(extract.functions.calls.iter().map(|it| it.span));
    let wanted: HashSet<Span> = wanted.collect();
    let in_sight = outside.in_sight(values);
    let mut requesting = Vec::new();
    let mut waits = Vec::new();
    let mut waiting = Vec::new();
    let is_deferred = |repetition: &Repetition| repetition.bodies.first().is_some_and(|&body| scopes.is_deferred(body));
    let mut errands = Errands { deferred: loops.all.iter().map(is_deferred).collect(), found: Vec::new() };
    let mut nodes: HashMap<Span, NodeId> = HashMap::new();
    for id in outline.ids() {
        let callee = outline.part(id, Part::Function).filter(|_| outline.role(id) == Role::Call);
        let span = callee.map_or_else(|| outline.span(id), |callee| shown(outline, callee));
        if wanted.contains(&span) && matches!(outline.role(id), Role::Call | Role::Name | Role::Member) {
            nodes.entry(span).or_insert(id);
        }
        if callee.is_some_and(|callee| sends(values, callee)) {
            errands.add(values, loops, id, false);
        }
        let recognised = callee.and_then(|callee| Some((callee, in_sight.recognise(id)?)));
        let bodies = |node: NodeId| -> Vec<NodeId> {
            values.names.scope_of(node).into_iter().flat_map(|function| outline.parts(function, Part::Body)).collect()
        };
        let conditional = |node: NodeId| !Guards { values, bodies: &bodies(node) }.branches_to(node).is_empty();
        let Some((callee, client)) = recognised else {
            if callee.is_some() && outside.resembles(values, id) {
                let deferred = scopes.is_deferred(id);
                errands.add(values, loops, id, deferred);
                requesting.extend(function_of(id).filter(|_| !deferred && !conditional(id)));
            }
            continue;
        };
        let standing = standing(id);
        errands.add(values, loops, id, standing.deferred);
        waits.push(Wait {
            errand: client.errand,
            waits_for: client.waits_for.clone(),
            callee: without_arguments(outline, callee),
            span,
            standing,
            conditional: conditional(id),
            function: function_of(id),
        });
        waiting.push(id);
    }
    let lines = Lines { values };
    let by_hand = scopes.by_hand(extract, &nodes);
    let ground = |span: Span| {
        let Some(&node) = nodes.get(&span) else { return Ground::default() };
        let found = recognition.recognise(node).filter(|_| outline.role(node) == Role::Call);
        let line = found.as_ref().and_then(|found| Some((found.library, lines.of(node, found)?)));
        let on_pool = line.is_some_and(|(library, line)| lines.is_pool(library, line));
        let taken = line.is_some_and(|(library, line)| lines.is_taken_here(library, line));
        let autocommit = on_pool || taken && !by_hand.contains(&values.names.scope_of(node));
        let locks = lines.locks(recognition, node, found.as_ref());
        let shared = match &found {
            Some(found) => found.library.shares_connection,
            None => recognition.lazy_chain(node).is_some_and(|(library, ..)| library.shares_connection),
        };
        Ground { shared, standing: standing(node), on_pool, autocommit, kept: lines.is_kept(node), locks }
    };
    let executions = extract.executions.iter().map(|execution| ground(execution.span)).collect();
    let mut opened: Vec<Opened> = scopes.all.iter().map(|scope| scope.opened.clone()).collect();
    let implied = Implied::read(values, recognition, extract, &nodes, |node| scopes.around(node).is_some());
    let mut implied_at = |node: NodeId, standing: &mut Standing| {
        if standing.transaction.is_none() && !standing.deferred {
            standing.transaction = implied.around(node).map(|begun| {
                let known = opened.iter().position(|it| it == begun);
                known.unwrap_or_else(|| {
                    opened.push(begun.clone());
                    opened.len() - 1
                })
            });
        }
    };
    for (wait, node) in waits.iter_mut().zip(waiting) {
        implied_at(node, &mut wait.standing);
    }
    let calls = extract.functions.calls.iter().map(|call| {
        let Some(&node) = nodes.get(&call.span) else { return Standing::default() };
        let mut standing = standing(node);
        implied_at(node, &mut standing);
        standing
    });
    let calls = calls.collect();
    let levels = Isolations { values, recognition };
    let found = Transactions {
        isolations: levels.read(),
        knows_conflicts: levels.retries(),
        tries_again: levels.tries_again(),
        wraps_requests: wraps_requests(values, &scopes),
        pairs: pairs::read(values, recognition, extract, &nodes),
        executions,
        calls,
        opened,
        waits,
        requesting,
    };
    (found, errands)
}

/// Where the turns of loops wait for something beside the database.
pub struct Errands {
    /// By loop: whether it runs at another time than the lines around it.
    deferred: Vec<bool>,
    /// The loop, and the arm that decides.
    found: Vec<(usize, Option<Span>)>,
}

impl Errands {
    fn add(&mut self, values: &Values<'_>, loops: &Loops, node: NodeId, deferred: bool) {
        for index in loops.around(values, node) {
            // Not when it is put off until after the turn.
            if !deferred || self.deferred[index] {
                self.found.push((index, loops.arm(values, index, node)));
            }
        }
    }

    /// The loops, with what their turns wait for.
    pub fn noted(self, loops: Loops) -> Vec<Loop> {
        let loops = loops.all.into_iter().zip(self.deferred);
        let mut all: Vec<Loop> = loops.map(|(it, deferred)| Loop { deferred, ..it.summary }).collect();
        for (index, arm) in self.found {
            all[index].errands.push(arm);
        }
        all
    }
}

/// Whether a function says by its name that something is sent: `send_receipt(order)`.
fn sends(values: &Values<'_>, callee: NodeId) -> bool {
    let name = values.outline.last_name(callee).unwrap_or_default().trim_start_matches('_');
    let words = &values.idioms.functions.sending_words;
    name.split_once('_').is_some_and(|(first, _)| words.iter().any(|word| word == first))
}

/// A setting for all requests, or a transaction that something opens around other code: in a middleware, around `yield`.
fn wraps_requests(values: &Values<'_>, scopes: &Scopes<'_, '_>) -> bool {
    let outline = values.outline;
    let settings = &values.idioms.requests.atomic_settings;
    let mut lines = outline.text.lines();
    let is_set = lines.any(|line| settings.iter().any(|it| line.contains(it.as_str())) && !line.contains("False"));
    is_set || scopes.functions().any(|function| function.contains("get_response"))
}
