//! Columns, functions and values of SQLAlchemy.

use super::Query;
use crate::extract::{Expression, Framework, Operand, Term};
use crate::project::models::Attribute;
use crate::resolve::lowering::Ground;
use crate::resolve::lowering::draft::{call, cast, literal, parameter};
use crate::resolve::lowering::select::Known;
use crate::text::Span;

/// The class, table or alias that an expression is.
pub fn known(ground: Ground<'_>, value: &Expression) -> Option<Known> {
    match value {
        Expression::Path(path) => {
            let path = match path.last().map(String::as_str) {
                Some("c" | "columns" | "__table__") => &path[..path.len() - 1],
                _ => path.as_slice(),
            };
            let last = path.last()?;
            // A path may also be a variable of some other kind, with a name of its own.
            let id = ground.models.find(path.iter().map(String::as_str), ground.file)?;
            let class = ground.models.get(id);
            let fits = matches!(class.framework, Framework::SqlAlchemy | Framework::SqlModel) && class.name == *last;
            fits.then_some((id, None))
        }
        Expression::Call(found) => match &found.callee {
            Expression::Path(path) if path.last().is_some_and(|name| name == "aliased") => {
                let (id, _) = known(ground, &found.arguments.first()?.value)?;
                Some((id, Some(found.span)))
            }
            _ => None,
        },
        Expression::Member { object, name } if matches!(name.as_str(), "c" | "columns") => known(ground, object),
        _ => None,
    }
}

/// An attribute as what it belongs to and its name.
pub fn attribute(ground: Ground<'_>, value: &Expression) -> Option<(Known, String)> {
    match value {
        Expression::Path(path) => {
            let (name, class) = path.split_last()?;
            let class = known(ground, &Expression::Path(class.to_vec())).filter(|_| !class.is_empty())?;
            Some((class, name.clone()))
        }
        Expression::Member { object, name } => Some((known(ground, object)?, name.clone())),
        _ => None,
    }
}

impl Query<'_> {
    /// An expression that is compared, selected or sorted; None when it is not understood.
    pub(super) fn term(&mut self, value: &Expression, span: Span) -> Option<Term> {
        let ground = self.select.ground;
        match value {
            Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) | Expression::Null => {
                literal(value, span)
            }
            Expression::Value => Some(parameter(span)),
            Expression::List(items) => {
                let items: Option<Vec<Term>> = items.iter().map(|item| self.term(item, span)).collect();
                Some(Term::new(span, Operand::Tuple(items?)))
            }
            Expression::Path(_) | Expression::Member { .. } => match attribute(ground, value) {
                Some((class, name)) => match ground.models.get(class.0).attributes.get(&name) {
                    Some(Attribute::Column { .. }) => self.select.column(class, &name, span),
                    // A hybrid property, a synonym, a relationship.
                    _ => None,
                },
                None if known(ground, value).is_some() => None,
                None => Some(parameter(span)),
            },
            Expression::Call(found) => self.call(found, span),
            _ => None,
        }
    }

    fn call(&mut self, found: &crate::extract::Call, span: Span) -> Option<Term> {
        let Some((object, name)) = found.callee.method() else { return Some(parameter(span)) };
        let arguments = &found.arguments;
        let terms = |query: &mut Self| {
            arguments.iter().map(|argument| query.term(&argument.value, span)).collect::<Option<Vec<Term>>>()
        };
        let is_function = matches!(&object, Expression::Path(path) if path.last().is_some_and(|name| name == "func"));
        if is_function {
            let mut given = terms(self)?;
            if given.is_empty() && name == "count" {
                given.push(Term::new(span, Operand::Star));
            }
            return Some(call(&name.to_lowercase(), given, span));
        }
        match name {
            // SQLModel's `col(Hero.name)` only tells the type checker that it is a column.
            "col" if arguments.len() == 1 => self.term(&arguments[0].value, span),
            "cast" | "type_coerce" if arguments.len() == 2 => {
                let value = self.term(&arguments[0].value, span)?;
                let target = match &arguments[1].value {
                    Expression::Path(path) => path.last()?.to_lowercase(),
                    Expression::Call(call) => call.callee.method()?.1.to_lowercase(),
                    _ => return None,
                };
                Some(if name == "cast" { cast(value, sql_type(&target), span) } else { value })
            }
            "extract" if arguments.len() == 2 => {
                let value = self.term(&arguments[1].value, span)?;
                Some(call("extract", vec![value], span))
            }
            "distinct" if arguments.len() == 1 => self.term(&arguments[0].value, span),
            "label" => self.term(&object, span),
            // A call that names no column gives a value.
            _ if self.holds_no_column(&object) => Some(parameter(span)),
            _ => None,
        }
    }

    /// Whether a call on this is one of the program's own: `datetime.utcnow()`, `form.name.strip()`.
    fn holds_no_column(&self, object: &Expression) -> bool {
        const SQL: &[&str] = &["sqlalchemy", "sa", "sql", "orm", "expression"];
        match object {
            Expression::Path(path) => {
                let of_library = path.first().is_some_and(|name| SQL.contains(&name.as_str()));
                let of_class =
                    attribute(self.select.ground, object).is_some() || known(self.select.ground, object).is_some();
                !of_library && !of_class
            }
            Expression::Call(call) => call.callee.method().is_some_and(|(object, _)| self.holds_no_column(&object)),
            Expression::Member { object, .. } => self.holds_no_column(object),
            Expression::Value | Expression::Text(_) | Expression::List(_) => true,
            _ => false,
        }
    }
}

fn sql_type(class: &str) -> &str {
    match class {
        "string" | "unicode" => "varchar",
        "unicodetext" => "text",
        "datetime" => "timestamp",
        other => other,
    }
}
