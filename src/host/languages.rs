//! The table of host languages: one line each. All else about a language is in its folder under `grammars/`.

/// A language programs are written in.
pub struct Language {
    pub name: &'static str,
    /// Under `grammars/`.
    pub folder: &'static str,
    pub extensions: &'static [&'static str],
    /// What begins a comment to the end of the line.
    pub comment: &'static str,
    pub parser: Parser,
}

pub const LANGUAGES: &[Language] = &[
    language("javascript", "javascript", &["js", "mjs", "cjs", "jsx"], "//", || {
        tree_sitter_javascript::LANGUAGE.into()
    }),
    language("python", "python", &["py", "pyi"], "#", || tree_sitter_python::LANGUAGE.into()),
    language("rust", "rust", &["rs"], "//", || tree_sitter_rust::LANGUAGE.into()),
    language("typescript", "javascript", &["ts", "mts", "cts"], "//", || {
        tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()
    }),
];

type Parser = fn() -> tree_sitter::Language;

const fn language(
    name: &'static str,
    folder: &'static str,
    extensions: &'static [&'static str],
    comment: &'static str,
    parser: Parser,
) -> Language {
    Language { name, folder, extensions, comment, parser }
}

/// The language of a file, told by the extension of its name.
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.extensions.contains(&extension))
}

pub fn by_name(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name)
}
