//! Columns that are set to something that is calculated from what the program read of them, and saved.

use super::Reader;
use crate::extract::{RowChange, RowSource, Step};
use crate::fact::Effect;
use crate::host::grammar::{Kind, Part, Role};
use crate::host::names::How;
use crate::host::outline::NodeId;
use crate::host::usage::mentions_any;
use crate::text::Span;

/// What gives a row and whether it was made: `order, created = Order.objects.get_or_create(…)`.
const GIVEN_IN_PAIRS: &[&str] = &["aget_or_create", "aupdate_or_create", "get_or_create", "update_or_create"];

/// A longer calculation is not repeated in the help.
const LONGEST_SHOWN: usize = 60;

impl Reader<'_, '_> {
    pub(super) fn changes(&self) -> Vec<RowChange> {
        let outline = self.values.outline;
        let bindings = outline.ids().filter(|&id| outline.role(id) == Role::Binding);
        bindings.filter_map(|binding| self.change(binding)).collect()
    }

    fn change(&self, binding: NodeId) -> Option<RowChange> {
        let outline = self.values.outline;
        let target = outline.part(binding, Part::Name).filter(|&target| outline.role(target) == Role::Member)?;
        let row = outline.part(target, Part::Object).filter(|&row| outline.role(row) == Role::Name)?;
        let value = outline.unwrapped(outline.part(binding, Part::Value)?);
        let adds = outline.nodes[binding].kind == Kind::Append;
        if !adds && !self.calculates_from(value, target) || self.is_text_or_list(value) {
            return None;
        }
        let function = self.values.names.scope_of(binding)?;
        let sources = self.row_sources(row);
        let after = outline.nodes[binding].end..outline.nodes[function].end;
        let calls = || after.clone().filter(|&id| outline.role(id) == Role::Call);
        let saved = calls().find(|&call| self.saves(call, row));
        let committed = calls().find(|&call| self.commits(call));
        let shown =
            |call: Option<NodeId>| call.and_then(|call| outline.callee(call)).map(|callee| outline.span(callee));
        (!sources.is_empty() && (saved.is_some() || committed.is_some())).then(|| RowChange {
            sources,
            calculation: self.calculation(target, value, adds),
            attribute: outline.last_name(target).unwrap_or_default().to_owned(),
            span: outline.span(target),
            saved: shown(saved),
            committed: shown(committed),
            locked: mentions_any(self.values, function, &self.values.idioms.usage.locks),
        })
    }

    fn calculation(&self, target: NodeId, value: NodeId, adds: bool) -> String {
        let outline = self.values.outline;
        let (written, value) = (outline.span(target), outline.span(value));
        let text = outline.slice(value);
        let calculation = if adds {
            let sign = outline.slice(Span { start: written.end, end: value.start }).trim_matches(['=', ' ', '(']);
            format!("{{}} {sign} {text}")
        } else {
            text.replace(outline.slice(written), "{}")
        };
        let is_short = calculation.len() <= LONGEST_SHOWN && !calculation.contains('\n');
        if is_short { calculation } else { "{} …".to_owned() }
    }

    fn row_sources(&self, row: NodeId) -> Vec<RowSource> {
        let outline = self.values.outline;
        let pair = self.values.names.single(row).filter(|bound| bound.how == How::Unpacked);
        let Some(bound) = pair else { return self.sources(row) };
        let call = outline.unwrapped(bound.value);
        let callee = outline.callee(call).filter(|_| outline.role(call) == Role::Call);
        let (Some(name), Some(object)) = (
            callee.and_then(|callee| outline.last_name(callee)),
            callee.and_then(|callee| outline.part(callee, Part::Object)),
        ) else {
            return Vec::new();
        };
        if !GIVEN_IN_PAIRS.contains(&name) {
            return Vec::new();
        }
        let mut sources = self.sources(object);
        let one = Step { name: "get".to_owned(), arguments: Some(Vec::new()), span: outline.span(call) };
        sources.iter_mut().for_each(|source| source.steps.push(one.clone()));
        sources
    }

    /// `order.total + price`, when `order.total` is what is set.
    fn calculates_from(&self, value: NodeId, target: NodeId) -> bool {
        let outline = self.values.outline;
        let calculates = matches!(outline.role(value), Role::Concatenation | Role::Arithmetic | Role::Repeat);
        let written = outline.text_of(target);
        calculates && outline.within(value).any(|id| outline.role(id) == Role::Member && outline.text_of(id) == written)
    }

    fn is_text_or_list(&self, value: NodeId) -> bool {
        let outline = self.values.outline;
        let is_other =
            |id: &NodeId| matches!(outline.role(*id), Role::String | Role::List | Role::Comprehension | Role::Format);
        is_other(&value) || outline.concatenated(value).into_iter().any(|item| is_other(&outline.unwrapped(item)))
    }

    /// `order.save()`
    fn saves(&self, call: NodeId, row: NodeId) -> bool {
        let outline = self.values.outline;
        self.saved_by(call).is_some_and(|saved| outline.text_of(saved) == outline.text_of(row))
    }

    /// What a call of a method that saves is called on.
    pub(super) fn saved_by(&self, call: NodeId) -> Option<NodeId> {
        let outline = self.values.outline;
        let callee = outline.callee(call).filter(|&callee| outline.role(callee) == Role::Member)?;
        let name = outline.last_name(callee).unwrap_or_default();
        let stores = |list: &[String]| list.iter().any(|known| known == name);
        let saves = self.values.libraries.iter().any(|library| stores(&library.chains.storing));
        outline.part(callee, Part::Object).filter(|_| saves)
    }

    /// `session.commit()`, `session.flush()`
    fn commits(&self, call: NodeId) -> bool {
        let outline = self.values.outline;
        let name = outline.callee(call).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
        let ends = |effect: Option<Effect>| effect == Some(Effect::Commit);
        name == "flush"
            || self
                .values
                .libraries
                .iter()
                .flat_map(|library| &library.calls)
                .any(|known| ends(known.effect) && known.methods.iter().any(|method| method == name))
    }
}
