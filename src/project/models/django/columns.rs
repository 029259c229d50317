//! Fields to columns: the types that Django gives them, engine by engine.

use super::apps::Apps;
use super::state::{Key, State, is_of_django, is_relation};
use super::target;
use crate::extract::ModelField;
use crate::fact::Dialect;

/// The type of a field, for PostgreSQL, MySQL and SQLite; `#` stands for its sizes.
const TYPES: &[(&str, [&str; 3])] = &[
    ("AutoField", ["integer", "integer", "integer"]),
    ("BigAutoField", ["bigint", "bigint", "integer"]),
    ("SmallAutoField", ["smallint", "smallint", "integer"]),
    ("BinaryField", ["bytea", "longblob", "BLOB"]),
    ("BooleanField", ["boolean", "bool", "bool"]),
    ("NullBooleanField", ["boolean", "bool", "bool"]),
    ("CharField", ["varchar#", "varchar#", "varchar#"]),
    ("CommaSeparatedIntegerField", ["varchar#", "varchar#", "varchar#"]),
    ("DateField", ["date", "date", "date"]),
    ("DateTimeField", ["timestamp with time zone", "datetime(6)", "datetime"]),
    ("DecimalField", ["numeric#", "numeric#", "decimal"]),
    ("DurationField", ["interval", "bigint", "bigint"]),
    ("EmailField", ["varchar#", "varchar#", "varchar#"]),
    ("FileField", ["varchar#", "varchar#", "varchar#"]),
    ("FilePathField", ["varchar#", "varchar#", "varchar#"]),
    ("ImageField", ["varchar#", "varchar#", "varchar#"]),
    ("FloatField", ["double precision", "double precision", "real"]),
    ("IntegerField", ["integer", "integer", "integer"]),
    ("OrderWrt", ["integer", "integer", "integer"]),
    ("BigIntegerField", ["bigint", "bigint", "bigint"]),
    ("SmallIntegerField", ["smallint", "smallint", "smallint"]),
    ("IPAddressField", ["inet", "char(15)", "char(15)"]),
    ("GenericIPAddressField", ["inet", "char(39)", "char(39)"]),
    ("JSONField", ["jsonb", "json", "text"]),
    ("PositiveBigIntegerField", ["bigint", "bigint unsigned", "bigint unsigned"]),
    ("PositiveIntegerField", ["integer", "integer unsigned", "integer unsigned"]),
    ("PositiveSmallIntegerField", ["smallint", "smallint unsigned", "smallint unsigned"]),
    ("SlugField", ["varchar#", "varchar#", "varchar#"]),
    ("TextField", ["text", "longtext", "text"]),
    ("TimeField", ["time", "time(6)", "time"]),
    ("URLField", ["varchar#", "varchar#", "varchar#"]),
    ("UUIDField", ["uuid", "char(32)", "char(32)"]),
    ("HStoreField", ["hstore", "", ""]),
    ("SearchVectorField", ["tsvector", "", ""]),
    ("CITextField", ["citext", "", ""]),
    ("CICharField", ["citext", "", ""]),
    ("CIEmailField", ["citext", "", ""]),
    ("IntegerRangeField", ["int4range", "", ""]),
    ("BigIntegerRangeField", ["int8range", "", ""]),
    ("DecimalRangeField", ["numrange", "", ""]),
    ("DateTimeRangeField", ["tstzrange", "", ""]),
    ("DateRangeField", ["daterange", "", ""]),
];

/// The length of a text field that names none.
fn usual_length(kind: &str) -> Option<i64> {
    match kind {
        "SlugField" => Some(50),
        "EmailField" => Some(254),
        "URLField" => Some(200),
        "FileField" | "FilePathField" | "ImageField" => Some(100),
        _ => None,
    }
}

/// The type of a column; empty when the field's kind is not Django's own.
pub fn type_name(field: &ModelField, dialect: Dialect) -> String {
    let (kind, ending) = match field.kind.strip_suffix("[]") {
        Some(inner) => (inner, "[]"),
        None => (field.kind.trim_end_matches('='), ""),
    };
    let column = match dialect {
        Dialect::Mysql => 1,
        Dialect::Sqlite => 2,
        _ => 0,
    };
    let Some((_, types)) = TYPES.iter().find(|(known, _)| *known == kind) else { return String::new() };
    let sizes = match (field.sizes.as_slice(), usual_length(kind)) {
        ([], None) => String::new(),
        ([], Some(length)) => format!("({length})"),
        (sizes, _) => format!("({})", sizes.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")),
    };
    format!("{}{ending}", types[column].replace('#', &sizes))
}

/// The type of a column, that of the key it points at for a relation.
pub fn column_type(state: &State, key: &Key, field: &ModelField, apps: &Apps, dialect: Dialect) -> String {
    let Some(name) = &field.target else { return type_name(field, dialect) };
    let target = target(name, key, apps);
    match state.end_of(&target, field.target_field.as_deref(), apps) {
        Some((_, end)) => related_type(end, dialect),
        None if state.get(&target).is_some() => {
            let (path, _) = state.place(&target);
            let auto = ModelField { kind: apps.auto_field(&path), ..ModelField::default() };
            related_type(&auto, dialect)
        }
        None if is_of_django(&target.app) => "integer".to_owned(),
        None => String::new(),
    }
}

/// The type of a column that points at a field.
fn related_type(end: &ModelField, dialect: Dialect) -> String {
    let plain = match end.kind.as_str() {
        "BigAutoField" => "BigIntegerField",
        "AutoField" => "IntegerField",
        "SmallAutoField" => "SmallIntegerField",
        "PositiveBigIntegerField" if dialect != Dialect::Mysql => "BigIntegerField",
        "PositiveIntegerField" | "PositiveSmallIntegerField" if dialect != Dialect::Mysql => "IntegerField",
        _ => return type_name(end, dialect),
    };
    type_name(&ModelField { kind: plain.to_owned(), ..ModelField::default() }, dialect)
}

/// The column of a field.
pub fn column_name(field: &ModelField) -> String {
    match &field.column {
        Some(column) => column.clone(),
        None if is_relation(field) => format!("{}_id", field.name),
        None => field.name.clone(),
    }
}
