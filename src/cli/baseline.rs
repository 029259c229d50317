//! `seqscan baseline`: makes the list of known findings, takes out of it what is gone, and tells what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Verdict;
use super::inspection::Inspection;
use super::news::{self, Files};
use super::options::{BaselineCommand, BaselineOptions};
use super::reading::tell_crashes;
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::report::counted;
use crate::triage::baseline::{Baseline, Compared};
use crate::walk::shown_path;

pub fn baseline(command: &BaselineCommand, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    match command {
        BaselineCommand::Create(options) => create(options, terminal),
        BaselineCommand::Update { allow_growth, options } => update(options, *allow_growth, terminal),
        BaselineCommand::Prune(options) => prune(options, terminal),
        BaselineCommand::Stats(options) => stats(options, terminal),
    }
}

fn create(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let examined = Examined::of(options, terminal)?;
    if examined.file.exists() {
        let what = format!("there is a baseline already: `{}`", shown_path(&examined.file));
        return Err(Trouble::with_help(what, "`seqscan baseline update` makes it anew"));
    }
    let made = news::baseline_of(&examined.findings, &examined.file);
    examined.write(&made)?;
    terminal.say(&format!("{} written to {}", counted(made.entries.len(), "finding"), shown_path(&examined.file)));
    Ok(examined.verdict())
}

/// Growth is what a baseline is to prevent, so it must be asked for.
fn update(options: &BaselineOptions, allow_growth: bool, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut examined = Examined::of(options, terminal)?;
    let known = examined.known()?;
    let Compared { new, stale, .. } = examined.compare(&known);
    if !new.is_empty() && !allow_growth {
        let what = format!("{} would be added to `{}`", counted(new.len(), "finding"), shown_path(&examined.file));
        let help = "mend them (`seqscan check` shows them), or say --allow-growth; `prune` only takes out what is gone";
        return Err(Trouble::with_help(what, help));
    }
    examined.findings = new;
    let added = news::baseline_of(&examined.findings, &examined.file);
    let mut entries = known.entries;
    entries.retain(|entry| !stale.contains(entry));
    let (taken, more) = (stale.len(), added.entries.len());
    entries.extend(added.entries);
    examined.write(&Baseline { entries })?;
    terminal.say(&format!("{more} added to {}, {taken} taken out", shown_path(&examined.file)));
    Ok(examined.verdict())
}

fn prune(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut examined = Examined::of(options, terminal)?;
    let mut known = examined.known()?;
    let stale = examined.compare(&known).stale;
    known.entries.retain(|entry| !stale.contains(entry));
    examined.write(&known)?;
    let (taken, left) = (counted(stale.len(), "finding"), known.entries.len());
    terminal.say(&format!("{taken} taken out of {}, {left} left", shown_path(&examined.file)));
    Ok(examined.verdict())
}

fn stats(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let inspection = Inspection::of(&options.check)?;
    let file = file(options, &inspection);
    let known = news::read_baseline(&file)?;
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    known.entries.iter().for_each(|entry| *rules.entry(&entry.rule).or_default() += 1);
    let mut rules: Vec<_> = rules.into_iter().collect();
    rules.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    terminal.print(|out| {
        rules.iter().try_for_each(|(rule, count)| writeln!(out, "{count:>6}  {rule}"))?;
        writeln!(out, "{:>6}  in all", known.entries.len())
    })?;
    Ok(Verdict::Clean)
}

/// A run, and the baseline it is held against.
struct Examined {
    inspection: Inspection,
    files: Files,
    file: PathBuf,
    findings: Vec<crate::finding::Finding>,
    crashed: bool,
}

impl Examined {
    fn of(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Self, Trouble> {
        let mut inspection = Inspection::of(&options.check)?;
        let candidates = std::mem::take(&mut inspection.found.candidates);
        let files = Files::of(&candidates);
        let file = file(options, &inspection);
        let outcome = inspection.check(candidates, !options.check.quiet);
        tell_crashes(&outcome.crashes, terminal);
        Ok(Self { inspection, files, file, findings: outcome.findings, crashed: !outcome.crashes.is_empty() })
    }

    fn known(&self) -> Result<Baseline, Trouble> {
        if self.file.is_file() {
            return news::read_baseline(&self.file);
        }
        let what = format!("there is no baseline `{}`", shown_path(&self.file));
        Err(Trouble::with_help(what, "`seqscan baseline create` makes one of what is found now"))
    }

    fn compare(&mut self, known: &Baseline) -> Compared {
        let findings = std::mem::take(&mut self.findings);
        news::compare(known, findings, &self.file, &self.inspection, &self.files)
    }

    fn write(&self, baseline: &Baseline) -> Result<(), Trouble> {
        write(&self.file, &baseline.write())
    }

    fn verdict(&self) -> Verdict {
        if self.crashed { Verdict::Incomplete } else { Verdict::Clean }
    }
}

fn file(options: &BaselineOptions, inspection: &Inspection) -> PathBuf {
    options.check.news.baseline.clone().unwrap_or_else(|| news::default_file(inspection))
}

/// Beside the file first, then in its place: a run that is stopped leaves the old one whole.
fn write(file: &Path, text: &str) -> Result<(), Trouble> {
    let beside = file.with_extension("tmp");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, file));
    written.map_err(|error| Trouble::new(format!("cannot write `{}`: {error}", shown_path(file))))
}
