//! Facts about the tables that queries read: whether an index leads to their rows, and which one would.

use super::View;
use super::access::{Access, accesses};
use super::keys::{Key, KeyOf};
use super::serve::Miss;
use super::wanted::{Purpose, Wanted, is_worth_judging, statement, wanted, written_keys};
use crate::extract::{self, Operand, Predicate, Term};
use crate::fact::{Access as AccessFact, Advice, Facts, Id, IndexMiss, MissKind, Operator, Query};
use crate::project::Product;
use crate::project::catalog::{ColumnId, Index, Keyed, Table};
use crate::resolve::lowering::text_of;
use crate::resolve::scope::{Owner, Scope};
use crate::text::{Place, Source};

pub fn add(facts: &mut Facts, source: &Source, link: Id<Query>, scope: Scope) {
    let Some((&first, others)) = scope.engines.split_first().filter(|_| scope.catalog.is_some()) else { return };
    let view = View { source, scope, engine: first };
    let all = accesses(view);
    let elsewhere: Vec<(View, Vec<Access>)> =
        others.iter().map(|&engine| View { engine, ..view }).map(|view| (view, accesses(view))).collect();
    for (position, access) in all.iter().enumerate() {
        let others = elsewhere.iter().filter_map(|(view, all)| Some((*view, all, all.get(position)?)));
        let others: Vec<(View, &Vec<Access>, &Access)> = others.collect();
        let narrowed = access.is_narrowed(view) || others.iter().any(|(view, _, other)| other.is_narrowed(*view));
        let ordered = access.gives_order() || others.iter().any(|(_, _, other)| other.gives_order());
        // It must be missing on every engine that may be meant.
        let wanted = wanted(view, &all, access)
            .filter(|_| others.iter().all(|(view, all, other)| super::wanted::wanted(*view, all, other).is_some()));
        let id = Id::new(facts.accesses.len());
        facts.accesses.push(fact(view, link, access, wanted.as_ref(), narrowed, ordered));
        let before = facts.index_misses.len();
        add_misses(facts, view, id, access, narrowed);
        let near =
            |miss: &IndexMiss| matches!(miss.kind, MissKind::Condition | MissKind::Leading | MissKind::Expression);
        facts.accesses[id.index].missed = facts.index_misses[before..].iter().any(near);
    }
}

/// The indexes that a query wants on every engine it may run on, each with its table.
pub fn wanted_indexes<'e>(source: &'e Source, scope: Scope<'e>) -> Vec<(&'e Table, Wanted)> {
    let mut found: Option<Vec<(&Table, Wanted)>> = None;
    for &engine in scope.engines {
        let view = View { source, scope, engine };
        let all = accesses(view);
        let here = all.iter().filter_map(|access| Some((access.usage.table, wanted(view, &all, access)?)));
        let here: Vec<_> = here.collect();
        let also = |(table, _): &(&Table, Wanted)| here.iter().any(|(other, _)| std::ptr::eq(*other, *table));
        match &mut found {
            Some(found) => found.retain(also),
            None => found = Some(here),
        }
    }
    found.unwrap_or_default()
}

fn fact(
    view: View,
    link: Id<Query>,
    access: &Access,
    wanted: Option<&Wanted>,
    narrowed: bool,
    ordered: bool,
) -> AccessFact {
    let table = access.usage.table;
    let used = &view.scope.own_query().tables[access.usage.at];
    let span = wanted.map_or(used.span, |wanted| wanted.asked);
    AccessFact {
        query: link,
        table: table.name.clone(),
        narrowed,
        missed: false,
        ordered,
        finds_few: wanted
            .is_some_and(|wanted| wanted.purpose == Purpose::Narrow && !hides_an_index(view, access, wanted)),
        sorts_all: wanted.is_some_and(|wanted| wanted.purpose == Purpose::Sort),
        keys: wanted.map(|wanted| written_keys(table, &wanted.keys)),
        statement: wanted.map(|wanted| {
            let dialect = view.scope.catalog.map_or(view.scope.statement.dialect, |catalog| catalog.dialect);
            Advice(statement(dialect, table, &wanted.keys))
        }),
        index_dropped: wanted.and_then(|wanted| index_dropped(table, wanted)),
        unpruned: untested_partitions(view, access),
        scattered: table.spread.as_ref().and_then(|spread| untested(view, access, &[spread.column])),
        spread_by: table.spread.as_ref().map(|spread| spread.defined.clone()),
        named: view.source.place(used.span),
        defined: table.defined.clone(),
        place: view.source.place(span),
    }
}

/// The key of the partitions, when nothing tests its first column.
fn untested_partitions(view: View, access: &Access) -> Option<String> {
    let keys = access.usage.table.partitioned_by.as_deref()?;
    untested(view, access, keys.get(..1)?)?;
    Some(keys.iter().map(|&key| access.usage.table.name_of(key)).collect::<Vec<_>>().join(", "))
}

/// The names of columns that no test of the statement names, wherever it stands.
fn untested(view: View, access: &Access, columns: &[ColumnId]) -> Option<String> {
    let statement = view.scope.statement;
    if statement.patched || statement.opaque || view.scope.own_query().tables.iter().any(|table| table.tied) {
        return None;
    }
    let named = |name: &str| {
        statement.queries.iter().any(|query| {
            let mut tested = query.predicates.iter().flat_map(|test| &query.columns[test.columns.range()]);
            tested.any(|column| column.name.eq_ignore_ascii_case(name))
        })
    };
    let names: Vec<&str> = columns.iter().map(|&column| access.usage.table.name_of(column)).collect();
    (!names.iter().any(|name| named(name))).then(|| names.join(", "))
}

fn index_dropped(table: &Table, wanted: &Wanted) -> Option<Place> {
    let columns = wanted.keys.iter().filter_map(|key| match key.of {
        KeyOf::Column(id) => Some(id),
        KeyOf::Expression(_) => None,
    });
    columns.filter_map(|column| table.index_dropped(column)).next().cloned()
}

/// Whether what asks for an index is computed from a column that has one: what is computed is to blame.
fn hides_an_index(view: View, access: &Access, wanted: &Wanted) -> bool {
    let asks = |key: &&Key| key.test.span == wanted.asked && matches!(key.of, KeyOf::Expression(_));
    access.usage.keys.iter().filter(asks).any(|key| {
        let mut columns = Vec::new();
        key.test.left.iter().chain(&key.test.right).for_each(|term| term.columns(&mut columns));
        columns.into_iter().any(|column| is_indexed(view.scope.inside(key.query), column) == Some(true))
    })
}

fn add_misses(facts: &mut Facts, view: View, access: Id<AccessFact>, of: &Access, narrowed: bool) {
    let table = of.usage.table;
    let open = view.scope.statement.patched || view.scope.statement.opaque;
    if open || narrowed && of.services.iter().any(|service| service.equal > 0) || !is_worth_judging(table) {
        return;
    }
    for service in &of.services {
        if let Some((range, equal)) = &service.range_first {
            facts.index_misses.push(IndexMiss {
                access,
                kind: MissKind::RangeFirst,
                index: service.index.name.clone(),
                lacks: column_of(view, of, range).unwrap_or_default(),
                column: column_of(view, of, equal),
                defined: service.index.defined.clone(),
                place: view.source.place(equal.test.span),
            });
        }
    }
    if narrowed {
        return;
    }
    for (index, miss) in &of.misses {
        facts.index_misses.extend(missed(view, access, of, index, miss));
    }
}

fn missed(view: View, access: Id<AccessFact>, of: &Access, index: &Index, miss: &Miss) -> Option<IndexMiss> {
    let table = of.usage.table;
    let (kind, lacks, span, test) = match miss {
        Miss::Condition => {
            let condition = index.predicate.as_ref()?;
            let [only] = condition.tests.as_slice() else { return None };
            if !is_passing_condition(only) || mentions(view, of, only) {
                return None;
            }
            let used = view.scope.own_query().tables[of.usage.at].span;
            (MissKind::Condition, condition.text.clone(), used, None)
        }
        Miss::Leading { test, .. } if view.engine.product != Product::Sqlite => {
            let first = index.column_at(0)?;
            (MissKind::Leading, table.name_of(first).to_owned(), test.test.span, Some(test))
        }
        Miss::Expression { test } => {
            let Keyed::Expression { text, .. } = &index.keys.first()?.of else { return None };
            (MissKind::Expression, text.clone(), test.test.span, Some(test))
        }
        Miss::Order { test } => (MissKind::OperatorClass, String::new(), test.test.span, Some(test)),
        Miss::Direction if view.scope.own_query().limit.is_some() => {
            let span = view.scope.own_query().sorts.first()?.term.span;
            (MissKind::Direction, String::new(), span, None)
        }
        _ => return None,
    };
    Some(IndexMiss {
        access,
        kind,
        index: index.name.clone(),
        lacks,
        column: test.and_then(|test| column_of(view, of, test)),
        defined: index.defined.clone(),
        place: view.source.place(span),
    })
}

/// `deleted_at IS NULL`, `NOT archived`: conditions that hold for most rows that anybody wants.
fn is_passing_condition(condition: &Predicate) -> bool {
    let bare = condition.right.is_empty();
    matches!(condition.operator, Operator::IsNull) || condition.operator == Operator::Other && bare && condition.negated
}

fn mentions(view: View, of: &Access, condition: &Predicate) -> bool {
    let mut held = Vec::new();
    condition.left.iter().for_each(|term| term.columns(&mut held));
    let named = |column: &extract::Column| held.iter().any(|held| held.name.eq_ignore_ascii_case(&column.name));
    let query = view.scope.own_query();
    let tests = query.predicates.iter().flat_map(|test| &query.columns[test.columns.range()]);
    let from_around = of.usage.tests.iter().filter(|test| test.is_handed_down());
    tests.filter(|column| !matches!(view.scope.owner(column), Owner::Own(at) if at != of.usage.at)).any(named)
        || from_around
            .flat_map(|test| test.names(of.usage.at))
            .any(|name| held.iter().any(|held| held.name.eq_ignore_ascii_case(name)))
}

fn column_of(view: View, of: &Access, key: &Key) -> Option<String> {
    if let KeyOf::Column(id) = key.of {
        return Some(of.usage.table.name_of(id).to_owned());
    }
    let mut columns = Vec::new();
    key.test.left.iter().chain(&key.test.right).for_each(|term| term.columns(&mut columns));
    let own = columns.iter().find(|column| view.scope.owner(column) == Owner::Own(of.usage.at));
    own.map(|column| column.name.clone())
}

/// Whether an index begins with a column; None when the table is not known, or not in full.
pub fn is_indexed(scope: Scope, column: &extract::Column) -> Option<bool> {
    let table = table_of(scope, column)?;
    let id = table.column(&column.name)?.id;
    let leads = |index: &Index| matches!(index.keys.first().map(|key| &key.of), Some(Keyed::Column(own)) if *own == id);
    let found =
        table.indexes.iter().any(|index| index.usable && leads(index)) || table.primary_key.first() == Some(&id);
    (found || table.has_all_indexes()).then_some(found)
}

/// Whether an index holds the very expression that is tested.
pub fn is_expression_indexed(source: &Source, scope: Scope, column: &extract::Column, term: &Term) -> Option<bool> {
    let table = table_of(scope, column)?;
    let wanted = super::expression::canonical(&text_of(source, scope.statement, term), table);
    let holds = |index: &Index| {
        index.keys.iter().any(|key| match &key.of {
            Keyed::Expression { text, .. } => super::expression::canonical(text, table) == wanted,
            Keyed::Column(_) => false,
        })
    };
    Some(
        matches!(
            &term.operand,
            Operand::Call { .. } | Operand::Cast { .. } | Operand::Arithmetic { .. } | Operand::Concatenation(_)
        ) && table.indexes.iter().any(holds),
    )
}

/// Whether an index finds text inside a column: trigrams, full text.
pub fn is_searchable(scope: Scope, column: &extract::Column) -> Option<bool> {
    let table = table_of(scope, column)?;
    let named = |key: &crate::project::catalog::IndexKey| match &key.of {
        Keyed::Column(id) => table.name_of(*id).eq_ignore_ascii_case(&column.name),
        Keyed::Expression { columns, .. } => {
            columns.iter().any(|id| table.name_of(*id).eq_ignore_ascii_case(&column.name))
        }
    };
    Some(table.indexes.iter().any(|index| !index.is_btree() && index.method != "hash" && index.keys.iter().any(named)))
}

fn table_of<'e>(scope: Scope<'e>, column: &extract::Column) -> Option<&'e Table> {
    match scope.owner(column) {
        Owner::Own(at) => scope.table_of(&scope.own_query().tables[at]),
        Owner::Outer(query, at) => scope.table_of(&scope.statement.queries[query].tables[at]),
        Owner::Unknown => None,
    }
}
