//! All that is known of languages and libraries, read from `grammars/` and checked when it is loaded.

use aho_corasick::AhoCorasick;

use super::grammar::Grammar;
use super::idioms::Idioms;
use super::languages::LANGUAGES;
use super::library::Library;
use crate::embedded;
use crate::text::SourceKind;

/// What is known of one language.
pub struct Understood {
    pub name: &'static str,
    pub grammar: Grammar,
    pub idioms: Idioms,
    pub libraries: Vec<Library>,
    /// Finds the words of which a file that uses a database has at least one.
    signs: AhoCorasick,
}

pub struct Knowledge {
    languages: Vec<Understood>,
}

impl Knowledge {
    /// What comes with seqscan.
    pub fn embedded() -> Result<Self, Vec<String>> {
        Self::load(embedded::GRAMMARS)
    }

    /// Reads pairs of path and text, `grammars/<language>/…`. All mistakes are told at once, each with its file.
    pub fn load(files: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        let mut languages = Vec::new();
        let mut mistakes = Vec::new();
        for language in LANGUAGES {
            let folder = format!("grammars/{}/", language.folder);
            let within =
                |file: &str| files.iter().find(|(path, _)| *path == format!("{folder}{file}")).map(|(_, text)| *text);
            let mut note = |file: &str, mistake: String| mistakes.push(format!("{folder}{file}: {mistake}"));
            // A language that shares a folder with another may add facts of its own: `typescript.scm`.
            let own = within(&format!("{}.scm", language.name)).unwrap_or_default();
            let facts = within("facts.scm").map(|facts| format!("{facts}\n{own}"));
            let grammar = facts.ok_or_else(|| "is missing".to_string());
            let grammar = grammar
                .and_then(|facts| Grammar::compile(language, &facts))
                .map_err(|mistake| note("facts.scm", mistake));
            let idioms = within("language.yml").ok_or_else(|| "is missing".to_string());
            let idioms =
                idioms.and_then(|yaml| serde_saphyr::from_str::<Idioms>(yaml).map_err(|error| error.to_string()));
            let idioms = idioms.map_err(|mistake| note("language.yml", mistake));
            let mut libraries = Vec::new();
            for (path, yaml) in files {
                let Some(file) = path.strip_prefix(&folder).filter(|file| file.starts_with("libraries/")) else {
                    continue;
                };
                let name = file.trim_start_matches("libraries/").trim_end_matches(".yml");
                match Library::read(name, yaml) {
                    Ok(library) => libraries.push(library),
                    Err(mistake) => note(file, mistake),
                }
            }
            let signs = AhoCorasick::new(libraries.iter().flat_map(Library::signs));
            let signs = signs.map_err(|error| note("libraries", error.to_string()));
            if let (Ok(grammar), Ok(idioms), Ok(signs)) = (grammar, idioms, signs) {
                languages.push(Understood { name: language.name, grammar, idioms, libraries, signs });
            }
        }
        if mistakes.is_empty() { Ok(Self { languages }) } else { Err(mistakes) }
    }

    pub fn language(&self, name: &str) -> Option<&Understood> {
        self.languages.iter().find(|language| language.name == name)
    }

    /// Whether a file may use a database at all: a quick look at its bytes, before it is parsed.
    pub fn may_matter(&self, kind: SourceKind, text: &str) -> bool {
        match kind {
            SourceKind::Sql => true,
            SourceKind::Host(name) => self.language(name).is_some_and(|language| language.signs.is_match(text)),
        }
    }
}
