//! SeaORM's entities to tables. Most are written by a tool that leaves plain indexes out.

use std::sync::Arc;

use super::described::constraint;
use super::{Class, Models, Placed};
use crate::extract::{
    Action, ColumnSpec, ConstraintKind, ConstraintSpec, Framework, IndexKeySpec, IndexSpec, Model, ModelField,
    ObjectName, Operation, TableSpec,
};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::text::Span;

/// Adds the entities. Their relations never load by themselves.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    for file in files {
        for model in file.extract.schema.models.iter().filter(|model| model.framework == Framework::SeaOrm) {
            models.add(Class::of_columns(model, file.path));
        }
    }
}

/// What makes the tables of all entities.
pub fn operations(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    let of_file = |file: &Contribution<'_>| {
        let models = file.extract.schema.models.iter().filter(|model| model.framework == Framework::SeaOrm);
        models.map(|model| (file.path.clone(), model.clone())).collect::<Vec<_>>()
    };
    let entities: Vec<(Arc<str>, Model)> = files.iter().flat_map(of_file).collect();
    let mut operations = Vec::new();
    for (path, model) in &entities {
        let mut add = |action: Action, span: Span| {
            operations.push(Placed { path: path.clone(), operation: Operation { action, span } });
        };
        let Some(table) = model.table.clone() else { continue };
        let name = ObjectName { schema: model.schema.clone(), name: table };
        let mut spec = TableSpec {
            name: name.clone(),
            name_span: model.span,
            columns: model.fields.iter().map(|field| column(field, dialect)).collect(),
            partial: model.partial,
            columns_only: true,
            ..TableSpec::default()
        };
        let keys: Vec<&ModelField> = model.fields.iter().filter(|field| field.primary_key).collect();
        if keys.len() > 1 {
            let names = keys.iter().map(|field| field.name.as_str()).collect::<Vec<_>>();
            let of_key = spec.columns.iter_mut().filter(|column| names.contains(&column.name.as_str()));
            of_key.for_each(|column| column.auto_increment = false);
        }
        let keys = keys.into_iter().map(|field| IndexKeySpec::column(column_name(field))).collect();
        spec.constraints.push(constraint(ConstraintKind::PrimaryKey { keys, using_index: None }, model.span));
        spec.constraints.extend(model.constraints.iter().filter_map(|written| {
            let ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update } = &written.kind
            else {
                return None;
            };
            let of = target_entity(path, &target.name, &entities)?;
            let named = |names: &[String], of: &Model| names.iter().map(|name| named(name, of)).collect::<Vec<_>>();
            let kind = ConstraintKind::ForeignKey {
                columns: named(columns, model),
                target: ObjectName { schema: of.schema.clone(), name: of.table.clone()? },
                target_columns: named(target_columns, of),
                on_delete: *on_delete,
                on_update: *on_update,
            };
            Some(ConstraintSpec { kind, ..written.clone() })
        }));
        add(Action::CreateTable(Box::new(spec)), model.span);
        for field in model.fields.iter().filter(|field| field.index == Some(true)) {
            let index = IndexSpec {
                name: Some(ObjectName::bare(format!("idx-{}-{}", name.name, column_name(field)))),
                table: name.clone(),
                keys: vec![IndexKeySpec::column(column_name(field))],
                span: field.span,
                ..IndexSpec::default()
            };
            add(Action::CreateIndex(Box::new(index)), field.span);
        }
    }
    operations
}

/// `super::users::Entity` is the entity of `users.rs` beside the file; `Entity` is the file's own.
fn target_entity<'e>(path: &str, written: &str, entities: &'e [(Arc<str>, Model)]) -> Option<&'e Model> {
    let module = written.rsplit("::").nth(1);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let wanted = match module {
        None | Some("self") => path.to_owned(),
        Some(module) if folder.is_empty() => format!("{module}.rs"),
        Some(module) => format!("{folder}/{module}.rs"),
    };
    entities.iter().find(|(path, _)| **path == *wanted).map(|(_, model)| model)
}

fn named(name: &str, model: &Model) -> String {
    model.fields.iter().find(|field| field.name == name).map_or_else(|| name.to_owned(), column_name)
}

fn column_name(field: &ModelField) -> String {
    field.column.clone().unwrap_or_else(|| field.name.clone())
}

fn column(field: &ModelField, dialect: Dialect) -> ColumnSpec {
    let name = column_name(field);
    let mut constraints = Vec::new();
    if field.unique {
        let keys = vec![IndexKeySpec::column(name.as_str())];
        let kind = ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct: false, using_index: None };
        constraints.push(constraint(kind, field.span));
    }
    let type_name = match &field.type_name {
        Some(written) => column_type(written, dialect),
        None => rust_type(&field.kind, dialect),
    };
    let counts = field.auto_increment && matches!(type_name.as_str(), "integer" | "bigint" | "smallint");
    ColumnSpec {
        name,
        span: field.span,
        type_name,
        type_span: field.span,
        not_null: Some(field.primary_key || field.null == Some(false)),
        default: field.server_default.clone(),
        auto_increment: counts,
        constraints,
        ..ColumnSpec::default()
    }
}

/// The column type of a type of Rust; empty when it is one of the program's own.
fn rust_type(name: &str, dialect: Dialect) -> String {
    let of_engine =
        |postgres: &'static str, other: &'static str| if dialect == Dialect::Postgres { postgres } else { other };
    let known = match name {
        "i8" | "u8" => of_engine("smallint", "tinyint"),
        "i16" | "u16" => "smallint",
        "i32" | "u32" => "integer",
        "i64" | "u64" => "bigint",
        "f32" => of_engine("real", "float"),
        "f64" => of_engine("double precision", "double"),
        "bool" => "boolean",
        "String" => {
            if dialect == Dialect::Mysql {
                "varchar(255)"
            } else {
                "varchar"
            }
        }
        "DateTime" | "NaiveDateTime" | "ChronoDateTime" | "TimeDateTime" | "PrimitiveDateTime" => {
            of_engine("timestamp", "datetime")
        }
        "DateTimeUtc" | "DateTimeLocal" | "DateTimeWithTimeZone" | "TimeDateTimeWithTimeZone" | "OffsetDateTime" => {
            of_engine("timestamp with time zone", "timestamp")
        }
        "Date" | "NaiveDate" | "ChronoDate" => "date",
        "Time" | "NaiveTime" | "ChronoTime" => "time",
        "Uuid" => of_engine("uuid", "binary(16)"),
        "Decimal" | "BigDecimal" => "decimal",
        "Json" | "JsonValue" | "Value" => "json",
        "Vec<u8>" => of_engine("bytea", "blob"),
        _ if name.starts_with("DateTime<") => of_engine("timestamp with time zone", "timestamp"),
        _ => "",
    };
    known.to_owned()
}

/// `column_type = "Decimal(Some((10, 2)))"`
fn column_type(written: &str, dialect: Dialect) -> String {
    let (class, inside) = written.split_once('(').unwrap_or((written, ""));
    let class = class.trim().rsplit("::").next().unwrap_or_default();
    let numbers = inside.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect::<Vec<_>>();
    let sizes = if numbers.is_empty() { String::new() } else { format!("({})", numbers.join(", ")) };
    let on_postgres = dialect == Dialect::Postgres;
    match class {
        "Text" => "text".to_owned(),
        "String" => format!("varchar{sizes}"),
        "Char" => format!("char{sizes}"),
        "TinyInteger" => if on_postgres { "smallint" } else { "tinyint" }.to_owned(),
        "SmallInteger" => "smallint".to_owned(),
        "Integer" => "integer".to_owned(),
        "BigInteger" => "bigint".to_owned(),
        "Float" => if on_postgres { "real" } else { "float" }.to_owned(),
        "Double" => if on_postgres { "double precision" } else { "double" }.to_owned(),
        "Decimal" => format!("decimal{sizes}"),
        "DateTime" => if on_postgres { "timestamp" } else { "datetime" }.to_owned(),
        "Timestamp" => "timestamp".to_owned(),
        "TimestampWithTimeZone" => if on_postgres { "timestamp with time zone" } else { "timestamp" }.to_owned(),
        "Json" => "json".to_owned(),
        "JsonBinary" => if on_postgres { "jsonb" } else { "json" }.to_owned(),
        "Boolean" => "boolean".to_owned(),
        "Uuid" => if on_postgres { "uuid" } else { "binary(16)" }.to_owned(),
        "Date" | "Time" | "Interval" | "Money" | "Inet" | "Cidr" => class.to_lowercase(),
        "Binary" | "VarBinary" | "Blob" => if on_postgres { "bytea" } else { "blob" }.to_owned(),
        _ => String::new(),
    }
}
