//! What managers and classes of queries add to queries, and which of them a model uses.

use crate::extract::{Extract, ManagerUse, QueryMethod, Step};
use crate::host::expressions::Expressions;
use crate::host::grammar::{Part, Role};
use crate::host::outline::NodeId;
use crate::host::strings::Values;
use crate::text::Span;

/// What the names of such classes, or those of their bases, end with.
const ENDINGS: &[&str] = &["Manager", "QuerySet", "Queryset", "QuerySetMixin", "ManagerMixin", "QuerysetMixin"];

fn makes_queries(name: &str) -> bool {
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

pub fn read(values: &Values<'_>, extract: &mut Extract) {
    let outline = values.outline;
    let bindings = outline.ids().filter(|&id| outline.role(id) == Role::Binding);
    extract.query_methods.extend(bindings.filter_map(|binding| made_class(values, binding)));
    for class in outline.ids().filter(|&id| outline.role(id) == Role::Class) {
        let (Some(name), Some(body)) = (outline.part(class, Part::Name), outline.part(class, Part::Body)) else {
            continue;
        };
        let name = outline.text_of(name);
        let bases: Vec<String> = outline.parts(class, Part::Base).filter_map(|base| base_name(values, base)).collect();
        let is_query_class = makes_queries(name) || bases.iter().any(|base| makes_queries(base));
        for item in outline.parts(body, Part::Item) {
            let inner = outline.within(item).take(3).find(|&id| outline.role(id) == Role::Function);
            match inner {
                Some(function) if is_query_class => extract.query_methods.push(method(values, name, &bases, function)),
                _ => extract.managers.extend(manager(values, name, item)),
            }
        }
        if is_query_class && !extract.query_methods.iter().any(|method| method.class == name) {
            let (class, bases) = (name.to_owned(), bases);
            let (calls, loads) = (Vec::new(), Vec::new());
            extract.query_methods.push(QueryMethod { class, bases, name: String::new(), calls, loads });
        }
    }
}

/// `OrderManager = models.Manager.from_queryset(OrderQuerySet)` is a class too.
fn made_class(values: &Values<'_>, binding: NodeId) -> Option<QueryMethod> {
    let outline = values.outline;
    let name = outline.part(binding, Part::Name).filter(|&name| outline.role(name) == Role::Name)?;
    let value = outline.unwrapped(outline.part(binding, Part::Value)?);
    let callee = outline.callee(value).filter(|_| outline.role(value) == Role::Call)?;
    if outline.last_name(callee) != Some("from_queryset") || values.names.scope_of(binding).is_some() {
        return None;
    }
    let base = outline.part(callee, Part::Object).and_then(|object| outline.last_name(object));
    let given = outline.arguments(value).into_iter().filter_map(|argument| outline.last_name(argument));
    let bases = base.into_iter().chain(given).map(str::to_owned).collect();
    let (class, name) = (outline.text_of(name).to_owned(), String::new());
    Some(QueryMethod { class, bases, name, calls: Vec::new(), loads: Vec::new() })
}

/// `QuerySet` of `models.QuerySet`, and `OrderQuerySet` of `Manager.from_queryset(OrderQuerySet)`.
fn base_name(values: &Values<'_>, base: NodeId) -> Option<String> {
    let outline = values.outline;
    let base = outline.unwrapped(base);
    let named = match outline.role(base) {
        Role::Call => outline.arguments(base).first().copied()?,
        _ => base,
    };
    outline.last_name(named).map(str::to_owned)
}

fn method(values: &Values<'_>, class: &str, bases: &[String], function: NodeId) -> QueryMethod {
    let outline = values.outline;
    let known = &values.idioms.rows.loading;
    let expressions = Expressions { values };
    let name = outline.part(function, Part::Name).map(|name| outline.text_of(name)).unwrap_or_default();
    let mut calls: Vec<String> = Vec::new();
    let mut loads = Vec::new();
    for call in outline.within(function).filter(|&id| outline.role(id) == Role::Call) {
        let Some(callee) = outline.callee(call).filter(|&callee| outline.role(callee) == Role::Member) else {
            continue;
        };
        let Some(name) = outline.last_name(callee) else { continue };
        if known.iter().any(|known| known == name) {
            let at = outline.part(callee, Part::Name).unwrap_or(callee);
            let span = Span { start: outline.span(at).start, end: outline.span(call).end };
            loads.push(Step { name: name.to_owned(), arguments: Some(expressions.arguments(call, 0)), span });
        } else if !calls.iter().any(|known| known == name) {
            calls.push(name.to_owned());
        }
    }
    QueryMethod { class: class.to_owned(), bases: bases.to_vec(), name: name.to_owned(), calls, loads }
}

/// `objects = OrderManager()`, `published = OrderQuerySet.as_manager()`
fn manager(values: &Values<'_>, class: &str, item: NodeId) -> Option<ManagerUse> {
    let outline = values.outline;
    let binding = outline.within(item).take(2).find(|&id| outline.role(id) == Role::Binding)?;
    let name = outline.part(binding, Part::Name).filter(|&name| outline.role(name) == Role::Name)?;
    let value = outline.unwrapped(outline.part(binding, Part::Value)?);
    if outline.role(value) != Role::Call {
        return None;
    }
    let names = outline.within(value).filter(|&id| outline.role(id) == Role::Name).map(|id| outline.text_of(id));
    let made_of: Vec<String> = names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect();
    let attribute = outline.text_of(name).to_owned();
    let is_manager = attribute == "objects"
        || made_of.iter().any(|name| makes_queries(name))
        || outline.text_of(value).contains("as_manager");
    is_manager.then(|| ManagerUse { class: class.to_owned(), attribute, made_of })
}
