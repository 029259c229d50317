//! Where the SQL of a program stands in its strings, and what may be written there.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// The pieces of a program's strings that are SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    pub runs: Vec<TextRun>,
}

/// A run of characters that were read as SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextRun {
    pub span: Span,
    /// The quote of the string around it, when the run stands there letter for letter. None: an escape, a hole.
    pub quote: Option<char>,
}

/// Signs that mean something in the strings of one language or another, or to the driver that is handed them.
const SIGNS: &[char] = &['\\', '{', '}', '%', '\n', '\r'];

impl Texts {
    /// Whether `text` may be written in the place of a span: in the program itself, or within one run of SQL, where
    /// the string takes it as it is.
    pub fn admit(&self, span: Span, text: &str) -> bool {
        match self.around(span) {
            Around::Program => true,
            Around::Run(quote) => !text.contains(SIGNS) && !text.contains(quote),
            Around::Pieces => false,
        }
    }

    /// Whether what stands in a span can be repeated elsewhere.
    pub fn is_whole(&self, span: Span) -> bool {
        !matches!(self.around(span), Around::Pieces)
    }

    fn around(&self, span: Span) -> Around {
        // A point between two runs belongs to either, one within a run to that alone.
        let touches = |run: &&TextRun| match span.is_empty() {
            true => run.span.start < span.start && span.end < run.span.end,
            false => run.span.start < span.end && span.start < run.span.end,
        };
        let mut touched = self.runs.iter().filter(touches);
        match (touched.next(), touched.next()) {
            (Some(TextRun { span: run, quote: Some(quote) }), None) if run.contains(span) => Around::Run(*quote),
            (Some(_), _) => Around::Pieces,
            (None, _) => {
                let beside = self.runs.iter().filter(|run| run.span.contains(span));
                match beside.clone().find_map(|run| run.quote) {
                    Some(quote) => Around::Run(quote),
                    None if beside.count() > 0 => Around::Pieces,
                    None => Around::Program,
                }
            }
        }
    }
}

/// What a span stands in.
enum Around {
    /// In no SQL.
    Program,
    /// In one run, within this quote.
    Run(char),
    /// In several, or in what is no text as it stands.
    Pieces,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_runs_are_written_in() {
        // f"SELECT {a} FROM t"
        let run = |start, end, quote| TextRun { span: Span::new(start, end), quote };
        let texts = Texts { runs: vec![run(2, 9, Some('"')), run(9, 12, None), run(12, 19, Some('"'))] };
        assert!(texts.admit(Span::new(2, 8), "DELETE 'a'"));
        assert!(!texts.admit(Span::new(2, 8), "a \"b\"") && !texts.admit(Span::new(2, 8), "{b}"));
        assert!(!texts.admit(Span::new(2, 14), "a"), "over a hole");
        assert!(!texts.admit(Span::new(9, 12), "a") && !texts.admit(Span::new(10, 10), "a"), "in a hole");
        assert!(texts.admit(Span::new(9, 9), "a") && texts.admit(Span::new(12, 12), "a"), "beside it");
        assert!(texts.admit(Span::new(0, 1), "{}"), "the program itself");
        assert!(!texts.admit(Span::new(0, 5), "a"), "half in the program");
    }
}
