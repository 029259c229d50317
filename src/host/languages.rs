//! The table of host languages: one line each. All else about a language is in its folder under `grammars/`.

/// A language programs are written in.
pub struct Language {
    pub name: &'static str,
    /// Under `grammars/`.
    pub folder: &'static str,
    pub extensions: &'static [&'static str],
    pub parser: fn() -> tree_sitter::Language,
}

pub const LANGUAGES: &[Language] = &[
    Language {
        name: "python",
        folder: "python",
        extensions: &["py", "pyi"],
        parser: || tree_sitter_python::LANGUAGE.into(),
    },
    Language { name: "rust", folder: "rust", extensions: &["rs"], parser: || tree_sitter_rust::LANGUAGE.into() },
];

/// The language of a file, told by the extension of its name.
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.extensions.contains(&extension))
}

pub fn by_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}
