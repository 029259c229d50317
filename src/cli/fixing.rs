//! `--fix` and `--diff`: fixes are made in the files, or shown as what they would change.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use similar::TextDiff;

use super::files::Draft;
use super::inspection::Inspection;
use super::news::Reported;
use super::options::{CheckOptions, FixOptions};
use super::reading::tell_crashes;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, files, repository};
use crate::finding::Finding;
use crate::fix::{Made, Mended, Mender, Reach};
use crate::report::counted;
use crate::walk::{Candidate, Content, Crash};

/// What was made of all files, and what is left to check.
pub struct Fixing {
    pub candidates: Vec<Candidate>,
    mended: Vec<Mended>,
    crashes: Vec<Crash>,
    show: bool,
    /// Standard output has the fixed text of standard input: findings go elsewhere.
    pub fills_output: bool,
}

impl FixOptions {
    pub fn asks(&self) -> bool {
        self.fix || self.diff
    }
}

/// Makes all fixes, in memory.
pub fn mend(
    options: &FixOptions,
    candidates: Vec<Candidate>,
    inspection: &Inspection,
    reported: Option<&Reported>,
) -> Fixing {
    let reach = if options.unsafe_fixes { Reach::All } else { Reach::Safe };
    let reported = |finding: &Finding| reported.is_none_or(|reported| reported.holds(finding));
    let survey = inspection.survey(candidates.clone(), |source, extract, project| {
        let (rules, settings) = inspection.terms.of(&source.path);
        Mender { project, rules, settings, reach, reported: &reported }.mend(source, extract)
    });
    let shown: BTreeMap<&str, &str> = candidates.iter().map(|one| (&*one.name, &*one.path)).collect();
    let mut mended: Vec<Mended> = survey.results.into_iter().flatten().collect();
    for one in &mut mended {
        if let Some(path) = shown.get(one.path.as_str()) {
            one.path = (*path).to_owned();
        }
    }
    Fixing { candidates, mended, crashes: survey.crashes, show: options.show_fixes, fills_output: false }
}

impl Fixing {
    /// Shows what would change.
    pub fn diff(&self, terminal: &mut Terminal, options: &CheckOptions) -> Result<Verdict, Trouble> {
        tell_crashes(&self.crashes, terminal);
        let changed: Vec<&Mended> = self.changed().collect();
        terminal.print(|out| changed.iter().try_for_each(|mended| self.write_diff(mended, out)))?;
        if !options.quiet {
            self.tell_refused(terminal);
            self.tell_made("would fix", &self.more(), terminal);
        }
        Ok(match changed.is_empty() || options.exit_zero {
            _ if !self.crashes.is_empty() => Verdict::Incomplete,
            true => Verdict::Clean,
            false => Verdict::Findings,
        })
    }

    fn write_diff(&self, mended: &Mended, out: &mut dyn Write) -> io::Result<()> {
        let whole = |text: &str| match self.is_marked(&mended.path) {
            true => format!("\u{FEFF}{text}"),
            false => text.to_owned(),
        };
        let (before, after) = (whole(&mended.before), whole(&mended.after));
        // As git writes it, so that it can be applied from every folder.
        let path = repository::path(&mended.path);
        let (old, new) = (format!("a/{path}"), format!("b/{path}"));
        writeln!(out, "diff --git {old} {new}")?;
        TextDiff::from_lines(&before, &after).unified_diff().header(&old, &new).to_writer(out)
    }

    fn changed(&self) -> impl Iterator<Item = &Mended> {
        self.mended.iter().filter(|mended| mended.before != mended.after)
    }

    fn content(&self, path: &str) -> Option<&Content> {
        self.candidates.iter().find(|candidate| &*candidate.path == path).map(|candidate| &candidate.content)
    }

    fn is_marked(&self, path: &str) -> bool {
        match self.content(path) {
            Some(Content::Given(bytes)) => files::is_marked(bytes),
            Some(Content::File(file)) => fs::read(file).is_ok_and(|bytes| files::is_marked(&bytes)),
            None => false,
        }
    }

    /// Writes what changed: to its files, and what came from standard input to standard output.
    pub fn write(&mut self, terminal: &mut Terminal) -> Result<(), Trouble> {
        let after: BTreeMap<&str, &Mended> = self.changed().map(|mended| (mended.path.as_str(), mended)).collect();
        let (mut given, mut drafts) = (None, Vec::new());
        for candidate in &self.candidates {
            let mended = after.get(&*candidate.path);
            match (&candidate.content, mended) {
                (Content::File(file), Some(mended)) => {
                    drafts.push(files::change(file, &mended.before, &mended.after)?);
                }
                (Content::Given(bytes), mended) => {
                    given = Some(mended.map_or_else(|| bytes.clone(), |mended| files::marked_as(bytes, &mended.after)));
                }
                (Content::File(_), None) => {}
            }
        }
        // Not one of them is changed when another cannot be.
        drafts.into_iter().try_for_each(Draft::publish)?;
        if let Some(text) = given {
            terminal.print(|out| out.write_all(&text))?;
            self.fills_output = true;
            let given = |one: &&mut Candidate| matches!(one.content, Content::Given(_));
            self.candidates.iter_mut().filter(given).for_each(|one| one.content = Content::Given(text.clone()));
        }
        Ok(())
    }

    fn more(&self) -> String {
        match self.mended.iter().map(|mended| mended.beyond).sum() {
            0 => String::new(),
            beyond => format!("; {beyond} more with --unsafe-fixes"),
        }
    }

    /// What was done, and what is left.
    pub fn tell(&self, left: usize, terminal: &mut Terminal) {
        self.tell_refused(terminal);
        self.tell_made("fixed", &format!(", {left} left{}", self.more()), terminal);
    }

    fn tell_made(&self, verb: &str, rest: &str, terminal: &mut Terminal) {
        let made: usize = self.mended.iter().map(|mended| mended.made.len()).sum();
        let files = counted(self.changed().count(), "file");
        if self.show && made > 0 {
            self.changed().for_each(|mended| tell_file(mended, terminal));
        }
        terminal.say(&format!("{verb} {} in {files}{rest}", counted(made, "finding")));
    }

    fn tell_refused(&self, terminal: &mut Terminal) {
        for mended in &self.mended {
            for refused in &mended.refused {
                let (path, line, rule) = (&mended.path, refused.line, &refused.rule);
                terminal.warn(&format!("{path}:{line}: the fix of `{rule}` was not made: {}", refused.reason));
            }
        }
    }
}

/// The fixes of one file, each kind once.
fn tell_file(mended: &Mended, terminal: &mut Terminal) {
    terminal.say(&format!("{}:", mended.path));
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for Made { rule, title } in &mended.made {
        *counts.entry((rule, title)).or_default() += 1;
    }
    for ((rule, title), count) in counts {
        terminal.say(&format!("  {count} × {rule}: {title}"));
    }
}
