//! Which library a call belongs to: by what the file imports, by where the object it is called on comes from, by
//! its type, and last by its name.

mod by_class;
mod words;

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::grammar::{Kind, Part, Role};
use super::idioms::{ends_with, ends_with_any, segments};
use super::library::{Begins, Call, Library, On};
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use super::texts::begins_as_sql;
use super::waiting::awaits;
use words::{ends_in_word, fits, is_named, mentions_type};

/// How far a value is followed to where it was made.
const HOPS: usize = 8;

/// A call that a library knows.
#[derive(Clone, Copy)]
pub struct Recognised<'a> {
    pub library: &'a Library,
    pub call: &'a Call,
    /// The library was seen imported.
    pub certain: bool,
    /// The lazy call whose SQL this one runs.
    pub query: Option<NodeId>,
    /// The node that names the model.
    pub model: Option<NodeId>,
    /// Only the class that it begins with tells that it is a query.
    pub by_class: bool,
    strength: Strength,
}

/// How surely an object belongs to a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// It is known to be something else.
    Foreign,
    None,
    /// Only the SQL it is given speaks for it.
    Text,
    /// It is called like one.
    Name,
    /// A method made it that is called like one that makes them.
    Made,
    Known,
}

impl Recognised<'_> {
    /// Where its object comes from is known to be the library.
    pub fn is_known(&self) -> bool {
        self.strength >= Strength::Made
    }

    /// Nothing but the SQL it is given says that this is a call of the library.
    pub fn needs_sql(&self) -> bool {
        self.strength == Strength::Text
    }
}

/// A chain of calls down to where it begins.
pub struct Chain<'a> {
    /// From the last call to the root: the name, and the call if it is one.
    pub links: Vec<(&'a str, Option<NodeId>)>,
    pub root: NodeId,
    /// What stands before the member that makes it a chain of the library.
    pub model: Option<NodeId>,
    pub is_of_library: bool,
    /// It begins with a method of a class, which has to be a model.
    pub by_class: bool,
    /// A call in it has run the query: what follows works on the result.
    pub has_run: bool,
    by_ending: bool,
}

/// The libraries of a file and what it calls of them.
pub struct Recognition<'a> {
    values: &'a Values<'a>,
    imported: Vec<bool>,
    /// Every name in the file.
    named: OnceCell<FxHashSet<&'a str>>,
}

impl<'a> Recognition<'a> {
    pub fn read(values: &'a Values<'a>) -> Self {
        let outline = values.outline;
        let mut imported: Vec<bool> = values
            .libraries
            .iter()
            .map(|library| values.names.imports().any(|path| library.is_imported_by(path)))
            .collect();
        // `sqlx::query` needs no import; `sqlx.query` of an unknown name would.
        let is_path = |&id: &NodeId| outline.role(id) == Role::Member && outline.nodes[id].kind == Kind::Path;
        for id in outline.ids().filter(is_path) {
            let is_outermost = outline.nodes[id].parent.is_none_or(|parent| outline.role(parent) != Role::Member);
            if is_outermost
                && let Some(path) = outline.path(id)
                && path.len() > 1
            {
                for (library, seen) in values.libraries.iter().zip(&mut imported) {
                    *seen |= library.is_imported_by(&path);
                }
            }
        }
        Self { values, imported, named: OnceCell::new() }
    }

    /// The libraries the file imports.
    pub fn imported(&self) -> impl Iterator<Item = &'a Library> + '_ {
        self.values.libraries.iter().zip(&self.imported).filter(|(_, seen)| **seen).map(|(library, _)| library)
    }

    /// Whether the file names something: `PgPool`, `sqlx::postgres`.
    pub fn mentions(&self, name: &str) -> bool {
        let outline = self.values.outline;
        match segments(name).count() {
            1 => self.named.get_or_init(|| outline.names().collect()).contains(name),
            _ => {
                let wanted: Vec<&str> = segments(name).collect();
                self.values.names.imports().any(|path| path.starts_with(&wanted))
            }
        }
    }

    /// The library call that a call is, when it is one.
    pub fn recognise(&self, call: NodeId) -> Option<Recognised<'a>> {
        let outline = self.values.outline;
        let callee = outline.callee(call)?;
        let name = outline.last_name(callee)?;
        let path = self.values.names.resolved(callee);
        let path = path.as_deref().map(|path| (callee, path));
        let last = path.and_then(|(_, path)| path.last().copied()).unwrap_or(name);
        let mut best: Option<Recognised<'a>> = None;
        for (library, &certain) in self.values.libraries.iter().zip(&self.imported) {
            for known in library.calls_named(name, last) {
                let is_macro = outline.nodes[call].kind == Kind::Macro;
                let found = if is_macro {
                    self.as_function(library, known, &known.macros, path)
                } else {
                    self.as_function(library, known, &known.functions, path).or_else(|| {
                        known
                            .methods
                            .iter()
                            .any(|method| method == name)
                            .then(|| self.as_method(library, known, call, callee, certain))
                            .flatten()
                    })
                };
                let Some(found) = found else { continue };
                let found = Recognised { certain, ..found };
                let rank = |found: &Recognised<'a>| {
                    (found.strength, found.certain, fits(found.library, outline.text_of(call)))
                };
                if best.is_none_or(|best| rank(&found) > rank(&best)) {
                    best = Some(found);
                }
            }
        }
        best
    }

    fn as_function(
        &self,
        library: &'a Library,
        known: &'a Call,
        names: &[String],
        path: Option<(NodeId, &[&str])>,
    ) -> Option<Recognised<'a>> {
        let (callee, path) = path?;
        let found = names.iter().find(|name| ends_with(path, name))?;
        let bare = path.len() == segments(found).count();
        let wildcard = || self.values.names.wildcards.iter().any(|path| library.is_imported_by(path));
        let ours = library.is_imported_by(path) || bare && wildcard() && !self.is_bound_here(callee);
        ours.then_some(Recognised {
            library,
            call: known,
            certain: true,
            query: None,
            model: None,
            by_class: false,
            strength: Strength::Known,
        })
    }

    /// The library that opens a transaction by a function that is named and not called: `@transaction.atomic`.
    pub fn beginning(&self, named: NodeId) -> Option<(&'a Library, Begins)> {
        let path = self.values.names.resolved(named)?;
        let mut known = self.values.libraries.iter().flat_map(|library| {
            let begins = library.calls.iter().filter_map(move |call| Some((library, call, call.begins?)));
            begins.map(|(library, call, begins)| (library, &call.functions, begins))
        });
        known.find_map(|(library, functions, begins)| {
            let is_it = functions.iter().any(|name| ends_with(&path, name)) && library.is_imported_by(&path);
            is_it.then_some((library, begins))
        })
    }

    fn is_bound_here(&self, callee: NodeId) -> bool {
        self.values.outline.role(callee) == Role::Name && !self.values.names.reaching(callee).is_empty()
    }

    fn as_method(
        &self,
        library: &'a Library,
        known: &'a Call,
        call: NodeId,
        callee: NodeId,
        certain: bool,
    ) -> Option<Recognised<'a>> {
        let values = self.values;
        let object = values.outline.part(callee, Part::Object)?;
        let found = Recognised {
            library,
            call: known,
            certain,
            query: None,
            model: None,
            by_class: false,
            strength: Strength::Known,
        };
        match known.on {
            On::Object if !known.of.is_empty() => {
                let bound = values.names.origin(values.outline.unwrapped(object))?;
                let annotation = values.outline.text_of(bound.annotation?);
                (certain && mentions_type(annotation, &known.of)).then_some(found)
            }
            On::Object => {
                let strength = self.object_strength(library, object, 0);
                let strength = match strength {
                    Strength::None if certain && known.sql.is_some() => Strength::Text,
                    Strength::None if self.is_given_sql(library, known, call, object) => Strength::Text,
                    other => other,
                };
                let by_name = certain || library.objects.names_suffice;
                (strength >= Strength::Text && by_name).then_some(Recognised { strength, ..found })
            }
            On::Anything => certain.then_some(found),
            On::Chain => {
                let chain = self.chain(library, object);
                if let Some(model) = self.asked_class(library, call, &chain) {
                    let strength = if certain { Strength::Known } else { Strength::Name };
                    return Some(Recognised { model: Some(model), by_class: true, strength, ..found });
                }
                let is_asked = chain.is_of_library && !chain.by_class && !chain.has_run;
                is_asked.then_some(Recognised { model: chain.model, ..found })
            }
            On::Query => {
                let query = self.query_below(library, object).filter(|_| certain)?;
                Some(Recognised { query: Some(query), ..found })
            }
            On::Connection => {
                let arguments = values.outline.arguments(call);
                let given =
                    arguments.iter().any(|&argument| self.object_strength(library, argument, 0) >= Strength::Name);
                if !certain || !given || arguments.len() != 1 {
                    return None;
                }
                let model = self.chain(library, object).model;
                let query = self.query_below(library, object);
                let strength = if query.or(model).is_some() { Strength::Known } else { Strength::Name };
                Some(Recognised { query, model, strength, ..found })
            }
            On::Builder => {
                let chain = self.chain(library, object);
                let mut callees = chain.links.iter().filter_map(|(_, call)| values.outline.callee((*call)?));
                let begins = |callee| {
                    let path = values.names.resolved(callee);
                    let name = values.outline.last_name(callee).unwrap_or_default();
                    ends_with_any(&path.unwrap_or_else(|| vec![name]), &library.builders)
                };
                (certain && callees.any(begins)).then_some(found)
            }
            On::Row => {
                let chain = self.row_of(library, object)?;
                certain.then_some(Recognised { model: chain.model, by_class: chain.by_class, ..found })
            }
        }
    }

    /// Whether an object that may be anything is called as if it were a library's, with SQL that is written out.
    fn is_given_sql(&self, library: &Library, known: &Call, call: NodeId, object: NodeId) -> bool {
        let outline = self.values.outline;
        let object = outline.unwrapped(object);
        let name = outline.callee(object).filter(|_| outline.role(object) == Role::Call).unwrap_or(object);
        let name = outline.last_name(name).unwrap_or_default();
        let is_one = || library.objects.names_with_sql.iter().any(|known| ends_in_word(name, known));
        let text = || outline.arguments(call).get(known.sql?).map(|&argument| outline.unwrapped(argument));
        let is_written_out = |text| outline.role(text) == Role::String;
        is_one()
            && text()
                .filter(|&text| is_written_out(text))
                .and_then(|text| self.values.texts(text))
                .is_some_and(|texts| texts.iter().all(|text| begins_as_sql(&text.plain_with_holes())))
    }

    /// Whether an object is one of a library's connections, cursors or sessions.
    fn object_strength(&self, library: &Library, object: NodeId, hops: usize) -> Strength {
        let values = self.values;
        let outline = values.outline;
        let object = outline.unwrapped(object);
        if hops > HOPS {
            return Strength::None;
        }
        match outline.role(object) {
            Role::Call => {
                let Some(callee) = outline.callee(object) else { return Strength::None };
                let path = values.names.resolved(callee);
                let name = outline.last_name(callee).unwrap_or_default();
                let path_or_name = path.clone().unwrap_or_else(|| vec![name]);
                let makes = ends_with_any(&path_or_name, &library.objects.made_by);
                let on = outline.part(callee, Part::Object);
                if makes && library.is_imported_by(&path_or_name) {
                    return Strength::Known;
                }
                if self.is_foreign(library, &path_or_name, callee) {
                    return Strength::Foreign;
                }
                match (makes, on.map(|on| self.object_strength(library, on, hops + 1))) {
                    (true, Some(Strength::Known)) => Strength::Known,
                    (true, Some(Strength::Foreign)) => Strength::Foreign,
                    (true, _) if on.is_some_and(|on| self.has_other_type(library, on)) => Strength::Name,
                    (true, _) => Strength::Made,
                    (false, _) if is_named(library, &path_or_name) => Strength::Name,
                    (false, Some(Strength::Known)) if outline.arguments(object).is_empty() => Strength::Known,
                    _ => Strength::None,
                }
            }
            Role::Name | Role::Member => {
                let path = values.names.resolved(object).unwrap_or_default();
                if let Some(bound) = values.names.origin(object) {
                    let annotation = bound.annotation.map(|id| outline.text_of(id)).unwrap_or_default();
                    if mentions_type(annotation, &library.objects.types) {
                        let other = self.is_type_of_another(library, annotation);
                        return if other { Strength::Foreign } else { Strength::Known };
                    }
                    if bound.how == How::Assigned {
                        match self.object_strength(library, bound.value, hops + 1) {
                            Strength::None => {}
                            known => return known,
                        }
                    }
                } else if self.is_foreign(library, &path, object) {
                    return Strength::Foreign;
                }
                if library.is_imported_by(&path) && is_named(library, &path) {
                    return Strength::Known;
                }
                match path.last() {
                    Some(last) if self.names_other_client(last) => Strength::Foreign,
                    _ if is_named(library, &path) => Strength::Name,
                    _ => Strength::None,
                }
            }
            _ => Strength::None,
        }
    }

    /// Whether an annotation names a type that was imported from another library: `sqlite3.Connection`.
    fn is_type_of_another(&self, library: &Library, annotation: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':');
        annotation.split(|c: char| !is_part(c)).any(|path| {
            let mut names = segments(path);
            let Some(first) = names.next().and_then(|first| self.values.names.imported_as(first)) else { return false };
            let path: Vec<&str> = first.iter().copied().chain(names).collect();
            let others = || self.values.libraries.iter().any(|other| other.is_imported_by(&path));
            mentions_type(path.last().copied().unwrap_or_default(), &library.objects.types)
                && !library.is_imported_by(&path)
                && others()
        })
    }

    /// `redis_connection`, `http_session`
    fn names_other_client(&self, name: &str) -> bool {
        let clients = &self.values.idioms.other_clients;
        name.to_lowercase().split('_').any(|word| clients.iter().any(|client| client == word))
    }

    /// Whether a value is a connection, pool, session or transaction of a library the file imports.
    pub fn is_connection(&self, value: NodeId) -> bool {
        self.imported().any(|library| self.object_strength(library, value, 0) >= Strength::Name)
    }

    /// Whether an object is annotated with a type that is not the library's: a wrapper, perhaps.
    fn has_other_type(&self, library: &Library, object: NodeId) -> bool {
        let outline = self.values.outline;
        let bound = self.values.names.origin(outline.unwrapped(object));
        let annotation = bound.and_then(|bound| bound.annotation).map(|id| outline.text_of(id));
        annotation.is_some_and(|annotation| !mentions_type(annotation, &library.objects.types))
    }

    /// Whether what a call is made on came from a method of the object around it: that may be a wrapper.
    pub fn is_made_by_itself(&self, call: NodeId) -> bool {
        let (values, outline) = (self.values, self.values.outline);
        let object_of = |call| outline.callee(call).and_then(|callee| outline.part(callee, Part::Object));
        let Some(object) = object_of(call).map(|object| outline.unwrapped(object)) else { return false };
        let origin = values.names.origin(object).filter(|bound| bound.how == How::Assigned);
        let maker = origin.map_or(object, |bound| outline.unwrapped(bound.value));
        let on = object_of(maker).filter(|_| outline.role(maker) == Role::Call);
        let receivers = &values.idioms.values.receivers;
        on.is_some_and(|on| receivers.iter().any(|known| known == outline.text_of(on)))
    }

    /// Whether a path leads into what another library was imported as.
    fn is_foreign(&self, library: &Library, path: &[&str], node: NodeId) -> bool {
        let written = self.values.outline.path(node).unwrap_or_default();
        let from_import = written.first().is_some_and(|first| self.values.names.is_imported(first));
        let known = self.values.libraries.iter().any(|other| other.name != library.name && other.is_imported_by(path));
        let foreign_client =
            path.first().is_some_and(|root| self.values.idioms.other_clients.iter().any(|known| known == root));
        from_import && !library.is_imported_by(path) && (known || foreign_client)
    }

    /// Follows a chain of calls and members down to where it begins.
    pub fn chain(&self, library: &Library, node: NodeId) -> Chain<'a> {
        let values = self.values;
        let outline = values.outline;
        let mut chain = Chain {
            links: Vec::new(),
            root: node,
            model: None,
            is_of_library: false,
            by_class: false,
            has_run: false,
            by_ending: false,
        };
        let mut at = outline.unwrapped(node);
        let mut hops = 0;
        while chain.links.len() < 256 {
            chain.root = at;
            let next = match outline.role(at) {
                Role::Call => {
                    let Some(callee) = outline.callee(at) else { break };
                    let Some(name) = outline.last_name(callee) else { break };
                    chain.links.push((name, Some(at)));
                    chain.has_run |= library.runs_chain(name);
                    let object = outline.part(callee, Part::Object);
                    if let Some(class) = object.filter(|&object| self.begins_at_class(library, name, object)) {
                        (chain.is_of_library, chain.by_class, chain.model) = (true, true, Some(class));
                        break;
                    }
                    if library.chains.root_methods.iter().any(|root| root == name)
                        && object.is_some_and(|object| self.gives_chains(library, object))
                    {
                        chain.is_of_library = true;
                        chain.model = outline.arguments(at).first().copied();
                        break;
                    }
                    object
                }
                Role::Member => {
                    let Some(name) = outline.last_name(at) else { break };
                    chain.links.push((name, None));
                    let object = outline.part(at, Part::Object);
                    let is_root = library.chains.roots.iter().any(|root| root == name);
                    let by_ending = library
                        .chains
                        .root_endings
                        .iter()
                        .any(|ending| name.ends_with(ending.as_str()) && name.len() > ending.len());
                    if (is_root || by_ending)
                        && object.is_some_and(|object| !library.chains.on_class || self.is_class(object))
                    {
                        chain.is_of_library = true;
                        chain.by_ending = by_ending;
                        chain.model = object.filter(|_| is_root);
                        break;
                    }
                    // `field.queryset.filter(…)`
                    let holds = chain.links.len() > 1 && library.chains.root_members.iter().any(|root| root == name);
                    if holds {
                        chain.is_of_library = true;
                        break;
                    }
                    if library.chains.model_members.iter().any(|member| member == name) {
                        chain.model = object;
                    }
                    object
                }
                Role::Index => outline.part(at, Part::Object),
                Role::Name => match values.names.origin(at) {
                    Some(bound) if bound.how == How::Assigned && hops < HOPS => {
                        hops += 1;
                        chain.has_run |= library.chains.awaited && awaits(values, bound.value);
                        Some(bound.value)
                    }
                    _ => {
                        let name = outline.text_of(at);
                        chain.is_of_library |= library.chains.root_names.iter().any(|known| ends_in_word(name, known));
                        None
                    }
                },
                _ => None,
            };
            match next {
                Some(next) => at = outline.unwrapped(next),
                None => break,
            }
        }
        chain
    }

    /// Whether an object's methods may begin a chain: a session, or the object itself.
    fn gives_chains(&self, library: &Library, object: NodeId) -> bool {
        let own = self.values.outline.text_of(self.values.outline.unwrapped(object));
        self.values.idioms.values.receivers.iter().any(|receiver| receiver == own)
            || self.object_strength(library, object, 0) >= Strength::Name
    }

    fn is_class(&self, object: NodeId) -> bool {
        let name = self.values.outline.last_name(object).unwrap_or_default();
        name.starts_with(char::is_uppercase)
            || self.values.idioms.values.class_variables.iter().any(|known| known == name)
    }

    /// The lazy call with SQL at the bottom of a chain.
    fn query_below(&self, library: &Library, node: NodeId) -> Option<NodeId> {
        let chain = self.chain(library, node);
        let mut calls = chain.links.iter().rev().filter_map(|(_, call)| *call);
        calls.find(|&call| {
            self.recognise_lazy(call)
                .is_some_and(|found| found.library.name == library.name && found.call.sql.is_some())
        })
    }

    fn recognise_lazy(&self, call: NodeId) -> Option<Recognised<'a>> {
        let outline = self.values.outline;
        let callee = outline.callee(call)?;
        let name = outline.last_name(callee)?;
        let is_macro = outline.nodes[call].kind == Kind::Macro;
        let path = self.values.names.resolved(callee);
        let path = path.as_deref().map(|path| (callee, path));
        let last = path.and_then(|(_, path)| path.last().copied()).unwrap_or(name);
        self.values.libraries.iter().zip(&self.imported).find_map(|(library, &certain)| {
            library.calls_named(name, last).filter(|known| known.lazy).find_map(|known| {
                let names = if is_macro { &known.macros } else { &known.functions };
                let method = || {
                    let on_object = known.on == On::Object && known.methods.iter().any(|method| method == name);
                    on_object.then(|| self.as_method(library, known, call, callee, certain)).flatten()
                };
                self.as_function(library, known, names, path).or_else(method)
            })
        })
    }

    /// The chain that an object was taken out of, when that makes it a row.
    fn row_of(&self, library: &Library, object: NodeId) -> Option<Chain<'a>> {
        let values = self.values;
        let bound = values.names.origin(values.outline.unwrapped(object))?;
        let chain = self.chain(library, values.outline.unwrapped(bound.value));
        let is_row = match bound.how {
            How::Looped => true,
            How::Assigned => {
                let last = chain.links.first();
                last.is_some_and(|(name, _)| library.chains.one_row.iter().any(|known| known == name))
            }
            _ => false,
        };
        (is_row && chain.is_of_library).then_some(chain)
    }

    /// The library whose lazy chain an expression is, so that taking its items runs it.
    pub fn lazy_chain(&self, node: NodeId) -> Option<(&'a Library, bool, Chain<'a>)> {
        let outline = self.values.outline;
        if !matches!(outline.role(outline.unwrapped(node)), Role::Call | Role::Name | Role::Index) {
            return None;
        }
        let lazy = self.values.libraries.iter().zip(&self.imported).filter_map(|(library, &certain)| {
            let chain = self.chain(library, node);
            let is_lazy =
                |name: &str| library.chains.lazy.iter().chain(&library.chains.root_methods).any(|known| known == name);
            if chain.by_class && !self.is_asked(library, node, &chain) {
                return None;
            }
            // A method of the project's own managers, behind one that is known to be lazy.
            let may_be_own = library.chains.own_methods
                && chain.model.is_some()
                && chain.links.iter().any(|(name, call)| call.is_some() && is_lazy(name));
            let is_own = |name: &str| {
                may_be_own && !library.calls.iter().any(|known| known.methods.iter().any(|known| known == name))
            };
            let goes_on = |name: &str| is_lazy(name) || is_own(name);
            let last = chain.links.first().is_some_and(|(name, call)| call.is_some() && goes_on(name));
            let all_lazy = chain.links.iter().all(|(name, call)| call.is_none() || goes_on(name));
            (chain.is_of_library && !chain.by_ending && last && all_lazy).then_some((library, certain, chain))
        });
        // What the file imports is meant before what only looks alike.
        lazy.reduce(|first, other| if other.1 && !first.1 { other } else { first })
    }
}
