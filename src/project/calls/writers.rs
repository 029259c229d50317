//! Functions that write, in loops of their own as well, and what else a function has written by others.

use std::collections::HashMap;

use super::program::{Edge, FunctionId, Program};
use super::summaries::Item;
use crate::fact::Effect;

/// How many calls lie between a function and what it writes.
const DEPTH: usize = 4;

pub struct Writers<'p, 'f> {
    program: &'p Program<'f>,
    /// By function: whether it writes, or what it calls.
    writes: Vec<bool>,
    /// By caller, its calls of functions that write, where no test decides.
    calls: HashMap<FunctionId, Vec<&'p Edge>>,
}

impl<'p, 'f> Writers<'p, 'f> {
    pub fn of(program: &'p Program<'f>, edges: &'p [Edge]) -> Self {
        let mut writes = vec![false; program.owners.len()];
        for file in &program.files {
            for executes in &file.functions.executes {
                let execution = &file.extract.executions[executes.execution];
                writes[file.first + executes.function] |= execution.certain && execution.effect == Effect::Write;
            }
        }
        for _ in 0..DEPTH {
            let reaching = edges.iter().filter(|edge| writes[edge.to]).filter_map(|edge| edge.from);
            for function in reaching.collect::<Vec<FunctionId>>() {
                writes[function] = true;
            }
        }
        let mut calls: HashMap<FunctionId, Vec<&Edge>> = HashMap::new();
        for edge in edges.iter().filter(|edge| writes[edge.to] && !program.call(edge).way.conditional) {
            if let Some(from) = edge.from {
                calls.entry(from).or_default().push(edge);
            }
        }
        Self { program, writes, calls }
    }

    pub fn writes(&self, function: FunctionId) -> bool {
        self.writes[function]
    }

    /// The calls, as written, by which a function writes something beside an execution that it comes to.
    pub fn besides(&self, function: FunctionId, execution: &Item) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for edge in self.calls.get(&function).into_iter().flatten() {
            let call = self.program.call(edge);
            let is_own = execution.steps.first() == Some(&(edge.file, call.span));
            if !is_own && !found.contains(&call.written) {
                found.push(call.written.clone());
            }
        }
        found
    }
}
