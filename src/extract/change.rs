//! What a program does with rows that it has read: it changes them, or makes them where it found none.

use serde::{Deserialize, Serialize};

use super::RowSource;
use crate::text::Span;

/// A column of a row that is set to something that is calculated from what it was: `order.total += price`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowChange {
    /// Where the row comes from: one for each way that leads to it.
    pub sources: Vec<RowSource>,
    pub attribute: String,
    /// What it is set to, as written, with `{}` for what it was: `{} + price`.
    pub calculation: String,
    /// What is set.
    pub span: Span,
    /// Where the row itself is saved after it, and where the session is.
    pub saved: Option<Span>,
    pub committed: Option<Span>,
    /// Something in the function speaks of a lock.
    pub locked: bool,
}

/// A row that is saved whole, after a few of its attributes were set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowSave {
    /// Where the row comes from: one for each way that leads to it.
    pub sources: Vec<RowSource>,
    /// What was set since, each once.
    pub attributes: Vec<String>,
    /// Something in the function speaks of a lock.
    pub locked: bool,
    /// The call, up to its arguments.
    pub span: Span,
}

/// A row that is made where a look-up found none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Creation {
    /// The library's name in `grammars/`.
    pub library: String,
    pub model: String,
    /// What was looked for, and is stored.
    pub keys: Vec<String>,
    pub looked_up: Span,
    /// Something in the function speaks of a lock, or of a conflict.
    pub locked: bool,
    pub expects_conflict: bool,
    /// The call that makes it.
    pub span: Span,
    /// What to type with this library to leave it to the database.
    pub once_form: Option<String>,
}
