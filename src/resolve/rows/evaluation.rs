//! What an expression holds, step by step, and what of it has to be asked for on the way.

use super::events::{Event, EventKind};
use super::held::{Around, Held, Manner, Origin, Row};
use super::loaded::Loaded;
use super::readers::Given;
use super::records::gives_queries;
use crate::extract::{Annotation, Argument, Expression, Framework, Giver, Loop, RowRoot, RowSource, Rows, Step};
use crate::project::models::{Attribute, ClassId, Loading, Models};
use crate::project::{Declared, Project};
use crate::text::{Place, Span};
use std::cell::Cell;
use std::sync::Arc;

/// Where the model of users lies that Django brings along.
const DJANGO_USER: [&str; 3] = ["auth", "models", "User"];
/// How deep loops over what others took are followed.
pub const DEPTH: usize = 32;

#[derive(Clone, Copy)]
pub struct Evaluation<'e> {
    pub project: &'e Project,
    /// The file.
    pub path: &'e Arc<str>,
    pub rows: &'e [Rows],
    pub loops: &'e [Loop],
    /// What the function that is being followed is given; nothing for what its file says by itself.
    pub given: Option<&'e Given>,
    /// The view whose methods are followed, and how many of its bases were asked before.
    pub view: Option<&'e Declared>,
    pub bases: usize,
    /// A template is followed, which calls whatever it reads.
    pub is_template: bool,
    /// The query that is being followed.
    pub query: Span,
    pub awaited: bool,
    pub depth: usize,
    /// How many functions and templates were gone through.
    pub calls: usize,
    /// How many functions may still be followed.
    pub budget: &'e Cell<usize>,
}

impl<'e> Evaluation<'e> {
    pub fn models(&self) -> &'e Models {
        &self.project.models
    }

    pub fn query_place(&self) -> Place {
        Place { path: self.path.clone(), span: self.query }
    }

    pub fn framework(&self, class: ClassId) -> Framework {
        self.models().get(class).framework
    }

    /// The row that the variable of a loop stands for; what is loaded on any way counts as loaded.
    pub fn row(&self, index: usize) -> Option<Row> {
        if self.depth > DEPTH {
            return None;
        }
        let rows = self.rows.get(index)?;
        let mut merged: Option<Row> = None;
        for source in rows.sources.iter().filter(|source| rows.sources.len() == 1 || !self.is_left_out(source)) {
            let inner = Self { query: source.span, awaited: source.awaited, depth: self.depth + 1, ..*self };
            let held = inner.hold(&source.root, &source.steps, &mut Vec::new());
            let row = match (rows.repetition, held) {
                (None, Held::Row(row)) => row,
                (None, _) => return None,
                (Some(_), held) => held.item(Some(inner.query_place()), source.awaited)?,
            };
            merged = Some(match merged {
                None => row,
                Some(known) if known.class == row.class => known.merged(row),
                Some(_) => return None,
            });
        }
        let mut row = merged?;
        // What Tortoise asks is always waited for.
        row.origin.awaited &= self.framework(row.class) != Framework::Tortoise;
        if let Some((index, around)) = rows.repetition.and_then(|index| Some((index, self.loops.get(index)?))) {
            row.origin.around = Some(Arc::new(Around {
                purpose: self.project.calls.purpose(self.path, index, around, None),
                head: Place { path: self.path.clone(), span: around.head },
                variable: rows.variable.clone(),
            }));
        }
        Some(row)
    }

    pub fn hold(&self, root: &RowRoot, steps: &[Step], events: &mut Vec<Event>) -> Held {
        match self.hold_from(root, steps, events) {
            Held::Unknown => self.of_telling_relation(steps, events).unwrap_or(Held::Unknown),
            held => held,
        }
    }

    fn hold_from(&self, root: &RowRoot, steps: &[Step], events: &mut Vec<Event>) -> Held {
        let asked = || self.asked(steps).unwrap_or(Held::Unknown);
        let held = match root {
            RowRoot::Row(index) => self.row(*index).map_or(Held::Unknown, Held::Row),
            RowRoot::RowList(index) => self.row(*index).map_or(Held::Unknown, Held::Rows),
            RowRoot::Own(class) => match (self.receiver(class), steps.split_first()) {
                (Some(held), _) => held,
                (None, Some((first, rest))) => {
                    let view = self.view.or_else(|| self.project.declarations.find(class, self.path));
                    let own = || self.own_giver(class, first).filter(|_| self.view.is_none());
                    match (Self { view, ..*self }.of_view(first).or_else(own), self.view) {
                        (Some(held), _) => return self.steps(held, rest, events),
                        (None, Some(_)) => return Held::Unknown,
                        // `self.session.query(Order)`
                        (None, None) => return asked(),
                    }
                }
                (None, None) => return asked(),
            },
            RowRoot::Base(class) if self.own_object().is_some() => match (self.own_object(), steps.split_first()) {
                (Some(object), Some((first, rest))) => {
                    let method = self.method_of_object(object, &first.name, Some(class));
                    let held = method.map(|method| self.given_by(object, method, Vec::new()));
                    return self.steps(held.unwrap_or(Held::Unknown), rest, events);
                }
                _ => Held::Unknown,
            },
            RowRoot::Base(class) => match (self.in_class(class), steps.split_first()) {
                (Some(inner), Some((first, rest))) => return self.steps(inner.of_base(first), rest, events),
                _ => Held::Unknown,
            },
            RowRoot::Passed(passing) => match self.passed(passing) {
                Some(held) => held,
                None => {
                    let steps: Vec<Step> = std::iter::once(&passing.step).chain(steps).cloned().collect();
                    return self.hold(&passing.from, &steps, events);
                }
            },
            RowRoot::Parameter { name, annotated, .. } => match self.parameter(name, annotated.as_ref()) {
                Some(held) => held,
                // A session, perhaps.
                None => return asked(),
            },
            RowRoot::Path(path) => return self.named(path, steps, events),
            RowRoot::Value => return asked(),
        };
        self.steps(held, steps, events)
    }

    pub fn steps(&self, mut held: Held, steps: &[Step], events: &mut Vec<Event>) -> Held {
        for step in steps {
            held = self.step(held, step, events);
        }
        held
    }

    /// What a method of the class around gives, when that is a query.
    fn own_giver(&self, class: &str, step: &Step) -> Option<Held> {
        step.arguments.as_ref()?;
        let (path, giver) = self.project.givers.method(class, self.path, &step.name)?;
        Some(self.given(path, giver))
    }

    /// The object whose class the code belongs to.
    fn receiver(&self, class: &str) -> Option<Held> {
        if let Some(given) = self.given {
            return given.receiver.clone();
        }
        let own = self.models().find([class], self.path)?;
        (self.models().get(own).defined.path == *self.path).then(|| Held::Row(self.row_from_elsewhere(own)))
    }

    fn parameter(&self, name: &str, annotated: Option<&Annotation>) -> Option<Held> {
        if let Some(given) = self.given.and_then(|given| given.parameter(name)) {
            return Some(given);
        }
        let Annotation { class, many } = annotated?;
        let (class, _) = self.class_at(class).filter(|(_, used)| *used == class.len())?;
        let row = self.row_from_elsewhere(class);
        Some(if *many { Held::Rows(row) } else { Held::Row(row) })
    }

    /// A row of which nothing is known but its class.
    fn row_from_elsewhere(&self, class: ClassId) -> Row {
        let origin = Origin { query: None, hops: Vec::new(), manner: Manner::Plain, awaited: false, around: None };
        Row { class, loaded: Loaded::unknown(), origin, few: false }
    }

    /// A chain that begins with a path: a class, or a function of a module.
    fn named(&self, path: &[String], steps: &[Step], events: &mut Vec<Event>) -> Held {
        let leading = steps.iter().take_while(|step| step.arguments.is_none()).count();
        let mut names = path.to_vec();
        names.extend(steps[..leading].iter().map(|step| step.name.clone()));
        // The last step may be a call of a member of the path.
        if let Some((class, used)) = self.class_at(&names) {
            let inner = names[used..].iter().take(path.len().saturating_sub(used));
            let mut held = Held::Class(class);
            for name in inner {
                let step = Step { name: name.clone(), arguments: None, span: Span::default() };
                held = self.step(held, &step, events);
            }
            return self.steps(held, &steps[used.saturating_sub(path.len())..], events);
        }
        // A class may derive from one that is not known, as that of `db.session` does.
        if let Some(object) = self.object_named(path)
            && let held = self.steps(object, steps, events)
            && !matches!(held, Held::Unknown)
        {
            return held;
        }
        let Some(first) = steps.get(leading) else { return Held::Unknown };
        let argument = first.arguments.as_ref().and_then(|arguments| arguments.first());
        let given = |expression: &Expression| {
            let (root, inner) = super::flattened(expression);
            match self.hold(&root, &inner, &mut Vec::new()) {
                Held::Class(class) => self.manager(class, Some("_default_manager")).map_or(Held::Unknown, Held::Query),
                held => held,
            }
        };
        let (held, rest) = match (first.name.as_str(), argument) {
            ("get_user_model", None) => (self.models().user.map_or(Held::Unknown, Held::Class), leading + 1),
            ("get_model", Some(_)) if names.last().is_some_and(|name| name == "apps") => {
                let given = first.arguments.as_deref().unwrap_or_default();
                (self.model_of(given).map_or(Held::Unknown, Held::Class), leading + 1)
            }
            ("get_object_or_404" | "aget_object_or_404", Some(argument)) => {
                let row = given(&argument.value).item(Some(self.query_place()), self.awaited);
                (row.map_or(Held::Unknown, Held::Row), leading + 1)
            }
            ("get_list_or_404" | "aget_list_or_404", Some(argument)) => {
                let row = given(&argument.value).item(Some(self.query_place()), self.awaited);
                (row.map_or(Held::Unknown, Held::Rows), leading + 1)
            }
            ("prefetch", Some(_)) => {
                let given = first.arguments.as_deref().unwrap_or_default();
                (self.prefetched(given).unwrap_or(Held::Unknown), leading + 1)
            }
            ("super", _) if self.view.is_some() && steps.len() > leading + 1 => {
                (self.of_base(&steps[leading + 1]), leading + 2)
            }
            (name, _) => match self.project.givers.function(&names, self.path, name) {
                Some((path, giver)) => (self.given(path, giver), leading + 1),
                None => match self.made(&names, first) {
                    Some(object) => (object, leading + 1),
                    None => return self.asked(steps).unwrap_or(Held::Unknown),
                },
            },
        };
        self.steps(held, &steps[rest..], events)
    }

    /// `apps.get_model("shop", "Order")`, `apps.get_model("shop.Order")`
    fn model_of(&self, given: &[Argument]) -> Option<ClassId> {
        let texts: Option<Vec<&str>> = given
            .iter()
            .map(|argument| match &argument.value {
                Expression::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let (app, name) = match texts?.as_slice() {
            [label] => label.split_once('.')?,
            [app, name] => (*app, *name),
            _ => return None,
        };
        self.models().registered(app, name)
    }

    /// What a function returns, when all its returns give queries of one class.
    pub fn given(&self, path: &'e Arc<str>, giver: &Giver) -> Held {
        if self.depth > DEPTH {
            return Held::Unknown;
        }
        let inner = Evaluation { path, rows: &[], loops: &[], given: None, depth: self.depth + 1, ..*self };
        inner.returned(giver)
    }

    /// What all returns of a function give.
    pub fn returned(&self, giver: &Giver) -> Held {
        match giver.parts.as_slice() {
            [] => self.held_by(&giver.sources),
            parts => Held::Parts(parts.iter().map(|part| self.held_by(part)).collect()),
        }
    }

    /// The same in another file, where a framework reads what is declared there: it calls whatever it finds.
    pub fn as_framework(&self, path: &'e Arc<str>, span: Span) -> Self {
        Self {
            path,
            rows: &[],
            loops: &[],
            given: None,
            view: None,
            is_template: true,
            query: span,
            depth: self.depth + 1,
            ..*self
        }
    }

    /// What several ways lead to, when all of them lead to the same; a query with the place where it is written.
    pub fn held_by(&self, sources: &[RowSource]) -> Held {
        self.ways(sources).map(|(_, held)| held).reduce(Held::merged).unwrap_or(Held::Unknown)
    }

    pub fn ways<'s>(&self, sources: &'s [RowSource]) -> impl Iterator<Item = (&'s RowSource, Held)> {
        let taken = sources.iter().filter(|source| !self.is_left_out(source));
        taken.map(|source| {
            let inner = Self { query: source.span, awaited: source.awaited, depth: self.depth + 1, ..*self };
            let held = match inner.hold(&source.root, &source.steps, &mut Vec::new()) {
                // From where it is read it is not seen.
                Held::Query(mut query) => {
                    query.written.get_or_insert(inner.query_place());
                    Held::Query(query)
                }
                held => held,
            };
            (source, held)
        })
    }

    /// Whether a way is not taken: `if orders is None: orders = Order.objects.all()` takes the other.
    fn is_left_out(&self, source: &RowSource) -> bool {
        match (&source.root, source.steps.first()) {
            (RowRoot::Parameter { name, optional, .. }, _) => {
                *optional && self.given.and_then(|given| given.parameter(name)).is_none()
            }
            // A view says the one or the other.
            (RowRoot::Own(_), Some(first)) if first.arguments.is_none() => self.lacks_setting(&first.name),
            _ => false,
        }
    }

    /// The class that the first names of a path lead to, and how many they are.
    pub fn class_at(&self, path: &[String]) -> Option<(ClassId, usize)> {
        let is_class = |name: &str| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
        let at = path.iter().position(|name| is_class(name))?;
        let known = self.models().find(path[..=at].iter().map(String::as_str), self.path);
        let brought = || self.models().user.filter(|_| path[..=at].ends_with(&DJANGO_USER.map(str::to_owned)));
        Some((known.or_else(brought)?, at + 1))
    }

    pub fn step(&self, held: Held, step: &Step, events: &mut Vec<Event>) -> Held {
        let called;
        let step = if self.is_template && step.arguments.is_none() && !matches!(held, Held::Row(_)) {
            called = Step { arguments: Some(Vec::new()), ..step.clone() };
            &called
        } else {
            step
        };
        match held {
            Held::Class(class) => match (self.framework(class), &step.arguments) {
                (Framework::Django, None) => self.manager(class, Some(&step.name)).map_or(Held::Unknown, Held::Query),
                (Framework::SqlAlchemy | Framework::SqlModel, None) if step.name == "query" => {
                    Held::Query(self.of_class(class))
                }
                (Framework::Peewee | Framework::Tortoise, Some(_)) if self.asked_class(class, step).is_some() => {
                    self.asked_class(class, step).unwrap_or(Held::Unknown)
                }
                (_, Some(_)) => {
                    let known = self.models().get(class);
                    let giver = self.project.givers.method(&known.name, &known.defined.path, &step.name);
                    giver.map_or(Held::Unknown, |(path, giver)| self.given(path, giver))
                }
                _ => Held::Unknown,
            },
            Held::Query(query) if self.framework(query.class) == Framework::Django => self.django_step(query, step),
            Held::Query(query) if gives_queries(self.framework(query.class)) => self.record_step(query, step),
            Held::Query(query) => self.sqlalchemy_step(query, step),
            Held::Result { .. } => Self::result_step(held, step),
            Held::Rows(row) => match (step.name.as_str(), step.arguments.as_deref()) {
                ("[]", Some([argument])) => match argument.value {
                    Expression::Slice { .. } => Held::Rows(row),
                    _ => Held::Row(row),
                },
                // A list has none of these: `{order.pk: order for order in orders}`.
                ("get" | "items" | "pop" | "values", Some(_)) => Self::keyed_step(row, step),
                _ => Held::Unknown,
            },
            Held::Keyed(row) => Self::keyed_step(row, step),
            Held::Parts(parts) => match (step.name.as_str(), step.arguments.as_deref()) {
                ("[]", Some([Argument { value: Expression::Number(number), .. }])) => {
                    let part = number.parse::<usize>().ok().and_then(|at| parts.into_iter().nth(at));
                    part.unwrap_or(Held::Unknown)
                }
                _ => Held::Unknown,
            },
            Held::Row(row) => self.read(row, step, events),
            Held::Related(related) => self.related_step(related, step, events),
            Held::Object(object) => self.object_step(&object, step),
            Held::Function(..) | Held::Unknown => Held::Unknown,
        }
    }

    /// What is taken of rows that are kept by their keys. The items are pairs, of which loops name the second.
    fn keyed_step(row: Row, step: &Step) -> Held {
        match (step.name.as_str(), &step.arguments) {
            ("items" | "values", Some(_)) => Held::Rows(row),
            ("[]" | "get" | "pop", Some(_)) => Held::Row(row),
            _ => Held::Unknown,
        }
    }

    /// An attribute of a row.
    fn read(&self, row: Row, step: &Step, events: &mut Vec<Event>) -> Held {
        let class = self.models().get(row.class);
        match class.attributes.get(&step.name) {
            // `to_attr` of what was prefetched; it hides what the class calls so.
            None if row.loaded.relations.contains_key(&step.name) => Held::Unknown,
            Some(Attribute::Column { .. }) => {
                if row.loaded.lacks_column(class, &step.name) {
                    events.push(Event::new(EventKind::Column, &row, step, None));
                }
                Held::Unknown
            }
            Some(Attribute::Relation(relation)) if matches!(relation.loading, Loading::Lazy | Loading::Eager) => {
                match (relation.many, class.framework) {
                    (true, framework) if gives_queries(framework) => self.related(row, relation, step),
                    _ => self.through(row, relation, step, events),
                }
            }
            // `cls.select()`, or the same of a row.
            None if self.asked_class(row.class, step).is_some() => {
                self.asked_class(row.class, step).unwrap_or(Held::Unknown)
            }
            None => {
                self.read_elsewhere(&row, step, events);
                self.call_method(&row, step, events);
                self.own_query(&row, step).unwrap_or(Held::Unknown)
            }
            _ => Held::Unknown,
        }
    }

    /// A relation to a model that the repository does not hold.
    fn read_elsewhere(&self, row: &Row, step: &Step, events: &mut Vec<Event>) {
        let class = self.models().get(row.class);
        if class.framework != Framework::Django || step.arguments.is_some() {
            return;
        }
        let Some(away) = self.project.elsewhere.relation(class, &step.name) else { return };
        let known = row.loaded.unknown
            || row.loaded.relations.contains_key(&step.name)
            || row.loaded.required && !away.nullable && !away.generic;
        if !known {
            let mut event = Event::new(EventKind::Relation, row, step, None);
            event.defined = Some(away.defined.clone());
            // It can only be prefetched, as relations to many are.
            if let Some(last) = event.hops.last_mut().filter(|_| away.generic) {
                last.many = true;
            }
            events.push(event);
        }
    }
}
