//! Where rows, or queries for them, are given to functions that may read them.

use super::Reader;
use crate::extract::{Expression, Handing, ParameterName, Recipient, RowRoot, RowSource, Step};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::outline::NodeId;

/// How many of one file are looked at.
const MOST: usize = 2_000;

impl Reader<'_, '_> {
    pub(super) fn handings(&self) -> Vec<Handing> {
        let outline = self.values.outline;
        let is_call = |id: &NodeId| outline.role(*id) == Role::Call && outline.nodes[*id].kind != Kind::Macro;
        outline.ids().filter(is_call).flat_map(|call| self.of_call(call)).take(MOST).collect()
    }

    fn of_call(&self, call: NodeId) -> Vec<Handing> {
        let outline = self.values.outline;
        let Some(callee) = outline.part(call, Part::Function) else { return Vec::new() };
        let callee = crate::host::executions::shown(outline, callee);
        let handing = |(position, argument): (usize, NodeId)| {
            let (parameter, value) = match outline.role(argument) {
                Role::Splat => return None,
                Role::Keyword => {
                    let name = outline.part(argument, Part::Name)?;
                    (ParameterName::Name(outline.text_of(name).to_owned()), outline.part(argument, Part::Value)?)
                }
                _ => (ParameterName::Position(position), argument),
            };
            let sources = self.sources_given(value)?;
            Some(self.handing(Recipient::Call { callee, parameter }, sources, call))
        };
        outline.arguments(call).into_iter().enumerate().filter_map(handing).collect()
    }

    pub(super) fn handing(&self, to: Recipient, sources: Vec<RowSource>, call: NodeId) -> Handing {
        let function = self.values.names.scope_of(call);
        let function = function.map_or_else(|| self.whole(), |scope| self.values.outline.span(scope));
        Handing { to, sources, span: self.shown(call), function }
    }

    /// What an argument may be, when all of it may be rows.
    pub(super) fn sources_given(&self, value: NodeId) -> Option<Vec<RowSource>> {
        let outline = self.values.outline;
        if !matches!(outline.role(outline.unwrapped(value)), Role::Name | Role::Member | Role::Call | Role::Index) {
            return None;
        }
        let sources = self.sources(value);
        let may_be_rows = |source: &RowSource| match &source.root {
            RowRoot::Path(path) => {
                // `get_user_model().objects` names no class.
                let is_class = |name: &String| name.starts_with(char::is_uppercase) || self.begins_queries(name);
                // `get_object_or_404(Order, pk=pk)`
                let is_given_class = |step: &Step| {
                    let first = step.arguments.iter().flatten().next().map(|argument| &argument.value);
                    matches!(first, Some(Expression::Path(path)) if path.iter().any(is_class))
                };
                let names_class = |step: &Step| is_class(&step.name) || is_given_class(step);
                !source.steps.is_empty() && (path.iter().any(is_class) || source.steps.iter().any(names_class))
            }
            RowRoot::Value => super::is_asked(source),
            _ => true,
        };
        (!sources.is_empty() && sources.iter().all(may_be_rows)).then_some(sources)
    }
}
