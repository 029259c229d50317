//! Queries that begin with a method of a model's class: `Order.select()`, `await Order.filter(…)`. A file by itself does not
//! tell whether a class is a model: what is found here counts when the project knows that it is one.

use super::super::grammar::{Part, Role};
use super::super::library::Library;
use super::super::outline::NodeId;
use super::super::waiting::is_awaited;
use super::{Chain, Recognition};

impl Recognition<'_> {
    /// The class that a call asks, by itself or at the end of a chain which begins there.
    pub(super) fn asked_class(&self, library: &Library, call: NodeId, before: &Chain<'_>) -> Option<NodeId> {
        if library.chains.class_methods.is_empty() {
            return None;
        }
        let outline = self.values.outline;
        let callee = outline.callee(call)?;
        let (name, object) = (outline.last_name(callee)?, outline.part(callee, Part::Object)?);
        let class = match before.is_of_library && before.by_class && !before.has_run {
            true => before.model,
            false => Some(outline.unwrapped(object)).filter(|&object| self.begins_at_class(library, name, object)),
        };
        let is_awaited = outline.nodes[call].parent.is_some_and(|parent| is_awaited(self.values, parent));
        class.filter(|_| is_awaited == library.chains.awaited)
    }

    /// Whether taking the items of a lazy chain asks for them: that of some libraries has to be waited for.
    pub(super) fn is_asked(&self, library: &Library, node: NodeId, chain: &Chain<'_>) -> bool {
        let outline = self.values.outline;
        let parent = outline.nodes[node].parent;
        let is_awaited = parent.is_some_and(|parent| is_awaited(self.values, parent));
        // `async for`
        let is_taken = parent.is_some_and(|parent| outline.role(parent) == Role::Loop);
        !chain.has_run && (is_taken || is_awaited == library.chains.awaited)
    }

    /// Whether a method of an object begins a chain because the object is a class.
    pub(super) fn begins_at_class(&self, library: &Library, method: &str, object: NodeId) -> bool {
        let outline = self.values.outline;
        let object = outline.unwrapped(object);
        // `cls`
        let receivers = &self.values.idioms.values.receivers;
        let is_own = || {
            let is_receiver = receivers.iter().any(|name| name == outline.text_of(object));
            is_receiver && self.imported().any(|known| known.name == library.name)
        };
        let is_class = || {
            let name = outline.last_name(object).unwrap_or_default();
            name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
        };
        matches!(outline.role(object), Role::Name | Role::Member)
            && library.chains.class_methods.iter().any(|known| known == method)
            && (is_class() || is_own())
    }
}
