//! Which changes of a column's type write every row anew. Measured in tests/type_changes.rs.

use super::{SqlType, TypeFamily};
use crate::fact::Dialect;

/// Whether an engine writes all rows anew to change a type; None where that is not known.
pub fn rewrites(from: &SqlType, to: &SqlType, dialect: Dialect) -> Option<bool> {
    let opaque = |ty: &SqlType| matches!(ty.family, TypeFamily::Unknown | TypeFamily::Other);
    if opaque(from) || opaque(to) {
        return None;
    }
    if from.array != to.array {
        return Some(true);
    }
    match dialect {
        Dialect::Postgres => in_postgres(from, to),
        Dialect::Mysql => in_mysql(from, to),
        _ => None,
    }
}

fn in_postgres(from: &SqlType, to: &SqlType) -> Option<bool> {
    use TypeFamily::*;
    let kept = match (from.family, to.family) {
        (Varchar | Text, Text) => true,
        (Varchar | Text, Varchar) => widens(from.length, to.length),
        (Char, Char) => from.length == to.length,
        (Text | Varchar, CiText) | (CiText, Text) => true,
        (CiText, Varchar) => to.length.is_none(),
        (Numeric, Numeric) => {
            to.length.is_none() || widens(from.length, to.length) && from.scale.unwrap_or(0) == to.scale.unwrap_or(0)
        }
        // Free when the session's time zone is UTC, which the file does not tell.
        (Timestamp, TimestampTz) | (TimestampTz, Timestamp) => return None,
        // How many digits of a second are kept.
        (Timestamp | TimestampTz | Time | Interval | Bit, _) if from.family == to.family => return None,
        (Enum | Set | Range | Geometry, _) | (_, Enum | Set | Range | Geometry) if from.family == to.family => {
            return None;
        }
        (Inet, Inet) => return None,
        (one, other) => one == other,
    };
    Some(!kept)
}

/// InnoDB copies the table, and blocks writes, for all but a longer VARCHAR whose length still takes as many bytes.
fn in_mysql(from: &SqlType, to: &SqlType) -> Option<bool> {
    use TypeFamily::*;
    if from == to || from.written == to.written {
        return Some(false);
    }
    match (from.family, to.family) {
        // Depends on the character set: up to 4 bytes a character.
        (Varchar, Varchar) => match (from.length?, to.length?) {
            (old, new) if new < old => Some(true),
            (_, new) if new * 4 <= 255 => Some(false),
            (old, _) if old > 255 => Some(false),
            _ => None,
        },
        // A member added at the end is free.
        (Enum, Enum) | (Set, Set) => None,
        // The width that is shown changes nothing.
        (one, other) if one == other && one.is_integer() => Some(from.unsigned != to.unsigned),
        (one, other) if one == other => None,
        _ => Some(true),
    }
}

/// No length is the greatest.
fn widens(from: Option<u32>, to: Option<u32>) -> bool {
    match (from, to) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => to >= from,
    }
}
