//! What may be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::terminal::Color;
use crate::fact::Dialect;
use crate::finding::{Confidence, Severity};
use crate::report::{self, FORMATS, Format};

const CHECK_EXAMPLES: &str = "\
Examples:
  seqscan check                                   check this folder
  seqscan check src migrations/0042_orders.sql    check a folder and a file
  seqscan check --select query-in-loop,security   only this rule and this category
  seqscan check --dialect postgres db/            read all SQL as PostgreSQL
  seqscan check --diff                            show what --fix would change
  seqscan check --output-format json | jq .summary
  git show HEAD:db/views.sql | seqscan check - --stdin-filename db/views.sql

Exit codes: 0 nothing found, 1 findings, 2 something stood in the way.";

const MAIN_EXAMPLES: &str = "\
Examples:
  seqscan check                  check this folder
  seqscan explain query-in-loop  what is wrong with it, and what to type instead
  seqscan rules                  all rules";

/// Finds the SQL and ORM code that makes applications slow, wrong or unsafe
#[derive(Debug, Parser)]
#[command(name = "seqscan", version, after_help = MAIN_EXAMPLES, disable_help_subcommand = true)]
pub struct Options {
    #[command(subcommand)]
    pub command: Command,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    pub color: Color,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check SQL files, and the SQL and ORM calls of programs
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Box<CheckOptions>),
    /// Show the schema that the project's DDL, migrations and models tell
    Catalog {
        #[command(subcommand)]
        command: CatalogCommand,
    },
    /// Propose the indexes that the project's queries want, and name those that others make needless
    Advise(AdviseOptions),
    /// List the rules, or those that a choice leaves
    Rules(RulesOptions),
    /// Explain a rule, or a fact that rules speak about
    Explain(ExplainOptions),
    /// Run the examples inside your own rules
    Test(TestOptions),
    /// Print the completions of a shell
    Completions(CompletionsOptions),
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Files and folders; `-` reads standard input
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What standard input is called: tells its language [default: stdin.sql]
    #[arg(long, value_name = "NAME", value_hint = ValueHint::FilePath)]
    pub stdin_filename: Option<PathBuf>,
    /// Read all SQL as this dialect, instead of guessing it file by file
    #[arg(long, help_heading = "Reading")]
    pub dialect: Option<Dialect>,
    /// The configuration [default: seqscan.toml or .seqscan.toml, here or in a folder above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub fixes: FixOptions,
    #[command(flatten)]
    pub choice: Choice,
    /// Leave out findings that matter less
    #[arg(long, value_name = "SEVERITY", default_value = "info", help_heading = "Rules")]
    pub min_severity: Severity,
    /// Leave out findings that are less sure
    #[arg(long, value_name = "CONFIDENCE", default_value = "medium", help_heading = "Rules")]
    pub min_confidence: Confidence,
    /// A folder of rules of your own; may be repeated
    #[arg(long = "rules", value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    pub folders: Vec<PathBuf>,
    /// How to show findings
    #[arg(long, value_name = "FORMAT", default_value = "full", env = "SEQSCAN_OUTPUT_FORMAT", hide_env_values = true,
          value_parser = format_parser(), help_heading = "Output")]
    pub output_format: &'static Format,
    /// List the statements that no dialect could read
    #[arg(long, help_heading = "Output")]
    pub unparsed: bool,
    /// Say how each file was read, and which were skipped
    #[arg(long, short, conflicts_with = "quiet", help_heading = "Output")]
    pub verbose: bool,
    /// Say nothing but findings
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Exit with 0 even when there are findings
    #[arg(long, help_heading = "Running")]
    pub exit_zero: bool,
    /// How many threads to use [default: one for each core]
    #[arg(long, short = 'j', value_name = "N", help_heading = "Running")]
    pub threads: Option<NonZeroUsize>,
}

/// What is done with fixes.
#[derive(Debug, Args)]
pub struct FixOptions {
    /// Fix what can be fixed without changing what the program means
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,
    /// With --fix or --diff: also make the fixes that change what the program means
    #[arg(long, help_heading = "Fixing")]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and write nothing
    #[arg(long, help_heading = "Fixing")]
    pub diff: bool,
    /// List the fixes that were made
    #[arg(long, help_heading = "Fixing")]
    pub show_fixes: bool,
}

#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Show all tables, or all that is known of one, with the file and line that says so
    Show {
        /// A table; without one, lists them all
        table: Option<String>,
        #[command(flatten)]
        options: CatalogOptions,
    },
    /// Name what does not fit together: changes of what nothing made, sources that differ
    Check {
        #[command(flatten)]
        options: CatalogOptions,
    },
}

#[derive(Debug, Args)]
pub struct CatalogOptions {
    /// A file or folder of the project; may be repeated
    #[arg(long = "in", value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub schema: SchemaOptions,
}

#[derive(Debug, Args)]
pub struct AdviseOptions {
    /// Files and folders: the queries, and the schema they speak to
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub schema: SchemaOptions,
}

/// How the schema is read and shown.
#[derive(Debug, Args)]
pub struct SchemaOptions {
    /// Read all SQL as this dialect, instead of guessing it file by file
    #[arg(long, help_heading = "Reading")]
    pub dialect: Option<Dialect>,
    /// The configuration [default: seqscan.toml or .seqscan.toml, here or in a folder above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    pub config: Option<PathBuf>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub output_format: CatalogFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CatalogFormat {
    /// For people
    Table,
    /// One object
    Json,
}

/// Which rules run.
#[derive(Debug, Args)]
pub struct Choice {
    /// Run only these: ids, categories, `default` or `all`; separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Do not run these; an id wins over a category, and a category over `all`
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
}

impl Choice {
    pub fn is_empty(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty()
    }
}

#[derive(Debug, Args)]
pub struct RulesOptions {
    #[command(flatten)]
    pub choice: Choice,
    /// A folder of rules of your own; may be repeated
    #[arg(long = "rules", value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    pub folders: Vec<PathBuf>,
    /// How to show the list
    #[arg(long, value_name = "FORMAT", default_value = "table", help_heading = "Output")]
    pub output_format: RulesFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RulesFormat {
    /// A line for each rule
    Table,
    /// One object
    Json,
}

#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A rule or a fact; without one, lists them all
    pub name: Option<String>,
    /// A folder of rules of your own; may be repeated
    #[arg(long = "rules", value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TestOptions {
    /// Folders of rules
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CompletionsOptions {
    pub shell: Shell,
}

/// The formats are those of the table in `report`.
fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let names = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(names).try_map(|name| report::format(&name).ok_or("it is not in the table of formats"))
}
