//! Tests whether there is a row, that go through all rows for it: in conditions of SQL, and in programs.

use super::queries::is_key_lookup;
use super::scope::Scope;
use crate::extract::{self, Chain, Execution, Expression, Extract, Operand, Projection, Term};
use crate::fact::{
    Advice, Clause, Effect, ExistenceMeans, ExistenceTest, Facts, Id, LiteralType, Origin, Outcome, Predicate, Query,
};
use crate::project::Project;
use crate::text::{Source, Span};

/// Those of programs; the executions of the file are facts already.
pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, project: &Project) {
    for (index, execution) in extract.executions.iter().enumerate() {
        let query = facts.executions.get(index).and_then(|execution| execution.query);
        let means = match () {
            () if execution.outcome != Outcome::Tested || execution.effect != Effect::Read => continue,
            () if query.is_none() && !names_rows(execution) => continue,
            () if execution.counts => ExistenceMeans::Counts,
            () if execution.fetches_all && execution.countable => ExistenceMeans::Fetches,
            () => continue,
        };
        let single_row = execution.chain.as_ref().is_some_and(asks_for_key)
            || query.is_some_and(|query| is_key_everywhere(facts, extract, project, query));
        let existence_form = execution.existence_form.clone().map(Advice);
        let test = execution.count_test;
        let place = |span: Span| source.place(span);
        facts.existence_tests.push(ExistenceTest {
            means,
            predicate: None,
            query,
            single_row,
            existence_form,
            wants_none: test.is_some_and(|test| test.wants_none),
            counting: None,
            counted: None,
            compared_with: test.and_then(|test| test.compared_with).map(place),
            count_call: test.map(|test| place(test.call)),
            count_method: test.map(|test| place(test.method)),
            tested_query: execution.tested.map(place),
            existence_method: execution.existence_method.clone(),
            place: place(execution.span),
        });
    }
}

/// Whether it is told whose rows are asked for: `cls.query` may ask for those of any class.
fn names_rows(execution: &Execution) -> bool {
    let Some(chain) = &execution.chain else { return true };
    let is_path = |expression: &Expression| matches!(expression, Expression::Path(_));
    let given = chain.steps.iter().find_map(|step| step.arguments.as_ref()).and_then(|arguments| arguments.first());
    is_path(&chain.root) || given.is_some_and(|argument| argument.name.is_none() && is_path(&argument.value))
}

/// Whether a key must equal one value, in each database of the project that has the table.
fn is_key_everywhere(facts: &Facts, extract: &Extract, project: &Project, query: Id<Query>) -> bool {
    let Some(known) = facts.queries.get(query.index) else { return false };
    let first = facts.queries.partition_point(|other| other.statement.index < known.statement.index);
    let Some(statement) = extract.statements.get(known.statement.index) else { return false };
    let asked = query.index - first;
    let has_tables = |scope: &Scope| {
        let mut tables = scope.own_query().tables.iter();
        scope.own_query().tables.len() == 1 && tables.all(|table| scope.table_of(table).is_some())
    };
    let scopes = project.databases.iter().map(|database| Scope::of_database(statement, asked, Some(database)));
    let mut scopes = scopes.filter(has_tables).peekable();
    known.key_lookup || scopes.peek().is_some() && scopes.all(is_key_lookup)
}

/// Whether a query asks for one row by its key: `filter(pk=key)`, `filter(Order.id == key)`.
fn asks_for_key(chain: &Chain) -> bool {
    let is_key = |name: &str| matches!(name, "id" | "pk");
    let names_key =
        |side: &Expression| matches!(side, Expression::Path(path) if path.last().is_some_and(|name| is_key(name)));
    chain.steps.iter().flat_map(|step| step.arguments.iter().flatten()).any(|argument| {
        argument.name.as_deref().is_some_and(is_key)
            || matches!(&argument.value, Expression::Comparison { left, operator, .. } if operator == "==" && names_key(left))
    })
}

pub fn of_predicate(
    source: &Source,
    scope: Scope,
    test: &extract::Predicate,
    predicate: Id<Predicate>,
) -> Option<ExistenceTest> {
    let place = |span: Span| source.place(span);
    counts_for_existence(scope, test).then(|| {
        let counting = plain_count(source, scope, test);
        ExistenceTest {
            means: ExistenceMeans::Counts,
            predicate: Some(predicate),
            query: None,
            single_row: false,
            existence_form: None,
            wants_none: matches!(test.sign.as_str(), "=" | "<"),
            counting: counting.map(|(query, _)| place(query)),
            counted: counting.map(|(_, count)| place(count)),
            compared_with: counting
                .zip(test.right_span)
                .map(|((query, _), bound)| place(Span { start: query.end, end: bound.end })),
            count_call: None,
            count_method: None,
            tested_query: None,
            existence_method: None,
            place: place(test.span),
        }
    })
}

/// The subquery of `(SELECT count(*) FROM …) > 0` and its result, when EXISTS can take its place: it counts whole rows,
/// and nothing comes after its WHERE.
fn plain_count(source: &Source, scope: Scope, test: &extract::Predicate) -> Option<(Span, Span)> {
    let is_plain = test.operator_span.is_some() && scope.statement.origin != Origin::Orm;
    let left = test.left.as_ref().filter(|_| is_plain)?;
    let Operand::Query(index) = left.operand else { return None };
    let query = scope.statement.queries.get(index)?;
    let [Projection { term: Some(count), alias: None, .. }] = &query.projections[..] else { return None };
    // Nothing of it may be lost: FILTER, DISTINCT.
    let written: String = source.slice(count.span).chars().filter(|letter| !letter.is_whitespace()).collect();
    let counts_rows = matches!(written.to_ascii_lowercase().as_str(), "count(*)" | "count(1)");
    let is_bare = query.limit.is_none()
        && query.offset.is_none()
        && !query.distinct
        && query.conditions.iter().all(|condition| condition.clause != Clause::Having);
    (counts_rows && is_bare && !query.tables.is_empty()).then_some((left.span, count.span))
}

/// `(SELECT count(*) …) > 0`, and the same as the only result of a query.
fn counts_for_existence(scope: Scope, test: &extract::Predicate) -> bool {
    let (Some(left), Some(right)) = (&test.left, test.right.first()) else { return false };
    let sign = test.sign.as_str();
    let tests_zero = |count: &Term, bound: &Term, flipped: bool| {
        let Operand::Literal { family: LiteralType::Number, text } = &bound.operand else { return false };
        let known = match (text.as_str(), flipped) {
            ("0", false) => matches!(sign, ">" | "=" | "<>" | "!="),
            ("1", false) => matches!(sign, ">=" | "<"),
            ("0", true) => matches!(sign, "<" | "=" | "<>" | "!="),
            ("1", true) => matches!(sign, "<=" | ">"),
            _ => false,
        };
        known && is_count(scope, test, count)
    };
    tests_zero(left, right, false) || tests_zero(right, left, true)
}

fn is_count(scope: Scope, test: &extract::Predicate, term: &Term) -> bool {
    let is_call = |term: &Term| matches!(&term.operand, Operand::Call { name, window: false, .. } if matches!(name.as_str(), "count" | "count_big"));
    let only_result = |query: &extract::Query| {
        !query.grouped && query.tables.len() == query.tables.len().max(1) && query.projections.len() == 1
    };
    match &term.operand {
        Operand::Query(index) => scope.statement.queries.get(*index).is_some_and(|query| {
            only_result(query) && query.arms.is_empty() && query.projections[0].term.as_ref().is_some_and(is_call)
        }),
        Operand::Call { .. } => {
            let query = &scope.statement.queries[scope.query];
            let result = query.projections.first().is_some_and(|item| item.span.contains(test.span));
            test.clause == Clause::Other && is_call(term) && only_result(query) && result
        }
        _ => false,
    }
}
