//! The order in which Django runs the migrations of a fresh database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apps::Apps;
use crate::extract::{HostMigration, MigrationTool};
use crate::project::Contribution;

pub struct Ordered<'f> {
    pub app: String,
    pub path: &'f Arc<str>,
    pub migration: &'f HostMigration,
}

/// Depth first, each after those it depends on. A squashed migration takes the place of those it replaces.
pub fn ordered<'f>(files: &[Contribution<'f>], apps: &Apps) -> Vec<Ordered<'f>> {
    let mut all: BTreeMap<(String, String), Ordered<'f>> = BTreeMap::new();
    let mut stands_for: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    for file in files {
        let Some(migration) = &file.extract.schema.migration else { continue };
        if migration.tool != MigrationTool::Django {
            continue;
        }
        let app = migration.app.clone().unwrap_or_else(|| apps.label(file.path));
        let key = (app.clone(), migration.id.clone());
        stands_for.extend(migration.replaces.iter().map(|replaced| (replaced.clone(), key.clone())));
        all.entry(key).or_insert(Ordered { app, path: file.path, migration });
    }
    all.retain(|key, _| !stands_for.contains_key(key));
    let mut needs: BTreeMap<&(String, String), BTreeSet<&(String, String)>> = BTreeMap::new();
    for (key, found) in &all {
        for other in found.migration.after.iter().filter_map(|name| find(&all, &stands_for, name, apps)) {
            needs.entry(key).or_default().insert(other);
        }
        for other in found.migration.before.iter().filter_map(|name| find(&all, &stands_for, name, apps)) {
            needs.entry(other).or_default().insert(key);
        }
    }
    let mut order: Vec<(String, String)> = Vec::new();
    let mut seen: BTreeSet<&(String, String)> = BTreeSet::new();
    for key in all.keys() {
        // What is still to be looked at, and whether all it needs stands before it.
        let mut open = vec![(key, false)];
        while let Some((key, ready)) = open.pop() {
            if ready {
                order.push(key.clone());
            } else if seen.insert(key) {
                open.push((key, true));
                let needed = needs.get(key).into_iter().flatten().rev();
                open.extend(needed.map(|other| (*other, false)));
            }
        }
    }
    order.iter().filter_map(|key| all.remove(key)).collect()
}

fn find<'k>(
    all: &'k BTreeMap<(String, String), Ordered<'_>>,
    stands_for: &BTreeMap<(String, String), (String, String)>,
    name: &(String, String),
    apps: &Apps,
) -> Option<&'k (String, String)> {
    let (mut app, name) = (name.0.as_str(), name.1.as_str());
    if app.ends_with("AUTH_USER_MODEL") {
        app = apps.user_model();
    }
    app = app.split('.').next().unwrap_or(app);
    let mut of_app = all.keys().filter(|(known, _)| known == app);
    match name {
        "__first__" => of_app.next(),
        "__latest__" => of_app.next_back(),
        _ => {
            let mut key = (app.to_owned(), name.to_owned());
            while let Some(other) = stands_for.get(&key).filter(|other| **other != key) {
                key = other.clone();
            }
            all.get_key_value(&key).map(|(key, _)| key)
        }
    }
}
