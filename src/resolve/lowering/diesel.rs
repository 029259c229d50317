//! Diesel's query builder.

use super::Ground;
use crate::extract::{Chain, Statement};

pub(super) fn lower(_chain: &Chain, _ground: Ground<'_>) -> Option<Statement> {
    None
}
