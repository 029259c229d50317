//! Rows that are kept by their keys, and looked up in a loop over something else: `found = Order.objects.in_bulk(keys)`.

use super::{Place, Reader};
use crate::extract::Step;
use crate::host::grammar::{Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::text::Span;

impl Reader<'_, '_> {
    /// Names that hold rows by their keys, once for each outermost loop that looks some of them up.
    pub(super) fn find_keyed(&mut self) {
        let outline = self.values.outline;
        let loops = self.loops;
        for binding in outline.ids().filter(|&id| outline.role(id) == Role::Binding) {
            let (Some(at), Some(value)) = (outline.part(binding, Part::Name), outline.part(binding, Part::Value))
            else {
                continue;
            };
            if outline.role(at) != Role::Name || !self.gives_keyed(value) {
                continue;
            }
            let mut sources = self.sources(value);
            sources.iter_mut().for_each(|source| source.steps.push(all_values(source.span)));
            let mut looked_up: Vec<NodeId> = self.uses.get(outline.text_of(at)).cloned().unwrap_or_default();
            looked_up.retain(|&name| name != at && self.looks_up(name, at));
            for (index, repetition) in loops.all.iter().enumerate() {
                let within = |name: &NodeId| repetition.bodies.iter().any(|&body| outline.holds(body, *name));
                if !looked_up.iter().any(within) || within(&at) {
                    continue;
                }
                looked_up.retain(|name| !within(name));
                let place = Place { at, within: repetition.bodies.clone(), repetition: Some(index), keyed: true };
                self.add(place, sources.clone());
            }
        }
    }

    /// `in_bulk(…)`, `{order.number: order for order in orders}`
    fn gives_keyed(&self, value: NodeId) -> bool {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        match outline.role(value) {
            Role::Call => {
                let name = outline.callee(value).and_then(|callee| outline.last_name(callee));
                name.is_some_and(|name| self.values.idioms.rows.keyed.iter().any(|known| known == name))
            }
            Role::Comprehension => {
                outline.part(value, Part::Element).is_some_and(|element| outline.role(element) == Role::Pair)
            }
            _ => false,
        }
    }

    /// Whether a use of a name takes one row of what was bound there.
    fn looks_up(&self, name: NodeId, at: NodeId) -> bool {
        let is_it =
            matches!(self.values.names.reaching(name)[..], [bound] if bound.at == at && bound.how == How::Assigned);
        is_it && self.climb(name).steps.first().is_some_and(takes_one)
    }
}

/// `[key]`, `.get(key)`, `.pop(key)`
pub(super) fn takes_one(step: &Step) -> bool {
    matches!(step.name.as_str(), "[]" | "get" | "pop") && step.arguments.as_ref().is_some_and(|given| !given.is_empty())
}

fn all_values(span: Span) -> Step {
    Step { name: "values".to_owned(), arguments: Some(Vec::new()), span }
}
