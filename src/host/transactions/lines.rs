//! What a statement is sent through: a pool, which takes any of its connections for it and commits at once, a
//! connection that the function has taken or opened itself, or what others handed in.

use crate::host::grammar::{Part, Role};
use crate::host::idioms::ends_with_any;
use crate::host::library::{Library, On, Pools};
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::recognition::{Recognised, Recognition};
use crate::host::strings::Values;

/// How far a pool is followed to where it was made.
const HOPS: usize = 6;

pub struct Lines<'v, 'a> {
    pub values: &'v Values<'a>,
}

impl Lines<'_, '_> {
    /// What a call sends its statement through.
    pub fn of(&self, call: NodeId, found: &Recognised<'_>) -> Option<NodeId> {
        let outline = self.values.outline;
        let line = match found.call.on {
            On::Object => outline.callee(call).and_then(|callee| outline.part(callee, Part::Object)),
            On::Query | On::Connection => outline.arguments(call).last().copied(),
            On::Chain | On::Row | On::Builder => None,
        };
        line.map(|line| outline.unwrapped(line))
    }

    /// Whether it is a pool.
    pub fn is_pool(&self, library: &Library, line: NodeId) -> bool {
        !library.pools.is_empty() && self.gives_pool(&library.pools, line, 0)
    }

    /// Whether a query that an ORM builds locks the rows it reads.
    pub fn locks(&self, recognition: &Recognition<'_>, call: NodeId, found: Option<&Recognised<'_>>) -> bool {
        let library = found.map(|found| found.library).filter(|library| !library.chains.locks.is_empty());
        let chain = match library {
            Some(library) => Some((library, recognition.chain(library, call))),
            None => recognition.lazy_chain(call).map(|(library, _, chain)| (library, chain)),
        };
        chain.is_some_and(|(library, chain)| {
            let last = chain.links.first().map(|(name, _)| *name).unwrap_or_default();
            let has = |names: &[String], name: &str| names.iter().any(|known| known == name);
            chain.links.iter().any(|(name, _)| has(&library.chains.locks, name))
                && !has(&library.chains.lock_nothing, last)
        })
    }

    /// Whether what a call gives is stored where it outlives the function: in a member, a container, a global.
    pub fn is_kept(&self, call: NodeId) -> bool {
        let outline = self.values.outline;
        let names = self.values.names;
        let Some(function) = names.scope_of(call) else { return true };
        let around = || outline.ancestors(call).take_while(|&id| id != function);
        let binding = around().find(|&id| outline.role(id) == Role::Binding);
        let name = binding.and_then(|binding| outline.part(binding, Part::Name)).map(|it| outline.unwrapped(it));
        let Some(name) = name else { return false };
        let is_global = || {
            let text = outline.text_of(function);
            text.match_indices("global ").any(|(at, word)| {
                let line = text[at + word.len()..].lines().next().unwrap_or_default();
                line.split([',', ' ']).any(|it| it == outline.text_of(name))
            })
        };
        outline.role(name) != Role::Name
            || is_global()
            || names.stores.iter().any(|(at, _)| {
                outline.holds(function, *at) && {
                    let stored = outline.ancestors(*at).find(|&id| outline.role(id) == Role::Binding).unwrap_or(*at);
                    self.uses(stored, outline.text_of(name))
                }
            })
    }

    fn uses(&self, node: NodeId, name: &str) -> bool {
        let outline = self.values.outline;
        outline.within(node).any(|id| outline.role(id) == Role::Name && outline.text_of(id) == name)
    }

    fn gives_pool(&self, pools: &Pools, node: NodeId, hops: usize) -> bool {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        if hops > HOPS {
            return false;
        }
        match outline.role(node) {
            Role::Call => {
                let Some(callee) = outline.callee(node) else { return false };
                let path = self.values.names.resolved(callee).unwrap_or_default();
                let hands_on =
                    outline.last_name(callee).is_some_and(|name| pools.keeps.iter().any(|known| known == name));
                let object = outline.part(callee, Part::Object).filter(|_| hands_on);
                ends_with_any(&path, &pools.made_by) || object.is_some_and(|it| self.gives_pool(pools, it, hops + 1))
            }
            Role::Name | Role::Member => {
                let Some(bound) = self.values.names.origin(node) else {
                    let is_bound = outline.role(node) == Role::Name && !self.values.names.reaching(node).is_empty();
                    return !is_bound && self.is_declared(pools, node);
                };
                match (bound.annotation, bound.how) {
                    (Some(annotation), _) => says(outline.text_of(annotation), pools),
                    (None, How::Assigned) => self.gives_pool(pools, bound.value, hops + 1),
                    (None, How::Parameter) => is_named(outline.last_name(node), pools),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Whether a member is declared as a pool, or where no declaration is in sight is called one.
    fn is_declared(&self, pools: &Pools, node: NodeId) -> bool {
        let outline = self.values.outline;
        let name = outline.last_name(node);
        let fields = outline.ids().filter(|&id| outline.role(id) == Role::Field);
        let mut types = fields
            .filter(|&id| outline.part(id, Part::Name).map(|it| outline.text_of(it)) == name)
            .filter_map(|id| outline.part(id, Part::Type))
            .map(|id| outline.text_of(id))
            .peekable();
        if outline.role(node) == Role::Member && types.peek().is_some() {
            return types.all(|annotation| says(annotation, pools));
        }
        is_named(name, pools)
    }

    /// Whether the function has taken the connection from a pool, or opened it, itself.
    pub fn is_taken_here(&self, library: &Library, line: NodeId) -> bool {
        let outline = self.values.outline;
        let Some(bound) = self.values.names.origin(line).filter(|_| outline.role(line) == Role::Name) else {
            return false;
        };
        let same_function = self.values.names.scope_of(bound.at) == self.values.names.scope_of(line);
        if bound.how != How::Assigned || !same_function {
            return false;
        }
        // Through `?`, `.await.unwrap()` and the like, down to what is called.
        let mut at = outline.unwrapped(bound.value);
        for _ in 0..HOPS {
            let Some(callee) = outline.callee(at).filter(|_| outline.role(at) == Role::Call) else { return false };
            let path = self.values.names.resolved(callee);
            let name = outline.last_name(callee).unwrap_or_default();
            let path = path.unwrap_or_else(|| vec![name]);
            if ends_with_any(&path, &library.takes) {
                return true;
            }
            let passing = &self.values.idioms.transactions.passing;
            let Some(object) = outline.part(callee, Part::Object).filter(|_| passing.iter().any(|it| it == name))
            else {
                return false;
            };
            at = outline.unwrapped(object);
        }
        false
    }
}

fn says(annotation: &str, pools: &Pools) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    annotation.split(|c: char| !is_part(c)).any(|word| pools.types.iter().any(|known| known == word))
}

fn is_named(name: Option<&str>, pools: &Pools) -> bool {
    let name = name.unwrap_or_default().trim_matches('_').to_lowercase();
    pools
        .names
        .iter()
        .any(|known| name == *known || name.strip_suffix(known.as_str()).is_some_and(|it| it.ends_with('_')))
}
