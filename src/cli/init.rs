//! `seqscan init`: a first configuration, from what the project tells.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::options::InitOptions;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, files};
use crate::config::NAMES;
use crate::extract::Extract;
use crate::fact::Dialect;
use crate::lint::{self, Settings};
use crate::project::Project;
use crate::report::counted;
use crate::text::{FileRole, SourceKind};
use crate::walk::{self, Found};

/// What one file tells of the project.
struct Told {
    path: String,
    role: FileRole,
    kind: SourceKind,
    dialect: Option<Dialect>,
    libraries: Vec<String>,
    makes_schema: bool,
}

pub fn init(options: &InitOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let folder = options.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    if !folder.is_dir() {
        return Err(Trouble::with_help(format!("`{}` is no folder", folder.display()), "nothing was written"));
    }
    if let Some(there) = NAMES[..2].iter().map(|name| folder.join(name)).find(|file| file.exists()) {
        let what = format!("there is a configuration already: `{}`", walk::shown_path(&there));
        return Err(Trouble::with_help(
            what,
            "nothing was written; `seqscan check --show-settings` shows what it says",
        ));
    }
    let (project, told) = survey(&folder)?;
    let file = folder.join(NAMES[0]);
    files::write(&file, page(&folder, &project, &told).into_bytes())?;
    let queries = told.iter().filter(|told| !told.libraries.is_empty()).count();
    let files = counted(told.len(), "file");
    let verb = if queries == 1 { "uses" } else { "use" };
    terminal.say(&format!(
        "wrote {}: {files} with SQL, {} that {verb} a database",
        walk::shown_path(&file),
        counted(queries, "program")
    ));
    Ok(Verdict::Clean)
}

fn survey(folder: &Path) -> Result<(Project, Vec<Told>), Trouble> {
    let Found { candidates, .. } = walk::collect(&[folder.to_owned()])
        .map_err(|missing| super::reading::missing_paths(&missing, "nothing was written"))?;
    let workers = walk::workers(None).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let survey = workers.install(|| {
        walk::survey(candidates, &Settings::default(), |source, extract, _| told(&source.path, source.role(), extract))
    });
    Ok((survey.project, survey.results))
}

fn told(path: &str, role: FileRole, extract: &Extract) -> Told {
    let mut libraries: Vec<String> =
        extract.executions.iter().filter(|call| call.certain).map(|call| call.library.clone()).collect();
    libraries.sort();
    libraries.dedup();
    Told {
        path: path.to_owned(),
        role,
        kind: lint::kind_of(path).unwrap_or(SourceKind::Sql),
        dialect: extract.dialect.as_ref().map(|choice| choice.dialect),
        libraries,
        makes_schema: !extract.schema.is_empty(),
    }
}

fn page(folder: &Path, project: &Project, told: &[Told]) -> String {
    let mut page =
        String::from("# What seqscan checks here, and how. `seqscan check --show-settings` shows what holds.\n");
    page.push_str("# Everything in this file may be left out; what is commented out shows the form.\n\n");
    let dialects = dialects(told);
    page.push_str("# The dialect is told file by file, by drivers, paths and the SQL itself.\n");
    match dialects.as_slice() {
        [(only, files)] => {
            let _ = writeln!(page, "# Here it is that of {} of SQL:", counted(*files, "file"));
            let _ = writeln!(page, "dialect = \"{}\"\n", only.word());
        }
        [] => page.push_str("# dialect = \"postgres\"\n\n"),
        several => {
            let named: Vec<String> = several
                .iter()
                .map(|(dialect, files)| format!("{} ({})", dialect.word(), counted(*files, "file")))
                .collect();
            let _ = writeln!(
                page,
                "# Here several are spoken: {}.\n# dialect = \"{}\"\n",
                named.join(", "),
                several[0].0.word()
            );
        }
    }
    page.push_str(
        "# `strict` adds rules that are off by default and findings that are less sure; `audit` tells all.\n",
    );
    page.push_str("profile = \"default\"\n\n# Rules and categories: `seqscan rules` lists them.\n# ignore = [\"select-star\"]\n\n");
    page.push_str("# Exit with 1 only for findings that matter so much.\n# fail-on = \"warning\"\n\n");
    page.push_str("# As .gitignore writes them; what git ignores is left out anyway.\n# exclude = [\"vendor/\", \"*.generated.sql\"]\n\n");
    page.push_str(&found(told));
    page.push_str(&databases(folder, project, told));
    page.push_str("# How migrations are run, and the last one that has run everywhere.\n# [migrations]\n# downtime = true\n# start-after = \"2024-01-31\"\n\n");
    page.push_str("# What is changed of one rule.\n# [rules.too-many-indexes]\n# enabled = true\n# most = 20\n\n");
    page.push_str("# What is different for some files.\n# [[path]]\n# paths = [\"reports/\"]\n# ignore = [\"select-star\"]\n# severity = {offset-pagination = \"info\"}\n");
    page
}

fn found(told: &[Told]) -> String {
    let mut libraries: BTreeMap<&str, usize> = BTreeMap::new();
    for library in told.iter().flat_map(|told| &told.libraries) {
        *libraries.entry(library).or_default() += 1;
    }
    if libraries.is_empty() {
        return String::new();
    }
    let named: Vec<String> =
        libraries.into_iter().map(|(name, files)| format!("{name} ({})", counted(files, "file"))).collect();
    let line = format!("# The database is reached through {}.\n", named.join(", "));
    line + "# Wrappers of your own can be described as `grammars/<language>/libraries/*.yml` describes these:\n# libraries = [\"seqscan/libraries\"]\n\n"
}

/// Databases as they would be described. Where the project tells them by itself, nothing needs to be.
fn databases(folder: &Path, project: &Project, told: &[Told]) -> String {
    let prefix = walk::shown_path(folder);
    let below = |path: &str| path.strip_prefix(&format!("{prefix}/")).unwrap_or(path).to_owned();
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for told in told.iter().filter(|told| told.role == FileRole::Migration) {
        let path = below(&told.path);
        let (at, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let ending = name.rsplit_once('.').map_or("sql", |(_, ending)| ending);
        *folders.entry(format!("{at}/*.{ending}").trim_start_matches('/').to_owned()).or_default() += 1;
    }
    let models: Vec<String> = told
        .iter()
        .filter(|told| told.makes_schema && told.role == FileRole::Application && told.kind != SourceKind::Sql)
        .map(|told| format!("{:?}", below(&told.path)))
        .collect();
    let known: Vec<String> = project
        .databases
        .iter()
        .filter(|database| !database.catalog.is_empty())
        .map(|database| format!("{} with {}", database.name, counted(database.catalog.tables().len(), "table")))
        .collect();
    let mut page = String::from(
        "# The schema is read from dumps, migrations and models; only where that goes wrong must it be described.\n",
    );
    if !known.is_empty() {
        let _ = writeln!(page, "# seqscan understands: {}. `seqscan catalog show` shows them.", known.join("; "));
    }
    page.push_str("# [[database]]\n# name = \"main\"\n");
    let patterns: Vec<String> = folders.keys().take(MOST_NAMED).map(|pattern| format!("{pattern:?}")).collect();
    let list = |all: &[String], otherwise: &str| if all.is_empty() { otherwise.to_owned() } else { all.join(", ") };
    let _ = writeln!(page, "# migrations = [{}]", list(&patterns, "\"migrations/*.sql\""));
    let _ = writeln!(page, "# models = [{}]\n", list(&models[..models.len().min(MOST_NAMED)], "\"**/models.py\""));
    page
}

/// Patterns and files that are named as an example.
const MOST_NAMED: usize = 5;

fn dialects(told: &[Told]) -> Vec<(Dialect, usize)> {
    let mut counts: BTreeMap<Dialect, usize> = BTreeMap::new();
    for dialect in told.iter().filter_map(|told| told.dialect).filter(|&dialect| dialect != Dialect::Generic) {
        *counts.entry(dialect).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|&(_, files)| std::cmp::Reverse(files));
    counts
}
