//! Monsters and noise: nothing that stands in a file may crash a run, or keep what stands beside it from being checked.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use rayon::ThreadPool;
use seqscan::lint::{self, Settings};
use seqscan::rule::Ruleset;
use seqscan::text::SourceKind;
use seqscan::walk::{self, Candidate, Content, Outcome};

const KINDS: [SourceKind; 5] = [
    SourceKind::Sql,
    SourceKind::Host("python"),
    SourceKind::Host("rust"),
    SourceKind::Host("typescript"),
    SourceKind::Template,
];

static RULES: LazyLock<Ruleset> = LazyLock::new(|| Ruleset::embedded().expect("the rules are right"));
static WORKERS: LazyLock<ThreadPool> = LazyLock::new(|| walk::workers(None).expect("threads start"));

fn check(files: Vec<(SourceKind, Vec<u8>)>) -> Outcome {
    let candidate = |(number, (kind, bytes)): (usize, (SourceKind, Vec<u8>))| {
        Candidate::new(number.to_string(), kind, Content::Given(bytes))
    };
    let candidates = files.into_iter().enumerate().map(candidate).collect();
    // Read before the workers start: one that waits for the rules may take up work that waits for them too.
    let rules = &*RULES;
    WORKERS.install(|| walk::check(candidates, rules, &Settings::default(), &|| ()))
}

/// Checks a monster with something behind it that a rule finds.
fn survive(name: &str, kind: SourceKind, monster: &str) {
    let behind = match kind {
        SourceKind::Host("python") => "\ndef behind(cursor):\n    cursor.execute(\"SELECT * FROM orders\")\n",
        SourceKind::Host(_) => {
            "\nasync fn behind(pool: &PgPool) { sqlx::query(\"SELECT * FROM orders\").execute(pool).await; }\n"
        }
        SourceKind::Sql | SourceKind::Template => ";\nSELECT * FROM orders;\n",
    };
    let outcome = check(vec![(kind, format!("{monster}{behind}").into_bytes())]);
    assert_eq!(outcome.crashes, [], "{name}");
    let found = outcome
        .findings
        .iter()
        .any(|finding| finding.rule == "select-star" && finding.primary.place.span.start as usize > monster.len());
    assert!(found, "{name}: {:?}", outcome.findings);
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

#[test]
fn sql_monsters() {
    let row = ", (2, 'b;', 'x -- y', NULL)";
    for (name, monster) in [
        ("a long INSERT", format!("INSERT INTO t (a, b, c, d) VALUES (1, 'a', 'x', 0){}", row.repeat(20_000))),
        ("placeholders in rows", format!("INSERT INTO t (a) VALUES (?){}", ", (?)".repeat(5_000))),
        ("ORs", format!("SELECT a FROM t WHERE a = 1{}", " OR a = 1".repeat(5_000))),
        ("brackets", format!("SELECT {}1{}", "(".repeat(2_000), ")".repeat(2_000))),
        ("a long IN", format!("SELECT a FROM t WHERE a IN (1{})", ", 1".repeat(20_000))),
        ("UNIONs", format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(2_000))),
        ("WITHs", format!("WITH a AS (SELECT 1){} SELECT 1", lines(1_000, |n| format!(", a{n} AS (SELECT 1)")))),
        ("CASEs", format!("SELECT {}1{}", "CASE WHEN a THEN ".repeat(500), " END".repeat(500))),
        ("templates", format!("SELECT {}", "{{ a }}, ".repeat(2_000))),
        ("statements", "SELECT 1;\n".repeat(2_000)),
    ] {
        survive(name, SourceKind::Sql, &monster);
    }
}

#[test]
fn python_monsters() {
    let inside = |body: &str| format!("import sqlite3\ndef f(cursor, x):\n{body}");
    let run = |sql: &str| inside(&format!("    cursor.execute({sql})\n"));
    for (name, monster) in [
        ("a sum of literals", run(&vec!["'SELECT a '"; 3_000].join(" + "))),
        ("a sum of names", run(&vec!["'SELECT ' + x"; 2_000].join(" + "))),
        ("strings side by side", run(&"'SELECT a ' ".repeat(3_000))),
        ("an f-string", run(&format!("f'SELECT a{}'", ", {x}".repeat(2_000)))),
        ("calls in calls", run(&format!("{}x{}", "g(".repeat(2_000), ")".repeat(2_000)))),
        ("str in str", run(&format!("{}'SELECT 1'{}", "str(".repeat(2_000), ")".repeat(2_000)))),
        ("a list", run(&format!("'SELECT 1', [{}]", "x, ".repeat(5_000)))),
        (
            "a chain of methods",
            format!("from django.db import models\nOrder.objects{}.first()\n", ".filter(a=1)".repeat(2_000)),
        ),
        ("members of members", inside(&format!("    cursor{}.execute('SELECT 1')\n", ".a().b()".repeat(1_000)))),
        (
            "additions",
            inside(&format!("    q = 'SELECT 1'\n{}    cursor.execute(q)\n", "    q += ' AND a'\n".repeat(3_000))),
        ),
        ("assignments", format!("import sqlite3\n{}", lines(5_000, |n| format!("a{n} = 'SELECT {n}'\n")))),
        ("one name", format!("import sqlite3\na = ''\n{}", lines(3_000, |n| format!("a = a + str({n})\n")))),
        (
            "functions",
            format!(
                "import sqlite3\n{}",
                lines(2_000, |n| format!("def f{n}(cursor):\n    cursor.execute('SELECT 1')\n"))
            ),
        ),
        (
            "calls in a loop",
            inside(&format!(
                "    for y in x:\n{}",
                "        cursor.execute('SELECT 1 WHERE a = ?', (y,))\n".repeat(1_000)
            )),
        ),
        (
            "loops in loops",
            inside(&lines(80, |n| format!("{}for y in x:\n", " ".repeat(4 + n))))
                + &" ".repeat(90)
                + "cursor.execute('SELECT 1')\n",
        ),
        (
            "branches",
            inside(&format!(
                "    if x == 0: pass\n{}",
                "    elif x == 1: cursor.execute('SELECT ' + x)\n".repeat(1_000)
            )),
        ),
        ("guards", inside(&"    if x not in ('a',): raise E\n    cursor.execute('SELECT ' + x)\n".repeat(500))),
    ] {
        survive(name, SourceKind::Host("python"), &monster);
    }
}

#[test]
fn rust_monsters() {
    let inside = |body: &str| format!("use sqlx;\nasync fn f(pool: &PgPool, x: &str) {{\n{body}}}\n");
    let run = |sql: &str| inside(&format!("    sqlx::query({sql}).execute(pool).await;\n"));
    for (name, monster) in [
        ("a sum of literals", run(&format!("&(String::new(){})", " + \"SELECT a \"".repeat(3_000)))),
        ("concat!", run(&format!("concat!({})", "\"SELECT a \", ".repeat(3_000)))),
        ("names in format!", run(&format!("&format!(\"SELECT a{}\")", ", {x}".repeat(2_000)))),
        ("values of format!", run(&format!("&format!(\"SELECT a{}\"{})", ", {}".repeat(2_000), ", x".repeat(2_000)))),
        ("macros in macros", run(&format!("&{}\"SELECT 1\"{}", "format!(".repeat(100), ")".repeat(100)))),
        ("calls in calls", run(&format!("{}x{}", "g(".repeat(2_000), ")".repeat(2_000)))),
        ("bind", inside(&format!("    sqlx::query(\"SELECT 1\"){}.execute(pool).await;\n", ".bind(x)".repeat(2_000)))),
        ("members of members", inside(&format!("    x{}.execute(pool).await;\n", ".a().b()".repeat(1_000)))),
        (
            "additions",
            inside(&format!(
                "    let mut q = String::new();\n{}    sqlx::query(&q).execute(pool).await;\n",
                "    q += \"SELECT\";\n".repeat(3_000)
            )),
        ),
        (
            "push_str",
            inside(&format!(
                "    let mut q = String::new();\n{}    sqlx::query(&q).execute(pool).await;\n",
                "    q.push_str(\"SELECT\");\n".repeat(2_000)
            )),
        ),
        ("lets", inside(&lines(5_000, |n| format!("    let a{n} = \"SELECT {n}\";\n")))),
        (
            "functions",
            lines(2_000, |n| format!("async fn f{n}(c: &PgPool) {{ sqlx::query(\"SELECT 1\").execute(c).await; }}\n")),
        ),
        (
            "a list",
            inside(&format!(
                "    for t in [{}] {{ sqlx::query(t).execute(pool).await; }}\n",
                "\"SELECT 1\", ".repeat(3_000)
            )),
        ),
        ("vec!", inside(&format!("    let v = vec![{}];\n", "x, ".repeat(3_000)))),
        ("blocks", inside(&format!("{}{}", "{".repeat(1_000), "}".repeat(1_000)))),
    ] {
        survive(name, SourceKind::Host("rust"), &monster);
    }
}

#[test]
fn template_monsters() {
    let view = "from django.db import models\nfrom django.shortcuts import render\n\nclass Customer(models.Model):\n    pass\n\n\
                class Order(models.Model):\n    customer = models.ForeignKey(Customer, models.PROTECT)\n\n\
                def orders(request):\n    return render(request, \"orders.html\", {\"orders\": Order.objects.all()})\n";
    let read = "{% for order in orders %}{{ order.customer.pk }}{% endfor %}";
    for (name, monster) in [
        ("loops", "{% for order in orders %}".repeat(2_000)),
        ("brackets", format!("{{{{ {}", "a(".repeat(20_000))),
        ("a long path", format!("{{{{ order{} }}}}", ".customer".repeat(20_000))),
        ("includes of itself", "{% for order in orders %}{% include 'orders.html' %}{% endfor %}".repeat(100)),
        ("reads", "{{ orders.first.customer }}".repeat(20_000)),
        ("ends", "{% endfor %}{% endif %}".repeat(5_000)),
    ] {
        let page = Content::Given(format!("{read}{monster}").into_bytes());
        let page = Candidate::new("orders.html", SourceKind::Template, page);
        let program = Content::Given(view.as_bytes().to_vec());
        let program = Candidate::new("views.py", SourceKind::Host("python"), program);
        let rules = &*RULES;
        let outcome = WORKERS.install(|| walk::check(vec![page, program], rules, &Settings::default(), &|| ()));
        assert_eq!(outcome.crashes, [], "{name}");
        let found = outcome.findings.iter().any(|finding| finding.rule == "lazy-relation-in-template");
        assert!(found, "{name}: {:?}", outcome.findings);
    }
}

fn collect(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the example is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            collect(&path, texts);
        } else if lint::kind_of(&path).is_some() {
            texts.push(fs::read_to_string(&path).expect("it is text"));
        }
    }
}

#[test]
fn no_beginning_of_a_file_crashes() {
    let mut all = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop"), &mut all);
    assert!(all.len() > 20, "the example has files");
    let mut files = Vec::new();
    for text in &all {
        for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)).step_by(61) {
            files.extend(KINDS.map(|kind| (kind, text.as_bytes()[..end].to_vec())));
        }
    }
    assert_eq!(check(files).crashes, []);
}

/// Bytes, and pieces of what the languages are made of.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "SELECT ",
        "FROM ",
        "import sqlite3\n",
        "use sqlx;\n",
        "execute(",
        ".objects",
        "f\"",
        "format!(",
        "{",
        "}",
        "(",
        ")",
        "'",
        "\"\"\"",
        "r#\"",
        "\n    ",
        "for x in ",
        "%s",
        "{{",
        "$1",
        "--",
        "/*",
        "+= ",
        "é",
        "\u{202e}",
        "\\",
        ";",
        "VALUES (1), (2), (3), (4)",
    ];
    let word = prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..4),
    ];
    proptest::collection::vec(word, 0..80).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_noise_crashes(bytes in noise()) {
        let lossy = String::from_utf8_lossy(&bytes).replace('\0', "").into_bytes();
        let files = KINDS.iter().flat_map(|&kind| [(kind, bytes.clone()), (kind, lossy.clone())]);
        let outcome = check(files.collect());
        prop_assert_eq!(outcome.crashes, vec![]);
        prop_assert_eq!(outcome.files.len() + outcome.skipped.len(), 2 * KINDS.len());
    }
}
