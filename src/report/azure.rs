//! `azure`: commands in the log of Azure Pipelines. It knows errors and warnings only.

use std::io::{self, Write};

use super::{Run, one_line};
use crate::finding::{Finding, Severity};
use crate::text::Unit;

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    run.findings.iter().try_for_each(|finding| writeln!(out, "{}", issue(run, finding)))
}

fn issue(run: &Run, finding: &Finding) -> String {
    let kind = if finding.severity == Severity::Error { "error" } else { "warning" };
    let place = &finding.primary.place;
    let path = property(run.repository_path(&place.path));
    let start = run.region(place, Unit::Utf16).start;
    let (line, column, code) = (start.line, start.column, property(&finding.rule));
    let properties = format!("type={kind};sourcepath={path};linenumber={line};columnnumber={column};code={code};");
    let message = data(&format!("{}: {}", finding.rule, one_line(&finding.message)));
    format!("##vso[task.logissue {properties}]{message}")
}

fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
