//! Views that are classes: the rows they give to their templates, by the settings and methods that Django asks.

use super::evaluation::Evaluation;
use super::events::Event;
use super::held::{Held, Query};
use super::passing::Method;
use super::readers::Given;
use crate::extract::{Expression, RowRoot, Setting, Step};
use crate::project::models::ClassId;
use crate::project::{Declared, Lineage};
use crate::text::Span;

/// What the classes end with whose templates are given many rows, and those that are given one.
pub const LISTS: &[&str] = &["ListView", "IndexView", "ArchiveView", "MultipleObjectMixin"];
const DETAILS: &[&str] = &["DetailView", "UpdateView", "DeleteView", "SingleObjectMixin"];

impl<'e> Evaluation<'e> {
    /// What the template of a view reads of its rows.
    pub fn events_of_view(&self, view: &'e Declared) -> Vec<Event> {
        let lineage = self.project.declarations.lineage(view);
        let is_list = lineage.derives_from(LISTS);
        if !is_list && !lineage.derives_from(DETAILS) {
            return Vec::new();
        }
        let of_view = Self { view: Some(view), query: view.declaration.span, ..*self };
        let Held::Query(query) = of_view.queryset_of(&lineage.classes, 0) else { return Vec::new() };
        let class = query.class;
        let mut names = self.names_of(&lineage, class, is_list);
        let held = match is_list {
            true => {
                names.extend(["object_list", "page_obj"].map(str::to_owned));
                Held::Query(query)
            }
            false => {
                names.push("object".to_owned());
                Held::Query(query).item(None, false).map_or(Held::Unknown, Held::Row)
            }
        };
        let Some(template) = self.template_of(&lineage, class, is_list) else { return Vec::new() };
        let parameters = names.into_iter().map(|name| (name, held.clone())).collect();
        self.events_of_page(&template, &Given { parameters, ..Given::default() }, view.declaration.span)
    }

    /// What a method adds to the values of its class's template.
    pub fn events_of_page_value(&self, class: &str, variable: &str, held: Held, step: Span) -> Vec<Event> {
        let Some(view) = self.project.declarations.find(class, self.path) else { return Vec::new() };
        let lineage = self.project.declarations.lineage(view);
        let named = lineage.setting("template_name").and_then(|(_, setting)| text(&setting.value));
        let is_list = lineage.derives_from(LISTS);
        let of_view = Evaluation { view: Some(view), ..*self };
        let template = named.or_else(|| match of_view.queryset_of(&lineage.classes, 0) {
            Held::Query(query) => self.template_of(&lineage, query.class, is_list),
            _ => None,
        });
        let given = Given { parameters: vec![(variable.to_owned(), held)], ..Given::default() };
        template.map(|template| self.events_of_page(&template, &given, step)).unwrap_or_default()
    }

    fn names_of(&self, lineage: &Lineage<'_>, class: ClassId, is_list: bool) -> Vec<String> {
        let model = self.models().get(class).name.to_lowercase();
        let own = lineage.setting("context_object_name").and_then(|(_, setting)| text(&setting.value));
        vec![own.unwrap_or_else(|| if is_list { format!("{model}_list") } else { model })]
    }

    /// The template that a view names, or the one it has unnamed.
    fn template_of(&self, lineage: &Lineage<'_>, class: ClassId, is_list: bool) -> Option<String> {
        if let Some((_, setting)) = lineage.setting("template_name") {
            return text(&setting.value);
        }
        let model = self.models().get(class);
        let folders: Vec<&str> = model.defined.path.split('/').collect();
        let app = folders.iter().rev().skip(1).find(|folder| **folder != "models")?;
        let ending = match () {
            () if is_list => "list",
            () if lineage.derives_from(&["UpdateView"]) => "form",
            () if lineage.derives_from(&["DeleteView"]) => "confirm_delete",
            () => "detail",
        };
        Some(format!("{app}/{}_{ending}.html", model.name.to_lowercase()))
    }

    /// As seen in the class that is followed, or in that of the file.
    pub fn in_class(&self, class: &str) -> Option<Self> {
        let view = self.view.or_else(|| self.project.declarations.find(class, self.path))?;
        let bases = if self.view.is_some() { self.bases } else { 1 };
        Some(Self { view: Some(view), bases, ..*self })
    }

    /// A method of the class that is followed, from one of its bases on, when it gives a query.
    pub fn method(&self, name: &str, from: usize) -> Option<Method<'e>> {
        let lineage = self.project.declarations.lineage(self.view?);
        for (at, class) in lineage.classes.iter().enumerate().skip(from) {
            let own = &class.declaration.class;
            if let Some((path, giver)) = self.project.givers.method(own, &class.path, name) {
                return Some(Method { path, giver, bases: at + 1 });
            }
            if self.project.readings.defines(&class.path, own, name) {
                return None;
            }
        }
        None
    }

    /// The query of a view: what the first of its methods gives, from one of its classes on, or what it sets.
    pub fn queryset_of(&self, classes: &[&'e Declared], from: usize) -> Held {
        for (at, class) in classes.iter().enumerate().skip(from) {
            let name = &class.declaration.class;
            if let Some((path, giver)) = self.project.givers.method(name, &class.path, "get_queryset") {
                let method = Method { path, giver, bases: at + 1 };
                return Self { path: &class.path, ..*self }.given_back(method, &Given::default());
            }
            if self.project.readings.defines(&class.path, name, "get_queryset") {
                return Held::Unknown;
            }
        }
        // What a base that is not known makes of a method of its own.
        let asks_another = |class: &&Declared| {
            let functions = self.project.readings.file(&class.path).map(|reading| reading.functions.as_slice());
            functions.unwrap_or_default().iter().any(|function| {
                let name = function.name.as_str();
                function.class.as_ref() == Some(&class.declaration.class)
                    && name != "get_queryset"
                    && name.starts_with("get_")
                    && name.ends_with("queryset")
            })
        };
        if classes.iter().any(asks_another) {
            return Held::Unknown;
        }
        for class in classes {
            if let Some(setting) = ["queryset", "model"].iter().find_map(|name| said(class, name)) {
                return self.queried(class, setting);
            }
        }
        if let Some((class, setting)) = classes.first().and_then(|view| self.said_for(view, "model")) {
            return self.queried(class, setting);
        }
        let class = classes.first().and_then(|class| self.registered(class));
        class.and_then(|class| self.manager(class, Some("_default_manager"))).map_or(Held::Unknown, Held::Query)
    }

    fn queried(&self, class: &'e Declared, setting: &'e Setting) -> Held {
        let inner = Self { path: &class.path, depth: self.depth + 1, query: setting.span, ..*self };
        match inner.query_of(&setting.value) {
            Held::Query(mut query) => {
                query.written.get_or_insert(inner.query_place());
                Held::Query(query)
            }
            held => held,
        }
    }

    /// What the only class that uses a view says for it: `class OrderViewSet: model = Order; index_view_class = OrderIndex`.
    fn said_for(&self, view: &'e Declared, name: &str) -> Option<(&'e Declared, &'e Setting)> {
        let mut users = self.project.declarations.using(&view.declaration.class, &view.path);
        let (user, None) = (users.next()?, users.next()) else { return None };
        let lineage = self.project.declarations.lineage(user);
        lineage.classes.iter().find_map(|class| Some((*class, said(class, name)?)))
    }

    /// `queryset = Order.objects.all()`, `model = Order`
    pub fn query_of(&self, value: &Expression) -> Held {
        let (root, steps) = super::flattened(value);
        // `self` is a value.
        if let (RowRoot::Value, Some((first, rest))) = (&root, steps.split_first())
            && let Some(held) = self.of_view(first)
        {
            return rest.iter().fold(held, |held, step| self.step(held, step, &mut Vec::new()));
        }
        match self.hold(&root, &steps, &mut Vec::new()) {
            Held::Class(class) => self.manager(class, Some("_default_manager")).map_or(Held::Unknown, Held::Query),
            held => held,
        }
    }

    /// `super().get_queryset()` in a view.
    pub fn of_base(&self, step: &Step) -> Held {
        let Some(view) = self.view else { return Held::Unknown };
        let lineage = self.project.declarations.lineage(view);
        let held = match step.name.as_str() {
            "get_queryset" => self.queryset_of(&lineage.classes, self.bases),
            name => match self.method(name, self.bases) {
                Some(method) => self.given_back(method, &Given::default()),
                None => Held::Unknown,
            },
        };
        match held {
            // What is added to it is written nearer.
            Held::Query(query) => Held::Query(Query { written: None, ..query }),
            held => held,
        }
    }

    /// `self.queryset`, `self.model`, `self.get_queryset()` in a view.
    pub fn of_view(&self, step: &Step) -> Option<Held> {
        const OWN: &[&str] = &["get_queryset", "queryset", "model", "filter_queryset", "paginate_queryset"];
        let view = self.view?;
        if step.arguments.is_none()
            && !OWN.contains(&step.name.as_str())
            && let Some(held) = self.object_set(&step.name)
        {
            return Some(held);
        }
        if !OWN.contains(&step.name.as_str()) && !self.project.givers.know(&step.name) {
            return None;
        }
        let lineage = self.project.declarations.lineage(view);
        match (step.name.as_str(), &step.arguments) {
            ("get_queryset", Some(_)) => Some(self.queryset_of(&lineage.classes, 0)),
            ("queryset" | "model", None) => {
                let own = lineage.classes.iter().find_map(|class| Some((*class, said(class, &step.name)?)));
                let (declared, setting) = own.or_else(|| self.said_for(view, &step.name))?;
                let inner = Self { path: &declared.path, depth: self.depth + 1, query: setting.span, ..*self };
                let (root, steps) = super::flattened(&setting.value);
                Some(inner.hold(&root, &steps, &mut Vec::new()))
            }
            ("filter_queryset" | "paginate_queryset", Some(arguments)) => {
                let given = arguments.first().filter(|_| !self.overrides(&lineage, &[&step.name]))?;
                Some(self.query_of(&given.value))
            }
            (name, Some(_)) => self.method(name, 0).map(|method| self.given_back(method, &Given::default())),
            _ => None,
        }
    }
}

impl<'e> Evaluation<'e> {
    /// Whether the view that is followed could say which rows it is about in this way, and does not.
    pub fn lacks_setting(&self, name: &str) -> bool {
        let Some(view) = self.view.filter(|_| ["queryset", "model"].contains(&name)) else { return false };
        let lineage = self.project.declarations.lineage(view);
        !lineage.classes.iter().any(|class| said(class, name).is_some()) && self.said_for(view, name).is_none()
    }

    /// Whether one of the project's classes has one of these methods.
    pub fn overrides(&self, lineage: &Lineage<'_>, methods: &[&str]) -> bool {
        let defines = |class: &&Declared, method: &str| {
            self.project.readings.defines(&class.path, &class.declaration.class, method)
        };
        lineage.classes.iter().any(|class| methods.iter().any(|method| defines(class, method)))
    }
}

/// A setting that says something.
fn said<'d>(class: &'d Declared, name: &str) -> Option<&'d Setting> {
    class.declaration.setting(name).filter(|setting| setting.value != Expression::Null)
}

pub fn text(value: &Expression) -> Option<String> {
    match value {
        Expression::Text(text) => Some(text.clone()),
        _ => None,
    }
}
