//! `filter()` and `exclude()`: tests, and which joins they make inner or outer.

use std::collections::BTreeMap;

use super::Queryset;
use super::conditions::{Child, Node};
use super::lookups::{Answer, Asked};
use super::paths::Way;
use crate::extract::Statement;
use crate::extract::{Expression, Term};
use crate::fact::{Clause, Operator, QueryRole};
use crate::project::models::Attribute;
use crate::resolve::lowering::condition::Test;
use crate::text::Span;

/// What is known while one call is read.
struct Reading {
    /// The joins of this call, which may be used again where they multiply rows.
    reusable: Vec<usize>,
}

impl<'c> Queryset<'c> {
    pub(super) fn filter(&mut self, node: &Node<'_>, span: Span) {
        // Tests of aggregates stand in HAVING, as far as they are joined by AND.
        let (having, others): (Vec<_>, Vec<_>) = match node.or || node.negated {
            true => (Vec::new(), node.children.clone()),
            false => node.children.iter().cloned().partition(|child| self.is_of_aggregate(child)),
        };
        for child in &having {
            if let Child::Lookup { path, value, span } = child {
                let test = self.of_aggregate(path, value, *span);
                self.tests.push((Clause::Having, test, *span));
            }
        }
        if others.is_empty() {
            return;
        }
        let existing = self.joins.inner();
        let node = Node { children: others, ..node.clone() };
        // `filter(a=1)` is a condition around what it is given.
        let whole = Node { or: false, negated: false, children: vec![Child::Node(node)] };
        let mut reading = Reading { reusable: Vec::new() };
        let (test, _) = self.node(&whole, false, false, &mut reading);
        self.joins.demote(existing);
        if let Some(test) = test {
            self.tests.push((Clause::Where, test, span));
        }
    }

    fn is_of_aggregate(&self, child: &Child<'_>) -> bool {
        let Child::Lookup { path, .. } = child else { return false };
        let first = path.split("__").next().unwrap_or(path);
        self.annotations.iter().any(|(name, term)| term.is_some() && (name == first || name == path))
    }

    fn of_aggregate(&mut self, path: &str, value: &Expression, span: Span) -> Test {
        let found = self.annotations.iter().find(|(name, _)| {
            path == name || path.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with("__"))
        });
        let Some((name, Some(term))) = found else { return Test::unknown(span) };
        let rest: Vec<String> =
            path[name.len()..].split("__").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let (column, dialect) = (term.clone(), self.dialect());
        let asked = Asked { column, family: Default::default(), dialect, value, other: None, span, value_span: span };
        match asked.answer(&rest) {
            Answer::Test(test) => test,
            Answer::Null(null) => {
                let operator = if null { Operator::IsNull } else { Operator::IsNotNull };
                Test::of(operator, "", term.clone(), Vec::new(), span)
            }
            Answer::Unknown => {
                self.patched = true;
                Test::unknown(span)
            }
        }
    }

    /// The test of a condition, and the joins that it needs to be inner.
    fn node(
        &mut self,
        node: &Node<'_>,
        branch_negated: bool,
        negated: bool,
        reading: &mut Reading,
    ) -> (Option<Test>, Vec<usize>) {
        let negated = negated != node.negated;
        let branch_negated = branch_negated || node.negated;
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        let mut tests = Vec::new();
        for child in &node.children {
            let (test, needed) = match child {
                Child::Node(inner) => self.node(inner, branch_negated, negated, reading),
                Child::Lookup { path, value, span } => {
                    self.lookup(path, value, *span, branch_negated, negated, reading)
                }
                Child::Unknown(span) => {
                    self.patched = true;
                    (Some(Test::unknown(*span)), Vec::new())
                }
            };
            for alias in needed {
                *votes.entry(alias).or_default() += 1;
            }
            tests.extend(test);
        }
        let or = node.or != negated;
        let all = node.children.len();
        let promoted = votes.iter().filter(|(_, votes)| or && **votes < all).map(|(alias, _)| *alias).collect();
        let demoted: Vec<usize> =
            votes.iter().filter(|(_, votes)| !or || **votes == all).map(|(alias, _)| *alias).collect();
        self.joins.promote(promoted);
        self.joins.demote(demoted.clone());
        if tests.is_empty() {
            return (None, demoted);
        }
        let test = if node.or { Test::Any(tests) } else { Test::All(tests) };
        (Some(if node.negated { test.negate() } else { test }), demoted)
    }

    fn lookup(
        &mut self,
        path: &str,
        value: &Expression,
        span: Span,
        branch_negated: bool,
        negated: bool,
        reading: &mut Reading,
    ) -> (Option<Test>, Vec<usize>) {
        let unknown = (Some(Test::unknown(span)), Vec::new());
        let first = path.split("__").next().unwrap_or(path);
        let annotated = self.annotations.iter().any(|(name, _)| name == first || name == path);
        let way = self.way(path).filter(|_| !annotated);
        // What a negated condition asks of many rows becomes a subquery.
        let way = way.filter(|way| !(branch_negated && way.steps.iter().any(|leg| leg.many)));
        let Some(way) = way else {
            self.patched = true;
            return unknown;
        };
        let value_span = value_span(path, span);
        let before: Vec<usize> = self.joins.aliases.iter().map(|alias| alias.uses).collect();
        let Ok(other) = self.other_side(value, reading, value_span) else {
            self.patched = true;
            return unknown;
        };
        let mut used: Vec<usize> = (0..self.joins.aliases.len())
            .filter(|&at| self.joins.aliases[at].uses > before.get(at).copied().unwrap_or(0))
            .collect();
        let (alias, column, joined) = self.join(&way, Some(&mut reading.reusable), span);
        used.extend(joined);
        used.sort_unstable();
        used.dedup();
        let key_span = Span { start: span.start, end: (span.start + path.len() as u32).min(span.end) };
        let term = self.joins.column(alias, &column, key_span);
        let nullable = self.is_nullable(&way, alias, &column);
        if let ([only], false) = (way.rest.as_slice(), negated && nullable)
            && only == "in"
            && let Some(inner) = self.inner(value)
        {
            let test = Test::of_query(Operator::InQuery, Some(term), QueryRole::In, inner, span);
            return (Some(test), used);
        }
        let asked = Asked {
            column: term.clone(),
            family: self.family(alias, &column),
            dialect: self.dialect(),
            value,
            other,
            span,
            value_span,
        };
        match asked.answer(&way.rest) {
            Answer::Null(true) => {
                let test = Test::of(Operator::IsNull, "", term, Vec::new(), span);
                (Some(test), if negated { used } else { Vec::new() })
            }
            Answer::Null(false) => {
                let test = Test::of(Operator::IsNotNull, "", term, Vec::new(), span);
                (Some(test), if negated { Vec::new() } else { used })
            }
            Answer::Test(test) if negated => {
                let may_lack = nullable || self.joins.is_outer(alias);
                let test = match may_lack {
                    true => {
                        let known = Test::of(Operator::IsNotNull, "", term, Vec::new(), span);
                        Test::All(vec![test, known])
                    }
                    false => test,
                };
                (Some(test), Vec::new())
            }
            Answer::Test(test) => (Some(test), used),
            Answer::Unknown => {
                self.patched = true;
                (unknown.0, used)
            }
        }
    }

    /// The queryset that a value is.
    fn inner(&self, value: &Expression) -> Option<Statement> {
        if !super::lookups::is_queryset(value) {
            return None;
        }
        let (root, steps) = super::steps_of(value)?;
        let mut inner = super::built(&root, &steps, self.ground, self.ground.sent)?;
        inner.forget_order();
        if inner.chosen.is_none() {
            let key = self.models().get(inner.class).key.clone()?;
            inner.chosen = Some(vec![(inner.joins.column(0, &key, self.ground.sent), self.ground.sent)]);
        }
        Some(inner.select())
    }

    /// `F("total")` as a column; an error for what is calculated.
    fn other_side(&mut self, value: &Expression, reading: &mut Reading, span: Span) -> Result<Option<Term>, ()> {
        if *value == Expression::Calculation {
            return Err(());
        }
        let Expression::Call(call) = value else { return Ok(None) };
        match &call.callee {
            Expression::Path(path) if path.last().is_some_and(|name| name == "F") => {
                let first = call.arguments.first().map(|argument| &argument.value);
                let Some(Expression::Text(name)) = first else { return Err(()) };
                let (term, _) = self.column(name, Some(&mut reading.reusable), span).ok_or(())?;
                Ok(Some(term))
            }
            callee if is_expression(callee) => Err(()),
            _ => Ok(None),
        }
    }

    /// Whether the column that is tested, which may be a key that stands for the row it leads to, can be NULL.
    fn is_nullable(&self, way: &Way<'_>, alias: usize, column: &str) -> bool {
        if alias == 0 || way.steps.is_empty() {
            let class = self.models().get(self.class);
            let own = class.attributes.values().find_map(|attribute| match attribute {
                Attribute::Column { name, nullable, .. } if name == column => Some(*nullable),
                _ => None,
            });
            return own.unwrap_or(way.end.nullable);
        }
        let table = self.ground.catalog.and_then(|catalog| catalog.table(&self.joins.aliases[alias].table));
        let known = table.and_then(|table| table.column(column));
        known.map_or(way.end.nullable, |column| column.nullable == crate::fact::Known::Yes(true))
    }
}

/// Whether a call makes something that the engine computes, from columns it may be: `TruncYear("day")`, `F("flags").bitor(1)`.
fn is_expression(callee: &Expression) -> bool {
    match callee {
        Expression::Path(path) => path.last().is_some_and(|name| {
            let of_django = || match path.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                ["django", "db", ..] | ["django", "contrib", "postgres", ..] => name.starts_with(char::is_uppercase),
                _ => false,
            };
            match name.as_str() {
                "Value" | "Now" => false,
                "OuterRef" | "Subquery" | "Exists" | "Q" | "Case" | "When" | "Func" | "Coalesce" => true,
                _ => of_django(),
            }
        }),
        Expression::Member { object, .. } => match &**object {
            Expression::Call(call) => {
                call.callee.method().is_some_and(|(_, name)| name == "F") || is_expression(&call.callee)
            }
            _ => false,
        },
        _ => false,
    }
}

/// What stands behind `name=`.
fn value_span(path: &str, span: Span) -> Span {
    Span { start: (span.start + path.len() as u32 + 1).min(span.end), end: span.end }
}
