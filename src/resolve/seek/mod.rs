//! What an index can serve: the tests and the order of a query, table by table, against the keys of its indexes.

mod expression;
mod keys;
mod pattern;
mod serve;
mod usage;

pub use keys::{Bound, Key, KeyOf};
pub use serve::{Miss, Service, serve};
pub use usage::{Usage, usages};

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

#[cfg(test)]
mod tests;
