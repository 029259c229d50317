//! What an engine does when a column meets a value of another type, as measured on PostgreSQL 12 to 18, MariaDB,
//! MySQL and SQLite.

use crate::fact::{Conversion, Operator};
use crate::project::catalog::{SqlType, TypeFamily};
use crate::project::{Engine, Product};

/// What a column is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Given<'e> {
    /// A quoted literal, which takes the type of what it meets.
    Quoted(&'e str),
    /// A literal, a function, a calculation.
    Typed(SqlType),
    /// A column or a cast: to SQLite these have a type, other values have not.
    Declared(SqlType),
}

impl Given<'_> {
    fn family(&self) -> Option<TypeFamily> {
        match self {
            Given::Quoted(_) => None,
            Given::Typed(ty) | Given::Declared(ty) => ty.is_known().then_some(ty.family),
        }
    }
}

/// What every one of these engines does; None when they differ or one is not known.
pub fn on_all(engines: &[Engine], column: &SqlType, given: &[Given], operator: Operator) -> Option<Conversion> {
    let mut found = engines.iter().map(|engine| on(*engine, column, given, operator));
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

fn on(engine: Engine, column: &SqlType, given: &[Given], operator: Operator) -> Option<Conversion> {
    let column = column.comparable()?;
    if given.is_empty() {
        return None;
    }
    if operator == Operator::Like {
        return pattern(engine.product, column);
    }
    if let (Product::MariaDb, true) = (engine.product, column.is_integer()) {
        // A list of whole and broken numbers is compared as decimals.
        let is = |test: fn(TypeFamily) -> bool| given.iter().any(|value| value.family().is_some_and(test));
        if given.len() > 1 && is(TypeFamily::is_integer) && is(|family| family == TypeFamily::Numeric) {
            return Some(Conversion::Column);
        }
    }
    let each = given.iter().map(|value| match engine.product {
        Product::Postgres => postgres(column, value),
        Product::Mysql | Product::MariaDb => mysql(column, value),
        Product::Sqlite => sqlite(column, value),
    });
    each.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// LIKE wants text.
fn pattern(product: Product, column: TypeFamily) -> Option<Conversion> {
    let other = column.is_number() || column.is_moment() || matches!(column, TypeFamily::Uuid | TypeFamily::Boolean);
    match product {
        _ if column.is_text() => Some(Conversion::Nothing),
        Product::Postgres if other => Some(Conversion::Error),
        Product::Mysql | Product::MariaDb if other => Some(Conversion::Column),
        _ => None,
    }
}

fn postgres(column: TypeFamily, value: &Given) -> Option<Conversion> {
    use Conversion::{Column, Error, Nothing};
    use TypeFamily::*;
    let value = match value {
        Given::Quoted(text) => return Some(if reads_as(column, text)? { Nothing } else { Error }),
        Given::Typed(_) | Given::Declared(_) => value.family()?,
    };
    // Types that have no operator between them and those of another kind.
    let kind = |family: TypeFamily| match family {
        Char | Varchar | Text => Some(0),
        Boolean => Some(1),
        Uuid => Some(2),
        Date | Timestamp | TimestampTz => Some(3),
        Numeric | Real | Double => Some(4),
        whole if whole.is_integer() => Some(4),
        _ => None,
    };
    match (column, value) {
        (CiText, Text) => Some(Column),
        (CiText, CiText) => Some(Nothing),
        _ if kind(column)? != kind(value)? => Some(Error),
        (Char, Text) => Some(Column),
        (whole, Numeric | Real | Double) if whole.is_integer() => Some(Column),
        (Numeric, Real | Double) => Some(Column),
        _ => Some(Nothing),
    }
}

fn mysql(column: TypeFamily, value: &Given) -> Option<Conversion> {
    use Conversion::{Column, Cut, Nothing, Value};
    let text = matches!(column, TypeFamily::Char | TypeFamily::Varchar | TypeFamily::Text);
    match value {
        Given::Quoted(_) if text || column.is_moment() => Some(Nothing),
        Given::Quoted(quoted) if column.is_number() || column == TypeFamily::Boolean => {
            Some(if is_number(quoted) { Value } else { Cut })
        }
        Given::Quoted(_) => None,
        Given::Typed(_) | Given::Declared(_) => {
            let value = value.family()?;
            let number = value.is_number() || value == TypeFamily::Boolean;
            match (text, number) {
                (true, true) => Some(Column),
                (true, false) if value.is_text() => Some(Nothing),
                _ if column.is_moment() && (number || value.is_text() || value.is_moment()) => Some(Value),
                _ if column.is_number() || column == TypeFamily::Boolean => match (number, value.is_text()) {
                    (true, _) => Some(Nothing),
                    (_, true) => Some(Value),
                    _ => None,
                },
                _ => None,
            }
        }
    }
}

/// The type of the column wins over values, and a number over a text when both are columns.
fn sqlite(column: TypeFamily, value: &Given) -> Option<Conversion> {
    use Conversion::{Column, Nothing, Value};
    match value {
        Given::Quoted(_) | Given::Typed(_) => Some(if column.is_text() { Nothing } else { Value }),
        Given::Declared(_) => {
            let family = value.family()?;
            match (column.is_text(), family.is_number(), family.is_text()) {
                (true, true, _) => Some(Column),
                (false, _, true) if column.is_number() => Some(Value),
                (true, _, true) => Some(Nothing),
                (false, true, _) if column.is_number() => Some(Nothing),
                _ => None,
            }
        }
    }
}

/// Whether PostgreSQL reads a quoted literal as a value of a type. None when that is not looked into.
fn reads_as(column: TypeFamily, text: &str) -> Option<bool> {
    let text = text.trim();
    // A template may put anything there.
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | ' ' | '_'));
    if !plain {
        return (!column.is_integer() && column != TypeFamily::Uuid).then_some(true);
    }
    match column {
        // PostgreSQL 16 reads `0x2A` and `1_000` as well.
        whole if whole.is_integer() => match text.parse::<i64>() {
            Ok(_) => Some(true),
            Err(_) if text.starts_with("0x") || text.contains('_') => None,
            Err(_) => Some(false),
        },
        _ => Some(true),
    }
}

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

/// Whether all of these engines look through a cast or function around a column of this type.
pub fn is_seen_through(
    engines: &[Engine],
    column: &SqlType,
    cast: Option<&SqlType>,
    function: Option<&str>,
) -> Option<bool> {
    let family = column.comparable()?;
    let one = |engine: &Engine| match (engine.product, cast, function) {
        (Product::Postgres, Some(target), _) => changes_nothing(column, target),
        (Product::Postgres, None, Some("date")) => family == TypeFamily::Date,
        (Product::MariaDb, Some(target), _) => {
            target.family == TypeFamily::Date && family.is_moment() && engine.at_least(11, 1)
        }
        (Product::MariaDb, None, Some("date" | "year")) => family.is_moment() && engine.at_least(11, 1),
        _ => false,
    };
    let mut all = engines.iter().map(one);
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// A cast of PostgreSQL that is no work at all.
fn changes_nothing(column: &SqlType, target: &SqlType) -> bool {
    use TypeFamily::*;
    match (column.family, target.family) {
        _ if target.array => false,
        (Varchar | Text, Text) => true,
        (Varchar, Varchar) => target.length.is_none_or(|wide| column.length.is_some_and(|narrow| narrow <= wide)),
        (Text, Varchar) => target.length.is_none(),
        (from, to) => {
            from == to
                && target.length.is_none()
                && (from.is_integer() || matches!(from, Date | Boolean | Uuid | Double))
        }
    }
}
