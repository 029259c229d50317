//! `--statistics`: how often each rule found something.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::finding::Severity;
use crate::report::Run;
use crate::rule::Ruleset;

#[derive(Serialize)]
struct Count<'r> {
    rule: &'r str,
    category: &'r str,
    severity: Severity,
    findings: usize,
    /// How many files they lie in.
    files: usize,
}

#[derive(Serialize)]
struct Statistics<'r> {
    version: u32,
    statistics: Vec<Count<'r>>,
}

pub fn write(run: &Run, rules: &Ruleset, is_for_machines: bool, out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(run);
    if is_for_machines {
        serde_json::to_writer(&mut *out, &Statistics { version: 1, statistics: counts })?;
        return writeln!(out);
    }
    let width = counts.iter().map(|count| count.findings.to_string().len()).max().unwrap_or_default();
    let longest = counts.iter().map(|count| count.rule.len()).max().unwrap_or_default();
    for Count { rule, severity, findings, .. } in &counts {
        let title = rules.rule(rule).map_or("", |rule| &rule.title);
        writeln!(out, "{findings:width$}  {:7}  {rule:longest$}  {title}", severity.word())?;
    }
    Ok(())
}

/// The most frequent first.
fn counts(run: &Run) -> Vec<Count<'_>> {
    let mut by_rule: BTreeMap<&str, Count<'_>> = BTreeMap::new();
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for finding in &run.findings {
        let count = by_rule.entry(&finding.rule).or_insert(Count {
            rule: &finding.rule,
            category: &finding.category,
            severity: finding.severity,
            findings: 0,
            files: 0,
        });
        count.findings += 1;
        count.severity = count.severity.max(finding.severity);
        // Findings stand in the order of files.
        let path = &*finding.primary.place.path;
        if last.insert(&finding.rule, path) != Some(path) {
            count.files += 1;
        }
    }
    let mut counts: Vec<_> = by_rule.into_values().collect();
    counts.sort_by(|one, other| other.findings.cmp(&one.findings).then(one.rule.cmp(other.rule)));
    counts
}
