//! Classes that make the columns of tables, with what they inherit.

use super::Contribution;
use super::lineage::{Classes, Heir, Lineage};
use crate::extract::{Call, ColumnClass, Expression};

#[derive(Clone, Debug, Default)]
pub struct Columns(Classes<ColumnClass>);

/// A class of columns and those that it derives from, each with its file, in the order in which they are asked.
pub type ColumnLineage<'c> = Lineage<'c, ColumnClass>;

impl Heir for ColumnClass {
    fn name(&self) -> &str {
        &self.class
    }

    fn bases(&self) -> &[String] {
        &self.bases
    }
}

impl Columns {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut columns = Self::default();
        for file in files {
            for class in &file.extract.column_classes {
                columns.0.add(file.path.clone(), class.clone());
            }
        }
        columns
    }

    /// The class that a file means, and its bases; empty for one that is not known.
    pub fn lineage(&self, class: &str, file: &str) -> ColumnLineage<'_> {
        self.0.lineage(class, file)
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
