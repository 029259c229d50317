//! `seqscan baseline`: makes the list of known findings, takes out of it what is gone, and tells what is in it.

use std::collections::BTreeMap;
use std::path::Path;

use super::inspection::Inspection;
use super::news::{self, Files, Home};
use super::options::{BaselineCommand, BaselineOptions, CheckOptions};
use super::reading::tell_crashes;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, files};
use crate::report::counted;
use crate::triage::baseline::{Baseline, Compared};

pub fn baseline(command: &BaselineCommand, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let options = match command {
        BaselineCommand::Create(options) | BaselineCommand::Prune(options) | BaselineCommand::Stats(options) => options,
        BaselineCommand::Update { options, .. } => options,
    };
    refuse_what_chooses(&options.check)?;
    match command {
        BaselineCommand::Create(options) => create(options, terminal),
        BaselineCommand::Update { allow_growth, options } => update(options, *allow_growth, terminal),
        BaselineCommand::Prune(options) => prune(options, terminal),
        BaselineCommand::Stats(options) => stats(options, terminal),
    }
}

/// A list of some of the findings would call the others new.
fn refuse_what_chooses(check: &CheckOptions) -> Result<(), Trouble> {
    let CheckOptions { fixes, news, .. } = check;
    let refused = [
        ("--fix", fixes.asks()),
        ("--add-ignore", check.add_ignore.is_some()),
        ("--new-since", news.new_since.is_some()),
        ("--changed-lines", news.changed_lines),
        ("--owner", !news.owner.is_empty()),
        ("--shard", news.shard.is_some()),
        ("standard input", check.paths.iter().any(|path| path == Path::new("-"))),
    ];
    match refused.iter().find(|(_, is_asked)| *is_asked) {
        Some((what, _)) => {
            Err(Trouble::with_help(format!("a baseline has no use for {what}"), "it holds all findings of its paths"))
        }
        None => Ok(()),
    }
}

fn create(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let examined = Examined::of(options, terminal)?;
    if examined.home.file.exists() {
        let what = format!("there is a baseline already: `{}`", examined.shown());
        return Err(Trouble::with_help(what, "`seqscan baseline update` makes it anew"));
    }
    let made = news::baseline_of(&examined.findings, &examined.home.file);
    examined.write(&made)?;
    terminal.say(&format!("{} written to {}", counted(made.entries.len(), "finding"), examined.shown()));
    Ok(examined.verdict())
}

/// Growth is what a baseline is to prevent, so it must be asked for.
fn update(options: &BaselineOptions, allow_growth: bool, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut examined = Examined::of(options, terminal)?;
    let known = examined.known()?;
    let Compared { new, stale, .. } = examined.compare(&known);
    if !new.is_empty() && !allow_growth {
        let what = format!("{} would be added to `{}`", counted(new.len(), "finding"), examined.shown());
        let help = "mend them (`seqscan check` shows them), or say --allow-growth; `prune` only takes out what is gone";
        return Err(Trouble::with_help(what, help));
    }
    examined.findings = new;
    let added = news::baseline_of(&examined.findings, &examined.home.file);
    let mut entries = known.entries;
    entries.retain(|entry| !stale.contains(entry));
    let (taken, more) = (stale.len(), added.entries.len());
    entries.extend(added.entries);
    examined.write(&Baseline { entries })?;
    terminal.say(&format!("{more} added to {}, {taken} taken out", examined.shown()));
    Ok(examined.verdict())
}

fn prune(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut examined = Examined::of(options, terminal)?;
    let mut known = examined.known()?;
    let stale = examined.compare(&known).stale;
    known.entries.retain(|entry| !stale.contains(entry));
    examined.write(&known)?;
    let (taken, left) = (counted(stale.len(), "finding"), known.entries.len());
    terminal.say(&format!("{taken} taken out of {}, {left} left", examined.shown()));
    Ok(examined.verdict())
}

fn stats(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let home = Home::of(&options.check.news, &mut Inspection::of(&options.check)?)?;
    let known = read(&home)?;
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
    home: Home,
    findings: Vec<crate::finding::Finding>,
    crashed: bool,
}

impl Examined {
    fn of(options: &BaselineOptions, terminal: &mut Terminal) -> Result<Self, Trouble> {
        let mut inspection = Inspection::of(&options.check)?;
        let candidates = std::mem::take(&mut inspection.found.candidates);
        let files = Files::of(&candidates);
        let home = Home::of(&options.check.news, &mut inspection)?;
        if home.file.is_dir() {
            return Err(home.missing());
        }
        let outcome = inspection.check(candidates, !options.check.quiet);
        inspection.keep(false, terminal);
        tell_crashes(&outcome.crashes, terminal);
        Ok(Self { inspection, files, home, findings: outcome.findings, crashed: !outcome.crashes.is_empty() })
    }

    fn known(&self) -> Result<Baseline, Trouble> {
        read(&self.home)
    }

    fn shown(&self) -> String {
        news::shown(&self.home.file)
    }

    fn compare(&mut self, known: &Baseline) -> Compared {
        let findings = std::mem::take(&mut self.findings);
        news::compare(known, findings, &self.home.file, &self.inspection, &self.files)
    }

    fn write(&self, baseline: &Baseline) -> Result<(), Trouble> {
        files::write(&self.home.file, baseline.write().into_bytes())
    }

    fn verdict(&self) -> Verdict {
        if self.crashed { Verdict::Incomplete } else { Verdict::Clean }
    }
}

fn read(home: &Home) -> Result<Baseline, Trouble> {
    if home.file.is_file() { news::read_baseline(&home.file) } else { Err(home.missing()) }
}
