//! `seqscan check`: from paths to a report.

use std::env;
use std::io::Write;
use std::time::Instant;

use super::fixing::Fixing;
use super::inspection::Inspection;
use super::news::{self, Files, Left, Shown};
use super::options::CheckOptions;
use super::outputs::Outputs;
use super::reading::{SKIPPED_NAMED, tell_crashes, warn_of_skipped};
use super::terminal::Terminal;
use super::terms::Terms;
use super::trouble::Trouble;
use super::{Verdict, configuration, fixing, results, settings, statistics, suppressions};
use crate::report::{Run, counted, summary_lines, unparsed_lines};
use crate::walk::{Checked, Found, Outcome, Part};

pub fn check(options: &CheckOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let begun = Instant::now();
    if options.show_settings {
        let mut terms = Terms::new(configuration::of_check(options)?, options)?;
        return settings::show(&mut terms, &options.paths, terminal);
    }
    let outputs = options.outputs.resolve()?;
    outputs.refuse_groups(options.news.group_by)?;
    let mut inspection = Inspection::of(options)?;
    let verdict = inspect(options, &outputs, &mut inspection, begun, terminal);
    inspection.keep(options.verbose, terminal);
    verdict
}

fn inspect(
    options: &CheckOptions,
    outputs: &Outputs,
    inspection: &mut Inspection,
    begun: Instant,
    terminal: &mut Terminal,
) -> Result<Verdict, Trouble> {
    let Found { mut candidates, skipped } = std::mem::take(&mut inspection.found);
    if options.show_files {
        candidates.retain(|candidate| candidate.part.is_checked());
        return settings::show_files(&candidates, terminal);
    }
    let files = Files::of(&candidates);
    if options.news.new_since.is_some() {
        // What a named file does to others is found in the others.
        candidates.iter_mut().for_each(|candidate| candidate.part = Part::Checked);
    }
    let mut fixing = None;
    if options.fixes.asks() {
        let reported = news::reported(options, &candidates, inspection, &files)?;
        let mut made = fixing::mend(&options.fixes, candidates, inspection, reported.as_ref());
        if options.fixes.diff {
            return made.diff(terminal, options);
        }
        made.write(terminal)?;
        candidates = std::mem::take(&mut made.candidates);
        fixing = Some(made);
    }
    let mut outcome = inspection.check(candidates, !options.quiet);
    files.narrow(&mut outcome);
    outcome.skipped.extend(skipped);
    outcome.skipped.sort();

    tell(options, &outcome, terminal);
    // A comment silences a finding where it stands.
    let at = if options.add_ignore.is_some() { Shown::WhereItStands } else { Shown::AtItsCause };
    let left = news::sift(options, at, &mut outcome, inspection, &files)?;
    if let Some(reason) = &options.add_ignore {
        if let Some(fixing) = fixing.filter(|_| !options.quiet) {
            fixing.tell(outcome.findings.len(), terminal);
        }
        return suppressions::add(&outcome, reason, &inspection.settings, terminal);
    }
    let crashed = !outcome.crashes.is_empty();
    let mut run = results::run(outcome, &left, options, outputs, inspection);
    run.summary.duration = begun.elapsed();
    show(options, outputs, &run, fixing.as_ref(), inspection, terminal)?;
    if let Some(fixing) = fixing.filter(|_| !options.quiet) {
        fixing.tell(run.findings.len(), terminal);
    }
    let fails = run.findings.iter().any(|finding| finding.severity >= inspection.terms.config.fails_on());
    let is_stale = tell_stale(options, &left, terminal);
    Ok(match !fails && !is_stale || options.exit_zero {
        _ if crashed => Verdict::Incomplete,
        true => Verdict::Clean,
        false => Verdict::Findings,
    })
}

/// Writes the reports to their places, and what a person is told beside them.
fn show(
    options: &CheckOptions,
    outputs: &Outputs,
    run: &Run,
    fixing: Option<&Fixing>,
    inspection: &Inspection,
    terminal: &mut Terminal,
) -> Result<(), Trouble> {
    let is_for_machines = outputs.is_for_machines();
    let drafts = outputs.draft(run)?;
    let write = |out: &mut dyn Write| {
        if options.statistics {
            return statistics::write(run, inspection.terms.rules(), is_for_machines, out);
        }
        outputs.show(run, options.news.group_by, out)?;
        let unparsed = options.unparsed && !is_for_machines;
        if unparsed { unparsed_lines(run).try_for_each(|line| writeln!(out, "{line}")) } else { Ok(()) }
    };
    if fixing.is_some_and(|fixing| fixing.fills_output) {
        // Standard output has the fixed text.
        let mut page = Vec::new();
        write(&mut page).map_err(Trouble::Output)?;
        let page = String::from_utf8_lossy(&page);
        if !page.trim_end().is_empty() {
            terminal.say(page.trim_end());
        }
    } else {
        terminal.print(write)?;
    }
    drafts.publish()?;
    outputs.tell(run, terminal);
    if options.unparsed && is_for_machines {
        unparsed_lines(run).for_each(|line| terminal.say(&line));
    }
    if options.verbose && !run.summary.silent_rules.is_empty() {
        let ids: Vec<_> = run.summary.silent_rules.iter().map(|silent| silent.rule.as_str()).collect();
        terminal.say(&format!("silent without a schema: {}", ids.join(", ")));
    }
    if !options.quiet && !is_for_machines {
        summary_lines(run).iter().for_each(|line| terminal.say(line));
        outputs.hint(terminal);
    }
    Ok(())
}

/// What is said before the findings: failures always, the rest when it is wanted.
fn tell(options: &CheckOptions, outcome: &Outcome, terminal: &mut Terminal) {
    tell_crashes(&outcome.crashes, terminal);
    if options.quiet {
        return;
    }
    let named = if options.verbose { outcome.skipped.len() } else { SKIPPED_NAMED };
    warn_of_skipped(&outcome.skipped, named, terminal);
    if outcome.files.is_empty() && outcome.crashes.is_empty() {
        terminal.warn("there are no files to check here");
    }
    if options.verbose {
        for Checked { path, dialect, .. } in &outcome.files {
            let Some(choice) = dialect else { continue };
            terminal.say(&format!("{path}: read as {} ({})", choice.dialect.label(), choice.reason));
        }
    }
}

/// What the baseline names and is gone: in CI it may only shrink, so there it fails the run.
fn tell_stale(options: &CheckOptions, left: &Left, terminal: &mut Terminal) -> bool {
    let (Some(file), false) = (&left.baseline, left.stale.is_empty()) else { return false };
    let gone = counted(left.stale.len(), "finding");
    let (verb, them) = if left.stale.len() == 1 { ("is", "it") } else { ("are", "them") };
    let file = news::shown(file);
    if !options.quiet {
        terminal.warn(&format!("{gone} of {file} {verb} gone; `seqscan baseline prune` takes {them} out"));
    }
    env::var_os("CI").is_some() && !options.news.allow_stale_baseline
}
