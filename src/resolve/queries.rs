//! Facts about queries and what they are made of.

use super::scope::{Owner, Scope, answers_to, plain};
use super::{bindings, inserts, joins, missing, predicates, seek, spare, spelling};
use crate::extract::{self, Column, Join, Operand, TableSource, Term};
use crate::fact::{
    Assignment, Clause, Condition, Cte, Facts, Id, Known, LiteralType, Operator, Projection, Query, QueryRole, Sort,
    Write,
};
use crate::project::{Database, Project};
use crate::text::Source;

pub fn add(
    facts: &mut Facts,
    source: &Source,
    index: usize,
    statement: &extract::Statement,
    database: Option<&Database>,
    project: &Project,
) {
    let owner = Id::new(index);
    let mut links = Vec::with_capacity(statement.queries.len());
    for (at, query) in statement.queries.iter().enumerate() {
        if query.values.is_some() {
            links.push(None);
            continue;
        }
        links.push(Some(Id::new(facts.queries.len())));
        facts.queries.push(query_fact(source, owner, Scope::of_database(statement, at, database)));
    }
    for (at, link) in links.into_iter().enumerate() {
        if let Some(link) = link {
            let scope = Scope::of_database(statement, at, database);
            add_parts(facts, source, link, scope);
            joins::add(facts, source, link, scope);
            predicates::add(facts, source, link, scope);
            bindings::add(facts, source, link, scope);
            missing::add(facts, source, link, scope);
            seek::add(facts, source, link, scope);
        }
    }
    for cte in &statement.ctes {
        facts.ctes.push(Cte {
            statement: owner,
            name: cte.name.clone(),
            used: cte.used,
            writes: cte.writes,
            place: source.place(cte.span),
        });
    }
    for write in &statement.writes {
        let required =
            database.and_then(|database| inserts::missing_required(statement, write, database, &project.mentions));
        facts.writes.push(Write {
            lacks: required.map(|column| column.name.clone()).into(),
            required_by: required.map(|column| column.defined.clone()),
            statement: owner,
            table: write.table.clone(),
            names_columns: write.names_columns || statement.patched,
            unnamed: unnamed(write, statement, database).into(),
            copies: copies_a_table(statement),
            arity_differs: write.arity_differs && !statement.patched,
            place: source.place(write.span),
        });
    }
    for assignment in &statement.assignments {
        facts.assignments.push(Assignment {
            statement: owner,
            column: assignment.column.clone(),
            repeated: assignment.repeated,
            and_chain: assignment.and_chain,
            ands: assignment.ands.iter().map(|&span| source.place(span)).collect(),
            place: source.place(assignment.span),
        });
    }
}

fn query_fact(source: &Source, owner: Id<crate::fact::Statement>, scope: Scope) -> Query {
    let Scope { statement, query: at, .. } = scope;
    let query = scope.own_query();
    // What the program selects may be an aggregate.
    let filled_in = |item: &extract::Projection| matches!(&item.term, Some(Term { operand: Operand::Parameter, .. }));
    let open = statement.patched || query.projections.iter().any(filled_in);
    let number = |bound: Option<extract::Bound>| Known::from(bound.and_then(|bound| bound.rows));
    Query {
        statement: owner,
        role: query.role,
        reads_table: query.tables.iter().any(|table| table.source != TableSource::Function),
        joined: i64::try_from(query.tables.len()).unwrap_or(i64::MAX),
        limited: query.limit.is_some() || open,
        limit: number(query.limit),
        offset: query.offset.map(|offset| source.place(offset.span)),
        offset_rows: number(query.offset),
        ordered: query.ordered || open,
        distinct: query.distinct,
        distinct_on: query.distinct_on,
        distinct_hides: spare::multiplier(scope).map(|table| table.name.clone()).into(),
        distinct_repeats_group: query.distinct && !query.distinct_on && shows_its_groups(query),
        union_dedup: query.drops_duplicates,
        unions: query.unions.iter().map(|&span| source.place(span)).collect(),
        grouped: query.grouped,
        constant_only: !open && is_constant_only(query),
        aggregate_only: is_one_row_of_aggregates(query),
        narrowed: open || is_narrowed(statement, query, DEEPEST_SOURCE),
        point_lookup: is_point_lookup(scope),
        key_lookup: is_key_lookup(scope),
        sampled: query.tables.iter().any(|table| table.sampled),
        locking: query.lock.is_some(),
        impatient: query.lock.is_some_and(|lock| lock.impatient),
        in_change: is_in_change(statement, at),
        arms_differ: arms_differ(statement, query),
        limit_implied: query.limit.is_some_and(|limit| limit.implied),
        limit_place: query.limit.map(|limit| source.place(limit.span)),
        place: source.place(query.span),
    }
}

/// The columns that a star stands for, when nothing is taken from them: `* EXCEPT (a)`.
fn expanded(source: &Source, scope: Scope, item: &extract::Projection) -> Option<String> {
    let is_star = item.wildcard && source.slice(item.span).ends_with('*');
    if is_star { spelling::expanded(scope, item) } else { None }
}

/// The columns of an INSERT that names none, when the table has one for each of its values.
fn unnamed(write: &extract::Write, statement: &extract::Statement, database: Option<&Database>) -> Option<String> {
    let width = write.width.filter(|_| !write.names_columns && !statement.patched)?;
    let scope = (!statement.queries.is_empty()).then(|| Scope::of_database(statement, 0, database))?;
    spelling::columns_of(scope, &write.table, width)
}

/// Whether what an INSERT stores is `SELECT * FROM t`.
fn copies_a_table(statement: &extract::Statement) -> bool {
    let source = statement.queries.iter().find(|query| query.role == QueryRole::InsertSource && query.values.is_none());
    source
        .is_some_and(|query| query.tables.len() == 1 && matches!(query.projections.as_slice(), [only] if only.wildcard))
}

/// Whether no column stands in the result list.
fn is_constant_only(query: &extract::Query) -> bool {
    !query.projections.is_empty()
        && query.projections.iter().all(|item| {
            let mut columns = Vec::new();
            item.term.iter().for_each(|term| term.columns(&mut columns));
            !item.wildcard
                && columns.is_empty()
                && matches!(&item.term, Some(Term { operand: Operand::Literal { .. }, .. }))
        })
}

/// Without GROUP BY an aggregate makes one row of all.
pub fn is_one_row_of_aggregates(query: &extract::Query) -> bool {
    !query.grouped && query.projections.iter().any(|item| item.aggregate)
}

/// Whether a join leaves rows out: all but outer joins and products do.
pub fn joins_rows(query: &extract::Query) -> bool {
    let tied = |table: &extract::TableUse| {
        matches!(table.join, Join::Inner | Join::Right) || table.tied && table.join != Join::Left
    };
    query.tables.iter().skip(1).any(tied) || query.predicates.iter().any(|test| test.clause == Clause::Where)
}

/// Subqueries and WITH entries inside one another that are looked into.
const DEEPEST_SOURCE: usize = 16;

/// Whether a condition or join says which rows, here or in all that it reads from.
fn is_narrowed(statement: &extract::Statement, query: &extract::Query, depth: usize) -> bool {
    let tests = query.predicates.iter().any(|test| {
        matches!(test.clause, Clause::Where | Clause::Having) && predicates::constant(test) != Known::Yes(true)
    });
    let joined = query.tables.iter().skip(1).any(|table| matches!(table.join, Join::Inner | Join::Right));
    let bounded = |table: &extract::TableUse| {
        let arms: &[usize] = match &table.source {
            TableSource::Derived(arms) => arms,
            TableSource::Cte(cte) => statement.ctes.get(*cte).map_or(&[], |cte| &cte.queries),
            TableSource::Table | TableSource::Function => &[],
        };
        !arms.is_empty()
            && arms
                .iter()
                .filter_map(|&arm| statement.queries.get(arm))
                .all(|arm| arm.limit.is_some() || arm.values.is_some() || is_narrowed(statement, arm, depth - 1))
    };
    // The tables that an outer join adds to bring no rows of their own.
    let mut leading = query.tables.iter().filter(|table| table.join != Join::Left).peekable();
    tests || joined || depth > 0 && leading.peek().is_some() && leading.all(bounded)
}

/// Whether a column must equal one value.
fn is_point_lookup(scope: Scope) -> bool {
    fixed_columns(scope).next().is_some()
}

/// Whether the key of a table must equal one value: one that the schema tells, or one told by its name.
pub fn is_key_lookup(scope: Scope) -> bool {
    let by_schema = scope.own_query().tables.iter().enumerate().any(|(at, used)| {
        scope.table_of(used).is_some_and(|table| {
            let own = fixed_columns(scope).filter(|column| scope.owner(column) == Owner::Own(at));
            let ids: Vec<_> = own.filter_map(|column| table.column(&column.name)).map(|column| column.id).collect();
            table.is_unique(&ids)
        })
    });
    by_schema
        || fixed_columns(scope).any(|column| match scope.owner(column) {
            Owner::Own(table) => is_key_of(&column.name, &scope.own_query().tables[table].name),
            _ => is_key_of(&column.name, ""),
        })
}

/// `id`, `uuid`, and the name of the table before them: `order_id` of `orders`.
fn is_key_of(column: &str, table: &str) -> bool {
    let column = column.to_ascii_lowercase();
    let table = plain(table.rsplit('.').next().unwrap_or(table)).to_ascii_lowercase();
    let of_table = |thing: &str| {
        let thing = thing.trim_end_matches('_');
        let ending = table.strip_prefix(thing).filter(|_| !thing.is_empty());
        ending.is_some_and(|ending| matches!(ending, "" | "s" | "es"))
            || thing.strip_suffix('y').is_some_and(|stem| table.strip_prefix(stem) == Some("ies"))
    };
    ["id", "uuid", "guid", "pk"]
        .into_iter()
        .filter_map(|key| column.strip_suffix(key))
        .any(|thing| thing.is_empty() || of_table(thing))
}

/// The columns that must each equal one value.
fn fixed_columns<'e>(scope: Scope<'e>) -> impl Iterator<Item = &'e Column> {
    let equals = |test: &&extract::Predicate| {
        test.operator == Operator::Equal && !test.under_or && matches!(test.clause, Clause::Where | Clause::Join)
    };
    scope.statement.queries[scope.query].predicates.iter().filter(equals).filter_map(move |test| {
        let (left, right) = (test.left.as_ref()?, test.right.first()?);
        own_column(scope, left)
            .filter(|_| is_fixed(scope, right))
            .or_else(|| own_column(scope, right).filter(|_| is_fixed(scope, left)))
    })
}

fn own_column<'e>(scope: Scope, term: &'e Term) -> Option<&'e Column> {
    match &term.operand {
        Operand::Column(column) if !matches!(scope.owner(column), Owner::Outer(..)) => Some(column),
        _ => None,
    }
}

/// A function that makes several rows of one.
fn makes_rows(operand: &Operand) -> bool {
    const PARTS: &[&str] = &["unnest", "series", "elements", "to_table", "explode", "matches", "object_keys", "each"];
    matches!(operand, Operand::Call { name, .. } if PARTS.iter().any(|part| name.contains(part)))
}

/// Whether every key of its GROUP BY stands in the result list, so that no two rows are equal.
fn shows_its_groups(query: &extract::Query) -> bool {
    let shown = |key: &Term| match &key.operand {
        Operand::Literal { family: LiteralType::Number, .. } => true,
        Operand::Column(key) => query.projections.iter().any(|item| {
            let named = item.alias.as_deref().is_some_and(|alias| alias.eq_ignore_ascii_case(&key.name));
            let same = match item.term.as_ref().map(|term| &term.operand) {
                Some(Operand::Column(column)) => {
                    column.name.eq_ignore_ascii_case(&key.name)
                        && (column.qualifier == key.qualifier || column.qualifier.is_none() || key.qualifier.is_none())
                }
                _ => false,
            };
            same || named && key.qualifier.is_none()
        }),
        _ => false,
    };
    let makes_rows = |item: &extract::Projection| item.term.as_ref().is_some_and(|term| term.any(&makes_rows));
    !query.group_keys.is_empty()
        && !query.grouping_sets
        && query.group_keys.iter().all(shown)
        && !query.projections.iter().any(makes_rows)
}

/// Whether a term has one value for all rows of the query: no column, or one from outside. NULL equals nothing.
fn is_fixed(scope: Scope, term: &Term) -> bool {
    let mut columns = Vec::new();
    term.columns(&mut columns);
    let null = matches!(&term.operand, Operand::Literal { family: LiteralType::Null, .. });
    !null && columns.iter().all(|column| matches!(scope.owner(column), Owner::Outer(..)))
}

/// Whether it stands, at any depth, in a predicate of an UPDATE or DELETE.
fn is_in_change(statement: &extract::Statement, at: usize) -> bool {
    let mut query = at;
    while let Some(parent) = statement.queries[query].parent.filter(|&parent| parent < query) {
        if statement.queries[parent].role == QueryRole::Change {
            let holds = |test: &extract::Predicate| {
                matches!(test.clause, Clause::Where | Clause::Join) && test.queries.range().contains(&query)
            };
            return statement.queries[parent].predicates.iter().any(holds);
        }
        query = parent;
    }
    false
}

fn arms_differ(statement: &extract::Statement, first: &extract::Query) -> bool {
    let widths = first.arms.iter().map(|&arm| {
        let query = statement.queries.get(arm)?;
        let known = query.values.is_none()
            && !query.projections.is_empty()
            && query.projections.iter().all(|item| !item.wildcard);
        known.then_some(query.projections.len())
    });
    let known = widths.flatten().collect::<Vec<_>>();
    !statement.patched && known.windows(2).any(|pair| pair[0] != pair[1])
}

fn add_parts(facts: &mut Facts, source: &Source, link: Id<Query>, scope: Scope) {
    let query = scope.own_query();
    for item in &query.projections {
        let (table, over_base_table) = star(item, query);
        facts.projections.push(Projection {
            query: link,
            wildcard: item.wildcard,
            over_base_table,
            delivered: is_delivered(scope),
            table,
            expanded: expanded(source, scope, item).into(),
            place: source.place(item.span),
        });
    }
    for condition in &query.conditions {
        facts.conditions.push(Condition {
            query: link,
            clause: condition.clause,
            has_aggregate: condition.has_aggregate || condition.clause == Clause::Having && tests_groups(query),
            mixes_and_or: condition.mixes_and_or.map(|span| source.place(span)),
            and_chains: condition.and_chains.iter().map(|&span| source.place(span)).collect(),
            place: source.place(condition.span),
        });
    }
    for sort in &query.sorts {
        let key = aliased(&sort.term, query).unwrap_or(&sort.term);
        facts.sorts.push(Sort {
            query: link,
            random: key.any(&is_random),
            stands_for: spelling::sorted_by(scope, &sort.term),
            positional: matches!(&sort.term.operand, Operand::Literal { family: LiteralType::Number, .. }),
            place: source.place(sort.term.span),
        });
    }
}

/// Whether whoever runs the statement is given what a query lists: it stands in no other query.
fn is_delivered(scope: Scope) -> bool {
    let query = scope.own_query();
    match query.role {
        QueryRole::Top => true,
        QueryRole::Arm => {
            query.parent.is_none() && !scope.statement.ctes.iter().any(|cte| cte.queries.contains(&scope.query))
        }
        _ => false,
    }
}

/// Whether a HAVING tests what only groups have: super-rows, an aggregate by its alias, or a function that may be one.
fn tests_groups(query: &extract::Query) -> bool {
    let of_groups = |item: &&extract::Projection| {
        let window = |operand: &Operand| matches!(operand, Operand::Call { window: true, .. });
        item.aggregate || item.term.as_ref().is_some_and(|term| term.any(&window) || term.any(&may_aggregate))
    };
    let names = query.projections.iter().filter(of_groups).filter_map(|item| item.alias.as_deref()).collect::<Vec<_>>();
    let named = |column: &Column| {
        column.qualifier.is_none() && names.iter().any(|name| name.eq_ignore_ascii_case(&column.name))
    };
    query.grouping_sets
        || query.predicates.iter().filter(|test| test.clause == Clause::Having).any(|test| {
            query.columns[test.columns.range()].iter().any(named)
                || test.left.iter().chain(&test.right).any(|term| term.any(&may_aggregate))
        })
}

/// A function that is not known to look at one row only.
fn may_aggregate(operand: &Operand) -> bool {
    const OF_ONE_ROW: &[&str] = &[
        "abs",
        "coalesce",
        "concat",
        "current_date",
        "current_timestamp",
        "date",
        "date_trunc",
        "extract",
        "floor",
        "ifnull",
        "length",
        "lower",
        "month",
        "now",
        "nullif",
        "round",
        "substr",
        "substring",
        "to_char",
        "trim",
        "upper",
        "year",
    ];
    matches!(operand, Operand::Call { name, .. } if !OF_ONE_ROW.contains(&name.as_str()))
}

/// The result that a sort key names.
fn aliased<'e>(key: &Term, query: &'e extract::Query) -> Option<&'e Term> {
    let Operand::Column(column) = &key.operand else { return None };
    let names = |item: &&extract::Projection| {
        item.alias
            .as_deref()
            .is_some_and(|alias| column.qualifier.is_none() && alias.eq_ignore_ascii_case(&column.name))
    };
    query.projections.iter().find(names)?.term.as_ref()
}

/// A function that gives each row another number. With a seed it gives the same ones every time.
fn is_random(operand: &Operand) -> bool {
    const NAMES: &[&str] = &[
        "random",
        "rand",
        "newid",
        "gen_random_uuid",
        "dbms_random.value",
        "dbms_random.random",
        "uuid_generate_v4",
        "crypt_gen_random",
    ];
    matches!(operand, Operand::Call { name, arguments, .. } if arguments.is_empty() && NAMES.contains(&name.as_str()))
}

/// The table a star stands for, and whether it is one of the database.
fn star(item: &extract::Projection, query: &extract::Query) -> (Option<String>, bool) {
    if !item.wildcard {
        return (None, false);
    }
    let name = |table: &extract::TableUse| match table.name.is_empty() {
        true => table.alias.clone(),
        false => Some(table.name.clone()),
    };
    if let Some(qualifier) = &item.qualifier {
        let qualifier = plain(qualifier);
        return match query.tables.iter().find(|table| answers_to(table, qualifier)) {
            Some(table) => (name(table), is_wide(table)),
            // From outside, or unknown: no claim.
            None => (None, false),
        };
    }
    match query.tables.as_slice() {
        [table] => (name(table), is_wide(table)),
        tables => (None, tables.iter().any(is_wide)),
    }
}

/// How the names of tables show what the program fills in. Whoever takes any table cannot list its columns.
const FILLED_IN: &str = "{…}";

/// Whether a star over this gives columns that are not listed in the statement.
fn is_wide(table: &extract::TableUse) -> bool {
    table.source == TableSource::Table && !table.name.contains(FILLED_IN)
}
