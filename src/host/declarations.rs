//! Classes whose attributes a framework reads. Which those are is told by what their bases are called.

use super::expressions::Expressions;
use super::grammar::{Part, Role};
use super::idioms::ends_with;
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::{Declaration, Setting};

/// How many attributes of one class are looked at.
const MOST: usize = 200;

pub fn read(values: &Values<'_>) -> Vec<Declaration> {
    let outline = values.outline;
    let classes = outline.ids().filter(|&id| outline.role(id) == Role::Class);
    let known = &values.idioms.rows.registrations;
    let registers = |&id: &NodeId| {
        let name = outline.callee(id).and_then(|callee| outline.last_name(callee));
        outline.role(id) == Role::Call && name.is_some_and(|name| known.iter().any(|known| known == name))
    };
    let registrations = outline.ids().filter(registers).collect();
    let reader = Reader { values, expressions: Expressions { values }, registrations };
    let bare = reader.registrations.iter().filter_map(|&call| reader.bare(call));
    classes.filter_map(|class| reader.declaration(class)).chain(bare).collect()
}

struct Reader<'v, 'a> {
    values: &'v Values<'a>,
    expressions: Expressions<'v, 'a>,
    /// Calls that tell a framework of a class.
    registrations: Vec<NodeId>,
}

impl Reader<'_, '_> {
    fn declaration(&self, class: NodeId) -> Option<Declaration> {
        let outline = self.values.outline;
        let bases: Vec<String> = outline.parts(class, Part::Base).filter_map(|base| self.path(base)).collect();
        let known = &self.values.idioms.rows.framework_classes;
        if !bases.iter().any(|base| known.iter().any(|word| base.ends_with(word.as_str()))) {
            return None;
        }
        let name = outline.part(class, Part::Name)?;
        let is_meta = |&id: &NodeId| {
            outline.role(id) == Role::Class
                && outline.part(id, Part::Name).is_some_and(|name| outline.text_of(name) == "Meta")
                && self.values.names.class_around(id) == Some(class)
        };
        let meta = outline.within(class).find(is_meta);
        let decorators = outline.parts(class, Part::Decorator).map(|mark| outline.unwrapped(mark));
        let marks = decorators.chain(self.registrations_of(outline.text_of(name)));
        Some(Declaration {
            class: outline.text_of(name).to_owned(),
            bases,
            settings: self.settings(class),
            meta: meta.map(|meta| self.settings(meta)).unwrap_or_default(),
            marks: marks.map(|mark| self.expressions.read(mark)).collect(),
            span: outline.span(name),
            whole: outline.span(class),
        })
    }

    /// `admin.site.register(Order, OrderAdmin)`
    fn registrations_of<'s>(&'s self, class: &'s str) -> impl Iterator<Item = NodeId> + 's {
        let outline = self.values.outline;
        let is_class = move |&id: &NodeId| outline.role(id) == Role::Name && outline.text_of(id) == class;
        let calls = self.registrations.iter().copied();
        calls.filter(move |&call| outline.arguments(call).get(1).is_some_and(is_class))
    }

    /// `admin.site.register(Order)`: a class without a name or settings.
    fn bare(&self, call: NodeId) -> Option<Declaration> {
        let outline = self.values.outline;
        let path = outline.path(outline.callee(call)?)?;
        let known = &self.values.idioms.rows.bare_registrations;
        let (_, base) = known.iter().find(|(name, _)| ends_with(&path, name))?;
        let span = outline.span(call);
        (outline.arguments(call).len() == 1).then(|| Declaration {
            class: outline.text_of(call).to_owned(),
            bases: vec![base.clone()],
            settings: Vec::new(),
            meta: Vec::new(),
            marks: vec![self.expressions.read(call)],
            span,
            whole: span,
        })
    }

    /// What stands in the body of a class itself.
    fn settings(&self, class: NodeId) -> Vec<Setting> {
        let outline = self.values.outline;
        let is_own = |&id: &NodeId| {
            let mut around = outline.ancestors(id);
            outline.role(id) == Role::Binding
                && around.find(|&id| matches!(outline.role(id), Role::Class | Role::Function)) == Some(class)
        };
        let setting = |id: NodeId| {
            let (name, value) = (outline.part(id, Part::Name)?, outline.part(id, Part::Value)?);
            (outline.role(name) == Role::Name).then(|| Setting {
                name: outline.text_of(name).to_owned(),
                value: self.expressions.read(value),
                span: outline.span(value),
            })
        };
        outline.within(class).filter(is_own).filter_map(setting).take(MOST).collect()
    }

    fn path(&self, base: NodeId) -> Option<String> {
        let path = self.values.names.resolved(self.values.outline.unwrapped(base))?;
        Some(path.join("."))
    }
}
