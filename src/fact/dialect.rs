//! The SQL dialects seqscan knows.

use serde::{Deserialize, Serialize};

use super::value::{Base, Field, Shape, Value, WordEntry, plain};

macro_rules! dialects {
    ($first:ident = $first_word:literal, $first_label:literal; $( $variant:ident = $word:literal, $label:literal; )*) => {
        /// A dialect of SQL.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
        pub enum Dialect {
            #[default]
            #[doc = $first_label]
            #[serde(rename = $first_word)]
            #[value(name = $first_word)]
            $first,
            $( #[doc = $label] #[serde(rename = $word)] #[value(name = $word)] $variant, )*
        }

        impl Dialect {
            pub const ALL: &'static [Dialect] = &[Dialect::$first, $( Dialect::$variant, )*];
            pub const WORDS: &'static [WordEntry] = &[WordEntry { word: $first_word, doc: $first_label }, $( WordEntry { word: $word, doc: $label }, )*];

            pub fn word(self) -> &'static str {
                match self { Self::$first => $first_word, $( Self::$variant => $word, )* }
            }

            /// The name people know it by.
            pub fn label(self) -> &'static str {
                match self { Self::$first => $first_label, $( Self::$variant => $label, )* }
            }
        }
    };
}

dialects! {
    Generic = "generic", "generic SQL";
    Postgres = "postgres", "PostgreSQL";
    Mysql = "mysql", "MySQL or MariaDB";
    Sqlite = "sqlite", "SQLite";
    Tsql = "tsql", "Transact-SQL";
    Bigquery = "bigquery", "BigQuery";
    Snowflake = "snowflake", "Snowflake";
    Duckdb = "duckdb", "DuckDB";
    Clickhouse = "clickhouse", "ClickHouse";
}

impl Field for Dialect {
    const SHAPE: Shape = plain(Base::Word(Self::WORDS));
    fn value(&self) -> Value<'_> {
        Value::Word(self.word())
    }
    #[cfg(test)]
    fn blank() -> Self {
        Self::default()
    }
}
