//! What Django's managers and classes of queries add to the queries that they make: relations fetched along, columns left
//! out.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use super::models::Class;
use crate::extract::{ManagerUse, QueryMethod, Step};

/// How deep methods call each other, and classes derive.
const DEPTH: usize = 6;

/// Managers and queries of libraries that fetch nothing along.
const PLAIN: &[&str] = &[
    "BaseManager",
    "BaseUserManager",
    "CurrentSiteManager",
    "MP_NodeManager",
    "MP_NodeQuerySet",
    "MPTTModel",
    "Manager",
    "NS_NodeManager",
    "QuerySet",
    "RawQuerySet",
    "TreeManager",
    "TreeQuerySet",
    "UserManager",
];

/// Calls after which nothing is known of the rows.
const OBSCURE: &[&str] = &["_chain", "_clone", "__class__", "set_iterable_class"];

/// Those that give another query for rows of the same class.
const CLONING: &[&str] = &["_chain", "_clone"];

#[derive(Clone, Debug, Default)]
pub struct Managers {
    by_name: HashMap<String, Vec<QueryMethod>>,
    /// Classes and their bases.
    classes: HashMap<String, Vec<String>>,
    /// By model, with the file.
    uses: HashMap<String, Vec<(Arc<str>, ManagerUse)>>,
    /// Models and their bases.
    models: HashMap<String, Vec<(Arc<str>, String)>>,
}

impl Managers {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut managers = Self::default();
        for file in files {
            for method in &file.extract.query_methods {
                managers.classes.entry(method.class.clone()).or_default().extend(method.bases.iter().cloned());
                managers.by_name.entry(method.name.clone()).or_default().push(method.clone());
            }
            for usage in &file.extract.managers {
                managers.uses.entry(usage.class.clone()).or_default().push((file.path.clone(), usage.clone()));
            }
            for model in &file.extract.schema.models {
                let last = |base: &String| base.rsplit('.').next().unwrap_or(base).to_owned();
                let bases = model.bases.iter().map(|base| (file.path.clone(), last(base)));
                managers.models.entry(model.name.clone()).or_default().extend(bases);
            }
        }
        managers
    }

    /// What a method of queries that Django does not have adds. `None`: that is not known.
    pub fn method(&self, name: &str) -> Option<Vec<Step>> {
        self.added(name, 0)
    }

    /// Whether a method makes queries whose rows are of the same class, but of which nothing else is known.
    pub fn is_obscure(&self, name: &str) -> bool {
        let known = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let clones = |method: &QueryMethod| method.calls.iter().any(|call| CLONING.contains(&call.as_str()));
        matches!(known, [only] if clones(only))
    }

    fn added(&self, name: &str, depth: usize) -> Option<Vec<Step>> {
        let known = self.by_name.get(name).filter(|_| depth < DEPTH)?;
        let each: Option<Vec<Vec<Step>>> = known.iter().map(|method| self.of_method(method, depth)).collect();
        let mut each = each?;
        match each.len() {
            1 => each.pop(),
            _ => each.iter().all(Vec::is_empty).then(Vec::new),
        }
    }

    fn of_method(&self, method: &QueryMethod, depth: usize) -> Option<Vec<Step>> {
        let mut steps = method.loads.clone();
        for call in method.calls.iter().filter(|call| **call != method.name) {
            if OBSCURE.contains(&call.as_str()) {
                return None;
            }
            if self.by_name.contains_key(call) && call != "get_queryset" {
                steps.extend(self.added(call, depth + 1)?);
            }
        }
        Some(steps)
    }

    /// Whether an attribute of a model gives its queries.
    pub fn is_manager(&self, model: &Class, attribute: &str) -> bool {
        self.of_model(model, |usage| usage.attribute == attribute).is_some()
    }

    /// What all queries of a model fetch that come from an attribute, or from its first manager. `None`: not known.
    pub fn of_queries(&self, model: &Class, attribute: Option<&str>) -> Option<Vec<Step>> {
        let wanted = |usage: &ManagerUse| attribute.is_none_or(|attribute| usage.attribute == attribute);
        let Some(usage) = self.of_model(model, wanted) else { return Some(Vec::new()) };
        let mut steps = Vec::new();
        for class in &usage.made_of {
            steps.extend(self.of_class(class, 0)?);
        }
        Some(steps)
    }

    fn of_model(&self, model: &Class, wanted: impl Fn(&ManagerUse) -> bool + Copy) -> Option<&ManagerUse> {
        self.find(&model.name, Some(&model.defined.path), wanted, 0)
    }

    /// Bases may stand in any file.
    fn find(
        &self,
        model: &str,
        file: Option<&str>,
        wanted: impl Fn(&ManagerUse) -> bool + Copy,
        depth: usize,
    ) -> Option<&ManagerUse> {
        let is_here = |path: &str| file.is_none_or(|file| file == path);
        let mut own = self.uses.get(model).into_iter().flatten();
        let own = own.find(|(path, usage)| is_here(path) && wanted(usage)).map(|(_, usage)| usage);
        let bases = || self.models.get(model).filter(|_| depth < DEPTH).into_iter().flatten();
        let bases = || bases().filter(|(path, base)| is_here(path) && base != model);
        own.or_else(|| bases().find_map(|(_, base)| self.find(base, None, wanted, depth + 1)))
    }

    /// What `get_queryset` of a class, or of one it derives from, adds.
    fn of_class(&self, class: &str, depth: usize) -> Option<Vec<Step>> {
        let Some(bases) = self.classes.get(class).filter(|_| depth < DEPTH) else {
            return PLAIN.contains(&class).then(Vec::new);
        };
        let methods = self.by_name.get("get_queryset").into_iter().flatten();
        let own: Vec<&QueryMethod> = methods.filter(|method| method.class == class).collect();
        match own.as_slice() {
            [] => {
                let mut steps = Vec::new();
                for base in bases.iter().filter(|base| *base != class) {
                    // Mixins that are no managers add nothing.
                    if self.classes.contains_key(base) || base.ends_with("Manager") || base.ends_with("QuerySet") {
                        steps.extend(self.of_class(base, depth + 1)?);
                    }
                }
                Some(steps)
            }
            [method] => self.of_method(method, 0),
            _ => None,
        }
    }
}
