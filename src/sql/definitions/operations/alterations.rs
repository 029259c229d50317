//! ALTER TABLE, action by action, and RENAME TABLE.

use super::super::cursor::Cursor;
use super::{columns, constraints, indexes, schemas, types, views};
use crate::extract::{Action, ColumnChange, DroppedConstraint, ObjectName, Operation};
use crate::fact::Dialect;

/// Words behind the name of a column that say how it changes.
const CHANGES: &[&str] = &["SET", "DROP", "TYPE", "ADD", "RESET"];

pub fn alter(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    cursor.accept("FOREIGN");
    if cursor.accept("TABLE") {
        alter_table(cursor, operations);
        return;
    }
    cursor.accept("MATERIALIZED");
    views::skip_security(cursor);
    operations.extend(if cursor.accept("VIEW") || cursor.accept("SEQUENCE") {
        views::alter(cursor)
    } else if cursor.accept("INDEX") {
        views::alter_index(cursor)
    } else if cursor.accept("TYPE") || cursor.accept("DOMAIN") {
        types::alter(cursor)
    } else if cursor.accept("SCHEMA") {
        schemas::alter(cursor)
    } else {
        None
    });
}

fn alter_table(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    cursor.if_exists();
    cursor.accept("ONLY");
    let Some((table, _)) = cursor.object() else { return };
    let unchecked = cursor.accept_words(&["WITH", "NOCHECK"]);
    cursor.accept_words(&["WITH", "CHECK"]);
    let mut verb = String::new();
    while cursor.peek().is_some() {
        let start = cursor.position();
        let end = cursor.item_end();
        let first = operations.len();
        let mut change = Change { table: &table, end, actions: Vec::new() };
        let word = cursor.word().unwrap_or_default();
        let known = change.read(cursor, &word);
        // `ADD a int, b int` of T-SQL.
        if !known && cursor.dialect() == Dialect::Tsql && matches!(verb.as_str(), "ADD" | "DROP") {
            cursor.go_to(start);
            change.repeat(cursor, &verb);
        } else {
            verb = word;
        }
        let span = cursor.span_of(start, end);
        operations.extend(change.actions.into_iter().map(|action| Operation { action, span }));
        if unchecked {
            operations[first..].iter_mut().for_each(leave_unchecked);
        }
        cursor.go_to(end);
        if !cursor.accept_sign(b',') {
            break;
        }
    }
}

fn leave_unchecked(operation: &mut Operation) {
    if let Action::AddConstraint { constraint, .. } = &mut operation.action {
        constraint.not_valid = true;
    }
}

/// One action of an ALTER TABLE.
struct Change<'n> {
    table: &'n ObjectName,
    end: usize,
    actions: Vec<Action>,
}

impl Change<'_> {
    fn table(&self) -> ObjectName {
        self.table.clone()
    }

    /// Whether the verb is one of ALTER TABLE.
    fn read(&mut self, cursor: &mut Cursor<'_>, verb: &str) -> bool {
        cursor.advance(1);
        match verb {
            "ADD" => self.add(cursor),
            "DROP" => drop(self.drop(cursor)),
            "ALTER" => drop(self.alter(cursor)),
            "MODIFY" => self.modify(cursor),
            "CHANGE" => drop(self.change(cursor)),
            "RENAME" => drop(self.rename(cursor)),
            "SET" if cursor.accept("SCHEMA") => {
                let table = self.table();
                self.actions.extend(cursor.identifier().map(|(schema, _)| Action::MoveTable { table, schema }));
            }
            "VALIDATE" if cursor.accept("CONSTRAINT") => {
                let table = self.table();
                let name = cursor.identifier();
                self.actions.extend(name.map(|(constraint, _)| Action::ValidateConstraint { table, constraint }));
            }
            "ATTACH" | "DETACH" if cursor.accept("PARTITION") => self.partition(cursor, verb == "ATTACH"),
            "INHERIT" => {
                let table = self.table();
                self.actions.extend(cursor.object().map(|(parent, _)| Action::Inherit { table, parent }));
            }
            "NO" if cursor.accept("INHERIT") => {
                let partition = self.table();
                self.actions.extend(cursor.object().map(|(table, _)| Action::DetachPartition { table, partition }));
            }
            "CONVERT" | "ENGINE" | "DEFAULT" | "CHARSET" | "CHARACTER" | "COLLATE" => {
                cursor.go_to(cursor.position() - 1);
                self.options(cursor);
            }
            _ => return false,
        }
        true
    }

    fn repeat(&mut self, cursor: &mut Cursor<'_>, verb: &str) {
        match verb {
            "ADD" => self.add(cursor),
            _ => drop(self.drop(cursor)),
        }
    }

    fn add(&mut self, cursor: &mut Cursor<'_>) {
        if let Some(column) = constraints::not_null_column(cursor) {
            let change = match cursor.is_words(&["NOT", "VALID"]) {
                true => ColumnChange::Other,
                false => ColumnChange::NotNull(true),
            };
            self.actions.push(Action::AlterColumn { table: self.table(), column, change });
        } else if constraints::begins(cursor) {
            let constraint = constraints::constraint(cursor, self.end).map(Box::new);
            let table = self.table();
            self.actions.extend(constraint.map(|constraint| Action::AddConstraint { table, constraint }));
        } else if indexes::entry_begins(cursor) {
            let index = indexes::entry(cursor, self.end, self.table);
            self.actions.push(Action::CreateIndex(Box::new(index)));
        } else if names_no_column(cursor) {
        } else {
            cursor.accept("COLUMN");
            let if_not_exists = cursor.if_not_exists();
            if !cursor.accept_sign(b'(') {
                self.add_column(cursor, self.end, if_not_exists);
                return;
            }
            // `ADD (a int, b int)`, which may list constraints as well.
            while !cursor.is_sign(b')') && cursor.position() < self.end {
                let end = cursor.item_end();
                let inside = Change { table: self.table, end, actions: Vec::new() };
                let mut inside = inside;
                if constraints::begins(cursor) || indexes::entry_begins(cursor) {
                    inside.add(cursor);
                } else {
                    inside.add_column(cursor, end, if_not_exists);
                }
                self.actions.append(&mut inside.actions);
                cursor.go_to(end);
                if !cursor.accept_sign(b',') {
                    break;
                }
            }
        }
    }

    fn add_column(&mut self, cursor: &mut Cursor<'_>, end: usize, if_not_exists: bool) {
        let column = columns::column(cursor, end).map(Box::new);
        let table = self.table();
        self.actions.extend(column.map(|column| Action::AddColumn { table, column, if_not_exists }));
    }

    fn drop(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let table = self.table();
        let alone = cursor.position() + 1 >= self.end;
        let action = if cursor.accept_words(&["PRIMARY", "KEY"]) {
            Action::DropConstraint {
                table,
                constraint: DroppedConstraint::PrimaryKey,
                if_exists: false,
                cascade: false,
            }
        } else if !alone && (cursor.accept_words(&["FOREIGN", "KEY"])) {
            let if_exists = cursor.if_exists();
            let constraint = DroppedConstraint::ForeignKey(cursor.identifier()?.0);
            Action::DropConstraint { table, constraint, if_exists, cascade: false }
        } else if !alone && (cursor.accept("CONSTRAINT") || cursor.accept("CHECK")) {
            let if_exists = cursor.if_exists();
            let constraint = DroppedConstraint::Named(cursor.identifier()?.0);
            Action::DropConstraint { table, constraint, if_exists, cascade: cursor.is("CASCADE") }
        } else if !alone && (cursor.accept("INDEX") || cursor.accept("KEY")) {
            let if_exists = cursor.if_exists();
            let index = ObjectName::bare(cursor.identifier()?.0);
            Action::DropIndex { index, table: Some(table), if_exists }
        } else if !alone && names_no_column(cursor) {
            return None;
        } else {
            return self.drop_columns(cursor);
        };
        self.actions.push(action);
        Some(())
    }

    fn drop_columns(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.position() + 1 < self.end {
            cursor.accept("COLUMN");
        }
        let if_exists = cursor.if_exists();
        let columns = match cursor.is_sign(b'(') {
            true => cursor.identifiers(),
            false => vec![cursor.identifier()?.0],
        };
        let cascade = cursor.is("CASCADE");
        let table = self.table();
        let drops =
            columns.into_iter().map(|column| Action::DropColumn { table: table.clone(), column, if_exists, cascade });
        self.actions.extend(drops);
        Some(())
    }

    fn alter(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        if cursor.is_any(&["INDEX", "CONSTRAINT", "CHECK", "KEY"]) && !cursor.is_any_at(1, CHANGES) {
            // Whether an index is used: INVISIBLE, IGNORED.
            if cursor.is_any(&["INDEX", "KEY"]) {
                self.actions.push(Action::Opaque { tables: vec![self.table()] });
            }
            return None;
        }
        if !cursor.is_any_at(1, CHANGES) {
            cursor.accept("COLUMN");
        }
        cursor.if_exists();
        let (column, _) = cursor.identifier()?;
        let table = self.table();
        let push = |actions: &mut Vec<Action>, change| {
            actions.push(Action::AlterColumn { table: table.clone(), column: column.clone(), change });
        };
        if cursor.accept_words(&["SET", "NOT", "NULL"]) {
            push(&mut self.actions, ColumnChange::NotNull(true));
        } else if cursor.accept_words(&["DROP", "NOT", "NULL"]) {
            push(&mut self.actions, ColumnChange::NotNull(false));
        } else if cursor.accept_words(&["SET", "DEFAULT"]) {
            let default = columns::default(cursor, self.end);
            push(&mut self.actions, ColumnChange::Default(Some(default)));
        } else if cursor.accept_words(&["DROP", "DEFAULT"]) {
            push(&mut self.actions, ColumnChange::Default(None));
        } else if cursor.accept_words(&["ADD", "GENERATED"]) {
            push(&mut self.actions, ColumnChange::Identity(true));
        } else if cursor.accept_words(&["DROP", "IDENTITY"]) {
            push(&mut self.actions, ColumnChange::Identity(false));
        } else if cursor.accept_words(&["DROP", "EXPRESSION"]) {
            push(&mut self.actions, ColumnChange::DropExpression);
        } else if cursor.accept_words(&["SET", "DATA", "TYPE"]) || cursor.accept("TYPE") {
            let type_name = columns::type_name(cursor, self.end);
            let collation = if cursor.accept("COLLATE") { cursor.option_value() } else { None };
            push(&mut self.actions, ColumnChange::Type { type_name, collation });
        } else if cursor.is_any(&["SET", "RESET", "DROP", "ADD", "RESTART"]) || cursor.position() >= self.end {
            push(&mut self.actions, ColumnChange::Other);
        } else {
            // T-SQL: `ALTER COLUMN a int NOT NULL`.
            let type_name = columns::type_name(cursor, self.end);
            let collation = if cursor.accept("COLLATE") { cursor.option_value() } else { None };
            push(&mut self.actions, ColumnChange::Type { type_name, collation });
            push(&mut self.actions, ColumnChange::NotNull(cursor.is_words(&["NOT", "NULL"])));
        }
        Some(())
    }

    fn modify(&mut self, cursor: &mut Cursor<'_>) {
        cursor.accept("COLUMN");
        cursor.if_exists();
        let bracketed = cursor.accept_sign(b'(');
        loop {
            let end = if bracketed { cursor.item_end() } else { self.end };
            let Some(with) = columns::column(cursor, end).map(Box::new) else { return };
            let column = with.name.clone();
            self.actions.push(Action::ReplaceColumn { table: self.table(), column, with });
            cursor.go_to(end);
            if !bracketed || !cursor.accept_sign(b',') {
                return;
            }
        }
    }

    fn change(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.accept("COLUMN");
        cursor.if_exists();
        let (column, _) = cursor.identifier()?;
        let with = Box::new(columns::column(cursor, self.end)?);
        self.actions.push(Action::ReplaceColumn { table: self.table(), column, with });
        Some(())
    }

    fn rename(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let table = self.table();
        if cursor.accept("TO") || cursor.accept("AS") || cursor.position() + 1 == self.end {
            let to = in_schema_of(&table, cursor.object()?.0);
            self.actions.push(Action::RenameTable { table, to });
            return Some(());
        }
        let to = |cursor: &mut Cursor<'_>| {
            let (from, _) = cursor.identifier()?;
            let _ = cursor.accept("TO") || cursor.accept("AS");
            Some((from, cursor.identifier()?.0))
        };
        let named = !cursor.is_words(&["INDEX", "TO"]) && !cursor.is_words(&["KEY", "TO"]);
        let action = if cursor.accept("CONSTRAINT") {
            let (constraint, to) = to(cursor)?;
            Action::RenameConstraint { table, constraint, to }
        } else if named && (cursor.accept("INDEX") || cursor.accept("KEY")) {
            let (index, to) = to(cursor)?;
            Action::RenameIndex { index: ObjectName::bare(index), table: Some(table), to }
        } else {
            if !cursor.is_words(&["COLUMN", "TO"]) {
                cursor.accept("COLUMN");
            }
            let (column, to) = to(cursor)?;
            Action::RenameColumn { table, column, to }
        };
        self.actions.push(action);
        Some(())
    }

    fn partition(&mut self, cursor: &mut Cursor<'_>, attaches: bool) {
        let table = self.table();
        self.actions.extend(cursor.object().map(|(partition, _)| match attaches {
            true => Action::AttachPartition { table, partition },
            false => Action::DetachPartition { table, partition },
        }));
    }

    /// `CONVERT TO CHARACTER SET …`, `ENGINE = …`, `DEFAULT CHARSET = … COLLATE = …`
    fn options(&mut self, cursor: &mut Cursor<'_>) {
        let converts = cursor.accept_words(&["CONVERT", "TO"]);
        let (mut engine, mut charset, mut collation) = (None, None, None);
        while cursor.position() < self.end {
            if cursor.accept("ENGINE") {
                engine = cursor.option_value();
            } else if cursor.accept_words(&["CHARACTER", "SET"]) || cursor.accept("CHARSET") {
                charset = cursor.option_value();
            } else if cursor.accept("COLLATE") {
                collation = cursor.option_value();
            } else {
                cursor.advance(1);
            }
        }
        self.actions.push(Action::TableOptions { table: self.table(), engine, charset, collation, converts });
    }
}

/// `ADD PARTITION …`, `DROP PERIOD …`
fn names_no_column(cursor: &Cursor<'_>) -> bool {
    cursor.is_words(&["PERIOD", "FOR"])
        || cursor.is_words(&["SYSTEM", "VERSIONING"])
        || cursor.is_any(&["PARTITION", "PROJECTION"]) && cursor.dialect() != Dialect::Postgres
}

/// RENAME leaves a table in its schema.
pub fn in_schema_of(table: &ObjectName, to: ObjectName) -> ObjectName {
    ObjectName { schema: to.schema.or_else(|| table.schema.clone()), ..to }
}

/// MySQL's `RENAME TABLE a TO b, c TO d`.
pub fn rename_tables(cursor: &mut Cursor<'_>, operations: &mut Vec<Operation>) {
    cursor.if_exists();
    while let Some((table, span)) = cursor.object() {
        if !cursor.accept("TO") {
            break;
        }
        let Some((to, _)) = cursor.object() else { break };
        let to = in_schema_of(&table, to);
        operations.push(Operation { action: Action::RenameTable { table, to }, span });
        if !cursor.accept_sign(b',') {
            break;
        }
    }
}
