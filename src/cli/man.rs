//! `seqscan man`: the manual page of seqscan or of one of its commands, for those who package it.

use clap::CommandFactory;
use clap_mangen::Man;

use super::Verdict;
use super::options::{ManOptions, Options};
use super::terminal::Terminal;
use super::trouble::Trouble;

pub fn man(options: &ManOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut all = Options::command();
    all.build();
    let command = match &options.command {
        None => all,
        Some(name) => all.find_subcommand(name).cloned().ok_or_else(|| {
            Trouble::with_help(format!("there is no command `{name}`"), "`seqscan --help` lists them")
        })?,
    };
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Trouble::Output)?;
    terminal.print(|out| out.write_all(&page))?;
    Ok(Verdict::Clean)
}
