//! What we claim of a case.

use seqscan::extract::ObjectName;
use seqscan::fact::{Conversion, Dialect, FromSchema, Known, Predicate};
use seqscan::lint::{Settings, extract};
use seqscan::project::catalog::{Backs, Column as TableColumn, Index, IndexKey, Keyed, SqlType, Table, TableKind};
use seqscan::project::{Catalog, Database, Project};
use seqscan::resolve;
use seqscan::text::{Place, Source, SourceKind, Span};

use crate::cases::{Column, Outcome};

/// Whether an engine can look up rows in an index for a statement.
pub fn on(column: Column, sql: &str, index: &str) -> Outcome {
    let dialect = column.dialect();
    let source = Source::new("case.sql", sql, SourceKind::Sql);
    let settings = Settings { dialect: Some(dialect), ..Settings::default() };
    let extract = extract(&source, &settings);
    assert!(extract.unparsed.is_empty(), "not read: {sql}");
    let catalog = catalog(dialect);
    let key = key_of(&catalog, index);
    let database = Database { engines: vec![column.engine], catalog, ..Database::default() };
    let project = Project { databases: vec![database], ..Project::default() };
    let facts = resolve::facts(&source, &extract, &project);
    let about = |test: &&Predicate| test.column.as_deref().is_some_and(|name| name.rsplit('.').next() == Some(&key));
    let claims: Vec<Outcome> = facts.predicates.iter().filter(about).map(claim).collect();
    match claims.contains(&Outcome::Error) {
        true => Outcome::Error,
        false if claims.contains(&Outcome::Seek) => Outcome::Seek,
        false => Outcome::NoSeek,
    }
}

fn claim(test: &Predicate) -> Outcome {
    let hidden = test.wrapper.is_some() && test.seen_through != FromSchema(Known::Yes(true));
    match test.converts.known() {
        Some(Conversion::Error) => Outcome::Error,
        Some(Conversion::Column) => Outcome::NoSeek,
        _ if test.seekable && !hidden => Outcome::Seek,
        _ => Outcome::NoSeek,
    }
}

/// The first column of an index.
fn key_of(catalog: &Catalog, name: &str) -> String {
    let of = |table: &Table| {
        let index = table.indexes.iter().find(|index| index.name == name)?;
        Some(table.name_of(index.column_at(0)?).to_owned())
    };
    catalog.tables().iter().find_map(of).unwrap_or_else(|| panic!("no index {name}"))
}

/// The schema that was measured. Its DDL has one column or index a line.
fn catalog(dialect: Dialect) -> Catalog {
    let ddl = match dialect {
        Dialect::Postgres => include_str!("postgres.sql"),
        Dialect::Mysql => include_str!("mysql.sql"),
        _ => include_str!("sqlite.sql"),
    };
    let place = Place { path: "schema.sql".into(), span: Span::default() };
    let mut catalog = Catalog::new(dialect);
    let mut table = None;
    for line in ddl.lines() {
        let words: Vec<&str> = line.split([' ', ',', '(', ')', ';']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            ["CREATE", "TABLE", name] => {
                table = Some(Table::new(ObjectName::bare(*name), TableKind::Table, place.clone()))
            }
            ["CREATE", "INDEX", name, "ON", of, keys @ ..] => {
                let id = catalog.find(of).expect("tables stand before indexes");
                let table = catalog.get_mut(id);
                let key = |name: &&str| IndexKey {
                    of: Keyed::Column(table.column(name).expect("a column").id),
                    prefix: None,
                    descending: false,
                    nulls_first: None,
                    operator_class: None,
                    collation: None,
                };
                let keys = keys.iter().map(key).collect();
                table.indexes.push(Index {
                    name: (*name).to_owned(),
                    keys,
                    include: Vec::new(),
                    unique: false,
                    nulls_not_distinct: false,
                    predicate: None,
                    method: "btree".to_owned(),
                    backs: Backs::Nothing,
                    usable: true,
                    implied: false,
                    defined: place.clone(),
                });
            }
            [] => {
                if let Some(table) = table.take().filter(|_| line == ");") {
                    catalog.add(table);
                }
            }
            ["--", ..] => {}
            [name, ..] => {
                let table = table.as_mut().expect("columns stand in tables");
                let rest = line.trim().trim_end_matches(',')[name.len()..].trim();
                let end = [" NOT", " PRIMARY", " COLLATE"].iter().filter_map(|word| rest.find(word)).min();
                let id = table.new_column_id();
                table.columns.push(TableColumn {
                    id,
                    name: (*name).to_owned(),
                    ty: SqlType::parse(&rest[..end.unwrap_or(rest.len())], dialect),
                    nullable: Known::Yes(!rest.contains("NOT NULL")),
                    default: None,
                    generated: false,
                    auto_increment: false,
                    collation: None,
                    charset: None,
                    defined: place.clone(),
                });
            }
        }
    }
    catalog
}
