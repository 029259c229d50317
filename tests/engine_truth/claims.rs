//! What we claim of a case.

use std::sync::LazyLock;

use seqscan::fact::{Conversion, Dialect};
use seqscan::lint::{Settings, extract};
use seqscan::project::{Catalog, Database, MigrationTerms, Project};
use seqscan::resolve::seek::{View, accesses};
use seqscan::resolve::{self, Scope};
use seqscan::text::{Source, SourceKind};

use crate::cases::{Column, Outcome};
use crate::folded::folded;

/// The DDL of the tables that were measured.
pub const POSTGRES: &str = concat!(include_str!("postgres.sql"), "\n", include_str!("x.sql"));
pub const MYSQL: &str = include_str!("mysql.sql");
pub const SQLITE: &str = include_str!("sqlite.sql");

fn schema(ddl: &str, dialect: Dialect) -> Catalog {
    let catalog = folded(&[("schema.sql".to_owned(), ddl.to_owned())], dialect);
    let table = catalog.table("t").expect("t was measured");
    assert!(table.columns.len() == 23 && table.indexes.len() > 16 && table.partial.is_none());
    catalog
}

static ON_POSTGRES: LazyLock<Catalog> = LazyLock::new(|| schema(POSTGRES, Dialect::Postgres));
static ON_MYSQL: LazyLock<Catalog> = LazyLock::new(|| schema(MYSQL, Dialect::Mysql));
static ON_SQLITE: LazyLock<Catalog> = LazyLock::new(|| schema(SQLITE, Dialect::Sqlite));

/// The measured tables on one engine.
pub struct Subject {
    pub column: Column,
    project: Project,
}

impl Subject {
    pub fn new(column: Column) -> Self {
        let catalog = match column.dialect() {
            Dialect::Postgres => &ON_POSTGRES,
            Dialect::Mysql => &ON_MYSQL,
            _ => &ON_SQLITE,
        };
        let database = Database { engines: vec![column.engine], catalog: (**catalog).clone(), ..Database::default() };
        Self { column, project: Project { databases: vec![database], ..Project::default() } }
    }

    /// Whether the engine can look up rows in an index for a statement.
    pub fn claim(&self, sql: &str, target: &str) -> Outcome {
        let dialect = self.column.dialect();
        let source = Source::new("case.sql", sql, SourceKind::Sql);
        let extract = extract(&source, &Settings { dialect: Some(dialect), ..Settings::default() });
        assert!(extract.unparsed.is_empty(), "not read: {sql}");
        let statement = extract.statements.first().expect("a statement");
        let facts = resolve::facts(&source, &extract, &self.project, &MigrationTerms::default());
        if facts.predicates.iter().any(|test| test.converts.known() == Some(Conversion::Error)) {
            return Outcome::Error;
        }
        let database = self.project.databases.first();
        let seeks = (0..statement.queries.len()).any(|query| {
            let scope = Scope::of_database(statement, query, database);
            let view = View { source: &source, scope, engine: self.column.engine };
            let looked_up = |access: &seqscan::resolve::seek::Access| {
                let alone = access.services.iter().filter(|service| service.looks_up()).map(|service| service.index);
                alone.chain(access.of_choices(view)).any(|index| is_meant(target, &index.name))
            };
            accesses(view).iter().any(looked_up)
        });
        if seeks { Outcome::Seek } else { Outcome::NoSeek }
    }
}

/// Targets are written as `i_ci`, `i_(a|b)`, `t_pkey|PRIMARY`, the beginning of a name, `.*`.
pub fn is_meant(target: &str, name: &str) -> bool {
    let (first, rest) = target.split_once('(').unwrap_or((target, ""));
    let ends: Vec<&str> = rest.trim_end_matches(')').split('|').collect();
    target == ".*"
        || target.split('|').any(|one| one == name)
        || !rest.is_empty() && ends.iter().any(|end| name == format!("{first}{end}"))
        || name.starts_with(&format!("{}_", target.trim_end_matches('_')))
}

#[test]
fn targets_name_indexes() {
    assert!(is_meant("i_(ci|cb)", "i_cb") && !is_meant("i_(ci|cb)", "i_cs"));
    assert!(is_meant("i_", "i_ci") && is_meant("x_icu", "x_icu_tpo") && !is_meant("i_ct", "i_cts"));
    assert!(is_meant("t_pkey|PRIMARY|pk", "PRIMARY") && is_meant(".*", "anything"));
}
