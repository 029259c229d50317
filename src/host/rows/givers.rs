//! Functions whose every return gives a query of a known class, and those that give a class.

use super::{Reader, is_asked};
use crate::extract::{Giver, RowRoot, RowSource};
use crate::host::grammar::{Kind, Part, Role};

impl Reader<'_, '_> {
    pub(super) fn givers(&self) -> Vec<Giver> {
        let outline = self.values.outline;
        let mut found: Vec<(usize, Option<Vec<RowSource>>)> = Vec::new();
        let gives_view = |function| {
            let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            name.contains("queryset")
        };
        let gives_class = |function| {
            let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
            self.values.idioms.rows.class_givers.iter().any(|known| known == name)
        };
        let returns =
            outline.ids().filter(|&id| outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return);
        for exit in returns {
            let Some(function) = outline.ancestors(exit).find(|&id| outline.role(id) == Role::Function) else {
                continue;
            };
            let sources = outline.part(exit, Part::Value).map(|value| self.sources(value)).unwrap_or_default();
            let is_known = |source: &RowSource| match source.root {
                RowRoot::Path(_) => !source.steps.is_empty() || gives_class(function),
                RowRoot::Parameter { .. } | RowRoot::Value => is_asked(source),
                // `self.queryset` of a view
                RowRoot::Own(_) => !source.steps.is_empty() && gives_view(function),
                _ => false,
            };
            let sources = Some(sources).filter(|sources| !sources.is_empty() && sources.iter().all(is_known));
            match found.iter_mut().find(|(known, _)| *known == function) {
                Some((_, known)) => match (known.as_mut(), sources) {
                    (Some(known), Some(sources)) => known.extend(sources),
                    _ => *known = None,
                },
                None => found.push((function, sources)),
            }
        }
        let giver = |(function, sources): (usize, Option<Vec<RowSource>>)| {
            let name = outline.part(function, Part::Name)?;
            let class = self.values.names.class_around(function).and_then(|class| outline.part(class, Part::Name));
            let class = class.map(|class| outline.text_of(class).to_owned());
            Some(Giver { class, name: outline.text_of(name).to_owned(), sources: sources? })
        };
        found.into_iter().filter_map(giver).collect()
    }
}
