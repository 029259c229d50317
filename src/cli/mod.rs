//! The command line: what may be typed, what is done then, and the exit code.
//!
//! 0: nothing found. 1: findings. 2: something stood in the way. A reader that closes the pipe (`| head`)
//! changes none of these.

mod advise;
mod baseline;
mod cache;
mod catalog;
mod check;
mod completions;
mod configuration;
mod explain;
mod files;
mod fixing;
mod init;
mod inspection;
mod libraries;
mod man;
mod merge;
mod news;
mod options;
mod outputs;
mod progress;
mod reading;
mod repository;
mod results;
mod rules;
mod rulesets;
mod scope;
mod settings;
mod statistics;
mod suppressions;
mod terminal;
mod terms;
mod test;
mod trouble;

use std::process::ExitCode;

use clap::Parser;

use options::{Command, Options};
use terminal::Terminal;

/// How a command ended that nothing stood in the way of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Clean,
    Findings,
    /// Something failed and was told; the rest was done.
    Incomplete,
}

pub fn run() -> ExitCode {
    let options = match Options::try_parse() {
        Ok(options) => options,
        Err(answer) => {
            // It is help, or a mistake of the user; if nobody reads it there is nobody to tell.
            let _ = answer.print();
            return ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2));
        }
    };
    let mut terminal = Terminal::new(options.color);
    let verdict = match &options.command {
        Command::Check(options) => check::check(options, &mut terminal),
        Command::Advise(options) => advise::advise(options, &mut terminal),
        Command::Baseline { command } => baseline::baseline(command, &mut terminal),
        Command::Catalog { command } => catalog::catalog(command, &mut terminal),
        Command::Merge(options) => merge::merge(options, &mut terminal),
        Command::Init(options) => init::init(options, &mut terminal),
        Command::Rules(options) => rules::rules(options, &mut terminal),
        Command::Explain(options) => explain::explain(options, &mut terminal),
        Command::Test(options) => test::test(options, &mut terminal),
        Command::Clean(place) => cache::clean(place, &mut terminal),
        Command::Completions(options) => completions::completions(options, &mut terminal),
        Command::Man(options) => man::man(options, &mut terminal),
    };
    ExitCode::from(match verdict {
        Ok(Verdict::Clean) => 0,
        Ok(Verdict::Findings) => 1,
        Ok(Verdict::Incomplete) => 2,
        Err(trouble) => {
            terminal.tell(&trouble);
            2
        }
    })
}
