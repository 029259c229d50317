//! What is new: baselines, revisions and shards, over the examples of all rules and in a repository made for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use proptest::prelude::*;
use seqscan::finding::Finding;
use seqscan::lint::{Settings, kind_of};
use seqscan::rule::Ruleset;
use seqscan::triage::Shard;
use seqscan::triage::baseline::Baseline;
use seqscan::walk::{self, Candidate, Content};

static RULES: LazyLock<Ruleset> = LazyLock::new(|| Ruleset::embedded().expect("the rules are right"));
/// The examples of all rules that stand alone: path and text.
static EXAMPLES: LazyLock<Vec<(String, String)>> = LazyLock::new(examples);

fn examples() -> Vec<(String, String)> {
    let all = RULES.rules().iter().flat_map(|rule| rule.bad.iter().enumerate().map(move |(at, bad)| (rule, at, bad)));
    let alone = all.filter(|(_, _, example)| example.schema.is_none() && example.files.is_empty());
    let file = |(rule, at, example): (&seqscan::rule::Rule, usize, &seqscan::rule::Example)| {
        let extension = match example.language {
            "python" => "py",
            "rust" => "rs",
            "typescript" => "ts",
            _ => "sql",
        };
        (format!("{}/{at}.{extension}", rule.id), example.text.clone())
    };
    alone.map(file).collect()
}

fn candidates(files: &[(String, String)]) -> Vec<Candidate> {
    let candidate = |(path, text): &(String, String)| {
        let kind = kind_of(path).expect("a kind that is read");
        Candidate::new(path.as_str(), kind, Content::Given(text.as_bytes().to_vec()))
    };
    files.iter().map(candidate).collect()
}

fn check(candidates: Vec<Candidate>) -> Vec<Finding> {
    walk::check(candidates, &RULES, &Settings::default(), &|| ()).findings
}

fn path(finding: &Finding) -> String {
    finding.primary.place.path.to_string()
}

fn some_examples() -> impl Strategy<Value = Vec<(String, String)>> {
    let some = prop::sample::subsequence((0..EXAMPLES.len()).collect::<Vec<_>>(), 1..24);
    some.prop_map(|some| some.into_iter().map(|at| EXAMPLES[at].clone()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_baseline_makes_its_own_run_clean(files in some_examples(), lines in 0..5_usize) {
        let found = check(candidates(&files));
        let text = Baseline::of(&found, path).write();
        let known = Baseline::read(&text).expect("what was written can be read");
        // Comments above, and another folder, change nothing.
        let moved = |(path, text): &(String, String)| {
            let mark = if path.ends_with("sql") { "--" } else if path.ends_with("py") { "#" } else { "//" };
            (format!("moved/{path}"), format!("{}{text}", format!("{mark} a line\n").repeat(lines)))
        };
        let moved: Vec<_> = files.iter().map(moved).collect();
        for files in [files, moved] {
            let again = check(candidates(&files));
            prop_assert_eq!(again.len(), found.len());
            let compared = known.compare(again, path, |_| true);
            prop_assert!(compared.new.is_empty() && compared.stale.is_empty(), "{:?}", compared);
        }
    }

    #[test]
    fn shards_together_find_what_one_run_finds(files in some_examples(), of in 1..6_u8) {
        let told = |findings: Vec<Finding>| {
            findings.into_iter().map(|one| format!("{} {:?} {}", one.rule, one.primary, one.fingerprint)).collect::<Vec<_>>()
        };
        let whole = told(check(candidates(&files)));
        let mut parts = Vec::new();
        for number in 1..=of {
            let mut candidates = candidates(&files);
            format!("{number}/{of}").parse::<Shard>().expect("a shard").keep(&mut candidates);
            parts.extend(told(check(candidates)));
        }
        prop_assert_eq!(parts.len(), whole.len());
        prop_assert_eq!(parts.into_iter().collect::<BTreeSet<_>>(), whole.into_iter().collect::<BTreeSet<_>>());
    }
}

#[test]
fn there_are_examples_to_choose_from() {
    assert!(EXAMPLES.len() > 150, "{}", EXAMPLES.len());
}

/// A repository with a shop in it, committed once.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("seqscan.toml", ""),
        (
            "db/migrations/0001_orders.sql",
            "CREATE TABLE orders (\n    id bigint PRIMARY KEY,\n    customer_id bigint NOT NULL,\n    note text NOT NULL\n);\nCREATE INDEX orders_customer ON orders (customer_id);\n",
        ),
        (
            "app/orders.py",
            "import psycopg\n\n\ndef orders(conn, customer):\n    return conn.execute(\"SELECT id, note FROM orders WHERE customer_id = %s\", (customer,))\n\n\ndef everything(conn):\n    return conn.execute(\"SELECT * FROM orders WHERE id = 1\")\n",
        ),
    ];
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    }
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    commit(folder.path());
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["-c", "user.name=shop", "-c", "user.email=shop@example.com", "commit", "--quiet", "-m", "a change"]);
}

fn seqscan(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.args(arguments).current_dir(folder).env_remove("CI").output().expect("seqscan starts")
}

/// The findings of a run, a line for each, and its exit code.
fn found(folder: &Path, arguments: &[&str]) -> (Vec<String>, Option<i32>) {
    let arguments = [&["check", "--quiet", "--output-format", "concise"], arguments].concat();
    let output = seqscan(folder, &arguments);
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let place = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    (lines.lines().map(place).collect(), output.status.code())
}

#[test]
fn a_dropped_index_is_found_at_the_migration_that_drops_it() {
    let folder = repository();
    let shop = folder.path();
    assert_eq!(found(shop, &["--new-since", "main"]), (vec![], Some(0)));
    let old = (vec!["app/orders.py:9:33: warning[select-star]".to_owned()], Some(1));
    assert_eq!(found(shop, &[]), old);
    fs::write(shop.join("db/migrations/0002_drop.sql"), "DROP INDEX CONCURRENTLY orders_customer;\n").expect("written");
    let moved = (vec!["db/migrations/0002_drop.sql:1:25: info[missing-index]".to_owned()], Some(1));
    assert_eq!(found(shop, &["--new-since", "main"]), moved);
    // A hook names the files of the commit.
    assert_eq!(found(shop, &["--new-since", "HEAD", "db/migrations/0002_drop.sql"]), moved);
    assert_eq!(found(shop, &["--new-since", "HEAD", "app"]), (vec![], Some(0)));
    let json = seqscan(shop, &["check", "--output-format", "json", "--new-since", "HEAD"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    let related = &json["findings"][0]["related"][0];
    assert_eq!((related["path"].as_str(), related["start"]["line"].as_u64()), (Some("app/orders.py"), Some(5)));
    commit(shop);
    assert_eq!(found(shop, &["--new-since", "main"]), (vec![], Some(0)), "it is on main now");
    assert_eq!(found(shop, &["--new-since", "HEAD~1"]), moved);
}

#[test]
fn changed_lines_are_counted_from_where_the_branch_began() {
    let folder = repository();
    let shop = folder.path();
    git(shop, &["checkout", "--quiet", "-b", "work"]);
    let program = fs::read_to_string(shop.join("app/orders.py")).expect("it is there");
    let more = "\n\ndef notes(conn):\n    return conn.execute(\"SELECT * FROM orders WHERE id = 2\")\n";
    fs::write(shop.join("app/orders.py"), format!("{program}{more}")).expect("written");
    let new = (vec!["app/orders.py:13:33: warning[select-star]".to_owned()], Some(1));
    let since = ["--changed-lines", "--since", "main"];
    assert_eq!(found(shop, &since), new, "not committed yet");
    commit(shop);
    assert_eq!(found(shop, &since), new);
    assert_eq!(found(shop, &["--new-since", "main"]), new);
    fs::write(shop.join("app/é new.py"), &program).expect("written");
    let file = "app/é new.py:9:33: warning[select-star]".split(' ').take(2).collect::<Vec<_>>().join(" ");
    let (all, _) = found(shop, &since);
    assert!(all.contains(&file), "a file that git does not know: {all:?}");
    let unknown = seqscan(shop, &["check", "--new-since", "nowhere"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("`nowhere` names no commit here"));
    let elsewhere = tempfile::tempdir().expect("a folder");
    let outside = seqscan(elsewhere.path(), &["check", "--new-since", "main"]);
    assert_eq!(outside.status.code(), Some(2), "{}", String::from_utf8_lossy(&outside.stderr));
}

#[test]
fn a_baseline_may_only_shrink_in_ci() {
    let folder = repository();
    let shop = folder.path();
    assert!(seqscan(shop, &["baseline", "create", "--quiet"]).status.success());
    assert_eq!(found(shop, &[]), (vec![], Some(0)));
    assert_eq!(found(shop, &["--no-baseline"]).1, Some(1));
    let again = seqscan(shop, &["baseline", "create"]);
    assert_eq!(again.status.code(), Some(2), "it is not written over");
    let program = fs::read_to_string(shop.join("app/orders.py")).expect("it is there");
    fs::write(shop.join("app/orders.py"), program.replace("SELECT *", "SELECT id")).expect("written");
    assert_eq!(found(shop, &[]), (vec![], Some(0)));
    let in_ci = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
        command.arg("check").args(arguments).current_dir(shop).env("CI", "true").status().expect("it starts").code()
    };
    assert_eq!(in_ci(&[]), Some(1));
    assert_eq!(in_ci(&["--allow-stale-baseline"]), Some(0));
    assert_eq!(in_ci(&["db"]), Some(0), "a run over other files cannot tell");
    assert_eq!(in_ci(&["--ignore", "select-star"]), Some(0), "nor can one without the rule");
    fs::write(shop.join("app/new.py"), &program).expect("written");
    fs::remove_file(shop.join("app/orders.py")).expect("removed");
    assert_eq!(found(shop, &[]), (vec![], Some(0)), "the file was renamed");
    fs::write(shop.join("app/copy.py"), &program).expect("written");
    assert_eq!(found(shop, &[]).0.len(), 1, "a copy is news");
    let grown = seqscan(shop, &["baseline", "update"]);
    assert_eq!(grown.status.code(), Some(2), "growth must be asked for");
    assert!(seqscan(shop, &["baseline", "update", "--allow-growth"]).status.success());
    assert_eq!(found(shop, &[]), (vec![], Some(0)));
    fs::remove_file(shop.join("app/copy.py")).expect("removed");
    assert!(seqscan(shop, &["baseline", "prune"]).status.success());
    let left = fs::read_to_string(shop.join("seqscan-baseline.jsonl")).expect("it is there");
    assert_eq!(left.lines().count(), 1, "{left}");
}

/// Each part by a process of its own, as machines would; what `merge` makes of them is what one run says.
#[test]
fn merged_parts_are_the_whole_run() {
    let folder = repository();
    let shop = folder.path();
    fs::write(shop.join("app/é 😀.sql"), "\u{FEFF}-- é😀\r\nSELECT *\r\n\tFROM orders;\r\n").expect("written");
    let program = fs::read_to_string(shop.join("app/orders.py")).expect("it is there");
    (0..7).for_each(|number| fs::write(shop.join(format!("app/copy_{number}.py")), &program).expect("written"));
    let parts: Vec<String> = (1..=3).map(|number| format!("part-{number}.json")).collect();
    for (number, part) in (1..=3).zip(&parts) {
        let output = format!("json={part}");
        let arguments =
            ["check", "--quiet", "--exit-zero", "--shard", &format!("{number}/3"), "--output-format", &output];
        assert!(seqscan(shop, &arguments).status.success());
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    for format in ["full", "concise", "sarif", "gitlab", "rdjson"] {
        let whole = seqscan(shop, &["check", "--quiet", "--output-format", format]);
        let merged = seqscan(shop, &[&["merge", "--quiet", "--output-format", format], parts.as_slice()].concat());
        let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(text(&merged), text(&whole), "{format}");
        assert!(text(&merged).contains("copy_6.py"));
        assert_eq!(merged.status.code(), Some(1));
    }
    let incomplete = seqscan(shop, &["merge", parts[0], parts[2]]);
    assert_eq!(incomplete.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&incomplete.stderr).contains("2/3 is missing"));
    fs::write(shop.join("app/orders.py"), "").expect("written");
    let changed = seqscan(shop, &[&["merge"], parts.as_slice()].concat());
    assert!(String::from_utf8_lossy(&changed.stderr).contains("is not here as it was checked"));
}

#[test]
fn a_file_is_judged_by_its_whole_project_from_wherever_the_run_starts() {
    let folder = repository();
    let shop = folder.path();
    fs::write(shop.join("app/typo.sql"), "SELECT nott FROM orders;\n").expect("written");
    let whole = "app/typo.sql:1:8: error[unknown-column]".to_owned();
    assert!(found(shop, &[]).0.contains(&whole));
    assert_eq!(found(shop, &["app/typo.sql"]).0, [whole]);
    assert_eq!(found(&shop.join("app"), &["typo.sql"]).0, ["typo.sql:1:8: error[unknown-column]"]);
    assert_eq!(found(&shop.join("db"), &["../app/typo.sql"]).0, ["../app/typo.sql:1:8: error[unknown-column]"]);
    assert_eq!(found(shop, &["--no-project", "app/typo.sql"]).0, [] as [String; 0]);
}
