//! A TOML document as it is read: every value knows its place, and every mistake is noted where it was made.

use std::fmt;
use std::sync::Arc;

use toml::Spanned;
use toml::de::DeValue;

use crate::fact::Dialect;
use crate::project::Base;
use crate::rule::Proofreader;
use crate::text::{LineIndex, Span};

pub type Value<'t> = Spanned<DeValue<'t>>;

/// Where a setting is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    #[default]
    Default,
    /// By a flag of the command line, by its name.
    Flag(&'static str),
    /// By the profile that is chosen.
    Profile(&'static str),
    /// In a file, or in TOML given with `--config`.
    Written { path: Arc<str>, line: usize },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Flag(name) => f.write_str(name),
            Self::Profile(name) => write!(f, "profile {name}"),
            Self::Written { path, line } => write!(f, "{path}:{line}"),
        }
    }
}

/// A value and where it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Said<T> {
    pub fn by_flag(value: T, name: &'static str) -> Self {
        Self { value, origin: Origin::Flag(name) }
    }
}

/// A word that names something which only a later step knows: a rule. It brings its document along.
#[derive(Clone, Debug)]
pub struct Name {
    pub text: String,
    pub span: Span,
    pub document: Option<Arc<(String, String)>>,
}

impl Name {
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), span: Span::default(), document: None }
    }
}

/// One document while it is read.
pub struct Document {
    pub proof: Proofreader,
    /// The folder its paths are relative to.
    pub base: Base,
    pub path: Arc<str>,
    lines: LineIndex,
    whole: Arc<(String, String)>,
}

impl Document {
    pub fn new(path: &str, text: &str, base: &Base) -> Self {
        Self {
            proof: Proofreader::new(path, text),
            base: base.clone(),
            path: path.into(),
            lines: LineIndex::new(text),
            whole: Arc::new((path.to_owned(), text.to_owned())),
        }
    }

    pub fn said<T>(&self, value: T, place: Span) -> Said<T> {
        Said { value, origin: self.origin(place) }
    }

    pub fn origin(&self, place: Span) -> Origin {
        Origin::Written { path: self.path.clone(), line: self.lines.line(place.range().start) }
    }

    pub fn name(&self, text: &str, span: Span) -> Name {
        Name { text: text.to_owned(), span, document: Some(self.whole.clone()) }
    }

    pub fn text<'v>(&mut self, value: &'v Value<'_>) -> Option<&'v str> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        };
        if text.is_none() {
            self.proof.mark(span(value), "this must be a text, in quotes");
        }
        text
    }

    /// A text, or a list of texts, each with its place.
    pub fn texts<'v>(&mut self, value: &'v Value<'_>) -> Vec<(&'v str, Span)> {
        let entries: Vec<&Value<'_>> = match value.get_ref() {
            DeValue::Array(all) => all.iter().collect(),
            _ => vec![value],
        };
        entries.into_iter().filter_map(|entry| Some((self.text(entry)?, span(entry)))).collect()
    }

    pub fn names(&mut self, value: &Value<'_>) -> Vec<Name> {
        let texts = self.texts(value);
        texts.into_iter().map(|(text, span)| self.name(text, span)).collect()
    }

    pub fn flag(&mut self, value: &Value<'_>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.proof.mark(span(value), "this must be true or false");
                None
            }
        }
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, value: &Value<'_>, what: &str, words: &[(&'static str, T)]) -> Option<T> {
        let word = self.text(value)?;
        let known = words.iter().find(|(known, _)| *known == word);
        if known.is_none() {
            let sentence = format!("there is no {what} `{word}`");
            self.proof.mark_unknown(span(value), sentence, word, words.iter().map(|(known, _)| *known));
        }
        known.map(|(_, value)| *value)
    }

    pub fn dialect(&mut self, value: &Value<'_>) -> Option<Dialect> {
        let words: Vec<(&'static str, Dialect)> =
            Dialect::ALL.iter().map(|dialect| (dialect.word(), *dialect)).collect();
        self.word(value, "dialect", &words)
    }
}

pub fn span<T>(of: &Spanned<T>) -> Span {
    let range = of.span();
    Span::new(range.start, range.end)
}
