//! Transactions that nobody opens: drivers and sessions begin one with the first statement, and it lasts until a
//! commit. Told only where a write, or a lock, stands before and the commit after, in one function.

use std::collections::HashMap;

use super::lines::Lines;
use crate::extract::{Execution, Extract, Opened};
use crate::fact::{Effect, StatementKind};
use crate::host::grammar::Role;
use crate::host::outline::NodeId;
use crate::host::recognition::Recognition;
use crate::host::strings::Values;
use crate::text::Span;

pub struct Implied<'v, 'a> {
    values: &'v Values<'a>,
    /// What has surely begun one and holds locks in it.
    begun: Vec<(NodeId, Opened)>,
    /// Commits and rollbacks.
    ends: Vec<(NodeId, Effect)>,
}

impl<'v, 'a> Implied<'v, 'a> {
    /// `is_open` tells whether a node stands in a transaction that something has opened.
    pub fn read(
        values: &'v Values<'a>,
        recognition: &Recognition<'a>,
        extract: &Extract,
        nodes: &HashMap<Span, NodeId>,
        is_open: impl Fn(NodeId) -> bool,
    ) -> Self {
        let mut implied = Self { values, begun: Vec::new(), ends: Vec::new() };
        let lines = Lines { values };
        for execution in extract.executions.iter().filter(|it| it.certain) {
            let Some(&node) = nodes.get(&execution.span) else { continue };
            if matches!(execution.effect, Effect::Commit | Effect::Transaction) {
                implied.ends.push((node, execution.effect));
            }
            let library = values.libraries.iter().find(|library| library.name == execution.library);
            let begins = library.is_some_and(|library| library.begins_by_itself);
            let locks = || {
                let found = recognition.recognise(node).filter(|_| values.outline.role(node) == Role::Call);
                execution.effect == Effect::Write
                    || says_for_update(extract, execution)
                    || lines.locks(recognition, node, found.as_ref())
            };
            if begins && locks() && !is_open(node) {
                let (library, callee, span) = (execution.library.clone(), execution.callee.clone(), execution.span);
                implied.begun.push((node, Opened { library, callee, span }));
            }
        }
        // Where statements commit by themselves, nobody can tell from here.
        if !implied.begun.is_empty() && values.outline.text.to_lowercase().contains("autocommit") {
            implied.begun.clear();
        }
        implied
    }

    /// What has begun the transaction that is open at a node.
    pub fn around(&self, node: NodeId) -> Option<&Opened> {
        let Self { values, begun, ends } = self;
        let function = values.names.scope_of(node)?;
        let in_function = |id: NodeId| values.names.scope_of(id) == Some(function);
        let commits_later =
            || ends.iter().any(|&(end, effect)| effect == Effect::Commit && end > node && in_function(end));
        let mut before = begun.iter().rev().filter(|(id, _)| *id < node && in_function(*id));
        let found = before.find(|(id, _)| {
            let region = values.names.region_of(*id);
            region.is_none_or(|region| values.outline.holds(region, node)) && self.is_in_block_of(*id, node)
        });
        let ended = |id: NodeId| ends.iter().any(|&(end, _)| end > id && end < node && in_function(end));
        found.filter(|(id, _)| !ended(*id) && commits_later()).map(|(_, opened)| opened)
    }

    /// Whether all blocks around one node are around the other too: a connection may end with its block.
    fn is_in_block_of(&self, begun: NodeId, node: NodeId) -> bool {
        let outline = self.values.outline;
        let mut blocks = outline.ancestors(begun).filter(|&id| outline.role(id) == Role::With);
        blocks.all(|block| outline.holds(block, node))
    }
}

fn says_for_update(extract: &Extract, execution: &Execution) -> bool {
    let mut statements = execution.statements.iter().filter_map(|&index| extract.statements.get(index));
    statements.any(|it| it.kind == StatementKind::Select && it.queries.iter().any(|query| query.lock.is_some()))
}
