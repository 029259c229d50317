//! Statements that define or change the schema, to the extract model.

use sqlparser::ast;

use super::spans::Spans;
use crate::extract::Definitions;

/// What a statement says about the schema.
pub fn lower(tree: &ast::Statement, spans: &Spans) -> Definitions {
    let _ = (tree, spans);
    Definitions::default()
}

/// The same for a statement that no parser understands, from its tokens alone: only what they say beyond doubt.
pub fn scan(spans: &Spans) -> Definitions {
    let _ = spans;
    Definitions::default()
}
