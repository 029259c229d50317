//! Alembic's migrations to operations on the schema of one engine.

use std::collections::HashSet;

use super::Placed;
use super::described::{self, column, index, made_types, on_engine};
use super::sqlalchemy_types::sql_type;
use crate::extract::{
    Action, ColumnChange, HostMigration, MigrationStep, MigrationTool, ModelChange, ModelField, ObjectName, Operation,
};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::text::Span;

/// The migrations in the order in which Alembic runs them, each after those it follows; of those that may come next,
/// the first by path. What follows itself is left out.
pub fn in_order<'f>(files: &[Contribution<'f>]) -> Vec<Contribution<'f>> {
    let mut waiting: Vec<Contribution<'f>> = files.iter().filter(|file| migration(file).is_some()).copied().collect();
    let known: HashSet<&str> = waiting.iter().filter_map(migration).map(|migration| migration.id.as_str()).collect();
    let mut done: HashSet<&str> = HashSet::new();
    let mut ordered = Vec::new();
    loop {
        let follows = |(_, id): &(String, String)| !known.contains(id.as_str()) || done.contains(id.as_str());
        let is_next =
            |file: &Contribution<'f>| migration(file).is_some_and(|migration| migration.after.iter().all(follows));
        let Some(next) = waiting.iter().position(is_next) else { return ordered };
        let next = waiting.remove(next);
        done.extend(migration(&next).map(|migration| migration.id.as_str()));
        ordered.push(next);
    }
}

/// The revisions that no other follows. More than one: the lines of development were not merged.
pub fn heads<'f>(files: &[Contribution<'f>]) -> Vec<&'f str> {
    let migrations: Vec<&HostMigration> = files.iter().filter_map(migration).collect();
    let followed: HashSet<&str> =
        migrations.iter().flat_map(|migration| &migration.after).map(|(_, id)| id.as_str()).collect();
    migrations.iter().map(|migration| migration.id.as_str()).filter(|id| !followed.contains(id)).collect()
}

fn migration<'f>(file: &Contribution<'f>) -> Option<&'f HostMigration> {
    file.extract.schema.migration.as_ref().filter(|migration| migration.tool == MigrationTool::Alembic)
}

/// What all migrations do, in their order.
pub fn operations(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    let of_file = |file: Contribution<'_>| {
        let operations = migration(&file).map(|migration| steps(migration, dialect)).unwrap_or_default();
        operations.into_iter().map(move |operation| Placed { path: file.path.clone(), operation }).collect::<Vec<_>>()
    };
    in_order(files).into_iter().flat_map(of_file).collect()
}

/// What one migration does, in its order.
fn steps(migration: &HostMigration, dialect: Dialect) -> Vec<Operation> {
    let mut operations = Vec::new();
    for step in &migration.steps {
        match step {
            MigrationStep::Schema(Operation { action: Action::CreateIndex(index), span }) => {
                let action = Action::CreateIndex(Box::new(on_engine(index, dialect)));
                operations.push(Operation { action, span: *span });
            }
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
