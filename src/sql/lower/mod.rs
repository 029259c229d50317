//! Syntax trees to the query model: one file for each part of a statement.

mod change;
mod condition;
mod mixture;
mod query;
mod source;
mod term;

use sqlparser::ast::{self, Ident, ObjectName, Spanned};

use super::spans::{Run, Spans};
use crate::extract::{Column, Cte, Query, Statement};
use crate::fact::QueryRole;

/// What is gathered while one statement is read.
pub struct Lower<'s, 't> {
    spans: &'s Spans<'t>,
    /// The tokens of the statement.
    run: Run,
    statement: &'s mut Statement,
    /// CTEs that can be named here, innermost last.
    visible: Vec<usize>,
    /// The query being read; terms and tests go to it.
    at: usize,
    /// Aggregates seen so far in that query.
    aggregates: usize,
    conjuncts: usize,
    depth: usize,
}

/// Fills in what a tree says beyond its first words.
pub fn lower(tree: &ast::Statement, run: &Run, spans: &Spans, statement: &mut Statement) {
    let mut lower =
        Lower { spans, run: run.clone(), statement, visible: Vec::new(), at: 0, aggregates: 0, conjuncts: 0, depth: 0 };
    lower.statement_tree(tree);
}

impl Lower<'_, '_> {
    fn statement_tree(&mut self, tree: &ast::Statement) {
        use ast::Statement as Tree;
        match tree {
            Tree::Query(query) => drop(self.query(query, QueryRole::Top, None)),
            Tree::Insert(_) | Tree::Update(_) | Tree::Delete(_) | Tree::Merge(_) => self.change(tree),
            Tree::CreateView(view) => {
                self.define(&view.name, true);
                self.query(&view.query, QueryRole::View, None);
            }
            Tree::CreateTable(table) => {
                self.define(&table.name, true);
                if let Some(query) = &table.query {
                    self.query(query, QueryRole::View, None);
                }
            }
            Tree::CreateVirtualTable { name, .. } => self.define(name, true),
            Tree::CreateIndex(index) => self.define(&index.table_name, false),
            Tree::AlterTable(table) => self.define(&table.name, false),
            Tree::CreateTrigger(trigger) => self.define(&trigger.table_name, false),
            Tree::Truncate(truncate) => {
                if let Some(target) = truncate.table_names.first() {
                    self.define(&target.name, false);
                }
            }
            Tree::Drop { object_type: ast::ObjectType::Table | ast::ObjectType::View, names, .. } => {
                if let Some(name) = names.first() {
                    self.define(name, false);
                }
            }
            _ => {}
        }
    }

    /// Notes the table a statement is about.
    fn define(&mut self, name: &ObjectName, creates: bool) {
        let written = self.name(name);
        if self.statement.table.is_none() {
            self.statement.table = Some(written);
            self.statement.creates = creates;
        }
    }

    /// A name as written.
    fn name(&self, name: &ObjectName) -> String {
        match self.spans.written(&self.spans.of(name.span())) {
            written if written.is_empty() => name.to_string(),
            written => written,
        }
    }

    /// Adds an empty query inside the one being read.
    fn push_query(&mut self, role: QueryRole, parent: Option<usize>, run: &Run) -> usize {
        self.statement.queries.push(Query::new(role, parent, self.spans.place(run)));
        self.statement.queries.len() - 1
    }

    fn current(&mut self) -> &mut Query {
        &mut self.statement.queries[self.at]
    }

    /// Reads something as part of another query, and comes back.
    fn within<T>(&mut self, query: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let at = std::mem::replace(&mut self.at, query);
        let aggregates = std::mem::take(&mut self.aggregates);
        let result = read(self);
        self.at = at;
        self.aggregates = aggregates;
        result
    }

    /// Notes a column that the query being read names.
    fn note_column(&mut self, parts: &[Ident]) -> Column {
        let (last, before) = parts.split_last().expect("the parser reads no empty name");
        let run = self.spans.of(parts[0].span).start..self.spans.of(last.span).end;
        let qualifier = before.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let column = Column {
            qualifier: Some(qualifier).filter(|qualifier| !qualifier.is_empty()),
            name: last.value.clone(),
            span: self.spans.place(&run),
        };
        if self.at < self.statement.queries.len() {
            self.current().columns.push(column.clone());
        }
        column
    }

    fn columns_so_far(&self) -> usize {
        self.statement.queries.get(self.at).map_or(0, |query| query.columns.len())
    }

    /// The CTE a plain name means here.
    fn visible_cte(&self, name: &ObjectName) -> Option<usize> {
        let [part] = name.0.as_slice() else { return None };
        let wanted = &part.as_ident()?.value;
        self.visible.iter().rev().copied().find(|&index| same_name(&self.statement.ctes[index], wanted))
    }
}

fn same_name(cte: &Cte, name: &str) -> bool {
    cte.name.eq_ignore_ascii_case(name)
}
