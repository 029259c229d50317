//! Where rows come from: an expression is followed down to the class, the row or the parameter it begins with, on every
//! way that leads there.

use super::Reader;
use crate::extract::{Annotation, Argument, Expression, ParameterName, Passing, RowRoot, RowSource, Step};
use crate::host::grammar::{Part, Role};
use crate::host::names::{Bound, How};
use crate::host::outline::NodeId;
use crate::host::waiting::is_awaited;
use crate::text::Span;

/// How many ways to one thing are followed, how deep, and how long chains may be.
const WAYS: usize = 32;
const DEPTH: usize = 24;
const LONGEST: usize = 64;
/// How many arguments of one call are followed, and how much of the depth each takes.
const GIVEN: usize = 3;
const GIVING: usize = 6;

/// What was gone through on the way down.
#[derive(Clone)]
struct Way {
    /// From the last to the first.
    steps: Vec<Step>,
    awaited: bool,
    /// The outermost expression that is written in one piece.
    whole: NodeId,
    depth: usize,
}

impl Reader<'_, '_> {
    /// All that an expression may be; a value for what is not known. Nothing, when there are too many ways.
    pub(super) fn sources(&self, node: NodeId) -> Vec<RowSource> {
        self.sources_at(node, 0)
    }

    fn sources_at(&self, node: NodeId, depth: usize) -> Vec<RowSource> {
        let mut found = Vec::new();
        self.walk(node, Way { steps: Vec::new(), awaited: false, whole: node, depth }, &mut found);
        if found.len() > WAYS { Vec::new() } else { found }
    }

    fn walk(&self, node: NodeId, mut way: Way, found: &mut Vec<RowSource>) {
        let outline = self.values.outline;
        way.depth += 1;
        if found.len() > WAYS {
            return;
        }
        if way.depth > DEPTH || way.steps.len() > LONGEST {
            return self.end(RowRoot::Value, way, found);
        }
        let mut node = node;
        while outline.role(node) == Role::Wrapper {
            way.awaited |= is_awaited(self.values, node);
            let Some(inner) = outline.part(node, Part::Value) else { return self.end(RowRoot::Value, way, found) };
            node = inner;
        }
        match outline.role(node) {
            Role::Call => self.walk_call(node, way, found),
            Role::Member => self.walk_member(node, node, None, way, found),
            Role::Index => {
                let (Some(object), Some(step)) = (outline.part(node, Part::Object), self.index(node)) else {
                    return self.end(RowRoot::Value, way, found);
                };
                way.steps.push(step);
                self.walk(object, way, found);
            }
            Role::Name => self.walk_name(node, way, found),
            Role::Branch => {
                let arms = outline.parts(node, Part::Then).chain(outline.parts(node, Part::Else));
                arms.for_each(|arm| self.walk(arm, way.clone(), found));
            }
            Role::Choice => outline.parts(node, Part::Item).for_each(|item| self.walk(item, way.clone(), found)),
            Role::Constant if self.expressions.read(node) == Expression::Null => {}
            // `or None`, `or []`
            Role::List if outline.parts(node, Part::Item).next().is_none() => {}
            Role::Comprehension => {
                let element = outline.part(node, Part::Element).map(|element| match outline.role(element) {
                    // `{order.number: order for order in orders}`
                    Role::Pair => outline.unwrapped(outline.part(element, Part::Value).unwrap_or(element)),
                    _ => outline.unwrapped(element),
                });
                let row = element.filter(|&element| outline.role(element) == Role::Name).and_then(|id| self.row_of(id));
                self.end(row.map_or(RowRoot::Value, RowRoot::RowList), way, found);
            }
            _ => self.end(RowRoot::Value, way, found),
        }
    }

    fn walk_call(&self, call: NodeId, way: Way, found: &mut Vec<RowSource>) {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows;
        let Some(callee) = outline.callee(call) else { return self.end(RowRoot::Value, way, found) };
        if outline.role(callee) == Role::Member && self.imported_path(callee).is_none() {
            return self.walk_member(callee, call, Some(self.expressions.arguments(call, 0)), way, found);
        }
        let name = outline.last_name(callee).unwrap_or_default();
        let given: Vec<NodeId> =
            outline.arguments(call).into_iter().filter(|&id| outline.role(id) != Role::Keyword).collect();
        let is = |list: &[String]| list.iter().any(|known| known == name);
        if is(&known.joined_items) && !given.is_empty() && given.iter().all(|&id| outline.role(id) != Role::Splat) {
            return given.into_iter().for_each(|inner| self.walk(inner, way.clone(), found));
        }
        let inner = match () {
            () if is(&known.same_items) => given.first(),
            () if is(&known.chosen_items) => given.get(1),
            () => None,
        };
        if let Some(&inner) = inner {
            return self.walk(inner, way, found);
        }
        // `select(Order)`: the module is what it begins with.
        let path = self.values.names.resolved(self.behind_partial(callee)).unwrap_or_default();
        let Some((name, module)) = path.split_last() else { return self.end(RowRoot::Value, way, found) };
        let arguments = Some(self.expressions.arguments(call, 0));
        let step = Step { name: (*name).to_owned(), arguments, span: outline.span(call) };
        let module = RowRoot::Path(module.iter().map(|part| (*part).to_owned()).collect());
        self.end_with_call(module, step, call, way, found);
    }

    /// What a name calls that was bound to a function with some of its arguments: `by_day = partial(sorted_by, "day")`.
    fn behind_partial(&self, callee: NodeId) -> NodeId {
        let outline = self.values.outline;
        let known = &self.values.idioms.functions.partials;
        let bound = self.values.names.single(callee).filter(|bound| bound.how == How::Assigned);
        let function = bound.map(|bound| outline.unwrapped(bound.value)).and_then(|value| {
            let name = outline.callee(value).and_then(|callee| outline.last_name(callee))?;
            let arguments = outline.arguments(value);
            // What it is given by position shifts what is given later.
            let (first, rest) = arguments.split_first()?;
            let shifts = rest.iter().any(|&id| outline.role(id) != Role::Keyword);
            (known.iter().any(|known| known == name) && !shifts).then_some(*first)
        });
        function.unwrap_or(callee)
    }

    fn end_with_call(&self, from: RowRoot, step: Step, call: NodeId, mut way: Way, found: &mut Vec<RowSource>) {
        let given = self.given_to(call, way.depth);
        if given.is_empty() {
            way.steps.push(step);
            return self.end(from, way, found);
        }
        self.end(RowRoot::Passed(Box::new(Passing { from, step, given })), way, found);
    }

    /// The arguments of a call that may be rows.
    fn given_to(&self, call: NodeId, depth: usize) -> Vec<(ParameterName, Vec<RowSource>)> {
        let outline = self.values.outline;
        let arguments = outline.arguments(call).into_iter().enumerate().take(GIVEN);
        let given = arguments.filter_map(|(position, argument)| {
            let (parameter, value) = self.argument(position, argument)?;
            let is_telling = matches!(outline.role(outline.unwrapped(value)), Role::Name | Role::Member | Role::Call);
            let sources = if is_telling { self.sources_at(value, depth + GIVING) } else { Vec::new() };
            let are_rows = !sources.is_empty() && sources.iter().all(|source| self.may_be_rows(source));
            are_rows.then_some((parameter, sources))
        });
        given.collect()
    }

    /// The path of `sa.select`, when it leads into a module.
    fn imported_path(&self, callee: NodeId) -> Option<Vec<&str>> {
        let written = self.values.outline.path(callee)?;
        let (first, name) = (written.first()?, written.last()?);
        let of_module = written.len() == 2
            && first.chars().all(|c| c.is_lowercase() || c == '_' || c.is_ascii_digit())
            && name.starts_with(char::is_lowercase)
            && self.values.names.is_imported(first);
        of_module.then(|| self.values.names.resolved(callee)).flatten()
    }

    fn walk_member(
        &self,
        member: NodeId,
        whole: NodeId,
        arguments: Option<Vec<Argument>>,
        mut way: Way,
        found: &mut Vec<RowSource>,
    ) {
        let outline = self.values.outline;
        let (Some(name), Some(object)) = (outline.part(member, Part::Name), outline.part(member, Part::Object)) else {
            return self.end(RowRoot::Value, way, found);
        };
        let span = Span { start: outline.span(name).start, end: outline.span(whole).end };
        let step = Step { name: outline.text_of(name).to_owned(), arguments, span };
        if let Some(from) = self.object_around(object).filter(|_| step.arguments.is_some()) {
            return self.end_with_call(from, step, whole, way, found);
        }
        way.steps.push(step);
        self.walk(object, way, found);
    }

    /// `self` and `super()`: what the methods of the class around are called on.
    fn object_around(&self, object: NodeId) -> Option<RowRoot> {
        let outline = self.values.outline;
        match outline.role(object) {
            Role::Name => match self.values.names.reaching(object)[..] {
                [bound] if bound.how == How::Parameter => match self.parameter(&bound) {
                    RowRoot::Own(class) => Some(RowRoot::Own(class)),
                    _ => None,
                },
                _ => None,
            },
            Role::Call if outline.arguments(object).is_empty() => {
                let name = outline.callee(object).and_then(|callee| outline.last_name(callee))?;
                let is_base = self.values.idioms.functions.base_calls.iter().any(|known| known == name);
                let class = self.values.names.class_around(object).filter(|_| is_base)?;
                Some(RowRoot::Base(outline.text_of(outline.part(class, Part::Name)?).to_owned()))
            }
            _ => None,
        }
    }

    pub(super) fn index(&self, node: NodeId) -> Option<Step> {
        let outline = self.values.outline;
        let (object, key) = (outline.part(node, Part::Object)?, outline.part(node, Part::Key)?);
        let value = self.expressions.key(key);
        let argument = Argument { name: None, spread: false, value, span: outline.span(key) };
        let span = Span { start: outline.span(object).end, end: outline.span(node).end };
        Some(Step { name: "[]".to_owned(), arguments: Some(vec![argument]), span })
    }

    fn walk_name(&self, name: NodeId, mut way: Way, found: &mut Vec<RowSource>) {
        let outline = self.values.outline;
        let names = &self.values.names;
        self.note_late_loading(name, &mut way);
        let mut bounds = names.reaching(name);
        bounds.retain(|bound| !matches!(bound.how, How::Item | How::Appended));
        if bounds.len() > 1 {
            bounds.retain(|bound| !self.is_given_back(bound));
        }
        match bounds.as_slice() {
            [] => {
                let path = names.resolved(name).unwrap_or_else(|| vec![outline.text_of(name)]);
                self.end(RowRoot::Path(path.into_iter().map(str::to_owned).collect()), way, found);
            }
            [bound] if bound.how == How::Looped => {
                let root = self.bound.get(&bound.at).map_or(RowRoot::Value, |&row| RowRoot::Row(row));
                self.end(root, way, found);
            }
            [bound] if bound.how == How::Parameter => self.end(self.parameter(bound), way, found),
            _ if bounds.len() <= WAYS
                && bounds.iter().all(|it| matches!(it.how, How::Assigned | How::Unpacked | How::Parameter)) =>
            {
                for bound in &bounds {
                    let mut way = way.clone();
                    if bound.how == How::Unpacked {
                        match self.unpacking(bound) {
                            Some(step) => way.steps.push(step),
                            None => {
                                self.end(RowRoot::Value, way, found);
                                continue;
                            }
                        }
                    }
                    if bound.how == How::Parameter {
                        self.end(self.parameter(bound), way, found);
                        continue;
                    }
                    // What gives a class is no query: `User = get_user_model()`.
                    let is_class = way.steps.last().is_some_and(|step| self.begins_queries(&step.name));
                    let role = outline.role(outline.unwrapped(bound.value));
                    if matches!(role, Role::Call | Role::Index) && !is_class {
                        way.whole = bound.value;
                    }
                    self.walk(bound.value, way, found);
                }
            }
            _ => self.end(RowRoot::Value, way, found),
        }
    }

    /// What `orders, total = …` takes for a name: a part by its position.
    fn unpacking(&self, bound: &Bound) -> Option<Step> {
        let outline = self.values.outline;
        let binding = outline.ancestors(bound.at).find(|&id| outline.role(id) == Role::Binding)?;
        let pattern = outline.part(binding, Part::Name).filter(|&pattern| outline.holds(pattern, bound.at))?;
        let is_nested = |c: char| matches!(c, '*' | '(' | '[');
        let written = outline.text_of(pattern).trim_matches(['(', ')', '[', ']']);
        let mut parts = outline.within(pattern).filter(|&id| outline.role(id) == Role::Name);
        let position = parts.position(|id| id == bound.at).filter(|_| !written.contains(is_nested))?;
        let span = outline.span(bound.at);
        let value = Expression::Number(position.to_string());
        let argument = Argument { name: None, spread: false, value, span };
        Some(Step { name: "[]".to_owned(), arguments: Some(vec![argument]), span })
    }

    /// What each of several plug-ins makes of what it is given: `for hook in hooks: orders = hook(request, orders)`. What
    /// it was before is still told of.
    fn is_given_back(&self, bound: &Bound) -> bool {
        let outline = self.values.outline;
        let call = outline.unwrapped(bound.value);
        let Some(callee) = outline.callee(call).filter(|_| bound.how == How::Assigned) else { return false };
        let name = outline.text_of(bound.at);
        let is_plug_in = outline.within(callee).find(|&id| outline.role(id) == Role::Name).is_some_and(
            |first| matches!(self.values.names.reaching(first)[..], [plug_in] if plug_in.how == How::Looped),
        );
        let is_it = |&id: &NodeId| outline.role(id) == Role::Name && outline.text_of(id) == name;
        is_plug_in && outline.arguments(call).iter().any(is_it)
    }

    /// `prefetch_related_objects(orders, "items")`
    fn note_late_loading(&self, name: NodeId, way: &mut Way) {
        let outline = self.values.outline;
        for &call in &self.late {
            let is_given = outline.arguments(call).first().is_some_and(|&first| {
                outline.role(first) == Role::Name && outline.text_of(first) == outline.text_of(name)
            });
            if is_given && self.values.names.scope_of(call) == self.values.names.scope_of(name) {
                let arguments = self.expressions.arguments(call, 0).into_iter().skip(1).collect();
                let name = "prefetch_related".to_owned();
                way.steps.push(Step { name, arguments: Some(arguments), span: outline.span(call) });
            }
        }
    }

    pub(super) fn parameter(&self, bound: &Bound) -> RowRoot {
        let outline = self.values.outline;
        let text = outline.text_of(bound.at);
        if self.values.idioms.values.receivers.iter().any(|receiver| receiver == text) {
            let class = self.values.names.class_around(bound.at).and_then(|class| outline.part(class, Part::Name));
            let Some(class) = class.map(|class| outline.text_of(class).to_owned()) else { return RowRoot::Value };
            let is_class = self.values.idioms.values.class_variables.iter().any(|known| known == text);
            return if is_class { RowRoot::Path(vec![class]) } else { RowRoot::Own(class) };
        }
        let default = outline.part(bound.value, Part::Value).map(|value| self.expressions.read(value));
        RowRoot::Parameter {
            name: text.to_owned(),
            annotated: bound.annotation.and_then(|id| self.annotation(id)),
            optional: default == Some(Expression::Null),
        }
    }

    fn annotation(&self, annotation: NodeId) -> Option<Annotation> {
        let outline = self.values.outline;
        let known = &self.values.idioms.rows;
        let text = outline.text_of(annotation);
        let words = |text: &str| -> Vec<String> {
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            text.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        let all = words(text);
        let last = |word: &str| word.rsplit('.').next().unwrap_or_default().to_owned();
        let many = all.first().is_some_and(|first| known.collections.contains(&last(first)));
        let mut classes = all
            .iter()
            .filter(|word| !known.collections.contains(&last(word)) && !known.envelopes.contains(&last(word)));
        match (classes.next(), classes.next()) {
            (Some(class), None) if last(class).starts_with(char::is_uppercase) => {
                let mut path: Vec<String> = class.split('.').map(str::to_owned).collect();
                if let Some(full) = path.first().and_then(|first| self.values.names.imported_as(first)) {
                    path.splice(0..1, full.iter().map(|part| (*part).to_owned()));
                }
                Some(Annotation { class: path, many })
            }
            _ => None,
        }
    }

    fn end(&self, root: RowRoot, mut way: Way, found: &mut Vec<RowSource>) {
        way.steps.reverse();
        found.push(RowSource { root, steps: way.steps, awaited: way.awaited, span: self.shown(way.whole) });
    }

    /// An expression, or what its first line says before the first arguments that go on below.
    pub(super) fn shown(&self, node: NodeId) -> Span {
        let outline = self.values.outline;
        let node = outline.unwrapped(node);
        let span = outline.span(node);
        let text = outline.slice(span);
        let Some(line) = text.split('\n').next().filter(|line| line.len() < text.len()) else { return span };
        let line = line.trim_end().trim_end_matches(['(', '[', '\\', ' ']);
        let end = span.start + u32::try_from(line.len()).unwrap_or_default();
        if line.is_empty() { span } else { Span { start: span.start, end } }
    }
}
