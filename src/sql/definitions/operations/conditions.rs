//! T-SQL's IF before one change. What stands in larger blocks is only looked at for the tables it names.

use super::super::cursor::Cursor;
use super::blocks;
use crate::extract::{Action, Operation};
use crate::fact::Dialect;

pub fn read(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    if cursor.dialect() != Dialect::Tsql {
        return;
    }
    let Some(tables) = blocks::changed_tables(cursor) else { return };
    let tested = cursor.accept_words(&["NOT", "EXISTS"]) || cursor.accept("EXISTS");
    if tested && cursor.is_sign(b'(') {
        cursor.skip_brackets();
        cursor.accept("BEGIN");
        cursor.drop_last("END");
        if tables.len() == 1 && cursor.is_any(&["CREATE", "ALTER", "DROP"]) {
            operations.extend(super::read(cursor).into_iter().map(make_conditional));
            return;
        }
    }
    operations.push(Operation { action: Action::Opaque { tables }, span: cursor.span_of(0, cursor.end()) });
}

/// The condition asks for what is there already.
fn make_conditional(mut operation: Operation) -> Operation {
    match &mut operation.action {
        Action::CreateTable(table) => table.if_not_exists = true,
        Action::CreateIndex(index) => index.if_not_exists = true,
        Action::AddColumn { if_not_exists, .. } => *if_not_exists = true,
        Action::DropTable { if_exists, .. }
        | Action::DropView { if_exists, .. }
        | Action::DropColumn { if_exists, .. }
        | Action::DropConstraint { if_exists, .. }
        | Action::DropIndex { if_exists, .. } => *if_exists = true,
        _ => {}
    }
    operation
}
