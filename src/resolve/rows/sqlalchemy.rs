//! SQLAlchemy's queries, statements and results, call by call.

use std::collections::BTreeSet;

use super::evaluation::Evaluation;
use super::held::{Held, Manner, Query};
use super::loaded::{Columns, Loaded};
use crate::extract::{Argument, Expression, HANDFUL, RowRoot, Step};
use crate::project::models::{Attribute, ClassId};

/// Calls that keep the rows as they are.
const NEUTRAL: &[&str] = &[
    "autoflush",
    "correlate",
    "distinct",
    "enable_assertions",
    "execution_options",
    "filter",
    "filter_by",
    "group_by",
    "having",
    "join",
    "join_from",
    "limit",
    "offset",
    "order_by",
    "outerjoin",
    "paginate",
    "params",
    "populate_existing",
    "prefix_with",
    "select_from",
    "slice",
    "where",
    "with_for_update",
    "with_hint",
    "yield_per",
];
const ONE: &[&str] = &[
    "first",
    "first_or_404",
    "get",
    "get_or_404",
    "one",
    "one_or_404",
    "one_or_none",
    "scalar",
    "scalar_one",
    "scalar_one_or_none",
];
/// Calls of a session that run a statement.
const RUNNING: &[&str] = &["exec", "execute", "scalar", "scalars", "stream", "stream_scalars"];
/// Calls of a result that keep its rows.
const RESULT: &[&str] = &["all", "fetchall", "fetchmany", "partitions", "unique", "yield_per"];
const LOADERS: &[&str] = &["contains_eager", "immediateload", "joinedload", "selectinload", "subqueryload"];

impl Evaluation<'_> {
    /// What a chain that begins with a session or a function gives.
    pub fn asked(&self, steps: &[Step]) -> Option<Held> {
        let at = steps.iter().position(|step| {
            let given = step.arguments.as_ref().is_some_and(|arguments| !arguments.is_empty());
            given
                && (matches!(step.name.as_str(), "query" | "select" | "get" | "get_one")
                    || RUNNING.contains(&step.name.as_str()))
        })?;
        let step = &steps[at];
        let arguments = step.arguments.as_ref()?;
        let first = arguments.first().filter(|argument| argument.name.is_none() && !argument.spread)?;
        let single = arguments.iter().filter(|argument| argument.name.is_none()).count() == 1;
        let mut held = match step.name.as_str() {
            "query" | "select" if single => Held::Query(self.of_class(self.class_of(&first.value)?)),
            "get" | "get_one" => {
                let mut query = self.of_class(self.class_of(&first.value)?);
                if let Some(options) = arguments.iter().find(|argument| argument.name.as_deref() == Some("options")) {
                    match &options.value {
                        Expression::List(items) => items.iter().for_each(|item| self.option(&mut query, item)),
                        _ => query.loaded.unknown = true,
                    }
                }
                Held::Row(Held::Query(query).item(Some(self.query_place()), self.awaited)?)
            }
            name if RUNNING.contains(&name) => {
                let (root, inner) = super::flattened(&first.value);
                let Held::Query(query) = self.hold(&root, &inner, &mut Vec::new()) else { return None };
                self.result_of(query, name)?
            }
            _ => return None,
        };
        for step in &steps[at + 1..] {
            held = self.step(held, step, &mut Vec::new());
        }
        Some(held)
    }

    pub fn of_class(&self, class: ClassId) -> Query {
        Query {
            class,
            loaded: Loaded::of_class(class, self.models()),
            few: false,
            manner: Manner::Plain,
            written: None,
        }
    }

    fn class_of(&self, expression: &Expression) -> Option<ClassId> {
        let path = match expression {
            Expression::Path(path) => path,
            // `self.model` of the object whose method this is.
            Expression::Member { object, name } if **object == Expression::Value => {
                return match self.own_object()?.attribute(name)? {
                    Held::Class(class) => Some(*class),
                    _ => None,
                };
            }
            _ => return None,
        };
        self.class_at(path).filter(|(_, used)| *used == path.len()).map(|(class, _)| class)
    }

    fn result_of(&self, query: Query, call: &str) -> Option<Held> {
        let rows = Held::Query(query).item(Some(self.query_place()), self.awaited)?;
        Some(match call {
            "scalar" => Held::Row(rows),
            "execute" | "stream" => Held::Result { rows, tuples: true },
            _ => Held::Result { rows, tuples: false },
        })
    }

    /// What a step makes of a query or statement.
    pub fn sqlalchemy_step(&self, mut query: Query, step: &Step) -> Held {
        let name = step.name.as_str();
        let rows = |query| {
            let row = Held::Query(query).item(Some(self.query_place()), self.awaited);
            row.map_or(Held::Unknown, Held::Rows)
        };
        // Of a page.
        if name == "items" {
            return rows(query);
        }
        let Some(arguments) = &step.arguments else { return Held::Unknown };
        match name {
            "options" => arguments.iter().for_each(|argument| match argument.spread {
                true => query.loaded.unknown = true,
                false => self.option(&mut query, &argument.value),
            }),
            "all" => return rows(query),
            "[]" => match arguments.first().map(|argument| &argument.value) {
                Some(Expression::Slice { from, to }) => {
                    query.few |= to.is_some_and(|to| to - from.unwrap_or(0) <= HANDFUL);
                }
                _ => return Held::Unknown,
            },
            "limit" => query.few |= super::is_handful(arguments),
            _ if NEUTRAL.contains(&name) => {}
            _ if ONE.contains(&name) => {
                let row = Held::Query(query).item(Some(self.query_place()), self.awaited);
                return row.map_or(Held::Unknown, Held::Row);
            }
            _ => return Held::Unknown,
        }
        Held::Query(query)
    }

    /// What a step makes of a result.
    pub fn result_step(held: Held, step: &Step) -> Held {
        let Held::Result { rows, tuples } = held else { return Held::Unknown };
        let name = step.name.as_str();
        match (name, &step.arguments) {
            ("scalars", Some(_)) => Held::Result { rows, tuples: false },
            ("scalar" | "scalar_one" | "scalar_one_or_none", Some(_)) => Held::Row(rows),
            _ if step.arguments.is_some() && RESULT.contains(&name) => Held::Result { rows, tuples },
            ("[]", Some(given))
                if !tuples && !matches!(given[..], [Argument { value: Expression::Slice { .. }, .. }]) =>
            {
                Held::Row(rows)
            }
            _ if step.arguments.is_some() && ONE.contains(&name) && !tuples => Held::Row(rows),
            _ => Held::Unknown,
        }
    }

    /// `joinedload(Order.customer).joinedload(Customer.region)`, `load_only(Order.number)`
    fn option(&self, query: &mut Query, option: &Expression) {
        let (root, steps) = super::flattened(option);
        let class = query.class;
        if matches!(root, RowRoot::Value) || self.options(&mut query.loaded, class, &steps).is_none() {
            query.loaded.unknown = true;
        }
    }

    fn options(&self, loaded: &mut Loaded, mut class: ClassId, steps: &[Step]) -> Option<()> {
        let mut at = loaded;
        for step in steps {
            // A module, or the class of `Load(Order)`.
            let Some(arguments) = &step.arguments else { continue };
            let name = step.name.as_str();
            match name {
                "Load" => {}
                "options" => {
                    for argument in arguments {
                        let (_, inner) = super::flattened(&argument.value);
                        self.options(at, class, &inner)?;
                    }
                }
                "load_only" | "defer" | "undefer" => self.named_columns(at, name, arguments)?,
                "lazyload"
                | "raiseload"
                | "noload"
                | "defaultload"
                | "selectin_polymorphic"
                | "with_expression"
                | "undefer_group"
                | "with_loader_criteria" => {
                    if name != "defaultload" {
                        return Some(());
                    }
                    let path = attribute_path(arguments.first()?)?;
                    class = self.target(class, path.last()?)?;
                    at = at.relations.entry(path.last()?.clone()).or_default();
                }
                _ if LOADERS.contains(&name) => {
                    for argument in arguments.iter().filter(|argument| argument.name.is_none()) {
                        for attribute in attribute_path(argument)? {
                            let target = self.target(class, &attribute)?;
                            at = at.add(&[attribute], class, self.models());
                            class = target;
                        }
                    }
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn target(&self, class: ClassId, attribute: &str) -> Option<ClassId> {
        match self.models().get(class).attributes.get(attribute)? {
            Attribute::Relation(relation) => Some(relation.target),
            Attribute::Column { .. } => None,
        }
    }

    fn named_columns(&self, loaded: &mut Loaded, name: &str, arguments: &[Argument]) -> Option<()> {
        let named: Option<BTreeSet<String>> =
            arguments.iter().filter(|given| given.name.is_none()).map(|given| attribute_path(given)?.pop()).collect();
        let named = named?;
        loaded.columns = match (name, std::mem::take(&mut loaded.columns)) {
            ("load_only", _) => Columns::Only(named),
            ("defer", Columns::Except(known)) => Columns::Except(known.into_iter().chain(named).collect()),
            ("defer", Columns::All) => Columns::Except(named),
            ("undefer", Columns::Except(known)) => Columns::Except(known.difference(&named).cloned().collect()),
            ("undefer", Columns::Only(known)) => Columns::Only(known.union(&named).cloned().collect()),
            (_, other) => {
                loaded.unknown |= other != Columns::All;
                other
            }
        };
        Some(())
    }
}

/// `items` of `Order.items` and of `Order.items.and_(…)`; the parts of `"customer.region"`.
fn attribute_path(argument: &Argument) -> Option<Vec<String>> {
    if argument.spread {
        return None;
    }
    match &argument.value {
        Expression::Text(path) if path != "*" => Some(path.split('.').map(str::to_owned).collect()),
        Expression::Path(path) if path.len() > 1 => Some(vec![path.last()?.clone()]),
        Expression::Member { name, .. } => Some(vec![name.clone()]),
        Expression::Call(call) => match &call.callee {
            Expression::Path(path) if path.len() > 2 => Some(vec![path.get(path.len() - 2)?.clone()]),
            _ => None,
        },
        _ => None,
    }
}
