//! `gitlab`: a code quality report, which merge requests show. Columns count characters.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::region::{Point, Region};
use super::{Run, one_line};
use crate::finding::{Finding, Severity};
use crate::text::Unit;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    // Of issues with one fingerprint GitLab shows the first only.
    let mut taken = HashSet::new();
    let issues: Vec<_> = run.findings.iter().map(|finding| issue(run, finding, &mut taken)).collect();
    serde_json::to_writer(&mut *out, &issues)?;
    writeln!(out)
}

fn issue<'r>(run: &'r Run, finding: &'r Finding, taken: &mut HashSet<String>) -> Issue<'r> {
    let place = &finding.primary.place;
    let Region { start, end } = run.region(place, Unit::Characters);
    let position = |point: Point| Position { line: point.line, column: point.column };
    let own = finding.fingerprint.clone();
    let fingerprint = std::iter::once(own.clone())
        .chain((2..).map(|count| format!("{own}-{count}")))
        .find(|one| !taken.contains(one));
    let fingerprint = fingerprint.unwrap_or(own);
    taken.insert(fingerprint.clone());
    Issue {
        // The page hides `check_name`.
        description: format!("{}: {}", finding.rule, one_line(&finding.message)),
        check_name: &finding.rule,
        fingerprint,
        severity: match finding.severity {
            Severity::Info => "info",
            Severity::Warning => "major",
            Severity::Error => "critical",
        },
        location: Location {
            path: run.repository_path(&place.path),
            positions: Positions { begin: position(start), end: position(end) },
        },
    }
}
