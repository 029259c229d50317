//! The queries that ORMs build, against the SQL that Django, SQLAlchemy and Peewee really sent for the same programs
//! (`scripts/chain-truth` wrote it down): both must give the same facts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use seqscan::extract::{Extract, Join, Operand, Projection, Query, Statement, TableSource, Term};
use seqscan::fact::{Dialect, Facts, StatementKind};
use seqscan::lint::{Settings, extract, fold};
use seqscan::project::{Contribution, Described, Project};
use seqscan::resolve::{facts, lowering};
use seqscan::text::{Source, SourceKind};

fn source(folder: &str, name: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chains").join(folder).join(name);
    let kind = if name.ends_with(".sql") { SourceKind::Sql } else { SourceKind::Host("python") };
    Source::new(name, fs::read_to_string(&path).expect("the file is ours"), kind)
}

/// The program of a folder with its models, read as one project.
struct Truth {
    program: Source,
    sql: Source,
    extract: Extract,
    sql_extract: Extract,
    project: Project,
}

impl Truth {
    fn read(folder: &str, models: &str, dialect: Dialect) -> Self {
        let described = Described { dialect: Some(dialect), ..Described::default() };
        let settings = Settings { dialect: Some(dialect), databases: vec![described], ..Settings::default() };
        let (program, models) = (source(folder, "chains.py"), source(folder, models));
        let sql = source(folder, &format!("expected.{}.sql", dialect.word()));
        let (program_extract, models_extract) = (extract(&program, &settings), extract(&models, &settings));
        let mut files = vec![
            Contribution { path: &program.path, kind: SourceKind::Host("python"), extract: &program_extract },
            Contribution { path: &models.path, kind: SourceKind::Host("python"), extract: &models_extract },
        ];
        files.sort_by_key(|file| file.path.clone());
        let project = fold(&files, &settings);
        let lowered = lowering::with_chains(&program, &program_extract, &project).into_owned();
        let sql_extract = extract(&sql, &settings);
        Self { program, sql, extract: lowered, sql_extract, project }
    }

    /// The functions of the program, each with what its first query says.
    fn of_program(&self) -> BTreeMap<String, String> {
        let facts = facts(&self.program, &self.extract, &self.project);
        let mut found = BTreeMap::new();
        for execution in &self.extract.executions {
            let function = before(&self.program.text, execution.span.start as usize, "def ", "(");
            let said = match execution.statements.first() {
                Some(&at) => shown(&self.extract.statements[at], at, &facts, &self.project),
                None => "nothing\n".to_owned(),
            };
            found.entry(function).or_insert(said);
        }
        found
    }

    fn of_sql(&self) -> BTreeMap<String, String> {
        let facts = facts(&self.sql, &self.sql_extract, &self.project);
        let statements = self.sql_extract.statements.iter().enumerate();
        statements
            .map(|(at, statement)| {
                let name = before(&self.sql.text, statement.span.start as usize, "-- ", "\n");
                (name, shown(statement, at, &facts, &self.project))
            })
            .collect()
    }

    /// What differs, function by function; those that are known to say less than the ORM sends aside.
    fn compare(&self, unsaid: &[&str]) {
        let (program, sql) = (self.of_program(), self.of_sql());
        assert!(sql.len() > 60, "only {} queries were sent", sql.len());
        let mut differences = String::new();
        for (name, sent) in &sql {
            let said = program.get(name).map_or("no call was seen\n", String::as_str);
            let is_unsaid = matches!(said, "nothing\n" | "no call was seen\n") || said.contains("patched");
            match unsaid.contains(&name.as_str()) {
                true => assert!(is_unsaid, "{name} is told now:\n{said}"),
                false if said != sent => differences.push_str(&format!("{name}: said\n{said}sent\n{sent}\n")),
                false => {}
            }
        }
        assert!(differences.is_empty(), "{differences}");
        for name in program.keys() {
            assert!(sql.contains_key(name), "nothing was sent for {name}");
        }
    }
}

/// What stands between the last `from` before a place, and `to`.
fn before(text: &str, at: usize, from: &str, to: &str) -> String {
    let start = text[..at].rfind(from).expect("each has a name") + from.len();
    text[start..].split(to).next().expect("it ends").to_owned()
}

fn bare(name: &str) -> String {
    name.replace('"', "")
}

/// A name that is the same for what a column is qualified with.
fn column(query: &Query, written: &str) -> String {
    let written = bare(written);
    let Some((qualifier, name)) = written.rsplit_once('.') else {
        return match query.tables.as_slice() {
            [only] => format!("{}.{written}", bare(&only.name)),
            _ => written,
        };
    };
    let means = |name: &str, alias: &Option<String>| alias.as_deref().unwrap_or(name) == qualifier;
    let found = query.tables.iter().find(|table| means(&bare(&table.name), &table.alias));
    format!("{}.{name}", found.map_or_else(|| qualifier.to_owned(), |table| bare(&table.name)))
}

fn term(query: &Query, term: &Term) -> String {
    match &term.operand {
        Operand::Column(found) => {
            let qualifier = found.qualifier.as_ref().map(|qualifier| format!("{qualifier}.")).unwrap_or_default();
            column(query, &format!("{qualifier}{}", found.name))
        }
        // A place in the result list.
        Operand::Literal { text, .. } => {
            match text.parse::<usize>().ok().and_then(|at| query.projections.get(at - 1)) {
                Some(Projection { term: Some(term), .. }) => self::term(query, term),
                _ => text.clone(),
            }
        }
        Operand::Call { name, arguments, .. } => {
            let given = |argument: &Term| match &argument.operand {
                Operand::Literal { text, .. } => text.clone(),
                _ => self::term(query, argument),
            };
            let arguments: Vec<String> = arguments.iter().map(given).collect();
            format!("{name}({})", arguments.join(", "))
        }
        // SQLite keeps decimals as text.
        Operand::Cast { value, .. } => self::term(query, value),
        _ => "?".to_owned(),
    }
}

/// The results; all columns of a table are written as a star.
fn results(query: &Query, project: &Project) -> String {
    let mut shown: Vec<String> = Vec::new();
    for item in &query.projections {
        shown.push(match (&item.term, &item.qualifier) {
            (_, Some(qualifier)) => column(query, &format!("{qualifier}.*")),
            (Some(Term { operand: Operand::Column(found), .. }), _) => {
                let qualifier = found.qualifier.as_ref().map(|qualifier| format!("{qualifier}.")).unwrap_or_default();
                column(query, &format!("{qualifier}{}", found.name))
            }
            (Some(found), _) if item.aggregate => term(query, found),
            _ => "?".to_owned(),
        });
    }
    let catalog = &project.databases[0].catalog;
    for table in &query.tables {
        let name = bare(&table.name);
        let of_table = |shown: &&String| shown.rsplit_once('.').is_some_and(|(table, _)| table == name);
        let columns = catalog.table(&name).map_or(usize::MAX, |table| table.columns.len());
        if shown.iter().filter(of_table).count() >= columns {
            shown.retain(|shown| !of_table(&shown));
            shown.push(format!("{name}.*"));
        }
    }
    shown.sort();
    shown.dedup();
    shown.join(", ")
}

fn shown(statement: &Statement, at: usize, facts: &Facts, project: &Project) -> String {
    let mut lines = vec![statement.kind.word().to_owned()];
    if statement.patched {
        lines.push("patched".to_owned());
    }
    if statement.kind != StatementKind::Select {
        lines.push(format!("  writes {}", bare(statement.table.as_deref().unwrap_or("?"))));
    }
    let own: Vec<usize> =
        (0..facts.queries.len()).filter(|&index| facts.queries[index].statement.index == at).collect();
    let queries = statement.queries.iter().filter(|query| query.values.is_none());
    for (query, index) in queries.zip(own) {
        lines.push(format!("  {} of {}", query.role.word(), tables(query)));
        if statement.kind == StatementKind::Select && query.role.word() != "exists" {
            lines.push(format!("  shows {}", results(query, project)));
        }
        let mut tests: Vec<String> = facts
            .predicates
            .iter()
            .filter(|test| test.query.index == index)
            .map(|test| {
                let named = test.column.as_deref().map_or("?".to_owned(), |name| column(query, name));
                let around = test.wrapper.map_or("", |wrapper| wrapper.word());
                let flags = [
                    (test.under_or, " under-or"),
                    (test.leading_wildcard, " leading-wildcard"),
                    (test.seekable, " seekable"),
                    (test.against_constant, " constant"),
                ];
                let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
                let function = test.function.as_deref().unwrap_or_default();
                let (clause, operator) = (test.clause.word(), test.operator.word());
                format!("  {clause} {operator} {named} {around} {function}{flags}")
            })
            .collect();
        tests.sort();
        lines.extend(tests);
        for sort in &query.sorts {
            let direction = if sort.descending { "descending" } else { "ascending" };
            lines.push(format!("  sorted by {} {direction} {:?}", term(query, &sort.term), sort.nulls_first));
        }
        for (name, bound) in [("limit", query.limit), ("offset", query.offset)] {
            if let Some(bound) = bound {
                lines.push(format!("  {name} {:?}", bound.rows));
            }
        }
        let lock = query.lock.map(|lock| if lock.impatient { "locked, impatient" } else { "locked" });
        let flags = [(query.distinct, "distinct"), (query.grouped, "grouped"), (query.ordered, "ordered")];
        lines.extend(flags.iter().filter(|(set, _)| *set).map(|(_, name)| format!("  {name}")));
        lines.extend(lock.map(|lock| format!("  {lock}")));
    }
    lines.join("\n") + "\n"
}

fn tables(query: &Query) -> String {
    let shown = |table: &seqscan::extract::TableUse| {
        let join = match table.join {
            Join::First => "first",
            // What is tied by a test is joined.
            Join::Comma => "comma",
            Join::Inner => "inner",
            Join::Left => "left",
            Join::Right => "right",
            Join::Full => "full",
            Join::Cross => "cross",
        };
        let name = if table.source == TableSource::Table { bare(&table.name) } else { "(…)".to_owned() };
        format!("{join} {name}")
    };
    let mut all: Vec<String> = query.tables.iter().map(shown).collect();
    all.sort();
    all.join(", ")
}

#[test]
fn querysets_of_django_on_postgres() {
    Truth::read("django", "shop/models.py", Dialect::Postgres).compare(&["one_row_by_number"]);
}

#[test]
fn querysets_of_django_on_sqlite() {
    Truth::read("django", "shop/models.py", Dialect::Sqlite).compare(&["one_row_by_number"]);
}

#[test]
fn chains_of_peewee() {
    // Names that lead to other tables, and arithmetic, are not followed.
    let unsaid = ["calculated", "filtered_through", "ordered_downwards"];
    Truth::read("peewee", "models.py", Dialect::Postgres).compare(&unsaid);
}

#[test]
fn chains_of_sqlalchemy() {
    Truth::read("sqlalchemy", "models.py", Dialect::Postgres).compare(&["arithmetic", "exists_query"]);
}
