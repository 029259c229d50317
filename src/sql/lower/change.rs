//! INSERT, UPDATE, DELETE and MERGE.

use sqlparser::ast::{
    self, AssignmentTarget, BinaryOperator, Expr, FromTable, MergeAction, MergeInsertKind, MergeUpdateKind, ObjectName,
    OnConflictAction, OnInsert, SetExpr, Spanned, TableFactor, TableObject, TableWithJoins, UpdateTableFromKind,
};

use super::Lower;
use crate::extract::{Assignment, Column, Join, Operand, TableUse, Write};
use crate::fact::{Clause, QueryRole};
use crate::sql::spans::Run;
use crate::text::Span;

impl Lower<'_, '_> {
    pub(super) fn change(&mut self, tree: &ast::Statement) {
        match tree {
            ast::Statement::Insert(insert) => self.insert(insert),
            ast::Statement::Update(update) => self.update(update),
            ast::Statement::Delete(delete) => self.delete(delete),
            ast::Statement::Merge(merge) => self.merge(merge),
            ast::Statement::Query(query) => drop(self.query(query, QueryRole::Top, None)),
            _ => {}
        }
    }

    /// A query without a SELECT: the conditions of a change, from its first word to its table.
    fn change_query(&mut self, first: Run, table: &Run) -> usize {
        let run = if table.is_empty() { first } else { first.start..table.end };
        self.push_query(QueryRole::Change, None, &run)
    }

    fn write(&mut self, table: String, run: &Run, names_columns: bool, arity_differs: bool) {
        if self.statement.table.is_none() {
            self.statement.table = Some(table.clone());
        }
        let span = self.spans.place(run);
        let columns = Vec::new();
        self.statement.writes.push(Write {
            table,
            names_columns,
            columns,
            tolerant: false,
            arity_differs,
            width: None,
            span,
        });
    }

    /// A column that is written to.
    fn target(&self, name: &ObjectName) -> Option<Column> {
        let parts: Vec<_> = name.0.iter().filter_map(|part| part.as_ident()).collect();
        let (last, before) = parts.split_last()?;
        let run = self.spans.of(name.span());
        let qualifier = before.iter().map(|part| part.value.as_str()).collect::<Vec<_>>().join(".");
        let filled_in = self.spans.is_filled_in(&run);
        let column = Column {
            qualifier: Some(qualifier).filter(|qualifier| !qualifier.is_empty()),
            name: last.value.clone(),
            span: self.spans.place(&run),
        };
        Some(column).filter(|_| !filled_in)
    }

    fn insert(&mut self, insert: &ast::Insert) {
        let run = self.spans.of(insert.table.span());
        let table = match &insert.table {
            TableObject::TableName(name) => self.name(name),
            _ => self.spans.written(&run),
        };
        let named = insert.columns.len() + insert.after_columns.len();
        let arity_differs = named > 0 && self.insert_source(insert, named)
            || named == 0 && {
                self.insert_source(insert, 0);
                false
            };
        // Without a source there is nothing to put in the wrong column: DEFAULT VALUES, and SET.
        let names_columns = named > 0 || insert.source.is_none() || !insert.assignments.is_empty();
        self.write(table, &run, names_columns, arity_differs);
        let columns: Option<Vec<Column>> = insert.columns.iter().map(|name| self.target(name)).collect();
        if let Some(write) = self.statement.writes.last_mut() {
            // A hole among them may stand for any others.
            write.columns = columns.filter(|_| insert.after_columns.is_empty()).unwrap_or_default();
            write.tolerant = insert.ignore || insert.or.is_some();
            write.width = insert.source.as_deref().filter(|_| named == 0).and_then(width);
        }
        self.aside(|lower| {
            lower.assignments(&insert.assignments);
            match &insert.on {
                Some(OnInsert::DuplicateKeyUpdate(assignments)) => lower.assignments(assignments),
                Some(OnInsert::OnConflict(conflict)) => {
                    if let OnConflictAction::DoUpdate(update) = &conflict.action {
                        lower.assignments(&update.assignments);
                        update.selection.iter().for_each(|test| lower.tests(test, Clause::Other));
                    }
                }
                _ => {}
            }
        });
    }

    /// Reads what an INSERT stores, and says whether it has another number of values than columns named.
    fn insert_source(&mut self, insert: &ast::Insert, named: usize) -> bool {
        let Some(source) = &insert.source else { return false };
        let arms = self.query(source, QueryRole::InsertSource, None);
        if let SetExpr::Values(values) = &*source.body {
            // One hole of the program may hold many values.
            let open = |expr: &Expr| self.spans.is_open(&self.spans.of_expr(expr));
            return values.rows.iter().any(|row| !row.is_empty() && row.len() != named && !row.iter().any(open));
        }
        let first = arms.first().map(|&first| &self.statement.queries[first]);
        first.is_some_and(|query| {
            let known = !query.projections.is_empty() && query.projections.iter().all(|item| !item.wildcard);
            // One entry may be a row or a hole that stands for many.
            known && query.projections.len() != named && query.projections.len() > 1
        })
    }

    /// Reads terms that belong to no query of interest.
    fn aside(&mut self, read: impl FnOnce(&mut Self)) {
        let index = self.push_query(QueryRole::Change, None, &(0..0));
        self.statement.queries[index].values = Some(0);
        self.within(index, read);
    }

    fn update(&mut self, update: &ast::Update) {
        let target = factor_name(&update.table.relation);
        let run = target.map_or(0..0, |name| self.spans.of(name.span()));
        let table = target.map(|name| self.name(name)).unwrap_or_default();
        let index = self.change_query(self.spans.of(update.update_token.0.span), &run);
        self.write(table.clone(), &run, true, false);
        self.within(index, |lower| {
            let from = match &update.from {
                Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => from.as_slice(),
                None => &[],
            };
            lower.target_and_sources(std::slice::from_ref(&update.table), from);
            lower.assignments(&update.assignments);
            lower.finish_change(update.selection.as_ref(), update.limit.as_ref(), &update.order_by);
        });
    }

    fn delete(&mut self, delete: &ast::Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let target = delete.tables.first().or_else(|| from.first().and_then(|item| factor_name(&item.relation)));
        let run = target.map_or(0..0, |name| self.spans.of(name.span()));
        if self.statement.table.is_none() {
            self.statement.table = target.map(|name| self.name(name));
        }
        let index = self.change_query(self.spans.of(delete.delete_token.0.span), &run);
        self.within(index, |lower| {
            lower.target_and_sources(from, delete.using.as_deref().unwrap_or_default());
            lower.finish_change(delete.selection.as_ref(), delete.limit.as_ref(), &delete.order_by);
        });
    }

    /// Where FROM repeats the target (T-SQL, MySQL), the target is that use of it.
    fn target_and_sources(&mut self, target: &[TableWithJoins], from: &[TableWithJoins]) {
        self.sources(from);
        let sources = std::mem::take(&mut self.current().tables);
        let name = target.first().and_then(|item| factor_name(&item.relation)).map(|name| self.name(name));
        let repeats = |table: &TableUse| {
            let is = |written: &str| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(written));
            is(&table.name) || table.alias.as_deref().is_some_and(is)
        };
        if sources.iter().any(repeats) {
            self.current().tables = sources;
            return;
        }
        self.sources(target);
        for mut table in sources {
            if table.join == Join::First {
                table.join = Join::Comma;
            }
            self.current().tables.push(table);
        }
    }

    fn finish_change(&mut self, test: Option<&Expr>, limit: Option<&Expr>, order: &[ast::OrderByExpr]) {
        if let Some(test) = test {
            self.condition(test, Clause::Where);
        }
        let limit = limit.and_then(|expr| self.bound(expr));
        for key in order {
            self.sort(key);
        }
        let query = self.current();
        query.limit = limit;
        query.ordered = !order.is_empty();
    }

    fn merge(&mut self, merge: &ast::Merge) {
        let target = factor_name(&merge.table);
        let run = target.map_or(0..0, |name| self.spans.of(name.span()));
        let table = target.map(|name| self.name(name)).unwrap_or_default();
        let index = self.change_query(self.spans.of(merge.merge_token.0.span), &run);
        if self.statement.table.is_none() {
            self.statement.table = Some(table.clone());
        }
        self.within(index, |lower| {
            lower.source(&merge.table, Join::First, false, false);
            lower.source(&merge.source, Join::Inner, false, false);
            lower.condition(&merge.on, Clause::Join);
            for clause in &merge.clauses {
                clause.predicate.iter().for_each(|test| lower.tests(test, Clause::Other));
                match &clause.action {
                    MergeAction::Update(update) => {
                        if let MergeUpdateKind::Set(assignments) = &update.kind {
                            lower.assignments(assignments);
                        }
                    }
                    MergeAction::Insert(insert) => {
                        let named = insert.columns.len();
                        let differs = match &insert.kind {
                            MergeInsertKind::Values(values) => {
                                values.rows.iter().for_each(|row| drop(lower.terms(row.iter())));
                                named > 0 && values.rows.iter().any(|row| row.len() != named)
                            }
                            _ => false,
                        };
                        lower.write(table.clone(), &run, named > 0, differs);
                    }
                    _ => {}
                }
            }
        });
    }

    /// The ANDs of a chain, from the last to the first.
    fn ands(&self, value: &Expr) -> Vec<Span> {
        let mut ands = Vec::new();
        let mut rest = value;
        while let Expr::BinaryOp { left, op: BinaryOperator::And, right } = rest {
            ands.push(self.spans.place(&(self.spans.of_expr(left).end..self.spans.of_expr(right).start)));
            rest = left;
        }
        ands
    }

    fn assignments(&mut self, assignments: &[ast::Assignment]) {
        let first = self.statement.assignments.len();
        for assignment in assignments {
            let named = match &assignment.target {
                AssignmentTarget::ColumnName(name) => self.target(name),
                AssignmentTarget::Tuple(_) => None,
            };
            let target = match &assignment.target {
                AssignmentTarget::ColumnName(name) => self.spans.of(name.span()),
                AssignmentTarget::Tuple(names) => {
                    let first = names.first().map_or(0..0, |name| self.spans.of(name.span()));
                    self.spans.bracketed(&first)
                }
            };
            let value = self.spans.of_expr(&assignment.value);
            let run = if value.is_empty() { target.clone() } else { target.start..value.end };
            let column = self.spans.written(&target);
            let set = &self.statement.assignments[first..];
            // Names that the program fills in may be any.
            let repeated = !self.spans.is_filled_in(&target)
                && set.iter().any(|before| plain(&before.column).eq_ignore_ascii_case(plain(&column)));
            let span = self.spans.place(&run);
            let and_chain = is_and_chain(&assignment.value);
            let ands = if and_chain { self.ands(&assignment.value) } else { Vec::new() };
            let joined =
                Some(self.term(&assignment.value)).filter(|value| matches!(value.operand, Operand::Concatenation(_)));
            self.statement.assignments.push(Assignment {
                column,
                target: named,
                repeated,
                and_chain,
                ands,
                joined,
                span,
            });
        }
    }
}

/// The number of values in each row that is stored, when all are written out.
fn width(source: &ast::Query) -> Option<usize> {
    let SetExpr::Values(values) = &*source.body else { return None };
    let first = values.rows.first()?.len();
    values.rows.iter().all(|row| row.len() == first).then_some(first)
}

/// A column without the quotes around its whole name.
fn plain(column: &str) -> &str {
    column.trim_matches(['"', '`'])
}

/// The name of a plain table.
fn factor_name(factor: &TableFactor) -> Option<&ObjectName> {
    match factor {
        TableFactor::Table { name, args: None, .. } => Some(name),
        _ => None,
    }
}

/// `1 AND b = 2`: the first arm is a plain value, and each other sets a column. `x > 1 AND y = 2` is a test.
fn is_and_chain(value: &Expr) -> bool {
    let mut rest = value;
    let mut arms = 0;
    while let Expr::BinaryOp { left, op: BinaryOperator::And, right } = rest {
        let sets = matches!(&**right, Expr::BinaryOp { left, op: BinaryOperator::Eq, .. }
            if matches!(&**left, Expr::Identifier(_) | Expr::CompoundIdentifier(_)));
        if !sets {
            return false;
        }
        arms += 1;
        rest = left;
    }
    arms > 0 && is_no_truth(rest)
}

/// Whether a value is neither true nor false by its kind. A bare column, a test and what a function returns may be.
fn is_no_truth(value: &Expr) -> bool {
    match value {
        Expr::Value(_) | Expr::TypedString(_) | Expr::Interval(_) => true,
        Expr::Cast { data_type, .. } => !data_type.to_string().to_ascii_lowercase().starts_with("bool"),
        Expr::Function(function) => NO_TRUTHS.contains(&function.name.to_string().to_ascii_lowercase().as_str()),
        Expr::BinaryOp { op, .. } => matches!(
            op,
            BinaryOperator::Plus
                | BinaryOperator::Minus
                | BinaryOperator::Multiply
                | BinaryOperator::Divide
                | BinaryOperator::StringConcat
        ),
        _ => false,
    }
}

/// Functions that return a time, a number or a text.
const NO_TRUTHS: &[&str] = &[
    "abs",
    "concat",
    "current_date",
    "current_timestamp",
    "date",
    "date_trunc",
    "getdate",
    "length",
    "lower",
    "now",
    "replace",
    "round",
    "substr",
    "substring",
    "sysdate",
    "trim",
    "upper",
];
