//! `seqscan advise`: the indexes that the project's queries want, as one plan.

use super::options::{AdviseOptions, CatalogFormat};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, reading};
use crate::advise;
use crate::report::advice;
use crate::report::catalog::Files;

pub fn advise(options: &AdviseOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let mut surveyed = reading::survey(&options.paths, &options.schema, terminal, |source, extract, project| {
        (source.clone(), advise::requests(source, extract, project))
    })?;
    let mut requests = Vec::new();
    let mut files = Files::default();
    for (source, wanted) in std::mem::take(&mut surveyed.results) {
        requests.extend(wanted);
        files.0.insert(source.path.clone(), source);
    }
    let plan = advise::plan(&surveyed.project, &requests);
    terminal.print(|out| match options.schema.output_format {
        CatalogFormat::Table => advice::text(&plan, &files, out),
        CatalogFormat::Json => advice::json(&plan, &files, out),
    })?;
    Ok(surveyed.verdict(Verdict::Clean))
}
