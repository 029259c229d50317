//! CONTRIBUTING.md promises that a rule is one YAML file. Its walk-through is walked here, with a folder on disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The rule of the walk-through: its indented YAML block.
fn rule() -> String {
    let page = fs::read_to_string("CONTRIBUTING.md").expect("CONTRIBUTING.md is readable");
    let block = page.split("   ```yaml\n").nth(1).and_then(|rest| rest.split("   ```").next());
    let block = block.expect("the walk-through shows a rule");
    block.lines().map(|line| format!("{}\n", line.strip_prefix("   ").unwrap_or(line))).collect()
}

fn seqscan(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.current_dir(folder).args(arguments).output().expect("seqscan starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_walk_through_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("db-rules/maintainability");
    fs::create_dir_all(&rules).expect("a folder");
    let file = rules.join("positional-sort.yml");
    fs::write(&file, rule()).expect("written");
    fs::write(folder.path().join("a.sql"), "SELECT name FROM invoices ORDER BY 1;\n").expect("written");

    let tested = seqscan(folder.path(), &["test", "db-rules"]);
    assert_eq!(tested.status.code(), Some(0), "{}", text(&tested.stderr));
    assert!(text(&tested.stdout).contains("5 examples of 1 rule"), "{}", text(&tested.stdout));

    let checked = seqscan(folder.path(), &["check", "--rules", "db-rules", "--output-format", "concise", "--quiet"]);
    assert_eq!(checked.status.code(), Some(1), "{}", text(&checked.stderr));
    assert_eq!(
        text(&checked.stdout),
        "a.sql:1:36: warning[positional-sort] The result is sorted by the number of a column\n"
    );

    // A broken example is told, and fails the run.
    fs::write(&file, rule().replace("ORDER BY total\n", "ORDER BY 1\n")).expect("written");
    let broken = seqscan(folder.path(), &["test", "db-rules"]);
    assert_eq!(broken.status.code(), Some(1), "{}", text(&broken.stdout));

    // A word the vocabulary does not have is shown in its place, with the nearest one.
    fs::write(&file, rule().replace("positional: true", "positonal: true")).expect("written");
    let misspelt = seqscan(folder.path(), &["test", "db-rules"]);
    assert_eq!(misspelt.status.code(), Some(2));
    assert!(text(&misspelt.stderr).contains("did you mean `positional`?"), "{}", text(&misspelt.stderr));
}

/// The examples that bring their schema along, put into the rule they are about.
#[test]
fn the_examples_with_a_schema_work() {
    let page = fs::read_to_string("CONTRIBUTING.md").expect("CONTRIBUTING.md is readable");
    let examples = page.split("```yaml\nbad:").nth(1).and_then(|rest| rest.split("```").next());
    let examples = examples.expect("the section on schemas shows examples");
    let rule = fs::read_to_string("rules/correctness/not-in-nullable.yml").expect("the rule is readable");
    let head = rule.split("\nbad:").next().expect("a rule has a head");
    let folder = tempfile::tempdir().expect("a folder");
    let rules = folder.path().join("db-rules/correctness");
    fs::create_dir_all(&rules).expect("a folder");
    let whole = format!("{head}\nbad:{examples}").replace("id: not-in-nullable", "id: null-in-subquery");
    fs::write(rules.join("null-in-subquery.yml"), whole).expect("written");

    let tested = seqscan(folder.path(), &["test", "db-rules"]);
    assert_eq!(tested.status.code(), Some(0), "{}{}", text(&tested.stdout), text(&tested.stderr));
    assert!(text(&tested.stdout).contains("2 examples of 1 rule"), "{}", text(&tested.stdout));
}
