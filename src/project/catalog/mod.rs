//! The schema of one database, as the repository tells it: tables, columns, keys and indexes, each with the place
//! that defines it. Names are looked up as the engine does: exactly, else whatever the case.

mod cover;
mod redundant;
pub mod replay;
mod rewrites;
mod table;
mod types;

pub use cover::{cover, is_covered};
pub use redundant::{Redundancy, redundant_indexes};
pub use replay::{Replay, postgres_name};
pub use rewrites::rewrites;
pub use table::*;
pub use types::{SqlType, TypeFamily};

use std::collections::HashMap;
use std::sync::Arc;

use crate::fact::Dialect;
use crate::text::Place;

/// A table, by its position in `Catalog::tables`.
pub type TableId = usize;

#[derive(Clone, Debug, Default)]
pub struct Catalog {
    pub dialect: Dialect,
    /// In the order of their first definition. Views are tables here.
    tables: Vec<Table>,
    /// By name in lower case, without schema.
    by_name: HashMap<String, Vec<TableId>>,
    pub types: Vec<UserType>,
    /// Schemas that unqualified names are looked for in.
    pub search_path: Vec<String>,
    /// Something that could not be followed may have made, changed or dropped any table.
    pub partial: bool,
    /// The files it was folded from, in the order they were applied, and what each was taken for.
    pub sources: Vec<CatalogSource>,
    /// What did not fit together: a change of a table that nothing made, two sources that differ.
    pub conflicts: Vec<Conflict>,
    /// What migrations took away: code that still names it is broken.
    pub dropped: Vec<Dropped>,
    /// Types that changed after the file that made the column.
    pub retyped: Vec<Retyped>,
}

/// A file that the catalog was folded from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogSource {
    pub path: Arc<str>,
    /// "diesel migration", "schema", "Django models".
    pub kind: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub place: Place,
    /// A whole sentence without its full stop.
    pub text: String,
    /// A sentence on what makes both the same, where one statement does.
    pub remedy: Option<String>,
    /// The other side of it.
    pub other: Option<Place>,
    /// Two sources tell the same object differently.
    pub drift: bool,
}

/// A table or column that a migration dropped or renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub table: String,
    pub schema: Option<String>,
    /// None: the whole table.
    pub column: Option<String>,
    /// What it is called now.
    pub renamed_to: Option<String>,
    pub place: Place,
}

/// A column that was given another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retyped {
    pub table: String,
    pub column: String,
    pub from: SqlType,
    pub to: SqlType,
    /// Where it had the type before.
    pub before: Place,
    pub place: Place,
}

/// A type that the schema defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserType {
    pub schema: Option<String>,
    pub name: String,
    pub kind: UserTypeKind,
    pub defined: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserTypeKind {
    Enum(Vec<String>),
    Domain { base: String, not_null: bool },
    Other,
}

impl Catalog {
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, ..Self::default() }
    }

    /// Whether it knows nothing at all.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    pub fn get(&self, id: TableId) -> &Table {
        &self.tables[id]
    }

    pub fn get_mut(&mut self, id: TableId) -> &mut Table {
        &mut self.tables[id]
    }

    /// Adds a table; what had its name before stays reachable only by its position.
    pub fn add(&mut self, table: Table) -> TableId {
        let id = self.tables.len();
        self.by_name.entry(table.name.to_lowercase()).or_default().push(id);
        self.tables.push(table);
        id
    }

    /// Drops the tables for which the test says so. Positions change.
    pub fn retain(&mut self, keep: impl FnMut(&Table) -> bool) {
        self.tables.retain(keep);
        self.index_names();
    }

    /// To be called after names of tables were changed in place.
    pub fn index_names(&mut self) {
        self.by_name.clear();
        for (id, table) in self.tables.iter().enumerate() {
            self.by_name.entry(table.name.to_lowercase()).or_default().push(id);
        }
    }

    /// The table that a name means, as written, quotes or not: exactly, else whatever the case; of several schemas the
    /// first of the search path, else the only one. None when no table, or more than one, is meant.
    pub fn find(&self, name: &str) -> Option<TableId> {
        let mut parts = name.split('.').map(|part| part.trim().trim_matches(['"', '`', '[', ']']));
        let table = parts.next_back()?;
        let schema = parts.next_back();
        self.find_in(schema, table)
    }

    pub fn find_in(&self, schema: Option<&str>, name: &str) -> Option<TableId> {
        let all = self.by_name.get(&name.to_lowercase())?;
        let in_schema = |id: &&TableId| {
            let own = self.tables[**id].schema.as_deref();
            match schema {
                None => true,
                Some(wanted) => match own {
                    Some(own) => own.eq_ignore_ascii_case(wanted),
                    None => self.is_default_schema(wanted),
                },
            }
        };
        let mut found: Vec<TableId> = all.iter().filter(in_schema).copied().collect();
        if found.iter().any(|&id| self.tables[id].name == name) {
            found.retain(|&id| self.tables[id].name == name);
        }
        match found.as_slice() {
            [only] => Some(*only),
            [] => None,
            several => {
                let position = |id: TableId| match &self.tables[id].schema {
                    None => Some(0),
                    Some(own) => self.search_path.iter().position(|schema| schema.eq_ignore_ascii_case(own)),
                };
                several.iter().copied().filter_map(|id| Some((position(id)?, id))).min().map(|(_, id)| id)
            }
        }
    }

    /// A schema that tables without one stand in.
    pub fn is_default_schema(&self, schema: &str) -> bool {
        match self.dialect {
            Dialect::Sqlite => schema.eq_ignore_ascii_case("main"),
            Dialect::Tsql => schema.eq_ignore_ascii_case("dbo"),
            // A database; which one is not written in the schema.
            Dialect::Mysql => true,
            _ => schema.eq_ignore_ascii_case("public"),
        }
    }

    /// Whether a table of any schema has this name.
    pub fn has_table_called(&self, name: &str) -> bool {
        self.by_name.contains_key(&name.to_lowercase())
    }

    pub fn table(&self, name: &str) -> Option<&Table> {
        self.find(name).map(|id| &self.tables[id])
    }

    pub fn user_type(&self, name: &str) -> Option<&UserType> {
        let bare = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
        self.types.iter().find(|known| known.name.eq_ignore_ascii_case(bare))
    }

    /// The tables whose foreign keys point at a table.
    pub fn referrers<'c>(&'c self, table: &'c Table) -> impl Iterator<Item = (&'c Table, &'c ForeignKey)> {
        self.tables.iter().flat_map(move |other| {
            let to_it = |key: &&ForeignKey| {
                self.find_in(key.target.schema.as_deref(), &key.target.name)
                    .is_some_and(|id| std::ptr::eq(&self.tables[id], table))
            };
            other.foreign_keys.iter().filter(to_it).map(move |key| (other, key))
        })
    }
}
