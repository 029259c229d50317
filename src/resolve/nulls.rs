//! Whether a value can be NULL: outer joins add NULLs, conditions rule them out.

use super::origin::Moment;
use super::queries::is_one_row_of_aggregates;
use super::scope::{Owner, Scope, answers_to};
use crate::extract::{Column, Join, Operand, Predicate, Query, TableUse, Term};
use crate::fact::{Clause, Dialect, Known, LiteralType, Operator, Origin, StatementKind};

/// Whether a column that its own table gives as `own` can be NULL after all joins.
pub fn joined(scope: Scope, table: usize, name: &str, own: Known<bool>, moment: Moment) -> Known<bool> {
    let query = scope.own_query();
    let outer = |join: Join| matches!(join, Join::Left | Join::Right | Join::Full);
    let joins_outer = query.tables.iter().any(|table| outer(table.join));
    if scope.statement.kind == StatementKind::Merge || joins_outer && query.tables.iter().any(|table| table.nested) {
        return only_if(own, true);
    }
    let mut own = own;
    let mut extended = false;
    let mut after_comma = false;
    let mut open = false;
    for (at, joined) in query.tables.iter().enumerate().skip(table) {
        let is_first = at == table;
        after_comma |= !is_first && joined.join == Join::Comma;
        match joined.join {
            Join::Left => extended |= is_first,
            Join::Right => extended |= !is_first,
            Join::Full => extended = true,
            _ => {}
        }
        // Whether it reaches over the comma is not known.
        open |= after_comma && matches!(joined.join, Join::Right | Join::Full);
        if joined.join == Join::Inner {
            let ties =
                query.predicates.iter().filter(|test| test.clause == Clause::Join && join_of(scope, query, test) == at);
            match rejected(scope, ties, table, name) {
                Rejected::Column => (own, extended) = (Known::Yes(false), false),
                Rejected::Table => extended = false,
                Rejected::Nothing => {}
            }
            if joined.tied {
                own = only_if(own, false);
                open |= extended;
            }
        }
    }
    if moment == Moment::Selected {
        let tests = query.predicates.iter().filter(|test| test.clause == Clause::Where);
        match rejected(scope, tests, table, name) {
            Rejected::Column => return Known::Yes(false),
            Rejected::Table => (extended, open) = (false, false),
            Rejected::Nothing => {}
        }
    }
    match (own, extended) {
        _ if open => Known::No,
        (_, true) => Known::Yes(true),
        (own, false) => own,
    }
}

/// Keeps what is known only when it is this.
pub fn only_if(known: Known<bool>, value: bool) -> Known<bool> {
    match known {
        Known::Yes(found) if found == value => known,
        _ => Known::No,
    }
}

/// The table whose ON a test stands in: the last one before it.
fn join_of(scope: Scope, query: &Query, test: &Predicate) -> usize {
    if scope.statement.origin == Origin::Orm {
        // What an ORM builds stands anywhere: it is that of the last table it names.
        let columns = &query.columns[test.columns.range()];
        let named = |table: &TableUse| {
            columns.iter().any(|column| column.qualifier.as_ref().is_some_and(|name| answers_to(table, name)))
        };
        return query.tables.iter().rposition(named).unwrap_or(0);
    }
    query.tables.iter().rposition(|table| table.span.start <= test.span.start).unwrap_or(0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rejected {
    Nothing,
    /// Rows where another column of the table is NULL, and so those that an outer join made up.
    Table,
    /// Rows where the column itself is NULL.
    Column,
}

fn rejected<'e>(scope: Scope<'e>, tests: impl Iterator<Item = &'e Predicate>, table: usize, name: &str) -> Rejected {
    let mut found = Rejected::Nothing;
    for test in tests.filter(|test| !test.under_or) {
        for column in strict_columns_of(test) {
            match scope.owner(column) {
                Owner::Own(owner) if owner == table => {
                    if column.name.eq_ignore_ascii_case(name) {
                        return Rejected::Column;
                    }
                    found = Rejected::Table;
                }
                _ => {}
            }
        }
    }
    found
}

/// The columns of a test that let no row through when they are NULL.
pub fn strict_columns_of(test: &Predicate) -> Vec<&Column> {
    let mut columns = Vec::new();
    strict_sides(test).into_iter().for_each(|side| strict_columns(side, &mut columns));
    columns
}

/// The sides of a test that let no row through when they are NULL.
fn strict_sides(test: &Predicate) -> Vec<&Term> {
    use Operator::*;
    match test.operator {
        Equal | NotEqual | Range => test.left.iter().chain(&test.right).collect(),
        In | InQuery | Between | Like | NotLike | ILike | Regex | IsNotNull => test.left.iter().collect(),
        NotIn if !test.right.is_empty() && test.sign == "IN" => test.left.iter().collect(),
        _ => Vec::new(),
    }
}

/// The columns without which a term is NULL.
fn strict_columns<'t>(term: &'t Term, found: &mut Vec<&'t Column>) {
    match &term.operand {
        Operand::Column(column) => found.push(column),
        Operand::Cast { value, .. } => strict_columns(value, found),
        Operand::Arithmetic { terms, .. } => terms.iter().for_each(|term| strict_columns(term, found)),
        _ => strict_arguments(term).into_iter().flatten().for_each(|term| strict_columns(term, found)),
    }
}

/// The arguments of a function that is NULL when one of them is, and only then.
pub fn strict_arguments(term: &Term) -> Option<&[Term]> {
    match &term.operand {
        Operand::Call { name, arguments, aggregate: false, window: false } if is_strict(name) => Some(arguments),
        _ => None,
    }
}

/// Functions that are NULL when an argument is, and only then.
fn is_strict(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "abs",
        "ceil",
        "date",
        "date_trunc",
        "extract",
        "floor",
        "length",
        "lower",
        "month",
        "round",
        "trim",
        "upper",
        "year",
    ];
    NAMES.contains(&name)
}

/// Whether a query gives exactly one row.
pub fn is_one_row(query: &Query) -> bool {
    let tests = |test: &Predicate| test.clause == Clause::Having;
    let cut = query.limit.is_some() || query.offset.is_some();
    is_one_row_of_aggregates(query) && !cut && !query.predicates.iter().any(tests)
}

/// Whether a calculation can be NULL.
pub fn of_term<'e>(term: &'e Term, scope: Scope, of: &dyn Fn(&'e Term) -> Known<bool>) -> Known<bool> {
    match &term.operand {
        Operand::Literal { family, .. } => Known::Yes(*family == LiteralType::Null),
        Operand::Cast { value, .. } => of(value),
        // Elsewhere a division by zero is NULL.
        Operand::Arithmetic { terms, signs } => {
            let divides = scope.dialect() != Dialect::Postgres
                && signs.iter().any(|sign| matches!(sign.as_str(), "/" | "%" | "DIV"));
            let any = any_null(terms.iter().map(of));
            if divides { only_if(any, true) } else { any }
        }
        Operand::Call { name, arguments, aggregate, window } => {
            of_call(name.rsplit('.').next().unwrap_or(name), arguments, *aggregate, *window, scope.own_query(), of)
        }
        _ => Known::No,
    }
}

fn of_call<'e>(
    name: &str,
    arguments: &'e [Term],
    aggregate: bool,
    window: bool,
    query: &Query,
    of: &dyn Fn(&'e Term) -> Known<bool>,
) -> Known<bool> {
    match name {
        "count" | "count_big" | "row_number" | "rank" | "dense_rank" => Known::Yes(false),
        // Over no rows there is nothing to sum up.
        _ if aggregate && !query.grouped && name != "total" => Known::Yes(true),
        // A FILTER may leave no rows of a group.
        _ if aggregate || window => Known::No,
        "coalesce" | "ifnull" | "nvl" => {
            let parts: Vec<Known<bool>> = arguments.iter().map(of).collect();
            match parts.contains(&Known::Yes(false)) {
                true => Known::Yes(false),
                false if !parts.is_empty() && parts.iter().all(|part| *part == Known::Yes(true)) => Known::Yes(true),
                false => Known::No,
            }
        }
        "now"
        | "current_timestamp"
        | "current_date"
        | "localtimestamp"
        | "clock_timestamp"
        | "statement_timestamp"
        | "transaction_timestamp"
        | "gen_random_uuid"
        | "random"
        | "uuid"
        | "curdate"
        | "utc_timestamp" => Known::Yes(false),
        _ if is_strict(name) => any_null(arguments.iter().map(of)),
        _ => Known::No,
    }
}

fn any_null(parts: impl Iterator<Item = Known<bool>>) -> Known<bool> {
    let parts: Vec<Known<bool>> = parts.collect();
    match parts.contains(&Known::Yes(true)) {
        true => Known::Yes(true),
        false if parts.iter().all(|part| *part == Known::Yes(false)) => Known::Yes(false),
        false => Known::No,
    }
}
