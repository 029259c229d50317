//! Diesel's `table!` and `joinable!`: the tables and columns of a `schema.rs`. It says nothing of indexes, unique
//! constraints and foreign keys; `joinable!` tells how models relate.

use super::super::grammar::{Kind, Part, Role};
use super::super::outline::{NodeId, Outline};
use super::Program;
use super::tokens::{Token, Tokens, tokens};
use crate::extract::{Framework, HostSchema, Model, ModelField};
use crate::text::Span;

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    schema.models.extend(models(program.values.outline));
}

fn models(outline: &Outline<'_>) -> Vec<Model> {
    let mut models = Vec::new();
    let mut joins = Vec::new();
    for id in outline.ids().filter(|&id| outline.role(id) == Role::Call && outline.nodes[id].kind == Kind::Macro) {
        let Some(name) = outline.callee(id).and_then(|callee| outline.last_name(callee)) else { continue };
        let Some((text, offset)) = arguments(outline, id).filter(|_| matches!(name, "table" | "joinable")) else {
            continue;
        };
        let found = tokens(text, offset);
        match name {
            "table" => models.extend(table(Tokens(&found), outline)),
            _ => joins.extend(joinable(Tokens(&found))),
        }
    }
    for (child, parent, column) in joins {
        let child = models.iter_mut().find(|model: &&mut Model| model.name == child);
        let field = child.and_then(|model| model.fields.iter_mut().find(|field| field.name == column));
        if let Some(field) = field {
            field.target = Some(parent);
        }
    }
    models
}

/// What stands between the outer brackets of a macro.
fn arguments<'a>(outline: &Outline<'a>, call: NodeId) -> Option<(&'a str, usize)> {
    let span = outline.span(outline.part(call, Part::Tokens)?);
    let text = outline.slice(span);
    Some((text.get(1..text.len().checked_sub(1)?)?, span.start as usize + 1))
}

/// `#[sql_name = "…"]`, as far as it matters here.
#[derive(Default)]
struct Attributes {
    sql_name: Option<String>,
    max_length: Option<i64>,
}

fn attributes(tokens: &mut Tokens<'_, '_>) -> Attributes {
    let mut found = Attributes::default();
    while tokens.take('#') {
        let Some(mut inside) = tokens.bracketed() else { break };
        let name = inside.word().map(|(name, _)| name);
        inside.take('=');
        match (name, inside.next()) {
            (Some("sql_name"), Some((Token::Text(text), _))) => found.sql_name = Some(text.to_owned()),
            (Some("max_length"), Some((Token::Word(number), _))) => found.max_length = number.parse().ok(),
            _ => {}
        }
    }
    found
}

/// `schema.name (key, …) { column -> Type, … }`, behind `use` lines and attributes.
fn table(mut tokens: Tokens<'_, '_>, outline: &Outline<'_>) -> Option<Model> {
    while tokens.peek() == Some(Token::Word("use")) {
        while tokens.next().is_some_and(|(token, _)| token != Token::Sign(';')) {}
    }
    let said = attributes(&mut tokens);
    let path = tokens.path()?;
    let &(name, span) = path.last()?;
    let schema = path.len().checked_sub(2).map(|at| path[at].0.to_owned());
    let keys = match tokens.peek()? {
        Token::Sign('(') => tokens.bracketed()?.items().iter_mut().filter_map(|key| Some(key.word()?.0)).collect(),
        _ => vec!["id"],
    };
    let columns: Option<Vec<ModelField>> =
        tokens.bracketed()?.items().into_iter().map(|item| column(item, outline)).collect();
    let partial = columns.is_none();
    let mut fields = columns.unwrap_or_default();
    for field in &mut fields {
        field.primary_key = keys == [field.name.as_str()];
    }
    Some(Model {
        name: name.to_owned(),
        table: Some(said.sql_name.unwrap_or_else(|| name.to_owned())),
        schema,
        fields,
        primary_key: if keys.len() > 1 { keys.into_iter().map(str::to_owned).collect() } else { Vec::new() },
        partial,
        ..Model::new(Framework::Diesel, span)
    })
}

/// `name -> Nullable<Type>`
fn column(mut tokens: Tokens<'_, '_>, outline: &Outline<'_>) -> Option<ModelField> {
    let said = attributes(&mut tokens);
    let (name, span) = tokens.word()?;
    if !(tokens.take('-') && tokens.take('>')) {
        return None;
    }
    let written = match (tokens.0.first(), tokens.0.last()) {
        (Some((_, first)), Some((_, last))) => outline.slice(Span { start: first.start, end: last.end }),
        _ => return None,
    };
    let mut kind = tokens.path()?.last()?.0;
    let mut null = false;
    while matches!(kind, "Nullable" | "Array" | "Unsigned") {
        null |= kind == "Nullable";
        let Some(mut inside) = tokens.bracketed() else { break };
        if kind == "Array" {
            break;
        }
        kind = inside.path()?.last()?.0;
        tokens = inside;
    }
    Some(ModelField {
        name: name.to_owned(),
        span,
        kind: kind.to_owned(),
        sizes: said.max_length.into_iter().collect(),
        column: said.sql_name,
        null: Some(null),
        type_name: Some(written.to_owned()),
        ..ModelField::default()
    })
}

/// `child -> parent (column)`
fn joinable(mut tokens: Tokens<'_, '_>) -> Option<(String, String, String)> {
    let child = tokens.path()?.last()?.0;
    if !(tokens.take('-') && tokens.take('>')) {
        return None;
    }
    let parent = tokens.path()?.last()?.0;
    let column = tokens.bracketed()?.word()?.0;
    Some((child.to_owned(), parent.to_owned(), column.to_owned()))
}
