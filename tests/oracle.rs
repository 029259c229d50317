//! What costs a query for each row is counted, not believed: the shapes of `oracle/` run on real Django, SQLAlchemy
//! and Peewee, with few rows and with more. Where the number of statements grows, seqscan has to say so; where it does not, it has to
//! be silent. The libraries come from the Python registry, into an environment of the test's own below `target/`.

#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rules that say that a query is sent for each row.
const FAMILY: &str = "query-in-loop,write-in-loop,lazy-relation-in-loop,prefetch-defeated,deferred-column-in-loop,query-in-called-function,write-in-called-function,lazy-relation-in-template,lazy-relation-in-serializer,lazy-relation-in-admin";

const SEARCH: &str = "a loop that ends with the first hit is taken for a search";
const POP: &str = "what a `while` takes from a list is not followed";

/// The rule that says that rows are asked for twice, and the module whose shapes ask for one set of rows each.
const TWICE: (&str, &str) = ("double-evaluation", "evaluations.");

/// Shapes of which we say otherwise than was counted, and why.
const EXCEPTIONS: &[(&str, &str)] =
    &[("django/queries.until_found", SEARCH), ("django/queries.while_there_are_ids", POP)];

const PACKAGES: &[&str] = &["django==5.2.*", "djangorestframework==3.16.*", "sqlalchemy==2.0.*", "peewee==4.*"];

/// A Python that has the libraries; none where there is no Python, which is a failure where servers are required.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle");
    let python = folder.join("bin/python");
    let has_them = |python: &Path| {
        let imports = Command::new(python).args(["-c", "import django, rest_framework, sqlalchemy, peewee"]).output();
        imports.is_ok_and(|output| output.status.success())
    };
    if has_them(&python) {
        return Some(python);
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).output();
    if made.is_ok_and(|output| output.status.success()) {
        let installed = Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PACKAGES).output();
        let words = installed.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
        if has_them(&python) {
            return Some(python);
        }
        println!("{}", words.unwrap_or_else(|error| error.to_string()));
    }
    assert!(
        std::env::var_os("SEQSCAN_REQUIRE_SERVERS").is_none(),
        "Python with venv and {PACKAGES:?} is required and could not be set up"
    );
    println!("skipped: no Python with venv and {PACKAGES:?} on this machine");
    None
}

/// How many statements each shape sent.
fn count(python: &Path, folder: &Path, rows: usize) -> BTreeMap<String, usize> {
    let output = Command::new(python)
        .args(["-B", "count.py", &rows.to_string()])
        .current_dir(folder)
        .output()
        .expect("Python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("counts")
}

/// The shapes in which something is found.
fn found(project: &Path, rules: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_seqscan"))
        .args(["check", "--output-format", "json", "--select", rules, "."])
        .current_dir(project)
        .output()
        .expect("seqscan starts");
    let run: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let findings = run["findings"].as_array().expect("findings");
    let shape = |finding: &serde_json::Value| {
        let path = finding["path"].as_str().expect("path").trim_start_matches("./");
        let line = usize::try_from(finding["start"]["line"].as_u64().expect("line")).expect("a line");
        let text = fs::read_to_string(project.join(path)).expect("the shapes are there");
        let function = text.lines().take(line).filter_map(|line| line.strip_prefix("def ")).last()?;
        let module = Path::new(path).file_stem()?.to_str()?;
        Some(format!("{module}.{}", function.split('(').next()?))
    };
    findings.iter().filter_map(shape).collect()
}

/// The shapes where the word of seqscan is not what was counted.
fn disagreements(python: &Path, library: &str, excepted: &mut BTreeSet<String>) -> (usize, Vec<String>) {
    let shapes = Path::new("tests/oracle").join(library);
    // A path of its own: what lies in `tests/` is taken for tests.
    let project = tempfile::tempdir().expect("a folder for the project");
    copy(&shapes, project.path());
    let (few, more) = (count(python, project.path(), 5), count(python, project.path(), 10));
    let (found, twice) = (found(project.path(), FAMILY), found(project.path(), TWICE.0));
    let mut wrong = Vec::new();
    for (shape, sent) in few.iter().filter(|(shape, _)| shape.starts_with(TWICE.1)) {
        if twice.contains(shape) != (*sent > 1) {
            wrong.push(format!(
                "{library}/{shape}: {sent} statements, said to be asked twice: {}",
                twice.contains(shape)
            ));
        }
    }
    for (shape, few) in &few {
        let (grows, said) = (more[shape] > *few, found.contains(shape));
        let name = format!("{library}/{shape}");
        let exception = EXCEPTIONS.iter().any(|(known, _)| *known == name);
        if exception {
            excepted.insert(name.clone());
        }
        match (grows == said, exception) {
            (true, true) => wrong.push(format!("{name}: no exception any more")),
            (false, false) => wrong.push(format!("{name}: {few} and {} statements, said: {said}", more[shape])),
            _ => {}
        }
    }
    (few.len(), wrong)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the shapes are there").flatten() {
        match entry.file_type().expect("a kind").is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => _ = fs::copy(entry.path(), to.join(entry.file_name())).expect("it can be read"),
        }
    }
}

#[test]
fn what_is_said_to_grow_with_the_rows_does() {
    let Some(python) = python() else { return };
    let mut excepted = BTreeSet::new();
    let (django, mut wrong) = disagreements(&python, "django", &mut excepted);
    let (sqlalchemy, more) = disagreements(&python, "sqlalchemy", &mut excepted);
    wrong.extend(more);
    let (peewee, more) = disagreements(&python, "peewee", &mut excepted);
    wrong.extend(more);
    let all = django + sqlalchemy + peewee;
    let unknown = EXCEPTIONS.len() - excepted.len();
    assert_eq!(unknown, 0, "exceptions name shapes that did not run; these did: {excepted:?}");
    println!("{} of {all} shapes as counted, {} exceptions", all - wrong.len() - EXCEPTIONS.len(), EXCEPTIONS.len());
    assert!(django + sqlalchemy >= 180, "only {django} and {sqlalchemy} shapes ran");
    assert!(peewee >= 40, "only {peewee} shapes of Peewee ran");
    assert!(wrong.is_empty(), "{} shapes are not as counted:\n{}", wrong.len(), wrong.join("\n"));
}
