//! Django: models as they stand, or as migrations left them, to tables as Django makes them.

mod apps;
mod attributes;
mod classes;
mod columns;
mod differences;
mod names;
mod order;
mod replay;
mod state;
mod tables;

use super::Placed;
use crate::extract::{Action, Operation};
use crate::fact::Dialect;
use crate::project::Contribution;

use self::apps::Apps;
use self::state::Key;

pub use attributes::classes;

/// What the models of the project say that their tables are.
pub fn from_models(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    let apps = Apps::of(files);
    let state = classes::state(files, &apps);
    let mut placed = Vec::new();
    for key in state.keys() {
        let (path, span) = state.place(&key);
        for table in tables::of(&state, &key, &apps, dialect) {
            let operation = Operation { action: Action::CreateTable(Box::new(table)), span };
            placed.push(Placed { path: path.clone(), operation });
        }
    }
    placed
}

/// What the migrations of the project do, in their order.
pub fn from_migrations(files: &[Contribution<'_>], dialect: Dialect) -> Vec<Placed> {
    replay::replay(files, dialect).operations
}

/// The model a name means, seen from another: `self`, `Author`, `shop.Author`, the user model.
fn target(name: &str, from: &Key, apps: &Apps) -> Key {
    let name = if name.ends_with("AUTH_USER_MODEL") { apps.user_model() } else { name };
    match name.rsplit_once('.') {
        None if name == "self" => from.clone(),
        None => Key { app: from.app.clone(), model: name.to_lowercase() },
        Some((app, model)) => {
            let app = app.rsplit('.').next().unwrap_or(app);
            Key { app: app.to_owned(), model: model.to_lowercase() }
        }
    }
}
