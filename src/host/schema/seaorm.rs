//! SeaORM's entities: structs that derive `DeriveEntityModel`, and the `Relation` enum beside them.

use super::super::grammar::{Part, Role};
use super::super::outline::{NodeId, Outline};
use super::Program;
use super::tokens::{Token, Tokens, tokens};
use crate::extract::{
    ConstraintKind, ConstraintSpec, Framework, HostSchema, Model, ModelField, ObjectName, ReferentialAction,
};
use crate::text::Span;

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    schema.models.extend(models(program.values.outline));
}

fn models(outline: &Outline<'_>) -> Vec<Model> {
    let mut models: Vec<(NodeId, Model)> = Vec::new();
    let mut attributes: Vec<NodeId> = Vec::new();
    for id in outline.ids() {
        match outline.role(id) {
            Role::Attribute => attributes.push(id),
            Role::Record => {
                let said = Said::read(outline, &std::mem::take(&mut attributes));
                let name = outline.part(id, Part::Name).map_or("", |name| outline.text_of(name));
                if said.derives("DeriveEntityModel") {
                    let mut model =
                        Model::new(Framework::SeaOrm, outline.span(outline.part(id, Part::Name).unwrap_or(id)));
                    model.name = name.to_owned();
                    model.table = said.text("table_name");
                    model.schema = said.text("schema_name");
                    model.partial = model.table.is_none();
                    models.push((id, model));
                }
            }
            Role::Field => {
                let said = Said::read(outline, &std::mem::take(&mut attributes));
                let inside = models.last().is_some_and(|(record, _)| outline.holds(*record, id));
                let Some((_, model)) = models.last_mut() else { continue };
                if inside {
                    model.fields.extend(field(outline, id, &said));
                } else if is_relation(outline, id) {
                    model.constraints.extend(foreign_key(&said, outline.span(id)));
                }
            }
            Role::Function => attributes.clear(),
            _ => {}
        }
    }
    models.into_iter().map(|(_, model)| model).collect()
}

/// Whether a variant belongs to the enum `Relation`.
fn is_relation(outline: &Outline<'_>, field: NodeId) -> bool {
    let record = outline.ancestors(field).find(|&id| outline.role(id) == Role::Record);
    let name = record.and_then(|record| outline.part(record, Part::Name));
    name.is_some_and(|name| outline.text_of(name) == "Relation")
}

/// What attributes say: the classes they derive, and what stands in `sea_orm(…)`.
#[derive(Default)]
struct Said {
    derived: Vec<String>,
    entries: Vec<(String, Option<String>)>,
}

impl Said {
    fn read(outline: &Outline<'_>, attributes: &[NodeId]) -> Self {
        let mut said = Self::default();
        for &attribute in attributes {
            let found = tokens(outline.text_of(attribute), outline.span(attribute).start as usize);
            let mut all = Tokens(&found);
            all.take('#');
            let Some(mut inside) = all.bracketed() else { continue };
            let path = inside.path().unwrap_or_default();
            let Some(items) = inside.bracketed().map(Tokens::items) else { continue };
            for mut item in items {
                match path.last().map(|(name, _)| *name) {
                    Some("derive") => said.derived.extend(item.path().and_then(|path| Some(path.last()?.0.to_owned()))),
                    Some("sea_orm") => said.entries.extend(entry(item)),
                    _ => {}
                }
            }
        }
        said
    }

    fn derives(&self, name: &str) -> bool {
        self.derived.iter().any(|derived| derived == name)
    }

    fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(entry, _)| entry == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.entries.iter().find(|(entry, _)| entry == name)?.1.clone()
    }
}

/// `name`, `name = "text"`, `name = word`.
fn entry(mut item: Tokens<'_, '_>) -> Option<(String, Option<String>)> {
    let (name, _) = item.word()?;
    let value = item.take('=').then(|| item.next()).flatten().and_then(|(token, _)| match token {
        Token::Text(text) => Some(text.replace("\\\"", "\"")),
        Token::Word(word) => Some(word.to_owned()),
        Token::Sign(_) => None,
    });
    Some((name.to_owned(), value))
}

fn field(outline: &Outline<'_>, id: NodeId, said: &Said) -> Option<ModelField> {
    // `#[sea_orm(ignore)]`, and relations of the dense format, which have no column.
    if said.has("ignore")
        || said.has("belongs_to")
        || said.has("has_many")
        || said.has("has_one")
        || said.has("self_ref")
    {
        return None;
    }
    let (name, ty) = (outline.part(id, Part::Name)?, outline.part(id, Part::Type)?);
    let written = outline.text_of(ty);
    let found = tokens(written, 0);
    let mut all = Tokens(&found);
    let mut kind = all.path()?.last()?.0;
    let mut optional = false;
    if kind == "Option" {
        optional = true;
        all = all.bracketed()?;
        kind = all.path()?.last()?.0;
    }
    let arguments = all
        .bracketed()
        .map(|inside| inside.items().iter_mut().filter_map(|item| Some(item.path()?.last()?.0)).collect());
    let arguments: Vec<&str> = arguments.unwrap_or_default();
    let kind = if arguments.is_empty() { kind.to_owned() } else { format!("{kind}<{}>", arguments.join(", ")) };
    let primary_key = said.has("primary_key");
    Some(ModelField {
        name: outline.text_of(name).trim_start_matches("r#").to_owned(),
        span: outline.span(name),
        kind,
        column: said.text("column_name"),
        null: Some(optional || said.has("nullable")),
        primary_key,
        unique: said.has("unique"),
        index: said.has("indexed").then_some(true),
        server_default: said.text("default_value").or_else(|| said.text("default_expr")),
        auto_increment: primary_key && said.text("auto_increment").is_none_or(|word| word == "true"),
        type_name: said.text("column_type"),
        ..ModelField::default()
    })
}

/// `belongs_to = "super::users::Entity", from = "Column::AuthorId", to = "super::users::Column::Id"`. The target is
/// named as the path is written: which table an entity has is known to the project.
fn foreign_key(said: &Said, span: Span) -> Option<ConstraintSpec> {
    let target = said.text("belongs_to")?;
    let columns = variants(&said.text("from")?);
    let target_columns = variants(&said.text("to")?);
    let action = |name: &str| said.text(name).as_deref().and_then(referential);
    let kind = ConstraintKind::ForeignKey {
        columns,
        target: ObjectName::bare(target),
        target_columns,
        on_delete: action("on_delete"),
        on_update: action("on_update"),
    };
    Some(ConstraintSpec { name: said.text("fk_name"), kind, span, not_valid: false })
}

/// The fields that `Column::AuthorId` or `(Column::A, Column::B)` names.
fn variants(text: &str) -> Vec<String> {
    let paths = text.trim_matches(['(', ')']).split(',');
    paths.filter_map(|path| path.trim().rsplit("::").next()).filter(|name| !name.is_empty()).map(snake_case).collect()
}

fn referential(word: &str) -> Option<ReferentialAction> {
    Some(match word {
        "Cascade" => ReferentialAction::Cascade,
        "Restrict" => ReferentialAction::Restrict,
        "SetNull" => ReferentialAction::SetNull,
        "SetDefault" => ReferentialAction::SetDefault,
        "NoAction" => ReferentialAction::NoAction,
        _ => return None,
    })
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
