//! Comments that silence rules, as the command line deals with them: the day they are held against, and `--add-ignore`.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::files::Draft;
use super::terminal::Terminal;
use super::trouble::Trouble;
use super::{Verdict, files};
use crate::extract::Extract;
use crate::fact::Day;
use crate::finding::Finding;
use crate::host;
use crate::lint::{self, Settings};
use crate::report::counted;
use crate::suppression::writing::{Manner, Wanted, Written, write};
use crate::text::{FileRole, Source, SourceKind};
use crate::walk::Outcome;

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;
/// The rules about comments: no comment of ours would mend what they find.
const ABOUT_COMMENTS: &str = "suppression";

/// The day in Greenwich.
pub fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Day::since_epoch(i64::try_from(seconds / SECONDS_OF_A_DAY).unwrap_or_default())
}

/// Writes a comment for every finding, into the files they were found in.
pub fn add(outcome: &Outcome, reason: &str, settings: &Settings, terminal: &mut Terminal) -> Result<Verdict, Trouble> {
    if reason.contains(['\n', '\r']) || reason.contains("seqscan:") {
        return Err(Trouble::with_help("this reason does not fit into a comment", "it is one line of your own words"));
    }
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in outcome.findings.iter().filter(|finding| finding.category != ABOUT_COMMENTS) {
        files.entry(&finding.primary.place.path).or_default().push(finding);
    }
    let mut drafts = Vec::new();
    let (mut comments, mut silenced, mut changed, mut migrations) = (0, 0, 0, 0);
    for (path, findings) in files {
        let Some(shown) = outcome.sources.get(path) else { continue };
        let written = annotate(&shown.source, &findings, reason, settings);
        silenced += findings.len() - written.left.len();
        comments += written.comments;
        for left in &written.left {
            let line = shown.source.position(left.span.start).line;
            terminal.warn(&format!("{path}:{line}: no comment for `{}` fits here", left.rule));
        }
        if written.comments > 0 {
            changed += 1;
            migrations +=
                usize::from(shown.source.kind == SourceKind::Sql && shown.source.role() == FileRole::Migration);
            drafts.push(files::change(Path::new(path), &shown.source.text, &written.text)?);
        }
    }
    drafts.into_iter().try_for_each(Draft::publish)?;
    let about_comments = outcome.findings.iter().filter(|finding| finding.category == ABOUT_COMMENTS).count();
    let (comments, findings) = (counted(comments, "comment"), counted(silenced, "finding"));
    terminal.say(&format!("wrote {comments} for {findings} into {}", counted(changed, "file")));
    if migrations > 0 {
        let files = counted(migrations, "migration");
        terminal.warn(&format!("{files} changed: a tool that keeps checksums of what it has run will notice"));
    }
    if about_comments > 0 {
        terminal.warn(&format!("{} about comments left as they are", counted(about_comments, "finding")));
    }
    let is_done = silenced == outcome.findings.len();
    Ok(match outcome.crashes.is_empty() {
        false => Verdict::Incomplete,
        true if is_done => Verdict::Clean,
        true => Verdict::Findings,
    })
}

fn annotate(source: &Source, findings: &[&Finding], reason: &str, settings: &Settings) -> Written {
    let wanted: Vec<Wanted> = findings
        .iter()
        .map(|finding| Wanted { rule: finding.rule.clone(), span: finding.primary.place.span })
        .collect();
    let mark = match source.kind {
        SourceKind::Host(name) => host::by_name(name).map_or("#", |language| language.comment),
        SourceKind::Sql | SourceKind::Template => "--",
    };
    let read = |text: &str| extract(&Source::new(source.path.clone(), text, source.kind), settings);
    write(&source.text, &wanted, &Manner { mark, reason: reason.trim(), read: &read })
}

/// A program without a word of a database is read for what it calls.
fn extract(source: &Source, settings: &Settings) -> Extract {
    let extract = lint::extract(source, settings);
    let is_unread = matches!(source.kind, SourceKind::Host(_)) && extract.functions.is_empty();
    if is_unread { lint::extract_caller(source, settings) } else { extract }
}
