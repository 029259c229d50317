//! Facts about calls that come to the database through functions of the project.

use crate::extract::{CallSite, Extract, Loop, Turn};
use crate::fact::{Advice, CalledExecution, Facts, HandedConnection, Known, Recursion};
use crate::project::Calls;
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, calls: &Calls) {
    let Some(of_file) = calls.of_file(&source.path) else { return };
    let call = |index: usize| extract.functions.calls.get(index);
    for reached in &of_file.reached {
        let Some((call, turn, around)) = call(reached.call).and_then(|call| in_loop(extract, call)) else { continue };
        let Some((execution_place, way)) = reached.steps.split_last() else { continue };
        facts.called_executions.push(CalledExecution {
            callee: call.written.clone(),
            function: reached.function.clone(),
            effect: reached.execution.effect,
            certain: reached.execution.certain,
            batched: reached.execution.batched,
            in_process: reached.execution.in_process,
            batch_form: reached.execution.batch_form.clone().map(Advice),
            does: reached.execution.does.clone().map(Advice),
            is_operation: reached.is_operation,
            conditional: reached.way.conditional,
            memoised: reached.way.memoised || turn.memoised,
            loop_purpose: calls.purpose(&source.path, turn.index, around, Some(call.span)),
            loop_place: source.place(around.head),
            loop_variable: around.variable.clone(),
            uses_loop_variable: Known::from(reached.uses_variable),
            repeatable: Known::from(reached.execution.repeatable),
            guarded: turn.guarded,
            every_so_often: turn.every_so_often,
            way: way.to_vec(),
            execution_place: execution_place.clone(),
            place: source.place(call.span),
        });
    }
    for recursion in &of_file.recursions {
        let (Some(call), Some(execution_place)) = (call(recursion.call), recursion.steps.last()) else { continue };
        facts.recursions.push(Recursion {
            function: recursion.function.clone(),
            effect: recursion.execution.effect,
            certain: recursion.execution.certain,
            in_process: recursion.execution.in_process,
            memoised: recursion.way.memoised,
            writes: recursion.writes,
            batched: recursion.execution.batched,
            execution_place: execution_place.clone(),
            place: source.place(call.span),
        });
    }
    for (call, turn, around) in of_file.elsewhere.iter().filter_map(|&at| in_loop(extract, call(at)?)) {
        facts.handed_connections.push(HandedConnection {
            callee: call.written.clone(),
            loop_purpose: around.purpose,
            loop_place: source.place(around.head),
            loop_variable: around.variable.clone(),
            uses_loop_variable: Known::from(turn.uses_variable),
            guarded: turn.guarded,
            memoised: turn.memoised,
            place: source.place(call.span),
        });
    }
}

fn in_loop<'e>(extract: &'e Extract, call: &'e CallSite) -> Option<(&'e CallSite, Turn, &'e Loop)> {
    let turn = call.turn?;
    Some((call, turn, extract.loops.get(turn.index)?))
}
