//! Tests handed down: what a query asks of a derived table or WITH entry can often be asked inside it already.

use super::View;
use super::keys::is_sqlite_before_3_41;
use super::narrowing::{Handed, Test, may_be_made_up, narrows, takes_nulls};
use crate::extract::{Operand, Predicate, Query, TableSource, Term};
use crate::fact::{Clause, QueryRole};
use crate::project::Product;
use crate::resolve::scope::{Owner, Scope};

/// Tests are followed down through so many queries.
const DEEPEST: usize = 8;

/// The tests of the queries around that hold for every row of a query's result and can be made inside it.
pub fn handed_down<'e>(view: View<'e>) -> Vec<Test<'e>> {
    handed_to(view, view.scope, DEEPEST)
}

fn handed_to<'e>(view: View<'e>, scope: Scope<'e>, depth: usize) -> Vec<Test<'e>> {
    let query = scope.own_query();
    let cut = query.limit.is_some() || query.offset.is_some() || query.values.is_some();
    let open = scope.statement.opaque || scope.statement.patched;
    let whole = is_sqlite_before_3_41(view.engine) && drops_duplicates(scope);
    if depth == 0 || cut || open || whole || query.distinct_on || query.grouping_sets || query.subtracts {
        return Vec::new();
    }
    let uses = uses(scope);
    let Some((&first, others)) = uses.split_first().filter(|_| is_merged(view, scope, &uses)) else {
        return Vec::new();
    };
    // Queries that are read several times can multiply: these are followed no further.
    let depth = if others.is_empty() { depth } else { 1 };
    let mut found = handed_by(view, scope, first, depth);
    found.retain(|test| others.is_empty() || !test.predicate.under_or);
    for &other in others {
        // It is read for all of them, unless each reads it for itself with a test of its own.
        let also = handed_by(view, scope, other, depth);
        let alike = |test: &Test, other: &Test| {
            let columns = |test: &Test| -> Vec<Option<(usize, String)>> {
                test.handed.iter().flat_map(|handed| handed.iter()).map(|one| one.of.clone()).collect()
            };
            test.predicate.operator == other.predicate.operator && columns(test) == columns(other)
        };
        found.retain(|test| also.iter().any(|other| alike(test, other)));
    }
    found
}

/// Whether a query is an arm of a UNION that is not ALL.
fn drops_duplicates(scope: Scope) -> bool {
    let queries = &scope.statement.queries;
    queries.iter().any(|query| query.drops_duplicates && query.arms.contains(&scope.query))
}

/// Where a query stands as a table: the queries and the tables there.
fn uses(scope: Scope) -> Vec<(usize, usize)> {
    let reads = |source: &TableSource| match source {
        TableSource::Derived(arms) => arms.contains(&scope.query),
        TableSource::Cte(cte) => {
            scope.statement.ctes.get(*cte).is_some_and(|entry| entry.queries.contains(&scope.query))
        }
        _ => false,
    };
    let queries = scope.statement.queries.iter().enumerate();
    queries
        .flat_map(|(at, query)| query.tables.iter().enumerate().map(move |(table, used)| (at, table, used)))
        .filter(|(_, _, used)| reads(&used.source))
        .map(|(at, table, _)| (at, table))
        .collect()
}

/// Whether an engine looks into a WITH entry instead of filling it first.
fn is_merged(view: View, scope: Scope, uses: &[(usize, usize)]) -> bool {
    let entry = scope.statement.ctes.iter().find(|entry| entry.queries.contains(&scope.query));
    let Some(entry) = entry else { return uses.len() == 1 };
    let recurs = uses.iter().any(|(query, _)| entry.queries.contains(query));
    let plain = is_plain(scope.own_query());
    let written = entry.materialized.filter(|_| view.engine.product != Product::Mysql);
    !recurs
        && !entry.writes
        && match written {
            Some(filled) => !filled && (uses.len() == 1 || plain),
            None if view.engine.product == Product::Postgres || is_sqlite_before_3_41(view.engine) => uses.len() == 1,
            None => uses.len() == 1 || plain,
        }
}

/// Whether a query only joins and tests: it can become part of the one around it.
pub fn is_plain(query: &Query) -> bool {
    let windows = query.projections.iter().filter_map(|item| item.term.as_ref()).any(has_window);
    let aggregates = query.projections.iter().any(|item| item.aggregate);
    let arm = query.arms.len() > 1 || query.role == QueryRole::Arm;
    !arm && !query.distinct && !query.grouped && !windows && !aggregates
}

fn has_window(term: &Term) -> bool {
    term.any(&|operand| matches!(operand, Operand::Call { window: true, .. }))
}

/// The tests that one use of a query hands to it.
fn handed_by<'e>(view: View<'e>, scope: Scope<'e>, (around, table): (usize, usize), depth: usize) -> Vec<Test<'e>> {
    let outer = scope.inside(around);
    let query = outer.own_query();
    let clause = |test: &Predicate| matches!(test.clause, Clause::Where | Clause::Join);
    let own = query.predicates.iter().filter(|test| clause(test) && narrows(view, query, table, test));
    let own = own.map(|test| Test::new(test, around));
    let made_up = may_be_made_up(query, table);
    let from_further = handed_to(view, outer, depth - 1);
    let from_further = from_further.into_iter().filter(|test| !(made_up && takes_nulls(test.predicate)));
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for test in own.chain(from_further) {
        match handed(scope, outer, table, &test) {
            Some(handed) => found.push(handed),
            None if test.predicate.under_or => broken.push((test.query, test.predicate.conjunct)),
            None => {}
        }
    }
    // An OR is handed down as a whole or not at all.
    broken.dedup();
    found.retain(|test| !test.predicate.under_or || !broken.contains(&(test.query, test.predicate.conjunct)));
    found
}

/// A test of the query around, as it is made inside. None when it has to wait.
fn handed<'e>(scope: Scope<'e>, outer: Scope<'e>, table: usize, test: &Test<'e>) -> Option<Test<'e>> {
    let mut columns = Vec::new();
    test.predicate.left.iter().chain(&test.predicate.right).for_each(|term| term.columns(&mut columns));
    let mut found = Vec::new();
    let mut others = !test.predicate.queries.range().is_empty();
    for column in columns {
        let named = match &test.handed {
            None => match outer.inside(test.query).owner(column) {
                Owner::Own(own) if own == table => Some(Some(column.name.clone())),
                Owner::Unknown => return None,
                _ => None,
            },
            Some(handed) => match handed.iter().find(|one| one.span == column.span).map(|one| &one.of) {
                Some(Some((own, name))) if *own == table => Some(Some(name.clone())),
                Some(None) => Some(None),
                _ => None,
            },
        };
        let Some(name) = named else {
            others = true;
            continue;
        };
        let of = name.and_then(|name| outer.shown_in(table, &name, scope.query));
        if of.as_ref().is_some_and(|(at, name)| !is_same_for_all_rows(scope, *at, name)) {
            return None;
        }
        found.push(Handed { span: column.span, of });
    }
    let useful = found.iter().any(|one| one.of.is_some()) && (!others || is_plain(scope.own_query()));
    useful.then(|| Test { predicate: test.predicate, query: test.query, handed: Some(found.into()) })
}

/// Whether all rows that make one result, or share a window, have one value of a column: leaving some out leaves out
/// whole groups.
fn is_same_for_all_rows(scope: Scope, at: usize, name: &str) -> bool {
    let query = scope.own_query();
    let is = |term: &Term| match &term.operand {
        Operand::Column(column) => column.name.eq_ignore_ascii_case(name) && scope.owner(column) == Owner::Own(at),
        _ => false,
    };
    let aggregates = query.projections.iter().any(|item| item.aggregate);
    (!query.grouped && !aggregates || query.group_keys.iter().any(is))
        && query.partitions.iter().all(|keys| keys.iter().any(is))
}

#[cfg(test)]
mod tests {
    use super::super::serve::tests::{postgres, verdict};
    use super::*;
    use crate::project::Engine;

    const MYSQL: Engine = Engine::new(Product::Mysql, 8, 4);
    const SQLITE: Engine = Engine::new(Product::Sqlite, 3, 40);

    /// The verdict on an index on `age`, and then `city`.
    fn on(sql: &str, engine: Engine) -> String {
        verdict(sql, &["age", "city"], engine)
    }

    #[test]
    fn tests_reach_into_derived_tables() {
        let derived = |inside: &str| on(&format!("SELECT * FROM ({inside}) d WHERE d.age = 3"), postgres());
        assert_eq!(derived("SELECT * FROM users"), "1");
        assert_eq!(derived("SELECT u.age, u.data FROM users u WHERE u.city = 'Rome'"), "2");
        assert_eq!(derived("SELECT DISTINCT age, email FROM users"), "1");
        assert_eq!(derived("SELECT age, email FROM users UNION SELECT total, 'x' FROM orders"), "1");
        assert_eq!(derived("SELECT total AS age FROM orders UNION ALL SELECT age FROM users"), "1");
        assert_eq!(derived("SELECT * FROM (SELECT age AS age, email FROM users) AS e"), "1");
        assert_eq!(derived("SELECT id AS age, email FROM users"), "nothing", "it is another column");
        assert_eq!(derived("SELECT age + 1 AS age, email FROM users"), "nothing", "it is computed");
        assert_eq!(derived("SELECT age, email FROM users LIMIT 10"), "nothing", "it has to be cut first");
        let either = |test: &str| {
            let from = "(SELECT age, email FROM users) d JOIN orders o ON o.user_id = d.email";
            on(&format!("SELECT 1 FROM {from} WHERE d.age = 3 OR {test}"), postgres())
        };
        assert_eq!(either("d.age = 4"), "1");
        assert_eq!(either("o.total = 4"), "nothing", "the other arm wants all users");
        assert_eq!(derived("SELECT id AS age FROM orders EXCEPT SELECT age FROM users"), "covering");
        let renamed = "SELECT * FROM (SELECT email, age FROM users) AS d (mail, years) WHERE years = 3 AND mail = 'x'";
        assert_eq!(on(renamed, postgres()), "1");
    }

    #[test]
    fn whole_groups_and_windows_are_left_out() {
        let derived = |inside: &str| on(&format!("SELECT * FROM ({inside}) d WHERE d.age = 3"), MYSQL);
        assert_eq!(derived("SELECT age, max(email) AS email FROM users GROUP BY age"), "1");
        assert_eq!(derived("SELECT age, email FROM users GROUP BY city, age"), "1");
        assert_eq!(derived("SELECT max(age) AS age, email FROM users GROUP BY email"), "nothing");
        assert_eq!(derived("SELECT age, email FROM users GROUP BY email"), "nothing");
        let ranked = |window: &str| derived(&format!("SELECT age, email, rank() OVER ({window}) AS r FROM users"));
        assert_eq!(ranked("PARTITION BY age ORDER BY id"), "1");
        assert_eq!(ranked("PARTITION BY city, age ORDER BY id"), "1");
        assert_eq!(ranked("PARTITION BY city ORDER BY age"), "nothing");
        assert_eq!(ranked("ORDER BY id"), "nothing");
    }

    #[test]
    fn with_entries_are_merged_as_engines_do() {
        let once = |hint: &str| format!("WITH x AS {hint} (SELECT * FROM users) SELECT data FROM x WHERE age = 3");
        assert_eq!(on(&once(""), postgres()), "1");
        assert_eq!(on(&once("MATERIALIZED"), postgres()), "nothing");
        assert_eq!(on(&once("MATERIALIZED"), SQLITE), "nothing");
        let twice = |hint: &str, second: &str| {
            let from = format!("WITH x AS {hint} (SELECT * FROM users) SELECT x.data FROM x JOIN x y ON x.id = y.id");
            format!("{from} WHERE x.age = 3 AND {second}")
        };
        assert_eq!(on(&twice("", "y.age = 4"), postgres()), "nothing");
        assert_eq!(on(&twice("NOT MATERIALIZED", "y.age = 4"), postgres()), "1");
        assert_eq!(on(&twice("", "y.age = 4"), MYSQL), "1");
        assert_eq!(on(&twice("", "y.age = 4"), SQLITE), "nothing");
        assert_eq!(on(&twice("", "y.age = 4"), Engine::new(Product::Sqlite, 3, 41)), "1");
        assert_eq!(on(&twice("", "y.city = 'Rome'"), MYSQL), "nothing", "one of the two reads all");
        let recursive = "WITH RECURSIVE x AS (SELECT id, age FROM users UNION ALL SELECT id + 1, age FROM x)
            SELECT id FROM x WHERE age = 3";
        assert_eq!(on(recursive, postgres()), "nothing");
    }

    #[test]
    fn joins_reach_only_what_is_merged() {
        let join = |inside: &str| {
            on(&format!("SELECT 1 FROM orders o JOIN ({inside}) d ON d.age = o.user_id WHERE o.id = 5"), postgres())
        };
        assert_eq!(join("SELECT * FROM users"), "1");
        assert_eq!(join("SELECT age, count(email) AS n FROM users GROUP BY age"), "nothing");
        let left = |test: &str| {
            on(
                &format!("SELECT 1 FROM orders o LEFT JOIN (SELECT * FROM users) d ON d.age = 3 WHERE {test}"),
                postgres(),
            )
        };
        assert_eq!(left("o.id = 1"), "1");
        assert_eq!(on("SELECT 1 FROM users u LEFT JOIN orders o ON o.id = u.id AND u.age = 3", postgres()), "nothing");
    }
}
