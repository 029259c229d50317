//! Runs that were written as `json`, read back: the parts of a run that several machines shared become one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use super::json::VERSION;
use super::run::{BYTE_ORDER_MARK, Run, SilentRule, Summary};
use crate::finding::{Confidence, Edit, Evidence, Finding, Fix, Label, Severity, Step};
use crate::text::{Place, Span};
use crate::walk::{Shown, shown};

/// What a `json` report holds.
#[derive(Debug, Deserialize)]
pub struct Part {
    version: u32,
    findings: Vec<Item>,
    summary: Totals,
}

#[derive(Debug, Deserialize)]
struct Item {
    rule: String,
    category: String,
    severity: Severity,
    confidence: Confidence,
    message: String,
    help: String,
    path: String,
    start: Byte,
    end: Byte,
    related: Vec<Related>,
    evidence: Vec<Claim>,
    fix: Option<Change>,
    fingerprint: String,
    table: Option<String>,
    owners: Vec<String>,
}

/// A position, of which the byte says all.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Byte {
    byte: usize,
}

#[derive(Debug, Deserialize)]
struct Related {
    path: String,
    start: Byte,
    end: Byte,
    text: String,
    step: Step,
}

#[derive(Debug, Deserialize)]
struct Claim {
    claim: String,
    path: String,
    line: usize,
}

#[derive(Debug, Deserialize)]
struct Change {
    title: String,
    safe: bool,
    edits: Vec<Replacement>,
}

#[derive(Debug, Deserialize)]
struct Replacement {
    start: Byte,
    end: Byte,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Totals {
    files: usize,
    statements: usize,
    unparsed: usize,
    suppressed: usize,
    baselined: usize,
    duration_ms: u64,
    silent_rules: Vec<Silent>,
    shard: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Silent {
    rule: String,
    needs: String,
}

/// Why parts do not make a run.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    #[error("{0}")]
    NoReport(String),
    #[error("is of version {0} of the contract; this seqscan reads version {VERSION}")]
    Version(u32),
    #[error("points into `{0}`, which is not here as it was checked")]
    Changed(String),
}

impl Part {
    pub fn read(text: &str) -> Result<Self, PartError> {
        let part: Self = serde_json::from_str(text).map_err(|error| PartError::NoReport(error.to_string()))?;
        if part.version == VERSION { Ok(part) } else { Err(PartError::Version(part.version)) }
    }

    /// The part of a run it is: `2/4`.
    pub fn shard(&self) -> Option<&str> {
        self.summary.shard.as_deref()
    }
}

/// The parts that are missing, of a run of so many.
pub fn missing(parts: &[Part]) -> Vec<String> {
    let named: BTreeSet<&str> = parts.iter().filter_map(Part::shard).collect();
    let of = named.iter().filter_map(|shard| shard.split_once('/')?.1.parse::<u64>().ok()).max().unwrap_or_default();
    (1..=of).map(|number| format!("{number}/{of}")).filter(|shard| !named.contains(shard.as_str())).collect()
}

/// One run of all parts. What two of them say is said once. The files must lie here as they did when they were checked.
pub fn together(parts: Vec<Part>) -> Result<Run, PartError> {
    let mut run = Run::default();
    let mut seen = BTreeSet::new();
    for Part { findings, summary, .. } in parts {
        add(&mut run.summary, summary);
        for item in findings {
            if seen.insert((item.path.clone(), item.rule.clone(), item.start.byte, item.end.byte, item.message.clone()))
            {
                let finding = finding(item, &mut run.sources)?;
                run.findings.push(finding);
            }
        }
    }
    run.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(run)
}

fn add(sum: &mut Summary, part: Totals) {
    sum.files += part.files;
    sum.statements += part.statements;
    sum.unparsed += part.unparsed;
    sum.suppressed += part.suppressed;
    sum.baselined += part.baselined;
    // The machines worked side by side.
    sum.duration = sum.duration.max(Duration::from_millis(part.duration_ms));
    for Silent { rule, needs } in part.silent_rules {
        if sum.silent_rules.iter().all(|known| known.rule != rule) {
            sum.silent_rules.push(SilentRule { rule, needs });
        }
    }
}

type Sources = BTreeMap<Arc<str>, Shown>;

fn finding(item: Item, sources: &mut Sources) -> Result<Finding, PartError> {
    let place = place(&item.path, item.start, item.end, sources)?;
    let related = item.related.into_iter().map(|label| {
        let place = self::place(&label.path, label.start, label.end, sources)?;
        Ok(Label { place, text: label.text, step: label.step })
    });
    let related = related.collect::<Result<Vec<_>, PartError>>()?;
    let evidence = item.evidence.into_iter().map(|claim| {
        let source = &source(&claim.path, sources)?.source;
        let start = source.lines.start(claim.line).ok_or_else(|| PartError::Changed(claim.path.clone()))?;
        Ok(Evidence { claim: claim.claim, place: source.place(Span::new(start, start)) })
    });
    let evidence = evidence.collect::<Result<Vec<_>, PartError>>()?;
    let fix = item.fix.map(|change| {
        let edit = |edit: Replacement| {
            let span = self::place(&item.path, edit.start, edit.end, sources)?.span;
            Ok(Edit { span, text: edit.text })
        };
        let edits = change.edits.into_iter().map(edit).collect::<Result<Vec<_>, PartError>>()?;
        Ok(Fix { title: change.title, safe: change.safe, edits })
    });
    let same_file = related.iter().filter(|label| label.place.path == place.path);
    Ok(Finding {
        reach: same_file.fold(place.span, |reach, label| reach.cover(label.place.span)),
        primary: Label { place, text: item.message.clone(), step: Step::Beside },
        rule: item.rule,
        category: item.category,
        severity: item.severity,
        confidence: item.confidence,
        message: item.message,
        help: item.help,
        related,
        evidence,
        fix: fix.transpose()?,
        fingerprint: item.fingerprint,
        table: item.table,
        owners: item.owners,
    })
}

/// The bytes of a file as those of its text, which has no byte order mark.
fn place(path: &str, start: Byte, end: Byte, sources: &mut Sources) -> Result<Place, PartError> {
    let Shown { source, marked } = source(path, sources)?;
    let before = if *marked { BYTE_ORDER_MARK } else { 0 };
    let within = |at: Byte| at.byte.checked_sub(before).filter(|&at| source.text.is_char_boundary(at));
    match (within(start), within(end)) {
        (Some(start), Some(end)) if start <= end => Ok(source.place(Span::new(start, end))),
        _ => Err(PartError::Changed(path.to_owned())),
    }
}

fn source<'s>(path: &str, sources: &'s mut Sources) -> Result<&'s Shown, PartError> {
    let path: Arc<str> = path.into();
    if !sources.contains_key(&path) {
        let shown = shown(&path).ok_or_else(|| PartError::Changed(path.to_string()))?;
        sources.insert(path.clone(), shown);
    }
    sources.get(&path).ok_or_else(|| PartError::Changed(path.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(shard: &str) -> Part {
        let text = format!(
            r#"{{"version":1,"findings":[],"summary":{{"files":2,"statements":3,"unparsed":0,"suppressed":1,"baselined":0,
            "duration_ms":7,"silent_rules":[{{"rule":"missing-index","needs":"schema"}}],"shard":"{shard}"}}}}"#
        );
        Part::read(&text).unwrap()
    }

    #[test]
    fn summaries_are_added_up_and_missing_parts_named() {
        assert_eq!(missing(&[part("1/3"), part("3/3")]), ["2/3"]);
        assert_eq!(missing(&[part("1/2"), part("2/2")]), [] as [String; 0]);
        let run = together(vec![part("1/2"), part("2/2")]).unwrap();
        let Summary { files, statements, suppressed, .. } = run.summary;
        assert_eq!((files, statements, suppressed), (4, 6, 2));
        assert_eq!(run.summary.silent_rules.len(), 1);
    }

    #[test]
    fn what_is_no_report_is_refused() {
        assert!(matches!(Part::read("[]"), Err(PartError::NoReport(_))));
        let newer = r#"{"version":2,"findings":[],"summary":{"files":0,"statements":0,"unparsed":0,"suppressed":0,"baselined":0,"duration_ms":0,"silent_rules":[]}}"#;
        assert_eq!(Part::read(newer).unwrap_err(), PartError::Version(2));
    }
}
