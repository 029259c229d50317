//! The call that sends a queryset, and the statement it makes of it.

use super::conditions::{self, Child};
use super::orders::Order;
use super::{Ordered, Queryset};
use crate::extract::{Argument, Expression, Lock, Operand, Statement, Step, Term};
use crate::fact::{Clause, Dialect, LiteralType, QueryRole, StatementKind};
use crate::resolve::lowering::draft::{Draft, call, is_aggregate};
use crate::text::Span;

/// The rows that `get()` asks for, to see whether there are more than one.
const ROWS_OF_GET: i64 = 21;

impl Queryset<'_> {
    /// What the last call of a chain sends; None for one that is not known.
    pub(super) fn end(mut self, step: &Step, arguments: &[Argument]) -> Option<Statement> {
        let name = step.name.as_str();
        let name = name.strip_prefix('a').filter(|rest| ENDS.contains(rest)).unwrap_or(name);
        let sliced = self.limit.is_some() || self.offset.is_some();
        match name {
            "get" => {
                let node = conditions::of_arguments(arguments);
                if !node.children.is_empty() {
                    self.filter(&node, step.span);
                }
                // A page stays in its order, and so does what keeps the first row of each group.
                if sliced || self.distinct_on {
                    self.settle_order();
                    if self.order == Ordered::ByModel {
                        self.order = Ordered::ByCall;
                    }
                } else {
                    self.unsorted();
                }
                if !sliced {
                    self.limit = Some((Some(ROWS_OF_GET), step.span));
                    self.limit_implied = true;
                }
                Some(self.select())
            }
            "first" | "last" => {
                if sliced {
                    return None;
                }
                self.settle_order();
                if self.order != Ordered::Unclear && self.sorts.is_empty() {
                    let order = self.sort_key("pk", step.span)?;
                    self.sorts.push(order);
                }
                if name == "last" {
                    self.sorts.iter_mut().for_each(Order::reverse);
                }
                if self.order == Ordered::ByModel {
                    self.order = Ordered::ByCall;
                }
                self.limit = Some((Some(1), step.span));
                self.limit_implied = true;
                Some(self.select())
            }
            "latest" | "earliest" => {
                let [Argument { value: Expression::Text(_), .. }] = arguments else { return None };
                self.order_by(arguments);
                if name == "latest" {
                    self.sorts.iter_mut().for_each(Order::reverse);
                }
                self.limit = Some((Some(1), step.span));
                self.limit_implied = true;
                Some(self.select())
            }
            "exists" | "contains" => {
                if sliced || self.grouped || self.distinct {
                    return None;
                }
                if name == "contains" {
                    self.by_key(step.span)?;
                }
                self.unsorted();
                self.limit = Some((Some(1), step.span));
                self.limit_implied = true;
                let one = Operand::Literal { family: LiteralType::Number, text: "1".to_owned() };
                self.chosen = Some(vec![(Term::new(step.span, one), step.span)]);
                self.forget_related();
                Some(self.select())
            }
            "count" => {
                if sliced || self.grouped || self.distinct {
                    return None;
                }
                self.unsorted();
                let star = Term::new(step.span, Operand::Star);
                self.chosen = Some(vec![(call("count", vec![star], step.span), step.span)]);
                self.forget_related();
                Some(self.select())
            }
            "aggregate" => {
                if sliced || self.grouped || self.distinct {
                    return None;
                }
                let mut chosen = Vec::new();
                for argument in arguments {
                    let term = self.aggregate(&argument.value, argument.span);
                    self.patched |= term.is_none();
                    chosen.extend(term.map(|term| (term, argument.span)));
                }
                self.unsorted();
                self.chosen = Some(chosen);
                self.forget_related();
                Some(self.select())
            }
            "create" | "bulk_create" => {
                let mut draft = Draft::new(StatementKind::Insert, self.dialect(), self.ground.sent);
                draft.add_write(&self.joins.aliases[0].table, self.ground.sent);
                Some(draft.statement)
            }
            "get_or_create" | "update_or_create" => {
                let mut node = conditions::of_arguments(arguments);
                let of_row = |child: &Child<'_>| matches!(child, Child::Lookup { path, .. } if matches!(*path, "defaults" | "create_defaults"));
                node.children.retain(|child| !of_row(child));
                self.filter(&node, step.span);
                self.unsorted();
                self.limit = Some((Some(ROWS_OF_GET), step.span));
                self.limit_implied = true;
                if name == "update_or_create" {
                    self.lock = Some(false);
                }
                Some(self.select())
            }
            "update" | "delete" => self.change(name),
            "in_bulk" => {
                self.by_key(step.span)?;
                None
            }
            _ => None,
        }
    }

    /// The rows are not sorted, as nobody could tell.
    pub(super) fn unsorted(&mut self) {
        self.sorts.clear();
        self.order = Ordered::ByCall;
    }

    /// A subquery is not sorted when nothing is cut off.
    pub(super) fn forget_order(&mut self) {
        if self.limit.is_none() && !self.distinct_on && self.lock.is_none() {
            self.unsorted();
        }
    }

    /// Joins that only fetch rows fall away.
    pub(super) fn forget_related(&mut self) {
        for alias in std::mem::take(&mut self.related) {
            self.joins.aliases[alias].uses -= 1;
        }
    }

    fn by_key(&mut self, span: Span) -> Option<()> {
        use crate::fact::Operator;
        use crate::resolve::lowering::condition::Test;
        use crate::resolve::lowering::draft::parameter;
        let key = self.models().get(self.class).key.clone()?;
        let column = self.joins.column(0, &key, span);
        self.tests.push((Clause::Where, Test::of(Operator::Equal, "=", column, vec![parameter(span)], span), span));
        Some(())
    }

    pub(super) fn select(mut self) -> Statement {
        self.settle_order();
        if self.chosen.is_none() {
            self.show_ancestors(self.class, 0, self.ground.sent);
        }
        if self.valued {
            self.forget_related();
        }
        let mut draft = Draft::new(StatementKind::Select, self.dialect(), self.ground.sent);
        let query = draft.add_query(QueryRole::Top, None, self.ground.sent);
        self.joins.write(&mut draft, query);
        self.write_results(&mut draft, query);
        for (clause, test, span) in std::mem::take(&mut self.tests) {
            draft.add_condition(query, clause, test, span);
        }
        let mut keys = std::mem::take(&mut self.keys);
        if !keys.is_empty() {
            // What sorts the groups tells them apart as well.
            keys.extend(self.sorts.iter().map(|order| order.term.clone()).filter(|term| !is_aggregate(term)));
        }
        for Order { term, descending, nulls_first } in std::mem::take(&mut self.sorts) {
            draft.add_sort(query, term, descending, nulls_first);
        }
        draft.page(query, self.limit, self.offset, self.limit_implied);
        let written = draft.query(query);
        written.ordered |= self.order == Ordered::Unclear;
        written.distinct = self.distinct;
        written.distinct_on = self.distinct_on;
        written.grouped = self.grouped;
        written.group_keys = keys;
        // Django asks no lock of an engine that has none.
        let lock = self.lock.filter(|_| self.ground.dialect != Dialect::Sqlite);
        written.lock = lock.map(|impatient| Lock { impatient });
        if self.patched {
            draft.patch();
        }
        draft.statement
    }

    fn write_results(&self, draft: &mut Draft, query: usize) {
        match &self.chosen {
            Some(chosen) => {
                chosen.iter().for_each(|(term, span)| draft.add_projection(query, Some(term.clone()), *span));
                // Deferred columns of relations are not followed.
                for &alias in &self.related {
                    let name = self.joins.aliases[alias].name.clone();
                    draft.add_all_columns(query, Some(name), self.joins.aliases[alias].span);
                }
            }
            None => {
                let shown = std::iter::once(0).chain(self.related.iter().copied());
                for alias in shown {
                    let name = self.joins.aliases[alias].name.clone();
                    draft.add_all_columns(query, Some(name), self.joins.aliases[alias].span);
                }
            }
        }
        let counted = self.annotations.iter().filter(|_| self.grouped).filter_map(|(_, term)| term.clone());
        counted.for_each(|term| {
            let span = term.span;
            draft.add_projection(query, Some(term), span);
        });
    }

    /// UPDATE and DELETE of one table. Those of several find their rows by a subquery.
    pub(super) fn change(mut self, name: &str) -> Option<Statement> {
        let joined = self.joins.aliases.iter().skip(1).any(|alias| alias.uses > 0);
        if joined || self.limit.is_some() || self.grouped || self.distinct {
            return None;
        }
        let kind = if name == "update" { StatementKind::Update } else { StatementKind::Delete };
        let mut draft = Draft::new(kind, self.dialect(), self.ground.sent);
        let query = draft.add_query(QueryRole::Change, None, self.ground.sent);
        self.joins.write(&mut draft, query);
        draft.statement.table = Some(self.joins.aliases[0].table.clone());
        for (clause, test, span) in std::mem::take(&mut self.tests) {
            draft.add_condition(query, clause, test, span);
        }
        if self.patched {
            draft.patch();
        }
        Some(draft.statement)
    }
}

/// Calls that also have a form for `await`.
const ENDS: &[&str] = &[
    "get",
    "first",
    "last",
    "latest",
    "earliest",
    "exists",
    "contains",
    "count",
    "aggregate",
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
    "in_bulk",
];
