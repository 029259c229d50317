//! Where a run is told: one format may go to standard output, each of the others to a file of its own.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::{env, iter};

use anstream::StripStream;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Args, Command};

use super::files::{Draft, folder};
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::report::{self, FORMATS, Format, Run, counted, markdown};
use crate::text::nearest;
use crate::triage::GroupBy;

/// Services that run jobs, the variable by which they are known, and the format they show.
const SERVICES: &[(&str, &str, &str)] = &[
    ("GITHUB_ACTIONS", "GitHub Actions", "--output-format github"),
    ("GITLAB_CI", "GitLab CI", "--output-format gitlab=gl-code-quality-report.json"),
    ("TF_BUILD", "Azure Pipelines", "--output-format azure"),
];
/// The formats that may be shown in groups.
const GROUPED: &[&str] = &["full", "concise"];
/// Where GitHub wants the summary of a step.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

#[derive(Debug, Default, Args)]
pub struct OutputOptions {
    /// How to show findings, and in which file; may be repeated, or separated by commas [default: full]
    #[arg(long = "output-format", value_name = "FORMAT[=PATH]", env = "SEQSCAN_OUTPUT_FORMAT", hide_env_values = true,
          value_parser = OutputParser, help_heading = "Output")]
    asked: Vec<Asked>,
    /// What SARIF's readers file the findings under, where a commit has several reports [default: seqscan]
    #[arg(long, value_name = "NAME", value_parser = category, help_heading = "Output")]
    pub sarif_category: Option<String>,
}

/// What one `--output-format` asks for.
#[derive(Clone, Debug)]
struct Asked(Vec<Output>);

#[derive(Clone, Debug)]
struct Output {
    format: &'static Format,
    path: Option<PathBuf>,
}

/// The formats of a run, each with its place.
pub struct Outputs {
    shown: Option<&'static Format>,
    files: Vec<(&'static Format, PathBuf)>,
    is_asked: bool,
}

impl OutputOptions {
    /// Refuses what cannot be written, before anything is checked.
    pub fn resolve(&self) -> Result<Outputs, Trouble> {
        let asked: Vec<_> = self.asked.iter().flat_map(|asked| &asked.0).collect();
        let shown: Vec<_> = asked.iter().filter(|output| output.path.is_none()).map(|output| output.format).collect();
        let files: Vec<_> = asked.iter().filter_map(|output| Some((output.format, output.path.clone()?))).collect();
        if let [first, second, ..] = shown.as_slice() {
            let what = format!("`{}` and `{}` cannot both go to standard output", first.name, second.name);
            let help = format!("write one of them to a file: `--output-format {}=PATH`", second.name);
            return Err(Trouble::with_help(what, help));
        }
        let mut taken = BTreeSet::new();
        for (format, path) in &files {
            if !taken.insert(path) {
                let what = format!("two formats cannot go to one file, `{}`", path.display());
                return Err(Trouble::with_help(what, format!("name another file for `{}`", format.name)));
            }
            let folder = folder(path);
            if path.is_dir() || path.file_name().is_none() {
                return Err(Trouble::with_help(
                    format!("`{}` is a folder, and `{}` goes to a file", path.display(), format.name),
                    "name a file in it",
                ));
            }
            if !folder.is_dir() {
                return Err(Trouble::with_help(
                    format!("the folder `{}` does not exist", folder.display()),
                    format!("create it first; `{}` was not written, and nothing was checked", path.display()),
                ));
            }
        }
        let is_asked = !asked.is_empty();
        let shown = if is_asked { shown.first().copied() } else { FORMATS.first() };
        Ok(Outputs { shown, files, is_asked })
    }
}

impl Outputs {
    /// Whether any of them describes the rules beside the findings.
    pub fn describe_rules(&self) -> bool {
        self.all().any(|format| format.name == "sarif")
    }

    /// A machine reads standard output.
    pub fn is_for_machines(&self) -> bool {
        self.shown.is_some_and(|format| format.is_for_machines)
    }

    /// Headings between findings are for those who read them.
    pub fn refuse_groups(&self, by: Option<GroupBy>) -> Result<(), Trouble> {
        match self.shown {
            Some(format) if by.is_some() && !GROUPED.contains(&format.name) => {
                let what = format!("`{}` cannot be grouped; {} can", format.name, GROUPED.join(" and "));
                Err(Trouble::with_help(what, "in `json` each finding has `rule`, `path`, `table` and `owners`"))
            }
            _ => Ok(()),
        }
    }

    /// Writes the format of standard output.
    pub fn show(&self, run: &Run, groups: Option<GroupBy>, out: &mut dyn Write) -> io::Result<()> {
        match (self.shown, groups) {
            (Some(format), Some(by)) => report::grouped(run, by, format, out),
            (Some(format), None) => (format.write)(run, out),
            (None, _) => Ok(()),
        }
    }

    /// Writes the files, each beside its place. What is not published leaves nothing behind.
    pub fn draft(&self, run: &Run) -> Result<Drafts, Trouble> {
        let files = self.files.iter().map(|(format, path)| draft(format, path, run));
        let is_for_github = self.all().any(|format| format.name == "github");
        let summary = env::var_os(STEP_SUMMARY).filter(|path| is_for_github && !path.is_empty());
        let summary = summary.map(|path| Ok(summary_of_step(run, PathBuf::from(path))));
        files.chain(summary).collect::<Result<_, _>>().map(Drafts)
    }

    /// Tells of formats that do not hold all findings, and of those that a service would show.
    pub fn tell(&self, run: &Run, terminal: &mut Terminal) {
        for format in self.all() {
            let Some(most) = format.most.filter(|&most| run.findings.len() > most) else { continue };
            let (left_out, most) = (counted(run.findings.len() - most, "finding"), counted(most, "finding"));
            terminal.warn(&format!(
                "`{}` holds {most}; {left_out} of the lowest severity were left out of it",
                format.name
            ));
        }
    }

    /// A line for those who run us where their findings could be shown better.
    pub fn hint(&self, terminal: &mut Terminal) {
        let is_here = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let service = SERVICES.iter().find(|(variable, ..)| is_here(variable));
        if let Some((_, service, option)) = service.filter(|_| !self.is_asked) {
            terminal.say(&format!("this is {service}: `{option}` shows findings in a change"));
        }
    }

    fn all(&self) -> impl Iterator<Item = &'static Format> {
        self.shown.into_iter().chain(self.files.iter().map(|(format, _)| *format))
    }
}

/// What is written and not yet in its place.
pub struct Drafts(Vec<Draft>);

impl Drafts {
    pub fn publish(self) -> Result<(), Trouble> {
        self.0.into_iter().try_for_each(Draft::publish)
    }
}

fn draft(format: &Format, path: &Path, run: &Run) -> Result<Draft, Trouble> {
    let mut out = StripStream::new(Vec::new());
    (format.write)(run, &mut out).map_err(Trouble::Output)?;
    Draft::of(path, out.into_inner())
}

/// Other tools of the step may have written into the summary before us.
fn summary_of_step(run: &Run, path: PathBuf) -> Draft {
    let before = fs::metadata(&path).map_or(0, |of| usize::try_from(of.len()).unwrap_or(usize::MAX));
    Draft::Bytes(markdown::page(run, markdown::LONGEST.saturating_sub(before)).into_bytes(), path)
}

fn category(name: &str) -> Result<String, String> {
    match name.trim_end_matches('/') {
        "" => Err("it needs a name".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// Reads `FORMAT`, `FORMAT=PATH`, and several of them with commas between.
#[derive(Clone)]
struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Asked;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Asked, clap::Error> {
        let value = value.to_string_lossy();
        let output = |(name, path): (&str, Option<PathBuf>)| match report::format(name) {
            Some(format) => Ok(Output { format, path }),
            None => Err(unknown(command, argument, name)),
        };
        parts(&value).iter().map(|part| output(name_and_path(part))).collect::<Result<_, _>>().map(Asked)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about))))
    }
}

/// A comma parts two formats; one in a path does not, unless the name of a format follows it.
fn parts(value: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in value.split(',') {
        match parts.last_mut() {
            Some(last) if last.contains('=') && report::format(name_and_path(part).0).is_none() => {
                last.push(',');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

/// `-` is standard output, as everywhere.
fn name_and_path(part: &str) -> (&str, Option<PathBuf>) {
    match part.split_once('=') {
        Some((name, "" | "-")) => (name.trim(), None),
        Some((name, path)) => (name.trim(), Some(PathBuf::from(path))),
        None => (part.trim(), None),
    }
}

/// As clap says it of a list of words.
fn unknown(command: &Command, argument: Option<&Arg>, name: &str) -> clap::Error {
    let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
    if let Some(argument) = argument {
        error.insert(ContextKind::InvalidArg, ContextValue::String(argument.to_string()));
    }
    error.insert(ContextKind::InvalidValue, ContextValue::String(name.to_owned()));
    let names = || FORMATS.iter().map(|format| format.name);
    error.insert(ContextKind::ValidValue, ContextValue::Strings(names().map(str::to_owned).collect()));
    for near in iter::empty().chain(nearest(name, names())) {
        error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_owned()));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_formats_but_not_paths() {
        assert_eq!(parts("full"), ["full"]);
        assert_eq!(parts("full,sarif=a.sarif,json=b.json"), ["full", "sarif=a.sarif", "json=b.json"]);
        assert_eq!(parts("sarif=a,b.sarif,github"), ["sarif=a,b.sarif", "github"]);
        assert_eq!(parts("full,sarrif=x"), ["full", "sarrif=x"], "a slip is not taken for a path");
        assert_eq!(name_and_path("json=a=b"), ("json", Some(PathBuf::from("a=b"))));
        assert_eq!(name_and_path("json=-"), ("json", None));
    }
}
