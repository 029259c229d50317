//! What a query looks for, and what a call stores: columns with values as they are written, of ORMs' calls and of SQL.

use super::Usage;
use crate::extract::{Argument, Chain, Execution, Expression, Operand, Statement};
use crate::fact::{Clause, Effect, Operator, StatementKind};
use crate::host::grammar::{Part, Role};
use crate::host::library::Library;
use crate::host::outline::NodeId;

/// Columns and values.
pub type Pairs<'a> = Vec<(String, &'a str)>;

pub struct Sought<'f, 'a> {
    pub usage: &'f Usage<'a>,
    pub statements: &'f [Statement],
}

impl<'a> Sought<'_, 'a> {
    /// The class or table that a query asks for rows with certain values. None: it asks something else as well.
    pub fn looked_for(&self, library: &Library, execution: &Execution, node: NodeId) -> Option<(String, Pairs<'a>)> {
        if execution.effect != Effect::Read {
            return None;
        }
        let (model, pairs) = match &execution.statements[..] {
            &[statement] => self.asked_in_sql(self.statements.get(statement)?, node)?,
            _ => self.asked_in_calls(library, execution, execution.chain.as_ref()?)?,
        };
        (!pairs.is_empty()).then_some((model, pairs))
    }

    /// The class or table that a call makes a row of, and with what.
    pub fn stored(&self, library: &Library, execution: &Execution, node: NodeId) -> Option<(String, Pairs<'a>)> {
        if execution.effect != Effect::Write {
            return None;
        }
        if let &[statement] = &execution.statements[..] {
            return self.stored_by_sql(self.statements.get(statement)?, node);
        }
        let chain = execution.chain.as_ref()?;
        let creates = |name: &str| library.chains.creating.iter().any(|known| known == name);
        let step = chain.steps.iter().find(|step| creates(&step.name))?;
        let model = execution.model.clone().or_else(|| first_class(chain))?;
        let arguments = step.arguments.as_ref()?;
        let listed = |argument: &Argument| match &argument.value {
            // `(name.eq(name), age.eq(age))` stands as one text.
            Expression::List(items) => items.len(),
            _ => 1,
        };
        let text = arguments.first().map(|argument| self.usage.values.outline.slice(argument.span)).unwrap_or_default();
        let pairs = match arguments.first() {
            Some(argument) if argument.name.is_none() && listed(argument) > 0 => split_list(text).filter_map(equated),
            _ => return Some((model, arguments.iter().filter_map(|argument| self.named(argument)).collect())),
        };
        Some((model, pairs.collect()))
    }

    /// The arguments of a call that are given by name.
    pub fn keywords(&self, call: NodeId) -> Pairs<'a> {
        let outline = self.usage.values.outline;
        let given = outline.arguments(call).into_iter().filter(|&id| outline.role(id) == Role::Keyword);
        let pair = |keyword: NodeId| {
            let (name, value) = (outline.part(keyword, Part::Name)?, outline.part(keyword, Part::Value)?);
            Some((outline.text_of(name).to_owned(), outline.text_of(value)))
        };
        given.filter_map(pair).collect()
    }

    fn asked_in_calls(&self, library: &Library, execution: &Execution, chain: &Chain) -> Option<(String, Pairs<'a>)> {
        let model = execution.model.clone().or_else(|| first_class(chain))?;
        let mut pairs = Vec::new();
        for step in &chain.steps {
            let Some(arguments) = &step.arguments else { continue };
            if library.chains.narrowing.contains(&step.name) {
                for argument in arguments {
                    pairs.push(self.compared(argument)?);
                }
            } else if arguments.iter().any(|argument| argument.name.is_some()) {
                return None;
            }
        }
        Some((model, pairs))
    }

    /// `email=email`
    fn named(&self, argument: &Argument) -> Option<(String, &'a str)> {
        let text = self.usage.values.outline.slice(argument.span);
        Some((argument.name.clone()?, text.split_once('=')?.1.trim()))
    }

    /// `email=email`, `User.email == email`, `email.eq(email)`
    fn compared(&self, argument: &Argument) -> Option<(String, &'a str)> {
        let text = self.usage.values.outline.slice(argument.span);
        match (&argument.name, &argument.value) {
            _ if argument.spread => None,
            (Some(name), _) if name.contains("__") => None,
            (Some(_), _) => self.named(argument),
            (None, Expression::Comparison { left, operator, .. }) if operator == "==" => match &**left {
                Expression::Path(path) => Some((path.last()?.clone(), text.split_once("==")?.1.trim())),
                _ => None,
            },
            (None, Expression::Call(_)) => equated(text),
            _ => None,
        }
    }

    /// `SELECT … FROM tags WHERE name = $1`
    fn asked_in_sql(&self, statement: &Statement, node: NodeId) -> Option<(String, Pairs<'a>)> {
        let [query] = &statement.queries[..] else { return None };
        let [table] = &query.tables[..] else { return None };
        let column = |test: &crate::extract::Predicate| {
            let plain = test.operator == Operator::Equal && test.clause == Clause::Where && !test.under_or;
            match &test.left.as_ref().filter(|_| plain)?.operand {
                Operand::Column(column) => Some(column.name.to_lowercase()),
                _ => None,
            }
        };
        let columns: Vec<String> = query.predicates.iter().map(column).collect::<Option<_>>()?;
        let values = self.bound(node);
        if statement.kind != StatementKind::Select || query.grouped || values.len() != columns.len() {
            return None;
        }
        Some((table.name.to_lowercase(), columns.into_iter().zip(values).collect()))
    }

    /// `INSERT INTO tags (name, …) VALUES ($1, …)`: which value is of which column is not told, so that each may be.
    fn stored_by_sql(&self, statement: &Statement, node: NodeId) -> Option<(String, Pairs<'a>)> {
        let [write] = &statement.writes[..] else { return None };
        if statement.kind != StatementKind::Insert || write.tolerant {
            return None;
        }
        let values = self.bound(node);
        let names = write.columns.iter().map(|column| column.name.to_lowercase());
        let pairs = names.flat_map(|name| values.iter().map(move |&value| (name.clone(), value))).collect();
        Some((write.table.to_lowercase(), pairs))
    }

    /// The values that are bound in a call and those that lead to it, as written; the texts of SQL and connections are none.
    fn bound(&self, node: NodeId) -> Vec<&'a str> {
        let outline = self.usage.values.outline;
        let mut found = Vec::new();
        let mut calls: Vec<NodeId> = Vec::new();
        let mut at = Some(node);
        while let Some(id) = at.map(|id| outline.unwrapped(id)) {
            let callee = outline.callee(id).filter(|_| outline.role(id) == Role::Call);
            calls.extend(callee.map(|_| id));
            at = callee.and_then(|callee| outline.part(callee, Part::Object));
        }
        for &call in calls.iter().rev() {
            let arguments = outline.arguments(call);
            let is_text = |id: &NodeId| outline.role(*id) == Role::String || outline.role(*id) == Role::Concatenation;
            // What runs a query that was made before it is handed a connection.
            if call == node && calls.len() > 1 && !arguments.iter().any(is_text) {
                continue;
            }
            for argument in arguments.into_iter().filter(|id| !is_text(id)) {
                let argument = outline.unwrapped(argument);
                match outline.role(argument) {
                    Role::List => found.extend(outline.parts(argument, Part::Item).map(|item| outline.text_of(item))),
                    Role::Dictionary => {
                        let pairs = outline.parts(argument, Part::Item);
                        found.extend(
                            pairs.filter_map(|pair| outline.part(pair, Part::Value)).map(|id| outline.text_of(id)),
                        );
                    }
                    _ => found.push(outline.text_of(argument)),
                }
            }
        }
        found
    }
}

/// The class or table that the first call of a chain names, or that it begins with.
fn first_class(chain: &Chain) -> Option<String> {
    let named = |expression: &Expression| match expression {
        Expression::Path(path) => path.iter().rev().find(|name| *name != "table").cloned(),
        _ => None,
    };
    let given = chain.steps.first().and_then(|step| step.arguments.as_ref()?.first());
    match named(&chain.root).filter(|name| !name.is_empty()) {
        Some(root) if given.is_none() => Some(root),
        root => given.and_then(|argument| named(&argument.value)).or(root),
    }
}

/// `name.eq(wanted)`
fn equated(text: &str) -> Option<(String, &str)> {
    let (column, rest) = text.trim().split_once(".eq(")?;
    let name = column.rsplit(['.', ':']).next()?;
    Some((name.to_owned(), rest.strip_suffix(')')?.trim()))
}

/// The items of a tuple as written, or the one that is none.
fn split_list(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    let mut depth = 0;
    inside.split(move |c: char| {
        depth += i32::from(matches!(c, '(' | '[' | '{')) - i32::from(matches!(c, ')' | ']' | '}'));
        c == ',' && depth == 0
    })
}
