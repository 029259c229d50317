//! Classes as descriptions: their bases, what their bodies assign, and the classes inside them.

use crate::text::Span;

use super::super::grammar::{Part, Role};
use super::super::outline::{NodeId, Outline};

/// A class, struct or the like.
#[derive(Clone, Debug)]
pub struct Class<'a> {
    pub node: NodeId,
    pub name: &'a str,
    pub name_span: Span,
    /// What it derives from, keywords (`metaclass=…`) too.
    pub bases: Vec<NodeId>,
    body: NodeId,
}

/// `name: annotation = value` in the body of a class.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    pub name: &'a str,
    pub span: Span,
    pub value: Option<NodeId>,
    pub annotation: Option<NodeId>,
    /// It stands in an `if` or the like: it may not be there.
    pub conditional: bool,
}

/// The classes of a file that stand in no function and no other class.
pub fn classes<'a>(outline: &Outline<'a>) -> Vec<Class<'a>> {
    own(outline, outline.ids()).filter_map(|id| Class::read(outline, id)).collect()
}

impl<'a> Class<'a> {
    fn read(outline: &Outline<'a>, node: NodeId) -> Option<Self> {
        if outline.role(node) != Role::Class {
            return None;
        }
        let (name, body) = (outline.part(node, Part::Name)?, outline.part(node, Part::Body)?);
        let bases = outline.parts(node, Part::Base).collect();
        Some(Self { node, name: outline.text_of(name), name_span: outline.span(name), bases, body })
    }

    /// The bases as written: `models.Model`.
    pub fn base_names(&self, outline: &Outline<'a>) -> Vec<String> {
        let paths = self.bases.iter().filter_map(|&base| outline.path(base));
        paths.map(|path| path.join(".")).collect()
    }

    /// What its body assigns, in order; functions and classes inside it keep theirs.
    pub fn attributes(&self, outline: &Outline<'a>) -> Vec<Attribute<'a>> {
        let bindings = self.members(outline).filter(|&id| outline.role(id) == Role::Binding);
        let attribute = |id: NodeId| {
            let name = outline.part(id, Part::Name).filter(|&name| outline.role(name) == Role::Name)?;
            let optional = |id: NodeId| matches!(outline.role(id), Role::Branch | Role::Handler | Role::Loop);
            Some(Attribute {
                name: outline.text_of(name),
                span: outline.span(name),
                value: outline.part(id, Part::Value),
                annotation: outline.part(id, Part::Type),
                conditional: outline.ancestors(id).take_while(|&around| around != self.body).any(optional),
            })
        };
        bindings.filter_map(attribute).collect()
    }

    /// A class inside it, by name.
    pub fn inner(&self, outline: &Outline<'a>, name: &str) -> Option<Class<'a>> {
        self.members(outline).filter_map(|id| Class::read(outline, id)).find(|class| class.name == name)
    }

    /// The functions of its body.
    pub fn functions<'o>(&self, outline: &'o Outline<'a>) -> impl Iterator<Item = NodeId> + 'o {
        self.members(outline).filter(|&id| outline.role(id) == Role::Function)
    }

    fn members<'o>(&self, outline: &'o Outline<'a>) -> impl Iterator<Item = NodeId> + 'o {
        own(outline, self.body + 1..outline.within(self.body).end)
    }
}

/// The nodes of a range, without those inside of functions and classes that stand in it.
fn own<'o>(outline: &'o Outline<'_>, range: std::ops::Range<NodeId>) -> impl Iterator<Item = NodeId> + 'o {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let id = Some(at).filter(|at| range.contains(at))?;
        at = match outline.role(id) {
            Role::Function | Role::Class => outline.within(id).end,
            _ => id + 1,
        };
        Some(id)
    })
}
