//! What was understood of the schema, for people and for machines: every object with the place that defines it.

mod json;
mod text;

pub use json::write as json;
pub use text::{conflicts, list, page};

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::{Place, Source};

/// The files of a run, by which places become lines.
#[derive(Debug, Default)]
pub struct Files(pub HashMap<Arc<str>, Source>);

impl Files {
    /// The line a place begins on, from 1.
    pub fn line(&self, place: &Place) -> usize {
        self.0.get(&place.path).map_or(1, |source| source.position(place.span.start).line)
    }

    /// `migrations/003.sql:12`
    pub fn shown(&self, place: &Place) -> String {
        format!("{}:{}", place.path, self.line(place))
    }
}
