//! Facts about tests: what is compared with what, and whether an index could serve it.

use super::lowering::{part_of_time, text_of};
use super::origin::Origin;
use super::scope::{Owner, Scope};
use super::wrapping::{Wrapped, unwrap};
use super::{comparison, existence, outer, remedies, seek};
use crate::extract::{self, Operand, Term};
use crate::fact::{Advice, Facts, Id, Known, LiteralType, Operator, Predicate, Query, Wrapper};
use crate::text::{Source, SourceKind, Span};

pub fn add(facts: &mut Facts, source: &Source, link: Id<Query>, scope: Scope) {
    for test in &scope.statement.queries[scope.query].predicates {
        let predicate = Id::new(facts.predicates.len());
        facts.predicates.push(fact(source, link, scope, test));
        facts.existence_tests.extend(existence::of_predicate(source, scope, test, predicate));
    }
}

/// The sides of a test, the tested column first.
struct Sides<'e> {
    tested: Option<&'e Term>,
    wrapped: Wrapped<'e>,
    /// The other side.
    others: Vec<&'e Term>,
    value: Option<String>,
    swapped: bool,
}

fn fact<'e>(source: &Source, link: Id<Query>, scope: Scope<'e>, test: &'e extract::Predicate) -> Predicate {
    let sides = sides(source, scope, test);
    let against_constant = !sides.others.is_empty() && sides.others.iter().all(|term| is_constant(term));
    let constant = if is_patched(source, test) { Known::No } else { constant(test) };
    let schema = comparison::of(scope, test, &sides.wrapped, &sides.others);
    let wrapper = sides.wrapped.wrapper.filter(|_| sides.tested.is_some());
    let list_mixes = test.literals.contains(&LiteralType::Number) && test.literals.contains(&LiteralType::Text);
    let many = test.right.len() > 1;
    let listed = listed_origin(scope, test);
    let tested = sides.wrapped.column.filter(|_| wrapper.is_none()).map(|column| scope.origin(column));
    let undone = outer::undone_join(scope, test);
    let absence = outer::doubtful_absence(scope, test);
    let is_written = scope.statement.origin != crate::fact::Origin::Orm;
    let bound = |index: usize| {
        let is_between = is_written && test.operator == Operator::Between && test.right.len() == 2;
        test.right.get(index).filter(|_| is_between).map(|term| source.place(term.span))
    };
    let written = sides.tested.filter(|_| !is_written).map(|term| source.slice(term.span));
    let lookup = written.and_then(part_of_time);
    let date = test.left.iter().chain(&test.right).find(|term| is_unquoted_date(source, term));
    Predicate {
        query: link,
        clause: test.clause,
        nullable: tested.as_ref().map_or(Known::No, |origin| origin.nullable).into(),
        list_nullable: listed.as_ref().map_or(Known::No, |origin| origin.nullable).into(),
        list_column: listed.as_ref().and_then(|origin| origin.column).map(|column| column.defined.clone()),
        list_column_name: listed.as_ref().and_then(|origin| origin.column).map(|column| column.name.clone()),
        undone_join: undone.map(|table| source.place(table.span)),
        outer_words: undone.and_then(|table| table.outer).map(|span| source.place(span)),
        doubtful_absence: scope.catalog.map(|_| absence.is_some()).into(),
        operator: test.operator,
        operator_place: test.operator_span.filter(|_| !sides.swapped).map(|span| source.place(span)),
        seekable: is_seekable(scope, test, &sides),
        column: sides.wrapped.column.map(|column| match &column.qualifier {
            Some(qualifier) => format!("{qualifier}.{}", column.name),
            None => column.name.clone(),
        }),
        wrapper,
        function: sides.wrapped.function.clone().filter(|_| wrapper.is_some()),
        function_written: (sides.wrapped.function.as_ref()).filter(|_| wrapper.is_some()).map(
            |function| match lookup {
                Some(part) => format!("__{part}"),
                None => format!("{function}()"),
            },
        ),
        without_function: (sides.wrapped.column.zip(sides.wrapped.function.as_ref()))
            .filter(|_| wrapper.is_some())
            .map(|(column, function)| without_function(scope, column, function, lookup)),
        without_cast: sides.wrapped.column.filter(|_| wrapper == Some(Wrapper::Cast)).map(|column| {
            let column_type = schema.column_type.clone().known();
            Advice(remedies::without_cast(&column.name, column_type.as_deref(), lookup))
        }),
        indexed: sides.wrapped.column.and_then(|column| seek::is_indexed(scope, column)).into(),
        expression_indexed: (sides.wrapped.column.zip(sides.tested))
            .and_then(|(column, term)| seek::is_expression_indexed(source, scope, column, term))
            .into(),
        tested_bare: sides.wrapped.column.is_some_and(|column| is_tested_bare(scope, test, column)),
        search_index: sides.wrapped.column.filter(|_| is_pattern(test.operator)).map(|column| {
            let function = sides.wrapped.function.as_deref().filter(|_| wrapper.is_some());
            Advice(remedies::search_index(table_named(scope, column), &column.name, function, scope.statement.dialect))
        }),
        searchable: sides.wrapped.column.and_then(|column| seek::is_searchable(scope, column)).into(),
        wrapped: sides.tested.filter(|_| wrapper.is_some()).map(|term| source.place(term.span)),
        against_constant,
        value: sides.value.clone(),
        literal: literal(&sides, test),
        literal_place: literal_place(&sides).filter(|_| is_written).map(|span| source.place(span)),
        leading_wildcard: has_leading_wildcard(test),
        null_in_list: matches!(test.operator, Operator::In | Operator::NotIn)
            && many_or_list(test)
            && test.literals.contains(&LiteralType::Null),
        null_item: test.null_item.map(|span| source.place(span)),
        mixed_literals: many
            && list_mixes
            && matches!(test.operator, Operator::In | Operator::NotIn | Operator::Between),
        reversed: is_reversed(test),
        lower_bound: bound(0),
        upper_bound: bound(1),
        unquoted_date: date.is_some(),
        date_place: date.filter(|_| is_written).map(|term| source.place(term.span)),
        same_sides: has_same_sides(source, scope, test),
        constant,
        // Builders begin an AND chain with what is true, and an OR chain with what is false.
        builder_idiom: (constant == Known::Yes(false) || constant == Known::Yes(true) && !test.under_or)
            && is_builder_idiom(source, test),
        under_or: test.under_or,
        column_type: schema.column_type,
        value_type: schema.value_type,
        converts: schema.converts,
        index_lost: schema.index_lost,
        matches_more: schema.matches_more,
        seen_through: schema.seen_through,
        misses_last_day: schema.misses_last_day,
        column_defined: absence
            .or(tested.as_ref().and_then(|origin| origin.column))
            .map(|column| column.defined.clone())
            .or(schema.column_defined.known())
            .into(),
        place: source.place(test.span),
    }
}

/// What the subquery of a NOT IN lists.
fn listed_origin<'e>(scope: Scope<'e>, test: &extract::Predicate) -> Option<Origin<'e>> {
    match (test.operator, &test.right.first()?.operand) {
        (Operator::NotInQuery, Operand::Query(query)) if !scope.statement.patched => Some(scope.result(*query, 0)),
        _ => None,
    }
}

/// A list written with brackets, not an array that the program binds.
fn many_or_list(test: &extract::Predicate) -> bool {
    test.sign == "IN"
}

fn sides<'e>(source: &Source, scope: Scope, test: &'e extract::Predicate) -> Sides<'e> {
    let left = test.left.as_ref();
    let wrapped = left.map(unwrap).unwrap_or_default();
    let others: Vec<&Term> = test.right.iter().collect();
    let swaps = wrapped.column.is_none() && others.len() == 1 && left.is_some_and(is_constant);
    if swaps {
        let tested = others[0];
        let right = unwrap(tested);
        if right.column.is_some() || right.wrapper.is_some() {
            let value = left
                .map(|term| text_of(source, scope.statement, term).split_whitespace().collect::<Vec<_>>().join(" "));
            return Sides {
                tested: Some(tested),
                wrapped: right,
                others: left.into_iter().collect(),
                value,
                swapped: true,
            };
        }
    }
    // Where both sides are columns, the wrapped one is the one to talk about.
    if let (None, Some(&other)) = (wrapped.wrapper, others.first())
        && others.len() == 1
        && wrapped.column.is_some()
    {
        let right = unwrap(other);
        let foreign = |column: &extract::Column| !matches!(scope.owner(column), Owner::Outer(..));
        if right.wrapper.is_some() && right.column.is_some_and(foreign) {
            let value = left.map(|term| text_of(source, scope.statement, term).into_owned());
            return Sides {
                tested: Some(other),
                wrapped: right,
                others: left.into_iter().collect(),
                value,
                swapped: true,
            };
        }
    }
    Sides { tested: left, wrapped, others, value: test.value.clone(), swapped: false }
}

/// Whether a term holds no column: a literal, a parameter, or a calculation of these.
pub fn is_constant(term: &Term) -> bool {
    !term.any(&|operand| matches!(operand, Operand::Column(_) | Operand::Query(_) | Operand::Star))
        && !matches!(&term.operand, Operand::Other(parts) if parts.is_empty())
}

fn is_seekable(scope: Scope, test: &extract::Predicate, sides: &Sides) -> bool {
    let null =
        sides.others.iter().any(|term| matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. }));
    let comparable = match test.operator {
        Operator::Equal => !null,
        Operator::Range | Operator::Between => !test.negated || test.operator == Operator::Range,
        Operator::In | Operator::InQuery => true,
        Operator::Like => is_prefix_pattern(test) == Some(true),
        _ => false,
    };
    // A value from the same row cannot be looked up.
    let own = sides.wrapped.column.map(|column| scope.owner(column));
    let same_row = sides.others.iter().any(|term| {
        let mut columns = Vec::new();
        term.columns(&mut columns);
        columns.iter().any(|column| {
            let owner = scope.owner(column);
            owner == Owner::Unknown || Some(owner) == own
        })
    });
    let tuple = matches!(sides.tested.map(|term| &term.operand), Some(Operand::Tuple(_)));
    let looks_up = sides.wrapped.column.is_some() || sides.wrapped.wrapper.is_some() || tuple;
    let stored = sides.wrapped.column.is_none_or(|column| scope.is_stored(column));
    comparable
        && looks_up
        && stored
        && !same_row
        && !sides.wrapped.measures
        && !(sides.swapped && test.operator == Operator::Like)
}

/// Whether a pattern begins with a plain character; None when the program decides.
fn is_prefix_pattern(test: &extract::Predicate) -> Option<bool> {
    let first = first_text(test.right.first()?)?;
    Some(!first.is_empty() && !begins_wild(first))
}

fn has_leading_wildcard(test: &extract::Predicate) -> bool {
    let like = matches!(test.operator, Operator::Like | Operator::NotLike | Operator::ILike);
    like && test.right.first().and_then(first_text).is_some_and(begins_wild)
}

fn begins_wild(pattern: &str) -> bool {
    pattern.starts_with(['%', '_'])
}

/// The text a pattern begins with: `'%' || x`, `concat('%', x)`, `'%' + x`.
fn first_text(term: &Term) -> Option<&str> {
    match &term.operand {
        Operand::Literal { family: LiteralType::Text, text } => Some(text),
        Operand::Concatenation(terms) | Operand::Arithmetic { terms, .. } | Operand::Tuple(terms) => {
            first_text(terms.first()?)
        }
        Operand::Call { name, arguments, .. } if matches!(name.as_str(), "concat" | "lower" | "upper" | "unaccent") => {
            first_text(arguments.first()?)
        }
        Operand::Cast { value, .. } => first_text(value),
        _ => None,
    }
}

fn literal(sides: &Sides, test: &extract::Predicate) -> Option<LiteralType> {
    match sides.others.as_slice() {
        [Term { operand: Operand::Literal { family, .. }, .. }] => Some(*family),
        [_, _, ..] => match test.literals.as_slice() {
            [only] => Some(*only),
            _ => None,
        },
        _ => None,
    }
}

fn literal_place(sides: &Sides) -> Option<Span> {
    match sides.others.as_slice() {
        [Term { operand: Operand::Literal { .. }, span, collation: None }] => Some(*span),
        _ => None,
    }
}

fn is_reversed(test: &extract::Predicate) -> bool {
    if test.operator != Operator::Between || test.negated || test.sign == "SYMMETRIC" {
        return false;
    }
    let bound = |index: usize| match &test.right.get(index)?.operand {
        Operand::Literal { family: LiteralType::Number, text } => text.parse().ok().map(Value::Number),
        Operand::Literal { family: LiteralType::Text | LiteralType::Typed, text } => {
            is_iso_date(text).then(|| Value::Date(text.clone()))
        }
        _ => None,
    };
    match (bound(0), bound(1)) {
        (Some(Value::Number(low)), Some(Value::Number(high))) => low > high,
        // ISO dates sort as text, up to the length of the shorter.
        (Some(Value::Date(low)), Some(Value::Date(high))) => {
            let length = low.len().min(high.len());
            low.get(..length) > high.get(..length)
        }
        _ => false,
    }
}

enum Value {
    Number(f64),
    Date(String),
}

fn is_iso_date(text: &str) -> bool {
    let shape = |at: usize, byte: u8| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(|(at, byte)| shape(at, byte))
}

/// `2024-01-31` is 1992.
fn is_unquoted_date(source: &Source, term: &Term) -> bool {
    let Operand::Arithmetic { terms, signs } = &term.operand else { return false };
    // With spaces it is a calculation, and meant as one.
    let spaced = source.slice(term.span).contains(char::is_whitespace);
    if spaced || signs.len() != 2 || signs.iter().any(|sign| sign != "-") {
        return false;
    }
    let digits = |index: usize| match terms.get(index).map(|term| &term.operand) {
        Some(Operand::Literal { family: LiteralType::Number, text })
            if text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            text.parse::<u32>().ok().map(|number| (text.len(), number))
        }
        _ => None,
    };
    match (digits(0), digits(1), digits(2)) {
        (Some((4, year)), Some((1..=2, month)), Some((1..=2, day))) => {
            (1800..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
        }
        _ => false,
    }
}

fn has_same_sides(source: &Source, scope: Scope, test: &extract::Predicate) -> bool {
    let compares = matches!(test.operator, Operator::Equal | Operator::NotEqual | Operator::Range);
    let (Some(left), [right]) = (&test.left, test.right.as_slice()) else { return false };
    let mut columns = Vec::new();
    left.columns(&mut columns);
    let written = |term: &Term| {
        text_of(source, scope.statement, term).split_whitespace().collect::<String>().to_ascii_lowercase()
    };
    let random = left.any(&|operand| matches!(operand, Operand::Call { name, .. } if name.contains("rand")));
    compares && !columns.is_empty() && !random && written(left) == written(right)
}

fn is_pattern(operator: Operator) -> bool {
    matches!(operator, Operator::Like | Operator::ILike)
}

/// Whether a column is tested beside this test by itself, so that an index on it is of use all the same.
fn is_tested_bare(scope: Scope, test: &extract::Predicate, column: &extract::Column) -> bool {
    // Most rows have a value, except where the test itself thinks of those that have none.
    let thinks_of_null = test
        .left
        .iter()
        .chain(&test.right)
        .any(|term| unwrap(term).function.is_some_and(|function| remedies::is_of_null(&function)));
    let of_index = |operator| match operator {
        Operator::Equal | Operator::Range | Operator::Between | Operator::In | Operator::IsNull => true,
        Operator::IsNotNull => thinks_of_null,
        _ => false,
    };
    scope.own_query().predicates.iter().any(|other| {
        let bare = other.left.as_ref().map(unwrap).filter(|side| side.wrapper.is_none());
        let same = |one: &extract::Column| {
            one.name.eq_ignore_ascii_case(&column.name) && scope.owner(one) == scope.owner(column)
        };
        other.span != test.span
            && other.clause == test.clause
            && !other.under_or
            && of_index(other.operator)
            && bare.and_then(|side| side.column).is_some_and(same)
    })
}

fn without_function(scope: Scope, column: &extract::Column, function: &str, lookup: Option<&str>) -> Advice {
    let dialect = scope.statement.dialect;
    Advice(match lookup {
        Some(part) => remedies::without_lookup(part, &column.name),
        None => remedies::without_function(function, (table_named(scope, column), &column.name), dialect),
    })
}

fn table_named<'e>(scope: Scope<'e>, column: &extract::Column) -> &'e str {
    let table = match scope.owner(column) {
        Owner::Own(at) => scope.own_query().tables.get(at),
        Owner::Outer(query, at) => scope.statement.queries[query].tables.get(at),
        Owner::Unknown => None,
    };
    let named = table.map(|table| table.name.as_str()).filter(|name| !name.is_empty() && !name.contains('…'));
    named.unwrap_or("table_name")
}

/// Whether a program puts a side of a test together from elsewhere: what is fixed now may be another value tomorrow.
fn is_patched(source: &Source, test: &extract::Predicate) -> bool {
    let crosses_strings = || source.slice(test.span).contains(['"', '`']);
    let sides = test.left.iter().chain(&test.right);
    matches!(source.kind, SourceKind::Host(_))
        && (crosses_strings() || sides.into_iter().any(|side| !test.span.contains(side.span)))
}

/// Whether the words alone show a test to be always true, or always false.
pub fn constant(test: &extract::Predicate) -> Known<bool> {
    let value = |term: &Term| match &term.operand {
        Operand::Literal { family: LiteralType::Number, text } => text.parse::<f64>().ok().map(Literal::Number),
        Operand::Literal { family: LiteralType::Text, text } => Some(Literal::Text(text.clone())),
        Operand::Literal { family: LiteralType::Boolean, text } => {
            Some(Literal::Number(f64::from(u8::from(text == "true"))))
        }
        _ => None,
    };
    let Some(left) = test.left.as_ref().and_then(value) else { return Known::No };
    let truth = match (test.operator, test.right.as_slice()) {
        (Operator::Other, []) => match left {
            Literal::Number(number) => Some(number != 0.0),
            Literal::Text(_) => None,
        },
        (Operator::Equal | Operator::NotEqual | Operator::Range, [right]) => {
            value(right).and_then(|right| left.compare(&right)).and_then(|order| match test.sign.as_str() {
                "=" | "==" | "<=>" if test.operator == Operator::Equal => Some(order.is_eq()),
                "=" | "==" | "<=>" => Some(order.is_ne()),
                "<>" | "!=" if test.operator == Operator::NotEqual => Some(order.is_ne()),
                "<>" | "!=" => Some(order.is_eq()),
                "<" => Some(order.is_lt() != test.negated),
                "<=" => Some(order.is_le() != test.negated),
                ">" => Some(order.is_gt() != test.negated),
                ">=" => Some(order.is_ge() != test.negated),
                _ => None,
            })
        }
        _ => None,
    };
    let negated = test.operator == Operator::Other && test.negated;
    Known::from(truth.map(|truth| truth != negated))
}

enum Literal {
    Number(f64),
    Text(String),
}

impl Literal {
    fn compare(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => left.partial_cmp(right),
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            _ => None,
        }
    }
}

/// `1 = 1`, `true`, and `1 = 0` of queries that are to give no rows.
fn is_builder_idiom(source: &Source, test: &extract::Predicate) -> bool {
    let written = source.slice(test.span).split_whitespace().collect::<String>().to_ascii_lowercase();
    matches!(
        written.as_str(),
        "1=1"
            | "0=0"
            | "1"
            | "true"
            | "'1'='1'"
            | "1=0"
            | "0=1"
            | "1=2"
            | "2=1"
            | "0"
            | "false"
            | "1<>1"
            | "1!=1"
            | "0<>0"
            | "1<>0"
            | "nottrue"
            | "notfalse"
    )
}
