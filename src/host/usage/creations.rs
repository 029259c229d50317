//! Rows that are made where a look-up found none: `filter(…).first() or create(…)`, a handler of `DoesNotExist`, a branch.

use super::{Usage, mentions_any};
use crate::extract::{Argument, Creation, Execution, Expression, Extract};
use crate::fact::Effect;
use crate::host::executions::shown;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::library::Library;
use crate::host::outline::NodeId;
use crate::text::Span;

/// What a look-up compares, or a call stores: names and values as written. None: not all of it is known.
type Pairs<'a> = Option<Vec<(String, &'a str)>>;

/// A query that may find no row.
struct LookUp<'e, 'a> {
    library: &'a Library,
    execution: &'e Execution,
    node: NodeId,
    model: String,
    pairs: Vec<(String, &'a str)>,
}

impl<'a> Usage<'a> {
    pub fn creations(&self, nodes: &[NodeId], extract: &Extract) -> Vec<Creation> {
        let look_ups: Vec<LookUp<'_, 'a>> = extract
            .executions
            .iter()
            .zip(nodes)
            .filter_map(|(execution, &node)| self.look_up(execution, node))
            .collect();
        let mut found: Vec<Creation> = Vec::new();
        for look_up in &look_ups {
            let created = self.created(look_up, nodes, extract);
            for call in created.into_iter().filter(|&call| self.is_for_lack_of(look_up, call, &look_ups)) {
                let creation = self.creation(look_up, call);
                if !found.iter().any(|known| known.span == creation.span) {
                    found.push(creation);
                }
            }
        }
        found
    }

    fn look_up<'e>(&self, execution: &'e Execution, node: NodeId) -> Option<LookUp<'e, 'a>> {
        let library = self.values.libraries.iter().find(|library| library.name == execution.library)?;
        let chain = execution.chain.as_ref().filter(|_| execution.effect == Effect::Read)?;
        let asked = chain.steps.first().and_then(|step| step.arguments.as_ref()?.first());
        let class_of = |argument: &Argument| match &argument.value {
            Expression::Path(path) => path.last().cloned(),
            _ => None,
        };
        let model = execution.model.clone().or_else(|| asked.and_then(class_of))?;
        let mut pairs = Vec::new();
        for step in &chain.steps {
            let Some(arguments) = &step.arguments else { continue };
            if library.chains.narrowing.contains(&step.name) {
                pairs.extend(self.compared_values(arguments)?);
            } else if arguments.iter().any(|argument| argument.name.is_some()) {
                return None;
            }
        }
        self.values.names.scope_of(node)?;
        (!pairs.is_empty()).then_some(LookUp { library, execution, node, model, pairs })
    }

    /// `email=email`, `User.email == email`
    fn compared_values(&self, arguments: &[Argument]) -> Pairs<'a> {
        let pair = |argument: &Argument| {
            let text = self.values.outline.slice(argument.span);
            match (&argument.name, &argument.value) {
                _ if argument.spread => None,
                (Some(name), _) if name.contains("__") => None,
                (Some(name), _) => Some((name.clone(), text.split_once('=')?.1.trim())),
                (None, Expression::Comparison { left, operator, .. }) if operator == "==" => match &**left {
                    Expression::Path(path) => Some((path.last()?.clone(), text.split_once("==")?.1.trim())),
                    _ => None,
                },
                _ => None,
            }
        };
        arguments.iter().map(pair).collect()
    }

    /// Calls in the same function, after a look-up, that make a row of its model with what it looked for.
    fn created(&self, look_up: &LookUp<'_, 'a>, nodes: &[NodeId], extract: &Extract) -> Vec<NodeId> {
        let names = &self.values.names;
        let scope = names.scope_of(look_up.node);
        let by_method = extract.executions.iter().zip(nodes).filter(|(execution, _)| {
            let creates = |name: &str| look_up.library.chains.creating.iter().any(|known| known == name);
            let last = execution.chain.as_ref().and_then(|chain| chain.steps.last());
            execution.library == look_up.library.name
                && execution.model.as_deref() == Some(look_up.model.as_str())
                && last.is_some_and(|step| creates(&step.name))
        });
        let constructed = names.calls_of(&look_up.model).unwrap_or_default().iter().copied();
        let constructed = constructed.filter(|&call| self.is_stored(look_up.library, call));
        let all = by_method.map(|(_, &node)| node).chain(constructed);
        let fits = |call: &NodeId| {
            *call > look_up.node && names.scope_of(*call) == scope && self.stores_all(&look_up.pairs, *call)
        };
        all.filter(fits).collect()
    }

    fn stores_all(&self, pairs: &[(String, &str)], call: NodeId) -> bool {
        let outline = self.values.outline;
        let given = outline.arguments(call).into_iter().filter(|&id| outline.role(id) == Role::Keyword);
        let given: Vec<(&str, &str)> = given
            .filter_map(|keyword| {
                let (name, value) = (outline.part(keyword, Part::Name)?, outline.part(keyword, Part::Value)?);
                Some((outline.text_of(name), outline.text_of(value)))
            })
            .collect();
        pairs.iter().all(|(name, value)| given.contains(&(name.as_str(), *value)))
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
        let binding =
            outline.ancestors(made).find(|id| !is_passed_on(id)).filter(|&id| outline.role(id) == Role::Binding);
        let name = binding.and_then(|binding| outline.part(binding, Part::Name));
        stored_here(made) || name.is_some_and(|name| self.uses_of(name).into_iter().any(stored_here))
    }

    /// Whether a call is reached when a look-up found nothing.
    fn is_for_lack_of(&self, look_up: &LookUp<'_, 'a>, call: NodeId, all: &[LookUp<'_, 'a>]) -> bool {
        let outline = self.values.outline;
        let node = look_up.node;
        let around = outline.ancestors(call).any(|id| match outline.role(id) {
            Role::Choice => outline.parts(id, Part::Item).next().is_some_and(|first| outline.holds(first, node)),
            Role::Handler => self.handles_absence(id, node),
            Role::Branch => {
                let Some(finds) = self.finds(id, node) else { return false };
                let arm = if finds { Part::Else } else { Part::Then };
                outline.parts(id, arm).any(|arm| outline.holds(arm, call))
            }
            _ => false,
        });
        around || self.left_before(look_up, call, all)
    }

    /// `except Order.DoesNotExist:` of the block that holds the look-up.
    fn handles_absence(&self, handler: NodeId, look_up: NodeId) -> bool {
        let outline = self.values.outline;
        let absences = &self.values.idioms.usage.absences;
        let body = outline.part(handler, Part::Body);
        let head = body.map(|body| Span { start: outline.span(handler).start, end: outline.span(body).start });
        let says = head.is_some_and(|head| absences.iter().any(|name| outline.slice(head).contains(name.as_str())));
        let tried = outline.nodes[handler].parent.is_some_and(|whole| outline.holds(whole, look_up));
        says && tried && look_up < handler
    }

    /// Whether a branch is taken when a look-up finds a row, or (`false`) when it finds none. None: it asks something else.
    fn finds(&self, branch: NodeId, look_up: NodeId) -> Option<bool> {
        let outline = self.values.outline;
        let condition = outline.part(branch, Part::Condition)?;
        let is_it = |&id: &NodeId| id == look_up || self.holds_result(id, look_up);
        let mut at = outline.within(condition).find(is_it)?;
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
                Role::Member | Role::Call | Role::Wrapper | Role::Both => {}
                _ => return None,
            }
            at = parent;
        }
        Some(finds)
    }

    /// Whether a node is a variable that can hold nothing but what a look-up gave.
    fn holds_result(&self, node: NodeId, look_up: NodeId) -> bool {
        let outline = self.values.outline;
        outline.role(node) == Role::Name
            && matches!(self.values.names.reaching(node)[..], [bound] if outline.holds(bound.value, look_up))
    }

    /// `if order: return order` before the call.
    fn left_before(&self, look_up: &LookUp<'_, 'a>, call: NodeId, all: &[LookUp<'_, 'a>]) -> bool {
        let outline = self.values.outline;
        let names = &self.values.names;
        let same = |other: &&LookUp<'_, 'a>| other.model == look_up.model && other.pairs == look_up.pairs;
        let again: Vec<NodeId> = all.iter().filter(same).map(|other| other.node).collect();
        let node = look_up.node;
        let function = names.scope_of(call).unwrap_or(node);
        let branches = (function..call).filter(|&id| outline.role(id) == Role::Branch && !outline.holds(id, call));
        branches.into_iter().any(|branch| {
            let same_region = names.region_of(branch) == names.region_of(call);
            let then = outline.part(branch, Part::Then);
            let gives_it = then.is_some_and(|then| {
                outline.within(then).any(|id| {
                    let value = outline.part(id, Part::Value).map(|value| outline.unwrapped(value));
                    outline.role(id) == Role::Exit
                        && outline.nodes[id].kind == Kind::Return
                        && value.is_some_and(|value| {
                            self.holds_result(value, node) || again.iter().any(|&other| outline.holds(value, other))
                        })
                })
            });
            same_region && gives_it && self.finds(branch, node) == Some(true)
        })
    }

    fn creation(&self, look_up: &LookUp<'_, 'a>, call: NodeId) -> Creation {
        let outline = self.values.outline;
        let known = &self.values.idioms.usage;
        let mentions =
            |words: &[String]| self.values.names.scope_of(call).is_some_and(|at| mentions_any(self.values, at, words));
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
