//! Rows that a function loads, changes in a few attributes and saves whole.

use super::Reader;
use super::reads::Climb;
use crate::extract::{RowSave, RowUse};
use crate::host::grammar::Role;
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::usage::mentions_any;

impl Reader<'_, '_> {
    pub(super) fn saves_of_rows(&self) -> Vec<RowSave> {
        let outline = self.values.outline;
        let calls = outline.ids().filter(|&id| outline.role(id) == Role::Call && outline.arguments(id).is_empty());
        calls.filter_map(|call| self.save(call)).collect()
    }

    fn save(&self, call: NodeId) -> Option<RowSave> {
        let outline = self.values.outline;
        let row = self.saved_by(call).filter(|&row| outline.role(row) == Role::Name)?;
        let function = self.values.names.scope_of(call)?;
        let [bound] = self.values.names.reaching(row)[..] else { return None };
        if bound.how != How::Assigned {
            return None;
        }
        let attributes = self.set_before(call, bound.at, outline.text_of(row))?;
        let sources = self.sources(row);
        let callee = outline.callee(call)?;
        (!attributes.is_empty() && !sources.is_empty()).then(|| RowSave {
            sources,
            attributes,
            locked: mentions_any(self.values, function, &self.values.idioms.usage.locks),
            span: outline.span(callee),
        })
    }

    /// The attributes of a row that are set before a call; None, where anything else may set more of them: a method of the
    /// row, a function that it is handed to.
    fn set_before(&self, call: NodeId, at: NodeId, name: &str) -> Option<Vec<String>> {
        let mut attributes: Vec<String> = Vec::new();
        for &used in self.uses.get(name).map(Vec::as_slice).unwrap_or_default() {
            let is_same = matches!(self.values.names.reaching(used)[..], [bound] if bound.at == at);
            if used == at || used > call || !is_same {
                continue;
            }
            let Climb { steps, end } = self.climb(used);
            let first = steps.first().filter(|first| first.arguments.is_none())?;
            if steps.len() == 1 && self.usage(end) == RowUse::Target && !attributes.contains(&first.name) {
                attributes.push(first.name.clone());
            }
        }
        Some(attributes)
    }
}
