//! Relations of rows: those that are fetched when they are read, and those that are queries until they are asked.

use super::django;
use super::evaluation::Evaluation;
use super::events::{Event, EventKind};
use super::held::{Held, Hop, Manner, Query, Related, Row};
use super::loaded::Loaded;
use super::records;
use crate::extract::{Expression, Framework, Step};
use crate::project::models::{Attribute, ClassId, Relation};
use crate::text::Place;

impl Evaluation<'_> {
    /// A relation that is fetched when it is read.
    pub(super) fn through(&self, mut row: Row, relation: &Relation, step: &Step, events: &mut Vec<Event>) -> Held {
        let loaded = row.loaded.of(&step.name, relation);
        if row.origin.hops.is_empty() && row.loaded.lacks_column(self.models().get(row.class), &step.name) {
            row.origin.manner = Manner::Keyless;
        }
        if loaded.is_none() {
            let kind = if relation.many { EventKind::Collection } else { EventKind::Relation };
            events.push(Event::new(kind, &row, step, Some(relation)));
        }
        let mut loaded = loaded.unwrap_or_else(|| Loaded::of_class(relation.target, self.models()));
        self.knows_way_back(&mut loaded, relation);
        let hop = Hop { class: row.class, attribute: step.name.clone(), many: relation.many };
        let mut origin = row.origin;
        origin.hops.push(hop);
        let row = Row { class: relation.target, loaded, origin, few: row.few };
        match (relation.many, &step.arguments) {
            (_, Some(_)) => Held::Unknown,
            (true, None) => Held::Rows(row),
            (false, None) => Held::Row(row),
        }
    }

    /// Rows that one row led to know that row.
    fn knows_way_back(&self, loaded: &mut Loaded, relation: &Relation) {
        let Some(reverse) = &relation.reverse else { return };
        // Peewee's do not.
        if self.framework(relation.target) == Framework::Peewee {
            return;
        }
        let back = self.models().get(relation.target).attributes.get(reverse);
        if matches!(back, Some(Attribute::Relation(back)) if !back.many) {
            loaded.relations.entry(reverse.clone()).or_insert_with(Loaded::unknown);
        }
    }

    pub(super) fn related(&self, row: Row, relation: &Relation, step: &Step) -> Held {
        if step.arguments.is_some() {
            return Held::Unknown;
        }
        let (loaded, fetched) = match row.loaded.of(&step.name, relation) {
            Some(loaded) => (loaded.clone(), (!loaded.unknown || !row.loaded.unknown).then_some(true)),
            None => (self.own_queries(relation.target), Some(false)),
        };
        let mut loaded = loaded;
        self.knows_way_back(&mut loaded, relation);
        let hop = Hop { class: row.class, attribute: step.name.clone(), many: true };
        let first = row.origin.clone();
        let mut origin = row.origin;
        origin.hops.push(hop.clone());
        let path = origin.hops.clone();
        let row = Row { class: relation.target, loaded, origin, few: row.few };
        Held::Related(Box::new(Related {
            row,
            hop,
            path,
            first,
            fetched,
            changed: None,
            plain: false,
            way_back: relation.reverse.clone(),
            defined: relation.defined.clone(),
        }))
    }

    /// Whether the model is known to give its rows no order.
    fn is_unsorted(&self, row: &Row) -> bool {
        self.project.models.get(row.class).ordering.as_ref().is_some_and(Vec::is_empty)
    }

    /// What the queries of a class's first manager load.
    fn own_queries(&self, class: ClassId) -> Loaded {
        self.manager(class, None).map_or_else(Loaded::unknown, |query| query.loaded)
    }

    pub(super) fn related_step(&self, mut related: Box<Related>, step: &Step, events: &mut Vec<Event>) -> Held {
        let (name, Some(arguments)) = (step.name.as_str(), &step.arguments) else { return Held::Unknown };
        let at_hand = related.fetched == Some(true) && related.changed.is_none();
        let maybe = related.fetched.is_none() && related.changed.is_none();
        let asked = |related: &Related, events: &mut Vec<Event>| events.push(related.asked(step));
        match name {
            "all" | "get_queryset" => return Held::Related(related),
            "[]" => {
                let slice = matches!(arguments.first().map(|given| &given.value), Some(Expression::Slice { .. }));
                return match (slice, at_hand || maybe) {
                    (true, true) => Held::Rows(related.row),
                    (true, false) => {
                        related.changed.get_or_insert_with(|| name.to_owned());
                        Held::Related(related)
                    }
                    (false, known) => {
                        if !known {
                            asked(&related, events);
                        }
                        Held::Row(related.row)
                    }
                };
            }
            _ if django::ASKING.contains(&name) => {
                let cached = ["contains", "count", "exists"].contains(&name) && (at_hand || maybe);
                if !cached {
                    related.changed.get_or_insert_with(|| name.to_owned());
                    asked(&related, events);
                }
                return Held::Unknown;
            }
            _ if django::WRITING.contains(&name) => return Held::Unknown,
            _ if django::ONE.contains(&name) => {
                // The first of what is sorted already is at hand; what is not is sorted by a query of its own.
                let unsorted = self.is_unsorted(&related.row);
                let cached = matches!(name, "first" | "afirst") && (at_hand || maybe) && !unsorted;
                self.change(&mut related, step);
                if !cached {
                    asked(&related, events);
                }
                return Held::Row(related.row);
            }
            _ if django::PLAIN.contains(&name) => {
                related.changed.get_or_insert_with(|| name.to_owned());
                related.plain = true;
                return Held::Related(related);
            }
            _ => {}
        }
        let narrows = records::narrows(self.framework(related.row.class), name);
        if !narrows && !django::is_lazy(name) && self.project.managers.method(name).is_none() {
            return Held::Unknown;
        }
        self.change(&mut related, step);
        Held::Related(related)
    }

    /// A call that makes another query of what a relation gives.
    fn change(&self, related: &mut Related, step: &Step) {
        if related.changed.is_none() {
            related.row.loaded = self.own_queries(related.row.class);
            if let Some(back) = &related.way_back {
                related.row.loaded.relations.insert(back.clone(), Loaded::unknown());
            }
            // It is written here, whatever the name stands for that it begins with.
            related.row.origin.query = Some(Place { path: self.path.clone(), span: step.span });
            related.row.origin.hops.clear();
            related.row.origin.manner = Manner::Plain;
            related.changed = Some(step.name.clone());
        }
        let query = Query {
            class: related.row.class,
            loaded: related.row.loaded.clone(),
            few: related.row.few,
            manner: related.row.origin.manner,
            written: None,
        };
        match self.django_step(query, step) {
            Held::Query(query) => {
                (related.row.loaded, related.row.few) = (query.loaded, query.few);
                related.row.origin.manner = query.manner;
            }
            Held::Row(_) => {}
            _ => related.row.loaded = Loaded::unknown(),
        }
    }
}
