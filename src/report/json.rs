//! `json`: one object for machines. Version 1 of the contract: keys may be added, none changes or goes.

use std::io::{self, Write};

use serde::Serialize;

use super::Run;
use crate::finding::{Confidence, Edit, Evidence, Finding, Fix, Label, Severity, Step};
use crate::text::{Place, Position};

pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'r> {
    version: u32,
    findings: Vec<Item<'r>>,
    summary: Totals<'r>,
}

/// A finding, in the words of the contract.
#[derive(Serialize)]
pub(super) struct Item<'r> {
    rule: &'r str,
    category: &'r str,
    severity: Severity,
    confidence: Confidence,
    message: &'r str,
    help: &'r str,
    path: &'r str,
    start: Position,
    end: Position,
    related: Vec<Related<'r>>,
    evidence: Vec<Claim<'r>>,
    fix: Option<Change<'r>>,
    fingerprint: &'r str,
    table: Option<&'r str>,
    owners: &'r [String],
}

#[derive(Serialize)]
struct Related<'r> {
    path: &'r str,
    start: Position,
    end: Position,
    text: &'r str,
    step: Step,
}

#[derive(Serialize)]
struct Claim<'r> {
    claim: &'r str,
    path: &'r str,
    line: usize,
}

#[derive(Serialize)]
struct Change<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
struct Replacement<'r> {
    start: Position,
    end: Position,
    text: &'r str,
}

#[derive(Serialize)]
struct Totals<'r> {
    files: usize,
    statements: usize,
    unparsed: usize,
    suppressed: usize,
    baselined: usize,
    duration_ms: u128,
    silent_rules: Vec<Silent<'r>>,
    /// `2/4`, when it is a part of a run.
    shard: Option<&'r str>,
}

#[derive(Serialize)]
struct Silent<'r> {
    rule: &'r str,
    needs: &'r str,
}

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let summary = &run.summary;
    let silent_rules = summary.silent_rules.iter().map(|silent| Silent { rule: &silent.rule, needs: &silent.needs });
    let report = Report {
        version: VERSION,
        findings: run.findings.iter().map(|finding| item(run, finding)).collect(),
        summary: Totals {
            files: summary.files,
            statements: summary.statements,
            unparsed: summary.unparsed,
            suppressed: summary.suppressed,
            baselined: summary.baselined,
            duration_ms: summary.duration.as_millis(),
            silent_rules: silent_rules.collect(),
            shard: summary.shard.as_deref(),
        },
    };
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}

pub(super) fn item<'r>(run: &'r Run, finding: &'r Finding) -> Item<'r> {
    let place = &finding.primary.place;
    Item {
        rule: &finding.rule,
        category: &finding.category,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        help: &finding.help,
        path: &place.path,
        start: run.start(place),
        end: end(run, place),
        related: finding.related.iter().map(|label| related(run, label)).collect(),
        evidence: finding.evidence.iter().map(|evidence| claim(run, evidence)).collect(),
        fix: finding.fix.as_ref().map(|fix| change(run, &place.path, fix)),
        fingerprint: &finding.fingerprint,
        table: finding.table.as_deref(),
        owners: &finding.owners,
    }
}

fn related<'r>(run: &Run, label: &'r Label) -> Related<'r> {
    let place = &label.place;
    Related { path: &place.path, start: run.start(place), end: end(run, place), text: &label.text, step: label.step }
}

fn claim<'r>(run: &Run, evidence: &'r Evidence) -> Claim<'r> {
    let place = &evidence.place;
    Claim { claim: &evidence.claim, path: &place.path, line: run.start(place).line }
}

fn change<'r>(run: &Run, path: &str, fix: &'r Fix) -> Change<'r> {
    let edit = |edit: &'r Edit| Replacement {
        start: run.position(path, edit.span.start),
        end: run.position(path, edit.span.end),
        text: &edit.text,
    };
    Change { title: &fix.title, safe: fix.safe, edits: fix.edits.iter().map(edit).collect() }
}

fn end(run: &Run, place: &Place) -> Position {
    run.position(&place.path, place.span.end)
}
