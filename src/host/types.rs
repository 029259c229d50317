//! Of which class a value is, as far as one file tells: by its annotation, by the call that made it, by the query
//! whose row it is. Classes are paths, their first name replaced by what was imported under it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::grammar::{Kind, Part, Role};
use super::idioms::segments;
use super::names::{Bound, How};
use super::outline::NodeId;
use super::recognition::Recognition;
use super::strings::Values;

/// How far a value is followed to where it was made.
const HOPS: usize = 4;
/// Names of types that only hold others.
const MOST_CLASSES: usize = 3;

pub struct Types<'v, 'a> {
    values: &'v Values<'a>,
    recognition: &'v Recognition<'a>,
    /// The paths of imported names, with the dots of relative imports.
    imported: HashMap<&'a str, String>,
    wildcards: Vec<String>,
    /// The classes, records and functions of this file.
    defined: HashSet<&'a str>,
    /// What the functions of this file say that they return, by their classes and names; `None` when several share them.
    returned: HashMap<(Option<&'a str>, &'a str), Option<Returned<'a>>>,
    /// What was found out before, by the place where a name comes to hold its value.
    known: RefCell<HashMap<NodeId, Vec<String>>>,
}

/// The annotation of a result, and the class in which `Self` stands in it.
#[derive(Clone, Copy)]
struct Returned<'a> {
    annotation: NodeId,
    class: Option<&'a str>,
}

impl<'v, 'a> Types<'v, 'a> {
    pub fn read(values: &'v Values<'a>, recognition: &'v Recognition<'a>) -> Self {
        let outline = values.outline;
        let mut types = Self {
            values,
            recognition,
            imported: HashMap::new(),
            wildcards: Vec::new(),
            defined: HashSet::new(),
            returned: HashMap::new(),
            known: RefCell::default(),
        };
        for id in outline.ids() {
            match outline.role(id) {
                Role::Import => types.note_import(id),
                Role::Class | Role::Record | Role::Function => {
                    let name = outline.part(id, Part::Name).and_then(|name| outline.last_name(name));
                    types.defined.extend(name);
                    if let Some(name) = name.filter(|_| outline.role(id) == Role::Function) {
                        types.note_result(id, name);
                    }
                }
                _ => {}
            }
        }
        types
    }

    fn note_import(&mut self, id: NodeId) {
        let outline = self.values.outline;
        let Some(path) = outline.part(id, Part::Path) else { return };
        let text = outline.text_of(path);
        let base: String = match outline.nodes[path].kind {
            // `a::b` and `a.b` are written alike.
            _ if text.contains("::") => segments(text).collect::<Vec<_>>().join("."),
            _ => text.split_whitespace().collect(),
        };
        if outline.nodes[id].kind == Kind::All {
            self.wildcards.push(base);
            return;
        }
        let name = outline.part(id, Part::Name).map(|name| outline.text_of(name));
        let alias = outline.part(id, Part::Alias).map(|alias| outline.text_of(alias));
        let full = match name {
            Some("self") => base,
            Some(name) if base.ends_with('.') => base + name,
            Some(name) => format!("{base}.{}", segments(name).collect::<Vec<_>>().join(".")),
            None => base,
        };
        let last = segments(&full).next_back().map(str::len).unwrap_or_default();
        let known = match (alias, name) {
            (Some(alias), _) => alias,
            (None, Some("self")) => segments(text).next_back().unwrap_or_default(),
            (None, Some(name)) => segments(name).next_back().unwrap_or_default(),
            // `import a.b` makes `a` known.
            (None, None) => {
                let root = segments(text).next().unwrap_or_default();
                self.imported.insert(root, root.to_owned());
                return;
            }
        };
        if last > 0 {
            self.imported.insert(known, full);
        }
    }

    fn note_result(&mut self, function: NodeId, name: &'a str) {
        let outline = self.values.outline;
        let class = self.class_around(function);
        let returned = outline.part(function, Part::Type).map(|annotation| Returned { annotation, class });
        self.returned.entry((class, name)).and_modify(|known| *known = None).or_insert(returned);
    }

    /// The classes that a function of this file says it returns.
    fn of_result(&self, call: NodeId) -> Vec<String> {
        let outline = self.values.outline;
        let values = &self.values.idioms.values;
        let Some(callee) = outline.callee(call) else { return Vec::new() };
        let object = outline.part(callee, Part::Object).map(|object| outline.text_of(object));
        let of_class = |object: &str| values.receivers.iter().chain(&values.class_variables).any(|it| it == object);
        let class = match object {
            None => None,
            Some(object) if of_class(object) => self.class_around(call),
            Some(object) if self.defined.contains(object) => Some(object),
            Some(_) => return Vec::new(),
        };
        let Some(name) = outline.last_name(callee) else { return Vec::new() };
        match self.returned_by(class, name) {
            Some(Returned { annotation, class }) => self.named_in(annotation, class),
            None => Vec::new(),
        }
    }

    /// What a function of a class says, or of none; else, as it may be inherited, the only one of its name.
    fn returned_by(&self, class: Option<&'a str>, name: &'a str) -> Option<Returned<'a>> {
        if let Some(known) = self.returned.get(&(class, name)) {
            return *known;
        }
        let mut named = self.returned.iter().filter(|((_, other), _)| *other == name);
        named.next().filter(|_| named.next().is_none()).and_then(|(_, returned)| *returned)
    }

    fn class_around(&self, node: NodeId) -> Option<&'a str> {
        let outline = self.values.outline;
        let name = outline.part(self.values.names.class_around(node)?, Part::Name)?;
        outline.last_name(name)
    }

    pub fn wildcards(&self) -> &[String] {
        &self.wildcards
    }

    pub fn is_defined_here(&self, name: &str) -> bool {
        self.defined.contains(name)
    }

    pub fn into_imports(self) -> (Vec<(String, String)>, Vec<String>) {
        let mut imports: Vec<(String, String)> =
            self.imported.into_iter().map(|(known, path)| (known.to_owned(), path)).collect();
        imports.sort_unstable();
        (imports, self.wildcards)
    }

    /// A path as written, its first name replaced by what was imported under it.
    pub fn path(&self, node: NodeId) -> Option<String> {
        let path = self.values.outline.path(node)?;
        Some(self.resolved(&path))
    }

    fn resolved(&self, path: &[&str]) -> String {
        let Some((first, rest)) = path.split_first() else { return String::new() };
        let mut full = self.imported.get(first).cloned().unwrap_or_else(|| (*first).to_owned());
        for name in rest {
            full.push('.');
            full.push_str(name);
        }
        full
    }

    /// Whether a name, or the first of a path, was imported or is a class of this file, so that what follows it is no
    /// method of a value.
    pub fn is_module_or_class(&self, object: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(path) = outline.path(object) else { return false };
        let Some(first) = path.first() else { return false };
        let is_bound = || {
            let mut at = object;
            while let Some(inner) = outline.part(at, Part::Object) {
                at = outline.unwrapped(inner);
            }
            let bindings = self.values.names.reaching(at);
            bindings.iter().any(|bound| bound.how != How::Defined)
        };
        (self.imported.contains_key(first) || self.defined.contains(first)) && !is_bound()
    }

    /// The classes that a value may be of; none when that is not known.
    pub fn classes(&self, value: NodeId, hops: usize) -> Vec<String> {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        if hops > HOPS {
            return Vec::new();
        }
        match outline.role(value) {
            Role::Name | Role::Member => match self.values.names.origin(value) {
                Some(bound) => {
                    if let Some(known) = self.known.borrow().get(&bound.at) {
                        return known.clone();
                    }
                    let found = self.of_bound(&bound, hops);
                    self.known.borrow_mut().insert(bound.at, found.clone());
                    found
                }
                None => Vec::new(),
            },
            Role::Call => self.of_call(value),
            _ => Vec::new(),
        }
    }

    fn of_bound(&self, bound: &Bound, hops: usize) -> Vec<String> {
        if let Some(annotation) = bound.annotation {
            return self.named_in(annotation, None);
        }
        match bound.how {
            How::Assigned => self.classes(bound.value, hops + 1),
            // `let Some(order) = Order::find(number).await else { … }`
            How::Unpacked if self.values.names.is_all_of_its_pattern(bound.at) => self.classes(bound.value, hops + 1),
            How::Looped => self.of_items(bound.value, hops + 1),
            _ => Vec::new(),
        }
    }

    /// The classes of the items of an iterable.
    fn of_items(&self, iterable: NodeId, hops: usize) -> Vec<String> {
        let outline = self.values.outline;
        let iterable = outline.unwrapped(iterable);
        if let Some((_, _, chain)) = self.recognition.lazy_chain(iterable) {
            return chain.model.into_iter().filter_map(|model| self.model(model)).collect();
        }
        match outline.role(iterable) {
            Role::Name | Role::Member => match self.values.names.origin(iterable) {
                Some(bound) if bound.annotation.is_some() => {
                    bound.annotation.map(|annotation| self.named_in(annotation, None)).unwrap_or_default()
                }
                Some(bound) if bound.how == How::Assigned && hops <= HOPS => self.of_items(bound.value, hops + 1),
                _ => Vec::new(),
            },
            Role::Call => {
                let returned = self.of_result(iterable);
                if returned.is_empty() { self.of_query(iterable) } else { returned }
            }
            _ => Vec::new(),
        }
    }

    /// A constructor, or a query that gives one row.
    fn of_call(&self, call: NodeId) -> Vec<String> {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(call) else { return Vec::new() };
        let path = outline.path(callee);
        if let Some(path) = path.filter(|path| path.first() != Some(&"self")) {
            let is_class = |name: &&str| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
            let made = match path.split_last() {
                Some((last, _)) if is_class(last) => Some(path.as_slice()),
                Some((_, before))
                    if outline.nodes[callee].kind == Kind::Path && before.last().is_some_and(is_class) =>
                {
                    Some(before)
                }
                _ => None,
            };
            if let Some(made) = made {
                return vec![self.resolved(made)];
            }
        }
        let name = outline.last_name(callee).unwrap_or_default();
        let one_row = |library: &super::library::Library| library.chains.one_row.iter().any(|known| known == name);
        let libraries = self.recognition.imported().filter(|library| one_row(library));
        let chains = libraries.map(|library| self.recognition.chain(library, call));
        let model = chains.filter(|chain| chain.is_of_library).find_map(|chain| chain.model);
        match model.and_then(|model| self.model(model)) {
            Some(model) => vec![model],
            None => self.of_result(call),
        }
    }

    /// The model of a query whose rows are taken: `session.query(Order).all()`.
    fn of_query(&self, call: NodeId) -> Vec<String> {
        let chains = self.recognition.imported().map(|library| self.recognition.chain(library, call));
        let model = chains.filter(|chain| chain.is_of_library).find_map(|chain| chain.model);
        model.and_then(|model| self.model(model)).into_iter().collect()
    }

    /// The class a path leads to: `Order` of `Order.id`.
    fn model(&self, node: NodeId) -> Option<String> {
        let path = self.values.outline.path(node)?;
        let class = path.iter().rposition(|name| name.starts_with(char::is_uppercase))?;
        Some(self.resolved(&path[..=class]))
    }

    /// The classes that an annotation names and this file knows: `Order` of `list[Order]`.
    fn named_in(&self, annotation: NodeId, class: Option<&str>) -> Vec<String> {
        let text = self.values.outline.text_of(annotation);
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.' || c == ':';
        let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches(['.', ':']));
        let paths = words.filter(|word| !word.is_empty()).map(|word| segments(word).collect::<Vec<_>>());
        let known = paths.filter(|path| {
            let is_class = path.last().is_some_and(|name| name.starts_with(char::is_uppercase));
            is_class
                && path.first().is_some_and(|first| self.imported.contains_key(first) || self.defined.contains(first))
        });
        let own = class.filter(|_| text.split(|c: char| !is_part(c)).any(|word| word == "Self")).map(str::to_owned);
        own.into_iter().chain(known.map(|path| self.resolved(&path))).take(MOST_CLASSES).collect()
    }
}
