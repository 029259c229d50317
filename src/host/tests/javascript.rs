//! A language that was added as data: a folder, and a line in the table.

use super::{javascript, program};
use crate::fact::{Dialect, Provenance};

#[test]
fn queries_in_loops_and_closures() {
    let found = javascript(
        "import { Pool } from 'pg';\nconst pool = new Pool();\nexport async function load(ids) {\n  for (const id of ids) {\n    await pool.query('SELECT id FROM orders WHERE id = $1', [id]);\n  }\n  return Promise.all(ids.map(async (id) => pool.query(`DELETE FROM orders WHERE id = $1`, [id])));\n}\n",
    );
    let [read, write] = &found.extract.executions[..] else { panic!("{:?}", found.extract.executions) };
    assert_eq!(found.loop_of(read), Some(("items", "for (const id of ids)")));
    assert_eq!((read.placeholders, read.values_bound, read.uses_loop_variable), (Some(1), Some(1), Some(true)));
    assert_eq!(found.loop_of(write).map(|(purpose, _)| purpose), Some("items"));
    assert_eq!(found.extract.statements[0].dialect, Dialect::Postgres);
}

#[test]
fn gaps_of_templates() {
    let found = javascript(
        "const mysql = require('mysql2/promise');\nconst TABLE = 'orders';\nasync function f(req, conn, name) {\n  if (!['asc', 'desc'].includes(req.query.dir)) throw new Error();\n  await conn.query(`SELECT id FROM ${TABLE} WHERE name = '${name}' AND a = ${req.body.a} AND n = ${Number(name)} ORDER BY id ${req.query.dir}`);\n}\n",
    );
    let filled: Vec<(&str, Provenance)> =
        found.extract.gaps.iter().map(|gap| (gap.expression.as_str(), gap.provenance)).collect();
    assert_eq!(
        filled,
        [
            ("name", Provenance::Parameter),
            ("req.body.a", Provenance::Request),
            ("Number(name)", Provenance::Typed),
            ("req.query.dir", Provenance::Constant)
        ]
    );
}

#[test]
fn typescript_shares_the_folder() {
    let found = program(
        "app.ts",
        "typescript",
        "import Database from 'better-sqlite3';\nfunction f(db: Database, ids: number[], n: number) {\n  const find = db.prepare(`SELECT id FROM orders LIMIT ${n}`);\n  for (const id of ids) find.get(id);\n}\n",
    );
    assert_eq!(found.gap("n").provenance, Provenance::Typed);
    let get = found.execution("find.get");
    assert_eq!((get.in_process, get.statements.len(), get.uses_loop_variable), (true, 1, Some(true)));
}
