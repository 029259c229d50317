//! Resolvers of GraphQL schemas: methods of types, and functions that a decorator makes the field of one.

use super::expressions::Expressions;
use super::grammar::{Kind, Part, Role};
use super::idioms::ends_with_any;
use super::names::How;
use super::outline::NodeId;
use super::strings::Values;
use crate::extract::{Expression, Resolver};
use crate::text::Span;

pub fn read(values: &Values<'_>) -> Vec<Resolver> {
    let (outline, known) = (values.outline, &values.idioms.rows.resolvers);
    if known.bases.is_empty() {
        return Vec::new();
    }
    let reader = Reader { values };
    let functions = outline.ids().filter(|&id| outline.role(id) == Role::Function);
    let found: Vec<Resolver> = functions.filter_map(|function| reader.resolver(function)).collect();
    let optimizes =
        |id: NodeId| outline.role(id) == Role::Name && known.optimizers.iter().any(|name| name == outline.text_of(id));
    if found.is_empty() || outline.ids().any(optimizes) { Vec::new() } else { found }
}

struct Reader<'v, 'a> {
    values: &'v Values<'a>,
}

impl<'a> Reader<'_, 'a> {
    fn resolver(&self, function: NodeId) -> Option<Resolver> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.resolvers;
        let (object, field) = self.of_method(function).or_else(|| self.of_function(function))?;
        let says = |id: NodeId, words: &[String]| {
            let text = outline.text_of(id).to_lowercase();
            words.iter().any(|word| text == *word || text.ends_with(&format!("_{word}")))
        };
        let is_name = |&id: &NodeId| outline.role(id) == Role::Name;
        let batches = outline.within(function).filter(is_name).any(|id| says(id, &known.batches));
        if batches || known.roots.iter().any(|word| object.contains(word.as_str())) {
            return None;
        }
        let first = outline.part(function, Part::Parameter)?;
        let first = outline.part(first, Part::Name).unwrap_or(first);
        let first = outline.within(first).find(|&id| outline.role(id) == Role::Name)?;
        let returned = self.returned(function, outline.text_of(first));
        Some(Resolver { object, field, function: outline.span(function), returned })
    }

    /// `def resolve_lines(self, info)` of a type, `@strawberry.field def lines(self)`
    fn of_method(&self, function: NodeId) -> Option<(String, String)> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.resolvers;
        let name = outline.text_of(outline.part(function, Part::Name)?);
        let field = known.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()));
        if field.is_none() && !self.is_marked(function, &known.fields) {
            return None;
        }
        let class = self.values.names.class_around(function)?;
        let object = outline.text_of(outline.part(class, Part::Name)?).to_owned();
        let is_type = outline.parts(class, Part::Base).any(|base| {
            let base = outline.last_name(outline.unwrapped(base)).unwrap_or_default();
            known.bases.iter().any(|word| base.ends_with(word.as_str()))
        });
        if let Some(field) = field.filter(|_| is_type) {
            return Some((object, field.to_owned()));
        }
        let is_marked = self.is_marked(class, &known.types) && self.is_marked(function, &known.fields);
        is_marked.then(|| (object, name.to_owned()))
    }

    fn is_marked(&self, node: NodeId, names: &[String]) -> bool {
        let outline = self.values.outline;
        outline.parts(node, Part::Decorator).any(|mark| {
            let mark = outline.unwrapped(mark);
            let mark = outline.callee(mark).filter(|_| outline.role(mark) == Role::Call).unwrap_or(mark);
            self.values.names.resolved(mark).is_some_and(|path| ends_with_any(&path, names))
        })
    }

    /// `@order.field("lines")`, where `order = ObjectType("Order")`
    fn of_function(&self, function: NodeId) -> Option<(String, String)> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows.resolvers;
        let expressions = Expressions { values: self.values };
        let text = |call: NodeId| match expressions.read(*outline.arguments(call).first()?) {
            Expression::Text(text) => Some(text),
            _ => None,
        };
        let is = |id: NodeId, names: &[String]| {
            outline.last_name(id).is_some_and(|name| names.iter().any(|known| known == name))
        };
        outline.parts(function, Part::Decorator).find_map(|mark| {
            let mark = outline.unwrapped(mark);
            let callee = outline.callee(mark).filter(|&callee| is(callee, &known.field_methods))?;
            let object = outline.unwrapped(outline.part(callee, Part::Object)?);
            let made = self.values.names.origin(object).filter(|bound| bound.how == How::Assigned)?;
            let made = outline.unwrapped(made.value);
            outline.callee(made).filter(|&callee| is(callee, &known.makers))?;
            Some((text(made)?, text(mark)?))
        })
    }

    /// `return Line.objects.filter(order=self)`
    fn returned(&self, function: NodeId, object: &'a str) -> Vec<Span> {
        let outline = self.values.outline;
        let exits = outline.within(function).filter(|&id| {
            outline.role(id) == Role::Exit
                && outline.nodes[id].kind == Kind::Return
                && outline.ancestors(id).find(|&id| outline.role(id) == Role::Function) == Some(function)
        });
        let depends = |&value: &NodeId| {
            outline.within(value).any(|id| outline.role(id) == Role::Name && outline.text_of(id) == object)
        };
        let values = exits.filter_map(|exit| outline.part(exit, Part::Value)).map(|value| self.meant(value));
        let queries = values.filter(|&value| self.is_query(value)).filter(depends);
        queries.filter_map(|value| outline.callee(value)).map(|id| super::executions::shown(outline, id)).collect()
    }

    /// What a name was given, when it can be nothing else.
    fn meant(&self, value: NodeId) -> NodeId {
        let outline = self.values.outline;
        let value = outline.unwrapped(value);
        let bound = self.values.names.origin(value).filter(|bound| bound.how == How::Assigned);
        bound.filter(|_| outline.role(value) == Role::Name).map_or(value, |bound| outline.unwrapped(bound.value))
    }

    /// Calls that leave a query unasked, on a manager of a class.
    fn is_query(&self, value: NodeId) -> bool {
        let outline = self.values.outline;
        let chains = || self.values.libraries.iter().map(|library| &library.chains);
        let mut at = value;
        while outline.role(at) == Role::Call {
            let Some(callee) = outline.callee(at) else { return false };
            let name = outline.last_name(callee).unwrap_or_default();
            let (Some(object), true) =
                (outline.part(callee, Part::Object), chains().any(|known| known.lazy.iter().any(|lazy| lazy == name)))
            else {
                return false;
            };
            at = outline.unwrapped(object);
        }
        let root = outline.last_name(at).unwrap_or_default();
        let class = outline.part(at, Part::Object).and_then(|object| outline.last_name(object)).unwrap_or_default();
        at != value
            && outline.role(at) == Role::Member
            && class.starts_with(char::is_uppercase)
            && chains().any(|known| known.roots.iter().any(|known| known == root))
    }
}
