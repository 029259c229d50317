//! Whether what stands beside a change of all rows shows that all rows are meant.

use super::scope::{plain, same_table};
use crate::extract::{Extract, Statement};
use crate::fact::StatementKind;

pub fn is_whole_table_meant(extract: &Extract, index: usize) -> bool {
    let statement = &extract.statements[index];
    let refills = |next: &Statement| {
        statement.kind == StatementKind::Delete
            && next.kind == StatementKind::Insert
            && changes_same_table(statement, next)
    };
    extract.statements.get(index + 1).is_some_and(refills) || fills_new_columns(extract, index)
}

fn changes_same_table(statement: &Statement, other: &Statement) -> bool {
    match (&statement.table, &other.table) {
        (Some(table), Some(other)) => same_table(table, other),
        _ => false,
    }
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
