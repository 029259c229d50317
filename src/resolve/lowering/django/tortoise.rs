//! Tortoise's queries, which are asked of the class itself and say what Django's say. Tortoise makes every join an outer
//! one; where a test asks something of the joined table that is the same, so they are told as Django's are.

use super::{Queryset, conditions};
use crate::extract::{Argument, Expression, Framework, Operand, Statement, Step, Term};
use crate::fact::{LiteralType, StatementKind};
use crate::resolve::lowering::Ground;
use crate::resolve::lowering::draft::{Draft, call};
use crate::text::Span;

/// The rows that `get()` asks for, to see whether there are more than one.
const ROWS_OF_GET: i64 = 2;

pub fn lower(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let id = ground.models.find(root.iter().map(String::as_str), ground.file)?;
    let class = ground.models.get(id);
    if class.framework != Framework::Tortoise || Some(&class.name) != root.last() {
        return None;
    }
    let mut queryset = Queryset::of(id, ground, ground.sent);
    let mut page = Page::default();
    for (at, step) in steps.iter().enumerate() {
        let arguments = step.arguments.as_deref()?;
        if !queryset.apply_of_tortoise(step, arguments, &mut page) {
            let last = at + 1 == steps.len();
            return if last { queryset.end_of_tortoise(step, arguments, page) } else { None };
        }
        if queryset.given_up {
            return None;
        }
    }
    (queryset.limit, queryset.offset) = (page.limit, page.offset);
    Some(queryset.select())
}

/// A condition may follow what cuts rows off.
#[derive(Default)]
struct Page {
    limit: Option<(Option<i64>, Span)>,
    offset: Option<(Option<i64>, Span)>,
}

impl Queryset<'_> {
    fn apply_of_tortoise(&mut self, step: &Step, arguments: &[Argument], page: &mut Page) -> bool {
        match step.name.as_str() {
            "limit" => page.limit = Some((number(arguments), step.span)),
            "offset" => {
                let rows = number(arguments);
                page.offset = Some((rows, step.span)).filter(|_| rows != Some(0));
            }
            "using_db" | "force_index" | "use_index" => {}
            "all" | "filter" | "exclude" | "order_by" | "distinct" | "values" | "values_list" | "only" | "annotate"
            | "prefetch_related" | "select_related" | "select_for_update" => return self.apply(step, arguments),
            _ => return false,
        }
        true
    }

    fn end_of_tortoise(mut self, step: &Step, arguments: &[Argument], page: Page) -> Option<Statement> {
        let span = step.span;
        let sliced = page.limit.is_some() || page.offset.is_some();
        let name = step.name.as_str();
        if matches!(name, "create" | "bulk_create") {
            let mut draft = Draft::new(StatementKind::Insert, self.dialect(), self.ground.sent);
            draft.add_write(&self.joins.aliases[0].table, self.ground.sent);
            return Some(draft.statement);
        }
        if sliced || self.grouped && name != "first" {
            return None;
        }
        match name {
            "get" | "get_or_none" | "first" | "exists" => {
                let node = conditions::of_arguments(arguments);
                if !node.children.is_empty() {
                    self.filter(&node, span);
                }
                let rows = if name.starts_with("get") { ROWS_OF_GET } else { 1 };
                self.limit = Some((Some(rows), span));
                self.limit_implied = true;
                if name == "exists" {
                    self.unsorted();
                    let one = Operand::Literal { family: LiteralType::Number, text: "1".to_owned() };
                    self.chosen = Some(vec![(Term::new(span, one), span)]);
                    self.forget_related();
                }
            }
            "count" => {
                self.unsorted();
                let star = Term::new(span, Operand::Star);
                self.chosen = Some(vec![(call("count", vec![star], span), span)]);
                self.forget_related();
            }
            "update" | "delete" => {
                self.unsorted();
                return self.change(name);
            }
            _ => return None,
        }
        Some(self.select())
    }
}

fn number(arguments: &[Argument]) -> Option<i64> {
    match &arguments.first()?.value {
        Expression::Number(number) => number.parse().ok(),
        _ => None,
    }
}
