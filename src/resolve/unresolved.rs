//! Tables and columns that statements name and the schema lacks. Said only where the schema is whole and is the one
//! these statements speak to.

use super::binding::Binding;
use super::foreign::{is_foreign_table, is_no_column};
use super::scope::{Owner, Scope, answers_to, plain, result_name};
use crate::extract::{Column, Query, Statement, TableSource, TableUse};
use crate::fact::{Advice, Dialect, Facts, Id, NameKind, Origin, StatementKind, UnresolvedName};
use crate::project::catalog::{Dropped, Table, TableKind};
use crate::project::{Catalog, Database, Mentions};
use crate::text::{HOLE, Source, SourceKind, Span, nearest};

pub fn add(
    facts: &mut Facts,
    source: &Source,
    index: usize,
    statement: &Statement,
    database: &Database,
    mentions: &Mentions,
) {
    let catalog = &database.catalog;
    let changes_rows = matches!(
        statement.kind,
        StatementKind::Select | StatementKind::Insert | StatementKind::Update | StatementKind::Delete
    );
    // A dump and a migration name what there was when they ran.
    let is_source = || catalog.sources.iter().any(|from| from.path == source.path);
    let is_bygone = || is_of_a_version(&source.path) || is_in_tests(source, statement.span) || is_source();
    if !changes_rows || is_bygone() || statement.opaque || statement.origin == Origin::Routine {
        return;
    }
    let search = Search { source, statement, catalog, mentions };
    let mut found = Vec::new();
    for (at, query) in statement.queries.iter().enumerate() {
        for table in &query.tables {
            found.extend(search.missing_table(table));
        }
        if query.values.is_none() {
            let scope = Scope::of_database(statement, at, Some(database));
            found.extend(query.columns.iter().filter_map(|column| search.missing_column(scope, query, column)));
        }
    }
    found.extend(search.missing_targets());
    if found.is_empty() || !mentions.are_in(database) {
        return;
    }
    found.sort_by_key(|missing| missing.span);
    found.dedup_by_key(|missing| missing.span);
    facts.unresolved_names.extend(found.into_iter().map(|missing| missing.fact(source, Id::new(index))));
}

/// A script that leads from one version to the next: `sql/upgrade/3.0.0_schema/dml.sql`.
fn is_of_a_version(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let is_version = |folder: &str| {
        let number = folder.trim_start_matches(['v', 'r']);
        number.starts_with(|letter: char| letter.is_ascii_digit()) && number.contains(['.', '_'])
    };
    let leads_on = |word: &str| {
        matches!(
            word,
            "upgrade" | "upgrades" | "update" | "updates" | "patch" | "patches" | "delta" | "deltas" | "history"
        )
    };
    name.ends_with(".sql") && folders.split('/').any(|folder| leads_on(folder) || is_version(folder))
}

/// Tests that stand at the end of the file they test: they may run on the schema of another day.
fn is_in_tests(source: &Source, span: Span) -> bool {
    source.kind == SourceKind::Host("rust")
        && source.text.find("#[cfg(test)]").is_some_and(|tests| tests < span.start as usize)
}

struct Search<'e> {
    source: &'e Source,
    statement: &'e Statement,
    catalog: &'e Catalog,
    mentions: &'e Mentions,
}

struct Missing<'e> {
    name: String,
    /// The table that lacks the column.
    table: Option<&'e Table>,
    similar: Option<&'e str>,
    dropped: Option<&'e Dropped>,
    span: Span,
}

impl<'e> Search<'e> {
    fn missing_table(&self, used: &TableUse) -> Option<Missing<'e>> {
        if used.source != TableSource::Table || self.catalog.partial {
            return None;
        }
        self.table_missing(&used.name, used.span)
    }

    fn table_missing(&self, written: &str, span: Span) -> Option<Missing<'e>> {
        let parts: Vec<&str> = written.split('.').map(|part| plain(part.trim())).collect();
        let (schema, name) = match parts.as_slice() {
            [name] => (None, *name),
            [schema, name] => (Some(*schema), *name),
            _ => return None,
        };
        let known_schema = |schema: &str| {
            let of = |table: &Table| table.schema.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(schema));
            self.catalog.dialect != Dialect::Mysql && self.catalog.is_default_schema(schema)
                || self.catalog.tables().iter().any(of)
        };
        if !is_plain_name(name)
            || self.catalog.has_table_called(name)
            || self.mentions.makes(name)
            || is_foreign_table(schema, name)
            || schema.is_some_and(|schema| !known_schema(schema))
            || self.is_partition(name)
        {
            return None;
        }
        let gone = |dropped: &&Dropped| dropped.column.is_none() && dropped.table.eq_ignore_ascii_case(name);
        Some(Missing {
            name: name.to_owned(),
            table: None,
            similar: nearest(name, self.catalog.tables().iter().map(|table| table.name.as_str())),
            dropped: self.catalog.dropped.iter().rev().find(gone),
            span,
        })
    }

    /// `orders_2024_05` of `orders`: made by a job, not by a migration.
    fn is_partition(&self, name: &str) -> bool {
        let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
        let stem = stem.strip_suffix("_p").or_else(|| stem.strip_suffix("_y")).unwrap_or(stem);
        stem.len() < name.len() && self.catalog.has_table_called(stem)
    }

    fn missing_column(&self, scope: Scope<'e>, query: &Query, column: &Column) -> Option<Missing<'e>> {
        if self.is_doubtful(column) {
            return None;
        }
        let table = match &column.qualifier {
            Some(_) => {
                let (query, table) = match scope.owner(column) {
                    Owner::Own(table) => (scope.query, table),
                    Owner::Outer(query, table) => (query, table),
                    Owner::Unknown => return None,
                };
                let used = &self.statement.queries[query].tables[table];
                let lacks = used.source == TableSource::Table && scope.has(used, &column.name) == Some(false);
                scope.table_of(used).filter(|_| lacks && used.renamed.is_empty())?
            }
            None => {
                let statement = self.statement;
                let shown = |query: &Query| {
                    query.projections.iter().any(|item| {
                        result_name(item).is_some_and(|name| name.eq_ignore_ascii_case(&column.name))
                            && item.term.as_ref().is_none_or(|term| term.span != column.span)
                    })
                };
                let is_table = |query: &Query| query.tables.iter().any(|table| answers_to(table, &column.name));
                let mut around = std::iter::successors(Some(scope.query), |&at| {
                    statement.queries[at].parent.filter(|&parent| parent < at)
                });
                let open = statement.patched
                    || around.any(|at| {
                        let query = &statement.queries[at];
                        shown(query) || is_table(query)
                    });
                if open || scope.binding(&column.name) != Binding::Nothing {
                    return None;
                }
                let mut tables = query.tables.iter().filter_map(|used| scope.table_of(used));
                let only_stored = query.tables.iter().all(|used| used.source == TableSource::Table);
                tables.next().filter(|_| only_stored)?
            }
        };
        let others = query.tables.iter().filter_map(|used| scope.table_of(used));
        let others: Vec<&Table> = if column.qualifier.is_some() { vec![table] } else { others.collect() };
        Some(self.column_missing(column, table, &others))
    }

    fn column_missing(&self, column: &Column, table: &'e Table, among: &[&'e Table]) -> Missing<'e> {
        let gone = |dropped: &&Dropped| {
            dropped.column.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&column.name))
                && among.iter().any(|table| table.name.eq_ignore_ascii_case(&dropped.table))
        };
        let names = among.iter().flat_map(|table| &table.columns).map(|column| column.name.as_str());
        Missing {
            name: column.name.clone(),
            table: Some(table),
            similar: nearest(&column.name, names),
            dropped: self.catalog.dropped.iter().rev().find(gone),
            span: column.span,
        }
    }

    /// The columns and the table that an INSERT or UPDATE writes.
    fn missing_targets(&self) -> Vec<Missing<'e>> {
        let mut found = Vec::new();
        let Some(name) = self.statement.table.as_deref() else { return found };
        if let (StatementKind::Insert, Some(write)) = (self.statement.kind, self.statement.writes.first())
            && !self.catalog.partial
        {
            found.extend(self.table_missing(name, write.span));
        }
        let complete = |table: &&Table| table.partial.is_none() && !table.columns.is_empty();
        let Some(table) = self.catalog.table(name).filter(complete) else { return found };
        // Writes to a view may be taken over by a trigger.
        if table.kind != TableKind::Table {
            return found;
        }
        let named = self.statement.writes.iter().filter(|write| write.table == name).flat_map(|write| &write.columns);
        // Where several tables are joined, any of them may be written.
        let single = self.statement.kind == StatementKind::Insert
            || self.statement.queries.iter().all(|query| query.tables.len() < 2);
        let set = self.statement.assignments.iter().filter_map(|assignment| assignment.target.as_ref());
        for column in named.chain(set.filter(|column| single && column.qualifier.is_none())) {
            if column.qualifier.is_none() && table.column(&column.name).is_none() && !self.is_doubtful(column) {
                found.push(self.column_missing(column, table, &[table]));
            }
        }
        found
    }

    /// What only looks like a column.
    fn is_doubtful(&self, column: &Column) -> bool {
        // Elsewhere a name in double quotes may be a text.
        let quoted = self.source.slice(column.span).contains('"') && self.statement.dialect != Dialect::Postgres;
        quoted
            || !is_plain_name(&column.name)
            || column.qualifier.is_none() && is_no_column(&column.name)
            || !matches!(
                self.statement.dialect,
                Dialect::Postgres | Dialect::Mysql | Dialect::Sqlite | Dialect::Tsql | Dialect::Generic
            )
    }
}

impl Missing<'_> {
    /// The name alone, when nothing stands around it.
    fn name_place(&self, source: &Source) -> Option<crate::text::Place> {
        let written = source.slice(self.span);
        let alone = written.rsplit('.').next().unwrap_or(written);
        let start = self.span.range().end - alone.len();
        let is_it = alone.eq_ignore_ascii_case(&self.name);
        is_it.then(|| source.place(Span::new(start, self.span.range().end)))
    }

    fn fact(self, source: &Source, statement: Id<crate::fact::Statement>) -> UnresolvedName {
        let name_place = self.name_place(source);
        let renamed = self.dropped.and_then(|dropped| dropped.renamed_to.as_deref());
        let suggestion = match (renamed, self.similar) {
            (Some(new), _) => Some(Advice(format!("It is called `{new}` now."))),
            (None, Some(near)) if self.dropped.is_none() => Some(Advice(format!("Did you mean `{near}`?"))),
            _ => None,
        };
        UnresolvedName {
            statement,
            kind: if self.table.is_some() { NameKind::Column } else { NameKind::Table },
            name: self.name,
            table: self.table.map(|table| table.name.clone()),
            suggestion,
            new_name: renamed.or(self.similar.filter(|_| self.dropped.is_none())).map(str::to_owned),
            name_place,
            dropped: self.dropped.map(|dropped| dropped.place.clone()),
            defined: self.table.map(|table| table.defined.clone()),
            place: source.place(self.span),
        }
    }
}

/// A name without holes and odd letters.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(HOLE)
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_a_version_are_told_by_their_folders() {
        for path in ["db/upgrade/mysql/dml.sql", "sql/3.2.0_schema/data.sql", "sql/v2.1/fill.sql", "deltas/7.sql"] {
            assert!(is_of_a_version(path), "{path}");
        }
        for path in ["reports/upgrade_candidates.sql", "sql/orders.sql", "app/upgrade/run.py", "2024/totals.sql"] {
            assert!(!is_of_a_version(path), "{path}");
        }
    }
}
