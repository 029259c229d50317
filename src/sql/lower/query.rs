//! SELECT, set operations and WITH.

use sqlparser::ast::{
    self, CteAsMaterialized, Distinct, Expr, GroupByExpr, LimitClause, NamedWindowExpr, OrderByExpr, OrderByKind,
    OrderBySort, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator, SetQuantifier, Spanned,
    TopQuantity, Value,
};

use super::Lower;
use crate::extract::{Bound, Cte, Lock, Projection, Sort};
use crate::fact::{Clause, QueryRole};
use crate::sql::spans::Run;
use crate::text::Span;

/// What stands behind the arms of a query and holds for all of them.
#[derive(Clone, Default)]
struct Tail<'e> {
    sorts: Vec<&'e OrderByExpr>,
    ordered: bool,
    limit: Option<Bound>,
    offset: Option<Bound>,
    lock: Option<Lock>,
}

impl<'e> Tail<'e> {
    /// The tail of brackets inside others: its own clauses first.
    fn inside(mut self, outer: Self) -> Self {
        if self.sorts.is_empty() {
            self.sorts = outer.sorts;
        }
        self.ordered |= outer.ordered;
        self.limit = self.limit.or(outer.limit);
        self.offset = self.offset.or(outer.offset);
        self.lock = self.lock.or(outer.lock);
        self
    }

    /// What an arm that is not the first has of it.
    fn shared(&self) -> Self {
        Self { sorts: Vec::new(), offset: None, lock: None, ..self.clone() }
    }
}

impl Lower<'_, '_> {
    /// Reads a query and returns its arms: one, or those of a set operation.
    pub(super) fn query(&mut self, query: &ast::Query, role: QueryRole, parent: Option<usize>) -> Vec<usize> {
        let visible = self.visible.len();
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                self.cte(cte, with.recursive, parent);
            }
        }
        if !query.pipe_operators.is_empty() {
            self.statement.patched = true;
        }
        let tail = self.tail(query);
        let arms = self.body(&query.body, role, parent, tail);
        self.visible.truncate(visible);
        arms
    }

    fn cte(&mut self, cte: &ast::Cte, recursive: bool, parent: Option<usize>) {
        let name = self.spans.of(cte.alias.name.span);
        let index = self.statement.ctes.len();
        let body = name.start..self.spans.of(cte.closing_paren_token.0.span).end.max(name.end);
        let used = self.is_named_outside(&cte.alias.name.value, &body);
        self.statement.ctes.push(Cte {
            name: cte.alias.name.value.clone(),
            span: self.spans.place(&name),
            used,
            writes: writes(&cte.query),
            queries: Vec::new(),
            renamed: cte.alias.columns.iter().map(|column| column.name.value.clone()).collect(),
            materialized: cte.materialized.as_ref().map(|hint| matches!(hint, CteAsMaterialized::Materialized)),
        });
        if recursive {
            self.visible.push(index);
        }
        let queries = self.query(&cte.query, QueryRole::Cte, parent);
        // There UNION also ends the recursion.
        if let Some(&first) = queries.first().filter(|_| recursive) {
            self.statement.queries[first].drops_duplicates = false;
        }
        self.statement.ctes[index].queries = queries;
        if !recursive {
            self.visible.push(index);
        }
    }

    /// Whether the statement has a name anywhere but in one place. Columns of that name count too: better silent.
    fn is_named_outside(&self, name: &str, place: &Run) -> bool {
        let quotes = ['"', '`', '[', ']'];
        let is_named = |index: usize| self.spans.text(index).trim_matches(quotes).eq_ignore_ascii_case(name);
        self.run.clone().any(|index| !place.contains(&index) && is_named(index))
    }

    fn tail<'e>(&mut self, query: &'e ast::Query) -> Tail<'e> {
        let mut tail = Tail::default();
        if let Some(order) = &query.order_by {
            tail.ordered = true;
            if let OrderByKind::Expressions(sorts) = &order.kind {
                tail.sorts = sorts.iter().collect();
            }
        }
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                tail.limit = limit.as_ref().and_then(|expr| self.bound(expr));
                tail.offset = offset.as_ref().and_then(|offset| self.bound(&offset.value));
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => {
                tail.limit = self.bound(limit);
                tail.offset = self.bound(offset);
            }
            None => {}
        }
        if let Some(fetch) = &query.fetch {
            tail.limit = match &fetch.quantity {
                Some(expr) => {
                    self.bound(expr).map(|bound| Bound { rows: bound.rows.filter(|_| !fetch.percent), ..bound })
                }
                None => self.fetch_one(query),
            };
        }
        if let Some(first) = query.locks.first() {
            tail.lock = Some(Lock { impatient: first.nonblock.is_some() });
        }
        tail
    }

    /// `LIMIT 10`, with its keyword. NULL is no limit.
    pub(super) fn bound(&mut self, expr: &Expr) -> Option<Bound> {
        let run = self.spans.of_expr(expr);
        let keywords = ["limit", "offset", "fetch", "first", "next", "top", ","];
        let mut start = run.start;
        while start > 0 && self.spans.is_any(start - 1, &keywords) && !self.spans.is_punctuation(start, ",") {
            start -= 1;
        }
        let start = if self.spans.is_punctuation(start, ",") { start + 1 } else { start };
        let rows = match expr {
            Expr::Value(value) => match &value.value {
                Value::Null => return None,
                Value::Number(digits, _) => digits.to_string().parse().ok(),
                _ => None,
            },
            _ => None,
        };
        let end = self.spans.past_words(run.end, &["row", "rows", "only"]);
        Some(Bound { rows, span: self.spans.place(&(start..end)), implied: false })
    }

    /// `FETCH FIRST ROW ONLY`
    fn fetch_one(&mut self, query: &ast::Query) -> Option<Bound> {
        let from = self.spans.of(query.body.span()).end;
        let fetch = (from..self.run.end).find(|&index| self.spans.is_word(index, "fetch"))?;
        let end = self.spans.past_words(fetch, &["fetch", "first", "next", "row", "rows", "only"]);
        Some(Bound { rows: Some(1), span: self.spans.place(&(fetch..end)), implied: false })
    }

    fn body(&mut self, body: &SetExpr, role: QueryRole, parent: Option<usize>, tail: Tail) -> Vec<usize> {
        match body {
            SetExpr::Select(select) => vec![self.select(select, role, parent, &tail)],
            SetExpr::Query(query) if query.with.is_none() => {
                let inner = self.tail(query).inside(tail);
                self.body(&query.body, role, parent, inner)
            }
            SetExpr::Query(query) => self.query(query, role, parent),
            SetExpr::SetOperation { .. } => self.set_operation(body, parent, &tail),
            SetExpr::Values(values) => {
                let run = self.spans.of(body.span());
                let index = self.push_query(role, parent, &run);
                self.statement.queries[index].values = Some(values.rows.len());
                self.within(index, |lower| {
                    for row in &values.rows {
                        lower.terms(row.iter());
                    }
                });
                vec![index]
            }
            SetExpr::Insert(tree) | SetExpr::Update(tree) | SetExpr::Delete(tree) | SetExpr::Merge(tree) => {
                self.change(tree);
                Vec::new()
            }
            SetExpr::Table(_) => Vec::new(),
        }
    }

    /// The arms of a chain that leans to the left.
    fn set_operation(&mut self, body: &SetExpr, parent: Option<usize>, tail: &Tail) -> Vec<usize> {
        let mut arms = Vec::new();
        let mut rest = body;
        let mut drops_duplicates = false;
        let mut unions = Vec::new();
        let mut subtracts = false;
        while let SetExpr::SetOperation { op, set_quantifier, left, right } = rest {
            let all = matches!(set_quantifier, SetQuantifier::All | SetQuantifier::AllByName);
            drops_duplicates |= *op == SetOperator::Union && !all;
            if *op == SetOperator::Union && !all {
                unions.extend(self.union_words(left, right));
            }
            subtracts |= matches!(op, SetOperator::Except | SetOperator::Minus);
            arms.push(&**right);
            rest = left;
        }
        arms.push(rest);
        let mut queries = Vec::new();
        for arm in arms.into_iter().rev() {
            let tail = if queries.is_empty() { tail.clone() } else { tail.shared() };
            queries.extend(self.body(arm, QueryRole::Arm, parent, tail));
        }
        if let Some(&first) = queries.first() {
            self.statement.queries[first].arms = queries.clone();
            self.statement.queries[first].drops_duplicates |= drops_duplicates;
            self.statement.queries[first].unions = unions;
        }
        for &arm in &queries {
            self.statement.queries[arm].subtracts |= subtracts;
        }
        queries
    }

    /// `UNION`, `UNION DISTINCT` between two arms.
    fn union_words(&self, left: &SetExpr, right: &SetExpr) -> Option<Span> {
        let after = self.spans.of(left.span()).end;
        let before = self.spans.of(right.span()).start;
        let union = (after..before).find(|&at| self.spans.is_word(at, "union"))?;
        let end = if self.spans.is_word(union + 1, "distinct") { union + 2 } else { union + 1 };
        Some(self.spans.place(&(union..end)))
    }

    fn select(&mut self, select: &Select, role: QueryRole, parent: Option<usize>, tail: &Tail) -> usize {
        let start = self.spans.of(select.select_token.0.span);
        let end = select.projection.last().map_or(start.end, |item| self.item_run(item).end);
        let index = self.push_query(role, parent, &(start.start..end.max(start.end)));
        self.within(index, |lower| lower.fill_select(select, tail));
        index
    }

    fn fill_select(&mut self, select: &Select, tail: &Tail) {
        for item in &select.projection {
            self.projection(item);
        }
        self.sources(&select.from);
        for view in &select.lateral_views {
            self.term(&view.lateral_view);
        }
        for test in select.prewhere.iter().chain(&select.selection) {
            self.condition(test, Clause::Where);
        }
        match &select.group_by {
            GroupByExpr::All(modifiers) => {
                let query = self.current();
                query.grouped = true;
                query.grouping_sets = !modifiers.is_empty();
            }
            GroupByExpr::Expressions(keys, modifiers) => {
                let terms = self.terms(keys);
                let query = self.current();
                query.grouped = !keys.is_empty() || !modifiers.is_empty();
                query.grouping_sets = !modifiers.is_empty() || keys.iter().any(makes_sets);
                query.group_keys = terms;
            }
        }
        if let Some(having) = &select.having {
            self.condition(having, Clause::Having);
        }
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
                self.window(spec);
            }
        }
        if let Some(test) = &select.qualify {
            self.tests(test, Clause::Other);
        }
        let distinct_on = matches!(select.distinct, Some(Distinct::On(_)));
        if let Some(Distinct::On(keys)) = &select.distinct {
            self.terms(keys);
        }
        for key in &tail.sorts {
            self.sort(key);
        }
        let top = select.top.as_ref().map(|top| self.top(select, top));
        let query = self.current();
        query.distinct = distinct_on || matches!(select.distinct, Some(Distinct::Distinct));
        query.distinct_on = distinct_on;
        query.ordered = tail.ordered;
        query.limit = top.or(tail.limit);
        query.offset = tail.offset;
        query.lock = tail.lock;
        if let Some(into) = &select.into
            && let Some(target) = into.targets.first()
            && self.statement.table.is_none()
        {
            self.statement.table = Some(self.spans.written(&self.spans.of_expr(target)));
            self.statement.creates = true;
        }
    }

    pub(super) fn sort(&mut self, key: &OrderByExpr) {
        let term = self.term(&key.expr);
        let descending = matches!(key.options.sort, Some(OrderBySort::Desc));
        self.current().sorts.push(Sort { term, descending, nulls_first: key.options.nulls_first });
    }

    /// `TOP (10)`
    fn top(&mut self, select: &Select, top: &ast::Top) -> Bound {
        let first = self.spans.of(select.select_token.0.span).start;
        let keyword = (first..first + 4).find(|&index| self.spans.is_word(index, "top")).unwrap_or(first);
        let end = self.spans.operand_at(keyword + 1).end.max(keyword + 1);
        let rows = match &top.quantity {
            Some(TopQuantity::Constant(rows)) => i64::try_from(*rows).ok(),
            Some(TopQuantity::Expr(expr)) => self.bound(expr).and_then(|bound| bound.rows),
            None => None,
        };
        Bound { rows: rows.filter(|_| !top.percent), span: self.spans.place(&(keyword..end)), implied: false }
    }

    fn projection(&mut self, item: &SelectItem) {
        let run = self.item_run(item);
        let span = self.spans.place(&run);
        let mut projection =
            Projection { span, wildcard: false, qualifier: None, alias: None, aggregate: false, term: None };
        let before = self.aggregates;
        match item {
            SelectItem::UnnamedExpr(expr) => projection.term = Some(self.term(expr)),
            SelectItem::ExprWithAlias { expr, alias } => {
                projection.term = Some(self.term(expr));
                projection.alias = Some(alias.value.clone());
            }
            SelectItem::ExprWithAliases { expr, .. } => projection.term = Some(self.term(expr)),
            SelectItem::Wildcard(_) => projection.wildcard = true,
            SelectItem::QualifiedWildcard(kind, _) => {
                projection.wildcard = true;
                projection.qualifier = Some(match kind {
                    SelectItemQualifiedWildcardKind::ObjectName(name) => self.name(name),
                    SelectItemQualifiedWildcardKind::Expr(expr) => self.spans.written(&self.spans.of_expr(expr)),
                });
            }
        }
        projection.aggregate = self.aggregates > before;
        self.current().projections.push(projection);
    }

    fn item_run(&self, item: &SelectItem) -> Run {
        match item {
            SelectItem::UnnamedExpr(expr) => self.spans.of_expr(expr),
            SelectItem::ExprWithAlias { expr, alias } => {
                let (expr, alias) = (self.spans.of_expr(expr), self.spans.of(alias.span));
                match alias.is_empty() {
                    true => expr,
                    // T-SQL also writes `alias = expression`.
                    false => expr.start.min(alias.start)..alias.end.max(expr.end),
                }
            }
            _ => self.spans.of(item.span()),
        }
    }
}

/// `ROLLUP (a, b)`, which some dialects read as a function.
fn makes_sets(key: &Expr) -> bool {
    match key {
        Expr::GroupingSets(_) | Expr::Cube(_) | Expr::Rollup(_) => true,
        Expr::Function(function) => {
            matches!(function.name.to_string().to_ascii_lowercase().as_str(), "rollup" | "cube")
        }
        _ => false,
    }
}

/// Whether a query changes data, in itself or in an entry of its WITH.
fn writes(query: &ast::Query) -> bool {
    let changes =
        matches!(*query.body, SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_));
    changes || query.with.iter().flat_map(|with| &with.cte_tables).any(|cte| writes(&cte.query))
}
