//! The matching of queries and indexes, on catalogs made by hand.

use super::serve::serve;
use super::usage::usages;
use super::*;
use crate::extract::ObjectName;
use crate::fact::{Dialect, Known};
use crate::project::Catalog;
use crate::project::catalog::{Backs, Column, Index, IndexKey, Keyed, SqlType, Table, TableKind};
use crate::text::{Place, SourceKind, Span};

fn place() -> Place {
    Place { path: "schema.sql".into(), span: Span::default() }
}

fn with_columns(name: &str, columns: &[(&str, &str)]) -> Table {
    let name = ObjectName { schema: None, name: name.to_owned() };
    let mut table = Table::new(name, TableKind::Table, place());
    for (name, ty) in columns {
        let id = table.new_column_id();
        table.columns.push(Column {
            id,
            name: (*name).to_owned(),
            ty: SqlType::parse(ty, Dialect::Postgres),
            nullable: Known::Yes(*name != "id"),
            default: None,
            generated: false,
            auto_increment: false,
            collation: None,
            charset: None,
            defined: place(),
        });
    }
    table
}

pub fn table() -> Table {
    with_columns(
        "users",
        &[
            ("id", "int"),
            ("email", "varchar(80)"),
            ("age", "int"),
            ("data", "jsonb"),
            ("born", "date"),
            ("active", "boolean"),
            ("city", "text"),
        ],
    )
}

fn index(table: &Table, name: &str, keys: &[&str]) -> Index {
    let key = |text: &&str| {
        let (text, descending) = text.strip_suffix(" desc").map_or((*text, false), |text| (text, true));
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
        IndexKey { of, prefix: None, descending, nulls_first: None, operator_class: None, collation: None }
    };
    Index {
        name: name.to_owned(),
        keys: keys.iter().map(key).collect(),
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

/// The keys bound by a query on `users`, or whether the order is given (`ordered`), or nothing.
fn verdict(sql: &str, keys: &[&str], engine: Engine) -> String {
    let mut users = table();
    let index = index(&users, "i", keys);
    users.indexes.push(index);
    let dialect = match engine.product {
        crate::project::Product::Postgres => Dialect::Postgres,
        crate::project::Product::Sqlite => Dialect::Sqlite,
        _ => Dialect::Mysql,
    };
    let mut catalog = Catalog::new(dialect);
    catalog.add(users);
    catalog.add(with_columns("orders", &[("id", "int"), ("user_id", "int"), ("total", "numeric")]));
    let source = Source::new("a.sql", sql, SourceKind::Sql);
    let choice = crate::extract::DialectChoice { dialect, reason: String::new() };
    let extract = crate::lint::extract_sql(&source, choice);
    let scope = Scope::new(&extract.statements[0], 0, Some(&catalog));
    let view = View { source: &source, scope, engine };
    let usages = usages(view);
    let usage = usages.iter().find(|usage| usage.table.name == "users").expect("it reads users");
    match serve(view, usage, &usage.table.indexes[0]) {
        Ok(service) if service.bound > 0 => {
            let ordered = if service.ordered { " ordered" } else { "" };
            format!("{}{ordered}", service.bound)
        }
        Ok(service) if service.ordered => "ordered".to_owned(),
        Ok(_) => "covering".to_owned(),
        Err(None) => "nothing".to_owned(),
        Err(Some(miss)) => format!("{miss:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
    }
}

fn postgres() -> Engine {
    Engine::new(crate::project::Product::Postgres, 16, 0)
}

#[test]
fn tests_bind_the_keys_from_the_first_on() {
    let on = |test: &str, keys: &[&str]| verdict(&format!("SELECT data FROM users u WHERE {test}"), keys, postgres());
    assert_eq!(on("age = 3", &["age"]), "1");
    assert_eq!(on("3 = u.age AND city = $1", &["age", "city"]), "2");
    assert_eq!(on("age > 3 AND city = $1", &["age", "city"]), "1");
    assert_eq!(on("city = 'Rome'", &["age", "city"]), "Leading");
    assert_eq!(on("age = 1 OR age = 2", &["age"]), "1");
    assert_eq!(on("age = 1 OR city = 'Rome'", &["age"]), "nothing");
    assert_eq!(on("(age = 1 AND city = 'a') OR (age = 1 AND born IS NULL)", &["age"]), "1");
    assert_eq!(on("age = 1 AND (city = 'a' OR born IS NULL)", &["age"]), "1");
    assert_eq!(on("age <> 1", &["age"]), "nothing");
    assert_eq!(on("NOT (age < 7)", &["age"]), "1");
    assert_eq!(on("age IN (1, 2)", &["age"]), "1");
    assert_eq!(on("age + 1 = 2", &["age"]), "nothing");
    assert_eq!(on("age = id", &["age"]), "nothing");
    assert_eq!(on("active", &["active"]), "1");
    assert_eq!(on("(age, city) > (1, 'x')", &["age", "city"]), "1");
}

#[test]
fn expressions_need_their_own_index() {
    let on = |test: &str, keys: &[&str]| verdict(&format!("SELECT born FROM users u WHERE {test}"), keys, postgres());
    assert_eq!(on("LOWER(u.email) = $1", &["lower((email)::text)"]), "1");
    assert_eq!(on("lower(email) = $1", &["email"]), "nothing");
    assert_eq!(on("lower(trim(email)) = $1", &["lower(email)"]), "Expression");
    assert_eq!(on("email::text = $1", &["email"]), "1");
    assert_eq!(on("data->>'k' = $1", &["(data ->> 'k'::text)"]), "1");
    assert_eq!(on("data->'k' = $1", &["(data ->> 'k'::text)"]), "nothing");
    assert_eq!(on("data->>$2 = $1", &["(data ->> 'k'::text)"]), "nothing");
    assert_eq!(on("email LIKE 'a%'", &["email"]), "Order");
    assert_eq!(on("email LIKE 'a'", &["email"]), "1");
}

#[test]
fn orders_are_given_one_way_or_wholly_the_other() {
    let on = |rest: &str, keys: &[&str]| verdict(&format!("SELECT data FROM users {rest} LIMIT 10"), keys, postgres());
    assert_eq!(on("ORDER BY age, city", &["age", "city"]), "ordered");
    assert_eq!(on("ORDER BY age DESC, city DESC", &["age", "city"]), "ordered");
    assert_eq!(on("ORDER BY age, city DESC", &["age", "city"]), "Direction");
    assert_eq!(on("ORDER BY age, city DESC", &["age", "city desc"]), "ordered");
    assert_eq!(on("ORDER BY age NULLS FIRST", &["age"]), "Direction");
    assert_eq!(on("WHERE age = 3 ORDER BY city", &["age", "city"]), "1 ordered");
    assert_eq!(on("WHERE age IN (3, 4) ORDER BY city", &["age", "city"]), "1");
    assert_eq!(on("ORDER BY city", &["age", "city"]), "nothing");
}

#[test]
fn outer_joins_narrow_one_side() {
    let on = |from: &str| verdict(&format!("SELECT u.data FROM {from}"), &["age"], postgres());
    assert_eq!(on("orders o LEFT JOIN users u ON u.age = o.total"), "1");
    assert_eq!(on("users u LEFT JOIN orders o ON o.user_id = u.id AND u.age = 3"), "nothing");
    assert_eq!(on("users u JOIN orders o ON o.user_id = u.id AND u.age = 3"), "1");
}

#[test]
fn engines_differ() {
    use crate::project::Product::{MariaDb, Mysql, Sqlite};
    let on = |test: &str, engine| verdict(&format!("SELECT data FROM users WHERE {test}"), &["born"], engine);
    let old = Engine::new(MariaDb, 10, 11);
    let new = Engine::new(MariaDb, 11, 8);
    assert_eq!(on("year(born) = 2024", old), "nothing");
    assert_eq!(on("year(born) = 2024", new), "1");
    assert_eq!(on("date(born) = '2024-01-01'", Engine::new(Mysql, 9, 7)), "nothing");
    assert_eq!(on("date(born) = '2024-01-01'", postgres()), "1", "it changes nothing");
    assert_eq!(on("NOT (born < '2024-01-01')", Engine::new(Sqlite, 3, 40)), "nothing");
    assert_eq!(on("born <=> NULL", old), "nothing");
    assert_eq!(on("(born, age) > ('2024-01-01', 3)", old), "nothing");
}
