//! Queries that are made elsewhere: what functions and methods give back of what they are given, methods of rows that give
//! queries, and relations of values whose class is not known.

use std::sync::Arc;

use super::django;
use super::evaluation::{DEPTH, Evaluation};
use super::events::Event;
use super::held::{Held, Hop, Origin, Related, Row};
use super::readers::Given;
use crate::extract::{Framework, Giver, Passing, RowRoot, RowSource, Step, is_telling};
use crate::text::Place;

/// A function that gives a query, and how many bases of the class that is followed were asked for it.
#[derive(Clone, Copy)]
pub struct Method<'e> {
    pub path: &'e Arc<str>,
    pub giver: &'e Giver,
    pub bases: usize,
}

impl<'e> Evaluation<'e> {
    /// What a function makes of what it is given. A way on which it gives that back counts, whatever it does on others.
    pub fn passed(&self, passing: &Passing) -> Option<Held> {
        if self.depth > DEPTH {
            return None;
        }
        if let (Some(object), RowRoot::Own(_) | RowRoot::Base(_)) = (self.own_object(), &passing.from) {
            let behind = if let RowRoot::Base(class) = &passing.from { Some(class.as_str()) } else { None };
            let method = self.method_of_object(object, &passing.step.name, behind)?;
            let given = passing.given.iter().map(|(name, sources)| (name, self.held_by(sources)));
            let given = Given::named(given.collect(), &method.giver.parameters);
            return Some(self.given_by(object, method, given.parameters));
        }
        let method = self.method_passed(passing)?;
        let given = passing.given.iter().map(|(name, sources)| (name, self.held_by(sources)));
        let given = Given::named(given.collect(), &method.giver.parameters);
        Some(self.given_back(method, &given))
    }

    /// What a function or method gives back.
    pub fn given_back(&self, Method { path, giver, bases, .. }: Method<'e>, given: &Given) -> Held {
        let Some(left) = self.budget.get().checked_sub(1).filter(|_| self.depth <= DEPTH) else { return Held::Unknown };
        self.budget.set(left);
        let inner =
            Evaluation { path, rows: &[], loops: &[], given: Some(given), bases, depth: self.depth + 1, ..*self };
        if !giver.parts.is_empty() {
            return inner.returned(giver);
        }
        let ways: Vec<(&RowSource, Held)> = inner.ways(&giver.sources).collect();
        let gives_back =
            |source: &RowSource| matches!(source.root, RowRoot::Parameter { .. }) && source.steps.is_empty();
        let lenient = ways.iter().any(|(source, held)| gives_back(source) && !matches!(held, Held::Unknown));
        let held = ways.into_iter().map(|(_, held)| held).filter(|held| !lenient || !matches!(held, Held::Unknown));
        held.reduce(Held::merged).unwrap_or(Held::Unknown)
    }

    fn method_passed(&self, passing: &Passing) -> Option<Method<'e>> {
        let (class, is_base) = match &passing.from {
            RowRoot::Path(module) => {
                let (path, giver) = self.project.givers.function(module, self.path, &passing.step.name)?;
                return Some(Method { path, giver, bases: self.bases });
            }
            RowRoot::Own(class) => (class, false),
            RowRoot::Base(class) => (class, true),
            _ => return None,
        };
        match self.in_class(class) {
            Some(inner) => inner.method(&passing.step.name, if is_base { inner.bases } else { 0 }),
            None => {
                let (path, giver) = self.project.givers.method(class, self.path, &passing.step.name)?;
                Some(Method { path, giver, bases: 0 })
            }
        }
    }

    /// A method or property of a row that gives a query: whoever takes its items asks it for each row.
    pub fn own_query(&self, row: &Row, step: &Step) -> Option<Held> {
        let class = self.models().get(row.class);
        let (reading, function) = self.project.readings.method(&class.defined.path, &class.name, &step.name)?;
        let is_called = function.is_property != step.arguments.is_some() || self.is_template;
        if !is_called || function.is_cached && !function.is_property {
            return None;
        }
        let (path, giver) = self.project.givers.method(function.class.as_deref()?, &reading.path, &step.name)?;
        let given = Given { receiver: Some(Held::Row(row.clone())), ..Given::default() };
        let inner = Self { view: None, is_template: false, ..*self };
        let query = match inner.given_back(Method { path, giver, bases: 0 }, &given) {
            Held::Query(query) if self.framework(query.class) == Framework::Django => query,
            related @ Held::Related(_) => return Some(related),
            _ => return None,
        };
        let hop = Hop { class: row.class, attribute: step.name.clone(), many: true };
        let mut path = row.origin.hops.clone();
        path.push(hop.clone());
        let origin = Origin { query: query.written, hops: Vec::new(), ..row.origin.clone() };
        Some(Held::Related(Box::new(Related {
            row: Row { class: query.class, loaded: query.loaded, origin, few: query.few },
            hop,
            path,
            first: row.origin.clone(),
            fetched: Some(false),
            changed: Some(step.name.clone()),
            plain: false,
            way_back: None,
            defined: Place { path: reading.path.clone(), span: function.span },
        })))
    }

    /// Another query of a relation whose name only one class has: `order_notes.filter(…)` of a value of unknown class.
    pub fn of_telling_relation(&self, steps: &[Step], events: &mut Vec<Event>) -> Option<Held> {
        let is_query = |step: &Step| step.arguments.is_some() && step.name != "all" && django::is_lazy(&step.name);
        let at = steps
            .windows(2)
            .position(|pair| pair[0].arguments.is_none() && is_telling(&pair[0].name) && is_query(&pair[1]))?;
        let (path, model) = self.project.elsewhere.called(&steps[at].name)?;
        let query = self.manager(self.models().find([model], path)?, Some("_default_manager"))?;
        Some(self.steps(Held::Query(query), &steps[at + 1..], events))
    }
}
