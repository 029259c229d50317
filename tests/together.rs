//! Configurations, baselines, revisions, comments and fixes together, in one repository, from every folder of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A repository of two parts with a database each. What `billing` says is said over what the root says.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        (
            "seqscan.toml",
            "exclude = [\"old/\"]\n[[database]]\nname = \"shop\"\nfolder = [\"app\", \"tools\"]\nschema = [\"db/schema.sql\"]\n[[path]]\npaths = [\"app/reports/\"]\nignore = [\"offset-pagination\"]\n",
        ),
        ("old/a.sql", "SELECT id FROM orders WHERE note = NULL;\n"),
        ("db/schema.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL);\n"),
        ("app/a.sql", "SELECT id FROM orders WHERE note = NULL;\n"),
        ("app/reports/b.sql", "SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 5000;\n"),
        (
            "billing/seqscan.toml",
            "extend = \"../seqscan.toml\"\n[rules.select-star]\nseverity = \"error\"\n\
             [[database]]\nname = \"billing\"\ndialect = \"mysql\"\nschema = [\"db/schema.sql\"]\n",
        ),
        ("billing/db/schema.sql", "CREATE TABLE invoices (id bigint PRIMARY KEY, total int NOT NULL);\n"),
        (
            "billing/app/pay.py",
            "import MySQLdb\n\n\ndef pay(conn):\n    cur = conn.cursor()\n    cur.execute(\"SELECT * FROM invoices WHERE totl = 1\")\n",
        ),
    ] {
        write(folder.path(), path, text);
    }
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    commit(folder.path());
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
    fs::write(file, text).expect("it can be written");
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).expect("it can be read")
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    Command::new("git").arg("-C").arg(folder).args(arguments).output().expect("git is there").status.success()
}

fn commit(folder: &Path) {
    assert!(git(folder, &["add", "--all"]));
    let who = ["-c", "user.name=shop", "-c", "user.email=shop@example.com"];
    assert!(git(folder, &[&who[..], &["commit", "--quiet", "-m", "a change"]].concat()));
}

fn seqscan(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    for name in ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD"] {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(folder).output().expect("seqscan starts")
}

/// What a command says on standard error, once its exit code is right.
fn said(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = seqscan(folder, arguments);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {words}");
    words
}

/// The findings of a run: the file by its real place, the rule and the severity.
fn found(folder: &Path, arguments: &[&str]) -> BTreeSet<String> {
    let output = seqscan(folder, &[&["check", "--quiet", "--output-format", "jsonl"], arguments].concat());
    assert!(output.status.code() < Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let line = |line: &str| {
        let one: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let word = |key: &str| one[key].as_str().expect("text").to_owned();
        let place = fs::canonicalize(folder.join(word("path"))).expect("a file");
        format!("{} {} {}", place.display(), word("rule"), word("severity"))
    };
    String::from_utf8_lossy(&output.stdout).lines().map(line).collect()
}

#[test]
fn configurations_hold_wherever_a_run_starts() {
    let folder = repository();
    let root = folder.path();
    let all = found(root, &[]);
    let rules: Vec<&str> = all.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(rules, ["equals-null", "select-star", "unknown-column"], "{all:?}");
    let within = |part: &str| -> BTreeSet<String> {
        let part = fs::canonicalize(root.join(part)).expect("a folder");
        all.iter().filter(|line| line.starts_with(&format!("{}/", part.display()))).cloned().collect()
    };
    let absolute = |part: &str| root.join(part).display().to_string();
    for (here, arguments, part) in [
        ("app", vec!["../billing"], "billing"),
        ("app", vec!["../billing/../billing/app/pay.py"], "billing"),
        ("billing", vec!["../app"], "app"),
        ("billing/app", vec!["pay.py"], "billing"),
        ("app/reports", vec!["../../app"], "app"),
        ("app", vec![&*absolute("billing")], "billing"),
        (".", vec!["app/a.sql", "app/../app/a.sql", "app"], "app"),
    ] {
        assert_eq!(found(&root.join(here), &arguments), within(part), "{here}: {arguments:?}");
    }
    assert_eq!(found(&root.join("billing"), &["../old"]), BTreeSet::new(), "what is excluded is so from everywhere");
    let elsewhere = tempfile::tempdir().expect("a folder");
    assert_eq!(found(elsewhere.path(), &[&absolute(".")]), all);
}

#[test]
fn a_file_with_a_configuration_of_its_own_is_judged_alike_named_or_found() {
    let folder = repository();
    let root = folder.path();
    write(root, "tools/seqscan.toml", "");
    write(root, "tools/c.sql", "SELECT id FROM orders WHERE noet = 'x';\n");
    let all = found(root, &[]);
    assert!(all.iter().any(|line| line.contains("c.sql unknown-column")), "{all:?}");
    let named = found(root, &["tools/c.sql"]);
    assert!(!named.is_empty() && named.is_subset(&all), "{named:?}");
}

#[test]
fn a_baseline_means_the_same_from_every_folder() {
    let folder = repository();
    let root = folder.path();
    let settings = format!("baseline = \"known/list.jsonl\"\n{}", read(root, "seqscan.toml"));
    write(root, "seqscan.toml", &settings);
    let words = said(root, &["check"], 2);
    assert!(words.contains("there is no baseline `known/list.jsonl`, which seqscan.toml:1 names"), "{words}");
    let words = said(root, &["baseline", "create"], 2);
    assert!(words.contains("create the folder `known` first") && !words.contains(".seqscan-"), "{words}");
    fs::create_dir(root.join("known")).expect("it can be made");
    let words = said(&root.join("app"), &["baseline", "create"], 0);
    assert_eq!(words, "1 finding written to ../known/list.jsonl\n");
    assert!(
        read(root, "known/list.jsonl").starts_with("{\"file\":\"../app/a.sql\""),
        "{}",
        read(root, "known/list.jsonl")
    );
    said(root, &["baseline", "update"], 2);
    said(root, &["baseline", "update", "--allow-growth"], 0);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let absolute = root.display().to_string();
    for (here, path) in
        [(root, "."), (&root.join("app"), "."), (&root.join("billing"), "../app"), (elsewhere.path(), &*absolute)]
    {
        assert_eq!(found(here, &[path]), BTreeSet::new(), "{}", here.display());
    }
    let before = read(root, "known/list.jsonl");
    assert_eq!(
        said(&root.join("app"), &["baseline", "prune"], 0),
        "0 findings taken out of ../known/list.jsonl, 3 left\n"
    );
    assert_eq!(read(root, "known/list.jsonl"), before);
    assert!(said(root, &["check", "--baseline", "app"], 2).contains("the baseline `app` is a folder"));
}

#[test]
fn comments_are_written_for_what_is_reported() {
    let folder = repository();
    let root = folder.path();
    said(root, &["baseline", "create"], 0);
    let known = read(root, "app/a.sql");
    write(root, "app/new.sql", "SELECT id FROM orders WHERE note <> NULL;\n");
    assert_eq!(said(root, &["check", "--add-ignore"], 0), "wrote 1 comment for 1 finding into 1 file\n");
    assert!(read(root, "app/new.sql").contains("seqscan: ignore[equals-null]"), "{}", read(root, "app/new.sql"));
    assert_eq!(read(root, "app/a.sql"), known);

    write(root, "app/newer.sql", "SELECT id FROM orders WHERE note <> NULL;\n");
    said(root, &["check", "--no-baseline", "--new-since", "main", "--add-ignore"], 0);
    assert!(read(root, "app/newer.sql").contains("seqscan: ignore[equals-null]"), "{}", read(root, "app/newer.sql"));
    assert_eq!(read(root, "app/a.sql"), known);
    assert_eq!(found(root, &[]), BTreeSet::new());
}

#[test]
fn a_comment_for_what_a_change_does_elsewhere_stands_there() {
    let folder = repository();
    let root = folder.path();
    write(root, "app/c.sql", "SELECT id FROM orders WHERE note = 'x';\n");
    commit(root);
    write(root, "db/schema.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, remark text NOT NULL);\n");
    let new = found(root, &["--new-since", "main", "--select", "unknown-column"]);
    assert!(!new.is_empty());
    said(root, &["check", "--new-since", "main", "--select", "unknown-column", "--add-ignore"], 0);
    assert!(read(root, "app/c.sql").contains("seqscan: ignore[unknown-column]"), "{}", read(root, "app/c.sql"));
    assert_eq!(found(root, &["--new-since", "main", "--select", "unknown-column"]), BTreeSet::new());
}

#[test]
fn fixes_leave_alone_what_is_not_reported() {
    let folder = repository();
    let root = folder.path();
    said(root, &["baseline", "create"], 0);
    let known = read(root, "app/a.sql");
    write(root, "app/new.sql", "SELECT id FROM orders WHERE note <> NULL;\n");
    said(root, &["check", "--fix", "--unsafe-fixes", "--quiet"], 0);
    assert_eq!(read(root, "app/new.sql"), "SELECT id FROM orders WHERE note IS NOT NULL;\n");
    write(root, "app/newer.sql", "SELECT id FROM orders WHERE note <> NULL;\n");
    said(root, &["check", "--fix", "--unsafe-fixes", "--quiet", "--no-baseline", "--new-since", "main"], 0);
    assert_eq!(read(root, "app/newer.sql"), "SELECT id FROM orders WHERE note IS NOT NULL;\n");
    assert_eq!(read(root, "app/a.sql"), known);
}

#[test]
fn a_diff_can_be_applied_from_every_folder() {
    let folder = repository();
    let root = folder.path();
    for here in [root, &root.join("app")] {
        let output = seqscan(here, &["check", "--diff", "--unsafe-fixes", "--select", "equals-null"]);
        assert_eq!(output.status.code(), Some(1));
        let diff = root.join(".git/a.diff");
        fs::write(&diff, &output.stdout).expect("it can be written");
        let diff = diff.display().to_string();
        for there in [root, &root.join("app")] {
            assert!(git(there, &["apply", &diff]), "{}", String::from_utf8_lossy(&output.stdout));
            assert!(read(root, "app/a.sql").contains("IS NULL"), "{} in {}", here.display(), there.display());
            assert!(git(root, &["checkout", "--quiet", "."]));
        }
    }
}

#[test]
fn a_revision_concerns_the_named_files() {
    let folder = repository();
    let root = folder.path();
    write(root, "app/latin.sql", "");
    fs::write(root.join("app/latin.sql"), b"SELECT '\xE9';\n").expect("it can be written");
    let words = said(&root.join("billing"), &["check", "--new-since", "main"], 0);
    assert!(words.starts_with("checked 2 files,") && words.contains("2 findings are not new"), "{words}");
}

/// What comes out of standard output for a text.
fn filtered(folder: &Path, text: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.args(["check", "-", "--quiet"]).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = command.spawn().expect("seqscan starts");
    run.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it is read");
    String::from_utf8(run.wait_with_output().expect("it ends").stdout).expect("UTF-8")
}

#[test]
fn what_is_excluded_comes_out_of_a_filter_as_it_went_in() {
    let folder = repository();
    let text = "SELECT id FROM orders WHERE note = NULL;\n";
    let name = ["--stdin-filename", "old/new.sql", "--output-format", "concise"];
    let with = |more: &[&str]| filtered(folder.path(), text, &[&name[..], more].concat());
    assert!(
        with(&[]).starts_with("old/new.sql:1:29: error[equals-null]"),
        "a name that is typed is named: {}",
        with(&[])
    );
    assert_eq!(with(&["--force-exclude"]), "");
    assert_eq!(with(&["--force-exclude", "--fix", "--unsafe-fixes"]), text);
    assert_eq!(with(&["--fix", "--unsafe-fixes"]), text.replace("= NULL", "IS NULL"));
}

#[cfg(unix)]
#[test]
fn when_one_file_cannot_be_fixed_none_is() {
    let folder = repository();
    let root = folder.path();
    write(root, "app/z.sql", "SELECT id FROM orders WHERE note <> NULL;\n");
    let file = root.join("app/z.sql");
    let mut permissions = fs::metadata(&file).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).expect("it can be set");
    let before = read(root, "app/a.sql");
    for arguments in [&["check", "app", "--fix", "--unsafe-fixes"][..], &["check", "app", "--add-ignore"]] {
        let words = said(root, arguments, 2);
        assert!(words.contains("`app/z.sql` may not be written") && words.contains("nothing was written"), "{words}");
        assert_eq!(read(root, "app/a.sql"), before, "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_called_so() {
    let folder = repository();
    std::os::unix::fs::symlink("nowhere.sql", folder.path().join("app/link.sql")).expect("it can be made");
    let words = said(folder.path(), &["check", "app/link.sql"], 2);
    assert!(words.contains("`app/link.sql` is a link to `nowhere.sql`, which does not exist"), "{words}");
}

#[test]
fn a_baseline_holds_all_findings() {
    let folder = repository();
    for choice in [&["--new-since", "main"][..], &["--shard", "1/2"], &["--owner", "@shop"], &["--fix"], &["-"]] {
        let words = said(folder.path(), &[&["baseline", "create"], choice].concat(), 2);
        assert!(words.contains("a baseline has no use for"), "{choice:?}: {words}");
    }
    assert!(!folder.path().join("seqscan-baseline.jsonl").exists());
}

#[test]
fn a_submodule_is_not_news() {
    let folder = repository();
    let root = folder.path();
    let other = repository();
    let source = format!("file://{}", other.path().display());
    assert!(git(root, &["-c", "protocol.file.allow=always", "submodule", "add", "--quiet", &source, "shared"]));
    commit(root);
    assert!(found(root, &[]).iter().any(|line| line.contains("/shared/app/a.sql")));
    assert_eq!(found(root, &["--new-since", "main"]), BTreeSet::new());
}
