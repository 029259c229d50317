//! `sarif`: SARIF 2.1.0, one run. Made for code scanning on GitHub, which keeps to limits of its own, and right for
//! others that read the standard. It holds no time and no absolute path, so that equal runs are equal bytes.

mod log;
mod results;
mod rules;
mod uri;

use std::cmp::Reverse;
use std::io::{self, Write};

use super::{Run, counted};
use crate::finding::Finding;
use log::{
    AutomationDetails, BaseIds, Driver, Invocation, Location, Log, Notification, PhysicalLocation, SourceRoot, Text,
    Tool,
};
use results::Results;

/// GitHub refuses a run with more.
pub const MOST_RESULTS: usize = 25_000;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What a forge files a run under when nothing else is asked for.
const CATEGORY: &str = "seqscan";

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let kept = kept(&run.findings);
    let category = run.category.as_deref().unwrap_or(CATEGORY);
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [log::Run {
            tool: Tool {
                driver: Driver {
                    name: "seqscan",
                    information_uri: env!("CARGO_PKG_HOMEPAGE"),
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: run.rules.iter().map(rules::descriptor).collect(),
                },
            },
            automation_details: AutomationDetails { id: format!("{category}/") },
            column_kind: "utf16CodeUnits",
            original_uri_base_ids: BaseIds {
                source_root: SourceRoot { description: Text::new("The root of the repository.") },
            },
            invocations: [invocation(run, run.findings.len() - kept.len())],
            results: Results::new(run).of(&kept),
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    writeln!(out)
}

/// The findings that matter most, as many as are taken, in the order of places.
fn kept(findings: &[Finding]) -> Vec<&Finding> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    if findings.len() > MOST_RESULTS {
        order.sort_by_key(|&at| Reverse((findings[at].severity, findings[at].confidence)));
        order.truncate(MOST_RESULTS);
        order.sort_unstable();
    }
    order.into_iter().map(|at| &findings[at]).collect()
}

/// What happened beside the findings.
fn invocation(run: &Run, left_out: usize) -> Invocation {
    let skipped = run.skipped.iter().map(|file| Notification {
        level: "warning",
        message: Text::new(format!("The file was not checked: it {}.", file.reason)),
        locations: vec![file_location(run, &file.path)],
    });
    let crashes = run.crashes.iter().map(|crash| Notification {
        level: "error",
        message: Text::new(format!("seqscan failed over this file: {}.", crash.words)),
        locations: vec![file_location(run, &crash.path)],
    });
    let cut = (left_out > 0).then(|| Notification {
        level: "warning",
        message: Text::new(format!(
            "{} left out, those of the lowest severity: a run holds {MOST_RESULTS}.",
            counted(left_out, "finding")
        )),
        locations: Vec::new(),
    });
    Invocation {
        execution_successful: run.crashes.is_empty(),
        tool_execution_notifications: crashes.chain(skipped).chain(cut).collect(),
    }
}

fn file_location(run: &Run, path: &str) -> Location {
    let artifact_location = uri::artifact(run, path);
    Location { id: None, physical_location: PhysicalLocation { artifact_location, region: None }, message: None }
}
