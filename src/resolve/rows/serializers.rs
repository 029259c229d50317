//! Serializers: classes that declare which fields of a row they read, and the views that give them rows.

use std::sync::Arc;

use super::evaluation::Evaluation;
use super::events::{Event, Read};
use super::held::{Around, Held, Row};
use super::readers::Given;
use super::views::text;
use crate::extract::{Expression, RowRoot, Step};
use crate::fact::{LoopPurpose, RowReader};
use crate::project::models::{Attribute, Relation};
use crate::project::{Declared, Lineage};
use crate::text::{Place, Span};

/// What the classes end with whose serializers are given many rows, and those that are given one.
const LISTS: &[&str] = &["ModelViewSet", "ListModelMixin", "ListAPIView", "ListCreateAPIView"];
const DETAILS: &[&str] = &["RetrieveModelMixin", "RetrieveAPIView", "RetrieveUpdateAPIView", "RetrieveDestroyAPIView"];
/// Methods after which it is not known what the serializer of a view is given.
const OWN_VIEWS: &[&str] = &["list", "get", "retrieve", "get_serializer", "filter_queryset", "paginate_queryset"];
/// Methods after which it is not known what a serializer reads.
const OWN_FIELDS: &[&str] = &["__init__", "get_fields", "get_field_names", "to_representation", "data"];
/// Words in the names of classes that fetch by themselves what serializers read.
const FETCHING: &[&str] = &["Prefetch", "prefetch", "Eager", "Virtual", "Optimiz"];
/// How deep serializers stand in each other.
const DEPTH: usize = 8;

/// A field, as it was declared; without a value, it is one of the model.
struct Field<'d> {
    name: String,
    by: &'d Declared,
    value: Option<&'d Expression>,
    span: Span,
}

impl<'e> Evaluation<'e> {
    /// What the serializer of a view reads of its rows.
    pub fn events_of_serializing_view(&self, view: &'e Declared) -> Vec<Event> {
        let lineage = self.project.declarations.lineage(view);
        let is_list = lineage.derives_from(LISTS);
        if !is_list && !lineage.derives_from(DETAILS) || self.overrides(&lineage, OWN_VIEWS) || fetches(&lineage) {
            return Vec::new();
        }
        let of_view = Self { view: Some(view), query: view.declaration.span, ..*self };
        let Some((serializer, head)) = self.serializer_of(&lineage) else { return Vec::new() };
        let Held::Query(query) = of_view.queryset_of(&lineage.classes, 0) else { return Vec::new() };
        let held = match is_list {
            true => Held::Query(query),
            false => Held::Query(query).item(None, false).map_or(Held::Unknown, Held::Row),
        };
        self.events_of_serialized(serializer, is_list, &held, (head, view.declaration.span))
    }

    /// What a serializer reads of what it is given; a view stands for the one that it names.
    pub fn events_of_serializer(&self, class: &[String], many: bool, held: &Held, at: Span) -> Vec<Event> {
        let declarations = &self.project.declarations;
        let Some(declared) = class.last().and_then(|name| declarations.find(name, self.path)) else {
            return Vec::new();
        };
        let lineage = declarations.lineage(declared);
        let serializer = match lineage.derives_from(&["Serializer"]) {
            true => declared,
            false if self.overrides(&lineage, &["get_serializer"]) => return Vec::new(),
            false => match self.serializer_of(&lineage) {
                Some((serializer, _)) => serializer,
                None => return Vec::new(),
            },
        };
        self.events_of_serialized(serializer, many, held, (Place { path: self.path.clone(), span: at }, at))
    }

    /// The serializer that a view names, and where.
    fn serializer_of(&self, lineage: &Lineage<'e>) -> Option<(&'e Declared, Place)> {
        let declarations = &self.project.declarations;
        for class in &lineage.classes {
            let name = &class.declaration.class;
            if let Some((path, giver)) = self.project.givers.method(name, &class.path, "get_serializer_class") {
                let named = giver.sources.iter().map(|source| match &source.root {
                    RowRoot::Path(names) if source.steps.is_empty() => names.last(),
                    _ => None,
                });
                let named: Option<Vec<&String>> = named.collect();
                let span = giver.sources.first()?.span;
                let named = named?;
                let name = named.first().filter(|first| named.iter().all(|name| name == *first))?;
                return Some((declarations.find(name, path)?, Place { path: path.clone(), span }));
            }
            if self.project.readings.defines(&class.path, name, "get_serializer_class") {
                return None;
            }
        }
        let (declared, setting) = lineage.setting("serializer_class")?;
        let Expression::Path(names) = &setting.value else { return None };
        let place = Place { path: declared.path.clone(), span: setting.span };
        Some((declarations.find(names.last()?, &declared.path)?, place))
    }

    fn events_of_serialized(
        &self,
        serializer: &'e Declared,
        many: bool,
        held: &Held,
        (head, at): (Place, Span),
    ) -> Vec<Event> {
        let row = match (many, held) {
            (true, held) => held.item(None, false).map(|row| self.each(row, head)),
            (false, Held::Row(row)) => Some(row.clone()),
            _ => None,
        };
        let mut events = Vec::new();
        if let Some(row) = row.filter(|row| !row.few) {
            self.serialize(serializer, &row, 0, &mut events);
        }
        let mut found: Vec<Event> = Vec::new();
        for event in events.into_iter().filter(|event| event.origin.around.is_some()) {
            if !found.iter().any(|known| known.hops == event.hops && known.kind == event.kind) {
                found.push(Event { step: at, ..event });
            }
        }
        found
    }

    /// A row of many that something reads which is no loop to be seen.
    pub fn each(&self, mut row: Row, head: Place) -> Row {
        let variable = self.models().get(row.class).name.clone();
        row.origin.around = Some(Arc::new(Around { purpose: LoopPurpose::Items, head, variable }));
        row
    }

    fn serialize(&self, serializer: &'e Declared, row: &Row, depth: usize, events: &mut Vec<Event>) {
        let lineage = self.project.declarations.lineage(serializer);
        let Some(left) = self.budget.get().checked_sub(1).filter(|_| depth < DEPTH) else { return };
        self.budget.set(left);
        if self.overrides(&lineage, OWN_FIELDS) || fetches(&lineage) || lineage.meta("list_serializer_class").is_some()
        {
            return;
        }
        let nested = lineage.meta("depth").and_then(|(_, setting)| number(&setting.value)).unwrap_or(0);
        for field in self.fields(&lineage, row) {
            let by = field.by;
            let inner = self.as_framework(&by.path, field.span);
            let mut own = Vec::new();
            match field.value {
                Some(value) => inner.read_declared(&field, value, &lineage, row, depth, &mut own),
                None => inner.read_of_model(&field.name, row, nested, field.span, &mut own),
            }
            let place = Place { path: by.path.clone(), span: field.span };
            events.extend(own.into_iter().map(|event| by_reader(event, RowReader::Serializer, &place)));
        }
    }

    /// Its fields, as far as they are known.
    fn fields<'d>(&self, lineage: &Lineage<'d>, row: &Row) -> Vec<Field<'d>> {
        let mut declared: Vec<Field<'d>> = Vec::new();
        for class in lineage.classes.iter().rev() {
            for setting in &class.declaration.settings {
                declared.retain(|field| field.name != setting.name);
                if matches!(setting.value, Expression::Call(_)) {
                    let (name, value) = (setting.name.clone(), Some(&setting.value));
                    declared.push(Field { name, by: class, value, span: setting.span });
                }
            }
        }
        let of_model =
            |name: &str, by: &'d Declared, span: Span| Field { name: name.to_owned(), by, value: None, span };
        let excluded = match lineage.meta("exclude").map(|(_, setting)| names(&setting.value)) {
            Some(None) => return declared,
            Some(excluded) => excluded,
            None => None,
        };
        let Some((by, named)) = lineage.meta("fields").or_else(|| lineage.meta("exclude")) else { return declared };
        let is_all = excluded.is_some() || text(&named.value).is_some_and(|text| text == "__all__");
        let wanted = match (is_all, names(&named.value)) {
            (true, _) => {
                let excluded = excluded.unwrap_or_default();
                let attributes = &self.models().get(row.class).attributes;
                let is_forward = |attribute: &Attribute| match attribute {
                    Attribute::Relation(relation) => is_forward(relation),
                    Attribute::Column { .. } => false,
                };
                let own =
                    attributes.iter().filter(|(_, attribute)| is_forward(attribute)).map(|(name, _)| name.clone());
                let own = own.filter(|name| !excluded.contains(name));
                own.chain(declared.iter().map(|field| field.name.clone())).collect()
            }
            (false, Some(names)) => names,
            // Those that it declares itself it has in any case.
            (false, None) => {
                declared.retain(|field| lineage.classes.first().is_some_and(|first| std::ptr::eq(*first, field.by)));
                return declared;
            }
        };
        let mut fields: Vec<Field<'d>> = Vec::new();
        for name in wanted {
            if fields.iter().any(|field| field.name == name) {
                continue;
            }
            match declared.iter().position(|field| field.name == name) {
                Some(at) => fields.push(declared.swap_remove(at)),
                None => fields.push(of_model(&name, by, named.span)),
            }
        }
        // What a field is given besides may say that it is not shown.
        if lineage.meta("extra_kwargs").is_some() {
            fields.retain(|field| field.value.is_some());
        }
        fields
    }

    /// A field that the serializer makes of the model's attribute.
    fn read_of_model(&self, name: &str, row: &Row, nested: usize, span: Span, events: &mut Vec<Event>) {
        match self.models().get(row.class).attributes.get(name) {
            // The key of the other row is at hand.
            Some(Attribute::Relation(relation)) if nested == 0 && !relation.many && relation.column.is_some() => {}
            Some(Attribute::Relation(relation)) => {
                let held = self.walk(Held::Row(row.clone()), &[name], span, events);
                let child = match relation.many {
                    true => self.items(&held, span, events),
                    false => held.into_row(),
                };
                if let Some(child) = child.filter(|_| nested > 0) {
                    let attributes = self.models().get(child.class).attributes.iter();
                    let forward = attributes.filter(|(_, attribute)| match attribute {
                        Attribute::Relation(relation) => is_forward(relation),
                        Attribute::Column { .. } => false,
                    });
                    for (name, _) in forward {
                        self.read_of_model(name, &child, nested - 1, span, events);
                    }
                }
            }
            _ => _ = self.walk(Held::Row(row.clone()), &[name], span, events),
        }
    }

    fn read_declared(
        &self,
        field: &Field<'_>,
        value: &Expression,
        lineage: &Lineage<'e>,
        row: &Row,
        depth: usize,
        events: &mut Vec<Event>,
    ) {
        let Expression::Call(call) = value else { return };
        let Expression::Path(path) = &call.callee else { return };
        let given = &call.arguments;
        let named = |name: &str| given.iter().find(|argument| argument.name.as_deref() == Some(name));
        let says = |name: &str| named(name).is_some_and(|it| it.value == Expression::Boolean(true));
        let text_of = |name: &str| named(name).and_then(|argument| text(&argument.value));
        let Some(class) = path.last().filter(|_| !given.iter().any(|it| it.spread) && !says("write_only")) else {
            return;
        };
        if class == "SerializerMethodField" {
            let first = given.first().filter(|argument| argument.name.is_none()).and_then(|it| text(&it.value));
            let method = text_of("method_name").or(first).unwrap_or_else(|| format!("get_{}", field.name));
            events.extend(self.events_of_own_method(lineage, &method, row, field.span));
            return;
        }
        let source = text_of("source").unwrap_or_else(|| field.name.clone());
        let names: Vec<&str> = if source == "*" { Vec::new() } else { source.split('.').collect() };
        let start = Held::Row(row.clone());
        let many = says("many");
        if let Some(serializer) =
            self.project.declarations.find(class, self.path).filter(|_| class.ends_with("Serializer"))
        {
            let held = self.walk(start, &names, field.span, events);
            let child = match many {
                true => self.items(&held, field.span, events).map(|row| match row.origin.around {
                    // What the rows of rows are given to is the same reader.
                    Some(_) => row,
                    None => self.each(row, Place { path: self.path.clone(), span: field.span }),
                }),
                false => held.into_row(),
            };
            if let Some(child) = child {
                self.serialize(serializer, &child, depth + 1, events);
            }
            return;
        }
        let looked_up = match class.as_str() {
            "PrimaryKeyRelatedField" => Some(None),
            "HyperlinkedRelatedField" => Some(text_of("lookup_field").filter(|name| name != "pk")),
            _ => None,
        };
        match class.as_str() {
            "PrimaryKeyRelatedField" | "HyperlinkedRelatedField" | "SlugRelatedField" | "StringRelatedField" => {
                let attribute = match class.as_str() {
                    "SlugRelatedField" => text_of("slug_field"),
                    "StringRelatedField" => Some("__str__".to_owned()),
                    _ => looked_up.flatten(),
                };
                let only_key = attribute.is_none() && !many;
                let held = match names.split_last().filter(|_| only_key) {
                    Some((last, before)) => {
                        let held = self.walk(start, before, field.span, events);
                        match held {
                            Held::Row(row) if !self.has_key_of(&row, last) => {
                                self.walk(Held::Row(row), &[*last], field.span, events)
                            }
                            _ => Held::Unknown,
                        }
                    }
                    None => self.walk(start, &names, field.span, events),
                };
                let child = if many { self.items(&held, field.span, events) } else { held.into_row() };
                if let (Some(child), Some(attribute)) = (child, attribute) {
                    let names: Vec<&str> = attribute.split("__").filter(|name| !name.is_empty()).collect();
                    let names = if attribute == "__str__" { vec!["__str__"] } else { names };
                    self.walk(Held::Row(child), &names, field.span, events);
                }
            }
            _ if PLAIN.contains(&class.as_str()) => {
                let held = self.walk(start, &names, field.span, events);
                if let (Held::Row(row), "CharField") = (held, class.as_str()) {
                    self.walk(Held::Row(row), &["__str__"], field.span, events);
                }
            }
            // A field of the project's own may read what it likes, but has to go to where it reads.
            _ if class.ends_with("Field") && self.project.declarations.find(class, self.path).is_none() => {
                if let Some((_, before)) = names.split_last() {
                    self.walk(start, before, field.span, events);
                }
            }
            _ => {}
        }
    }

    /// Whether a row has the key of what its attribute leads to.
    fn has_key_of(&self, row: &Row, name: &str) -> bool {
        match self.models().get(row.class).attributes.get(name) {
            Some(Attribute::Relation(relation)) => relation.column.is_some(),
            _ => true,
        }
    }

    /// What a method of a class that reads rows reads of the one it is given.
    pub fn events_of_own_method(&self, lineage: &Lineage<'e>, name: &str, row: &Row, step: Span) -> Vec<Event> {
        let Some(class) = lineage.classes.first() else { return Vec::new() };
        let found = self.project.readings.method(&class.path, &class.declaration.class, name);
        let Some((reading, function)) = found.filter(|(_, function)| !function.is_cached) else { return Vec::new() };
        let Some(parameter) = function.parameters.first() else { return Vec::new() };
        let given = Given { parameters: vec![(parameter.clone(), Held::Row(row.clone()))], ..Given::default() };
        self.events_of_reading(reading, Some(function.whole), &given, step)
    }

    /// What is reached by names, each called if that is possible.
    pub fn walk(&self, held: Held, names: &[&str], span: Span, events: &mut Vec<Event>) -> Held {
        names
            .iter()
            .fold(held, |held, name| self.step(held, &Step { name: (*name).to_owned(), arguments: None, span }, events))
    }

    /// The items of what a relation leads to.
    fn items(&self, held: &Held, span: Span, events: &mut Vec<Event>) -> Option<Row> {
        if let Held::Related(related) = held
            && (related.fetched == Some(false) || related.changed.is_some())
        {
            events.push(related.asked(&Step { name: "all".to_owned(), arguments: None, span }));
        }
        held.item(None, false)
    }
}

/// Fields that read what their source names, and only that.
const PLAIN: &[&str] = &[
    "BooleanField",
    "CharField",
    "ChoiceField",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "FloatField",
    "IntegerField",
    "ReadOnlyField",
    "SlugField",
    "TimeField",
    "URLField",
    "UUIDField",
];

impl Held {
    pub fn into_row(self) -> Option<Row> {
        match self {
            Self::Row(row) => Some(row),
            _ => None,
        }
    }
}

/// What was read on a reader's behalf; the place of the field, where nothing nearer is known.
pub fn by_reader(mut event: Event, by: RowReader, place: &Place) -> Event {
    event.read.get_or_insert_with(|| Read { by, place: place.clone() }).by = by;
    event
}

fn fetches(lineage: &Lineage<'_>) -> bool {
    lineage.names.iter().any(|name| FETCHING.iter().any(|word| name.contains(word)))
}

/// Whether a relation is a field of its model, not the way back of another's.
fn is_forward(relation: &Relation) -> bool {
    !relation.is_way_back
}

fn number(value: &Expression) -> Option<usize> {
    match value {
        Expression::Number(number) => number.parse().ok(),
        _ => None,
    }
}

/// The texts of a list that is written out.
pub fn names(value: &Expression) -> Option<Vec<String>> {
    let Expression::List(items) = value else { return None };
    items.iter().map(text).collect()
}
