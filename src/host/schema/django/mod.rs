//! Django's models and migrations. A model is told here by its looks; whether its bases lead to `models.Model`
//! is for the project to find out.

mod conditions;
mod fields;
mod managers;
mod migrations;
mod options;

use super::Program;
use super::classes::Class;
use super::literals::Literals;
use crate::extract::{AppConfig, Framework, HostSchema, Model};
use crate::host::grammar::{Part, Role};
use crate::host::strings::Values;

/// Where classes with bases are taken for models whatever they look like.
const MODEL_FILES: &[&str] = &["models.py"];
const MODEL_FOLDERS: &[&str] = &["models"];
const SETTINGS: &[&str] = &["AUTH_USER_MODEL", "DEFAULT_AUTO_FIELD"];

pub fn read(program: &Program<'_, '_>, schema: &mut HostSchema) {
    if migrations::is_migration(program.path) {
        schema.migration = migrations::read(program);
        if schema.migration.is_some() {
            return;
        }
    }
    let mut names: Vec<&str> = Vec::new();
    for class in &program.classes {
        if let Some(app) = app(program, class) {
            schema.apps.push(app);
            continue;
        }
        if let Some(model) = model(program, class, &names) {
            names.push(class.name);
            schema.models.push(model);
        }
    }
    managers::read(program, schema);
    note_imports(program, schema);
}

/// Settings that decide what models become. Files of settings need not import anything.
pub fn read_settings(values: &Values<'_>, path: &str, schema: &mut HostSchema) {
    if !path.contains("settings") {
        return;
    }
    let outline = values.outline;
    let literals = Literals { values };
    for id in outline.ids().filter(|&id| outline.role(id) == Role::Binding) {
        let (Some(name), Some(value)) = (outline.part(id, Part::Name), outline.part(id, Part::Value)) else { continue };
        let name = outline.text_of(name);
        if SETTINGS.contains(&name)
            && let Some(value) = literals.text(value)
        {
            schema.settings.push((name.to_owned(), value));
        }
    }
}

fn app(program: &Program<'_, '_>, class: &Class<'_>) -> Option<AppConfig> {
    let outline = program.values.outline;
    class.base_names(outline).iter().any(|base| base.ends_with("AppConfig")).then(|| {
        let mut app = AppConfig::default();
        for attribute in class.attributes(outline) {
            let text = || program.literals.text(attribute.value?);
            match attribute.name {
                "name" => app.name = text(),
                "label" => app.label = text(),
                "default_auto_field" => app.auto_field = text(),
                _ => {}
            }
        }
        app
    })
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
            fields::Reading::Generic => {
                model.generic.push((attribute.name.to_owned(), attribute.span));
                continue;
            }
            fields::Reading::Unclear => model.partial = true,
            fields::Reading::Other => {
                if attribute.name == "objects" {
                    model.manager = managers::class_of(program, value);
                }
                continue;
            }
        }
        model.partial |= attribute.conditional;
    }
    let meta = class.inner(outline, "Meta");
    model.inherits_options = meta.as_ref().is_none_or(|meta| !meta.bases.is_empty());
    if let Some(meta) = meta {
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
