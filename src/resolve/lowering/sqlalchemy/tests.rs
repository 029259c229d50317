//! Conditions of SQLAlchemy.

use super::Query;
use super::terms::attribute;
use crate::extract::{Argument, Call, Expression, Join, Operand, Term};
use crate::fact::{Clause, LiteralType, Operator, QueryRole};
use crate::project::models::Attribute;
use crate::resolve::lowering::condition::Test;
use crate::resolve::lowering::draft::{call, column, text};
use crate::resolve::lowering::select::{Result, Select};
use crate::text::Span;

impl Query<'_> {
    pub(super) fn add_tests(&mut self, clause: Clause, arguments: &[Argument]) {
        for argument in arguments {
            let test = match argument.spread {
                true => None,
                false => self.test(&argument.value, argument.span),
            };
            let test = test.unwrap_or_else(|| {
                self.select.patched = true;
                Test::unknown(argument.span)
            });
            self.select.tests.push((clause, test, argument.span));
        }
    }

    /// `filter_by(status="open")`: of what was joined last.
    pub(super) fn filter_by(&mut self, arguments: &[Argument]) {
        let last = self.select.entities.iter().rev().find(|entity| !matches!(entity.join, Join::Comma | Join::First));
        let Some(entity) = last.or(self.select.entities.first()) else {
            self.select.patched = true;
            return;
        };
        let known = entity.known;
        for argument in arguments {
            let span = argument.span;
            let name = argument.name.as_deref().unwrap_or_default();
            let left = self.select.column(known, name, span);
            let test = match left {
                Some(left) => self.term(&argument.value, span).map(|right| equal(left, right, span)),
                None => None,
            };
            let test = test.unwrap_or_else(|| {
                self.select.patched = true;
                Test::unknown(span)
            });
            self.select.tests.push((Clause::Where, test, span));
        }
    }

    /// A condition; None when it is not understood.
    pub(super) fn test(&mut self, value: &Expression, span: Span) -> Option<Test> {
        match value {
            Expression::All(items) => self.tests(items.iter().map(|item| (item, span))).map(Test::All),
            Expression::Any(items) => self.tests(items.iter().map(|item| (item, span))).map(Test::Any),
            Expression::Not(inner) => self.test(inner, span).map(Test::negate),
            Expression::Comparison { left, operator, right } => self.comparison(left, operator, right, span),
            Expression::Path(_) | Expression::Member { .. } => {
                let term = self.term(value, span)?;
                matches!(term.operand, Operand::Column(_))
                    .then(|| Test::of(Operator::Other, "", term, Vec::new(), span))
            }
            Expression::Call(found) => self.called(found, span),
            _ => None,
        }
    }

    fn tests<'e>(&mut self, items: impl Iterator<Item = (&'e Expression, Span)>) -> Option<Vec<Test>> {
        items.map(|(item, span)| self.test(item, span)).collect()
    }

    fn comparison(&mut self, left: &Expression, operator: &str, right: &Expression, span: Span) -> Option<Test> {
        // `Order.customer == someone` compares the key.
        let (left, right) = match (self.key_of_relation(left, span), self.key_of_relation(right, span)) {
            (Some(key), None) if matches!(right, Expression::Value | Expression::Path(_)) => {
                (key, super::super::draft::parameter(span))
            }
            (None, None) => (self.term(left, span)?, self.term(right, span)?),
            _ => return None,
        };
        let holds = |term: &Term| term.any(&|operand| matches!(operand, Operand::Column(_) | Operand::Star));
        let aggregates = |term: &Term| term.any(&|operand| matches!(operand, Operand::Call { .. }));
        if !holds(&left) && !holds(&right) && !aggregates(&left) {
            return None;
        }
        match operator {
            "==" => Some(equal(left, right, span)),
            "!=" => Some(match is_null(&right) {
                true => Test::of(Operator::IsNotNull, "", left, Vec::new(), span),
                false => Test::of(Operator::NotEqual, "!=", left, vec![right], span),
            }),
            "<" | "<=" | ">" | ">=" => Some(Test::of(Operator::Range, operator, left, vec![right], span)),
            _ => None,
        }
    }

    fn key_of_relation(&mut self, value: &Expression, span: Span) -> Option<Term> {
        let (class, name) = attribute(self.select.ground, value)?;
        let Attribute::Relation(relation) = self.select.ground.models.get(class.0).attributes.get(&name)? else {
            return None;
        };
        let key = relation.column.clone().filter(|_| relation.way.len() == 1)?;
        let qualifier = self.select.read(class, span);
        Some(column(Some(&qualifier), &key, span))
    }

    fn called(&mut self, found: &Call, span: Span) -> Option<Test> {
        let (object, name) = found.callee.method()?;
        let arguments = &found.arguments;
        if arguments.iter().any(|argument| argument.spread) {
            return None;
        }
        let positional: Vec<&Argument> = arguments.iter().filter(|argument| argument.name.is_none()).collect();
        let items = || positional.iter().map(|argument| (&argument.value, argument.span));
        match name {
            "and_" => return self.tests(items()).map(Test::All),
            "or_" => return self.tests(items()).map(Test::Any),
            "not_" => return self.test(&positional.first()?.value, span).map(Test::negate),
            "any" | "has" => {
                if let Some(test) = self.related(&object, arguments, span) {
                    return Some(test);
                }
            }
            "exists" | "where" | "filter" | "filter_by" => {
                let whole = Expression::Call(Box::new(found.clone()));
                let (_, steps) = super::steps_of(&whole)?;
                if !steps.iter().any(|step| step.name == "exists") {
                    return None;
                }
                let inner = self.inner(&whole)?;
                return Some(Test::of_query(Operator::Exists, None, QueryRole::Exists, inner, span));
            }
            _ => {}
        }
        let left = self.term(&object, span)?;
        if !left.any(&|operand| matches!(operand, Operand::Column(_))) {
            return None;
        }
        let first = positional.first().map(|argument| &argument.value);
        let test = |operator, sign: &str, left, right| Some(Test::of(operator, sign, left, right, span));
        match name {
            "in_" | "not_in" | "notin_" => {
                let test = self.listed(left, first?, span)?;
                Some(if name == "in_" { test } else { test.negate() })
            }
            "like" | "ilike" | "not_like" | "notlike" | "not_ilike" | "notilike" => {
                let right = self.term(first?, span)?;
                let (operator, sign) = match name.contains("ilike") {
                    true => (Operator::ILike, "ILIKE"),
                    false => (Operator::Like, "LIKE"),
                };
                let found = Test::of(operator, sign, left, vec![right], span);
                Some(if name.starts_with("not") { found.negate() } else { found })
            }
            "is_" | "is_not" | "isnot" => {
                let not = name != "is_";
                match first? {
                    Expression::Null if not => test(Operator::IsNotNull, "", left, Vec::new()),
                    Expression::Null => test(Operator::IsNull, "", left, Vec::new()),
                    Expression::Boolean(_) => test(Operator::Other, "", left, Vec::new()),
                    _ => None,
                }
            }
            "between" => {
                let bounds: Option<Vec<Term>> = items().map(|(item, _)| self.term(item, span)).collect();
                test(Operator::Between, "", left, bounds.filter(|bounds| bounds.len() == 2)?)
            }
            "contains" | "startswith" | "endswith" | "icontains" | "istartswith" | "iendswith" => {
                self.matched(name, left, first?, span)
            }
            "regexp_match" => {
                let right = self.term(first?, span)?;
                test(Operator::Regex, "~", left, vec![right])
            }
            _ => None,
        }
    }

    fn listed(&mut self, left: Term, value: &Expression, span: Span) -> Option<Test> {
        match value {
            Expression::List(items) if items.is_empty() => None,
            Expression::List(items) => {
                let items: Option<Vec<Term>> = items.iter().map(|item| self.term(item, span)).collect();
                Some(Test::of(Operator::In, "IN", left, items?, span))
            }
            Expression::Call(_) if self.inner(value).is_some() => {
                let inner = self.inner(value)?;
                Some(Test::of_query(Operator::InQuery, Some(left), QueryRole::In, inner, span))
            }
            // It may be a query that is built elsewhere.
            Expression::Call(_) => {
                let term = self.term(value, span)?;
                Some(Test::of(Operator::In, "IN", left, vec![term], span))
            }
            _ => {
                let term = self.term(value, span)?;
                matches!(term.operand, Operand::Parameter).then(|| Test::of(Operator::In, "IN", left, vec![term], span))
            }
        }
    }

    fn matched(&mut self, name: &str, left: Term, value: &Expression, span: Span) -> Option<Test> {
        // `contains` of an array or a document is no LIKE.
        if let Operand::Column(found) = &left.operand {
            let entities = self.select.entities.iter().chain(&self.select.around);
            let mut tables = entities.filter(|entity| Some(&entity.name) == found.qualifier.as_ref());
            let catalog = self.select.ground.catalog?;
            let column = catalog.table(&tables.next()?.table)?.column(&found.name)?;
            if !column.ty.family.is_text() || column.ty.array {
                return None;
            }
        }
        let value = self.term(value, span)?;
        let caseless = name.starts_with('i');
        let (before, after) = match name.trim_start_matches('i') {
            "contains" => (true, true),
            "startswith" => (false, true),
            _ => (true, false),
        };
        let lower = |term: Term| if caseless { call("lower", vec![term], span) } else { term };
        let mut parts = vec![lower(value)];
        if before {
            parts.insert(0, text("%", span));
        }
        if after {
            parts.push(text("%", span));
        }
        let pattern = Term::new(span, Operand::Concatenation(parts));
        Some(Test::of(Operator::Like, "LIKE", lower(left), vec![pattern], span))
    }

    /// `Customer.orders.any(Order.status == "open")`
    fn related(&mut self, object: &Expression, arguments: &[Argument], span: Span) -> Option<Test> {
        let ground = self.select.ground;
        let (class, name) = attribute(ground, object)?;
        let Attribute::Relation(relation) = ground.models.get(class.0).attributes.get(&name)? else { return None };
        let [hop] = relation.way.as_slice() else { return None };
        let outer = self.select.read(class, span);
        let around = self.select.entities.iter().chain(&self.select.around).cloned().collect();
        let mut inner = Query {
            select: Select { around, ..Select::new(ground) },
            kind: crate::fact::StatementKind::Select,
            given_up: false,
        };
        let at = inner.select.add((relation.target, None), Join::Comma, span);
        let one = Operand::Literal { family: LiteralType::Number, text: "1".to_owned() };
        inner.select.results.push((Result::Term(Term::new(span, one)), span));
        let left = column(Some(&outer), &hop.from, span);
        let right = column(Some(&inner.select.entities[at].name), &hop.to, span);
        let (first, second) = if hop.direct { (right, left) } else { (left, right) };
        inner.select.tests.push((Clause::Where, Test::of(Operator::Equal, "=", first, vec![second], span), span));
        let (named, plain): (Vec<Argument>, Vec<Argument>) =
            arguments.iter().cloned().partition(|argument| argument.name.is_some());
        inner.add_tests(Clause::Where, &plain);
        inner.filter_by(&named);
        Some(Test::of_query(Operator::Exists, None, QueryRole::Exists, inner.finish()?, span))
    }
}

fn is_null(term: &Term) -> bool {
    matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. })
}

fn equal(left: Term, right: Term, span: Span) -> Test {
    match is_null(&right) {
        true => Test::of(Operator::IsNull, "", left, Vec::new(), span),
        false => Test::of(Operator::Equal, "=", left, vec![right], span),
    }
}
