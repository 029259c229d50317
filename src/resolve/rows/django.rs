//! Django's queries, call by call: what they fetch along, and when they are asked.

use std::collections::BTreeSet;

use super::evaluation::Evaluation;
use super::held::{Held, Query};
use super::loaded::{Columns, Loaded};
use super::texts;
use crate::extract::{Argument, Expression, HANDFUL, RowRoot, Step};
use crate::project::models::{Attribute, ClassId};

/// Calls that keep the rows as they are.
const NEUTRAL: &[&str] = &[
    "aiterator",
    "alias",
    "all",
    "annotate",
    "complex_filter",
    "difference",
    "distinct",
    "exclude",
    "extra",
    "filter",
    "get_page",
    "get_queryset",
    "intersection",
    "iterator",
    "order_by",
    "page",
    "raw",
    "reverse",
    "select_for_update",
    "union",
    "using",
];
/// Calls that give one row.
pub const ONE: &[&str] =
    &["aearliest", "afirst", "aget", "alast", "alatest", "earliest", "first", "get", "last", "latest"];
/// Calls whose items are no rows.
pub const PLAIN: &[&str] = &["dates", "datetimes", "values", "values_list"];
/// Calls that ask and give no rows.
pub const ASKING: &[&str] =
    &["aaggregate", "acontains", "acount", "aexists", "aggregate", "contains", "count", "exists", "in_bulk"];
/// Calls of a related manager that write.
pub const WRITING: &[&str] = &[
    "aadd",
    "acreate",
    "add",
    "aremove",
    "aset",
    "bulk_create",
    "bulk_update",
    "clear",
    "create",
    "delete",
    "get_or_create",
    "remove",
    "set",
    "update",
    "update_or_create",
];

pub const MANAGERS: &[&str] = &["_base_manager", "_default_manager", "all_objects", "objects"];

pub fn is_lazy(name: &str) -> bool {
    NEUTRAL.contains(&name) || matches!(name, "select_related" | "prefetch_related" | "only" | "defer" | "none")
}

impl Evaluation<'_> {
    /// The queries that a manager of a class gives; `None`: it may be no manager, or what it adds is not known.
    pub fn manager(&self, class: ClassId, attribute: Option<&str>) -> Option<Query> {
        let model = self.models().get(class);
        let managers = &self.project.managers;
        if let Some(attribute) = attribute
            && !MANAGERS.contains(&attribute)
            && !managers.is_manager(model, attribute)
        {
            return None;
        }
        let attribute = attribute.filter(|&attribute| attribute != "_default_manager");
        let mut query = Query { class, loaded: Loaded::default(), few: false, written: None };
        for step in managers.of_queries(model, attribute)? {
            query = match self.django_step(query, &step) {
                Held::Query(query) => query,
                _ => return None,
            };
        }
        Some(query)
    }

    /// What a step makes of a query.
    pub fn django_step(&self, mut query: Query, step: &Step) -> Held {
        // Of a page.
        if step.name == "object_list" {
            return Held::Query(query);
        }
        let Some(arguments) = &step.arguments else { return Held::Unknown };
        let name = step.name.as_str();
        match name {
            "select_related" => self.select(&mut query, arguments),
            "prefetch_related" => self.prefetch(&mut query, arguments),
            "only" | "defer" => self.columns(&mut query, name == "only", arguments),
            "none" => query.few = true,
            "[]" => match arguments.first().map(|argument| &argument.value) {
                Some(Expression::Slice { from, to }) => {
                    query.few |= to.is_some_and(|to| to - from.unwrap_or(0) <= HANDFUL);
                }
                Some(Expression::Number(_) | Expression::Text(_)) => return self.one(query),
                _ => return Held::Unknown,
            },
            "in_bulk" | "ain_bulk" => {
                let row = Held::Query(query).item(Some(self.query_place()), self.awaited);
                return row.map_or(Held::Unknown, Held::Keyed);
            }
            _ if NEUTRAL.contains(&name) => {}
            _ if ONE.contains(&name) => return self.one(query),
            _ => match self.project.managers.method(name) {
                Some(steps) => {
                    for step in steps {
                        match self.django_step(query, &step) {
                            Held::Query(next) => query = next,
                            other => return other,
                        }
                    }
                }
                None if self.project.managers.is_obscure(name) => query.loaded = Loaded::unknown(),
                None => return Held::Unknown,
            },
        }
        Held::Query(query)
    }

    fn one(&self, query: Query) -> Held {
        Held::Query(query).item(Some(self.query_place()), self.awaited).map_or(Held::Unknown, Held::Row)
    }

    /// What queries call a relation to what objects call it.
    fn accessors(&self, path: &str, class: ClassId) -> Vec<String> {
        let mut at = Some(class);
        let mut found = Vec::new();
        for name in path.split("__") {
            let class = at.map(|class| self.models().get(class));
            let accessor = class.and_then(|class| class.lookups.get(name)).map_or(name, String::as_str);
            at = class.and_then(|class| match class.attributes.get(accessor) {
                Some(Attribute::Relation(relation)) => Some(relation.target),
                _ => None,
            });
            found.push(accessor.to_owned());
        }
        found
    }

    /// Adds what `select_related` calls by a path.
    pub fn select_path(&self, query: &mut Query, path: &str) {
        let path = self.accessors(path, query.class);
        query.loaded.add(&path, query.class, self.models());
    }

    fn select(&self, query: &mut Query, arguments: &[Argument]) {
        query.loaded.joined = true;
        if arguments.is_empty() {
            query.loaded.required = true;
        }
        for argument in arguments {
            match &argument.value {
                Expression::Null => {
                    query.loaded = Loaded { columns: std::mem::take(&mut query.loaded.columns), ..Loaded::default() };
                }
                Expression::Text(path) if !argument.spread => self.select_path(query, path),
                _ => match texts(argument) {
                    Some(paths) => paths.iter().for_each(|path| self.select_path(query, path)),
                    None => query.loaded.unknown = true,
                },
            }
        }
    }

    fn prefetch(&self, query: &mut Query, arguments: &[Argument]) {
        for argument in arguments {
            match &argument.value {
                Expression::Null => {}
                Expression::Call(call) if !argument.spread => {
                    if self.prefetch_object(query, &call.arguments).is_none() {
                        query.loaded.unknown = true;
                    }
                }
                _ => match texts(argument) {
                    Some(paths) => paths.iter().for_each(|path| {
                        let path: Vec<String> = path.split("__").map(str::to_owned).collect();
                        query.loaded.add(&path, query.class, self.models());
                    }),
                    None => query.loaded.unknown = true,
                },
            }
        }
    }

    /// `Prefetch(lookup, queryset, to_attr)`
    fn prefetch_object(&self, query: &mut Query, arguments: &[Argument]) -> Option<()> {
        let given = |name: &str, position: usize| {
            let named = arguments.iter().find(|argument| argument.name.as_deref() == Some(name));
            named.or_else(|| arguments.get(position).filter(|argument| argument.name.is_none()))
        };
        let Expression::Text(path) = &given("lookup", 0)?.value else { return None };
        let mut path: Vec<String> = path.split("__").map(str::to_owned).collect();
        let own = match given("queryset", 1).map(|argument| &argument.value) {
            None | Some(Expression::Null) => None,
            Some(expression) => {
                let (root, steps) = super::flattened(expression);
                let own = match root {
                    RowRoot::Value => Held::Unknown,
                    root => self.hold(&root, &steps, &mut Vec::new()),
                };
                Some(match own {
                    Held::Query(query) => query.loaded,
                    _ => Loaded::unknown(),
                })
            }
        };
        if let Some(attribute) = given("to_attr", 2) {
            let Expression::Text(attribute) = &attribute.value else { return None };
            *path.last_mut()? = attribute.clone();
        }
        let end = query.loaded.add(&path, query.class, self.models());
        if let Some(own) = own {
            let nested = std::mem::take(&mut end.relations);
            *end = own;
            end.relations.extend(nested);
        }
        Some(())
    }

    /// `only("number", "customer__name")`, `defer("note")`
    fn columns(&self, query: &mut Query, only: bool, arguments: &[Argument]) {
        let named: Option<Vec<Vec<String>>> = arguments.iter().map(texts).collect();
        let Some(named) = named else {
            query.loaded.unknown = true;
            return;
        };
        let mut own = BTreeSet::new();
        for path in named.iter().flatten() {
            match path.rsplit_once("__") {
                None => {
                    own.insert(path.clone());
                }
                // Columns of what is fetched along are left alone, and so is what leads there.
                Some(_) => own.extend(path.split("__").next().map(str::to_owned)),
            }
        }
        query.loaded.columns = match (only, std::mem::take(&mut query.loaded.columns)) {
            _ if own.is_empty() => Columns::All,
            (true, _) => Columns::Only(own),
            (false, Columns::Except(known)) => Columns::Except(known.into_iter().chain(own).collect()),
            (false, Columns::Only(known)) => Columns::Only(known.difference(&own).cloned().collect()),
            (false, Columns::All) => {
                let deep: BTreeSet<String> =
                    named.iter().flatten().filter(|path| !path.contains("__")).cloned().collect();
                Columns::Except(deep)
            }
        };
    }
}
