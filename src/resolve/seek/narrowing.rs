//! The tests that leave out rows of a table: those of its own query, those that the queries around it hand down, and
//! those of an EXISTS that an engine may begin with.

use std::rc::Rc;

use super::View;
use super::access::begins_alone;
use super::handed::{handed_down, is_plain};
use crate::extract::{Column, Join, Predicate, Query};
use crate::fact::{Clause, Operator};
use crate::project::Product;
use crate::resolve::scope::Owner;
use crate::text::Span;

/// A test that holds for every row of a table.
#[derive(Clone, Debug)]
pub struct Test<'e> {
    pub predicate: &'e Predicate,
    /// The query it stands in.
    pub query: usize,
    /// What the columns of a test that was handed down are in the query that is looked at.
    pub handed: Option<Rc<[Handed]>>,
}

/// A column of a derived table or WITH entry, and the column behind it; None when it is computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Handed {
    pub span: Span,
    pub of: Option<(usize, String)>,
}

impl<'e> Test<'e> {
    pub fn new(predicate: &'e Predicate, query: usize) -> Self {
        Self { predicate, query, handed: None }
    }

    pub fn is_handed_down(&self) -> bool {
        self.handed.is_some()
    }

    /// The name that a column of the test has in a table of the query that is looked at, if it is that table's.
    pub fn name_in<'t>(&'t self, view: View, at: usize, column: &'t Column) -> Option<&'t str> {
        if let Some(handed) = &self.handed {
            let own = handed.iter().find(|one| one.span == column.span)?.of.as_ref()?;
            return (own.0 == at).then_some(own.1.as_str());
        }
        let own = match view.scope.inside(self.query).owner(column) {
            Owner::Own(table) => self.query == view.scope.query && table == at,
            Owner::Outer(query, table) => query == view.scope.query && table == at,
            Owner::Unknown => false,
        };
        own.then_some(column.name.as_str())
    }

    /// What a test that was handed down names of a table.
    pub fn names(&self, at: usize) -> impl Iterator<Item = &str> {
        let handed = self.handed.iter().flat_map(|handed| handed.iter());
        handed.filter_map(move |one| one.of.as_ref().filter(|of| of.0 == at)).map(|of| of.1.as_str())
    }

    /// Whether a column can be known before a table is looked into.
    pub fn is_apart(&self, view: View, at: usize, column: &Column) -> bool {
        let handed = self.handed.iter().flat_map(|handed| handed.iter()).find(|one| one.span == column.span);
        match handed {
            Some(Handed { of: Some((table, _)), .. }) => *table != at,
            Some(Handed { of: None, .. }) => false,
            None => {
                view.scope.inside(self.query).owner(column) != Owner::Unknown
                    && self.name_in(view, at, column).is_none()
            }
        }
    }
}

pub fn tests<'e>(view: View<'e>, at: usize) -> Vec<Test<'e>> {
    let mut found = own_tests(view, at);
    let made_up = may_be_made_up(view.scope.own_query(), at);
    let handed = handed_down(view);
    found.extend(handed.into_iter().filter(|test| !(made_up && takes_nulls(test.predicate))));
    found.extend(of_exists(view));
    found
}

/// Those that stand in the query itself.
pub fn own_tests<'e>(view: View<'e>, at: usize) -> Vec<Test<'e>> {
    let query = view.scope.own_query();
    let own = query.predicates.iter().filter(|test| narrows(view, query, at, test));
    own.map(|test| Test::new(test, view.scope.query)).collect()
}

/// Whether a test leaves out rows of a table: an ON of an outer join does so on one side only.
pub fn narrows(view: View, query: &Query, at: usize, test: &Predicate) -> bool {
    let tables = &query.tables;
    match test.clause {
        Clause::Where => !(takes_nulls(test) && may_be_made_up(query, at)),
        Clause::Join => {
            let joined = tables.iter().rposition(|table| table.span.start < test.span.start);
            match joined.map(|joined| (joined, tables[joined].join)) {
                Some((joined, Join::Left)) => joined == at,
                Some((joined, Join::Right)) => joined != at,
                Some((_, Join::Full)) => false,
                _ => true,
            }
        }
        // MySQL tests groups after it has made them all.
        Clause::Having => view.engine.product != Product::Mysql,
        Clause::Other => false,
    }
}

pub fn takes_nulls(test: &Predicate) -> bool {
    test.operator == Operator::IsNull
}

/// Whether an outer join may put NULL in place of a table's rows.
pub fn may_be_made_up(query: &Query, at: usize) -> bool {
    matches!(query.tables[at].join, Join::Left | Join::Full)
        || query.tables[at + 1..].iter().any(|later| matches!(later.join, Join::Right | Join::Full))
}

/// What an EXISTS ties its query by, where an engine may make a join of it and begin inside.
fn of_exists<'e>(view: View<'e>) -> Vec<Test<'e>> {
    let scope = view.scope;
    if view.engine.product == Product::Sqlite {
        return Vec::new();
    }
    let joins = |test: &&Predicate| {
        test.operator == Operator::Exists && !test.negated && !test.under_or && test.clause == Clause::Where
    };
    let inner = scope.own_query().predicates.iter().filter(joins).flat_map(|test| test.queries.range());
    let inner = inner.filter(|&query| {
        let inside = &scope.statement.queries[query];
        let view = View { scope: scope.inside(query), ..view };
        inside.parent == Some(scope.query) && is_plain(inside) && inside.limit.is_none() && begins_alone(view)
    });
    let ties = |test: &&Predicate| test.operator == Operator::Equal && !test.under_or && test.clause == Clause::Where;
    inner
        .flat_map(|query| {
            let tests = scope.statement.queries[query].predicates.iter().filter(ties);
            tests.map(move |test| Test::new(test, query))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::serve::tests::{postgres, verdict};
    use super::*;
    use crate::project::Engine;

    /// The verdict on an index on `age`.
    fn on(sql: &str, engine: Engine) -> String {
        verdict(sql, &["age"], engine)
    }

    #[test]
    fn what_an_outer_join_makes_up_is_not_looked_up() {
        let sql = "SELECT o.id FROM orders o LEFT JOIN users u ON u.id = o.user_id WHERE u.age IS NULL";
        assert_eq!(on(sql, postgres()), "nothing");
        assert_eq!(on("SELECT data FROM users u WHERE u.age IS NULL", postgres()), "1");
    }

    #[test]
    fn an_exists_may_come_first() {
        let exists = |test: &str| {
            format!("SELECT data FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.age AND {test})")
        };
        assert_eq!(on(&exists("o.total > 5"), postgres()), "nothing", "it would have to read all orders");
        assert_eq!(on(&exists("o.user_id > 5"), Engine::new(Product::Sqlite, 3, 40)), "nothing");
    }
}
