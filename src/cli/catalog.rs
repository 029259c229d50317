//! `seqscan catalog`: what was understood of the schema, and what in it does not fit together.

use std::path::PathBuf;

use super::options::{CatalogCommand, CatalogFormat, CatalogOptions};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, configuration};
use crate::lint::Settings;
use crate::project::{Database, Project};
use crate::report::catalog::{self, Files};
use crate::walk::{self, Found, MissingPaths};

pub fn catalog(command: &CatalogCommand, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    match command {
        CatalogCommand::Show { table, options } => show(table.as_deref(), options, terminal),
        CatalogCommand::Check { options } => check(options, terminal),
    }
}

fn show(table: Option<&str>, options: &CatalogOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let (project, files) = read(options)?;
    let mut databases = databases(&project)?;
    let Some(wanted) = table else {
        terminal.print(|out| match options.output_format {
            CatalogFormat::Json => catalog::json(&databases, &files, out),
            CatalogFormat::Table => databases.iter().enumerate().try_for_each(|(at, database)| {
                if at > 0 {
                    writeln!(out)?;
                }
                catalog::list(database, &files, out)
            }),
        })?;
        return Ok(Verdict::Clean);
    };
    databases.retain(|database| database.catalog.table(wanted).is_some());
    if databases.is_empty() {
        let known = project.databases.iter().flat_map(|database| database.catalog.tables());
        let names: Vec<&str> = known.map(|table| table.name.as_str()).collect();
        let near = crate::text::nearest(wanted, names.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`? `seqscan catalog show` lists all tables"),
            None => "`seqscan catalog show` lists all tables".to_owned(),
        };
        return Err(Trouble::with_help(format!("the schema has no table `{wanted}`"), help));
    }
    terminal.print(|out| match options.output_format {
        CatalogFormat::Json => catalog::json(&databases, &files, out),
        CatalogFormat::Table => databases.iter().enumerate().try_for_each(|(at, database)| {
            if at > 0 {
                writeln!(out)?;
            }
            if project.databases.len() > 1 {
                writeln!(out, "in {} ({})", database.name, database.catalog.dialect.label())?;
            }
            let table = database.catalog.table(wanted).expect("others were left out");
            catalog::page(database, table, &files, out)
        }),
    })?;
    Ok(Verdict::Clean)
}

/// Differences between sources are findings; so is a change of what nothing made.
fn check(options: &CatalogOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let (project, files) = read(options)?;
    let databases = databases(&project)?;
    terminal.print(|out| match options.output_format {
        CatalogFormat::Json => catalog::json(&databases, &files, out),
        CatalogFormat::Table => databases.iter().try_for_each(|database| catalog::conflicts(database, &files, out)),
    })?;
    let clean = databases.iter().all(|database| database.catalog.conflicts.is_empty());
    Ok(if clean { Verdict::Clean } else { Verdict::Findings })
}

fn databases(project: &Project) -> Result<Vec<&Database>, Trouble> {
    let databases: Vec<&Database> = project.databases.iter().filter(|database| !database.catalog.is_empty()).collect();
    if databases.is_empty() {
        let help =
            "seqscan folds DDL files, migrations (SQL, Django, Alembic) and ORM models; is this the project's folder?";
        return Err(Trouble::with_help("no schema was found here", help));
    }
    Ok(databases)
}

fn read(options: &CatalogOptions) -> Result<(Project, Files), Trouble> {
    let paths: &[PathBuf] = &options.paths;
    let Found { candidates, .. } = walk::collect(paths).map_err(|MissingPaths(paths)| {
        let paths: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        Trouble::with_help(format!("{} does not exist", paths.join(", ")), "nothing was read")
    })?;
    let settings =
        Settings { dialect: options.dialect, databases: configuration::load(None)?.databases, ..Settings::default() };
    let workers = walk::workers(None).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let survey = workers.install(|| walk::survey(candidates, &settings, |source, _, _| source.clone()));
    let files = survey.results.into_iter().map(|source| (source.path.clone(), source));
    Ok((survey.project, Files(files.collect())))
}
