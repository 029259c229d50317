//! What is said about a run beside its findings: the last line, and the statements that could not be read.

use std::time::Duration;

use super::one_line;
use super::run::{ReadAs, Run, Summary, UnparsedPlace};
use super::secrets::masked;
use crate::fact::Dialect;
use crate::project::SETTLED_AFTER;

/// Dialects named in the summary before the rest is left to `--verbose`.
const DIALECTS_NAMED: usize = 3;

/// "1 file", "1,204 files".
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// What was done and how long it took; then, only when there is anything to say, what was not.
pub fn summary_lines(run: &Run) -> Vec<String> {
    let Summary {
        files, skipped, told, settled, cut, baselined, old, statements, unparsed, suppressed, duration, ..
    } = run.summary;
    let (files, statements_read) = (counted(files, "file"), counted(statements, "statement"));
    let findings = counted(run.findings.len(), "finding");
    let mut lines = vec![format!("checked {files}, {statements_read}, {findings} in {}", clock(duration))];
    if baselined > 0 {
        lines.push(format!(
            "{} known to the baseline left out (--no-baseline shows them)",
            counted(baselined, "finding")
        ));
    }
    if old > 0 {
        let verb = if old == 1 { "is" } else { "are" };
        lines.push(format!("{} {verb} not new and left out", counted(old, "finding")));
    }
    if told > 0 {
        let others = counted(told, "other file");
        lines.push(format!("read {others} of the project for schema, models and functions (--no-project: none)"));
    }
    lines.extend(fixable(run));
    if unparsed > 0 {
        let share = permille(statements.saturating_sub(unparsed), statements);
        let of = format!("{} of {}", grouped(unparsed), counted(statements, "statement"));
        lines.push(format!("{of} could not be read ({share} were); --unparsed lists them"));
    }
    if skipped > 0 {
        lines.push(format!("skipped {}", counted(skipped, "file")));
    }
    if settled > 0 {
        let old = counted(settled, "old migration file");
        lines.push(format!("{old} left to history ({SETTLED_AFTER} or more follow); name a file to check it"));
    }
    if suppressed > 0 {
        let silenced = counted(suppressed, "finding");
        lines.push(format!("{silenced} silenced by comments; --ignore-suppressions shows them"));
    }
    if cut > 0 {
        let (files, verb) = (counted(cut, "file"), if cut == 1 { "has" } else { "have" });
        lines.push(format!("{files} {verb} more calls than are followed to the queries of other functions"));
    }
    if !run.summary.silent_rules.is_empty() {
        let rules = counted(run.summary.silent_rules.len(), "rule");
        lines.push(format!(
            "{rules} had nothing to go on: no schema was found (DDL, migrations or models); --verbose names them"
        ));
    }
    lines.extend(read_as(&run.summary.read_as));
    lines
}

/// How many findings `--fix` would mend.
fn fixable(run: &Run) -> Option<String> {
    let fixes = || run.findings.iter().filter_map(|finding| finding.fix.as_ref());
    let safe = fixes().filter(|fix| fix.safe).count();
    match (safe, fixes().count() - safe) {
        (0, 0) => None,
        (0, risky) => Some(format!("{risky} fixable with --fix --unsafe-fixes")),
        (safe, 0) => Some(format!("{safe} fixable with --fix")),
        (safe, risky) => Some(format!("{safe} fixable with --fix, {risky} more with --unsafe-fixes")),
    }
}

fn read_as(all: &[ReadAs]) -> Option<String> {
    let name = |one: &ReadAs| {
        let why = if one.dialect == Dialect::Generic { "--dialect names another" } else { &one.reason };
        format!("{}: {} ({why})", one.dialect.label(), counted(one.files, "file"))
    };
    let named: Vec<_> = all.iter().take(DIALECTS_NAMED).map(name).collect();
    let rest = if all.len() > DIALECTS_NAMED { ", …" } else { "" };
    (!all.is_empty()).then(|| format!("read as {}{rest}", named.join(", ")))
}

/// Rounded down: "100.0 %" is said only when it is so.
fn permille(part: usize, whole: usize) -> String {
    let share = part * 1000 / whole.max(1);
    format!("{}.{} %", share / 10, share % 10)
}

/// The statements that could not be read, each with its place and the parser's words.
pub fn unparsed_lines(run: &Run) -> impl Iterator<Item = String> {
    run.unparsed.iter().map(|UnparsedPlace { path, position, error }| {
        let error = masked(error);
        format!("{}:{}:{}: could not be read: {}", one_line(path), position.line, position.column, one_line(&error))
    })
}

fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 1.0 { format!("{} ms", duration.as_millis()) } else { format!("{seconds:.1} s") }
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!(counted(1_234_567, "file"), "1,234,567 files");
        assert_eq!(permille(9_999, 10_000), "99.9 %");
        assert_eq!(permille(0, 0), "0.0 %");
    }

    #[test]
    fn the_summary_says_only_what_there_is_to_say() {
        let mut run = Run::default();
        run.summary = Summary { files: 1, statements: 75, duration: Duration::from_millis(31), ..run.summary };
        assert_eq!(summary_lines(&run), ["checked 1 file, 75 statements, 0 findings in 31 ms"]);
        let read_as = |dialect, files| ReadAs { dialect, files, reason: "the import of a driver".to_owned() };
        run.summary.unparsed = 1;
        run.summary.skipped = 2;
        run.summary.cut = 1;
        run.summary.duration = Duration::from_millis(3_210);
        run.summary.read_as = vec![
            read_as(Dialect::Postgres, 12),
            read_as(Dialect::Sqlite, 3),
            read_as(Dialect::Generic, 1),
            read_as(Dialect::Mysql, 1),
        ];
        insta::assert_snapshot!(summary_lines(&run).join("\n"));
    }
}
