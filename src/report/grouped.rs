//! Findings put together by what they have in common, each group under its heading in the format that was asked for.

use std::io::{self, Write};

use anstyle::Style;

use super::{Format, Run, counted};
use crate::triage::{GroupBy, groups};

pub fn write(run: &Run, by: GroupBy, format: &Format, out: &mut dyn Write) -> io::Result<()> {
    let bold = Style::new().bold();
    for (at, (key, findings)) in groups(&run.findings, by).into_iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{bold}{key}{bold:#} ({})", counted(findings.len(), "finding"))?;
        let findings = findings.into_iter().cloned().collect();
        let part = Run { findings, sources: run.sources.clone(), ..Run::default() };
        (format.write)(&part, out)?;
    }
    Ok(())
}
