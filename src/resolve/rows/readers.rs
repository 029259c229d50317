//! What is read of rows: of those of one variable, and by the functions that are given them.

use super::evaluation::Evaluation;
use super::events::{Event, Way};
use super::held::{Held, Row};
use crate::extract::{Function, Handing, ParameterName, Recipient, RowRead, RowUse, Rows, Step};
use crate::project::Reading;
use crate::text::{Place, Span};

/// How deep functions call each other.
const DEPTH: usize = 16;

/// What a function is given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The object it is called on.
    pub receiver: Option<Held>,
    pub parameters: Vec<(String, Held)>,
}

impl Given {
    pub fn parameter(&self, name: &str) -> Option<Held> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, held)| held.clone())
    }
}

impl<'e> Evaluation<'e> {
    /// What has to be asked for when a row of a variable is read as its file says.
    pub fn events_of<'r>(&self, rows: &'r Rows, row: &Row) -> Vec<(&'r RowRead, Event)> {
        let names = |read: &'r RowRead| -> Vec<&'r str> { read.steps.iter().map(|step| step.name.as_str()).collect() };
        let assigned: Vec<_> = rows.reads.iter().filter(|read| read.usage == RowUse::Target).map(names).collect();
        let mut found = Vec::new();
        for read in &rows.reads {
            let own = names(read);
            if assigned.iter().any(|path| own.starts_with(path)) {
                continue;
            }
            let way = Way { guarded: read.guarded, memoised: read.memoised, failing: read.failing };
            for mut event in self.events_of_read(row, read) {
                if read.span.contains(event.step) {
                    event.way = event.way.then(way);
                    found.push((read, event));
                }
            }
        }
        found
    }

    fn events_of_read(&self, row: &Row, read: &RowRead) -> Vec<Event> {
        let mut events = Vec::new();
        let steps = match read.usage {
            RowUse::Target => &read.steps[..read.steps.len().saturating_sub(1)],
            _ => &read.steps,
        };
        let evaluation = Evaluation { query: read.span, ..*self };
        let mut held = Held::Row(row.clone());
        for step in steps {
            held = evaluation.step(held, step, &mut events);
        }
        if let (Held::Related(related), RowUse::Items, Some(last)) = (&held, read.usage, steps.last()) {
            let at_hand = related.fetched != Some(false) && related.changed.is_none();
            if !at_hand {
                events.push(related.asked(last));
            }
        }
        events
    }

    /// What has to be asked for when rows are given to something that reads them.
    pub fn events_of_handing(&self, handing: &Handing) -> Vec<Event> {
        let held = handing.sources.iter().map(|source| {
            let inner = Self { query: source.span, awaited: source.awaited, depth: self.depth + 1, ..*self };
            match inner.hold(&source.root, &source.steps, &mut Vec::new()) {
                // What a query is written as is not seen from where it is read.
                Held::Query(mut query) => {
                    query.written.get_or_insert(inner.query_place());
                    Held::Query(query)
                }
                held => held,
            }
        });
        let Some(held) = held.reduce(Held::merged).filter(is_of_rows) else { return Vec::new() };
        let Recipient::Call { callee, parameter } = &handing.to;
        let target = self.project.calls.of_file(self.path).and_then(|calls| calls.recipients.get(callee));
        let target = target.and_then(|(path, index)| self.project.readings.function(path, *index));
        let Some((reading, function)) = target.filter(|(_, function)| !function.is_cached) else { return Vec::new() };
        let name = match parameter {
            ParameterName::Position(position) => function.parameters.get(*position),
            ParameterName::Name(name) => function.parameters.iter().find(|known| *known == name),
        };
        let Some(name) = name else { return Vec::new() };
        let given = Given { receiver: None, parameters: vec![(name.clone(), held)] };
        self.events_of_function(reading, function, &given, handing.span)
    }

    /// A method or property of a row.
    pub fn call_method(&self, row: &Row, step: &Step, events: &mut Vec<Event>) {
        let class = self.models().get(row.class);
        let found = self.project.readings.method(&class.defined.path, &class.name, &step.name);
        let Some((reading, function)) = found else { return };
        if function.is_property == step.arguments.is_some() || function.is_cached && !function.is_property {
            return;
        }
        let given = Given { receiver: Some(Held::Row(row.clone())), parameters: Vec::new() };
        events.extend(self.events_of_function(reading, function, &given, step.span));
    }

    /// What a function reads of what it is given, as it looks from the step that calls it.
    fn events_of_function(&self, reading: &Reading, function: &Function, given: &Given, step: Span) -> Vec<Event> {
        let Some(left) = self.budget.get().checked_sub(1).filter(|_| self.depth < DEPTH) else { return Vec::new() };
        self.budget.set(left);
        let inner = Evaluation {
            path: &reading.path,
            rows: &reading.rows,
            loops: &reading.loops,
            given: Some(given),
            depth: self.depth + 3,
            ..*self
        };
        let mut found: Vec<Event> = Vec::new();
        let mut add = |event: Event, read: Option<Span>| {
            let mut event = Event { step, ..event };
            event.read = event.read.or_else(|| Some(Place { path: reading.path.clone(), span: read? }));
            if !found.iter().any(|known| known.hops == event.hops && known.kind == event.kind) {
                found.push(event);
            }
        };
        for (index, rows) in reading.rows.iter().enumerate().filter(|(_, rows)| rows.function == function.whole) {
            let Some(row) = inner.row(index).filter(|row| !row.few) else { continue };
            if row.origin.around.is_none() {
                continue;
            }
            for (read, event) in inner.events_of(rows, &row) {
                let shown = Span { start: read.span.start, end: event.step.end };
                add(event, Some(shown));
            }
        }
        for handing in reading.handings.iter().filter(|handing| handing.function == function.whole) {
            inner.events_of_handing(handing).into_iter().for_each(|event| add(event, None));
        }
        found
    }
}

fn is_of_rows(held: &Held) -> bool {
    !matches!(held, Held::Unknown | Held::Class(_))
}
