//! Migrations, step by step: each changes the state of the models, and what that makes of their tables is told as
//! operations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::apps::Apps;
use super::differences;
use super::order::ordered;
use super::state::{Key, State, is_many};
use super::{columns, tables, target};
use crate::extract::{
    Action, ConstraintKind, IndexKeySpec, KeyOf, MigrationStep, Model, ModelChange, ModelStep, ObjectName, Operation,
    TableSpec,
};
use crate::fact::Dialect;
use crate::project::Contribution;
use crate::project::models::Placed;
use crate::text::Span;

#[derive(Default)]
pub struct Replayed {
    pub operations: Vec<Placed>,
    /// The tables of each model as they stand, with the names they were made with.
    pub tables: BTreeMap<Key, Vec<TableSpec>>,
}

pub fn replay(files: &[Contribution<'_>], dialect: Dialect) -> Replayed {
    let apps = Apps::of(files);
    let migrations = ordered(files, &apps);
    let mut replay = Replay { apps: &apps, dialect, state: State::default(), done: Replayed::default() };
    for found in migrations {
        for step in &found.migration.steps {
            match step {
                MigrationStep::Schema(operation) => {
                    let (path, operation) = (found.path.clone(), operation.clone());
                    replay.done.operations.push(Placed { path, operation });
                }
                MigrationStep::Model(step) => replay.step(&found.app, found.path, step),
            }
        }
    }
    replay.done
}

struct Replay<'r> {
    apps: &'r Apps,
    dialect: Dialect,
    state: State,
    done: Replayed,
}

impl Replay<'_> {
    fn step(&mut self, app: &str, path: &Arc<str>, step: &ModelStep) {
        let before = step.database_only.then(|| self.state.clone());
        let key = |name: &str| Key { app: app.to_owned(), model: name.to_lowercase() };
        let mut telling = Telling { path, span: step.span, silent: step.state_only };
        let mut touched = Vec::new();
        match &step.change {
            ModelChange::Create(model) => {
                let key = key(&model.name);
                let mut model = (**model).clone();
                model.is_unmanaged &= !model.is_proxy;
                if model.is_proxy
                    && let Some(parent) =
                        model.bases.iter().map(|base| target(base, &key, self.apps)).find_map(|base| {
                            let table = self.state.table_name(&base);
                            self.state.get(&base).map(|parent| (parent.fields.clone(), table))
                        })
                {
                    (model.fields, model.table) = (parent.0, Some(parent.1));
                }
                self.state.insert(key.clone(), path.clone(), model);
                touched.push(key);
            }
            ModelChange::Delete { model } => {
                self.state.remove(&key(model));
                touched.push(key(model));
            }
            ModelChange::Rename { model, to } => {
                let (old, new) = (key(model), key(to));
                touched.extend(self.state.pointing_at(&old, self.apps));
                touched.retain(|other| *other != old);
                touched.push(new.clone());
                self.rename_model(&old, &new, to);
                for key in &touched {
                    self.align(key, &mut telling);
                }
            }
            ModelChange::RenameTable { model, table } => {
                let key = key(model);
                if let Some(model) = self.state.get_mut(&key) {
                    model.table.clone_from(table);
                }
                self.align(&key, &mut telling);
                touched.push(key);
            }
            ModelChange::Own { texts } => {
                let action = Action::Opaque { tables: self.tables_named(app, texts) };
                telling.tell(action, &mut self.done.operations);
            }
            ModelChange::RenameField { model, field, to } => {
                let key = key(model);
                self.rename_field(&key, field, to, &mut telling);
                touched.push(key);
            }
            ModelChange::RenameIndex { model, index, to } => {
                let key = key(model);
                self.rename_index(&key, index, to, &mut telling);
                touched.push(key);
            }
            ModelChange::AlterField { model, field } => {
                let key = key(model);
                let was = |state: &State| state.key_field(&key).map(|known| known.name.clone());
                if field.primary_key || was(&self.state).as_deref() == Some(&field.name) {
                    touched = self.resting_on(&key);
                }
                self.change(&key, |model| match model.fields.iter_mut().find(|known| known.name == field.name) {
                    Some(known) => known.clone_from(field),
                    None => model.fields.push((**field).clone()),
                });
                touched.push(key);
            }
            ModelChange::AddField { model, field } => {
                self.change(&key(model), |model| {
                    // A key of its own replaces the one that Django gave it.
                    model.fields.retain(|known| known.name != field.name);
                    model.fields.push((**field).clone());
                });
                touched.push(key(model));
            }
            ModelChange::RemoveField { model, field } => {
                self.change(&key(model), |model| model.fields.retain(|known| known.name != *field));
                touched.push(key(model));
            }
            ModelChange::AddIndex { model, index } => {
                self.change(&key(model), |model| model.indexes.push((**index).clone()));
                touched.push(key(model));
            }
            ModelChange::RemoveIndex { model, index } => {
                let is_it = |name: &Option<ObjectName>| name.as_ref().is_some_and(|name| name.name == *index);
                self.change(&key(model), |model| model.indexes.retain(|known| !is_it(&known.name)));
                touched.push(key(model));
            }
            ModelChange::AddConstraint { model, constraint, index } => {
                self.change(&key(model), |model| match index {
                    Some(index) => model.indexes.push((**index).clone()),
                    None => model.constraints.push((**constraint).clone()),
                });
                touched.push(key(model));
            }
            ModelChange::RemoveConstraint { model, constraint } => {
                self.change(&key(model), |model| {
                    model.constraints.retain(|known| known.name.as_ref() != Some(constraint));
                    let is_it = |name: &Option<ObjectName>| name.as_ref().is_some_and(|name| name.name == *constraint);
                    model.indexes.retain(|known| !(known.unique && is_it(&known.name)));
                });
                touched.push(key(model));
            }
            ModelChange::UniqueTogether { model, sets } => {
                self.change(&key(model), |model| {
                    model.constraints.retain(|known| known.name.is_some());
                    model.constraints.extend(sets.iter().map(|set| unique(set, step.span)));
                });
                touched.push(key(model));
            }
            ModelChange::IndexTogether { model, sets } => {
                self.change(&key(model), |model| {
                    model.indexes.retain(|known| known.name.is_some());
                    model.indexes.extend(sets.iter().map(|set| crate::extract::IndexSpec {
                        keys: set.iter().map(|field| IndexKeySpec::column(field.as_str())).collect(),
                        span: step.span,
                        ..Default::default()
                    }));
                });
                touched.push(key(model));
            }
        }
        for key in touched {
            self.refresh(&key, &mut telling);
        }
        if let Some(before) = before {
            self.state = before;
        }
    }

    /// The tables of the models that texts name: `order`, `shop.Order`. None: any table may be meant.
    fn tables_named(&self, app: &str, texts: &[String]) -> Vec<ObjectName> {
        let own = Key { app: app.to_owned(), model: String::new() };
        let models = texts.iter().map(|text| target(text, &own, self.apps));
        let tables = models.filter_map(|key| self.done.tables.get(&key)).flatten();
        tables.map(|table| table.name.clone()).collect()
    }

    fn change(&mut self, key: &Key, change: impl FnOnce(&mut Model)) {
        if let Some(model) = self.state.get_mut(key) {
            change(model);
        }
    }

    /// Tells what has to be done to the tables of a model, so that they are what its state says.
    fn refresh(&mut self, key: &Key, telling: &mut Telling<'_>) {
        let mut new = tables::of(&self.state, key, self.apps, self.dialect);
        let old = self.done.tables.remove(key).unwrap_or_default();
        for action in differences::between(&old, &mut new) {
            telling.tell(action, &mut self.done.operations);
        }
        if !new.is_empty() {
            self.done.tables.insert(key.clone(), new);
        }
    }

    /// Models whose keys are relations to a model's, and all that points at any of them.
    fn resting_on(&self, key: &Key) -> Vec<Key> {
        let mut found = Vec::new();
        let mut open = vec![key.clone()];
        while let Some(next) = open.pop() {
            for other in self.state.pointing_at(&next, self.apps) {
                let rests = self.state.key_field(&other).is_some_and(|field| field.target.is_some());
                if !found.contains(&other) && other != *key {
                    found.push(other.clone());
                    open.extend(rests.then_some(other));
                }
            }
        }
        found
    }

    fn rename_model(&mut self, old: &Key, new: &Key, name: &str) {
        for other in self.state.pointing_at(old, self.apps) {
            let apps = self.apps;
            self.change(&other, |model| {
                for field in &mut model.fields {
                    if field
                        .target
                        .as_deref()
                        .is_some_and(|known| known != "self" && target(known, &other, apps) == *old)
                    {
                        field.target = Some(format!("{}.{name}", new.app));
                    }
                }
            });
        }
        if let Some((path, mut model)) = self.state.remove(old) {
            name.clone_into(&mut model.name);
            self.state.insert(new.clone(), path, model);
        }
        if let Some(tables) = self.done.tables.remove(old) {
            self.done.tables.insert(new.clone(), tables);
        }
    }

    /// Renames the tables of a model, and the columns of those between two models, to what its state calls them.
    fn align(&mut self, key: &Key, telling: &mut Telling<'_>) {
        let new = tables::of(&self.state, key, self.apps, self.dialect);
        let Some(old) = self.done.tables.get(key) else { return };
        if new.len() != old.len() {
            return;
        }
        let pairs: Vec<(TableSpec, TableSpec)> = old.iter().cloned().zip(new).collect();
        for (position, (old, new)) in pairs.into_iter().enumerate() {
            if old.name != new.name {
                let (table, to) = (old.name.clone(), new.name.clone());
                telling.tell(Action::RenameTable { table, to }, &mut self.done.operations);
                self.everywhere(|table| {
                    if table.name == old.name {
                        table.name.clone_from(&new.name);
                        table.indexes.iter_mut().for_each(|index| index.table.clone_from(&new.name));
                    }
                    differences::follow(table, (&old.name, None), &new.name.name);
                });
            }
            if position > 0 {
                for (column, to) in old.columns.iter().zip(&new.columns).filter(|(old, new)| old.name != new.name) {
                    self.rename_column(&new.name, &column.name, &to.name, telling);
                }
            }
        }
    }

    fn rename_column(&mut self, table: &ObjectName, column: &str, to: &str, telling: &mut Telling<'_>) {
        let action = Action::RenameColumn { table: table.clone(), column: column.to_owned(), to: to.to_owned() };
        telling.tell(action, &mut self.done.operations);
        self.everywhere(|known| {
            if known.name == *table {
                differences::rename_column(known, column, to);
            }
            differences::follow(known, (table, Some(column)), to);
        });
    }

    fn everywhere(&mut self, mut change: impl FnMut(&mut TableSpec)) {
        self.done.tables.values_mut().flatten().for_each(&mut change);
    }

    fn rename_field(&mut self, key: &Key, field: &str, to: &str, telling: &mut Telling<'_>) {
        let Some(model) = self.state.get_mut(key) else { return };
        let rename = |name: &mut String| {
            if name == field {
                to.clone_into(name);
            }
        };
        let rename_key = |key: &mut IndexKeySpec| {
            if let KeyOf::Column(name) = &mut key.of {
                rename(name);
            }
        };
        let mut columns = None;
        for known in &mut model.fields {
            if known.name == field {
                let old = columns::column_name(known);
                to.clone_into(&mut known.name);
                columns = (!is_many(known)).then(|| (old, columns::column_name(known)));
            }
        }
        for constraint in &mut model.constraints {
            if let ConstraintKind::Unique { keys, include, .. } = &mut constraint.kind {
                keys.iter_mut().for_each(rename_key);
                include.iter_mut().for_each(rename);
            }
        }
        for index in &mut model.indexes {
            index.keys.iter_mut().for_each(rename_key);
            index.include.iter_mut().for_each(rename);
        }
        for other in self.state.pointing_at(key, self.apps) {
            let apps = self.apps;
            self.change(&other, |model| {
                for relation in &mut model.fields {
                    let to_it = relation.target.as_deref().is_some_and(|name| target(name, &other, apps) == *key);
                    relation.target_field.iter_mut().filter(|_| to_it).for_each(rename);
                }
            });
        }
        let table = self.done.tables.get(key).and_then(|tables| Some(tables.first()?.name.clone()));
        match (columns, table) {
            (Some((old, new)), Some(table)) if old != new => self.rename_column(&table, &old, &new, telling),
            (None, _) => self.align(key, telling),
            _ => {}
        }
    }

    /// `index` is a name, or the fields of an index that has none.
    fn rename_index(&mut self, key: &Key, index: &str, to: &str, telling: &mut Telling<'_>) {
        let fields: Vec<&str> = index.split(',').collect();
        let is_it = |name: Option<&ObjectName>, keys: &[IndexKeySpec]| match name {
            Some(name) => name.name == index,
            None => {
                keys.len() == fields.len()
                    && keys
                        .iter()
                        .zip(&fields)
                        .all(|(key, field)| matches!(&key.of, KeyOf::Column(name) if name == field))
            }
        };
        let Some(model) = self.state.get_mut(key) else { return };
        let Some(at) = model.indexes.iter().position(|known| is_it(known.name.as_ref(), &known.keys)) else { return };
        model.indexes[at].name = Some(ObjectName::bare(to));
        let wanted = tables::of(&self.state, key, self.apps, self.dialect);
        let wanted =
            wanted.first().and_then(|table| table.indexes.iter().find(|known| is_named(known.name.as_ref(), to)));
        let Some(table) = self.done.tables.get_mut(key).and_then(|tables| tables.first_mut()) else { return };
        let same = |known: &&mut crate::extract::IndexSpec| {
            wanted.is_some_and(|wanted| wanted.keys == known.keys && wanted.predicate == known.predicate)
        };
        if let Some(known) = table.indexes.iter_mut().find(same)
            && let Some(old) = known.name.replace(ObjectName::bare(to))
        {
            let action = Action::RenameIndex { index: old, table: Some(table.name.clone()), to: to.to_owned() };
            telling.tell(action, &mut self.done.operations);
        }
    }
}

fn is_named(name: Option<&ObjectName>, wanted: &str) -> bool {
    name.is_some_and(|name| name.name == wanted)
}

fn unique(fields: &[String], span: Span) -> crate::extract::ConstraintSpec {
    let keys = fields.iter().map(|field| IndexKeySpec::column(field.as_str())).collect();
    let kind = ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct: false, using_index: None };
    crate::extract::ConstraintSpec { name: None, kind, span, not_valid: false }
}

/// Where an operation is said to stand.
struct Telling<'t> {
    path: &'t Arc<str>,
    span: Span,
    /// Only the state of the models changes.
    silent: bool,
}

impl Telling<'_> {
    fn tell(&mut self, action: Action, operations: &mut Vec<Placed>) {
        if !self.silent {
            operations.push(Placed { path: self.path.clone(), operation: Operation { action, span: self.span } });
        }
    }
}
