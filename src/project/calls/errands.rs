//! Loops whose turns wait for something beside the database in a function that they call. What a query costs does not
//! matter there.

use super::program::{Edge, Program};
use crate::fact::Effect;
use crate::text::Span;

/// How many calls lie between a loop and a wait.
const DEPTH: usize = 3;

/// The file, the index of the loop, and the arm in it that decides whether a turn waits.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> Vec<(usize, usize, Option<Span>)> {
    let mut waiting = vec![false; program.owners.len()];
    for of in &program.files {
        let sure = of.extract.transactions.waits.iter().filter(|wait| !wait.standing.deferred && !wait.conditional);
        let sure = sure.filter_map(|wait| wait.function);
        // Making a table costs more than a query, too.
        let makes = of.functions.executes.iter().filter(|executes| {
            of.extract.executions[executes.execution].effect == Effect::Definition && !executes.way.conditional
        });
        let requesting = of.extract.transactions.requesting.iter().copied();
        for function in sure.chain(makes.map(|executes| executes.function)).chain(requesting) {
            waiting[of.first + function] = true;
        }
    }
    let is_deferred = |edge: &Edge| {
        let standing = program.files[edge.file].extract.transactions.calls.get(edge.call);
        standing.is_some_and(|standing| standing.deferred)
    };
    let waits = |waiting: &[bool], edge: &Edge| {
        waiting[edge.to] && !program.function(edge.to).is_cached && !program.call(edge).way.memoised
    };
    for _ in 1..DEPTH {
        let sure = edges
            .iter()
            .filter(|edge| waits(&waiting, edge) && !is_deferred(edge) && !program.call(edge).way.conditional);
        let news: Vec<usize> = sure.filter_map(|edge| edge.from).collect();
        for function in news {
            waiting[function] = true;
        }
    }
    let repeated = edges.iter().filter(|edge| waits(&waiting, edge)).filter_map(|edge| {
        let turn = program.call(edge).turn.filter(|turn| !turn.memoised)?;
        // Not when it is put off until after the turn.
        let around = program.files[edge.file].extract.loops.get(turn.index)?;
        (!is_deferred(edge) || around.deferred).then_some((edge.file, turn.index, turn.arm))
    });
    repeated.collect()
}
