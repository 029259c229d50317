//! Facts about the transactions that programs open.

use crate::extract::{Extract, Opened};
use crate::fact::{Advice, Facts, Isolation, OutsideCall};
use crate::project::Project;
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    let transactions = &extract.transactions;
    let opened = |index: Option<usize>| -> Option<&Opened> { transactions.opened.get(index?) };
    for wait in &transactions.waits {
        let Some(transaction) = opened(wait.standing.transaction) else { continue };
        facts.outside_calls.push(OutsideCall {
            callee: wait.callee.clone(),
            errand: wait.errand,
            waits_for: Advice(wait.waits_for.clone()),
            through: None,
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
        facts.outside_calls.push(OutsideCall {
            callee: call.written.clone(),
            errand: found.wait.errand,
            waits_for: Advice(found.wait.waits_for.clone()),
            through: Some(found.wait.callee.clone()),
            way: way.to_vec(),
            wait_place: Some(wait_place.clone()),
            transaction: transaction.callee.clone(),
            transaction_place: source.place(transaction.span),
            place: source.place(call.span),
        });
    }
    for asked in &transactions.isolations {
        facts.isolations.push(Isolation {
            level: asked.level,
            retried: transactions.tries_again || project.knows_conflicts,
            place: source.place(asked.span),
        });
    }
}
