//! Functions whose every return gives a query of a known class, and those that give a class.

use super::{Reader, is_asked};
use crate::extract::{Expression, Giver, RowRoot, RowSource};
use crate::host::functions::parameter_name;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::outline::NodeId;

impl Reader<'_, '_> {
    pub(super) fn givers(&self) -> Vec<Giver> {
        let outline = self.values.outline;
        let mut found: Vec<Given> = Vec::new();
        let gives_view = |function| {
            let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            name.contains("queryset")
        };
        let gives_class = |function| {
            let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            self.values.idioms.rows.class_givers.iter().any(|known| known == name)
        };
        let gives_attribute = |function| {
            let marks =
                outline.parts(function, Part::Decorator).filter_map(|mark| outline.last_name(outline.unwrapped(mark)));
            marks.into_iter().any(|mark| self.values.idioms.functions.properties.iter().any(|known| known == mark))
        };
        let returns =
            outline.ids().filter(|&id| outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return);
        for exit in returns {
            let Some(function) = outline.ancestors(exit).find(|&id| outline.role(id) == Role::Function) else {
                continue;
            };
            // Nothing is no query, and no other one either.
            let Some(value) = outline.part(exit, Part::Value).filter(|&value| !self.is_nothing(value)) else {
                continue;
            };
            let is_known = |source: &RowSource| match source.root {
                RowRoot::Path(_) => !source.steps.is_empty() || gives_class(function),
                RowRoot::Parameter { .. } | RowRoot::Passed(_) => true,
                RowRoot::Value => is_asked(source),
                // `self.queryset` of a view
                RowRoot::Own(_) if source.steps.iter().any(|step| step.arguments.is_some()) => true,
                RowRoot::Own(_) if gives_attribute(function) => !source.steps.is_empty(),
                RowRoot::Own(_) | RowRoot::Base(_) => !source.steps.is_empty() && gives_view(function),
                _ => false,
            };
            let told = |value: NodeId| -> Vec<RowSource> {
                let unknown = |span| RowSource { root: RowRoot::Value, steps: Vec::new(), awaited: false, span };
                let sources = self.sources(value).into_iter();
                let sources: Vec<RowSource> =
                    sources.map(|source| if is_known(&source) { source } else { unknown(source.span) }).collect();
                if sources.is_empty() { vec![unknown(outline.span(exit))] } else { sources }
            };
            let sources = told(value);
            let parts: Vec<Vec<RowSource>> = self.parts_of(value).into_iter().map(told).collect();
            match found.iter_mut().find(|known| known.function == function) {
                Some(known) => known.add(sources, parts),
                None => found.push(Given { function, sources, parts }),
            }
        }
        let giver = |given: Given| {
            let Given { function, sources, parts } = given;
            let is_known = |source: &RowSource| source.root != RowRoot::Value || is_asked(source);
            let tells = sources.iter().any(is_known) || parts.iter().flatten().any(is_known);
            let name = outline.part(function, Part::Name).filter(|_| tells)?;
            let class = self.values.names.class_around(function).and_then(|class| outline.part(class, Part::Name));
            let class = class.map(|class| outline.text_of(class).to_owned());
            let receiver = usize::from(self.values.has_receiver(function));
            let parameters = outline.parts(function, Part::Parameter).skip(receiver);
            let parameters = parameters.map(|id| parameter_name(outline, id).to_owned()).collect();
            Some(Giver { class, name: outline.text_of(name).to_owned(), parameters, sources, parts })
        };
        found.into_iter().filter_map(giver).collect()
    }

    /// The items of a tuple that is returned.
    fn parts_of(&self, value: NodeId) -> Vec<NodeId> {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        let is_tuple = outline.role(value) == Role::List && !outline.text_of(value).starts_with(['[', '{']);
        let parts: Vec<NodeId> = outline.parts(value, Part::Item).filter(|_| is_tuple).collect();
        if parts.iter().any(|&part| outline.role(part) == Role::Splat) { Vec::new() } else { parts }
    }

    fn is_nothing(&self, value: NodeId) -> bool {
        self.values.outline.role(value) == Role::Constant && self.expressions.read(value) == Expression::Null
    }
}

/// What the returns of one function give.
struct Given {
    function: NodeId,
    sources: Vec<RowSource>,
    parts: Vec<Vec<RowSource>>,
}

impl Given {
    /// Another return. Functions that return now so many things, now so many, are not followed.
    fn add(&mut self, sources: Vec<RowSource>, parts: Vec<Vec<RowSource>>) {
        self.sources.extend(sources);
        if self.parts.len() != parts.len() {
            self.parts.clear();
        }
        self.parts.iter_mut().zip(parts).for_each(|(known, more)| known.extend(more));
    }
}
