//! Functions that answer a request: they run once for each, and many times at once.

use super::grammar::{Part, Role};
use super::idioms::{begins_with, ends_with_any};
use super::outline::NodeId;
use super::strings::Values;

/// How many nodes before a function its attribute may begin.
const NEAR: usize = 8;

/// Whether a function answers requests, by its decorators or attributes, its parameters, or who depends on it.
pub fn answers_requests(values: &Values<'_>, function: NodeId) -> bool {
    let outline = values.outline;
    let known = &values.idioms.requests;
    let Some(name) = outline.part(function, Part::Name).map(|id| outline.text_of(id)) else { return false };
    let is_probe = name.to_lowercase().split('_').any(|word| known.probes.iter().any(|probe| probe == word));
    if is_probe {
        return false;
    }
    known.functions.iter().any(|known| known == name)
        || outline.parts(function, Part::Decorator).any(|id| is_route(values, outline.unwrapped(id)))
        || is_marked(values, function)
        || takes_request(values, function)
        || is_dependency(values, name)
}

/// `@app.get("/orders")`, `@api_view(["GET"])`
fn is_route(values: &Values<'_>, decorator: NodeId) -> bool {
    let outline = values.outline;
    let Some(callee) = outline.callee(decorator).filter(|_| outline.role(decorator) == Role::Call) else {
        return false;
    };
    let is_one_of =
        |names: &[String]| outline.last_name(callee).is_some_and(|it| names.iter().any(|known| known == it));
    let first = outline.arguments(decorator).first().copied();
    let is_path = first.is_some_and(|id| outline.role(id) == Role::String && outline.text_of(id).contains('/'));
    let known = &values.idioms.requests;
    is_one_of(&known.decorators) || is_one_of(&known.routes) && is_path && outline.part(callee, Part::Object).is_some()
}

/// `#[get("/orders")]`
fn is_marked(values: &Values<'_>, function: NodeId) -> bool {
    let outline = values.outline;
    let near = function.saturating_sub(NEAR)..function;
    let mut attributes = near.filter(|&id| outline.role(id) == Role::Attribute && outline.nodes[id].end <= function);
    attributes.any(|id| {
        let text = outline.text_of(id).trim_start_matches(['#', '[']);
        let path = text.split_once('(').map(|(name, rest)| (name.rsplit(':').next().unwrap_or(name), rest));
        let routes = &values.idioms.requests.routes;
        path.is_some_and(|(name, rest)| routes.iter().any(|route| route == name) && rest.starts_with("\"/"))
    })
}

fn takes_request(values: &Values<'_>, function: NodeId) -> bool {
    let outline = values.outline;
    let known = &values.idioms.requests;
    let serves = || values.names.imports().any(|path| known.frameworks.iter().any(|name| begins_with(path, name)));
    let mut parameters = outline.parts(function, Part::Parameter);
    parameters.any(|parameter| {
        let name = outline.text_of(outline.part(parameter, Part::Name).unwrap_or(parameter));
        let annotation = outline.part(parameter, Part::Type).map(|id| outline.text_of(id)).unwrap_or_default();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        // `Path<` is another type than `Path`.
        let is_said = |known: &String| match known.strip_suffix('<') {
            Some(_) => annotation.split_inclusive(|c: char| !is_part(c)).any(|word| word == known),
            None => annotation.split(|c: char| !is_part(c)).any(|word| word == known),
        };
        known.parameters.iter().any(|known| known == name) || known.types.iter().any(is_said) && serves()
    })
}

/// `Depends(connect)`
fn is_dependency(values: &Values<'_>, name: &str) -> bool {
    let outline = values.outline;
    let known = &values.idioms.requests.dependencies;
    let mut calls = known.iter().filter_map(|call| values.names.calls_of(call)).flatten();
    calls.any(|&call| {
        let is_it = |id: &NodeId| outline.role(*id) == Role::Name && outline.text_of(*id) == name;
        let path = outline.callee(call).and_then(|callee| values.names.resolved(callee)).unwrap_or_default();
        ends_with_any(&path, known) && outline.arguments(call).iter().any(is_it)
    })
}

/// Whether a framework calls a function when no transaction is open: a view, a task, a command.
pub fn begins_alone(values: &Values<'_>, function: NodeId) -> bool {
    let outline = values.outline;
    let known = &values.idioms.requests;
    let class = values.names.class_around(function);
    let bases = class.into_iter().flat_map(|class| outline.parts(class, Part::Base));
    let mut words = bases.chain(outline.parts(function, Part::Decorator)).map(|id| outline.text_of(id));
    if words.any(|text| known.wrapping.iter().any(|word| text.to_lowercase().contains(word.as_str()))) {
        return false;
    }
    let Some(name) = outline.part(function, Part::Name).map(|id| outline.text_of(id)) else { return false };
    let is_one_of = |names: &[String], name: &str| names.iter().any(|known| known == name);
    let decorators = outline.parts(function, Part::Decorator).map(|id| outline.unwrapped(id));
    let mut marks = decorators.map(|id| outline.callee(id).filter(|_| outline.role(id) == Role::Call).unwrap_or(id));
    // What it depends on may have opened one.
    let depends = |id: NodeId| known.dependencies.iter().any(|word| outline.text_of(id).contains(&format!("{word}(")));
    let mut given = outline.parts(function, Part::Parameter);
    let is_served = outline.parts(function, Part::Decorator).any(|id| is_route(values, outline.unwrapped(id)));
    if is_served && !given.any(depends) {
        return true;
    }
    if values.is_entry_point(function)
        || marks.any(|id| outline.last_name(id).is_some_and(|it| is_one_of(&known.tasks, it)))
    {
        return true;
    }
    let mut parameters = outline.parts(function, Part::Parameter).map(|id| outline.part(id, Part::Name).unwrap_or(id));
    let first = parameters.nth(usize::from(class.is_some())).map(|id| outline.text_of(id));
    first.is_some_and(|first| is_one_of(&known.parameters, first))
        && (class.is_none() || is_one_of(&known.methods, name))
        // What is done for all methods of a class stands before the class.
        && !(class.is_some() && outline.text.contains("\"dispatch\""))
}
