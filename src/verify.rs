//! Runs the examples inside rules through `lint`: our own tests and `seqscan test`.

use std::fmt;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use crate::extract::Extract;
use crate::fact::{Day, Dialect};
use crate::finding::{Confidence, Finding};
use crate::fix;
use crate::host;
use crate::lint::{self, Settings};
use crate::project::{Contribution, Wanted};
use crate::rule::{Example, Rule, Ruleset, fold};
use crate::text::{FileRole, Source, SourceKind};

/// Which list of its rule an example stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Bad,
    Good,
}

/// What became of one example.
#[derive(Debug)]
pub struct Outcome<'r> {
    pub rule: &'r Rule,
    pub example: &'r Example,
    pub side: Side,
    /// Its place in its list, from 1.
    pub number: usize,
    pub verdict: Verdict,
    /// What other rules say about it.
    pub others: Vec<Hit>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A bad example fires where it says, a good one is silent.
    Right,
    /// A bad example is silent.
    Silent,
    /// A bad example fires, but underlines these texts.
    Elsewhere(Vec<String>),
    /// A good example fires, and underlines these texts.
    FalseAlarm(Vec<String>),
    /// The fix of a bad example leaves this text, and not the one that was told.
    FixedOtherwise(String),
    /// After its fix these rules are heard, or it cannot be read.
    FixedBadly(Vec<String>),
}

/// A finding of another rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    pub rule: String,
    pub text: String,
}

/// The day of examples.
const TODAY: Day = Day { year: 2026, month: 1, day: 1 };

/// Lints an example with all rules that run, however small or unsure their findings.
pub fn lint_example(rules: &Ruleset, source: &Source, example: &Example) -> Vec<Finding> {
    let settings = Settings {
        dialect: example.dialect,
        minimum_confidence: Confidence::Low,
        today: Some(TODAY),
        ..Settings::default()
    };
    let others = example
        .files
        .iter()
        .filter_map(|(path, text)| Some(Source::new(path.as_str(), text.as_str(), lint::kind_of(path)?)));
    let sources: Vec<Source> = std::iter::once(source.clone()).chain(others).collect();
    let mut files: Vec<_> = sources.iter().map(|it| (it.path.clone(), lint::extract(it, &settings))).collect();
    files.extend(example.schema.as_deref().map(|text| schema(text, source, &files[0].1, &settings)));
    // What a run does with a program that has no word of a database.
    if let Some(wanted) = Wanted::of(&contributions(&files), None) {
        for (source, (_, extract)) in sources.iter().zip(&mut files) {
            if extract.functions.is_empty() && wanted.is_named_in(source) {
                *extract = lint::extract_caller(source, &settings);
            }
        }
    }
    let own = files[0].1.clone();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    let project = lint::fold(&contributions(&files), &settings);
    lint::lint(source, &own, &project, rules, &settings)
}

fn contributions(files: &[(Arc<str>, Extract)]) -> Vec<Contribution<'_>> {
    let contribution =
        |(path, extract)| Contribution { path, kind: lint::kind_of(&**path).unwrap_or(SourceKind::Sql), extract };
    files.iter().map(|(path, extract)| contribution((path, extract))).collect()
}

/// An example's schema: one SQL file of the example's dialect; the migration before it, when it is one itself.
fn schema(text: &str, of: &Source, example: &Extract, settings: &Settings) -> (Arc<str>, Extract) {
    let is_migration = of.kind == SourceKind::Sql && FileRole::of(&of.path) == FileRole::Migration;
    let folder = of.path.rsplit_once('/').map(|(folder, _)| folder).filter(|_| is_migration);
    let path = folder.map_or_else(|| "schema.sql".to_owned(), |folder| format!("{folder}/0000_schema.sql"));
    let source = Source::new(path, text, SourceKind::Sql);
    let dialect = example.dialect.as_ref().map(|choice| choice.dialect).filter(|&dialect| dialect != Dialect::Generic);
    let settings = Settings { dialect: settings.dialect.or(dialect), ..settings.clone() };
    let extract = lint::extract(&source, &settings);
    (source.path, extract)
}

/// Runs the examples of the rules that are wanted, in the order of rules and examples. `lint` is
/// `lint_example` but in tests of this module.
pub fn run<'r>(
    rules: &'r Ruleset,
    wanted: impl Fn(&Rule) -> bool,
    lint: impl Fn(&Source, &Example) -> Vec<Finding> + Sync,
) -> Vec<Outcome<'r>> {
    let rules = rules.rules().iter().filter(|rule| wanted(rule));
    let examples: Vec<_> = rules.flat_map(examples_of).collect();
    examples.into_par_iter().map(|(rule, side, number, example)| judge(rule, side, number, example, &lint)).collect()
}

fn examples_of(rule: &Rule) -> impl Iterator<Item = (&Rule, Side, usize, &Example)> {
    let of = move |side, examples: &'_ [Example]| (1..=examples.len()).map(move |number| (rule, side, number));
    let bad = of(Side::Bad, &rule.bad).zip(&rule.bad);
    let good = of(Side::Good, &rule.good).zip(&rule.good);
    bad.chain(good).map(|((rule, side, number), example)| (rule, side, number, example))
}

fn judge<'r>(
    rule: &'r Rule,
    side: Side,
    number: usize,
    example: &'r Example,
    lint: impl Fn(&Source, &Example) -> Vec<Finding>,
) -> Outcome<'r> {
    let kind = if example.language == "sql" { SourceKind::Sql } else { SourceKind::Host(example.language) };
    let extension = host::by_name(example.language).and_then(|language| language.extensions.first());
    let name = example.file_name(&rule.files, extension.copied().unwrap_or("sql"));
    let source = Source::new(name, example.text.as_str(), kind);
    let underlined = |finding: &Finding| source.slice(finding.primary.place.span).to_owned();
    let (own, others): (Vec<_>, Vec<_>) =
        lint(&source, example).into_iter().partition(|finding| finding.rule == rule.id);
    let texts: Vec<String> = own.iter().map(underlined).collect();
    let verdict = match (side, &example.at) {
        (Side::Good, _) if !texts.is_empty() => Verdict::FalseAlarm(texts),
        (Side::Bad, _) if texts.is_empty() => Verdict::Silent,
        (Side::Bad, Some(at)) if !texts.contains(at) => Verdict::Elsewhere(texts),
        _ => judge_fix(&source, example, &own, &others, lint),
    };
    let hit = |finding: &Finding| Hit { rule: finding.rule.clone(), text: underlined(finding) };
    let mut others: Vec<Hit> = others.iter().map(hit).collect();
    others.sort();
    others.dedup();
    Outcome { rule, example, side, number, verdict, others }
}

/// Makes the fixes of the rule and looks at what they leave.
fn judge_fix(
    source: &Source,
    example: &Example,
    own: &[Finding],
    others: &[Finding],
    lint: impl Fn(&Source, &Example) -> Vec<Finding>,
) -> Verdict {
    let Some(expected) = &example.fixed else { return Verdict::Right };
    let text = fix::apply(&source.text, &fix::choose(own.iter()));
    if text.trim_end() != expected {
        return Verdict::FixedOtherwise(text);
    }
    let after = Source::new(source.path.clone(), text, source.kind);
    let settings = Settings { dialect: example.dialect, ..Settings::default() };
    let faults = |source: &Source| lint::faults(source, &lint::extract(source, &settings), &settings);
    let mut heard = fix::worse(others, &lint(&after, example));
    if faults(&after) > faults(source) {
        heard.push("a parser".to_owned());
    }
    if heard.is_empty() { Verdict::Right } else { Verdict::FixedBadly(heard) }
}

impl Outcome<'_> {
    /// `select-star::bad::1`
    pub fn name(&self) -> String {
        let side = match self.side {
            Side::Bad => "bad",
            Side::Good => "good",
        };
        format!("{}::{side}::{}", self.rule.id, self.number)
    }

    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Right
    }
}

impl fmt::Display for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.name())?;
        match &self.verdict {
            Verdict::Right => write!(f, "is right")?,
            Verdict::Silent => write!(f, "does not fire")?,
            Verdict::Elsewhere(texts) => {
                let at = self.example.at.as_deref().unwrap_or_default();
                write!(f, "underlines {}, not {:?}", quoted(texts), at)?;
            }
            Verdict::FalseAlarm(texts) => write!(f, "fires, and underlines {}", quoted(texts))?,
            Verdict::FixedOtherwise(text) => write!(f, "is fixed to {text:?}, not as `fixed:` says")?,
            Verdict::FixedBadly(rules) => write!(f, "is fixed, but then these are heard: {}", rules.join(", "))?,
        }
        for hit in &self.others {
            write!(f, "\n  another rule fires: {} at {:?}", hit.rule, fold(&hit.text))?;
        }
        self.example.text.lines().try_for_each(|line| write!(f, "\n    {line}"))
    }
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(" and ")
}

/// Writes what is wrong, and a line that sums up.
pub fn report(outcomes: &[Outcome<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let wrong: Vec<_> = outcomes.iter().filter(|outcome| !outcome.is_right()).collect();
    for outcome in &wrong {
        writeln!(out, "{outcome}\n")?;
    }
    let mut rules: Vec<&str> = outcomes.iter().map(|outcome| outcome.rule.id.as_str()).collect();
    rules.dedup();
    let (examples, rules) = (counted(outcomes.len(), "example"), counted(rules.len(), "rule"));
    match wrong.len() {
        0 => writeln!(out, "{examples} of {rules}: all as they should be"),
        wrong => writeln!(out, "{examples} of {rules}: {wrong} not as they should be"),
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The findings that rules make on the examples of others, one a line: reviewed, because each is either
/// deserved or a false alarm.
pub fn cross_hits(outcomes: &[Outcome<'_>]) -> String {
    let mut table = String::new();
    for outcome in outcomes {
        for hit in &outcome.others {
            table.push_str(&format!("{}: {} at {:?}\n", outcome.name(), hit.rule, fold(&hit.text)));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    const RULE: &str = "
id: star
title: T
severity: info
confidence: low
category: performance
find: projection
message: M
help: H
why: W
bad:
  - sql: a * b
    at: '*'
  - sql: a
  - sql: b *
    at: b
good:
  - sql: c
  - sql: d *
";

    /// A linter that finds every star, and every `b`.
    fn lint(source: &Source, _: &Example) -> Vec<Finding> {
        let find = |text: &str, rule: &str| -> Option<Finding> {
            let start = source.text.find(text)?;
            Some(Finding::blank(rule, source.place(Span::new(start, start + text.len()))))
        };
        find("*", "star").into_iter().chain(find("b", "letter")).collect()
    }

    #[test]
    fn examples_are_judged() {
        let mut rules = Ruleset::default();
        rules.add(&[("star.yml", RULE)]).unwrap();
        let outcomes = run(&rules, |_| true, lint);
        let verdicts: Vec<_> = outcomes.iter().map(|outcome| outcome.verdict.clone()).collect();
        let star = || vec!["*".to_owned()];
        let expected =
            [Verdict::Right, Verdict::Silent, Verdict::Elsewhere(star()), Verdict::Right, Verdict::FalseAlarm(star())];
        assert_eq!(verdicts, expected);
        assert_eq!(cross_hits(&outcomes), "star::bad::1: letter at \"b\"\nstar::bad::3: letter at \"b\"\n");
        let mut page = Vec::new();
        report(&outcomes, &mut page).unwrap();
        insta::assert_snapshot!(String::from_utf8(page).unwrap());
    }
}
