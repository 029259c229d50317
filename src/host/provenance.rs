//! Where a value comes from, at worst: followed through names, calls and conditions of one file. A value that a
//! guard has compared with a list of constants counts as a constant.

use super::admission::leaves;
use super::grammar::{Kind, Part, Role};
use super::idioms::{Escapes, contains_any, ends_with_any};
use super::names::{Bound, How};
use super::outline::NodeId;
use super::strings::Values;
use super::template::Filler;
use crate::fact::{Provenance, Slot};

impl Values<'_> {
    pub(super) fn provenance_of(&self, node: NodeId, depth: usize) -> Provenance {
        if !self.spend(depth) {
            return Provenance::Unknown;
        }
        let outline = self.outline;
        let part =
            |part: Part| outline.part(node, part).map_or(Provenance::Unknown, |id| self.provenance_of(id, depth + 1));
        match outline.role(node) {
            Role::String => {
                self.worst(outline.parts(node, Part::Hole).filter_map(|hole| outline.part(hole, Part::Value)), depth)
            }
            Role::Number | Role::Constant => Provenance::Constant,
            Role::Comparison | Role::Not | Role::Arithmetic | Role::Range => Provenance::Typed,
            Role::Wrapper | Role::Binding | Role::Keyword | Role::Splat => part(Part::Value),
            Role::Cast => {
                let type_name = outline.part(node, Part::Type).map(|id| outline.text_of(id)).unwrap_or_default();
                if self.is_typed(type_name) { Provenance::Typed } else { part(Part::Value) }
            }
            Role::Concatenation => {
                let adds_number = |item| outline.role(outline.unwrapped(item)) == Role::Number;
                let items = outline.concatenated(node);
                if items.iter().copied().any(adds_number) {
                    return Provenance::Typed;
                }
                self.worst(items.into_iter(), depth)
            }
            Role::Choice => {
                let gives = |id: &NodeId| outline.role(*id) != Role::Exit && !leaves(outline, *id);
                self.worst(outline.parts(node, Part::Item).filter(gives), depth)
            }
            Role::List | Role::Both => self.worst(outline.parts(node, Part::Item), depth),
            Role::Dictionary => {
                let pair = |item| outline.part(item, Part::Value).unwrap_or(item);
                self.worst(outline.parts(node, Part::Item).map(pair), depth)
            }
            Role::Format => worse(part(Part::Template), part(Part::Value)),
            Role::Branch => self.worst(outline.parts(node, Part::Then).chain(outline.parts(node, Part::Else)), depth),
            Role::Block => outline
                .parts(node, Part::Item)
                .next_back()
                .map_or(Provenance::Unknown, |last| self.provenance_of(last, depth + 1)),
            Role::Repeat => self.of_repeated(outline.part(node, Part::Item), depth),
            Role::Comprehension => self.of_repeated(outline.part(node, Part::Element), depth),
            Role::Name => self.of_name(node, depth),
            Role::Member => self.of_member(node, depth),
            Role::Index => self.of_index(node, depth),
            Role::Call => self.of_call(node, depth),
            _ => Provenance::Unknown,
        }
    }

    /// Where what fills a hole comes from, looked at once more.
    pub fn provenance_of_filler(&self, filler: &Filler, written: &str) -> Provenance {
        match (filler.value, filler.around) {
            (Some(value), _) => self.provenance_of(value, 0),
            (None, Some(around)) => {
                let name = written.split([':', '!']).next().unwrap_or(written);
                self.provenance_of_bindings(&self.names.reaching_text(name, around), (around, name), 0)
            }
            (None, None) => filler.provenance,
        }
    }

    pub(super) fn worst(&self, nodes: impl Iterator<Item = NodeId>, depth: usize) -> Provenance {
        nodes.fold(Provenance::Constant, |worst, node| match worst {
            Provenance::Request => worst,
            _ => worse(worst, self.provenance_of(node, depth + 1)),
        })
    }

    fn of_repeated(&self, item: Option<NodeId>, depth: usize) -> Provenance {
        let Some(item) = item else { return Provenance::Unknown };
        let mut item = self.outline.unwrapped(item);
        if let [only] = self.outline.parts(item, Part::Item).collect::<Vec<_>>()[..] {
            item = only;
        }
        let text = self.outline.text_of(item);
        if self.outline.role(item) == Role::String && self.is_placeholders(text.trim_matches(['"', '\''])) {
            return Provenance::Placeholders;
        }
        self.provenance_of(item, depth + 1)
    }

    fn of_name(&self, name: NodeId, depth: usize) -> Provenance {
        let text = self.outline.text_of(name);
        let bindings = self.names.reaching(name);
        if !bindings.is_empty() {
            return self.provenance_of_bindings(&bindings, (name, text), depth);
        }
        let values = &self.idioms.values;
        let path = self.names.resolved(name).unwrap_or_default();
        match () {
            () if self.is_admitted(name, text, None) => Provenance::Constant,
            () if ends_with_any(&path, &values.request) => Provenance::Request,
            () if ends_with_any(&path, &values.configuration) => Provenance::Configuration,
            () if is_constant_name(text) => Provenance::Constant,
            () => Provenance::Unknown,
        }
    }

    /// Where what a name holds comes from, in the node that uses it.
    pub(super) fn provenance_of_bindings(&self, bindings: &[Bound], usage: (NodeId, &str), depth: usize) -> Provenance {
        if bindings.is_empty() {
            return Provenance::Unknown;
        }
        bindings.iter().fold(Provenance::Constant, |worst, bound| worse(worst, self.of_bound_here(bound, usage, depth)))
    }

    fn of_bound_here(&self, bound: &Bound, (node, name): (NodeId, &str), depth: usize) -> Provenance {
        match self.is_admitted(node, name, Some(bound.at)) {
            true => Provenance::Constant,
            false => self.of_bound(bound, depth),
        }
    }

    fn of_bound(&self, bound: &Bound, depth: usize) -> Provenance {
        let values = &self.idioms.values;
        let annotation = bound.annotation.map(|id| self.outline.text_of(id)).unwrap_or_default();
        if self.is_typed(annotation) {
            return Provenance::Typed;
        }
        if bound.how == How::Parameter
            && let Some(handed) = self.handed(bound, |argument| self.provenance_of(argument, depth + 1))
        {
            return handed;
        }
        if let Some(known) = self.of_type(annotation) {
            return known;
        }
        match bound.how {
            How::Unpacked if self.comes_with_values(bound) => Provenance::Placeholders,
            How::Assigned | How::Unpacked | How::Appended | How::Item => self.provenance_of(bound.value, depth + 1),
            How::Looped if self.counts(bound) => Provenance::Typed,
            How::Looped => self.of_items(bound.value, depth),
            How::Parameter => {
                let function = self.function_of(bound);
                if let Some(source) = function.and_then(|function| self.iterated_by(function)) {
                    return if self.counts(bound) { Provenance::Typed } else { self.of_items(source, depth) };
                }
                let named = |known: &String| match known.ends_with('<') {
                    true => annotation.contains(known.as_str()),
                    false => words(annotation).any(|word| word == known),
                };
                if values.request.iter().any(named)
                    || function.is_some_and(|it| self.is_entry_point(it) || self.is_sent(it, bound, annotation))
                {
                    return Provenance::Request;
                }
                let passed = function.and_then(|function| self.of_passed(function, bound, depth));
                passed.unwrap_or(Provenance::Parameter)
            }
            How::Imported | How::Defined => Provenance::Unknown,
        }
    }

    /// `sql, params = query.as_sql()`: SQL that was put together elsewhere, with the values to bind beside it.
    fn comes_with_values(&self, bound: &Bound) -> bool {
        let outline = self.outline;
        let binding = outline.ancestors(bound.at).find(|&id| outline.role(id) == Role::Binding);
        let pattern = binding.and_then(|binding| outline.part(binding, Part::Name));
        let is_value = |word: &str| self.idioms.values.bound_words.iter().any(|known| known == word);
        let is_other = |id: NodeId| outline.role(id) == Role::Name && id != bound.at;
        let names_values = |id: NodeId| outline.text_of(id).split('_').any(is_value);
        outline.role(outline.unwrapped(bound.value)) == Role::Call
            && pattern.is_some_and(|pattern| outline.within(pattern).any(|id| is_other(id) && names_values(id)))
    }

    /// Whether a name counts the turns of a loop: `number` of `for number, order in enumerate(orders)`.
    fn counts(&self, bound: &Bound) -> bool {
        let outline = self.outline;
        let counted = |source: NodeId| {
            let source = outline.unwrapped(source);
            let name = outline.callee(source).and_then(|callee| outline.last_name(callee));
            outline.role(source) == Role::Call
                && name.is_some_and(|name| self.idioms.values.counting.iter().any(|known| known == name))
        };
        let around = outline.ancestors(bound.at).find(|&id| matches!(outline.role(id), Role::Loop | Role::Function));
        let Some(around) = around else { return false };
        let (pattern, source) = match outline.role(around) {
            Role::Loop => (outline.part(around, Part::Variable), outline.part(around, Part::Iterable)),
            _ => (outline.part(around, Part::Parameter), self.iterated_by(around)),
        };
        let (Some(pattern), Some(source)) = (pattern, source) else { return false };
        let mut names = outline.within(pattern).filter(|&id| outline.role(id) == Role::Name);
        counted(source) && outline.holds(pattern, bound.at) && names.next() == Some(bound.at) && pattern != bound.at
    }

    /// Whether a function is called from outside with what it was sent: `BaseCommand.handle`.
    pub(super) fn is_entry_point(&self, function: NodeId) -> bool {
        let outline = self.outline;
        let Some(name) = outline.part(function, Part::Name).map(|id| outline.text_of(id)) else { return false };
        let class = self.names.class_around(function);
        let bases: Vec<&str> = class
            .into_iter()
            .flat_map(|class| outline.parts(class, Part::Base))
            .filter_map(|base| outline.last_name(base))
            .collect();
        let is_it = |known: &str| match known.rsplit_once('.') {
            Some((base, method)) => method == name && bases.contains(&base),
            None => known == name && class.is_none(),
        };
        self.libraries.iter().flat_map(|library| &library.entry_points).any(|known| is_it(known))
    }

    /// What a closure is handed items of: the object of the method it is an argument of.
    fn iterated_by(&self, closure: NodeId) -> Option<NodeId> {
        let outline = self.outline;
        let call = outline.ancestors(closure).find(|&id| outline.role(id) == Role::Call)?;
        let is_argument = outline.nodes[closure].kind == Kind::Closure && outline.arguments(call).contains(&closure);
        outline.callee(call).filter(|_| is_argument).and_then(|callee| outline.part(callee, Part::Object))
    }

    /// The items of an iterable.
    pub(super) fn of_items(&self, iterable: NodeId, depth: usize) -> Provenance {
        if !self.spend(depth) {
            return Provenance::Unknown;
        }
        let outline = self.outline;
        let iterable = outline.unwrapped(iterable);
        match outline.role(iterable) {
            Role::Dictionary => self.worst(
                outline.parts(iterable, Part::Item).flat_map(|pair| {
                    [Part::Key, Part::Value].into_iter().filter_map(move |part| outline.part(pair, part))
                }),
                depth,
            ),
            Role::Call => {
                let Some(callee) = outline.callee(iterable) else { return Provenance::Unknown };
                let path = self.names.resolved(callee).unwrap_or_default();
                let method = outline.last_name(callee).unwrap_or_default();
                let loops = &self.idioms.loops;
                if loops.range_functions.iter().any(|name| path == [name.as_str()]) {
                    return Provenance::Typed;
                }
                let first = outline.arguments(iterable).first().copied();
                if self.idioms.values.filters.iter().any(|name| name == method)
                    && first.is_some_and(|first| self.closure_admits(first))
                {
                    return Provenance::Constant;
                }
                if loops.closure_functions.iter().any(|name| path == [name.as_str()])
                    && let [function, items] = outline.arguments(iterable)[..]
                {
                    let made = self.names.resolved(function).unwrap_or_default();
                    return match ends_with_any(&made, &self.idioms.values.typed_calls) {
                        true => Provenance::Typed,
                        false => self.of_items(items, depth + 1),
                    };
                }
                if loops
                    .transparent
                    .iter()
                    .any(|name| name == method || ends_with_any(&path, std::slice::from_ref(name)))
                {
                    let object = outline.part(callee, Part::Object).into_iter();
                    let first = object.chain(outline.arguments(iterable)).next();
                    return first.map_or(Provenance::Unknown, |source| self.of_items(source, depth + 1));
                }
                self.provenance_of(iterable, depth + 1)
            }
            Role::Name => {
                let bindings = self.names.reaching(iterable);
                match bindings[..] {
                    [bound] if bound.how == How::Assigned => {
                        match self.is_admitted(iterable, outline.text_of(iterable), Some(bound.at)) {
                            true => Provenance::Constant,
                            false => self.of_items(bound.value, depth + 1),
                        }
                    }
                    _ => self.provenance_of(iterable, depth + 1),
                }
            }
            _ => self.provenance_of(iterable, depth + 1),
        }
    }

    fn of_member(&self, member: NodeId, depth: usize) -> Provenance {
        let outline = self.outline;
        let values = &self.idioms.values;
        if self.is_admitted(member, outline.text_of(member), None) {
            return Provenance::Constant;
        }
        if let Some(known) = self.option_read(member).or_else(|| self.of_declared_member(member)) {
            return known;
        }
        if let Some(known) = self.of_path(member) {
            return known;
        }
        let bindings = self.names.of_member(member);
        if !bindings.is_empty() {
            return self.provenance_of_bindings(&bindings, (member, outline.text_of(member)), depth);
        }
        if let Some(function) = self.property(member) {
            return self.of_returned(function, member, depth);
        }
        let name = outline.last_name(member).unwrap_or_default();
        if is_constant_name(name) {
            return Provenance::Constant;
        }
        let Some(object) = outline.part(member, Part::Object) else { return Provenance::Unknown };
        if values.receivers.iter().any(|receiver| receiver == outline.text_of(object)) {
            return Provenance::Unknown;
        }
        match self.provenance_of(object, depth + 1) {
            Provenance::Placeholders | Provenance::Escaped => Provenance::Unknown,
            known => known,
        }
    }

    /// What the names of a path alone say: `request.args`, `Model._meta.db_table`, `settings.TABLE`.
    fn of_path(&self, node: NodeId) -> Option<Provenance> {
        let values = &self.idioms.values;
        let mut names = Vec::new();
        let mut at = self.outline.unwrapped(node);
        loop {
            match self.outline.role(at) {
                Role::Member => names.extend(self.outline.last_name(at)),
                Role::Name => {
                    let mut root = self.names.resolved(at).unwrap_or_default();
                    root.reverse();
                    names.extend(root);
                }
                Role::Call => {}
                Role::Index => {}
                _ => break,
            }
            let next = match self.outline.role(at) {
                Role::Call => self.outline.callee(at),
                Role::Generic => self.outline.part(at, Part::Function),
                _ => self.outline.part(at, Part::Object),
            };
            match next {
                Some(next) => at = self.outline.unwrapped(next),
                None => break,
            }
        }
        names.reverse();
        match () {
            () if contains_any(&names, &values.request) => Some(Provenance::Request),
            () if contains_any(&names, &values.metadata) => Some(Provenance::Metadata),
            () if contains_any(&names, &values.configuration) => Some(Provenance::Configuration),
            () => None,
        }
    }

    fn of_index(&self, index: NodeId, depth: usize) -> Provenance {
        if self.is_admitted(index, self.outline.text_of(index), None) {
            return Provenance::Constant;
        }
        if let Some(known) = self.option_read(index) {
            return known;
        }
        if let Some(known) = self.of_path(index) {
            return known;
        }
        match self.outline.part(index, Part::Object) {
            Some(object) => self.provenance_of(object, depth + 1),
            None => Provenance::Unknown,
        }
    }

    fn of_call(&self, call: NodeId, depth: usize) -> Provenance {
        let outline = self.outline;
        let (strings, values) = (&self.idioms.strings, &self.idioms.values);
        let Some(callee) = outline.callee(call) else { return Provenance::Unknown };
        let method = outline.last_name(callee).unwrap_or_default();
        let path = self.names.resolved(callee).unwrap_or_else(|| vec![method]);
        let is = |names: &[String]| ends_with_any(&path, names);
        let function = outline.part(call, Part::Function).unwrap_or(callee);
        let generic = outline.part(outline.unwrapped(function), Part::Type).map(|id| outline.text_of(id));
        if is(&values.typed_calls) || generic.is_some_and(|types| self.is_typed(types)) {
            return Provenance::Typed;
        }
        let object = outline.part(callee, Part::Object);
        let arguments = outline.arguments(call);
        // What quotes may be held by a name: `qn = connection.ops.quote_name`.
        let held = self.names.single(callee).filter(|bound| bound.how == How::Assigned);
        let held = held.and_then(|held| self.names.resolved(held.value)).filter(|path| path.len() > 1);
        if let Some(escaped) = self.escaped(held.as_ref().unwrap_or(&path), &arguments, depth) {
            return escaped;
        }
        if is(&values.substitutes)
            && let [pattern, _, text, ..] = arguments[..]
        {
            let leaves_only =
                |pattern: &str| pattern.contains("[^") && !pattern.contains('.') || pattern.contains("\\W");
            return match leaves_only(outline.text_of(pattern)) {
                true => Provenance::Typed,
                false => self.provenance_of(text, depth + 1),
            };
        }
        if let Some(known) = self.of_path(callee) {
            let admitted = known == Provenance::Request && self.is_admitted(call, outline.text_of(call), None);
            return if admitted { Provenance::Constant } else { known };
        }
        let passes_on = [
            &strings.keep,
            &strings.fill_braces,
            &strings.join_on_separator,
            &strings.join_on_list,
            &strings.replace,
            &strings.format_macros,
            &strings.concat_macros,
            &strings.keep_items,
            &strings.derive,
            &strings.keep_second,
            &strings.write_macros,
            &values.lookup_methods,
            &values.fallbacks,
            &values.no_cures,
        ]
        .into_iter()
        .any(|names| is(names));
        if is(&strings.repeaters) || is(&strings.list_macros) {
            return self.of_repeated(arguments.first().copied(), depth);
        }
        if passes_on {
            let of_object = object
                .filter(|object| self.carries_value(*object))
                .map_or(Provenance::Constant, |object| self.of_items(object, depth + 1));
            // What a look-up is asked for does not come out of it.
            let lookup = is(&values.lookup_methods) && object.is_some();
            return arguments
                .into_iter()
                .skip(usize::from(lookup))
                .fold(of_object, |worst, argument| worse(worst, self.of_items(argument, depth + 1)));
        }
        if object.is_some() && is(&values.stored) {
            return Provenance::Stored;
        }
        if let Some(function) = self.own_function(call) {
            return self.of_returned(function, call, depth);
        }
        if let Some(known) = object.and_then(|_| self.of_declared_result(method)) {
            return known;
        }
        let closure = arguments.first().copied().filter(|&argument| outline.role(argument) == Role::Function);
        if let Some(body) = closure.and_then(|closure| outline.part(closure, Part::Body)) {
            return self.of_repeated(Some(body), depth);
        }
        match object.map(|object| self.provenance_of(object, depth + 1)) {
            Some(known @ (Provenance::Request | Provenance::Parameter | Provenance::Stored)) => known,
            // What is made of the names of a schema alone is one.
            _ if !arguments.is_empty() && self.worst(arguments.into_iter(), depth) == Provenance::Metadata => {
                Provenance::Metadata
            }
            _ => Provenance::Unknown,
        }
    }

    /// What a function that quotes or escapes gives: safe in the slot it is made for, and what it was given elsewhere.
    fn escaped(&self, path: &[&str], arguments: &[NodeId], depth: usize) -> Option<Provenance> {
        let of_libraries = self.libraries.iter().map(|library| &library.escapes);
        let known: Vec<_> = std::iter::once(&self.idioms.values.escapes).chain(of_libraries).collect();
        let made_for = |names: fn(&Escapes) -> &[String]| known.iter().any(|it| ends_with_any(path, names(it)));
        let (name, text, value) = (made_for(|it| &it.name), made_for(|it| &it.text), made_for(|it| &it.value));
        if !(name || text || value) {
            return None;
        }
        let fits = match self.slot.get() {
            None => true,
            Some(Slot::Identifier) => name,
            Some(Slot::QuotedValue) => text,
            Some(Slot::Value | Slot::List | Slot::Limit | Slot::Clause) => {
                value || name && self.slot.get() != Some(Slot::Limit)
            }
            Some(_) => false,
        };
        let beneath = || self.worst(arguments.iter().copied(), depth);
        Some(if fits { Provenance::Escaped } else { beneath() })
    }

    /// A path (`String::from`) before a function is no value.
    fn carries_value(&self, object: NodeId) -> bool {
        let name = self.outline.last_name(object).unwrap_or_default();
        let is_path = match self.outline.role(object) {
            Role::Name => self.names.reaching(object).is_empty(),
            Role::Member => self.outline.nodes[object].kind == Kind::Path,
            _ => false,
        };
        !(is_path && name.starts_with(char::is_uppercase))
    }
}

pub fn worse(one: Provenance, other: Provenance) -> Provenance {
    if (other as u8) > (one as u8) { other } else { one }
}

fn is_constant_name(name: &str) -> bool {
    name.len() > 1 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
