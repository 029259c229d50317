//! What an index can serve: the tests and the order of a query, table by table, against the keys of its indexes.

mod access;
mod condition;
mod ends;
mod expression;
mod facts;
mod handed;
mod keys;
mod narrowing;
mod pattern;
mod serve;
mod usage;
mod wanted;

pub use access::{Access, accesses};
pub use facts::{add, is_expression_indexed, is_indexed, is_searchable, wanted_indexes};
pub use keys::{Bound, Key, KeyOf};
pub use narrowing::Test;
pub use serve::{Miss, Service};
pub use usage::{Ordered, Usage};
pub use wanted::{Purpose, Wanted, WantedKey, statement, wanted, written_keys};

use super::scope::Scope;
use crate::project::Engine;
use crate::text::Source;

/// What is looked at, and on which engine.
#[derive(Clone, Copy)]
pub struct View<'e> {
    pub source: &'e Source,
    pub scope: Scope<'e>,
    pub engine: Engine,
}
