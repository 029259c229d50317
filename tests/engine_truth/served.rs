//! What we say of a case: whether an index of the measured schema leads to rows.

use seqscan::extract::ObjectName;
use seqscan::fact::{Dialect, Known};
use seqscan::lint::{Settings, extract};
use seqscan::project::catalog::{
    Backs, Column as TableColumn, Index, IndexKey, Keyed, Partial, SqlType, Table, TableKind,
};
use seqscan::project::{Catalog, Database};
use seqscan::resolve::Scope;
use seqscan::resolve::seek::{View, accesses};
use seqscan::text::{Place, Source, SourceKind, Span};

use crate::cases::Column;

/// None when the statement could not be read.
pub fn on(column: Column, sql: &str, target: &str) -> Option<bool> {
    let dialect = column.dialect();
    let database = Database { engines: vec![column.engine], catalog: catalog(dialect), ..Database::default() };
    let source = Source::new("case.sql", sql, SourceKind::Sql);
    let extract = extract(&source, &Settings { dialect: Some(dialect), ..Settings::default() });
    let statement = extract.statements.first().filter(|_| extract.unparsed.is_empty())?;
    let named = |name: &str| {
        let (first, rest) = target.split_once('(').unwrap_or((target, ""));
        let ends: Vec<&str> = rest.trim_end_matches(')').split('|').collect();
        target == ".*"
            || target.split('|').any(|one| one == name)
            || !rest.is_empty() && ends.iter().any(|end| name == format!("{first}{end}"))
            || name.starts_with(target)
    };
    let seeks = (0..statement.queries.len()).any(|query| {
        let scope = Scope::of_database(statement, query, Some(&database));
        let view = View { source: &source, scope, engine: column.engine };
        accesses(view).iter().any(|access| {
            access.services.iter().any(|service| service.narrows() && named(&service.index.name))
                || access.is_narrowed(view) && access.best().is_none() && !target.starts_with('x')
        })
    });
    Some(seeks)
}

fn catalog(dialect: Dialect) -> Catalog {
    let ddl = match dialect {
        Dialect::Postgres => concat!(include_str!("postgres.sql"), "\n", include_str!("x.sql")),
        Dialect::Mysql => include_str!("mysql.sql"),
        _ => include_str!("sqlite.sql"),
    };
    let mut catalog = Catalog::new(dialect);
    let mut table = None;
    for line in ddl.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = Some(Table::new(ObjectName::bare(rest.trim_end_matches(" (")), TableKind::Table, place()));
        } else if let Some(rest) = line.strip_prefix("CREATE INDEX ") {
            add_index(&mut catalog, rest.trim_end_matches(';'), dialect);
        } else if line.starts_with(')') {
            catalog.add(table.take().expect("a table was open"));
        } else if let (Some(table), Some((name, rest))) = (&mut table, line.trim_end_matches(',').split_once(' ')) {
            add_column(table, name, rest, dialect);
        }
    }
    catalog
}

fn place() -> Place {
    Place { path: "schema.sql".into(), span: Span::default() }
}

fn add_column(table: &mut Table, name: &str, rest: &str, dialect: Dialect) {
    let end = [" NOT", " PRIMARY", " COLLATE", " DEFAULT"].iter().filter_map(|word| rest.find(word)).min();
    let id = table.new_column_id();
    table.columns.push(TableColumn {
        id,
        name: name.to_owned(),
        ty: SqlType::parse(&rest[..end.unwrap_or(rest.len())], dialect),
        nullable: Known::Yes(!rest.contains("NOT NULL") && !rest.contains("PRIMARY")),
        default: None,
        generated: false,
        auto_increment: false,
        collation: rest.split("COLLATE ").nth(1).and_then(|rest| rest.split(' ').next()).map(str::to_owned),
        charset: None,
        defined: place(),
    });
    if rest.contains("PRIMARY KEY") {
        table.primary_key = vec![id];
        let key = key_of(table, name);
        table.indexes.push(Index { unique: true, backs: Backs::PrimaryKey, ..index("t_pkey", vec![key]) });
    }
}

fn index(name: &str, keys: Vec<IndexKey>) -> Index {
    Index {
        name: name.to_owned(),
        keys,
        include: Vec::new(),
        unique: false,
        nulls_not_distinct: false,
        predicate: None,
        method: "btree".to_owned(),
        backs: Backs::Nothing,
        usable: true,
        implied: false,
        defined: place(),
    }
}

fn key_of(table: &Table, written: &str) -> IndexKey {
    let (text, class) = match written.split_once(" text_pattern_ops") {
        Some((text, _)) => (text, Some("text_pattern_ops".to_owned())),
        None => (written, None),
    };
    let of = match table.column(text) {
        Some(column) => Keyed::Column(column.id),
        None => Keyed::Expression {
            text: text.to_owned(),
            term: None,
            columns: table
                .columns
                .iter()
                .filter(|column| text.contains(&column.name))
                .map(|column| column.id)
                .collect(),
        },
    };
    IndexKey { of, prefix: None, descending: false, nulls_first: None, operator_class: class, collation: None }
}

/// `name ON t (a, b) INCLUDE (c) WHERE …`
fn add_index(catalog: &mut Catalog, rest: &str, dialect: Dialect) {
    let (rest, condition) =
        rest.split_once(" WHERE ").map_or((rest, None), |(rest, condition)| (rest, Some(condition)));
    let (rest, include) = rest.split_once(" INCLUDE ").map_or((rest, None), |(rest, include)| (rest, Some(include)));
    let (name, rest) = rest.split_once(" ON ").expect("ON");
    let (of, keys) = rest.split_once('(').expect("keys");
    let keys = keys.strip_suffix(')').expect("a bracket closes the keys");
    let id = catalog.find(of.trim()).expect("tables stand before indexes");
    let table = catalog.get(id);
    let keys = match keys.contains('>') || keys.contains("lower") {
        true => vec![key_of(table, keys)],
        false => keys.split(',').map(|key| key_of(table, key.trim())).collect(),
    };
    let included = include.map(|name| table.column(name.trim_matches(['(', ')'])).expect("a column").id);
    let predicate = condition.map(|text| {
        let sql = format!("SELECT 1 FROM x WHERE {text}");
        let source = Source::new("condition.sql", sql, SourceKind::Sql);
        let extract = extract(&source, &Settings { dialect: Some(dialect), ..Settings::default() });
        Partial { text: text.to_owned(), tests: extract.statements[0].queries[0].predicates.clone() }
    });
    let index = Index { include: included.into_iter().collect(), predicate, ..index(name, keys) };
    catalog.get_mut(id).indexes.push(index);
}
