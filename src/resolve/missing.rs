//! What a missing value does to what is made of it: a count leaves it out, and a text that it is a part of is lost.

use super::lowering::text_of;
use super::nulls::strict_arguments;
use super::origin::Origin;
use super::scope::{Owner, Scope};
use crate::extract::{self, Column, Join, Operand, Projection, Term};
use crate::fact::{Clause, Concatenation, CountedColumn, Dialect, Facts, Id, Known, LiteralType, Query, QueryRole};
use crate::fact::{Origin as Written, StatementKind};
use crate::project::catalog::TypeFamily;
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, link: Id<Query>, scope: Scope) {
    // What is not known of its conditions may leave out the rows without a value.
    if scope.catalog.is_none() || scope.statement.patched || scope.statement.opaque {
        return;
    }
    let query = scope.own_query();
    for item in &query.projections {
        let Some(term) = &item.term else { continue };
        facts.counted_columns.extend(counted(source, link, scope, term));
        if gives_as_it_is(scope) {
            facts.concatenations.extend(joined_in(term).and_then(|whole| lost(source, link, scope, whole)));
        }
    }
    if query.role == QueryRole::Change && scope.statement.kind == StatementKind::Update {
        facts.concatenations.extend(appended(source, link, scope));
    }
}

/// `count(column)`.
fn counted(source: &Source, link: Id<Query>, scope: Scope, term: &Term) -> Option<CountedColumn> {
    let Operand::Call { name, arguments, window: false, .. } = &term.operand else { return None };
    let [argument] = arguments.as_slice() else { return None };
    let Operand::Column(column) = &argument.operand else { return None };
    if name != "count" {
        return None;
    }
    let query = scope.own_query();
    let origin = scope.origin_in_results(argument);
    let own = origin.column;
    let family = own.map(|own| own.ty.family);
    let stands_for_a_row = |own: &crate::project::catalog::Column| {
        origin.table.is_some_and(|table| table.foreign_keys.iter().any(|key| key.columns.contains(&own.id)))
    };
    Some(CountedColumn {
        query: link,
        column: written(scope, column),
        nullable: origin.nullable,
        nullable_by_join: own.is_some_and(|own| own.nullable == Known::Yes(false)) || is_added_by_join(scope, column),
        groups_by_it: groups_by(query, scope, column) && !tests_in_having(query, column),
        distinct: source.slice(term.span).to_ascii_lowercase().contains("distinct"),
        beside_all: query.projections.iter().any(counts_all),
        tells_by_presence: own.is_some_and(stands_for_a_row)
            || family.is_none_or(|family| family.is_moment() || family == TypeFamily::Boolean),
        defined: own.map(|own| own.defined.clone()),
        counted: source.place(argument.span),
        place: source.place(term.span),
    })
}

/// What an ORM builds is qualified with names that nobody wrote.
fn written(scope: Scope, column: &Column) -> String {
    match &column.qualifier {
        Some(qualifier) if scope.statement.origin != Written::Orm => format!("{qualifier}.{}", column.name),
        _ => column.name.clone(),
    }
}

/// Whether an outer join may have made up the rows of its table.
fn is_added_by_join(scope: Scope, column: &Column) -> bool {
    let Owner::Own(at) = scope.owner(column) else { return false };
    let tables = &scope.own_query().tables;
    matches!(tables[at].join, Join::Left | Join::Full)
        || tables[at + 1..].iter().any(|later| matches!(later.join, Join::Right | Join::Full))
}

/// Whether a key of its GROUP BY is this column: by itself, by the number or by the name of a result.
fn groups_by(query: &extract::Query, scope: Scope, column: &Column) -> bool {
    let is_it = |term: &Term| match &term.operand {
        Operand::Column(key) => {
            key.name.eq_ignore_ascii_case(&column.name)
                && matches!(scope.owner(key), Owner::Own(_))
                && scope.owner(key) == scope.owner(column)
        }
        _ => false,
    };
    let result = |name: &str| {
        let named = |item: &&Projection| item.alias.as_deref().is_some_and(|alias| alias.eq_ignore_ascii_case(name));
        query.projections.iter().find(named).and_then(|item| item.term.as_ref())
    };
    !query.grouping_sets
        && query.group_keys.iter().any(|key| match &key.operand {
            Operand::Literal { family: LiteralType::Number, text } => {
                let position = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                position.and_then(|at| query.projections.get(at)?.term.as_ref()).is_some_and(is_it)
            }
            Operand::Column(Column { qualifier: None, name, .. }) => is_it(key) || result(name).is_some_and(is_it),
            _ => is_it(key),
        })
}

/// Whether its HAVING speaks of the column, and so may leave out the group without a value.
fn tests_in_having(query: &extract::Query, column: &Column) -> bool {
    let names = |column: &Column, other: &Column| other.name.eq_ignore_ascii_case(&column.name);
    query.predicates.iter().filter(|test| test.clause == Clause::Having).any(|test| {
        let columns = &query.columns[test.columns.range()];
        columns.is_empty() || columns.iter().any(|other| names(column, other))
    })
}

fn counts_all(item: &Projection) -> bool {
    let all = |operand: &Operand| match operand {
        Operand::Call { name, arguments, .. } if name == "count" => match arguments.as_slice() {
            [] => true,
            [only] => matches!(only.operand, Operand::Star | Operand::Literal { .. }),
            _ => false,
        },
        _ => false,
    };
    item.term.as_ref().is_some_and(|term| term.any(&all))
}

/// Whether nothing around a query makes something else of a NULL in its results.
fn gives_as_it_is(scope: Scope) -> bool {
    let query = scope.own_query();
    matches!(query.role, QueryRole::Top | QueryRole::View | QueryRole::InsertSource) && query.parent.is_none()
}

/// What is put together by `||` in a result: it is the result, or only a function stands around it that passes NULL on.
fn joined_in(term: &Term) -> Option<&Term> {
    match &term.operand {
        Operand::Concatenation(_) => Some(term),
        Operand::Cast { value, .. } => joined_in(value),
        _ => strict_arguments(term)?.iter().find_map(joined_in),
    }
}

/// A part that can be NULL, and whether it stands beside one that never is.
fn lost<'e>(source: &Source, link: Id<Query>, scope: Scope<'e>, whole: &'e Term) -> Option<Concatenation> {
    let Operand::Concatenation(parts) = &whole.operand else { return None };
    let mut lost = None;
    let mut loses_a_value = false;
    for part in parts.iter().filter(|part| is_plain(part)) {
        match scope.origin_in_results(part) {
            origin if origin.nullable == Known::Yes(true) => lost = lost.or(Some((part, origin))),
            origin => loses_a_value |= origin.nullable == Known::Yes(false),
        }
    }
    let (part, origin) = lost.filter(|_| joins_texts(scope))?;
    Some(Concatenation { loses_a_value, ..fact(source, link, scope, whole, (part, origin)) })
}

/// `SET note = note || '…'`.
fn appended<'e>(source: &Source, link: Id<Query>, scope: Scope<'e>) -> Vec<Concatenation> {
    let appends = |assignment: &'e extract::Assignment| {
        let whole = assignment.joined.as_ref()?;
        let target = assignment.target.as_ref()?;
        let Operand::Concatenation(parts) = &whole.operand else { return None };
        let part = parts.iter().find(|part| match &part.operand {
            Operand::Column(column) => {
                column.name.eq_ignore_ascii_case(&target.name) && scope.owner(column) == Owner::Own(0)
            }
            _ => false,
        })?;
        let origin = scope.origin_in_results(part);
        let loses = origin.nullable == Known::Yes(true) && joins_texts(scope);
        loses.then(|| Concatenation { appends: true, ..fact(source, link, scope, whole, (part, origin)) })
    };
    scope.statement.assignments.iter().filter_map(appends).collect()
}

fn fact(
    source: &Source,
    link: Id<Query>,
    scope: Scope,
    whole: &Term,
    (part, origin): (&Term, Origin),
) -> Concatenation {
    Concatenation {
        query: link,
        part: text_of(source, scope.statement, part).into_owned(),
        loses_a_value: false,
        appends: false,
        defined: origin.column.map(|column| column.defined.clone()),
        part_place: source.place(part.span),
        place: source.place(whole.span),
    }
}

/// A column, or what passes on whether it is NULL.
fn is_plain(term: &Term) -> bool {
    match &term.operand {
        Operand::Column(_) => true,
        Operand::Cast { value, .. } => is_plain(value),
        _ => strict_arguments(term).is_some_and(|arguments| arguments.iter().any(is_plain)),
    }
}

/// Whether `||` joins texts there, and gives NULL when one of them is: to MySQL it is OR, and Oracle takes NULL for ''.
fn joins_texts(scope: Scope) -> bool {
    scope.statement.origin != Written::Routine && matches!(scope.dialect(), Dialect::Postgres | Dialect::Sqlite)
}
