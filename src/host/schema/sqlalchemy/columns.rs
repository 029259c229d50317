//! One column: `Column(…)`, `mapped_column(…)`, SQLModel's `Field(…)`, an annotation; and relationships.

use super::super::super::grammar::Role;
use super::super::super::outline::NodeId;
use super::super::Program;
use super::super::literals::Arguments;
use super::{sql, types};
use crate::extract::ModelField;
use crate::text::Span;

/// How a column is loaded that is fetched when it is read.
pub const DEFERRED: &str = "deferred";

/// What an attribute of a class, or an argument of a table, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Column,
    /// SQLModel's `Field`.
    Field,
    Relationship,
}

/// What a call makes, told by its name.
pub fn says(program: &Program<'_, '_>, call: NodeId) -> Option<Says> {
    let outline = program.values.outline;
    if outline.role(call) != Role::Call {
        return None;
    }
    let callee = outline.callee(call)?;
    let resolved = program.values.names.resolved(callee);
    let name = resolved.as_ref().and_then(|path| path.last().copied()).or_else(|| outline.last_name(callee))?;
    Some(match name {
        "Column" | "mapped_column" => Says::Column,
        "Field" => Says::Field,
        "relationship" | "relation" | "Relationship" | "dynamic_loader" => Says::Relationship,
        _ => return None,
    })
}

/// A column as its call says it; `None` when not even its name is known.
pub fn column(program: &Program<'_, '_>, call: NodeId, attribute: Option<(&str, Span)>) -> Option<ModelField> {
    let outline = program.values.outline;
    let mut field = ModelField { span: outline.span(call), ..ModelField::default() };
    if let Some((name, span)) = attribute {
        (field.name, field.span) = (name.to_owned(), span);
    }
    let arguments = Arguments::of(outline, call);
    let first = arguments.named("name").or_else(|| arguments.positional.first().copied());
    let named = first.and_then(|first| sql::name(program, first));
    if field.name.is_empty() {
        field.name = named.clone()?;
        field.span = first.map_or(field.span, |first| outline.span(first));
    }
    field.column = named.filter(|name| *name != field.name);
    options(program, &arguments, &mut field);
    Some(field)
}

/// Takes over what the arguments of a column say.
pub fn options(program: &Program<'_, '_>, arguments: &Arguments<'_>, field: &mut ModelField) {
    let outline = program.values.outline;
    let given = arguments.named("type_").or_else(|| arguments.named("sa_type"));
    for argument in arguments.positional.iter().copied().chain(given) {
        let call = program.literals.call(argument);
        let callee = call.as_ref().and_then(|(path, _)| path.last().copied());
        match (callee, call) {
            (Some("ForeignKey"), Some((_, key))) => foreign_key(program, &key, field),
            (Some("Identity" | "Sequence"), _) => field.auto_increment = true,
            (Some("Computed"), Some((_, computed))) => {
                let text = computed.positional.first().and_then(|&text| sql::text(program, text));
                field.server_default = Some(text.unwrap_or_else(|| outline.text_of(argument).to_owned()));
            }
            _ => {
                if let Some(written) = types::written(program, argument) {
                    note_type(field, written);
                } else if outline.role(argument) != Role::String && field.type_name.is_none() {
                    // A type of the program's own.
                    field.kind = outline.last_name(argument).or(callee).unwrap_or_default().to_owned();
                }
            }
        }
    }
    let flag = |name: &str| arguments.named(name).and_then(|value| program.literals.flag(value));
    field.null = flag("nullable").or(field.null);
    field.primary_key |= flag("primary_key").unwrap_or_default();
    field.unique |= flag("unique").unwrap_or_default();
    field.index = flag("index").or(field.index);
    if flag("deferred") == Some(true) {
        field.loading = Some(DEFERRED.to_owned());
    }
    match arguments.named("autoincrement") {
        Some(value) if program.literals.flag(value) == Some(false) => field.auto_increment = false,
        Some(value) if program.literals.flag(value) == Some(true) => field.auto_increment = true,
        _ => {}
    }
    let written = |name: &str| arguments.named(name).map(|value| outline.text_of(value).to_owned());
    field.default = written("default").or_else(|| written("default_factory")).or(field.default.take());
    if let Some(value) = arguments.named("server_default").filter(|&value| !program.literals.is_none(value)) {
        field.server_default = Some(sql::text(program, value).unwrap_or_else(|| outline.text_of(value).to_owned()));
    }
}

pub fn note_type(field: &mut ModelField, written: String) {
    let bare = written.split('(').next().unwrap_or_default();
    field.kind = bare.rsplit('.').next().unwrap_or_default().to_owned();
    field.type_name = Some(written);
}

/// `ForeignKey("authors.id", ondelete="CASCADE")`
fn foreign_key(program: &Program<'_, '_>, key: &Arguments<'_>, field: &mut ModelField) {
    let outline = program.values.outline;
    let Some(target) = key.find(0, "column") else { return };
    // A key whose target is computed is known to be one, and no more.
    let path = || outline.path(target).map(|path| path.join("."));
    field.target = Some(program.literals.text(target).or_else(path).unwrap_or_default());
    field.on_delete = key.named("ondelete").and_then(|action| program.literals.text(action));
}

/// `Field(…)` of SQLModel, beside the annotation that gives the type.
pub fn field(program: &Program<'_, '_>, call: NodeId, field: &mut ModelField) {
    let outline = program.values.outline;
    let arguments = Arguments::of(outline, call);
    if let Some(column) = arguments.named("sa_column").filter(|&column| says(program, column) == Some(Says::Column)) {
        let arguments = Arguments::of(outline, column);
        field.null = None;
        field.type_name = None;
        field.column = arguments.positional.first().and_then(|&name| program.literals.text(name));
        options(program, &arguments, field);
        field.null = Some(field.null.unwrap_or(!field.primary_key));
        return;
    }
    options(program, &Arguments { positional: Vec::new(), ..arguments.clone() }, field);
    let text = |name: &str| arguments.named(name).and_then(|value| program.literals.text(value));
    field.target = text("foreign_key");
    field.on_delete = text("ondelete");
    let length = arguments.named("max_length").and_then(|length| program.literals.number(length));
    if let (Some(length), Some("String")) = (length, field.type_name.as_deref()) {
        field.type_name = Some(format!("String({length})"));
    }
}

/// `relationship("Author", back_populates="books", lazy="joined")`
pub fn relationship(
    program: &Program<'_, '_>,
    call: NodeId,
    (name, span): (&str, Span),
    annotated: Option<String>,
) -> ModelField {
    let outline = program.values.outline;
    let arguments = Arguments::of(outline, call);
    let text = |argument: Option<NodeId>| {
        let node = argument?;
        program.literals.text(node).or_else(|| Some(outline.path(node)?.join(".")))
    };
    ModelField {
        name: name.to_owned(),
        span,
        kind: "relationship".to_owned(),
        target: text(arguments.find(0, "argument")).or(annotated),
        related_name: text(arguments.named("back_populates").or_else(|| arguments.named("backref"))),
        through: text(arguments.named("secondary").or_else(|| arguments.named("link_model"))),
        loading: text(arguments.named("lazy")),
        ..ModelField::default()
    }
}
