//! What a call calls, as far as its own file tells: a function by its path, a method of this class, of a base, of a value.

use super::Reader;
use crate::extract::Callee;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;

impl Reader<'_, '_> {
    /// `task.delay`
    pub(super) fn is_deferred(&self, callee: NodeId) -> bool {
        let outline = self.values.outline;
        let of_function = outline.part(callee, Part::Object).is_some_and(|object| outline.role(object) == Role::Name);
        let deferring = &self.values.idioms.functions.deferring;
        of_function && outline.last_name(callee).is_some_and(|name| deferring.iter().any(|known| known == name))
    }

    /// What a call calls, unless that can be no function of the project.
    pub(super) fn callee(&self, callee: NodeId) -> Option<Callee> {
        let (values, outline) = (self.values, self.values.outline);
        let method = outline.last_name(callee)?.to_owned();
        match outline.role(callee) {
            Role::Name => {
                let bindings = values.names.reaching(callee);
                let is_function = bindings.iter().all(|bound| bound.how == How::Defined);
                let known = !bindings.is_empty()
                    || values.names.is_imported(&method)
                    || !self.types.wildcards().is_empty()
                    || self.types.is_defined_here(&method);
                (is_function && known).then(|| self.types.path(callee)).flatten().map(Callee::Path)
            }
            Role::Member => {
                let object = outline.unwrapped(outline.part(callee, Part::Object)?);
                if self.is_deferred(callee) {
                    return self.callee(object);
                }
                if outline.nodes[callee].kind == Kind::Path {
                    let own = values.idioms.values.class_variables.iter().any(|name| name == outline.text_of(object));
                    return match self.class_around(callee) {
                        Some(class) if own => Some(Callee::Own { class, method }),
                        _ => self.types.path(callee).map(Callee::Path),
                    };
                }
                if values.idioms.values.receivers.iter().any(|known| known == outline.text_of(object)) {
                    return Some(Callee::Own { class: self.class_around(callee)?, method });
                }
                if self.is_base_call(object) {
                    return Some(Callee::Base { class: self.class_around(callee)?, method });
                }
                if self.types.is_module_or_class(object) {
                    return self.types.path(callee).map(Callee::Path);
                }
                let classes = self.types.classes(object, 0);
                if !classes.is_empty() {
                    return Some(Callee::Of { classes, method });
                }
                Some(Callee::Method(method))
            }
            _ => None,
        }
    }

    /// The class whose method the function around a node is.
    pub(super) fn class_around(&self, node: NodeId) -> Option<String> {
        let function = self.node_around(node)?;
        self.class_of(function).map(str::to_owned)
    }

    fn is_base_call(&self, object: NodeId) -> bool {
        let outline = self.values.outline;
        let name = outline.callee(object).filter(|_| outline.role(object) == Role::Call);
        name.and_then(|name| outline.last_name(name))
            .is_some_and(|name| self.values.idioms.functions.base_calls.iter().any(|known| known == name))
    }
}
