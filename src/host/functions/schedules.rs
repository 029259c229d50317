//! Functions that run by the clock: a scheduler is given them by name, in a closure, or in a table of jobs. Nobody waits
//! for what they do.

use super::Reader;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::idioms::ends_with_any;
use crate::host::outline::NodeId;

impl Reader<'_, '_> {
    /// `scheduler.add_job(purge, "cron", hour=3)`
    pub(super) fn read_scheduling(&mut self, call: NodeId) {
        let outline = self.values.outline;
        if !self.has_scheduler || !self.is_scheduling(call) {
            return;
        }
        for argument in outline.arguments(call) {
            let value = outline.part(argument, Part::Value).filter(|_| outline.role(argument) == Role::Keyword);
            let job = self.job(value.unwrap_or(argument));
            self.found.scheduled.extend(job);
        }
    }

    /// `{"task": "shop.tasks.purge", "schedule": 3600}`
    pub(super) fn read_job(&mut self, dictionary: NodeId) {
        let (outline, known) = (self.values.outline, &self.values.idioms.schedules);
        let value_of = |keys: &[String]| {
            let pairs = outline.parts(dictionary, Part::Item).filter(|&pair| outline.role(pair) == Role::Pair);
            let mut named = pairs.filter(|&pair| {
                let key = outline.part(pair, Part::Key).map(|key| outline.text_of(key).trim_matches(['"', '\'']));
                key.is_some_and(|key| keys.iter().any(|known| known == key))
            });
            named.next().and_then(|pair| outline.part(pair, Part::Value))
        };
        if known.job_keys.is_empty() || value_of(&known.time_keys).is_none() {
            return;
        }
        let job = value_of(&known.job_keys).and_then(|value| self.job(value));
        self.found.scheduled.extend(job);
    }

    /// The function that a value names, itself or by its path in a string.
    fn job(&self, value: NodeId) -> Option<String> {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        // `purge.s()`
        let value = match outline.role(value) {
            Role::Call => outline.callee(value).and_then(|callee| outline.part(callee, Part::Object))?,
            _ => value,
        };
        if outline.role(value) == Role::String {
            let path = outline.text_of(value).trim_matches(['"', '\'']);
            let is_path = path.contains('.') && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            return is_path.then(|| path.to_owned());
        }
        self.named_function(value)
    }

    /// Whether a node stands in a closure that a scheduler is given.
    pub(super) fn is_scheduled(&self, node: NodeId) -> bool {
        if !self.has_scheduler {
            return false;
        }
        let outline = self.values.outline;
        let mut is_in_closure = false;
        for around in outline.ancestors(node) {
            match outline.role(around) {
                Role::Function if outline.nodes[around].kind == Kind::Closure => is_in_closure = true,
                Role::Function => return false,
                Role::Call if is_in_closure && self.is_scheduling(around) => return true,
                _ => {}
            }
        }
        false
    }

    fn is_scheduling(&self, call: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(callee) = outline.callee(call) else { return false };
        let path = outline.path(callee).unwrap_or_else(|| outline.last_name(callee).into_iter().collect());
        ends_with_any(&path, &self.values.idioms.schedules.calls)
    }
}
