//! What the schema tells of a comparison: the types of both sides, and who is converted.

use super::casts::{self, Given};
use super::origin::Origin;
use super::scope::{Owner, Scope};
use super::types;
use super::wrapping::Wrapped;
use crate::extract::{Operand, Predicate, Term};
use crate::fact::{Conversion, FromSchema, LiteralType, Operator, Wrapper};
use crate::project::catalog::{Keyed, SqlType, TypeFamily};
use crate::project::{Engine, Product};
use crate::text::Place;

/// All that is known; every part of it may be missing.
#[derive(Default)]
pub struct Comparison {
    pub column_type: FromSchema<String>,
    pub value_type: FromSchema<String>,
    pub converts: FromSchema<Conversion>,
    pub index_lost: FromSchema<bool>,
    pub matches_more: FromSchema<bool>,
    pub seen_through: FromSchema<bool>,
    pub misses_last_day: FromSchema<bool>,
    pub column_defined: FromSchema<Place>,
}

/// `others` is the other side of the column that `wrapped` found.
pub fn of<'e>(scope: Scope<'e>, test: &Predicate, wrapped: &Wrapped<'e>, others: &[&'e Term]) -> Comparison {
    let Some(column) = wrapped.column else { return Comparison::default() };
    let origin = scope.origin(column);
    let Some(stored) = origin.column else { return Comparison::default() };
    let known = Comparison {
        column_type: Some(shown(&origin.ty)).filter(|_| origin.ty.is_known()).into(),
        column_defined: Some(stored.defined.clone()).into(),
        ..Comparison::default()
    };
    match wrapped.wrapper {
        None => bare(scope, test, others, &origin, known),
        Some(wrapper) => {
            Comparison { seen_through: seen_through(scope, test, wrapped, wrapper, &origin).into(), ..known }
        }
    }
}

fn bare<'e>(
    scope: Scope<'e>,
    test: &Predicate,
    others: &[&'e Term],
    origin: &Origin<'e>,
    known: Comparison,
) -> Comparison {
    let parts = parts(others);
    let given = parts.iter().map(|term| given(scope, term)).collect::<Option<Vec<_>>>();
    let converts = given
        .as_ref()
        .filter(|_| compares(test))
        .and_then(|given| casts::on_all(scope.engines, &origin.ty, given, test.operator));
    let own = others.iter().all(|term| !is_own_row(scope, term, origin));
    let more = given.as_ref().map(|given| matches_more(scope.engines, &origin.ty, given));
    Comparison {
        value_type: given.as_ref().and_then(|given| value_type(given)).into(),
        index_lost: converts.filter(|_| own).and_then(|converts| index_lost(converts, origin)).into(),
        matches_more: converts.and(more).into(),
        misses_last_day: misses_last_day(test, &origin.ty, others).into(),
        converts: converts.into(),
        ..known
    }
}

/// What one engine converts when a column of a type meets the other side of a test.
pub fn conversion_on(
    engine: Engine,
    scope: Scope,
    test: &Predicate,
    column: &SqlType,
    others: &[Term],
) -> Option<Conversion> {
    let others: Vec<&Term> = others.iter().collect();
    let given = parts(&others).iter().map(|term| given(scope, term)).collect::<Option<Vec<_>>>()?;
    casts::on_all(&[engine], column, &given, test.operator).filter(|_| compares(test))
}

fn compares(test: &Predicate) -> bool {
    use Operator::*;
    matches!(test.operator, Equal | NotEqual | Range | Between | In | NotIn | Like) && test.sign != "GLOB"
        || test.sign == "<=>"
}

/// The values of a list.
fn parts<'e>(others: &[&'e Term]) -> Vec<&'e Term> {
    let inside = |term: &'e Term| match &term.operand {
        Operand::Tuple(items) => items.iter().collect(),
        _ => vec![term],
    };
    let null = |term: &&Term| matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. });
    others.iter().copied().flat_map(inside).filter(|term| !null(term)).collect()
}

fn given<'e>(scope: Scope<'e>, term: &'e Term) -> Option<Given<'e>> {
    if let Operand::Literal { family: LiteralType::Text, text } = &term.operand {
        return Some(Given::Quoted(text));
    }
    let ty = scope.origin_of(term).ty;
    let ty = match (&term.operand, ty.array) {
        // `= ANY (…)` compares with each element.
        (_, true) => SqlType { array: false, ..ty },
        _ => ty,
    };
    let declared = matches!(&term.operand, Operand::Column(_) | Operand::Cast { .. });
    ty.is_known().then_some(if declared { Given::Declared(ty) } else { Given::Typed(ty) })
}

fn value_type(given: &[Given]) -> Option<String> {
    let texts = given.iter().map(|value| match value {
        Given::Quoted(_) => "quoted text".to_owned(),
        Given::Typed(ty) | Given::Declared(ty) => shown(ty),
    });
    let mut texts: Vec<String> = texts.collect();
    texts.dedup();
    (!texts.is_empty()).then(|| texts.into_iter().take(2).collect::<Vec<_>>().join(" and "))
}

fn shown(ty: &SqlType) -> String {
    ty.written.clone()
}

/// Whether a side is made of the row that the column stands in: no index could serve that.
fn is_own_row(scope: Scope, term: &Term, origin: &Origin) -> bool {
    let mut columns = Vec::new();
    term.columns(&mut columns);
    columns.iter().any(|column| match scope.owner(column) {
        Owner::Own(table) => origin.read == Some((scope.query, table)),
        Owner::Outer(..) => false,
        Owner::Unknown => true,
    })
}

/// Whether an index on the column is of no use for the conversion.
fn index_lost(converts: Conversion, origin: &Origin) -> Option<bool> {
    if converts != Conversion::Column {
        return Some(false);
    }
    let (table, column) = (origin.table?, origin.column?);
    let leads = |index: &crate::project::catalog::Index| {
        index.is_btree() && matches!(index.keys.first().map(|key| &key.of), Some(Keyed::Column(id)) if *id == column.id)
    };
    let indexed = table.primary_key.first() == Some(&column.id) || table.indexes.iter().any(leads);
    (indexed || table.has_all_indexes() && !table.is_view()).then_some(indexed)
}

/// MySQL takes the number a text begins with: `'42abc'` equals 42.
fn matches_more(engines: &[Engine], column: &SqlType, given: &[Given]) -> bool {
    let reads_numbers = |engine: &Engine| matches!(engine.product, Product::Mysql | Product::MariaDb);
    let number = |value: &Given| match value {
        Given::Quoted(_) => false,
        Given::Typed(ty) | Given::Declared(ty) => ty.family.is_number() || ty.family == TypeFamily::Boolean,
    };
    !engines.is_empty() && engines.iter().all(reads_numbers) && column.family.is_text() && given.iter().any(number)
}

fn seen_through(scope: Scope, test: &Predicate, wrapped: &Wrapped, wrapper: Wrapper, origin: &Origin) -> Option<bool> {
    let side = test.left.iter().chain(&test.right).find(|term| {
        let mut columns = Vec::new();
        term.columns(&mut columns);
        wrapped.column.is_some_and(|column| columns.iter().any(|other| other.span == column.span))
    })?;
    let is_column = |term: &Term| matches!(&term.operand, Operand::Column(_));
    match (&side.operand, wrapper) {
        (Operand::Cast { value, target }, Wrapper::Cast) if is_column(value) => {
            let target = SqlType::parse(target, scope.dialect());
            casts::is_seen_through(scope.engines, &origin.ty, Some(&target), None)
        }
        (Operand::Call { name, arguments, .. }, Wrapper::Function) if matches!(arguments.as_slice(), [only] if is_column(only)) => {
            casts::is_seen_through(scope.engines, &origin.ty, None, Some(name))
        }
        _ => Some(false),
    }
}

/// BETWEEN on a point in time, up to a day without a time: the day's midnight is its end.
fn misses_last_day(test: &Predicate, column: &SqlType, others: &[&Term]) -> Option<bool> {
    let family = column.comparable()?;
    let day = |term: &Term| {
        let value = match &term.operand {
            Operand::Cast { value, target } if target.eq_ignore_ascii_case("date") => value,
            _ => term,
        };
        match &value.operand {
            Operand::Literal { family: LiteralType::Text | LiteralType::Typed, text } => {
                types::is_date(text).then(|| text.clone())
            }
            _ => None,
        }
    };
    let (low, high) = match (test.operator, others) {
        (Operator::Between, [low, high]) => (day(low), day(high)),
        _ => return Some(false),
    };
    // From one first of the month to another, the last is meant as the end.
    let whole_months = |low: &str, high: &str| low != high && low.ends_with("-01") && high.ends_with("-01");
    let moment = matches!(family, TypeFamily::Timestamp | TypeFamily::TimestampTz);
    Some(moment && matches!((low, high), (Some(low), Some(high)) if !whole_months(&low, &high)))
}
