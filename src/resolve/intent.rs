//! Whether what stands beside a change of all rows shows that all rows are meant.

use super::scope::{plain, same_table};
use super::statements::is_narrowed;
use crate::extract::{Extract, Statement};
use crate::fact::{Origin, StatementKind};

pub fn is_whole_table_meant(extract: &Extract, index: usize) -> bool {
    let statement = &extract.statements[index];
    let neighbours = |other: &&Statement| changes_same_table(statement, other);
    let before = extract.statements[..index].last().filter(neighbours);
    let after = extract.statements.get(index + 1).filter(neighbours);
    let refills = |next: &Statement| statement.kind == StatementKind::Delete && next.kind == StatementKind::Insert;
    after.is_some_and(refills)
        || before.into_iter().chain(after).any(|other| is_other_case(statement, other))
        || fills_new_columns(extract, index)
}

fn changes_same_table(statement: &Statement, other: &Statement) -> bool {
    match (&statement.table, &other.table) {
        (Some(table), Some(other)) => same_table(table, other),
        _ => false,
    }
}

/// `if all { DELETE FROM t } else { DELETE FROM t WHERE … }`
fn is_other_case(statement: &Statement, other: &Statement) -> bool {
    statement.origin == Origin::Embedded && other.kind == statement.kind && is_narrowed(other)
}

/// An UPDATE that sets nothing but columns which the file added to the table before.
fn fills_new_columns(extract: &Extract, index: usize) -> bool {
    let statement = &extract.statements[index];
    let added = |column: &str| {
        let adds = |earlier: &&Statement| !earlier.creates && changes_same_table(statement, earlier);
        let earlier = extract.statements[..index].iter().filter(adds);
        earlier
            .flat_map(|earlier| &earlier.definitions.columns)
            .any(|added| added.name.eq_ignore_ascii_case(plain(column)))
    };
    statement.kind == StatementKind::Update
        && !statement.assignments.is_empty()
        && statement.assignments.iter().all(|assignment| added(&assignment.column))
}
