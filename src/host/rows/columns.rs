//! Classes that make the columns of a table: the names they are given, and the attribute of a row that they read by one of
//! them: `getattr(row, self.accessor)`.

use super::Reader;
use crate::extract::{ColumnClass, Expression};
use crate::host::functions::parameter_name;
use crate::host::grammar::{Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;

/// How deep in the body of a class its own settings and methods stand.
const NEAR: usize = 3;

impl Reader<'_, '_> {
    pub(super) fn column_classes(&self) -> Vec<ColumnClass> {
        let outline = self.values.outline;
        let classes = outline.ids().filter(|&id| outline.role(id) == Role::Class);
        classes.filter_map(|class| self.column_class(class)).collect()
    }

    fn column_class(&self, class: NodeId) -> Option<ColumnClass> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.columns;
        let name = outline.text_of(outline.part(class, Part::Name)?);
        if !known.classes.iter().any(|ending| name.ends_with(ending.as_str())) {
            return None;
        }
        let bases = outline.parts(class, Part::Base).filter_map(|base| outline.last_name(outline.unwrapped(base)));
        let mut found =
            ColumnClass { class: name.to_owned(), bases: bases.map(str::to_owned).collect(), ..ColumnClass::default() };
        for item in outline.parts(outline.part(class, Part::Body)?, Part::Item) {
            let inner = outline.within(item).take(NEAR);
            match inner.into_iter().find(|&id| matches!(outline.role(id), Role::Function | Role::Binding)) {
                Some(id) if outline.role(id) == Role::Binding => found.templates.extend(self.template_setting(id)),
                Some(function) => self.note_method(function, &mut found),
                None => {}
            }
        }
        Some(found)
    }

    /// `cell_template_name = "shop/cell.html"`
    fn template_setting(&self, binding: NodeId) -> Option<(String, String)> {
        let outline = self.values.outline;
        let name = outline.text_of(outline.part(binding, Part::Name)?);
        let value = outline.part(binding, Part::Value).filter(|_| name.ends_with("template_name"))?;
        match self.expressions.read(value) {
            Expression::Text(text) => Some((name.to_owned(), text)),
            _ => None,
        }
    }

    fn note_method(&self, function: NodeId, found: &mut ColumnClass) {
        let outline = self.values.outline;
        let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
        let parameters = outline.parts(function, Part::Parameter).skip(1).map(|id| parameter_name(outline, id));
        let parameters: Vec<String> = parameters.map(str::to_owned).collect();
        if name == "__init__" {
            let bindings = outline.within(function).filter(|&id| outline.role(id) == Role::Binding);
            for binding in bindings {
                let attribute = outline.part(binding, Part::Name).and_then(|target| self.own_attribute(target));
                let (Some(attribute), Some(value)) = (attribute, outline.part(binding, Part::Value)) else { continue };
                let names = outline.within(value).filter(|&id| outline.role(id) == Role::Name);
                let names = names.map(|id| outline.text_of(id).to_owned()).filter(|name| parameters.contains(name));
                found.kept.push((attribute, names.collect()));
            }
            found.parameters = parameters;
            return;
        }
        let known = &self.values.idioms.rows.columns;
        for call in outline.within(function).filter(|&id| outline.role(id) == Role::Call) {
            let callee = outline.callee(call).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
            if let [row, attribute, ..] = outline.arguments(call)[..]
                && known.readers.iter().any(|known| known == callee)
                && matches!(self.values.names.reaching(row)[..], [bound] if bound.how == How::Parameter)
                && let Some(attribute) = self.own_attribute(attribute)
            {
                found.read.push(attribute);
            }
        }
    }

    /// `accessor` of `self.accessor`.
    pub(super) fn own_attribute(&self, node: NodeId) -> Option<String> {
        let outline = self.values.outline;
        let object = outline.part(node, Part::Object).filter(|_| outline.role(node) == Role::Member)?;
        let receivers = &self.values.idioms.values.receivers;
        let is_own = receivers.iter().any(|known| known == outline.text_of(object));
        outline.last_name(node).filter(|_| is_own).map(str::to_owned)
    }
}
