//! Diesel's `table!` to tables: their columns are all there, and nothing else is said.

use super::{Attribute, Class, ClassId, Hop, Loading, Models, Placed, Relation};
use crate::extract::{
    Action, ColumnSpec, ConstraintKind, ConstraintSpec, Framework, IndexKeySpec, Model, ModelField, ObjectName,
    Operation, TableSpec,
};
use crate::fact::Dialect;
use crate::project::Contribution;

/// What makes the tables of all `table!` macros.
pub fn operations(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    let of_file = |file: &Contribution<'_>| {
        let models = file.extract.schema.models.iter().filter(|model| model.framework == Framework::Diesel);
        let placed = |model| Placed { path: file.path.clone(), operation: operation(model, dialect) };
        models.map(placed).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// Adds the tables, each by the name of its module; what `joinable!` ties is a relation.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    let mut made: Vec<(ClassId, &Model)> = Vec::new();
    for file in files {
        for model in file.extract.schema.models.iter().filter(|model| model.framework == Framework::Diesel) {
            made.push((models.add(Class::of_columns(model, file.path)), model));
        }
    }
    for (id, model) in &made {
        for field in &model.fields {
            let Some(name) = field.target.as_deref() else { continue };
            let Some((target, _)) = made.iter().find(|(_, other)| other.name == name) else { continue };
            let way = models.get(*target).key.as_ref().map(|key| Hop {
                table: models.get(*target).table.clone(),
                from: field.column.clone().unwrap_or_else(|| field.name.clone()),
                to: key.clone(),
                direct: true,
            });
            let relation = Relation {
                target: *target,
                way: way.into_iter().collect(),
                many: false,
                is_way_back: false,
                column: Some(field.column.clone().unwrap_or_else(|| field.name.clone())),
                nullable: field.null == Some(true),
                reverse: None,
                loading: Loading::Never,
                defined: models.get(*id).defined.clone(),
            };
            models.get_mut(*id).lookups.insert(name.to_owned(), field.name.clone());
            models.get_mut(*id).attributes.insert(name.to_owned(), Attribute::Relation(relation));
        }
    }
}

fn operation(model: &Model, dialect: Dialect) -> Operation {
    let single = model.fields.iter().find(|field| field.primary_key).map(|field| field.name.clone());
    let keys = single.into_iter().chain(model.primary_key.iter().cloned());
    let column_of = |name: String| {
        let field = model.fields.iter().find(|field| field.name == name);
        field.and_then(|field| field.column.clone()).unwrap_or(name)
    };
    let keys: Vec<IndexKeySpec> = keys.map(|name| IndexKeySpec::column(column_of(name))).collect();
    let kind = ConstraintKind::PrimaryKey { keys, using_index: None };
    let table = TableSpec {
        name: ObjectName { schema: model.schema.clone(), name: model.table.clone().unwrap_or_default() },
        name_span: model.span,
        columns: model.fields.iter().map(|field| column(field, dialect)).collect(),
        constraints: vec![ConstraintSpec { name: None, kind, span: model.span, not_valid: false }],
        partial: model.partial,
        columns_only: true,
        ..TableSpec::default()
    };
    Operation { action: Action::CreateTable(Box::new(table)), span: model.span }
}

fn column(field: &ModelField, dialect: Dialect) -> ColumnSpec {
    let written = field.type_name.as_deref().unwrap_or_default();
    ColumnSpec {
        name: field.column.clone().unwrap_or_else(|| field.name.clone()),
        span: field.span,
        type_name: sql_type(written, field.sizes.first().copied(), dialect),
        type_span: field.span,
        not_null: field.null.map(|null| !null),
        ..ColumnSpec::default()
    }
}

/// The SQL type of `Nullable<Array<Nullable<Text>>>`.
fn sql_type(written: &str, length: Option<i64>, dialect: Dialect) -> String {
    let inside = |name: &str| {
        let rest = written.trim().strip_prefix(name)?.trim_start();
        rest.strip_prefix('<')?.strip_suffix('>')
    };
    if let Some(inner) = inside("Nullable") {
        return sql_type(inner, length, dialect);
    }
    if let Some(inner) = inside("Array") {
        return format!("{}[]", sql_type(inner, length, dialect));
    }
    if let Some(inner) = inside("Unsigned") {
        return format!("{} unsigned", sql_type(inner, length, dialect));
    }
    let class = written.trim().rsplit("::").next().unwrap_or_default();
    let sized = |name: &str| length.map_or_else(|| name.to_owned(), |length| format!("{name}({length})"));
    match class {
        "Int2" | "SmallInt" | "SmallSerial" => "smallint".to_owned(),
        "Int4" | "Integer" | "Serial" => "integer".to_owned(),
        "Int8" | "BigInt" | "BigSerial" => "bigint".to_owned(),
        "TinyInt" | "Tinyint" => "tinyint".to_owned(),
        "Float" | "Float4" => if dialect == Dialect::Postgres { "real" } else { "float" }.to_owned(),
        "Double" | "Float8" => if dialect == Dialect::Mysql { "double" } else { "double precision" }.to_owned(),
        "Numeric" | "Decimal" => "numeric".to_owned(),
        "Varchar" | "VarChar" => sized("varchar"),
        "Bpchar" | "Char" => sized("char"),
        "Timestamptz" | "TimestamptzSqlite" => "timestamp with time zone".to_owned(),
        "Bytea" | "Binary" | "Blob" | "Bytes" => if dialect == Dialect::Postgres { "bytea" } else { "blob" }.to_owned(),
        "CChar" => "\"char\"".to_owned(),
        "MacAddr" => "macaddr".to_owned(),
        "Text" | "Bool" | "Timestamp" | "Date" | "Time" | "Interval" | "Uuid" | "Json" | "Jsonb" | "Inet" | "Cidr"
        | "Citext" | "Money" | "Oid" | "Datetime" | "Tinytext" | "Mediumtext" | "Longtext" | "Tinyblob"
        | "Mediumblob" | "Longblob" | "Varbinary" | "Bit" | "Year" => sized(&class.to_lowercase()),
        // A type of the schema is named in snake case there.
        other => snake_case(other),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_the_database() {
        let on_postgres = |written: &str| sql_type(written, None, Dialect::Postgres);
        assert_eq!(on_postgres("Nullable<Array<Nullable<Text>>>"), "text[]");
        assert_eq!(on_postgres("diesel::sql_types::Timestamptz"), "timestamp with time zone");
        assert_eq!(on_postgres("PostKindEnum"), "post_kind_enum");
        assert_eq!(sql_type("Nullable<Varchar>", Some(20), Dialect::Postgres), "varchar(20)");
        assert_eq!(sql_type("Unsigned<Bigint>", None, Dialect::Mysql), "bigint unsigned");
    }
}
