//! Alembic's migrations to operations on the schema of one engine.

use super::described::{self, column, index, made_types};
use super::sqlalchemy_types::sql_type;
use crate::extract::{
    Action, ColumnChange, HostMigration, MigrationStep, ModelChange, ModelField, ObjectName, Operation,
};
use crate::fact::Dialect;
use crate::text::Span;

/// What a migration does, in its order.
pub fn operations(migration: &HostMigration, dialect: Dialect) -> Vec<Operation> {
    let mut operations = Vec::new();
    for step in &migration.steps {
        match step {
            MigrationStep::Schema(operation) => operations.push(operation.clone()),
            MigrationStep::Model(step) => match &step.change {
                ModelChange::Create(model) => {
                    let made = described::operations(model, dialect);
                    operations.extend(made.into_iter().map(|operation| Operation { span: step.span, ..operation }));
                }
                ModelChange::AddField { model, field } => {
                    operations.extend(add_column(table(model), field, dialect, step.span));
                }
                ModelChange::AlterField { model, field } => {
                    operations.extend(alter_column(&table(model), field, dialect, step.span));
                }
                _ => {}
            },
        }
    }
    operations
}

fn table(written: &str) -> ObjectName {
    match written.rsplit_once('.') {
        Some((schema, name)) => ObjectName { schema: Some(schema.to_owned()), name: name.to_owned() },
        None => ObjectName::bare(written),
    }
}

fn add_column(table: ObjectName, field: &ModelField, dialect: Dialect, span: Span) -> Vec<Operation> {
    let index = index(field, &table).map(|index| Action::CreateIndex(Box::new(index)));
    let column = Box::new(column(field, dialect));
    let add = Action::AddColumn { table, column, if_not_exists: false };
    let made = made_types(field, dialect).map(|made| made.action);
    made.into_iter().chain([add]).chain(index).map(|action| Operation { action, span }).collect()
}

/// Only what is given changes; an empty default is one that is taken away, an empty type one that is not known.
fn alter_column(table: &ObjectName, field: &ModelField, dialect: Dialect, span: Span) -> Vec<Operation> {
    let type_name = field.type_name.as_deref().map(|written| sql_type(written, dialect));
    let changes = [
        type_name.map(|type_name| ColumnChange::Type { type_name, collation: None }),
        field.null.map(|null| ColumnChange::NotNull(!null)),
        field
            .server_default
            .clone()
            .map(|default| ColumnChange::Default(Some(default).filter(|text| !text.is_empty()))),
    ];
    let change = |change| {
        let action = Action::AlterColumn { table: table.clone(), column: field.name.clone(), change };
        Operation { action, span }
    };
    changes.into_iter().flatten().map(change).collect()
}
