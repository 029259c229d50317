//! Classes that make the columns of tables, with what they inherit.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use crate::extract::{Call, ColumnClass, Expression};

/// How far up the bases of a class are looked through.
const BASES: usize = 6;

#[derive(Clone, Debug, Default)]
pub struct Columns {
    by_class: HashMap<String, Vec<(Arc<str>, ColumnClass)>>,
}

/// A class of columns and those that it derives from, each with its file, in the order in which they are asked.
pub type ColumnLineage<'c> = Vec<(&'c Arc<str>, &'c ColumnClass)>;

impl Columns {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut columns = Self::default();
        for file in files {
            for class in &file.extract.column_classes {
                let found = (file.path.clone(), class.clone());
                columns.by_class.entry(class.class.clone()).or_default().push(found);
            }
        }
        columns
    }

    /// The class that a file means, and its bases; empty for one that is not known.
    pub fn lineage(&self, class: &str, file: &str) -> ColumnLineage<'_> {
        let mut lineage = Vec::new();
        self.climb(class, file, BASES, &mut lineage);
        lineage
    }

    fn climb<'c>(&'c self, class: &str, file: &str, left: usize, lineage: &mut ColumnLineage<'c>) {
        let known = self.by_class.get(class).filter(|_| left > 0);
        let known = known.map(Vec::as_slice).unwrap_or_default();
        let (path, found) = match (known.iter().find(|(path, _)| **path == *file), known) {
            (Some(beside), _) => beside,
            (None, [only]) => only,
            _ => return,
        };
        lineage.push((path, found));
        for base in found.bases.iter().filter(|base| *base != class) {
            self.climb(base, path, left - 1, lineage);
        }
    }
}

/// The attribute of a row that a column reads which is made by a call: `Column("customer")`.
pub fn attribute_read(lineage: &ColumnLineage<'_>, call: &Call) -> Option<String> {
    let attribute = lineage.iter().find_map(|(_, class)| class.read.first())?;
    let kept = lineage.iter().find_map(|(_, class)| class.kept.iter().find(|(name, _)| name == attribute))?;
    let of_constructor = |position: usize| {
        let constructor = lineage.iter().find(|(_, class)| !class.parameters.is_empty());
        constructor.and_then(|(_, class)| class.parameters.get(position))
    };
    let given = |parameter: &String| {
        call.arguments.iter().enumerate().find_map(|(position, argument)| {
            let name = argument.name.as_ref().or_else(|| of_constructor(position));
            (name == Some(parameter) && !argument.spread).then_some(&argument.value)
        })
    };
    match kept.1.iter().find_map(given)? {
        Expression::Text(text) => Some(text.clone()),
        _ => None,
    }
}
