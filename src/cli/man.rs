//! `seqscan man`: the manual page of seqscan or of one of its commands, or all of them, for those who package it.

use std::fs;

use clap::CommandFactory;
use clap_mangen::Man;

use super::Verdict;
use super::options::{ManOptions, Options};
use super::terminal::Terminal;
use super::trouble::Trouble;

pub fn man(options: &ManOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    if let Some(folder) = &options.folder {
        let written = fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Options::command(), folder));
        let refused = |error| Trouble::new(format!("cannot write into `{}`: {error}", folder.display()));
        return written.map(|()| Verdict::Clean).map_err(refused);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_a_page_names_is_written() {
        let folder = tempfile::tempdir().unwrap();
        clap_mangen::generate_to(Options::command(), folder.path()).unwrap();
        let mut named = vec!["seqscan.1".to_owned()];
        let mut seen = 0;
        while let Some(name) = named.pop() {
            let page = fs::read_to_string(folder.path().join(&name)).expect(&name);
            let names =
                page.lines().filter_map(|line| line.strip_suffix("(1)")).filter(|line| line.starts_with("seqscan"));
            named.extend(names.map(|line| format!("{}.1", line.replace('\\', ""))));
            seen += 1;
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), seen);
        assert!(seen > 12, "{seen}");
    }
}
