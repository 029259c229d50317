//! Where a value comes from and what is known of it: followed through derived tables, WITH entries and set operations
//! to a column of the schema.

use std::cell::Cell;

use super::nulls;
use super::scope::{Owner, Scope, answers_to, plain, result_name};
use super::types;
use crate::extract::{Column, Operand, Projection, Query, TableSource, TableUse, Term};
use crate::fact::Known;
use crate::project::catalog;
use crate::project::catalog::{SqlType, Table};

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub struct Origin<'e> {
    /// The table whose column it is, unchanged.
    pub table: Option<&'e Table>,
    pub column: Option<&'e catalog::Column>,
    pub ty: SqlType,
    /// Whether it can be NULL where it is read.
    pub nullable: Known<bool>,
    /// The query that reads it from the database, and the table there.
    pub read: Option<(usize, usize)>,
}

/// When a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// As the conditions of its query see it: tables are joined, WHERE has not yet had its say.
    Joined,
    /// As the results of its query hold it.
    Selected,
}

/// Columns looked at on the way to one origin: queries inside queries can multiply them.
const MOST_STEPS: u32 = 400;

impl<'e> Scope<'e> {
    /// The origin of a column, as the conditions of the query see it.
    pub fn origin(&self, column: &Column) -> Origin<'e> {
        Trace::new().column(*self, column, Moment::Joined)
    }

    /// The origin of an expression, as the conditions of the query see it.
    pub fn origin_of(&self, term: &'e Term) -> Origin<'e> {
        Trace::new().term(*self, term, Moment::Joined)
    }

    /// The origin of an expression, for the rows that the conditions let through.
    pub fn origin_in_results(&self, term: &'e Term) -> Origin<'e> {
        Trace::new().term(*self, term, Moment::Selected)
    }

    /// The table and column inside an arm of a derived table or WITH entry that a column of it shows unchanged.
    pub fn shown_in(&self, table: usize, name: &str, arm: usize) -> Option<(usize, String)> {
        let used = &self.own_query().tables[table];
        let (arms, renamed) = match &used.source {
            TableSource::Derived(arms) => (arms, &used.renamed),
            TableSource::Cte(cte) => {
                let cte = self.statement.ctes.get(*cte)?;
                (&cte.queries, if used.renamed.is_empty() { &cte.renamed } else { &used.renamed })
            }
            _ => return None,
        };
        let first = *arms.first().filter(|_| arms.contains(&arm))?;
        let trace = Trace::new();
        let inside = self.inside(arm);
        let shown = match renamed.iter().position(|given| given.eq_ignore_ascii_case(name)) {
            Some(position) => trace.at(inside, position)?,
            None if !renamed.is_empty() => return None,
            None if arms.len() == 1 => named(inside, name)?,
            None => trace.at(inside, trace.position(self.inside(first), name)?)?,
        };
        match shown {
            Shown::Column(table, name) => Some((table, name)),
            Shown::Term(Term { operand: Operand::Column(column), collation: None, .. }) => match inside.owner(column) {
                Owner::Own(table) => Some((table, column.name.clone())),
                _ => None,
            },
            Shown::Term(_) => None,
        }
    }

    /// The origin of a result of a query of this statement, by its position. Arms of a set operation must agree.
    pub fn result(&self, query: usize, position: usize) -> Origin<'e> {
        let first = &self.statement.queries[query];
        let arms = if first.arms.is_empty() { vec![query] } else { first.arms.clone() };
        Trace::new().arms(*self, &arms, position)
    }
}

/// One value of a result list.
enum Shown<'e> {
    Term(&'e Term),
    /// A star stands for it.
    Column(usize, String),
}

struct Trace {
    steps: Cell<u32>,
}

impl Trace {
    fn new() -> Self {
        Self { steps: Cell::new(MOST_STEPS) }
    }

    fn is_spent(&self) -> bool {
        let left = self.steps.get();
        self.steps.set(left.saturating_sub(1));
        left == 0
    }

    fn column<'e>(&self, scope: Scope<'e>, column: &Column, moment: Moment) -> Origin<'e> {
        match scope.owner(column) {
            Owner::Own(table) => self.of_table(scope, table, &column.name, moment),
            // What the rows around it are tested for holds for every row that counts.
            Owner::Outer(query, table) => self.of_table(scope.inside(query), table, &column.name, Moment::Selected),
            Owner::Unknown => Origin::default(),
        }
    }

    /// A column of a table that the query uses.
    fn of_table<'e>(&self, scope: Scope<'e>, table: usize, name: &str, moment: Moment) -> Origin<'e> {
        if self.is_spent() {
            return Origin::default();
        }
        let used = &scope.own_query().tables[table];
        let origin = match &used.source {
            TableSource::Table => stored(scope, table, name),
            TableSource::Function => Origin::default(),
            TableSource::Derived(arms) => self.of_arms(scope, arms, &used.renamed, name),
            TableSource::Cte(cte) => match scope.statement.ctes.get(*cte) {
                Some(cte) => {
                    let renamed = if used.renamed.is_empty() { &cte.renamed } else { &used.renamed };
                    self.of_arms(scope, &cte.queries, renamed, name)
                }
                None => Origin::default(),
            },
        };
        let nullable = nulls::joined(scope, table, name, origin.nullable, moment);
        Origin { nullable, ..origin }
    }

    /// A column of a subquery in FROM.
    fn of_arms<'e>(&self, scope: Scope<'e>, arms: &[usize], renamed: &[String], name: &str) -> Origin<'e> {
        let Some(&first) = arms.first().filter(|&&first| first < scope.statement.queries.len()) else {
            return Origin::default();
        };
        let position = match renamed.iter().position(|given| given.eq_ignore_ascii_case(name)) {
            Some(position) => Some(position),
            None if !renamed.is_empty() => None,
            None if arms.len() == 1 => return self.shown(scope.inside(first), named(scope.inside(first), name)),
            None => self.position(scope.inside(first), name),
        };
        position.map_or_else(Origin::default, |position| self.arms(scope, arms, position))
    }

    /// A result of a query or of all arms of a set operation.
    fn arms<'e>(&self, scope: Scope<'e>, arms: &[usize], position: usize) -> Origin<'e> {
        let of = |arm: usize| self.shown(scope.inside(arm), self.at(scope.inside(arm), position));
        let known = |arm: &usize| *arm < scope.statement.queries.len();
        let arms: Vec<usize> = arms.iter().copied().filter(known).collect();
        match arms.as_slice() {
            [] => Origin::default(),
            [only] => of(*only),
            [first, rest @ ..] => {
                rest.iter().fold(of(*first), |all, &arm| both(all, of(arm), reads_itself(scope, arm)))
            }
        }
    }

    fn shown<'e>(&self, scope: Scope<'e>, shown: Option<Shown<'e>>) -> Origin<'e> {
        match shown {
            Some(Shown::Term(term)) => self.term(scope, term, Moment::Selected),
            Some(Shown::Column(table, name)) => self.of_table(scope, table, &name, Moment::Selected),
            None => Origin::default(),
        }
    }

    fn term<'e>(&self, scope: Scope<'e>, term: &'e Term, moment: Moment) -> Origin<'e> {
        if self.is_spent() {
            return Origin::default();
        }
        match &term.operand {
            Operand::Column(column) => self.column(scope, column, moment),
            Operand::Query(query) => {
                let Some(inner) = scope.statement.queries.get(*query) else { return Origin::default() };
                let value = self.shown(scope.inside(*query), self.at(scope.inside(*query), 0));
                let single = inner.arms.len() < 2;
                let ty = if single { value.ty } else { SqlType::unknown() };
                // Without a row it is NULL.
                let nullable = match nulls::is_one_row(inner) && single {
                    true => value.nullable,
                    false => nulls::only_if(value.nullable, true),
                };
                Origin { ty, nullable, ..Origin::default() }
            }
            _ => {
                let inner = |term: &'e Term| self.term(scope, term, moment);
                let ty = types::of(term, scope, &|term| inner(term).ty);
                let nullable = nulls::of_term(term, scope, &|term| inner(term).nullable);
                Origin { ty, nullable, ..Origin::default() }
            }
        }
    }

    /// The result of a query at a position.
    fn at<'e>(&self, scope: Scope<'e>, position: usize) -> Option<Shown<'e>> {
        let mut passed = 0;
        for item in &scope.own_query().projections {
            match item.wildcard {
                false if passed == position => return item.term.as_ref().map(Shown::Term),
                false => passed += 1,
                true => {
                    let table = only_table(scope.own_query(), item)?;
                    let names = self.names(scope, table)?;
                    if let Some(name) = names.get(position - passed) {
                        return Some(Shown::Column(table, name.clone()));
                    }
                    passed += names.len();
                }
            }
        }
        None
    }

    /// Where a result of a name stands.
    fn position(&self, scope: Scope, name: &str) -> Option<usize> {
        let mut passed = 0;
        for item in &scope.own_query().projections {
            match item.wildcard {
                false if result_name(item).is_some_and(|shown| shown.eq_ignore_ascii_case(name)) => {
                    return Some(passed);
                }
                false => passed += 1,
                true => {
                    let names = self.names(scope, only_table(scope.own_query(), item)?)?;
                    if let Some(at) = names.iter().position(|shown| shown.eq_ignore_ascii_case(name)) {
                        return Some(passed + at);
                    }
                    passed += names.len();
                }
            }
        }
        None
    }

    /// All columns of a table that a query uses, in order.
    fn names(&self, scope: Scope, table: usize) -> Option<Vec<String>> {
        if self.is_spent() {
            return None;
        }
        let used = &scope.own_query().tables[table];
        if !used.renamed.is_empty() {
            return Some(used.renamed.clone());
        }
        let first = match &used.source {
            TableSource::Table => {
                let known = scope.table_of(used).filter(|known| known.partial.is_none())?;
                return Some(known.columns.iter().map(|column| column.name.clone()).collect());
            }
            TableSource::Function => return None,
            TableSource::Derived(arms) => *arms.first()?,
            TableSource::Cte(cte) => {
                let cte = scope.statement.ctes.get(*cte)?;
                if !cte.renamed.is_empty() {
                    return Some(cte.renamed.clone());
                }
                *cte.queries.first()?
            }
        };
        let query = scope.statement.queries.get(first).filter(|query| !query.projections.is_empty())?;
        let mut names = Vec::new();
        for item in &query.projections {
            match item.wildcard {
                true => names.extend(self.names(scope.inside(first), only_table(query, item)?)?),
                false => names.push(result_name(item).unwrap_or_default().to_owned()),
            }
        }
        Some(names)
    }
}

/// A column of a table of the database.
fn stored<'e>(scope: Scope<'e>, table: usize, name: &str) -> Origin<'e> {
    let used = &scope.own_query().tables[table];
    let Some(known) = scope.table_of(used) else { return Origin::default() };
    let column = match used.renamed.iter().position(|given| given.eq_ignore_ascii_case(name)) {
        Some(position) => known.columns.get(position).filter(|_| known.partial.is_none()),
        None => known.column(name).filter(|_| used.renamed.is_empty()),
    };
    let Some(column) = column else { return Origin::default() };
    Origin {
        table: Some(known),
        column: Some(column),
        ty: types::of_column(column, scope),
        nullable: column.nullable,
        read: Some((scope.query, table)),
    }
}

/// The result of a name in a query without arms beside it.
fn named<'e>(scope: Scope<'e>, name: &str) -> Option<Shown<'e>> {
    let query = scope.own_query();
    let is_named = |item: &&Projection| result_name(item).is_some_and(|shown| shown.eq_ignore_ascii_case(name));
    let mut items = query.projections.iter().filter(|item| !item.wildcard).filter(is_named);
    if let Some(item) = items.next() {
        return item.term.as_ref().filter(|_| items.next().is_none()).map(Shown::Term);
    }
    let hidden = |table: &TableUse| {
        let covers = |item: &Projection| {
            item.wildcard && item.qualifier.as_deref().is_none_or(|qualifier| answers_to(table, plain(qualifier)))
        };
        query.projections.iter().any(covers)
    };
    let mut found = None;
    for (at, table) in query.tables.iter().enumerate().filter(|(_, table)| hidden(table)) {
        match (scope.has(table, name), found) {
            (Some(true), None) => found = Some(at),
            (Some(false), _) => {}
            _ => return None,
        }
    }
    found.map(|table| Shown::Column(table, name.to_owned()))
}

/// The table a star stands for, when it is but one.
fn only_table(query: &Query, star: &Projection) -> Option<usize> {
    match &star.qualifier {
        Some(qualifier) => query.tables.iter().position(|table| answers_to(table, plain(qualifier))),
        None => Some(0).filter(|_| query.tables.len() == 1),
    }
}

/// Whether an arm of a WITH entry reads the entry itself.
fn reads_itself(scope: Scope, arm: usize) -> bool {
    scope.statement.queries[arm].tables.iter().any(|table| match table.source {
        TableSource::Cte(cte) => scope.statement.ctes.get(cte).is_some_and(|cte| cte.queries.contains(&arm)),
        _ => false,
    })
}

/// What holds for two arms of a set operation. The arm that recurs takes its types from those before.
fn both<'e>(first: Origin<'e>, second: Origin<'e>, recurs: bool) -> Origin<'e> {
    let same_column = match (first.column, second.column) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        _ => false,
    };
    let agree = recurs
        || first.ty == second.ty
        || first.ty.comparable().is_some_and(|family| second.ty.comparable() == Some(family));
    let nullable = match (first.nullable, second.nullable) {
        (Known::Yes(true), _) | (_, Known::Yes(true)) => Known::Yes(true),
        (Known::Yes(false), Known::Yes(false)) => Known::Yes(false),
        _ => Known::No,
    };
    let ty = if agree { first.ty } else { SqlType::unknown() };
    match same_column {
        true => Origin { table: first.table, column: first.column, ty, nullable, read: first.read },
        false => Origin { ty, nullable, ..Origin::default() },
    }
}
