//! Facts about calls that come to the database through functions of the project.

use super::listed;
use crate::extract::{CallSite, Extract, Loop, Turn};
use crate::fact::{Advice, CalledExecution, Effect, Facts, HandedConnection, Known, LoopPurpose, Recursion};
use crate::project::Calls;
use crate::text::{Place, Source};

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, calls: &Calls) {
    let Some(of_file) = calls.of_file(&source.path) else { return };
    let call = |index: usize| extract.functions.calls.get(index);
    let mut found: Vec<(usize, CalledExecution)> = Vec::new();
    for reached in &of_file.reached {
        let Some((call, turn, around)) = call(reached.call).and_then(|call| in_loop(extract, call)) else { continue };
        let Some((execution_place, way)) = reached.steps.split_last() else { continue };
        let called = CalledExecution {
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
            others: None,
            other_places: Vec::new(),
            besides: besides(&reached.function, &reached.besides),
            place: source.place(call.span),
        };
        found.push((turn.index, called));
    }
    facts.called_executions.extend(gathered(found));
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

/// One for each loop and effect: whoever changes the loop changes all of them. The first tells of the others.
fn gathered(found: Vec<(usize, CalledExecution)>) -> Vec<CalledExecution> {
    let writing = found.iter().filter(|(_, called)| called.effect == Effect::Write && costs_each_turn(called));
    let writing: Vec<Place> = writing.map(|(_, called)| called.place.clone()).collect();
    // What looks before it writes is told as a write.
    let joins = |called: &CalledExecution| {
        costs_each_turn(called) && (called.effect == Effect::Write || !writing.contains(&called.place))
    };
    let mut groups: Vec<(usize, Vec<CalledExecution>)> = Vec::new();
    for (around, called) in found {
        let same = |(index, group): &&mut (usize, Vec<CalledExecution>)| {
            *index == around && group.iter().all(|first| first.effect == called.effect && joins(first))
        };
        match groups.iter_mut().find(same).filter(|_| joins(&called)) {
            Some((_, group)) => group.push(called),
            None => groups.push((around, vec![called])),
        }
    }
    let mut told: Vec<CalledExecution> = groups.into_iter().filter_map(|(_, group)| joined(group)).collect();
    let elsewhere: Vec<Place> = told.iter().flat_map(|called| called.other_places.iter().cloned()).collect();
    told.retain(|called| !(costs_each_turn(called) && elsewhere.contains(&called.place)));
    told
}

/// Whether nothing speaks for it.
fn costs_each_turn(called: &CalledExecution) -> bool {
    matches!(called.effect, Effect::Read | Effect::Write)
        && called.loop_purpose == LoopPurpose::Items
        && called.uses_loop_variable == Known::Yes(true)
        && called.certain
        && !(called.batched || called.in_process || called.is_operation)
        && !(called.memoised || called.conditional || called.every_so_often)
}

fn joined(group: Vec<CalledExecution>) -> Option<CalledExecution> {
    let mut all = group.into_iter();
    let mut first = all.next()?;
    let (mut names, mut forms) = (vec![first.callee.clone()], Vec::from_iter(first.batch_form.take()));
    for other in all {
        if other.place != first.place && !first.other_places.contains(&other.place) {
            first.other_places.push(other.place);
        }
        if !names.contains(&other.callee) {
            names.push(other.callee);
            forms.extend(other.batch_form.filter(|form| !forms.contains(form)));
        }
    }
    if let Some(all) = listed(&names[1..]) {
        let do_so = if names.len() == 2 { "so does" } else { "so do" };
        first.others = Some(Advice(format!("; {do_so} {all}")));
    }
    let forms: Vec<String> = forms.into_iter().map(|Advice(form)| form).collect();
    first.batch_form = (!forms.is_empty()).then(|| Advice(forms.join("; ")));
    Some(first)
}

fn besides(function: &str, calls: &[String]) -> Option<Advice> {
    let all = listed(calls)?;
    Some(Advice(format!(" `{function}` calls {all} too: the new form has to do that for all of them as well.")))
}
