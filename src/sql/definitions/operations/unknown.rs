//! Operations on what a template or the program names. Nothing of such a name may reach the schema.

use crate::extract::{Action, ConstraintKind, ConstraintSpec, IndexKeySpec, KeyOf, ObjectName, Operation};
use crate::text::HOLE;

/// What is left of an operation when names that are not known are taken out of it.
pub fn settle(mut operation: Operation) -> Option<Operation> {
    let table = match &mut operation.action {
        Action::CreateTable(table) => {
            if is_hole(&table.name) {
                return None;
            }
            let (columns, constraints) = (table.columns.len(), table.constraints.len());
            table.columns.retain(|column| column.name != HOLE);
            table.constraints.retain(is_known);
            for column in &mut table.columns {
                column.constraints.retain(is_known);
            }
            table.indexes.retain(|index| are_known(&index.keys));
            table.partial |= columns > table.columns.len() || constraints > table.constraints.len();
            return Some(operation);
        }
        Action::CreateView(view) => return (!is_hole(&view.name)).then_some(operation),
        Action::CreateEnum { name, .. } | Action::CreateDomain { name, .. } | Action::CreateType { name } => {
            return (!is_hole(name)).then_some(operation);
        }
        Action::CreateIndex(index) => {
            index.name.take_if(|name| is_hole(name));
            (!are_known(&index.keys) || is_hole(&index.table)).then(|| index.table.clone())
        }
        Action::AddConstraint { table, constraint } => {
            constraint.name.take_if(|name| name == HOLE);
            (!is_known(constraint) || is_hole(table)).then(|| table.clone())
        }
        Action::AddColumn { table, column, .. } => (column.name == HOLE || is_hole(table)).then(|| table.clone()),
        Action::ReplaceColumn { table, column, with } => {
            (column == HOLE || with.name == HOLE || is_hole(table)).then(|| table.clone())
        }
        Action::DropColumn { table, column, .. } | Action::AlterColumn { table, column, .. } => {
            (column == HOLE || is_hole(table)).then(|| table.clone())
        }
        Action::RenameColumn { table, column, to } => {
            (column == HOLE || to == HOLE || is_hole(table)).then(|| table.clone())
        }
        Action::DropTable { table, .. }
        | Action::TableOptions { table, .. }
        | Action::MoveTable { table, .. }
        | Action::DropConstraint { table, .. }
        | Action::DropView { view: table, .. } => is_hole(table).then(|| table.clone()),
        Action::RenameTable { table, to } => (is_hole(table) || is_hole(to)).then(|| table.clone()),
        Action::DropIndex { index, table, .. } => {
            is_hole(index).then(|| table.clone().unwrap_or_else(|| index.clone()))
        }
        Action::CreateSchema { name } | Action::DropSchema { name, .. } => {
            return (name != HOLE).then_some(operation);
        }
        Action::SetSearchPath { schemas } => {
            return (!schemas.iter().any(|schema| schema == HOLE)).then_some(operation);
        }
        Action::Opaque { tables } => {
            if tables.iter().any(is_hole) {
                tables.clear();
            }
            None
        }
        _ => None,
    };
    if let Some(table) = table {
        let tables = if is_hole(&table) { Vec::new() } else { vec![table] };
        operation.action = Action::Opaque { tables };
    }
    Some(operation)
}

fn is_hole(name: &ObjectName) -> bool {
    name.name == HOLE
}

fn are_known(keys: &[IndexKeySpec]) -> bool {
    !keys.iter().any(|key| key.of == KeyOf::Column(HOLE.to_owned()))
}

fn is_known(constraint: &ConstraintSpec) -> bool {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => are_known(keys),
        ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
            !is_hole(target) && !columns.iter().chain(target_columns).any(|column| column == HOLE)
        }
        ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => true,
    }
}
