//! ALTER TABLE, action by action.

use super::cursor::{Cursor, holds};
use super::tables;
use crate::extract::{Alteration, ColumnDefinition, Definitions};
use crate::fact::AlterationKind;
use crate::text::Span;

pub fn alter(cursor: &mut Cursor<'_>) -> Definitions {
    let mut definitions = Definitions::default();
    if !cursor.accept("TABLE") {
        return definitions;
    }
    cursor.accept_words(&["IF", "EXISTS"]);
    cursor.accept("ONLY");
    let Some((table, _)) = cursor.name() else { return definitions };
    // `WITH NOCHECK ADD CONSTRAINT …` is SQL Server's NOT VALID.
    let unchecked = cursor.accept_words(&["WITH", "NOCHECK"]);
    cursor.accept_words(&["WITH", "CHECK"]);
    while cursor.peek().is_some() {
        let start = cursor.position();
        let end = cursor.item_end();
        let words = cursor.outer_words(end);
        let span = cursor.span_of(start, end);
        let mut action = action(cursor, end, &words, &table, span, &mut definitions.columns);
        action.scans_rows &= !unchecked;
        definitions.alterations.push(action);
        cursor.go_to(end);
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    definitions
}

fn action(
    cursor: &mut Cursor<'_>,
    end: usize,
    words: &[String],
    table: &str,
    span: Span,
    columns: &mut Vec<ColumnDefinition>,
) -> Alteration {
    let mut alteration = Alteration {
        kind: AlterationKind::Other,
        table: table.to_owned(),
        name: None,
        new_name: None,
        scans_rows: false,
        required: false,
        concurrent: holds(words, &["CONCURRENTLY"]),
        span,
    };
    let name = |cursor: &mut Cursor<'_>| cursor.name().map(|(name, _)| name);
    if cursor.accept("ADD") {
        add(cursor, end, words, &mut alteration, columns);
    } else if cursor.accept("DROP") {
        alteration.kind = if ["CONSTRAINT", "FOREIGN", "PRIMARY"].iter().any(|word| cursor.accept(word)) {
            cursor.accept("KEY");
            AlterationKind::DropConstraint
        } else if cursor.accept("INDEX") || cursor.accept("KEY") {
            AlterationKind::DropIndex
        } else if cursor.is("PARTITION") || cursor.is("PERIOD") || cursor.is("PROJECTION") || cursor.is("SYSTEM") {
            return alteration;
        } else {
            cursor.accept("COLUMN");
            AlterationKind::DropColumn
        };
        cursor.accept_words(&["IF", "EXISTS"]);
        alteration.name = name(cursor);
    } else if cursor.accept("ALTER") {
        cursor.accept("COLUMN");
        alteration.name = name(cursor);
        alteration.kind = if cursor.accept_words(&["SET", "NOT", "NULL"]) {
            AlterationKind::SetNotNull
        } else if cursor.accept_words(&["DROP", "NOT", "NULL"]) {
            AlterationKind::DropNotNull
        } else if cursor.is("SET") && !cursor.is_words(&["SET", "DATA"])
            || cursor.is("DROP")
            || cursor.is("ADD")
            || cursor.is("RESET")
        {
            AlterationKind::Other
        } else {
            AlterationKind::ChangeType
        };
        alteration.scans_rows = matches!(alteration.kind, AlterationKind::SetNotNull | AlterationKind::ChangeType);
    } else if cursor.accept("MODIFY") {
        cursor.accept("COLUMN");
        alteration.name = name(cursor);
        alteration.kind = AlterationKind::ChangeType;
        alteration.scans_rows = true;
    } else if cursor.accept("CHANGE") {
        cursor.accept("COLUMN");
        let (old, new) = (name(cursor), name(cursor));
        let same = old == new;
        alteration.name = old;
        alteration.new_name = new.filter(|_| !same);
        alteration.kind = if same { AlterationKind::ChangeType } else { AlterationKind::RenameColumn };
    } else if cursor.accept("RENAME") {
        if cursor.accept("TO") || cursor.accept("AS") {
            alteration.kind = AlterationKind::RenameTable;
            alteration.new_name = name(cursor);
        } else if !(cursor.is("CONSTRAINT") || cursor.is("INDEX") || cursor.is("KEY")) {
            cursor.accept("COLUMN");
            alteration.name = name(cursor);
            alteration.kind = AlterationKind::RenameColumn;
            cursor.accept("TO");
            alteration.new_name = name(cursor);
        }
    } else if cursor.accept_words(&["ATTACH", "PARTITION"]) {
        alteration.kind = AlterationKind::AttachPartition;
        alteration.name = name(cursor);
    } else if cursor.accept_words(&["VALIDATE", "CONSTRAINT"]) {
        alteration.kind = AlterationKind::ValidateConstraint;
        alteration.name = name(cursor);
    }
    alteration
}

fn add(
    cursor: &mut Cursor<'_>,
    end: usize,
    words: &[String],
    alteration: &mut Alteration,
    columns: &mut Vec<ColumnDefinition>,
) {
    if cursor.accept("CONSTRAINT") {
        cursor.accept_words(&["IF", "NOT", "EXISTS"]);
        if !["PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"].iter().any(|word| cursor.is(word)) {
            alteration.name = cursor.name().map(|(name, _)| name);
        }
    }
    let deferred = holds(words, &["NOT", "VALID"]) || holds(words, &["NOT", "ENFORCED"]);
    let attached = holds(words, &["USING", "INDEX"]);
    if cursor.accept_words(&["PRIMARY", "KEY"]) {
        alteration.kind = AlterationKind::AddPrimaryKey;
        alteration.scans_rows = !attached;
    } else if cursor.is("UNIQUE") {
        alteration.kind = AlterationKind::AddUnique;
        alteration.scans_rows = !attached;
    } else if cursor.accept_words(&["FOREIGN", "KEY"]) {
        alteration.kind = AlterationKind::AddForeignKey;
        alteration.scans_rows = !deferred;
    } else if cursor.accept("CHECK") {
        alteration.kind = AlterationKind::AddCheck;
        alteration.scans_rows = !deferred;
    } else if ![
        "INDEX",
        "KEY",
        "FULLTEXT",
        "SPATIAL",
        "PARTITION",
        "EXCLUDE",
        "GENERATED",
        "PROJECTION",
        "PERIOD",
        "VALUE",
    ]
    .iter()
    .any(|word| cursor.is(word))
    {
        alteration.kind = AlterationKind::AddColumn;
        cursor.accept("COLUMN");
        cursor.accept_words(&["IF", "NOT", "EXISTS"]);
        if let Some(column) = tables::read_column(cursor, end, &alteration.table) {
            alteration.name = Some(column.name.clone());
            alteration.required = column.not_null && !column.has_default;
            columns.push(column);
        }
    }
}

/// MySQL's `RENAME TABLE a TO b, c TO d`.
pub fn rename_tables(cursor: &mut Cursor<'_>) -> Definitions {
    let mut definitions = Definitions::default();
    while cursor.peek().is_some() {
        // The first spans the verb as well.
        let start = if definitions.alterations.is_empty() { 0 } else { cursor.position() };
        let Some((table, _)) = cursor.name() else { break };
        if !cursor.accept("TO") {
            break;
        }
        let new_name = cursor.name().map(|(name, _)| name);
        definitions.alterations.push(Alteration {
            kind: AlterationKind::RenameTable,
            table,
            name: None,
            new_name,
            scans_rows: false,
            required: false,
            concurrent: false,
            span: cursor.span_of(start, cursor.position()),
        });
        if !cursor.accept_sign(b',') {
            break;
        }
    }
    definitions
}
