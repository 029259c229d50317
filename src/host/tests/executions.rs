//! Which calls reach a database.

use super::{knowledge, python, rust};
use crate::embedded::GRAMMARS;
use crate::fact::{Dialect, Effect};
use crate::host::{LANGUAGES, Understood, by_name};

#[test]
fn drivers_by_import_origin_type_and_name() {
    let found = python(
        "import sqlite3\nfrom psycopg import AsyncConnection\nfrom django.db import connection\nbase = sqlite3.connect('x')\nbase.execute('SELECT 1')\nasync def f(c: AsyncConnection):\n    await c.execute('SELECT 2')\ndef g():\n    with connection.cursor() as cursor:\n        cursor.execute('SELECT 3')\n",
    );
    let read: Vec<(&str, &str, bool)> =
        found.extract.executions.iter().map(|e| (e.library.as_str(), e.callee.as_str(), e.in_process)).collect();
    assert_eq!(
        read,
        [
            ("sqlite3", "sqlite3.connect", true),
            ("sqlite3", "base.execute", true),
            ("psycopg", "c.execute", false),
            ("django", "cursor.execute", false)
        ]
    );
    let dialects: Vec<Dialect> = found.extract.statements.iter().map(|statement| statement.dialect).collect();
    assert_eq!(dialects, [Dialect::Sqlite, Dialect::Postgres, Dialect::Generic]);
}

/// The dialect that a file tells, its statements were read as, and why.
#[track_caller]
fn told(program: &str, expected: Option<(Dialect, &str)>) {
    let found = python(program);
    let choice = found.extract.dialect.as_ref().map(|choice| (choice.dialect, choice.reason.as_str()));
    assert_eq!(choice, expected, "{program}");
    let dialect = expected.map_or(Dialect::Generic, |(dialect, _)| dialect);
    assert!(found.extract.statements.iter().all(|statement| statement.dialect == dialect), "{program}");
}

#[test]
fn connection_strings_tell_the_dialect() {
    let connect = |url: &str| {
        format!(
            "from sqlalchemy import create_engine, text\nengine = create_engine({url})\nengine.execute(text('SELECT 1'))\n"
        )
    };
    let of = |scheme: &str| format!("the connection string `{scheme}://…`");
    told(&connect("'postgresql+asyncpg://localhost/shop'"), Some((Dialect::Postgres, &of("postgresql+asyncpg"))));
    told(&connect("f'mysql+pymysql://{user}@localhost/shop'"), Some((Dialect::Mysql, &of("mysql+pymysql"))));
    told(&connect("'mariadb://localhost/shop'"), Some((Dialect::Mysql, &of("mariadb"))));
    told(&connect("'sqlite:///shop.db'"), Some((Dialect::Sqlite, &of("sqlite"))));
    told(&connect("'mssql+pyodbc://localhost/shop'"), Some((Dialect::Tsql, &of("mssql+pyodbc"))));
    told(&connect("'sqlite://' if testing else 'postgres://localhost/shop'"), None);
    told(&connect("'https://example.org/postgres://'"), None);
    told(
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'shop'}}\n",
        Some((Dialect::Postgres, "the setting `django.db.backends.postgresql`")),
    );
    told("import psycopg\nURL = 'sqlite://'\n", Some((Dialect::Postgres, "the import of psycopg")));
    let found = rust(
        "use sqlx::AnyPool;\nasync fn f() {\n    let pool = AnyPool::connect(\"mysql://localhost/shop\").await.unwrap();\n    sqlx::query(\"SELECT 1\").execute(&pool).await;\n}\n",
    );
    assert_eq!(found.extract.statements[0].dialect, Dialect::Mysql);
}

#[test]
fn names_alone_are_not_certain() {
    let found = python(
        "def f(cursor, session, action):\n    cursor.execute('DELETE FROM orders WHERE id = 1')\n    session.get('https://example.org')\n    action.execute()\n",
    );
    let execution = found.execution("cursor.execute");
    assert_eq!((execution.library.as_str(), execution.certain, execution.effect), ("dbapi", false, Effect::Write));
    assert_eq!(found.extract.executions.len(), 1);
}

#[test]
fn sql_that_is_written_out_speaks_for_a_connection() {
    let found = python(
        "from shop.store import open_database\ndef f(self, conn, txn, job, number):\n    conn.execute('SELECT id FROM orders WHERE id = ?', (number,))\n    self.db.execute(f\"DELETE FROM orders WHERE number = '{number}'\")\n    get_connection().execute('UPDATE orders SET open = 1')\n    txn.execute('select a partner for the next dance')\n    txn.execute(number)\n    job.execute('SELECT 1')\n    conn.execute('run the next job')\n",
    );
    let read: Vec<(&str, bool, Effect)> =
        found.extract.executions.iter().map(|e| (e.callee.as_str(), e.certain, e.effect)).collect();
    assert_eq!(
        read,
        [
            ("conn.execute", false, Effect::Read),
            ("self.db.execute", false, Effect::Write),
            ("get_connection().execute", false, Effect::Write),
        ]
    );
    assert!(found.extract.gaps.iter().all(|gap| !gap.certain && gap.statement.is_some()));
    assert_eq!((found.extract.gaps.len(), found.extract.unparsed.len()), (1, 0));
    let found = python("import redis\nconn = redis.Redis()\nconn.execute('SELECT 1')\n");
    assert_eq!(found.extract.executions, []);
}

#[test]
fn other_clients_are_not_databases() {
    let found = python(
        "import sqlalchemy, requests\nsession = requests.Session()\nfor url in urls:\n    session.get(url)\n    executor.execute(job)\n",
    );
    assert_eq!(found.extract.executions, []);
}

#[test]
fn django_chains() {
    let found = python(
        "from django.shortcuts import get_object_or_404\nfrom shop.models import Order, Item\ndef view(request):\n    orders = Order.objects.filter(open=True).order_by('id')\n    get_object_or_404(Order, pk=1)\n    for order in orders:\n        order.save()\n        Item.objects.filter(order=order).count()\n        Item.objects.bulk_create([order])\n        names = list(Item.objects.values('name'))\n        known = Item.objects.in_bulk()\n        known.get(1)\n        form.save()\n        Item.objects.filter(order=order)\n",
    );
    let read: Vec<(&str, Effect, Option<&str>)> =
        found.extract.executions.iter().map(|e| (e.callee.as_str(), e.effect, e.model.as_deref())).collect();
    assert_eq!(
        read,
        [
            ("get_object_or_404", Effect::Read, Some("Order")),
            ("Order.objects.filter().order_by", Effect::Read, Some("Order")),
            ("order.save", Effect::Write, Some("Order")),
            ("Item.objects.filter().count", Effect::Read, Some("Item")),
            ("Item.objects.bulk_create", Effect::Write, Some("Item")),
            ("Item.objects.values", Effect::Read, Some("Item")),
            ("Item.objects.in_bulk", Effect::Read, Some("Item")),
        ]
    );
    assert_eq!(found.loop_of(found.execution("order.save")), Some(("items", "for order in orders")));
    assert_eq!(found.execution("order_by").innermost_loop, None);
    assert_eq!(found.execution("count").uses_loop_variable, Some(true));
    assert!(found.execution("bulk_create").batched);
}

#[test]
fn sqlalchemy_sessions_and_queries() {
    let found = python(
        "from sqlalchemy import text, select\nfrom sqlalchemy.orm import Session\ndef f(s: Session, ids):\n    for i in ids:\n        s.execute(text('SELECT id FROM orders WHERE id = :i'), {'i': i})\n        s.query(Order).filter(Order.id == i).all()\n        s.commit()\n    stmt = text('UPDATE orders SET a = 1')\n    s.execute(stmt)\n",
    );
    let read: Vec<(&str, Effect)> = found.extract.executions.iter().map(|e| (e.callee.as_str(), e.effect)).collect();
    assert_eq!(
        read,
        [
            ("s.execute", Effect::Read),
            ("s.query().filter().all", Effect::Read),
            ("s.commit", Effect::Commit),
            ("s.execute", Effect::Write)
        ]
    );
    let core = python(
        "from sqlalchemy import insert, select\ndef f(session, rows):\n    session.scalars(select(Order.id).where(Order.a == 1))\n    session.execute(insert(Order), [{'a': r} for r in rows])\n",
    );
    let scalars = core.execution("session.scalars");
    assert_eq!((scalars.effect, scalars.batched), (Effect::Read, false));
    let insert = core.execution("session.execute");
    assert_eq!((insert.effect, insert.batched), (Effect::Write, true));
    let all = found.execution("all");
    assert_eq!((all.model.as_deref(), all.fetches_all), (Some("Order"), true));
    assert_eq!(found.extract.statements.len(), 2, "text() and execute() read the same text once");
}

#[test]
fn rust_terminals_find_their_query() {
    let found = rust(
        "use sqlx::{query_as, PgPool};\nuse diesel::prelude::*;\nasync fn f(pool: &PgPool, ids: &[i64]) -> R {\n    let q = sqlx::query(\"DELETE FROM orders\");\n    q.execute(pool).await?;\n    for id in ids {\n        query_as!(Order, \"SELECT id FROM orders WHERE id = $1\", id).fetch_all(pool).await?;\n    }\n    Ok(())\n}\nfn g(conn: &mut PgConnection) {\n    users::table.filter(id.eq(1)).load::<User>(conn)?;\n    diesel::update(users::table).set(a.eq(1)).execute(conn)?;\n}\n",
    );
    let read: Vec<(&str, &str, Effect, usize)> = found
        .extract
        .executions
        .iter()
        .map(|e| (e.library.as_str(), e.callee.as_str(), e.effect, e.statements.len()))
        .collect();
    assert_eq!(
        read,
        [
            ("sqlx", "q.execute", Effect::Write, 1),
            ("sqlx", "query_as!().fetch_all", Effect::Read, 1),
            ("diesel", "users::table.filter().load::<User>", Effect::Read, 0),
            ("diesel", "diesel::update().set().execute", Effect::Write, 0),
        ]
    );
    assert_eq!(found.execution("load::<User>").model.as_deref(), Some("users"));
    assert_eq!(found.execution("fetch_all").uses_loop_variable, Some(true));
}

#[test]
fn placeholders_are_counted_when_all_is_written_out() {
    let counts = |call: &str| {
        let found = python(&format!("import psycopg2\ndef f(cur, a, b, args):\n    cur.execute({call})\n"));
        let execution = found.execution("cur.execute").clone();
        (execution.placeholders, execution.values_bound, execution.quoted_placeholder.is_some())
    };
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = %s AND b = %s', (a,)"), (Some(2), Some(1), false));
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = %s AND b = 5 %% 2', [a]"), (Some(1), Some(1), false));
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = %(a)s OR b = %(a)s', {'a': a, 'z': b}"), (Some(1), Some(1), false));
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = %s', args"), (None, None, false));
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = %s', (*args,)"), (None, None, false));
    assert_eq!(counts("'SELECT 1 FROM t WHERE a = ' + b, (a,)").0, None);
    assert!(counts("\"SELECT 1 FROM t WHERE a = '%s'\", (a,)").2);
}

#[test]
fn placeholders_of_another_style() {
    let foreign = |program: &str| {
        let found = python(program);
        let execution = found.execution("execute");
        (execution.library.clone(), execution.foreign_placeholder.map(|span| found.source.slice(span).to_string()))
    };
    let own = "import psycopg2\ndef f(a):\n    conn = psycopg2.connect()\n    conn.cursor().execute('SELECT 1 FROM t WHERE a = ?', (a,))\n";
    assert_eq!(foreign(own), ("psycopg2".to_string(), Some("?".to_string())));
    let wrapped = "import psycopg2\ndef f(txn, a):\n    txn.execute('SELECT 1 FROM t WHERE a = ?', (a,))\n";
    assert_eq!(foreign(wrapped), ("psycopg2".to_string(), None), "a wrapper may translate");
    let typed = "import psycopg2\ndef f(conn: 'LoggingConnection', a):\n    cur = conn.cursor()\n    cur.execute('SELECT 1 FROM t WHERE a = ?', (a,))\n";
    assert_eq!(foreign(typed), ("psycopg2".to_string(), None), "its own type says that it is a wrapper");
    let both = "import psycopg, sqlite3\ndef f(buffer, a):\n    buffer.execute('SELECT 1 FROM t WHERE a = ?', (a,))\n";
    assert_eq!(foreign(both), ("sqlite3".to_string(), None));
}

#[test]
fn whole_results() {
    let found = python(
        "import sqlite3\ndef f(cur):\n    cur.execute('SELECT id FROM a')\n    rows = cur.fetchall()\n    cur.execute('SELECT id FROM b')\n    row = cur.fetchone()\n",
    );
    let whole: Vec<bool> = found.extract.executions.iter().map(|e| e.fetches_all).collect();
    assert_eq!(whole, [true, false]);
}

#[test]
fn only_files_that_may_use_a_database_are_read() {
    let python = knowledge().language("python").unwrap();
    assert!(python.may_matter("from django.db import models"));
    assert!(python.may_matter("cursor.execute(x)"));
    assert!(!python.may_matter("import os\nprint(1)"));
}

#[test]
fn all_that_is_known_can_be_read() {
    for language in LANGUAGES {
        assert_eq!(Understood::read(language, GRAMMARS).err().unwrap_or_default(), [""; 0]);
    }
}

#[test]
fn mistakes_in_the_data_are_told() {
    let mistakes = |path: &str, text: &str| {
        let files = [("grammars/python/language.yml", "{}"), (path, text)];
        Understood::read(by_name("python").unwrap(), &files).err().unwrap_or_default().join("\n")
    };
    assert!(mistakes("grammars/python/facts.scm", "(identifier) @nmae").contains("`@nmae` is not a word"));
    assert!(mistakes("grammars/python/facts.scm", "\n(call function: (_) @call.function)").contains("line 2"));
    assert!(mistakes("grammars/python/facts.scm", "(identifer) @name").contains("line 1"));
    let unknown = mistakes("grammars/python/libraries/x.yml", "title: X\nimport: [x]\ncalls: []\n");
    assert!(unknown.contains("libraries/x.yml") && unknown.contains("import"), "{unknown}");
    let idle = mistakes("grammars/python/libraries/x.yml", "title: X\ncalls:\n  - methods: [run]\n");
    assert!(idle.contains("needs an `effect`"), "{idle}");
}

#[test]
fn broken_programs_are_read_as_far_as_they_go() {
    for text in
        ["", "def (", "f'{", "cur.execute('SELECT", "for x in", "\u{0}", "é = '😀' %", "cur.execute('SELECT %' % x)"]
    {
        python(&format!("import sqlite3\n{text}"));
        rust(&format!("use sqlx::query;\n{text}"));
    }
}
