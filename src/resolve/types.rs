//! The types of expressions, as far as literals, casts, functions and the schema tell.

use super::scope::Scope;
use crate::extract::{Operand, Term};
use crate::fact::{Dialect, LiteralType};
use crate::project::catalog;
use crate::project::catalog::{SqlType, TypeFamily, UserTypeKind};

/// The type of a column. A domain is compared as what it is made of.
pub fn of_column(column: &catalog::Column, scope: Scope) -> SqlType {
    let ty = &column.ty;
    let user = scope.catalog.filter(|_| ty.family == TypeFamily::Other && !ty.array);
    match user.and_then(|catalog| catalog.user_type(&ty.written)).map(|user| &user.kind) {
        Some(UserTypeKind::Domain { base, .. }) => SqlType::parse(base, scope.dialect()),
        Some(UserTypeKind::Enum(_)) => SqlType { family: TypeFamily::Enum, ..ty.clone() },
        _ => ty.clone(),
    }
}

/// The type of a calculation; `of` tells that of its parts.
pub fn of<'e>(term: &'e Term, scope: Scope, of: &dyn Fn(&'e Term) -> SqlType) -> SqlType {
    let dialect = scope.dialect();
    match &term.operand {
        Operand::Literal { family, text } => literal(*family, text),
        Operand::Cast { target, .. } => SqlType::parse(target, dialect),
        Operand::Concatenation(_) => text(),
        Operand::Arithmetic { terms, .. } => calculated(&terms.iter().map(of).collect::<Vec<_>>()),
        Operand::Call { name, arguments, .. } => {
            let name = name.rsplit('.').next().unwrap_or(name);
            result_of(name, dialect).unwrap_or_else(|| match name {
                "min" | "max" | "coalesce" | "ifnull" | "greatest" | "least" => {
                    common(&arguments.iter().map(of).collect::<Vec<_>>())
                }
                _ => SqlType::unknown(),
            })
        }
        _ => SqlType::unknown(),
    }
}

fn text() -> SqlType {
    SqlType::of(TypeFamily::Text, "text")
}

/// A quoted literal has no type of its own.
fn literal(family: LiteralType, text: &str) -> SqlType {
    match family {
        LiteralType::Number => number(text),
        LiteralType::Boolean => SqlType::of(TypeFamily::Boolean, "boolean"),
        LiteralType::Typed if is_date(text) => SqlType::of(TypeFamily::Date, "date"),
        LiteralType::Typed if text.get(..10).is_some_and(is_date) => match text[10..].contains(['+', 'Z']) {
            true => SqlType::of(TypeFamily::TimestampTz, "timestamp with time zone"),
            false => SqlType::of(TypeFamily::Timestamp, "timestamp"),
        },
        _ => SqlType::unknown(),
    }
}

/// `2024-01-31`, and no time behind it.
pub fn is_date(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

fn number(text: &str) -> SqlType {
    let digits = text.trim_start_matches(['-', '+']);
    match text.parse::<i64>() {
        Ok(value) if i32::try_from(value).is_ok() => SqlType::of(TypeFamily::Integer, "integer"),
        Ok(_) => SqlType::of(TypeFamily::BigInt, "bigint"),
        // Hexadecimal numbers of MySQL are text where text is wanted.
        Err(_) if digits.starts_with("0x") || digits.starts_with("0X") => SqlType::unknown(),
        Err(_) => SqlType::of(TypeFamily::Numeric, "numeric"),
    }
}

/// Functions whose results have one type, whatever they are given.
fn result_of(name: &str, dialect: Dialect) -> Option<SqlType> {
    use TypeFamily::*;
    let postgres = dialect == Dialect::Postgres;
    let (family, written) = match name {
        "count" | "row_number" | "rank" | "dense_rank" => (BigInt, "bigint"),
        "now" | "current_timestamp" if postgres => (TimestampTz, "timestamp with time zone"),
        "clock_timestamp" | "statement_timestamp" | "transaction_timestamp" => {
            (TimestampTz, "timestamp with time zone")
        }
        "now" | "current_timestamp" | "sysdate" | "utc_timestamp" if dialect == Dialect::Mysql => {
            (Timestamp, "datetime")
        }
        "localtimestamp" => (Timestamp, "timestamp"),
        "current_date" | "curdate" | "to_date" | "make_date" => (Date, "date"),
        "date" if dialect != Dialect::Sqlite => (Date, "date"),
        "lower" | "upper" | "concat" | "concat_ws" | "md5" | "to_char" | "trim" | "ltrim" | "rtrim" | "replace"
        | "string_agg" | "group_concat" => (Text, "text"),
        "length" | "char_length" | "character_length" | "octet_length" => (Integer, "integer"),
        "extract" if postgres => (Numeric, "numeric"),
        "date_part" | "random" if postgres => (Double, "double precision"),
        "to_number" if postgres => (Numeric, "numeric"),
        "extract" | "year" | "month" | "day" | "unix_timestamp" if dialect == Dialect::Mysql => (Integer, "integer"),
        "gen_random_uuid" | "uuid_generate_v4" => (Uuid, "uuid"),
        _ => return None,
    };
    Some(SqlType::of(family, written))
}

/// The type that all of these have.
fn common(parts: &[SqlType]) -> SqlType {
    match parts {
        [first, rest @ ..] if rest.iter().all(|part| part.family == first.family) => first.clone(),
        _ => SqlType::unknown(),
    }
}

/// The type of a sum, product or difference.
fn calculated(parts: &[SqlType]) -> SqlType {
    let families: Vec<TypeFamily> = parts.iter().map(|part| part.family).collect();
    let widest = |written| families.iter().max().map_or_else(SqlType::unknown, |&family| SqlType::of(family, written));
    if families.iter().all(|family| family.is_integer()) {
        widest("integer")
    } else if families.iter().all(|family| family.is_integer() || *family == TypeFamily::Numeric) {
        SqlType::of(TypeFamily::Numeric, "numeric")
    } else {
        match families.as_slice() {
            // Days and intervals move a moment.
            [first, rest @ ..]
                if matches!(first, TypeFamily::Timestamp | TypeFamily::TimestampTz)
                    && !rest.iter().any(|family| family.is_moment()) =>
            {
                parts[0].clone()
            }
            _ => SqlType::unknown(),
        }
    }
}
