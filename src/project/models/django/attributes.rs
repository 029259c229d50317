//! Django's models as a program uses them: their fields, the way back of every relation, and what they inherit.

use std::collections::{BTreeMap, HashMap};

use super::apps::Apps;
use super::columns::column_name;
use super::state::{Key, State, is_many};
use super::{tables, target};
use crate::extract::{Framework, Manager, ModelField};
use crate::project::Contribution;
use crate::project::models::{Attribute, Class, ClassId, Hop, Loading, Models, Relation};
use crate::text::Place;

/// How deep models derive from each other.
const DEPTH: usize = 8;

/// Adds the models that the classes of the project make.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    let apps = Apps::of(files);
    let state = super::classes::state(files, &apps);
    let managers = Managers::of(files);
    let mut ids: HashMap<Key, ClassId> = HashMap::new();
    for key in state.keys() {
        let Some(model) = state.get(&key).filter(|model| !model.is_abstract) else { continue };
        let (path, span) = state.place(&key);
        let class = Class {
            framework: Framework::Django,
            name: model.name.clone(),
            table: state.table_name(&key),
            attributes: BTreeMap::new(),
            lookups: BTreeMap::new(),
            key: match state.key_field(&key) {
                Some(field) => Some(column_name(field)),
                None if model.partial => None,
                None => Some("id".to_owned()),
            },
            ancestors: Vec::new(),
            ordering: match &model.ordering {
                Some(names) => Some(names.clone()).filter(|names| !names.iter().any(String::is_empty)),
                None if model.partial || model.is_proxy => None,
                None => Some(Vec::new()),
            },
            own_manager: model.manager.as_deref().is_some_and(|manager| managers.choose(manager, 0)),
            documents: model.fields.iter().filter(|field| is_document(field)).map(column_name).collect(),
            deferred: Vec::new(),
            partial: model.partial,
            defined: Place { path, span },
        };
        ids.insert(key, models.add(class));
    }
    add_user(&state, &apps, &mut ids, models);
    let reader = Reader { state: &state, apps: &apps, ids: &ids };
    for key in state.keys() {
        reader.add_fields(&key, models);
    }
    for key in state.keys() {
        reader.inherit(&key, models);
    }
}

/// The model of users. The one that Django brings along is known by the relations that lead to it.
fn add_user(state: &State, apps: &Apps, ids: &mut HashMap<Key, ClassId>, models: &mut Models) {
    let is_user = |field: &ModelField| {
        let name = field.target.as_deref().unwrap_or_default();
        name.ends_with("AUTH_USER_MODEL") || name == "auth.User"
    };
    let pointing = |key: Key| {
        let field = state.get(&key)?.fields.iter().find(|field| is_user(field))?;
        let defined = Place { path: state.place(&key).0, span: field.span };
        Some((target(field.target.as_deref()?, &key, apps), defined))
    };
    let Some((user, defined)) = state.keys().into_iter().find_map(pointing) else { return };
    let id = *ids.entry(user).or_insert_with(|| {
        models.add_nameless(Class {
            framework: Framework::Django,
            name: "User".to_owned(),
            table: "auth_user".to_owned(),
            attributes: BTreeMap::new(),
            lookups: BTreeMap::new(),
            key: Some("id".to_owned()),
            ancestors: Vec::new(),
            ordering: None,
            own_manager: true,
            documents: Vec::new(),
            deferred: Vec::new(),
            partial: true,
            defined,
        })
    });
    models.user = Some(id);
}

/// The managers of the project, by name.
struct Managers<'f>(HashMap<&'f str, Vec<&'f Manager>>);

impl<'f> Managers<'f> {
    fn of(files: &[Contribution<'f>]) -> Self {
        let mut by_name: HashMap<&str, Vec<&Manager>> = HashMap::new();
        for manager in files.iter().flat_map(|file| &file.extract.schema.managers) {
            by_name.entry(&manager.name).or_default().push(manager);
        }
        Self(by_name)
    }

    /// Whether a manager may leave rows out, or sort them.
    fn choose(&self, name: &str, depth: usize) -> bool {
        if matches!(name, "Manager" | "BaseManager") && !self.0.contains_key(name) {
            return false;
        }
        let Some(known) = self.0.get(name).filter(|_| depth < DEPTH) else { return true };
        let one = |manager: &&Manager| {
            let mut bases = manager.bases.iter().filter(|base| **base != manager.name);
            manager.chooses || bases.any(|base| self.choose(base, depth + 1))
        };
        known.iter().any(one)
    }
}

struct Reader<'s> {
    state: &'s State,
    apps: &'s Apps,
    ids: &'s HashMap<Key, ClassId>,
}

impl Reader<'_> {
    fn add_fields(&self, key: &Key, models: &mut Models) {
        let (Some(&id), Some(model)) = (self.ids.get(key), self.state.get(key)) else { return };
        if self.state.key_field(key).is_none() {
            let column = |name: &str| Attribute::Column { name: name.to_owned(), nullable: false, table: None };
            models.get_mut(id).attributes.insert("id".to_owned(), column("id"));
        }
        for field in &model.fields {
            let Some(name) = &field.target else {
                let column =
                    Attribute::Column { name: column_name(field), nullable: field.null == Some(true), table: None };
                models.get_mut(id).attributes.insert(field.name.clone(), column);
                continue;
            };
            let Some(&other) = self.ids.get(&target(name, key, self.apps)) else { continue };
            self.add_relation(key, field, id, other, models);
        }
    }

    fn add_relation(&self, key: &Key, field: &ModelField, id: ClassId, other: ClassId, models: &mut Models) {
        let many = is_many(field);
        // A proxy has the relations of its model, which has the ways back.
        let is_proxy = self.state.get(key).is_some_and(|model| model.is_proxy);
        let back = Back::of(field, key).filter(|_| !is_proxy);
        let defined = Place { path: models.get(id).defined.path.clone(), span: field.span };
        let column = (!many).then(|| column_name(field));
        if let Some(column) = &column {
            let key_column =
                Attribute::Column { name: column.clone(), nullable: field.null == Some(true), table: None };
            models.get_mut(id).attributes.insert(format!("{}_id", field.name), key_column);
        }
        let way = self.way(key, field, models.get(id), models.get(other));
        let back_way = backwards(&way, &models.get(id).table);
        let relation = Relation {
            target: other,
            way,
            many,
            is_way_back: false,
            column,
            nullable: field.null == Some(true),
            reverse: back.as_ref().map(|back| back.accessor.clone()),
            loading: Loading::Lazy,
            defined: defined.clone(),
        };
        models.get_mut(id).attributes.insert(field.name.clone(), Attribute::Relation(relation));
        let Some(Back { accessor, lookup }) = back else { return };
        let relation = Relation {
            target: id,
            way: back_way,
            many: field.kind != "OneToOneField",
            is_way_back: true,
            column: None,
            nullable: true,
            reverse: Some(field.name.clone()),
            loading: Loading::Lazy,
            defined,
        };
        let class = models.get_mut(other);
        class.attributes.entry(accessor.clone()).or_insert(Attribute::Relation(relation));
        if lookup != accessor {
            class.lookups.insert(lookup, accessor);
        }
    }

    /// The joins from a model to that of its field.
    fn way(&self, key: &Key, field: &ModelField, own: &Class, other: &Class) -> Vec<Hop> {
        let to_key = target(field.target.as_deref().unwrap_or_default(), key, self.apps);
        let hop = |table: &str, from: &str, to: &str, direct: bool| Hop {
            table: table.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            direct,
        };
        if !is_many(field) {
            let to = match &field.target_field {
                Some(name) => {
                    let target = self.state.get(&to_key);
                    target.and_then(|model| model.fields.iter().find(|field| field.name == *name)).map(column_name)
                }
                None => other.key.clone(),
            };
            return to.map(|to| hop(&other.table, &column_name(field), &to, true)).into_iter().collect();
        }
        let (Some(from), Some(to)) = (&own.key, &other.key) else { return Vec::new() };
        let (table, near, far) = match &field.through {
            None => {
                let (near, far) = tables::between_columns(key, &to_key);
                (tables::between_name(&own.table, field), format!("{near}_id"), format!("{far}_id"))
            }
            Some(name) => {
                let through = target(name, key, self.apps);
                let Some(model) = self.state.get(&through).filter(|_| *key != to_key) else { return Vec::new() };
                let pointing = |wanted: &Key| {
                    let leads = |other: &&ModelField| {
                        !is_many(other)
                            && other.target.as_deref().is_some_and(|name| target(name, &through, self.apps) == *wanted)
                    };
                    let mut found = model.fields.iter().filter(leads);
                    found.next().filter(|_| found.next().is_none()).map(column_name)
                };
                let (Some(near), Some(far)) = (pointing(key), pointing(&to_key)) else { return Vec::new() };
                (self.state.table_name(&through), near, far)
            }
        };
        vec![hop(&table, from, &near, false), hop(&other.table, &far, to, true)]
    }

    /// A row of a model that derives from another has all of that row too.
    fn inherit(&self, key: &Key, models: &mut Models) {
        let Some(&id) = self.ids.get(key) else { return };
        let mut at = key.clone();
        let (mut way, mut way_id) = (Some(Vec::new()), id);
        for _ in 0..DEPTH {
            let Some(model) = self.state.get(&at) else { return };
            let link = model.fields.iter().find(|field| field.primary_key && field.name.ends_with("_ptr"));
            let Some(parent) = link.and_then(|link| Some(target(link.target.as_deref()?, &at, self.apps))) else {
                return;
            };
            let Some(&parent_id) = self.ids.get(&parent) else { return };
            let inherited = models.get(parent_id).clone();
            let own = models.get(way_id);
            let step = own.attributes.values().find_map(|attribute| match attribute {
                Attribute::Relation(relation)
                    if relation.target == parent_id && relation.column.is_some() && relation.column == own.key =>
                {
                    relation.way.last().cloned().filter(|hop| Some(&hop.to) == inherited.key.as_ref())
                }
                _ => None,
            });
            way = way.zip(step).map(|(mut way, step): (Vec<Hop>, Hop)| {
                way.push(step);
                way
            });
            way_id = parent_id;
            let class = models.get_mut(id);
            class.partial |= inherited.partial;
            class.documents.extend(inherited.documents.clone());
            if let Some(way) = &way {
                class.ancestors.push((inherited.table.clone(), way.clone()));
            }
            for (name, attribute) in inherited.attributes {
                let attribute = match attribute {
                    Attribute::Column { name, nullable, table: None } => {
                        Attribute::Column { name, nullable, table: Some(inherited.table.clone()) }
                    }
                    Attribute::Relation(mut relation) => {
                        relation.way = match &way {
                            Some(way) if !relation.way.is_empty() => [way.as_slice(), &relation.way].concat(),
                            _ => Vec::new(),
                        };
                        Attribute::Relation(relation)
                    }
                    other => other,
                };
                class.attributes.entry(name).or_insert(attribute);
            }
            for (lookup, accessor) in inherited.lookups {
                class.lookups.entry(lookup).or_insert(accessor);
            }
            at = parent;
        }
    }
}

/// A field whose look-ups are not those of text.
fn is_document(field: &ModelField) -> bool {
    const KINDS: &[&str] = &["JSON", "Json", "Array", "HStore", "Range", "SearchVector", "Multi", "Tag"];
    KINDS.iter().any(|kind| field.kind.contains(kind))
}

/// The same joins from the other end.
fn backwards(way: &[Hop], start: &str) -> Vec<Hop> {
    let tables = std::iter::once(start).chain(way.iter().map(|hop| hop.table.as_str()));
    let turned = way.iter().zip(tables).map(|(hop, before)| Hop {
        table: before.to_owned(),
        from: hop.to.clone(),
        to: hop.from.clone(),
        direct: !hop.direct,
    });
    let mut turned: Vec<Hop> = turned.collect();
    turned.reverse();
    turned
}

/// How the target of a relation calls the way back.
struct Back {
    accessor: String,
    lookup: String,
}

impl Back {
    fn of(field: &ModelField, key: &Key) -> Option<Self> {
        let named = field.related_name.as_deref().map(|name| tables::complete(name, key));
        match named {
            Some(name) if name.ends_with('+') => None,
            Some(name) => Some(Self { lookup: name.clone(), accessor: name }),
            None if field.kind == "OneToOneField" => {
                Some(Self { accessor: key.model.clone(), lookup: key.model.clone() })
            }
            None => Some(Self { accessor: format!("{}_set", key.model), lookup: key.model.clone() }),
        }
    }
}
