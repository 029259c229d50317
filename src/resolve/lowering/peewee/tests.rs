//! Conditions of Peewee.

use super::Query;
use crate::extract::{Argument, Call, Expression, Operand, Term};
use crate::fact::{Clause, Dialect, LiteralType, Operator, QueryRole};
use crate::resolve::lowering::condition::Test;
use crate::resolve::lowering::draft::text;
use crate::text::Span;

impl Query<'_> {
    pub(super) fn add_tests(&mut self, clause: Clause, arguments: &[Argument]) {
        for argument in arguments {
            let test = self.test(&argument.value, argument.span).filter(|_| !argument.spread);
            let test = test.unwrap_or_else(|| {
                self.select.patched = true;
                Test::unknown(argument.span)
            });
            self.select.tests.push((clause, test, argument.span));
        }
    }

    /// `orwhere(…)`: what was asked so far, or this.
    pub(super) fn add_alternative(&mut self, arguments: &[Argument], span: Span) {
        let is_asked = |(clause, ..): &(Clause, Test, Span)| *clause == Clause::Where;
        let (before, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.select.tests).into_iter().partition(is_asked);
        self.select.tests = Vec::new();
        self.add_tests(Clause::Where, arguments);
        let all = |tests: Vec<(Clause, Test, Span)>| Test::All(tests.into_iter().map(|(_, test, _)| test).collect());
        let new = all(std::mem::take(&mut self.select.tests));
        let test = if before.is_empty() { new } else { Test::Any(vec![all(before), new]) };
        self.select.tests = others;
        self.select.tests.push((Clause::Where, test, span));
    }

    /// `filter(total__gt=5)`, `get(Order.id == 3)`, `get(id=3)`: names that lead to other tables are not followed.
    pub(super) fn filter(&mut self, arguments: &[Argument], at: usize) {
        self.choose_all_if(at == 0 && self.select.results.is_empty());
        for argument in arguments {
            let span = argument.span;
            let Some(name) = &argument.name else {
                self.add_tests(Clause::Where, std::slice::from_ref(argument));
                continue;
            };
            let (name, lookup) = name.split_once("__").unwrap_or((name, "eq"));
            let own = self.select.entities[0].known;
            let test = self.column(own, name, span).and_then(|left| {
                let right = self.term(&argument.value, span)?;
                match lookup {
                    "eq" => self.compared(left, "==", right, span),
                    "ne" => self.compared(left, "!=", right, span),
                    "lt" => self.compared(left, "<", right, span),
                    "lte" => self.compared(left, "<=", right, span),
                    "gt" => self.compared(left, ">", right, span),
                    "gte" => self.compared(left, ">=", right, span),
                    "in" => self.listed(left, &argument.value, span),
                    _ => None,
                }
            });
            let test = test.unwrap_or_else(|| {
                self.select.patched = true;
                Test::unknown(span)
            });
            self.select.tests.push((Clause::Where, test, span));
        }
    }

    /// A condition; None when it is not understood.
    pub(super) fn test(&self, value: &Expression, span: Span) -> Option<Test> {
        let all = |items: &[Expression]| items.iter().map(|item| self.test(item, span)).collect::<Option<Vec<Test>>>();
        match value {
            Expression::All(items) => all(items).map(Test::All),
            Expression::Any(items) => all(items).map(Test::Any),
            Expression::Not(inner) => self.test(inner, span).map(Test::negate),
            Expression::Comparison { left, operator, right } => {
                let left = self.term(left, span)?;
                let is_asked = |operand: &Operand| matches!(operand, Operand::Column(_) | Operand::Call { .. });
                if operator == "<<" {
                    return if left.any(&is_asked) { self.listed(left, right, span) } else { None };
                }
                let right = self.term(right, span)?;
                if !left.any(&is_asked) && !right.any(&is_asked) {
                    return None;
                }
                match operator.as_str() {
                    "**" => Some(self.like(left, right, true, span)),
                    // `>> None` asks for NULL.
                    ">>" if is_null(&right) => self.compared(left, "==", right, span),
                    ">>" => None,
                    operator => self.compared(left, operator, right, span),
                }
            }
            Expression::Path(_) | Expression::Member { .. } => {
                let term = self.term(value, span)?;
                matches!(term.operand, Operand::Column(_))
                    .then(|| Test::of(Operator::Other, "", term, Vec::new(), span))
            }
            Expression::Call(found) => self.called(found, span),
            _ => None,
        }
    }

    fn compared(&self, left: Term, operator: &str, right: Term, span: Span) -> Option<Test> {
        match operator {
            "==" if is_null(&right) => Some(Test::of(Operator::IsNull, "", left, Vec::new(), span)),
            "!=" if is_null(&right) => Some(Test::of(Operator::IsNotNull, "", left, Vec::new(), span)),
            "==" => Some(Test::of(Operator::Equal, "=", left, vec![right], span)),
            "!=" => Some(Test::of(Operator::NotEqual, "!=", left, vec![right], span)),
            "<" | "<=" | ">" | ">=" => Some(Test::of(Operator::Range, operator, left, vec![right], span)),
            _ => None,
        }
    }

    /// LIKE, which looks at case or does not, as the engine has it.
    fn like(&self, left: Term, pattern: Term, caseless: bool, span: Span) -> Test {
        match (self.select.ground.dialect, caseless) {
            (Dialect::Sqlite, false) => Test::of(Operator::Other, "GLOB", left, vec![pattern], span),
            (Dialect::Sqlite | Dialect::Mysql, _) | (_, false) => {
                Test::of(Operator::Like, "LIKE", left, vec![pattern], span)
            }
            (_, true) => Test::of(Operator::ILike, "ILIKE", left, vec![pattern], span),
        }
    }

    fn called(&self, found: &Call, span: Span) -> Option<Test> {
        let (object, name) = found.callee.method()?;
        let arguments = &found.arguments;
        let first = arguments.first().filter(|argument| !argument.spread).map(|argument| &argument.value);
        if matches!(&object, Expression::Path(path) if path.last().is_some_and(|name| name == "fn")) {
            let inner = (name == "EXISTS").then(|| self.inner(first?)).flatten()?;
            return Some(Test::of_query(Operator::Exists, None, QueryRole::Exists, inner, span));
        }
        let left = self.term(&object, span)?;
        if !left.any(&|operand| matches!(operand, Operand::Column(_))) {
            return None;
        }
        match name {
            "in_" => self.listed(left, first?, span),
            "not_in" => self.listed(left, first?, span).map(Test::negate),
            "is_null" => Some(match first {
                None | Some(Expression::Boolean(true)) => Test::of(Operator::IsNull, "", left, Vec::new(), span),
                Some(Expression::Boolean(false)) => Test::of(Operator::IsNotNull, "", left, Vec::new(), span),
                Some(_) => return None,
            }),
            "between" if arguments.len() == 2 => {
                let bounds: Option<Vec<Term>> =
                    arguments.iter().map(|argument| self.term(&argument.value, span)).collect();
                Some(Test::of(Operator::Between, "", left, bounds?, span))
            }
            "contains" => self.matched(left, true, first?, true, span),
            "startswith" => self.matched(left, false, first?, true, span),
            "endswith" => self.matched(left, true, first?, false, span),
            "like" => Some(self.like(left, self.term(first?, span)?, false, span)),
            "ilike" => Some(self.like(left, self.term(first?, span)?, true, span)),
            "regexp" | "iregexp" => Some(Test::of(Operator::Regex, "~", left, vec![self.term(first?, span)?], span)),
            _ => None,
        }
    }

    /// `contains("x")`: `ILIKE '%x%'`.
    fn matched(&self, left: Term, before: bool, value: &Expression, after: bool, span: Span) -> Option<Test> {
        let sign = |is_there: bool| if is_there { "%" } else { "" };
        let pattern = match value {
            Expression::Text(part) => text(&format!("{}{part}{}", sign(before), sign(after)), span),
            _ => {
                let ends =
                    [before.then(|| text("%", span)), Some(self.term(value, span)?), after.then(|| text("%", span))];
                Term::new(span, Operand::Concatenation(ends.into_iter().flatten().collect()))
            }
        };
        // That of an array or a document is no LIKE.
        let is_text = self.is_text(&left);
        is_text.then(|| self.like(left, pattern, true, span))
    }

    fn is_text(&self, term: &Term) -> bool {
        let Operand::Column(column) = &term.operand else { return true };
        let entities = self.select.entities.iter().chain(&self.select.around);
        let entity = entities.into_iter().find(|entity| Some(&entity.name) == column.qualifier.as_ref());
        let table = entity.and_then(|entity| self.select.ground.catalog?.table(&entity.table));
        let known = table.and_then(|table| table.column(&column.name));
        known.is_some_and(|column| column.ty.family.is_text() && !column.ty.array)
    }

    fn listed(&self, left: Term, value: &Expression, span: Span) -> Option<Test> {
        match value {
            Expression::List(items) if items.is_empty() => None,
            Expression::List(items) => {
                let items: Option<Vec<Term>> = items.iter().map(|item| self.term(item, span)).collect();
                Some(Test::of(Operator::In, "IN", left, items?, span))
            }
            Expression::Call(_) => match self.inner(value) {
                Some(inner) => Some(Test::of_query(Operator::InQuery, Some(left), QueryRole::In, inner, span)),
                // A query that is not understood is no list of values.
                None => {
                    let term = self.term(value, span)?;
                    matches!(term.operand, Operand::Parameter)
                        .then(|| Test::of(Operator::In, "IN", left, vec![term], span))
                }
            },
            _ => {
                let term = self.term(value, span)?;
                matches!(term.operand, Operand::Parameter).then(|| Test::of(Operator::In, "IN", left, vec![term], span))
            }
        }
    }
}

fn is_null(term: &Term) -> bool {
    matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. })
}
