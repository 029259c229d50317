//! Rules meet facts.

use std::collections::HashSet;

use super::ruleset::Ruleset;
use super::{Proposal, Rule};
use crate::fact::{Facts, Kind};
use crate::finding::{Evidence, Label};
use crate::text::{Place, Roles, Source};

/// A rule that fires on a fact.
#[derive(Debug)]
pub struct Match<'r> {
    pub rule: &'r Rule,
    pub kind: Kind,
    /// The fact, by its index among those of its kind.
    pub index: usize,
    pub place: Place,
    pub message: String,
    pub help: String,
    pub labels: Vec<Label>,
    pub evidence: Vec<Evidence>,
    /// The ways to mend it, the best one first.
    pub proposals: Vec<Proposal>,
}

impl Ruleset {
    /// The matches of one file's facts, in the order of the file, for the rules that may speak. A rule speaks
    /// once at a place, and not at all where another rule that covers it does.
    pub fn matches(
        &self,
        facts: &Facts,
        source: &Source,
        roles: &Roles,
        may_speak: impl Fn(&Rule) -> bool,
    ) -> Vec<Match<'_>> {
        let mut hits: Vec<(&Place, &Rule, usize)> = Vec::new();
        for kind in Kind::ALL.iter().map(|entry| entry.kind) {
            let rules: Vec<&Rule> = self.looking_at(kind).filter(|rule| may_speak(rule)).collect();
            for index in 0..facts.count(kind) {
                let Some(place) = facts.place(kind, index) else { continue };
                let role = roles.at(place.span.start);
                let speaking = rules.iter().filter(|rule| rule.files.contains(&role) && rule.fires(facts, index));
                hits.extend(speaking.map(|rule| (place, *rule, index)));
            }
        }
        let covered: HashSet<(&Place, &str)> =
            hits.iter().flat_map(|(place, rule, _)| rule.covers.iter().map(|id| (*place, id.as_str()))).collect();
        hits.sort_by(|(place, rule, index), other| (*place, &rule.id, *index).cmp(&(other.0, &other.1.id, other.2)));
        hits.dedup_by(|(place, rule, _), before| *place == before.0 && rule.id == before.1.id);
        hits.retain(|(place, rule, _)| !covered.contains(&(*place, rule.id.as_str())));
        hits.into_iter().map(|(place, rule, index)| speak(rule, place, facts, index, source)).collect()
    }
}

fn speak<'r>(rule: &'r Rule, place: &Place, facts: &Facts, index: usize, source: &Source) -> Match<'r> {
    Match {
        rule,
        kind: rule.find,
        index,
        place: place.clone(),
        message: rule.message.render(facts, index, source),
        help: rule.help.render(facts, index, source),
        labels: rule.labels(facts, index, source),
        evidence: rule.evidence(facts, index, source),
        proposals: rule.proposals(facts, index, source),
    }
}
