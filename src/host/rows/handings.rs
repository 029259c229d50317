//! Where rows, or queries for them, are given to functions that may read them.

use super::Reader;
use crate::extract::{Expression, Handing, ParameterName, Recipient, RowRoot, RowSource, Step};
use crate::host::grammar::{Kind, Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::premises::premises;
use crate::text::Span;

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
        let arguments = outline.arguments(call).into_iter().enumerate();
        let arguments: Vec<_> =
            arguments.filter_map(|(position, argument)| self.argument(position, argument)).collect();
        let handing = |(parameter, value): &(ParameterName, NodeId)| {
            let (parameter, sources) = (parameter.clone(), self.sources_given(*value)?);
            let to = match self.parameter_called(call) {
                Some(function) => Recipient::Given { function, parameter },
                None => Recipient::Call { callee, parameter, functions: self.functions_given(&arguments) },
            };
            Some(self.handing(to, sources, call))
        };
        arguments.iter().filter_map(handing).collect()
    }

    /// An argument as the function called names it, and its value.
    pub(super) fn argument(&self, position: usize, argument: NodeId) -> Option<(ParameterName, NodeId)> {
        let outline = self.values.outline;
        Some(match outline.role(argument) {
            Role::Splat => return None,
            Role::Keyword => {
                let name = outline.part(argument, Part::Name)?;
                (ParameterName::Name(outline.text_of(name).to_owned()), outline.part(argument, Part::Value)?)
            }
            _ => (ParameterName::Position(position), argument),
        })
    }

    /// The parameter whose value a call calls: `serialize(order)` in `def listed(orders, serialize)`.
    fn parameter_called(&self, call: NodeId) -> Option<String> {
        let outline = self.values.outline;
        let callee = outline.callee(call).filter(|&callee| outline.role(callee) == Role::Name)?;
        match self.values.names.reaching(callee)[..] {
            [bound] if bound.how == How::Parameter => Some(outline.text_of(callee).to_owned()),
            _ => None,
        }
    }

    /// Arguments that may be functions: names that were imported or defined.
    fn functions_given(&self, arguments: &[(ParameterName, NodeId)]) -> Vec<(ParameterName, Span)> {
        let outline = self.values.outline;
        let is_function = |value: NodeId| {
            let name = outline.last_name(value);
            matches!(outline.role(value), Role::Name | Role::Member)
                && name.is_some_and(|name| name.starts_with(char::is_lowercase))
                && self.values.names.reaching(value).iter().all(|bound| bound.how == How::Defined)
        };
        let functions = arguments.iter().filter(|(_, value)| is_function(*value));
        functions.map(|(parameter, value)| (parameter.clone(), outline.span(*value))).collect()
    }

    pub(super) fn handing(&self, to: Recipient, sources: Vec<RowSource>, call: NodeId) -> Handing {
        let function = self.values.names.scope_of(call);
        let function = function.map_or_else(|| self.whole(), |scope| self.values.outline.span(scope));
        Handing { to, sources, span: self.shown(call), function, premises: premises(self.values, call) }
    }

    /// What an argument may be, when all of it may be rows.
    pub(super) fn sources_given(&self, value: NodeId) -> Option<Vec<RowSource>> {
        let outline = self.values.outline;
        if !matches!(outline.role(outline.unwrapped(value)), Role::Name | Role::Member | Role::Call | Role::Index) {
            return None;
        }
        let sources = self.sources(value);
        (!sources.is_empty() && sources.iter().all(|source| self.may_be_rows(source))).then_some(sources)
    }

    pub(super) fn may_be_rows(&self, source: &RowSource) -> bool {
        match &source.root {
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
        }
    }
}
