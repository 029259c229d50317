//! `seqscan merge`: the parts that several machines checked become one report.

use std::fs;

use super::options::{Choice, MergeOptions};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, repository, rulesets};
use crate::report::parts::{self, Part};
use crate::report::{RuleEntry, summary_lines};

pub fn merge(options: &MergeOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let outputs = options.outputs.resolve()?;
    outputs.refuse_groups(options.group_by)?;
    let mut read = Vec::new();
    for file in &options.files {
        let shown = file.display();
        let text = fs::read_to_string(file).map_err(|error| Trouble::new(format!("cannot read `{shown}`: {error}")))?;
        let part = Part::read(&text).map_err(|error| {
            let help = "write each part with `seqscan check --shard 1/4 --output-format json=part-1.json`";
            Trouble::with_help(format!("`{shown}` is no report of seqscan: {error}"), help)
        })?;
        read.push(part);
    }
    let missing = parts::missing(&read);
    if !missing.is_empty() {
        let what = format!("not all parts are here: {} is missing", missing.join(", "));
        return Err(Trouble::with_help(what, "a report of some parts would look as if the others were clean"));
    }
    let mut run = parts::together(read).map_err(|error| {
        Trouble::with_help(
            format!("a report {error}"),
            "merge in the folder, and at the commit, that the parts were checked in",
        )
    })?;
    if outputs.describe_rules() {
        run.rules = RuleEntry::of_running(&rulesets::of_here(&options.own, &Choice::default())?);
    }
    run.repository_paths =
        repository::paths(run.findings.iter().flat_map(repository::places).map(|place| &*place.path));
    run.category = options.outputs.sarif_category.clone();
    let drafts = outputs.draft(&run)?;
    terminal.print(|out| outputs.show(&run, options.group_by, out))?;
    drafts.publish()?;
    outputs.tell(&run, terminal);
    if !options.quiet && !outputs.is_for_machines() {
        summary_lines(&run).iter().for_each(|line| terminal.say(line));
    }
    Ok(if run.findings.is_empty() || options.exit_zero { Verdict::Clean } else { Verdict::Findings })
}
