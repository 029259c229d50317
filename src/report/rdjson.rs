//! `rdjson`: the diagnostics that reviewdog turns into comments of a review. Columns are 1-based bytes of UTF-8, and
//! those of a byte order mark count: reviewdog reads lines as they are. Paths begin where seqscan was started, as
//! reviewdog expects them.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::region::{Point, Region};
use super::secrets::masked;
use super::{Run, one_line};
use crate::finding::{Finding, Fix, Label, Severity};
use crate::text::{Place, Span, Unit};

#[derive(Serialize)]
struct Report<'r> {
    source: Named<'r>,
    severity: &'static str,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Named<'r> {
    name: &'r str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(rename = "relatedLocations", skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'r>>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related<'r> {
    message: String,
    location: Location<'r>,
}

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let worst = run.findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Info);
    let report = Report {
        source: Named { name: "seqscan" },
        severity: word(worst),
        diagnostics: run.findings.iter().map(|finding| diagnostic(run, finding)).collect(),
    };
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}

fn diagnostic<'r>(run: &Run, finding: &'r Finding) -> Diagnostic<'r> {
    let place = &finding.primary.place;
    let help = if finding.help.is_empty() { String::new() } else { format!("\n{}", finding.help) };
    let suggestion = finding.fix.as_ref().and_then(|fix| suggestion(run, place, fix));
    let related = |label: &'r Label| Related { message: one_line(&label.text), location: location(run, &label.place) };
    Diagnostic {
        message: format!("{}{help}", one_line(&finding.message)),
        location: location(run, place),
        severity: word(finding.severity),
        code: Code { value: &finding.rule },
        suggestions: suggestion.into_iter().collect(),
        related_locations: finding.related.iter().map(related).collect(),
    }
}

/// All edits as one: each suggestion is offered by itself, and half a fix mends nothing.
fn suggestion(run: &Run, place: &Place, fix: &Fix) -> Option<Suggestion> {
    let source = run.source(place)?;
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let whole = edits.iter().map(|edit| edit.span).reduce(Span::cover)?;
    let (mut text, mut at) = (String::new(), whole.start);
    for edit in edits {
        text.push_str(source.slice(Span { start: at, end: edit.span.start }));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    let is_open = matches!(masked(&text), Cow::Borrowed(_));
    is_open.then(|| Suggestion { range: range(run, &Place { path: place.path.clone(), span: whole }), text })
}

fn location<'r>(run: &Run, place: &'r Place) -> Location<'r> {
    Location { path: &place.path, range: range(run, place) }
}

fn range(run: &Run, place: &Place) -> Range {
    let Region { start, end } = run.region(place, Unit::Bytes);
    let position = |point: Point| Position { line: point.line, column: point.column };
    Range { start: position(start), end: position(end) }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}
