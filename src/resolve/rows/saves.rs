//! Rows that are saved whole, though only a few of their columns were set.

use super::changes::row_of;
use super::evaluation::Evaluation;
use crate::extract::{Framework, RowSave as Save};
use crate::fact::{Advice, Dialect, RowSave};
use crate::text::Source;

/// `None`: it is no row of a known model that a query gave.
pub fn fact(save: &Save, source: &Source, evaluation: Evaluation<'_>) -> Option<RowSave> {
    let row = row_of(&save.sources, evaluation)?;
    let loaded = row.origin.query.clone()?;
    let class = evaluation.project.models.get(row.class);
    let known = |name: &&String| class.attributes.contains_key(name.as_str()) || name.ends_with("_id");
    let set: Vec<&str> = save.attributes.iter().filter(known).map(String::as_str).collect();
    let listed = |form: &dyn Fn(&&str) -> String| set.iter().map(form).collect::<Vec<_>>().join(", ");
    let partial_form = match class.framework {
        Framework::Django | Framework::Tortoise => {
            format!("`save(update_fields=[{}])`", listed(&|name| format!("\"{name}\"")))
        }
        Framework::Peewee => format!("`save(only=[{}])`", listed(&|name| format!("{}.{name}", class.name))),
        _ => return None,
    };
    let database = evaluation.project.database(&class.defined.path, Dialect::Generic)?;
    let table = database.catalog.table(&class.table).filter(|table| table.partial.is_none())?;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let own_save = ["save", "asave"]
        .into_iter()
        .any(|name| evaluation.project.readings.method(&class.defined.path, &class.name, name).is_some());
    (!set.is_empty()).then(|| RowSave {
        model: class.name.clone(),
        columns: count(table.columns.len()),
        columns_set: count(set.len()),
        set: set.join("`, `"),
        loaded,
        locked: save.locked,
        own_save,
        partial_form: Advice(partial_form),
        place: source.place(save.span),
    })
}
