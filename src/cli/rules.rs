//! `seqscan rules`: the list of rules.

use std::io::{self, Write};

use serde::Serialize;

use super::options::{RulesFormat, RulesOptions};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, rulesets};
use crate::finding::{Confidence, Severity};
use crate::rule::Ruleset;
use crate::rule::explain::{Row, list};

pub fn rules(options: &RulesOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let rules = rulesets::of_here(&options.own, &options.choice)?;
    let mut rows = list(&rules);
    if !options.choice.is_empty() {
        rows.retain(|row| rules.runs(row.id));
    }
    terminal.print(|out| match options.output_format {
        RulesFormat::Table => table(&rules, &rows, out),
        RulesFormat::Json => json(&rules, &rows, out),
    })?;
    Ok(Verdict::Clean)
}

fn table(rules: &Ruleset, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let width = |word: fn(&Row<'_>) -> usize| rows.iter().map(word).max().unwrap_or_default();
    let (id, category) = (width(|row| row.id.len()), width(|row| row.category.len()));
    for row in rows {
        let (severity, confidence) = (row.severity.word(), row.confidence.word());
        let needs = if row.needs_schema { " (needs a schema)" } else { "" };
        let off = if rules.runs(row.id) { "" } else { " (off)" };
        let Row { id: name, category: of, title, .. } = row;
        writeln!(out, "{name:id$}  {of:category$}  {severity:7}  {confidence:6}  {title}{needs}{off}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Entry<'r> {
    rule: &'r str,
    category: &'r str,
    severity: Severity,
    confidence: Confidence,
    runs: bool,
    needs_schema: bool,
    title: &'r str,
}

#[derive(Serialize)]
struct List<'r> {
    version: u32,
    rules: Vec<Entry<'r>>,
}

fn json(rules: &Ruleset, rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let rules = rows.iter().map(|row| entry(rules, row)).collect();
    serde_json::to_writer(&mut *out, &List { version: 1, rules })?;
    writeln!(out)
}

fn entry<'r>(rules: &Ruleset, row: &Row<'r>) -> Entry<'r> {
    let &Row { id, category, severity, confidence, needs_schema, title, .. } = row;
    Entry { rule: id, category, severity, confidence, runs: rules.runs(id), needs_schema, title }
}
