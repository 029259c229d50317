//! What programs read of rows that is not there yet: relations, columns.

mod admin;
mod changes;
mod columns;
mod django;
mod evaluation;
mod events;
mod fetched;
mod held;
mod loaded;
mod mending;
mod objects;
mod passing;
mod readers;
mod records;
mod related;
mod remedy;
mod saves;
mod serializers;
mod sqlalchemy;
mod views;

use super::listed;
use evaluation::Evaluation;
use events::Event;
use held::Hop;

use std::cell::Cell;

use crate::extract::{
    Argument, Declaration, Expression, Extract, Framework, HANDFUL, Handing, RowRoot, RowSource, Rows, Step,
};
use crate::fact::{Advice, Facts, LazyKind, LazyRead, RowReader};
use crate::project::Project;
use crate::project::models::ClassId;
use crate::resolve::small::class_stays_small;
use crate::text::{Place, Source, Span};

/// How many functions one file may lead to.
const BUDGET: usize = 8_000;

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    let Extract { rows, handings, declarations, .. } = extract;
    let nothing = rows.is_empty() && handings.is_empty() && declarations.is_empty() && extract.changes.is_empty();
    let nothing = nothing && extract.saves.is_empty();
    if project.models.is_empty() || nothing {
        return;
    }
    let evaluation = Evaluation {
        project,
        path: &source.path,
        rows: &extract.rows,
        loops: &extract.loops,
        given: None,
        view: None,
        bases: 0,
        is_template: false,
        query: Span::default(),
        awaited: false,
        depth: 0,
        calls: 0,
        budget: &Cell::new(BUDGET),
    };
    facts.row_changes.extend(extract.changes.iter().filter_map(|change| changes::fact(change, source, evaluation)));
    facts.row_saves.extend(extract.saves.iter().filter_map(|save| saves::fact(save, source, evaluation)));
    facts.row_fetches.extend((0..extract.rows.len()).filter_map(|index| fetched::fact(index, source, evaluation)));
    let reader = Reader { source, extract, project, evaluation };
    let mut found: Vec<Found<'_>> = (0..extract.rows.len()).flat_map(|index| reader.of_rows(index)).collect();
    found.extend(extract.handings.iter().flat_map(|handing| reader.of_handing(handing)));
    found.extend(extract.declarations.iter().flat_map(|declaration| reader.of_declaration(declaration)));
    // A function that queries is reported as that.
    found.retain(|found| !by_function(&found.event) || !reader.executes(found.shown));
    found.retain(|found| !goes_in_circles(&found.event.hops));
    note_ways(&mut found);
    found.retain(|one| !reader.leads_to_few(one));
    found.sort_by_key(|one| one.is_on_way || !one.asks_whole());
    facts.lazy_reads.extend(
        gathered(&found, |one| reader.executes(one.shown)).iter().map(|(first, others)| reader.fact(first, others)),
    );
}

/// An event and where it happens.
struct Found<'e> {
    /// The row that is read, or where it comes from.
    sources: &'e [RowSource],
    function: Span,
    /// All that leads to it.
    span: Span,
    /// What a report shows.
    shown: Span,
    event: Event,
    /// More is read of what it leads to, so that what is fetched along for that brings it too.
    is_on_way: bool,
}

impl Found<'_> {
    /// Whether it asks for what a relation leads to, all of it.
    fn asks_whole(&self) -> bool {
        matches!(self.event.kind, LazyKind::Relation | LazyKind::Collection)
    }

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
        if row.origin.around.is_none() && !row.origin.awaited {
            return Vec::new();
        }
        let mut found: Vec<Found<'e>> = Vec::new();
        for (read, event) in self.evaluation.events_of(rows, &row) {
            let shown = Span { start: read.span.start, end: event.step.end };
            let (sources, function, span) = (&rows.sources, rows.function, read.span);
            let one = Found { sources, function, span, shown, event, is_on_way: false };
            let same = |known: &Found<'_>| known.event.hops == one.event.hops && known.event.kind == one.event.kind;
            if !self.is_in_session(&one) && !self.is_refreshed(&one) && !found.iter().any(same) {
                found.push(one);
            }
        }
        found
    }

    fn of_handing(&self, handing: &'e Handing) -> Vec<Found<'e>> {
        let events = self.evaluation.events_of_handing(handing).into_iter();
        let found = events.map(|event| Found {
            sources: &handing.sources,
            function: handing.function,
            span: handing.span,
            shown: handing.span,
            event,
            is_on_way: false,
        });
        found.filter(|one| !self.is_in_session(one) && !self.is_refreshed(one)).collect()
    }

    fn of_declaration(&self, declaration: &Declaration) -> Vec<Found<'e>> {
        let Some(declared) = self.project.declarations.find(&declaration.class, &self.source.path) else {
            return Vec::new();
        };
        let span = declaration.span;
        let serialized = self.evaluation.events_of_serializing_view(declared);
        let listed = self.evaluation.events_of_admin(declared);
        let shown = self.evaluation.events_of_columns(declared);
        let events = self.evaluation.events_of_view(declared).into_iter().chain(serialized).chain(listed).chain(shown);
        let found = |event| Found { sources: &[], function: span, span, shown: span, event, is_on_way: false };
        events.map(found).collect()
    }

    /// `await session.refresh(order, ["items"])`, `await order.fetch_related("items")`
    fn is_refreshed(&self, Found { function, span: read, event, .. }: &Found<'_>) -> bool {
        let before = |span: Span| function.contains(span) && span.start < read.start;
        let mut executions = self.extract.executions.iter().filter(|execution| before(execution.span));
        let is_asked_again = |callee: &str| {
            event.origin.awaited && callee.ends_with(".refresh")
                || callee.ends_with(".fetch_related")
                || callee.ends_with(".fetch_for_list")
        };
        executions.any(|execution| is_asked_again(&execution.callee))
    }

    /// Whether the session may have the one row already: it was loaded before in the same function.
    fn is_in_session(&self, Found { sources, function, span: read, event, .. }: &Found<'_>) -> bool {
        let Some(target) = event.target.filter(|_| !event.to_many) else { return false };
        let models = &self.project.models;
        if !keeps_rows(models.get(target).framework) {
            return false;
        }
        let loads = |class: Option<ClassId>| class == Some(target);
        let earlier = |span: Span| function.contains(span) && span.start < read.start;
        let of_rows = self
            .extract
            .rows
            .iter()
            .enumerate()
            .filter(|(_, other)| other.sources.iter().any(|source| earlier(source.span)));
        let mut executions = self.extract.executions.iter().filter(|execution| earlier(execution.span));
        event.hops.first().is_some_and(|hop| hop.class == target)
            || sources.iter().any(|source| names_one(&source.steps, event))
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

    /// Whether a session is asked for rows of which there are few: it keeps what it loaded, and asks no second time.
    fn leads_to_few(&self, Found { event, .. }: &Found<'_>) -> bool {
        let few = event.target.filter(|_| !event.to_many).map(|target| self.project.models.get(target));
        few.is_some_and(|class| keeps_rows(class.framework) && class_stays_small(&class.name))
    }

    /// What it is asked once for.
    fn asked_for(&self, event: &Event) -> String {
        let around = event.origin.around.as_deref();
        let target = event.target.filter(|_| !event.to_many).map(|target| self.project.models.get(target));
        match (target, around) {
            (Some(class), Some(_)) if keeps_rows(class.framework) => format!("different `{}`", class.name),
            (_, Some(around)) if event.read.as_ref().is_none_or(|read| read.by == RowReader::Function) => {
                format!("`{}` of the loop", around.variable)
            }
            (_, Some(around)) => format!("`{}`", around.variable),
            (_, None) => "row".to_owned(),
        }
    }

    /// What is read, as written; where that is what the first one shows, by its relations.
    fn differently(&self, other: &Found<'_>, first: &Found<'_>) -> String {
        if other.shown == first.shown {
            return other.names().join(".");
        }
        self.source.slice(other.shown).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn other_places(&self, first: &Found<'_>, others: &[&Found<'_>]) -> Vec<Place> {
        let mut places: Vec<Place> =
            others.iter().filter(|other| !other.is_on_way).map(|other| self.place(other)).collect();
        places.dedup();
        places.retain(|place| *place != self.place(first));
        places
    }

    /// One report: the first of what is read tells of the others.
    fn fact(&self, found: &Found<'_>, others: &[&Found<'_>]) -> LazyRead {
        let Found { shown, event, .. } = found;
        let mended = others.iter().filter(|other| !other.is_on_way && other.asks_whole());
        let events: Vec<&Event> = std::iter::once(event).chain(mended.map(|other| &other.event)).collect();
        let also = |name: &dyn Fn(&Found<'_>) -> String| {
            let mut names: Vec<String> = others.iter().map(|other| name(other)).collect();
            names.dedup();
            Some(Advice(format!("; the same goes for {}", listed(&names)?)))
        };
        let models = &self.project.models;
        let around = event.origin.around.as_deref();
        let words: Vec<&str> = self.source.slice(*shown).split_whitespace().collect();
        let class = models.get(event.class);
        let (path, name) = (&class.defined.path, &class.name);
        let is_method = self.project.readings.method(path, name, &event.attribute).is_some();
        let by_function = event.read.as_ref().is_some_and(|read| read.by == RowReader::Function);
        let remedy = remedy::of_all(&events, models, self.module_at(event));
        let along = remedy.as_deref().and_then(|remedy| mending::fetch_along(event, remedy, self.extract, self.source));
        LazyRead {
            kind: event.kind,
            model: class.name.clone(),
            attribute: event.attribute.clone(),
            path: found.names().join("."),
            expression: words.join(" "),
            call: event.call.clone(),
            query_opening: along.as_ref().map(|(place, _)| place.clone()),
            fetch_along: along.map(|(_, text)| text),
            key_path: mending::key_path(event, self.source),
            key: event.key.clone(),
            remedy: remedy.map(Advice),
            reading: by_function.then(|| Advice(format!("reads `{}`, and ", found.names().join(".")))),
            through: event.through.as_ref().map(|through| Advice(format!(" through `{through}`"))),
            others: also(&|other| self.differently(other, found)),
            other_paths: also(&|other| other.names().join(".")),
            other_places: self.other_places(found, others),
            asked_for: Advice(self.asked_for(event)),
            shortcut: event.key.as_ref().map(|key| Advice(format!("; or read `{key}`, which is there already"))),
            library: class.framework.title().to_owned(),
            loop_purpose: around.map(|around| around.purpose),
            loop_place: around.map(|around| around.head.clone()),
            loop_variable: around.map(|around| around.variable.clone()),
            guarded: event.way.guarded,
            memoised: event.way.memoised,
            failing: event.way.failing,
            awaited: event.origin.awaited,
            executes: self.executes(*shown),
            query: event.origin.query.clone(),
            defined: event.defined.clone().filter(|_| !is_method),
            method_defined: event.defined.clone().filter(|_| is_method),
            read_by: event.read.as_ref().map(|read| read.by),
            read_place: event.read.as_ref().map(|read| read.place.clone()),
            place: self.place(found),
        }
    }

    /// What stands before the name of a model in its query: `models.` of `models.Order.query`.
    fn module_at(&self, event: &Event) -> &str {
        let query = event.origin.query.as_ref().filter(|query| query.path == self.source.path);
        let text = query.map(|query| self.source.slice(query.span)).unwrap_or_default();
        let root = event.hops.first().map_or(event.class, |hop| hop.class);
        let before = text.find(&format!("{}.", self.project.models.get(root).name)).map(|at| &text[..at]);
        let is_module =
            |text: &&str| text.ends_with('.') && text.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
        before.filter(is_module).unwrap_or_default()
    }

    /// What is read; for what other files read, the query, if it stands here.
    fn place(&self, Found { shown, event, .. }: &Found<'_>) -> Place {
        let is_elsewhere = event.read.as_ref().is_some_and(|read| read.by != RowReader::Function);
        let query = event.origin.query.clone().filter(|query| is_elsewhere && query.path == self.source.path);
        query.unwrap_or_else(|| self.source.place(*shown))
    }

    /// Whether what is shown is reported as an execution too, here or in a function that it calls.
    fn executes(&self, shown: Span) -> bool {
        let mut reached = self.project.calls.of_file(&self.source.path).into_iter().flat_map(|of| &of.reached);
        self.extract.executions.iter().any(|execution| shown.contains(execution.span))
            || reached.any(|reached| {
                let call = self.extract.functions.calls.get(reached.call);
                call.is_some_and(|call| shown.contains(call.span))
            })
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

/// Whether a way leads through one relation again after another: it would be told without end.
fn goes_in_circles(hops: &[Hop]) -> bool {
    let again = |(at, hop): (usize, &Hop)| hops.iter().skip(at + 2).any(|later| later == hop);
    hops.iter().enumerate().any(again)
}

fn by_function(event: &Event) -> bool {
    event.read.as_ref().is_some_and(|read| read.by == RowReader::Function)
}

/// What is read twice is told of once, and what leads to something else that is read is known as that.
fn note_ways(found: &mut Vec<Found<'_>>) {
    let keys: Vec<_> = found
        .iter()
        .map(|one| {
            let around = one.event.origin.around.as_ref().map(|around| around.head.clone());
            (one.event.origin.query.clone(), around, one.event.hops.clone(), one.asks_whole())
        })
        .collect();
    // How many relations more the longest path has that goes through it.
    let beyond = |at: usize| {
        let (query, repetition, hops, _) = &keys[at];
        let through = keys.iter().enumerate().filter(|(other, (other_query, other_loop, other_hops, asks_whole))| {
            let same_rows = if query.is_some() { query == other_query } else { repetition == other_loop };
            let longer = other_hops.len() > hops.len() || *other < at && other_hops.len() == hops.len();
            *other != at && same_rows && longer && *asks_whole && other_hops.starts_with(hops)
        });
        through.map(|(_, (.., other_hops, _))| other_hops.len() - hops.len()).max()
    };
    let beyond: Vec<_> = (0..keys.len()).map(|at| beyond(at).filter(|_| keys[at].3)).collect();
    let mut at = beyond.iter();
    found.retain_mut(|one| {
        let beyond = at.next().copied().flatten();
        one.is_on_way = beyond.is_some();
        // What a function reads on its way is told of where it stands.
        beyond != Some(0) && !(one.is_on_way && by_function(&one.event))
    });
}

/// What is read of the same rows, in the same loop, and mended at the same query.
fn gathered<'f, 'e>(
    found: &'f [Found<'e>],
    executes: impl Fn(&Found<'e>) -> bool,
) -> Vec<(&'f Found<'e>, Vec<&'f Found<'e>>)> {
    let mut groups: Vec<(&Found<'e>, Vec<&Found<'e>>)> = Vec::new();
    for one in found {
        let reader =
            |found: &Found<'_>| found.event.read.as_ref().map(|read| read.by).filter(|&by| by != RowReader::Function);
        let belongs = |(first, _): &&mut (&'f Found<'e>, Vec<&'f Found<'e>>)| {
            let (origin, other) = (&first.event.origin, &one.event.origin);
            origin.query.is_some()
                && origin.query == other.query
                && origin.around == other.around
                && origin.awaited == other.awaited
                && reader(first) == reader(one)
                // What is asked in another way is told of where both are reported at the query.
                && (one.asks_whole() || one.event.kind == LazyKind::Filtered && reader(one).is_some())
                && first.asks_whole()
                && [*first, one].iter().all(|found| {
                    let way = found.event.way;
                    found.event.key.is_none() && !way.memoised && !way.failing && !executes(found)
                })
        };
        match groups.iter_mut().find(belongs) {
            Some((_, others)) => others.push(one),
            None if one.is_on_way => {}
            None => groups.push((one, Vec::new())),
        }
    }
    groups
}

/// Whether the session of a framework keeps the rows it loaded, and finds them by their keys.
fn keeps_rows(framework: Framework) -> bool {
    matches!(framework, Framework::SqlAlchemy | Framework::SqlModel)
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

/// Whether a limit leaves a handful of rows.
fn is_handful(limit: &[Argument]) -> bool {
    match limit.first().map(|rows| &rows.value) {
        Some(Expression::Number(number)) => number.parse::<i64>().is_ok_and(|rows| rows <= HANDFUL),
        _ => false,
    }
}

/// An expression as what it begins with and the steps from there.
pub fn flattened(expression: &Expression) -> (RowRoot, Vec<Step>) {
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
