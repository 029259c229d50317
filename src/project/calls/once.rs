//! Functions that run once in a while, for nobody who waits: what a command line or the clock starts, steps of migrations,
//! and what only such functions call.

use std::collections::{HashMap, HashSet};

use super::program::{Edge, FunctionId, Program};
use crate::extract::is_telling;
use crate::text::FileRole;

/// How far up callers are followed.
const DEPTH: usize = 4;

struct Once<'p, 'f> {
    program: &'p Program<'f>,
    callers: HashMap<FunctionId, Vec<&'p Edge>>,
    /// What schedulers are given by name.
    scheduled: HashSet<FunctionId>,
    /// Of each file.
    roles: Vec<FileRole>,
}

/// By file, the indexes of such functions that have a loop, where the file itself does not tell.
pub fn all(program: &Program<'_>, edges: &[Edge]) -> Vec<(usize, HashSet<usize>)> {
    let roles: Vec<FileRole> = program.files.iter().map(|file| FileRole::of(file.path)).collect();
    let mut callers: HashMap<FunctionId, Vec<&Edge>> = HashMap::new();
    // A test calls what others call as well.
    for edge in edges.iter().filter(|edge| !matches!(roles[edge.file], FileRole::Test | FileRole::Seed)) {
        callers.entry(edge.to).or_default().push(edge);
    }
    let by_name = program
        .files
        .iter()
        .enumerate()
        .flat_map(|(file, of)| of.functions.scheduled.iter().filter_map(move |path| program.by_path(file, path)));
    let scheduled = by_name.collect();
    let once = Once { program, callers, scheduled, roles };
    let files = program.files.iter().enumerate().filter(|(at, _)| once.roles[*at] == FileRole::Application);
    let found = files.map(|(at, file)| {
        let defined = file.functions.defined.iter().enumerate();
        let repeats = defined.filter(|(_, function)| {
            file.extract.loops.iter().any(|repetition| function.whole.contains(repetition.head))
        });
        let found = repeats.map(|(index, _)| index).filter(|index| once.is_once(file.first + index, DEPTH));
        (at, found.collect::<HashSet<usize>>())
    });
    found.filter(|(_, found)| !found.is_empty()).collect()
}

impl Once<'_, '_> {
    fn is_once(&self, id: FunctionId, depth: usize) -> bool {
        let function = self.program.function(id);
        if function.runs_once || self.is_by_file(self.program.owners[id]) {
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else { return false };
        // Frameworks and templates call these, whoever else does.
        if function.answers_requests || function.begins_alone || function.is_tag || function.is_property {
            return false;
        }
        let callers = self.callers.get(&id).map(Vec::as_slice).unwrap_or_default();
        // A method may be called by what no name leads to, unless its type has to stand before it.
        let is_by_path = !function.has_receiver && self.program.is_rust(self.program.owners[id]);
        let is_clear = function.class.is_none() || is_by_path || is_telling(&function.name);
        let is_seen = self.scheduled.contains(&id) || !callers.is_empty() && is_clear;
        is_seen
            && callers.iter().all(|edge| match edge.from {
                _ if self.program.call(edge).scheduled => true,
                Some(caller) => caller != id && self.is_once(caller, depth),
                None => self.is_by_file(edge.file),
            })
    }

    fn is_by_file(&self, file: usize) -> bool {
        matches!(self.roles[file], FileRole::Command | FileRole::Migration)
    }
}
