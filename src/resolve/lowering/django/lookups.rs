//! Look-ups as the tests they become, engine by engine.

use crate::extract::{Expression, Operand, Term};
use crate::fact::{Dialect, LiteralType, Operator};
use crate::project::catalog::TypeFamily;
use crate::resolve::lowering::condition::Test;
use crate::resolve::lowering::draft::{call, cast, parameter, text};
use crate::text::Span;

/// What is asked of a column.
pub struct Asked<'e> {
    pub column: Term,
    /// The type of the column, when it is known.
    pub family: TypeFamily,
    pub dialect: Dialect,
    pub value: &'e Expression,
    /// `F("total")`, resolved.
    pub other: Option<Term>,
    /// The whole look-up, and its value.
    pub span: Span,
    pub value_span: Span,
}

/// The test, and whether it is one for NULL (that it is, that it is not).
pub enum Answer {
    Test(Test),
    Null(bool),
    Unknown,
}

const WHOLES: &[&str] = &["date", "time"];
const PARTS: &[&str] =
    &["year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day", "day", "hour", "minute", "second"];

/// The part of a time that a look-up asks for: `hour` of `starts__hour`.
pub fn part_of_time(path: &str) -> Option<&str> {
    let names = path.split("__").skip(1);
    names.filter(|name| PARTS.contains(name) || WHOLES.contains(name)).last()
}

impl Asked<'_> {
    /// The test for what stands behind the column: `["date", "gte"]`.
    pub fn answer(mut self, rest: &[String]) -> Answer {
        let (transform, lookup) = match rest {
            [] => (None, "exact"),
            [only] if self.is_transform(only) => (Some(only.as_str()), "exact"),
            [only] => (None, only.as_str()),
            [first, last] if self.is_transform(first) => (Some(first.as_str()), last.as_str()),
            _ => return Answer::Unknown,
        };
        if matches!((lookup, self.value), ("exact" | "iexact", Expression::Null)) {
            return if transform.is_none() { Answer::Null(true) } else { Answer::Unknown };
        }
        if let Some(transform) = transform {
            if matches!(transform, "year" | "iso_year")
                && let Some(answer) = self.of_year(lookup, transform)
            {
                return answer;
            }
            match self.part(transform) {
                Some(term) => self.column = term,
                None => return Answer::Unknown,
            }
        }
        self.compared(lookup, transform.is_none())
    }

    fn is_transform(&self, name: &str) -> bool {
        (PARTS.contains(&name) || WHOLES.contains(&name)) && self.family.is_moment()
    }

    /// Arrays and documents have a `contains` of their own.
    fn is_matched_as_text(&self, lookup: &str) -> bool {
        use TypeFamily::{Boolean, Inet, Unknown, Uuid};
        let family = self.family;
        family.is_text()
            || family.is_number()
            || family.is_moment()
            || matches!(family, Boolean | Inet | Uuid)
            || family == Unknown && lookup != "contains"
    }

    fn compared(self, lookup: &str, bare: bool) -> Answer {
        let span = self.span;
        let test = |operator, sign: &str, left, right| Answer::Test(Test::of(operator, sign, left, right, span));
        match lookup {
            "exact" if bare && self.other.is_none() && self.family == TypeFamily::Boolean => match self.value {
                // A column that is true or false is its own test.
                Expression::Boolean(truth) => {
                    let column = test_of_truth(self.column, span);
                    Answer::Test(if *truth { column } else { column.negate() })
                }
                _ => test(Operator::Equal, "=", self.column, vec![value(self.value, self.value_span)]),
            },
            "exact" => match self.single() {
                Some(value) => test(Operator::Equal, "=", self.column, vec![value]),
                None => Answer::Unknown,
            },
            "gt" | "gte" | "lt" | "lte" => {
                let sign = match lookup {
                    "gt" => ">",
                    "gte" => ">=",
                    "lt" => "<",
                    _ => "<=",
                };
                match self.single() {
                    Some(value) => test(Operator::Range, sign, self.column, vec![value]),
                    None => Answer::Unknown,
                }
            }
            "isnull" if bare => match self.value {
                Expression::Boolean(null) => Answer::Null(*null),
                _ => Answer::Unknown,
            },
            "range" => {
                let bounds = match self.value {
                    Expression::List(items) if items.len() == 2 => {
                        items.iter().map(|item| value(item, self.value_span)).collect()
                    }
                    Expression::List(_) => return Answer::Unknown,
                    _ => vec![parameter(self.value_span), parameter(self.value_span)],
                };
                test(Operator::Between, "", self.column, bounds)
            }
            "in" => self.listed(),
            "iexact" | "contains" | "icontains" | "startswith" | "istartswith" | "endswith" | "iendswith"
                if bare && self.is_matched_as_text(lookup) =>
            {
                self.matched(lookup)
            }
            "regex" | "iregex" if bare && self.family.is_text() => {
                let value = self.single().unwrap_or_else(|| parameter(self.value_span));
                let sign = if lookup == "regex" { "~" } else { "~*" };
                let left = self.as_text(self.column.clone());
                test(Operator::Regex, sign, left, vec![value])
            }
            _ => Answer::Unknown,
        }
    }

    /// The value, which is no list.
    fn single(&self) -> Option<Term> {
        if let Some(other) = &self.other {
            return Some(other.clone());
        }
        match self.value {
            Expression::List(_) | Expression::Slice { .. } => None,
            value => Some(self::value(value, self.value_span)),
        }
    }

    fn listed(self) -> Answer {
        let span = self.value_span;
        match self.value {
            Expression::List(items) => {
                let items: Vec<Term> =
                    items.iter().filter(|item| **item != Expression::Null).map(|item| value(item, span)).collect();
                match items.is_empty() {
                    true => Answer::Unknown,
                    false => Answer::Test(Test::of(Operator::In, "IN", self.column, items, self.span)),
                }
            }
            built if is_queryset(built) => {
                let query = Term::new(span, Operand::Other(Vec::new()));
                Answer::Test(Test::of(Operator::InQuery, "IN", self.column, vec![query], self.span))
            }
            Expression::Text(_) | Expression::Number(_) | Expression::Boolean(_) | Expression::Null => Answer::Unknown,
            _ => Answer::Test(Test::of(Operator::In, "IN", self.column, vec![parameter(span)], self.span)),
        }
    }

    /// PostgreSQL compares any column as text.
    fn as_text(&self, column: Term) -> Term {
        match self.dialect {
            Dialect::Postgres => cast(column, "text", self.span),
            _ => column,
        }
    }

    fn matched(self, lookup: &str) -> Answer {
        if self.other.is_some() {
            return Answer::Unknown;
        }
        let span = self.value_span;
        let caseless = lookup.starts_with('i');
        let (before, after) = match lookup.trim_start_matches('i') {
            "contains" => ("%", "%"),
            "startswith" => ("", "%"),
            "endswith" => ("%", ""),
            _ => ("", ""),
        };
        let pattern = match self.value {
            Expression::Text(value) => {
                let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
                text(&format!("{before}{escaped}{after}"), span)
            }
            _ => {
                let parts = [(before, None), ("", Some(parameter(span))), (after, None)];
                let mut terms: Vec<Term> = parts
                    .into_iter()
                    .filter_map(|(sign, value)| value.or_else(|| (!sign.is_empty()).then(|| text(sign, span))))
                    .collect();
                match terms.len() {
                    1 => terms.remove(0),
                    _ => Term::new(span, Operand::Concatenation(terms)),
                }
            }
        };
        let left = self.as_text(self.column.clone());
        let test =
            |operator, sign: &str, left, right| Answer::Test(Test::of(operator, sign, left, vec![right], self.span));
        match (self.dialect, caseless) {
            (Dialect::Postgres, true) => {
                let upper = |term: Term| {
                    let at = term.span;
                    call("upper", vec![term], at)
                };
                match lookup {
                    "iexact" => test(Operator::Equal, "=", upper(left), upper(pattern)),
                    _ => test(Operator::Like, "LIKE", upper(left), upper(pattern)),
                }
            }
            (Dialect::Postgres | Dialect::Mysql | Dialect::Sqlite, _) => test(Operator::Like, "LIKE", left, pattern),
            // The engines differ, but for a wildcard in front.
            (_, false) => test(Operator::Like, "LIKE", left, pattern),
            _ if before == "%" => test(Operator::Like, "LIKE", left, pattern),
            _ => Answer::Test(Test::unknown(self.span)),
        }
    }

    /// A year is compared as the range of its days.
    fn of_year(&self, lookup: &str, transform: &str) -> Option<Answer> {
        if transform == "iso_year" && self.dialect == Dialect::Generic || self.other.is_some() {
            return None;
        }
        let test = |operator, sign: &str, right| {
            Some(Answer::Test(Test::of(operator, sign, self.column.clone(), right, self.span)))
        };
        let bound = || parameter(self.value_span);
        match lookup {
            "exact" => test(Operator::Between, "", vec![bound(), bound()]),
            "gt" => test(Operator::Range, ">", vec![bound()]),
            "gte" => test(Operator::Range, ">=", vec![bound()]),
            "lt" => test(Operator::Range, "<", vec![bound()]),
            "lte" => test(Operator::Range, "<=", vec![bound()]),
            _ => None,
        }
    }

    /// A part of a date or time.
    fn part(&self, name: &str) -> Option<Term> {
        let span = self.column.span;
        let column = self.column.clone();
        let zoned = self.family == TypeFamily::TimestampTz && self.dialect == Dialect::Postgres;
        let local = if zoned { call("at time zone", vec![column, parameter(span)], span) } else { column };
        Some(match (self.dialect, name) {
            (Dialect::Postgres, "date") => cast(local, "date", span),
            (Dialect::Postgres, "time") => cast(local, "time", span),
            (Dialect::Mysql, "date" | "time") => call(name, vec![local], span),
            (Dialect::Mysql, "week_day") => call("dayofweek", vec![local], span),
            (Dialect::Sqlite, "date" | "time") => call(&format!("django_datetime_cast_{name}"), vec![local], span),
            (Dialect::Sqlite, _) if self.family == TypeFamily::Date => {
                call("django_date_extract", vec![text(name, span), local], span)
            }
            (Dialect::Sqlite, _) => call("django_datetime_extract", vec![text(name, span), local], span),
            (_, "date" | "time") => call(name, vec![local], span),
            _ => call("extract", vec![local], span),
        })
    }
}

fn test_of_truth(column: Term, span: Span) -> Test {
    Test::of(Operator::Other, "", column, Vec::new(), span)
}

/// `Order.objects.filter(…)`, `.values("id")`, `Subquery(…)`
pub fn is_queryset(value: &Expression) -> bool {
    const LAST: &[&str] =
        &["filter", "exclude", "all", "values", "values_list", "order_by", "distinct", "annotate", "select_related"];
    let Expression::Call(call) = value else { return false };
    match &call.callee {
        Expression::Path(path) => path.last().is_some_and(|name| {
            name == "Subquery" || LAST.contains(&name.as_str()) && path.iter().any(|part| part == "objects")
        }),
        Expression::Member { object, name } => LAST.contains(&name.as_str()) && is_queryset(object),
        _ => false,
    }
}

/// A value as it is bound. Django gives numbers the type of the column.
pub fn value(value: &Expression, span: Span) -> Term {
    let literal = |family, text: &str| Term::new(span, Operand::Literal { family, text: text.to_owned() });
    match value {
        Expression::Text(text) => literal(LiteralType::Text, text),
        Expression::Number(number) => literal(LiteralType::Typed, number),
        Expression::Boolean(truth) => literal(LiteralType::Boolean, if *truth { "true" } else { "false" }),
        Expression::Null => literal(LiteralType::Null, "NULL"),
        _ => parameter(span),
    }
}
