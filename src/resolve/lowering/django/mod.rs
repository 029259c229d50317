//! Django's querysets: each call of a chain does to the query what it does in Django.

mod conditions;
mod filters;
mod finish;
mod lookups;
mod orders;
mod paths;
pub(super) mod tortoise;

pub use lookups::part_of_time;

use super::Ground;
use super::condition::Test;
use super::draft::{call, opaque};
use super::joins::{Joins, Step as JoinStep};
use crate::extract::{Argument, Expression, Framework, Statement, Step, Term};
use crate::fact::{Clause, Dialect};
use crate::project::catalog::TypeFamily;
use crate::project::models::{Attribute, ClassId, Models};
use crate::text::Span;

use paths::Way;

/// Managers that hand out all rows, unless the project says otherwise.
const MANAGERS: &[&str] = &["objects", "_default_manager", "_base_manager"];

/// A queryset while it is built.
pub(super) struct Queryset<'c> {
    ground: Ground<'c>,
    class: ClassId,
    span: Span,
    joins: Joins,
    tests: Vec<(Clause, Test, Span)>,
    /// What annotations add: the term, when it is an aggregate of a column.
    annotations: Vec<(String, Option<Term>)>,
    sorts: Vec<orders::Order>,
    order: Ordered,
    /// `values()`, `only()`: the columns, when they are known.
    chosen: Option<Vec<(Term, Span)>>,
    /// `values()`: rows are no objects of the model.
    valued: bool,
    /// What `values()` chose before the aggregates: they group by these.
    keys: Vec<Term>,
    related: Vec<usize>,
    grouped: bool,
    distinct: bool,
    distinct_on: bool,
    limit: Option<(Option<i64>, Span)>,
    /// The call asks for one row.
    limit_implied: bool,
    offset: Option<(Option<i64>, Span)>,
    lock: Option<bool>,
    patched: bool,
    /// It is combined with others, or is none of this database's tables.
    given_up: bool,
}

/// What sorts its rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ordered {
    /// `Meta.ordering`, if there is one.
    ByModel,
    /// `order_by(…)`, which may be empty.
    ByCall,
    /// Something that is not known.
    Unclear,
}

pub(super) fn lower(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let (manager, class) = root.split_last()?;
    if !MANAGERS.contains(&manager.as_str()) {
        return None;
    }
    let class = find(class, ground)?;
    let mut queryset = Queryset::of(class, ground, ground.sent);
    for (at, step) in steps.iter().enumerate() {
        let arguments = step.arguments.as_deref()?;
        if !queryset.apply(step, arguments) {
            // The last call may send the query; one that nobody knows may do anything.
            return if at + 1 == steps.len() { queryset.end(step, arguments) } else { None };
        }
        if queryset.given_up {
            return None;
        }
    }
    Some(queryset.select())
}

fn find(path: &[String], ground: Ground<'_>) -> Option<ClassId> {
    let id = ground.models.find(path.iter().map(String::as_str), ground.file)?;
    (ground.models.get(id).framework == Framework::Django).then_some(id)
}

/// The queryset that lazy calls make.
fn built<'c>(root: &[String], steps: &[Step], ground: Ground<'c>, span: Span) -> Option<Queryset<'c>> {
    let class = find(root, ground)?;
    let mut queryset = Queryset::of(class, ground, span);
    for step in steps {
        let known = queryset.apply(step, step.arguments.as_deref()?);
        if !known || queryset.given_up {
            return None;
        }
    }
    Some(queryset)
}

/// `Order.objects.filter(…)` as a class and calls.
fn steps_of(value: &Expression) -> Option<(Vec<String>, Vec<Step>)> {
    let Expression::Call(call) = value else { return None };
    let step = |name: &str| Step { name: name.to_owned(), arguments: Some(call.arguments.clone()), span: call.span };
    match &call.callee {
        Expression::Path(path) => {
            let (name, before) = path.split_last()?;
            let (manager, class) = before.split_last()?;
            MANAGERS.contains(&manager.as_str()).then(|| (class.to_vec(), vec![step(name)]))
        }
        Expression::Member { object, name } => {
            let (class, mut steps) = steps_of(object)?;
            steps.push(step(name));
            Some((class, steps))
        }
        _ => None,
    }
}

impl<'c> Queryset<'c> {
    fn of(class: ClassId, ground: Ground<'c>, span: Span) -> Self {
        let model = ground.models.get(class);
        let order = if model.own_manager || model.ordering.is_none() { Ordered::Unclear } else { Ordered::ByModel };
        Self {
            ground,
            class,
            span,
            joins: Joins::of(&model.table, ground.sent),
            tests: Vec::new(),
            annotations: Vec::new(),
            sorts: Vec::new(),
            order,
            chosen: None,
            valued: false,
            related: Vec::new(),
            keys: Vec::new(),
            grouped: false,
            distinct: false,
            distinct_on: false,
            limit: None,
            limit_implied: false,
            offset: None,
            lock: None,
            patched: model.own_manager,
            given_up: false,
        }
    }

    fn models(&self) -> &'c Models {
        self.ground.models
    }

    /// Does what a lazy call does; false when it is none.
    fn apply(&mut self, step: &Step, arguments: &[Argument]) -> bool {
        match step.name.as_str() {
            "all" | "using" | "iterator" | "aiterator" | "prefetch_related" | "none" | "db_manager"
            | "get_queryset" => {
                self.given_up |= step.name == "none";
            }
            "filter" | "exclude" => {
                let mut node = conditions::of_arguments(arguments);
                if self.limit.is_some() || self.offset.is_some() {
                    self.given_up = true;
                } else if step.name == "exclude" {
                    node.negated = true;
                    self.filter(&node, step.span);
                } else {
                    self.filter(&node, step.span);
                }
            }
            "complex_filter" | "extra" | "dates" | "datetimes" | "raw" => self.given_up = true,
            "union" | "intersection" | "difference" => self.given_up = true,
            "order_by" => self.order_by(arguments),
            "reverse" => match self.order {
                Ordered::ByCall => self.sorts.iter_mut().for_each(orders::Order::reverse),
                _ => self.order = Ordered::Unclear,
            },
            "distinct" => {
                self.distinct = true;
                self.distinct_on = !arguments.is_empty();
            }
            "values" | "values_list" => self.choose(arguments, true),
            "only" => self.choose(arguments, false),
            "defer" => self.defer(arguments),
            "annotate" | "alias" => self.annotate(arguments),
            "select_related" => self.select_related(arguments),
            "select_for_update" => {
                let flag = |argument: &Argument| {
                    matches!(argument.name.as_deref(), Some("nowait" | "skip_locked"))
                        && argument.value != Expression::Boolean(false)
                };
                self.lock = Some(arguments.iter().any(flag));
            }
            "[]" => return self.slice(arguments, step.span),
            _ => return false,
        }
        true
    }

    /// `[:10]`, `[20:40]`; false for one row by its number.
    fn slice(&mut self, arguments: &[Argument], span: Span) -> bool {
        let [Argument { value, .. }] = arguments else { return false };
        if self.limit.is_some() || self.offset.is_some() {
            self.given_up = true;
            return true;
        }
        match value {
            Expression::Slice { from, to } => {
                // An end that is no number may not be there either.
                let rows = to.and_then(|to| to.checked_sub(from.unwrap_or(0)));
                match (from, to) {
                    (None, Some(_)) => self.limit = Some((rows, span)),
                    (Some(_), Some(_)) => {
                        self.limit = Some((rows, span));
                        self.offset = from.filter(|&from| from > 0).map(|from| (Some(from), span));
                    }
                    _ => self.patched = true,
                }
                true
            }
            Expression::Number(number) => {
                let skipped: Option<i64> = number.parse().ok();
                self.limit = Some((Some(1), span));
                self.offset = skipped.filter(|&rows| rows > 0).map(|rows| (Some(rows), span));
                true
            }
            _ => {
                self.patched = true;
                true
            }
        }
    }

    /// The way that a look-up goes, when all of it is known.
    fn way(&self, path: &str) -> Option<Way<'c>> {
        paths::follow(self.models(), self.class, path)
    }

    /// Makes the joins of a way; the table that its column is in, and the column: a key is read where it stands.
    fn join(&mut self, way: &Way<'_>, reusable: Option<&mut Vec<usize>>, span: Span) -> (usize, String, Vec<usize>) {
        let mut at = 0;
        let mut joined = vec![0];
        let known = reusable.as_ref().map(|known| known.to_vec());
        for leg in &way.steps {
            at = self.joins.step(at, &leg.step(), known.as_deref(), span);
            joined.push(at);
        }
        if let Some(known) = reusable {
            known.extend(joined.iter().skip(1));
        }
        let mut column = way.end.column.clone();
        for leg in way.steps.iter().rev() {
            if !leg.hop.direct || leg.hop.to != column {
                break;
            }
            column.clone_from(&leg.hop.from);
            self.joins.aliases[at].uses -= 1;
            at = self.joins.aliases[at].parent;
            joined.pop();
        }
        (at, column, joined)
    }

    fn family(&self, alias: usize, column: &str) -> TypeFamily {
        let table = self.ground.catalog.and_then(|catalog| catalog.table(&self.joins.aliases[alias].table));
        match table.and_then(|table| table.column(column)) {
            Some(column) if column.ty.array || self.is_document(alias, &column.name) => TypeFamily::Other,
            Some(column) => column.ty.family,
            None => TypeFamily::Unknown,
        }
    }

    fn is_document(&self, alias: usize, column: &str) -> bool {
        let table = &self.joins.aliases[alias].table;
        let mut classes = self.models().all().map(|(_, class)| class).filter(|class| class.table == *table);
        classes.any(|class| class.documents.iter().any(|document| document == column))
    }

    fn dialect(&self) -> Dialect {
        self.ground.dialect
    }

    /// `F("customer__name")`, and plain names where a column is asked for.
    fn column(&mut self, path: &str, reusable: Option<&mut Vec<usize>>, span: Span) -> Option<(Term, Vec<usize>)> {
        let way = self.way(path).filter(|way| way.rest.is_empty())?;
        let (alias, column, joined) = self.join(&way, reusable, span);
        Some((self.joins.column(alias, &column, span), joined))
    }

    /// `annotate(items=Count("item"))`
    fn annotate(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            let term = self.aggregate(&argument.value, argument.span);
            let name = argument.name.clone().or_else(|| default_name(&argument.value));
            match (&term, name) {
                (_, None) => self.patched = true,
                (Some(term), Some(name)) => {
                    if !self.grouped && self.valued {
                        self.keys = self.chosen.iter().flatten().map(|(term, _)| term.clone()).collect();
                    }
                    self.grouped = true;
                    self.annotations.push((name, Some(term.clone())));
                }
                (None, Some(name)) => {
                    // It may be an aggregate of an expression, a subquery, a window.
                    self.patched = true;
                    self.annotations.push((name, None));
                }
            }
        }
    }

    /// `Count("items")`, `Max("items__price")`: what they count, through which joins.
    fn aggregate(&mut self, value: &Expression, span: Span) -> Option<Term> {
        let Expression::Call(found) = value else { return None };
        let Expression::Path(path) = &found.callee else { return None };
        let name = match path.last()?.as_str() {
            "Count" => "count",
            "Sum" => "sum",
            "Avg" => "avg",
            "Min" => "min",
            "Max" => "max",
            _ => return None,
        };
        let plain = found.arguments.iter().all(|argument| {
            argument.name.is_none() && !argument.spread || argument.name.as_deref() == Some("distinct")
        });
        let first = found.arguments.first().filter(|_| plain)?;
        match &first.value {
            Expression::Text(star) if star == "*" => Some(call(name, Vec::new(), span)),
            Expression::Text(path) => {
                let (column, _) = self.column(path, None, span)?;
                Some(call(name, vec![column], span))
            }
            _ => None,
        }
    }

    /// `values("id", "customer__name")`, `only("id")`
    fn choose(&mut self, arguments: &[Argument], values: bool) {
        let mut chosen = Vec::new();
        for argument in arguments.iter().filter(|argument| argument.name.as_deref() != Some("flat")) {
            let known = match (&argument.name, &argument.value) {
                (Some(name), _) if name == "named" => continue,
                (None, Expression::Text(path)) => {
                    let annotation = self.annotations.iter().find(|(name, _)| name == path);
                    match annotation {
                        Some((_, term)) => Some(term.clone().unwrap_or_else(|| opaque(argument.span))),
                        None => self.column(path, None, argument.span).map(|(term, _)| term),
                    }
                }
                _ => None,
            };
            self.patched |= known.is_none();
            chosen.push((known.unwrap_or_else(|| opaque(argument.span)), argument.span));
        }
        if chosen.is_empty() {
            chosen.push((opaque(self.span), self.span));
        }
        if !values && let Some(key) = self.models().get(self.class).key.clone() {
            let span = self.ground.sent;
            chosen.insert(0, (self.joins.column(0, &key, span), span));
        }
        self.valued = values;
        self.chosen = Some(chosen);
    }

    /// `defer("note")`: all columns but these.
    fn defer(&mut self, arguments: &[Argument]) {
        let deferred = |name: &str| {
            let named = |argument: &Argument| matches!(&argument.value, Expression::Text(text) if text == name);
            arguments.iter().any(named)
        };
        let sent = self.ground.sent;
        let class = self.models().get(self.class);
        let mut chosen = Vec::new();
        for (name, attribute) in &class.attributes {
            let Attribute::Column { name: column, table: None, .. } = attribute else { continue };
            if !deferred(name) && !name.strip_suffix("_id").is_some_and(deferred) {
                chosen.push((self.joins.column(0, column, sent), sent));
            }
        }
        self.chosen = Some(chosen);
    }

    /// Joins that fetch the rows of relations as well.
    fn select_related(&mut self, arguments: &[Argument]) {
        if arguments.is_empty() {
            self.patched = true;
        }
        for argument in arguments {
            let Expression::Text(path) = &argument.value else {
                self.patched |= argument.value != Expression::Null;
                continue;
            };
            let Some(way) = self.way(path).filter(|way| way.rest.is_empty() && way.end.relation.is_some()) else {
                self.patched = true;
                continue;
            };
            let mut at = 0;
            for leg in &way.steps {
                at = self.joins.step(at, &leg.step(), None, argument.span);
                self.related.push(at);
            }
            if let Some(target) = way.end.relation {
                self.show_ancestors(target, at, argument.span);
            }
        }
    }

    /// Rows of a model that derives from others are read with theirs.
    fn show_ancestors(&mut self, class: ClassId, of: usize, span: Span) {
        let mut shown = Vec::new();
        for (_, way) in &self.models().get(class).ancestors {
            let mut at = of;
            for hop in way {
                let step = JoinStep { table: &hop.table, from: &hop.from, to: &hop.to, nullable: false, many: false };
                at = self.joins.step(at, &step, None, span);
            }
            shown.push(at);
        }
        self.related.extend(shown);
    }
}

/// `items__count` of `Count("items")`.
fn default_name(value: &Expression) -> Option<String> {
    let Expression::Call(call) = value else { return None };
    let Expression::Path(path) = &call.callee else { return None };
    let Expression::Text(first) = &call.arguments.first()?.value else { return None };
    Some(format!("{first}__{}", path.last()?.to_lowercase()))
}
