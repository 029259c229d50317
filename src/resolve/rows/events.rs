//! What a program has to ask for when it reads a row.

use super::held::{Hop, Origin, Related, Row};
use crate::extract::Step;
use crate::fact::{LazyKind, RowReader};
use crate::project::models::{ClassId, Relation};
use crate::text::{Place, Span};

pub type EventKind = LazyKind;

#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    /// The class whose attribute is read.
    pub class: ClassId,
    pub attribute: String,
    /// From the rows of the query on, what is asked for included.
    pub hops: Vec<Hop>,
    pub origin: Origin,
    /// The call that asks anew.
    pub call: Option<String>,
    /// What is read of the relation is only its key, which the row has under this name.
    pub key: Option<String>,
    /// The class that the relation leads to.
    pub target: Option<ClassId>,
    pub to_many: bool,
    /// The column of the relation's key.
    pub column: Option<String>,
    /// The step that asks, or leads to what asks.
    pub step: Span,
    pub defined: Option<Place>,
    /// What reads it, when that is something which is given the row.
    pub read: Option<Read>,
    /// The method or property of the row that comes to it.
    pub through: Option<String>,
    pub way: Way,
}

/// What reads a row that it is given.
#[derive(Clone, Debug)]
pub struct Read {
    pub by: RowReader,
    pub place: Place,
}

/// What stands between a row and what is read of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub guarded: bool,
    pub memoised: bool,
    pub failing: bool,
}

impl Way {
    pub fn then(self, next: Self) -> Self {
        Self {
            guarded: self.guarded || next.guarded,
            memoised: self.memoised || next.memoised,
            failing: self.failing || next.failing,
        }
    }
}

impl Event {
    pub fn new(kind: EventKind, row: &Row, step: &Step, relation: Option<&Relation>) -> Self {
        let mut hops = row.origin.hops.clone();
        let many = relation.is_some_and(|relation| relation.many);
        hops.push(Hop { class: row.class, attribute: step.name.clone(), many });
        Self {
            kind,
            class: row.class,
            attribute: step.name.clone(),
            hops,
            origin: row.origin.clone(),
            call: None,
            key: None,
            target: relation.map(|relation| relation.target),
            to_many: many,
            column: relation.and_then(|relation| relation.column.clone()),
            step: step.span,
            defined: relation.map(|relation| relation.defined.clone()),
            read: None,
            through: None,
            way: Way::default(),
        }
    }
}

impl Related {
    /// The relation, asked by a step or by taking its items.
    pub fn asked(&self, step: &Step) -> Event {
        let kind = match (&self.changed, self.fetched) {
            (None, _) => LazyKind::Collection,
            (Some(_), Some(true)) => LazyKind::Defeated,
            (Some(_), _) => LazyKind::Filtered,
        };
        Event {
            kind,
            class: self.hop.class,
            attribute: self.hop.attribute.clone(),
            hops: self.path.clone(),
            origin: self.first.clone(),
            call: self.changed.clone(),
            key: None,
            target: Some(self.row.class),
            to_many: true,
            column: None,
            step: step.span,
            defined: Some(self.defined.clone()),
            read: None,
            through: None,
            way: Way::default(),
        }
    }
}
