//! `seqscan catalog`: what was understood of the schema, and what in it does not fit together.

use std::path::PathBuf;

use super::Verdict;
use super::options::{CatalogCommand, CatalogFormat, CatalogOptions, CheckOptions};
use super::reading::{self, Surveyed};
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::project::{Database, Project};
use crate::report::catalog;
use crate::text::nearest;

pub fn catalog(command: &CatalogCommand, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    match command {
        CatalogCommand::Show { table: None, options } => list(options, terminal),
        CatalogCommand::Show { table: Some(table), options } => show(table, options, terminal),
        CatalogCommand::Check { options } => check(options, terminal),
    }
}

fn list(options: &CatalogOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let surveyed = read(options, terminal)?;
    let files = &surveyed.files;
    let databases = databases(&surveyed.project);
    terminal.print(|out| match options.schema.output_format {
        CatalogFormat::Json => catalog::json(&databases, None, files, out),
        CatalogFormat::Table => databases.iter().enumerate().try_for_each(|(at, database)| {
            if at > 0 {
                writeln!(out)?;
            }
            catalog::list(database, files, out)
        }),
    })?;
    Ok(surveyed.verdict(Verdict::Clean))
}

fn show(wanted: &str, options: &CatalogOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let surveyed = read(options, terminal)?;
    let files = &surveyed.files;
    let project = &surveyed.project;
    let mut databases = databases(project);
    let several = databases.len() > 1;
    databases.retain(|database| database.catalog.table(wanted).is_some());
    if databases.is_empty() {
        let known = project.databases.iter().flat_map(|database| database.catalog.tables());
        let names: Vec<&str> = known.map(|table| table.name.as_str()).collect();
        let help = match nearest(wanted, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? `seqscan catalog show` lists all tables"),
            None => "`seqscan catalog show` lists all tables".to_owned(),
        };
        return Err(Trouble::with_help(format!("the schema has no table `{wanted}`"), help));
    }
    terminal.print(|out| match options.schema.output_format {
        CatalogFormat::Json => catalog::json(&databases, Some(wanted), files, out),
        CatalogFormat::Table => databases.iter().enumerate().try_for_each(|(at, database)| {
            if at > 0 {
                writeln!(out)?;
            }
            if several {
                writeln!(out, "in {} ({})", database.name, database.catalog.dialect.label())?;
            }
            let table = database.catalog.table(wanted).expect("others were left out");
            catalog::page(database, table, files, out)
        }),
    })?;
    Ok(surveyed.verdict(Verdict::Clean))
}

/// Differences between sources are findings; so is a change of what nothing made.
fn check(options: &CatalogOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let surveyed = read(options, terminal)?;
    let files = &surveyed.files;
    let databases = databases(&surveyed.project);
    terminal.print(|out| match options.schema.output_format {
        CatalogFormat::Json => catalog::json(&databases, None, files, out),
        CatalogFormat::Table => databases.iter().try_for_each(|database| catalog::conflicts(database, files, out)),
    })?;
    let clean = databases.iter().all(|database| database.catalog.conflicts.is_empty());
    Ok(surveyed.verdict(if clean { Verdict::Clean } else { Verdict::Findings }))
}

fn databases(project: &Project) -> Vec<&Database> {
    project.databases.iter().filter(|database| !database.catalog.is_empty()).collect()
}

/// The project of this folder, or only what some paths tell.
fn read(options: &CatalogOptions, terminal: &mut Terminal) -> Result<Surveyed<()>, Trouble> {
    let is_whole = options.paths.is_empty();
    let paths = if is_whole { vec![PathBuf::from(".")] } else { options.paths.clone() };
    let reading = CheckOptions { no_project: !is_whole, ..CheckOptions::to_read(paths, &options.schema) };
    reading::survey(&reading, terminal, |_, _, _| ())
}
