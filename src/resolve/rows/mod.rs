//! What programs read of rows that is not there yet: relations, columns.

mod changes;
mod django;
mod evaluation;
mod events;
mod fetched;
mod held;
mod loaded;
mod remedy;
mod sqlalchemy;

use evaluation::Evaluation;
use events::Event;
use held::{Held, Row};

use crate::extract::{Argument, Expression, Extract, Framework, RowRead, RowRoot, RowUse, Rows, Step};
use crate::fact::{Advice, Facts, LazyKind, LazyRead};
use crate::project::Project;
use crate::project::models::ClassId;
use crate::text::{Source, Span};

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    if project.models.is_empty() || extract.rows.is_empty() && extract.changes.is_empty() {
        return;
    }
    let evaluation = Evaluation {
        project,
        path: &source.path,
        rows: &extract.rows,
        query: Span::default(),
        awaited: false,
        depth: 0,
    };
    facts.row_changes.extend(extract.changes.iter().filter_map(|change| changes::fact(change, source, evaluation)));
    facts.row_fetches.extend((0..extract.rows.len()).filter_map(|index| fetched::fact(index, source, evaluation)));
    let reader = Reader { source, extract, project, evaluation };
    let mut found: Vec<Found<'_>> = (0..extract.rows.len()).flat_map(|index| reader.of_rows(index)).collect();
    keep_longest(&mut found);
    facts.lazy_reads.extend(found.iter().map(|found| reader.fact(found)));
}

/// An event and where it happens.
struct Found<'e> {
    rows: &'e Rows,
    read: &'e RowRead,
    event: Event,
}

impl Found<'_> {
    fn names(&self) -> Vec<&str> {
        self.event.hops.iter().map(|hop| hop.attribute.as_str()).collect()
    }
}

struct Reader<'e> {
    source: &'e Source,
    extract: &'e Extract,
    project: &'e Project,
    evaluation: Evaluation<'e>,
}

impl<'e> Reader<'e> {
    fn of_rows(&self, index: usize) -> Vec<Found<'e>> {
        let rows: &'e Rows = &self.extract.rows[index];
        let Some(row) = self.evaluation.row(index).filter(|row| !row.few) else { return Vec::new() };
        if rows.repetition.is_none() && !row.origin.awaited {
            return Vec::new();
        }
        let assigned: Vec<Vec<&str>> =
            rows.reads.iter().filter(|read| read.usage == RowUse::Target).map(|read| names(&read.steps)).collect();
        let mut found: Vec<Found<'e>> = Vec::new();
        for read in &rows.reads {
            for event in self.events(&row, read) {
                let own: Vec<&str> = names(&read.steps);
                let is_set = assigned.iter().any(|path| own.starts_with(path));
                let is_here = read.span.contains(event.step);
                if is_set || !is_here || self.is_in_session(rows, &event, read) || self.is_refreshed(rows, &event, read)
                {
                    continue;
                }
                let same = |known: &Found<'_>| known.event.hops == event.hops && known.event.kind == event.kind;
                if !found.iter().any(same) {
                    found.push(Found { rows, read, event });
                }
            }
        }
        found
    }

    fn events(&self, row: &Row, read: &RowRead) -> Vec<Event> {
        let mut events = Vec::new();
        let steps = match read.usage {
            RowUse::Target => &read.steps[..read.steps.len().saturating_sub(1)],
            _ => &read.steps,
        };
        let evaluation = Evaluation { query: read.span, ..self.evaluation };
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

    /// `await session.refresh(order, ["items"])`
    fn is_refreshed(&self, rows: &Rows, event: &Event, read: &RowRead) -> bool {
        let before = |span: Span| rows.function.contains(span) && span.start < read.span.start;
        let mut executions = self.extract.executions.iter().filter(|execution| before(execution.span));
        event.origin.awaited && executions.any(|execution| execution.callee.ends_with(".refresh"))
    }

    /// Whether the session may have the one row already: it was loaded before in the same function.
    fn is_in_session(&self, rows: &Rows, event: &Event, read: &RowRead) -> bool {
        let Some(target) = event.target.filter(|_| !event.to_many) else { return false };
        let models = &self.project.models;
        if !matches!(models.get(target).framework, Framework::SqlAlchemy | Framework::SqlModel) {
            return false;
        }
        let loads = |class: Option<ClassId>| class == Some(target);
        let earlier = |span: Span| rows.function.contains(span) && span.start < read.span.start;
        let of_rows = self
            .extract
            .rows
            .iter()
            .enumerate()
            .filter(|(_, other)| other.sources.iter().any(|source| earlier(source.span)));
        let mut executions = self.extract.executions.iter().filter(|execution| earlier(execution.span));
        event.hops.first().is_some_and(|hop| hop.class == target)
            || rows.sources.iter().any(|source| names_one(&source.steps, event))
            || of_rows.map(|(at, _)| self.evaluation.row(at)).any(|row| loads(row.map(|row| row.class)))
            || executions.any(|execution| {
                let named = execution.model.as_deref();
                named == Some(models.get(target).name.as_str())
                    || execution.chain.as_ref().is_some_and(|chain| {
                        let held = self.evaluation.asked(&chain.steps);
                        loads(held.and_then(|held| held.item(None, false)).map(|row| row.class))
                    })
            })
    }

    fn fact(&self, found: &Found<'_>) -> LazyRead {
        let Found { rows, read, event } = found;
        let models = &self.project.models;
        let around = rows.repetition.and_then(|index| self.extract.loops.get(index));
        let shown = Span { start: read.span.start, end: event.step.end };
        let words: Vec<&str> = self.source.slice(shown).split_whitespace().collect();
        let class = models.get(event.class);
        LazyRead {
            kind: event.kind,
            model: class.name.clone(),
            attribute: event.attribute.clone(),
            path: found.names().join("."),
            expression: words.join(" "),
            call: event.call.clone(),
            remedy: remedy::remedy(event, models).map(Advice),
            library: class.framework.title().to_owned(),
            loop_purpose: around.map(|around| around.purpose),
            loop_place: around.map(|around| self.source.place(around.head)),
            loop_variable: rows.repetition.map(|_| rows.variable.clone()),
            guarded: read.guarded,
            memoised: read.memoised,
            failing: read.failing,
            awaited: event.origin.awaited,
            executes: self.extract.executions.iter().any(|execution| shown.contains(execution.span)),
            query: event.origin.query.clone(),
            defined: event.defined.clone(),
            place: self.source.place(shown),
        }
    }
}

/// Whether a query asks for the rows of one other row: `.filter(Order.customer == customer)`.
fn names_one(steps: &[Step], event: &Event) -> bool {
    let key = event.column.as_deref();
    let is_it = |name: &str| name == event.attribute || Some(name) == key;
    let is_path = |side: &Expression| match side {
        Expression::Path(path) => path.last().is_some_and(|name| is_it(name)),
        _ => false,
    };
    steps.iter().flat_map(|step| step.arguments.iter().flatten()).any(|argument| {
        let named = argument.name.as_deref().is_some_and(is_it);
        named
            || matches!(&argument.value, Expression::Comparison { left, operator, right }
            if operator == "==" && (is_path(left) || is_path(right)))
            || super_steps(&argument.value).is_some_and(|steps| names_one(&steps, event))
    })
}

/// The steps of a statement that is handed to a session.
fn super_steps(expression: &Expression) -> Option<Vec<Step>> {
    matches!(expression, Expression::Call(_)).then(|| flattened(expression).1)
}

/// One report tells of a path and of what leads there.
fn keep_longest(found: &mut Vec<Found<'_>>) {
    let asks_whole = |kind: LazyKind| matches!(kind, LazyKind::Relation | LazyKind::Collection);
    let keys: Vec<_> = found
        .iter()
        .map(|one| (one.event.origin.query.clone(), one.rows.repetition, one.event.hops.clone(), one.event.kind))
        .collect();
    let mut at = 0;
    found.retain(|_| {
        let (query, repetition, hops, kind) = &keys[at];
        let covered = keys.iter().enumerate().any(|(other, (other_query, other_loop, other_hops, other_kind))| {
            let same_rows = if query.is_some() { query == other_query } else { repetition == other_loop };
            let longer = other_hops.len() > hops.len() || other < at && other_hops.len() == hops.len();
            other != at && same_rows && longer && other_hops.starts_with(hops) && asks_whole(*other_kind)
        });
        at += 1;
        !(covered && asks_whole(*kind))
    });
}

fn names(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.name.as_str()).collect()
}

/// The texts of an argument, when it can be nothing else.
fn texts(argument: &Argument) -> Option<Vec<String>> {
    match &argument.value {
        Expression::Text(text) => Some(vec![text.clone()]),
        Expression::List(items) => items
            .iter()
            .map(|item| match item {
                Expression::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

/// An expression as what it begins with and the steps from there.
fn flattened(expression: &Expression) -> (RowRoot, Vec<Step>) {
    let member = |object: &Expression, name: &str, arguments| {
        let (root, mut steps) = flattened(object);
        steps.push(Step { name: name.to_owned(), arguments, span: Span::default() });
        (root, steps)
    };
    match expression {
        Expression::Path(path) => (RowRoot::Path(path.clone()), Vec::new()),
        Expression::Member { object, name } => member(object, name, None),
        Expression::Call(call) => match &call.callee {
            Expression::Path(path) => {
                let Some((name, module)) = path.split_last() else { return (RowRoot::Value, Vec::new()) };
                let step = Step { name: name.clone(), arguments: Some(call.arguments.clone()), span: call.span };
                (RowRoot::Path(module.to_vec()), vec![step])
            }
            Expression::Member { object, name } => member(object, name, Some(call.arguments.clone())),
            _ => (RowRoot::Value, Vec::new()),
        },
        _ => (RowRoot::Value, Vec::new()),
    }
}
