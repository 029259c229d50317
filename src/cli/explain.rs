//! `seqscan explain`: the page of a rule or of a fact.

use std::io::{self, Write};

use anstyle::Style;

use super::options::{Choice, ExplainOptions};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, rulesets};
use crate::fact::Kind;
use crate::rule::Ruleset;
use crate::rule::explain::{fact_page, page};
use crate::text::nearest;

pub fn explain(options: &ExplainOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let rules = rulesets::of_here(&options.own, &Choice::default())?;
    match &options.name {
        None => terminal.print(|out| names(&rules, out))?,
        Some(name) => {
            let page = find(&rules, name)?;
            terminal.print(|out| show(&page, out))?;
        }
    }
    Ok(Verdict::Clean)
}

fn find(rules: &Ruleset, name: &str) -> Result<String, Trouble> {
    if let Some(rule) = rules.rule(name) {
        return Ok(page(rule));
    }
    if let Some(entry) = Kind::ALL.iter().find(|entry| entry.name == name) {
        return Ok(fact_page(entry.kind));
    }
    let names = rules.rules().iter().map(|rule| rule.id.as_str()).chain(Kind::ALL.iter().map(|entry| entry.name));
    let what = format!("there is no rule or fact `{name}`");
    Err(match nearest(name, names) {
        Some(near) => Trouble::with_help(what, format!("did you mean `{near}`? `seqscan explain` lists all")),
        None => Trouble::with_help(what, "`seqscan explain` lists all"),
    })
}

fn names(rules: &Ruleset, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    for category in rules.categories() {
        writeln!(out, "{bold}Rules of {category}{bold:#}")?;
        let mut ids: Vec<_> =
            rules.rules().iter().filter(|rule| rule.category == category).map(|rule| &rule.id).collect();
        ids.sort();
        ids.iter().try_for_each(|id| writeln!(out, "  {id}"))?;
    }
    writeln!(out, "{bold}Facts that rules speak about{bold:#}")?;
    Kind::ALL.iter().try_for_each(|entry| writeln!(out, "  {}", entry.name))
}

/// Markdown is readable as it is; only its headings are made to stand out.
fn show(page: &str, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    let mut in_code = false;
    for line in page.lines() {
        in_code ^= line.starts_with("```");
        if line.starts_with('#') && !in_code {
            writeln!(out, "{bold}{line}{bold:#}")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}
