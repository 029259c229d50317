//! Outputs as those meet them who ask for them: several in one run, files whole or not at all, and documents that the
//! validators of others find nothing wrong with.

#![allow(clippy::print_stdout)]

#[path = "formats/validators.rs"]
mod validators;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// What a service that runs jobs sets, and what would tell the run how to speak.
const VARIABLES: &[&str] =
    &["GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "GITHUB_STEP_SUMMARY", "SEQSCAN_OUTPUT_FORMAT", "FORCE_COLOR"];

const REPORT: &str =
    "\u{FEFF}/* é😀 */\tSELECT * FROM items;\r\nSELECT id FROM items WHERE lower(note) = 'é😀, 100%: <x>';\r\n";

fn seqscan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seqscan"));
    command.args(["check", "--select", "select-star,function-on-column"]).args(arguments).current_dir(folder);
    VARIABLES.iter().for_each(|name| {
        command.env_remove(name);
    });
    command
}

fn run(mut command: Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("seqscan starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

/// A repository with a report that is hard to count in, under a name that is hard to write.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join(".git")).expect("a folder");
    fs::create_dir_all(folder.path().join("app")).expect("a folder");
    fs::create_dir_all(folder.path().join("db")).expect("a folder");
    fs::write(folder.path().join("db/50% é#.sql"), REPORT).expect("a file");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("it was written")).expect("JSON")
}

#[test]
fn one_run_has_several_outputs() {
    let project = project();
    let folder = project.path();
    fs::write(folder.join("old.sarif"), "old").expect("a file");
    let outputs = ["--output-format", "full", "--output-format", "sarif=old.sarif,full=app/full.txt,junit=app/a,b.xml"];
    let (code, shown, told) = run(seqscan(folder, &[&outputs[..], &["--color", "always"]].concat()));
    assert_eq!(code, 1, "{told}");
    assert!(shown.contains("\u{1b}[") && shown.contains("db/50% é#.sql"), "{shown}");
    assert!(told.contains("2 findings"), "{told}");
    assert_eq!(names(&folder.join("app")), ["a,b.xml", "full.txt"]);
    assert_eq!(names(folder), [".git", ".seqscan_cache", "app", "db", "old.sarif"], "no draft is left behind");
    assert_eq!(json(&folder.join("old.sarif"))["runs"][0]["results"].as_array().expect("results").len(), 2);
    let full = fs::read_to_string(folder.join("app/full.txt")).expect("it was written");
    assert!(full.contains("select-star") && !full.contains('\u{1b}'), "a file has no colours: {full}");
}

#[test]
fn files_alone_leave_standard_output_empty() {
    let project = project();
    let (code, shown, told) = run(seqscan(project.path(), &["--output-format", "json=a.json"]));
    assert_eq!((code, shown.as_str()), (1, ""));
    assert!(told.contains("2 findings"), "{told}");
    let mut command = seqscan(project.path(), &[]);
    command.env("SEQSCAN_OUTPUT_FORMAT", "concise,json=b.json");
    let (code, shown, _) = run(command);
    assert_eq!((code, shown.lines().count()), (1, 2), "{shown}");
    assert_eq!(json(&project.path().join("a.json"))["findings"], json(&project.path().join("b.json"))["findings"]);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_stay_what_they_are() {
    let project = project();
    let folder = project.path();
    fs::write(folder.join("app/old.json"), "old").expect("a file");
    std::os::unix::fs::symlink("app/old.json", folder.join("link.json")).expect("a link");
    let outputs = ["--output-format", "json=link.json", "--output-format", "jsonl=/dev/stdout"];
    let (code, shown, told) = run(seqscan(folder, &outputs));
    assert_eq!((code, shown.lines().count()), (1, 2), "{told}");
    assert!(folder.join("link.json").is_symlink(), "what it leads to is replaced");
    assert_eq!(json(&folder.join("app/old.json"))["findings"].as_array().expect("findings").len(), 2);
    let mode = |name: &str| {
        let of = fs::metadata(folder.join(name)).expect("a file");
        std::os::unix::fs::PermissionsExt::mode(&of.permissions())
    };
    assert_eq!(mode("app/old.json"), mode("db/50% é#.sql"), "as readable as any other file");
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is() {
    let project = project();
    for (outputs, words) in [
        (&["json=a.json", "sarif=none/a.sarif"][..], "the folder `none` does not exist"),
        (&["json=a.json", "sarif=app"], "`app` is a folder"),
        (&["json=a.json", "sarif=a.json"], "two formats cannot go to one file"),
        (&["json=a.json", "json", "full"], "`json` and `full` cannot both go to standard output"),
        (&["json=a.json", "sarrif=a.sarif"], "a similar value exists: 'sarif'"),
    ] {
        let arguments: Vec<_> = outputs.iter().flat_map(|output| ["--output-format", output]).collect();
        let (code, shown, told) = run(seqscan(project.path(), &arguments));
        assert_eq!((code, shown.as_str()), (2, ""), "{told}");
        assert!(told.contains(words), "{told}");
        assert_eq!(names(project.path()), [".git", "app", "db"]);
    }
    fs::write(project.path().join("a.json"), "old").expect("a file");
    let (code, ..) = run(seqscan(project.path(), &["--output-format", "json=a.json", "none.sql"]));
    assert_eq!(code, 2);
    assert_eq!(
        fs::read_to_string(project.path().join("a.json")).expect("a file"),
        "old",
        "a failed run leaves it alone"
    );
}

#[test]
fn forges_are_told_paths_of_the_repository() {
    let project = project();
    let app = project.path().join("app");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../db/50% é#.sql", app.join("link.sql")).expect("a link");
    let formats = "sarif=a.sarif,gitlab=a.json,json=b.json,github=c.txt,azure=d.txt,markdown=e.md,rdjson=f.json";
    let (code, _, told) = run(seqscan(&app, &["--output-format", formats, "link.sql", "--sarif-category", "shop"]));
    assert_eq!(code, 1, "{told}");
    let log = json(&app.join("a.sarif"));
    let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(location["uri"], "db/50%25%20%C3%A9%23.sql");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "shop/");
    assert_eq!(json(&app.join("a.json"))[0]["location"]["path"], "db/50% é#.sql");
    let text = |name: &str| fs::read_to_string(app.join(name)).expect("it was written");
    assert!(text("c.txt").contains("file=db/50%25 é#.sql,"), "{}", text("c.txt"));
    assert!(text("d.txt").contains("sourcepath=db/50%AZP25 é#.sql;"), "{}", text("d.txt"));
    assert!(text("e.md").contains("`db/50% é#.sql:1:17`"), "{}", text("e.md"));
    assert_eq!(json(&app.join("b.json"))["findings"][0]["path"], "link.sql", "people see what they typed");
    assert_eq!(json(&app.join("f.json"))["diagnostics"][0]["location"]["path"], "link.sql", "so does reviewdog");
}

#[test]
fn what_could_not_be_read_is_told_in_sarif() {
    let project = project();
    fs::write(project.path().join("db/old.sql"), b"\xFF\xFES\0").expect("a file");
    let (code, shown, _) = run(seqscan(project.path(), &["--output-format", "sarif"]));
    assert_eq!(code, 1);
    let log: Value = serde_json::from_str(&shown).expect("JSON");
    let note = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(note["level"], "warning");
    assert_eq!(note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "db/old.sql");
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "seqscan/");
}

#[test]
fn a_job_on_github_gets_its_summary() {
    let project = project();
    let summary = project.path().join("summary.md");
    fs::write(&summary, "of an earlier tool\n").expect("a file");
    let with = |format: &str| {
        let mut command = seqscan(project.path(), &["--output-format", format]);
        command.env("GITHUB_STEP_SUMMARY", &summary);
        run(command);
        fs::read_to_string(&summary).expect("it is there")
    };
    assert_eq!(with("concise"), "of an earlier tool\n");
    let page = with("github");
    assert!(page.starts_with("of an earlier tool\n## seqscan: 2 findings in 1 file\n"), "{page}");
    fs::write(&summary, "x".repeat(1 << 20)).expect("a file");
    assert_eq!(with("github").len(), 1 << 20, "a full summary stays as it is");
}

#[test]
fn a_service_is_named_once() {
    let project = project();
    let with = |name: &str, arguments: &[&str]| {
        let mut command = seqscan(project.path(), arguments);
        command.env(name, "true");
        let (_, shown, told) = run(command);
        assert!(shown.contains("50% é#.sql"), "{shown}");
        told
    };
    for (name, format) in [("GITHUB_ACTIONS", "github"), ("GITLAB_CI", "gitlab"), ("TF_BUILD", "azure")] {
        let told = with(name, &[]);
        let hints: Vec<_> = told.lines().filter(|line| line.contains("--output-format")).collect();
        assert!(hints.len() == 1 && hints[0].contains(format), "{told}");
        assert_eq!(with(name, &["--quiet"]), "");
        assert!(!with(name, &["--output-format", "full"]).contains("--output-format"));
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_of_any_format() {
    let project = project();
    let text: String = (0..50).map(|number| format!("SELECT * FROM t{number};\n")).collect();
    (0..9).for_each(|number| fs::write(project.path().join(format!("db/{number}.sql")), &text).expect("a file"));
    let all = [
        "full",
        "concise",
        "json",
        "jsonl",
        "sarif",
        "github",
        "gitlab",
        "junit",
        "checkstyle",
        "rdjson",
        "azure",
        "markdown",
    ];
    let with = |threads: &str| {
        let out = project.path().join(threads);
        fs::create_dir(&out).expect("a folder");
        let outputs: Vec<_> = all.iter().map(|format| format!("{format}={threads}/{format}")).collect();
        let (code, _, told) =
            run(seqscan(project.path(), &["-j", threads, "--output-format", &outputs.join(","), "db"]));
        assert_eq!(code, 1, "{told}");
        all.map(|format| fs::read_to_string(out.join(format)).expect("it was written"))
    };
    let (alone, together) = (with("1"), with("4"));
    for (format, (alone, together)) in all.iter().zip(alone.iter().zip(&together)) {
        // The one thing that is never the same twice.
        let timeless = |text: &str| match text.split_once("\"duration_ms\":") {
            Some((before, after)) if *format == "json" => {
                format!("{before}{}", after.trim_start_matches(char::is_numeric))
            }
            _ => text.to_owned(),
        };
        assert!(alone.len() > 1_000, "{format} says too little to compare");
        assert!(timeless(alone) == timeless(together), "{format} differs");
    }
}
