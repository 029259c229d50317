//! Objects that files have names for, and what their classes keep: settings of the class, and what the constructor is given.

use super::Reader;
use crate::extract::{Argument, Constructor, Expression, Object, ObjectClass};
use crate::host::functions::parameter_name;
use crate::host::grammar::{Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;

/// How many of one file are looked at.
const MOST: usize = 200;

impl Reader<'_, '_> {
    /// `orders = Repository(Order)`, outside of functions and classes.
    pub(super) fn objects(&self) -> Vec<Object> {
        let outline = self.values.outline;
        let names = &self.values.names;
        let is_of_file = |&id: &NodeId| {
            outline.role(id) == Role::Binding && names.scope_of(id).is_none() && names.class_around(id).is_none()
        };
        let object = |binding: NodeId| {
            let name = outline.part(binding, Part::Name).filter(|&name| outline.role(name) == Role::Name)?;
            match self.expressions.read(outline.part(binding, Part::Value)?) {
                Expression::Call(made) if names_class(&made.callee) => {
                    Some(Object { name: outline.text_of(name).to_owned(), made: *made })
                }
                _ => None,
            }
        };
        outline.ids().filter(is_of_file).filter_map(object).take(MOST).collect()
    }

    pub(super) fn object_classes(&self) -> Vec<ObjectClass> {
        let outline = self.values.outline;
        let classes = outline.ids().filter(|&id| outline.role(id) == Role::Class);
        classes.filter_map(|class| self.object_class(class)).take(MOST).collect()
    }

    fn object_class(&self, class: NodeId) -> Option<ObjectClass> {
        let outline = self.values.outline;
        let bases = outline.parts(class, Part::Base).filter_map(|base| outline.last_name(outline.unwrapped(base)));
        let is_own = |&id: &NodeId| {
            let mut around = outline.ancestors(id);
            around.find(|&id| matches!(outline.role(id), Role::Class | Role::Function)) == Some(class)
        };
        let own: Vec<NodeId> = outline.within(class).filter(is_own).collect();
        let settings = own.iter().filter_map(|&id| {
            let name = outline.part(id, Part::Name).filter(|&name| outline.role(name) == Role::Name)?;
            let value = outline.part(id, Part::Value).filter(|_| outline.role(id) == Role::Binding)?;
            let value = self.expressions.read(value);
            names_class(&value).then(|| (outline.text_of(name).to_owned(), value))
        });
        let constructors = &self.values.idioms.functions.constructors;
        let is_constructor = |&id: &NodeId| {
            let name = outline.part(id, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            outline.role(id) == Role::Function && constructors.iter().any(|known| known == name)
        };
        Some(ObjectClass {
            class: outline.text_of(outline.part(class, Part::Name)?).to_owned(),
            bases: bases.map(str::to_owned).collect(),
            settings: settings.collect(),
            constructor: own.iter().copied().find(is_constructor).map(|function| self.constructor(function)),
        })
    }

    fn constructor(&self, function: NodeId) -> Constructor {
        let outline = self.values.outline;
        let parameters = outline.parts(function, Part::Parameter).skip(1).map(|id| {
            let default = outline.part(id, Part::Value).map(|value| self.expressions.read(value));
            (parameter_name(outline, id).to_owned(), default)
        });
        let kept = outline.within(function).filter(|&id| outline.role(id) == Role::Binding).filter_map(|binding| {
            let attribute = outline.part(binding, Part::Name).and_then(|target| self.own_attribute(target))?;
            match self.given_or_named(outline.part(binding, Part::Value)?) {
                value @ Expression::Path(_) => Some((attribute, value)),
                _ => None,
            }
        });
        Constructor {
            parameters: parameters.collect(),
            kept: kept.collect(),
            given_on: outline.within(function).find_map(|call| self.given_to_base(call)),
        }
    }

    /// `super().__init__(model)`
    fn given_to_base(&self, call: NodeId) -> Option<Vec<Argument>> {
        let outline = self.values.outline;
        let known = &self.values.idioms.functions;
        let callee = outline.callee(call).filter(|_| outline.role(call) == Role::Call)?;
        let is_constructor = known.constructors.iter().any(|name| outline.last_name(callee) == Some(name));
        let base = outline.part(callee, Part::Object).filter(|_| is_constructor)?;
        let asks = outline.callee(base).and_then(|callee| outline.last_name(callee))?;
        if !known.base_calls.iter().any(|name| name == asks) {
            return None;
        }
        let mut given = self.expressions.arguments(call, 0);
        for (argument, node) in given.iter_mut().zip(outline.arguments(call)) {
            argument.value = self.given_or_named(outline.part(node, Part::Value).unwrap_or(node));
        }
        Some(given)
    }

    /// An expression, where a parameter goes by its name.
    fn given_or_named(&self, value: NodeId) -> Expression {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        match self.values.names.reaching(value)[..] {
            [bound] if outline.role(value) == Role::Name && bound.how == How::Parameter => {
                Expression::Path(vec![outline.text_of(value).to_owned()])
            }
            _ => self.expressions.read(value),
        }
    }
}

/// Whether the last name of a path is written as those of classes are.
fn names_class(value: &Expression) -> bool {
    match value {
        Expression::Path(path) => path.last().is_some_and(|name| name.starts_with(char::is_uppercase)),
        _ => false,
    }
}
