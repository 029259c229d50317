//! Columns that a program sets to something that it calculated from what it had read of them.

use super::evaluation::Evaluation;
use super::held::{Held, Row};
use crate::extract::{Framework, RowChange as Change, RowSource};
use crate::fact::{Advice, Dialect, RowChange};
use crate::project::models::{Attribute, Class};
use crate::text::Source;

/// `None`: it is no number of a known model, or is not saved.
pub fn fact(change: &Change, source: &Source, evaluation: Evaluation<'_>) -> Option<RowChange> {
    let row = row_of(&change.sources, evaluation)?;
    let class = evaluation.project.models.get(row.class);
    if !is_number(class, &change.attribute, evaluation) {
        return None;
    }
    let saved = match class.framework {
        Framework::Django | Framework::Tortoise | Framework::Peewee => change.saved,
        Framework::SqlAlchemy | Framework::SqlModel => change.committed,
        _ => None,
    }?;
    let expression = source.slice(change.span).to_owned();
    let column = change.attribute.clone();
    let in_database = match class.framework {
        Framework::Django | Framework::Tortoise => format!("F(\"{column}\")"),
        _ => format!("{}.{column}", class.name),
    };
    let in_place_form = Advice(format!("`{expression} = {}`", change.calculation.replace("{}", &in_database)));
    Some(RowChange {
        model: class.name.clone(),
        column,
        expression,
        loaded: row.origin.query,
        saved: source.place(saved),
        locked: change.locked,
        versioned: class.attributes.keys().any(|name| name.split('_').any(|word| word == "version")),
        in_place_form,
        place: source.place(change.span),
    })
}

/// The row, when it is of the same class on all ways.
pub fn row_of(sources: &[RowSource], evaluation: Evaluation<'_>) -> Option<Row> {
    let mut found: Option<Row> = None;
    for given in sources {
        let inner = Evaluation { query: given.span, awaited: given.awaited, ..evaluation };
        let Held::Row(row) = inner.hold(&given.root, &given.steps, &mut Vec::new()) else { return None };
        found = Some(match found {
            Some(known) if known.class == row.class => known.merged(row),
            Some(_) => return None,
            None => row,
        });
    }
    found
}

fn is_number(class: &Class, attribute: &str, evaluation: Evaluation<'_>) -> bool {
    let Some(Attribute::Column { name, table, .. }) = class.attributes.get(attribute) else { return false };
    let database = evaluation.project.database(&class.defined.path, Dialect::Generic);
    let table = database.and_then(|database| database.catalog.table(table.as_ref().unwrap_or(&class.table)));
    table.and_then(|table| table.column(name)).is_some_and(|column| column.ty.family.is_number())
}
