//! Django's models and migrations. A model is told here by its looks; whether its bases lead to `models.Model`
//! is for the project to find out.

mod fields;
mod migrations;
mod options;

use super::Program;
use super::classes::Class;
use crate::extract::{Framework, HostSchema, Model};

/// Where classes with bases are taken for models whatever they look like.
const MODEL_FILES: &[&str] = &["models.py"];
const MODEL_FOLDERS: &[&str] = &["models"];

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    if migrations::is_migration(program.path) {
        schema.migration = migrations::read(program);
        if schema.migration.is_some() {
            return;
        }
    }
    let mut names: Vec<&str> = Vec::new();
    for class in &program.classes {
        if let Some(model) = model(program, class, &names) {
            names.push(class.name);
            schema.models.push(model);
        }
    }
    note_imports(program, schema);
}

/// A class that looks like a model; `known` are those before it.
fn model(program: &Program<'_, '_>, class: &Class<'_>, known: &[&str]) -> Option<Model> {
    let outline = program.values.outline;
    let mut model = Model::new(Framework::Django, class.name_span);
    class.name.clone_into(&mut model.name);
    model.bases = class.base_names(outline);
    if model.bases.is_empty() {
        return None;
    }
    for attribute in class.attributes(outline) {
        let Some(value) = attribute.value else { continue };
        match fields::read(program, attribute.name, attribute.span, value) {
            fields::Reading::Field(field) => model.fields.push(*field),
            fields::Reading::Unclear => model.partial = true,
            fields::Reading::Other => continue,
        }
        model.partial |= attribute.conditional;
    }
    if let Some(meta) = class.inner(outline, "Meta") {
        options::read_meta(program, &meta, &mut model);
    }
    let is_base = |base: &String| {
        let last = base.rsplit('.').next().unwrap_or(base);
        last.ends_with("Model") && !last.ends_with("FormModel") || known.contains(&last)
    };
    let looks_like_one = !model.fields.is_empty() || model.bases.iter().any(is_base);
    (looks_like_one || is_model_file(program.path)).then_some(model)
}

fn is_model_file(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    parts.next().is_some_and(|name| MODEL_FILES.contains(&name)) || parts.any(|folder| MODEL_FOLDERS.contains(&folder))
}

/// What the bases and targets of the models were imported as.
fn note_imports(program: &Program<'_, '_>, schema: &mut HostSchema) {
    let imports: Vec<&[&str]> = program.values.names.imports().collect();
    let mut used: Vec<&str> = Vec::new();
    for model in &schema.models {
        let targets = model.fields.iter().flat_map(|field| [field.target.as_deref(), field.through.as_deref()]);
        let names = model.bases.iter().map(String::as_str).chain(targets.flatten());
        used.extend(names.filter_map(|name| name.split('.').next()));
    }
    used.sort_unstable();
    used.dedup();
    for name in used {
        // An alias has another last name; such an import is not followed.
        if let Some(path) = imports.iter().find(|path| path.last() == Some(&name)) {
            schema.imports.push((name.to_owned(), path.join(".")));
        }
    }
}
