//! Which table a column belongs to, as far as the words and the schema tell.

use crate::extract::{Column, Operand, Projection, Query, Statement, TableSource, TableUse};
use crate::fact::Dialect;
use crate::project::catalog::Table;
use crate::project::{Catalog, Database, Engine};

/// Where a column was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// In a table of the query itself.
    Own(usize),
    /// In a query around it, by its index, and the table there.
    Outer(usize, usize),
    /// In one of several tables.
    Unknown,
}

/// The queries of a statement, seen from one of them.
#[derive(Clone, Copy)]
pub struct Scope<'e> {
    pub statement: &'e Statement,
    pub query: usize,
    pub catalog: Option<&'e Catalog>,
    /// What is claimed must hold on all of these.
    pub engines: &'e [Engine],
}

impl<'e> Scope<'e> {
    pub fn new(statement: &'e Statement, query: usize, catalog: Option<&'e Catalog>) -> Self {
        let scope = Self { statement, query, catalog, engines: &[] };
        Self { engines: Engine::of(scope.dialect()), ..scope }
    }

    /// The same, for a database that is known to run on some engines only.
    pub fn of_database(statement: &'e Statement, query: usize, database: Option<&'e Database>) -> Self {
        let scope = Self::new(statement, query, database.map(|database| &database.catalog));
        match database.map(|database| database.engines.as_slice()) {
            Some(engines) if !engines.is_empty() => Self { engines, ..scope },
            _ => scope,
        }
    }

    /// The dialect of the statement, else that of the schema.
    pub fn dialect(&self) -> Dialect {
        match (self.statement.dialect, self.catalog) {
            (Dialect::Generic, Some(catalog)) => catalog.dialect,
            (dialect, _) => dialect,
        }
    }

    /// The same statement, seen from another of its queries.
    pub fn inside(&self, query: usize) -> Self {
        Self { query, ..*self }
    }

    pub fn own_query(&self) -> &'e Query {
        &self.statement.queries[self.query]
    }

    /// The table of the schema that a use of a table means.
    pub fn table_of(&self, table: &TableUse) -> Option<&'e Table> {
        match table.source {
            TableSource::Table => self.catalog?.table(&table.name),
            _ => None,
        }
    }

    fn tables(&self, query: usize) -> &'e [TableUse] {
        &self.statement.queries[query].tables
    }

    pub fn owner(&self, column: &Column) -> Owner {
        match &column.qualifier {
            Some(qualifier) => self.named(qualifier),
            None => self.only(&column.name),
        }
    }

    /// The table that a qualifier names, here or further out.
    fn named(&self, qualifier: &str) -> Owner {
        let mut query = self.query;
        // A chain of parents is as long as queries are nested.
        loop {
            let found = self.tables(query).iter().position(|table| answers_to(table, qualifier));
            match (found, self.statement.queries[query].parent) {
                (Some(table), _) if query == self.query => return Owner::Own(table),
                (Some(table), _) => return Owner::Outer(query, table),
                (None, Some(parent)) if parent < query => query = parent,
                (None, _) => return Owner::Unknown,
            }
        }
    }

    /// An unqualified column belongs to the only table, or to the only one that is known to have it.
    fn only(&self, name: &str) -> Owner {
        let query = &self.statement.queries[self.query];
        match query.tables.as_slice() {
            // It may also come from outside; the nearer table is the likelier, unless it is known to lack it.
            [table] => match self.has(table, name) {
                Some(false) => self.outside(name).unwrap_or(Owner::Own(0)),
                _ => Owner::Own(0),
            },
            tables => {
                let has = tables.iter().map(|table| self.has(table, name)).collect::<Vec<_>>();
                let certain = has.iter().filter(|has| **has == Some(true)).count();
                let open = has.iter().filter(|has| has.is_none()).count();
                match (certain, open, has.iter().position(|has| *has == Some(true))) {
                    (1, 0, Some(table)) => Owner::Own(table),
                    _ => match (certain, open, has.iter().position(Option::is_none)) {
                        (0, 1, Some(table)) => Owner::Own(table),
                        _ => Owner::Unknown,
                    },
                }
            }
        }
    }

    /// The table of a query further out that is known to have a column of this name.
    fn outside(&self, name: &str) -> Option<Owner> {
        let mut query = self.query;
        while let Some(parent) = self.statement.queries[query].parent.filter(|&parent| parent < query) {
            query = parent;
            let tables = self.tables(query);
            if let Some(table) = tables.iter().position(|table| self.has(table, name) == Some(true)) {
                return Some(Owner::Outer(query, table));
            }
            if tables.iter().any(|table| self.has(table, name).is_none()) {
                return None;
            }
        }
        None
    }

    /// Whether a column is, as far as can be told, one that a table stores, and no result of a calculation.
    pub fn is_stored(&self, column: &Column) -> bool {
        let (mut scope, mut column) = (*self, column);
        // A column passes through as many queries as are nested.
        for _ in 0..16 {
            let (query, table) = match scope.owner(column) {
                Owner::Own(table) => (scope.query, table),
                Owner::Outer(query, table) => (query, table),
                Owner::Unknown => return true,
            };
            let table = &self.statement.queries[query].tables[table];
            let inner = match &table.source {
                TableSource::Table => return true,
                TableSource::Function => return false,
                TableSource::Derived(arms) => arms.first(),
                TableSource::Cte(cte) => self.statement.ctes.get(*cte).and_then(|cte| cte.queries.first()),
            };
            let Some(query) = inner.and_then(|&index| self.statement.queries.get(index)) else { return false };
            let named = query
                .projections
                .iter()
                .find(|item| result_name(item).is_some_and(|name| name.eq_ignore_ascii_case(&column.name)));
            let Some(item) = named else { return query.projections.iter().any(|item| item.wildcard) };
            let Some(Operand::Column(next)) = item.term.as_ref().map(|term| &term.operand) else { return false };
            if query.grouped {
                return false;
            }
            scope = self.inside(*inner.expect("it was looked up"));
            column = next;
        }
        false
    }

    /// Whether a table has a column; None when neither the statement nor the schema tells.
    pub fn has(&self, table: &TableUse, name: &str) -> Option<bool> {
        let listed = |names: &[String]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !table.renamed.is_empty() {
            return Some(listed(&table.renamed));
        }
        let first = match &table.source {
            TableSource::Cte(cte) => {
                let cte = self.statement.ctes.get(*cte)?;
                if !cte.renamed.is_empty() {
                    return Some(listed(&cte.renamed));
                }
                *cte.queries.first()?
            }
            TableSource::Derived(arms) => *arms.first()?,
            TableSource::Table => {
                let known = self.table_of(table)?;
                let complete = known.partial.is_none() && !is_system_column(name);
                return (known.column(name).is_some() || complete).then(|| known.column(name).is_some());
            }
            TableSource::Function => return None,
        };
        let names = column_names(self.statement.queries.get(first)?)?;
        Some(names.iter().any(|known| known.is_some_and(|known| known.eq_ignore_ascii_case(name))))
    }
}

/// Columns that every table of an engine has without defining them.
fn is_system_column(name: &str) -> bool {
    const NAMES: &[&str] =
        &["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid", "rowid", "_rowid_", "rownum", "level"];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The names of a query's results, when no star hides them.
fn column_names(query: &Query) -> Option<Vec<Option<&str>>> {
    if query.projections.is_empty() {
        return None;
    }
    let hidden = query.projections.iter().any(|item| item.wildcard);
    (!hidden).then(|| query.projections.iter().map(result_name).collect())
}

/// The name a result goes by.
pub fn result_name(item: &Projection) -> Option<&str> {
    match (&item.alias, item.term.as_ref().map(|term| &term.operand)) {
        (Some(alias), _) => Some(alias.as_str()),
        (None, Some(Operand::Column(column))) => Some(column.name.as_str()),
        (None, Some(Operand::Call { name, .. })) => Some(name.as_str()),
        _ => None,
    }
}

/// Whether a qualifier means this table: by its alias, or by its name with or without a schema.
pub fn answers_to(table: &TableUse, qualifier: &str) -> bool {
    let last = |name: &str| plain(name.rsplit('.').next().unwrap_or(name)).to_ascii_lowercase();
    match &table.alias {
        Some(alias) => alias.eq_ignore_ascii_case(qualifier) || alias.eq_ignore_ascii_case(&last(qualifier)),
        None => last(&table.name) == last(qualifier),
    }
}

/// A name without its quotes.
pub fn plain(name: &str) -> &str {
    name.trim_matches(['"', '`', '[', ']'])
}

/// Whether two written names mean the same table: case, quotes and a missing schema do not matter.
pub fn same_table(first: &str, second: &str) -> bool {
    let parts = |name: &str| name.split('.').map(|part| plain(part.trim()).to_ascii_lowercase()).collect::<Vec<_>>();
    let (first, second) = (parts(first), parts(second));
    let shared = first.len().min(second.len());
    shared > 0 && first[first.len() - shared..] == second[second.len() - shared..]
}
