//! What Diesel's and SQLModel's chains say, against the SQL that their documentation gives for them.

use seqscan::extract::{Join, Operand, Statement, Term};
use seqscan::fact::Dialect;
use seqscan::lint::{Settings, extract, fold};
use seqscan::project::{Contribution, Described};
use seqscan::resolve::lowering::with_chains;
use seqscan::text::{Source, SourceKind};

const SCHEMA: &str = r#"
use diesel::prelude::*;

diesel::table! { customers (id) { id -> Int4, email -> Varchar, active -> Bool, } }
diesel::table! { orders (id) { id -> Int4, customer_id -> Int4, status -> Varchar, note -> Nullable<Text>, total -> Int8, } }
diesel::joinable!(orders -> customers (customer_id));

fn run(conn: &mut PgConnection, name: &str, ids: Vec<i32>) {
"#;

fn statements(name: &str, language: &'static str, text: &str) -> Vec<Statement> {
    let described = Described { dialect: Some(Dialect::Postgres), ..Described::default() };
    let settings = Settings { dialect: Some(Dialect::Postgres), databases: vec![described], ..Settings::default() };
    let source = Source::new(name, text, SourceKind::Host(language));
    let read = extract(&source, &settings);
    let project =
        fold(&[Contribution { path: &source.path, kind: SourceKind::Host("python"), extract: &read }], &settings);
    with_chains(&source, &read, &project).statements.clone()
}

/// A statement in one line.
fn shown(statement: &Statement) -> String {
    let query = &statement.queries[0];
    let mut text = statement.kind.word().to_owned();
    for table in &query.tables {
        let join = match table.join {
            Join::First => "",
            Join::Left => " left",
            Join::Inner => " inner",
            _ => " other",
        };
        text.push_str(&format!("{join} {}", table.name));
    }
    for test in &query.predicates {
        let right: Vec<String> = test.right.iter().map(term).collect();
        let left = test.left.as_ref().map(term).unwrap_or_default();
        let flags = if test.under_or { " or" } else { "" };
        text.push_str(&format!("; {} {left} {} {}{flags}", test.clause.word(), test.operator.word(), right.join(", ")));
    }
    for sort in &query.sorts {
        text.push_str(&format!("; by {}{}", term(&sort.term), if sort.descending { " desc" } else { "" }));
    }
    for (name, bound) in [("limit", query.limit), ("offset", query.offset)] {
        if let Some(bound) = bound {
            text.push_str(&format!("; {name} {}", bound.rows.map_or("?".to_owned(), |rows| rows.to_string())));
        }
    }
    if query.lock.is_some() { text + "; locked" } else { text }
}

fn term(term: &Term) -> String {
    match &term.operand {
        Operand::Column(column) => column.name.clone(),
        Operand::Literal { text, .. } => format!("'{text}'"),
        Operand::Call { name, arguments, .. } => {
            format!("{name}({})", arguments.iter().map(self::term).collect::<Vec<_>>().join(", "))
        }
        Operand::Query(_) => "(query)".to_owned(),
        _ => "?".to_owned(),
    }
}

/// Each chain with what it says.
fn check(cases: &[(&str, &str)]) {
    for (chain, expected) in cases {
        let found = statements("src/run.rs", "rust", &format!("{SCHEMA}    {chain};\n}}\n"));
        assert_eq!(found.len(), 1, "{chain}");
        assert!(!found[0].patched, "{chain} is known in part only");
        assert_eq!(shown(&found[0]), *expected, "{chain}");
    }
}

#[test]
fn queries_of_diesel() {
    check(&[
        ("orders::table.filter(orders::status.eq(name)).load::<Order>(conn)", "select orders; where status equal ?"),
        ("orders::table.find(5).first::<Order>(conn)", "select orders; where id equal ?; limit 1"),
        (
            "orders::table.filter(orders::id.eq_any(&ids)).order(orders::id.desc()).limit(5).offset(2000).load::<Order>(conn)",
            "select orders; where id in ?; by id desc; limit 5; offset 2000",
        ),
        (
            "orders::table.inner_join(customers::table).filter(customers::email.eq(name)).load::<Row>(conn)",
            "select orders inner customers; join id equal customer_id; where email equal ?",
        ),
        (
            "customers::table.left_join(orders::table.on(orders::customer_id.eq(customers::id))).load::<Row>(conn)",
            "select customers left orders; join customer_id equal id",
        ),
        (
            "orders::table.filter(orders::status.eq(\"open\").or(orders::total.gt(5))).load::<Order>(conn)",
            "select orders; where status equal 'open' or; where total range '5' or",
        ),
        (
            "orders::table.filter(not(orders::note.is_null())).filter(orders::note.like(\"%x\")).load::<Order>(conn)",
            "select orders; where note is-not-null ; where note like '%x'",
        ),
        ("orders::table.for_update().skip_locked().load::<Order>(conn)", "select orders; locked"),
        ("orders::table.count().get_result::<i64>(conn)", "select orders"),
        ("customers::table.filter(customers::active).load::<Row>(conn)", "select customers; where active other "),
        (
            "customers::table.filter(lower(customers::email).eq(name)).first::<Row>(conn)",
            "select customers; where lower(email) equal ?; limit 1",
        ),
        (
            "diesel::update(orders::table.filter(orders::id.eq(7))).set(orders::status.eq(name)).execute(conn)",
            "update orders; where id equal '7'",
        ),
        ("diesel::delete(orders::table.find(7)).execute(conn)", "delete orders; where id equal ?"),
    ]);
}

#[test]
fn queries_of_sqlmodel() {
    let program = "from sqlmodel import Field, Session, SQLModel, select\n\n\nclass Hero(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n    name: str = Field(index=True)\n    age: int | None = None\n\n\ndef old(session: Session, age: int):\n    return session.exec(select(Hero).where(Hero.age >= age, Hero.name != \"x\").order_by(Hero.name).limit(5)).all()\n";
    let found = statements("app/heroes.py", "python", program);
    let shown: Vec<String> = found.iter().map(shown).collect();
    assert_eq!(shown, ["select hero; where age range ?; where name not-equal 'x'; by name; limit 5"]);
}
