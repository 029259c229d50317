//! PRIMARY KEY, UNIQUE, FOREIGN KEY, CHECK and EXCLUDE, of a table or beside a column.

use super::super::cursor::Cursor;
use super::{expressions, indexes};
use crate::extract::{ConstraintKind, ConstraintSpec, ReferentialAction};

/// Whether a constraint of the table begins here, and not a column.
pub fn begins(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["CONSTRAINT", "UNIQUE"])
        || cursor.is_words(&["PRIMARY", "KEY"])
        || cursor.is_words(&["FOREIGN", "KEY"])
        || cursor.is_words(&["EXCLUDE", "USING"])
        || (cursor.is_any(&["CHECK", "EXCLUDE"]) && cursor.is_bracket_next())
}

/// The column of `CONSTRAINT name NOT NULL column`, when that stands here.
pub fn not_null_column(cursor: &mut Cursor<'_>) -> Option<String> {
    let named = if cursor.is("CONSTRAINT") { 2 } else { 0 };
    if !(cursor.is_any_at(named, &["NOT"]) && cursor.is_any_at(named + 1, &["NULL"])) {
        return None;
    }
    cursor.advance(named + 2);
    cursor.identifier().map(|(column, _)| column)
}

/// A constraint of the table, up to the token of index `end`.
pub fn constraint(cursor: &mut Cursor<'_>, end: usize) -> Option<ConstraintSpec> {
    let from = cursor.position();
    let mut name = None;
    if cursor.accept("CONSTRAINT") {
        cursor.if_not_exists();
        if !cursor.is_any(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"]) {
            name = cursor.identifier().map(|(name, _)| name);
        }
    }
    let kind = if cursor.accept_words(&["PRIMARY", "KEY"]) {
        let (_, using_index) = before_keys(cursor);
        ConstraintKind::PrimaryKey { keys: indexes::keys(cursor), using_index }
    } else if cursor.accept("UNIQUE") {
        let (own, using_index) = before_keys(cursor);
        name = own.or(name);
        let mut nulls_not_distinct = cursor.accept_words(&["NULLS", "NOT", "DISTINCT"]);
        cursor.accept_words(&["NULLS", "DISTINCT"]);
        let keys = indexes::keys(cursor);
        let include = if cursor.accept("INCLUDE") { cursor.identifiers() } else { Vec::new() };
        nulls_not_distinct |= cursor.accept_words(&["NULLS", "NOT", "DISTINCT"]);
        ConstraintKind::Unique { keys, include, nulls_not_distinct, using_index }
    } else if cursor.accept_words(&["FOREIGN", "KEY"]) {
        cursor.if_not_exists();
        if !cursor.is_sign(b'(') {
            let own = cursor.identifier().map(|(name, _)| name);
            name = name.or(own);
        }
        let columns = cursor.identifiers();
        references(cursor, columns)?
    } else if cursor.is("CHECK") {
        check(cursor)?
    } else if cursor.accept("EXCLUDE") {
        let method = if cursor.accept("USING") { cursor.identifier().map(|(name, _)| name) } else { None };
        ConstraintKind::Exclude { method, columns: cursor.identifiers() }
    } else {
        return None;
    };
    let mut not_valid = false;
    while cursor.position() < end {
        not_valid |= cursor.is_words(&["NOT", "VALID"]) || cursor.is_words(&["NOT", "ENFORCED"]);
        cursor.advance(1);
    }
    Some(ConstraintSpec { name, kind, span: cursor.span_of(from, end), not_valid })
}

/// What may stand before the brackets of a key: KEY, a name, a method, or the index that is taken over instead.
fn before_keys(cursor: &mut Cursor<'_>) -> (Option<String>, Option<String>) {
    let mut name = None;
    let mut using_index = None;
    while !cursor.is_sign(b'(') && cursor.peek().is_some() && !cursor.is("NULLS") {
        if cursor.accept_words(&["USING", "INDEX"]) {
            using_index = cursor.identifier().map(|(name, _)| name);
            break;
        } else if cursor.accept("USING") {
            cursor.advance(1);
        } else if cursor.accept_any(&["KEY", "INDEX", "CLUSTERED", "NONCLUSTERED"]) || cursor.if_not_exists() {
        } else if let Some((own, _)) = cursor.identifier() {
            name = Some(own);
        } else {
            break;
        }
    }
    (name, using_index)
}

/// `REFERENCES target (columns) ON DELETE …`
pub fn references(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ConstraintKind> {
    if !cursor.accept("REFERENCES") {
        return None;
    }
    let (target, _) = cursor.object()?;
    let target_columns = cursor.identifiers();
    let (mut on_delete, mut on_update) = (None, None);
    loop {
        if cursor.accept_words(&["ON", "DELETE"]) {
            on_delete = referential_action(cursor);
        } else if cursor.accept_words(&["ON", "UPDATE"]) {
            on_update = referential_action(cursor);
        } else if cursor.accept("MATCH") {
            cursor.advance(1);
        } else {
            break;
        }
    }
    Some(ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update })
}

fn referential_action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    let action = if cursor.accept("CASCADE") {
        ReferentialAction::Cascade
    } else if cursor.accept("RESTRICT") {
        ReferentialAction::Restrict
    } else if cursor.accept_words(&["NO", "ACTION"]) {
        ReferentialAction::NoAction
    } else if cursor.accept_words(&["SET", "NULL"]) {
        ReferentialAction::SetNull
    } else if cursor.accept_words(&["SET", "DEFAULT"]) {
        ReferentialAction::SetDefault
    } else {
        return None;
    };
    // `SET NULL (column)`
    if cursor.is_sign(b'(') {
        cursor.skip_brackets();
    }
    Some(action)
}

pub fn check(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    if !cursor.accept("CHECK") || !cursor.is_sign(b'(') {
        return None;
    }
    let from = cursor.position() + 1;
    cursor.skip_brackets();
    let to = cursor.position().saturating_sub(1).max(from);
    Some(ConstraintKind::Check { text: cursor.written(from, to), tests: expressions::tests(cursor, from, to) })
}

/// What may follow a constraint beside a column; whether rows that are there go unchecked.
pub fn accept_tail(cursor: &mut Cursor<'_>) -> bool {
    let mut not_valid = false;
    loop {
        let unchecked = cursor.accept_words(&["NOT", "VALID"]) || cursor.accept_words(&["NOT", "ENFORCED"]);
        let deferral = cursor.accept_words(&["NOT", "DEFERRABLE"])
            || cursor.accept("DEFERRABLE")
            || cursor.accept_words(&["INITIALLY", "DEFERRED"])
            || cursor.accept_words(&["INITIALLY", "IMMEDIATE"])
            || cursor.accept_words(&["NO", "INHERIT"]);
        not_valid |= unchecked;
        if !unchecked && !deferral {
            return not_valid;
        }
    }
}
