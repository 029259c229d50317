//! The walls of the house: which module may use which, how long a file may get, and that every field of
//! the vocabulary is there for a rule.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use seqscan::fact::Kind;

/// A module may use those on floors below its own, and itself. Modules that share a floor may not see
/// each other, with the exceptions named here.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("embedded", 0),
    ("fact", 1),
    ("finding", 1),
    ("fingerprint", 2),
    ("extract", 2),
    ("project", 3),
    ("suppression", 3),
    ("sql", 4),
    ("host", 4),
    ("template", 4),
    ("resolve", 4),
    ("rule", 4),
    ("config", 5),
    ("lint", 5),
    ("advise", 6),
    ("fix", 6),
    ("walk", 6),
    ("verify", 7),
    ("triage", 7),
    ("report", 8),
    ("cli", 9),
];

const EXCEPTIONS: &[(&str, &str)] = &[
    // A host file hands its strings to SQL.
    ("host", "sql"),
    // A finding is made of facts' places.
    ("finding", "fact"),
];

const LONGEST_FILE: usize = 600;

/// Tables: data that is looked up, not code that is read through.
const TABLES: &[&str] = &["src/fact/vocabulary.rs", "src/fact/words.rs"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is ours").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The top module a file of `src/` belongs to.
fn module(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).expect("a file of src");
    let first = below.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a file names with `crate::…`, test code left out.
fn uses(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = BTreeSet::new();
    for line in text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")) {
        for rest in line.split("crate::").skip(1) {
            if let Some(group) = rest.strip_prefix('{') {
                panic!("name one module for each `use crate::`, so that floors can be checked: {{{group}");
            }
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn modules_use_only_floors_below() {
    let floor = |name: &str| FLOORS.iter().find(|(module, _)| *module == name).map(|(_, floor)| *floor);
    let mut broken = Vec::new();
    let mut checked = 0;
    for path in rust_files(&root().join("src")) {
        let from = module(&path);
        if matches!(from.as_str(), "lib" | "main") {
            continue;
        }
        let Some(own) = floor(&from) else {
            broken.push(format!("src/{from} has no floor: give it one in tests/house.rs and in ARCHITECTURE.md"));
            continue;
        };
        let text = fs::read_to_string(&path).expect("readable");
        for to in uses(&text).into_iter().filter(|to| *to != from) {
            checked += 1;
            let Some(other) = floor(&to) else { continue };
            let allowed = other < own || EXCEPTIONS.contains(&(from.as_str(), to.as_str()));
            if !allowed {
                broken.push(format!("{} (floor {own}) uses `{to}` (floor {other})", path.display()));
            }
        }
    }
    assert!(checked > 20, "only {checked} uses were seen: the check has gone blind");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn files_stay_short_and_say_what_they_are_for() {
    let mut broken = Vec::new();
    for path in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&path).expect("readable");
        let lines = text.lines().count();
        let is_table = TABLES.iter().any(|table| path.ends_with(table));
        if lines > LONGEST_FILE && !is_table {
            broken.push(format!("{} has {lines} lines, over {LONGEST_FILE}: find the wall it wants", path.display()));
        }
        if !text.starts_with("//!") {
            broken.push(format!("{} does not open with its role (`//! …`)", path.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    let empty_names = ["utils", "util", "common", "helpers", "helper", "manager", "core", "misc"];
    for path in rust_files(&root().join("src")) {
        for part in path.strip_prefix(root()).expect("ours").iter() {
            let name = part.to_string_lossy();
            let name = name.trim_end_matches(".rs");
            assert!(!empty_names.contains(&name), "{}: name what it is", path.display());
        }
    }
}

/// The texts of all rules, in one.
fn rules_text() -> String {
    seqscan::embedded::RULES.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_field_is_read_by_a_rule() {
    let rules = rules_text();
    let mut unread = Vec::new();
    for kind in Kind::ALL {
        for field in kind.fields {
            // `place` is what a finding underlines; the links are the way to other facts.
            if field.name == "place" {
                continue;
            }
            let read = |before: char, after: char| rules.contains(&format!("{before}{}{after}", field.name));
            let named = [' ', '.', '{', '[', '\n']
                .into_iter()
                .any(|b| [':', '.', '}', '|', ',', '\n'].into_iter().any(|a| read(b, a)));
            if !named {
                unread.push(format!("{}.{}", kind.name, field.name));
            }
        }
    }
    assert!(unread.is_empty(), "no rule or message reads: {}", unread.join(", "));
}

#[test]
fn every_word_and_field_is_documented() {
    for kind in Kind::ALL {
        assert!(!kind.doc.trim().is_empty(), "{} has no doc", kind.name);
        for field in kind.fields {
            assert!(!field.doc.trim().is_empty(), "{}.{} has no doc", kind.name, field.name);
        }
    }
}

#[test]
fn a_rule_is_named_as_its_file_and_folder() {
    assert!(seqscan::embedded::RULES.len() >= 30, "fewer rules than promised");
    for (path, text) in seqscan::embedded::RULES {
        let mut parts = path.trim_end_matches(".yml").rsplit('/');
        let (id, category) = (parts.next().expect("a file name"), parts.next().expect("a folder"));
        assert!(text.contains(&format!("id: {id}\n")), "{path}: id is not the file's name");
        assert!(text.contains(&format!("category: {category}\n")), "{path}: category is not the folder's name");
    }
}
