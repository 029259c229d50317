//! The examples inside a rule: its documentation, and its tests.

use crate::fact::Dialect;
use crate::text::{FileRole, Span};

#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// `sql`, or the name of a host language.
    pub language: &'static str,
    pub text: String,
    pub dialect: Option<Dialect>,
    /// DDL that is known of the project.
    pub schema: Option<String>,
    /// The text that the finding underlines.
    pub at: Option<String>,
    /// The file name to pretend.
    pub path: Option<String>,
    pub why: Option<String>,
    /// Where it stands in the rule's file.
    pub span: Span,
}

/// The languages of examples, and how the names of their files end.
pub const LANGUAGES: &[(&str, &str)] = &[("sql", "sql"), ("python", "py"), ("rust", "rs")];

impl Example {
    /// The file it is read as: the one it names, or one of a role the rule speaks in.
    pub fn file_name(&self, roles: &[FileRole]) -> String {
        if let Some(path) = &self.path {
            return path.clone();
        }
        let extension =
            LANGUAGES.iter().find(|(language, _)| *language == self.language).map_or("sql", |entry| entry.1);
        let stem = match roles {
            [] | [FileRole::Application, ..] => "app/orders",
            _ if roles.contains(&FileRole::Application) => "app/orders",
            [FileRole::Migration, ..] => "migrations/0001_orders",
            [FileRole::Test, ..] => "tests/orders",
            [FileRole::Seed, ..] => "seeds/orders",
        };
        format!("{stem}.{extension}")
    }
}
