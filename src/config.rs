//! `seqscan.toml`: read as written, checked, and resolved. All mistakes are told at once, each under its line.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fact::Dialect;
use crate::project::{Base, Described, Engine, Product};
use crate::rule::{Mistakes, Proofreader};
use crate::text::Span;

/// What the configuration is called, wherever it lies.
pub const NAMES: [&str; 2] = ["seqscan.toml", ".seqscan.toml"];

/// What a configuration says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub databases: Vec<Described>,
}

/// The configuration of a folder: its own, or that of the nearest folder above it that has one.
pub fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().flat_map(|folder| NAMES.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// Whether a folder has a configuration of its own.
pub fn lies_in(folder: &Path) -> bool {
    NAMES.iter().any(|name| folder.join(name).is_file())
}

/// Reads the text of a configuration. `path` is what mistakes call it.
pub fn read(path: &str, text: &str, base: &Base) -> Result<Config, Mistakes> {
    let mut reader = Reader { proof: Proofreader::new(path, text), base };
    let mut config = Config::default();
    match DeTable::parse(text) {
        Ok(table) => reader.root(table.get_ref(), &mut config),
        Err(error) => {
            let span = error.span().map_or(Span::new(0, 0), |span| Span::new(span.start, span.end));
            reader.proof.mark(span, format!("this is not TOML: {}", error.message()));
        }
    }
    reader.proof.mistakes.sort_by_key(|mistake| mistake.span);
    if reader.proof.mistakes.is_empty() { Ok(config) } else { Err(Mistakes(reader.proof.mistakes)) }
}

struct Reader<'b> {
    proof: Proofreader,
    base: &'b Base,
}

type Value<'t> = Spanned<DeValue<'t>>;

const DATABASE_KEYS: [&str; 7] = ["name", "dialect", "version", "schema", "migrations", "models", "folder"];

impl Reader<'_> {
    fn root(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "database" => config.databases = self.databases(value),
                unknown => {
                    let sentence = format!("there is no setting `{unknown}`");
                    self.proof.mark_unknown(span(key), sentence, unknown, ["database"]);
                }
            }
        }
    }

    fn databases(&mut self, value: &Value<'_>) -> Vec<Described> {
        let DeValue::Array(all) = value.get_ref() else {
            self.proof.mark_with_help(span(value), "`database` is a list", "begin each with `[[database]]`");
            return Vec::new();
        };
        let one = |entry: &Value<'_>| match entry.get_ref() {
            DeValue::Table(table) => Some(self.database(table, span(entry))),
            _ => {
                self.proof.mark(span(entry), "a database is a table");
                None
            }
        };
        all.iter().filter_map(one).collect()
    }

    fn database(&mut self, table: &DeTable<'_>, whole: Span) -> Described {
        let mut described = Described { base: self.base.clone(), ..Described::default() };
        let mut version = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "name" => described.name = self.text(value).map(str::to_owned),
                "dialect" => described.dialect = self.dialect(value),
                "version" => version = Some(value),
                "schema" => described.schema = self.globs(value),
                "migrations" => described.migrations = self.globs(value),
                "models" => described.models = self.globs(value),
                "folder" => described.folders = self.folders(value),
                unknown => {
                    let sentence = format!("a database has no setting `{unknown}`");
                    self.proof.mark_unknown(span(key), sentence, unknown, DATABASE_KEYS);
                }
            }
        }
        if table.is_empty() {
            self.proof.mark_with_help(
                whole,
                "this database says nothing",
                format!("it may have: {}", DATABASE_KEYS.join(", ")),
            );
        }
        if let Some(version) = version {
            self.version(version, &mut described);
        }
        described
    }

    fn text<'v>(&mut self, value: &'v Value<'_>) -> Option<&'v str> {
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
    fn texts<'v>(&mut self, value: &'v Value<'_>) -> Vec<(&'v str, Span)> {
        let entries: Vec<&Value<'_>> = match value.get_ref() {
            DeValue::Array(all) => all.iter().collect(),
            _ => vec![value],
        };
        entries.into_iter().filter_map(|entry| Some((self.text(entry)?, span(entry)))).collect()
    }

    fn dialect(&mut self, value: &Value<'_>) -> Option<Dialect> {
        let word = self.text(value)?;
        let known = Dialect::ALL.iter().copied().find(|dialect| dialect.word() == word);
        if known.is_none() {
            let words = Dialect::ALL.iter().map(|dialect| dialect.word());
            self.proof.mark_unknown(span(value), format!("there is no dialect `{word}`"), word, words);
        }
        known
    }

    /// `16` of the dialect said, or `mariadb 10.11`.
    fn version(&mut self, value: &Value<'_>, described: &mut Described) {
        let Some(text) = self.text(value) else { return };
        match engine(text, described.dialect) {
            Ok(engine) => {
                let dialect = engine.dialect();
                if described.dialect.is_some_and(|said| said != dialect) {
                    self.proof.mark(span(value), format!("{engine} does not speak the dialect named beside it"));
                }
                described.dialect = Some(dialect);
                described.engine = Some(engine);
            }
            Err(sentence) => {
                let help = "write the engine and its version: `postgres 16`, `mariadb 10.11`";
                self.proof.mark_with_help(span(value), sentence, help);
            }
        }
    }

    fn globs(&mut self, value: &Value<'_>) -> Vec<GlobSet> {
        let mut globs = Vec::new();
        for (text, place) in self.texts(value) {
            let text = text.trim_start_matches("./");
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            match glob.and_then(|glob| GlobSetBuilder::new().add(glob).build()) {
                Ok(glob) => globs.push(glob),
                Err(error) => self.proof.mark(place, format!("this is no pattern of paths: {}", error.kind())),
            }
        }
        globs
    }

    fn folders(&mut self, value: &Value<'_>) -> Vec<String> {
        let plain = |(text, _): (&str, Span)| text.trim_start_matches("./").trim_matches('/').to_owned();
        self.texts(value)
            .into_iter()
            .map(plain)
            .map(|folder| if folder == "." { String::new() } else { folder })
            .collect()
    }
}

fn engine(text: &str, dialect: Option<Dialect>) -> Result<Engine, String> {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let (name, version) = match second {
        Some(version) => (first, version),
        None => ("", first),
    };
    let product = match (name.to_ascii_lowercase().as_str(), dialect) {
        ("", Some(Dialect::Postgres)) | ("postgres" | "postgresql", _) => Product::Postgres,
        ("", Some(Dialect::Mysql)) | ("mysql", _) => Product::Mysql,
        ("mariadb", _) => Product::MariaDb,
        ("", Some(Dialect::Sqlite)) | ("sqlite", _) => Product::Sqlite,
        ("", _) => return Err("this version does not say of which engine".to_owned()),
        _ => return Err(format!("there are no versions of `{name}` that seqscan tells apart")),
    };
    let mut numbers = version.split('.').map(str::parse::<u16>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), None) => Ok(Engine::new(product, major, 0)),
        (Some(Ok(major)), Some(Ok(minor))) => Ok(Engine::new(product, major, minor)),
        _ => Err(format!("`{version}` is no version")),
    }
}

fn span<T>(of: &Spanned<T>) -> Span {
    let range = of.span();
    Span::new(range.start, range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<(String, String)> {
        let found = read("seqscan.toml", text, &Base::default()).expect_err("it is wrong");
        let slice = |mistake: &crate::rule::Mistake| text[mistake.span.range()].to_owned();
        found.0.iter().map(|mistake| (mistake.message.clone(), slice(mistake))).collect()
    }

    #[test]
    fn a_database_is_read() {
        let text = "[[database]]\nname = \"shop\"\nversion = \"mariadb 10.11\"\nmigrations = \"db/*.sql\"\nfolder = [\"./shop/\"]\n";
        let config = read("seqscan.toml", text, &Base::default()).expect("it is right");
        let [shop] = config.databases.as_slice() else { panic!("{config:?}") };
        assert_eq!(shop.dialect, Some(Dialect::Mysql));
        assert_eq!(shop.engine, Some(Engine::new(Product::MariaDb, 10, 11)));
        assert_eq!(shop.folders, ["shop"]);
        assert!(shop.migrations[0].is_match("db/1.sql") && !shop.migrations[0].is_match("db/a/1.sql"));
    }

    #[test]
    fn all_mistakes_are_told_at_their_places() {
        let text = "[[databse]]\n[[database]]\nnmae = \"a\"\ndialect = \"postgre\"\nversion = 16\nschema = [\"a[\"]\n";
        let found = mistakes(text);
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        for place in ["databse", "nmae", "\"postgre\"", "16", "\"a[\""] {
            assert!(places.contains(&place), "{place} in {found:?}");
        }
        assert!(found.iter().any(|(message, _)| message.contains("did you mean `postgres`?")), "{found:?}");
        assert_eq!(mistakes("[[database]]\nversion = \"16\"")[0].0, "this version does not say of which engine");
        assert!(mistakes("a = ")[0].0.starts_with("this is not TOML"), "a syntax error");
    }
}
