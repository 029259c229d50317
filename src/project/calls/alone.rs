//! Functions that run when no transaction is open, as far as the project shows: a framework calls them outside of one,
//! or only such functions do.

use std::collections::HashMap;

use super::program::{Edge, FunctionId, Program};
use crate::extract::is_telling;
use crate::text::FileRole;

/// How far up callers are followed.
const DEPTH: usize = 4;

pub struct Alone<'p, 'f> {
    program: &'p Program<'f>,
    callers: HashMap<FunctionId, Vec<&'p Edge>>,
    wraps_requests: bool,
}

impl<'p, 'f> Alone<'p, 'f> {
    pub fn of(program: &'p Program<'f>, edges: &'p [Edge]) -> Self {
        let mut callers: HashMap<FunctionId, Vec<&Edge>> = HashMap::new();
        for edge in edges {
            if FileRole::of(program.files[edge.file].path).is_program() {
                callers.entry(edge.to).or_default().push(edge);
            }
        }
        let wraps_requests = program.files.iter().any(|file| file.extract.transactions.wraps_requests);
        Self { program, callers, wraps_requests }
    }

    pub fn is_alone(&self, id: FunctionId) -> bool {
        !self.wraps_requests && self.is_called_alone(id, DEPTH)
    }

    fn is_called_alone(&self, id: FunctionId, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let function = self.program.function(id);
        let callers = self.callers.get(&id).map(Vec::as_slice).unwrap_or_default();
        // A method may be called by what no name leads to.
        let is_seen = !callers.is_empty() && (function.class.is_none() || is_telling(&function.name));
        let all = callers.iter().all(|edge| {
            let standings = &self.program.files[edge.file].extract.transactions.calls;
            let standing = standings.get(edge.call).copied().unwrap_or_default();
            let is_open = standing.transaction.is_some() || standing.deferred;
            !is_open && edge.from.is_some_and(|caller| caller != id && self.is_called_alone(caller, depth))
        });
        (function.begins_alone || is_seen) && all
    }
}
