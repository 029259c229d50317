//! What came of a run, as reports are to show it.

use std::collections::BTreeMap;

use super::inspection::Inspection;
use super::news::Left;
use super::options::CheckOptions;
use super::outputs::Outputs;
use super::repository;
use crate::fact::Dialect;
use crate::finding::Finding;
use crate::report::{ReadAs, RuleEntry, Run, SilentRule, Summary, UnparsedPlace, mask};
use crate::rule::{Rule, Ruleset};
use crate::text::Position;
use crate::walk::{Checked, Outcome};

pub fn run(outcome: Outcome, left: &Left, options: &CheckOptions, outputs: &Outputs, inspection: &Inspection) -> Run {
    let Outcome { files, mut findings, suppressed, skipped, told, settled, cut, schema_known, crashes, sources } =
        outcome;
    let rules = inspection.terms.rules();
    mask(&mut findings);
    let nothing_to_judge = files.iter().all(|file| file.statements == 0);
    let minds_others = |finding: &&Finding| rules.rule(&finding.rule).is_some_and(Rule::minds_others);
    let unparsed = |file: &Checked| {
        let path = file.path.clone();
        let place = move |(position, error): &(Position, String)| UnparsedPlace {
            path: path.clone(),
            position: *position,
            error: error.clone(),
        };
        file.unparsed.iter().map(place).collect::<Vec<_>>()
    };
    let unparsed: Vec<_> = files.iter().flat_map(unparsed).collect();
    let summary = Summary {
        files: files.len(),
        skipped: skipped.len(),
        told,
        settled,
        cut,
        suppressed,
        statements: files.iter().map(|file| file.statements).sum(),
        unparsed: unparsed.len(),
        read_as: read_as(&files),
        silent_rules: if schema_known || nothing_to_judge { Vec::new() } else { silent_rules(rules) },
        minding_others: findings.iter().filter(minds_others).count(),
        baselined: left.baselined,
        old: left.old,
        shard: options.news.shard.map(|shard| shard.to_string()),
        ..Summary::default()
    };
    let failed = skipped.iter().map(|file| &*file.path).chain(crashes.iter().map(|crash| &*crash.path));
    let pointed_at = findings.iter().flat_map(repository::places).map(|place| &*place.path);
    let repository_paths = repository::paths(pointed_at.chain(failed));
    let category = options.outputs.sarif_category.clone();
    let rules = if outputs.describe_rules() { RuleEntry::of_running(rules) } else { Vec::new() };
    Run { findings, sources, unparsed, skipped, crashes, repository_paths, summary, category, rules }
}

/// The rules that a project without a schema gives nothing to go on.
fn silent_rules(rules: &Ruleset) -> Vec<SilentRule> {
    let silent = rules.running().filter(|rule| rule.needs_schema());
    silent.map(|rule| SilentRule { rule: rule.id.clone(), needs: "schema".to_owned() }).collect()
}

/// Each dialect with its files and the reason most of them gave.
fn read_as(files: &[Checked]) -> Vec<ReadAs> {
    let mut reasons: BTreeMap<Dialect, BTreeMap<&str, usize>> = BTreeMap::new();
    for choice in files.iter().filter(|file| file.statements > 0).filter_map(|file| file.dialect.as_ref()) {
        *reasons.entry(choice.dialect).or_default().entry(&choice.reason).or_default() += 1;
    }
    let read_as = |(dialect, reasons): (Dialect, BTreeMap<&str, usize>)| {
        let files = reasons.values().sum();
        let reason = reasons.into_iter().rev().max_by_key(|&(_, count)| count)?.0.to_owned();
        Some(ReadAs { dialect, files, reason })
    };
    let mut all: Vec<_> = reasons.into_iter().filter_map(read_as).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.files));
    all
}
