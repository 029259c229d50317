//! `order_by()` and what sorts a queryset that does not say.

use super::{Ordered, Queryset};
use crate::extract::{Argument, Expression, Term};
use crate::fact::Dialect;
use crate::resolve::lowering::draft::call;
use crate::text::Span;

#[derive(Clone)]
pub struct Order {
    pub term: Term,
    pub descending: bool,
    pub nulls_first: Option<bool>,
}

impl Order {
    pub fn reverse(&mut self) {
        self.descending = !self.descending;
        self.nulls_first = self.nulls_first.map(|first| !first);
    }
}

impl Queryset<'_> {
    pub(super) fn order_by(&mut self, arguments: &[Argument]) {
        self.sorts.clear();
        self.order = Ordered::ByCall;
        for argument in arguments {
            let sorted = match &argument.value {
                Expression::Text(name) => self.sort_key(name, argument.span),
                value => self.sort_expression(value, argument.span),
            };
            match sorted {
                Some(order) => self.sorts.push(order),
                None => {
                    self.order = Ordered::Unclear;
                    return;
                }
            }
        }
    }

    /// `-placed`, `customer__name`, `?`
    pub(super) fn sort_key(&mut self, name: &str, span: Span) -> Option<Order> {
        let (name, descending) = match name.strip_prefix('-') {
            Some(rest) => (rest, true),
            None => (name.strip_prefix('+').unwrap_or(name), false),
        };
        if name == "?" {
            let by_name_of_mysql = matches!(self.dialect(), Dialect::Mysql | Dialect::Sqlite);
            let random = if by_name_of_mysql { "rand" } else { "random" };
            return Some(Order { term: call(random, Vec::new(), span), descending, nulls_first: None });
        }
        if let Some((_, term)) = self.annotations.iter().find(|(known, _)| known == name) {
            return term.clone().map(|term| Order { term, descending, nulls_first: None });
        }
        let way = self.way(name).filter(|way| way.rest.is_empty())?;
        // A relation sorts by what sorts its rows.
        if let Some(target) = way.end.relation
            && self.models().get(target).ordering.as_ref().is_none_or(|ordering| !ordering.is_empty())
        {
            return None;
        }
        let (term, _) = self.column(name, None, span)?;
        Some(Order { term, descending, nulls_first: None })
    }

    /// `F("placed").desc(nulls_last=True)`
    fn sort_expression(&mut self, value: &Expression, span: Span) -> Option<Order> {
        let Expression::Call(call) = value else { return None };
        match &call.callee {
            Expression::Member { object, name } if matches!(name.as_str(), "asc" | "desc") => {
                let mut order = self.sort_expression(object, span)?;
                order.descending = name == "desc";
                let nulls = |argument: &Argument| match (argument.name.as_deref(), &argument.value) {
                    (Some("nulls_first"), Expression::Boolean(true)) => Some(true),
                    (Some("nulls_last"), Expression::Boolean(true)) => Some(false),
                    _ => None,
                };
                order.nulls_first = call.arguments.iter().find_map(nulls);
                Some(order)
            }
            Expression::Path(path) if path.last().is_some_and(|name| name == "F") => {
                let Expression::Text(name) = &call.arguments.first()?.value else { return None };
                self.sort_key(name, span)
            }
            Expression::Path(path) => {
                let name = path.last()?;
                if !matches!(name.as_str(), "Lower" | "Upper" | "Length") {
                    return None;
                }
                let Expression::Text(column) = &call.arguments.first()?.value else { return None };
                let mut order = self.sort_key(column, span)?;
                order.term = super::call(&name.to_lowercase(), vec![order.term], span);
                Some(order)
            }
            _ => None,
        }
    }

    /// The sort keys of the query, when they are known; those of the model where no call names any.
    pub(super) fn settle_order(&mut self) {
        if self.order != Ordered::ByModel {
            return;
        }
        let ordering = self.models().get(self.class).ordering.clone().unwrap_or_default();
        // Queries that group are not sorted by the model.
        if self.grouped {
            return;
        }
        for name in ordering {
            match self.sort_key(&name, self.ground.sent) {
                Some(order) => self.sorts.push(order),
                None => {
                    self.sorts.clear();
                    self.order = Ordered::Unclear;
                    return;
                }
            }
        }
    }
}
