//! Names and what they hold: which bindings of a name reach a use of it, in a function, its closures and its
//! module.

use rustc_hash::FxHashMap;

use super::grammar::{Kind, Part, Role};
use super::idioms::Idioms;
use super::outline::{NodeId, Outline};
use super::surroundings::Surroundings;

/// How many bindings of one name before a use are looked at.
const REMEMBERED: usize = 200;

/// How a name comes to hold something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Assigned,
    /// Taken out of the value by a pattern: `a, b = pair`.
    Unpacked,
    /// Text is added to what it holds.
    Appended,
    /// An item is added to the list it holds.
    Item,
    /// One item of the value after the other.
    Looped,
    Parameter,
    Imported,
    /// The function itself.
    Defined,
}

#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub how: How,
    /// Where the name stands.
    pub at: NodeId,
    /// What it holds, or what that is taken from. For a parameter, its declaration.
    pub value: NodeId,
    /// Its annotation.
    pub annotation: Option<NodeId>,
}

/// A function or the module.
pub type Scope = Option<NodeId>;

pub struct Names<'a> {
    outline: &'a Outline<'a>,
    bound: FxHashMap<(Scope, &'a str), Vec<Bound>>,
    /// Members of the object itself (`self.table`), by class.
    members: FxHashMap<(Scope, &'a str), Vec<Bound>>,
    /// The path of what a name was imported as: `text` → `sqlalchemy.text`.
    imported: FxHashMap<&'a str, Vec<&'a str>>,
    /// Paths of which all names were imported.
    pub wildcards: Vec<Vec<&'a str>>,
    surroundings: Surroundings,
    /// Containers something is put into: the node that puts, and the container as written.
    pub stores: Vec<(NodeId, &'a str)>,
    /// Calls by the last name of what they call.
    calls: FxHashMap<&'a str, Vec<NodeId>>,
    /// Classes, and blocks that give methods to a type, by the name of the class.
    classes: FxHashMap<&'a str, Vec<NodeId>>,
    /// Functions that stand in a class, by their name.
    methods: FxHashMap<&'a str, Vec<NodeId>>,
    /// Types of the fields of structs, by struct and field.
    fields: FxHashMap<(&'a str, &'a str), NodeId>,
    receivers: &'a [String],
}

impl<'a> Names<'a> {
    pub fn read(outline: &'a Outline<'a>, idioms: &'a Idioms) -> Self {
        let mut names = Self {
            outline,
            bound: FxHashMap::default(),
            members: FxHashMap::default(),
            imported: FxHashMap::default(),
            wildcards: Vec::new(),
            surroundings: Surroundings::read(outline),
            stores: Vec::new(),
            calls: FxHashMap::default(),
            classes: FxHashMap::default(),
            methods: FxHashMap::default(),
            fields: FxHashMap::default(),
            receivers: &idioms.values.receivers,
        };
        for id in outline.ids() {
            names.note(id, idioms);
        }
        for bound in names.bound.values_mut() {
            bound.sort_by_key(|bound| bound.at);
        }
        names
    }

    fn note(&mut self, id: NodeId, idioms: &Idioms) {
        let outline = self.outline;
        match outline.role(id) {
            Role::Binding => {
                let (Some(name), Some(value)) = (outline.part(id, Part::Name), outline.part(id, Part::Value)) else {
                    return;
                };
                let how = if outline.nodes[id].kind == Kind::Append { How::Appended } else { How::Assigned };
                self.bind(name, value, how, outline.part(id, Part::Type));
            }
            Role::Loop => {
                if let (Some(name), Some(value)) = (outline.part(id, Part::Variable), outline.part(id, Part::Iterable))
                {
                    self.bind(name, value, How::Looped, None);
                }
            }
            Role::Function => {
                if let Some(name) = outline.part(id, Part::Name) {
                    let bound = Bound { how: How::Defined, at: name, value: id, annotation: None };
                    self.bound.entry((self.scope_around(id), outline.text_of(name))).or_default().push(bound);
                    if self.class_around(id).is_some() {
                        self.methods.entry(outline.text_of(name)).or_default().push(id);
                    }
                }
                for parameter in outline.parts(id, Part::Parameter) {
                    let name = outline.part(parameter, Part::Name).unwrap_or(parameter);
                    for at in self.names_in(name) {
                        let annotation = outline.part(parameter, Part::Type);
                        let bound = Bound { how: How::Parameter, at, value: parameter, annotation };
                        self.bound.entry((Some(id), outline.text_of(at))).or_default().push(bound);
                    }
                }
            }
            Role::Class => {
                if let Some(name) = outline.part(id, Part::Name).and_then(|name| self.class_name(name)) {
                    self.classes.entry(name).or_default().push(id);
                }
            }
            Role::Field => {
                let record = outline.ancestors(id).find(|&a| outline.role(a) == Role::Record);
                let record = record.and_then(|record| outline.part(record, Part::Name));
                if let (Some(record), Some(name), Some(of)) =
                    (record, outline.part(id, Part::Name), outline.part(id, Part::Type))
                {
                    self.fields.insert((outline.text_of(record), outline.text_of(name)), of);
                }
            }
            Role::Import => self.note_import(id),
            Role::Call => {
                if let Some(name) = outline.callee(id).and_then(|callee| outline.last_name(callee)) {
                    self.calls.entry(name).or_default().push(id);
                }
                self.note_growth(id, idioms);
                let name = outline.callee(id).and_then(|callee| outline.last_name(callee));
                if name.is_some_and(|name| idioms.strings.write_macros.iter().any(|known| known == name)) {
                    self.note_written(id);
                }
            }
            _ => {}
        }
    }

    /// `Prices` of `Prices<T>`.
    fn class_name(&self, name: NodeId) -> Option<&'a str> {
        self.outline
            .text_of(name)
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
            .filter(|name| !name.is_empty())
    }

    fn bind(&mut self, name: NodeId, value: NodeId, how: How, annotation: Option<NodeId>) {
        let outline = self.outline;
        match outline.role(name) {
            Role::Index => {
                if let Some(object) = outline.part(name, Part::Object) {
                    self.stores.push((name, outline.text_of(object)));
                }
            }
            Role::Member => {
                let key = outline.text_of(name);
                if let Some(member) = self.own_member(name) {
                    let bound = Bound { how, at: name, value, annotation };
                    self.members.entry((self.class_around(name), member)).or_default().push(bound);
                } else {
                    self.stores.push((name, key));
                }
            }
            role => {
                let how = match (role, how) {
                    (Role::Name, how) | (_, how @ How::Looped) => how,
                    _ => How::Unpacked,
                };
                let scope = self.scope_of(name);
                let class = self.class_around(name);
                let of_class = class.is_some() && self.nearest_class_or_function(name) == class;
                let names = self.names_in(name);
                let items: Vec<NodeId> = outline.parts(outline.unwrapped(value), Part::Item).collect();
                let pairwise = how == How::Unpacked
                    && items.len() == names.len()
                    && outline.role(outline.unwrapped(value)) == Role::List;
                for (position, at) in names.into_iter().enumerate() {
                    // `a, b = x, y` is two bindings.
                    let (how, value) = if pairwise { (How::Assigned, items[position]) } else { (how, value) };
                    let bound = Bound { how, at, value, annotation };
                    let text = outline.text_of(at);
                    if of_class {
                        self.members.entry((class, text)).or_default().push(bound);
                    } else {
                        self.bound.entry((scope, text)).or_default().push(bound);
                    }
                }
            }
        }
    }

    /// Notes `list.append(item)`, `text.push_str(more)`, `cache.insert(key, value)`.
    fn note_growth(&mut self, call: NodeId, idioms: &Idioms) {
        let outline = self.outline;
        let Some(callee) = outline.callee(call) else { return };
        let (Some(object), Some(method)) = (outline.part(callee, Part::Object), outline.last_name(callee)) else {
            return;
        };
        let is_one_of = |names: &[String]| names.iter().any(|name| name == method);
        if is_one_of(&idioms.loops.remember) {
            self.stores.push((call, outline.text_of(object)));
        }
        if is_one_of(&idioms.values.readers) {
            self.note_read(call);
        }
        let how = match () {
            () if is_one_of(&idioms.strings.append_item) => How::Item,
            () if is_one_of(&idioms.strings.append_text) || is_one_of(&idioms.strings.append_items) => How::Appended,
            () => return,
        };
        if outline.role(object) == Role::Name
            && let [value] = outline.arguments(call)[..]
        {
            let bound = Bound { how, at: object, value, annotation: None };
            let scope = self.scope_of(object);
            self.bound.entry((scope, outline.text_of(object))).or_default().push(bound);
        }
    }

    /// `stdin.read_line(&mut line)`: the name holds what was read.
    fn note_read(&mut self, call: NodeId) {
        let outline = self.outline;
        let name = outline.arguments(call).first().map(|&name| outline.unwrapped(name));
        if let Some(at) = name.filter(|&name| outline.role(name) == Role::Name) {
            let bound = Bound { how: How::Assigned, at, value: call, annotation: None };
            self.bound.entry((self.scope_of(at), outline.text_of(at))).or_default().push(bound);
        }
    }

    /// `write!(text, "…", values)`.
    fn note_written(&mut self, call: NodeId) {
        let outline = self.outline;
        let name = outline.arguments(call).first().map(|&name| outline.unwrapped(name));
        if let Some(at) = name.filter(|&name| outline.role(name) == Role::Name) {
            let bound = Bound { how: How::Appended, at, value: call, annotation: None };
            self.bound.entry((self.scope_of(at), outline.text_of(at))).or_default().push(bound);
        }
    }

    fn note_import(&mut self, id: NodeId) {
        let outline = self.outline;
        let Some(path) = outline.part(id, Part::Path) else { return };
        let mut full: Vec<&'a str> = super::idioms::segments(outline.text_of(path)).collect();
        if outline.nodes[id].kind == Kind::All {
            self.wildcards.push(full);
            return;
        }
        let name = outline.part(id, Part::Name).map(|name| outline.text_of(name));
        full.extend(name.into_iter().flat_map(super::idioms::segments));
        let alias = outline.part(id, Part::Alias).map(|alias| outline.text_of(alias));
        match (alias, name) {
            (Some(known), _) => {
                self.imported.insert(known, full);
            }
            // `use api::{core::purge}` makes `purge` known.
            (None, Some(name)) => {
                let known = super::idioms::segments(name).next_back().unwrap_or(name);
                self.imported.insert(known, full);
            }
            // `import a.b` makes `a` known.
            (None, None) => {
                for length in 1..=full.len() {
                    self.wildcard_root(&full[..length]);
                }
            }
        }
    }

    fn wildcard_root(&mut self, path: &[&'a str]) {
        if let [root] = path {
            self.imported.entry(root).or_insert_with(|| vec![root]);
        }
    }

    /// Whether a pattern binds this name and no other: `Some(order)`.
    pub fn is_all_of_its_pattern(&self, name: NodeId) -> bool {
        let binding = self.outline.ancestors(name).find(|&id| self.outline.role(id) == Role::Binding);
        let pattern = binding.and_then(|binding| self.outline.part(binding, Part::Name));
        // A test of it may stand in the pattern too: `Some(order) if order.is_open()`.
        let is_it = |id: NodeId| self.outline.text_of(id) == self.outline.text_of(name);
        pattern.is_some_and(|pattern| self.names_in(pattern).into_iter().all(is_it))
    }

    /// What reports call the variable of a pattern: `order` of `Some(mut order)`.
    pub fn name_of_pattern(&self, pattern: NodeId) -> String {
        match self.names_in(pattern)[..] {
            [only] => self.outline.text_of(only).to_owned(),
            _ => self.outline.text_of(pattern).replace("mut ", ""),
        }
    }

    /// The names a pattern binds.
    fn names_in(&self, pattern: NodeId) -> Vec<NodeId> {
        let outline = self.outline;
        let binds = |&id: &NodeId| {
            outline.role(id) == Role::Name
                && !outline.nodes[id].is_label
                && (id == pattern || outline.text_of(id).starts_with(|c: char| c.is_lowercase() || c == '_'))
        };
        outline.within(pattern).filter(binds).collect()
    }

    /// `table` of `self.table`.
    fn own_member(&self, member: NodeId) -> Option<&'a str> {
        let object = self.outline.part(member, Part::Object)?;
        let own = self.receivers.iter().any(|receiver| receiver == self.outline.text_of(object));
        let name = self.outline.part(member, Part::Name)?;
        own.then(|| self.outline.text_of(name))
    }

    pub fn scope_of(&self, id: NodeId) -> Scope {
        self.surroundings.function(id)
    }

    fn scope_around(&self, function: NodeId) -> Scope {
        self.scope_of(function)
    }

    pub fn class_around(&self, id: NodeId) -> Scope {
        self.outline.ancestors(id).find(|&a| self.outline.role(a) == Role::Class)
    }

    fn nearest_class_or_function(&self, id: NodeId) -> Scope {
        self.outline.ancestors(id).find(|&a| matches!(self.outline.role(a), Role::Class | Role::Function))
    }

    /// The bindings that may have given a name what it holds where it is used.
    pub fn reaching(&self, name: NodeId) -> Vec<Bound> {
        self.reaching_text(self.outline.text_of(name), name)
    }

    /// The same for a name that is no node of its own, used in the node `name`.
    pub fn reaching_text(&self, text: &str, name: NodeId) -> Vec<Bound> {
        let mut scope = self.scope_of(name);
        let mut inner = true;
        loop {
            if let Some(all) = self.bound.get(&(scope, text)) {
                let found = if inner { self.reaching_among(all, name) } else { all.clone() };
                if !found.is_empty() {
                    return found;
                }
            }
            let function = match scope {
                Some(function) => function,
                None => return Vec::new(),
            };
            inner = self.outline.nodes[function].kind == Kind::Closure;
            scope = self.scope_around(function);
        }
    }

    /// What is bound before the use and not bound anew on every way to it.
    fn reaching_among(&self, all: &[Bound], usage: NodeId) -> Vec<Bound> {
        let mut found: Vec<Bound> = Vec::new();
        let before = all.partition_point(|bound| bound.at < usage);
        // The variable of a comprehension is written after its element.
        if let Some(next) = all.get(before).filter(|next| self.is_comprehended(next, usage)) {
            return vec![*next];
        }
        for bound in &all[before.saturating_sub(REMEMBERED)..before] {
            let own_value = bound.at != bound.value
                && self.outline.holds(bound.value, usage)
                && !matches!(bound.how, How::Defined | How::Parameter);
            if own_value || self.excludes(bound.at, usage) {
                continue;
            }
            let replaces = matches!(bound.how, How::Assigned | How::Unpacked | How::Looped | How::Parameter);
            if replaces && self.region_of(bound.at).is_none_or(|region| self.outline.holds(region, usage)) {
                found.clear();
            }
            found.push(*bound);
        }
        found
    }

    fn is_comprehended(&self, bound: &Bound, usage: NodeId) -> bool {
        let around = || self.outline.ancestors(bound.at).find(|&id| self.outline.role(id) == Role::Comprehension);
        bound.how == How::Looped && around().is_some_and(|around| self.outline.holds(around, usage))
    }

    /// The innermost body around a node that may run or not.
    pub fn region_of(&self, id: NodeId) -> Option<NodeId> {
        self.surroundings.bodies(id).next()
    }

    /// Whether the two stand in different arms of one branch.
    fn excludes(&self, one: NodeId, other: NodeId) -> bool {
        let outline = self.outline;
        self.surroundings.bodies(one).filter(|&arm| !outline.holds(arm, other)).any(|arm| {
            let branch = outline.nodes[arm].parent.filter(|&parent| outline.role(parent) == Role::Branch);
            branch.is_some_and(|branch| {
                let mut arms = outline.parts(branch, Part::Then).chain(outline.parts(branch, Part::Else));
                arms.any(|sibling| sibling != arm && outline.holds(sibling, other))
            })
        })
    }

    /// The bindings of `self.x` anywhere in the class around it, or of `Orders.x` in a class of the file.
    pub fn of_member(&self, member: NodeId) -> Vec<Bound> {
        let (classes, name) = match self.own_member(member) {
            Some(name) => (self.class_around(member).into_iter().collect(), name),
            None => match self.class_member(member) {
                Some(found) => found,
                None => return Vec::new(),
            },
        };
        classes.into_iter().filter_map(|class| self.members.get(&(Some(class), name))).flatten().copied().collect()
    }

    fn class_member(&self, member: NodeId) -> Option<(Vec<NodeId>, &'a str)> {
        let object = self.outline.part(member, Part::Object)?;
        let classes = self.classes.get(self.outline.text_of(object))?;
        Some((classes.clone(), self.outline.text_of(self.outline.part(member, Part::Name)?)))
    }

    /// A class by its name, in this file.
    pub fn class_named(&self, name: &str) -> Option<NodeId> {
        self.classes.get(name).and_then(|classes| classes.first()).copied()
    }

    /// The function that `self.name` or `Orders.name` calls.
    pub fn method_of(&self, member: NodeId) -> Option<NodeId> {
        let class_name = |class| self.outline.part(class, Part::Name).and_then(|name| self.class_name(name));
        let (class, name) = match self.own_member(member) {
            Some(name) => (class_name(self.class_around(member)?)?, name),
            None => {
                let (classes, name) = self.class_member(member)?;
                (class_name(*classes.first()?)?, name)
            }
        };
        let around = |id: &NodeId| self.class_around(*id).and_then(class_name) == Some(class);
        let mut found = self.methods.get(name)?.iter().copied().filter(around);
        found.next().filter(|_| found.next().is_none())
    }

    /// The only method of the file with a name.
    pub fn only_method(&self, name: &str) -> Option<NodeId> {
        match self.methods.get(name)?[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The declared type of a field of a struct or class of this file.
    pub fn field_type(&self, class: &str, field: &str) -> Option<NodeId> {
        let of_class = || {
            let bound = self.members.get(&(Some(self.class_named(class)?), field))?;
            bound.iter().find_map(|bound| bound.annotation)
        };
        self.fields.get(&(class, field)).copied().or_else(of_class)
    }

    /// The only thing a name can hold, when there is only one.
    pub fn single(&self, name: NodeId) -> Option<Bound> {
        let reaching = match self.outline.role(name) {
            Role::Name => self.reaching(name),
            Role::Member => self.of_member(name),
            _ => return None,
        };
        match reaching[..] {
            [bound] => Some(bound),
            _ => None,
        }
    }

    /// A parameter of a function, by its name.
    pub fn parameter(&self, function: NodeId, name: NodeId) -> Option<Bound> {
        let bound = self.bound.get(&(Some(function), self.outline.text_of(name)))?;
        bound.iter().find(|bound| bound.how == How::Parameter && bound.at == name).copied()
    }

    /// The calls of a function in this file, unless they are too many to look at.
    pub fn calls_of(&self, name: &str) -> Option<&[NodeId]> {
        self.calls.get(name).map(Vec::as_slice).filter(|calls| calls.len() <= 16)
    }

    /// All calls of a function in this file.
    pub fn all_calls_of(&self, name: &str) -> &[NodeId] {
        self.calls.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// What a name was made as, whatever was added to it since.
    pub fn origin(&self, name: NodeId) -> Option<Bound> {
        let mut reaching = match self.outline.role(name) {
            Role::Name => self.reaching(name),
            Role::Member => self.of_member(name),
            _ => return None,
        };
        reaching.retain(|bound| !matches!(bound.how, How::Item | How::Appended));
        match reaching[..] {
            [bound] => Some(bound),
            _ => None,
        }
    }

    /// A path as written with its first name replaced by what was imported under it.
    pub fn resolved(&self, node: NodeId) -> Option<Vec<&'a str>> {
        let path = self.outline.path(node)?;
        let (first, rest) = path.split_first()?;
        match self.imported.get(first) {
            Some(full) => Some(full.iter().chain(rest).copied().collect()),
            None => Some(path),
        }
    }

    /// The path that a name was imported as.
    pub fn imported_as(&self, name: &str) -> Option<&[&'a str]> {
        self.imported.get(name).map(Vec::as_slice)
    }

    pub fn is_imported(&self, name: &str) -> bool {
        self.imported.contains_key(name)
    }

    /// All paths that imports mention.
    pub fn imports(&self) -> impl Iterator<Item = &[&'a str]> {
        self.imported.values().chain(&self.wildcards).map(Vec::as_slice)
    }
}
