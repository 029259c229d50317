//! A statement that is put together: its tables, tests and sort keys, as the SQL reader would have found them.

use super::Ground;
use super::condition::{Leaf, Test, flatten};
use crate::extract::{
    Bound, Column, Condition, Expression, Join, Operand, Predicate, Projection, Query, Slice, Sort, Statement,
    TableSource, TableUse, Term, Write,
};
use crate::fact::{Clause, Dialect, LiteralType, Origin, QueryRole, StatementKind};
use crate::text::Span;

pub struct Draft {
    pub statement: Statement,
    conjuncts: usize,
}

impl Draft {
    pub fn new(kind: StatementKind, dialect: Dialect, span: Span) -> Self {
        let verb = kind.word().to_uppercase();
        Self { statement: Statement::new(kind, dialect, Origin::Orm, verb, span), conjuncts: 0 }
    }

    pub fn add_query(&mut self, role: QueryRole, parent: Option<usize>, span: Span) -> usize {
        self.statement.queries.push(Query::new(role, parent, span));
        self.statement.queries.len() - 1
    }

    pub fn query(&mut self, query: usize) -> &mut Query {
        &mut self.statement.queries[query]
    }

    pub fn add_table(&mut self, query: usize, name: &str, alias: Option<String>, join: Join, span: Span) {
        self.query(query).tables.push(TableUse {
            name: name.to_owned(),
            alias,
            source: TableSource::Table,
            join,
            tied: false,
            nested: false,
            lateral: false,
            sampled: false,
            columns: Slice::default(),
            renamed: Vec::new(),
            outer: None,
            span,
        });
    }

    pub fn add_projection(&mut self, query: usize, term: Option<Term>, span: Span) {
        self.note_columns(query, term.iter());
        let aggregate = term.as_ref().is_some_and(is_aggregate);
        let projection = Projection { span, wildcard: false, qualifier: None, alias: None, aggregate, term };
        self.query(query).projections.push(projection);
    }

    /// All columns of a table, as an ORM lists them.
    pub fn add_all_columns(&mut self, query: usize, qualifier: Option<String>, span: Span) {
        let projection = Projection { span, wildcard: true, qualifier, alias: None, aggregate: false, term: None };
        self.query(query).projections.push(projection);
    }

    pub fn add_sort(&mut self, query: usize, term: Term, descending: bool, nulls_first: Option<bool>) {
        self.note_columns(query, [&term]);
        let query = self.query(query);
        query.ordered = true;
        query.sorts.push(Sort { term, descending, nulls_first });
    }

    pub fn add_write(&mut self, table: &str, span: Span) {
        self.statement.table = Some(table.to_owned());
        self.statement.writes.push(Write {
            table: table.to_owned(),
            names_columns: true,
            columns: Vec::new(),
            tolerant: false,
            arity_differs: false,
            width: None,
            span,
        });
    }

    pub fn note_columns<'t>(&mut self, query: usize, terms: impl IntoIterator<Item = &'t Term>) -> Slice {
        let mut found = Vec::new();
        terms.into_iter().for_each(|term| term.columns(&mut found));
        let columns = &mut self.statement.queries[query].columns;
        let start = columns.len();
        columns.extend(found.into_iter().cloned());
        Slice { start, end: columns.len() }
    }

    /// Adds the tests of a condition.
    pub fn add_condition(&mut self, query: usize, clause: Clause, test: Test, span: Span) {
        let mut tests = flatten(test, &mut self.conjuncts);
        if tests.is_empty() {
            return;
        }
        tests.reverse();
        let mut has_aggregate = false;
        while let Some(found) = tests.pop() {
            let Leaf { operator, sign, negated, left, mut right, span, right_span, value, inner } = found.leaf;
            let first = self.statement.queries.len();
            if let Some(inner) = inner {
                let (role, inner) = *inner;
                self.graft(query, role, inner);
                if role == QueryRole::In {
                    right.push(Term::new(span, Operand::Query(first)));
                }
            }
            let queries = Slice { start: first, end: self.statement.queries.len() };
            has_aggregate |= left.as_ref().is_some_and(is_aggregate);
            let columns = self.note_columns(query, left.iter().chain(&right));
            let mut literals = Vec::new();
            right.iter().for_each(|term| note_families(term, &mut literals));
            self.query(query).predicates.push(Predicate {
                clause,
                operator,
                sign,
                negated,
                span,
                operator_span: None,
                null_item: None,
                left,
                right,
                right_span,
                value,
                literals,
                under_or: found.under_or,
                arm: found.arm,
                nested_or: found.nested_or,
                conjunct: found.conjunct,
                columns,
                queries,
            });
        }
        self.query(query).conditions.push(Condition {
            clause,
            span,
            has_aggregate,
            mixes_and_or: None,
            and_chains: Vec::new(),
        });
    }

    /// Takes in the queries of another statement, the first as a part of a query of this one.
    pub fn graft(&mut self, query: usize, role: QueryRole, inner: Statement) {
        let offset = self.statement.queries.len();
        self.statement.patched |= inner.patched;
        for (at, mut own) in inner.queries.into_iter().enumerate() {
            own.parent = Some(own.parent.map_or(query, |parent| parent + offset));
            if at == 0 {
                own.role = role;
            }
            for test in &mut own.predicates {
                test.queries.start += offset;
                test.queries.end += offset;
                for term in &mut test.right {
                    if let Operand::Query(at) = &mut term.operand {
                        *at += offset;
                    }
                }
            }
            self.statement.queries.push(own);
        }
    }

    pub fn limit(&mut self, query: usize, rows: Option<i64>, span: Span) {
        self.query(query).limit = Some(Bound { rows, span, implied: false });
    }

    pub fn imply_limit(&mut self, query: usize, implied: bool) {
        self.query(query).limit.iter_mut().for_each(|limit| limit.implied = implied);
    }

    pub fn offset(&mut self, query: usize, rows: Option<i64>, span: Span) {
        self.query(query).offset = Some(Bound { rows, span, implied: false });
    }

    /// LIMIT and OFFSET, with their places; whether a call asks for the limit by itself, as `get()` does.
    pub fn page(
        &mut self,
        query: usize,
        limit: Option<(Option<i64>, Span)>,
        offset: Option<(Option<i64>, Span)>,
        implied: bool,
    ) {
        if let Some((rows, span)) = limit {
            self.limit(query, rows, span);
            self.imply_limit(query, implied);
        }
        if let Some((rows, span)) = offset {
            self.offset(query, rows, span);
        }
    }

    /// What it lacks is not known.
    pub fn patch(&mut self) {
        self.statement.patched = true;
    }
}

pub fn column(qualifier: Option<&str>, name: &str, span: Span) -> Term {
    Term::new(span, Operand::Column(Column { qualifier: qualifier.map(str::to_owned), name: name.to_owned(), span }))
}

pub fn call(name: &str, arguments: Vec<Term>, span: Span) -> Term {
    const AGGREGATES: &[&str] = &["count", "sum", "avg", "min", "max", "stddev", "variance", "string_agg", "array_agg"];
    let aggregate = AGGREGATES.contains(&name);
    Term::new(span, Operand::Call { name: name.to_owned(), arguments, aggregate, window: false })
}

pub fn cast(value: Term, target: &str, span: Span) -> Term {
    Term::new(span, Operand::Cast { value: Box::new(value), target: target.to_owned() })
}

pub fn text(value: &str, span: Span) -> Term {
    Term::new(span, Operand::Literal { family: LiteralType::Text, text: value.to_owned() })
}

/// A value that the program writes out.
pub fn literal(value: &Expression, span: Span) -> Option<Term> {
    let (family, text) = match value {
        Expression::Text(text) => (LiteralType::Text, text.clone()),
        Expression::Number(number) => (LiteralType::Number, number.clone()),
        Expression::Boolean(truth) => (LiteralType::Boolean, truth.to_string()),
        Expression::Null => (LiteralType::Null, "NULL".to_owned()),
        _ => return None,
    };
    Some(Term::new(span, Operand::Literal { family, text }))
}

pub fn parameter(span: Span) -> Term {
    Term::new(span, Operand::Parameter)
}

/// A value that the program makes of its own: nothing is known of it.
pub fn opaque(span: Span) -> Term {
    Term::new(span, Operand::Other(Vec::new()))
}

pub fn is_aggregate(term: &Term) -> bool {
    term.any(&|operand| matches!(operand, Operand::Call { aggregate: true, .. }))
}

fn note_families(term: &Term, families: &mut Vec<LiteralType>) {
    match &term.operand {
        Operand::Literal { family, .. } if !families.contains(family) => families.push(*family),
        Operand::Tuple(terms) => terms.iter().for_each(|term| note_families(term, families)),
        _ => {}
    }
}

/// `SELECT count(*) FROM (SELECT …) AS alias`
pub fn counted(inner: Statement, alias: &str, ground: Ground<'_>, span: Span) -> Statement {
    let mut draft = Draft::new(StatementKind::Select, ground.dialect, ground.sent);
    let query = draft.add_query(QueryRole::Top, None, ground.sent);
    draft.graft(query, QueryRole::Derived, inner);
    draft.add_table(query, "", Some(alias.to_owned()), Join::First, ground.sent);
    draft.query(query).tables[0].source = TableSource::Derived(vec![1]);
    let star = Term::new(span, Operand::Star);
    draft.add_projection(query, Some(call("count", vec![star], span)), span);
    draft.statement
}
