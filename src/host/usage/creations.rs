//! Rows that are made where a look-up found none: `filter(…).first() or create(…)`, a handler of `DoesNotExist`, a branch,
//! an arm for `None`. What is looked for and what is stored is told by `sought`.

use super::sought::{Pairs, Sought};
use super::{Usage, mentions_any};
use crate::extract::{Creation, Execution, Extract};
use crate::host::executions::shown;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::library::Library;
use crate::host::outline::NodeId;
use crate::text::Span;

/// A query that may find no row.
struct LookUp<'f, 'a> {
    library: &'a Library,
    execution: &'f Execution,
    node: NodeId,
    model: String,
    pairs: Pairs<'a>,
}

struct Finder<'f, 'a> {
    usage: &'f Usage<'a>,
    /// The nodes of all executions.
    nodes: &'f [NodeId],
    look_ups: Vec<LookUp<'f, 'a>>,
    /// Calls that make a row, of which model, and with what.
    made: Vec<(NodeId, String, Pairs<'a>)>,
}

impl<'a> Usage<'a> {
    pub fn creations(&self, nodes: &[NodeId], extract: &Extract) -> Vec<Creation> {
        let sought = Sought { usage: self, statements: &extract.statements };
        let mut finder = Finder { usage: self, nodes, look_ups: Vec::new(), made: Vec::new() };
        for (execution, &node) in extract.executions.iter().zip(nodes) {
            let library = self.values.libraries.iter().find(|library| library.name == execution.library);
            let Some(library) = library.filter(|_| self.values.names.scope_of(node).is_some()) else { continue };
            if let Some((model, pairs)) = sought.looked_for(library, execution, node) {
                finder.look_ups.push(LookUp { library, execution, node, model, pairs });
            } else if let Some((model, pairs)) = sought.stored(library, execution, node) {
                finder.made.push((node, model, pairs));
            }
        }
        for look_up in &finder.look_ups {
            let calls = self.values.names.calls_of(&look_up.model).unwrap_or_default().iter().copied();
            let stored = calls.filter(|&call| self.is_stored(look_up.library, call));
            let objects = stored.map(|call| (call, look_up.model.clone(), sought.keywords(call)));
            finder.made.extend(objects.filter(|(call, ..)| *call > look_up.node).collect::<Vec<_>>());
        }
        finder.creations()
    }

    /// Whether an object is stored: `session.add(Order(…))`, `order = Order(…)` and `order.save()`.
    fn is_stored(&self, library: &Library, made: NodeId) -> bool {
        let outline = self.values.outline;
        let stores = |callee: NodeId| {
            outline.last_name(callee).is_some_and(|name| library.chains.storing.iter().any(|known| known == name))
        };
        let stored_here = |node: NodeId| {
            let parent = outline.nodes[node].parent;
            parent.is_some_and(|parent| match outline.role(parent) {
                Role::Call => outline.callee(parent).is_some_and(|callee| callee != node && stores(callee)),
                Role::Member => outline.part(parent, Part::Object) == Some(node) && stores(parent),
                _ => false,
            })
        };
        // `tag = found or Tag(…)`
        let is_passed_on = |id: &NodeId| matches!(outline.role(*id), Role::Choice | Role::Branch | Role::Wrapper);
        let holder = outline.ancestors(made).find(|id| !is_passed_on(id));
        let binding = holder.filter(|&id| outline.role(id) == Role::Binding);
        let name = binding.and_then(|binding| outline.part(binding, Part::Name));
        stored_here(made) || name.is_some_and(|name| self.uses_of(name).into_iter().any(stored_here))
    }
}

impl Finder<'_, '_> {
    fn creations(&self) -> Vec<Creation> {
        let names = &self.usage.values.names;
        let mut found: Vec<Creation> = Vec::new();
        for look_up in &self.look_ups {
            for (call, model, pairs) in &self.made {
                let same_function = names.scope_of(*call) == names.scope_of(look_up.node);
                let is_it = *model == look_up.model && look_up.pairs.iter().all(|pair| pairs.contains(pair));
                if *call > look_up.node && same_function && is_it && self.is_for_lack_of(look_up, *call) {
                    let creation = self.creation(look_up, *call);
                    if !found.iter().any(|known| known.span == creation.span) {
                        found.push(creation);
                    }
                }
            }
        }
        found
    }

    /// Whether a call is reached when a look-up found nothing.
    fn is_for_lack_of(&self, look_up: &LookUp<'_, '_>, call: NodeId) -> bool {
        let outline = self.usage.values.outline;
        let around = outline.ancestors(call).any(|id| match outline.role(id) {
            Role::Choice => {
                outline.parts(id, Part::Item).next().is_some_and(|first| outline.holds(first, look_up.node))
            }
            Role::Handler => self.handles_absence(id, look_up.node),
            Role::Binding => self.is_arm_for_none(id, look_up),
            Role::Branch => {
                let Some(finds) = self.finds(id, look_up) else { return false };
                let arm = if finds { Part::Else } else { Part::Then };
                outline.parts(id, arm).any(|arm| outline.holds(arm, call))
            }
            _ => false,
        });
        around || self.left_before(look_up, call)
    }

    /// `except Order.DoesNotExist:` of the block that holds the look-up.
    fn handles_absence(&self, handler: NodeId, look_up: NodeId) -> bool {
        let outline = self.usage.values.outline;
        let absences = &self.usage.values.idioms.usage.absences;
        let body = outline.part(handler, Part::Body);
        let head = body.map(|body| Span { start: outline.span(handler).start, end: outline.span(body).start });
        let says = head.is_some_and(|head| absences.iter().any(|name| outline.slice(head).contains(name.as_str())));
        let tried = outline.nodes[handler].parent.is_some_and(|whole| outline.holds(whole, look_up));
        says && tried && look_up < handler
    }

    /// `None => …` of a match on what a look-up gave.
    fn is_arm_for_none(&self, arm: NodeId, look_up: &LookUp<'_, '_>) -> bool {
        let outline = self.usage.values.outline;
        let pattern = outline.part(arm, Part::Name).map(|name| outline.text_of(name));
        let matched = outline.part(arm, Part::Value).filter(|_| pattern == Some("None"));
        matched.is_some_and(|matched| {
            outline.holds(matched, look_up.node) || self.holds_result(outline.unwrapped(matched), look_up)
        })
    }

    /// Whether a branch is taken when a look-up finds a row, or (`false`) when it finds none. None: it asks something else.
    fn finds(&self, branch: NodeId, look_up: &LookUp<'_, '_>) -> Option<bool> {
        let outline = self.usage.values.outline;
        let known = &self.usage.values.idioms.usage;
        let condition = outline.part(branch, Part::Condition)?;
        let is_it =
            |&id: &NodeId| id == look_up.node || self.holds_result(id, look_up) || self.is_fetched_from(id, look_up);
        let is_bound = |id: NodeId| {
            let mut bindings = outline.within(condition).filter(|&id| outline.role(id) == Role::Binding);
            bindings.any(|binding| outline.part(binding, Part::Name).is_some_and(|name| outline.holds(name, id)))
        };
        let mut at = outline.within(condition).find(|id| !is_bound(*id) && is_it(id))?;
        let mut finds = true;
        while at != condition {
            let parent = outline.nodes[at].parent?;
            match outline.role(parent) {
                Role::Not => finds = !finds,
                Role::Comparison => {
                    let operator = outline.part(parent, Part::Operator).map(|id| outline.text_of(id))?;
                    let other = outline.parts(parent, Part::Operand).find(|&operand| !outline.holds(operand, at))?;
                    finds = match (operator, outline.text_of(other)) {
                        ("is" | "==", "None" | "0") | ("<", "1") => !finds,
                        ("is not" | "!=", "None" | "0") | (">", "0") => finds,
                        _ => return None,
                    };
                }
                // A call that continues the look-up, `and`, brackets.
                Role::Call | Role::Wrapper | Role::Both => {}
                Role::Member => {
                    let name = outline.last_name(parent)?;
                    finds ^= known.emptiness.iter().any(|known| known == name);
                }
                // `if let Some(order) = found`
                Role::Binding => finds ^= outline.text_of(outline.part(parent, Part::Name)?) == "None",
                _ => return None,
            }
            at = parent;
        }
        Some(finds)
    }

    /// Whether a node is a variable that can hold nothing but what a look-up gave.
    fn holds_result(&self, node: NodeId, look_up: &LookUp<'_, '_>) -> bool {
        let outline = self.usage.values.outline;
        if outline.role(node) != Role::Name {
            return false;
        }
        match self.usage.values.names.reaching(node)[..] {
            [bound] if outline.holds(bound.value, look_up.node) => true,
            [bound] => {
                let value = outline.unwrapped(bound.value);
                let named = outline.role(value) == Role::Name && value < node && self.holds_result(value, look_up);
                named || self.is_fetched_from(value, look_up)
            }
            _ => false,
        }
    }

    /// `cursor.fetchone()` after `cursor.execute(…)`, when nothing was executed in between.
    fn is_fetched_from(&self, call: NodeId, look_up: &LookUp<'_, '_>) -> bool {
        let outline = self.usage.values.outline;
        let called = |node: NodeId| {
            let callee = outline.callee(node).filter(|_| outline.role(node) == Role::Call)?;
            let object = outline.part(callee, Part::Object)?;
            Some((outline.last_name(callee)?, outline.text_of(object)))
        };
        let (Some((name, object)), Some((_, cursor))) = (called(call), called(look_up.node)) else { return false };
        let idioms = self.usage.values.idioms;
        let fetches = idioms.loops.next_calls.iter().chain(&look_up.library.fetch_all).any(|known| known == name);
        let between = |&&node: &&NodeId| node > look_up.node && node < call && !outline.holds(call, node);
        fetches && object == cursor && call > look_up.node && !self.nodes.iter().any(|node| between(&node))
    }

    /// `if order: return order` before the call.
    fn left_before(&self, look_up: &LookUp<'_, '_>, call: NodeId) -> bool {
        let outline = self.usage.values.outline;
        let names = &self.usage.values.names;
        let same = |other: &&LookUp<'_, '_>| other.model == look_up.model && other.pairs == look_up.pairs;
        let again: Vec<NodeId> = self.look_ups.iter().filter(same).map(|other| other.node).collect();
        let is_it = |value: NodeId| {
            // `Ok(order)`
            let inner = outline.arguments(value);
            let inner = inner.first().copied().filter(|_| outline.role(value) == Role::Call && inner.len() == 1);
            self.holds_result(value, look_up)
                || inner.is_some_and(|inner| self.holds_result(inner, look_up))
                || again.iter().any(|&other| outline.holds(value, other))
        };
        let gives_it = |id: NodeId| {
            let returns = outline.role(id) == Role::Exit && outline.nodes[id].kind == Kind::Return;
            outline.part(id, Part::Value).filter(|_| returns).is_some_and(|value| is_it(outline.unwrapped(value)))
        };
        let function = names.scope_of(call).unwrap_or(look_up.node);
        let branches = (function..call).filter(|&id| outline.role(id) == Role::Branch && !outline.holds(id, call));
        branches.into_iter().any(|branch| {
            let same_region = names.region_of(branch) == names.region_of(call);
            let then = outline.part(branch, Part::Then);
            let gives_it = then.is_some_and(|then| outline.within(then).any(gives_it));
            same_region && gives_it && self.finds(branch, look_up) == Some(true)
        })
    }

    fn creation(&self, look_up: &LookUp<'_, '_>, call: NodeId) -> Creation {
        let values = self.usage.values;
        let outline = values.outline;
        let known = &values.idioms.usage;
        let function = values.names.scope_of(call);
        let mentions = |words: &[String]| function.is_some_and(|function| mentions_any(values, function, words));
        Creation {
            library: look_up.library.name.clone(),
            model: look_up.model.clone(),
            keys: look_up.pairs.iter().map(|(name, _)| name.clone()).collect(),
            looked_up: look_up.execution.span,
            locked: mentions(&known.locks),
            expects_conflict: mentions(&known.conflicts),
            span: outline.callee(call).map_or(outline.span(call), |callee| shown(outline, callee)),
            once_form: look_up.library.make_once.clone(),
        }
    }
}
