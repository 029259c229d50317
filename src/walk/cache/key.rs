//! What an extract is kept under: a hash of all that it is made of. Whatever may change it belongs in here; a file is
//! never known by its date.

use std::env;
use std::fs::File;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::extract::DialectChoice;
use crate::lint::Settings;
use crate::text::{Source, SourceKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(u128);

/// How a file is read.
#[derive(Clone, Copy)]
pub enum Manner<'m> {
    /// As its kind and the settings say.
    Usual(&'m Settings),
    /// An SQL file, as this dialect.
    As(&'m DialectChoice),
    /// A program without a word of a database, for the functions it calls.
    Caller(&'m Settings),
}

impl Key {
    pub fn of(source: &Source, manner: Manner<'_>) -> Self {
        let mut parts = Parts::default();
        match manner {
            Manner::Usual(settings) => parts.add("usual").add_settings(settings),
            Manner::As(choice) => parts.add("as").add(choice.dialect.word()).add(&choice.reason),
            Manner::Caller(settings) => parts.add("caller").add_settings(settings),
        };
        let kind = match source.kind {
            SourceKind::Sql => "sql",
            SourceKind::Template => "template",
            SourceKind::Host(language) => language,
        };
        // Its path says what a file is for, and what imports in it mean.
        parts.add(kind).add(&source.path).add(&source.text);
        Self(parts.0.digest128())
    }
}

/// Texts, one after the other, so that no two lists of them hash the same bytes.
#[derive(Default)]
struct Parts(Xxh3);

impl Parts {
    fn add(&mut self, text: &str) -> &mut Self {
        self.0.update(&text.len().to_le_bytes());
        self.0.update(text.as_bytes());
        self
    }

    fn add_settings(&mut self, settings: &Settings) -> &mut Self {
        // Taken apart in full, so that whoever adds a setting decides here whether it changes an extract.
        let Settings {
            dialect,
            knowledge,
            minimum_severity: _,
            minimum_confidence: _,
            databases: _,
            migrations: _,
            ignore_suppressions: _,
            today: _,
        } = settings;
        self.add(dialect.map_or("", |dialect| dialect.word()));
        for (path, text) in knowledge.iter().flat_map(|knowledge| knowledge.own()) {
            self.add(path).add(text);
        }
        self
    }
}

/// A hash of the running program. Another build may read files otherwise, or keep extracts in another form, whatever
/// version it calls itself.
pub fn of_this_build() -> io::Result<u64> {
    let mut program = File::open(env::current_exe()?)?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match program.read(&mut buffer)? {
            0 => return Ok(hash.digest()),
            read => hash.update(&buffer[..read]),
        }
    }
}
