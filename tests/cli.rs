//! The command line as users meet it: one file of `tests/cli/` per behaviour, and what only a real process shows.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

fn seqscan(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.args(arguments).current_dir("examples/shop").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// They run in a copy outside this repository, whose files would belong to their projects otherwise. With
/// `TRYCMD=overwrite` what they show is copied back.
#[test]
fn behaviours() {
    let here = Path::new("tests/cli");
    let folder = tempfile::tempdir().expect("a folder");
    copy(here, folder.path());
    let cases = |pattern: &str| folder.path().join(pattern);
    let run = || {
        let all = trycmd::TestCases::new();
        // A service that runs this would be named in every run.
        ["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "CI"].iter().for_each(|name| {
            all.env(*name, "");
        });
        all.case(cases("*.trycmd")).case(cases("*.toml"));
    };
    let outcome = std::panic::catch_unwind(run);
    if env::var_os("TRYCMD").is_some() {
        copy(folder.path(), here);
    }
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let with = |threads| {
        let output = seqscan(&["check", "-j", threads]).output().expect("seqscan starts");
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let alone = with("1");
    assert!(alone.lines().count() > 20, "too little to compare:\n{alone}");
    assert_eq!(alone, with("8"));
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut run = seqscan(&["check", "--quiet"]).spawn().expect("seqscan starts");
    drop(run.stdout.take());
    let output = run.wait_with_output().expect("seqscan ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colours_are_for_those_who_want_them() {
    let shown = |arguments: &[&str], variable: &str| {
        let mut command = seqscan(arguments);
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command.arg("check").env(variable, "1").output().expect("seqscan starts");
        output.stdout.contains(&0x1b)
    };
    assert!(!shown(&[], "UNRELATED"), "standard output is no terminal here");
    assert!(shown(&[], "FORCE_COLOR"));
    assert!(shown(&["--color", "always"], "NO_COLOR"));
    assert!(!shown(&["--color", "never"], "CLICOLOR_FORCE"));
}

#[test]
fn a_fresh_configuration_is_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = Command::new(env!("CARGO_BIN_EXE_seqscan")).arg("init").current_dir(folder.path()).output();
    assert!(written.expect("seqscan starts").status.success());
    let page = std::fs::read_to_string(folder.path().join("seqscan.toml")).expect("it was written");
    // What is commented out shows the form: it must be right as well.
    let shown = page.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    let is_toml = |line: &&str| line.starts_with('[') || line.contains(" = ") && !line.ends_with('.');
    let text: Vec<&str> = shown.filter(is_toml).filter(|line| !line.starts_with("libraries")).collect();
    std::fs::write(folder.path().join("seqscan.toml"), text.join("\n")).expect("written");
    let checked = Command::new(env!("CARGO_BIN_EXE_seqscan")).arg("check").current_dir(folder.path()).output();
    let checked = checked.expect("seqscan starts");
    assert!(checked.status.success(), "{}\n{}", text.join("\n"), String::from_utf8_lossy(&checked.stderr));
    assert!(text.len() > 12, "{text:?}");
}

/// What a fix leaves alone it leaves byte for byte: the mark at the beginning, line ends, letters, permissions, links.
#[test]
fn fixed_files_keep_their_bytes_and_permissions() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.sql");
    let before = "\u{FEFF}-- Grüße 😀\r\nDELETE FROM holds WHERE ended_at = NULL;\r\n\tSELECT 1\r\n";
    std::fs::write(&file, before).expect("written");
    let link = folder.path().join("b.sql");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o754)).expect("permitted");
        symlink("a.sql", &link).expect("linked");
    }
    let mut run = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    let name = if link.exists() { "b.sql" } else { "a.sql" };
    let arguments = ["check", name, "--fix", "--unsafe-fixes", "--select", "equals-null"];
    let output = run.args(arguments).current_dir(folder.path()).output().expect("seqscan starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let after = std::fs::read_to_string(&file).expect("readable");
    assert_eq!(after, before.replace("= NULL", "IS NULL"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o754);
        assert!(std::fs::symlink_metadata(&link).expect("there").is_symlink(), "the link is one still");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 2, "nothing is left beside them");
}

/// With `--fix` standard output has the fixed text, and what is left goes to standard error.
#[test]
fn standard_input_is_fixed_to_standard_output() {
    let mut command = seqscan(&["check", "-", "--fix", "--select", "redundant-distinct,equals-null"]);
    let mut run = command.stdin(Stdio::piped()).spawn().expect("seqscan starts");
    let text = "SELECT DISTINCT count(*) FROM orders WHERE shipped_at = NULL;";
    std::io::Write::write_all(&mut run.stdin.take().expect("piped"), text.as_bytes()).expect("read");
    let output = run.wait_with_output().expect("seqscan ends");
    assert_eq!(String::from_utf8_lossy(&output.stdout), text.replace("DISTINCT ", ""));
    assert!(String::from_utf8_lossy(&output.stderr).contains("equals-null"), "what is left is told");
    assert_eq!(output.status.code(), Some(1));
}
