//! Facts about the transactions that programs open.

use std::collections::HashSet;

use crate::extract::{self, Extract, Opened, Standing};
use crate::fact::{Advice, Effect, Facts, Isolation, Known, OutsideCall, QueryRole, StatementKind, WritePair};
use crate::project::Project;
use crate::project::calls::OfFile;
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    let transactions = &extract.transactions;
    let opened = |index: Option<usize>| -> Option<&Opened> { transactions.opened.get(index?) };
    // A session with a mail server is one thing to wait for, however many calls it takes.
    let mut told = HashSet::new();
    for wait in &transactions.waits {
        let Some(transaction) = opened(wait.standing.transaction) else { continue };
        if !told.insert((wait.standing.transaction, &wait.waits_for)) {
            continue;
        }
        facts.outside_calls.push(OutsideCall {
            callee: wait.callee.clone(),
            errand: wait.errand,
            waits_for: Advice(wait.waits_for.clone()),
            way: Vec::new(),
            wait_place: None,
            transaction: transaction.callee.clone(),
            transaction_place: source.place(transaction.span),
            place: source.place(wait.span),
        });
    }
    for found in project.calls.of_file(&source.path).into_iter().flat_map(|of_file| &of_file.waited) {
        let standing = transactions.calls.get(found.call).and_then(|standing| opened(standing.transaction));
        let (Some(transaction), Some(call)) = (standing, extract.functions.calls.get(found.call)) else { continue };
        let Some((wait_place, way)) = found.steps.split_last() else { continue };
        let within = transactions.calls.get(found.call).and_then(|standing| standing.transaction);
        if !told.insert((within, &found.wait.waits_for)) {
            continue;
        }
        facts.outside_calls.push(OutsideCall {
            callee: found.wait.callee.clone(),
            errand: found.wait.errand,
            waits_for: Advice(found.wait.waits_for.clone()),
            way: way.to_vec(),
            wait_place: Some(wait_place.clone()),
            transaction: transaction.callee.clone(),
            transaction_place: source.place(transaction.span),
            place: source.place(call.span),
        });
    }
    for pair in &transactions.pairs {
        let outside = |index| in_transaction(extract, project.calls.of_file(&source.path), index) == Known::Yes(false);
        let both = (extract.executions.get(pair.first), extract.executions.get(pair.second));
        let (Some(first), Some(second)) = both else { continue };
        let write = first.effect == Effect::Write && second.effect == Effect::Write;
        if write && outside(pair.first) && outside(pair.second) {
            facts.write_pairs.push(WritePair {
                first: added(extract, first),
                first_place: source.place(first.span),
                second: added(extract, second),
                place: source.place(second.span),
            });
        }
    }
    for asked in &transactions.isolations {
        facts.isolations.push(Isolation {
            level: asked.level,
            retried: transactions.tries_again || project.knows_conflicts,
            place: source.place(asked.span),
        });
    }
}

/// Whether a transaction is open when an execution runs.
pub fn in_transaction(extract: &Extract, of_file: Option<&OfFile>, execution: usize) -> Known<bool> {
    let Some(ground) = extract.transactions.executions.get(execution) else { return Known::No };
    let function = || extract.functions.executes.iter().find(|it| it.execution == execution).map(|it| it.function);
    let alone = || of_file.is_some_and(|of_file| function().is_some_and(|function| of_file.alone.contains(&function)));
    match ground.standing {
        // A pool takes another connection than the one that has the transaction.
        _ if ground.on_pool => Known::Yes(false),
        Standing { transaction: Some(_), .. } => Known::Yes(true),
        Standing { deferred: true, .. } => Known::No,
        _ if ground.autocommit || ground.shared && alone() => Known::Yes(false),
        _ => Known::No,
    }
}

/// Whether it reads rows and locks them: FOR UPDATE, in a statement that does nothing else. What locks and writes in one
/// call looks after its transaction itself.
pub fn locks_rows(extract: &Extract, execution: usize) -> bool {
    if extract.executions.get(execution).is_none_or(|it| it.effect != Effect::Read) {
        return false;
    }
    let by_chain = extract.transactions.executions.get(execution).is_some_and(|ground| ground.locks);
    let statements = extract.executions.get(execution).map(|it| it.statements.as_slice()).unwrap_or_default();
    let by_text = || match statements {
        &[statement] => extract.statements.get(statement).is_some_and(|it| {
            let locks = |query: &extract::Query| query.role == QueryRole::Top && query.lock.is_some();
            it.kind == StatementKind::Select && it.queries.iter().any(locks)
        }),
        _ => false,
    };
    by_chain || by_text()
}

/// What an execution adds rows to.
fn added(extract: &Extract, execution: &extract::Execution) -> String {
    let table = || extract.statements.get(*execution.statements.first()?)?.table.clone();
    // `order::ActiveModel { … }.insert`
    let written = || execution.callee.split('{').next().unwrap_or_default().to_owned();
    execution.model.clone().or_else(table).unwrap_or_else(written)
}
