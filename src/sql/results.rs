//! What the query of a view, or of a table made by AS SELECT, hands on: for each result the column it comes from or
//! the type it is cast to, looked for through subqueries, CTEs and the arms of UNION.

use crate::extract::{
    Action, Column, Join, ObjectName, Operand, Query, Statement, TableOrigin, TableSource, TableUse, Term, ViewColumn,
    ViewResult,
};
use crate::fact::{Dialect, LiteralType};

/// Subqueries within subqueries are followed so far.
const DEEPEST: usize = 12;

/// Completes the operations of a statement whose query has been read.
pub fn fill(statement: &mut Statement) {
    let is_fed = |action: &Action| match action {
        Action::CreateView(_) => true,
        Action::CreateTable(table) => matches!(table.origin, TableOrigin::Query(_)),
        _ => false,
    };
    if !statement.definitions.operations.iter().any(|operation| is_fed(&operation.action)) {
        return;
    }
    let reader = Reader { statement };
    let results = reader.top().and_then(|top| reader.of_arms(&top, DEEPEST));
    let sources = reader.sources();
    for operation in &mut statement.definitions.operations {
        match &mut operation.action {
            Action::CreateView(view) => {
                view.results.clone_from(&results);
                view.sources.clone_from(&sources);
            }
            Action::CreateTable(table) => {
                if let TableOrigin::Query(of_table) = &mut table.origin {
                    of_table.clone_from(&results);
                    table.sources.clone_from(&sources);
                }
            }
            _ => {}
        }
    }
}

struct Reader<'s> {
    statement: &'s Statement,
}

/// Where a value comes from.
#[derive(Clone, Default)]
struct Value {
    column: Option<ViewColumn>,
    cast: Option<String>,
}

impl Value {
    fn cast(target: &str) -> Self {
        Self { column: None, cast: Some(target.to_owned()) }
    }

    /// Of the same type, though not the same value.
    fn computed(mut self) -> Self {
        if let Some(column) = &mut self.column {
            column.computed = true;
        }
        self
    }

    fn outer(mut self, outer: bool) -> Self {
        if let Some(column) = &mut self.column {
            column.outer |= outer;
        }
        self
    }

    fn is_known(&self) -> bool {
        self.column.is_some() || self.cast.is_some()
    }
}

impl<'s> Reader<'s> {
    /// The arms of the outermost query; those of CTEs stand aside.
    fn top(&self) -> Option<Vec<usize>> {
        let queries = &self.statement.queries;
        let in_cte = |at: usize| self.statement.ctes.iter().any(|cte| cte.queries.contains(&at));
        let first = (0..queries.len()).find(|&at| queries[at].parent.is_none() && !in_cte(at))?;
        Some(self.arms(first))
    }

    fn arms(&self, first: usize) -> Vec<usize> {
        let arms = &self.statement.queries[first].arms;
        if arms.is_empty() { vec![first] } else { arms.clone() }
    }

    /// Every table that is read, subqueries included.
    fn sources(&self) -> Vec<ObjectName> {
        let mut sources = Vec::new();
        for table in self.statement.queries.iter().flat_map(|query| &query.tables) {
            if table.source == TableSource::Table {
                let name = self.object(&table.name);
                if !sources.contains(&name) {
                    sources.push(name);
                }
            }
        }
        sources
    }

    fn object(&self, written: &str) -> ObjectName {
        let folds = matches!(self.statement.dialect, Dialect::Postgres);
        let mut parts = written.rsplit('.').map(|part| {
            let plain = part.trim().trim_matches(['"', '`', '[', ']']);
            if folds && plain.len() == part.trim().len() { plain.to_lowercase() } else { plain.to_owned() }
        });
        let name = parts.next().unwrap_or_default();
        ObjectName { schema: parts.next(), name }
    }

    fn of_arms(&self, arms: &[usize], depth: usize) -> Option<Vec<ViewResult>> {
        let depth = depth.checked_sub(1)?;
        let mut arms = arms.iter().filter_map(|&at| self.statement.queries.get(at));
        let mut results = self.of_query(arms.next()?, depth);
        for arm in arms {
            let others = self.of_query(arm, depth);
            if others.len() != results.len() {
                continue;
            }
            for (result, other) in results.iter_mut().zip(others) {
                unite(result, other);
            }
        }
        Some(results)
    }

    fn of_query(&self, query: &'s Query, depth: usize) -> Vec<ViewResult> {
        let mut results = Vec::new();
        for projection in &query.projections {
            if projection.wildcard {
                let chosen = |table: &&TableUse| match &projection.qualifier {
                    Some(qualifier) => is_called(table, qualifier),
                    None => true,
                };
                for table in query.tables.iter().filter(chosen) {
                    results.extend(self.all_of(query, table, depth));
                }
                continue;
            }
            let value = projection.term.as_ref().map(|term| self.value(term, query, depth)).unwrap_or_default();
            let name = projection.alias.clone().or_else(|| projection.term.as_ref().map(implied_name));
            let name = name.unwrap_or_else(|| "?column?".to_owned());
            results.push(ViewResult::Named { name, column: value.column, cast: value.cast });
        }
        results
    }

    fn all_of(&self, query: &Query, table: &TableUse, depth: usize) -> Vec<ViewResult> {
        let outer = may_be_missing(query, table);
        let unknown = || vec![ViewResult::All { table: None, outer }];
        match &table.source {
            TableSource::Table => vec![ViewResult::All { table: Some(self.object(&table.name)), outer }],
            _ => match self.inside(table, depth) {
                Some(mut results) => {
                    results.iter_mut().for_each(|result| pass_through(result, outer));
                    results
                }
                None => unknown(),
            },
        }
    }

    /// The results of a subquery or CTE in FROM.
    fn inside(&self, table: &TableUse, depth: usize) -> Option<Vec<ViewResult>> {
        let (arms, renamed) = match &table.source {
            TableSource::Derived(arms) => (arms, &table.renamed),
            TableSource::Cte(at) => {
                let cte = self.statement.ctes.get(*at)?;
                let renamed = if table.renamed.is_empty() { &cte.renamed } else { &table.renamed };
                (&cte.queries, renamed)
            }
            TableSource::Table | TableSource::Function => return None,
        };
        let mut results = self.of_arms(arms, depth)?;
        for (result, new) in results.iter_mut().zip(renamed) {
            match result {
                ViewResult::Named { name, .. } => name.clone_from(new),
                ViewResult::All { .. } => return None,
            }
        }
        Some(results)
    }

    fn value(&self, term: &Term, query: &Query, depth: usize) -> Value {
        match &term.operand {
            Operand::Column(column) => self.column(column, query, depth),
            Operand::Cast { value, target } => {
                let column = self.value(value, query, depth).column;
                Value { column, cast: Some(target.clone()) }
            }
            Operand::Literal { family: LiteralType::Boolean, .. } => Value::cast("boolean"),
            Operand::Literal { family: LiteralType::Text, .. } => Value::cast("text"),
            Operand::Literal { family: LiteralType::Number, text } if text.parse::<i32>().is_ok() => {
                Value::cast("integer")
            }
            Operand::Call { name, arguments, .. } => match name.as_str() {
                "max" | "min" | "coalesce" | "ifnull" | "nullif" | "greatest" | "least" | "first_value"
                | "last_value" | "lag" | "lead" => {
                    let values = arguments.iter().map(|argument| self.value(argument, query, depth));
                    values.map(Value::computed).find(Value::is_known).unwrap_or_default()
                }
                "count" | "row_number" | "rank" | "dense_rank" => Value::cast("bigint"),
                "lower" | "upper" | "concat" | "trim" => Value::cast("text"),
                "now" if self.statement.dialect == Dialect::Postgres => Value::cast("timestamptz"),
                _ => Value::default(),
            },
            Operand::Query(at) => {
                let results = self.of_arms(&self.arms(*at), depth).unwrap_or_default();
                match results.into_iter().next() {
                    Some(ViewResult::Named { column, cast, .. }) => Value { column, cast }.outer(true),
                    _ => Value::default(),
                }
            }
            _ => Value::default(),
        }
    }

    fn column(&self, column: &Column, query: &Query, depth: usize) -> Value {
        let named = |table: Option<ObjectName>, outer| Value {
            column: Some(ViewColumn { table, column: column.name.clone(), outer, computed: false }),
            cast: None,
        };
        let candidates: Vec<&TableUse> = match &column.qualifier {
            Some(qualifier) => query.tables.iter().filter(|table| is_called(table, qualifier)).collect(),
            None => query.tables.iter().collect(),
        };
        // A subquery tells all its columns; what none of them has stands in a table.
        for table in candidates.iter().filter(|table| table.source != TableSource::Table) {
            let results = self.inside(table, depth).unwrap_or_default();
            let found = results.into_iter().find_map(|result| match result {
                ViewResult::Named { name, column: from, cast } if name.eq_ignore_ascii_case(&column.name) => {
                    Some(Value { column: from, cast })
                }
                _ => None,
            });
            if let Some(found) = found {
                return found.outer(may_be_missing(query, table));
            }
        }
        let mut tables = candidates.into_iter().filter(|table| table.source == TableSource::Table);
        match (tables.next(), tables.next()) {
            (Some(only), None) => named(Some(self.object(&only.name)), may_be_missing(query, only)),
            (Some(_), Some(_)) => {
                let outer = query.tables.iter().any(|table| may_be_missing(query, table));
                Value { ..named(None, outer) }
            }
            _ => Value::default(),
        }
    }
}

/// What one arm of a set operation does not tell, another may.
fn unite(result: &mut ViewResult, other: ViewResult) {
    let ViewResult::Named { column: of_other, cast: cast_of_other, .. } = other else { return };
    let ViewResult::Named { column, cast, .. } = result else { return };
    let was_known = column.is_some() || cast.is_some();
    if !was_known {
        *column = of_other;
        *cast = cast_of_other;
    }
    if let Some(column) = column {
        column.computed = true;
    }
}

fn pass_through(result: &mut ViewResult, missing: bool) {
    match result {
        ViewResult::Named { column: Some(column), .. } => column.outer |= missing,
        ViewResult::Named { .. } => {}
        ViewResult::All { outer, .. } => *outer |= missing,
    }
}

fn is_called(table: &TableUse, name: &str) -> bool {
    let own = table.alias.as_deref().unwrap_or(&table.name);
    let last = own.rsplit('.').next().unwrap_or(own).trim_matches(['"', '`', '[', ']']);
    own.eq_ignore_ascii_case(name) || last.eq_ignore_ascii_case(name.trim_matches(['"', '`', '[', ']']))
}

/// An outer join may put NULL in place of its rows.
fn may_be_missing(query: &Query, table: &TableUse) -> bool {
    let Some(at) = query.tables.iter().position(|own| std::ptr::eq(own, table)) else { return true };
    matches!(table.join, Join::Left | Join::Full)
        || query.tables[at + 1..].iter().any(|later| matches!(later.join, Join::Right | Join::Full))
}

/// The name of a result that was given none.
fn implied_name(term: &Term) -> String {
    match &term.operand {
        Operand::Column(column) => column.name.clone(),
        Operand::Call { name, .. } => name.rsplit('.').next().unwrap_or(name).to_owned(),
        Operand::Cast { value, target } => match implied_name(value) {
            name if name == "?column?" => target.to_lowercase(),
            name => name,
        },
        _ => "?column?".to_owned(),
    }
}
