//! Loops whose turns wait for something beside the database, each of them: in the loop itself, or in a function that it
//! calls. What a query costs does not matter there.

use std::collections::HashSet;

use super::program::{Edge, Program};

/// How many calls lie between a loop and a wait.
const DEPTH: usize = 3;

/// The file, and the index of the loop.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> HashSet<(usize, usize)> {
    let mut waiting = vec![false; program.owners.len()];
    for of in &program.files {
        let sure = of.extract.transactions.waits.iter().filter(|wait| !wait.standing.deferred && !wait.conditional);
        for function in sure.filter_map(|wait| wait.function) {
            waiting[of.first + function] = true;
        }
    }
    let is_deferred = |edge: &Edge| {
        let standing = program.files[edge.file].extract.transactions.calls.get(edge.call);
        standing.is_some_and(|standing| standing.deferred)
    };
    let edges: Vec<&Edge> = edges.iter().filter(|edge| !is_deferred(edge)).collect();
    let waits = |waiting: &[bool], edge: &Edge| {
        waiting[edge.to] && !program.function(edge.to).is_cached && !program.call(edge).way.memoised
    };
    for _ in 1..DEPTH {
        let news: Vec<usize> = edges
            .iter()
            .filter(|edge| waits(&waiting, edge) && !program.call(edge).way.conditional)
            .filter_map(|edge| edge.from)
            .collect();
        for function in news {
            waiting[function] = true;
        }
    }
    let repeated = edges.iter().filter(|edge| waits(&waiting, edge)).filter_map(|edge| {
        let turn = program.call(edge).turn.filter(|turn| !turn.branched && !turn.memoised)?;
        Some((edge.file, turn.index))
    });
    let written = program.files.iter().enumerate().flat_map(|(at, of)| {
        let errands = of.extract.loops.iter().enumerate().filter(|(_, repetition)| repetition.runs_errands);
        errands.map(move |(index, _)| (at, index))
    });
    repeated.chain(written).collect()
}
