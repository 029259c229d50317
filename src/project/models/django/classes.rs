//! The classes of the models to their state: which of them are models, what they inherit, whose table they share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::apps::Apps;
use super::state::{Key, State};
use crate::extract::{Framework, HostSchema, Model, ModelField};
use crate::project::Contribution;

/// How deep classes derive from each other.
const DEPTH: usize = 16;

/// A class and where it stands.
struct Known<'f> {
    path: &'f Arc<str>,
    /// The file as imports name it: `shop.models`.
    module: String,
    app: String,
    schema: &'f HostSchema,
    model: &'f Model,
}

struct Classes<'f> {
    all: Vec<Known<'f>>,
    by_name: HashMap<&'f str, Vec<usize>>,
}

/// What a base is.
enum Base {
    Class(usize),
    /// `models.Model` itself.
    Root,
    /// Of a library, or not found.
    Elsewhere,
}

pub fn state(files: &[Contribution<'_>], apps: &Apps) -> State {
    let classes = Classes::of(files, apps);
    let mut state = State::default();
    for (id, known) in classes.all.iter().enumerate() {
        let key = Key { app: known.app.clone(), model: known.model.name.to_lowercase() };
        if known.model.is_abstract || state.get(&key).is_some() || !classes.is_model(id, 0) {
            continue;
        }
        let model = classes.whole(id, 0);
        state.insert(key, known.path.clone(), model);
    }
    state
}

impl<'f> Classes<'f> {
    fn of(files: &[Contribution<'f>], apps: &Apps) -> Self {
        let mut classes = Self { all: Vec::new(), by_name: HashMap::new() };
        for file in files {
            let schema = &file.extract.schema;
            for model in schema.models.iter().filter(|model| model.framework == Framework::Django) {
                let module = file.path.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', ".");
                let app = model.app.clone().unwrap_or_else(|| apps.label(file.path));
                classes.by_name.entry(&model.name).or_default().push(classes.all.len());
                classes.all.push(Known { path: file.path, module, app, schema, model });
            }
        }
        classes
    }

    /// What a base of a class is.
    fn base(&self, name: &str, of: usize) -> Base {
        let from = &self.all[of];
        let first = name.split('.').next().unwrap_or(name);
        let last = name.rsplit('.').next().unwrap_or(name);
        let imported = from.schema.imports.iter().find(|(known, _)| known == first).map(|(_, path)| path.as_str());
        let mut found: Vec<usize> = self.by_name.get(last).cloned().unwrap_or_default();
        found.retain(|&id| id != of);
        let beside = |id: &usize| self.all[*id].path == from.path;
        if name == first
            && imported.is_none()
            && let Some(own) = found.iter().copied().find(beside)
        {
            return Base::Class(own);
        }
        if let Some(imported) = imported {
            let module = imported.strip_suffix(last).unwrap_or(imported).trim_end_matches('.');
            if module.starts_with("django.") && last == "Model" {
                return Base::Root;
            }
            // A package hands on what its modules define.
            let defines = |id: &usize| {
                let own = &self.all[*id].module;
                own == module
                    || own.ends_with(&format!(".{module}"))
                    || own.starts_with(&format!("{module}."))
                    || own.contains(&format!(".{module}."))
            };
            let fitting: Vec<usize> = found.iter().copied().filter(defines).collect();
            if module.is_empty() || !fitting.is_empty() {
                found = fitting;
            } else if module.contains('.') {
                return Base::Elsewhere;
            }
        } else if last == "Model" && name != last {
            return Base::Root;
        }
        let same_app: Vec<usize> = found.iter().copied().filter(|&id| self.all[id].app == from.app).collect();
        match (same_app.as_slice(), found.as_slice()) {
            ([only], _) | ([], [only]) => Base::Class(*only),
            _ => Base::Elsewhere,
        }
    }

    fn bases(&self, id: usize) -> impl Iterator<Item = Base> + '_ {
        self.all[id].model.bases.iter().map(move |name| self.base(name, id))
    }

    /// Whether a base that is not in the repository is called, or lies, as models do. Serializers have fields too.
    fn sounds_like_a_model(&self, name: &str, of: usize) -> bool {
        let first = name.split('.').next().unwrap_or(name);
        let imports = &self.all[of].schema.imports;
        let path = imports.iter().find(|(known, _)| known == first).map_or("", |(_, path)| path.as_str());
        let lies_so = |text: &str| text.split('.').any(|part| part.starts_with("model") || part.contains("abstract"));
        !path.starts_with("pydantic") && (name.ends_with("Model") || lies_so(path) || lies_so(name))
    }

    /// Whether a class leads to `models.Model`. One with fields and a model of some library does, as far as we can tell.
    fn is_model(&self, id: usize, depth: usize) -> bool {
        let has_fields = !self.all[id].model.fields.is_empty();
        depth < DEPTH
            && self.all[id].model.bases.iter().any(|name| match self.base(name, id) {
                Base::Root => true,
                Base::Class(other) => self.is_model(other, depth + 1),
                Base::Elsewhere => has_fields && self.sounds_like_a_model(name, id),
            })
    }

    /// A model with all that it inherits.
    fn whole(&self, id: usize, depth: usize) -> Model {
        let mut model = self.all[id].model.clone();
        let mut own = std::mem::take(&mut model.fields);
        for field in &mut own {
            for name in [&mut field.target, &mut field.through].into_iter().flatten() {
                self.qualify(name, id);
            }
        }
        let mut inherits_options = model.inherits_options;
        for base in self.bases(id) {
            let other = match base {
                Base::Root => continue,
                Base::Elsewhere => {
                    model.partial = true;
                    model.manager.get_or_insert_with(String::new);
                    continue;
                }
                Base::Class(other) if depth < DEPTH && self.is_model(other, 0) => other,
                Base::Class(_) => continue,
            };
            let parent = self.whole(other, depth + 1);
            model.manager = model.manager.take().or_else(|| parent.manager.clone());
            if model.ordering.is_none() && (inherits_options || !parent.is_abstract) {
                model.ordering.clone_from(&parent.ordering);
            }
            if parent.is_abstract {
                model.partial |= parent.partial;
                add_fields(&mut model.fields, parent.fields);
                if std::mem::take(&mut inherits_options) {
                    model.indexes.splice(0..0, parent.indexes);
                    model.constraints.splice(0..0, parent.constraints);
                    model.is_unmanaged |= parent.is_unmanaged;
                    model.app = model.app.take().or(parent.app);
                }
            } else if model.is_proxy {
                let owner = &self.all[other];
                let table = format!("{}_{}", owner.app, owner.model.name.to_lowercase());
                model.table = Some(parent.table.unwrap_or(table));
                add_fields(&mut model.fields, parent.fields);
            } else {
                model.fields.push(self.link(other));
            }
        }
        // A relation of its own to the parent takes the place of the one Django would add.
        let links: BTreeMap<String, ()> = own
            .iter()
            .filter(|field| field.kind == "OneToOneField" && field.primary_key)
            .filter_map(|field| {
                let target = field.target.as_deref()?;
                Some((target.rsplit('.').next().unwrap_or(target).to_lowercase(), ()))
            })
            .collect();
        model.fields.retain(|field| {
            let target = field.target.as_deref().and_then(|target| target.rsplit('.').next()).unwrap_or_default();
            !(field.name.ends_with("_ptr") && links.contains_key(&target.to_lowercase()))
        });
        add_fields(&mut model.fields, own);
        model
    }

    /// Names the app of a class that a field points at; a text may have named it already.
    fn qualify(&self, name: &mut String, of: usize) {
        let first = name.split('.').next().unwrap_or(name);
        let own = &self.all[of];
        let is_imported = own.schema.imports.iter().any(|(known, _)| known == first);
        if name == "self" || name.contains('.') && !is_imported {
            return;
        }
        // A class may point at itself by its name.
        let found = if *name == own.model.name { Base::Class(of) } else { self.base(name, of) };
        let imported = own.schema.imports.iter().find(|(known, _)| known == first);
        match (found, imported) {
            (Base::Class(id), _) => *name = format!("{}.{}", self.all[id].app, self.all[id].model.name),
            // `django.contrib.sites.models.Site`: the app is what the module of its models lies in.
            (_, Some((_, path))) if !name.contains('.') => {
                if let Some((app, _)) = path.split_once(".models.") {
                    *name = format!("{}.{name}", app.rsplit('.').next().unwrap_or(app));
                }
            }
            _ => {}
        }
    }

    /// The relation of a model to the one it derives from, which is its key.
    fn link(&self, parent: usize) -> ModelField {
        let parent = &self.all[parent];
        ModelField {
            name: format!("{}_ptr", parent.model.name.to_lowercase()),
            span: parent.model.span,
            kind: "OneToOneField".to_owned(),
            target: Some(format!("{}.{}", parent.app, parent.model.name)),
            primary_key: true,
            ..ModelField::default()
        }
    }
}

/// Later fields take the place of earlier ones of the same name.
fn add_fields(fields: &mut Vec<ModelField>, more: Vec<ModelField>) {
    for field in more {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field,
            None => fields.push(field),
        }
    }
}
