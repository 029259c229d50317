//! What fills the holes of SQL, and where it comes from.

use super::{javascript, python, rust};
use crate::fact::{Provenance, Slot};

/// The provenance of what fills the hole of `SELECT … {expression}`, after some lines in a function.
#[track_caller]
fn filled(lines: &str, expression: &str, expected: Option<Provenance>) {
    let body = lines.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let program = format!(
        "import psycopg2\nALLOWED = ('a', 'b')\nCOLUMNS = {{'a': 'x'}}\ndef f(cur, value, request, n: int):\n{body}    cur.execute(f\"SELECT id FROM orders WHERE a = {{{expression}}}\")\n"
    );
    let found = python(&program);
    assert_eq!(found.extract.executions.len(), 1, "{program}");
    let gap = found.extract.gaps.first();
    assert_eq!(gap.map(|gap| gap.provenance), expected, "{program}");
    if let Some(gap) = gap {
        assert!(gap.statement.is_some());
        assert!(gap.certain);
        assert_eq!(gap.sink.map(|sink| found.source.slice(sink)), Some("cur.execute"));
    }
}

#[test]
fn requests_and_parameters_are_followed() {
    filled("", "value", Some(Provenance::Parameter));
    filled("", "value.lower()", Some(Provenance::Parameter));
    filled("", "request.GET['x']", Some(Provenance::Request));
    filled("x = request.GET.get('x')", "x.strip()", Some(Provenance::Request));
    filled("x = 'a'\nif n:\n    x = request.args['q']", "x", Some(Provenance::Request));
    filled("x = compute()", "x", Some(Provenance::Unknown));
    filled("import sys", "sys.argv[1]", Some(Provenance::Request));
}

#[test]
fn what_cannot_carry_sql() {
    filled("", "n", Some(Provenance::Typed));
    filled("", "int(value)", Some(Provenance::Typed));
    filled("", "len(value)", Some(Provenance::Typed));
    filled("", "value - 1", Some(Provenance::Typed));
    filled("", "Order._meta.db_table", Some(Provenance::Metadata));
    filled("", "settings.TABLE", Some(Provenance::Configuration));
    filled("import os", "os.environ['TABLE']", Some(Provenance::Configuration));
    filled("from os import environ", "environ.get('TABLE', 'x')", Some(Provenance::Configuration));
    filled("import os", "os.getenv('TABLE')", Some(Provenance::Configuration));
    filled("", "quote_ident(value)", Some(Provenance::Escaped));
    filled("marks = ','.join(['%s'] * len(value))", "marks", Some(Provenance::Placeholders));
    filled("marks = ','.join('%s' for _ in value)", "marks", Some(Provenance::Placeholders));
    filled("", "COLUMNS[value]", Some(Provenance::Constant));
    filled("", "COLUMNS.get(value, 'x')", Some(Provenance::Constant));
    filled("x = 'a'", "x", None);
}

#[test]
fn guards_make_constants() {
    filled("if value not in ALLOWED:\n    raise ValueError", "value", Some(Provenance::Constant));
    filled("if value not in ALLOWED or not n:\n    return", "value", Some(Provenance::Constant));
    filled("if not value.isidentifier():\n    return", "value", Some(Provenance::Constant));
    filled("if value not in ALLOWED and n:\n    return", "value", Some(Provenance::Parameter));
    filled("if value not in request.GET:\n    return", "value", Some(Provenance::Parameter));
    filled("if value not in ALLOWED:\n    print(value)", "value", Some(Provenance::Parameter));
}

#[test]
fn gaps_of_rust() {
    let found = rust(
        "use sqlx::PgPool;\nconst T: &str = \"orders\";\nasync fn f(pool: &PgPool, name: &str, n: i64) {\n    let q = format!(\"SELECT id FROM {T} WHERE a = '{name}' AND b = {n} AND c = {}\", name.len());\n    sqlx::query(&q).execute(pool).await;\n    let marks = vec![\"?\"; n].join(\",\");\n    sqlx::query(&format!(\"SELECT id FROM {T} WHERE a IN ({marks})\")).execute(pool).await;\n}\n",
    );
    assert_eq!(found.gap("name").provenance, Provenance::Parameter);
    assert_eq!(found.gap("n").provenance, Provenance::Typed);
    assert_eq!(found.gap("name.len()").provenance, Provenance::Typed);
    assert_eq!(found.gap("marks").provenance, Provenance::Placeholders);
    assert_eq!(found.source.slice(found.gap("name").span), "{name}");
    assert_eq!(found.extract.gaps.len(), 4);
}

#[test]
fn the_environment_is_configuration_and_the_command_line_is_not() {
    let found = rust(
        "use sqlx::PgPool;\nasync fn f(pool: &PgPool) {\n    let t = std::env::var(\"T\").unwrap();\n    let a = std::env::args().nth(1).unwrap();\n    sqlx::query(&format!(\"DELETE FROM {t} WHERE a = '{a}'\")).execute(pool).await;\n}\n",
    );
    assert_eq!(found.gap("t").provenance, Provenance::Configuration);
    assert_eq!(found.gap("a").provenance, Provenance::Request);
    let found = javascript(
        "import pg from 'pg';\nconst client = new pg.Client();\nawait client.query(`DELETE FROM ${process.env.T} WHERE a = '${process.argv[2]}'`);\n",
    );
    assert_eq!(found.gap("process.env.T").provenance, Provenance::Configuration);
    assert_eq!(found.gap("process.argv[2]").provenance, Provenance::Request);
}

#[test]
fn clauses_of_keys_are_identifiers() {
    for clause in [
        "' AND '.join('%s = ?' % k for k in data)",
        "', '.join(f'{k} = %s' for k in data)",
        "', '.join([k + ' = %s' for k in data])",
        "', '.join(pairs)",
        "', '.join('{} = ?'.format(k) for k in sorted(data.keys()))",
    ] {
        let program = format!(
            "import psycopg2\ndef f(cur, data):\n    pairs = [f'{{k}} = %s' for k in data]\n    clause = {clause}\n    cur.execute(f'UPDATE orders SET {{clause}} WHERE id = 1', list(data.values()))\n    cur.execute('SELECT id FROM orders WHERE ' + {clause}, list(data.values()))\n"
        );
        let found = python(&program);
        let slots: Vec<Slot> = found.extract.gaps.iter().map(|gap| gap.slot).collect();
        assert!(
            !slots.is_empty() && slots.iter().all(|slot| *slot == Slot::Identifier),
            "{clause}: {:?}",
            found.extract.gaps
        );
    }
}

#[test]
fn what_a_class_says_of_itself_is_metadata() {
    let found = python(
        "from sqlalchemy import literal_column\nclass Kind:\n    def __init__(self, cls):\n        self.cls = cls\n    def cases(self, label):\n        kinds = set(self.cls.kinds.values())\n        return [(literal_column(\"'%s'\" % kind), literal_column(\"'%s'\" % label)) for name, kind in kinds if name]\n",
    );
    assert_eq!(found.gap("kind").provenance, Provenance::Metadata);
    assert_eq!(found.gap("label").provenance, Provenance::Parameter);
}

#[test]
fn a_private_function_is_handed_what_its_calls_pass() {
    let program = |visibility: &str| {
        format!(
            "use sqlx::PgPool;\n{visibility}async fn clear(pool: &PgPool, table: &str) {{\n    sqlx::query(&format!(\"DELETE FROM {{table}}\")).execute(pool).await;\n}}\nasync fn all(pool: &PgPool) {{ clear(pool, \"orders\").await; clear(pool, \"items\").await; }}\n"
        )
    };
    assert_eq!(rust(&program("")).gap("table").provenance, Provenance::Constant);
    assert_eq!(rust(&program("pub ")).gap("table").provenance, Provenance::Parameter);
}

#[test]
fn builders_and_parts() {
    let found = rust(
        "use sqlx::{PgPool, Postgres, QueryBuilder};\nasync fn f(pool: &PgPool, name: &str, a: i64) {\n    let mut query = QueryBuilder::<Postgres>::new(\"SELECT id FROM t WHERE b = \");\n    query.push_bind(a).push(\" AND c = \").push_bind(a);\n    query.push(format!(\" AND name = '{name}'\"));\n    query.push(\" ORDER BY id LIMIT 5\");\n    query.build().fetch_all(pool).await;\n}\n",
    );
    let gap = found.gap("name");
    assert_eq!((gap.provenance, gap.slot, gap.statement), (Provenance::Parameter, Slot::QuotedValue, Some(0)));
    assert_eq!(found.execution("fetch_all").statements, [0]);

    let found = python(
        "from django.core.management import BaseCommand\nfrom django.db import connection\nclass Command(BaseCommand):\n    def handle(self, *args, table, **options):\n        Order.objects.extra(where=[\"a = '%s'\" % table])\n        with connection.cursor() as cursor:\n            cursor.execute('ANALYZE ' + options['t'])\n",
    );
    assert_eq!((found.gap("table").provenance, found.gap("table").slot), (Provenance::Request, Slot::QuotedValue));
    assert_eq!(found.gap("options['t']").provenance, Provenance::Request);
}

#[test]
fn composed_sql_is_safe() {
    let found = python(
        "import psycopg2\nfrom psycopg2 import sql\ndef f(cur, table, x):\n    cur.execute(sql.SQL('SELECT id FROM {}').format(sql.Identifier(table)))\n    cur.execute(sql.SQL(f'SELECT id FROM {x}'))\n",
    );
    assert_eq!(found.gap("sql.Identifier(table)").provenance, Provenance::Placeholders);
    assert_eq!(found.gap("x").provenance, Provenance::Parameter);
}

#[test]
fn only_sinks_take_sql() {
    let found = python(
        "import psycopg2, logging\ndef f(cur, x):\n    logging.info(f'SELECT {x} FROM t')\n    raise ValueError(f'UPDATE of {x} failed')\n    self.runner.execute(f'selecting {x}')\n",
    );
    assert_eq!((found.extract.gaps.len(), found.extract.statements.len()), (0, 0));
}
