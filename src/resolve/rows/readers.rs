//! What is read of rows: of those of one variable, and by the functions that are given them.

use super::evaluation::Evaluation;
use super::events::{Event, Read, Way};
use super::held::{Held, Row};
use crate::extract::{
    Argument, Constant, Expression, Function, Handing, ParameterName, Premise, Recipient, RowRead, RowUse, Rows,
    Stated, Stating, Step, stated,
};
use crate::fact::{LazyKind, RowReader};
use crate::project::Reading;
use crate::text::{Place, Span};

/// How deep functions and templates hand rows on.
const CALLS: usize = 7;

/// What a function is given.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The object it is called on.
    pub receiver: Option<Held>,
    pub parameters: Vec<(String, Held)>,
    /// What is written out for others, or their default.
    pub constants: Vec<(String, Constant)>,
}

impl Given {
    /// What a call gives, by the names that the function has for it.
    pub fn named(given: Vec<(&ParameterName, Held)>, parameters: &[String]) -> Self {
        let named = given.into_iter().filter_map(|(parameter, held)| {
            let name = match parameter {
                ParameterName::Position(position) => parameters.get(*position),
                ParameterName::Name(name) => parameters.iter().find(|known| *known == name),
            };
            Some((name?.clone(), held))
        });
        Self { parameters: named.collect(), ..Self::default() }
    }

    /// Whether it never comes to what lies behind premises.
    fn breaks(&self, premises: &[Premise]) -> bool {
        let constant = |name: &str| self.constants.iter().find(|(known, _)| known == name).map(|(_, it)| *it);
        premises.iter().any(|premise| constant(&premise.parameter).is_some_and(|it| !premise.agrees(it)))
    }

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
            if self.is_unreached(&read.premises) || assigned.iter().any(|path| own.starts_with(path)) {
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

    fn is_unreached(&self, premises: &[Premise]) -> bool {
        !premises.is_empty() && self.given.is_some_and(|given| given.breaks(premises))
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
        if let ([.., relation, key], Some(event)) = (steps, events.last_mut())
            && matches!(key.name.as_str(), "id" | "pk")
            && event.step == relation.span
        {
            event.key = self.key_of(event);
        }
        events
    }

    /// What a row calls the key of a relation, which it has without asking.
    fn key_of(&self, event: &Event) -> Option<String> {
        let class = self.models().get(event.class);
        let key = format!("{}_id", event.attribute);
        (event.kind == LazyKind::Relation && class.attributes.contains_key(&key)).then_some(key)
    }

    /// What has to be asked for when rows are given to something that reads them.
    pub fn events_of_handing(&self, handing: &Handing) -> Vec<Event> {
        let held = self.held_by(&handing.sources);
        let is_of_rows = !matches!(held, Held::Unknown | Held::Class(_) | Held::Object(_) | Held::Function(..));
        match &handing.to {
            Recipient::Template { name, variable: None } => {
                let given = self.given.cloned().unwrap_or_default();
                self.events_of_page(name, &given, handing.span)
            }
            _ if !is_of_rows => Vec::new(),
            Recipient::Template { name, variable: Some(variable) } => {
                let given = Given { parameters: vec![(variable.clone(), held)], ..Given::default() };
                self.events_of_page(name, &given, handing.span)
            }
            Recipient::Tag { name, parameter } => {
                let tag = self.project.readings.tag(name).filter(|(_, function)| !function.is_cached);
                let Some((reading, function)) = tag else { return Vec::new() };
                // `takes_context` puts the context first.
                let shift = usize::from(function.parameters.first().is_some_and(|first| first == "context"));
                let given = Given::named(vec![(parameter, held)], &function.parameters[shift..]);
                if given.parameters.is_empty() {
                    return Vec::new();
                }
                self.events_of_reading(reading, Some(function.whole), &given, handing.span)
            }
            Recipient::Page { class, variable } => self.events_of_page_value(class, variable, held, handing.span),
            Recipient::Serializer { class, many } => self.events_of_serializer(class, *many, &held, handing.span),
            Recipient::Call { callee, parameter, functions } => match self.recipient(*callee) {
                Some(function) => {
                    let functions = functions.iter().filter_map(|(name, span)| Some((name, self.recipient(*span)?)));
                    let given = std::iter::once((parameter, held)).chain(functions).collect();
                    self.events_of_call(&function, given, self.constants(*callee), handing.span)
                }
                None => Vec::new(),
            },
            Recipient::Given { function, parameter } => match self.given.and_then(|given| given.parameter(function)) {
                Some(function) => self.events_of_call(&function, vec![(parameter, held)], Vec::new(), handing.span),
                None => Vec::new(),
            },
        }
    }

    /// The function that is called or named at a place.
    fn recipient(&self, at: Span) -> Option<Held> {
        let (path, index) = self.project.calls.of_file(self.path)?.recipients.get(&at)?;
        Some(Held::Function(path.clone(), *index))
    }

    /// What a call writes out, or leaves to defaults.
    fn constants(&self, callee: Span) -> Vec<(String, Constant)> {
        let stated = self.project.calls.of_file(self.path).and_then(|of| of.stated.get(&callee));
        let constant = |(name, stated): &(String, Stated)| {
            let constant = match stated {
                Stated::Constant(constant) => *constant,
                Stated::Passed(from) => self.given?.constants.iter().find(|(known, _)| known == from)?.1,
                Stated::Unknown => return None,
            };
            Some((name.clone(), constant))
        };
        stated.into_iter().flatten().filter_map(constant).collect()
    }

    fn events_of_call(
        &self,
        function: &Held,
        given: Vec<(&ParameterName, Held)>,
        constants: Vec<(String, Constant)>,
        step: Span,
    ) -> Vec<Event> {
        let Held::Function(path, index) = function else { return Vec::new() };
        let target = self.project.readings.function(path, *index);
        let target = target.filter(|(_, function)| !function.is_cached && !is_work(function));
        let Some((reading, function)) = target else { return Vec::new() };
        let given = Given { constants, ..Given::named(given, &function.parameters) };
        if given.parameters.is_empty() {
            return Vec::new();
        }
        self.events_of_reading(reading, Some(function.whole), &given, step)
    }

    /// What a template reads of what it is given.
    pub fn events_of_page(&self, name: &str, given: &Given, step: Span) -> Vec<Event> {
        let template = self.project.readings.template(name, self.path).filter(|_| !given.parameters.is_empty());
        template.map(|reading| self.events_of_reading(reading, None, given, step)).unwrap_or_default()
    }

    /// A method or property of a row.
    pub fn call_method(&self, row: &Row, step: &Step, events: &mut Vec<Event>) {
        let class = self.models().get(row.class);
        let found = self.project.readings.method(&class.defined.path, &class.name, &step.name);
        let Some((reading, function)) = found else { return };
        // A template calls what it reads.
        let is_called = function.is_property != step.arguments.is_some() || self.is_template;
        if !is_called || function.is_cached && !function.is_property || is_work(function) {
            return;
        }
        let given = Given {
            receiver: Some(Held::Row(row.clone())),
            constants: constants_of(function, step),
            ..Given::default()
        };
        let found = self.events_of_reading(reading, Some(function.whole), &given, step.span);
        events.extend(found.into_iter().map(|event| Event { through: Some(step.name.clone()), ..event }));
    }

    /// What a function or a whole file reads of what it is given, as it looks from the step that calls it.
    pub fn events_of_reading(
        &self,
        reading: &Reading,
        function: Option<Span>,
        given: &Given,
        step: Span,
    ) -> Vec<Event> {
        let Some(left) = self.budget.get().checked_sub(1).filter(|_| self.calls < CALLS) else { return Vec::new() };
        self.budget.set(left);
        let inner = Evaluation {
            path: &reading.path,
            rows: &reading.rows,
            loops: &reading.loops,
            given: Some(given),
            view: None,
            is_template: reading.is_template,
            depth: 0,
            calls: self.calls + 1,
            ..*self
        };
        let mut found: Vec<Event> = Vec::new();
        let by = if reading.is_template { RowReader::Template } else { RowReader::Function };
        let mut add = |event: Event, read: Option<Span>| {
            let mut event = Event { step, ..event };
            let here = || Some(Read { by, place: Place { path: reading.path.clone(), span: read? } });
            event.read = event.read.or_else(here);
            // What a template comes to through methods is read by the template.
            if let Some(read) = event.read.as_mut().filter(|_| reading.is_template) {
                read.by = by;
            }
            if !found.iter().any(|known| known.hops == event.hops && known.kind == event.kind) {
                found.push(event);
            }
        };
        let is_inside = |span: Span| function.is_none_or(|function| function == span);
        for (index, rows) in reading.rows.iter().enumerate().filter(|(_, rows)| is_inside(rows.function)) {
            let Some(row) = inner.row(index).filter(|row| !row.few) else { continue };
            if row.origin.around.is_none() {
                continue;
            }
            for (read, event) in inner.events_of(rows, &row) {
                let shown = Span { start: read.span.start, end: event.step.end };
                add(event, Some(shown));
            }
        }
        for handing in reading.handings.iter().filter(|handing| is_inside(handing.function)) {
            if inner.is_unreached(&handing.premises) {
                continue;
            }
            inner.events_of_handing(handing).into_iter().for_each(|event| add(event, None));
        }
        found
    }
}

/// Whether a function does so much for each row that what it reads does not matter: it changes the row, and is a piece of
/// work by itself.
fn is_work(function: &Function) -> bool {
    function.is_operation && function.changes_rows
}

/// What a call of a method writes out, or leaves to defaults.
fn constants_of(function: &Function, step: &Step) -> Vec<(String, Constant)> {
    let constant = |parameter: &String| {
        let arguments = step.arguments.iter().flatten().map(stating);
        match stated(function, parameter, arguments) {
            Stated::Constant(constant) => Some((parameter.clone(), constant)),
            _ => None,
        }
    };
    function.parameters.iter().filter_map(constant).collect()
}

fn stating(argument: &Argument) -> Stating<'_> {
    let value = match argument.value {
        Expression::Null => Stated::Constant(Constant::Nothing),
        Expression::Boolean(value) => Stated::Constant(Constant::Boolean(value)),
        _ => Stated::Unknown,
    };
    (argument.name.as_deref(), argument.spread, value)
}
