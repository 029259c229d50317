//! What becomes of the results of queries.

mod asked;
mod creations;
mod outcome;
mod repetition;
mod sought;

use std::cell::OnceCell;
use std::collections::HashMap;

use super::grammar::{Part, Role};
use super::library::Library;
use super::names::{Bound, How};
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::Chain;

pub use outcome::Answer;

/// Whether the text of a function, or a decorator of it, has one of `words`: as a word between signs and `_`, or anywhere
/// when it is made of several.
pub fn mentions_any(values: &Values<'_>, function: NodeId, words: &[String]) -> bool {
    let outline = values.outline;
    let mut texts =
        outline.parts(function, Part::Decorator).chain([function]).map(|id| outline.text_of(id).to_lowercase());
    texts.any(|text| {
        words.iter().map(|word| word.to_lowercase()).any(|word| match word.contains(['_', ' ']) {
            true => text.contains(&word),
            false => text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word),
        })
    })
}

pub struct Usage<'a> {
    values: &'a Values<'a>,
    /// The names of the file that stand for variables, by their text.
    uses: OnceCell<HashMap<&'a str, Vec<NodeId>>>,
}

impl<'a> Usage<'a> {
    pub fn new(values: &'a Values<'a>) -> Self {
        Self { values, uses: OnceCell::new() }
    }

    /// Whether a query asks only how many rows there are.
    pub fn counts(&self, library: &Library, chain: Option<&Chain>) -> bool {
        let counting = |name: &str| library.chains.counting.iter().any(|known| known == name);
        chain.is_some_and(|chain| chain.steps.iter().rev().take(3).any(|step| counting(&step.name)))
    }

    fn named(&self, text: &str) -> &[NodeId] {
        let outline = self.values.outline;
        let all = self.uses.get_or_init(|| {
            let mut uses: HashMap<&str, Vec<NodeId>> = HashMap::new();
            for id in outline.ids().filter(|&id| outline.role(id) == Role::Name && !outline.nodes[id].is_label) {
                uses.entry(outline.text_of(id)).or_default().push(id);
            }
            uses
        });
        all.get(text).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where a variable of a function is used while it may hold what it was given at `at`.
    fn uses_of(&self, at: NodeId) -> Vec<NodeId> {
        let holds = |name: NodeId| name != at && self.values.names.reaching(name).iter().any(|bound| bound.at == at);
        self.named(self.values.outline.text_of(at)).iter().copied().filter(|&name| holds(name)).collect()
    }

    /// The only thing that a variable of a function can hold, when it was simply given it.
    fn given(&self, name: NodeId) -> Option<Bound> {
        let names = &self.values.names;
        let bound = (self.values.outline.role(name) == Role::Name).then(|| names.single(name)).flatten()?;
        (bound.how == How::Assigned && names.scope_of(bound.at).is_some()).then_some(bound)
    }

    /// Whether a lazy query is asked here for the first time since its variable holds it.
    pub fn is_first(&self, node: NodeId) -> bool {
        self.given(node).is_none_or(|bound| self.uses_of(bound.at).first() == Some(&node))
    }
}
