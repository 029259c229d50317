//! Django's models as a program uses them: their fields, the way back of every relation, and what they inherit.

use std::collections::{BTreeMap, HashMap};

use super::apps::Apps;
use super::columns::column_name;
use super::state::{Key, State, is_many};
use super::{tables, target};
use crate::extract::{Framework, ModelField};
use crate::project::Contribution;
use crate::project::models::{Attribute, Class, ClassId, Loading, Models, Relation};
use crate::text::Place;

/// How deep models derive from each other.
const DEPTH: usize = 8;

/// Adds the models that the classes of the project make.
pub fn classes(files: &[Contribution<'_>], models: &mut Models) {
    let apps = Apps::of(files);
    let state = super::classes::state(files, &apps);
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
            partial: model.partial,
            defined: Place { path, span },
        };
        ids.insert(key, models.add(class));
    }
    let reader = Reader { state: &state, apps: &apps, ids: &ids };
    for key in state.keys() {
        reader.add_fields(&key, models);
    }
    for key in state.keys() {
        reader.inherit(&key, models);
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
        let relation = Relation {
            target: other,
            many,
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
            many: field.kind != "OneToOneField",
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

    /// A row of a model that derives from another has all of that row too.
    fn inherit(&self, key: &Key, models: &mut Models) {
        let Some(&id) = self.ids.get(key) else { return };
        let mut at = key.clone();
        for _ in 0..DEPTH {
            let Some(model) = self.state.get(&at) else { return };
            let link = model.fields.iter().find(|field| field.primary_key && field.name.ends_with("_ptr"));
            let Some(parent) = link.and_then(|link| Some(target(link.target.as_deref()?, &at, self.apps))) else {
                return;
            };
            let Some(&parent_id) = self.ids.get(&parent) else { return };
            let inherited = models.get(parent_id).clone();
            let class = models.get_mut(id);
            class.partial |= inherited.partial;
            for (name, attribute) in inherited.attributes {
                let attribute = match attribute {
                    Attribute::Column { name, nullable, table: None } => {
                        Attribute::Column { name, nullable, table: Some(inherited.table.clone()) }
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
