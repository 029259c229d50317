//! `seqscan completions`: the script that teaches a shell our commands and options.

use clap::CommandFactory;

use super::Verdict;
use super::options::{CompletionsOptions, Options};
use super::terminal::Terminal;
use super::trouble::Trouble;

pub fn completions(options: &CompletionsOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    // Into memory first: the generator gives up loudly when a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Options::command(), "seqscan", &mut script);
    terminal.print(|out| out.write_all(&script))?;
    Ok(Verdict::Clean)
}
