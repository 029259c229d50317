//! Models whose classes are asked for their rows themselves: those of Peewee and of Tortoise. What they inherit, and the
//! tables they stand for, is the project's to find out.

use super::Program;
use super::classes::Class;
use super::literals::Arguments;
use crate::extract::{
    ConstraintKind, ConstraintSpec, Framework, HostSchema, IndexKeySpec, IndexSpec, Model, ModelField,
};
use crate::host::outline::NodeId;
use crate::text::Span;

/// How a library is told from others.
struct Style {
    framework: Framework,
    imports: &'static [&'static str],
    /// The fields that point at a model.
    relations: &'static [&'static str],
}

const PEEWEE: Style = Style {
    framework: Framework::Peewee,
    imports: &["peewee", "playhouse"],
    relations: &["ForeignKeyField", "DeferredForeignKey", "ManyToManyField"],
};

const TORTOISE: Style = Style {
    framework: Framework::Tortoise,
    imports: &["tortoise"],
    relations: &["ForeignKeyField", "OneToOneField", "ManyToManyField"],
};

pub fn read_peewee(program: &Program<'_, '_>, schema: &mut HostSchema) {
    read(program, &PEEWEE, schema);
}

pub fn read_tortoise(program: &Program<'_, '_>, schema: &mut HostSchema) {
    read(program, &TORTOISE, schema);
}

fn read(program: &Program<'_, '_>, style: &Style, schema: &mut HostSchema) {
    // Fields of other libraries bear the same names.
    let of_library = |path: &[&str]| path.first().is_some_and(|first| style.imports.contains(first));
    if !program.values.names.imports().any(of_library) {
        return;
    }
    let mut known: Vec<&str> = Vec::new();
    let mut models = Vec::new();
    for class in &program.classes {
        if let Some(model) = model(program, style, class, &known) {
            known.push(class.name);
            models.push(model);
        }
    }
    let outline = program.values.outline;
    // `Order.add_index(…)` says more than its class.
    let text = outline.text;
    for model in &mut models {
        model.partial |= text.contains(&format!("{}.add_index(", model.name));
    }
    let imports: Vec<&[&str]> = program.values.names.imports().collect();
    let bases = models.iter().flat_map(|model: &Model| &model.bases).filter_map(|base| base.split('.').next());
    let mut used: Vec<&str> = bases.collect();
    used.sort_unstable();
    used.dedup();
    for name in used {
        if let Some(path) = imports.iter().find(|path| path.last() == Some(&name)) {
            schema.imports.push((name.to_owned(), path.join(".")));
        }
    }
    schema.models.extend(models);
}

/// A class that has fields of the library, or derives from a model; `known` are those before it.
fn model(program: &Program<'_, '_>, style: &Style, class: &Class<'_>, known: &[&str]) -> Option<Model> {
    let outline = program.values.outline;
    let mut model = Model::new(style.framework, class.name_span);
    class.name.clone_into(&mut model.name);
    model.bases = class.base_names(outline);
    let mut is_ours = false;
    for attribute in class.attributes(outline) {
        let Some((path, arguments)) = attribute.value.and_then(|value| program.literals.call(value)) else { continue };
        let Some(kind) = path.last().filter(|kind| is_field(kind)) else { continue };
        is_ours |= is_of_library(program, style, &path);
        model.partial |= attribute.conditional;
        model.fields.push(field(program, style, (attribute.name, attribute.span), kind, &arguments));
    }
    if let Some(meta) = class.inner(outline, "Meta") {
        for attribute in meta.attributes(outline) {
            if let Some(value) = attribute.value {
                read_option(program, attribute.name, value, &mut model);
            }
        }
    }
    let derives = model.bases.iter().any(|base| {
        let last = base.rsplit('.').next().unwrap_or(base);
        last.ends_with("Model") || known.contains(&last)
    });
    (is_ours || derives && !model.bases.is_empty()).then_some(model)
}

fn is_field(kind: &str) -> bool {
    kind.ends_with("Field") || matches!(kind, "ForeignKey" | "DeferredForeignKey")
}

fn is_of_library(program: &Program<'_, '_>, style: &Style, path: &[&str]) -> bool {
    let names = |path: &[&str]| path.first().is_some_and(|first| style.imports.contains(first));
    names(path) || path.len() == 1 && program.values.names.wildcards.iter().any(|path| names(path))
}

fn field(
    program: &Program<'_, '_>,
    style: &Style,
    (name, span): (&str, Span),
    kind: &str,
    arguments: &Arguments<'_>,
) -> ModelField {
    let (literals, outline) = (&program.literals, program.values.outline);
    let named = |names: &[&str]| names.iter().find_map(|name| arguments.named(name));
    let text = |names: &[&str]| named(names).and_then(|node| literals.text(node));
    let flag = |names: &[&str]| named(names).and_then(|node| literals.flag(node));
    let last = |names: &[&str]| {
        let node = named(names)?;
        literals.text(node).or_else(|| outline.last_name(node).map(str::to_owned))
    };
    let sizes = ["max_length", "max_digits", "decimal_places"];
    let mut field = ModelField {
        name: name.to_owned(),
        span,
        kind: kind.to_owned(),
        sizes: sizes.iter().filter_map(|key| literals.number(arguments.named(key)?)).collect(),
        column: text(&["column_name", "db_column", "source_field"]),
        null: Some(flag(&["null"]) == Some(true)),
        primary_key: flag(&["primary_key", "pk"]) == Some(true),
        unique: flag(&["unique"]) == Some(true),
        index: flag(&["index", "db_index"]),
        ..ModelField::default()
    };
    if style.relations.contains(&kind) {
        let target = arguments.find(0, "model").or_else(|| named(&["rel_model", "model_name"]));
        field.target = target.and_then(|node| literals.text(node).or_else(|| Some(outline.path(node)?.join("."))));
        field.target_field = last(&["field", "to_field"]);
        field.on_delete = last(&["on_delete"]).map(|action| action.replace('_', " "));
        field.related_name = text(&["backref", "related_name"]);
        field.through = text(&["through"]);
        // A name that is given but not known may be any.
        let back = named(&["backref", "related_name"]);
        if back.is_some_and(|node| !literals.is_none(node)) && field.related_name.is_none() {
            field.related_name = Some(String::new());
        }
    }
    field
}

/// Reads one setting of `class Meta`. Those that say nothing of the table are passed over.
fn read_option(program: &Program<'_, '_>, name: &str, value: NodeId, model: &mut Model) {
    let literals = &program.literals;
    let span = program.values.outline.span(value);
    match name {
        "table_name" | "db_table" | "table" => {
            model.table = literals.text(value);
            model.partial |= model.table.is_none();
        }
        // Their names are made when the program runs.
        "table_function" | "legacy_table_names" => model.is_proxy = literals.flag(value) != Some(true),
        "schema" => model.schema = literals.text(value),
        "abstract" => model.is_abstract = literals.flag(value) != Some(false),
        "ordering" => {
            model.ordering = Some(literals.texts(value).unwrap_or_else(|| vec![String::new()]));
        }
        "primary_key" => match literals.call(value) {
            Some((path, arguments)) if path.last() == Some(&"CompositeKey") => {
                model.primary_key = arguments.positional.iter().filter_map(|&node| literals.text(node)).collect();
            }
            // `False`: it has none.
            _ => model.primary_key = vec![String::new()],
        },
        "unique_together" => {
            let Some(items) = literals.items(value) else { return model.partial = true };
            let sets: Option<Vec<Vec<String>>> = match literals.texts(value) {
                Some(one) => Some(vec![one]),
                None => items.iter().map(|&item| literals.texts(item)).collect(),
            };
            match sets {
                Some(sets) => model.constraints.extend(sets.iter().map(|set| unique(set, span))),
                None => model.partial = true,
            }
        }
        "indexes" => {
            let Some(items) = literals.items(value) else { return model.partial = true };
            for item in items {
                match index(program, item) {
                    Some(index) => model.indexes.push(index),
                    None => model.partial = true,
                }
            }
        }
        _ => {}
    }
}

/// `(("number", "total"), True)`, `("number", "total")`, `Index(fields=["number"])`
fn index(program: &Program<'_, '_>, item: NodeId) -> Option<IndexSpec> {
    let literals = &program.literals;
    let span = program.values.outline.span(item);
    let (names, is_unique) = match literals.call(item) {
        Some((path, arguments)) if path.last() == Some(&"Index") => {
            let others = arguments.named.iter().any(|(name, _)| !matches!(*name, "fields" | "name"));
            (literals.texts(arguments.named("fields")?).filter(|_| !others)?, false)
        }
        Some(_) => return None,
        None => match literals.items(item)?.as_slice() {
            &[names, is_unique] if literals.text(names).is_none() => {
                (literals.texts(names)?, literals.flag(is_unique)?)
            }
            _ => (literals.texts(item)?, false),
        },
    };
    let keys = names.iter().map(IndexKeySpec::column).collect();
    Some(IndexSpec { unique: is_unique, keys, span, ..IndexSpec::default() })
}

fn unique(names: &[String], span: Span) -> ConstraintSpec {
    let keys = names.iter().map(IndexKeySpec::column).collect();
    let kind = ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct: false, using_index: None };
    ConstraintSpec { name: None, kind, span, not_valid: false }
}
