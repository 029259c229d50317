//! Columns, functions and values of Peewee.

use super::{Query, find};
use crate::extract::{Call, Expression, Operand, Step, Term};
use crate::project::models::{Attribute, ClassId};
use crate::resolve::lowering::draft::{call, cast, column, literal, parameter};
use crate::resolve::lowering::select::Known;
use crate::text::Span;

/// Parts of moments, read as members of a column.
const PARTS: &[&str] = &["year", "month", "day", "hour", "minute", "second"];

/// `Order.select(…).where(…)` as a class and calls.
pub fn steps_of(value: &Expression) -> Option<(Vec<String>, Vec<Step>)> {
    let Expression::Call(found) = value else { return None };
    let step = |name: &str| Step { name: name.to_owned(), arguments: Some(found.arguments.clone()), span: found.span };
    match &found.callee {
        Expression::Path(path) => {
            let (name, class) = path.split_last()?;
            Some((class.to_vec(), vec![step(name)]))
        }
        Expression::Member { object, name } => {
            let (class, mut steps) = steps_of(object)?;
            steps.push(step(name));
            Some((class, steps))
        }
        _ => None,
    }
}

/// An attribute as the table of the query that it belongs to, and its name.
pub fn attribute(query: &Query<'_>, value: &Expression) -> Option<(Known, String)> {
    match value {
        Expression::Path(path) => {
            let (name, class) = path.split_last().filter(|(_, class)| !class.is_empty())?;
            Some((query.known(&Expression::Path(class.to_vec()))?, name.clone()))
        }
        Expression::Member { object, name } => Some((query.known(object)?, name.clone())),
        _ => None,
    }
}

impl Query<'_> {
    /// The class that an expression is, or another name for one: `Customer.alias()`.
    pub(super) fn known(&self, value: &Expression) -> Option<Known> {
        match value {
            Expression::Path(path) => Some((find(self.select.ground, path)?, None)),
            Expression::Call(found) => {
                let (object, name) = found.callee.method()?;
                let (class, _) = self.known(&object).filter(|_| name == "alias")?;
                Some((class, Some(found.span)))
            }
            _ => None,
        }
    }

    /// A column of a table that the query reads.
    pub(super) fn column(&self, known: Known, name: &str, span: Span) -> Option<Term> {
        let qualifier = self.select.name_of(known)?;
        let written = column_of(self, known.0, name)?;
        Some(column(Some(qualifier), &written, span))
    }

    /// An expression that is compared, selected or sorted; None when it is not understood.
    pub(super) fn term(&self, value: &Expression, span: Span) -> Option<Term> {
        match value {
            Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) | Expression::Null => {
                literal(value, span)
            }
            Expression::Value => Some(parameter(span)),
            Expression::List(items) => {
                let items: Option<Vec<Term>> = items.iter().map(|item| self.term(item, span)).collect();
                Some(Term::new(span, Operand::Tuple(items?)))
            }
            Expression::Path(_) | Expression::Member { .. } => {
                if let Some((known, name)) = attribute(self, value) {
                    return self.column(known, &name, span);
                }
                let (object, name) = value.method()?;
                if let Some((known, column)) = attribute(self, &object).filter(|_| PARTS.contains(&name)) {
                    return Some(call("extract", vec![self.column(known, &column, span)?], span));
                }
                self.holds_no_column(value).then(|| parameter(span))
            }
            Expression::Call(found) => self.call(found, span),
            _ => None,
        }
    }

    fn call(&self, found: &Call, span: Span) -> Option<Term> {
        let Some((object, name)) = found.callee.method() else { return Some(parameter(span)) };
        let arguments = &found.arguments;
        let is_function = matches!(&object, Expression::Path(path) if path.last().is_some_and(|name| name == "fn"));
        if is_function {
            let given: Option<Vec<Term>> =
                arguments.iter().map(|argument| self.term(&argument.value, argument.span)).collect();
            return Some(call(&name.to_lowercase(), given?, span));
        }
        match name {
            "alias" | "distinct" if attribute(self, &object).is_some() => self.term(&object, span),
            "alias" => self.term(&object, span).filter(|term| !matches!(term.operand, Operand::Parameter)),
            "cast" => {
                let Expression::Text(target) = &arguments.first()?.value else { return None };
                Some(cast(self.term(&object, span)?, target, span))
            }
            "truncate" if attribute(self, &object).is_some() => {
                Some(call("date_trunc", vec![self.term(&object, span)?], span))
            }
            _ if self.holds_no_column(&object) => Some(parameter(span)),
            _ => None,
        }
    }

    /// Whether this is one of the program's own values: `datetime.now()`, `form.name`.
    fn holds_no_column(&self, value: &Expression) -> bool {
        match value {
            Expression::Path(path) => {
                let of_library =
                    path.first().is_some_and(|name| matches!(name.as_str(), "peewee" | "playhouse" | "fn"));
                let of_class = (1..=path.len()).any(|end| find(self.select.ground, &path[..end]).is_some());
                // A class that may be a model of another file.
                let may_be_class = path.len() > 1
                    && path[path.len() - 2].starts_with(char::is_uppercase)
                    && path[path.len() - 2].contains(char::is_lowercase);
                !of_library && !of_class && !may_be_class
            }
            Expression::Call(call) => call.callee.method().is_none_or(|(object, _)| self.holds_no_column(&object)),
            Expression::Member { object, .. } => self.holds_no_column(object),
            Expression::Value | Expression::Text(_) | Expression::List(_) => true,
            _ => false,
        }
    }

    /// `Order.placed.desc()`, `-Order.placed`
    pub(super) fn sort_key(&self, value: &Expression, span: Span) -> Option<(Term, bool, Option<bool>)> {
        if let Expression::Call(found) = value {
            let (object, name) = found.callee.method()?;
            let descending = match name {
                "desc" => Some(true),
                "asc" => Some(false),
                _ => None,
            };
            if let Some(descending) = descending {
                let nulls = found.arguments.iter().find(|argument| argument.name.as_deref() == Some("nulls"));
                let nulls_first = nulls.and_then(|nulls| match &nulls.value {
                    Expression::Text(text) => Some(text.eq_ignore_ascii_case("first")),
                    _ => None,
                });
                return Some((self.sort_key(&object, span)?.0, descending, nulls_first));
            }
        }
        let term = self.term(value, span)?;
        let is_sorted = !matches!(term.operand, Operand::Parameter | Operand::Literal { .. });
        is_sorted.then_some((term, false, None))
    }
}

/// The column of an attribute; of a relation, that of its key.
fn column_of(query: &Query<'_>, class: ClassId, name: &str) -> Option<String> {
    match query.select.ground.models.get(class).attributes.get(name)? {
        Attribute::Column { name, table: None, .. } => Some(name.clone()),
        Attribute::Relation(relation) => relation.column.clone(),
        Attribute::Column { .. } => None,
    }
}
