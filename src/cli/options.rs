//! What may be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Arg, Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::news::NewsOptions;
use super::outputs::OutputOptions;
use super::terminal::Color;
use crate::config::Profile;
use crate::fact::Dialect;
use crate::finding::{Confidence, Severity};
use crate::triage::GroupBy;

const CHECK_EXAMPLES: &str = "\
Examples:
  seqscan check                                   check this folder
  seqscan check src migrations/0042_orders.sql    check a folder and a file
  seqscan check --select query-in-loop,security   only this rule and this category
  seqscan check --dialect postgres db/            read all SQL as PostgreSQL
  seqscan check --diff                            show what --fix would change
  seqscan check --output-format json | jq .summary
  seqscan check --output-format full --output-format sarif=seqscan.sarif
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
    /// Keep a list of known findings, so that only new ones are shown
    Baseline {
        #[command(subcommand)]
        command: BaselineCommand,
    },
    /// Make one report of the parts that several machines checked
    Merge(MergeOptions),
    /// Write a first seqscan.toml, from what the project tells
    Init(InitOptions),
    /// List the rules, or those that a choice leaves
    Rules(RulesOptions),
    /// Explain a rule, or a fact that rules speak about
    Explain(ExplainOptions),
    /// Run the examples inside your own rules
    Test(TestOptions),
    /// Print the completions of a shell
    Completions(CompletionsOptions),
    /// Print the manual page of seqscan, or of one of its commands
    #[command(hide = true)]
    Man(ManOptions),
}

#[derive(Debug, Default, Args)]
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
    #[command(flatten)]
    pub config: ConfigOptions,
    /// Leave out files and folders, as .gitignore writes them; may be repeated
    #[arg(long, value_name = "PATTERN", value_delimiter = ',', help_heading = "Reading")]
    pub exclude: Vec<String>,
    /// Leave out excluded files and settled migrations even when they are named: for hooks
    #[arg(long, help_heading = "Reading")]
    pub force_exclude: bool,
    /// Know only what the named paths tell, not the rest of their project
    #[arg(long, help_heading = "Reading")]
    pub no_project: bool,
    #[command(flatten)]
    pub fixes: FixOptions,
    #[command(flatten)]
    pub choice: Choice,
    /// How much to tell [default: default]
    #[arg(long, value_name = "PROFILE", help_heading = "Rules")]
    pub profile: Option<Profile>,
    /// Leave out findings that matter less [default: info]
    #[arg(long, value_name = "SEVERITY", help_heading = "Rules")]
    pub min_severity: Option<Severity>,
    /// Leave out findings that are less sure [default: medium; low with the profiles strict and audit]
    #[arg(long, value_name = "CONFIDENCE", help_heading = "Rules")]
    pub min_confidence: Option<Confidence>,
    /// A folder of rules of your own; may be repeated
    #[arg(long = "rules", value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    pub folders: Vec<PathBuf>,
    /// Tell the findings that comments silence as well
    #[arg(long, help_heading = "Rules")]
    pub ignore_suppressions: bool,
    /// Write comments that silence all findings, with a reason when one is given
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with = "ignore_suppressions", help_heading = "Rules")]
    pub add_ignore: Option<String>,
    #[command(flatten)]
    pub outputs: OutputOptions,
    /// Count the findings of each rule, instead of showing them
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,
    /// List the files that would be checked, and end
    #[arg(long, help_heading = "Output")]
    pub show_files: bool,
    /// Show the settings of this folder, or of the file that is named, and where each is said, and end
    #[arg(long, conflicts_with = "show_files", help_heading = "Output")]
    pub show_settings: bool,
    /// List the statements that no dialect could read
    #[arg(long, help_heading = "Output")]
    pub unparsed: bool,
    /// Say how each file was read, and which were skipped
    #[arg(long, short, conflicts_with = "quiet", help_heading = "Output")]
    pub verbose: bool,
    /// Say nothing but findings
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    #[command(flatten)]
    pub news: NewsOptions,
    /// Exit with 1 only for findings that matter so much [default: info]
    #[arg(long, value_name = "SEVERITY", help_heading = "Running")]
    pub fail_on: Option<Severity>,
    /// Exit with 0 even when there are findings
    #[arg(long, help_heading = "Running")]
    pub exit_zero: bool,
    /// How many threads to use [default: one for each core]
    #[arg(long, short = 'j', value_name = "N", help_heading = "Running")]
    pub threads: Option<NonZeroUsize>,
}

impl CheckOptions {
    /// Those of a command that shows what these paths tell.
    pub fn to_read(paths: Vec<PathBuf>, schema: &SchemaOptions) -> Self {
        Self { paths, dialect: schema.dialect, config: schema.config.clone(), ..Self::default() }
    }
}

/// What is done with fixes.
#[derive(Debug, Default, Args)]
pub struct FixOptions {
    /// Fix what can be fixed without changing what the program means
    #[arg(long, help_heading = "Fixing")]
    pub fix: bool,
    /// With --fix or --diff: also make the fixes that change what the program means
    #[arg(long, help_heading = "Fixing")]
    pub unsafe_fixes: bool,
    /// Show what --fix would change, and write nothing
    #[arg(long, conflicts_with_all = ["statistics", "add_ignore", "group_by"], help_heading = "Fixing")]
    pub diff: bool,
    /// List the fixes that were made
    #[arg(long, help_heading = "Fixing")]
    pub show_fixes: bool,
}

#[derive(Debug, Args)]
pub struct MergeOptions {
    /// What `seqscan check --shard I/N --output-format json=FILE` wrote, all parts of it
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub outputs: OutputOptions,
    /// Put findings together by what they have in common
    #[arg(long, value_name = "WHAT", help_heading = "Output")]
    pub group_by: Option<GroupBy>,
    /// Say nothing but findings
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    #[command(flatten)]
    pub own: OwnRules,
    /// Exit with 0 even when there are findings
    #[arg(long, help_heading = "Running")]
    pub exit_zero: bool,
}

#[derive(Debug, Subcommand)]
pub enum BaselineCommand {
    /// Write down all that is found now
    #[command(mut_args = hide_what_is_not_for_a_list)]
    Create(Box<BaselineOptions>),
    /// Make the list anew; new findings are added only when that is allowed
    #[command(mut_args = hide_what_is_not_for_a_list)]
    Update {
        /// Add what is new
        #[arg(long)]
        allow_growth: bool,
        #[command(flatten)]
        options: Box<BaselineOptions>,
    },
    /// Take out what is found no more
    #[command(mut_args = hide_what_is_not_for_a_list)]
    Prune(Box<BaselineOptions>),
    /// Count what is in it, by rules
    #[command(mut_args = hide_what_is_not_for_a_list)]
    Stats(Box<BaselineOptions>),
}

/// What a list of all findings has no use for: how they are shown, and which of them.
const NOT_FOR_A_LIST: &[&str] = &[
    "stdin_filename",
    "fix",
    "unsafe_fixes",
    "diff",
    "show_fixes",
    "add_ignore",
    "asked",
    "sarif_category",
    "statistics",
    "show_files",
    "show_settings",
    "unparsed",
    "verbose",
    "no_baseline",
    "allow_stale_baseline",
    "new_since",
    "changed_lines",
    "since",
    "owner",
    "group_by",
    "shard",
    "fail_on",
    "exit_zero",
];

fn hide_what_is_not_for_a_list(arg: Arg) -> Arg {
    let is_for_others = NOT_FOR_A_LIST.contains(&arg.get_id().as_str());
    arg.hide(is_for_others)
}

#[derive(Debug, Args)]
pub struct BaselineOptions {
    /// The list is that of a run with the same options
    #[command(flatten)]
    pub check: CheckOptions,
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
    /// Know only what a file or folder tells; may be repeated [default: the project of this folder]
    #[arg(long = "in", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub schema: SchemaOptions,
}

#[derive(Debug, Args)]
pub struct AdviseOptions {
    /// Files and folders whose queries count; the schema is that of their project
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
    #[command(flatten)]
    pub config: ConfigOptions,
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

/// Where settings come from.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigOptions {
    /// A configuration for all files, instead of the nearest of each; or settings: 'min-severity = "error"'
    #[arg(long, value_name = "FILE or TOML", value_hint = ValueHint::FilePath, help_heading = "Reading")]
    pub config: Vec<String>,
    /// Read no configuration
    #[arg(long, help_heading = "Reading")]
    pub isolated: bool,
}

/// Where rules beside those inside the program stand.
#[derive(Debug, Args)]
pub struct OwnRules {
    /// A folder of rules of your own; may be repeated [default: those of the configuration]
    #[arg(long = "rules", value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Rules")]
    pub folders: Vec<PathBuf>,
    #[command(flatten)]
    pub config: ConfigOptions,
}

/// Which rules run.
#[derive(Debug, Default, Args)]
pub struct Choice {
    /// Run only these: ids, categories, `default`, `strict` or `all`; separated by commas
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
pub struct InitOptions {
    /// The project's folder [default: this one]
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RulesOptions {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub own: OwnRules,
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
    #[command(flatten)]
    pub own: OwnRules,
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

#[derive(Debug, Args)]
pub struct ManOptions {
    pub command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}
