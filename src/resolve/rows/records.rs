//! Queries of Peewee and Tortoise, which a class begins: what they fetch along, and what their calls give.

use super::django;
use super::evaluation::Evaluation;
use super::held::{Held, Manner, Query};
use super::loaded::Loaded;
use crate::extract::{Argument, Expression, Framework, RowRoot, Step};
use crate::project::models::{Attribute, ClassId};

/// Calls that keep the rows as they are.
const PEEWEE: &[&str] = &[
    "distinct",
    "filter",
    "for_update",
    "group_by",
    "having",
    "iterator",
    "join",
    "join_from",
    "left_outer_join",
    "limit",
    "offset",
    "order_by",
    "order_by_extend",
    "orwhere",
    "paginate",
    "switch",
    "where",
];
const TORTOISE: &[&str] = &["force_index", "limit", "offset", "use_index", "using_db"];
const ONE_OF_PEEWEE: &[&str] = &["first", "get", "get_by_id", "get_or_none"];
const ONE_OF_TORTOISE: &[&str] = &["first", "get", "get_or_none", "earliest", "last", "latest"];

/// Whether what a row leads to is a query of its own until it is asked.
pub fn gives_queries(framework: Framework) -> bool {
    matches!(framework, Framework::Django | Framework::Peewee | Framework::Tortoise)
}

/// Whether a call makes another query of what a row leads to.
pub fn narrows(framework: Framework, name: &str) -> bool {
    framework == Framework::Peewee && (name == "select" || PEEWEE.contains(&name))
        || framework == Framework::Tortoise && TORTOISE.contains(&name)
}

impl Evaluation<'_> {
    /// What a method of a class gives, when that begins a query.
    pub fn asked_class(&self, class: ClassId, step: &Step) -> Option<Held> {
        let name = step.name.as_str();
        let query = Query { class, loaded: Loaded::default(), few: false, manner: Manner::Plain, written: None };
        let begins = match self.framework(class) {
            Framework::Peewee => matches!(name, "select" | "filter") || ONE_OF_PEEWEE.contains(&name),
            Framework::Tortoise => django::is_lazy(name) || TORTOISE.contains(&name) || ONE_OF_TORTOISE.contains(&name),
            _ => false,
        };
        (begins && step.arguments.is_some()).then(|| self.record_step(query, step))
    }

    /// What a step makes of a query.
    pub fn record_step(&self, mut query: Query, step: &Step) -> Held {
        let (name, Some(arguments)) = (step.name.as_str(), &step.arguments) else { return Held::Unknown };
        let is_peewee = self.framework(query.class) == Framework::Peewee;
        let one = if is_peewee { ONE_OF_PEEWEE } else { ONE_OF_TORTOISE };
        if name == "limit" {
            query.few |= super::is_handful(arguments);
            return Held::Query(query);
        }
        if one.contains(&name) {
            let row = Held::Query(query).item(Some(self.query_place()), false);
            return row.map_or(Held::Unknown, Held::Row);
        }
        match name {
            "select" if is_peewee => self.choose(&mut query, arguments),
            "prefetch" if is_peewee => query.loaded.unknown = true,
            _ if is_peewee && PEEWEE.contains(&name) || !is_peewee && TORTOISE.contains(&name) => {}
            _ if !is_peewee => return self.django_step(query, step),
            _ => return Held::Unknown,
        }
        Held::Query(query)
    }

    /// `prefetch(Order.select(), Item.select())`: what it fetches for which rows is not followed.
    pub fn prefetched(&self, arguments: &[Argument]) -> Option<Held> {
        let (root, steps) = super::flattened(&arguments.first()?.value);
        let RowRoot::Path(_) = &root else { return None };
        match self.hold(&root, &steps, &mut Vec::new()) {
            Held::Query(mut query) if self.framework(query.class) == Framework::Peewee => {
                query.loaded.unknown = true;
                Some(Held::Query(query))
            }
            _ => None,
        }
    }

    /// `select(Order, Customer)`: the rows of other classes come along; of columns nothing is known.
    fn choose(&self, query: &mut Query, arguments: &[Argument]) {
        let (mut chosen, mut whole) = (Vec::new(), arguments.is_empty());
        for argument in arguments {
            let class = match &argument.value {
                Expression::Path(path) if !argument.spread => {
                    self.class_at(path).filter(|(_, used)| *used == path.len()).map(|(class, _)| class)
                }
                _ => None,
            };
            match class {
                Some(class) if class == query.class => whole = true,
                Some(class) => chosen.push(class),
                // Columns, which come beside the rows.
                None => {}
            }
        }
        if !whole {
            return query.loaded.unknown = true;
        }
        // Those that a row leads to, and those that these lead to.
        let mut ends: Vec<(Vec<String>, ClassId)> = vec![(Vec::new(), query.class)];
        while let Some((path, class)) = ends.pop() {
            for (name, attribute) in &self.models().get(class).attributes {
                let Attribute::Relation(relation) = attribute else { continue };
                let is_chosen = !relation.many && chosen.contains(&relation.target) && path.len() < chosen.len();
                if is_chosen {
                    let path: Vec<String> = path.iter().chain([name]).cloned().collect();
                    query.loaded.add(&path, query.class, self.models());
                    ends.push((path, relation.target));
                }
            }
        }
    }
}
