//! Queries that are run twice though one run would do: first for their number or to see if there is a row, then for the
//! rows.

use super::Usage;
use crate::extract::{Execution, Extract};
use crate::fact::Effect;
use crate::host::grammar::{Part, Role};
use crate::host::library::Library;
use crate::host::names::How;
use crate::host::outline::NodeId;

/// An execution whose query a variable holds.
struct Asked {
    execution: usize,
    node: NodeId,
    /// Where the variable was given what it may hold here.
    held: Vec<NodeId>,
    fetches: bool,
}

impl Usage<'_> {
    /// Notes for each execution where the rows of the same query are fetched after it.
    pub fn note_repetitions(&self, nodes: &[NodeId], extract: &mut Extract) {
        for library in self.values.libraries {
            let all = extract.executions.iter().zip(nodes).enumerate();
            let of_library = all.filter(|(_, (execution, _))| execution.library == library.name);
            let asked: Vec<Asked> = of_library
                .filter_map(|(index, (execution, &node))| self.asked(library, index, execution, node))
                .collect();
            for (position, one) in asked.iter().enumerate() {
                let kept = library.chains.collection;
                let was_fetched = asked[..position].iter().any(|before| before.fetches && before.held == one.held);
                if kept && (was_fetched || one.fetches) {
                    continue;
                }
                let mut later = asked[position + 1..].iter().filter(|other| other.fetches && other.held == one.held);
                let follows = later.find(|other| self.leads_to(library, one.node, other.node));
                extract.executions[one.execution].rows_follow =
                    follows.map(|other| extract.executions[other.execution].span);
            }
        }
    }

    /// An execution that asks for rows, their number, or whether there is one, of a query in a variable.
    fn asked(&self, library: &Library, index: usize, execution: &Execution, node: NodeId) -> Option<Asked> {
        let outline = self.values.outline;
        let mut at = node;
        if outline.role(node) == Role::Call {
            let callee = outline.callee(node).filter(|&callee| outline.role(callee) == Role::Member)?;
            let name = outline.last_name(callee)?;
            let is = |list: &[String]| list.iter().any(|known| known == name);
            let chains = &library.chains;
            let asks = is(&chains.counting) || is(&chains.existence) || is(&chains.copying) || execution.fetches_all;
            // `orders.filter(…)` is another query.
            if !asks || !library.runs_chain(name) && !is(&chains.copying) {
                return None;
            }
            at = outline.unwrapped(outline.part(callee, Part::Object)?);
            while let Some(copied) = self.copied(library, at) {
                at = copied;
            }
        }
        if outline.role(at) != Role::Name || execution.effect != Effect::Read {
            return None;
        }
        let held = self.values.names.reaching(at);
        let in_function = self.values.names.scope_of(at).is_some();
        let is_given = in_function && !held.is_empty() && held.iter().all(|bound| bound.how == How::Assigned);
        let held = held.into_iter().map(|bound| bound.at).collect();
        is_given.then_some(Asked { execution: index, node, held, fetches: execution.fetches_all })
    }

    /// `orders` of `orders.all()`.
    fn copied(&self, library: &Library, node: NodeId) -> Option<NodeId> {
        let outline = self.values.outline;
        let callee = outline.callee(node).filter(|_| outline.role(node) == Role::Call)?;
        let name = outline.last_name(callee)?;
        let object = outline.part(callee, Part::Object)?;
        library.chains.copying.iter().any(|known| known == name).then(|| outline.unwrapped(object))
    }

    /// Whether the first leads to the second by no other test than one of what the first gave, and nothing is written
    /// in between.
    fn leads_to(&self, library: &Library, first: NodeId, second: NodeId) -> bool {
        let outline = self.values.outline;
        let names = &self.values.names;
        let regions = |node: NodeId| std::iter::successors(names.region_of(node), |&region| names.region_of(region));
        let stays = regions(first).all(|region| outline.holds(region, second));
        let told = regions(second).filter(|&region| !outline.holds(region, first)).all(|region| {
            let around = outline.nodes[region].parent;
            let condition = around.and_then(|around| outline.part(around, Part::Condition));
            condition.is_some_and(|condition| outline.holds(condition, first) || self.mentions_result(condition, first))
        });
        let writes = |&call: &NodeId| {
            let name = outline.callee(call).and_then(|callee| outline.last_name(callee));
            let mut calls = library.calls.iter().filter(|known| known.effect == Some(Effect::Write));
            name.is_some_and(|name| calls.any(|known| known.methods.iter().any(|method| method == name)))
        };
        let between = (first + 1..second).filter(|&id| outline.role(id) == Role::Call);
        let same_function = names.scope_of(first) == names.scope_of(second);
        same_function && stays && told && !between.into_iter().any(|call| writes(&call))
    }

    /// Whether a condition names the variable that holds what a call gave.
    fn mentions_result(&self, condition: NodeId, call: NodeId) -> bool {
        let outline = self.values.outline;
        let mut names = outline.within(condition).filter(|&id| outline.role(id) == Role::Name);
        names.any(|name| self.values.names.reaching(name).iter().any(|bound| outline.unwrapped(bound.value) == call))
    }
}
