//! The command line as users meet it: one file of `tests/cli/` per behaviour, and what only a real process shows.

use std::process::{Command, Stdio};

fn seqscan(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.args(arguments).current_dir("examples/shop").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn behaviours() {
    let cases = trycmd::TestCases::new();
    // A service that runs this would be named in every run.
    ["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD"].iter().for_each(|name| {
        cases.env(*name, "");
    });
    cases.case("tests/cli/*.trycmd").case("tests/cli/*.toml");
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
