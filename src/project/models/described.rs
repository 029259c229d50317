//! A model that says all of its table itself, to the operations that make the table.

use super::sqlalchemy_types::{enum_type, sql_type};
use crate::extract::{
    Action, ColumnSpec, ConstraintKind, ConstraintSpec, IndexKeySpec, IndexSpec, KeyOf, Model, ModelField, ObjectName,
    Operation, ReferentialAction, TableSpec,
};
use crate::fact::Dialect;
use crate::text::Span;

/// What makes the table of a model of SQLAlchemy: types of enums, the table, its indexes.
pub fn operations(model: &Model, dialect: Dialect) -> Vec<Operation> {
    let name = ObjectName { schema: model.schema.clone(), name: model.table.clone().unwrap_or_default() };
    let mut operations = Vec::new();
    let mut table = TableSpec {
        name: name.clone(),
        name_span: model.span,
        partial: model.partial,
        constraints: model.constraints.iter().map(|constraint| renamed(constraint, &model.fields)).collect(),
        ..TableSpec::default()
    };
    let columns: Vec<&ModelField> = model.fields.iter().filter(|field| is_column(field)).collect();
    let mut keys: Vec<String> =
        columns.iter().filter(|field| field.primary_key).map(|field| column_name(field)).collect();
    for constraint in &table.constraints {
        if let ConstraintKind::PrimaryKey { keys: named, .. } = &constraint.kind {
            keys = named.iter().filter_map(|key| column_of(key).cloned()).collect();
        }
    }
    for field in &columns {
        operations.extend(made_types(field, dialect));
        let mut column = column(field, dialect);
        let is_key = keys.contains(&column.name);
        column.not_null = Some(is_key || field.null == Some(false));
        column.auto_increment |= keys == [column.name.as_str()] && counts(field, &column);
        table.partial |= field.target.as_deref() == Some("");
        table.columns.push(column);
    }
    if !keys.is_empty() && !table.constraints.iter().any(|one| matches!(one.kind, ConstraintKind::PrimaryKey { .. })) {
        let keys = keys.into_iter().map(IndexKeySpec::column).collect();
        table.constraints.push(constraint(ConstraintKind::PrimaryKey { keys, using_index: None }, model.span));
    }
    operations.push(Operation { action: Action::CreateTable(Box::new(table)), span: model.span });
    let own = columns.iter().filter_map(|field| index(field, &name));
    let listed = model.indexes.iter().map(|index| IndexSpec {
        table: name.clone(),
        name: index.name.clone().map(|own| ObjectName { schema: name.schema.clone(), ..own }),
        keys: index.keys.iter().map(|key| renamed_key(key, &model.fields)).collect(),
        include: index.include.iter().map(|column| column_named(column, &model.fields)).collect(),
        ..on_engine(index, dialect)
    });
    operations.extend(own.chain(listed).map(|index| {
        let span = index.span;
        Operation { action: Action::CreateIndex(Box::new(index)), span }
    }));
    operations
}

/// The index as an engine gets it: options are for those engines alone that they name.
pub fn on_engine(index: &IndexSpec, dialect: Dialect) -> IndexSpec {
    let mut index = index.clone();
    let dialect = if dialect == Dialect::Generic { Dialect::Postgres } else { dialect };
    if !index.options_for.is_empty() && !index.options_for.contains(&dialect) {
        index.predicate = None;
        index.method = None;
        index.include.clear();
        index.nulls_not_distinct = false;
        index.keys.iter_mut().for_each(|key| key.operator_class = None);
    }
    index
}

/// The types that have to be there before the column.
pub fn made_types(field: &ModelField, dialect: Dialect) -> Option<Operation> {
    let made = enum_type(field.type_name.as_deref()?, dialect)?;
    let action = Action::CreateEnum { name: ObjectName::bare(made.name), values: made.values };
    Some(Operation { action, span: field.span })
}

pub fn is_column(field: &ModelField) -> bool {
    field.kind != "relationship"
}

pub fn column_name(field: &ModelField) -> String {
    field.column.clone().unwrap_or_else(|| field.name.clone())
}

/// A column, with the constraints that are written beside it.
pub fn column(field: &ModelField, dialect: Dialect) -> ColumnSpec {
    let name = column_name(field);
    let mut constraints = Vec::new();
    if field.unique && field.index != Some(true) {
        let keys = vec![IndexKeySpec::column(name.as_str())];
        let kind = ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct: false, using_index: None };
        constraints.push(constraint(kind, field.span));
    }
    constraints.extend(foreign_key(field, &name).map(|kind| constraint(kind, field.span)));
    ColumnSpec {
        type_name: sql_type(field.type_name.as_deref().unwrap_or_default(), dialect),
        span: field.span,
        type_span: field.span,
        not_null: field.null.map(|null| !null),
        default: field.server_default.clone().filter(|default| !default.is_empty()),
        auto_increment: field.auto_increment,
        constraints,
        name,
        ..ColumnSpec::default()
    }
}

/// An integer that is the whole key counts up by itself, unless it points elsewhere.
fn counts(field: &ModelField, column: &ColumnSpec) -> bool {
    let integer =
        matches!(field.kind.as_str(), "Integer" | "BigInteger" | "SmallInteger" | "INTEGER" | "BIGINT" | "SMALLINT");
    integer && field.target.is_none() && column.default.is_none()
}

/// `schema.table.column`
fn foreign_key(field: &ModelField, column: &str) -> Option<ConstraintKind> {
    let target = field.target.as_deref().filter(|target| !target.is_empty())?;
    let mut parts = target.rsplit('.');
    let target_column = parts.next()?.to_owned();
    let name = parts.next()?.to_owned();
    Some(ConstraintKind::ForeignKey {
        columns: vec![column.to_owned()],
        target: ObjectName { schema: parts.next().map(str::to_owned), name },
        target_columns: vec![target_column],
        on_delete: field.on_delete.as_deref().and_then(referential),
        on_update: None,
    })
}

fn referential(written: &str) -> Option<ReferentialAction> {
    Some(match written.to_ascii_uppercase().as_str() {
        "CASCADE" => ReferentialAction::Cascade,
        "RESTRICT" => ReferentialAction::Restrict,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        "NO ACTION" => ReferentialAction::NoAction,
        _ => return None,
    })
}

/// `index=True` names its index after table and column; with `unique=True` it is the unique one.
pub fn index(field: &ModelField, table: &ObjectName) -> Option<IndexSpec> {
    if field.index != Some(true) {
        return None;
    }
    let column = column_name(field);
    let schema = table.schema.as_deref().map(|schema| format!("{schema}_")).unwrap_or_default();
    let name = format!("ix_{schema}{}_{column}", table.name);
    Some(IndexSpec {
        name: Some(ObjectName { schema: table.schema.clone(), name }),
        table: table.clone(),
        unique: field.unique,
        keys: vec![IndexKeySpec::column(column)],
        span: field.span,
        ..IndexSpec::default()
    })
}

pub fn constraint(kind: ConstraintKind, span: Span) -> ConstraintSpec {
    ConstraintSpec { name: None, kind, span, not_valid: false }
}

fn column_of(key: &IndexKeySpec) -> Option<&String> {
    match &key.of {
        KeyOf::Column(name) => Some(name),
        KeyOf::Expression { .. } => None,
    }
}

/// The column that a name means: that of a column, else of a field.
fn column_named(name: &str, fields: &[ModelField]) -> String {
    if fields.iter().any(|field| column_name(field) == name) {
        return name.to_owned();
    }
    fields.iter().find(|field| field.name == name).map_or_else(|| name.to_owned(), column_name)
}

fn renamed_key(key: &IndexKeySpec, fields: &[ModelField]) -> IndexKeySpec {
    let of = match &key.of {
        KeyOf::Column(name) => KeyOf::Column(column_named(name, fields)),
        expression => expression.clone(),
    };
    IndexKeySpec { of, ..key.clone() }
}

/// A constraint with columns where fields are named.
fn renamed(constraint: &ConstraintSpec, fields: &[ModelField]) -> ConstraintSpec {
    let mut constraint = constraint.clone();
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => {
            keys.iter_mut().for_each(|key| *key = renamed_key(key, fields));
        }
        ConstraintKind::ForeignKey { columns, .. } => {
            columns.iter_mut().for_each(|column| *column = column_named(column, fields));
        }
        ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => {}
    }
    constraint
}
