//! What we make of a Django project's migrations and models against what Django itself makes of them
//! (`scripts/django-truth` writes that down), on PostgreSQL and SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seqscan::extract::{Action, ConstraintKind, Extract, IndexKeySpec, KeyOf, TableSpec};
use seqscan::fact::Dialect;
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::project::catalog::SqlType;
use seqscan::project::models::django;
use seqscan::text::{Source, SourceKind};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations/django")
}

fn programs(folder: &Path, below: &Path, found: &mut Vec<(Arc<str>, Extract)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            programs(&path, below, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let name = path.strip_prefix(below).unwrap().to_string_lossy().replace('\\', "/");
            let source = Source::new(name, fs::read_to_string(&path).unwrap(), SourceKind::Host("python"));
            found.push((source.path.clone(), lint::extract(&source, &Settings::default())));
        }
    }
}

fn with_project<T>(use_it: impl FnOnce(&[Contribution<'_>]) -> T) -> T {
    let mut files = Vec::new();
    programs(&folder(), &folder(), &mut files);
    files.sort_by(|one, other| one.0.cmp(&other.0));
    let files: Vec<_> = files.iter().map(|(path, extract)| Contribution { path, is_sql: false, extract }).collect();
    use_it(&files)
}

/// A type as far as engines tell it apart.
fn shown_type(written: &str, dialect: Dialect) -> String {
    let known = SqlType::parse(written, dialect);
    format!("{:?} {:?} {:?}", known.family, known.length, known.scale)
}

fn keys(keys: &[IndexKeySpec]) -> String {
    let key = |key: &IndexKeySpec| {
        let of = match &key.of {
            KeyOf::Column(name) => name.clone(),
            KeyOf::Expression { .. } => "expression".to_owned(),
        };
        let class = key.operator_class.as_ref().map_or(String::new(), |class| format!(" {class}"));
        format!("{of}{}{class}", if key.descending { " desc" } else { "" })
    };
    keys.iter().map(key).collect::<Vec<_>>().join(", ")
}

fn facts<'t>(tables: impl IntoIterator<Item = &'t TableSpec>, dialect: Dialect) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for table in tables {
        let name = &table.name.name;
        for column in &table.columns {
            let null = if column.not_null == Some(true) { "required" } else { "nullable" };
            facts.insert(format!("column {name} {} {null} {}", column.name, shown_type(&column.type_name, dialect)));
        }
        for constraint in &table.constraints {
            match &constraint.kind {
                ConstraintKind::PrimaryKey { keys: of, .. } => facts.insert(format!("primary {name} ({})", keys(of))),
                ConstraintKind::Unique { keys: of, .. } => facts.insert(format!("unique {name} ({})", keys(of))),
                ConstraintKind::ForeignKey { columns, target, target_columns, .. } => {
                    let target_columns =
                        if target_columns.is_empty() { "id".to_owned() } else { target_columns.join(", ") };
                    facts.insert(format!("key {name} ({}) {} ({target_columns})", columns.join(", "), target.name))
                }
                ConstraintKind::Check { .. } | ConstraintKind::Exclude { .. } => continue,
            };
        }
        for index in &table.indexes {
            let kind = if index.unique { "unique" } else { "index" };
            let partial = if index.predicate.is_some() { " partial" } else { "" };
            facts.insert(format!("{kind} {name} ({}){partial}", keys(&index.keys)));
        }
    }
    facts
}

fn expected(engine: &str, dialect: Dialect) -> BTreeSet<String> {
    let text = fs::read_to_string(folder().join(format!("expected.{engine}.txt"))).unwrap();
    let fact = |line: &str| match line.strip_prefix("column ") {
        Some(rest) => {
            let parts: Vec<&str> = rest.splitn(4, ' ').collect();
            format!("column {} {} {} {}", parts[0], parts[1], parts[2], shown_type(parts[3], dialect))
        }
        None => line.to_owned(),
    };
    let facts: BTreeSet<String> = text.lines().map(fact).collect();
    assert!(facts.len() > 100, "the truth has gone");
    facts
}

fn assert_same(ours: &BTreeSet<String>, theirs: &BTreeSet<String>, what: &str) {
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    let (missing, invented) = (only(theirs, ours), only(ours, theirs));
    assert!(missing.is_empty() && invented.is_empty(), "{what}\nmissing: {missing:#?}\ninvented: {invented:#?}");
}

const ENGINES: &[(&str, Dialect)] = &[("postgres", Dialect::Postgres), ("sqlite", Dialect::Sqlite)];

#[test]
fn migrations_lead_to_what_django_makes_of_them() {
    for (engine, dialect) in ENGINES {
        let tables = with_project(|files| django::migrated_tables(files, *dialect));
        assert_same(&facts(tables.values(), *dialect), &expected(engine, *dialect), engine);
    }
}

#[test]
fn models_alone_say_the_same() {
    for (engine, dialect) in ENGINES {
        let placed = with_project(|files| django::from_models(files, *dialect));
        let tables: BTreeMap<String, TableSpec> = placed
            .into_iter()
            .map(|placed| match placed.operation.action {
                Action::CreateTable(table) => (table.name.name.clone(), *table),
                other => panic!("a model makes a table: {other:?}"),
            })
            .collect();
        assert!(tables.values().all(|table| !table.partial), "{engine}: all of it can be read");
        assert_same(&facts(tables.values(), *dialect), &expected(engine, *dialect), engine);
    }
}

#[test]
fn renames_are_told_as_renames() {
    let operations = with_project(|files| django::from_migrations(files, Dialect::Postgres));
    let renames = operations.iter().filter_map(|placed| match &placed.operation.action {
        Action::RenameTable { table, to } => Some(format!("{table} -> {to}")),
        Action::RenameColumn { table, column, to } => Some(format!("{table}.{column} -> {to}")),
        Action::RenameIndex { index, to, .. } => Some(format!("{index} -> {to}")),
        _ => None,
    });
    let expected = [
        "shop_purchase -> shop_order",
        "shop_order.no -> number",
        "order_cust_paid -> order_customer_paid",
        "shop_tag -> shop_label",
        "shop_article_tags.tag_id -> label_id",
        "shop_article_tags -> shop_article_labels",
        "shop_label -> labels",
        "labels.name -> title",
        "warehouse_inventory -> warehouse_count",
        "warehouse_inventory_shelves -> warehouse_count_shelves",
        "warehouse_count_shelves.inventory_id -> count_id",
    ];
    let renames: BTreeSet<String> = renames.collect();
    assert_eq!(renames, expected.iter().map(ToString::to_string).collect());
    let dropped = operations.iter().filter(|placed| matches!(placed.operation.action, Action::DropTable { .. }));
    assert_eq!(dropped.count(), 1, "only the table that SQL drops");
}

#[test]
fn relations_are_known() {
    let models = with_project(django::relations);
    let shown: BTreeSet<String> = models
        .relations
        .iter()
        .map(|relation| format!("{}.{} {:?} {}", relation.model, relation.field, relation.kind, relation.target))
        .collect();
    for expected in [
        "shop.Order.customer ForeignKey shop.Customer",
        "shop.Article.labels ManyToMany shop.Label",
        "shop.Bundle.article_ptr OneToOne shop.Article",
        "warehouse.Stored.article ForeignKey shop.Article",
        "warehouse.Count.counted_by ForeignKey shop.Customer",
    ] {
        assert!(shown.contains(expected), "{expected} among {shown:#?}");
    }
}
