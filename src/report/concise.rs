//! `concise`: a line for each finding, for `grep`, `sort` and the eyes of those who know the rules.

use std::io::{self, Write};

use super::{Run, one_line};

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for finding in &run.findings {
        let place = &finding.primary.place;
        let (at, severity) = (run.start(place), finding.severity.word());
        let (path, message) = (one_line(&place.path), one_line(&finding.message));
        let fixable = finding.fix.as_ref().map_or("", |fix| if fix.safe { " [fixable]" } else { " [fixable, unsafe]" });
        writeln!(out, "{path}:{}:{}: {severity}[{}] {message}{fixable}", at.line, at.column, finding.rule)?;
    }
    Ok(())
}
