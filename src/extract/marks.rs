//! What the comments of a migration say: the tool they are written for, which statements are for which engines, and when
//! it was written.

use serde::{Deserialize, Serialize};

use crate::fact::Day;
use crate::text::Span;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    pub tool: Option<MarkingTool>,
    /// Parts of the file that are for some engines only.
    pub sections: Vec<EngineSection>,
    /// The day it was written on.
    pub written: Option<Day>,
}

/// A tool whose migrations bear marks in their comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkingTool {
    Liquibase,
    Goose,
    SqlMigrate,
    Dbmate,
    Tern,
    Drizzle,
}

/// A changeset of Liquibase that names engines: `dbms:mysql,postgresql`, `dbms:!h2`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineSection {
    pub span: Span,
    /// In lower case, as written.
    pub engines: Vec<String>,
}

impl Marks {
    /// Whether a statement is for an engine of any of these names.
    pub fn are_for(&self, statement: Span, names: &[&str]) -> bool {
        let Some(section) = self.sections.iter().find(|section| section.span.contains(statement)) else { return true };
        let named = |wanted: &str| names.contains(&wanted);
        let excluded = section.engines.iter().filter_map(|engine| engine.strip_prefix('!')).any(named);
        let mut wanted = section.engines.iter().filter(|engine| !engine.starts_with('!')).peekable();
        !excluded && (wanted.peek().is_none() || wanted.any(|engine| engine == "all" || named(engine)))
    }
}
