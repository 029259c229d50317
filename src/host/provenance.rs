//! Where a value comes from, at worst: followed through names, calls and conditions of one file. A value that a
//! guard has compared with a list of constants counts as a constant.

use super::grammar::{Kind, Part, Role};
use super::idioms::{contains_any, ends_with_any};
use super::names::{Bound, How};
use super::outline::{NodeId, Outline};
use super::strings::Values;
use crate::fact::Provenance;

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
            Role::List | Role::Choice | Role::Both => self.worst(outline.parts(node, Part::Item), depth),
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

    fn worst(&self, nodes: impl Iterator<Item = NodeId>, depth: usize) -> Provenance {
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

    fn is_typed(&self, written: &str) -> bool {
        words(written).any(|word| self.idioms.values.typed_types.iter().any(|known| known == word))
            && !words(written).any(|word| self.idioms.values.text_types.iter().any(|known| known == word))
    }

    fn of_name(&self, name: NodeId, depth: usize) -> Provenance {
        if self.is_guarded(name) {
            return Provenance::Constant;
        }
        let text = self.outline.text_of(name);
        let bindings = self.names.reaching(name);
        if !bindings.is_empty() {
            return self.provenance_of_bindings(&bindings, depth);
        }
        let values = &self.idioms.values;
        let path = self.names.resolved(name).unwrap_or_default();
        match () {
            () if ends_with_any(&path, &values.request) => Provenance::Request,
            () if ends_with_any(&path, &values.configuration) => Provenance::Configuration,
            () if is_constant_name(text) => Provenance::Constant,
            () => Provenance::Unknown,
        }
    }

    pub(super) fn provenance_of_bindings(&self, bindings: &[Bound], depth: usize) -> Provenance {
        if bindings.is_empty() {
            return Provenance::Unknown;
        }
        bindings.iter().fold(Provenance::Constant, |worst, bound| worse(worst, self.of_bound(bound, depth)))
    }

    fn of_bound(&self, bound: &Bound, depth: usize) -> Provenance {
        let values = &self.idioms.values;
        let annotation = bound.annotation.map(|id| self.outline.text_of(id)).unwrap_or_default();
        if self.is_typed(annotation) {
            return Provenance::Typed;
        }
        if values.constant_types.iter().any(|known| annotation.contains(known.as_str())) {
            return Provenance::Constant;
        }
        match bound.how {
            How::Assigned | How::Unpacked | How::Appended | How::Item => self.provenance_of(bound.value, depth + 1),
            How::Looped => self.of_items(bound.value, depth),
            How::Parameter => {
                let function = self.outline.ancestors(bound.at).find(|&id| self.outline.role(id) == Role::Function);
                if let Some(source) = function.and_then(|function| self.iterated_by(function)) {
                    return self.of_items(source, depth);
                }
                let path: Vec<&str> = words(annotation).collect();
                if path.iter().any(|word| values.request.iter().any(|known| known == word)) {
                    return Provenance::Request;
                }
                if function.is_some_and(|function| self.is_entry_point(function)) {
                    return Provenance::Request;
                }
                let passed = function.and_then(|function| self.of_passed(function, bound, depth));
                passed.unwrap_or(Provenance::Parameter)
            }
            How::Imported | How::Defined => Provenance::Unknown,
        }
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

    /// What the calls of a private function pass for a parameter, when all of them stand in this file.
    fn of_passed(&self, function: NodeId, bound: &Bound, depth: usize) -> Option<Provenance> {
        let outline = self.outline;
        let name = outline.text_of(outline.part(function, Part::Name)?);
        let marked = self.idioms.functions.private_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()));
        let is_private =
            marked || self.idioms.functions.private_unless_marked && outline.nodes[function].kind != Kind::Public;
        let position = outline.parts(function, Part::Parameter).position(|parameter| parameter == bound.value)?;
        let calls = self.names.calls_of(name).filter(|_| is_private)?;
        let mut passed = Vec::new();
        for &call in calls {
            // A method is handed its object before the arguments that are written.
            let shift = outline
                .callee(call)
                .is_some_and(|callee| outline.role(callee) == Role::Member && outline.nodes[callee].kind != Kind::Path);
            let position = position.checked_sub(usize::from(shift && self.has_receiver(function)))?;
            let arguments = outline.arguments(call);
            let named = self.keyword(&arguments, outline.text_of(bound.at));
            passed.push(
                named.or_else(|| arguments.get(position).copied().filter(|&id| outline.role(id) != Role::Keyword))?,
            );
        }
        Some(self.worst(passed.into_iter(), depth))
    }

    pub(super) fn has_receiver(&self, function: NodeId) -> bool {
        let first = self
            .outline
            .part(function, Part::Parameter)
            .map(|id| self.outline.text_of(id).trim_start_matches(['&', ' ']));
        first.is_some_and(|first| {
            self.idioms.values.receivers.iter().any(|receiver| receiver == first.trim_start_matches("mut "))
        })
    }

    /// What a closure is handed items of: the object of the method it is an argument of.
    fn iterated_by(&self, closure: NodeId) -> Option<NodeId> {
        let outline = self.outline;
        let call = outline.ancestors(closure).find(|&id| outline.role(id) == Role::Call)?;
        let is_argument = outline.nodes[closure].kind == Kind::Closure && outline.arguments(call).contains(&closure);
        outline.callee(call).filter(|_| is_argument).and_then(|callee| outline.part(callee, Part::Object))
    }

    /// The items of an iterable.
    fn of_items(&self, iterable: NodeId, depth: usize) -> Provenance {
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
                    [bound] if bound.how == How::Assigned => self.of_items(bound.value, depth + 1),
                    _ => self.provenance_of(iterable, depth + 1),
                }
            }
            _ => self.provenance_of(iterable, depth + 1),
        }
    }

    fn of_member(&self, member: NodeId, depth: usize) -> Provenance {
        let outline = self.outline;
        let values = &self.idioms.values;
        if self.is_guarded(member) {
            return Provenance::Constant;
        }
        if let Some(known) = self.of_path(member) {
            return known;
        }
        let bindings = self.names.of_member(member);
        if !bindings.is_empty() {
            return self.provenance_of_bindings(&bindings, depth);
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
            Provenance::Typed | Provenance::Placeholders | Provenance::Escaped => Provenance::Unknown,
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
        if is(&values.escaping_calls) {
            return Provenance::Escaped;
        }
        if let Some(known) = self.of_path(callee) {
            return known;
        }
        let object = outline.part(callee, Part::Object);
        let arguments = outline.arguments(call);
        let passes_on = [
            &strings.keep,
            &strings.fill_braces,
            &strings.join_on_separator,
            &strings.join_on_list,
            &strings.replace,
            &strings.format_macros,
            &strings.concat_macros,
            &strings.keep_items,
            &values.lookup_methods,
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
        if outline.role(callee) == Role::Name
            && let [Bound { how: How::Defined, value, .. }] = self.names.reaching(callee)[..]
        {
            return self.of_returned(value, depth);
        }
        let closure = arguments.first().copied().filter(|&argument| outline.role(argument) == Role::Function);
        if let Some(body) = closure.and_then(|closure| outline.part(closure, Part::Body)) {
            return self.of_repeated(Some(body), depth);
        }
        match object.map(|object| self.provenance_of(object, depth + 1)) {
            Some(known @ (Provenance::Request | Provenance::Parameter)) => known,
            _ => Provenance::Unknown,
        }
    }

    /// A path (`String::from`) before a function is no value.
    fn carries_value(&self, object: NodeId) -> bool {
        let starts_as_type = self.outline.text_of(object).starts_with(char::is_uppercase);
        !(self.outline.role(object) == Role::Name && starts_as_type && self.names.reaching(object).is_empty())
    }

    fn of_returned(&self, function: NodeId, depth: usize) -> Provenance {
        let outline = self.outline;
        let is_return = |id: &NodeId| outline.role(*id) == Role::Exit && outline.nodes[*id].kind == Kind::Return;
        let mut returns =
            outline.within(function).filter(is_return).filter_map(|exit| outline.part(exit, Part::Value)).peekable();
        if returns.peek().is_none() {
            return Provenance::Unknown;
        }
        match self.worst(returns, depth) {
            Provenance::Parameter => Provenance::Unknown,
            known => known,
        }
    }

    /// Whether a condition on the way to a name has compared it with what is known: `if x not in ALLOWED: raise`.
    fn is_guarded(&self, name: NodeId) -> bool {
        let outline = self.outline;
        let text = outline.text_of(name);
        let inside = outline.ancestors(name).filter(|&id| outline.role(id) == Role::Branch).take(16).any(|branch| {
            let then = outline.part(branch, Part::Then).is_some_and(|then| outline.holds(then, name));
            then && outline.part(branch, Part::Condition).is_some_and(|condition| self.admits(condition, text, true))
        });
        inside
            || self.rejections.iter().any(|&(branch, subject)| {
                subject == text
                    && branch < name
                    && self
                        .names
                        .region_of(branch)
                        .or(self.names.scope_of(branch))
                        .is_none_or(|region| outline.holds(region, name))
                    && !outline.holds(branch, name)
            })
    }

    /// Whether a condition that holds (or fails, when `positive` is false) means that `subject` is one of a known set.
    pub(super) fn admits(&self, condition: NodeId, subject: &str, positive: bool) -> bool {
        let outline = self.outline;
        let values = &self.idioms.values;
        let condition = outline.unwrapped(condition);
        match outline.role(condition) {
            Role::Not => {
                outline.part(condition, Part::Value).is_some_and(|value| self.admits(value, subject, !positive))
            }
            Role::Both if positive => outline.parts(condition, Part::Item).any(|item| self.admits(item, subject, true)),
            Role::Choice if !positive => {
                outline.parts(condition, Part::Item).any(|item| self.admits(item, subject, false))
            }
            Role::Comparison => {
                let operator =
                    outline.part(condition, Part::Operator).map(|id| outline.text_of(id)).unwrap_or_default();
                let wanted = if positive { &values.membership_operators } else { &values.absence_operators };
                let operands: Vec<NodeId> = outline.parts(condition, Part::Operand).collect();
                let [value, set] = operands[..] else { return false };
                let same = if positive { operator == "==" } else { operator == "!=" };
                outline.text_of(value) == subject
                    && (wanted.iter().any(|known| known == operator) || same)
                    && self.is_known_set(set)
            }
            Role::Call if positive => {
                let Some(callee) = outline.callee(condition) else { return false };
                let method = outline.last_name(callee).unwrap_or_default();
                let object = outline.part(callee, Part::Object);
                let arguments = outline.arguments(condition);
                let asked = arguments.iter().any(|&id| outline.text_of(outline.unwrapped(id)) == subject);
                let validates = values.validators.iter().any(|known| known == method)
                    && (asked || object.is_some_and(|object| outline.text_of(object) == subject));
                let contains = values.membership_methods.iter().any(|known| known == method);
                validates || contains && asked && object.is_some_and(|object| self.is_known_set(object))
            }
            _ => false,
        }
    }

    fn is_known_set(&self, set: NodeId) -> bool {
        let known = self.of_items(set, 1);
        (known as u8) <= (Provenance::Configuration as u8)
    }
}

/// Branches that leave when a value is not one of a known set, with the value as written.
pub fn rejections<'a>(outline: &Outline<'a>, admits: impl Fn(NodeId, &'a str) -> bool) -> Vec<(NodeId, &'a str)> {
    let mut found = Vec::new();
    for branch in outline.ids().filter(|&id| outline.role(id) == Role::Branch) {
        let (Some(condition), Some(then)) = (outline.part(branch, Part::Condition), outline.part(branch, Part::Then))
        else {
            continue;
        };
        if !leaves(outline, then) {
            continue;
        }
        let is_value =
            |id: &NodeId| matches!(outline.role(*id), Role::Name | Role::Member) && !outline.nodes[*id].is_label;
        let mut subjects: Vec<&str> =
            outline.within(condition).filter(is_value).take(16).map(|id| outline.text_of(id)).collect();
        subjects.dedup();
        found
            .extend(subjects.into_iter().filter(|subject| admits(condition, subject)).map(|subject| (branch, subject)));
    }
    found
}

/// Whether a body ends by leaving.
pub fn leaves(outline: &Outline<'_>, body: NodeId) -> bool {
    let last = if outline.role(body) == Role::Block { outline.parts(body, Part::Item).next_back() } else { Some(body) };
    last.is_some_and(|last| {
        let span = outline.span(last);
        outline.within(last).take(3).any(|id| outline.role(id) == Role::Exit && outline.span(id).start == span.start)
    })
}

pub fn worse(one: Provenance, other: Provenance) -> Provenance {
    if (other as u8) > (one as u8) { other } else { one }
}

fn is_constant_name(name: &str) -> bool {
    name.len() > 1 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
