//! Values that are written out: texts, numbers, flags, lists, and the arguments of a call. Names are followed to
//! the only thing they can hold; what is computed is None.

use super::super::grammar::{Part, Role};
use super::super::names::How;
use super::super::outline::{NodeId, Outline};
use super::super::strings::Values;

/// How far a name is followed.
const HOPS: usize = 4;

#[derive(Clone, Copy)]
pub struct Literals<'p, 'a> {
    pub values: &'p Values<'a>,
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments<'a> {
    pub positional: Vec<NodeId>,
    pub named: Vec<(&'a str, NodeId)>,
    /// `*rest` or `**rest`: there are more, which are not known.
    pub more: bool,
}

impl<'a> Arguments<'a> {
    pub fn of(outline: &Outline<'a>, call: NodeId) -> Self {
        let mut arguments = Self::default();
        for argument in outline.arguments(call) {
            match outline.role(argument) {
                Role::Keyword => {
                    let named = outline.part(argument, Part::Name).zip(outline.part(argument, Part::Value));
                    arguments.named.extend(named.map(|(name, value)| (outline.text_of(name), value)));
                }
                Role::Splat => arguments.more = true,
                _ => arguments.positional.push(argument),
            }
        }
        arguments
    }

    pub fn named(&self, name: &str) -> Option<NodeId> {
        self.named.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The argument of a name, which may be given by its position instead.
    pub fn find(&self, position: usize, name: &str) -> Option<NodeId> {
        self.named(name).or_else(|| self.positional.get(position).copied())
    }
}

impl<'a> Literals<'_, 'a> {
    fn outline(&self) -> &'a Outline<'a> {
        self.values.outline
    }

    /// The value itself, brackets off and names followed.
    pub fn resolved(&self, node: NodeId) -> NodeId {
        let mut at = self.outline().unwrapped(node);
        for _ in 0..HOPS {
            match self.values.names.single(at) {
                Some(bound) if bound.how == How::Assigned => at = self.outline().unwrapped(bound.value),
                _ => break,
            }
        }
        at
    }

    /// A text, when it can be only one.
    pub fn text(&self, node: NodeId) -> Option<String> {
        match self.values.texts(node)?.as_slice() {
            [only] if only.is_constant() => Some(only.plain()),
            _ => None,
        }
    }

    pub fn number(&self, node: NodeId) -> Option<i64> {
        let node = self.resolved(node);
        let digits = self.outline().text_of(node).replace('_', "");
        (self.outline().role(node) == Role::Number).then(|| digits.parse().ok())?
    }

    /// True or false.
    pub fn flag(&self, node: NodeId) -> Option<bool> {
        let node = self.resolved(node);
        match (self.outline().role(node), self.outline().text_of(node)) {
            (Role::Constant, "True" | "true") => Some(true),
            (Role::Constant, "False" | "false") => Some(false),
            _ => None,
        }
    }

    pub fn is_none(&self, node: NodeId) -> bool {
        self.outline().role(node) == Role::Constant && matches!(self.outline().text_of(node), "None" | "null")
    }

    /// The items of a list, tuple or set, of several that are added up too. None when not all of them are known.
    pub fn items(&self, node: NodeId) -> Option<Vec<NodeId>> {
        let mut items = Vec::new();
        for part in self.outline().concatenated(self.resolved(node)) {
            let part = self.resolved(part);
            if self.outline().role(part) != Role::List {
                return None;
            }
            items.extend(self.outline().parts(part, Part::Item));
        }
        items.iter().all(|&item| self.outline().role(item) != Role::Splat).then_some(items)
    }

    /// The texts of a list. None when one of them is not known.
    pub fn texts(&self, node: NodeId) -> Option<Vec<String>> {
        self.items(node)?.into_iter().map(|item| self.text(item)).collect()
    }

    /// The entries of a dictionary.
    pub fn pairs(&self, node: NodeId) -> Option<Vec<(NodeId, NodeId)>> {
        let node = self.resolved(node);
        let pair = |item| Some((self.outline().part(item, Part::Key)?, self.outline().part(item, Part::Value)?));
        (self.outline().role(node) == Role::Dictionary)
            .then(|| self.outline().parts(node, Part::Item).map(pair).collect())?
    }

    /// A call, as the path of what it calls (`models.CharField`) and its arguments.
    pub fn call(&self, node: NodeId) -> Option<(Vec<&'a str>, Arguments<'a>)> {
        let node = self.outline().unwrapped(node);
        if self.outline().role(node) != Role::Call {
            return None;
        }
        let path = self.values.names.resolved(self.outline().callee(node)?)?;
        Some((path, Arguments::of(self.outline(), node)))
    }
}
