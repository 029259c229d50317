//! What the query of a view, or of CREATE TABLE … AS, hands on: column by column, as far as its text tells.

use crate::extract::{
    Action, Column, Join, ObjectName, Operand, Query, Statement, TableOrigin, TableSource, TableUse, ViewColumn,
    ViewResult,
};
use crate::fact::{Dialect, QueryRole};

/// How many queries inside each other are looked through.
const DEEPEST: usize = 8;

/// Fills in the results of what the statement creates, once its queries are read.
pub fn fill(statement: &mut Statement) {
    let creates = |action: &Action| match action {
        Action::CreateView(_) => true,
        Action::CreateTable(table) => matches!(table.origin, TableOrigin::Query(_)),
        _ => false,
    };
    let Some(at) = statement.definitions.operations.iter().position(|operation| creates(&operation.action)) else {
        return;
    };
    let found = (!statement.patched).then(|| whole(statement)).flatten();
    match &mut statement.definitions.operations[at].action {
        Action::CreateView(view) => view.results = found,
        Action::CreateTable(table) => table.origin = TableOrigin::Query(found),
        _ => {}
    }
}

fn whole(statement: &Statement) -> Option<Vec<ViewResult>> {
    let queries = &statement.queries;
    let view = queries.iter().rposition(|query| query.role == QueryRole::View && query.parent.is_none());
    let arms = match view {
        Some(view) => vec![view],
        None => {
            // Those of a set operation that stands in no CTE and in no other set operation.
            let is_inside = |at: usize| {
                statement.ctes.iter().any(|cte| cte.queries.contains(&at))
                    || queries.iter().enumerate().any(|(first, query)| first != at && query.arms.contains(&at))
            };
            let outermost =
                |at: &usize| queries[*at].parent.is_none() && !queries[*at].arms.is_empty() && !is_inside(*at);
            queries[(0..queries.len()).find(outermost)?].arms.clone()
        }
    };
    Results { statement }.arms(&arms, DEEPEST)
}

struct Results<'s> {
    statement: &'s Statement,
}

impl Results<'_> {
    /// The results of a query, or what all arms of a set operation agree on.
    fn arms(&self, arms: &[usize], depth: usize) -> Option<Vec<ViewResult>> {
        let depth = depth.checked_sub(1)?;
        let mut arms = arms.iter().map(|&arm| self.select(arm, depth));
        let mut results = arms.next()??;
        for other in arms {
            let other = other?;
            if other == results {
                continue;
            }
            // Which columns face each other is not known behind a `*`.
            let listed = |results: &[ViewResult]| results.iter().all(|one| matches!(one, ViewResult::Named { .. }));
            if other.len() != results.len() || !listed(&other) || !listed(&results) {
                return None;
            }
            results.iter_mut().zip(&other).for_each(|(result, other)| agree(result, other));
        }
        Some(results)
    }

    fn select(&self, at: usize, depth: usize) -> Option<Vec<ViewResult>> {
        let query = self.statement.queries.get(at)?;
        if query.values.is_some() || query.projections.is_empty() {
            return None;
        }
        let mut results = Vec::new();
        for projection in &query.projections {
            if projection.wildcard {
                results.extend(self.wildcard(query, projection.qualifier.as_deref(), depth)?);
                continue;
            }
            let operand = projection.term.as_ref().map(|term| &term.operand);
            let (operand, cast) = match operand {
                Some(Operand::Cast { value, target }) => (Some(&value.operand), Some(target.to_lowercase())),
                other => (other, None),
            };
            let source = match operand {
                Some(Operand::Column(column)) => Some(column),
                _ => None,
            };
            let name = match (&projection.alias, source, operand) {
                (Some(alias), ..) => alias.clone(),
                (None, Some(column), _) => self.fold(column),
                (None, None, Some(Operand::Call { name, .. })) if self.statement.dialect == Dialect::Postgres => {
                    name.rsplit('.').next().unwrap_or_default().to_owned()
                }
                // What such a result is called, each engine decides for itself.
                _ => return None,
            };
            // Rows of ROLLUP and its like have NULL where a key is left out.
            let source = source.filter(|_| !query.grouping_sets);
            let handed_on = source.and_then(|column| self.column(query, column, depth));
            let (column, inner_cast) = handed_on.map_or((None, None), |(column, cast)| (column, cast));
            results.push(ViewResult::Named { name, column, cast: cast.or(inner_cast) });
        }
        Some(results)
    }

    /// `*` or `t.*`; nothing when not all of its columns are known.
    fn wildcard(&self, query: &Query, qualifier: Option<&str>, depth: usize) -> Option<Vec<ViewResult>> {
        let tables: Vec<usize> = match qualifier {
            Some(qualifier) => vec![query.tables.iter().position(|table| is_called(table, qualifier))?],
            // USING and NATURAL show a column once.
            None if query.tables.iter().any(|table| table.tied) => return None,
            None => (0..query.tables.len()).collect(),
        };
        let mut results = Vec::new();
        for at in tables {
            let table = &query.tables[at];
            if may_be_missing(query, at) != Some(false) || !table.renamed.is_empty() {
                return None;
            }
            match &table.source {
                TableSource::Table => results.push(ViewResult::All { table: Some(self.object(&table.name)) }),
                _ => results.extend(self.inside(table, depth)?),
            }
        }
        Some(results)
    }

    /// The column of a table that a column of a query is, and what it was cast to on its way.
    fn column(&self, query: &Query, column: &Column, depth: usize) -> Option<(Option<ViewColumn>, Option<String>)> {
        let at = match &column.qualifier {
            Some(qualifier) => query.tables.iter().position(|table| is_called(table, qualifier))?,
            None if query.tables.len() == 1 => 0,
            None => return None,
        };
        let table = &query.tables[at];
        let outer = may_be_missing(query, at)?;
        if !table.renamed.is_empty() {
            return None;
        }
        if table.source == TableSource::Table {
            let table = Some(self.object(&table.name));
            return Some((Some(ViewColumn { table, column: self.fold(column), outer }), None));
        }
        let wanted = self.fold(column);
        let results = self.inside(table, depth)?;
        let mut found = results.into_iter().filter_map(|result| match result {
            ViewResult::Named { name, column, cast } if name.eq_ignore_ascii_case(&wanted) => Some((column, cast)),
            ViewResult::Named { .. } => None,
            // Only of one table all columns can be told by their names.
            ViewResult::All { table } => Some((Some(ViewColumn { table, column: wanted.clone(), outer: false }), None)),
        });
        let (mut column, cast) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        if let Some(column) = &mut column {
            column.outer |= outer;
        }
        Some((column, cast))
    }

    /// The results of a CTE or a subquery.
    fn inside(&self, table: &TableUse, depth: usize) -> Option<Vec<ViewResult>> {
        match &table.source {
            TableSource::Cte(cte) => {
                let cte = self.statement.ctes.get(*cte).filter(|cte| cte.renamed.is_empty())?;
                self.arms(&cte.queries, depth)
            }
            TableSource::Derived(arms) => self.arms(arms, depth),
            TableSource::Table | TableSource::Function => None,
        }
    }

    /// The name of a column as its dialect folds it. Quotes are told by the room they take.
    fn fold(&self, column: &Column) -> String {
        let qualifier = column.qualifier.as_ref().map_or(0, |qualifier| qualifier.len() + 1);
        let plain = column.span.range().len() == qualifier + column.name.len();
        match self.statement.dialect == Dialect::Postgres && plain {
            true => column.name.to_lowercase(),
            false => column.name.clone(),
        }
    }

    /// A name as written in FROM.
    fn object(&self, written: &str) -> ObjectName {
        let mut parts = written.rsplit('.').map(|part| {
            let bare = part.trim().trim_matches(['"', '`', '[', ']']);
            match bare.len() == part.len() && self.statement.dialect == Dialect::Postgres {
                true => bare.to_lowercase(),
                false => bare.to_owned(),
            }
        });
        ObjectName { name: parts.next().unwrap_or_default(), schema: parts.next() }
    }
}

/// Two arms agree on a column of one table, whose rows may be missing in either.
fn agree(result: &mut ViewResult, other: &ViewResult) {
    let ViewResult::Named { column, cast, .. } = result else { return };
    let ViewResult::Named { column: beside, cast: cast_beside, .. } = other else { return };
    match (column.as_mut(), beside) {
        (Some(one), Some(other)) if one.table == other.table && one.column == other.column => one.outer |= other.outer,
        _ => *column = None,
    }
    if cast != cast_beside {
        *column = None;
        *cast = None;
    }
}

fn is_called(table: &TableUse, qualifier: &str) -> bool {
    let bare = |name: &str| name.replace(['"', '`', '[', ']'], "");
    match &table.alias {
        Some(alias) => alias.eq_ignore_ascii_case(qualifier),
        None => {
            let (name, qualifier) = (bare(&table.name).to_lowercase(), bare(qualifier).to_lowercase());
            name == qualifier || name.rsplit('.').next() == Some(qualifier.as_str())
        }
    }
}

/// Whether an outer join may make up the rows of a table, where brackets inside joins leave no doubt.
fn may_be_missing(query: &Query, at: usize) -> Option<bool> {
    let table = &query.tables[at];
    let keeps_all = |table: &TableUse| matches!(table.join, Join::Right | Join::Full);
    let makes_up = |table: &TableUse| matches!(table.join, Join::Left | Join::Full);
    if makes_up(table) {
        return Some(true);
    }
    let behind = query.tables[at + 1..].iter().take_while(|table| table.join != Join::Comma);
    if behind.into_iter().any(keeps_all) {
        return (!query.tables.iter().any(|table| table.nested)).then_some(true);
    }
    // `a LEFT JOIN (b JOIN c)` looks as `(a LEFT JOIN b) JOIN c` does, once it is a list.
    let doubtful = table.nested && query.tables[..at].iter().any(|before| before.nested && makes_up(before));
    (!doubtful).then_some(false)
}

#[cfg(test)]
mod tests {
    use crate::extract::{Action, TableOrigin, ViewResult};
    use crate::fact::{Dialect, Origin};
    use crate::sql::{Reading, read};
    use crate::text::Fragment;

    fn results(sql: &str) -> Option<Vec<ViewResult>> {
        let reading = Reading { dialect: Dialect::Postgres, origin: Origin::File, percent_style: false };
        let mut statement = read(&Fragment::verbatim(sql, 0), &reading).statements.pop().unwrap();
        assert!(!statement.opaque, "{sql}");
        match statement.definitions.operations.pop().unwrap().action {
            Action::CreateView(view) => view.results,
            Action::CreateTable(table) => match table.origin {
                TableOrigin::Query(results) => results,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    /// `name=table.column`, `?` behind it where it may be missing, and its cast.
    fn told(query: &str) -> String {
        let Some(results) = results(&format!("CREATE VIEW v AS {query}")) else { return "unknown".to_owned() };
        let tell = |result: &ViewResult| match result {
            ViewResult::All { table } => format!("{}.*", table.as_ref().unwrap()),
            ViewResult::Named { name, column, cast } => {
                let column = column.as_ref().map_or(String::new(), |column| {
                    let missing = if column.outer { "?" } else { "" };
                    format!("={}.{}{missing}", column.table.as_ref().unwrap(), column.column)
                });
                format!("{name}{column}{}", cast.as_ref().map_or(String::new(), |cast| format!("::{cast}")))
            }
        };
        results.iter().map(tell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn columns_keep_their_tables_through_joins() {
        assert_eq!(told("SELECT a.Id, \"B\".\"Name\" AS n FROM s.A JOIN \"B\" ON true"), "id=s.a.id n=B.Name");
        assert_eq!(told("SELECT id, lower(x), x::text, b + 1 AS c FROM t"), "id=t.id lower x=t.x::text c");
        assert_eq!(told("SELECT id FROM a JOIN b ON a.x = b.x"), "id", "of which of both is not told");
        assert_eq!(told("SELECT id, 1 FROM a"), "unknown");
        assert_eq!(told("SELECT *, u.* FROM a, b u"), "a.* b.* b.*");
        assert_eq!(told("SELECT * FROM a LEFT JOIN b ON a.x = b.x"), "unknown");
        assert_eq!(told("SELECT x FROM a GROUP BY ROLLUP (x)"), "x");
    }

    #[test]
    fn sides_of_outer_joins_may_be_missing() {
        let of = |from: &str| told(&format!("SELECT a.x, b.y, c.z FROM {from}"));
        let three = "x=a.x y=b.y z=c.z";
        assert_eq!(of("a LEFT JOIN b ON a.i = b.i JOIN c ON a.i = c.i"), "x=a.x y=b.y? z=c.z");
        assert_eq!(of("a JOIN b ON a.i = b.i RIGHT JOIN c ON a.i = c.i"), "x=a.x? y=b.y? z=c.z");
        assert_eq!(of("a, b FULL JOIN c ON b.i = c.i"), "x=a.x y=b.y? z=c.z?");
        assert_eq!(of("((a JOIN b ON a.i = b.i) JOIN c ON a.i = c.i)"), three);
        assert_eq!(of("((a JOIN b ON a.i = b.i) LEFT JOIN c ON a.i = c.i)"), "x=a.x y=b.y z=c.z?");
        assert_eq!(of("(a LEFT JOIN (b JOIN c ON b.i = c.i) ON a.i = b.i)"), "x=a.x y=b.y? z");
    }

    #[test]
    fn arms_must_agree() {
        assert_eq!(told("SELECT a, b FROM t UNION SELECT a, c FROM t"), "a=t.a b");
        assert_eq!(told("SELECT a FROM t UNION (SELECT a FROM t UNION ALL SELECT b FROM t)"), "a");
        assert_eq!(told("SELECT a FROM t UNION SELECT * FROM u"), "unknown");
        assert_eq!(told("SELECT a::int FROM t UNION SELECT a::bigint FROM t"), "a");
    }

    #[test]
    fn subqueries_are_looked_through() {
        assert_eq!(told("SELECT s.x FROM (SELECT y AS x FROM t) s"), "x=t.y");
        assert_eq!(told("WITH c AS (SELECT * FROM t), d AS (SELECT k FROM c) SELECT d.k, n FROM d"), "k=t.k n");
        assert_eq!(told("WITH c AS (SELECT a FROM t UNION SELECT a FROM u) SELECT a FROM c"), "a");
        assert_eq!(told("SELECT a.i, s.x FROM a LEFT JOIN (SELECT x FROM t) s ON true"), "i=a.i x=t.x");
        assert_eq!(told("SELECT a.i, s.x FROM a LEFT JOIN (SELECT x FROM t) s ON a.i = s.x"), "i=a.i x=t.x?");
        assert_eq!(told("WITH RECURSIVE c AS (SELECT a FROM t UNION ALL SELECT a FROM c) SELECT a FROM c"), "a");
        assert_eq!(results("CREATE TABLE n AS SELECT a FROM t").unwrap().len(), 1);
        assert_eq!(results("CREATE MATERIALIZED VIEW v AS VALUES (1)"), None);
    }
}
