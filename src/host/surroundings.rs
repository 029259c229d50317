//! What each node of a program stands in, asked for so often that it is found once for all: the function it runs in,
//! and the bodies around it that may run or not, or many times.

use std::iter;

use super::grammar::{Part, Role};
use super::outline::{NodeId, Outline};

pub struct Surroundings {
    functions: Vec<Option<NodeId>>,
    bodies: Vec<Option<NodeId>>,
}

impl Surroundings {
    pub fn read(outline: &Outline<'_>) -> Self {
        Self { functions: functions(outline), bodies: bodies(outline) }
    }

    pub fn function(&self, id: NodeId) -> Option<NodeId> {
        self.functions[id]
    }

    /// The bodies around a node, from the innermost outwards.
    pub fn bodies(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        iter::successors(self.bodies[id], |&body| self.bodies[body])
    }
}

/// Default values and decorators are not inside a function; only its parameters and body are.
fn functions(outline: &Outline<'_>) -> Vec<Option<NodeId>> {
    let mut functions = vec![None; outline.nodes.len()];
    for id in outline.ids().filter(|&id| outline.role(id) == Role::Function) {
        for &(_, part) in outline.all_parts(id) {
            functions[outline.within(part)].fill(Some(id));
        }
    }
    functions
}

fn bodies(outline: &Outline<'_>) -> Vec<Option<NodeId>> {
    let mut is_body = vec![false; outline.nodes.len()];
    for id in outline.ids() {
        let parts: &[Part] = match outline.role(id) {
            Role::Loop | Role::Handler => &[Part::Body],
            Role::Branch => &[Part::Then, Part::Else],
            Role::Arm => &[Part::Then],
            _ => continue,
        };
        outline
            .all_parts(id)
            .iter()
            .filter(|(part, _)| parts.contains(part))
            .for_each(|&(_, body)| is_body[body] = true);
    }
    let mut bodies = vec![None; outline.nodes.len()];
    for id in outline.ids() {
        // Parents come before their children.
        let Some(parent) = outline.nodes[id].parent else { continue };
        bodies[id] = if is_body[parent] { Some(parent) } else { bodies[parent] };
    }
    bodies
}
