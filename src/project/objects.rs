//! Objects of the project's own classes, and those classes with what they inherit.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use super::givers::is_module;
use super::lineage::{Classes, Heir, Lineage};
use crate::extract::{Object, ObjectClass};

#[derive(Clone, Debug, Default)]
pub struct Objects {
    by_name: HashMap<String, Vec<(Arc<str>, Object)>>,
    classes: Classes<ObjectClass>,
}

impl Heir for ObjectClass {
    fn name(&self) -> &str {
        &self.class
    }

    fn bases(&self) -> &[String] {
        &self.bases
    }
}

impl Objects {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut objects = Self::default();
        for file in files {
            for object in &file.extract.objects {
                let found = (file.path.clone(), object.clone());
                objects.by_name.entry(object.name.clone()).or_default().push(found);
            }
            for class in &file.extract.object_classes {
                objects.classes.add(file.path.clone(), class.clone());
            }
        }
        objects
    }

    /// The object of a module that a path names, or a package that a module of it passes on.
    pub fn find(&self, path: &[String], file: &str) -> Option<(&Arc<str>, &Object)> {
        let (name, module) = path.split_last()?;
        let known = self.by_name.get(name)?;
        let package = |path: &str| path.rsplit_once('/').map(|(folder, _)| format!("{folder}.py")).unwrap_or_default();
        let of_module = known.iter().filter(|(path, _)| is_module(module, path, file));
        let of_package = known.iter().filter(|(path, _)| !module.is_empty() && is_module(module, &package(path), file));
        let found: Vec<_> = of_module.collect();
        let found = if found.is_empty() { of_package.collect() } else { found };
        match found[..] {
            [(path, object)] => Some((path, object)),
            _ => None,
        }
    }

    /// A class that a file means, and its bases.
    pub fn lineage(&self, class: &str, file: &str) -> Lineage<'_, ObjectClass> {
        self.classes.lineage(class, file)
    }
}
