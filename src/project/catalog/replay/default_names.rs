//! The names that engines give to what nobody named: later migrations drop it by that name.

use super::super::{Keyed, Table, TableId};
use super::Replay;

/// PostgreSQL cuts names to so many bytes.
const LONGEST_NAME: usize = 63;

/// What a name is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    PrimaryKey,
    Unique,
    Exclusion,
    Index,
    ForeignKey,
    Check,
}

impl Named {
    fn label(self) -> &'static str {
        match self {
            Named::PrimaryKey => "pkey",
            Named::Unique => "key",
            Named::Exclusion => "excl",
            Named::Index => "idx",
            Named::ForeignKey => "fkey",
            Named::Check => "check",
        }
    }
}

impl Replay {
    /// `parts` are the names of the columns, in order.
    pub(super) fn default_name(&self, id: TableId, named: Named, parts: &[String]) -> String {
        let table = self.catalog.get(id);
        if self.is_mysql() {
            return mysql_name(table, named, parts);
        }
        if self.is_sqlite() {
            return match named {
                Named::ForeignKey | Named::Check => String::new(),
                _ => format!("sqlite_autoindex_{}_{}", table.name, automatic_indexes(table) + 1),
            };
        }
        let parts = if named == Named::PrimaryKey { String::new() } else { joined(parts) };
        let label = named.label();
        let first = postgres_name(&table.name, &parts, label);
        let numbered = (1..).map(|n| postgres_name(&table.name, &parts, &format!("{label}{n}")));
        let taken = |name: &str| match named {
            Named::ForeignKey | Named::Check => self.is_constraint(table.schema.as_deref(), name),
            _ => self.is_relation(table.schema.as_deref(), name),
        };
        std::iter::once(first).chain(numbered).find(|name| !taken(name)).expect("numbers do not end")
    }

    /// A table, view or index of this name stands in the schema.
    fn is_relation(&self, schema: Option<&str>, name: &str) -> bool {
        let within = |table: &&Table| table.schema.as_deref() == schema;
        self.catalog
            .tables
            .iter()
            .filter(within)
            .any(|table| table.name == name || table.indexes.iter().any(|index| index.name == name))
    }

    fn is_constraint(&self, schema: Option<&str>, name: &str) -> bool {
        let within = |table: &&Table| table.schema.as_deref() == schema;
        self.catalog.tables.iter().filter(within).any(|table| {
            table.foreign_keys.iter().any(|key| key.name == name) || table.checks.iter().any(|check| check.name == name)
        })
    }
}

/// The parts of an index's name: its columns, and the functions of its expressions.
pub(super) fn key_parts<'k>(table: &Table, keys: impl Iterator<Item = &'k Keyed>) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for key in keys {
        let part = match key {
            Keyed::Column(id) => table.name_of(*id).to_owned(),
            Keyed::Expression { text, .. } => expression_name(text),
        };
        let numbered = (1..).map(|n| format!("{part}{n}"));
        let free = std::iter::once(part.clone()).chain(numbered).find(|part| !parts.contains(part));
        parts.extend(free);
    }
    parts
}

/// A call is named after its function, a cast after what is cast.
fn expression_name(text: &str) -> String {
    let text = text.trim().trim_start_matches('(').trim_start();
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).collect();
    let rest = text[name.len()..].trim_start();
    let last = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    let is_whole = whole_call(rest) || rest.starts_with("::") || rest.trim_end_matches(')').is_empty();
    if last.is_empty() || !is_whole { "expr".to_owned() } else { last }
}

/// `(…)` and nothing behind it but brackets.
fn whole_call(text: &str) -> bool {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 1 => return text[at..].chars().all(|c| c == ')' || c.is_whitespace()),
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

fn joined(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push('_');
        }
        text.push_str(part);
        if text.len() > LONGEST_NAME {
            break;
        }
    }
    text
}

/// The longer of table and columns gives way until all fits.
pub fn postgres_name(table: &str, parts: &str, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(!parts.is_empty());
    let room = LONGEST_NAME.saturating_sub(overhead);
    let (mut first, mut second) = (table.len(), parts.len());
    while first + second > room {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let (table, parts) = (clipped(table, first), clipped(parts, second));
    if parts.is_empty() { format!("{table}_{label}") } else { format!("{table}_{parts}_{label}") }
}

fn clipped(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

fn mysql_name(table: &Table, named: Named, parts: &[String]) -> String {
    match named {
        Named::PrimaryKey => "PRIMARY".to_owned(),
        Named::ForeignKey => {
            let taken = table.foreign_keys.iter().filter_map(|key| number_after(&key.name, &table.name, "_ibfk_"));
            format!("{}_ibfk_{}", table.name, taken.max().unwrap_or(0) + 1)
        }
        Named::Check => {
            let taken = table.checks.iter().filter_map(|check| number_after(&check.name, &table.name, "_chk_"));
            format!("{}_chk_{}", table.name, taken.max().unwrap_or(0) + 1)
        }
        _ => {
            let first = parts.first().map_or("functional_index", String::as_str);
            let taken = |name: &str| table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name));
            let numbered = (2..).map(|n| format!("{first}_{n}"));
            let usable = |name: &String| !taken(name) && !name.eq_ignore_ascii_case("primary");
            std::iter::once(first.to_owned()).chain(numbered).find(usable).expect("numbers do not end")
        }
    }
}

fn number_after(name: &str, table: &str, label: &str) -> Option<u32> {
    name.strip_prefix(table)?.strip_prefix(label)?.parse().ok()
}

fn automatic_indexes(table: &Table) -> usize {
    table.indexes.iter().filter(|index| index.name.starts_with("sqlite_autoindex_")).count()
}

/// What the engine named after a table takes its new name along.
pub(super) fn follow_rename(table: &mut Table, old: &str, is_sqlite: bool) {
    let new = table.name.clone();
    if is_sqlite {
        let prefix = format!("sqlite_autoindex_{old}_");
        for index in &mut table.indexes {
            if let Some(number) = index.name.strip_prefix(&prefix) {
                index.name = format!("sqlite_autoindex_{new}_{number}");
            }
        }
        return;
    }
    for label in ["_ibfk_", "_chk_"] {
        let names = table.foreign_keys.iter_mut().map(|key| &mut key.name);
        for name in names.chain(table.checks.iter_mut().map(|check| &mut check.name)) {
            if let Some(number) = number_after(name, old, label) {
                *name = format!("{new}{label}{number}");
            }
        }
    }
}
