//! A finding as a `result`. What it points at beside its own place is linked from the message, since GitHub shows only
//! what is linked. A finding that tells of a path, from a loop to its query or from a request to the text it becomes
//! part of, has that path as a code flow. Columns are UTF-16 code units.

use std::collections::HashMap;

use super::log::{
    ArtifactChange, CodeFlow, Fingerprints, FlowLocation, Inserted, Location, Outcome, OutcomeProperties,
    PhysicalLocation, Region, Repair, Replacement, Text, ThreadFlow,
};
use super::rules::{level, sentence};
use super::uri;
use crate::finding::{Edit, Finding, Fix, Label, Step};
use crate::report::line_hash::line_hashes;
use crate::report::{Run, one_line, region};
use crate::text::{Place, Unit};

const BYTE_ORDER_MARK: u16 = 0xFEFF;

pub struct Results<'r> {
    run: &'r Run,
    /// Where a rule stands in the list.
    indexes: HashMap<&'r str, usize>,
    /// The hashes of the lines of files.
    hashes: HashMap<&'r str, Vec<String>>,
}

impl<'r> Results<'r> {
    pub fn new(run: &'r Run) -> Self {
        let indexes = run.rules.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at));
        Self { run, indexes: indexes.collect(), hashes: HashMap::new() }
    }

    pub fn of(mut self, findings: &[&'r Finding]) -> Vec<Outcome<'r>> {
        findings.iter().map(|finding| self.outcome(finding)).collect()
    }

    fn outcome(&mut self, finding: &'r Finding) -> Outcome<'r> {
        let primary = &finding.primary.place;
        let claims = finding.evidence.iter().map(|evidence| (&evidence.place, evidence.claim.as_str()));
        let beside = finding.related.iter().map(|label| (&label.place, label.text.as_str())).chain(claims);
        let related: Vec<_> =
            (1..).zip(beside).map(|(id, (place, text))| self.location(place, Some(id), text)).collect();
        Outcome {
            rule_id: &finding.rule,
            rule_index: self.indexes.get(finding.rule.as_str()).copied(),
            level: level(finding.severity),
            message: Text::new(message(finding)),
            locations: [Location { message: None, ..self.location(primary, None, "") }],
            related_locations: related,
            code_flows: self.flow(finding).into_iter().collect(),
            partial_fingerprints: Fingerprints { line_hash: self.line_hash(primary), own: &finding.fingerprint },
            fixes: finding.fix.iter().map(|fix| self.repair(primary, fix)).collect(),
            properties: OutcomeProperties {
                confidence: finding.confidence.word(),
                table: finding.table.as_deref(),
                owners: &finding.owners,
            },
        }
    }

    fn location(&self, place: &Place, id: Option<usize>, text: &str) -> Location {
        let artifact_location = uri::artifact(self.run, &place.path);
        // Of a file that could not be read, only that it is meant.
        let region = self.run.source(place).map(|_| self.region(place));
        Location {
            id,
            physical_location: PhysicalLocation { artifact_location, region },
            message: Some(Text::new(escaped(text))),
        }
    }

    fn region(&self, place: &Place) -> Region {
        let region::Region { start, end } = self.run.region(place, Unit::Utf16);
        Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
    }

    /// The path that the finding tells of, if it tells of one.
    fn flow(&self, finding: &Finding) -> Option<CodeFlow> {
        let steps = |step: Step| finding.related.iter().filter(move |label| label.step == step);
        // Without a step there is no path.
        steps(Step::Before).chain(steps(Step::After)).next()?;
        let here = Label { text: sentence(&finding.message), ..finding.primary.clone() };
        let labels = steps(Step::Before).chain([&here]).chain(steps(Step::After));
        let locations = labels.map(|label| FlowLocation { location: self.location(&label.place, None, &label.text) });
        Some(CodeFlow { thread_flows: [ThreadFlow { locations: locations.collect() }] })
    }

    fn line_hash(&mut self, place: &'r Place) -> Option<String> {
        let shown = self.run.sources.get(&place.path)?;
        let hashes = self.hashes.entry(&place.path).or_insert_with(|| {
            let mark = shown.marked.then_some(BYTE_ORDER_MARK);
            line_hashes(mark.into_iter().chain(shown.source.text.encode_utf16()))
        });
        let line = self.run.region(place, Unit::Utf16).start.line;
        hashes.get(line - 1).cloned()
    }

    fn repair(&self, place: &Place, fix: &'r Fix) -> Repair<'r> {
        let replacement = |edit: &'r Edit| Replacement {
            deleted_region: self.region(&Place { path: place.path.clone(), span: edit.span }),
            inserted_content: Inserted { text: &edit.text },
        };
        Repair {
            description: Text::new(sentence(&fix.title)),
            artifact_changes: [ArtifactChange {
                artifact_location: uri::artifact(self.run, &place.path),
                replacements: fix.edits.iter().map(replacement).collect(),
            }],
        }
    }
}

/// What is wrong, what to do, and links to the places that explain it.
fn message(finding: &Finding) -> String {
    let mut message = sentence(&escaped(&finding.message));
    if !finding.help.is_empty() {
        message.push_str(&format!(" {}", sentence(&escaped(&finding.help))));
    }
    let related = finding.related.iter().map(|label| &label.text);
    let texts = related.chain(finding.evidence.iter().map(|evidence| &evidence.claim));
    let links: Vec<_> = (1..).zip(texts).map(|(id, text)| format!("[{}]({id})", escaped(text))).collect();
    if !links.is_empty() {
        message.push_str(&format!(" See: {}.", links.join("; ")));
    }
    message
}

/// On one line, and without a bracket that could begin a link.
fn escaped(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    one_line(&words).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
