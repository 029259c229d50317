//! Whether whole rows go where what is read of them cannot be followed.

use super::Reader;
use crate::host::grammar::Role;
use crate::host::names::How;
use crate::host::outline::NodeId;

/// How often a row is followed under another name.
const ALIASES: usize = 3;

impl Reader<'_, '_> {
    pub(super) fn escapes(&self, index: usize) -> bool {
        let place = &self.places[index];
        let iterable = place.repetition.and_then(|at| self.loops.all[at].iterable);
        iterable.is_some_and(|iterable| self.is_used_elsewhere(iterable)) || self.name_escapes(index, place.at, 0)
    }

    fn name_escapes(&self, index: usize, at: NodeId, aliases: usize) -> bool {
        let outline = self.values.outline;
        let within = &self.places[index].within;
        let uses = self.uses.get(outline.text_of(at)).map(Vec::as_slice).unwrap_or_default();
        uses.iter().filter(|&&name| name != at).any(|&name| {
            let reaching = self.values.names.reaching(name);
            if !reaching.iter().any(|bound| bound.at == at) {
                return false;
            }
            let climb = self.climb(name);
            let alias = self.alias(climb.end).filter(|_| climb.steps.is_empty() && aliases < ALIASES);
            let is_followed = reaching.len() == 1 && within.iter().any(|&body| outline.holds(body, name));
            let goes_on = climb.steps.is_empty() && alias.is_none();
            !is_followed || goes_on || alias.is_some_and(|alias| self.name_escapes(index, alias, aliases + 1))
        })
    }

    /// Whether a variable that a loop takes its rows from is used at another place too.
    fn is_used_elsewhere(&self, iterable: NodeId) -> bool {
        let outline = self.values.outline;
        let names = &self.values.names;
        let variables =
            outline.within(iterable).filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label);
        variables.flat_map(|name| names.reaching(name)).filter(|bound| bound.how == How::Assigned).any(|bound| {
            let uses = self.uses.get(outline.text_of(bound.at)).map(Vec::as_slice).unwrap_or_default();
            let holds =
                |&&name: &&NodeId| name != bound.at && names.reaching(name).iter().any(|other| other.at == bound.at);
            names.scope_of(bound.at).is_none() || uses.iter().filter(holds).count() > 1
        })
    }
}
