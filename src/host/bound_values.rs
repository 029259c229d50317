//! Placeholders of a text and the values a call binds to them.

use super::executions::Reader;
use super::grammar::{Kind, Part, Role};
use super::library::{Bound, BoundWord, Style};
use super::names::How;
use super::outline::NodeId;
use super::recognition::Recognised;
use super::texts::Sql;
use crate::extract::Execution;

impl Reader<'_, '_> {
    pub(super) fn has_values(&self, call: NodeId, found: &Recognised<'_>) -> bool {
        let arguments = self.values.outline.arguments(call);
        match (found.call.values, found.call.sql) {
            (Some(Bound::At(position)), _) => arguments.len() > position,
            (Some(Bound::Word(BoundWord::Bind)), _) => self.values.outline.ancestors(call).take(4).any(|id| {
                self.values.outline.role(id) == Role::Member
                    && self
                        .values
                        .outline
                        .last_name(id)
                        .is_some_and(|name| found.library.bind.iter().any(|bind| bind == name))
            }),
            (Some(Bound::Word(BoundWord::Rest)), Some(sql)) => arguments.len() > sql + 1,
            (None, Some(sql)) => arguments.len() > sql + 1,
            _ => false,
        }
    }

    /// Counts placeholders and bound values, when both are written out.
    pub(super) fn count_values(
        &self,
        execution: &mut Execution,
        call: NodeId,
        found: &Recognised<'_>,
        query: Option<(NodeId, Recognised<'_>)>,
        sql: &Sql,
    ) {
        let (sink, known) = query.unwrap_or((call, *found));
        let has_values = self.has_values(sink, &known);
        if has_values {
            let quoted = sql.placeholders.iter().find(|placeholder| placeholder.quoted);
            execution.quoted_placeholder = quoted.map(|placeholder| placeholder.span);
            let styles = &found.library.placeholders;
            // Wrappers around a driver translate placeholders; only its own objects are held to its style.
            let is_driver = known.is_known() && !self.recognition.is_made_by_itself(sink);
            let foreign = sql.placeholders.iter().filter(|_| is_driver).find(|placeholder| {
                !placeholder.quoted
                    && !styles.is_empty()
                    && Style::of(&placeholder.text).is_some_and(|style| !styles.contains(&style))
            });
            execution.foreign_placeholder = foreign.map(|placeholder| placeholder.span);
        }
        if execution.quoted_placeholder.is_some()
            || sql.has_holes
            || sql.has_alternatives
            || sql.statements.len() != 1
            || execution.foreign_placeholder.is_some()
        {
            return;
        }
        let texts: Vec<&str> = sql.placeholders.iter().filter(|p| !p.quoted).map(|p| p.text.as_str()).collect();
        let Some(bound) = self.values_bound(sink, &known, call, &texts) else { return };
        execution.placeholders = Some(count_placeholders(&texts));
        execution.values_bound = Some(bound);
    }

    fn values_bound(
        &self,
        sink: NodeId,
        known: &Recognised<'_>,
        terminal: NodeId,
        placeholders: &[&str],
    ) -> Option<usize> {
        let outline = self.values.outline;
        let arguments = outline.arguments(sink);
        let is_splat = |id: NodeId| matches!(outline.role(id), Role::Splat | Role::Keyword);
        match known.call.values? {
            Bound::At(position) => {
                let given = outline.unwrapped(*arguments.get(position)?);
                let given = match self.values.names.single(given) {
                    Some(bound) if bound.how == How::Assigned && outline.role(given) == Role::Name => {
                        outline.unwrapped(bound.value)
                    }
                    _ => given,
                };
                match outline.role(given) {
                    Role::List => {
                        let items: Vec<NodeId> = outline.parts(given, Part::Item).collect();
                        // A list of rows is not a list of values.
                        let nested = items.iter().any(|&item| {
                            matches!(outline.role(outline.unwrapped(item)), Role::List | Role::Dictionary)
                        });
                        (!nested && !items.iter().any(|&item| is_splat(item))).then_some(items.len())
                    }
                    Role::Dictionary => {
                        let items: Vec<NodeId> = outline.parts(given, Part::Item).collect();
                        let keys = items.iter().map(|&pair| {
                            outline.part(pair, Part::Key).map(|key| outline.text_of(key).trim_matches(['"', '\'']))
                        });
                        let keys: Vec<&str> = keys.collect::<Option<_>>()?;
                        let names = distinct(placeholders.iter().copied().map(placeholder_name));
                        Some(names.iter().filter(|name| keys.contains(name)).count())
                    }
                    Role::Call
                        if outline.nodes[given].kind == Kind::Macro
                            && outline.nodes[given].span != outline.nodes[sink].span =>
                    {
                        let listed = self.values.list_items(given);
                        (!listed.iter().any(|&item| is_splat(item))).then_some(listed.len())
                    }
                    _ => None,
                }
            }
            Bound::Word(BoundWord::Rest) => {
                let rest = arguments.get(known.call.sql? + 1..)?;
                (!rest.iter().any(|&value| is_splat(value))).then_some(rest.len())
            }
            Bound::Word(BoundWord::Bind) => {
                // Only a chain that is written in one piece can be counted.
                if !outline.holds(terminal, sink) {
                    return None;
                }
                let links =
                    outline.within(terminal).take_while(|&id| id < sink || outline.holds(terminal, id) && id <= sink);
                let calls = links.filter(|&id| {
                    outline.role(id) == Role::Call && outline.holds(id, sink) && id != terminal && id != sink
                });
                let names: Vec<&str> = calls.filter_map(|id| outline.last_name(outline.callee(id)?)).collect();
                Some(names.iter().filter(|name| known.library.bind.iter().any(|bind| bind == *name)).count())
            }
        }
    }
}

fn count_placeholders(texts: &[&str]) -> usize {
    let numbers: Option<Vec<usize>> =
        texts.iter().map(|text| text.trim_start_matches(['$', '?']).parse().ok()).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => numbers.into_iter().max().unwrap_or(0),
        _ if texts.iter().any(|text| placeholder_name(text).starts_with(char::is_alphabetic)) => {
            distinct(texts.iter().copied().map(placeholder_name)).len()
        }
        _ => texts.len(),
    }
}

/// `name` of `:name`, `%(name)s`, `@name`.
fn placeholder_name(text: &str) -> &str {
    if let Some(inside) = text.strip_prefix("%(") {
        return inside.split(')').next().unwrap_or(inside);
    }
    if text.starts_with('%') { "" } else { text.trim_start_matches([':', '@', '$', '?']) }
}

fn distinct<'t>(names: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}
