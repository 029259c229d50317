//! Shapes of injection in programs: `tests/injection/` holds one small function for each way to put a value into
//! SQL, and for each way that is safe. One named test for each shape; strict both ways.
//!
//! `shape: name` begins one. Above a line, `expect: rule, rule` says what is reported there, `expect-within:` what is
//! reported somewhere in the shape, and `expect-later: rule, reason` what ought to be reported and is not yet.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use seqscan::finding::Confidence;
use seqscan::lint::{self, Settings};
use seqscan::project::Contribution;
use seqscan::rule::Ruleset;
use seqscan::text::{Source, SourceKind};

/// The rules that speak of what programs put into SQL.
const RULES: &[&str] = &[
    "request-in-sql",
    "sql-string-interpolation",
    "unsafe-identifier-interpolation",
    "identifier-from-parameter",
    "quoted-placeholder",
    "placeholder-mismatch",
    "foreign-placeholder",
    "dynamic-sql-in-procedure",
];

/// One shape: its name, its first line, and what must be and is reported in it.
#[derive(Default)]
struct Shape {
    name: String,
    first: usize,
    /// By line; 0 is anywhere.
    expected: Vec<(usize, String)>,
    later: Vec<String>,
    found: Vec<(usize, String)>,
}

impl Shape {
    fn verdict(&self) -> Result<(), Failed> {
        let mut found = self.found.clone();
        let mut missed = Vec::new();
        let mut wanted = self.expected.clone();
        wanted.sort_by_key(|(line, _)| *line == 0);
        for (line, rule) in wanted {
            match found.iter().position(|(at, other)| (line == 0 || *at == line) && *other == rule) {
                Some(position) => drop(found.remove(position)),
                None => missed.push(format!("line {line}: {rule} is not reported")),
            }
        }
        for (line, rule) in found {
            let late = if self.later.contains(&rule) { "is found now: write `expect`" } else { "is not expected" };
            missed.push(format!("line {line}: {rule} {late}"));
        }
        if missed.is_empty() { Ok(()) } else { Err(Failed::from(missed.join("\n"))) }
    }
}

fn main() -> ExitCode {
    let mut rules = Ruleset::embedded().expect("the rules can be read");
    let wanted: Vec<String> = RULES.iter().map(|rule| (*rule).to_owned()).collect();
    rules.select(&wanted, &[]).expect("the rules are there");
    let mut trials = Vec::new();
    let mut counts = [0usize; 3];
    for language in ["python", "rust"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/injection").join(language);
        let mut files: Vec<_> = fs::read_dir(&folder).expect("the folder is ours").flatten().collect();
        files.sort_by_key(std::fs::DirEntry::path);
        for file in files {
            let text = fs::read_to_string(file.path()).expect("it is text");
            let name = file.file_name().to_string_lossy().into_owned();
            for shape in shapes(&Source::new(name.as_str(), text, SourceKind::Host(language)), &rules) {
                let kind = if !shape.expected.is_empty() { 0 } else { 1 + usize::from(!shape.later.is_empty()) };
                counts[kind] += 1;
                trials.push(Trial::test(format!("{language}/{name}::{}", shape.name), move || shape.verdict()));
            }
        }
    }
    let [vulnerable, safe, later] = counts;
    trials.push(Trial::test(format!("{vulnerable} vulnerable and {safe} safe shapes, {later} for later"), move || {
        if vulnerable >= 150 && safe >= 150 { Ok(()) } else { Err(Failed::from("shapes have been lost")) }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn shapes(source: &Source, rules: &Ruleset) -> Vec<Shape> {
    let settings = Settings { minimum_confidence: Confidence::Low, ..Settings::default() };
    let extract = lint::extract(source, &settings);
    let project = lint::fold(&[Contribution { path: &source.path, kind: source.kind, extract: &extract }], &settings);
    let mut shapes: Vec<Shape> = Vec::new();
    for (number, line) in (1..).zip(source.text.lines()) {
        let Some(remark) = line.trim_start().strip_prefix(['#', '/']) else { continue };
        let Some((word, rest)) = remark.trim_start_matches(['/', ' ']).split_once(": ") else { continue };
        if word == "shape" {
            shapes.push(Shape { name: rest.to_owned(), first: number, ..Shape::default() });
        }
        let Some(shape) = shapes.last_mut() else { continue };
        let named = |at| rest.split(", ").map(move |rule| (at, rule.to_owned()));
        match word {
            "expect" => shape.expected.extend(named(number + 1)),
            "expect-within" => shape.expected.extend(named(0)),
            "expect-later" => shape.later.extend(rest.split(", ").take(1).map(str::to_owned)),
            _ => {}
        }
    }
    for finding in lint::lint(source, &extract, &project, rules, &settings) {
        let line = source.position(finding.primary.place.span.start).line;
        let around = shapes.iter_mut().rfind(|shape| shape.first <= line);
        around.expect("findings stand in shapes").found.push((line, finding.rule));
    }
    shapes
}
