//! `seqscan advise`: the indexes that the project's queries want, as one plan.

use super::Verdict;
use super::options::{AdviseOptions, CatalogFormat};
use super::terminal::Terminal;
use super::trouble::Trouble;
use crate::advise;
use crate::lint::Settings;
use crate::report::advice;
use crate::report::catalog::Files;
use crate::walk::{self, Found, MissingPaths};

pub fn advise(options: &AdviseOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let Found { candidates, .. } = walk::collect(&options.paths).map_err(|MissingPaths(paths)| {
        let paths: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        Trouble::with_help(format!("{} does not exist", paths.join(", ")), "nothing was read")
    })?;
    let settings = Settings { dialect: options.dialect, ..Settings::default() };
    let workers = walk::workers(None).map_err(|error| Trouble::new(format!("cannot start threads: {error}")))?;
    let survey = workers.install(|| {
        walk::survey(candidates, &settings, |source, extract, project| {
            (source.clone(), advise::requests(source, extract, project))
        })
    });
    if !survey.project.knows_a_schema() {
        let help = "seqscan folds DDL files, migrations and ORM models; give the project's folder";
        return Err(Trouble::with_help("no schema was found here", help));
    }
    let mut requests = Vec::new();
    let mut files = Files::default();
    for (source, wanted) in survey.results {
        requests.extend(wanted);
        files.0.insert(source.path.clone(), source);
    }
    let plan = advise::plan(&survey.project, &requests);
    terminal.print(|out| match options.output_format {
        CatalogFormat::Table => advice::text(&plan, &files, out),
        CatalogFormat::Json => advice::json(&plan, &files, out),
    })?;
    Ok(Verdict::Clean)
}
