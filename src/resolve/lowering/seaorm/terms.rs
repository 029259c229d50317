//! Columns and conditions of SeaORM.

use super::{Query, entity, snake_case};
use crate::extract::{Call, Expression, Operand, Term};
use crate::fact::Operator;
use crate::resolve::lowering::condition::Test;
use crate::resolve::lowering::draft::{call, literal, parameter, text};
use crate::text::Span;

fn ends_with(value: &Expression, name: &str) -> bool {
    matches!(value, Expression::Path(path) if path.last().is_some_and(|last| last == name))
}

impl Query<'_> {
    /// `user::Column::Email`, `user::COLUMN.email`; None when it is no column of a table that the query reads.
    fn column(&mut self, path: &[String], span: Span) -> Option<Term> {
        let (name, before) = path.split_last()?;
        let (class, module) = before.split_last()?;
        let attribute = match class.as_str() {
            "Column" => snake_case(name),
            "COLUMN" => name.clone(),
            _ => return None,
        };
        let named: Vec<String> = module.iter().cloned().chain(["Entity".to_owned()]).collect();
        let known = entity(self.select.ground, &named)?;
        self.select.name_of(known)?;
        self.select.column(known, &attribute, span)
    }

    /// An expression that is compared, selected or sorted; None when it is not understood.
    pub(super) fn term(&mut self, value: &Expression, span: Span) -> Option<Term> {
        match value {
            Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) => literal(value, span),
            Expression::Value => Some(parameter(span)),
            Expression::Path(path) if path.iter().any(|name| name == "Column" || name == "COLUMN") => {
                self.column(path, span)
            }
            Expression::Member { object, name } if ends_with(object, "COLUMN") => {
                let Expression::Path(path) = &**object else { return None };
                let path: Vec<String> = path.iter().chain([name]).cloned().collect();
                self.column(&path, span)
            }
            // A value of the program's own, or a type.
            Expression::Path(path) if path.last()?.starts_with(char::is_lowercase) => Some(parameter(span)),
            Expression::Member { object, .. } if self.holds_no_column(object) => Some(parameter(span)),
            Expression::Call(found) => self.call(found, span),
            _ => None,
        }
    }

    fn call(&mut self, found: &Call, span: Span) -> Option<Term> {
        let (object, name) = found.callee.method()?;
        let first = || found.arguments.first().map(|first| &first.value);
        if ends_with(&object, "Expr") {
            return match name {
                "col" | "expr" | "column" => self.term(first()?, span),
                "val" | "value" => Some(parameter(span)),
                _ => None,
            };
        }
        if ends_with(&object, "Func") {
            return match name {
                "lower" | "upper" | "max" | "min" | "sum" | "avg" | "count" | "coalesce" | "char_length" | "abs" => {
                    Some(call(name, vec![self.term(first()?, span)?], span))
                }
                _ => None,
            };
        }
        let inner = self.term(&object, span);
        let is_column = matches!(&inner, Some(term) if !matches!(term.operand, Operand::Parameter));
        match name {
            "into_expr" | "into_simple_expr" | "to_owned" | "clone" if is_column => inner,
            "max" | "min" | "sum" | "count" | "avg" if is_column => Some(call(name, vec![inner?], span)),
            _ if is_column => None,
            _ if self.holds_no_column(&object) => Some(parameter(span)),
            _ => None,
        }
    }

    fn holds_no_column(&self, value: &Expression) -> bool {
        match value {
            Expression::Path(path) => {
                let of_library = |name: &String| {
                    matches!(
                        name.as_str(),
                        "Column" | "COLUMN" | "Expr" | "Func" | "Condition" | "Entity" | "Query" | "sea_query"
                    )
                };
                !path.iter().any(of_library)
            }
            Expression::Call(call) => {
                let given = call.arguments.iter().all(|argument| self.holds_no_column(&argument.value));
                given && call.callee.method().is_some_and(|(object, _)| self.holds_no_column(&object))
            }
            Expression::Member { object, .. } => self.holds_no_column(object),
            Expression::Value | Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) => true,
            _ => false,
        }
    }

    /// A condition; None when it is not understood.
    pub(super) fn test(&mut self, value: &Expression, span: Span) -> Option<Test> {
        let Expression::Call(found) = value else { return None };
        let (object, name) = found.callee.method()?;
        let first = found.arguments.first().map(|first| &first.value);
        match name {
            "add" => return self.added(value, span),
            "and" => return Some(Test::All(vec![self.test(&object, span)?, self.test(first?, span)?])),
            "or" => return Some(Test::Any(vec![self.test(&object, span)?, self.test(first?, span)?])),
            "not" => return self.test(&object, span).map(Test::negate),
            _ => {}
        }
        let left = self.term(&object, span)?;
        if !left.any(&|operand| matches!(operand, Operand::Column(_))) {
            return None;
        }
        let test = |operator, sign: &str, left, right| Some(Test::of(operator, sign, left, right, span));
        match name {
            "eq" => test(Operator::Equal, "=", left, vec![self.term(first?, span)?]),
            "ne" => test(Operator::NotEqual, "<>", left, vec![self.term(first?, span)?]),
            "gt" | "gte" | "lt" | "lte" => {
                let sign = match name {
                    "gt" => ">",
                    "gte" => ">=",
                    "lt" => "<",
                    _ => "<=",
                };
                test(Operator::Range, sign, left, vec![self.term(first?, span)?])
            }
            "between" if found.arguments.len() == 2 => {
                let bounds: Option<Vec<Term>> =
                    found.arguments.iter().map(|bound| self.term(&bound.value, span)).collect();
                test(Operator::Between, "", left, bounds?)
            }
            "is_in" | "is_not_in" => {
                let right = match first? {
                    Expression::List(items) => {
                        items.iter().map(|item| self.term(item, span)).collect::<Option<Vec<Term>>>()?
                    }
                    value => vec![self.term(value, span).filter(|term| matches!(term.operand, Operand::Parameter))?],
                };
                let found = Test::of(Operator::In, "IN", left, right, span);
                Some(if name == "is_in" { found } else { found.negate() })
            }
            "is_null" => test(Operator::IsNull, "", left, Vec::new()),
            "is_not_null" => test(Operator::IsNotNull, "", left, Vec::new()),
            "like" => test(Operator::Like, "LIKE", left, vec![self.term(first?, span)?]),
            "not_like" => test(Operator::NotLike, "LIKE", left, vec![self.term(first?, span)?]),
            "contains" => self.matched(left, true, first?, true, span),
            "starts_with" => self.matched(left, false, first?, true, span),
            "ends_with" => self.matched(left, true, first?, false, span),
            _ => None,
        }
    }

    /// `Condition::any().add(…).add(…)`
    fn added(&mut self, value: &Expression, span: Span) -> Option<Test> {
        let mut tests = Vec::new();
        let mut at = value.clone();
        loop {
            let Expression::Call(found) = &at else { return None };
            let (object, name) = found.callee.method()?;
            match name {
                "add" => tests.push(self.test(&found.arguments.first()?.value, span)?),
                "all" | "any" if ends_with(&object, "Condition") || ends_with(&object, "Cond") => {
                    tests.reverse();
                    return Some(if name == "all" { Test::All(tests) } else { Test::Any(tests) });
                }
                _ => return None,
            }
            at = object;
        }
    }

    /// `contains("x")`: `LIKE '%x%'`.
    fn matched(&mut self, left: Term, before: bool, value: &Expression, after: bool, span: Span) -> Option<Test> {
        let sign = |is_there: bool| if is_there { "%" } else { "" };
        let pattern = match value {
            Expression::Text(part) => text(&format!("{}{part}{}", sign(before), sign(after)), span),
            _ => {
                let value = self.term(value, span)?;
                let ends = [before.then(|| text("%", span)), Some(value), after.then(|| text("%", span))];
                Term::new(span, Operand::Concatenation(ends.into_iter().flatten().collect()))
            }
        };
        Some(Test::of(Operator::Like, "LIKE", left, vec![pattern], span))
    }
}
