//! Libraries that a project describes by itself, in the form of `grammars/<language>/libraries/<name>.yml`.

use super::library::Library;
use crate::text::{LineIndex, Span};

/// A description, after it was checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnLibrary {
    /// The folder of its language in `grammars/`.
    pub language: String,
    /// The name of its file; it takes the place of one of ours that is called the same.
    pub name: String,
    pub text: String,
}

impl OwnLibrary {
    /// Takes up a description that is right; says where it is not.
    pub fn read(language: &str, name: &str, text: &str) -> Result<Self, (Span, String)> {
        let options = serde_saphyr::options! { with_snippet: false };
        if let Err(error) = serde_saphyr::from_str_with_options::<Library>(text, options) {
            let line = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
            let message = error.without_snippet().to_string();
            let sentence = message.rfind(" at line ").map_or(message.as_str(), |at| &message[..at]);
            return Err((line_of(text, line), sentence.to_owned()));
        }
        Library::read(name, text).map_err(|sentence| (line_of(text, 1), sentence))?;
        Ok(Self { language: language.to_owned(), name: name.to_owned(), text: text.to_owned() })
    }

    pub(super) fn path(&self) -> String {
        format!("grammars/{}/libraries/{}.yml", self.language, self.name)
    }
}

fn line_of(text: &str, line: usize) -> Span {
    let start = LineIndex::new(text).start(line).unwrap_or(text.len());
    let line = text[start..].lines().next().unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + line.trim_end().len())
}
