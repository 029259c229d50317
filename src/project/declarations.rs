//! The classes of all files that frameworks read, and what they inherit.

use std::collections::HashMap;
use std::sync::Arc;

use super::Contribution;
use crate::extract::{Declaration, Expression, Setting};

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

    /// Classes that name a view among their settings: `index_view_class = OrderIndex`.
    pub fn using<'d>(&'d self, view: &'d str, file: &'d str) -> impl Iterator<Item = &'d Declared> {
        let names = move |declared: &&Declared| {
            declared.declaration.settings.iter().any(|setting| match &setting.value {
                Expression::Path(path) if setting.name.ends_with("view_class") => {
                    let found =
                        path.last().filter(|last| *last == view).and_then(|last| self.find(last, &declared.path));
                    found.is_some_and(|found| *found.path == *file)
                }
                _ => false,
            })
        };
        self.by_class.values().flatten().filter(names)
    }

    /// The class that a file imported: of those in other files, the one that lies where the module's name says, or nearest
    /// to it. A framework has classes of the same names.
    fn find_imported(&self, module: &str, class: &str, file: &str) -> Option<&Declared> {
        let module: Vec<&str> = module.split('.').filter(|part| !part.is_empty()).collect();
        let agreement = |declared: &Declared| {
            let stem = declared.path.rsplit_once('.').map_or(&*declared.path, |(stem, _)| stem);
            let folders: Vec<&str> = stem.split('/').collect();
            let holds = |part: &[&str]| folders.windows(part.len()).any(|it| it == part);
            let from_start = (1..=module.len()).rev().find(|&length| holds(&module[..length]));
            let to_end = (2..module.len()).rev().find(|&length| holds(&module[module.len() - length..]));
            from_start.max(to_end)
        };
        let others = self.by_class.get(class)?.iter().filter(|declared| *declared.path != *file);
        let fitting: Vec<(usize, &Declared)> = match module.is_empty() {
            true => others.map(|declared| (0, declared)).collect(),
            false => others.filter_map(|declared| Some((agreement(declared)?, declared))).collect(),
        };
        let best = fitting.iter().map(|(agreement, _)| *agreement).max()?;
        let mut nearest = fitting.into_iter().filter(|(agreement, _)| *agreement == best);
        let (_, first) = nearest.next()?;
        nearest.next().is_none().then_some(first)
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
