//! Which queries the calls of a loop come to, through functions and files.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use seqscan::extract::Extract;
use seqscan::lint::{self, Settings};
use seqscan::project::{Contribution, Project};
use seqscan::text::{Source, SourceKind};

struct Files(Vec<(Source, Extract)>);

fn files(texts: &[(&str, &str)]) -> Files {
    let read = |&(path, text): &(&str, &str)| {
        let kind = if path.ends_with(".rs") { "rust" } else { "python" };
        let source = Source::new(path, text, SourceKind::Host(kind));
        // Also what has no word of a database, as a run does.
        let extract = lint::extract(&source, &Settings::default());
        if extract.functions.is_empty() {
            (source.clone(), lint::extract_caller(&source, &Settings::default()))
        } else {
            (source, extract)
        }
    };
    let mut files: Vec<_> = texts.iter().map(read).collect();
    files.sort_by(|one, other| one.0.path.cmp(&other.0.path));
    Files(files)
}

impl Files {
    fn project(&self) -> Project {
        let contribution =
            |(source, extract): &'_ _| -> (Arc<str>, Extract) { (Source::clone(source).path, Extract::clone(extract)) };
        let owned: Vec<_> = self.0.iter().map(contribution).collect();
        let files: Vec<_> = owned
            .iter()
            .map(|(path, extract)| Contribution { path, kind: SourceKind::Host("python"), extract })
            .collect();
        lint::fold(&files, &Settings::default())
    }

    fn extract(&self, path: &str) -> &Extract {
        &self.0.iter().find(|(source, _)| &*source.path == path).expect("a file of the test").1
    }

    /// Each execution that a call in a loop of a file comes to: the call, the function, the texts of the steps, and
    /// whether it depends on the loop's variable.
    fn reached(&self, path: &str) -> Vec<String> {
        let project = self.project();
        let calls = &self.extract(path).functions.calls;
        let found = project.calls.of_file(path).map(|of| of.reached.as_slice()).unwrap_or_default();
        let line = |reached: &seqscan::project::calls::Reached| {
            let text = |place: &seqscan::text::Place| {
                let (source, _) = self.0.iter().find(|(source, _)| source.path == place.path).expect("a file");
                source.slice(place.span).to_owned()
            };
            let steps: Vec<String> = reached.steps.iter().map(text).collect();
            let uses = match reached.uses_variable {
                Some(true) => "each item",
                Some(false) => "the same",
                None => "unknown",
            };
            let way = match (reached.way.conditional, reached.way.memoised) {
                (_, true) => ", remembered",
                (true, _) => ", perhaps",
                _ => "",
            };
            format!("{} = {} > {}: {uses}{way}", calls[reached.call].written, reached.function, steps.join(" > "))
        };
        found.iter().map(line).collect()
    }
}

/// What the loop over `items` in the file comes to.
#[track_caller]
fn check(texts: &[(&str, &str)], path: &str, expected: &[&str]) {
    assert_eq!(files(texts).reached(path), expected);
}

const PRICES: &str = "import psycopg\nfrom .database import conn\ndef load(key):\n    return conn.execute('SELECT price FROM prices WHERE id = %s', (key,))\n";

fn loops(import: &str, call: &str) -> String {
    format!("{import}\ndef all(items):\n    for item in items:\n        {call}\n")
}

#[test]
fn imports_lead_to_files() {
    let found = |import: &str, call: &str| {
        let view = loops(import, call);
        let package = "from .prices import load\nfrom .prices import load as fetch\n";
        let all = [
            ("shop/app/views.py", view.as_str()),
            ("shop/app/prices.py", PRICES),
            ("shop/app/__init__.py", package),
            ("shop/app/stars.py", "from .prices import *\n"),
            ("other/prices.py", "def load(key):\n    return key\n"),
        ];
        files(&all).reached("shop/app/views.py").len()
    };
    assert_eq!(found("from .prices import load", "load(item)"), 1);
    assert_eq!(found("from .prices import load as l", "l(item)"), 1);
    assert_eq!(found("from . import prices", "prices.load(item)"), 1);
    assert_eq!(found("from app.prices import load", "load(item)"), 1, "below a folder that both lie in");
    assert_eq!(found("from app import prices as p", "p.load(item)"), 1);
    assert_eq!(found("import app.prices", "app.prices.load(item)"), 1);
    assert_eq!(found("from app import load", "load(item)"), 1, "handed on by the package");
    assert_eq!(found("from ..app import fetch", "fetch(item)"), 1);
    assert_eq!(found("from .stars import load", "load(item)"), 1, "handed on with all names");
    assert_eq!(found("from .prices import *", "load(item)"), 1);
    assert_eq!(found("from other.prices import load", "load(item)"), 0, "another folder");
    assert_eq!(found("from vendor.app.prices import load", "load(item)"), 0);
    assert_eq!(found("from .prices import load", "item.load()"), 0, "a method of something else");
    assert_eq!(found("", "load(item)"), 0);
}

#[test]
fn the_path_is_told() {
    let view = "from .totals import total\ndef all(items):\n    return [total(item) for item in items]\n";
    let totals = "from .prices import load\ndef total(item):\n    return load(item.key) * 2\n";
    let all = [("app/views.py", view), ("app/totals.py", totals), ("app/prices.py", PRICES)];
    check(&all, "app/views.py", &["total = total > load > conn.execute: each item"]);
}

#[test]
fn methods_by_class() {
    let models = "from django.db import models\nclass Base(models.Model):\n    def rate(self):\n        return Rate.objects.get(day=self.day)\nclass Order(Base):\n    @property\n    def debt(self):\n        return Payment.objects.filter(order=self).count()\n    def rate(self):\n        return super().rate()\n    def all_rates(self, days):\n        for day in days:\n            self.rate_on(day)\n    def rate_on(self, day):\n        return Rate.objects.get(day=day)\n";
    let at = |call: &str| {
        let view = format!(
            "from .models import Order, Base\nfrom .lists import order_list\ndef all(orders: list[Order], items):\n    for order in orders:\n        {call}\n    for item in items:\n        item.calculate_fees()\n"
        );
        files(&[("app/views.py", view.as_str()), ("app/models.py", models)]).reached("app/views.py")
    };
    assert_eq!(at("order.rate()"), ["order.rate = Order.rate > super().rate > Rate.objects.get: each item"]);
    assert_eq!(
        at("print(order.debt)"),
        ["order.debt = Order.debt > Payment.objects.filter(order=self).count: each item"]
    );
    assert_eq!(at("order.debt = 1"), [] as [&str; 0], "it is set, not read");
    assert_eq!(at("order.debts()"), [] as [&str; 0]);
    assert_eq!(at("Base(day=order).rate()"), ["Base().rate = Base.rate > Rate.objects.get: each item"]);
    let own = files(&[("app/models.py", models)]).reached("app/models.py");
    assert_eq!(own, ["self.rate_on = Order.rate_on > Rate.objects.get: each item"]);
}

#[test]
fn a_method_by_its_name_alone() {
    let fees = "import psycopg\nclass Order:\n    def calculate_fees(self):\n        return conn.execute('SELECT fee FROM fees WHERE id = %s', (self.id,))\n    def count(self):\n        return conn.execute('SELECT 1 FROM fees WHERE id = %s', (self.id,))\n";
    let view = loops("", "item.calculate_fees()\n        item.count()");
    let one = [("app/views.py", view.as_str()), ("app/fees.py", fees)];
    check(&one, "app/views.py", &["item.calculate_fees = Order.calculate_fees > conn.execute: each item"]);
    let other = ("app/other.py", "class Invoice:\n    def calculate_fees(self):\n        return 1\n");
    check(&[one[0], one[1], other], "app/views.py", &[]);
}

#[test]
fn rust_paths_types_and_traits() {
    let models = "use diesel::prelude::*;\npub trait Find {\n    fn find(conn: &mut PgConnection, id: i64) -> Self {\n        items::table.filter(items::id.eq(id)).first::<Self>(conn)\n    }\n}\nimpl Find for Item {}\nimpl Order {\n    pub fn reload(&self, conn: &mut PgConnection) {\n        orders::table.filter(orders::id.eq(self.id)).first::<Self>(conn)\n    }\n}\npub fn load(conn: &mut PgConnection, id: i64) {\n    orders::table.filter(orders::id.eq(id)).first::<Order>(conn)\n}\n";
    let at = |call: &str| {
        let view = format!(
            "use crate::db::{{self, models, Item, Order as O}};\nfn all(conn: &mut PgConnection, ids: &[i64], orders: Vec<O>) {{\n    for id in ids {{\n        {call}\n    }}\n    for order in orders {{\n        order.reload(conn);\n    }}\n}}\n"
        );
        let all = [("src/views.rs", view.as_str()), ("src/db/models.rs", models), ("src/db/mod.rs", "mod models;")];
        files(&all).reached("src/views.rs").first().cloned().unwrap_or_default()
    };
    let steps = |text: String| text.split(" > ").next().unwrap_or_default().to_owned();
    assert_eq!(steps(at("models::load(conn, *id);")), "models::load = load");
    assert_eq!(steps(at("db::models::load(conn, *id);")), "db::models::load = load");
    assert_eq!(steps(at("crate::db::load(conn, *id);")), "crate::db::load = load", "handed on by the module");
    assert_eq!(steps(at("Item::find(conn, *id);")), "Item::find = Find::find", "the trait's own body");
    assert_eq!(steps(at("O::reload(&get(*id), conn);")), "O::reload = Order::reload");
    assert_eq!(steps(at("Other::find(conn, *id);")), "order.reload = Order::reload", "only what follows");
    assert_eq!(steps(at("other::load(conn, *id);")), "order.reload = Order::reload");
}

#[test]
fn four_calls_are_followed_and_circles_end() {
    let chain = |calls: usize| {
        let mut text =
            "import psycopg\ndef f0(key):\n    return conn.execute('SELECT 1 FROM t WHERE id = %s', (key,))\n"
                .to_owned();
        for at in 1..calls {
            text.push_str(&format!("def f{at}(key):\n    return f{}(key)\n", at - 1));
        }
        text.push_str("def ping(key):\n    pong(key)\n    return f0(key)\ndef pong(key):\n    return ping(key)\n");
        text.push_str(&format!("def all(items):\n    for item in items:\n        f{}(item)\n", calls - 1));
        files(&[("app.py", text.as_str())]).reached("app.py").len()
    };
    assert_eq!((chain(1), chain(2), chain(5), chain(6)), (1, 1, 1, 0));
}

/// What the loop comes to when the function between has this body.
#[track_caller]
fn between(head: &str, body: &str, call: &str, expected: &[&str]) {
    let text = format!(
        "import psycopg\nfrom functools import lru_cache\ndef ask(conn: psycopg.Connection, key):\n    return conn.execute('SELECT 1 FROM t WHERE id = %s', (key,))\n{head}\n    {body}\ndef all(conn, items, day):\n    for item in items:\n        x = {call}\n"
    );
    let found = files(&[("app.py", text.as_str())]).reached("app.py");
    let after: Vec<&str> = found.iter().filter_map(|line| line.split_once(": ").map(|(_, after)| after)).collect();
    assert_eq!(after, expected, "{text}");
}

#[test]
fn parameters_carry_the_item() {
    between("def f(conn, a, b=0):", "return ask(conn, a)", "f(conn, item)", &["each item"]);
    between("def f(conn, a, b=0):", "return ask(conn, a)", "f(conn, b=day, a=item)", &["each item"]);
    between("def f(conn, a, b=0):", "return ask(conn, a)", "f(conn, day, item)", &["unknown"]);
    between("def f(conn, a, b=0):", "return ask(conn, a)", "f(conn, day)", &["the same"]);
    between("def f(conn, a, b=0):", "return ask(conn, 1)", "f(conn, item)", &["unknown"]);
    between("def f(conn, a, b=0):", "return ask(conn, a)", "f(*item)", &["each item"]);
    between("def f(conn, a, b=0):", "key = (a, 1)\n    return ask(conn, key)", "f(conn, item.id)", &["each item"]);
}

#[test]
fn conditions_and_memories_on_the_way() {
    between("def f(conn, a):", "if a.open:\n        return ask(conn, a)", "f(conn, item)", &["each item, perhaps"]);
    between(
        "def f(conn, a):",
        "if not a:\n        return None\n    return ask(conn, a)",
        "f(conn, item)",
        &["each item"],
    );
    between(
        "def f(conn, a, known={}):",
        "if a not in known:\n        known[a] = ask(conn, a)\n    return known[a]",
        "f(conn, item)",
        &["each item, remembered"],
    );
    between("@lru_cache\ndef f(conn, a):", "return ask(conn, a)", "f(conn, item)", &[]);
    between("@lru_cache(maxsize=9)\ndef f(conn, a):", "return ask(conn, a)", "f(conn, item)", &[]);
}

#[test]
fn an_inner_loop_is_reported_by_itself() {
    between("def f(conn, a):", "for part in a.parts:\n        ask(conn, part)", "f(conn, item)", &["each item"]);
    between("def f(conn, a):", "for part in (1, 2):\n        ask(conn, a)", "f(conn, item)", &["unknown", "each item"]);
    let text = "import psycopg\ndef ask(conn: psycopg.Connection, keys):\n    for key in keys:\n        conn.execute('SELECT 1 FROM t WHERE id = %s', (key,))\ndef all(conn, lists):\n    for keys in lists:\n        ask(conn, keys)\n";
    check(&[("app.py", text)], "app.py", &[]);
}

#[test]
fn one_report_for_a_loop_and_an_execution() {
    let view = loops("from .prices import load", "load(item)\n        load(item.next)");
    check(
        &[("app/v.py", view.as_str()), ("app/prices.py", PRICES)],
        "app/v.py",
        &["load = load > conn.execute: each item"],
    );
}

#[test]
fn recursion_walks_on_with_other_values() {
    let circles = |call: &str| {
        let text = format!(
            "import psycopg\ndef tree(conn: psycopg.Connection, key, tries=0):\n    rows = conn.execute('SELECT id FROM t WHERE parent = %s', (key,))\n    return {call}\ndef hop(conn, key):\n    return tree(conn, key + 1)\n"
        );
        let found = files(&[("app.py", text.as_str())]).project();
        found.calls.of_file("app.py").map_or(0, |of| of.recursions.len())
    };
    assert_eq!(circles("[tree(conn, child) for child in rows]"), 1);
    assert_eq!(circles("tree(conn, key=rows[0])"), 1);
    assert_eq!(circles("hop(conn, rows[0])"), 1, "by way of another");
    assert_eq!(circles("tree(conn, key, tries + 1)"), 0, "the same once more");
    assert_eq!(circles("rows"), 0);
}

#[test]
fn a_file_of_too_many_calls_is_counted() {
    let mut text =
        "import psycopg\ndef load(key):\n    return conn.execute('SELECT 1 FROM t WHERE id = %s', (key,))\n".to_owned();
    text.extend((0..4_100).map(|at| format!("load({at})\n")));
    assert_eq!(files(&[("app.py", text.as_str())]).project().calls.cut, 1);
    assert_eq!(files(&[("app.py", PRICES)]).project().calls.cut, 0);
}

#[test]
fn what_a_client_sent_is_followed_into_holes() {
    let queries = "from django.db import connection\ndef find(number, limit=5):\n    with connection.cursor() as cursor:\n        cursor.execute(f\"SELECT id FROM orders WHERE number = '{number}' LIMIT {limit}\")\n";
    let exposed = |path: &str, call: &str| {
        let view = format!(
            "import django\nfrom .queries import find\ndef search(request, limit):\n    term = request.GET['q'].strip()\n    {call}\ndef hand_on(term):\n    find(term)\n"
        );
        let found = files(&[(path, view.as_str()), ("app/queries.py", queries)]);
        let project = found.project();
        let gaps = &found.extract("app/queries.py").gaps;
        let of = project.calls.of_file("app/queries.py").map(|of| of.exposed.clone()).unwrap_or_default();
        of.keys().map(|&gap| gaps[gap].expression.clone()).collect::<Vec<_>>()
    };
    assert_eq!(exposed("app/views.py", "find(request.GET['q'])"), ["number"]);
    assert_eq!(exposed("app/views.py", "find(term)"), ["number"]);
    assert_eq!(exposed("app/views.py", "find('x', limit=term)"), ["limit"]);
    assert_eq!(exposed("app/views.py", "hand_on(request.GET['q'])"), ["number"], "through a function");
    assert_eq!(exposed("app/views.py", "find(int(term))"), [] as [&str; 0]);
    assert_eq!(exposed("app/views.py", "find('x', limit)"), [] as [&str; 0]);
    assert_eq!(exposed("app/tests/test_views.py", "find(term)"), [] as [&str; 0], "a test sends no harm");
}

/// A run over files of its own: the findings of one rule, each with its file and line.
fn run(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_seqscan"))
        .args(["check", "--output-format", "concise", "--select", "query-in-called-function", "."])
        .current_dir(&folder)
        .output()
        .expect("seqscan starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn files_without_a_word_of_a_database_are_read_for_their_calls() {
    let prices = "import psycopg\nfrom .pool import conn\n\n\ndef current_price(key):\n    return conn.execute('SELECT price FROM prices WHERE id = %s', (key,)).fetchone()\n";
    let quotes = "from .prices import current_price\n\n\ndef line_total(line):\n    return current_price(line.product) * line.quantity\n";
    let views =
        "from .quotes import line_total\n\n\ndef total(lines):\n    return sum(line_total(line) for line in lines)\n";
    let others = "def current_price(key):\n    return 1\n\n\ndef total(lines):\n    return sum(current_price(line) for line in lines)\n";
    let all = [
        ("app/prices.py", prices),
        ("app/quotes.py", quotes),
        ("app/views.py", views),
        ("app/others.py", others),
        ("app/tests/test_views.py", views),
    ];
    assert_eq!(run("callers", &all), ["app/views.py:5:16"]);
}

/// The functions of a file that run once in a while.
fn run_once(files: &Files, path: &str) -> Vec<String> {
    let project = files.project();
    let functions = &files.extract(path).functions.defined;
    let mut found: Vec<usize> =
        project.calls.of_file(path).map(|of| of.run_once.iter().copied().collect()).unwrap_or_default();
    found.sort_unstable();
    found.into_iter().map(|index| functions[index].name.clone()).collect()
}

const SWEEPS: &str = "from .models import Basket, Voucher

def sweep_baskets():
    for basket in Basket.objects.filter(stale=True):
        basket.delete()

def sweep_vouchers():
    for voucher in Voucher.objects.filter(spent=True):
        voucher.delete()
";

#[test]
fn what_only_a_scheduler_runs_runs_once_in_a_while() {
    let told = |path: &str, schedule: &str| {
        let files = files(&[("shop/sweeps.py", SWEEPS), (path, schedule)]);
        run_once(&files, "shop/sweeps.py").join(" ")
    };
    let by_name = "from apscheduler.schedulers.background import BackgroundScheduler
from .sweeps import sweep_baskets

scheduler = BackgroundScheduler()
scheduler.add_job(sweep_baskets, 'cron', hour=3)
";
    assert_eq!(told("shop/clock.py", by_name), "sweep_baskets");
    let in_closure = "import schedule
from .sweeps import sweep_baskets, sweep_vouchers

def sweep_both():
    sweep_baskets()
    sweep_vouchers()

def start():
    schedule.every(10).minutes.do(lambda: sweep_both())
";
    assert_eq!(told("shop/clock.py", in_closure), "sweep_baskets sweep_vouchers");
    let in_table = "BEAT = {'sweep': {'task': 'shop.sweeps.sweep_vouchers', 'schedule': 3600.0}}\n";
    assert_eq!(told("shop/settings.py", &format!("import celery\n{in_table}")), "sweep_vouchers");
    let decorated = "from huey import crontab
from huey.contrib.djhuey import db_periodic_task
from .sweeps import sweep_vouchers

@db_periodic_task(crontab(minute='0'))
def hourly():
    sweep_vouchers()
";
    assert_eq!(told("shop/tasks.py", decorated), "sweep_vouchers");
    let also_a_view = format!("{by_name}\ndef sweep_view(request):\n    sweep_baskets()\n");
    assert_eq!(told("shop/clock.py", &also_a_view), "", "somebody waits for it as well");
    let no_scheduler = by_name.replace("apscheduler.schedulers.background", "shop.queue");
    assert_eq!(told("shop/clock.py", &no_scheduler), "", "what this object does is not known");
}

#[test]
fn jobs_of_rust_are_told_by_the_closure_they_stand_in() {
    let models = "use crate::schema::baskets;

impl Basket {
    pub async fn delete(&self, conn: &DbConn) -> QueryResult<usize> {
        conn.run(move |conn| diesel::delete(baskets::table.find(self.id)).execute(conn)).await
    }

    pub async fn purge(conn: &DbConn) {
        for basket in Self::stale(conn).await {
            basket.delete(conn).await.ok();
        }
    }
}

pub async fn purge_baskets(pool: DbPool) {
    if let Ok(conn) = pool.get().await {
        Basket::purge(&conn).await;
    }
}
";
    let main = "use job_scheduler_ng::{Job, JobScheduler};

fn schedule(pool: DbPool, runtime: Runtime) {
    let mut jobs = JobScheduler::new();
    jobs.add(Job::new(\"0 5 * * * *\".parse().unwrap(), || {
        runtime.spawn(baskets::purge_baskets(pool.clone()));
    }));
}
";
    let by_clock = files(&[("src/baskets.rs", models), ("src/main.rs", main)]);
    assert_eq!(run_once(&by_clock, "src/baskets.rs"), ["purge"]);
    // The name may be handed on by the modules between.
    let hands_on = "pub use crate::api::{routes, sweeps::purge_baskets};\n";
    let through = main.replace("baskets::purge", "api::purge");
    let api = [("src/api/sweeps/baskets.rs", models), ("src/api/mod.rs", hands_on), ("src/main.rs", &through)];
    assert_eq!(run_once(&files(&api), "src/api/sweeps/baskets.rs"), ["purge"]);
    let also_asked = format!("{main}\nasync fn tidy(pool: DbPool) {{ baskets::purge_baskets(pool).await; }}\n");
    let both = files(&[("src/baskets.rs", models), ("src/main.rs", &also_asked)]);
    assert!(run_once(&both, "src/baskets.rs").is_empty());
}
