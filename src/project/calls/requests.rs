//! Which connections are opened once for each request: in a function that answers requests, or in one that it calls.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Requested;
use super::program::{Edge, FunctionId, Program, Step};
use crate::extract::Uses;
use crate::fact::Effect;

/// How many calls lie between the function that answers a request and the one that connects.
const DEPTH: usize = 2;

/// By file and index of the execution.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> BTreeMap<(usize, usize), Requested> {
    let mut callers: HashMap<FunctionId, Vec<&Edge>> = HashMap::new();
    for edge in edges {
        let standing = program.files[edge.file].extract.transactions.calls.get(edge.call);
        let deferred = standing.is_some_and(|standing| standing.deferred);
        if !deferred && !program.call(edge).way.memoised {
            callers.entry(edge.to).or_default().push(edge);
        }
    }
    let mut found = BTreeMap::new();
    for (file, of) in program.files.iter().enumerate() {
        for executes in &of.functions.executes {
            let execution = &of.extract.executions[executes.execution];
            let ground = of.extract.transactions.executions.get(executes.execution).copied().unwrap_or_default();
            let plain = !ground.kept && !ground.standing.deferred && !executes.way.memoised;
            // What depends on the caller may be another database each time.
            if execution.effect != Effect::Connect || !plain || executes.uses != Uses::default() {
                continue;
            }
            if let Some(requested) = answered(program, &callers, of.first + executes.function) {
                found.insert((file, executes.execution), requested);
            }
        }
    }
    found
}

/// The nearest function that answers requests and comes to this one, with the calls on the way.
fn answered(program: &Program<'_>, callers: &HashMap<FunctionId, Vec<&Edge>>, from: FunctionId) -> Option<Requested> {
    let mut seen = HashSet::from([from]);
    let mut round: Vec<(FunctionId, Vec<Step>)> = vec![(from, Vec::new())];
    for _ in 0..=DEPTH {
        let mut next = Vec::new();
        for (id, way) in round {
            let function = program.function(id);
            if function.is_cached || function.name == "__init__" {
                continue;
            }
            if function.answers_requests {
                let handler = program.places(&[(program.owners[id], function.span)]).pop()?;
                return Some(Requested { function: program.title(id), handler, way: program.places(&way) });
            }
            for edge in callers.get(&id).into_iter().flatten() {
                if let Some(caller) = edge.from.filter(|&caller| seen.insert(caller)) {
                    let step = (edge.file, program.call(edge).span);
                    next.push((caller, [&[step], way.as_slice()].concat()));
                }
            }
        }
        round = next;
    }
    None
}
