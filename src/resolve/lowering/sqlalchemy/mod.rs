//! SQLAlchemy's queries: `select()` and what `session.query()` begins.

mod joins;
mod terms;
mod tests;

use super::Ground;
use super::condition::Test;
use super::draft::{Draft, counted, opaque};
use super::select::{Result, Select};
use crate::extract::{Argument, Expression, Join, Lock, Operand, Statement, Step, Term};
use crate::fact::{Clause, LiteralType, Operator, StatementKind};
use crate::text::Span;

use terms::known;

/// A query, and what is made of it.
pub(super) struct Query<'g> {
    pub select: Select<'g>,
    pub kind: StatementKind,
    given_up: bool,
}

pub(super) fn statement(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let (mut query, rest) = Query::begin(root, steps, ground, Vec::new())?;
    for (at, step) in rest.iter().enumerate() {
        let Some(arguments) = step.arguments.as_deref() else {
            // `select(…).c` and the like are no queries of their own.
            return None;
        };
        if !query.apply(step, arguments) {
            return if at + 1 == rest.len() { query.end(step, arguments) } else { None };
        }
        if query.given_up {
            return None;
        }
    }
    query.finish()
}

impl<'g> Query<'g> {
    /// The query that the first calls of a chain begin, and the calls after them.
    fn begin<'s>(
        root: &[String],
        steps: &'s [Step],
        ground: Ground<'g>,
        around: Vec<super::select::Entity>,
    ) -> Option<(Self, &'s [Step])> {
        let select = Select { around, ..Select::new(ground) };
        let mut query = Self { select, kind: StatementKind::Select, given_up: false };
        // `Order.query.filter(…)` of Flask-SQLAlchemy.
        if let Some((last, class)) = root.split_last()
            && last == "query"
        {
            let class = known(ground, &Expression::Path(class.to_vec()))?;
            let at = query.select.add(class, Join::Comma, ground.sent);
            query.select.results.push((Result::Whole(at), ground.sent));
            return Some((query, steps));
        }
        let at = steps.iter().position(|step| step.arguments.is_some())?;
        let (step, rest) = (&steps[at], &steps[at + 1..]);
        let arguments = step.arguments.as_deref().unwrap_or_default();
        match step.name.as_str() {
            "select" | "query" => {
                for argument in arguments {
                    query.add_result(argument);
                }
                Some((query, rest))
            }
            "update" | "delete" | "insert" if at == 0 => {
                query.kind = match step.name.as_str() {
                    "update" => StatementKind::Update,
                    "delete" => StatementKind::Delete,
                    _ => StatementKind::Insert,
                };
                let class = known(ground, &arguments.first()?.value)?;
                query.select.add(class, Join::Comma, ground.sent);
                Some((query, rest))
            }
            "exists" => {
                match arguments.first().map(|argument| &argument.value) {
                    Some(inner @ Expression::Call(_)) => {
                        let (root, steps) = steps_of(inner)?;
                        let (inner, _) = Self::begin(&root, &steps, ground, query.select.around)?;
                        query = inner;
                        for step in steps.iter().skip(1) {
                            if !query.apply(step, step.arguments.as_deref()?) {
                                return None;
                            }
                        }
                    }
                    Some(_) => query.add_result(arguments.first()?),
                    None => {}
                }
                Some((query, rest))
            }
            _ => None,
        }
    }

    /// A query inside another.
    pub(super) fn inner(&self, value: &Expression) -> Option<Statement> {
        let (root, steps) = steps_of(value)?;
        let ground = self.select.ground;
        let around = self.select.entities.iter().chain(&self.select.around).cloned().collect();
        let (mut query, rest) = Query::begin(&root, &steps, ground, around)?;
        for step in rest {
            let arguments = step.arguments.as_deref()?;
            let passes = matches!(step.name.as_str(), "scalar_subquery" | "subquery" | "as_scalar" | "exists");
            if !passes && !query.apply(step, arguments) || query.given_up {
                return None;
            }
        }
        query.finish()
    }

    fn add_result(&mut self, argument: &Argument) {
        let ground = self.select.ground;
        if argument.spread {
            self.select.patched = true;
            return;
        }
        if argument.name.is_some() {
            return;
        }
        if let Some(class) = known(ground, &argument.value) {
            let at = match self.select.entities.iter().position(|entity| entity.known == class) {
                Some(at) => at,
                None => self.select.add(class, Join::Comma, argument.span),
            };
            self.select.results.push((Result::Whole(at), argument.span));
            return;
        }
        match self.term(&argument.value, argument.span) {
            Some(term) => self.select.results.push((Result::Term(term), argument.span)),
            None => {
                // It may name tables that nobody sees.
                self.select.patched = true;
                self.select.results.push((Result::Term(opaque(argument.span)), argument.span));
            }
        }
    }

    /// Does what a call does that sends nothing; false when it is none.
    fn apply(&mut self, step: &Step, arguments: &[Argument]) -> bool {
        match step.name.as_str() {
            "params" | "execution_options" | "yield_per" | "populate_existing" | "enable_eagerloads" | "autoflush"
            | "returning" | "with_hint" | "add_columns" | "add_column" | "unique" | "correlate" | "reset_joinpoint" => {
                if step.name.starts_with("add_column") {
                    arguments.iter().for_each(|argument| self.add_result(argument));
                }
            }
            "where" | "filter" => self.add_tests(Clause::Where, arguments),
            "having" => self.add_tests(Clause::Having, arguments),
            "filter_by" => self.filter_by(arguments),
            "join" => self.join(arguments, Join::Inner),
            "outerjoin" => self.join(arguments, Join::Left),
            "select_from" => {
                for argument in arguments {
                    match known(self.select.ground, &argument.value) {
                        Some(class) => drop(self.select.read(class, argument.span)),
                        None => self.given_up = true,
                    }
                }
            }
            "options" => self.options(arguments),
            "order_by" => self.order_by(arguments),
            "limit" => self.select.limit = Some((number(arguments), step.span)),
            "offset" => {
                let rows = number(arguments);
                self.select.offset = Some((rows, step.span)).filter(|_| rows != Some(0));
            }
            "slice" => {
                self.select.limit = Some((None, step.span));
                self.select.offset = Some((None, step.span)).filter(|_| number(arguments) != Some(0));
            }
            "group_by" => {
                self.select.grouped = true;
                for argument in arguments {
                    match self.term(&argument.value, argument.span) {
                        Some(term) => self.select.keys.push(term),
                        None => self.select.keys.push(opaque(argument.span)),
                    }
                }
            }
            "distinct" => {
                self.select.distinct = true;
                self.select.distinct_on = !arguments.is_empty();
            }
            "with_entities" | "with_only_columns" => {
                self.select.results.clear();
                arguments.iter().for_each(|argument| self.add_result(argument));
            }
            "with_for_update" => {
                let set = |argument: &Argument| {
                    matches!(argument.name.as_deref(), Some("nowait" | "skip_locked"))
                        && argument.value != Expression::Boolean(false)
                };
                self.select.lock = Some(Lock { impatient: arguments.iter().any(set) });
            }
            "values" if self.kind != StatementKind::Select => {}
            _ => return false,
        }
        true
    }

    /// What the last call of a chain sends; None for one that is not known.
    fn end(mut self, step: &Step, arguments: &[Argument]) -> Option<Statement> {
        let sliced = self.select.limit.is_some() || self.select.offset.is_some();
        match step.name.as_str() {
            "all" | "one" | "one_or_none" | "scalars" | "one_or_404" => {}
            "scalar" => {}
            "first" | "first_or_404" => {
                // `first()` of a page is that of its rows.
                self.select.limit = Some((Some(1), step.span));
                self.select.limit_implied = true;
            }
            "get" | "get_or_404" => {
                let [entity] = self.select.entities.as_slice() else { return None };
                let key = self.select.ground.models.get(entity.known.0).key.clone();
                let value = super::draft::parameter(step.span);
                let test = match key {
                    Some(key) => {
                        let column = super::draft::column(Some(&entity.name), &key, step.span);
                        Test::of(Operator::Equal, "=", column, vec![value], step.span)
                    }
                    None => {
                        self.select.patched = true;
                        Test::unknown(step.span)
                    }
                };
                self.select.tests.push((Clause::Where, test, step.span));
            }
            "count" => return self.count(step.span),
            "update" | "delete" if !sliced => {
                self.kind = if step.name == "update" { StatementKind::Update } else { StatementKind::Delete };
                if self.select.entities.len() != 1 {
                    return None;
                }
            }
            "[]" => match arguments.first().map(|argument| &argument.value) {
                Some(Expression::Slice { from, to }) => {
                    let rows = to.and_then(|to| to.checked_sub(from.unwrap_or(0)));
                    if to.is_some() {
                        self.select.limit = Some((rows, step.span));
                    } else {
                        self.select.patched = true;
                    }
                    self.select.offset = from.filter(|&from| from > 0).map(|from| (Some(from), step.span));
                }
                _ => return None,
            },
            _ => return None,
        }
        self.finish()
    }

    fn finish(self) -> Option<Statement> {
        if self.kind == StatementKind::Insert {
            let entity = self.select.entities.first()?;
            let mut draft = Draft::new(StatementKind::Insert, self.select.ground.dialect, self.select.ground.sent);
            draft.add_write(&entity.table, self.select.ground.sent);
            return Some(draft.statement);
        }
        self.select.finish(self.kind)
    }

    /// `count()` counts the rows of the query around which it stands.
    fn count(self, span: Span) -> Option<Statement> {
        let ground = self.select.ground;
        Some(counted(self.finish()?, "anon_1", ground, span))
    }

    fn order_by(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            if matches!(argument.value, Expression::Null | Expression::Boolean(false)) {
                self.select.sorts.clear();
                self.select.ordered = false;
                continue;
            }
            self.select.ordered = true;
            match self.sort_key(&argument.value, argument.span) {
                Some(sort) => self.select.sorts.push(sort),
                None => self.select.patched = true,
            }
        }
    }

    /// `Order.placed.desc().nulls_last()`, `desc(Order.placed)`
    fn sort_key(&mut self, value: &Expression, span: Span) -> Option<(Term, bool, Option<bool>)> {
        if let Expression::Call(call) = value {
            let (object, name) = call.callee.method()?;
            let changed = |sort: (Term, bool, Option<bool>)| match name {
                "desc" => Some((sort.0, true, sort.2)),
                "asc" => Some(sort),
                "nulls_first" | "nullsfirst" => Some((sort.0, sort.1, Some(true))),
                "nulls_last" | "nullslast" => Some((sort.0, sort.1, Some(false))),
                _ => None,
            };
            if changed((opaque(span), false, None)).is_some() {
                let inner = match call.arguments.first() {
                    Some(argument) => self.sort_key(&argument.value, span)?,
                    None => self.sort_key(&object, span)?,
                };
                return changed(inner);
            }
        }
        if let Expression::Text(_) = value {
            return None;
        }
        let term = self.term(value, span)?;
        let sortable = !matches!(
            &term.operand,
            Operand::Parameter | Operand::Literal { family: LiteralType::Text | LiteralType::Number, .. }
        );
        sortable.then_some((term, false, None))
    }
}

fn number(arguments: &[Argument]) -> Option<i64> {
    match &arguments.first()?.value {
        Expression::Number(number) => number.parse().ok(),
        _ => None,
    }
}

/// `select(Order.id).where(…)` as a module and calls.
pub(super) fn steps_of(value: &Expression) -> Option<(Vec<String>, Vec<Step>)> {
    let Expression::Call(call) = value else { return None };
    let step = |name: &str| Step { name: name.to_owned(), arguments: Some(call.arguments.clone()), span: call.span };
    match &call.callee {
        Expression::Path(path) => {
            let (name, before) = path.split_last()?;
            Some((before.to_vec(), vec![step(name)]))
        }
        Expression::Member { object, name } => {
            let (root, mut steps) = match &**object {
                Expression::Call(_) => steps_of(object)?,
                _ => (Vec::new(), Vec::new()),
            };
            steps.push(step(name));
            Some((root, steps))
        }
        _ => None,
    }
}
