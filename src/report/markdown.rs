//! `markdown`: a page for a comment on a change or the summary of a job: how many findings of which rule, and then
//! the findings, the most severe first, as far as there is room. Paths are those of the repository.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Run, counted, one_line};
use crate::finding::{Finding, Severity};

/// What the summary of a step may hold on GitHub, in bytes.
pub const LONGEST: usize = 1 << 20;

/// Room for the line that tells of what is left out.
const LAST_LINE: usize = 100;

pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(run, LONGEST).as_bytes())
}

/// The page, in at most so many bytes.
pub fn page(run: &Run, longest: usize) -> String {
    let files = counted(run.summary.files, "file");
    let findings = counted(run.findings.len(), "finding");
    let mut page = format!("## seqscan: {findings} in {files}\n");
    if !run.findings.is_empty() {
        page.push_str("\n| rule | severity | findings |\n|---|---|---:|\n");
        page.extend(counts(run));
        page.push('\n');
    }
    let mut left = run.findings.len();
    for finding in run.by_severity() {
        let item = item(run, finding);
        if page.len() + item.len() + LAST_LINE > longest {
            break;
        }
        page.push_str(&item);
        left -= 1;
    }
    if left > 0 {
        let _ = writeln!(page, "\n{} not shown here.", counted(left, "more finding"));
    }
    if page.len() > longest { String::new() } else { page }
}

/// A row for each rule that found something.
fn counts(run: &Run) -> impl Iterator<Item = String> {
    let mut counts: BTreeMap<(Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in &run.findings {
        *counts.entry((Reverse(finding.severity), &finding.rule)).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((Reverse(severity), rule), count)| format!("| `{rule}` | {} | {count} |\n", severity.word()))
}

fn item(run: &Run, finding: &Finding) -> String {
    let at = run.start(&finding.primary.place);
    let place = code(&format!("{}:{}:{}", run.repository_path(&finding.primary.place.path), at.line, at.column));
    let (severity, rule) = (finding.severity.word(), &finding.rule);
    format!("- **{severity}** {place} `{rule}`: {}\n", prose(&one_line(&finding.message)))
}

/// Text between backticks, and more of them than are in it.
fn code(text: &str) -> String {
    let text = one_line(text);
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    if fence.len() == 1 { format!("`{text}`") } else { format!("{fence} {text} {fence}") }
}

/// A message: code between its backticks, and text without any sign that Markdown or HTML would take for its own.
fn prose(text: &str) -> String {
    // With an odd one nobody knows what is code.
    let is_balanced = text.matches('`').count().is_multiple_of(2);
    let mut prose = String::with_capacity(text.len());
    let mut in_code = false;
    for letter in text.chars() {
        in_code ^= is_balanced && letter == '`';
        match letter {
            '`' if is_balanced => prose.push('`'),
            _ if in_code => prose.push(letter),
            '<' => prose.push_str("&lt;"),
            '&' => prose.push_str("&amp;"),
            '@' => prose.push_str("&#64;"),
            '`' | '*' | '_' | '[' | ']' | '\\' | '|' | '~' | '#' | '!' => prose.extend(['\\', letter]),
            _ => prose.push(letter),
        }
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_text() {
        assert_eq!(prose("`a_b <c>` is *not* <b> @all"), "`a_b <c>` is \\*not\\* &lt;b> &#64;all");
        assert_eq!(prose("a ` b"), "a \\` b");
        assert_eq!((code("a:1:2"), code("a`b:1:2")), ("`a:1:2`".to_owned(), "`` a`b:1:2 ``".to_owned()));
    }
}
