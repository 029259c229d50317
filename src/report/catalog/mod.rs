//! What was understood of the schema, for people and for machines: every object with the place that defines it.

mod json;
mod text;

pub use json::write as json;
pub use text::{conflicts, list, page};

use std::collections::HashMap;
use std::sync::Arc;

use crate::text::{Place, Source};

/// The files of a run by the names their project gives them, so that places become paths and lines.
#[derive(Debug, Default)]
pub struct Files(HashMap<Arc<str>, (Source, Arc<str>)>);

impl Files {
    /// Adds a file with its path as seen from here.
    pub fn add(&mut self, source: Source, path: Arc<str>) {
        self.0.insert(source.path.clone(), (source, path));
    }

    /// The path of a file as seen from here.
    pub fn path<'f>(&'f self, name: &'f str) -> &'f str {
        self.0.get(name).map_or(name, |(_, path)| path)
    }

    /// The line a place begins on, from 1.
    pub fn line(&self, place: &Place) -> usize {
        self.0.get(&place.path).map_or(1, |(source, _)| source.position(place.span.start).line)
    }

    /// `migrations/003.sql:12`
    pub fn shown(&self, place: &Place) -> String {
        format!("{}:{}", self.path(&place.path), self.line(place))
    }
}
