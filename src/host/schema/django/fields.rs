//! Fields of Django's models: calls like `models.CharField(max_length=20)`.

use super::super::Program;
use super::super::literals::Arguments;
use crate::extract::ModelField;
use crate::host::outline::NodeId;
use crate::text::Span;

/// What an assignment in a model is.
pub enum Reading {
    Field(Box<ModelField>),
    /// It leads to a row of any model.
    Generic,
    /// It may be a field.
    Unclear,
    Other,
}

/// Fields of forms, serializers and filters bear the names of those of models.
const OTHER_FIELDS: &[&str] = &[
    "forms",
    "serializers",
    "django_filters",
    "filters",
    "graphene",
    "wtforms",
    "marshmallow",
    "index",
    "blocks",
    "search",
    "strawberry",
    "form_fields",
    "import_export",
    "resources",
];

/// What models hold beside columns.
const WITHOUT_COLUMN: &[&str] = &["GenericForeignKey", "GenericRelation"];

/// The fields whose first argument is the model they point at.
pub const RELATIONS: &[&str] =
    &["ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"];

/// Reads what a name is assigned.
pub fn read(program: &Program<'_, '_>, name: &str, span: Span, value: NodeId) -> Reading {
    let Some((path, arguments)) = program.literals.call(value) else { return Reading::Other };
    let Some((kind, module)) = path.split_last() else { return Reading::Other };
    if *kind == "GenericForeignKey" {
        return Reading::Generic;
    }
    if module.iter().any(|part| OTHER_FIELDS.contains(part)) || WITHOUT_COLUMN.contains(kind) {
        return Reading::Other;
    }
    if kind.ends_with("Field") || kind.ends_with("ForeignKey") || RELATIONS.contains(kind) {
        return Reading::Field(Box::new(field(program, (name, span), kind, &arguments)));
    }
    let is_class = kind.starts_with(|letter: char| letter.is_ascii_uppercase());
    if is_class && module.contains(&"fields") { Reading::Unclear } else { Reading::Other }
}

fn field(program: &Program<'_, '_>, (name, span): (&str, Span), kind: &str, arguments: &Arguments<'_>) -> ModelField {
    let literals = &program.literals;
    let text = |key: &str| arguments.named(key).and_then(|node| literals.text(node));
    let flag = |key: &str| arguments.named(key).and_then(|node| literals.flag(node));
    let number = |key: &str| arguments.named(key).and_then(|node| literals.number(node));
    let written = |key: &str| {
        let node = arguments.named(key).filter(|&node| !literals.is_none(node));
        node.map(|node| program.values.outline.text_of(node).to_owned())
    };
    let last_name = |key: &str| {
        let node = arguments.named(key)?;
        program.values.outline.last_name(node).map(str::to_owned)
    };
    let mut field = ModelField {
        name: name.to_owned(),
        span,
        kind: kind.to_owned(),
        sizes: ["max_length", "max_digits", "decimal_places"].iter().filter_map(|key| number(key)).collect(),
        column: text("db_column"),
        null: flag("null"),
        primary_key: flag("primary_key") == Some(true),
        unique: flag("unique") == Some(true),
        index: flag("db_index"),
        default: written("default"),
        server_default: written("db_default"),
        ..ModelField::default()
    };
    if RELATIONS.contains(&kind) || kind.ends_with("ForeignKey") || arguments.named("to").is_some() {
        field.target = arguments.find(0, "to").and_then(|node| model_name(program, node));
        field.target_field = text("to_field");
        let second = arguments.positional.get(1).copied();
        let on_delete = second.and_then(|node| program.values.outline.last_name(node)).map(str::to_owned);
        field.on_delete = last_name("on_delete").or(on_delete);
        field.related_name = text("related_name");
        field.through = arguments.named("through").and_then(|node| model_name(program, node));
        field.unconstrained = flag("db_constraint") == Some(false);
        field.column = field.column.or_else(|| text("db_table"));
    }
    // A list of values of another field; a column that the database computes.
    let inner = match kind {
        "ArrayField" => arguments.find(0, "base_field"),
        "GeneratedField" => arguments.named("output_field"),
        _ => None,
    };
    if let Some(node) = inner
        && let Reading::Field(inner) = read(program, name, span, node)
    {
        let ending = if kind == "ArrayField" { "[]" } else { "=" };
        field.kind = format!("{}{ending}", inner.kind);
        field.sizes = inner.sizes;
    }
    field
}

/// The model a relation points at: a text, a class, the setting of the user model, a model that may be swapped.
fn model_name(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    if let Some(text) = program.literals.text(node) {
        return Some(text);
    }
    if let Some(path) = outline.path(node) {
        return Some(path.join("."));
    }
    let (path, arguments) = program.literals.call(node)?;
    match (*path.last()?, arguments.positional.as_slice()) {
        ("get_user_model", _) => Some("settings.AUTH_USER_MODEL".to_owned()),
        // Of the package swapper: the model, unless the settings name another one in its place.
        ("get_model_name", &[app, model]) => {
            Some(format!("{}.{}", program.literals.text(app)?, program.literals.text(model)?))
        }
        _ => None,
    }
}

/// `swappable_dependency(settings.AUTH_USER_MODEL)`, `"auth.User"`: a model as a migration names it.
pub fn named_model(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    model_name(program, node)
}
