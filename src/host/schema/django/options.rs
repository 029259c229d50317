//! What a model says of its table as a whole: `class Meta`, and the `options` of a migration's CreateModel.

use super::super::Program;
use super::super::classes::Class;
use super::super::literals::Arguments;
use super::conditions;
use crate::extract::{
    ConstraintKind, ConstraintSpec, IndexKeySpec, IndexPredicate, IndexSpec, KeyOf, Model, ObjectName,
};
use crate::host::outline::NodeId;
use crate::text::Span;

pub fn read_meta(program: &Program<'_, '_>, meta: &Class<'_>, model: &mut Model) {
    for attribute in meta.attributes(program.values.outline) {
        if let Some(value) = attribute.value {
            read_option(program, attribute.name, value, model);
        }
    }
}

/// Reads one option. Those that say nothing of the table are passed over.
pub fn read_option(program: &Program<'_, '_>, name: &str, value: NodeId, model: &mut Model) {
    let literals = &program.literals;
    let flag = || literals.flag(value);
    match name {
        "db_table" => {
            model.table = literals.text(value);
            model.partial |= model.table.is_none();
        }
        "ordering" => {
            let name = |item: NodeId| literals.text(item).unwrap_or_default();
            let unclear = || vec![String::new()];
            model.ordering =
                Some(literals.items(value).map_or_else(unclear, |items| items.into_iter().map(name).collect()));
        }
        "app_label" => model.app = literals.text(value),
        "abstract" => model.is_abstract = flag() != Some(false),
        "proxy" => model.is_proxy = flag() != Some(false),
        // What is decided elsewhere may or may not be.
        "managed" => model.is_unmanaged = flag() != Some(true),
        "unique_together" => match together(program, value) {
            Some(sets) => model.constraints.extend(sets.into_iter().map(|set| unique(&set, span(program, value)))),
            None => model.partial = true,
        },
        "index_together" => match together(program, value) {
            Some(sets) => model.indexes.extend(sets.into_iter().map(|set| indexed(&set, span(program, value)))),
            None => model.partial = true,
        },
        "indexes" => {
            let Some(items) = literals.items(value) else {
                model.partial = true;
                return;
            };
            for item in items {
                match index(program, item) {
                    Some(index) => model.indexes.push(index),
                    None => model.partial = true,
                }
            }
        }
        "constraints" => {
            let Some(items) = literals.items(value) else {
                model.partial = true;
                return;
            };
            for item in items {
                match constraint(program, item) {
                    Some((_, Some(index))) => model.indexes.push(index),
                    Some((constraint, None)) => model.constraints.push(constraint),
                    None => model.partial = true,
                }
            }
        }
        _ => {}
    }
}

fn span(program: &Program<'_, '_>, node: NodeId) -> Span {
    program.values.outline.span(node)
}

/// `unique_together`: sets of fields, or one set by itself.
pub fn together(program: &Program<'_, '_>, value: NodeId) -> Option<Vec<Vec<String>>> {
    let literals = &program.literals;
    if literals.is_none(value) {
        return Some(Vec::new());
    }
    // Migrations of old write `set([…])`, and `set()` for none.
    let items = match literals.call(value) {
        Some((path, arguments)) if path == ["set"] => match arguments.positional.first() {
            Some(&inside) => literals.items(inside)?,
            None => Vec::new(),
        },
        _ => literals.items(value)?,
    };
    if let Some(one) = items.iter().map(|&item| literals.text(item)).collect::<Option<Vec<_>>>() {
        return Some(if one.is_empty() { Vec::new() } else { vec![one] });
    }
    items.into_iter().map(|item| literals.texts(item)).collect()
}

pub fn unique(fields: &[String], span: Span) -> ConstraintSpec {
    let keys = fields.iter().map(|field| IndexKeySpec::column(field.as_str())).collect();
    let kind = ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct: false, using_index: None };
    ConstraintSpec { name: None, kind, span, not_valid: false }
}

fn indexed(fields: &[String], span: Span) -> IndexSpec {
    let keys = fields.iter().map(|field| IndexKeySpec::column(field.as_str())).collect();
    IndexSpec { keys, span, ..IndexSpec::default() }
}

/// `models.Index(…)`, `GinIndex(…)`.
pub fn index(program: &Program<'_, '_>, node: NodeId) -> Option<IndexSpec> {
    let (path, arguments) = program.literals.call(node)?;
    let method = match *path.last()? {
        "Index" => None,
        kind => Some(kind.strip_suffix("Index")?.to_lowercase()).filter(|method| method != "btree"),
    };
    let mut index = read_keys(program, &arguments, span(program, node))?;
    index.method = method;
    Some(index)
}

/// `UniqueConstraint(…)`, `CheckConstraint(…)`. What needs a unique index comes with it.
pub fn constraint(program: &Program<'_, '_>, node: NodeId) -> Option<(ConstraintSpec, Option<IndexSpec>)> {
    let (path, arguments) = program.literals.call(node)?;
    let span = span(program, node);
    let name = arguments.named("name").and_then(|node| program.literals.text(node));
    let kind = match *path.last()? {
        "CheckConstraint" => {
            let condition = arguments.named("condition").or_else(|| arguments.named("check"))?;
            let IndexPredicate { text, tests } = conditions::read(program, condition);
            ConstraintKind::Check { text, tests }
        }
        "ExclusionConstraint" => ConstraintKind::Exclude { method: Some("gist".to_owned()), columns: Vec::new() },
        "UniqueConstraint" => {
            let nulls = arguments.named("nulls_distinct").and_then(|node| program.literals.flag(node));
            let index = read_keys(program, &arguments, span)?;
            let plain = index.predicate.is_none()
                && index.include.is_empty()
                && index.keys.iter().all(|key| matches!(key.of, KeyOf::Column(_)) && key.operator_class.is_none());
            let nulls_not_distinct = nulls == Some(false);
            let index = IndexSpec { unique: true, nulls_not_distinct, ..index };
            let kind = ConstraintKind::Unique {
                keys: index.keys.clone(),
                include: index.include.clone(),
                nulls_not_distinct,
                using_index: None,
            };
            let constraint = ConstraintSpec { name, kind, span, not_valid: false };
            return Some((constraint, (!plain).then_some(index)));
        }
        _ => return None,
    };
    Some((ConstraintSpec { name, kind, span, not_valid: false }, None))
}

/// The fields or expressions of an index, its name, condition and what it includes.
fn read_keys(program: &Program<'_, '_>, arguments: &Arguments<'_>, span: Span) -> Option<IndexSpec> {
    let literals = &program.literals;
    let texts = |key: &str| arguments.named(key).map(|node| literals.texts(node));
    let fields = texts("fields").unwrap_or(Some(Vec::new()))?;
    let classes = texts("opclasses").unwrap_or(Some(Vec::new()))?;
    let mut keys: Vec<IndexKeySpec> = Vec::new();
    for (position, field) in fields.iter().enumerate() {
        let descending = field.starts_with('-');
        let mut key = IndexKeySpec::column(field.trim_start_matches('-'));
        key.descending = descending;
        key.operator_class = classes.get(position).cloned();
        keys.push(key);
    }
    keys.extend(arguments.positional.iter().map(|&node| expression(program, node)));
    if keys.is_empty() || arguments.more {
        return None;
    }
    let condition = arguments.named("condition").filter(|&node| !literals.is_none(node));
    let predicate = condition.map(|node| conditions::read(program, node));
    let name = arguments.named("name").and_then(|node| literals.text(node)).map(ObjectName::bare);
    let include = texts("include").unwrap_or(Some(Vec::new()))?;
    Some(IndexSpec { name, keys, include, predicate, span, ..IndexSpec::default() })
}

/// `Lower("name")`, `F("rank").desc()`, `"-rank"`.
fn expression(program: &Program<'_, '_>, node: NodeId) -> IndexKeySpec {
    let outline = program.values.outline;
    let literals = &program.literals;
    let (mut inner, mut descending) = (node, false);
    if let Some(callee) = outline.callee(node)
        && let (Some(object), Some("desc" | "asc")) =
            (outline.part(callee, crate::host::grammar::Part::Object), outline.last_name(callee))
    {
        descending = outline.last_name(callee) == Some("desc");
        inner = object;
    }
    let named = match literals.call(inner) {
        Some((path, arguments)) if path.last() == Some(&"F") => {
            arguments.positional.first().and_then(|&of| literals.text(of))
        }
        Some(_) => None,
        None => literals.text(inner),
    };
    if let Some(field) = named {
        let mut key = IndexKeySpec::column(field.trim_start_matches('-'));
        key.descending = descending || field.starts_with('-');
        return key;
    }
    let text = outline.text_of(inner).to_owned();
    IndexKeySpec { of: KeyOf::Expression { text, term: None }, descending, ..IndexKeySpec::column("") }
}
