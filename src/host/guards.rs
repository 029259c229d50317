//! What stands between a loop or function and a call in it: tests that most turns do not pass, look-ups in a
//! memory, counters.

use super::admission::leaves;
use super::grammar::{Part, Role};
use super::idioms::segments;
use super::names::How;
use super::outline::NodeId;
use super::purposes::{is_size, mentions};
use super::strings::Values;

/// The bodies of a loop or function, seen from what stands in them.
pub struct Guards<'v, 'a> {
    pub values: &'v Values<'a>,
    pub bodies: &'v [NodeId],
}

impl Guards<'_, '_> {
    /// The branches between the bodies and a node.
    pub fn branches_to(&self, node: NodeId) -> Vec<NodeId> {
        let Self { values, bodies } = *self;
        let outline = values.outline;
        let mut found = Vec::new();
        for id in outline.ancestors(node) {
            let arm = || {
                let mut arms = outline.parts(id, Part::Then).chain(outline.parts(id, Part::Else));
                arms.any(|part| outline.holds(part, node))
            };
            let role = outline.role(id);
            if role == Role::Handler || matches!(role, Role::Branch | Role::Arm) && arm() {
                found.push(id);
            }
            if bodies.contains(&id) {
                break;
            }
        }
        found
    }

    /// Whether a test in the loop stands between most turns and the node.
    pub fn is_guarded(&self, node: NodeId) -> bool {
        let Self { values, bodies } = *self;
        let outline = values.outline;
        if !self.branches_to(node).is_empty() {
            return true;
        }
        // `if …: continue` before it.
        bodies.iter().filter(|&&body| outline.holds(body, node)).any(|&body| {
            outline.parts(body, Part::Item).take_while(|&item| item < node && !outline.holds(item, node)).any(|item| {
                outline.within(item).take(2).any(|id| {
                    outline.role(id) == Role::Branch
                        && outline.part(id, Part::Then).is_some_and(|then| leaves(outline, then))
                })
            })
        })
    }

    /// Whether the branch around a node asks a container that it fills: `if key not in cache: cache[key] = …`.
    pub fn is_memoised(&self, node: NodeId) -> bool {
        let values = self.values;
        let outline = values.outline;
        let known = self.branches_to(node);
        let stores = |scope: NodeId, condition: &str| {
            values
                .names
                .stores
                .iter()
                .any(|(at, container)| outline.holds(scope, *at) && contains_word(condition, container))
        };
        let in_branch = known.iter().any(|&branch| {
            outline
                .part(branch, Part::Condition)
                .is_some_and(|condition| stores(branch, outline.text_of(condition)) || self.asks_memory(condition))
        });
        in_branch || self.skips_seen(node)
    }

    /// `hit = cache.get(key)`, then `if hit is None: cache[key] = …`.
    fn asks_memory(&self, condition: NodeId) -> bool {
        let Self { values, bodies } = *self;
        let outline = values.outline;
        let names = outline.within(condition).filter(|&id| outline.role(id) == Role::Name);
        names.flat_map(|name| values.names.reaching(name)).any(|bound| {
            let value = outline.text_of(bound.value);
            bound.how == How::Assigned
                && bodies.iter().any(|&body| outline.holds(body, bound.value))
                && values.names.stores.iter().any(|(at, container)| {
                    bodies.iter().any(|&body| outline.holds(body, *at)) && contains_word(value, container)
                })
        })
    }

    /// `if key in seen: continue`, and later `seen.add(key)`.
    fn skips_seen(&self, node: NodeId) -> bool {
        let Self { values, bodies } = *self;
        let outline = values.outline;
        bodies.iter().filter(|&&body| outline.holds(body, node)).any(|&body| {
            outline.parts(body, Part::Item).take_while(|&item| !outline.holds(item, node)).any(|item| {
                outline.within(item).take(2).filter(|&id| outline.role(id) == Role::Branch).any(|branch| {
                    let leaves = outline.part(branch, Part::Then).is_some_and(|then| leaves(outline, then));
                    leaves
                        && outline.part(branch, Part::Condition).is_some_and(|condition| {
                            values.names.stores.iter().any(|(at, container)| {
                                outline.holds(body, *at) && contains_word(outline.text_of(condition), container)
                            })
                        })
                })
            })
        })
    }

    /// Whether anything that the bodies do could be a memory.
    pub fn remembers(&self) -> bool {
        let outline = self.values.outline;
        let words = &self.values.idioms.functions.memory_words;
        self.bodies.iter().any(|&body| {
            let text = outline.text_of(body);
            let sets_member = |id: NodeId| {
                let name = outline.part(id, Part::Name).filter(|_| outline.role(id) == Role::Binding);
                name.is_some_and(|name| outline.role(name) == Role::Member)
            };
            words.iter().any(|word| text.contains(word.as_str()))
                || self.values.names.stores.iter().any(|(at, _)| outline.holds(body, *at))
                || outline.within(body).any(sets_member)
        })
    }

    /// Whether a function comes to the node only when it does not know the answer yet: a branch asks a memory that
    /// it fills, or the function leaves before with what a memory holds.
    pub fn is_remembered(&self, node: NodeId) -> bool {
        let outline = self.values.outline;
        if self.is_memoised(node) {
            return true;
        }
        let around = self.branches_to(node);
        let items = self.bodies.iter().filter(|&&body| outline.holds(body, node)).flat_map(|&body| {
            outline.parts(body, Part::Item).take_while(|&item| !outline.holds(item, node)).flat_map(|item| {
                let branch = |id: &NodeId| outline.role(*id) == Role::Branch;
                outline.within(item).take(2).filter(branch)
            })
        });
        let leaving =
            items.filter(|&branch| outline.part(branch, Part::Then).is_some_and(|then| leaves(outline, then)));
        around.iter().copied().chain(leaving).any(|branch| {
            outline
                .part(branch, Part::Condition)
                .is_some_and(|condition| self.names_memory(condition) || self.asks_own_member(condition))
        })
    }

    /// Whether a condition names a cache, or what was taken from one.
    fn names_memory(&self, condition: NodeId) -> bool {
        let outline = self.values.outline;
        let words = &self.values.idioms.functions.memory_words;
        let says = |text: &str| words.iter().any(|word| text.contains(word.as_str()));
        says(outline.text_of(condition))
            || outline
                .within(condition)
                .filter(|&id| outline.role(id) == Role::Name)
                .flat_map(|name| self.values.names.reaching(name))
                .any(|bound| bound.how == How::Assigned && says(outline.text_of(bound.value)))
    }

    /// `if self._total is None: self._total = …`, `if not hasattr(self, "_total")`.
    fn asks_own_member(&self, condition: NodeId) -> bool {
        let outline = self.values.outline;
        let text = outline.text_of(condition);
        self.bodies.iter().flat_map(|&body| outline.within(body)).any(|id| {
            let name = outline.part(id, Part::Name).filter(|_| outline.role(id) == Role::Binding);
            name.is_some_and(|name| {
                outline.role(name) == Role::Member
                    && !self.values.names.of_member(name).is_empty()
                    && contains_word(text, outline.text_of(name))
            })
        })
    }

    /// Whether a node stands in a case for one value of the loop's variable: `match kind { Kind::Duo => … }`,
    /// `if name == "stock"`. Of different items, one at most comes there.
    pub fn is_of_one_item(&self, variable: NodeId, node: NodeId) -> bool {
        let outline = self.values.outline;
        let name = outline.text_of(outline.unwrapped(variable));
        if outline.role(outline.unwrapped(variable)) != Role::Name {
            return false;
        }
        self.branches_to(node).into_iter().any(|branch| match outline.role(branch) {
            Role::Arm => {
                let subject = outline.ancestors(branch).find_map(|id| outline.part(id, Part::Subject));
                let patterns: Vec<NodeId> = outline.parts(branch, Part::Pattern).collect();
                subject.is_some_and(|subject| self.is_item(subject, name))
                    && !patterns.is_empty()
                    && patterns.iter().all(|&pattern| names_constant(outline.text_of(pattern)))
            }
            Role::Branch => {
                let Some(condition) = outline.part(branch, Part::Condition).map(|it| outline.unwrapped(it)) else {
                    return false;
                };
                let in_then = outline.parts(branch, Part::Then).any(|then| outline.holds(then, node));
                let equals = outline.role(condition) == Role::Comparison
                    && outline.part(condition, Part::Operator).is_some_and(|it| outline.text_of(it) == "==");
                let operands: Vec<NodeId> = outline.parts(condition, Part::Operand).collect();
                let (items, others): (Vec<NodeId>, Vec<NodeId>) =
                    operands.into_iter().partition(|&operand| self.is_item(operand, name));
                in_then
                    && equals
                    && items.len() == 1
                    && others.len() == 1
                    && others.iter().all(|&other| names_constant(outline.text_of(other)))
            }
            _ => false,
        })
    }

    /// Whether an expression is the item itself, perhaps in another form: `name`, `*name`, `Kind::from(name)`.
    fn is_item(&self, node: NodeId, name: &str) -> bool {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        let text = outline.text_of(node).trim_start_matches(['*', '&']);
        let given = outline.arguments(node);
        text == name
            || outline.role(node) == Role::Call
                && given.len() == 1
                && given.iter().all(|&it| outline.text_of(it).trim_start_matches(['*', '&']) == name)
    }

    /// Whether a node is reached only every so many turns: `if n % 1000 == 0`.
    pub fn is_every_so_often(&self, node: NodeId) -> bool {
        let values = self.values;
        let outline = values.outline;
        self.branches_to(node).iter().any(|&branch| {
            let Some(condition) = outline.part(branch, Part::Condition) else { return false };
            let text = outline.text_of(condition);
            let counts = text.contains('%') || text.contains("is_multiple_of");
            let size = outline.within(condition).any(|id| {
                outline.role(id) == Role::Comparison
                    && outline
                        .part(id, Part::Operator)
                        .is_some_and(|operator| outline.text_of(operator).starts_with(['>', '<', '=']))
                    && outline.parts(id, Part::Operand).any(|operand| {
                        mentions(values, operand, &values.idioms.loops.chunk_words)
                            || outline.role(operand) == Role::Call && is_size(values, operand)
                            || outline.role(operand) == Role::Name
                                && values.names.reaching(operand).iter().any(|bound| bound.how == How::Appended)
                    })
            });
            counts || size
        })
    }
}

/// Whether a text writes a value out, or names a constant: `"stock"`, `3`, `Kind::Duo`, `STOCK`.
fn names_constant(text: &str) -> bool {
    let inner = text.trim_end_matches(')').rsplit('(').next().unwrap_or(text).trim();
    let last = segments(inner).last().unwrap_or(inner);
    let is_literal = inner.starts_with(['"', '\'']) || inner.parse::<f64>().is_ok();
    let is_constant = last.len() > 1 && !last.contains(char::is_lowercase) && last.starts_with(char::is_uppercase);
    let is_variant = inner.len() > last.len() && last.starts_with(char::is_uppercase);
    !text.contains(['|', '{']) && !text.contains("..") && (is_literal || is_constant || is_variant)
}

fn contains_word(text: &str, word: &str) -> bool {
    let last = segments(word).last().unwrap_or(word);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(last)
        .any(|(at, found)| !text[..at].ends_with(is_part) && !text[at + found.len()..].starts_with(is_part))
}
