//! Others' word on what we write. The validators come from the Python and the Node registry, into folders of the test's
//! own below `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use super::{project, run, seqscan};

const MULTITOOL: &str = "node_modules/@microsoft/sarif-multitool-linux";

/// A Python with a validator of JSON, and the folder of the validator of SARIF. None where they cannot be had, which is
/// a failure where servers are required.
static TOOLS: LazyLock<Option<(PathBuf, PathBuf)>> = LazyLock::new(set_up);

fn set_up() -> Option<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validators");
    let (python, multitool) = (root.join("bin/python"), root.join(MULTITOOL));
    let has_them = || {
        let imports = Command::new(&python).args(["-c", "import check_jsonschema"]).output();
        imports.is_ok_and(|output| output.status.success()) && multitool.join("Sarif.Multitool").exists()
    };
    if !has_them() {
        let steps = [
            Command::new("python3").args(["-m", "venv"]).arg(&root).output(),
            Command::new(&python).args(["-m", "pip", "install", "--quiet", "check-jsonschema==0.39.0"]).output(),
            // Its install script does nothing but what the next step does.
            Command::new("npm")
                .args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix"])
                .arg(&root)
                .arg("@microsoft/sarif-multitool-linux@5.7.0")
                .output(),
            Command::new("chmod").arg("u+x").arg(multitool.join("Sarif.Multitool")).output(),
        ];
        if !has_them() {
            for step in steps {
                println!(
                    "{}",
                    step.map_or_else(|error| error.to_string(), |of| String::from_utf8_lossy(&of.stderr).into_owned())
                );
            }
            assert!(
                std::env::var_os("SEQSCAN_REQUIRE_SERVERS").is_none(),
                "Python with check-jsonschema and Node with sarif-multitool are required and could not be set up"
            );
            println!("skipped: no Python with check-jsonschema or no Node with sarif-multitool on this machine");
            return None;
        }
    }
    Some((python, multitool))
}

fn check_json(python: &Path, schema: &Path, file: &Path) {
    let output = Command::new(python).args(["-m", "check_jsonschema", "--schemafile"]).args([schema, file]).output();
    let output = output.expect("Python starts");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stdout));
}

/// It always exits with 0: what it prints tells.
fn check_sarif(multitool: &Path, file: &Path) {
    let output = Command::new(multitool.join("Sarif.Multitool"))
        .arg("validate")
        .arg(file)
        .args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--log", "ForceOverwrite", "-o"])
        .arg(file.with_extension("validated"))
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .output()
        .expect("the multitool starts");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(words.contains("1 files scanned") && words.contains("Analysis completed"), "{words}");
    let wrong: Vec<_> = words.lines().filter(|line| line.contains(": error ") || line.contains(": warning ")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn python(python: &Path, program: &str, file: &Path) -> String {
    let output = Command::new(python).args(["-c", program]).arg(file).output().expect("Python starts");
    assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

#[test]
fn validators_find_nothing_wrong() {
    let Some((python_path, multitool)) = &*TOOLS else { return };
    let project = project();
    let folder = project.path();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let clean = folder.join("app/clean.sql");
    fs::write(&clean, "SELECT id FROM items WHERE id = 1;\n").expect("a file");
    fs::write(folder.join("db/old.sql"), b"\xFF\xFES\0").expect("a file");
    fs::write(folder.join("CODEOWNERS"), "/db/ @shop/data ops@shop.example\n").expect("a file");
    let formats = "sarif=NAME.sarif,rdjson=NAME.rdjson,junit=NAME.junit,checkstyle=NAME.checkstyle";
    for (name, path, errors) in [("odd", Path::new("db"), 2), ("clean", &clean, 0), ("shop", &shop, 60)] {
        let mut command = seqscan(folder, &["--output-format", &formats.replace("NAME", name)]);
        if name == "shop" {
            command.args(["--select", "all", "--min-confidence", "low"]);
        }
        command.arg(path);
        let (code, _, told) = run(command);
        assert_eq!(code, i32::from(errors > 0), "{told}");
        let file = |format: &str| folder.join(format!("{name}.{format}"));
        check_json(python_path, &multitool.join("sarif-2.1.0.json"), &file("sarif"));
        check_sarif(multitool, &file("sarif"));
        check_json(python_path, Path::new("tests/formats/rdjson.schema.json"), &file("rdjson"));
        for (format, tag) in [("junit", "failure"), ("checkstyle", "error")] {
            let count = format!(
                "import sys, xml.etree.ElementTree as tree; print(len(list(tree.parse(sys.argv[1]).iter('{tag}'))))"
            );
            let count: usize = python(python_path, &count, &file(format)).parse().expect("a number");
            assert!(if errors < 10 { count == errors } else { count > errors }, "{name}: {count} of {format}");
        }
    }
}

#[test]
fn more_findings_than_are_taken_stay_within_the_limits() {
    let Some((python_path, _)) = &*TOOLS else { return };
    let project = project();
    let folder = project.path();
    for number in 0..30 {
        fs::write(folder.join(format!("db/{number}.sql")), "SELECT * FROM t;\n".repeat(1_000)).expect("a file");
    }
    let (code, _, told) = run(seqscan(folder, &["--output-format", "sarif=many.sarif"]));
    assert_eq!(code, 1, "{told}");
    assert!(
        told.contains("`sarif` holds 25,000 findings; 5,002 findings of the lowest severity were left out of it"),
        "{told}"
    );
    let file = folder.join("many.sarif");
    let size = "import sys, gzip; print(len(gzip.compress(open(sys.argv[1], 'rb').read(), mtime=0)))";
    let size: usize = python(python_path, size, &file).parse().expect("a number");
    assert!(size < 10_000_000, "{size} bytes, packed");
}
