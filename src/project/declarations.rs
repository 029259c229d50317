//! The classes of all files that frameworks read, and what they inherit.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use crate::extract::{Declaration, Setting};

/// How far up the bases of a class are looked through.
const BASES: usize = 8;

#[derive(Clone, Debug, Default)]
pub struct Declarations {
    by_class: HashMap<String, Vec<Declared>>,
}

/// A class and its file.
#[derive(Clone, Debug)]
pub struct Declared {
    pub path: Arc<str>,
    pub declaration: Declaration,
}

impl Declarations {
    pub fn of(files: &[Contribution<'_>]) -> Self {
        let mut found = Self::default();
        for file in files {
            for declaration in &file.extract.declarations {
                let declared = Declared { path: file.path.clone(), declaration: declaration.clone() };
                found.by_class.entry(declaration.class.clone()).or_default().push(declared);
            }
        }
        found
    }

    /// The class of a name that a file means: its own, or the only one.
    pub fn find(&self, class: &str, file: &str) -> Option<&Declared> {
        let known = self.by_class.get(class)?;
        let beside = known.iter().find(|declared| *declared.path == *file);
        match (beside, known.as_slice()) {
            (Some(found), _) | (None, [found]) => Some(found),
            _ => None,
        }
    }

    /// The class that a file imported: it stands in another file, which may be where the module's name says. A framework
    /// has classes of the same names.
    fn find_imported(&self, module: &str, class: &str, file: &str) -> Option<&Declared> {
        let module: Vec<&str> = module.split('.').filter(|part| !part.is_empty()).collect();
        let may_be_it = |declared: &&Declared| {
            let stem = declared.path.rsplit_once('.').map_or(&*declared.path, |(stem, _)| stem);
            let folders: Vec<&str> = stem.split('/').collect();
            let first = module.first().is_none_or(|first| folders.contains(first));
            first || (2..module.len()).any(|from_end| folders.windows(from_end).any(|it| module.ends_with(it)))
        };
        let others = self.by_class.get(class)?.iter().filter(|declared| *declared.path != *file);
        let mut fitting = others.filter(may_be_it);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// A class and all that it derives from, in the order in which they are asked; classes of the framework by name only.
    pub fn lineage<'d>(&'d self, of: &'d Declared) -> Lineage<'d> {
        let mut lineage = Lineage { classes: Vec::new(), names: Vec::new() };
        self.climb(of, &mut lineage, BASES);
        lineage
    }

    fn climb<'d>(&'d self, of: &'d Declared, lineage: &mut Lineage<'d>, left: usize) {
        let name = of.declaration.class.as_str();
        if left == 0 || lineage.classes.iter().any(|known| std::ptr::eq(*known, of)) {
            return;
        }
        lineage.classes.push(of);
        lineage.names.push(name);
        for base in &of.declaration.bases {
            let (found, base) = match base.rsplit_once('.') {
                Some((module, base)) => (self.find_imported(module, base, &of.path), base),
                None => (self.find(base, &of.path), base.as_str()),
            };
            match found.filter(|_| base != name) {
                Some(declared) => self.climb(declared, lineage, left - 1),
                None => lineage.names.push(base),
            }
        }
    }
}

#[derive(Debug)]
pub struct Lineage<'d> {
    pub classes: Vec<&'d Declared>,
    /// Of all of them, also of those that the project does not hold.
    pub names: Vec<&'d str>,
}

impl<'d> Lineage<'d> {
    pub fn setting(&self, name: &str) -> Option<(&'d Declared, &'d Setting)> {
        self.classes.iter().find_map(|class| Some((*class, class.declaration.setting(name)?)))
    }

    /// A setting of `Meta`. One that does not say it has it from the `Meta` of a base.
    pub fn meta(&self, name: &str) -> Option<(&'d Declared, &'d Setting)> {
        let own = |class: &'d Declared| class.declaration.meta.iter().find(|setting| setting.name == name);
        self.classes.iter().find_map(|class| Some((*class, own(class)?)))
    }

    /// Whether one of the classes bears a name that ends so.
    pub fn derives_from(&self, endings: &[&str]) -> bool {
        self.names.iter().any(|name| endings.iter().any(|ending| name.ends_with(ending)))
    }
}
