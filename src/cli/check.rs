//! `seqscan check`: from paths to a report.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::options::CheckOptions;
use super::progress::Progress;
use super::reading::{SKIPPED_NAMED, missing_paths, tell_crashes, warn_of_skipped};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, configuration, fixing, rulesets};
use crate::fact::Dialect;
use crate::lint::{Settings, kind_of};
use crate::report::{ReadAs, Run, SilentRule, Summary, UnparsedPlace, summary_lines, unparsed_lines};
use crate::rule::Ruleset;
use crate::text::Position;
use crate::walk::{self, Candidate, Checked, Content, Found, Outcome};

const STDIN: &str = "stdin.sql";

pub fn check(options: &CheckOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let begun = Instant::now();
    let mut rules = rulesets::load(&options.folders)?;
    rulesets::choose(&mut rules, &options.choice)?;
    let config = configuration::load(options.config.as_deref())?;
    let settings = Settings {
        dialect: options.dialect,
        databases: config.databases,
        minimum_severity: options.min_severity,
        minimum_confidence: options.min_confidence,
    };
    let Found { candidates, skipped } = find(options)?;
    let workers =
        walk::workers(options.threads).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let mut fixing = None;
    let mut candidates = candidates;
    if options.fixes.asks() {
        let mut made = workers.install(|| fixing::mend(&options.fixes, candidates, &rules, &settings));
        if options.fixes.diff {
            return made.diff(terminal, options);
        }
        made.write(terminal)?;
        candidates = std::mem::take(&mut made.candidates);
        fixing = Some(made);
    }
    let progress = Progress::new(candidates.len() * 2, !options.quiet);
    let mut outcome = workers.install(|| walk::check(candidates, &rules, &settings, &|| progress.tick()));
    progress.finish();
    outcome.skipped.extend(skipped);
    outcome.skipped.sort();

    tell(options, &outcome, terminal);
    let crashed = !outcome.crashes.is_empty();
    let nothing_to_judge = outcome.files.iter().all(|file| file.statements == 0);
    let silent_rules = if outcome.schema_known || nothing_to_judge { Vec::new() } else { silent_rules(&rules) };
    let mut run = run(outcome);
    run.summary.silent_rules = silent_rules;
    run.summary.duration = begun.elapsed();
    if fixing.as_ref().is_some_and(|fixing| fixing.fills_output) {
        // Standard output has the fixed text.
        let mut page = Vec::new();
        (options.output_format.write)(&run, &mut page).map_err(Trouble::Output)?;
        terminal.say(String::from_utf8_lossy(&page).trim_end());
    } else {
        terminal.print(|out| write_findings(options, &run, out))?;
    }
    if options.unparsed && options.output_format.is_for_machines {
        unparsed_lines(&run).for_each(|line| terminal.say(&line));
    }
    if options.verbose && !run.summary.silent_rules.is_empty() {
        let ids: Vec<_> = run.summary.silent_rules.iter().map(|silent| silent.rule.as_str()).collect();
        terminal.say(&format!("silent without a schema: {}", ids.join(", ")));
    }
    if !options.quiet && !options.output_format.is_for_machines {
        summary_lines(&run).iter().for_each(|line| terminal.say(line));
    }
    if let Some(fixing) = fixing.filter(|_| !options.quiet) {
        fixing.tell(run.findings.len(), terminal);
    }
    Ok(match run.findings.is_empty() || options.exit_zero {
        _ if crashed => Verdict::Incomplete,
        true => Verdict::Clean,
        false => Verdict::Findings,
    })
}

fn write_findings(options: &CheckOptions, run: &Run, out: &mut dyn Write) -> io::Result<()> {
    (options.output_format.write)(run, out)?;
    let unparsed = options.unparsed && !options.output_format.is_for_machines;
    if unparsed { unparsed_lines(run).try_for_each(|line| writeln!(out, "{line}")) } else { Ok(()) }
}

fn find(options: &CheckOptions) -> Result<Found, Trouble> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if options.paths.iter().any(is_stdin) {
        return match options.paths.as_slice() {
            [_] => standard_input(options),
            _ => Err(Trouble::with_help("`-` cannot be mixed with other paths", "check standard input by itself")),
        };
    }
    if options.stdin_filename.is_some() {
        return Err(Trouble::with_help("--stdin-filename names standard input", "say `-` to read it"));
    }
    walk::collect(&options.paths).map_err(|missing| missing_paths(&missing, "nothing was checked"))
}

fn standard_input(options: &CheckOptions) -> Result<Found, Trouble> {
    let name = options.stdin_filename.as_deref().unwrap_or(Path::new(STDIN));
    let Some(kind) = kind_of(name) else {
        let what = format!("`{}` is of no kind that seqscan reads", name.display());
        return Err(Trouble::with_help(what, "its extension says what standard input is: .sql, .py, .rs"));
    };
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Trouble::new(format!("cannot read standard input: {error}")))?;
    let candidate = Candidate { path: walk::shown_path(name).into(), kind, content: Content::Given(bytes) };
    Ok(Found { candidates: vec![candidate], skipped: Vec::new() })
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

/// The rules that a project without a schema gives nothing to go on.
fn silent_rules(rules: &Ruleset) -> Vec<SilentRule> {
    let silent = rules.running().filter(|rule| rule.needs_schema());
    silent.map(|rule| SilentRule { rule: rule.id.clone(), needs: "schema".to_owned() }).collect()
}

fn run(outcome: Outcome) -> Run {
    let Outcome { files, findings, skipped, settled, cut, schema_known: _, crashes: _, sources } = outcome;
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
        settled,
        cut,
        statements: files.iter().map(|file| file.statements).sum(),
        unparsed: unparsed.len(),
        read_as: read_as(&files),
        ..Summary::default()
    };
    Run { findings, sources, unparsed, summary }
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
