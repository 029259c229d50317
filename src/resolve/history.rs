//! What a file does to its tables, statement by statement: which it makes, empties, fills and copies. A change
//! is harmless to a table that nobody uses yet, or whose rows are elsewhere by then.

use std::collections::HashMap;

use super::scope::same_table;
use super::statements::is_narrowed;
use crate::extract::{Alteration, Extract, Statement};
use crate::fact::{AlterationKind, StatementKind};
use crate::text::Source;

/// The deeds of a file, by table or view, without schema; each with the index of its statement.
#[derive(Debug)]
pub struct History<'f> {
    source: &'f Source,
    extract: &'f Extract,
    tables: HashMap<String, Vec<Entry>>,
}

#[derive(Debug)]
struct Entry {
    table: String,
    at: usize,
    deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// CREATE.
    Made,
    /// A rename gave another table this name.
    Named,
    Emptied,
    Filled,
}

impl<'f> History<'f> {
    pub fn of(source: &'f Source, extract: &'f Extract) -> Self {
        let mut history = Self { source, extract, tables: HashMap::new() };
        for (index, statement) in extract.statements.iter().enumerate() {
            let definitions = &statement.definitions;
            let table = definitions.table.iter().map(|table| &table.name);
            for name in table.chain(&definitions.view).chain(&definitions.schema) {
                history.note(name, index, Deed::Made);
            }
            for alteration in &definitions.alterations {
                match (alteration.kind, &alteration.new_name) {
                    (AlterationKind::Truncate, _) => history.note(&alteration.table, index, Deed::Emptied),
                    (AlterationKind::RenameTable, Some(name)) => {
                        // A table that is new stays so under its new name.
                        let deed = match history.is_new(index, &alteration.table) {
                            true => Deed::Made,
                            false => Deed::Named,
                        };
                        history.note(name, index, deed);
                    }
                    _ => {}
                }
            }
            if let Some(table) = &statement.table {
                match statement.kind {
                    StatementKind::Insert | StatementKind::Merge => history.note(table, index, Deed::Filled),
                    StatementKind::Delete if !is_narrowed(statement) => history.note(table, index, Deed::Emptied),
                    _ => {}
                }
            }
        }
        history
    }

    fn note(&mut self, table: &str, index: usize, deed: Deed) {
        self.tables.entry(bare(table)).or_default().push(Entry { table: table.to_owned(), at: index, deed });
    }

    fn deeds(&self, table: &str) -> impl DoubleEndedIterator<Item = &Entry> {
        let entries = self.tables.get(&bare(table)).map_or(&[][..], Vec::as_slice);
        entries.iter().filter(move |entry| same_table(&entry.table, table))
    }

    /// Whether a statement before `index` makes the table.
    pub fn is_new(&self, index: usize, table: &str) -> bool {
        self.deeds(table).any(|entry| entry.at < index && entry.deed == Deed::Made)
    }

    /// Whether the last statement before `index` that empties or fills the table empties it.
    pub fn is_empty(&self, index: usize, table: &str) -> bool {
        let rows = self.deeds(table).filter(|entry| matches!(entry.deed, Deed::Emptied | Deed::Filled));
        rows.rev().find(|entry| entry.at < index).is_some_and(|entry| entry.deed == Deed::Emptied)
    }

    /// Whether a statement before `index` makes the column that an alteration names.
    pub fn is_new_column(&self, index: usize, alteration: &Alteration) -> bool {
        let earlier = self.extract.statements.get(..index).unwrap_or_default();
        alteration.name.as_ref().is_some_and(|column| makes_column(earlier, &alteration.table, column))
    }

    /// Whether what an alteration drops or renames exists again later in the file, under its old name.
    pub fn is_made_again(&self, index: usize, alteration: &Alteration) -> bool {
        let table = &alteration.table;
        match (alteration.kind, &alteration.name) {
            (AlterationKind::RenameColumn | AlterationKind::DropColumn, Some(column)) => {
                let later = self.extract.statements.get(index..).unwrap_or_default();
                makes_column(later, table, column)
            }
            _ => self.deeds(table).any(|entry| entry.at > index && matches!(entry.deed, Deed::Made | Deed::Named)),
        }
    }

    /// Whether a statement before `index` stores elsewhere what an alteration drops, or another key takes its place.
    pub fn is_moved(&self, index: usize, alteration: &Alteration) -> bool {
        let wanted = match (alteration.kind, &alteration.name) {
            (AlterationKind::DropTable, _) => None,
            (AlterationKind::DropColumn, Some(column)) => Some(column),
            _ => return false,
        };
        let beside = self.extract.statements.get(index).map(|own| own.definitions.alterations.as_slice());
        let rekeyed = |other: &Alteration| other.kind == AlterationKind::AddPrimaryKey;
        if wanted.is_some() && beside.is_some_and(|beside| beside.iter().any(rekeyed)) {
            return true;
        }
        let earlier = self.extract.statements.get(..index).unwrap_or_default();
        earlier.iter().filter(|statement| stores(statement)).any(|statement| {
            let text = self.source.slice(statement.span);
            let mentions_table = mentions(text, &bare(&alteration.table));
            let fills_itself = statement.table.as_deref().is_some_and(|table| same_table(table, &alteration.table));
            match wanted {
                None => mentions_table && !fills_itself,
                Some(column) => {
                    let sets_it = statement.assignments.iter().any(|set| same(&bare(&set.column), column));
                    mentions_table && mentions(text, &column.to_lowercase()) && !(fills_itself && sets_it)
                }
            }
        })
    }
}

/// Whether one of the statements gives a table a column of this name, by ADD COLUMN or RENAME.
fn makes_column(statements: &[Statement], table: &str, column: &str) -> bool {
    let alterations = statements.iter().flat_map(|statement| &statement.definitions.alterations);
    alterations.filter(|alteration| same_table(&alteration.table, table)).any(|alteration| {
        let made = match alteration.kind {
            AlterationKind::AddColumn => &alteration.name,
            AlterationKind::RenameColumn => &alteration.new_name,
            _ => return false,
        };
        made.as_deref().is_some_and(|made| same(made, column))
    })
}

/// Whether it may write what it reads: INSERT … SELECT, UPDATE, CREATE TABLE AS.
fn stores(statement: &Statement) -> bool {
    match statement.kind {
        StatementKind::Insert | StatementKind::Update | StatementKind::Merge => true,
        StatementKind::Definition => statement.definitions.table.as_ref().is_some_and(|table| table.derived),
        _ => false,
    }
}

/// Whether a text holds a word, quoted or not.
fn mentions(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    let of_a_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    !word.is_empty()
        && text
            .match_indices(word)
            .any(|(at, found)| !text[..at].ends_with(of_a_name) && !text[at + found.len()..].starts_with(of_a_name))
}

fn same(first: &str, second: &str) -> bool {
    first.to_lowercase() == second.to_lowercase()
}

/// A table's name as people compare it: its last part, in lower case.
pub fn bare(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).trim_matches(['"', '`', '[', ']']).to_lowercase()
}
