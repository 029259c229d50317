//! Where programs fill templates, and with what.

use super::Reader;
use crate::extract::{Expression, Handing, Recipient, RowRoot, RowSource};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;

/// How often a name for values is followed.
const DEPTH: usize = 3;

impl Reader<'_, '_> {
    /// `render(request, "orders.html", {"orders": orders})`
    pub(super) fn fillings(&self) -> Vec<Handing> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.pages;
        let fills = |&id: &NodeId| {
            let name = outline.callee(id).and_then(|callee| outline.last_name(callee));
            outline.role(id) == Role::Call && name.is_some_and(|name| known.functions.iter().any(|known| known == name))
        };
        outline.ids().filter(fills).flat_map(|call| self.filling(call)).collect()
    }

    fn filling(&self, call: NodeId) -> Vec<Handing> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.pages;
        let (mut template, mut values) = (None, Vec::new());
        for argument in outline.arguments(call) {
            match outline.role(argument) {
                Role::Keyword => {
                    let (Some(name), Some(value)) =
                        (outline.part(argument, Part::Name), outline.part(argument, Part::Value))
                    else {
                        continue;
                    };
                    let name = outline.text_of(name);
                    match () {
                        () if known.template_names.iter().any(|known| known == name) => template = self.text(value),
                        () if known.values_names.iter().any(|known| known == name) => {
                            values.extend(self.named_values(value, 0));
                        }
                        () => values.push((name.to_owned(), value)),
                    }
                }
                Role::Splat => values.extend(
                    outline.part(argument, Part::Value).into_iter().flat_map(|value| self.named_values(value, 0)),
                ),
                _ if template.is_none() => template = self.text(argument),
                _ => values.extend(self.named_values(argument, 0)),
            }
        }
        let Some(template) = template else { return Vec::new() };
        let to = |variable: String| Recipient::Template { name: template.clone(), variable: Some(variable) };
        self.given(values, call, to)
    }

    fn given(&self, values: Vec<(String, NodeId)>, at: NodeId, to: impl Fn(String) -> Recipient) -> Vec<Handing> {
        let handing = |(name, value): (String, NodeId)| {
            let sources = self.sources_given(value).or_else(|| self.given_by_object(value))?;
            let handing = self.handing(to(name), sources, at);
            Some(Handing { span: self.shown(value), ..handing })
        };
        values.into_iter().filter_map(handing).collect()
    }

    /// What a method of an object of the project gives: `orders.visible_to(user)`, where `orders` was imported.
    fn given_by_object(&self, value: NodeId) -> Option<Vec<RowSource>> {
        let sources = self.sources(value);
        let is_of_object = |source: &RowSource| match &source.root {
            RowRoot::Path(path) => path.len() > 1 && source.steps.iter().any(|step| step.arguments.is_some()),
            _ => self.may_be_rows(source),
        };
        (!sources.is_empty() && sources.iter().all(is_of_object)).then_some(sources)
    }

    /// What a method adds to the values of its class's template: `context["orders"] = …`.
    pub(super) fn page_values(&self) -> Vec<Handing> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.pages;
        let returns =
            outline.ids().filter(|&id| outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return);
        let mut found = Vec::new();
        for exit in returns {
            let function = outline.ancestors(exit).find(|&id| outline.role(id) == Role::Function);
            let name = function.and_then(|function| outline.part(function, Part::Name));
            let class = self.values.names.class_around(exit).and_then(|class| outline.part(class, Part::Name));
            let (Some(name), Some(class), Some(value)) = (name, class, outline.part(exit, Part::Value)) else {
                continue;
            };
            if known.methods.iter().any(|known| outline.text_of(name).ends_with(known.as_str())) {
                let class = outline.text_of(class).to_owned();
                let to = |variable: String| Recipient::Page { class: class.clone(), variable };
                found.extend(self.given(self.named_values(value, 0), exit, to));
            }
        }
        found
    }

    /// What a function of the page gives to the template that its decorator names.
    pub(super) fn inclusions(&self) -> Vec<Handing> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.pages;
        let template_of = |function: NodeId| {
            let marks = outline.parts(function, Part::Decorator).map(|mark| outline.unwrapped(mark));
            let mut calls = marks.filter(|&mark| {
                let name = outline.callee(mark).and_then(|callee| outline.last_name(callee));
                outline.role(mark) == Role::Call
                    && name.is_some_and(|name| known.inclusions.iter().any(|it| it == name))
            });
            let first = outline.arguments(calls.next()?).into_iter().next()?;
            self.text(
                outline.part(first, Part::Value).filter(|_| outline.role(first) == Role::Keyword).unwrap_or(first),
            )
        };
        let returns =
            outline.ids().filter(|&id| outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return);
        let mut found = Vec::new();
        for exit in returns {
            let function = outline.ancestors(exit).find(|&id| outline.role(id) == Role::Function);
            let (Some(function), Some(value)) = (function, outline.part(exit, Part::Value)) else { continue };
            if let Some(template) = template_of(function) {
                let to = |variable: String| Recipient::Template { name: template.clone(), variable: Some(variable) };
                found.extend(self.given(self.named_values(value, 0), exit, to));
            }
        }
        found
    }

    /// The values that an expression gives names to.
    fn named_values(&self, node: NodeId, depth: usize) -> Vec<(String, NodeId)> {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        match outline.role(node) {
            Role::Dictionary => {
                let pairs = outline.parts(node, Part::Item);
                let pair = |pair: NodeId| match outline.role(pair) {
                    Role::Pair => {
                        let name = self.text(outline.part(pair, Part::Key)?)?;
                        Some(vec![(name, outline.part(pair, Part::Value)?)])
                    }
                    Role::Splat => Some(self.named_values(outline.part(pair, Part::Value)?, depth + 1)),
                    _ => None,
                };
                pairs.filter_map(pair).flatten().collect()
            }
            // `dict(orders=orders)`, `super().get_context_data(orders=orders)`
            Role::Call => {
                let arguments = outline.arguments(node).into_iter();
                let keywords = arguments.filter(|&id| outline.role(id) == Role::Keyword);
                let keyword = |id: NodeId| {
                    let name = outline.text_of(outline.part(id, Part::Name)?).to_owned();
                    Some((name, outline.part(id, Part::Value)?))
                };
                keywords.filter_map(keyword).collect()
            }
            Role::Name if depth < DEPTH => {
                let bounds = self.values.names.reaching(node);
                let assigned = bounds.iter().filter(|bound| bound.how == How::Assigned);
                let mut found: Vec<_> = assigned.flat_map(|bound| self.named_values(bound.value, depth + 1)).collect();
                found.extend(self.values_put_into(node));
                found
            }
            _ => Vec::new(),
        }
    }

    /// `context["orders"] = orders`, `context.update({"orders": orders})`
    fn values_put_into(&self, name: NodeId) -> Vec<(String, NodeId)> {
        let outline = self.values.outline;
        let scope = self.values.names.scope_of(name);
        let mut found = Vec::new();
        for &usage in self.uses.get(outline.text_of(name)).map(Vec::as_slice).unwrap_or_default() {
            let Some(parent) = outline.nodes[usage].parent else { continue };
            let Some(around) = outline.nodes[parent].parent else { continue };
            if self.values.names.scope_of(usage) != scope || outline.part(parent, Part::Object) != Some(usage) {
                continue;
            }
            match (outline.role(parent), outline.role(around)) {
                (Role::Index, Role::Binding) if outline.part(around, Part::Name) == Some(parent) => {
                    let key = outline.part(parent, Part::Key).and_then(|key| self.text(key));
                    found.extend(key.zip(outline.part(around, Part::Value)));
                }
                (Role::Member, Role::Call) if outline.last_name(parent) == Some("update") => {
                    found.extend(self.named_values(around, 0));
                    let plain = outline.arguments(around).into_iter();
                    found.extend(plain.flat_map(|value| self.named_values(value, DEPTH)));
                }
                _ => {}
            }
        }
        found
    }

    fn text(&self, node: NodeId) -> Option<String> {
        match self.expressions.read(node) {
            Expression::Text(text) => Some(text),
            _ => None,
        }
    }
}
