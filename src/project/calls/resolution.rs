//! From a call as its file tells it to the function it calls.

use super::program::{FunctionId, Program};
use crate::extract::{CallSite, Callee, is_telling};

/// How often a name is handed on by an import of an import.
const HOPS: usize = 2;
/// How far up the bases of a class are looked through.
const BASES: usize = 6;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found<'f> {
    Function(FunctionId),
    /// A class: the file, and its name.
    Class(usize, &'f str),
}

impl<'f> Program<'f> {
    /// The function that a call calls.
    pub fn resolve(&self, file: usize, call: &'f CallSite) -> Option<FunctionId> {
        let sure = match &call.callee {
            Callee::Path(path) => self.by_path(file, path),
            Callee::Own { class, method } => self.method(file, class, method, BASES),
            Callee::Base { class, method } => self.method_of_bases(file, class, method, BASES),
            Callee::Of { classes, method } => self.method_of_any(file, classes, method),
            Callee::Attribute { classes, name } => {
                self.method_of_any(file, classes, name).filter(|&id| self.function(id).is_property)
            }
            Callee::Method(_) => None,
        };
        if let Some(id) = sure {
            // A property is read, not called.
            let is_read = matches!(call.callee, Callee::Attribute { .. }) || call.arguments.is_empty();
            return Some(id).filter(|&id| is_read || !self.function(id).is_property);
        }
        let name = match &call.callee {
            Callee::Method(name) => name,
            // A method of a manager or of an attribute: `Order.objects.with_totals()`.
            Callee::Path(path) if path.matches('.').count() >= 2 => path.rsplit('.').next()?,
            _ => return None,
        };
        self.only_method(file, name, call)
    }

    pub fn by_path(&self, file: usize, path: &str) -> Option<FunctionId> {
        let found = if self.is_rust(file) { self.rust_path(file, path, 0) } else { self.dotted(file, path, 0) };
        match found? {
            Found::Function(id) => Some(id),
            Found::Class(file, class) => self.method(file, class, "__init__", BASES),
        }
    }

    /// A path as Python's imports make it: `app.orders.total`, `..orders.total`, `total`.
    fn dotted(&self, file: usize, path: &str, hops: usize) -> Option<Found<'f>> {
        let names: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
        let dots = path.len() - path.trim_start_matches('.').len();
        if dots == 0
            && let Some(found) = self.member(file, &names, hops)
        {
            return Some(found);
        }
        (0..names.len()).rev().find_map(|split| {
            let (module, rest) = names.split_at(split);
            let found = match (dots, split) {
                (0, 0) => None,
                (0, _) => self.modules.find(file, module),
                _ => self.modules.find_relative(file, dots, module),
            };
            self.member(found.filter(|&found| found != file)?, rest, hops)
        })
    }

    /// What a file has under a name: its own, or what it imports.
    fn member(&self, file: usize, names: &[&str], hops: usize) -> Option<Found<'f>> {
        let of = &self.files[file];
        let (first, rest) = names.split_first()?;
        let class = of.functions.classes.iter().find(|class| class.name == *first);
        match (class, rest) {
            (Some(class), []) => return Some(Found::Class(file, &class.name)),
            (Some(class), [method]) => return self.method(file, &class.name, method, BASES).map(Found::Function),
            _ => {}
        }
        if rest.is_empty()
            && let Some(id) = self.own(file, None, first)
        {
            return Some(Found::Function(id));
        }
        if hops >= HOPS {
            return None;
        }
        let imported = of.functions.imports.iter().find(|(known, path)| known == first && path != first);
        if let Some((_, path)) = imported {
            let path = [&[path.as_str()], rest].concat().join(".");
            return self.dotted(file, &path, hops + 1);
        }
        of.functions.wildcards.iter().find_map(|module| {
            let dot = if module.ends_with('.') { "" } else { "." };
            self.dotted(file, &format!("{module}{dot}{}", names.join(".")), hops + 1)
        })
    }

    /// A function of a file: of a class, or of none.
    fn own(&self, file: usize, class: Option<&str>, name: &str) -> Option<FunctionId> {
        let all = self.by_name.get(name)?;
        all.iter().copied().find(|&id| self.owners[id] == file && self.function(id).class.as_deref() == class)
    }

    /// A method of a class, or of its bases.
    fn method(&self, file: usize, class: &str, name: &str, depth: usize) -> Option<FunctionId> {
        if let Some(id) = self.own(file, Some(class), name) {
            return Some(id);
        }
        if self.is_rust(file)
            && let Some(id) = self.nearest(file, name, |id| self.function(id).class.as_deref() == Some(class))
        {
            return Some(id);
        }
        self.method_of_bases(file, class, name, depth)
    }

    fn method_of_bases(&self, file: usize, class: &str, name: &str, depth: usize) -> Option<FunctionId> {
        let depth = depth.checked_sub(1)?;
        let rust = self.is_rust(file);
        let known = self.classes.get(class)?;
        let bases = known
            .iter()
            .filter(|(of, _)| rust || *of == file)
            .flat_map(|&(of, index)| self.files[of].functions.classes[index].bases.iter().map(move |base| (of, base)));
        for (of, base) in bases {
            let last = base.rsplit('.').next().unwrap_or(base);
            let found = if rust {
                self.nearest(of, name, |id| last != class && self.function(id).class.as_deref() == Some(last))
            } else {
                match self.dotted(of, base, 0) {
                    Some(Found::Class(of, base)) => self.method(of, base, name, depth),
                    _ => None,
                }
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The method that one of several classes has, when it is but one.
    fn method_of_any(&self, file: usize, classes: &[String], name: &str) -> Option<FunctionId> {
        let mut found = classes.iter().filter_map(|class| {
            if self.is_rust(file) {
                return self.method(file, class.rsplit('.').next()?, name, BASES);
            }
            match self.dotted(file, class, 0)? {
                Found::Class(file, class) => self.method(file, class, name, BASES),
                Found::Function(_) => None,
            }
        });
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }

    /// A path of Rust: the last name is the function, the one before its type or module.
    fn rust_path(&self, file: usize, path: &str, hops: usize) -> Option<Found<'f>> {
        let names: Vec<&str> = path.split('.').collect();
        let (name, before) = names.split_last()?;
        let is_free = |id: FunctionId| self.function(id).class.is_none();
        let found = match before.last() {
            None => self.own(file, None, name),
            Some(&"self") => self.own(file, None, name),
            Some(of) if of.starts_with(char::is_uppercase) => self.method(file, of, name, BASES),
            Some(&"super") => {
                let folder = self.modules.folder(file);
                self.nearest(file, name, |id| {
                    is_free(id)
                        && (self.modules.folder(self.owners[id]) == folder
                            || folder.starts_with(self.modules.folder(self.owners[id])))
                })
            }
            Some(&"crate") => self.nearest(file, name, is_free),
            Some(of) => {
                let is_in = |id: FunctionId| {
                    let owner = self.owners[id];
                    self.modules.last_name(owner) == *of
                        || self.modules.folder(owner).last().is_some_and(|folder| folder == of)
                };
                let found = self.nearest(file, name, |id| is_free(id) && is_in(id));
                return found.map(Found::Function).or_else(|| self.handed_on(file, of, name, hops));
            }
        };
        found.map(Found::Function)
    }

    /// What a module of Rust has under a name because it imports it: `pub use core::purge_carts`.
    fn handed_on(&self, file: usize, module: &str, name: &str, hops: usize) -> Option<Found<'f>> {
        let of = self.modules.find(file, &[module]).filter(|&of| of != file && hops < HOPS && self.is_rust(of))?;
        let imported = self.files[of].functions.imports.iter().find(|(known, _)| known == name)?;
        self.rust_path(of, &imported.1, hops + 1)
    }

    /// The function of a name that fits and is nearest to a file, when there is but one.
    fn nearest(&self, file: usize, name: &str, fits: impl Fn(FunctionId) -> bool) -> Option<FunctionId> {
        let all = self.by_name.get(name)?;
        let fitting = all.iter().copied().filter(|&id| self.is_rust(self.owners[id]) && fits(id));
        let fitting: Vec<(usize, FunctionId)> =
            fitting.map(|id| (self.modules.shared(file, self.owners[id]), id)).collect();
        let most = fitting.iter().map(|(shared, _)| *shared).max()?;
        let mut nearest = fitting.into_iter().filter(|(shared, _)| *shared == most);
        match (nearest.next(), nearest.next()) {
            (Some((_, only)), None) => Some(only),
            _ => None,
        }
    }

    /// The only function of the project that has a name, when it is a method that can be called so.
    fn only_method(&self, file: usize, name: &str, call: &CallSite) -> Option<FunctionId> {
        if !is_telling(name) && !call.hands_connection {
            return None;
        }
        let &[id] = self.by_name.get(name)?.as_slice() else { return None };
        let function = self.function(id);
        let positional = call.arguments.iter().filter(|given| given.name.is_none()).count();
        let named = call.arguments.iter().filter_map(|given| given.name.as_ref());
        let fits =
            positional <= function.parameters.len() && named.into_iter().all(|name| function.parameters.contains(name));
        let same_language = self.is_rust(file) == self.is_rust(self.owners[id]);
        (function.has_receiver && !function.is_property && fits && same_language).then_some(id)
    }
}
