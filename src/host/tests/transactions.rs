//! Where transactions are open, and what stands in them.

use super::{Program, python, rust};
use crate::fact::Effect;
use crate::host::outside::Outside;

impl Program {
    /// The callees that stand in a transaction, each with what opens it.
    fn inside(&self) -> Vec<(&str, &str)> {
        let transactions = &self.extract.transactions;
        let executions = self.extract.executions.iter().zip(&transactions.executions);
        let writes = executions.filter(|(execution, _)| execution.effect == Effect::Write);
        let opened = |at: Option<usize>| Some(transactions.opened[at?].callee.as_str());
        writes.filter_map(|(it, at)| Some((it.callee.as_str(), opened(at.standing.transaction)?))).collect()
    }

    fn waits(&self) -> Vec<(&str, bool, bool)> {
        let waits = self.extract.transactions.waits.iter();
        waits.map(|it| (it.callee.as_str(), it.standing.transaction.is_some(), it.standing.deferred)).collect()
    }
}

#[test]
fn blocks_decorators_and_closures_are_scopes() {
    let found = python(
        "from django.db import transaction\nfrom django.utils.decorators import method_decorator\ndef f():\n    A.objects.count()\n    with lock(), transaction.atomic():\n        B.objects.create()\n        later(lambda: C.objects.create())\n    D.objects.create()\nclass V:\n    @method_decorator(transaction.atomic)\n    def post(self):\n        E.objects.create()\n@transaction.atomic(using='other')\ndef g():\n    F.objects.create()\n    with transaction.atomic():\n        G.objects.create()\n",
    );
    assert_eq!(
        found.inside(),
        [
            ("B.objects.create", "transaction.atomic"),
            ("E.objects.create", "transaction.atomic"),
            ("F.objects.create", "transaction.atomic"),
            ("G.objects.create", "transaction.atomic")
        ]
    );
    let found = rust(
        "use diesel::prelude::*;\nfn f(conn: &mut PgConnection) {\n    conn.transaction::<_, Error, _>(|conn| {\n        sql_query(\"DELETE FROM a\").execute(conn)\n    });\n    sql_query(\"DELETE FROM b\").execute(conn);\n    conn.build_transaction().serializable().run(|conn| sql_query(\"DELETE FROM c\").execute(conn));\n}\nasync fn g(pool: &mut DbPool<'_>) {\n    let conn = &mut get_conn(pool).await?;\n    conn.run_transaction(|conn| async move { sql_query(\"DELETE FROM d\").execute(conn).await }.scope_boxed()).await\n}\n",
    );
    let opened: Vec<&str> = found.inside().into_iter().map(|(_, opened)| opened).collect();
    assert_eq!(
        opened,
        ["conn.transaction::<_,Error,_>", "conn.build_transaction().serializable().run", "conn.run_transaction"]
    );
}

#[test]
fn a_transaction_that_a_name_holds_lasts_until_it_is_ended() {
    let body = |lines: &str| {
        let found = rust(&format!(
            "use sqlx::PgPool;\nuse tokio::time::sleep;\nasync fn f(pool: &PgPool) -> Result<()> {{\n    let mut tx = pool.begin().await.map_err(Error::from)?;\n{lines}\n}}\n"
        ));
        found.waits().into_iter().map(|(_, inside, _)| inside).collect::<Vec<_>>()
    };
    assert_eq!(body("sleep(x).await;\ntx.commit().await?;\nsleep(x).await;"), [true, false]);
    assert_eq!(body("if a { tx.rollback().await?; sleep(x).await; return Ok(()); }\nsleep(x).await;"), [false, true]);
    assert_eq!(body("if a { tx.commit().await?; } else { tx.rollback().await?; }\nsleep(x).await;"), [false]);
    assert_eq!(body("finish(tx).await?;\nsleep(x).await;"), [false]);
    assert_eq!(body("save(&mut tx).await?;\nsleep(x).await;"), [true]);
    assert_eq!(body("drop(tx);\nsleep(x).await;"), [false]);
    let found = python(
        "from sqlalchemy import create_engine\nimport time\ndef f(engine):\n    conn = engine.connect()\n    trans = conn.begin()\n    time.sleep(1)\n    trans.commit()\n    time.sleep(2)\n",
    );
    assert_eq!(found.waits(), [("time.sleep", true, false), ("time.sleep", false, false)]);
}

#[test]
fn what_runs_later_is_deferred() {
    let found = python(
        "import requests\nfrom django.db import transaction\ndef f():\n    with transaction.atomic():\n        transaction.on_commit(lambda: requests.post(url))\n        asyncio.create_task(requests.get(url))\n        requests.put(url)\n",
    );
    assert_eq!(
        found.waits(),
        [("requests.post", false, true), ("requests.get", false, true), ("requests.put", true, false)]
    );
}

#[test]
fn sessions_begin_a_transaction_by_themselves() {
    let body = |lines: &str| {
        let lines = lines.lines().map(|line| format!("    {line}\n")).collect::<String>();
        let program = format!("import requests\nimport psycopg2\ndef f(conn, cur):\n{lines}");
        let found = python(&program);
        found.waits().into_iter().map(|(_, inside, _)| inside).collect::<Vec<_>>()
    };
    let update = "cur.execute('UPDATE a SET b = 1 WHERE c = 2')";
    assert_eq!(body(&format!("{update}\nrequests.get(x)\nconn.commit()")), [true]);
    assert_eq!(body(&format!("{update}\nconn.commit()\nrequests.get(x)\nconn.commit()")), [false]);
    assert_eq!(body(&format!("{update}\nrequests.get(x)")), [false], "who commits is not in sight");
    assert_eq!(body(&format!("if x:\n    {update}\nrequests.get(x)\nconn.commit()")), [false]);
    assert_eq!(body("cur.execute('SELECT b FROM a WHERE c = 2')\nrequests.get(x)\nconn.commit()"), [false]);
    assert_eq!(body("cur.execute('SELECT b FROM a WHERE c = 2 FOR UPDATE')\nrequests.get(x)\nconn.commit()"), [true]);
}

#[test]
fn clients_need_what_they_are_known_by() {
    let wrong = |yaml: &str| Outside::read(yaml).err().unwrap_or_default();
    let head = "- imports: [a]\n  errand: request\n  waits_for: another server\n";
    assert_eq!(wrong(&format!("{head}  methods: [get]")), "number 1: `methods` go with what they are called on");
    assert_eq!(wrong(head), "number 1: names no functions or methods");
    assert_eq!(wrong(&format!("{head}  functions: [get]")), "");
    let found = python(
        "import boto3\ns3 = boto3.client('s3')\ndef f():\n    url = s3.generate_presigned_url('get_object')\n    s3.put_object(Key='a')\n    boto3.resource('s3').Object('a', 'b').put()\n",
    );
    let called: Vec<&str> = found.waits().into_iter().map(|(callee, ..)| callee).collect();
    assert_eq!(called, ["s3.put_object", "boto3.resource().Object().put"]);
}
