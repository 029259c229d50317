//! Texts that are put together from many: joined lists, lists that grow, items made in a loop, runs of placeholders.

use super::grammar::{Kind, Part, Role};
use super::idioms::ends_with_any;
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use super::template::{Filler, Template, product};
use crate::fact::Provenance;

/// A longer list is not put together.
const ITEMS: usize = 200;

type Texts = Option<Vec<Template>>;

impl Values<'_> {
    /// A text written again and again is a run of placeholders, or not known.
    pub(super) fn repeated(&self, node: NodeId, depth: usize) -> Texts {
        let item = self.outline.part(node, Part::Item)?;
        let texts = self.evaluate(item, depth + 1)?;
        let placeholders = texts.iter().all(|text| text.is_constant() && self.is_placeholders(&text.plain()));
        let provenance = if placeholders { Provenance::Placeholders } else { self.provenance_of(item, depth + 1) };
        Some(vec![Template::hole(Some(node), self.outline.span(node), provenance)])
    }

    pub(super) fn is_placeholders(&self, text: &str) -> bool {
        let mut parts = text.split([',', '(', ')', ' ']).filter(|part| !part.is_empty()).peekable();
        parts.peek().is_some() && parts.all(|part| self.idioms.strings.placeholders.iter().any(|known| known == part))
    }

    pub(super) fn join(&self, separator: NodeId, list: NodeId, depth: usize) -> Texts {
        let separators =
            self.evaluate(separator, depth + 1).filter(|texts| texts.len() == 1 && texts[0].is_constant())?;
        self.joined(separators.first()?, list, depth)
    }

    /// The items of a list with a text between them. One turn of a loop stands for all: what is repeated has the same
    /// holes.
    pub(super) fn joined(&self, separator: &Template, list: NodeId, depth: usize) -> Texts {
        let list = self.comprehended(self.outline.unwrapped(list));
        if let Some(element) = self.element(list) {
            let texts = self.evaluate(element, depth + 1)?;
            let is_run = !texts.is_empty() && texts.iter().all(|text| self.is_run(text));
            let run = || vec![Template::hole(Some(list), self.outline.span(list), Provenance::Placeholders)];
            return Some(if is_run { run() } else { texts });
        }
        let mut may_repeat = false;
        let items: Vec<(How, NodeId)> = match self.outline.role(list) {
            Role::List => self.outline.parts(list, Part::Item).map(|item| (How::Item, item)).collect(),
            Role::Call if self.is_list_macro(list) => {
                let items = self.list_items(list).into_iter().map(|item| (How::Item, item));
                items.filter(|(_, item)| self.outline.role(*item) != Role::Repeat).collect()
            }
            Role::Name => {
                let (items, grows) = self.grown_list(list).unwrap_or_default();
                may_repeat = grows;
                items
            }
            _ => Vec::new(),
        };
        if items.is_empty() || items.len() > ITEMS {
            // What composes SQL takes only what is quoted.
            let host = self.outline.span(list);
            return separator.composed.then(|| vec![Template::composed_hole(Some(list), host)]);
        }
        let mut results = vec![Template::default()];
        for (position, (_, item)) in items.into_iter().enumerate() {
            if position > 0 {
                results = product(results, std::slice::from_ref(separator));
            }
            results = product(results, &self.fill_in_place(item, depth));
        }
        results.iter_mut().for_each(|result| result.may_repeat |= may_repeat);
        Some(results)
    }

    /// What each item of a list is made as: the element of a comprehension, the body of a closure given to `map`.
    fn element(&self, list: NodeId) -> Option<NodeId> {
        let outline = self.outline;
        let mut at = list;
        for _ in 0..8 {
            match outline.role(at) {
                Role::Comprehension => return outline.part(at, Part::Element),
                Role::Call => {
                    let callee = outline.callee(at)?;
                    let name = outline.last_name(callee)?;
                    let arguments = outline.arguments(at);
                    let closure = arguments.first().filter(|&&first| outline.role(first) == Role::Function);
                    let maps = &self.idioms.strings.maps;
                    if let Some(&closure) = closure.filter(|_| maps.iter().any(|known| known == name)) {
                        return outline.part(closure, Part::Body);
                    }
                    if !self.idioms.strings.keep_items.iter().any(|known| known == name) {
                        return None;
                    }
                    let object = outline.part(callee, Part::Object);
                    at = self.comprehended(outline.unwrapped(object.or(arguments.first().copied())?));
                }
                _ => return None,
            }
        }
        None
    }

    /// Whether a text is a placeholder, or several: `%s`, `:key3`, `$4`.
    fn is_run(&self, text: &Template) -> bool {
        let is_number = |filler: &Filler| (filler.provenance as u8) <= (Provenance::Placeholders as u8);
        let plain = text.plain_with_holes().replace('\u{fffc}', "1");
        let numbered = || {
            let named = plain.strip_prefix("%(").and_then(|rest| rest.strip_suffix(")s"));
            let name = named.or_else(|| plain.strip_prefix(['$', ':', '?', '@']));
            name.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        };
        text.fillers().all(is_number) && (self.is_placeholders(&plain) || numbered())
    }

    /// What a name holds that is no list to be grown, or what was given.
    fn comprehended(&self, list: NodeId) -> NodeId {
        let bound = self.names.single(list).filter(|bound| bound.how == How::Assigned);
        let value = bound.map(|bound| self.outline.unwrapped(bound.value));
        value.filter(|&value| self.element(value).is_some()).unwrap_or(list)
    }

    /// The items of a list that was written out and added to.
    fn grown_list(&self, name: NodeId) -> Option<(Vec<(How, NodeId)>, bool)> {
        let (mut items, mut may_repeat) = (Vec::new(), false);
        for bound in self.names.reaching(name) {
            match bound.how {
                How::Assigned => {
                    let list = self.outline.unwrapped(bound.value);
                    let fresh =
                        self.outline.role(list) == Role::List || self.is_list_macro(list) || self.is_new_list(list);
                    if !fresh || !items.is_empty() {
                        return None;
                    }
                    items.extend(self.list_items(list).into_iter().map(|item| (How::Assigned, item)));
                }
                How::Item => items.push((How::Item, bound.value)),
                How::Appended if self.outline.role(bound.value) == Role::List => {
                    items.extend(self.list_items(bound.value).into_iter().map(|item| (How::Item, item)));
                }
                _ => return None,
            }
            if bound.how != How::Assigned {
                let region = self.names.region_of(bound.at);
                may_repeat |= region.is_some_and(|region| !self.outline.holds(region, name));
            }
        }
        Some((items, may_repeat))
    }

    fn is_new_list(&self, node: NodeId) -> bool {
        let callee = self.outline.callee(node).filter(|_| self.outline.role(node) == Role::Call);
        let path = callee.and_then(|callee| self.names.resolved(callee));
        path.is_some_and(|path| ends_with_any(&path, &self.idioms.strings.new_lists))
            && self.outline.arguments(node).iter().all(|&size| self.outline.role(size) == Role::Number)
    }

    fn is_list_macro(&self, node: NodeId) -> bool {
        let name = self.outline.callee(node).and_then(|callee| self.outline.last_name(callee));
        self.outline.nodes[node].kind == Kind::Macro
            && name.is_some_and(|name| self.idioms.strings.list_macros.iter().any(|known| known == name))
    }

    /// The items of a list that is written out.
    pub fn list_items(&self, list: NodeId) -> Vec<NodeId> {
        match self.outline.role(list) {
            Role::List => self.outline.parts(list, Part::Item).collect(),
            _ => self.outline.arguments(list),
        }
    }
}
