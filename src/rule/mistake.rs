//! Mistakes of rule files: all of them are collected, and each is shown under its line.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use crate::text::{Span, nearest};

/// One mistake and its place in the file it was made in.
#[derive(Clone, Debug)]
pub struct Mistake {
    pub path: Arc<str>,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
    source: NamedSource<Arc<str>>,
}

/// All mistakes of a set of rule files, in the order of files and lines.
#[derive(Clone, Debug, Default)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// The mistakes as a person reads them, each under the line it stands in.
    pub fn render(&self, color: bool) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(110).with_links(false);
        let mut page = String::new();
        for mistake in &self.0 {
            // Writing into a String does not fail; were miette to give up, the sentence alone must do.
            if handler.render_report(&mut page, mistake).is_err() {
                page.push_str(&format!("{}: {mistake}\n", mistake.path));
            }
        }
        page
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Mistakes {}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, self.span.range()))))
    }
}

/// Reads along in one file and notes its mistakes.
#[derive(Debug)]
pub struct Proofreader {
    path: Arc<str>,
    text: Arc<str>,
    pub mistakes: Vec<Mistake>,
}

impl Proofreader {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into(), mistakes: Vec::new() }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub fn mark(&mut self, span: Span, message: impl Into<String>) {
        self.note(span, message.into(), None);
    }

    pub fn mark_with_help(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.note(span, message.into(), Some(help.into()));
    }

    /// Notes a name that is not among the candidates; names the nearest, or else all of them.
    pub fn mark_unknown<'c>(
        &mut self,
        span: Span,
        sentence: String,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) {
        let candidates: Vec<&str> = candidates.into_iter().collect();
        let far = nearest(name, candidates.iter().copied()).is_none() && !candidates.is_empty();
        let help = far.then(|| format!("there are: {}", candidates.join(", ")));
        self.mark_near(span, sentence, name, candidates);
        if let Some(mistake) = self.mistakes.last_mut() {
            mistake.help = help;
        }
    }

    /// The same when there are too many candidates to name them all.
    pub fn mark_near<'c>(
        &mut self,
        span: Span,
        sentence: String,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) {
        let message = match nearest(name, candidates) {
            Some(near) => format!("{sentence}; did you mean `{near}`?"),
            None => sentence,
        };
        self.note(span, message, None);
    }

    /// The place of `part` inside a span, when the file spells it the same way; otherwise the whole span.
    pub fn place_of(&self, part: &str, within: Span) -> Span {
        let start = within.start as usize;
        self.slice(within).find(part).map_or(within, |at| Span::new(start + at, start + at + part.len()))
    }

    fn note(&mut self, span: Span, message: String, help: Option<String>) {
        let end = self.text.len();
        let span = Span::new(span.range().start.min(end), span.range().end.min(end));
        let source = NamedSource::new(&*self.path, self.text.clone());
        self.mistakes.push(Mistake { path: self.path.clone(), span, message, help, source });
    }
}
