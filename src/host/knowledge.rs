//! All that is known of languages and libraries, read from `grammars/` and checked when it is loaded.

use std::fmt;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::grammar::Grammar;
use super::idioms::Idioms;
use super::languages::{LANGUAGES, Language};
use super::library::Library;
use super::outside::Outside;
use super::own::OwnLibrary;
use crate::embedded;

/// Pairs of path and text, `grammars/<language>/…`.
type Files<'f> = &'f [(&'f str, &'f str)];

/// What is known of one language.
pub struct Understood {
    pub grammar: Grammar,
    pub idioms: Idioms,
    pub libraries: Vec<Library>,
    /// What programs wait for beside the database.
    pub outside: Outside,
    /// Finds the words of which a file that uses a database has at least one.
    signs: AhoCorasick,
}

/// What comes with seqscan, and what a project adds. A language is read when its first file is.
pub struct Knowledge {
    languages: Vec<(&'static Language, OnceLock<Understood>)>,
    own: Vec<(String, String)>,
}

impl fmt::Debug for Knowledge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Knowledge").field("own", &self.own).finish_non_exhaustive()
    }
}

impl Knowledge {
    pub fn embedded() -> Self {
        Self::with(&[])
    }

    /// A library of the project's takes the place of one of ours that is called the same.
    pub fn with(own: &[OwnLibrary]) -> Self {
        let languages = LANGUAGES.iter().map(|language| (language, OnceLock::new())).collect();
        Self { languages, own: own.iter().map(|library| (library.path(), library.text.clone())).collect() }
    }

    /// The paths and texts of what a project adds.
    pub fn own(&self) -> &[(String, String)] {
        &self.own
    }

    pub fn language(&self, name: &str) -> Option<&Understood> {
        let (language, understood) = self.languages.iter().find(|(language, _)| language.name == name)?;
        let read = || {
            let is_ours = |path: &str| !self.own.iter().any(|(own, _)| own == path);
            let ours = embedded::GRAMMARS.iter().copied().filter(|(path, _)| is_ours(path));
            let own = self.own.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            let files: Vec<_> = ours.chain(own).collect();
            Understood::read(language, &files).expect("a test reads every file of grammars/, and own ones were checked")
        };
        Some(understood.get_or_init(read))
    }
}

impl Understood {
    /// Reads the files of a language. All mistakes are told at once, each with its file.
    pub fn read(language: &Language, files: Files<'_>) -> Result<Self, Vec<String>> {
        let folder = format!("grammars/{}/", language.folder);
        let files: Vec<_> =
            files.iter().filter_map(|(path, text)| Some((path.strip_prefix(&folder)?, *text))).collect();
        let within = |file: &str| {
            let found = files.iter().find(|(path, _)| *path == file);
            found.map(|(_, text)| *text).ok_or_else(|| "is missing".to_string())
        };
        let mut mistakes = Vec::new();
        let mut note = |file: &str, mistake: String| mistakes.push(format!("{folder}{file}: {mistake}"));
        // A language that shares a folder with another may add facts of its own: `typescript.scm`.
        let own = within(&format!("{}.scm", language.name)).unwrap_or_default();
        let facts = within("facts.scm").map(|facts| format!("{facts}\n{own}"));
        let grammar = facts.and_then(|facts| Grammar::compile(language, &facts));
        let grammar = grammar.map_err(|mistake| note("facts.scm", mistake));
        let idioms = within("language.yml")
            .and_then(|yaml| serde_saphyr::from_str::<Idioms>(yaml).map_err(|error| error.to_string()));
        let idioms = idioms.map_err(|mistake| note("language.yml", mistake));
        let outside = within("outside.yml").map_or_else(|_| Ok(Outside::default()), Outside::read);
        let outside = outside.map_err(|mistake| note("outside.yml", mistake));
        let mut libraries = Vec::new();
        for (file, yaml) in &files {
            let Some(name) = file.strip_prefix("libraries/") else { continue };
            match Library::read(name.trim_end_matches(".yml"), yaml) {
                Ok(library) => libraries.push(library),
                Err(mistake) => note(file, mistake),
            }
        }
        let of_classes = idioms.iter().flat_map(|idioms: &Idioms| &idioms.rows.columns.signs).map(String::as_str);
        // What a scheduler runs is told where it is set up.
        let schedulers = idioms.iter().flat_map(|idioms: &Idioms| &idioms.schedules.packages);
        let of_schedulers = schedulers.flat_map(|name| ["import", "from", "use"].map(|word| format!("{word} {name}")));
        let of_schedulers: Vec<String> = of_schedulers.collect();
        let signs = libraries.iter().flat_map(Library::signs).chain(of_classes);
        let signs = AhoCorasick::new(signs.chain(of_schedulers.iter().map(String::as_str)));
        let signs = signs.map_err(|error| note("libraries", error.to_string()));
        match (grammar, idioms, outside, signs) {
            (Ok(grammar), Ok(idioms), Ok(outside), Ok(signs)) if mistakes.is_empty() => {
                Ok(Self { grammar, idioms, libraries, outside, signs })
            }
            _ => Err(mistakes),
        }
    }

    /// Whether a file may use a database at all: a quick look at its bytes, before it is parsed.
    pub fn may_matter(&self, text: &str) -> bool {
        self.signs.is_match(text)
    }
}
