//! Diesel's query builder: tables and columns are modules and names of `schema.rs`.

mod tests;

use super::Ground;
use super::condition::Test;
use super::draft::{Draft, call, column, opaque, parameter};
use super::select::{Known, Result, Select};
use crate::extract::{Argument, Expression, Framework, Join, Lock, Operand, Statement, Step, Term};
use crate::fact::{Clause, Operator, StatementKind};
use crate::project::models::{Attribute, Hop};
use crate::text::Span;

struct Query<'g> {
    select: Select<'g>,
    kind: StatementKind,
    given_up: bool,
}

pub(super) fn lower(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let mut query = Query { select: Select::new(ground), kind: StatementKind::Select, given_up: false };
    let mut rest = steps;
    match table_of(ground, root) {
        Some(table) => query.begin(table),
        None => {
            let (first, after) = steps.split_first()?;
            let of_library = root.last().is_some_and(|name| matches!(name.as_str(), "diesel" | "dsl" | "query_dsl"));
            query.kind = match first.name.as_str() {
                "update" => StatementKind::Update,
                "delete" => StatementKind::Delete,
                "insert_into" | "replace_into" | "insert_or_ignore_into" => StatementKind::Insert,
                _ => return None,
            };
            if !of_library && !root.is_empty() {
                return None;
            }
            query.target(&first.arguments.as_deref()?.first()?.value)?;
            rest = after;
        }
    }
    for (at, step) in rest.iter().enumerate() {
        let arguments = step.arguments.as_deref()?;
        if query.kind == StatementKind::Insert {
            break;
        }
        if !query.apply(step, arguments) {
            let last = at + 1 == rest.len();
            return if last && query.end(step) { query.finish() } else { None };
        }
        if query.given_up {
            return None;
        }
    }
    query.finish()
}

/// The table that `schema::orders::table` or `orders::dsl::orders` names.
fn table_of(ground: Ground<'_>, path: &[String]) -> Option<Known> {
    let (last, before) = path.split_last()?;
    let path: Vec<&str> = match last.as_str() {
        "table" => before.iter().map(String::as_str).collect(),
        name if before.iter().rev().take(2).any(|part| part == name) => {
            before.iter().map(String::as_str).filter(|part| *part != "dsl").collect()
        }
        _ => return None,
    };
    find(ground, &path)
}

fn find(ground: Ground<'_>, path: &[&str]) -> Option<Known> {
    let last = path.last()?;
    let id = ground.models.find(path.iter().copied(), ground.file)?;
    let class = ground.models.get(id);
    (class.framework == Framework::Diesel && class.name == *last).then_some((id, None))
}

/// An expression as a path and calls.
fn steps_of(value: &Expression) -> Option<(Vec<String>, Vec<Step>)> {
    match value {
        Expression::Path(path) => Some((path.clone(), Vec::new())),
        Expression::Call(call) => {
            let step =
                |name: &str| Step { name: name.to_owned(), arguments: Some(call.arguments.clone()), span: call.span };
            match &call.callee {
                Expression::Path(path) => {
                    let (name, before) = path.split_last()?;
                    Some((before.to_vec(), vec![step(name)]))
                }
                Expression::Member { object, name } => {
                    let (root, mut steps) = steps_of(object)?;
                    steps.push(step(name));
                    Some((root, steps))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

impl Query<'_> {
    fn begin(&mut self, table: Known) {
        let sent = self.select.ground.sent;
        let at = self.select.add(table, Join::Comma, sent);
        self.select.results.push((Result::Whole(at), sent));
    }

    /// `update(orders::table.filter(…))`, `delete(orders::table.find(5))`
    fn target(&mut self, value: &Expression) -> Option<()> {
        let (root, steps) = steps_of(value)?;
        self.begin(table_of(self.select.ground, &root)?);
        for step in &steps {
            if !matches!(step.name.as_str(), "filter" | "find" | "or_filter") {
                return None;
            }
            self.apply(step, step.arguments.as_deref()?);
        }
        Some(())
    }

    fn apply(&mut self, step: &Step, arguments: &[Argument]) -> bool {
        match step.name.as_str() {
            "into_boxed" | "set" | "returning" | "as_query" | "internal_into_boxed" => {}
            "filter" | "having" => {
                let clause = if step.name == "filter" { Clause::Where } else { Clause::Having };
                for argument in arguments {
                    let test = self.test(&argument.value, argument.span).unwrap_or_else(|| {
                        self.select.patched = true;
                        Test::unknown(argument.span)
                    });
                    self.select.tests.push((clause, test, argument.span));
                }
            }
            "or_filter" => self.given_up = true,
            "find" => self.by_key(arguments, step.span),
            "select" => {
                self.select.results.clear();
                for argument in arguments {
                    self.add_results(&argument.value, argument.span);
                }
            }
            "count" if arguments.is_empty() => {
                let star = Term::new(step.span, Operand::Star);
                self.select.results = vec![(Result::Term(call("count", vec![star], step.span)), step.span)];
            }
            "order" | "order_by" | "then_order_by" => {
                if step.name != "then_order_by" {
                    self.select.sorts.clear();
                }
                self.select.ordered = true;
                for argument in arguments {
                    self.add_sorts(&argument.value, argument.span);
                }
            }
            "limit" => self.select.limit = Some((number(arguments), step.span)),
            "offset" => {
                let rows = number(arguments);
                self.select.offset = Some((rows, step.span)).filter(|_| rows != Some(0));
            }
            "distinct" => self.select.distinct = true,
            "distinct_on" => (self.select.distinct, self.select.distinct_on) = (true, true),
            "group_by" => {
                self.select.grouped = true;
                for argument in arguments {
                    let term = self.term(&argument.value, argument.span).unwrap_or_else(|| opaque(argument.span));
                    self.select.keys.push(term);
                }
            }
            "inner_join" => self.join(arguments, Join::Inner),
            "left_join" | "left_outer_join" => self.join(arguments, Join::Left),
            "for_update" | "for_no_key_update" | "for_share" => self.select.lock = Some(Lock { impatient: false }),
            "skip_locked" | "no_wait" => self.select.lock = Some(Lock { impatient: true }),
            _ => return false,
        }
        true
    }

    /// Takes the call that sends it; false for one that is not known.
    fn end(&mut self, step: &Step) -> bool {
        match step.name.as_str() {
            "load" | "load_iter" | "load_stream" | "get_results" | "get_result" | "execute" => true,
            "first" => {
                self.select.limit = Some((Some(1), step.span));
                self.select.limit_implied = true;
                true
            }
            _ => false,
        }
    }

    fn finish(self) -> Option<Statement> {
        if self.kind == StatementKind::Insert {
            let ground = self.select.ground;
            let entity = self.select.entities.first()?;
            let mut draft = Draft::new(StatementKind::Insert, ground.dialect, ground.sent);
            draft.add_write(&entity.table, ground.sent);
            return Some(draft.statement);
        }
        self.select.finish(self.kind)
    }

    fn by_key(&mut self, arguments: &[Argument], span: Span) {
        let known = self.select.entities.first().map(|entity| (entity.known, entity.name.clone()));
        let single = !matches!(arguments.first().map(|argument| &argument.value), Some(Expression::List(_)));
        let key = known.and_then(|(known, name)| Some((self.select.ground.models.get(known.0).key.clone()?, name)));
        match key.filter(|_| single) {
            Some((key, name)) => {
                let left = column(Some(&name), &key, span);
                let test = Test::of(Operator::Equal, "=", left, vec![parameter(span)], span);
                self.select.tests.push((Clause::Where, test, span));
            }
            None => {
                self.select.patched = true;
                self.select.tests.push((Clause::Where, Test::unknown(span), span));
            }
        }
    }

    fn add_results(&mut self, value: &Expression, span: Span) {
        match value {
            Expression::List(items) => items.iter().for_each(|item| self.add_results(item, span)),
            _ => {
                // `Order::as_select()` names columns; what else is selected may be an aggregate.
                let selection = matches!(steps_of(value), Some((_, steps)) if steps.last().is_some_and(|step| step.name == "as_select"));
                let whole = matches!(value, Expression::Path(path) if path.last().is_some_and(|name| name == "all_columns" || name == "star"));
                match self.term(value, span) {
                    Some(term) if !matches!(term.operand, Operand::Parameter) => {
                        self.select.results.push((Result::Term(term), span));
                    }
                    _ if selection || whole => {
                        let all = 0..self.select.entities.len();
                        self.select.results.extend(all.map(|at| (Result::Whole(at), span)));
                    }
                    _ => {
                        self.select.patched = true;
                        self.select.results.push((Result::Term(opaque(span)), span));
                    }
                }
            }
        }
    }

    fn add_sorts(&mut self, value: &Expression, span: Span) {
        if let Expression::List(items) = value {
            items.iter().for_each(|item| self.add_sorts(item, span));
            return;
        }
        let mut steps = steps_of(value);
        let mut descending = false;
        let mut nulls_first = None;
        let mut inner = value.clone();
        // `placed.desc().nulls_last()`
        while let Some((_, found)) = &steps {
            match found.last().map(|step| step.name.as_str()) {
                Some("desc") => descending = true,
                Some("asc") => {}
                Some("nulls_first") => nulls_first = Some(true),
                Some("nulls_last") => nulls_first = Some(false),
                _ => break,
            }
            let Some(object) = object_of(&inner) else { break };
            inner = object;
            steps = steps_of(&inner);
        }
        match self.term(&inner, span) {
            Some(term) if !matches!(term.operand, Operand::Parameter | Operand::Literal { .. }) => {
                self.select.sorts.push((term, descending, nulls_first));
            }
            _ => self.select.patched = true,
        }
    }

    /// `inner_join(customers::table)`, `left_join(customers::table.on(…))`
    fn join(&mut self, arguments: &[Argument], join: Join) {
        let [Argument { value, span, .. }] = arguments else {
            self.given_up = true;
            return;
        };
        let Some((root, steps)) = steps_of(value) else {
            self.given_up = true;
            return;
        };
        let Some(table) = table_of(self.select.ground, &root) else {
            self.given_up = true;
            return;
        };
        match steps.as_slice() {
            [] => match self.way(table) {
                Some((from, hop)) => self.select.join(from, table, &hop, join, *span),
                None => {
                    let at = self.select.add(table, join, *span);
                    self.select.entities[at].tied = true;
                    self.select.patched = true;
                }
            },
            [step] if step.name == "on" => {
                let at = self.select.add(table, join, *span);
                let on = step.arguments.as_deref().and_then(<[Argument]>::first);
                match on.and_then(|on| self.test(&on.value, on.span)) {
                    Some(test) => self.select.entities[at].on = Some(test),
                    None => {
                        self.select.entities[at].tied = true;
                        self.select.patched = true;
                    }
                }
            }
            _ => self.given_up = true,
        }
    }

    /// What `joinable!` says of a table and one of those before it.
    fn way(&self, table: Known) -> Option<(usize, Hop)> {
        let models = self.select.ground.models;
        let target = models.get(table.0);
        let mut found = Vec::new();
        for (at, entity) in self.select.entities.iter().enumerate() {
            let own = models.get(entity.known.0);
            let relation = |from: &crate::project::models::Class, to: Known| {
                from.attributes.values().find_map(|attribute| match attribute {
                    Attribute::Relation(relation) if relation.target == to.0 => relation.way.first().cloned(),
                    _ => None,
                })
            };
            if let Some(hop) = relation(own, table) {
                found.push((at, hop));
            } else if let Some(hop) = relation(target, entity.known) {
                found.push((at, Hop { table: target.table.clone(), from: hop.to, to: hop.from, direct: false }));
            }
        }
        if found.len() == 1 { found.pop() } else { None }
    }
}

/// What a method is called on.
fn object_of(value: &Expression) -> Option<Expression> {
    let Expression::Call(call) = value else { return None };
    match &call.callee {
        Expression::Path(path) => Some(Expression::Path(path.split_last()?.1.to_vec())),
        Expression::Member { object, .. } => Some((**object).clone()),
        _ => None,
    }
}

fn number(arguments: &[Argument]) -> Option<i64> {
    match &arguments.first()?.value {
        Expression::Number(number) => number.trim_end_matches(|letter: char| !letter.is_ascii_digit()).parse().ok(),
        _ => None,
    }
}
