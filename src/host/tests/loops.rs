//! What loops are for.

use super::{python, rust};

/// The purpose of the loop around `cur.execute(…)`, written as lines in a function with `$` for the call.
#[track_caller]
fn purpose(lines: &str, expected: &str) {
    let body = lines.replace('$', "cur.execute('SELECT id FROM orders WHERE a = %s', (x,))");
    let body = body.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let program =
        format!("import psycopg2\nfrom itertools import batched\nKINDS = ['a', 'b']\ndef f(cur, ids, x):\n{body}");
    let found = python(&program);
    let execution = found.execution("cur.execute");
    assert_eq!(found.loop_of(execution).map(|(purpose, _)| purpose), Some(expected), "{program}");
}

#[test]
fn purposes() {
    purpose("for x in ids:\n    $", "items");
    purpose("for i, x in enumerate(ids):\n    $", "items");
    purpose("while row := cur.fetchone():\n    $", "items");
    purpose("for x in ('a', 'b'):\n    $", "few");
    purpose("for x in KINDS:\n    $", "few");
    purpose("for x in range(3):\n    $", "few");
    purpose("for x in sorted(settings.TENANTS):\n    $", "few");
    purpose("for x in [ids]:\n    $", "few");
    purpose("for x in range(ids):\n    $", "items");
    purpose("for x in range(0, len(ids), 500):\n    $", "chunks");
    purpose("for x in batched(ids, 500):\n    $", "chunks");
    purpose("for chunk in split(ids):\n    $", "chunks");
    purpose("for attempt in range(ids):\n    $", "retry");
    purpose("for _ in range(ids):\n    try:\n        $\n        break\n    except Error:\n        sleep(1)", "retry");
    purpose("while True:\n    $\n    time.sleep(5)", "polling");
    purpose("while True:\n    $\n    rows = cur.fetchall()\n    if not rows:\n        break", "pages");
    purpose("for x in ids:\n    $\n    if cur.fetchone():\n        return x", "search");
    purpose("for x in ids:\n    if not x:\n        return None\n    $", "items");
    purpose("while x < 10:\n    $", "until");
    purpose("for y in ids:\n    for x in ('a', 'b'):\n        $", "items");
}

#[test]
fn a_head_that_asks_again_polls() {
    purpose("while job := cur.connection.run('SELECT id FROM jobs LIMIT 1').fetchone():\n    $", "polling");
    purpose("while x := queue.pop():\n    $", "items");
    let found = rust(
        "use sqlx::PgPool;\nasync fn f(pool: &PgPool) {\n    while let Some(id) = sqlx::query_scalar::<_, i64>(\"SELECT id FROM jobs WHERE open LIMIT 1\").fetch_optional(pool).await.unwrap() {\n        sqlx::query(\"DELETE FROM jobs WHERE id = $1\").bind(id).execute(pool).await.unwrap();\n    }\n    let mut rows = sqlx::query(\"SELECT id FROM jobs\").fetch(pool);\n    while let Some(row) = rows.try_next().await.unwrap() {\n        sqlx::query(\"DELETE FROM items\").fetch_all(pool).await.unwrap();\n    }\n}\n",
    );
    let purpose_of = |callee| found.loop_of(found.execution(callee)).map(|(purpose, _)| purpose);
    assert_eq!(purpose_of(".execute"), Some("polling"));
    assert_eq!(purpose_of("fetch_all"), Some("items"));
}

#[test]
fn what_runs_once_is_not_in_the_loop() {
    for program in [
        "for x in cur.execute('SELECT 1'):\n    pass\n",
        "for x in y:\n    pass\nelse:\n    cur.execute('SELECT 1')\n",
        "for x in y:\n    def later():\n        cur.execute('SELECT 1')\n",
        "z = [x for x in cur.execute('SELECT 1')]\n",
    ] {
        let found = python(&format!("import sqlite3\n{program}"));
        assert_eq!(found.execution("cur.execute").innermost_loop, None, "{program}");
    }
}

#[test]
fn comprehensions_and_closures_repeat() {
    let found = python("import sqlite3\nz = [cur.execute('SELECT ?', (x,)) for x in ids]\n");
    let execution = found.execution("cur.execute");
    assert_eq!(found.loop_of(execution), Some(("items", "for x in ids")));
    assert_eq!(execution.uses_loop_variable, Some(true));

    let closure = |receiver: &str| {
        rust(&format!(
            "use rusqlite::Connection;\nfn f(conn: &Connection, ids: Vec<i64>, one: Option<i64>) {{ {receiver}.map(|id| conn.execute(\"DELETE FROM a WHERE id = ?1\", [id])); }}\n"
        ))
    };
    let found = closure("ids.iter().rev()");
    assert_eq!(found.loop_of(found.execution("execute")), Some(("items", "|id|")));
    let single = closure("one");
    assert_eq!(single.execution("execute").innermost_loop, None, "an Option is no iterator");
}

#[test]
fn guards_memories_and_checkpoints() {
    let read = |lines: &str| {
        let body = lines.lines().map(|line| format!("        {line}\n")).collect::<String>();
        let found =
            python(&format!("import sqlite3\ndef f(conn, ids, cache):\n    for n, x in enumerate(ids):\n{body}"));
        let execution = found.extract.executions[0].clone();
        (execution.guarded, execution.memoised, execution.every_so_often)
    };
    let run = "conn.execute('SELECT ?', (x,))";
    assert_eq!(read(run), (false, false, false));
    assert_eq!(read(&format!("if x.open:\n    {run}")), (true, false, false));
    assert_eq!(read(&format!("if x.closed:\n    continue\n{run}")), (true, false, false));
    assert_eq!(read(&format!("if x not in cache:\n    cache[x] = {run}")), (true, true, false));
    assert_eq!(
        read(&format!("hit = cache.get(x)\nif hit is None:\n    hit = {run}\n    cache[x] = hit")),
        (true, true, false)
    );
    assert_eq!(read(&format!("if x in seen:\n    continue\nseen.add(x)\n{run}")), (true, true, false));
    assert_eq!(read("if n % 1000 == 0:\n    conn.commit()"), (true, false, true));
}

#[test]
fn dependence_on_the_variable() {
    let read = |lines: &str| {
        let body = lines.lines().map(|line| format!("        {line}\n")).collect::<String>();
        let found = python(&format!("import sqlite3\ndef f(conn, ids, limit):\n    for x in ids:\n{body}"));
        found.extract.executions[0].uses_loop_variable
    };
    assert_eq!(read("conn.execute('SELECT ?', (x.id,))"), Some(true));
    assert_eq!(read("key = x['id']\nvalues = (key, 1)\nconn.execute('SELECT ?, ?', values)"), Some(true));
    assert_eq!(read("params = []\nparams.append(x)\nconn.execute('SELECT ?', params)"), Some(true));
    assert_eq!(read("conn.execute('SELECT ?', (limit,))"), Some(false));
    assert_eq!(read("conn.execute('SELECT ?', (now(),))"), None);
    assert_eq!(read("limit = next_limit()\nconn.execute('SELECT ?', (limit,))"), None);
    assert_eq!(read("conn.execute(x)"), None, "a loop over statements is a script");
}
