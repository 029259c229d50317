//! Rows that a loop takes from a query, when all that is read of them is known: which columns that are.

use super::evaluation::Evaluation;
use super::loaded::Columns;
use crate::extract::{Framework, RowUse};
use crate::fact::{Advice, Dialect, RowFetch};
use crate::project::catalog::TypeFamily;
use crate::project::models::{Attribute, Class};
use crate::text::Source;

/// `None`: the rows are no whole rows of a model, go elsewhere, or more is read of them than columns.
pub fn fact(index: usize, source: &Source, evaluation: Evaluation<'_>) -> Option<RowFetch> {
    let rows = &evaluation.rows[index];
    let row = evaluation.row(index).filter(|row| !row.few && row.origin.hops.is_empty())?;
    let query = row.origin.query.filter(|query| query.path == source.path)?;
    let whole = row.loaded.columns == Columns::All && row.loaded.relations.is_empty() && !row.loaded.unknown;
    if rows.escapes || rows.reads.is_empty() || !whole {
        return None;
    }
    let class = evaluation.project.models.get(row.class);
    let mut read: Vec<&str> = Vec::new();
    for use_of_row in &rows.reads {
        let first = use_of_row.steps.first().filter(|step| step.arguments.is_none())?;
        let column = column_of(class, &first.name).filter(|_| use_of_row.usage != RowUse::Target)?;
        if !read.contains(&column) {
            read.push(column);
        }
    }
    let database = evaluation.project.database(&class.defined.path, Dialect::Generic)?;
    let table = database.catalog.table(&class.table).filter(|table| table.partial.is_none())?;
    let is_read = |name: &str| read.iter().any(|read| read.eq_ignore_ascii_case(name));
    let is_wide = |family| {
        matches!(family, TypeFamily::Text | TypeFamily::Json | TypeFamily::Jsonb | TypeFamily::Binary | TypeFamily::Xml)
    };
    let wide = table.columns.iter().find(|column| is_wide(column.ty.family) && !is_read(&column.name));
    let names = rows.reads.iter().filter_map(|read| read.steps.first()).map(|step| step.name.as_str());
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Some(RowFetch {
        model: class.name.clone(),
        columns: count(table.columns.len()),
        columns_read: count(read.len()),
        read: read.join(", "),
        wide: wide.map(|column| column.name.clone()),
        narrow_form: Advice(narrow_form(class, names)),
        place: query,
    })
}

/// The column of an attribute that is one.
fn column_of<'c>(class: &'c Class, attribute: &str) -> Option<&'c str> {
    if attribute == "pk" {
        return class.key.as_deref();
    }
    match class.attributes.get(attribute)? {
        Attribute::Column { name, table: None, .. } => Some(name),
        _ => None,
    }
}

fn narrow_form<'r>(class: &Class, attributes: impl Iterator<Item = &'r str>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in attributes {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match class.framework {
        Framework::Django | Framework::Tortoise => {
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            format!("`.only({0})` or `.values_list({0})`", quoted.join(", "))
        }
        Framework::Peewee => {
            let columns: Vec<String> = names.iter().map(|name| format!("{}.{name}", class.name)).collect();
            format!("`{}.select({})`", class.name, columns.join(", "))
        }
        _ => {
            let columns: Vec<String> = names.iter().map(|name| format!("{}.{name}", class.name)).collect();
            format!("`select({0})`, or `load_only({0})` among the options", columns.join(", "))
        }
    }
}
