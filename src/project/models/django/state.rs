//! The models at one moment: of the classes as they stand, or after some migrations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apps::Apps;
use super::target;
use crate::extract::{Model, ModelField};
use crate::text::Span;

/// A model by its app and its name in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub app: String,
    pub model: String,
}

#[derive(Clone, Debug, Default)]
pub struct State {
    models: BTreeMap<Key, (Arc<str>, Model)>,
}

/// Tables of Django's own apps that are not named in its usual way.
const OF_DJANGO: &[(&str, &str, &str)] = &[
    ("contenttypes", "contenttype", "django_content_type"),
    ("sessions", "session", "django_session"),
    ("sites", "site", "django_site"),
    ("admin", "logentry", "django_admin_log"),
];

/// Django's own apps whose tables have numbers for keys, of the old kind.
pub fn is_of_django(app: &str) -> bool {
    matches!(app, "admin" | "auth" | "contenttypes" | "sites")
}

/// How deep keys that are keys of other models are followed.
const DEPTH: usize = 8;

impl State {
    pub fn insert(&mut self, key: Key, path: Arc<str>, model: Model) {
        self.models.insert(key, (path, model));
    }

    pub fn remove(&mut self, key: &Key) -> Option<(Arc<str>, Model)> {
        self.models.remove(key)
    }

    pub fn get(&self, key: &Key) -> Option<&Model> {
        self.models.get(key).map(|(_, model)| model)
    }

    pub fn get_mut(&mut self, key: &Key) -> Option<&mut Model> {
        self.models.get_mut(key).map(|(_, model)| model)
    }

    pub fn keys(&self) -> Vec<Key> {
        self.models.keys().cloned().collect()
    }

    /// The file and the place of a model's name.
    pub fn place(&self, key: &Key) -> (Arc<str>, Span) {
        let found = self.models.get(key);
        found.map_or_else(|| (Arc::from(""), Span::default()), |(path, model)| (path.clone(), model.span))
    }

    /// The name of a model's table; that of an app that is not in the repository, as Django would name it.
    pub fn table_name(&self, key: &Key) -> String {
        let own = self.get(key).and_then(|model| model.table.clone());
        let of_django = || {
            let found = OF_DJANGO.iter().find(|(app, model, _)| key.app == *app && key.model == *model);
            found.map(|(.., table)| (*table).to_owned())
        };
        own.or_else(of_django).unwrap_or_else(|| format!("{}_{}", key.app, key.model))
    }

    /// The primary key of a model; None: its default one.
    pub fn key_field(&self, key: &Key) -> Option<&ModelField> {
        self.get(key)?.fields.iter().find(|field| field.primary_key)
    }

    /// The field of a model, and the model, that a relation to it ends at: through keys that are relations themselves.
    pub fn end_of(&self, key: &Key, field: Option<&str>, apps: &Apps) -> Option<(Key, &ModelField)> {
        let (mut key, mut named) = (key.clone(), field);
        for _ in 0..DEPTH {
            let model = self.get(&key)?;
            let field = match named {
                Some(name) => model.fields.iter().find(|field| field.name == name)?,
                None => self.key_field(&key)?,
            };
            let Some(next) = &field.target else { return Some((key, field)) };
            (key, named) = (target(next, &key, apps), field.target_field.as_deref());
        }
        None
    }

    /// The models with a relation to this one.
    pub fn pointing_at(&self, wanted: &Key, apps: &Apps) -> Vec<Key> {
        let points = |key: &Key, model: &Model| {
            let targets = model.fields.iter().filter_map(|field| field.target.as_deref());
            targets.into_iter().any(|name| target(name, key, apps) == *wanted)
        };
        self.models.iter().filter(|(key, (_, model))| points(key, model)).map(|(key, _)| key.clone()).collect()
    }
}

/// A many-to-many field, which has a table of its own and no column.
pub fn is_many(field: &ModelField) -> bool {
    field.kind.ends_with("ManyToManyField") || field.target.is_some() && field.kind.contains("ManyToMany")
}

/// A field with a column that points at another model, even when that model could not be read.
pub fn is_relation(field: &ModelField) -> bool {
    !is_many(field)
        && (field.target.is_some()
            || field.kind.ends_with("ForeignKey")
            || matches!(field.kind.as_str(), "OneToOneField" | "ParentalKey"))
}
