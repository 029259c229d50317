//! A run that finds what an earlier one kept says what a run that reads everything says, byte for byte: whatever was
//! changed between them, and whatever is asked.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use proptest::sample::Index;
use seqscan::fact::Dialect;
use seqscan::host::{Knowledge, OwnLibrary};
use seqscan::lint::Settings;
use seqscan::rule::Ruleset;
use seqscan::walk::{self, Cache};

static RULES: LazyLock<Ruleset> = LazyLock::new(|| Ruleset::embedded().expect("the rules are right"));

/// A project of programs, templates, migrations and SQL in several dialects.
const CORPUS: &[&str] = &["examples/shop", "tests/oracle", "tests/migrations", "tests/orm"];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it is there").flatten() {
        let target = to.join(entry.file_name());
        match entry.path() {
            path if entry.file_name().to_string_lossy().starts_with('.') => drop(path),
            path if path.is_dir() => copy(&path, &target),
            path => drop(fs::copy(path, target).expect("it can be copied")),
        }
    }
}

fn corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in CORPUS {
        let path = Path::new(part);
        copy(path, &folder.path().join(path.file_name().expect("a name")));
    }
    folder
}

fn own_library() -> Arc<Knowledge> {
    let text = fs::read_to_string("tests/cli/configuration.in/wrappers/known/python/ours.yml").expect("it is there");
    Arc::new(Knowledge::with(&[OwnLibrary { language: "python".to_owned(), name: "ours".to_owned(), text }]))
}

/// All that a run comes to.
fn check(project: &Path, settings: &Settings, cache: &Cache, threads: usize) -> String {
    let mut candidates = walk::collect(&[project.to_owned()]).expect("it is there").candidates;
    walk::call_by_project(&mut candidates, project);
    let rules = &*RULES;
    let workers = walk::workers(threads.try_into().ok()).expect("threads start");
    let check = || walk::check_each(candidates, &|_| (rules, settings), settings, cache, &|| ());
    format!("{:#?}", workers.install(check))
}

fn files(project: &Path) -> Vec<PathBuf> {
    let found = walk::collect(&[project.to_owned()]).expect("it is there");
    found.candidates.iter().map(|candidate| PathBuf::from(&*candidate.path)).collect()
}

#[derive(Clone, Debug)]
enum Change {
    /// A file becomes what another one is.
    Become(Index, Index),
    /// The rest of a file is gone.
    Cut(Index, Index),
    /// Everything moves down.
    Push(Index),
    Remove(Index),
    Settings(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Change::Become(one, other)),
        (any::<Index>(), any::<Index>()).prop_map(|(file, at)| Change::Cut(file, at)),
        any::<Index>().prop_map(Change::Push),
        any::<Index>().prop_map(Change::Remove),
        (0..3_usize).prop_map(Change::Settings),
    ]
}

impl Change {
    fn make(&self, project: &Path, settings: &mut Settings) {
        let files = files(project);
        let read = |file: &PathBuf| fs::read_to_string(file).expect("it is text");
        let write = |file: &PathBuf, text: &str| fs::write(file, text).expect("it can be written");
        match self {
            Self::Become(one, other) => write(one.get(&files), &read(other.get(&files))),
            Self::Cut(file, at) => {
                let file = file.get(&files);
                let text = read(file);
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                write(file, &lines[..at.index(lines.len() + 1)].concat());
            }
            Self::Push(file) => {
                let file = file.get(&files);
                write(file, &format!("\n\n{}", read(file)));
            }
            Self::Remove(file) => fs::remove_file(file.get(&files)).expect("it can be removed"),
            Self::Settings(0) => settings.dialect = Some(Dialect::Mysql),
            Self::Settings(1) => settings.knowledge = Some(own_library()),
            Self::Settings(_) => *settings = Settings::default(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, ..ProptestConfig::with_cases(3) })]

    #[test]
    fn whatever_changes_the_findings_are_those_of_a_run_without_cache(
        rounds in prop::collection::vec(prop::collection::vec(change(), 1..6), 1..3)
    ) {
        let (project, kept) = (corpus(), tempfile::tempdir().expect("a folder"));
        let mut settings = Settings::default();
        let held_against = |settings: &Settings, threads: usize| {
            let cache = Cache::in_folder(kept.path()).expect("the program can be read");
            let told = check(project.path(), settings, &cache, threads);
            cache.save().expect("it can be written");
            (told, check(project.path(), settings, &Cache::none(), 2))
        };
        let (cold, without) = held_against(&settings, 1);
        prop_assert!(without.contains("query-in-loop"), "too little is found to compare");
        prop_assert_eq!(cold, without);
        for changes in rounds {
            changes.iter().for_each(|change| change.make(project.path(), &mut settings));
            let (warm, without) = held_against(&settings, 4);
            prop_assert_eq!(warm, without);
        }
    }
}

/// A repository whose last commit changes two files.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(Path::new("examples/shop"), folder.path());
    let jobs = folder.path().join("billing/jobs.py");
    let before = fs::read_to_string(&jobs).expect("it is text");
    fs::write(&jobs, "import psycopg\n").expect("it can be written");
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    commit(folder.path());
    fs::write(&jobs, before).expect("it can be written");
    commit(folder.path());
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let status = Command::new("git").current_dir(folder).args(identity).args(arguments).status();
    assert!(status.expect("git starts").success(), "{arguments:?}");
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "a change"]);
}

/// What a command says and leaves behind in the files.
fn run(folder: &Path, arguments: &[&str]) -> (String, String, BTreeMap<PathBuf, String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    for name in ["SEQSCAN_NO_CACHE", "SEQSCAN_CACHE_DIR", "CI", "GITHUB_ACTIONS"] {
        command.env_remove(name);
    }
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut run = pipes.current_dir(folder).args(arguments).spawn().expect("seqscan starts");
    let text = "import psycopg\n\ndef total(cursor, ids):\n    for id in ids:\n        \
                cursor.execute(\"SELECT * FROM orders WHERE id = %s\", (id,))\n";
    let mut input = run.stdin.take().expect("piped");
    // Who does not read standard input closes it.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = run.wait_with_output().expect("seqscan ends");
    let files = files(folder).into_iter().map(|file| (file.clone(), fs::read_to_string(file).expect("it is text")));
    let told = String::from_utf8_lossy(&output.stderr);
    let timeless = told.lines().map(|line| line.rsplit_once(" in ").map_or(line, |(line, _)| line));
    (String::from_utf8(output.stdout).expect("UTF-8"), timeless.collect::<Vec<_>>().join("\n"), files.collect())
}

#[test]
fn whatever_is_asked_the_answer_is_that_of_a_run_without_cache() {
    let folder = repository();
    let here = folder.path();
    let kept = here.join(".seqscan_cache");
    let (_, told, _) = run(here, &["check", "--no-cache", "--quiet"]);
    assert!(told.is_empty() && !kept.exists(), "{told}");
    for arguments in [
        &["check", "--verbose"][..],
        &["check", "--verbose", "-j", "1"],
        &["check", "-j", "4", "--output-format", "concise", "--select", "all"],
        &["check", "billing/jobs.py", "--force-exclude"],
        &["check", "--new-since", "HEAD~1"],
        &["check", "--shard", "1/3"],
        &["check", "--dialect", "mysql", "--config", "min-severity = \"error\""],
        &["check", "-", "--stdin-filename", "billing/jobs.py"],
        &["check", "--diff", "--unsafe-fixes"],
        &["check", "--fix", "--unsafe-fixes"],
        &["check", "--add-ignore=known"],
        &["baseline", "create"],
    ] {
        let without: Vec<&str> = arguments.iter().copied().chain(["--no-cache"]).collect();
        let expected = run(here, &without);
        git(here, &["checkout", "--quiet", "."]);
        git(here, &["clean", "--quiet", "--force", "-d"]);
        assert_eq!(run(here, arguments), expected, "{arguments:?}");
        git(here, &["checkout", "--quiet", "."]);
        git(here, &["clean", "--quiet", "--force", "-d"]);
        assert!(kept.is_dir(), "git leaves it alone");
    }
    let (files, _, _) = run(here, &["check", "--show-files"]);
    assert!(files.contains("billing/jobs.py") && !files.contains("seqscan_cache"), "{files}");
    // A folder that is named is used from wherever the run starts, and is not the project's to clean.
    let named = here.join("named");
    run(&here.join("billing"), &["check", "jobs.py", "--cache-dir", "../named"]);
    assert!(named.is_dir());
    assert_eq!(run(&here.join("billing"), &["clean"]).1, "removed ../.seqscan_cache");
    assert!(!kept.exists() && named.is_dir());
    assert_eq!(run(here, &["clean", "--cache-dir", "named"]).1, "removed named");
    assert_eq!(run(here, &["clean"]).1, "nothing is kept here");
}

#[test]
fn a_folder_that_cannot_be_written_is_no_trouble() {
    let folder = repository();
    // A file stands where the folder would.
    fs::write(folder.path().join(".seqscan_cache"), "").expect("it can be written");
    let (out, told, _) = run(folder.path(), &["check", "--quiet"]);
    assert!(!out.is_empty() && told.is_empty(), "{told}");
    let (_, told, _) = run(folder.path(), &["check", "--verbose"]);
    assert!(told.contains("nothing is kept for the next run: "), "{told}");
}
