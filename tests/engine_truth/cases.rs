//! The cases as they were recorded.

use std::collections::BTreeMap;

use seqscan::fact::Dialect;
use seqscan::project::{Engine, Product};
use serde::Deserialize;

/// What an engine did with the index that a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It can look rows up in it, whether it found that cheaper or not.
    Seek,
    NoSeek,
    Error,
}

impl Outcome {
    /// None when the engine decided by the value alone that no row can match.
    pub fn parse(recorded: &str) -> Option<Self> {
        match recorded {
            text if text.starts_with("ERR") => Some(Outcome::Error),
            text if text.starts_with("IMPOSSIBLE") => None,
            text if text.starts_with("SEEK") || text.contains("SEEK if forced") => Some(Outcome::Seek),
            _ => Some(Outcome::NoSeek),
        }
    }
}

/// One engine that was measured.
#[derive(Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub engine: Engine,
}

const fn column(name: &'static str, product: Product, major: u16, minor: u16) -> Column {
    Column { name, engine: Engine::new(product, major, minor) }
}

impl Column {
    pub const ALL: [Column; 11] = [
        column("pg12", Product::Postgres, 12, 0),
        column("pg13", Product::Postgres, 13, 0),
        column("pg14", Product::Postgres, 14, 0),
        column("pg15", Product::Postgres, 15, 0),
        column("pg16", Product::Postgres, 16, 0),
        column("pg17", Product::Postgres, 17, 0),
        column("pg18", Product::Postgres, 18, 0),
        column("maria", Product::MariaDb, 10, 11),
        column("maria118", Product::MariaDb, 11, 8),
        column("mysql", Product::Mysql, 9, 7),
        column("sqlite", Product::Sqlite, 3, 54),
    ];

    pub fn dialect(self) -> Dialect {
        match self.engine.product {
            Product::Postgres => Dialect::Postgres,
            Product::Mysql | Product::MariaDb => Dialect::Mysql,
            Product::Sqlite => Dialect::Sqlite,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    pub id: String,
    #[serde(rename = "desc")]
    pub description: String,
    /// The index.
    pub target: String,
    pg: Option<String>,
    my: Option<String>,
    sq: Option<String>,
    res: BTreeMap<String, String>,
}

impl Case {
    /// As it is written for engines of a dialect.
    pub fn written(&self, dialect: Dialect) -> Option<&str> {
        match dialect {
            Dialect::Postgres => self.pg.as_deref(),
            Dialect::Mysql => self.my.as_deref(),
            _ => self.sq.as_deref(),
        }
    }

    /// The types of the parameters and the query, where it has parameters.
    pub fn prepared(&self) -> Option<(&str, &str)> {
        self.pg.as_deref()?.strip_prefix("PREPARE(")?.split_once(") ")
    }

    /// What a program would send.
    pub fn sql(&self, column: Column) -> Option<String> {
        let text = self.written(column.dialect())?;
        // A parameter of a declared type is a parameter with a cast.
        let Some((types, query)) = self.prepared().filter(|_| text.starts_with("PREPARE(")) else {
            return Some(text.to_owned());
        };
        let types = types.split(',').filter(|name| !name.is_empty()).zip(1..);
        Some(
            types.fold(query.to_owned(), |query, (name, at)| {
                query.replace(&format!("${at}"), &format!("${at}::{name}"))
            }),
        )
    }

    pub fn measured(&self, column: Column) -> Option<Outcome> {
        Outcome::parse(self.res.get(column.name)?)
    }
}

/// The cases of a set, each once.
pub fn read(set: &str) -> Vec<Case> {
    let sets: BTreeMap<String, Vec<Case>> =
        serde_json::from_str(include_str!("engine-truth.json")).expect("the recorded cases are JSON");
    let cases = sets.get(set).expect("a set of this name").clone();
    assert!(cases.len() > 40, "{set} has only {} cases", cases.len());
    cases
}
