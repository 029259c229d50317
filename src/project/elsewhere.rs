//! Relations to models that the repository does not hold: `user = models.ForeignKey("auth.User", …)`.

use std::collections::{BTreeMap, HashMap};

use super::Contribution;
use crate::extract::Framework;
use crate::text::Place;

/// How deep classes derive from each other.
const DEPTH: usize = 8;

/// What the classes of fields end with that lead to one row.
const KINDS: &[&str] = &["ForeignKey", "OneToOneField", "ParentalKey"];

#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    fields: HashMap<String, BTreeMap<String, Away>>,
    bases: HashMap<String, Vec<String>>,
}

/// A relation to one row of a model that is not known.
#[derive(Clone, Debug)]
pub struct Away {
    pub nullable: bool,
    pub defined: Place,
}

impl Elsewhere {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut found = Self::default();
        for file in files {
            let models = file.extract.schema.models.iter().filter(|model| model.framework == Framework::Django);
            for model in models {
                let bases = model.bases.iter().map(|base| base.rsplit('.').next().unwrap_or(base).to_owned());
                found.bases.entry(model.name.clone()).or_default().extend(bases);
                let relations = model.fields.iter().filter(|field| KINDS.iter().any(|kind| field.kind.ends_with(kind)));
                for field in relations {
                    let defined = Place { path: file.path.clone(), span: field.span };
                    let away = Away { nullable: field.null == Some(true), defined };
                    found.fields.entry(model.name.clone()).or_default().insert(field.name.clone(), away);
                }
            }
        }
        found
    }

    /// A relation of a model, its own or inherited. Those that lead to a known model are among them.
    pub fn relation(&self, model: &str, name: &str) -> Option<&Away> {
        self.find(model, name, 0)
    }

    fn find(&self, model: &str, name: &str, depth: usize) -> Option<&Away> {
        let own = self.fields.get(model).and_then(|fields| fields.get(name));
        let mut bases = self.bases.get(model).filter(|_| depth < DEPTH).into_iter().flatten();
        own.or_else(|| bases.find_map(|base| self.find(base, name, depth + 1)))
    }
}
