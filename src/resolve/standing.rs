//! Which columns of a file are still what it says when all migrations have run.

use std::collections::HashSet;

use crate::fact::Known;
use crate::project::Project;
use crate::text::{Source, Span};

pub struct Standing {
    /// The names of the columns that stand as this file defines them. None: it is no part of a schema.
    names: Option<HashSet<Span>>,
}

impl Standing {
    pub fn of(source: &Source, project: &Project) -> Self {
        let is_part = project.whereabouts.databases(&source.path).next().is_some();
        let columns = || {
            let columns = project.tables_in(&source.path).flat_map(|(_, table)| &table.columns);
            let here = columns.map(|column| &column.defined).filter(|place| place.path == source.path);
            here.map(|place| place.span).collect()
        };
        Self { names: is_part.then(columns) }
    }

    /// Whether a column stands, by the place of its name.
    pub fn holds(&self, name: Span) -> Known<bool> {
        self.names.as_ref().map_or(Known::No, |names| Known::Yes(names.contains(&name)))
    }
}
