//! Unqualified columns that the engine binds otherwise than the reader: to a query further out, or to none because two
//! tables have them.

use super::binding::Binding;
use super::scope::{Owner, Scope, answers_to, result_name};
use crate::extract::{Column, Operand, Projection, Query, TableSource};
use crate::fact::{AmbiguousColumn, BareColumn, CapturedColumn, Clause, Facts, Id, QueryRole};
use crate::project::catalog::Table;
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, link: Id<crate::fact::Query>, scope: Scope) {
    let query = scope.own_query();
    let statement = scope.statement;
    if statement.patched || statement.origin == crate::fact::Origin::Routine {
        return;
    }
    for column in selected(query).filter(|_| stands_for_values(query)) {
        if let Binding::Table(at, table) = scope.binding(&column.name)
            && at != scope.query
            && !query.tables.is_empty()
            && !is_table_name(query, &column.name)
        {
            let inner = query.tables.first().and_then(|used| scope.table_of(used));
            let outer = scope.table_of(&statement.queries[at].tables[table]);
            if let (Some(inner), Some(outer)) = (inner, outer) {
                facts.captured_columns.push(CapturedColumn {
                    query: link,
                    column: column.name.clone(),
                    table: inner.name.clone(),
                    owner: outer.name.clone(),
                    defined: inner.defined.clone(),
                    owner_defined: place_of(outer, &column.name),
                    place: source.place(column.span),
                });
            }
        }
    }
    add_bare(facts, source, link, scope);
    for column in strictly_bound(query) {
        let Binding::Several(at, first, second) = scope.binding(&column.name) else { continue };
        let used = [first, second].map(|table| &statement.queries[at].tables[table]);
        let [Some(first), Some(second)] = used.map(|used| scope.table_of(used)) else { continue };
        if !is_table_name(query, &column.name) {
            facts.ambiguous_columns.push(AmbiguousColumn {
                query: link,
                column: column.name.clone(),
                first: first.name.clone(),
                second: second.name.clone(),
                first_defined: place_of(first, &column.name),
                second_defined: place_of(second, &column.name),
                place: source.place(column.span),
            });
        }
    }
}

/// Columns that a reader has to look for in several tables, and the schema finds in one.
fn add_bare(facts: &mut Facts, source: &Source, link: Id<crate::fact::Query>, scope: Scope) {
    let (query, statement) = (scope.own_query(), scope.statement);
    if statement.origin == crate::fact::Origin::Orm || query.tables.iter().any(|table| table.tied) {
        return;
    }
    for column in strictly_bound(query).chain(ordering(query)) {
        let Binding::Table(at, table) = scope.binding(&column.name) else { continue };
        let used = &statement.queries[at].tables[table];
        let several = query.tables.len() > 1 || at != scope.query;
        let Some(owner) = scope.table_of(used).filter(|_| several && !is_table_name(query, &column.name)) else {
            continue;
        };
        let name = used.alias.as_ref().unwrap_or(&used.name);
        // A table of the same name, further in, would hide it.
        let meant = scope.owner(&Column { qualifier: Some(name.clone()), ..column.clone() });
        let is_it = match meant {
            Owner::Own(own) => at == scope.query && own == table,
            Owner::Outer(query, own) => at == query && own == table,
            Owner::Unknown => false,
        };
        if !is_it {
            continue;
        }
        facts.bare_columns.push(BareColumn {
            query: link,
            column: column.name.clone(),
            owner: name.clone(),
            defined: place_of(owner, &column.name),
            place: source.place(column.span),
        });
    }
}

/// Columns of ORDER BY and GROUP BY that mean no result by its name.
fn ordering(query: &Query) -> impl Iterator<Item = &Column> {
    let terms = query.sorts.iter().map(|sort| &sort.term).chain(&query.group_keys);
    terms
        .filter_map(|term| match &term.operand {
            Operand::Column(column) if column.qualifier.is_none() => Some(column),
            _ => None,
        })
        .filter(|column| {
            let is_it =
                |item: &Projection| result_name(item).is_some_and(|name| name.eq_ignore_ascii_case(&column.name));
            !query.projections.iter().any(|item| item.wildcard || is_it(item))
        })
}

fn place_of(table: &Table, column: &str) -> crate::text::Place {
    table.column(column).map_or_else(|| table.defined.clone(), |column| column.defined.clone())
}

/// A query whose only result is compared with something.
fn stands_for_values(query: &Query) -> bool {
    matches!(query.role, QueryRole::In) && query.projections.len() == 1
}

/// Results that are plain columns without a qualifier.
fn selected(query: &Query) -> impl Iterator<Item = &Column> {
    query.projections.iter().filter_map(|item| match &item.term.as_ref()?.operand {
        Operand::Column(column) => Some(column).filter(|column| column.qualifier.is_none()),
        _ => None,
    })
}

/// Columns where no alias of a result can be meant: in the result list, WHERE and ON.
fn strictly_bound(query: &Query) -> impl Iterator<Item = &Column> {
    let aliased = |name: &str| {
        query.projections.iter().any(|item| item.alias.as_deref().is_some_and(|alias| alias.eq_ignore_ascii_case(name)))
    };
    let in_tests = |at: usize| {
        let mut tests = query.predicates.iter();
        tests.any(|test| matches!(test.clause, Clause::Where | Clause::Join) && test.columns.range().contains(&at))
    };
    let in_results = |column: &Column| query.projections.iter().any(|item| item.span.contains(column.span));
    let bound = move |(at, column): &(usize, &Column)| {
        column.qualifier.is_none() && (in_results(column) || in_tests(*at)) && !aliased(&column.name)
    };
    query.columns.iter().enumerate().filter(bound).map(|(_, column)| column)
}

/// A whole row: `SELECT orders FROM orders`.
fn is_table_name(query: &Query, name: &str) -> bool {
    query.tables.iter().any(|table| table.source != TableSource::Function && answers_to(table, name))
}
