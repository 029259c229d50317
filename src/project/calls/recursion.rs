//! Functions that call themselves, by one call or two, and execute: a query for each node of a tree.

use std::collections::HashMap;

use super::program::{Edge, FunctionId, Program};
use super::summaries::Summaries;
use super::{Executed, Recursion, is_new};
use crate::fact::Effect;

/// Whether a function writes, itself or through others, in a loop or not.
fn writes(program: &Program<'_>, summaries: &Summaries, id: FunctionId) -> bool {
    let owner = program.owners[id];
    let file = &program.files[owner];
    let own = file.functions.executes.iter().filter(|executes| executes.function == id - file.first);
    let own = own.map(|executes| (owner, executes.execution));
    let mut all = own.chain(summaries.of_function(id).iter().map(|item| item.execution));
    program.function(id).changes_rows || all.any(|execution| program.execution(execution).effect == Effect::Write)
}

pub struct Found {
    pub file: usize,
    pub found: Recursion,
}

/// Each call that closes a circle, with the nearest execution that depends on what the call hands on.
pub fn all(program: &Program<'_>, edges: &[Edge], summaries: &Summaries) -> Vec<Found> {
    let mut callers: HashMap<(usize, usize), usize> = HashMap::new();
    for (index, edge) in edges.iter().enumerate() {
        if let Some(from) = edge.from {
            callers.entry((from, edge.to)).or_insert(index);
        }
    }
    let closes = |edge: &&Edge| {
        edge.from.is_some_and(|from| edge.to == from || callers.contains_key(&(edge.to, from)) && edge.to < from)
    };
    // Who takes a list apart walks no tree.
    let takes_apart = |edge: &&Edge| program.call(edge).arguments.iter().any(|given| given.is_part);
    let walks = edges.iter().filter(closes).filter(|edge| !takes_apart(edge));
    let found = walks.filter_map(|edge| {
        let items = summaries.of_function(edge.to).iter().filter(|item| item.steps.len() <= 2);
        // What is handed on unchanged asks the same again; only what changes walks on.
        let mut walking = items.filter(|item| program.given(edge, item.uses).into_iter().any(is_new));
        let item = walking.next()?;
        Some(Found {
            file: edge.file,
            found: Recursion {
                call: edge.call,
                function: program.title(edge.to),
                execution: Executed::of(program, item.execution),
                way: item.way.then(program.call(edge).way),
                writes: writes(program, summaries, edge.to),
                steps: program.places(&item.steps),
            },
        })
    });
    found.collect()
}
