//! Relations to models that the repository does not hold: `user = models.ForeignKey("auth.User", …)`.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use super::models::Class;
use crate::extract::Framework;
use crate::text::Place;

/// How deep classes derive from each other.
const DEPTH: usize = 8;

/// What the classes of fields end with that lead to one row.
const KINDS: &[&str] = &["ForeignKey", "OneToOneField", "ParentalKey"];

#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    fields: HashMap<String, Vec<(String, Away)>>,
    bases: HashMap<String, Vec<(Arc<str>, String)>>,
    /// What the rows of a relation's target call it, known or not: the models that say so, with their files.
    ways_back: HashMap<String, Vec<(Arc<str>, String)>>,
}

/// A relation to one row of a model that is not known.
#[derive(Clone, Debug)]
pub struct Away {
    pub nullable: bool,
    /// It may lead to rows of any model, so that no join does.
    pub generic: bool,
    pub defined: Place,
}

impl Elsewhere {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut found = Self::default();
        for file in files {
            let models = file.extract.schema.models.iter().filter(|model| model.framework == Framework::Django);
            for model in models {
                let last = |base: &String| base.rsplit('.').next().unwrap_or(base).to_owned();
                let bases = model.bases.iter().map(|base| (file.path.clone(), last(base)));
                found.bases.entry(model.name.clone()).or_default().extend(bases);
                let relations = model.fields.iter().filter(|field| KINDS.iter().any(|kind| field.kind.ends_with(kind)));
                for field in relations {
                    if let Some(name) = &field.related_name {
                        let model = (file.path.clone(), model.name.clone());
                        found.ways_back.entry(name.clone()).or_default().push(model);
                    }
                    let defined = Place { path: file.path.clone(), span: field.span };
                    let away = Away { nullable: field.null == Some(true), generic: false, defined };
                    found.fields.entry(model.name.clone()).or_default().push((field.name.clone(), away));
                }
                for (name, span) in &model.generic {
                    let defined = Place { path: file.path.clone(), span: *span };
                    let away = Away { nullable: true, generic: true, defined };
                    found.fields.entry(model.name.clone()).or_default().push((name.clone(), away));
                }
            }
        }
        found
    }

    /// A relation of a model, its own or inherited. Those that lead to a known model are among them.
    pub fn relation(&self, model: &Class, name: &str) -> Option<&Away> {
        self.find(&model.name, Some(&model.defined.path), name, 0)
    }

    /// The only model whose rows another's call so.
    pub fn called(&self, name: &str) -> Option<(&Arc<str>, &str)> {
        match self.ways_back.get(name)?.as_slice() {
            [(path, model)] => Some((path, model)),
            _ => None,
        }
    }

    /// Bases may stand in any file.
    fn find(&self, model: &str, file: Option<&str>, name: &str, depth: usize) -> Option<&Away> {
        let is_here = |path: &str| file.is_none_or(|file| file == path);
        let mut own = self.fields.get(model).into_iter().flatten();
        let own = own.find(|(known, away)| known == name && is_here(&away.defined.path)).map(|(_, away)| away);
        let mut bases = self.bases.get(model).filter(|_| depth < DEPTH).into_iter().flatten();
        own.or_else(|| {
            bases.find_map(|(path, base)| {
                let found = || self.find(base, None, name, depth + 1);
                (is_here(path) && base != model).then(found).flatten()
            })
        })
    }
}
