//! What WHERE does to outer joins: it may drop the very rows they keep, or test them for what is no sign of a missing
//! partner.

use super::nulls::strict_columns_of;
use super::scope::{Owner, Scope};
use super::spare;
use crate::extract::{Column, Join, Operand, Predicate, TableUse};
use crate::fact::{Clause, Operator, Origin};
use crate::project::catalog;
use crate::project::catalog::TypeFamily;

/// The table that a LEFT JOIN adds, when a test of WHERE is never true of the rows where it has no partner. Read from
/// the words alone where columns are qualified.
pub fn undone_join<'e>(scope: Scope<'e>, test: &Predicate) -> Option<&'e TableUse> {
    // IS NOT NULL says openly that only partners count.
    if test.clause != Clause::Where || test.under_or || test.operator == Operator::IsNotNull || scope.statement.patched
    {
        return None;
    }
    let query = scope.own_query();
    let owners = strict_columns_of(test).into_iter().filter_map(|column| match scope.owner(column) {
        Owner::Own(table) => Some(table),
        _ => None,
    });
    let mut joined = owners.filter(|&table| is_left(scope, table));
    let table = joined.next()?;
    // A comparison with the outer side's own rows says it once for all of them.
    let said = |other: &&Predicate| other.clause == Clause::Where && !other.under_or;
    let said_before = query
        .predicates
        .iter()
        .take_while(|other| !std::ptr::eq(*other, test))
        .filter(said)
        .any(|other| strict_columns_of(other).into_iter().any(|column| scope.owner(column) == Owner::Own(table)));
    Some(&query.tables[table]).filter(|used| !said_before && may_lose_rows(scope, table, used))
}

/// Whether rows may be without a partner. What an ORM joins is read by the planner as an inner join, and nobody is misled
/// by its words: there it has to be known.
fn may_lose_rows(scope: Scope, at: usize, used: &TableUse) -> bool {
    match scope.table_of(used) {
        Some(table) => !spare::has_partner(scope, at, table),
        None => scope.statement.origin != Origin::Orm,
    }
}

/// It is the right side of a plain LEFT JOIN, and no other outer join is near.
fn is_left(scope: Scope, table: usize) -> bool {
    let tables = &scope.own_query().tables;
    let plain = |table: &TableUse| !table.nested && !matches!(table.join, Join::Right | Join::Full);
    tables[table].join == Join::Left && !tables[table].tied && tables.iter().all(plain)
}

/// The column that a WHERE tests for NULL to find rows without a partner, though rows with one may have NULL there too.
pub fn doubtful_absence<'e>(scope: Scope<'e>, test: &Predicate) -> Option<&'e catalog::Column> {
    let Operand::Column(column) = &test.left.as_ref()?.operand else { return None };
    if test.clause != Clause::Where || test.operator != Operator::IsNull || test.under_or || scope.statement.patched {
        return None;
    }
    // Django joins so by itself: `inviter__nick__isnull=True` asks for rows without a partner as well.
    if scope.statement.origin == Origin::Orm {
        return None;
    }
    let Owner::Own(at) = scope.owner(column) else { return None };
    let table = scope.table_of(&scope.own_query().tables[at]).filter(|_| is_left(scope, at))?;
    let known = table.column(&column.name)?;
    let marks_an_end = known.ty.family.is_moment()
        || matches!(known.ty.family, TypeFamily::Boolean | TypeFamily::Unknown | TypeFamily::Other);
    let is_nullable = known.nullable == crate::fact::Known::Yes(true);
    (is_nullable && !marks_an_end && !is_read_elsewhere(scope, at, test)).then_some(known)
}

/// Whether a table is there for more than its ON and one test.
fn is_read_elsewhere(scope: Scope, at: usize, test: &Predicate) -> bool {
    let query = scope.own_query();
    let in_join = |column: &Column| {
        query.predicates.iter().any(|other| other.clause == Clause::Join && other.span.contains(column.span))
    };
    let tested = |name: &str| {
        query.predicates.iter().any(|other| {
            other.clause == Clause::Join
                && query.columns[other.columns.range()]
                    .iter()
                    .any(|column| column.name.eq_ignore_ascii_case(name) && scope.owner(column) == Owner::Own(at))
        })
    };
    let name = match test.left.as_ref().map(|term| &term.operand) {
        Some(Operand::Column(column)) => column.name.as_str(),
        _ => return true,
    };
    let read = |column: &Column| match scope.owner(column) {
        Owner::Own(owner) => owner == at && !test.span.contains(column.span) && !in_join(column),
        Owner::Outer(..) => false,
        Owner::Unknown => true,
    };
    let starred = query.projections.iter().any(|item| item.wildcard && item.qualifier.is_none());
    starred || tested(name) || query.columns.iter().any(read) || is_read_inside(scope, at)
}

/// Whether a query inside this one names a table of it.
pub fn is_read_inside(scope: Scope, at: usize) -> bool {
    let statement = scope.statement;
    (scope.query + 1..statement.queries.len()).any(|inner| {
        let within = scope.inside(inner);
        statement.queries[inner].columns.iter().any(|column| match within.owner(column) {
            Owner::Outer(query, table) => query == scope.query && table == at,
            Owner::Own(_) => false,
            Owner::Unknown => is_below(scope, inner),
        })
    })
}

/// Whether a query stands, at any depth, inside the one looked at.
fn is_below(scope: Scope, inner: usize) -> bool {
    let queries = &scope.statement.queries;
    let mut around = std::iter::successors(Some(inner), |&at| queries[at].parent.filter(|&parent| parent < at));
    around.any(|at| at == scope.query)
}
