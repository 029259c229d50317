//! What a query asks of one table: the keys its tests give, the order it wants, the columns it reads.

use super::View;
use super::expression::canonical;
use super::keys::{Bound, Key, KeyOf, keys};
use super::narrowing::{Test, tests};
use crate::extract::{Column, Operand, TableSource, Term};
use crate::fact::Origin;
use crate::project::Product;
use crate::project::catalog::{ColumnId, Table};
use crate::resolve::lowering::text_of;
use crate::resolve::scope::Owner;

/// A table of the schema as one query uses it.
#[derive(Debug)]
pub struct Usage<'e> {
    /// In `Query::tables`.
    pub at: usize,
    pub table: &'e Table,
    /// Of the tests that hold for every row.
    pub keys: Vec<Key<'e>>,
    /// For each OR, the keys of its arms. An arm without keys has to be looked for in all rows.
    pub choices: Vec<Vec<Vec<Key<'e>>>>,
    /// All tests that hold for every row; the condition of a partial index must be among them.
    pub tests: Vec<Test<'e>>,
    /// The order that the query wants, when this table alone decides it.
    pub order: Vec<Ordered>,
    pub limited: bool,
    /// The columns it reads; unknown where a star or a column of unknown owner stands.
    pub reads: Option<Vec<ColumnId>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ordered {
    pub of: KeyOf,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

/// The tables of the schema that a query reads.
pub fn usages<'e>(view: View<'e>) -> Vec<Usage<'e>> {
    let query = view.scope.own_query();
    let tables = query.tables.iter().enumerate();
    tables
        .filter(|(_, used)| used.source == TableSource::Table && used.renamed.is_empty())
        .filter_map(|(at, used)| Some(usage(view, at, view.scope.table_of(used)?, tests(view, at))))
        .collect()
}

/// A use of a table under some of its tests.
pub fn usage<'e>(view: View<'e>, at: usize, table: &'e Table, tests: Vec<Test<'e>>) -> Usage<'e> {
    let query = view.scope.own_query();
    let (under_or, plain): (Vec<Test>, Vec<Test>) = tests.into_iter().partition(|test| test.predicate.under_or);
    let mut found: Vec<Key> = plain.iter().flat_map(|test| keys(view, at, table, test)).collect();
    let mut choices = Vec::new();
    let conjunct = |test: &Test| (test.query, test.predicate.conjunct);
    let mut conjuncts: Vec<(usize, usize)> = under_or.iter().map(conjunct).collect();
    conjuncts.dedup();
    for wanted in conjuncts {
        let inside: Vec<&Test> = under_or.iter().filter(|test| conjunct(test) == wanted).collect();
        let arms = arms(view, at, table, &inside);
        found.extend(shared(view, &arms));
        choices.push(arms);
    }
    Usage {
        at,
        table,
        keys: found,
        choices,
        tests: plain,
        order: order(view, at, table),
        limited: query.limit.is_some(),
        reads: reads(view, at, table),
    }
}

fn arms<'e>(view: View<'e>, at: usize, table: &Table, inside: &[&Test<'e>]) -> Vec<Vec<Key<'e>>> {
    let mut numbers: Vec<usize> = inside.iter().map(|test| test.predicate.arm).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let arm = |number: usize| {
        let tests = inside.iter().filter(|test| test.predicate.arm == number && !test.predicate.nested_or);
        tests.flat_map(|test| keys(view, at, table, test)).collect()
    };
    numbers.into_iter().map(arm).collect()
}

/// The keys that every arm bounds: `a = 1 OR a = 2`, `(a = 1 AND b = 2) OR (a = 1 AND c = 3)`.
fn shared<'e>(view: View, arms: &[Vec<Key<'e>>]) -> Vec<Key<'e>> {
    let Some((first, others)) = arms.split_first() else { return Vec::new() };
    // Tests that an ORM is given may stand in one place.
    let written = |key: &Key| {
        let sides = key.test.left.iter().chain(&key.test.right);
        match view.scope.statement.origin {
            Origin::Orm => sides.map(|term| text_of(view.source, view.scope.statement, term)).collect::<String>(),
            _ => view.source.slice(key.test.span).split_whitespace().collect::<String>(),
        }
    };
    let mut found: Vec<Key> = Vec::new();
    let is_shared = |key: &&Key| !matches!(key.bound, Bound::Join | Bound::Inside | Bound::Lost);
    for key in first.iter().filter(is_shared) {
        let alike: Option<Vec<&Key>> =
            others.iter().map(|arm| arm.iter().filter(is_shared).find(|other| other.of == key.of)).collect();
        let Some(alike) = alike else { continue };
        let bound = match key.bound {
            bound if alike.iter().all(|other| written(other) == written(key)) => bound,
            bound if bound.is_equal() && alike.iter().all(|other| other.bound.is_equal()) => Bound::OneOf,
            _ => Bound::Range,
        };
        // PostgreSQL has no one scan for several ranges.
        if bound == Bound::Range && view.engine.product == Product::Postgres && view.scope.own_query().ordered {
            continue;
        }
        if !found.iter().any(|known| known.of == key.of) {
            found.push(Key { bound, ..key.clone() });
        }
    }
    found
}

/// The order that is wanted of a table: of its first rows when it is sorted, of its lowest and highest.
fn order(view: View, at: usize, table: &Table) -> Vec<Ordered> {
    let query = view.scope.own_query();
    let plain = !query.grouped && !query.distinct && query.arms.len() < 2;
    let sorts = query.sorts.iter().map(|sort| {
        let of = ordered_by(view, at, table, result(query, &sort.term))?;
        Some(Ordered { of, descending: sort.descending, nulls_first: sort.nulls_first })
    });
    let sorts: Option<Vec<Ordered>> = sorts.collect();
    sorts.filter(|_| plain).unwrap_or_default()
}

/// What a sort key stands for: a result by its name.
fn result<'e>(query: &'e crate::extract::Query, term: &'e Term) -> &'e Term {
    let Operand::Column(Column { qualifier: None, name, .. }) = &term.operand else { return term };
    let named =
        query.projections.iter().find(|item| item.alias.as_ref().is_some_and(|alias| alias.eq_ignore_ascii_case(name)));
    named.and_then(|item| item.term.as_ref()).unwrap_or(term)
}

fn ordered_by(view: View, at: usize, table: &Table, term: &Term) -> Option<KeyOf> {
    let mut columns = Vec::new();
    term.columns(&mut columns);
    let own = |column: &&Column| view.scope.owner(column) == Owner::Own(at);
    if columns.is_empty() || !columns.iter().all(own) {
        return None;
    }
    match &term.operand {
        Operand::Column(column) => table.column(&column.name).map(|known| KeyOf::Column(known.id)),
        Operand::Query(_) => None,
        _ => Some(KeyOf::Expression(canonical(&text_of(view.source, view.scope.statement, term), table))),
    }
}

fn reads(view: View, at: usize, table: &Table) -> Option<Vec<ColumnId>> {
    let query = view.scope.own_query();
    if query.projections.iter().any(|item| item.wildcard) || view.scope.statement.opaque {
        return None;
    }
    let mut found = Vec::new();
    for column in &query.columns {
        match view.scope.owner(column) {
            Owner::Own(table) if table != at => {}
            Owner::Own(_) => found.push(table.column(&column.name)?.id),
            Owner::Outer(..) => {}
            Owner::Unknown => return None,
        }
    }
    // A query inside may look at its rows too.
    let inner = |other: &crate::extract::Query| other.parent == Some(view.scope.query);
    (!view.scope.statement.queries.iter().any(inner)).then_some(found)
}
