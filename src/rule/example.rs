//! The examples inside a rule: its documentation, and its tests.

use crate::embedded::GRAMMARS;
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
    /// Other files of the project, with their paths.
    pub files: Vec<(String, String)>,
    /// The text that the finding underlines.
    pub at: Option<String>,
    /// The file name to pretend.
    pub path: Option<String>,
    pub why: Option<String>,
    /// The text after the rule's fix.
    pub fixed: Option<String>,
    /// Where it stands in the rule's file.
    pub span: Span,
}

/// The languages of examples: SQL, and each folder of `grammars/`.
pub fn languages() -> impl Iterator<Item = &'static str> {
    let folders = GRAMMARS.iter().filter_map(|(path, _)| path.split('/').nth(1));
    let mut last = "";
    let distinct = folders.filter(move |folder| std::mem::replace(&mut last, folder) != *folder);
    std::iter::once("sql").chain(distinct)
}

impl Example {
    /// The file it is read as: the one it names, or one of a role the rule speaks in, with the extension of its language.
    pub fn file_name(&self, roles: &[FileRole], extension: &str) -> String {
        if let Some(path) = &self.path {
            return path.clone();
        }
        let stem = match roles {
            [] | [FileRole::Application, ..] => "app/orders",
            _ if roles.contains(&FileRole::Application) => "app/orders",
            [FileRole::Command, ..] => "scripts/orders",
            [FileRole::Migration, ..] => "migrations/0001_orders",
            [FileRole::Test, ..] => "tests/orders",
            [FileRole::Seed, ..] => "seeds/orders",
        };
        format!("{stem}.{extension}")
    }
}
