//! Columns, functions and conditions of Diesel.

use super::{Query, find, object_of, steps_of, table_of};
use crate::extract::{Call, Expression, Join, Operand, Term};
use crate::fact::{LiteralType, Operator, QueryRole, StatementKind};
use crate::project::models::Attribute;
use crate::resolve::lowering::condition::Test;
use crate::resolve::lowering::draft::{call, column, parameter};
use crate::resolve::lowering::select::Select;
use crate::text::Span;

impl Query<'_> {
    /// `orders::status`, and a bare `status` of the only table that is read.
    fn column(&mut self, path: &[String], span: Span) -> Option<Term> {
        let (name, before) = path.split_last()?;
        let module: Vec<&str> =
            before.iter().map(String::as_str).filter(|part| !matches!(*part, "dsl" | "columns")).collect();
        let known = match find(self.select.ground, &module) {
            Some(known) => known,
            None if before.is_empty() => match self.select.entities.as_slice() {
                [only] => only.known,
                _ => return None,
            },
            None => return None,
        };
        let class = self.select.ground.models.get(known.0);
        let Some(Attribute::Column { name, .. }) = class.attributes.get(name.as_str()) else { return None };
        let qualifier = self.select.name_of(known)?.to_owned();
        Some(column(Some(&qualifier), name, span))
    }

    /// An expression; None when it is not understood.
    pub(super) fn term(&mut self, value: &Expression, span: Span) -> Option<Term> {
        let literal = |family, text: &str| Some(Term::new(span, Operand::Literal { family, text: text.to_owned() }));
        match value {
            Expression::Text(text) => literal(LiteralType::Text, text),
            Expression::Number(number) => literal(LiteralType::Typed, number),
            Expression::Boolean(truth) => literal(LiteralType::Boolean, if *truth { "true" } else { "false" }),
            Expression::Value | Expression::Member { .. } => Some(parameter(span)),
            Expression::Path(path) => match self.column(path, span) {
                Some(column) => Some(column),
                None => self.names_no_table(path).then(|| parameter(span)),
            },
            Expression::Call(found) => self.call(found, span),
            _ => None,
        }
    }

    fn names_no_table(&self, path: &[String]) -> bool {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let named = (1..=parts.len()).any(|end| find(self.select.ground, &parts[..end]).is_some());
        !named
    }

    fn call(&mut self, found: &Call, span: Span) -> Option<Term> {
        let name = match &found.callee {
            Expression::Path(path) => path.last()?.as_str(),
            Expression::Member { name, .. } => name.as_str(),
            _ => return None,
        };
        // A method of a value of the program's, or of a column.
        if let Some(object) = object_of(&Expression::Call(Box::new(found.clone()))) {
            let of_value = match &object {
                Expression::Path(path) => {
                    let of_library = path.last().is_some_and(|name| {
                        matches!(name.as_str(), "dsl" | "functions" | "diesel" | "expression" | "sql_types")
                    });
                    !path.is_empty() && !of_library && self.names_no_table(path) && self.column(path, span).is_none()
                }
                Expression::Call(_) | Expression::Member { .. } => {
                    self.term(&object, span).is_some_and(|term| matches!(term.operand, Operand::Parameter))
                }
                _ => true,
            };
            if of_value && !matches!(name, "lower" | "upper" | "count" | "count_star" | "coalesce" | "date") {
                return Some(parameter(span));
            }
        }
        match name {
            "count_star" => Some(call("count", vec![Term::new(span, Operand::Star)], span)),
            "nullable" | "assume_not_null" | "single_value" => {
                self.term(&object_of(&Expression::Call(Box::new(found.clone())))?, span)
            }
            "lower" | "upper" | "count" | "sum" | "avg" | "min" | "max" | "coalesce" | "date" | "random" => {
                let arguments: Option<Vec<Term>> =
                    found.arguments.iter().map(|argument| self.term(&argument.value, span)).collect();
                Some(call(name, arguments?, span))
            }
            _ => None,
        }
    }

    /// A condition; None when it is not understood.
    pub(super) fn test(&mut self, value: &Expression, span: Span) -> Option<Test> {
        let Expression::Call(found) = value else {
            let term = self.term(value, span)?;
            let bare = matches!(term.operand, Operand::Column(_));
            return bare.then(|| Test::of(Operator::Other, "", term, Vec::new(), span));
        };
        let name = match &found.callee {
            Expression::Path(path) => path.last()?.as_str(),
            Expression::Member { name, .. } => name.as_str(),
            _ => return None,
        };
        let arguments = &found.arguments;
        let first = arguments.first();
        match name {
            "not" => return self.test(&first?.value, span).map(Test::negate),
            "exists" => {
                let inner = self.inner(&first?.value)?;
                return Some(Test::of_query(Operator::Exists, None, QueryRole::Exists, inner, span));
            }
            "and" | "or" => {
                let left = self.test(&object_of(value)?, span)?;
                let right = self.test(&first?.value, first?.span)?;
                let tests = vec![left, right];
                return Some(if name == "and" { Test::All(tests) } else { Test::Any(tests) });
            }
            _ => {}
        }
        let left = self.term(&object_of(value)?, span)?;
        if !left.any(&|operand| matches!(operand, Operand::Column(_))) {
            return None;
        }
        let test = |operator, sign: &str, right| Some(Test::of(operator, sign, left.clone(), right, span));
        match name {
            "is_null" => test(Operator::IsNull, "", Vec::new()),
            "is_not_null" => test(Operator::IsNotNull, "", Vec::new()),
            "eq" | "ne" | "gt" | "ge" | "lt" | "le" => {
                let right = self.term(&first?.value, span)?;
                let (operator, sign) = match name {
                    "eq" => (Operator::Equal, "="),
                    "ne" => (Operator::NotEqual, "!="),
                    "gt" => (Operator::Range, ">"),
                    "ge" => (Operator::Range, ">="),
                    "lt" => (Operator::Range, "<"),
                    _ => (Operator::Range, "<="),
                };
                test(operator, sign, vec![right])
            }
            "eq_any" | "ne_all" => {
                let found = match self.inner(&first?.value) {
                    Some(inner) => Test::of_query(Operator::InQuery, Some(left), QueryRole::In, inner, span),
                    None => {
                        let right = match &first?.value {
                            Expression::List(items) if !items.is_empty() => {
                                items.iter().map(|item| self.term(item, span)).collect::<Option<Vec<Term>>>()?
                            }
                            Expression::List(_) => return None,
                            value => {
                                let term = self.term(value, span)?;
                                matches!(term.operand, Operand::Parameter).then_some(vec![term])?
                            }
                        };
                        Test::of(Operator::In, "= ANY", left, right, span)
                    }
                };
                Some(if name == "eq_any" { found } else { found.negate() })
            }
            "like" | "not_like" | "ilike" | "not_ilike" => {
                let right = self.term(&first?.value, span)?;
                let (operator, sign) = match name.ends_with("ilike") {
                    true => (Operator::ILike, "ILIKE"),
                    false => (Operator::Like, "LIKE"),
                };
                let found = Test::of(operator, sign, left, vec![right], span);
                Some(if name.starts_with("not") { found.negate() } else { found })
            }
            "between" | "not_between" => {
                let bounds: Option<Vec<Term>> =
                    arguments.iter().map(|argument| self.term(&argument.value, span)).collect();
                let found = Test::of(Operator::Between, "", left, bounds.filter(|bounds| bounds.len() == 2)?, span);
                Some(if name == "between" { found } else { found.negate() })
            }
            _ => None,
        }
    }

    /// A query inside another.
    fn inner(&self, value: &Expression) -> Option<crate::extract::Statement> {
        let (root, steps) = steps_of(value)?;
        let ground = self.select.ground;
        let around = self.select.entities.iter().chain(&self.select.around).cloned().collect();
        let mut inner =
            Query { select: Select { around, ..Select::new(ground) }, kind: StatementKind::Select, given_up: false };
        let table = table_of(ground, &root)?;
        let at = inner.select.add(table, Join::Comma, ground.sent);
        inner.select.results.push((crate::resolve::lowering::select::Result::Whole(at), ground.sent));
        for step in &steps {
            if !inner.apply(step, step.arguments.as_deref()?) || inner.given_up {
                return None;
            }
        }
        inner.finish()
    }
}
