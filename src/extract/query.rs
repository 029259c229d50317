//! Statements and queries with names as written.

use serde::{Deserialize, Serialize};

use super::Definitions;
use crate::fact::{Dialect, Origin, StatementKind};
use crate::text::Span;

/// One SQL statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub kind: StatementKind,
    pub dialect: Dialect,
    pub origin: Origin,
    /// The words it begins with, in capitals.
    pub verb: String,
    pub verb_span: Span,
    /// The whole statement.
    pub span: Span,
    /// It stands in a down-migration.
    pub undo: bool,
    /// No dialect could read it: what it lacks is not known.
    pub opaque: bool,
    pub definitions: Definitions,
}
