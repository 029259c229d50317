//! Facts about statements: whether they say which rows they change, and which transaction they run in.

use super::Schedule;
use super::history::History;
use super::scratch::is_scratch;
use super::{intent, predicates, queries};
use crate::extract::{self, Extract};
use crate::fact::{Clause, Facts, Known, Origin, QueryRole, Statement, StatementKind};
use crate::text::{FileRole, Source, SourceKind};

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, history: &History<'_>, schedule: Schedule) {
    let transactions = Transactions::follow(source, extract);
    let online_schema = is_cockroach(&source.path);
    let undo_file = is_undo_file(&source.path);
    for (index, statement) in extract.statements.iter().enumerate() {
        let table = table(statement);
        facts.statements.push(Statement {
            kind: statement.kind,
            dialect: statement.dialect,
            origin: statement.origin,
            narrowed: is_narrowed(statement),
            whole_table_meant: intent::is_whole_table_meant(extract, index),
            table: table.cloned(),
            scratch: table.is_some_and(|table| is_scratch(table)),
            table_is_new: table.is_some_and(|table| history.is_new(index, table)),
            table_is_empty: table.is_some_and(|table| history.is_empty(index, table)),
            online_schema,
            in_transaction: transactions.inside[index],
            left_open: transactions.left_open.contains(&index),
            columns_checked: statement.columns_checked,
            undo: statement.undo || undo_file,
            settled: schedule.settled,
            downtime: schedule.downtime,
            verb: statement.verb.clone(),
            place: source.place(statement.verb_span),
        });
    }
}

/// The table a statement writes or defines; of one that no parser could read, what its words name.
fn table(statement: &extract::Statement) -> Option<&String> {
    let definitions = &statement.definitions;
    let defined = definitions.table.as_ref().map(|table| &table.name);
    let indexed = definitions.index.as_ref().map(|index| &index.table);
    let altered = definitions.alterations.first().map(|alteration| &alteration.table);
    let named = statement.table.as_ref().or(defined).or(indexed).or(altered);
    named.filter(|table| !table.is_empty())
}

/// CockroachDB is read as PostgreSQL; only folders and names tell it apart.
pub(super) fn is_cockroach(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("cockroach") || path.split(['/', '.', '_', '-']).any(|word| word == "crdb")
}

/// Whether an UPDATE or DELETE says which rows. What could not be read whole may say it.
pub(super) fn is_narrowed(statement: &extract::Statement) -> bool {
    if statement.opaque || statement.patched {
        return true;
    }
    statement
        .queries
        .iter()
        .enumerate()
        .filter(|(_, query)| query.role == QueryRole::Change && query.values.is_none())
        .any(|(_, query)| {
            let selects = query.predicates.iter().any(|predicate| {
                matches!(predicate.clause, Clause::Where | Clause::Join)
                    && predicates::constant(predicate) != Known::Yes(true)
            });
            selects || query.limit.is_some() || query.tables.len() > 1 && queries::joins_rows(query)
        })
}

/// `*.down.sql`, `down.sql`, `down/…`
fn is_undo_file(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let folder = folders.rsplit('/').next().unwrap_or_default();
    let named = name.split(['.', '_', '-']).any(|word| matches!(word, "down" | "rollback" | "undo"));
    named
        && name.ends_with(".sql")
        && (name.starts_with("down.")
            || name.contains(".down.")
            || name.ends_with("_down.sql")
            || name.ends_with(".rollback.sql")
            || name.ends_with(".undo.sql")
            || name.starts_with("rollback.")
            || name.ends_with("-down.sql"))
        || matches!(folder, "down" | "downs" | "rollback" | "undo")
}

/// The transactions of a file, followed statement by statement.
struct Transactions {
    inside: Vec<Known<bool>>,
    left_open: Vec<usize>,
}

/// Whether the comments of a migration tell its runner to begin no transaction: those of goose, dbmate, sqlx, Atlas.
fn runs_bare(source: &Source) -> bool {
    const MARKS: [&str; 4] = ["+goose NO TRANSACTION", "transaction:false", "no-transaction", "atlas:txmode none"];
    let mut comments = source.text.lines().map(str::trim).filter(|line| line.starts_with("--"));
    comments.any(|line| MARKS.iter().any(|mark| line.ends_with(mark)))
}

impl Transactions {
    fn follow(source: &Source, extract: &Extract) -> Self {
        let file = source.kind == SourceKind::Sql;
        // A program, or whoever runs a migration, may have begun one before.
        let outside = match file && (source.role() != FileRole::Migration || runs_bare(source)) {
            true => Known::Yes(false),
            false => Known::No,
        };
        let mut follow = Self { inside: Vec::with_capacity(extract.statements.len()), left_open: Vec::new() };
        let mut open: Option<usize> = None;
        let mut followed = false;
        let mut handed_over = false;
        for (index, statement) in extract.statements.iter().enumerate() {
            if !file || statement.origin == Origin::Routine {
                follow.inside.push(if statement.origin == Origin::Routine { Known::No } else { outside });
                continue;
            }
            let ends = matches!(statement.kind, StatementKind::Commit | StatementKind::Rollback);
            // It ends what whoever runs the file began, and leaves another to be ended by them.
            handed_over |= ends && open.is_none();
            follow.inside.push(match open {
                Some(_) => Known::Yes(true),
                None => outside,
            });
            match statement.kind {
                StatementKind::Begin => {
                    if let Some(begin) = open.take().filter(|_| followed) {
                        follow.left_open.push(begin);
                    }
                    open = Some(index);
                    followed = false;
                }
                _ if ends => open = None,
                _ => followed |= open.is_some(),
            }
        }
        follow.left_open.extend(open.filter(|_| followed && !handed_over));
        follow
    }
}
