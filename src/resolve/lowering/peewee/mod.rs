//! Peewee's queries: `Order.select(…)` and what follows it, each table joined to the one before.

mod terms;
mod tests;

use super::Ground;
use super::condition::Test;
use super::draft::{Draft, call, column, opaque, parameter};
use super::select::{Entity, Known, Result, Select};
use crate::extract::{Argument, Expression, Framework, Join, Lock, Operand, Statement, Step, TableSource, Term};
use crate::fact::{Clause, LiteralType, Operator, QueryRole, StatementKind};
use crate::project::models::{Attribute, ClassId, Hop};
use crate::text::Span;

/// Calls that change nothing of what is sent.
const NEUTRAL: &[&str] =
    &["dicts", "tuples", "namedtuples", "objects", "iterator", "execute", "execute_ex", "returning"];
/// Calls that write rows and ask nothing first.
const INSERTING: &[&str] =
    &["create", "insert", "insert_many", "insert_from", "replace", "replace_many", "bulk_create"];

pub(super) struct Query<'g> {
    select: Select<'g>,
    kind: StatementKind,
    /// The table that the next join starts from.
    context: usize,
    given_up: bool,
}

pub(super) fn lower(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let mut query = Query::begin(root, ground, Vec::new())?;
    if steps.first().is_some_and(|step| INSERTING.contains(&step.name.as_str())) {
        let table = query.select.entities.first()?.table.clone();
        let mut draft = Draft::new(StatementKind::Insert, ground.dialect, ground.sent);
        draft.add_write(&table, ground.sent);
        return Some(draft.statement);
    }
    query.read(steps)?;
    let last = steps.last()?;
    match last.name.as_str() {
        "count" => query.count(last.span),
        "exists" => query.exists(last.span),
        _ => query.finish(),
    }
}

/// The class that a path names.
fn find(ground: Ground<'_>, path: &[String]) -> Option<ClassId> {
    let last = path.last()?;
    let id = ground.models.find(path.iter().map(String::as_str), ground.file)?;
    let class = ground.models.get(id);
    (class.framework == Framework::Peewee && class.name == *last).then_some(id)
}

fn one(span: Span) -> Term {
    Term::new(span, Operand::Literal { family: LiteralType::Number, text: "1".to_owned() })
}

impl<'g> Query<'g> {
    fn begin(root: &[String], ground: Ground<'g>, around: Vec<Entity>) -> Option<Self> {
        let class = find(ground, root)?;
        let mut select = Select { around, ..Select::new(ground) };
        select.add((class, None), Join::Comma, ground.sent);
        Some(Self { select, kind: StatementKind::Select, context: 0, given_up: false })
    }

    /// Reads the calls: what they join first, since a condition may stand before the join that it needs.
    fn read(&mut self, steps: &[Step]) -> Option<()> {
        for step in steps {
            self.join_by(step, step.arguments.as_deref()?);
        }
        for (at, step) in steps.iter().enumerate() {
            if !self.apply(step, step.arguments.as_deref()?, at) || self.given_up {
                return None;
            }
        }
        Some(())
    }

    fn join_by(&mut self, step: &Step, arguments: &[Argument]) {
        let target = || Some(arguments.first()).flatten();
        match step.name.as_str() {
            "join" => self.join(arguments, Join::Inner),
            "left_outer_join" => self.join(arguments, Join::Left),
            "switch" => {
                let known = target().map_or(Some(self.select.entities[0].known), |target| self.known(&target.value));
                let at = self.select.entities.iter().position(|entity| Some(entity.known) == known);
                self.given_up |= at.is_none();
                self.context = at.unwrap_or_default();
            }
            "join_from" => {
                let from = target().and_then(|from| self.known(&from.value));
                let at = self.select.entities.iter().position(|entity| Some(entity.known) == from);
                self.given_up |= at.is_none();
                self.context = at.unwrap_or_default();
                self.join(arguments.get(1..).unwrap_or_default(), Join::Inner);
            }
            _ => {}
        }
    }

    /// `join(Customer)`, `join(Customer, JOIN.LEFT_OUTER, on=(Order.customer == Customer.id))`
    fn join(&mut self, arguments: &[Argument], join: Join) {
        let named = |name: &str| arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
        let plain: Vec<&Argument> = arguments.iter().filter(|argument| argument.name.is_none()).collect();
        let kind = plain.get(1).copied().or(named("join_type"));
        let join = match kind.map(|kind| &kind.value) {
            None => join,
            Some(Expression::Path(path)) => match path.last().map(String::as_str) {
                Some("INNER") => Join::Inner,
                Some("LEFT_OUTER" | "LEFT") => Join::Left,
                Some("RIGHT_OUTER") => Join::Right,
                Some("FULL" | "FULL_OUTER") => Join::Full,
                Some("CROSS") => Join::Cross,
                _ => return self.given_up = true,
            },
            Some(_) => return self.given_up = true,
        };
        let Some(target) = plain.first().and_then(|first| Some((self.known(&first.value)?, first.span))) else {
            // A subquery, a class that nobody knows.
            return self.given_up = true;
        };
        let (target, span) = target;
        let from = self.context;
        match plain.get(2).copied().or(named("on")) {
            None if join == Join::Cross => drop(self.select.add(target, join, span)),
            None => match self.way(from, target.0, None) {
                Some(hop) => self.join_by_key(from, target, &hop, join, span),
                None => self.join_by_something(target, join, span),
            },
            Some(on) => match terms::attribute(self, &on.value) {
                Some((class, name)) => {
                    let own = self.select.entities[from].known == class;
                    match self.way(from, target.0, Some(&name)).filter(|_| own) {
                        Some(hop) => self.join_by_key(from, target, &hop, join, span),
                        None => self.join_by_something(target, join, span),
                    }
                }
                None => {
                    let at = self.select.add(target, join, span);
                    match self.test(&on.value, on.span) {
                        Some(test) => self.select.entities[at].on = Some(test),
                        None => {
                            self.select.entities[at].tied = true;
                            self.select.patched = true;
                        }
                    }
                }
            },
        }
        self.context = self.select.entities.len() - 1;
    }

    /// The key that points elsewhere stands first.
    fn join_by_key(&mut self, from: usize, target: Known, hop: &Hop, join: Join, span: Span) {
        let left = column(Some(&self.select.entities[from].name), &hop.from, span);
        let at = self.select.add(target, join, span);
        let right = column(Some(&self.select.entities[at].name), &hop.to, span);
        let (first, second) = if hop.direct { (left, right) } else { (right, left) };
        self.select.entities[at].on = Some(Test::of(Operator::Equal, "=", first, vec![second], span));
    }

    fn join_by_something(&mut self, target: Known, join: Join, span: Span) {
        let at = self.select.add(target, join, span);
        self.select.entities[at].tied = true;
        self.select.patched = true;
    }

    /// The only key that ties a table of the query to a class, or the one of a field.
    fn way(&self, from: usize, to: ClassId, field: Option<&str>) -> Option<Hop> {
        let models = self.select.ground.models;
        let from = self.select.entities[from].known.0;
        let keys = |of: ClassId, other: ClassId| {
            let named = models.get(of).attributes.iter();
            let named = named.filter(move |(name, _)| field.is_none_or(|field| field == name.as_str()));
            named.filter_map(move |(_, attribute)| match attribute {
                Attribute::Relation(relation) if relation.target == other && !relation.is_way_back => {
                    relation.way.first().cloned()
                }
                _ => None,
            })
        };
        let back = |hop: Hop| Hop { table: models.get(to).table.clone(), from: hop.to, to: hop.from, direct: false };
        let mut found: Vec<Hop> = keys(from, to).collect();
        if from != to {
            found.extend(keys(to, from).map(back));
        }
        if found.len() == 1 { found.pop() } else { None }
    }

    /// Does what a call does; false when it is not known.
    fn apply(&mut self, step: &Step, arguments: &[Argument], at: usize) -> bool {
        let span = step.span;
        match step.name.as_str() {
            "join" | "left_outer_join" | "switch" | "join_from" => {}
            "select" => self.choose(arguments),
            "select_extend" => self.add_results(arguments),
            "where" => self.add_tests(Clause::Where, arguments),
            "orwhere" => self.add_alternative(arguments, span),
            "having" => self.add_tests(Clause::Having, arguments),
            "filter" => self.filter(arguments, at),
            "order_by" => {
                self.select.sorts.clear();
                self.select.ordered = false;
                self.order_by(arguments);
            }
            "order_by_extend" => self.order_by(arguments),
            "group_by" => {
                self.select.grouped = true;
                for argument in arguments {
                    let term = self.term(&argument.value, argument.span).unwrap_or_else(|| opaque(argument.span));
                    self.select.keys.push(term);
                }
            }
            "limit" => self.select.limit = number(arguments).map(|rows| (rows, span)),
            "offset" => self.select.offset = number(arguments).filter(|rows| *rows != Some(0)).map(|rows| (rows, span)),
            "paginate" => {
                let rows = arguments.get(1).map_or(Some(20), |argument| literal(&argument.value));
                self.select.limit = Some((rows, span));
                let is_first = matches!(arguments.first().map(|page| literal(&page.value)), Some(Some(1)));
                self.select.offset = (!is_first).then_some((None, span));
            }
            "distinct" => {
                let is_set = !matches!(arguments.first().map(|only| &only.value), Some(Expression::Boolean(false)));
                self.select.distinct = is_set;
                self.select.distinct_on =
                    arguments.iter().any(|argument| !matches!(argument.value, Expression::Boolean(_)));
            }
            "for_update" => {
                let nowait = |argument: &Argument| match (argument.name.as_deref(), &argument.value) {
                    (Some("nowait"), value) => *value != Expression::Boolean(false),
                    (None, Expression::Text(text)) => text.contains("NOWAIT") || text.contains("SKIP LOCKED"),
                    _ => false,
                };
                self.select.lock = Some(Lock { impatient: arguments.iter().any(nowait) });
            }
            "update" if at == 0 => self.kind = StatementKind::Update,
            "delete" if at == 0 => self.kind = StatementKind::Delete,
            "get" | "get_or_none" => {
                self.choose_all_if(at == 0);
                match at {
                    0 => self.filter(arguments, at),
                    _ => self.given_up |= !arguments.is_empty(),
                }
                self.ask_for_one(span);
            }
            "get_by_id" | "delete_by_id" | "set_by_id" if at == 0 => self.by_key(&step.name, span),
            "first" => {
                self.choose_all_if(at == 0);
                let rows = number(arguments).unwrap_or(Some(1));
                self.select.limit = Some((rows, span));
                self.select.limit_implied = true;
            }
            "scalar" => self.ask_for_one(span),
            "scalars" | "peek" | "count" | "exists" => {}
            name => return NEUTRAL.contains(&name),
        }
        true
    }

    fn choose_all_if(&mut self, begins: bool) {
        if begins {
            self.select.results.push((Result::Whole(0), self.select.ground.sent));
        }
    }

    fn ask_for_one(&mut self, span: Span) {
        self.select.limit = Some((Some(1), span));
        self.select.limit_implied = true;
    }

    fn by_key(&mut self, name: &str, span: Span) {
        match name {
            "get_by_id" => {
                self.choose_all_if(true);
                self.ask_for_one(span);
            }
            "set_by_id" => self.kind = StatementKind::Update,
            _ => self.kind = StatementKind::Delete,
        }
        let key = self.select.ground.models.get(self.select.entities[0].known.0).key.clone();
        let test = match key {
            Some(key) => {
                let own = column(Some(&self.select.entities[0].name), &key, span);
                Test::of(Operator::Equal, "=", own, vec![parameter(span)], span)
            }
            None => {
                self.select.patched = true;
                Test::unknown(span)
            }
        };
        self.select.tests.push((Clause::Where, test, span));
    }

    /// `select()`, `select(Order.id, Customer)`
    fn choose(&mut self, arguments: &[Argument]) {
        self.select.results.clear();
        self.choose_all_if(arguments.is_empty());
        self.add_results(arguments);
    }

    fn add_results(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            let span = argument.span;
            if let Some(known) = self.known(&argument.value).filter(|_| !argument.spread) {
                let at = self.select.entities.iter().position(|entity| entity.known == known);
                match at {
                    Some(at) => self.select.results.push((Result::Whole(at), span)),
                    None => self.select.patched = true,
                }
                continue;
            }
            let term = self.term(&argument.value, span).filter(|_| !argument.spread);
            self.select.patched |= term.is_none();
            self.select.results.push((Result::Term(term.unwrap_or_else(|| opaque(span))), span));
        }
    }

    fn order_by(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            self.select.ordered = true;
            match self.sort_key(&argument.value, argument.span).filter(|_| !argument.spread) {
                Some(sort) => self.select.sorts.push(sort),
                None => self.select.patched = true,
            }
        }
    }

    /// `SELECT COUNT(1) FROM (SELECT 1 …)`
    fn count(mut self, span: Span) -> Option<Statement> {
        let ground = self.select.ground;
        if self.select.limit.is_none() {
            self.select.sorts.clear();
            self.select.ordered = false;
        }
        if !self.select.distinct {
            self.select.results = vec![(Result::Term(one(span)), span)];
        }
        let inner = self.finish()?;
        let mut draft = Draft::new(StatementKind::Select, ground.dialect, ground.sent);
        let query = draft.add_query(QueryRole::Top, None, ground.sent);
        draft.graft(query, QueryRole::Derived, inner);
        draft.add_table(query, "", Some("_wrapped".to_owned()), Join::First, ground.sent);
        draft.query(query).tables[0].source = TableSource::Derived(vec![1]);
        draft.add_projection(query, Some(call("count", vec![one(span)], span)), span);
        draft.limit(query, Some(1), span);
        draft.imply_limit(query, true);
        Some(draft.statement)
    }

    /// `SELECT EXISTS (SELECT 1 …) LIMIT 1`
    fn exists(mut self, span: Span) -> Option<Statement> {
        let ground = self.select.ground;
        self.select.results = vec![(Result::Term(one(span)), span)];
        let inner = self.finish()?;
        let mut draft = Draft::new(StatementKind::Select, ground.dialect, ground.sent);
        let query = draft.add_query(QueryRole::Top, None, ground.sent);
        let test = Test::of_query(Operator::Exists, None, QueryRole::Exists, inner, span);
        draft.add_condition(query, Clause::Other, test, span);
        draft.add_projection(query, Some(opaque(span)), span);
        draft.limit(query, Some(1), span);
        draft.imply_limit(query, true);
        Some(draft.statement)
    }

    fn finish(self) -> Option<Statement> {
        self.select.finish(self.kind)
    }

    /// A query inside another.
    fn inner(&self, value: &Expression) -> Option<Statement> {
        let (root, mut steps) = terms::steps_of(value)?;
        steps.retain(|step| step.name != "alias");
        let around = self.select.entities.iter().chain(&self.select.around).cloned().collect();
        let mut query = Query::begin(&root, self.select.ground, around)?;
        query.read(&steps)?;
        (query.kind == StatementKind::Select && !query.select.limit_implied).then(|| query.finish()).flatten()
    }
}

/// How many rows a call names; none when it takes a limit away.
fn number(arguments: &[Argument]) -> Option<Option<i64>> {
    match &arguments.first()?.value {
        Expression::Null => None,
        value => Some(literal(value)),
    }
}

fn literal(value: &Expression) -> Option<i64> {
    match value {
        Expression::Number(number) => number.parse().ok(),
        _ => None,
    }
}
