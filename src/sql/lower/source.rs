//! FROM and JOIN: the tables, subqueries and functions a query reads.

use sqlparser::ast::{
    Expr, JoinConstraint, JoinOperator, ObjectName, Spanned, TableAlias, TableFactor, TableWithJoins, Value,
};

use super::Lower;
use crate::extract::{Join, Slice, TableSource, TableUse};
use crate::fact::{Clause, QueryRole};
use crate::sql::spans::Run;
use crate::text::Span;

impl Lower<'_, '_> {
    pub(super) fn sources(&mut self, from: &[TableWithJoins]) {
        for item in from {
            let join = if self.current().tables.is_empty() { Join::First } else { Join::Comma };
            self.joined(item, join, false);
        }
    }

    fn joined(&mut self, item: &TableWithJoins, join: Join, tied: bool) {
        self.source(&item.relation, join, tied, false);
        for next in &item.joins {
            let (join, constraint, lateral) = kind_of(&next.join_operator);
            let tied = matches!(
                constraint,
                Some(JoinConstraint::Using(_) | JoinConstraint::UsingAlias(..) | JoinConstraint::Natural)
            );
            let everything = matches!(constraint, Some(JoinConstraint::On(expr)) if is_true(expr));
            let join = if everything { Join::Cross } else { join };
            self.source(&next.relation, join, tied, lateral);
            if join == Join::Left {
                let outer = self.outer_words(&next.relation);
                if let Some(table) = self.current().tables.last_mut() {
                    table.outer = outer;
                }
            }
            if let Some(JoinConstraint::On(expr)) = constraint {
                self.condition(expr, Clause::Join);
            }
            if let JoinOperator::AsOf { match_condition, .. } = &next.join_operator {
                self.condition(match_condition, Clause::Join);
            }
        }
    }

    /// `LEFT OUTER` before `JOIN table`.
    fn outer_words(&self, factor: &TableFactor) -> Option<Span> {
        let TableFactor::Table { name, args: None, .. } = factor else { return None };
        let join = self.spans.of(name.span()).start.checked_sub(1).filter(|&at| self.spans.is_word(at, "join"))?;
        let before = join.checked_sub(1)?;
        let left = if self.spans.is_word(before, "outer") { before.checked_sub(1)? } else { before };
        self.spans.is_word(left, "left").then(|| self.spans.place(&(left..join)))
    }

    pub(super) fn source(&mut self, factor: &TableFactor, join: Join, tied: bool, applied: bool) {
        let columns = self.columns_so_far();
        match factor {
            TableFactor::Table { name, alias, args: None, sample, .. } => {
                let source = match self.visible_cte(name) {
                    Some(cte) => TableSource::Cte(cte),
                    None if self.is_no_table(name) => TableSource::Function,
                    None => TableSource::Table,
                };
                let run = self.spans.of(name.span());
                let name = self.name(name);
                self.add_source(name, alias.as_ref(), source, join, tied, applied, columns, run);
                if let Some(table) = self.current().tables.last_mut() {
                    table.sampled = sample.is_some();
                }
            }
            TableFactor::Table { name, alias, args: Some(arguments), .. } => {
                self.argument_terms(&arguments.args);
                self.function_source(name, alias.as_ref(), join, tied, columns);
            }
            TableFactor::Function { name, args, alias, .. } => {
                self.argument_terms(args);
                self.function_source(name, alias.as_ref(), join, tied, columns);
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let run = self.spans.bracketed(&self.spans.of(subquery.span()));
                let place = self.current().tables.len();
                self.add_source(
                    String::new(),
                    alias.as_ref(),
                    TableSource::Derived(Vec::new()),
                    join,
                    tied,
                    *lateral || applied,
                    columns,
                    run,
                );
                let arms = self.query(subquery, QueryRole::Derived, Some(self.at));
                self.current().tables[place].source = TableSource::Derived(arms);
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                let from = self.current().tables.len();
                self.joined(table_with_joins, join, tied);
                self.current().tables[from..].iter_mut().for_each(|table| table.nested = true);
            }
            TableFactor::Pivot { table, .. }
            | TableFactor::Unpivot { table, .. }
            | TableFactor::MatchRecognize { table, .. } => self.source(table, join, tied, applied),
            TableFactor::TableFunction { expr, alias } => {
                self.term(expr);
                let run = self.spans.of_expr(expr);
                let name = self.spans.written(&run);
                self.add_function(name, alias.as_ref(), join, tied, columns, run);
            }
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                self.terms(array_exprs);
                let run = self.spans.of(factor.span());
                let name = "unnest".to_string();
                self.add_function(name, alias.as_ref(), join, tied, columns, run);
            }
            TableFactor::JsonTable { json_expr, alias, .. } | TableFactor::OpenJsonTable { json_expr, alias, .. } => {
                self.term(json_expr);
                let run = self.spans.of_expr(json_expr);
                let name = "json_table".to_string();
                self.add_function(name, alias.as_ref(), join, tied, columns, run);
            }
            TableFactor::XmlTable { alias, .. } | TableFactor::SemanticView { alias, .. } => {
                let run = self.spans.of(factor.span());
                let name = String::new();
                self.add_function(name, alias.as_ref(), join, tied, columns, run);
            }
            TableFactor::UnpivotExpr { .. } => {}
        }
    }

    fn function_source(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        join: Join,
        tied: bool,
        columns: usize,
    ) {
        let run = self.spans.of(name.span());
        let run = run.start..self.spans.after_brackets(run.end);
        let name = self.name(name);
        self.add_function(name, alias, join, tied, columns, run);
    }

    /// A function may look at the tables before it.
    fn add_function(
        &mut self,
        name: String,
        alias: Option<&TableAlias>,
        join: Join,
        tied: bool,
        columns: usize,
        run: Run,
    ) {
        self.add_source(name, alias, TableSource::Function, join, tied, true, columns, run);
    }

    #[allow(clippy::too_many_arguments)]
    fn add_source(
        &mut self,
        name: String,
        alias: Option<&TableAlias>,
        source: TableSource,
        join: Join,
        tied: bool,
        lateral: bool,
        columns: usize,
        run: Run,
    ) {
        let run = match alias.map(|alias| self.spans.of(alias.name.span)).filter(|alias| !alias.is_empty()) {
            Some(alias) if name.is_empty() || run.is_empty() => alias,
            Some(alias) => run.start..alias.end.max(run.end),
            None => run,
        };
        let table = TableUse {
            name,
            alias: alias.map(|alias| alias.name.value.clone()),
            source,
            join,
            tied,
            nested: false,
            lateral,
            columns: Slice { start: columns, end: self.columns_so_far() },
            renamed: alias.iter().flat_map(|alias| &alias.columns).map(|column| column.name.value.clone()).collect(),
            sampled: false,
            outer: None,
            span: self.spans.place(&run),
        };
        self.current().tables.push(table);
    }

    /// `dual`, and the arrays of BigQuery that stand in FROM by the name of a table before them.
    fn is_no_table(&mut self, name: &ObjectName) -> bool {
        let first =
            name.0.first().and_then(|part| part.as_ident()).map(|ident| ident.value.clone()).unwrap_or_default();
        let several = name.0.len() > 1;
        let known = |table: &TableUse| table.alias.as_ref().unwrap_or(&table.name).eq_ignore_ascii_case(&first);
        !several && first.eq_ignore_ascii_case("dual") || several && self.current().tables.iter().any(known)
    }
}

/// How a join joins, what ties it, and whether its right side sees the left.
fn kind_of(operator: &JoinOperator) -> (Join, Option<&JoinConstraint>, bool) {
    use JoinOperator as Kind;
    match operator {
        Kind::Join(constraint)
        | Kind::Inner(constraint)
        | Kind::StraightJoin(constraint)
        | Kind::Semi(constraint)
        | Kind::LeftSemi(constraint)
        | Kind::RightSemi(constraint) => (Join::Inner, Some(constraint), false),
        Kind::Left(constraint)
        | Kind::LeftOuter(constraint)
        | Kind::Anti(constraint)
        | Kind::LeftAnti(constraint)
        | Kind::RightAnti(constraint) => (Join::Left, Some(constraint), false),
        Kind::Right(constraint) | Kind::RightOuter(constraint) => (Join::Right, Some(constraint), false),
        Kind::FullOuter(constraint) => (Join::Full, Some(constraint), false),
        Kind::CrossJoin(constraint) => (Join::Cross, Some(constraint), false),
        Kind::AsOf { constraint, .. } => (Join::Left, Some(constraint), false),
        Kind::CrossApply | Kind::ArrayJoin | Kind::InnerArrayJoin => (Join::Inner, None, true),
        Kind::OuterApply | Kind::LeftArrayJoin => (Join::Left, None, true),
    }
}

/// `ON true`, `ON 1 = 1`: everything with everything, in so many words.
fn is_true(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_true(inner),
        Expr::Value(value) => {
            matches!(&value.value, Value::Boolean(true))
                || matches!(&value.value, Value::Number(digits, _) if digits == "1")
        }
        Expr::BinaryOp { left, op: sqlparser::ast::BinaryOperator::Eq, right } => {
            matches!((&**left, &**right), (Expr::Value(left), Expr::Value(right))
                if left.value == right.value && matches!(left.value, Value::Number(..)))
        }
        _ => false,
    }
}
