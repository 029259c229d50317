//! Objects of the project's own classes: what they keep of what they were made with, and what their methods give.

use std::sync::Arc;

use super::evaluation::{DEPTH, Evaluation};
use super::held::Held;
use super::passing::Method;
use super::readers::Given;
use crate::extract::{Argument, Call, Expression, ObjectClass, ParameterName, Step};

/// An object, its classes in the order in which they are asked, and those of its attributes that lead to rows.
#[derive(Debug)]
pub struct Object {
    classes: Vec<(Arc<str>, String)>,
    attributes: Vec<(String, Held)>,
}

impl Object {
    pub fn attribute(&self, name: &str) -> Option<&Held> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, held)| held)
    }
}

impl<'e> Evaluation<'e> {
    /// The object that a path names: one that a file has a name for.
    pub fn object_named(&self, path: &[String]) -> Option<Held> {
        let (file, object) = self.project.objects.find(path, self.path)?;
        Self { path: file, ..*self }.object(&object.made)
    }

    /// What a call of a class makes: `Repository(Order)`.
    pub fn object(&self, call: &Call) -> Option<Held> {
        let Expression::Path(path) = &call.callee else { return None };
        let class = path.last().filter(|name| name.starts_with(char::is_uppercase))?;
        if self.depth > DEPTH || self.class_at(path).is_some() {
            return None;
        }
        let lineage = self.project.objects.lineage(class, self.path);
        if lineage.is_empty() {
            return None;
        }
        let inner = Self { depth: self.depth + 1, given: None, view: None, ..*self };
        let given = inner.arguments(&call.arguments, &[]);
        let attributes = inner.attributes(&lineage, given);
        let classes = lineage.into_iter().map(|(path, class)| (path.clone(), class.class.clone())).collect();
        Some(Held::Object(Arc::new(Object { classes, attributes })))
    }

    /// The same, where the call is the first of a chain: `Repository(Order).open()`.
    pub fn made(&self, module: &[String], step: &Step) -> Option<Held> {
        let arguments = step.arguments.clone().filter(|_| step.name.starts_with(char::is_uppercase))?;
        let path = module.iter().chain([&step.name]).cloned().collect();
        self.object(&Call { callee: Expression::Path(path), arguments, span: step.span })
    }

    /// What arguments hold, where the names in them stand for what a function was given.
    fn arguments(&self, arguments: &[Argument], named: &[(String, Held)]) -> Vec<(ParameterName, Held)> {
        let given = arguments.iter().enumerate().filter(|(_, argument)| !argument.spread);
        let given = given.map(|(position, argument)| {
            let name = argument.name.clone().map_or(ParameterName::Position(position), ParameterName::Name);
            (name, self.value(&argument.value, named))
        });
        given.collect()
    }

    fn value(&self, value: &Expression, named: &[(String, Held)]) -> Held {
        let known = match value {
            Expression::Path(path) => named.iter().find(|(name, _)| path[..] == [name.clone()]),
            _ => None,
        };
        known.map_or_else(|| self.held_in(value), |(_, held)| held.clone())
    }

    fn held_in(&self, value: &Expression) -> Held {
        let made = match value {
            Expression::Call(call) => self.object(call),
            Expression::Path(path) if !path.iter().any(|name| name.starts_with(char::is_uppercase)) => {
                self.object_named(path)
            }
            _ => None,
        };
        made.unwrap_or_else(|| {
            let (root, steps) = super::flattened(value);
            self.hold(&root, &steps, &mut Vec::new())
        })
    }

    fn attributes(
        &self,
        lineage: &[(&'e Arc<str>, &'e ObjectClass)],
        mut given: Vec<(ParameterName, Held)>,
    ) -> Vec<(String, Held)> {
        let mut attributes: Vec<(String, Held)> = Vec::new();
        for (path, class) in lineage {
            let inner = Self { path, ..*self };
            let Some(constructor) = &class.constructor else { continue };
            let names: Vec<String> = constructor.parameters.iter().map(|(name, _)| name.clone()).collect();
            let mut named = Given::named(given.iter().map(|(name, held)| (name, held.clone())).collect(), &names);
            for (name, default) in &constructor.parameters {
                if let Some(default) = default.as_ref().filter(|_| named.parameter(name).is_none()) {
                    named.parameters.push((name.clone(), inner.held_in(default)));
                }
            }
            for (attribute, value) in &constructor.kept {
                attributes.push((attribute.clone(), inner.value(value, &named.parameters)));
            }
            let Some(given_on) = &constructor.given_on else { break };
            given = inner.arguments(given_on, &named.parameters);
        }
        for (path, class) in lineage {
            let inner = Self { path, ..*self };
            attributes.extend(class.settings.iter().map(|(name, value)| (name.clone(), inner.held_in(value))));
        }
        attributes.retain(|(_, held)| !matches!(held, Held::Unknown));
        attributes
    }

    /// What an attribute of an object holds, or one of its methods gives.
    pub fn object_step(&self, object: &Arc<Object>, step: &Step) -> Held {
        if step.arguments.is_none()
            && let Some(held) = object.attribute(&step.name)
        {
            return held.clone();
        }
        let Some(method) = self.method_of_object(object, &step.name, None) else { return Held::Unknown };
        self.given_by(object, method, Vec::new())
    }

    /// What a method of an object gives, with what it is given.
    pub fn given_by(&self, object: &Arc<Object>, method: Method<'e>, parameters: Vec<(String, Held)>) -> Held {
        let given = Given { receiver: Some(Held::Object(object.clone())), parameters, constants: Vec::new() };
        Self { view: None, ..*self }.given_back(method, &given)
    }

    /// The method of an object that gives something, when it is the first of its classes that has such a method; of those
    /// behind a class of it, where one is named.
    pub fn method_of_object(&self, object: &Object, name: &str, behind: Option<&str>) -> Option<Method<'e>> {
        let after = |class: &str| object.classes.iter().position(|(_, known)| known == class).map(|at| at + 1);
        for (path, class) in object.classes.iter().skip(behind.map_or(Some(0), after)?) {
            if let Some((path, giver)) = self.project.givers.method(class, path, name) {
                return Some(Method { path, giver, bases: 0 });
            }
            if self.project.readings.defines(path, class, name) {
                return None;
            }
        }
        None
    }

    /// The object whose method is followed.
    pub fn own_object(&self) -> Option<&'e Arc<Object>> {
        match self.given.and_then(|given| given.receiver.as_ref()) {
            Some(Held::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// The object that a setting of the view names which is followed: `repository = order_repository`.
    pub fn object_set(&self, name: &str) -> Option<Held> {
        let lineage = self.project.declarations.lineage(self.view?);
        let (class, setting) = lineage.setting(name)?;
        let inner = Self { path: &class.path, depth: self.depth + 1, view: None, ..*self };
        match inner.held_in(&setting.value) {
            held @ Held::Object(_) => Some(held),
            _ => None,
        }
    }
}
