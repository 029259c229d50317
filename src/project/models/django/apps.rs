//! Django's apps: the label that a file's models bear, and settings they depend on.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::Contribution;

#[derive(Clone, Debug, Default)]
pub struct Apps {
    /// By the folder of the app, without a slash at its end.
    by_folder: BTreeMap<String, App>,
    user_model: Option<String>,
    auto_field: Option<String>,
}

#[derive(Clone, Debug)]
struct App {
    label: String,
    auto_field: Option<String>,
}

impl Apps {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut apps = Self::default();
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        let mut users: BTreeSet<&str> = BTreeSet::new();
        for file in files {
            let schema = &file.extract.schema;
            for (name, value) in &schema.settings {
                match name.as_str() {
                    "AUTH_USER_MODEL" => _ = users.insert(value),
                    _ => apps.auto_field = last(value),
                }
            }
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if let Some(config) = schema.apps.first() {
                let own = folder.rsplit('/').next().unwrap_or(folder);
                let named = config.name.as_deref().and_then(last);
                let label = config.label.clone().or(named).unwrap_or_else(|| own.to_owned());
                let auto_field = config.auto_field.as_deref().and_then(last);
                apps.by_folder.insert(folder.to_owned(), App { label, auto_field });
            }
            if schema.migration.is_some() || schema.models.iter().any(|_| file.path.ends_with("/models.py")) {
                folders.insert(app_folder(folder));
            } else if let Some((above, _)) = folder.split_once("/models") {
                folders.insert(above);
            }
        }
        for folder in folders {
            let label = folder.rsplit('/').next().unwrap_or(folder).to_owned();
            apps.by_folder.entry(folder.to_owned()).or_insert(App { label, auto_field: None });
        }
        // Of several settings, none is the one.
        apps.user_model = match Vec::from_iter(users).as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        apps
    }

    fn app(&self, path: &str) -> Option<&App> {
        let folders = std::iter::successors(path.rsplit_once('/').map(|(folder, _)| folder), |folder| {
            folder.rsplit_once('/').map(|(above, _)| above)
        });
        folders.into_iter().find_map(|folder| self.by_folder.get(folder))
    }

    /// The label of the app that a file belongs to.
    pub fn label(&self, path: &str) -> String {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let own = || folder.rsplit('/').next().unwrap_or(folder).to_owned();
        self.app(path).map_or_else(own, |app| app.label.clone())
    }

    /// The kind of the key that models of a file have when they name none.
    pub fn auto_field(&self, path: &str) -> String {
        let own = self.app(path).and_then(|app| app.auto_field.clone());
        own.or_else(|| self.auto_field.clone()).unwrap_or_else(|| "BigAutoField".to_owned())
    }

    /// That of tables between two models, when settings say it.
    pub fn auto_field_of_settings(&self) -> Option<&str> {
        self.auto_field.as_deref()
    }

    pub fn user_model(&self) -> &str {
        self.user_model.as_deref().unwrap_or("auth.User")
    }
}

/// `shop/migrations` → `shop`.
fn app_folder(folder: &str) -> &str {
    match folder.rsplit_once('/') {
        Some((above, own)) if own.contains("migrations") => above,
        _ => folder,
    }
}

fn last(path: &str) -> Option<String> {
    path.rsplit('.').next().map(str::to_owned)
}
