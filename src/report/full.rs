//! `full`: each finding under its line of code, with the places that explain it and what to type instead.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};

use super::excerpt::Excerpt;
use super::{Run, one_line};
use crate::finding::{Finding, Fix, Label, Severity};
use crate::text::{Place, Source, Span};

/// Lines of help are broken at this width.
const HELP_WIDTH: usize = 100;

/// Written with colours; a stream that wants none takes them out.
pub fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled();
    for finding in &run.findings {
        writeln!(out, "{}\n", renderer.render(&groups(run, finding)))?;
    }
    Ok(())
}

fn groups<'r>(run: &'r Run, finding: &'r Finding) -> Vec<Group<'r>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(one_line(&finding.message)).id(finding.rule.as_str());
    let main = title.elements(here(run, finding)).elements(elsewhere(run, finding)).elements(footer(run, finding));
    let fix = finding.fix.as_ref().and_then(|fix| patch(run.source(&finding.primary.place)?, fix));
    std::iter::once(main).chain(fix).collect()
}

/// The place of the finding, and what else it points at in the same file.
fn here<'r>(run: &Run, finding: &'r Finding) -> Vec<Element<'r>> {
    let place = &finding.primary.place;
    let text = if finding.primary.text == finding.message { "" } else { &finding.primary.text };
    let primary = (AnnotationKind::Primary, place.span, text);
    let same_file = finding.related.iter().filter(|label| label.place.path == place.path);
    in_file(run, place, &std::iter::once(primary).chain(same_file.map(context)).collect::<Vec<_>>())
}

/// What the finding points at in other files, each file once.
fn elsewhere<'r>(run: &Run, finding: &'r Finding) -> Vec<Element<'r>> {
    let mut files: Vec<(&Place, Vec<_>)> = Vec::new();
    for label in finding.related.iter().filter(|label| label.place.path != finding.primary.place.path) {
        match files.iter_mut().find(|(place, _)| place.path == label.place.path) {
            Some((_, labels)) => labels.push(context(label)),
            None => files.push((&label.place, vec![context(label)])),
        }
    }
    files.iter().flat_map(|(place, labels)| in_file(run, place, labels)).collect()
}

fn context(label: &Label) -> (AnnotationKind, Span, &str) {
    (AnnotationKind::Context, label.place.span, &label.text)
}

/// One file's lines; `place` is named above them. A file that cannot be shown is named alone.
fn in_file<'r>(run: &Run, place: &Place, labels: &[(AnnotationKind, Span, &'r str)]) -> Vec<Element<'r>> {
    let (path, at) = (one_line(&place.path), run.start(place));
    let Some(source) = run.source(place) else { return vec![Origin::path(path).into()] };
    let spans: Vec<_> = labels.iter().map(|&(_, span, _)| span).collect();
    let Excerpt { text, first_line, spans, shifted } = Excerpt::of(source, &spans);
    let annotation = |((kind, _, text), span): (&(AnnotationKind, Span, &'r str), _)| {
        kind.span(span).label((!text.is_empty()).then_some(*text))
    };
    let snippet = Snippet::source(text).line_start(first_line).annotations(labels.iter().zip(spans).map(annotation));
    if shifted {
        vec![Origin::path(path).line(at.line).char_column(at.column).into(), snippet.into()]
    } else {
        vec![snippet.path(path).into()]
    }
}

/// What to do, why it is believed, and where to read on.
fn footer<'r>(run: &Run, finding: &'r Finding) -> Vec<Element<'r>> {
    let mut elements = Vec::new();
    if !finding.help.is_empty() {
        elements.push(Level::HELP.message(printable(&finding.help)).into());
    }
    for evidence in &finding.evidence {
        let (path, line) = (one_line(&evidence.place.path), run.start(&evidence.place).line);
        elements.push(Level::NOTE.message(format!("{}: {path}:{line}", one_line(&evidence.claim))).into());
    }
    let confidence = finding.confidence.word();
    elements
        .push(Level::NOTE.message(format!("{confidence} confidence; why: seqscan explain {}", finding.rule)).into());
    elements
}

/// Help may have several lines and long ones, but nothing that moves the cursor: names in it come from files.
fn printable(text: &str) -> String {
    text.lines().map(|line| wrapped(&one_line(line))).collect::<Vec<_>>().join("\n")
}

fn wrapped(text: &str) -> String {
    let (mut page, mut width) = (String::new(), 0);
    for word in words(text) {
        let length = word.chars().count();
        if width > 0 {
            let fits = width + 1 + length <= HELP_WIDTH;
            page.push(if fits { ' ' } else { '\n' });
            width = if fits { width + 1 } else { 0 };
        }
        page.push_str(&word);
        width += length;
    }
    page
}

/// Code between backticks is one word: it is there to be copied.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut in_code = false;
    for part in text.split(' ') {
        match words.last_mut() {
            Some(last) if in_code => *last = format!("{last} {part}"),
            _ => words.push(part.to_owned()),
        }
        in_code ^= part.matches('`').count() % 2 == 1;
    }
    words
}

fn patch<'r>(source: &Source, fix: &'r Fix) -> Option<Group<'r>> {
    let spans: Vec<_> = fix.edits.iter().map(|edit| edit.span).collect();
    if spans.is_empty() {
        return None;
    }
    // Cut spans would draw a change that is not the one made.
    let Excerpt { text, first_line, spans: drawn, .. } = Excerpt::of(source, &spans);
    let whole = drawn.iter().zip(&spans).all(|(drawn, span)| text.get(drawn.clone()) == Some(source.slice(*span)));
    let patches = fix.edits.iter().zip(drawn).map(|(edit, span)| Patch::new(span, edit.text.as_str()));
    let option = if fix.safe { "--fix" } else { "--fix --unsafe-fixes" };
    let title = Level::HELP.secondary_title(format!("{} [fixable with {option}]", one_line(&fix.title)));
    whole.then(|| title.element(Snippet::source(text).line_start(first_line).patches(patches)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_broken_between_words_but_not_within_code() {
        let code = format!("`{} {}`", "x".repeat(50), "y".repeat(45));
        let text = format!("Write {code}, and then some more {}", "z ".repeat(60));
        let page = wrapped(text.trim_end());
        assert!(page.lines().nth(1).unwrap().starts_with(&code), "{page}");
        assert!(page.lines().all(|line| line.chars().count() <= HELP_WIDTH), "{page}");
        assert_eq!(page.replace('\n', " "), text.trim_end());
    }
}
