//! What has to be done to tables so that they become others. What stays keeps the name it was made with: Django
//! renames neither indexes nor constraints when it renames columns and tables.

use crate::extract::{
    Action, ColumnChange, ConstraintKind, ConstraintSpec, DroppedConstraint, IndexSpec, KeyOf, ObjectName, TableSpec,
};
use crate::text::Span;

/// Turns `old` into `new`, and gives `new` the names of what stays.
pub fn between(old: &[TableSpec], new: &mut [TableSpec]) -> Vec<Action> {
    let mut actions = Vec::new();
    for before in old {
        if !new.iter().any(|after| after.name == before.name) {
            actions.push(Action::DropTable { table: before.name.clone(), if_exists: false, cascade: true });
        }
    }
    for after in new {
        match old.iter().find(|before| before.name == after.name) {
            Some(before) => change(before, after, &mut actions),
            None => actions.push(Action::CreateTable(Box::new(after.clone()))),
        }
    }
    actions
}

fn change(before: &TableSpec, after: &mut TableSpec, actions: &mut Vec<Action>) {
    let table = after.name.clone();
    let mut constraints: Vec<&ConstraintSpec> = before.constraints.iter().collect();
    let mut new_constraints = Vec::new();
    for constraint in &mut after.constraints {
        match constraints.iter().position(|known| known.kind == constraint.kind) {
            Some(at) => constraint.name.clone_from(&constraints.remove(at).name),
            None => new_constraints.push(constraint.clone()),
        }
    }
    let mut indexes: Vec<&IndexSpec> = before.indexes.iter().collect();
    let mut new_indexes = Vec::new();
    for index in &mut after.indexes {
        match indexes.iter().position(|known| is_same_index(known, index)) {
            Some(at) => index.name.clone_from(&indexes.remove(at).name),
            None => new_indexes.push(index.clone()),
        }
    }
    for gone in constraints {
        let constraint = match (&gone.kind, &gone.name) {
            (ConstraintKind::PrimaryKey { .. }, _) => DroppedConstraint::PrimaryKey,
            (_, Some(name)) => DroppedConstraint::Named(name.clone()),
            (_, None) => continue,
        };
        actions.push(Action::DropConstraint { table: table.clone(), constraint, if_exists: true, cascade: false });
    }
    for gone in indexes {
        if let Some(index) = gone.name.clone() {
            actions.push(Action::DropIndex { index, table: Some(table.clone()), if_exists: true });
        }
    }
    for column in &before.columns {
        if !after.columns.iter().any(|known| known.name == column.name) {
            let (table, column) = (table.clone(), column.name.clone());
            actions.push(Action::DropColumn { table, column, if_exists: false, cascade: true });
        }
    }
    for column in &after.columns {
        let Some(known) = before.columns.iter().find(|known| known.name == column.name) else {
            let (table, column) = (table.clone(), Box::new(column.clone()));
            actions.push(Action::AddColumn { table, column, if_not_exists: false });
            continue;
        };
        let mut alter = |change: ColumnChange| {
            actions.push(Action::AlterColumn { table: table.clone(), column: column.name.clone(), change });
        };
        if known.type_name != column.type_name {
            alter(ColumnChange::Type { type_name: column.type_name.clone(), collation: None });
        }
        if known.not_null != column.not_null {
            alter(ColumnChange::NotNull(column.not_null == Some(true)));
        }
        if known.default != column.default {
            alter(ColumnChange::Default(column.default.clone()));
        }
        if known.auto_increment != column.auto_increment {
            alter(ColumnChange::Identity(column.auto_increment));
        }
    }
    for constraint in new_constraints {
        actions.push(Action::AddConstraint { table: table.clone(), constraint: Box::new(constraint) });
    }
    actions.extend(new_indexes.into_iter().map(|index| Action::CreateIndex(Box::new(index))));
}

fn is_same_index(one: &IndexSpec, other: &IndexSpec) -> bool {
    let plain = |index: &IndexSpec| IndexSpec {
        name: None,
        table: ObjectName::default(),
        concurrently: false,
        implied: false,
        span: Span::default(),
        ..index.clone()
    };
    plain(one) == plain(other)
}

/// Renames a column where a table names it.
pub fn rename_column(table: &mut TableSpec, column: &str, to: &str) {
    let rename = |name: &mut String| {
        if name == column {
            to.clone_into(name);
        }
    };
    let rename_key = |key: &mut crate::extract::IndexKeySpec| {
        if let KeyOf::Column(name) = &mut key.of {
            rename(name);
        }
    };
    table.columns.iter_mut().for_each(|known| rename(&mut known.name));
    for constraint in &mut table.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } => keys.iter_mut().for_each(rename_key),
            ConstraintKind::Unique { keys, include, .. } => {
                keys.iter_mut().for_each(rename_key);
                include.iter_mut().for_each(rename);
            }
            ConstraintKind::ForeignKey { columns, .. } | ConstraintKind::Exclude { columns, .. } => {
                columns.iter_mut().for_each(rename);
            }
            ConstraintKind::Check { text, .. } => *text = text.replace(&format!("\"{column}\""), &format!("\"{to}\"")),
        }
    }
    for index in &mut table.indexes {
        index.keys.iter_mut().for_each(rename_key);
        index.include.iter_mut().for_each(rename);
    }
}

/// Follows the new name of a table, or of one of its columns, in the foreign keys of another.
pub fn follow(table: &mut TableSpec, (old, column): (&ObjectName, Option<&str>), new: &str) {
    for constraint in &mut table.constraints {
        if let ConstraintKind::ForeignKey { target, target_columns, .. } = &mut constraint.kind
            && target == old
        {
            match column {
                None => new.clone_into(&mut target.name),
                Some(column) => {
                    target_columns.iter_mut().filter(|known| *known == column).for_each(|known| new.clone_into(known))
                }
            }
        }
    }
}
