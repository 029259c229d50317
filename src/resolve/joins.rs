//! The join graph of a query: which tables are tied to one another, and which meet each row of the others.

use super::queries::is_one_row_of_aggregates;
use super::scope::{Owner, Scope};
use super::spare;
use crate::extract::{self, Column, Join, Operand, TableSource, TableUse};
use crate::fact::{Clause, Facts, Id, LiteralType, Operator, Query, TableUse as TableUseFact};
use crate::text::Source;

pub fn add(facts: &mut Facts, source: &Source, link: Id<Query>, scope: Scope) {
    let query = &scope.statement.queries[scope.query];
    let graph = Graph::of(scope);
    for (index, table) in query.tables.iter().enumerate() {
        let other = graph.untied_before(index).map(|other| &query.tables[other]);
        facts.table_uses.push(TableUseFact {
            query: link,
            name: shown(table),
            unconnected: other.is_some(),
            cross_join: table.join == Join::Cross,
            single_row: graph.single[index],
            spare: scope.table_of(table).map(|_| spare::adds_nothing(scope, index)).into(),
            defined: scope.table_of(table).map(|table| table.defined.clone()),
            other: other.map(shown),
            place: source.place(table.span),
        });
    }
}

fn shown(table: &TableUse) -> String {
    match table.name.is_empty() {
        true => table.alias.clone().unwrap_or_default(),
        false => table.name.clone(),
    }
}

/// Whether the program fills in the name of a table. What ties it is then filled in as well, as a rule.
fn is_filled_in(table: &TableUse) -> bool {
    table.name.contains("{…}")
}

struct Graph {
    /// The representative of each table's group.
    groups: Vec<usize>,
    single: Vec<bool>,
    /// Tables whose rows are few or computed: a product with them is meant.
    exempt: Vec<bool>,
    /// A column could not be told to belong to one table, so a tie may be overlooked.
    open: bool,
}

impl Graph {
    fn of(scope: Scope) -> Self {
        let query = &scope.statement.queries[scope.query];
        let count = query.tables.len();
        let mut graph = Self {
            groups: (0..count).collect(),
            single: query.tables.iter().map(|table| is_single(scope, table)).collect(),
            exempt: vec![false; count],
            open: scope.statement.patched || query.tables.iter().any(is_filled_in),
        };
        for (index, table) in query.tables.iter().enumerate() {
            let computed = table.source == TableSource::Function || is_values(scope, table);
            graph.exempt[index] = graph.single[index] || computed;
            if table.lateral || computed {
                let named = &query.columns[table.columns.range()];
                let mut tied = named.iter().filter_map(|column| own(scope, column)).collect::<Vec<_>>();
                if let TableSource::Derived(arms) = &table.source {
                    for &arm in arms {
                        outer_tables(scope, arm, &mut tied);
                    }
                    // LATERAL with plain columns: it is there to look at its neighbours.
                    if tied.is_empty() && index > 0 {
                        tied.push(index - 1);
                    }
                }
                tied.iter().for_each(|&other| graph.tie(index, other));
            }
            if table.tied && index > 0 {
                graph.tie(index, index - 1);
            }
        }
        graph.read_predicates(scope, query);
        graph
    }

    /// A test that mentions two tables ties them; so does the arm of an AND that does.
    fn read_predicates(&mut self, scope: Scope, query: &extract::Query) {
        let mut fixed: Vec<(usize, String, String)> = Vec::new();
        let mut conjuncts: Vec<(usize, usize)> = Vec::new();
        for test in &query.predicates {
            if test.clause == Clause::Other {
                continue;
            }
            let columns = &query.columns[test.columns.range()];
            let mut mentioned = Vec::new();
            let mut unknown = 0;
            for column in columns {
                match scope.owner(column) {
                    Owner::Own(table) => mentioned.push(table),
                    Owner::Outer(..) => {}
                    Owner::Unknown => unknown += 1,
                }
            }
            for inner in test.queries.range() {
                unknown += outer_tables(scope, inner, &mut mentioned);
            }
            // One unknown column beside another may be the tie; so may two unknown ones.
            let others = mentioned.len() + unknown;
            self.open |= unknown > 0 && (others > 1 || test.under_or) && query.tables.len() > 1;
            for pair in mentioned.windows(2) {
                self.tie(pair[0], pair[1]);
            }
            if test.under_or {
                conjuncts.extend(mentioned.iter().map(|&table| (test.conjunct, table)));
            }
            self.note_fixed(scope, test, &mut fixed);
        }
        conjuncts.sort_unstable();
        for pair in conjuncts.windows(2) {
            if pair[0].0 == pair[1].0 {
                self.tie(pair[0].1, pair[1].1);
            }
        }
    }

    /// `a.x = $1 AND b.x = $1` ties by the value; `a.id = 7` leaves one row.
    fn note_fixed(&mut self, scope: Scope, test: &extract::Predicate, fixed: &mut Vec<(usize, String, String)>) {
        if test.operator != Operator::Equal || test.under_or {
            return;
        }
        let (Some(left), Some(right)) = (&test.left, test.right.first()) else { return };
        for (column, value) in [(left, right), (right, left)] {
            let Operand::Column(column) = &column.operand else { continue };
            let mut others = Vec::new();
            value.columns(&mut others);
            let Some(table) = own(scope, column).filter(|_| others.is_empty()) else { continue };
            let name = column.name.to_ascii_lowercase();
            if is_key_name(&name) {
                self.exempt[table] = true;
                self.single[table] = true;
            }
            let written = test.value.clone().unwrap_or_default();
            let nameless =
                matches!(&value.operand, Operand::Parameter) && matches!(written.as_str(), "?" | "%s" | "{…}");
            let null = matches!(&value.operand, Operand::Literal { family: LiteralType::Null, .. });
            if nameless || null {
                continue;
            }
            for (other, known_name, known_value) in fixed.iter() {
                if *known_name == name && *known_value == written {
                    self.tie(table, *other);
                }
            }
            fixed.push((table, name, written));
        }
    }

    fn group(&self, mut table: usize) -> usize {
        while self.groups[table] != table {
            table = self.groups[table];
        }
        table
    }

    fn tie(&mut self, first: usize, second: usize) {
        let (first, second) = (self.group(first), self.group(second));
        let (low, high) = (first.min(second), first.max(second));
        self.groups[high] = low;
    }

    /// The nearest table before this one that nothing ties it to, when it is tied to none.
    fn untied_before(&self, index: usize) -> Option<usize> {
        if self.open || self.exempt[index] {
            return None;
        }
        let group = self.group(index);
        let before = (0..index).filter(|&other| !self.exempt[other]).collect::<Vec<_>>();
        match before.iter().any(|&other| self.group(other) == group) {
            true => None,
            false => before.last().copied(),
        }
    }
}

fn own(scope: Scope, column: &Column) -> Option<usize> {
    match scope.owner(column) {
        Owner::Own(table) => Some(table),
        _ => None,
    }
}

/// The tables of this query that a query inside it names. Returns how many columns there could not be placed.
fn outer_tables(scope: Scope, inner: usize, found: &mut Vec<usize>) -> usize {
    let Some(query) = scope.statement.queries.get(inner) else { return 0 };
    let inside = scope.inside(inner);
    let mut unknown = 0;
    for column in &query.columns {
        match inside.owner(column) {
            Owner::Outer(at, table) if at == scope.query => found.push(table),
            Owner::Unknown if column.qualifier.is_none() && query.tables.is_empty() => unknown += 1,
            _ => {}
        }
    }
    unknown
}

/// Whether a table can give one row at most.
fn is_single(scope: Scope, table: &TableUse) -> bool {
    let one = |index: usize| {
        let Some(query) = scope.statement.queries.get(index) else { return false };
        let limited = query.limit.and_then(|limit| limit.rows).is_some_and(|rows| rows <= 1);
        let tableless = query.tables.is_empty() && query.values.is_none_or(|rows| rows == 1);
        limited || is_one_row_of_aggregates(query) || tableless
    };
    match &table.source {
        TableSource::Derived(arms) => matches!(arms.as_slice(), [only] if one(*only)),
        TableSource::Cte(cte) => {
            let arms = scope.statement.ctes.get(*cte).map(|cte| cte.queries.as_slice());
            matches!(arms, Some([only]) if one(*only))
        }
        TableSource::Function => table.name.eq_ignore_ascii_case("dual"),
        TableSource::Table => false,
    }
}

/// Whether a table is a list written out in the statement, or computed without any table.
fn is_values(scope: Scope, table: &TableUse) -> bool {
    let arms: &[usize] = match &table.source {
        TableSource::Derived(arms) => arms,
        TableSource::Cte(cte) => scope.statement.ctes.get(*cte).map_or(&[], |cte| &cte.queries),
        _ => return false,
    };
    let computed = |&index: &usize| {
        scope
            .statement
            .queries
            .get(index)
            .is_some_and(|query| query.tables.iter().all(|table| table.source == TableSource::Function))
    };
    arms.iter().all(computed)
}

/// Names that a key goes by: one value of them means one row.
fn is_key_name(name: &str) -> bool {
    matches!(name, "id" | "uuid" | "guid" | "pk" | "key" | "slug" | "code" | "name")
        || name.ends_with("_id")
        || name.ends_with("uuid")
}
