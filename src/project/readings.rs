//! What the functions of the project read of the rows they are given.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Contribution;
use super::models::Models;
use crate::extract::{Class, Extract, Function, Handing, Loop, RowRead, Rows};
use crate::text::SourceKind;

/// How far up the bases of a class are looked through.
const BASES: usize = 6;

#[derive(Clone, Debug, Default)]
pub struct Readings {
    files: HashMap<Arc<str>, Reading>,
    /// Methods by their name: the file, and the index of the function there.
    methods: HashMap<String, Vec<(Arc<str>, usize)>>,
    /// Files by the names of the classes that they define.
    classes: HashMap<String, Vec<Arc<str>>>,
    /// Templates by the last name of their path.
    templates: HashMap<String, Vec<Arc<str>>>,
    /// Functions that templates call, by name.
    tags: HashMap<String, Vec<(Arc<str>, usize)>>,
}

/// What is needed of one file.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub path: Arc<str>,
    pub rows: Vec<Rows>,
    pub loops: Vec<Loop>,
    pub handings: Vec<Handing>,
    pub functions: Vec<Function>,
    pub classes: Vec<Class>,
    pub is_template: bool,
}

/// What may have to be asked for, and methods that may read such a thing.
fn interesting<'f>(files: &[Contribution<'f>], models: &'f Models) -> HashSet<&'f str> {
    let attributes = models.all().flat_map(|(_, class)| class.attributes.keys());
    let elsewhere = files.iter().flat_map(|file| &file.extract.schema.models).flat_map(|model| {
        let fields = model.fields.iter().filter(|field| field.target.is_some()).map(|field| field.name.as_str());
        fields.chain(model.generic.iter().map(|(name, _)| name.as_str()))
    });
    let methods =
        files.iter().flat_map(|file| &file.extract.functions.defined).filter(|function| function.has_receiver);
    let mut names: HashSet<&str> = attributes.map(String::as_str).collect();
    names.extend(elsewhere);
    names.extend(methods.map(|function| function.name.as_str()));
    names
}

impl Readings {
    pub fn of(files: &[Contribution<'_>], models: &Models) -> Self {
        let mut readings = Self::default();
        let interesting = interesting(files, models);
        let kept = |read: &&RowRead| read.steps.iter().any(|step| interesting.contains(step.name.as_str()));
        let kept = |rows: &Rows| Rows {
            variable: rows.variable.clone(),
            sources: rows.sources.clone(),
            escapes: rows.escapes,
            repetition: rows.repetition,
            function: rows.function,
            reads: rows.reads.iter().filter(kept).cloned().collect(),
        };
        let reads = |file: &&Contribution<'_>| {
            let Extract { rows, handings, declarations, .. } = file.extract;
            !rows.is_empty() || !handings.is_empty() || !declarations.is_empty()
        };
        for file in files.iter().filter(reads) {
            if file.kind == SourceKind::Template {
                let name = file.path.rsplit('/').next().unwrap_or(file.path);
                readings.templates.entry(name.to_owned()).or_default().push(file.path.clone());
            }
            let functions = &file.extract.functions;
            for (index, function) in functions.defined.iter().enumerate().filter(|(_, it)| it.has_receiver) {
                readings.methods.entry(function.name.clone()).or_default().push((file.path.clone(), index));
            }
            for (index, function) in functions.defined.iter().enumerate().filter(|(_, it)| it.is_tag) {
                readings.tags.entry(function.name.clone()).or_default().push((file.path.clone(), index));
            }
            for class in &functions.classes {
                readings.classes.entry(class.name.clone()).or_default().push(file.path.clone());
            }
            let reading = Reading {
                path: file.path.clone(),
                rows: file.extract.rows.iter().map(kept).collect(),
                loops: file.extract.loops.clone(),
                handings: file.extract.handings.clone(),
                functions: functions.defined.clone(),
                classes: functions.classes.clone(),
                is_template: file.kind == SourceKind::Template,
            };
            readings.files.insert(file.path.clone(), reading);
        }
        readings
    }

    pub fn file(&self, path: &str) -> Option<&Reading> {
        self.files.get(path)
    }

    pub fn function(&self, path: &str, index: usize) -> Option<(&Reading, &Function)> {
        let reading = self.files.get(path)?;
        Some((reading, reading.functions.get(index)?))
    }

    /// The template of a name: of those whose path ends so, the nearest to the file that names it.
    pub fn template(&self, name: &str, from: &str) -> Option<&Reading> {
        let known = self.templates.get(name.rsplit('/').next()?)?;
        let is_it =
            |path: &&Arc<str>| path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
        let shared =
            |path: &Arc<str>| path.split('/').zip(from.split('/')).take_while(|(one, other)| one == other).count();
        let nearest = known.iter().filter(is_it).max_by_key(|path| shared(path))?;
        self.files.get(nearest)
    }

    /// The only tag or filter of a name.
    pub fn tag(&self, name: &str) -> Option<(&Reading, &Function)> {
        match self.tags.get(name)?.as_slice() {
            [(path, index)] => self.function(path, *index),
            _ => None,
        }
    }

    /// The method of a class, its own or inherited.
    pub fn method(&self, file: &str, class: &str, name: &str) -> Option<(&Reading, &Function)> {
        let known = self.methods.get(name)?;
        self.inherited(file, class, known, BASES)
    }

    /// Whether a class has a method of its own; what it inherits does not count.
    pub fn defines(&self, file: &str, class: &str, name: &str) -> bool {
        let mut known = self.methods.get(name).into_iter().flatten();
        known.any(|(path, index)| {
            let function = self.function(path, *index).map(|(_, function)| function);
            **path == *file && function.is_some_and(|function| function.class.as_deref() == Some(class))
        })
    }

    /// A function of a file that is no method.
    pub fn plain_function(&self, file: &str, name: &str) -> Option<(&Reading, &Function)> {
        let reading = self.files.get(file)?;
        let found = reading.functions.iter().find(|function| function.class.is_none() && function.name == name)?;
        Some((reading, found))
    }

    fn inherited(
        &self,
        file: &str,
        class: &str,
        known: &[(Arc<str>, usize)],
        left: usize,
    ) -> Option<(&Reading, &Function)> {
        let of_class = |(path, index): &(Arc<str>, usize)| {
            let found = self.function(path, *index)?;
            (**path == *file && found.1.class.as_deref() == Some(class)).then_some(found)
        };
        if let Some(own) = known.iter().find_map(of_class) {
            return Some(own);
        }
        let reading = self.files.get(file).filter(|_| left > 0)?;
        let bases = &reading.classes.iter().find(|known| known.name == class)?.bases;
        bases.iter().find_map(|base| {
            let name = base.rsplit('.').next().unwrap_or(base);
            let file = self.class_file(file, name)?;
            self.inherited(file, name, known, left - 1)
        })
    }

    /// The file that defines a class: the same one, or the only one.
    fn class_file(&self, file: &str, name: &str) -> Option<&str> {
        let known = self.classes.get(name)?;
        let beside = known.iter().find(|path| ***path == *file);
        match (beside, known.as_slice()) {
            (Some(path), _) | (None, [path]) => Some(path),
            _ => None,
        }
    }
}
