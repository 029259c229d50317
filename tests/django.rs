//! What we make of a Django project's migrations and models against what Django itself makes of them
//! (`scripts/django-truth` writes that down), on PostgreSQL and SQLite.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seqscan::extract::{Action, Extract};
use seqscan::fact::{Dialect, Known};
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::project::catalog::{
    Backs, Catalog, Column, ForeignKey, Index, IndexKey, Keyed, Replay, SqlType, Table, TypeFamily,
};
use seqscan::project::models::{Attribute, Models, Placed, django};
use seqscan::text::{Source, SourceKind};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrations/django")
}

fn programs(folder: &Path, below: &Path, found: &mut Vec<(Arc<str>, Extract)>) {
    for entry in fs::read_dir(folder).expect("the folder is ours") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            programs(&path, below, found);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            let name = path.strip_prefix(below).expect("below it").to_string_lossy().replace('\\', "/");
            let source = Source::new(name, fs::read_to_string(&path).expect("readable"), SourceKind::Host("python"));
            found.push((source.path.clone(), lint::extract(&source, &Settings::default())));
        }
    }
}

fn with_project<T>(use_it: impl FnOnce(&[Contribution<'_>]) -> T) -> T {
    let mut files = Vec::new();
    programs(&folder(), &folder(), &mut files);
    files.sort_by(|one, other| one.0.cmp(&other.0));
    let files: Vec<_> =
        files.iter().map(|(path, extract)| Contribution { path, kind: SourceKind::Host("python"), extract }).collect();
    use_it(&files)
}

/// A type as far as engines tell it apart. SQLite has one type of integers, and there Django leaves the columns that
/// point at a key as they were when the key becomes a big one.
fn shown_type(written: &str, dialect: Dialect) -> String {
    let known = SqlType::parse(written, dialect);
    let family = match (known.family, dialect) {
        (TypeFamily::BigInt, Dialect::Sqlite) => TypeFamily::Integer,
        (family, _) => family,
    };
    format!("{family:?} {:?} {:?}", known.length, known.scale)
}

fn folded(operations: &[Placed], dialect: Dialect) -> Catalog {
    let mut replay = Replay::new(dialect);
    operations.iter().for_each(|placed| replay.apply(&placed.operation, &placed.path));
    replay.finish()
}

fn facts(catalog: &Catalog, dialect: Dialect) -> BTreeSet<String> {
    catalog.tables().iter().flat_map(|table| facts_of(table, dialect)).collect()
}

fn facts_of(table: &Table, dialect: Dialect) -> Vec<String> {
    let name = &table.name;
    let column = |column: &Column| {
        let null = if column.nullable == Known::Yes(false) { "required" } else { "nullable" };
        format!("column {name} {} {null} {}", column.name, shown_type(&column.ty.written, dialect))
    };
    let index = |index: &Index| {
        let kind = match (index.backs, index.unique) {
            (Backs::PrimaryKey, _) => "primary",
            (_, true) => "unique",
            (_, false) => "index",
        };
        let partial = if index.predicate.is_some() { " partial" } else { "" };
        let keys: Vec<String> = index.keys.iter().map(|key| shown_key(table, key)).collect();
        format!("{kind} {name} ({}){partial}", keys.join(", "))
    };
    let foreign = |key: &ForeignKey| {
        let columns: Vec<&str> = key.columns.iter().map(|&id| table.name_of(id)).collect();
        format!("key {name} ({}) {} ({})", columns.join(", "), key.target, key.target_columns.join(", "))
    };
    let facts = table.columns.iter().map(column);
    let facts = facts.chain(table.indexes.iter().map(index)).chain(table.foreign_keys.iter().map(foreign));
    // SQLite makes no index for a key that is the row's own number; its truth names every key.
    let named: Vec<&str> = table.primary_key.iter().map(|&id| table.name_of(id)).collect();
    facts.chain([format!("primary {name} ({})", named.join(", "))]).collect()
}

fn shown_key(table: &Table, key: &IndexKey) -> String {
    let of = match &key.of {
        Keyed::Column(id) => table.name_of(*id).to_owned(),
        Keyed::Expression { .. } => "expression".to_owned(),
    };
    let class = key.operator_class.as_ref().map_or(String::new(), |class| format!(" {class}"));
    format!("{of}{}{class}", if key.descending { " desc" } else { "" })
}

fn expected(engine: &str, dialect: Dialect) -> BTreeSet<String> {
    let text = fs::read_to_string(folder().join(format!("expected.{engine}.txt"))).expect("the script wrote it");
    let fact = |line: &str| match line.strip_prefix("column ") {
        Some(rest) => {
            let parts: Vec<&str> = rest.splitn(4, ' ').collect();
            format!("column {} {} {} {}", parts[0], parts[1], parts[2], shown_type(parts[3], dialect))
        }
        None => line.to_owned(),
    };
    let facts: BTreeSet<String> = text.lines().filter(|line| !line.starts_with("name ")).map(fact).collect();
    assert!(facts.len() > 100, "the truth has gone");
    facts
}

fn assert_same(ours: &BTreeSet<String>, theirs: &BTreeSet<String>, what: &str) {
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect::<Vec<_>>();
    let (missing, invented) = (only(theirs, ours), only(ours, theirs));
    assert!(missing.is_empty() && invented.is_empty(), "{what}\nmissing: {missing:#?}\ninvented: {invented:#?}");
}

const ENGINES: &[(&str, Dialect)] = &[("postgres", Dialect::Postgres), ("sqlite", Dialect::Sqlite)];

/// `name table index` for indexes that keep nothing apart: these are proposed to be dropped, by their names.
fn names(catalog: &Catalog) -> BTreeSet<String> {
    let indexes = catalog.tables().iter().flat_map(|table| table.indexes.iter().map(move |index| (table, index)));
    let plain = indexes.filter(|(_, index)| !index.unique);
    plain.map(|(table, index)| format!("name {} {}", table.name, index.name)).collect()
}

#[test]
fn indexes_have_the_names_that_django_gives_them() {
    let catalog = folded(&with_project(|files| django::from_migrations(files, Dialect::Postgres)), Dialect::Postgres);
    let text = fs::read_to_string(folder().join("expected.postgres.txt")).expect("the script wrote it");
    let expected: BTreeSet<String> = text.lines().filter(|line| line.starts_with("name ")).map(str::to_owned).collect();
    assert!(expected.len() > 20, "the truth has gone");
    assert_same(&names(&catalog), &expected, "names");
}

#[test]
fn migrations_lead_to_what_django_makes_of_them() {
    for (engine, dialect) in ENGINES {
        let catalog = folded(&with_project(|files| django::from_migrations(files, *dialect)), *dialect);
        assert_eq!(catalog.conflicts, [], "{engine}: every step fits what is there");
        assert!(!catalog.partial && catalog.tables().iter().all(|table| table.partial.is_none()), "all can be read");
        assert_same(&facts(&catalog, *dialect), &expected(engine, *dialect), engine);
    }
}

#[test]
fn models_alone_say_the_same() {
    for (engine, dialect) in ENGINES {
        let catalog = folded(&with_project(|files| django::from_models(files, *dialect)), *dialect);
        assert!(catalog.tables().iter().all(|table| table.partial.is_none()), "{engine}: all of it can be read");
        assert_same(&facts(&catalog, *dialect), &expected(engine, *dialect), engine);
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
    let unread = operations.iter().filter(|placed| matches!(placed.operation.action, Action::Opaque { .. }));
    assert_eq!(unread.count(), 0, "all operations can be read");
}

#[test]
fn relations_are_known() {
    let models = with_project(Models::of);
    let shown: BTreeSet<String> = models
        .all()
        .flat_map(|(_, class)| {
            let of_attribute = |(name, attribute): (&String, &Attribute)| match attribute {
                Attribute::Relation(relation) => {
                    let count = if relation.many { "many" } else { "one" };
                    Some(format!("{}.{name} {count} {}", class.name, models.get(relation.target).name))
                }
                Attribute::Column { table: Some(table), .. } => Some(format!("{}.{name} of {table}", class.name)),
                Attribute::Column { .. } => None,
            };
            class.attributes.iter().filter_map(of_attribute).collect::<Vec<_>>()
        })
        .collect();
    insta::assert_snapshot!(shown.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The catalog of migrations of an app `shop`, in the order of their names.
fn catalog_of(migrations: &[(&str, &str)]) -> Catalog {
    let read = |(name, operations): &(&str, &str)| {
        let text = format!(
            "import shared\nfrom django.db import migrations, models\nclass Migration(migrations.Migration):\n    \
             operations = [{operations}]\n"
        );
        let source = Source::new(format!("shop/migrations/{name}.py"), text, SourceKind::Host("python"));
        (source.path.clone(), lint::extract(&source, &Settings::default()))
    };
    let files: Vec<_> = migrations.iter().map(read).collect();
    let files: Vec<_> =
        files.iter().map(|(path, extract)| Contribution { path, kind: SourceKind::Host("python"), extract }).collect();
    folded(&django::from_migrations(&files, Dialect::Postgres), Dialect::Postgres)
}

const TWO_MODELS: &str = "migrations.CreateModel('Order', [('id', models.AutoField(primary_key=True))]), \
                          migrations.CreateModel('Label', [('id', models.AutoField(primary_key=True))])";

#[test]
fn an_operation_of_ones_own_hides_the_models_it_names() {
    let partial = |operation: &str| {
        let catalog = catalog_of(&[("0001_initial", TWO_MODELS), ("0002_own", operation)]);
        let tables = catalog.tables().iter().filter(|table| table.partial.is_some());
        (catalog.partial, tables.map(|table| table.name.clone()).collect::<Vec<_>>())
    };
    for named in ["shared.Fill('shop.Order')", "shared.Fill(model='Order')", "shared.Fill('order', 'price')"] {
        assert_eq!(partial(named), (false, vec!["shop_order".to_owned()]), "{named}");
    }
    for unnamed in ["shared.Fill(shared.models)", "shared.Fill('everything')"] {
        assert_eq!(partial(unnamed), (true, Vec::new()), "{unnamed}");
    }
}

#[test]
fn a_relation_has_its_column_and_index_whatever_it_points_at() {
    let line = "migrations.CreateModel('Line', [('id', models.AutoField(primary_key=True)), \
                ('order', models.ForeignKey(to=shared.model_of('order'), on_delete=models.CASCADE)), \
                ('label', models.ForeignKey(to=swapper.get_model_name('shop', 'Label'), on_delete=models.CASCADE))])";
    let catalog = catalog_of(&[("0001_initial", TWO_MODELS), ("0002_line", line)]);
    let line = catalog.get(catalog.find_in(None, "shop_line").expect("it is made"));
    let columns: Vec<&str> = line.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["id", "order_id", "label_id"]);
    assert_eq!(line.indexes.len(), 3, "the key's and one for each relation");
    let targets: Vec<&str> = line.foreign_keys.iter().map(|key| key.target.name.as_str()).collect();
    assert_eq!(targets, ["shop_label"], "what cannot be read is not guessed");
}
