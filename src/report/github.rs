//! `github`: commands in the log of GitHub Actions, which annotate lines of a pull request.
//!
//! GitHub shows ten annotations of each level for a step and drops the rest without a word, so the most severe come
//! first and the last one tells how many there are beside them. Columns are UTF-16 code units, and only those of one
//! line may be told.

use std::io::{self, Write};

use super::{Run, counted, one_line};
use crate::finding::{Finding, Severity};
use crate::text::Unit;

const MOST_OF_A_LEVEL: usize = 10;

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let findings = run.by_severity();
    let mut shown = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_level: Vec<_> = findings.iter().filter(|finding| finding.severity == severity).collect();
        // The last notice is kept for what is left out.
        let last = severity == Severity::Info && shown + of_level.len().min(MOST_OF_A_LEVEL) < findings.len();
        let most = if last { MOST_OF_A_LEVEL - 1 } else { MOST_OF_A_LEVEL };
        for finding in of_level.iter().take(most) {
            writeln!(out, "{}", annotation(run, finding))?;
            shown += 1;
        }
    }
    if shown < findings.len() {
        let more = counted(findings.len() - shown, "more finding");
        let message =
            data(&format!("{more}: GitHub shows {MOST_OF_A_LEVEL} of each level. The job summary lists them"));
        writeln!(out, "::notice title=seqscan::{message}")?;
    }
    Ok(())
}

fn annotation(run: &Run, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = &finding.primary.place;
    let path = run.repository_path(&place.path);
    let region = run.region(place, Unit::Utf16);
    let (start, end) = (region.start, region.end);
    let columns =
        if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    let title = property(&format!("seqscan ({})", finding.rule));
    // The log shows the message alone.
    let at = format!("{}:{}:{}", one_line(path), start.line, start.column);
    let help = if finding.help.is_empty() { String::new() } else { format!("\n{}", finding.help) };
    let message = data(&format!("{at}: {}: {}{help}", finding.rule, one_line(&finding.message)));
    let file = property(path);
    format!("::{level} title={title},file={file},line={},endLine={}{columns}::{message}", start.line, end.line)
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value among its properties, which end with a colon and are parted by commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
