//! Joined tables that give a query nothing: neither a column nor a row less or more, or only rows that DISTINCT drops
//! again. What the keys of the schema prove.

use super::outer::is_read_inside;
use super::scope::{Owner, Scope};
use crate::extract::{Column, Join, Operand, Predicate, TableSource, Term};
use crate::fact::{Clause, Known, Operator, Origin, StatementKind};
use crate::project::catalog::{ColumnId, ForeignKey, Table};

/// Whether a joined table neither adds a column nor changes the number of rows.
pub fn adds_nothing(scope: Scope, at: usize) -> bool {
    let Some(table) = joined(scope, at) else { return false };
    let used = &scope.own_query().tables[at];
    let fixed = fixed_by_join(scope, at, table);
    let whole =
        scope.own_query().predicates.iter().filter(|test| test.clause == Clause::Join && names(scope, at, test));
    let is_one = table.is_unique(&fixed);
    match used.join {
        Join::Left => is_one && !is_read(scope, at),
        // Each row must have its partner.
        Join::Inner => is_one && whole.count() == 1 && has_partner(scope, at, table) && !is_read(scope, at),
        _ => false,
    }
}

/// The table whose rows DISTINCT makes one again, after a join multiplied them: the result holds a key of the tables it
/// shows, and nothing of this one.
pub fn multiplier<'e>(scope: Scope<'e>) -> Option<&'e Table> {
    let query = scope.own_query();
    let plain = query.distinct
        && !query.distinct_on
        && !query.grouped
        && query.arms.is_empty()
        && query.limit.is_none_or(|_| query.ordered)
        && !scope.statement.patched
        && query.tables.len() > 1
        && query.tables.iter().all(|table| table.source == TableSource::Table && !table.tied && !table.nested);
    if !plain {
        return None;
    }
    let mut shown: Vec<(usize, &str)> = Vec::new();
    for item in &query.projections {
        if let (true, Some(qualifier)) = (item.wildcard, &item.qualifier) {
            let at = query.tables.iter().position(|table| super::scope::answers_to(table, qualifier))?;
            let table = scope.table_of(&query.tables[at])?;
            shown.extend(table.columns.iter().map(|column| (at, column.name.as_str())));
            continue;
        }
        let Operand::Column(column) = &item.term.as_ref()?.operand else { return None };
        let Owner::Own(table) = scope.owner(column) else { return None };
        shown.push((table, &column.name));
    }
    let mut found = None;
    let mut keyed = false;
    for (at, used) in query.tables.iter().enumerate() {
        let table = scope.table_of(used).filter(|table| table.partial.is_none())?;
        let columns: Vec<ColumnId> = shown
            .iter()
            .filter(|(owner, _)| *owner == at)
            .map(|(_, name)| table.column(name).map(|column| column.id))
            .collect::<Option<_>>()?;
        if !columns.is_empty() {
            keyed |= table.is_unique(&columns) && !used_as_nullable(table, &columns);
            // A table that is shown without its key must not multiply either.
            if !table.is_unique(&columns) && !table.is_unique(&fixed_by_join(scope, at, table)) {
                return None;
            }
        } else if at > 0 && used.join == Join::Inner && !table.is_unique(&fixed_by_any(scope, at, table)) {
            found = found.or(Some(table));
        }
    }
    found.filter(|_| keyed)
}

fn used_as_nullable(table: &Table, columns: &[ColumnId]) -> bool {
    !columns.iter().any(|id| table.by_id(*id).is_some_and(|column| column.nullable == Known::Yes(false)))
}

/// A table of the schema that joins another, and could be left out as far as the form of the query goes.
fn joined<'e>(scope: Scope<'e>, at: usize) -> Option<&'e Table> {
    let query = scope.own_query();
    let used = &query.tables[at];
    let open = scope.statement.patched
        || scope.statement.kind != StatementKind::Select
        || query.lock.is_some()
        || query.tables.iter().any(|table| table.tied || table.nested || table.join == Join::Full)
        || query.tables[at + 1..].iter().any(|table| table.join == Join::Right)
        || query.projections.iter().any(|item| item.wildcard && item.qualifier.is_none());
    if open || at == 0 || used.source != TableSource::Table || !used.renamed.is_empty() {
        return None;
    }
    let stars = query.projections.iter().filter_map(|item| item.qualifier.as_deref());
    if stars.into_iter().any(|qualifier| super::scope::answers_to(used, qualifier)) {
        return None;
    }
    scope.table_of(used).filter(|table| table.partial.is_none() && !table.is_view())
}

/// Whether anything but its own ON names the table.
fn is_read(scope: Scope, at: usize) -> bool {
    let query = scope.own_query();
    let own: Vec<&Predicate> = ties(scope, at).collect();
    let read = |(index, column): (usize, &Column)| match scope.owner(column) {
        Owner::Own(owner) => owner == at && !own.iter().any(|test| test.columns.range().contains(&index)),
        Owner::Outer(..) => false,
        Owner::Unknown => true,
    };
    query.columns.iter().enumerate().any(read) || is_read_inside(scope, at)
}

/// The tests of the table's own ON.
fn ties<'e>(scope: Scope<'e>, at: usize) -> impl Iterator<Item = &'e Predicate> {
    let query = scope.own_query();
    // What an ORM builds stands anywhere: the ON is that of the last table it names.
    let built = scope.statement.origin == Origin::Orm;
    let last = move |test: &Predicate| {
        let columns = &query.columns[test.columns.range()];
        let owners = columns.iter().map(|column| match scope.owner(column) {
            Owner::Own(owner) => Some(owner),
            Owner::Outer(..) => Some(0),
            Owner::Unknown => None,
        });
        owners.collect::<Option<Vec<usize>>>().and_then(|owners| owners.into_iter().max())
    };
    let from = query.tables[at].span.end;
    let to = query.tables.get(at + 1).map_or(u32::MAX, |next| next.span.start);
    query.predicates.iter().filter(move |test| {
        test.clause == Clause::Join
            && if built { last(test) == Some(at) } else { (from..to).contains(&test.span.start) }
    })
}

fn names(scope: Scope, at: usize, test: &Predicate) -> bool {
    let columns = &scope.own_query().columns[test.columns.range()];
    columns.iter().any(|column| scope.owner(column) == Owner::Own(at))
}

/// The columns that the table's ON gives one value for each row before it.
fn fixed_by_join(scope: Scope, at: usize, table: &Table) -> Vec<ColumnId> {
    ties(scope, at).filter_map(|test| fixed(scope, at, table, test).map(|(id, _)| id)).collect()
}

/// The same, of WHERE as well.
fn fixed_by_any(scope: Scope, at: usize, table: &Table) -> Vec<ColumnId> {
    let tests = scope.own_query().predicates.iter();
    let holds = tests.filter(|test| matches!(test.clause, Clause::Join | Clause::Where));
    holds.filter_map(|test| fixed(scope, at, table, test).map(|(id, _)| id)).collect()
}

/// The column of a table that a test makes equal to something outside it, and what that is.
fn fixed<'e>(scope: Scope<'e>, at: usize, table: &Table, test: &'e Predicate) -> Option<(ColumnId, &'e Term)> {
    if test.operator != Operator::Equal || test.under_or {
        return None;
    }
    let (left, right) = (test.left.as_ref()?, test.right.first()?);
    let own = |term: &Term| match &term.operand {
        Operand::Column(column) if scope.owner(column) == Owner::Own(at) => {
            table.column(&column.name).map(|column| column.id)
        }
        _ => None,
    };
    let outside = |term: &Term| {
        let mut columns = Vec::new();
        term.columns(&mut columns);
        columns.iter().all(|column| match scope.owner(column) {
            Owner::Own(owner) => owner != at,
            Owner::Outer(..) => true,
            Owner::Unknown => false,
        })
    };
    match (own(left), own(right)) {
        (Some(id), None) if outside(right) => Some((id, right)),
        (None, Some(id)) if outside(left) => Some((id, left)),
        _ => None,
    }
}

/// Whether a foreign key that is NOT NULL promises each row its partner here.
pub fn has_partner(scope: Scope, at: usize, table: &Table) -> bool {
    let mut tests = ties(scope, at);
    let (Some(test), None) = (tests.next(), tests.next()) else { return false };
    let Some((key, Term { operand: Operand::Column(column), .. })) = fixed(scope, at, table, test) else {
        return false;
    };
    let Owner::Own(from) = scope.owner(column) else { return false };
    let used = &scope.own_query().tables[from];
    let required = !matches!(used.join, Join::Left | Join::Right | Join::Full);
    let Some(source) = scope.table_of(used).filter(|_| required) else { return false };
    let Some(column) = source.column(&column.name).filter(|column| column.nullable == Known::Yes(false)) else {
        return false;
    };
    source
        .foreign_keys
        .iter()
        .any(|foreign| foreign.validated && foreign.columns == [column.id] && points_at(scope, foreign, table, key))
}

fn points_at(scope: Scope, foreign: &ForeignKey, table: &Table, key: ColumnId) -> bool {
    let target =
        scope.catalog.and_then(|catalog| catalog.find_in(foreign.target.schema.as_deref(), &foreign.target.name));
    let is_it = target.zip(scope.catalog).is_some_and(|(id, catalog)| std::ptr::eq(catalog.get(id), table));
    let names_it = match foreign.target_columns.as_slice() {
        [] => table.primary_key == [key],
        [only] => table.column(only).is_some_and(|column| column.id == key),
        _ => false,
    };
    is_it && names_it
}
