//! `[[database]]`: which files describe a database, and whose queries speak to it.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::de::{DeTable, DeValue};

use super::document::{Document, Value, span};
use crate::fact::Dialect;
use crate::project::{Described, Engine, Product};
use crate::text::Span;

pub const DATABASE_KEYS: [&str; 7] = ["name", "dialect", "version", "schema", "migrations", "models", "folder"];

impl Document {
    pub fn databases(&mut self, value: &Value<'_>) -> Vec<Described> {
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
