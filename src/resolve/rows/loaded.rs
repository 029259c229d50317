//! What is there already of a row: relations that were fetched along, columns that were left out.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::models::{Attribute, Class, ClassId, Loading, Models, Relation};

/// How deep classes that load each other are followed.
const DEPTH: usize = 4;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    pub relations: BTreeMap<String, Loaded>,
    pub columns: Columns,
    /// Anything may be loaded.
    pub unknown: bool,
    /// Every relation to one row that is never missing.
    pub required: bool,
    /// A call says which relations are joined: `select_related`.
    pub joined: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Columns {
    #[default]
    All,
    Only(BTreeSet<String>),
    Except(BTreeSet<String>),
}

impl Loaded {
    pub fn unknown() -> Self {
        Self { unknown: true, ..Self::default() }
    }

    /// What comes with every object of a class, as the class says.
    pub fn of_class(class: ClassId, models: &Models) -> Self {
        Self::of_class_at(class, models, 0)
    }

    fn of_class_at(class: ClassId, models: &Models, depth: usize) -> Self {
        let mut loaded = Self::default();
        if depth > DEPTH {
            return Self::unknown();
        }
        let deferred = &models.get(class).deferred;
        if !deferred.is_empty() {
            loaded.columns = Columns::Except(deferred.iter().cloned().collect());
        }
        for (name, attribute) in &models.get(class).attributes {
            if let Attribute::Relation(relation) = attribute
                && relation.loading == Loading::Eager
            {
                loaded.relations.insert(name.clone(), Self::of_class_at(relation.target, models, depth + 1));
            }
        }
        loaded
    }

    /// What is loaded of a relation's rows; `None`: reading it asks the database.
    pub fn of(&self, name: &str, relation: &Relation) -> Option<Self> {
        if let Some(known) = self.relations.get(name) {
            return Some(known.clone());
        }
        if self.unknown {
            return Some(Self::unknown());
        }
        let required = self.required && !relation.many && !relation.nullable && relation.column.is_some();
        required.then(|| Self { required: true, ..Self::default() })
    }

    /// Adds a path, and gives its end.
    pub fn add(&mut self, path: &[String], class: ClassId, models: &Models) -> &mut Self {
        let Some((first, rest)) = path.split_first() else { return self };
        let target = match models.get(class).attributes.get(first) {
            Some(Attribute::Relation(relation)) => Some(relation.target),
            _ => None,
        };
        let made = || target.map_or_else(Self::unknown, |target| Self::of_class(target, models));
        let next = self.relations.entry(first.clone()).or_insert_with(made);
        match target {
            Some(target) => next.add(rest, target, models),
            None => next,
        }
    }

    /// Takes over what another has.
    pub fn merge(&mut self, other: Self) {
        self.unknown |= other.unknown;
        self.required |= other.required;
        self.joined |= other.joined;
        if self.columns != other.columns {
            self.columns = Columns::All;
        }
        for (name, loaded) in other.relations {
            match self.relations.get_mut(&name) {
                Some(known) => known.merge(loaded),
                None => {
                    self.relations.insert(name, loaded);
                }
            }
        }
    }

    /// Whether a column was left out.
    pub fn lacks_column(&self, class: &Class, attribute: &str) -> bool {
        // Keys are always there; a class whose key is called otherwise is left alone.
        if self.unknown || matches!(attribute, "id" | "pk") || !class.attributes.contains_key("id") {
            return false;
        }
        let field = attribute.strip_suffix("_id").unwrap_or(attribute);
        match &self.columns {
            Columns::All => false,
            Columns::Only(names) => !names.contains(attribute) && !names.contains(field),
            Columns::Except(names) => names.contains(attribute) || names.contains(field),
        }
    }
}
