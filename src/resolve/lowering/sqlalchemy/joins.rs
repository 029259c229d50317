//! `join()` and the options that fetch relations in the same query.

use super::Query;
use super::terms::{attribute, known};
use crate::extract::{Argument, Expression, Join};
use crate::project::models::{Attribute, Relation};
use crate::resolve::lowering::select::{Known, Result};
use crate::text::Span;

impl<'g> Query<'g> {
    fn relation(&self, value: &Expression) -> Option<(Known, &'g Relation)> {
        let (class, name) = attribute(self.select.ground, value)?;
        match self.select.ground.models.get(class.0).attributes.get(&name)? {
            Attribute::Relation(relation) => Some((class, relation)),
            Attribute::Column { .. } => None,
        }
    }

    /// `join(Customer)`, `join(Order.customer)`, `join(Customer, Customer.id == Order.customer_id)`
    pub(super) fn join(&mut self, arguments: &[Argument], join: Join) {
        let set = |name: &str| {
            let value = arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
            value.is_some_and(|argument| argument.value != Expression::Boolean(false))
        };
        let join = match join {
            _ if set("full") => Join::Full,
            Join::Inner if set("isouter") => Join::Left,
            other => other,
        };
        let plain: Vec<&Argument> = arguments.iter().filter(|argument| argument.name.is_none()).collect();
        let on = arguments.iter().find(|argument| argument.name.as_deref() == Some("onclause"));
        let (Some(first), on) = (plain.first(), plain.get(1).copied().or(on)) else {
            self.given_up = true;
            return;
        };
        let span = first.span;
        if let Some((from, relation)) = self.relation(&first.value) {
            self.by_relation(from, relation, (relation.target, None), join, span);
            return;
        }
        let Some(target) = known(self.select.ground, &first.value) else {
            // A subquery, a table that nobody knows.
            self.given_up = true;
            return;
        };
        match on {
            Some(on) => match self.relation(&on.value) {
                Some((from, relation)) => self.by_relation(from, relation, target, join, span),
                None => {
                    let at = self.select.add(target, join, span);
                    match self.test(&on.value, on.span) {
                        Some(test) => self.select.entities[at].on = Some(test),
                        None => self.by_something(at),
                    }
                }
            },
            None => match self.select.only_way(target.0) {
                Some((from, hop)) => self.select.join(from, target, &hop, join, span),
                None => {
                    let at = self.select.add(target, join, span);
                    self.by_something(at);
                }
            },
        }
    }

    fn by_something(&mut self, at: usize) {
        self.select.entities[at].tied = true;
        self.select.patched = true;
    }

    fn by_relation(&mut self, from: Known, relation: &Relation, target: Known, join: Join, span: Span) {
        if self.select.entities.iter().all(|entity| entity.known != from) {
            self.select.read(from, span);
        }
        let from = self.select.entities.iter().position(|entity| entity.known == from);
        match (from, relation.way.as_slice()) {
            (Some(from), [hop]) => self.select.join(from, target, hop, join, span),
            _ => {
                // The table between is not known.
                let at = self.select.add(target, join, span);
                self.by_something(at);
            }
        }
    }

    /// `options(joinedload(Order.customer))`
    pub(super) fn options(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            let Expression::Call(option) = &argument.value else { continue };
            let Some((object, name)) = option.callee.method() else { continue };
            match name {
                "joinedload" => {
                    let relation = option.arguments.first().and_then(|first| self.relation(&first.value));
                    let nested = matches!(object, Expression::Call(_));
                    match relation {
                        Some((from, relation)) if relation.way.len() == 1 && !nested => {
                            let Some(from) = self.select.entities.iter().position(|entity| entity.known == from) else {
                                self.select.patched = true;
                                continue;
                            };
                            let inner = option.arguments.iter().any(|argument| {
                                argument.name.as_deref() == Some("innerjoin")
                                    && argument.value == Expression::Boolean(true)
                            });
                            let join = if inner { Join::Inner } else { Join::Left };
                            let target = (relation.target, Some(option.span));
                            self.select.join(from, target, &relation.way[0], join, argument.span);
                            let at = self.select.entities.len() - 1;
                            self.select.results.push((Result::Whole(at), argument.span));
                        }
                        _ => self.select.patched = true,
                    }
                }
                "contains_eager" => self.select.patched = true,
                "load_only" | "defer" | "undefer" => {
                    let span = argument.span;
                    self.select.results.clear();
                    self.select.results.push((Result::Term(super::opaque(span)), span));
                }
                _ => {}
            }
        }
    }
}
