//! The pages of Django's admin: what the columns of a list read of each row, and what the rows below an object do.

use super::evaluation::Evaluation;
use super::events::Event;
use super::held::{Held, Query, Row};
use super::readers::Given;
use super::serializers::{by_reader, names};
use super::views::text;
use crate::extract::{Expression, Framework, HANDFUL};
use crate::fact::RowReader;
use crate::project::models::{Attribute, ClassId};
use crate::project::{Declared, Lineage};
use crate::text::{Place, Span};

/// Methods after which it is not known what a list shows, or what its query fetches along.
const OWN_LISTS: &[&str] =
    &["get_list_display", "get_list_select_related", "get_changelist", "get_changelist_instance", "changelist_view"];
/// The same of the rows below an object.
const OWN_INLINES: &[&str] = &["get_formset", "get_fields", "get_fieldsets", "get_readonly_fields"];

impl<'e> Evaluation<'e> {
    /// What a page of the admin reads of its rows.
    pub fn events_of_admin(&self, admin: &'e Declared) -> Vec<Event> {
        let lineage = self.project.declarations.lineage(admin);
        let held = match () {
            () if lineage.derives_from(&["TabularInline", "StackedInline"]) => self.inline(admin, &lineage),
            () if lineage.derives_from(&["Admin"]) => self.list(admin, &lineage),
            () => None,
        };
        let (columns, query) = held.unwrap_or_default();
        let Some(query) = query.filter(|query| !query.few) else { return Vec::new() };
        let mut found: Vec<Event> = Vec::new();
        for column in &columns {
            let Some(row) = Held::Query(query.clone()).item(None, false).map(|row| self.each(row, column.place()))
            else {
                continue;
            };
            for event in self.events_of_column(&lineage, column, &row) {
                let event =
                    Event { step: admin.declaration.span, ..by_reader(event, RowReader::AdminList, &column.place()) };
                if !found.iter().any(|known| known.hops == event.hops && known.kind == event.kind) {
                    found.push(event);
                }
            }
        }
        found
    }

    fn list(&self, admin: &'e Declared, lineage: &Lineage<'e>) -> Option<(Vec<Column<'e>>, Option<Query>)> {
        let is_short = lineage.setting("list_per_page").is_some_and(|(_, setting)| is_few(&setting.value));
        if is_short || self.overrides(lineage, OWN_LISTS) {
            return None;
        }
        let mut columns: Vec<Column<'e>> = match lineage.setting("list_display") {
            Some((by, setting)) => {
                let Expression::List(items) = &setting.value else { return None };
                items.iter().filter_map(|item| Column::of(item, by, setting.span)).collect()
            }
            None => vec![Column::named("__str__", admin, admin.declaration.span)],
        };
        // The box in front of a row says what it chooses, since Django 5.0.
        if lineage.setting("actions").is_none_or(|(_, setting)| setting.value != Expression::Null) {
            columns.push(Column::named("__str__", admin, admin.declaration.span));
        }
        let mut query = self.admin_query(admin, lineage)?;
        self.select_for_list(&mut query, &columns, lineage)?;
        Some((columns, Some(query)))
    }

    /// What the list fetches along by itself, unless its query says what to join.
    fn select_for_list(&self, query: &mut Query, columns: &[Column<'_>], lineage: &Lineage<'e>) -> Option<()> {
        if query.loaded.joined {
            return Some(());
        }
        match lineage.setting("list_select_related").map(|(_, setting)| &setting.value) {
            Some(Expression::Boolean(true)) => query.loaded.required = true,
            None | Some(Expression::Boolean(false)) => {
                let class = self.models().get(query.class);
                let leads_away = |column: &Column<'_>| match class.attributes.get(&column.name) {
                    Some(Attribute::Relation(relation)) => relation.column.is_some(),
                    Some(Attribute::Column { .. }) => false,
                    None => self.project.elsewhere.relation(class, &column.name).is_some(),
                };
                query.loaded.required |= columns.iter().any(leads_away);
            }
            Some(value) => {
                for path in names(value)? {
                    self.select_path(query, &path);
                }
            }
        }
        Some(())
    }

    /// The rows that stand below an object: each shows its own name, and what it may not change.
    fn inline(&self, admin: &'e Declared, lineage: &Lineage<'e>) -> Option<(Vec<Column<'e>>, Option<Query>)> {
        let is_short = lineage.setting("max_num").is_some_and(|(_, setting)| is_few(&setting.value));
        if is_short || lineage.setting("template").is_some() || self.overrides(lineage, OWN_INLINES) {
            return None;
        }
        let mut columns = vec![Column::named("__str__", admin, admin.declaration.span)];
        let listed = |name: &str| lineage.setting(name).map(|(_, setting)| names(&setting.value));
        let shown = match (listed("fields"), lineage.setting("fieldsets")) {
            (Some(shown), _) => Some(shown?),
            (None, Some(_)) => Some(Vec::new()),
            (None, None) => None,
        };
        if let Some((by, setting)) = lineage.setting("readonly_fields") {
            let fixed = names(&setting.value)?.into_iter();
            let fixed = fixed.filter(|name| shown.as_ref().is_none_or(|shown| shown.contains(name)));
            columns.extend(fixed.map(|name| Column::named(&name, by, setting.span)));
        }
        Some((columns, Some(self.admin_query(admin, lineage)?)))
    }

    fn admin_query(&self, admin: &'e Declared, lineage: &Lineage<'e>) -> Option<Query> {
        let of_view = Self { view: Some(admin), query: admin.declaration.span, ..*self };
        match of_view.queryset_of(&lineage.classes, 0) {
            Held::Query(query) if self.models().get(query.class).framework == Framework::Django => Some(query),
            _ => None,
        }
    }

    /// The one model that an admin is registered for.
    pub fn registered(&self, admin: &'e Declared) -> Option<ClassId> {
        let mut found = admin.declaration.marks.iter().filter_map(|mark| {
            let Expression::Call(call) = mark else { return None };
            let callee = match &call.callee {
                Expression::Path(path) => path.last()?,
                Expression::Member { name, .. } => name,
                _ => return None,
            };
            let classes = match &call.arguments.first()?.value {
                Expression::Path(path) => vec![path],
                Expression::List(items) => items.iter().filter_map(as_path).collect(),
                _ => return None,
            };
            (callee == "register").then_some(classes)
        });
        let (classes, None) = (found.next()?, found.next()) else { return None };
        let inner = Self { path: &admin.path, ..*self };
        match classes.as_slice() {
            [path] => inner.class_at(path).filter(|(_, used)| *used == path.len()).map(|(class, _)| class),
            _ => None,
        }
    }

    fn events_of_column(&self, lineage: &Lineage<'e>, column: &Column<'e>, row: &Row) -> Vec<Event> {
        let mut events = Vec::new();
        let span = column.span;
        let inner = self.as_framework(&column.by.path, span);
        let name = column.name.as_str();
        let start = || Held::Row(row.clone());
        if column.is_function {
            return self.events_of_plain_function(column, row);
        }
        let attribute = self.models().get(row.class).attributes.get(name);
        let is_method = attribute.is_none()
            && name != "__str__"
            && self.project.elsewhere.relation(self.models().get(row.class), name).is_none();
        if is_method {
            let own = lineage
                .classes
                .first()
                .and_then(|class| self.project.readings.method(&class.path, &class.declaration.class, name));
            if own.is_some() {
                return self.events_of_own_method(lineage, name, row, span);
            }
        }
        match attribute {
            // It may be one of a mixin that is not known.
            None if name.contains("__") && name != "__str__" => {
                let path: Vec<&str> = name.split("__").collect();
                inner.walk(start(), &path, span, &mut events);
            }
            _ => {
                if let Held::Row(other) = inner.walk(start(), &[name], span, &mut events) {
                    inner.walk(Held::Row(other), &["__str__"], span, &mut events);
                }
            }
        }
        events
    }

    /// `list_display = [upper_name]`
    fn events_of_plain_function(&self, column: &Column<'_>, row: &Row) -> Vec<Event> {
        let found = self.project.readings.plain_function(&column.by.path, &column.name);
        let Some((reading, function)) = found.filter(|(_, function)| !function.is_cached) else { return Vec::new() };
        let Some(parameter) = function.parameters.first() else { return Vec::new() };
        let given = Given { parameters: vec![(parameter.clone(), Held::Row(row.clone()))], ..Given::default() };
        self.events_of_reading(reading, Some(function.whole), &given, column.span)
    }
}

/// What a list shows of each row.
struct Column<'d> {
    name: String,
    /// It is a function of the file, not the name of an attribute.
    is_function: bool,
    /// Where it is said.
    by: &'d Declared,
    span: Span,
}

impl<'d> Column<'d> {
    fn of(value: &Expression, by: &'d Declared, span: Span) -> Option<Self> {
        match value {
            Expression::Path(path) => Some(Self { name: path.last()?.clone(), is_function: true, by, span }),
            other => Some(Self::named(&text(other)?, by, span)),
        }
    }

    fn named(name: &str, by: &'d Declared, span: Span) -> Self {
        Self { name: name.to_owned(), is_function: false, by, span }
    }

    fn place(&self) -> Place {
        Place { path: self.by.path.clone(), span: self.span }
    }
}

fn as_path(value: &Expression) -> Option<&Vec<String>> {
    match value {
        Expression::Path(path) => Some(path),
        _ => None,
    }
}

fn is_few(value: &Expression) -> bool {
    matches!(value, Expression::Number(number) if number.parse().is_ok_and(|number: i64| number <= HANDFUL))
}
