//! SeaORM's queries: an entity is the module that its `Model` stands in, and a column a variant of the module's `Column`.

mod terms;

use super::Ground;
use super::condition::Test;
use super::draft::{Draft, column, counted, opaque, parameter};
use super::select::{Known, Result, Select};
use crate::extract::{Argument, Expression, Framework, Join, Lock, Operand, Statement, Step, Term};
use crate::fact::{Clause, Operator, StatementKind};
use crate::text::Span;

/// Calls that change nothing of what is sent.
const NEUTRAL: &[&str] = &[
    "into_model",
    "into_json",
    "into_tuple",
    "exec_with_returning",
    "exec_with_returning_many",
    "as_query",
    "validate",
];

struct Query<'g> {
    select: Select<'g>,
    kind: StatementKind,
    given_up: bool,
}

pub(super) fn lower(root: &[String], steps: &[Step], ground: Ground<'_>) -> Option<Statement> {
    let (first, rest) = steps.split_first()?;
    let known = entity(ground, root)?;
    let arguments = first.arguments.as_deref()?;
    let mut query = Query { select: Select::new(ground), kind: StatementKind::Select, given_up: false };
    query.select.add(known, Join::Comma, ground.sent);
    query.select.results.push((Result::Whole(0), ground.sent));
    match first.name.as_str() {
        "find" if arguments.is_empty() => {}
        "find_by_id" => query.by_key(arguments, first.span),
        "delete_by_id" => {
            query.kind = StatementKind::Delete;
            query.by_key(arguments, first.span);
        }
        "delete_many" => query.kind = StatementKind::Delete,
        "update_many" => query.kind = StatementKind::Update,
        "insert" | "insert_many" => {
            let mut draft = Draft::new(StatementKind::Insert, ground.dialect, ground.sent);
            draft.add_write(&query.select.entities[0].table, ground.sent);
            return Some(draft.statement);
        }
        _ => return None,
    }
    for (at, step) in rest.iter().enumerate() {
        let arguments = step.arguments.as_deref()?;
        if !query.apply(step, arguments) {
            return if at + 1 == rest.len() { query.end(step) } else { None };
        }
        if query.given_up {
            return None;
        }
    }
    None
}

/// The entity that `entity::users::Entity` names: the one whose file, or folder, is called as the module. Those that are
/// generated are handed on under names of their own: `Users` of `users::Entity`.
fn entity(ground: Ground<'_>, path: &[String]) -> Option<Known> {
    let (last, before) = path.split_last()?;
    let module = match last.as_str() {
        "Entity" => before.last().map(String::as_str).filter(|module| !matches!(*module, "self" | "crate")),
        _ => Some(last.as_str()),
    };
    let wanted = module.map(snake_case);
    let fits = |file: &str| match &wanted {
        None => file == ground.file,
        Some(module) => module_of(file) == *module,
    };
    let mut all = ground.models.all().filter(|(_, class)| class.framework == Framework::SeaOrm);
    let mut found = all.by_ref().filter(|(_, class)| fits(&class.defined.path)).map(|(id, _)| (id, None));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn module_of(file: &str) -> &str {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.trim_start_matches("r#").chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

impl Query<'_> {
    fn by_key(&mut self, arguments: &[Argument], span: Span) {
        let entity = &self.select.entities[0];
        let key = self.select.ground.models.get(entity.known.0).key.clone();
        let single = !matches!(arguments.first().map(|key| &key.value), Some(Expression::List(_)) | None);
        let test = match key.filter(|_| single) {
            Some(key) => {
                let left = column(Some(&entity.name), &key, span);
                Test::of(Operator::Equal, "=", left, vec![parameter(span)], span)
            }
            None => {
                self.select.patched = true;
                Test::unknown(span)
            }
        };
        self.select.tests.push((Clause::Where, test, span));
    }

    fn apply(&mut self, step: &Step, arguments: &[Argument]) -> bool {
        let span = step.span;
        match step.name.as_str() {
            "filter" => self.add_test(Clause::Where, arguments),
            "having" => self.add_test(Clause::Having, arguments),
            "order_by_asc" => self.order_by(arguments, false),
            "order_by_desc" => self.order_by(arguments, true),
            "order_by" => match arguments.get(1).map(|order| &order.value) {
                Some(Expression::Path(path)) if path.last().is_some_and(|order| order == "Desc" || order == "Asc") => {
                    let descending = path.last().is_some_and(|order| order == "Desc");
                    self.order_by(&arguments[..1], descending);
                }
                _ => (self.select.ordered, self.select.patched) = (true, true),
            },
            "limit" => self.select.limit = Some((number(arguments), span)),
            "offset" => {
                let rows = number(arguments);
                self.select.offset = Some((rows, span)).filter(|_| rows != Some(0));
            }
            "distinct" => self.select.distinct = true,
            "group_by" => {
                self.select.grouped = true;
                for argument in arguments {
                    let term = self.term(&argument.value, argument.span).unwrap_or_else(|| opaque(argument.span));
                    self.select.keys.push(term);
                }
            }
            "select_only" => self.select.results.clear(),
            "column" | "column_as" | "expr" | "expr_as" | "tbl_col_as" => {
                let term = arguments.first().and_then(|first| self.term(&first.value, first.span));
                self.add_result(term, span);
            }
            "columns" => match arguments.first().map(|list| &list.value) {
                Some(Expression::List(items)) => {
                    for item in items {
                        let term = self.term(item, span);
                        self.add_result(term, span);
                    }
                }
                _ => self.add_result(None, span),
            },
            "into_partial_model" => {
                self.select.results.clear();
                self.select.results.push((Result::Term(opaque(span)), span));
            }
            "find_also_related" | "find_with_related" => self.join(arguments, Join::Left, true),
            "left_join" => self.join(arguments, Join::Left, false),
            "inner_join" => self.join(arguments, Join::Inner, false),
            "lock_exclusive" | "lock_shared" | "lock" => self.select.lock = Some(Lock { impatient: false }),
            "col_expr" | "set" => {}
            name => return NEUTRAL.contains(&name),
        }
        true
    }

    fn end(mut self, step: &Step) -> Option<Statement> {
        match step.name.as_str() {
            "all" | "stream" | "exec" | "exec_with_returning" => self.finish(),
            "one" => {
                self.select.limit = Some((Some(1), step.span));
                self.select.limit_implied = true;
                self.finish()
            }
            "count" => self.count(step.span),
            _ => None,
        }
    }

    fn add_result(&mut self, term: Option<Term>, span: Span) {
        self.select.patched |= term.is_none();
        self.select.results.push((Result::Term(term.unwrap_or_else(|| opaque(span))), span));
    }

    fn add_test(&mut self, clause: Clause, arguments: &[Argument]) {
        for argument in arguments {
            let test = self.test(&argument.value, argument.span).unwrap_or_else(|| {
                self.select.patched = true;
                Test::unknown(argument.span)
            });
            self.select.tests.push((clause, test, argument.span));
        }
    }

    fn order_by(&mut self, arguments: &[Argument], descending: bool) {
        self.select.ordered = true;
        for argument in arguments {
            match self.term(&argument.value, argument.span) {
                Some(term) if !matches!(term.operand, Operand::Parameter | Operand::Literal { .. }) => {
                    self.select.sorts.push((term, descending, None));
                }
                _ => self.select.patched = true,
            }
        }
    }

    /// `find_also_related(customer::Entity)`: by the only key that ties the two.
    fn join(&mut self, arguments: &[Argument], join: Join, shown: bool) {
        let [Argument { value: Expression::Path(path), span, .. }] = arguments else { return self.given_up = true };
        let Some(target) = entity(self.select.ground, path) else { return self.given_up = true };
        match self.select.only_way(target.0) {
            Some((from, hop)) => self.select.join(from, target, &hop, join, *span),
            None => {
                let at = self.select.add(target, join, *span);
                self.select.entities[at].tied = true;
                self.select.patched = true;
            }
        }
        if shown {
            let at = self.select.entities.len() - 1;
            self.select.results.push((Result::Whole(at), *span));
        }
    }

    /// `SELECT COUNT(*) FROM (SELECT …)`
    fn count(self, span: Span) -> Option<Statement> {
        let ground = self.select.ground;
        Some(counted(self.finish()?, "sub_query", ground, span))
    }

    fn finish(self) -> Option<Statement> {
        self.select.finish(self.kind)
    }
}

fn number(arguments: &[Argument]) -> Option<i64> {
    match &arguments.first()?.value {
        Expression::Number(number) => number.trim_end_matches(|letter: char| !letter.is_ascii_digit()).parse().ok(),
        _ => None,
    }
}
