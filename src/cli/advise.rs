//! `seqscan advise`: the indexes that the project's queries want, as one plan.

use super::options::{AdviseOptions, CatalogFormat, CheckOptions};
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, reading};
use crate::advise;
use crate::report::advice;

pub fn advise(options: &AdviseOptions, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    let reading = CheckOptions::to_read(options.paths.clone(), &options.schema);
    let surveyed = reading::survey(&reading, terminal, advise::requests)?;
    let plan = advise::plan(&surveyed.project, &surveyed.results.concat());
    let files = &surveyed.files;
    terminal.print(|out| match options.schema.output_format {
        CatalogFormat::Table => advice::text(&plan, files, out),
        CatalogFormat::Json => advice::json(&plan, files, out),
    })?;
    Ok(surveyed.verdict(Verdict::Clean))
}
