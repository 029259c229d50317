//! Comments that silence rules: which lines they speak for, in every syntax of comments.

use std::sync::LazyLock;

use seqscan::finding::Finding;
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::rule::Ruleset;
use seqscan::text::Source;

static RULES: LazyLock<Ruleset> = LazyLock::new(|| Ruleset::embedded().expect("the rules are right"));

/// What is said of the first file, and how many findings comments silence.
fn judge(files: &[(&str, &str)]) -> (Vec<String>, usize) {
    let settings = Settings::default();
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source::new(*path, *text, lint::kind_of(path).expect("a file that is read")))
        .collect();
    let extracts: Vec<_> = sources.iter().map(|source| lint::extract(source, &settings)).collect();
    let mut all: Vec<_> = sources
        .iter()
        .zip(&extracts)
        .map(|(source, extract)| Contribution { path: &source.path, kind: source.kind, extract })
        .collect();
    all.sort_by(|one, other| one.path.cmp(other.path));
    let project = lint::fold(&all, &settings);
    let judged = lint::judge(&sources[0], &extracts[0], &project, &RULES, &settings);
    let name = |finding: &Finding| {
        let line = sources[0].position(finding.primary.place.span.start).line;
        format!("{line}: {}", finding.rule)
    };
    (judged.findings.iter().map(name).collect(), judged.suppressed)
}

fn assert_silent(path: &str, text: &str, count: usize) {
    assert_eq!(judge(&[(path, text)]), (Vec::new(), count), "{text}");
}

fn assert_told(path: &str, text: &str, told: &[&str]) {
    assert_eq!(judge(&[(path, text)]).0, told, "{text}");
}

#[test]
fn a_comment_beside_sql_speaks_for_its_line() {
    assert_silent("a.sql", "SELECT * FROM t; -- seqscan: ignore[select-star] why", 1);
    assert_silent("a.sql", "SELECT * /* seqscan: ignore[select-star] why */ FROM t;", 1);
    assert_silent("a.mysql", "SELECT * FROM t; # seqscan: ignore[select-star] why\nSELECT `a` FROM t", 1);
    assert_told(
        "a.sql",
        "SELECT id FROM t; -- seqscan: ignore[select-star] why\nSELECT * FROM t;",
        &["1: unused-suppression", "2: select-star"],
    );
}

#[test]
fn a_comment_alone_speaks_for_the_next_statement() {
    assert_silent("a.sql", "-- seqscan: ignore[select-star] why\n-- more\n\nSELECT\n  *\nFROM t;", 1);
    assert_told(
        "a.sql",
        "-- seqscan: ignore[select-star] why\nSELECT\n *\nFROM t;\nSELECT * FROM u;",
        &["5: select-star"],
    );
    assert_silent("a.sql", "SELECT\n  -- seqscan: ignore[select-star] why\n  *\nFROM t;", 1);
    assert_told(
        "a.sql",
        "SELECT id,\n  -- seqscan: ignore[select-star] why\n  name\nFROM t; SELECT * FROM u",
        &["2: unused-suppression", "4: select-star"],
    );
}

#[test]
fn files_and_ranges() {
    assert_silent("a.sql", "SELECT * FROM t;\n-- seqscan: ignore-file[performance] why\nSELECT * FROM u;", 2);
    assert_told(
        "a.sql",
        "SELECT * FROM t;\n-- seqscan: disable[select-star] why\nSELECT * FROM u;\n-- seqscan: enable[select-star]\nSELECT * FROM v;",
        &["1: select-star", "5: select-star"],
    );
    assert_told("a.sql", "SELECT 1;\n-- seqscan: enable[select-star]", &["2: unused-suppression"]);
    assert_told("a.sql", "-- seqscan: disable[select-star] why\nSELECT * FROM u;", &["1: unended-suppression"]);
    assert_silent(
        "a.sql",
        "-- seqscan: ignore-file[suppression] generated\n-- seqscan: ignore[selct-star]\nSELECT 1;",
        1,
    );
}

#[test]
fn routines_hold_comments_and_strings_do_not() {
    let routine = |comment: &str| {
        format!(
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  {comment}\n  PERFORM 1;\n  INSERT INTO b SELECT * FROM t;\nEND $$;"
        )
    };
    assert_told("a.sql", &routine("-- seqscan: nothing"), &["3: malformed-suppression"]);
    assert_told("a.sql", "COMMENT ON TABLE t IS $$-- seqscan: nothing$$;", &[]);
    assert_told("a.sql", "SELECT '-- seqscan: nothing' FROM t;", &[]);
}

const LOOP: &str = "import psycopg

def prices(conn, orders):
    found = []
    {before}
    for order in orders:  {head}
        found.append(order)
        {middle}
        found.append(
            {inner}
            conn.execute(  {call}
                \"\"\"
                SELECT price {sql}
                FROM items WHERE order_id = %s
                \"\"\",
                (order.id,),
            ).fetchall()
        )
    return found
";

fn in_loop(place: &str, comment: &str) -> String {
    let mut text = LOOP.replace(place, comment);
    for other in ["{before}", "{head}", "{middle}", "{inner}", "{call}", "{sql}"] {
        text =
            text.replace(other, if other == "{sql}" || other == "{head}" || other == "{call}" { "" } else { "# more" });
    }
    text
}

#[test]
fn loops_accesses_and_their_sql_count() {
    assert_eq!(judge(&[("app/a.py", &in_loop("{none}", ""))]).0, ["11: query-in-loop"]);
    let comment = "# seqscan: ignore[query-in-loop] three at most";
    for place in ["{before}", "{head}", "{inner}", "{call}"] {
        assert_silent("app/a.py", &in_loop(place, comment), 1);
    }
    assert_silent("app/a.py", &in_loop("{sql}", "-- seqscan: ignore[query-in-loop] three at most"), 1);
    // It is about the line below it, which is another.
    let middle = in_loop("{middle}", "# seqscan: ignore[query-in-loop] three at most\n        found.sort()");
    assert_told("app/a.py", &middle, &["8: unused-suppression", "12: query-in-loop"]);
    let other = in_loop("{call}", "# seqscan: ignore[write-in-loop] three at most");
    assert_told("app/a.py", &other, &["11: query-in-loop", "11: unused-suppression"]);
}

#[test]
fn sql_in_strings_is_silenced_from_within_and_from_around() {
    let text = |before: &str, call: &str, first: &str, star: &str| {
        format!(
            "import psycopg\n\ndef rows(conn):\n    {before}\n    rows = conn.execute(  {call}\n        \"\"\"{first}\n        SELECT * {star}\n        FROM t\n        \"\"\"\n    )\n    return rows.fetchone()\n"
        )
    };
    let own = "# seqscan: ignore[select-star] why";
    let sql = "-- seqscan: ignore[select-star] why";
    assert_told("app/a.py", &text("pass", "", "", ""), &["7: select-star"]);
    assert_silent("app/a.py", &text(own, "", "", ""), 1);
    assert_silent("app/a.py", &text("pass", own, "", ""), 1);
    assert_silent("app/a.py", &text("pass", "", sql, ""), 1);
    assert_silent("app/a.py", &text("pass", "", "", sql), 1);
    let prose = "import psycopg\n\nTEXT = \"# seqscan: ignore[select-star]\"\n";
    assert_told("app/a.py", prose, &[]);
}

#[test]
fn programs_in_other_languages() {
    let rust = "use sqlx::PgPool;\n\npub async fn order(pool: &PgPool, id: i64) -> sqlx::Result<Order> {\n    // seqscan: ignore[select-star] why\n    sqlx::query_as(\"SELECT * FROM orders WHERE id = $1\")\n        .bind(id)\n        .fetch_one(pool)\n        .await\n}\n";
    assert_silent("src/a.rs", rust, 1);
    assert_silent(
        "src/a.rs",
        &rust.replace("// seqscan: ignore[select-star] why", "/* seqscan: ignore[select-star] why */"),
        1,
    );
    let script = "const { Pool } = require('pg');\nconst pool = new Pool();\nasync function order(id) {\n  const rows = await pool.query('SELECT * FROM orders WHERE id = $1', [id]); // seqscan: ignore[select-star] why\n  return rows;\n}\n";
    assert_silent("src/a.js", script, 1);
    assert_told(
        "src/a.js",
        &script.replace("ignore[select-star]", "ignore[selct-star]"),
        &["4: select-star", "4: unknown-suppression"],
    );
}

#[test]
fn templates_silence_what_is_told_elsewhere() {
    let models = "from django.db import models\n\nclass Customer(models.Model):\n    name = models.TextField()\n\nclass Order(models.Model):\n    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)\n";
    let views = "from django.shortcuts import render\nfrom shop.models import Order\n\ndef orders(request):\n    return render(request, \"orders.html\", {\"orders\": Order.objects.all()})\n";
    let page = |comment: &str| {
        format!("{{% for order in orders %}}\n{{{{ order.customer.name }}}} {comment}\n{{% endfor %}}\n")
    };
    let told = |page: &str| {
        judge(&[("shop/views.py", views), ("shop/models.py", models), ("shop/templates/orders.html", page)])
    };
    assert!(told(&page("")).0.iter().any(|found| found.contains("lazy-relation-in-template")), "{:?}", told(&page("")));
    assert_eq!(told(&page("{# seqscan: ignore[lazy-relation-in-template] few #}")).1, 1);
    assert_eq!(told(&page("<!-- seqscan: ignore[performance] few -->")).1, 1);
    let wrong = page("{# seqscan: ignore[lazy-relation] few #}");
    assert_eq!(judge(&[("shop/templates/orders.html", &wrong)]).0, ["2: unknown-suppression"]);
}

/// What `--add-ignore` makes of a text, when all its findings are to be silenced.
fn annotated(path: &str, text: &str, mark: &str) -> String {
    use seqscan::suppression::writing::{Manner, Wanted, write};
    let settings = Settings::default();
    let kind = lint::kind_of(path).expect("a file that is read");
    let source = Source::new(path, text, kind);
    let extract = lint::extract(&source, &settings);
    let file = Contribution { path: &source.path, kind, extract: &extract };
    let project = lint::fold(&[file], &settings);
    let found = lint::lint(&source, &extract, &project, &RULES, &settings);
    let found = found.iter().filter(|finding| finding.category != "suppression");
    let wanted: Vec<Wanted> =
        found.map(|finding| Wanted { rule: finding.rule.clone(), span: finding.primary.place.span }).collect();
    let read = |text: &str| lint::extract(&Source::new(path, text, kind), &settings);
    let written = write(text, &wanted, &Manner { mark, reason: "why", read: &read });
    assert_eq!(written.left, [], "{text}");
    written.text
}

#[test]
fn comments_are_written_where_they_count_and_break_nothing() {
    let sql = "SELECT * FROM t;\nSELECT *\nFROM u; -- all\n";
    assert_eq!(
        annotated("a.sql", sql, "--"),
        "SELECT * FROM t; -- seqscan: ignore[select-star] why\nSELECT * -- seqscan: ignore[select-star] why\nFROM u; -- all\n"
    );
    let windows = "SELECT *, 'a\r\n  b' FROM t;\r\n";
    assert_eq!(
        annotated("a.sql", windows, "--"),
        "-- seqscan: ignore[select-star] why\r\nSELECT *, 'a\r\n  b' FROM t;\r\n"
    );
    let known = "-- seqscan: ignore[leading-wildcard-like] why\nSELECT * FROM t WHERE a LIKE '%x';\n";
    assert_eq!(
        annotated("a.sql", known, "--"),
        "-- seqscan: ignore[leading-wildcard-like, select-star] why\nSELECT * FROM t WHERE a LIKE '%x';\n"
    );
    let python = "import psycopg\n\ndef rows(conn):\n    if conn:\n        rows = conn.execute(\n            \"\"\"\n            SELECT *\n            FROM t\n            \"\"\"\n        )\n    return rows.fetchone()\n";
    let expected = python.replace(
        "            \"\"\"\n            SELECT",
        "            # seqscan: ignore[select-star] why\n            \"\"\"\n            SELECT",
    );
    assert_eq!(annotated("app/a.py", python, "#"), expected);
    let continued = "import psycopg\n\ndef rows(conn):\n    rows = 1 + \\\n        conn.execute(\"SELECT * FROM t\").rowcount + \\\n        2\n    return rows\n";
    let expected = continued.replace("    rows = 1", "    # seqscan: ignore[select-star] why\n    rows = 1");
    assert_eq!(annotated("app/a.py", continued, "#"), expected);
}

mod property {
    use super::{annotated, judge};
    use proptest::prelude::*;

    /// Lines of SQL and of Python that give findings in places where a comment could do harm.
    fn sql() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "SELECT * FROM t;",
            "SELECT *, 'it''s\n -- no comment' FROM t;",
            "SELECT\n  t.*\nFROM t\nWHERE a LIKE '%x';",
            "-- a note",
            "/* a\n note */ SELECT * FROM v;",
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  DELETE FROM t;\nEND $$;",
            "SELECT * FROM u; SELECT * FROM v; -- both",
            "-- seqscan: ignore[select-star] known\nSELECT * FROM w WHERE b LIKE '%y';",
            "",
        ]);
        (prop::collection::vec(piece, 1..7), prop::sample::select(vec!["\n", "\r\n"]))
            .prop_map(|(pieces, ending)| pieces.join("\n").replace('\n', ending))
    }

    fn python() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "    conn.execute(\"SELECT * FROM t\")",
            "    conn.execute(\n        \"\"\"\n        SELECT *\n        FROM t\n        \"\"\"\n    )",
            "    for order in orders:\n        conn.execute(\"SELECT a FROM t WHERE b = %s\", (order,))",
            "    rows = 1 + \\\n        conn.execute(\"SELECT * FROM u\").rowcount",
            "    # a note",
            "    with conn.cursor() as cursor:  # a cursor\n        cursor.execute('SELECT * FROM v')",
            "    conn.execute(f\"SELECT * FROM t WHERE a = '{orders}'\")",
        ]);
        prop::collection::vec(piece, 1..6).prop_map(|pieces| {
            format!("import psycopg\n\ndef work(conn, orders):\n{}\n    return 1\n", pieces.join("\n"))
        })
    }

    fn is_clean_and_stays(path: &str, text: &str, mark: &str) {
        let once = annotated(path, text, mark);
        let (told, _) = judge(&[(path, &once)]);
        assert_eq!(told, Vec::<String>::new(), "{once}");
        assert_eq!(annotated(path, &once, mark), once, "nothing is left to write");
        let without = |text: &str| {
            let lines = text.lines().filter(|line| !line.trim_start().starts_with(mark));
            lines.map(|line| line.split(mark).next().unwrap_or_default().trim_end().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(without(&once), without(text), "only comments were added");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_annotated_is_clean_and_stays_as_it_is(text in sql()) {
            is_clean_and_stays("a.sql", &text, "--");
        }

        #[test]
        fn programs_too(text in python()) {
            is_clean_and_stays("app/a.py", &text, "#");
        }
    }
}
