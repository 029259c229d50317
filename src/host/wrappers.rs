//! Functions of the file that run the text they are given: what a call hands to one goes to the database as well.

use super::executions::Reader;
use super::grammar::Role;
use super::names::Bound;
use super::outline::NodeId;
use super::recognition::Recognised;
use super::strings::Values;
use super::texts::{Sql, begins_as_sql};

/// A wrapper of a wrapper is looked at, and no more than so many.
const MOST: usize = 64;

#[derive(Clone, Copy)]
pub struct Wrapper<'a> {
    function: NodeId,
    parameter: Bound,
    /// The call that runs it.
    sink: NodeId,
    found: Recognised<'a>,
}

impl<'a> Wrapper<'a> {
    pub fn of(values: &Values<'a>, parameter: &Bound, sink: NodeId, found: &Recognised<'a>) -> Option<Self> {
        let function = values.function_of(parameter)?;
        Some(Self { function, parameter: *parameter, sink, found: *found })
    }
}

impl<'a> Reader<'a, '_> {
    /// Only texts with holes matter here.
    pub(super) fn read_wrapped(&mut self) {
        let mut next = 0;
        while next < self.wrappers.len().min(MOST) {
            let Wrapper { function, parameter, sink, found } = self.wrappers[next];
            next += 1;
            let Some(name) = self.values.name_of(function) else { continue };
            for &call in self.values.names.all_calls_of(name) {
                if call == sink || !self.calls(call, function) {
                    continue;
                }
                let Some(argument) = self.values.argument(function, &parameter, call) else { continue };
                let Some(texts) = self.values.texts(argument) else { continue };
                for text in texts.iter().filter(|text| !text.is_constant() && begins_as_sql(&text.plain_with_holes())) {
                    self.read_text(text, call, &found, &mut Sql::default());
                }
            }
        }
    }

    fn calls(&self, call: NodeId, function: NodeId) -> bool {
        let values = self.values;
        let is_member = || values.outline.callee(call).is_some_and(|id| values.outline.role(id) == Role::Member);
        let is_only = || values.name_of(function).and_then(|name| values.names.only_method(name)) == Some(function);
        match values.own_function(call) {
            Some(own) => own == function,
            None => is_member() && is_only() && self.recognition.recognise(call).is_none(),
        }
    }
}
