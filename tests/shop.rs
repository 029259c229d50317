//! `examples/shop` is what the README's first command shows. Its README lists every planted fault; the run
//! must find exactly those.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// (file, rule) with the lines at which it is expected.
type Fault = (String, usize, String);

/// The rows of the table of faults: file, line, rule.
fn planted() -> BTreeSet<Fault> {
    let readme = fs::read_to_string("examples/shop/README.md").expect("the example has a README");
    let cell = |text: &str| text.trim().trim_matches('`').to_owned();
    readme
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| {
            let mut cells = line.trim_matches('|').split('|');
            let (file, line, rule) = (cell(cells.next()?), cell(cells.next()?), cell(cells.next()?));
            Some((file, line.parse().ok()?, rule))
        })
        .collect()
}

fn found() -> BTreeSet<Fault> {
    let output = Command::new(env!("CARGO_BIN_EXE_seqscan"))
        .args(["check", "--output-format", "json", "examples/shop"])
        .output()
        .expect("seqscan starts");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let run: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = run["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| {
            let path = finding["path"].as_str().expect("path");
            let path = Path::new(path).strip_prefix("examples/shop").expect("below the example");
            let line = finding["start"]["line"].as_u64().expect("line");
            let rule = finding["rule"].as_str().expect("rule").to_owned();
            (path.to_string_lossy().into_owned(), usize::try_from(line).expect("a line"), rule)
        })
        .collect()
}

#[test]
fn the_shop_shows_what_its_readme_lists() {
    let (planted, found) = (planted(), found());
    assert!(planted.len() >= 80, "only {} faults were read from the README", planted.len());
    let show = |faults: Vec<&Fault>| {
        faults.iter().map(|(file, line, rule)| format!("  {file}:{line} {rule}")).collect::<Vec<_>>().join("\n")
    };
    let missing: Vec<_> = planted.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&planted).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "planted but not found:\n{}\nfound but not planted:\n{}",
        show(missing),
        show(surplus)
    );
}
