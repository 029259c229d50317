//! Views that list rows in a table whose columns are objects: each reads of every row the attribute that it is given the
//! name of, and fills the template of its cells.

use super::evaluation::Evaluation;
use super::events::Event;
use super::held::{Held, Row};
use super::readers::Given;
use super::serializers::by_reader;
use super::views::LISTS;
use crate::extract::{Call, Expression, Framework, Recipient, RowRoot, Step};
use crate::fact::RowReader;
use crate::project::Declared;
use crate::project::columns::{ColumnLineage, attribute_read};
use crate::text::{Place, Span};

impl<'e> Evaluation<'e> {
    /// What the columns of a view read of its rows.
    pub fn events_of_columns(&self, view: &'e Declared) -> Vec<Event> {
        let lineage = self.project.declarations.lineage(view);
        if !lineage.derives_from(LISTS) {
            return Vec::new();
        }
        let Some((by, setting)) = lineage.setting("columns") else { return Vec::new() };
        // A template that was named for fewer views may show no columns.
        let nearer = lineage.classes.iter().take_while(|class| !std::ptr::eq(**class, by));
        let mut settings = nearer.flat_map(|class| &class.declaration.settings);
        if settings.any(|setting| setting.name.ends_with("template_name")) {
            return Vec::new();
        }
        let Expression::List(items) = &setting.value else { return Vec::new() };
        let calls = items.iter().filter_map(|item| match item {
            Expression::Call(call) => Some(call),
            _ => None,
        });
        let of_view = Self { view: Some(view), query: view.declaration.span, ..*self };
        let mut rows = None;
        let mut found: Vec<Event> = Vec::new();
        for call in calls {
            let Expression::Path(path) = &call.callee else { continue };
            let Some(class) = path.last() else { continue };
            let columns = self.project.columns.lineage(class, &by.path);
            if columns.is_empty() {
                continue;
            }
            let place = Place { path: by.path.clone(), span: call.span };
            let held = rows.get_or_insert_with(|| of_view.queryset_of(&lineage.classes, 0));
            let Some(row) = held.item(None, false).filter(|row| !row.few) else { return Vec::new() };
            if self.models().get(row.class).framework != Framework::Django {
                return Vec::new();
            }
            let row = self.each(row, place.clone());
            for event in self.events_of_cell(&columns, (by, call), &row) {
                let event = Event { step: view.declaration.span, ..by_reader(event, RowReader::Template, &place) };
                if !found.iter().any(|known| known.hops == event.hops && known.kind == event.kind) {
                    found.push(event);
                }
            }
        }
        found
    }

    fn events_of_cell(&self, columns: &ColumnLineage<'e>, (by, call): (&'e Declared, &Call), row: &Row) -> Vec<Event> {
        let (mut events, span) = (Vec::new(), call.span);
        if let Some(attribute) = attribute_read(columns, call) {
            let names: Vec<&str> = attribute.split('.').flat_map(|part| part.split("__")).collect();
            let names = if attribute.starts_with("__") { vec![attribute.as_str()] } else { names };
            let inner = self.as_framework(&by.path, span);
            let held = inner.walk(Held::Row(row.clone()), &names, span, &mut events);
            // Whatever a cell shows of a query, it asks it.
            if let Held::Related(related) = held
                && related.changed.is_some()
            {
                events.push(related.asked(&Step { name: attribute.clone(), arguments: None, span }));
            }
        }
        let mut known: Vec<&str> = Vec::new();
        for (setting, template) in columns.iter().flat_map(|(_, class)| &class.templates) {
            if !known.contains(&setting.as_str()) {
                known.push(setting);
                events.extend(self.events_of_cell_template(columns, template, row, span));
            }
        }
        events
    }

    /// What the template of a cell reads of the row that a method of the column hands on to it.
    fn events_of_cell_template(
        &self,
        columns: &ColumnLineage<'e>,
        template: &str,
        row: &Row,
        span: Span,
    ) -> Vec<Event> {
        let mut parameters: Vec<(String, Held)> = Vec::new();
        for (path, class) in columns {
            let Some(reading) = self.project.readings.file(path) else { continue };
            for handing in &reading.handings {
                let Recipient::Page { class: of, variable } = &handing.to else { continue };
                let function = reading.functions.iter().find(|function| function.whole == handing.function);
                let first = function.and_then(|function| function.parameters.first());
                let is_row = handing.sources.iter().all(|source| match &source.root {
                    RowRoot::Parameter { name, .. } => source.steps.is_empty() && Some(name) == first,
                    _ => false,
                });
                if *of == class.class && is_row {
                    parameters.push((variable.clone(), Held::Row(row.clone())));
                }
            }
        }
        let Some((path, _)) = columns.first() else { return Vec::new() };
        let inner = Self { path, ..*self };
        inner.events_of_page(template, &Given { parameters, ..Given::default() }, span)
    }
}
