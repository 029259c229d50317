//! WHERE, ON and HAVING: the tests between the ANDs and ORs, and what each compares.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr, InTarget, Spanned, UnaryOperator};

use super::Lower;
use super::mixture::mixed_or;
use super::term::Family;
use crate::extract::{Condition, Operand, Predicate, Slice, Term};
use crate::fact::{Clause, LiteralType, Operator, QueryRole};
use crate::sql::spans::Run;
use crate::text::Span;

/// A part of a condition still to be read.
struct Part<'e> {
    expr: &'e Expr,
    negated: bool,
    /// From the NOT that stands directly before it.
    whole: Option<Run>,
    under_or: bool,
    /// It is the left side of an OR: no chain of its own.
    inside_chain: bool,
    conjunct: Option<usize>,
    /// The arm of the outermost OR, and whether an AND has been passed since, and another OR.
    arm: usize,
    and_in_arm: bool,
    nested_or: bool,
}

/// The two sides of a test.
#[derive(Default)]
struct Sides {
    left: Option<Term>,
    right: Vec<Term>,
    right_run: Run,
    /// Between the two.
    operator_run: Run,
    null_item: Option<Range<usize>>,
    sign: String,
}

impl Lower<'_, '_> {
    /// Reads a whole WHERE, ON or HAVING.
    pub(super) fn condition(&mut self, expr: &Expr, clause: Clause) {
        let run = self.spans.of_expr(expr);
        let before = self.aggregates;
        let index = self.current().conditions.len();
        let span = self.spans.place(&run);
        self.current().conditions.push(Condition {
            clause,
            span,
            has_aggregate: false,
            mixes_and_or: None,
            and_chains: Vec::new(),
        });
        let (mixed, and_chains) = self.tests_of(expr, clause);
        let has_aggregate = self.aggregates > before;
        let mixed = mixed.map(|or| self.spans.place(&(or..or + 1)));
        let condition = &mut self.current().conditions[index];
        condition.has_aggregate = has_aggregate;
        condition.mixes_and_or = mixed;
        condition.and_chains = and_chains;
    }

    /// Reads the tests of an expression that is not a clause of its own.
    pub(super) fn tests(&mut self, expr: &Expr, clause: Clause) {
        self.tests_of(expr, clause);
    }

    /// The token of the first OR with an AND chain for an arm, and where all such chains stand. Chains are long, so this
    /// does not recurse.
    fn tests_of(&mut self, expr: &Expr, clause: Clause) -> (Option<usize>, Vec<Span>) {
        let mut mixed: Option<usize> = None;
        let mut and_chains = Vec::new();
        let whole = Part {
            expr,
            negated: false,
            whole: None,
            under_or: false,
            inside_chain: false,
            conjunct: None,
            arm: 0,
            and_in_arm: false,
            nested_or: false,
        };
        let mut parts = vec![whole];
        while let Some(part) = parts.pop() {
            match part.expr {
                Expr::Nested(inner) => parts.push(Part { expr: inner, inside_chain: false, ..part }),
                Expr::UnaryOp { op: UnaryOperator::Not | UnaryOperator::BangNot, expr: inner } => {
                    let whole = part.whole.unwrap_or_else(|| self.spans.of_expr(part.expr));
                    parts.push(Part {
                        expr: inner,
                        negated: !part.negated,
                        whole: Some(whole),
                        inside_chain: false,
                        ..part
                    });
                }
                Expr::BinaryOp { left, op: op @ (BinaryOperator::And | BinaryOperator::Or), right } => {
                    let is_or = (*op == BinaryOperator::Or) != part.negated;
                    if *op == BinaryOperator::Or
                        && !part.inside_chain
                        && let Some((right, chains)) = mixed_or(part.expr)
                    {
                        let runs = chains.into_iter().map(|chain| self.spans.of_expr(chain));
                        and_chains.extend(runs.filter(|run| !run.is_empty()).map(|run| self.spans.place(&run)));
                        let or = self.spans.of_expr(right).start.saturating_sub(1);
                        mixed = Some(mixed.map_or(or, |first| first.min(or)));
                    }
                    let conjunct = part.conjunct.or_else(|| is_or.then(|| self.next_conjunct()));
                    let under_or = part.under_or || is_or;
                    let new_arms = is_or && !part.and_in_arm;
                    for (side, chains) in [(right, false), (left, *op == BinaryOperator::Or)] {
                        parts.push(Part {
                            expr: side,
                            negated: part.negated,
                            whole: None,
                            under_or,
                            inside_chain: chains,
                            conjunct,
                            arm: if new_arms { self.next_conjunct() } else { part.arm },
                            and_in_arm: part.and_in_arm || part.under_or && !is_or,
                            nested_or: part.nested_or || is_or && !new_arms,
                        });
                    }
                }
                _ => self.predicate(part, clause),
            }
        }
        (mixed, and_chains)
    }

    fn next_conjunct(&mut self) -> usize {
        self.conjuncts += 1;
        self.conjuncts
    }

    fn predicate(&mut self, part: Part, clause: Clause) {
        let columns = self.columns_so_far();
        let queries = self.statement.queries.len();
        let (operator, sides) = self.compare(part.expr);
        // What stands behind NOT means the opposite of what it says.
        let operator_run = Some(&sides.operator_run).filter(|run| !run.is_empty() && part.whole.is_none());
        let operator_span = operator_run.map(|run| self.spans.place(run));
        let null_item = sides.null_item.as_ref().map(|bytes| self.spans.locate(bytes.clone()));
        let run = part.whole.unwrap_or_else(|| self.spans.of_expr(part.expr));
        let (operator, negated) = match part.negated {
            true => negate(operator),
            false => (operator, false),
        };
        let negated = negated != is_negated(part.expr, operator);
        let conjunct = part.conjunct.unwrap_or_else(|| self.next_conjunct());
        let mut literals = Vec::new();
        sides.right.iter().for_each(|term| note_families(term, &mut literals));
        let right_run = Some(sides.right_run).filter(|run| !run.is_empty());
        let predicate = Predicate {
            clause,
            operator,
            sign: sides.sign,
            negated,
            span: self.spans.place(&run),
            operator_span,
            null_item,
            left: sides.left,
            right: sides.right,
            right_span: right_run.as_ref().map(|run| self.spans.place(run)),
            value: right_run.as_ref().map(|run| self.spans.written(run)),
            literals,
            under_or: part.under_or,
            arm: part.arm,
            nested_or: part.nested_or,
            conjunct,
            columns: Slice { start: columns, end: self.columns_so_far() },
            queries: Slice { start: queries, end: self.statement.queries.len() },
        };
        if self.at < self.statement.queries.len() {
            self.current().predicates.push(predicate);
        }
    }

    fn two_sides(&mut self, left: &Expr, right: &Expr, sign: &str) -> Sides {
        let right_run = self.spans.of_expr(right);
        let operator_run = self.spans.of_expr(left).end..right_run.start;
        let left = self.term(left);
        let term = self.term(right);
        Sides {
            left: Some(left),
            right: vec![term],
            right_run,
            operator_run,
            sign: sign.to_string(),
            ..Sides::default()
        }
    }

    fn one_side(&mut self, left: &Expr) -> Sides {
        Sides { left: Some(self.term(left)), ..Sides::default() }
    }

    fn compare(&mut self, expr: &Expr) -> (Operator, Sides) {
        match expr {
            Expr::BinaryOp { left, op, right } if super::term::family(op) == Family::Test => {
                (comparison(op), self.two_sides(left, right, &op.to_string()))
            }
            // These compare NULL as a value, which `=` and `<>` do not.
            Expr::IsDistinctFrom(left, right) => (Operator::Other, self.two_sides(left, right, "IS DISTINCT FROM")),
            Expr::IsNotDistinctFrom(left, right) => {
                (Operator::Other, self.two_sides(left, right, "IS NOT DISTINCT FROM"))
            }
            Expr::IsNull(inner) => (Operator::IsNull, self.one_side(inner)),
            Expr::IsNotNull(inner) => (Operator::IsNotNull, self.one_side(inner)),
            Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => {
                let left = self.tested_side(inner);
                (Operator::Other, Sides { left: Some(left), ..Sides::default() })
            }
            Expr::IsJson { expr: inner, .. } | Expr::IsNormalized { expr: inner, .. } => {
                (Operator::Other, self.one_side(inner))
            }
            Expr::Between { expr: inner, low, high, .. } => {
                let left = self.term(inner);
                let right = self.terms([&**low, &**high]);
                let right_run = self.spans.of_expr(low).start..self.spans.of_expr(high).end;
                let either_way = right_run.start > 0 && self.spans.is_word(right_run.start - 1, "symmetric");
                let sign = if either_way { "SYMMETRIC" } else { "" }.to_owned();
                (Operator::Between, Sides { left: Some(left), right, right_run, sign, ..Sides::default() })
            }
            Expr::In { expr: inner, target, negated, .. } => self.membership(inner, target, *negated),
            Expr::Like { negated, expr: inner, pattern, .. } => {
                (if *negated { Operator::NotLike } else { Operator::Like }, self.two_sides(inner, pattern, "LIKE"))
            }
            Expr::ILike { negated, expr: inner, pattern, .. } => {
                (if *negated { Operator::NotLike } else { Operator::ILike }, self.two_sides(inner, pattern, "ILIKE"))
            }
            Expr::SimilarTo { expr: inner, pattern, .. } | Expr::RLike { expr: inner, pattern, .. } => {
                (Operator::Regex, self.two_sides(inner, pattern, "SIMILAR TO"))
            }
            Expr::AnyOp { left, compare_op, right, .. } => self.quantified(left, compare_op, right, BinaryOperator::Eq),
            Expr::AllOp { left, compare_op, right } => self.quantified(left, compare_op, right, BinaryOperator::NotEq),
            Expr::Exists { subquery, .. } => {
                self.query(subquery, QueryRole::Exists, Some(self.at));
                (Operator::Exists, Sides::default())
            }
            Expr::MemberOf(member) => (Operator::Other, self.two_sides(&member.value, &member.array, "MEMBER OF")),
            Expr::MatchAgainst { columns, .. } => {
                for name in columns {
                    let parts = name.0.iter().filter_map(|part| part.as_ident().cloned()).collect::<Vec<_>>();
                    if !parts.is_empty() {
                        self.note_column(&parts);
                    }
                }
                (Operator::Other, Sides::default())
            }
            other if self.depth < 200 => (Operator::Other, self.one_side(other)),
            _ => (Operator::Other, Sides::default()),
        }
    }

    /// The side of `(a = b) IS TRUE`: a test or a value.
    fn tested_side(&mut self, inner: &Expr) -> Term {
        self.term(inner)
    }

    fn membership(&mut self, inner: &Expr, target: &InTarget, negated: bool) -> (Operator, Sides) {
        let left = self.term(inner);
        let after = self.spans.past_words(self.spans.of_expr(inner).end, &["not", "global", "in"]);
        let right_run = self.spans.operand_at(after);
        let place = self.spans.place(&right_run);
        let mut null_item = None;
        let (operator, right) = match target {
            InTarget::List(items) => {
                let mut right = self.terms(items);
                let null =
                    |expr: &&Expr| matches!(expr, Expr::Value(value) if value.value == sqlparser::ast::Value::Null);
                null_item = items.iter().find(null).and_then(|expr| self.item_with_comma(&self.spans.of_expr(expr)));
                right.extend(items.iter().skip(right.len()).find(null).map(|expr| self.term(expr)));
                (if negated { Operator::NotIn } else { Operator::In }, right)
            }
            InTarget::Subquery(query) => {
                let arms = self.query(query, QueryRole::In, Some(self.at));
                let term = arms.first().map(|&first| Term::new(place, Operand::Query(first)));
                (if negated { Operator::NotInQuery } else { Operator::InQuery }, term.into_iter().collect())
            }
            InTarget::Unnest(array) => (if negated { Operator::NotIn } else { Operator::In }, vec![self.term(array)]),
            InTarget::Table { name, .. } if self.spans.is_filled_in(&self.spans.of(name.span())) => {
                let term = Term::new(place, Operand::Parameter);
                (if negated { Operator::NotIn } else { Operator::In }, vec![term])
            }
            InTarget::Table { .. } => {
                let term = Term::new(place, Operand::Other(Vec::new()));
                (if negated { Operator::NotInQuery } else { Operator::InQuery }, vec![term])
            }
        };
        (operator, Sides { left: Some(left), right, right_run, null_item, sign: "IN".to_string(), ..Sides::default() })
    }

    /// The bytes of an entry of a list with what separates it from its neighbour.
    fn item_with_comma(&self, item: &Run) -> Option<Range<usize>> {
        let is_comma = |index: usize| self.spans.is_punctuation(index, ",");
        let bytes = |index: usize| self.spans.bytes(&(index..index + 1));
        match item.start.checked_sub(1)? {
            before if is_comma(before) => Some(bytes(before).start..self.spans.bytes(item).end),
            _ if is_comma(item.end) => Some(self.spans.bytes(item).start..bytes(item.end + 1).start),
            _ => None,
        }
    }

    /// `= ANY (…)` is IN, `<> ALL (…)` is NOT IN.
    fn quantified(
        &mut self,
        left: &Expr,
        sign: &BinaryOperator,
        right: &Expr,
        plain: BinaryOperator,
    ) -> (Operator, Sides) {
        let sides = self.two_sides(left, right, &sign.to_string());
        let query = matches!(sides.right.first(), Some(Term { operand: Operand::Query(_), .. }));
        let operator = match (*sign == plain, plain == BinaryOperator::Eq, query) {
            (false, ..) => Operator::Other,
            (true, true, true) => Operator::InQuery,
            (true, true, false) => Operator::In,
            (true, false, true) => Operator::NotInQuery,
            (true, false, false) => Operator::NotIn,
        };
        (operator, sides)
    }
}

fn comparison(operator: &BinaryOperator) -> Operator {
    use BinaryOperator::*;
    match operator {
        Eq => Operator::Equal,
        NotEq => Operator::NotEqual,
        Lt | LtEq | Gt | GtEq => Operator::Range,
        PGLikeMatch | Glob => Operator::Like,
        PGNotLikeMatch => Operator::NotLike,
        PGILikeMatch => Operator::ILike,
        PGNotILikeMatch => Operator::NotLike,
        PGRegexMatch | PGRegexIMatch | PGRegexNotMatch | PGRegexNotIMatch | Regexp => Operator::Regex,
        _ => Operator::Other,
    }
}

/// What NOT makes of a test, and whether NOT has to be remembered beside it.
fn negate(operator: Operator) -> (Operator, bool) {
    use Operator::*;
    match operator {
        Equal => (NotEqual, false),
        NotEqual => (Equal, false),
        In => (NotIn, false),
        NotIn => (In, false),
        InQuery => (NotInQuery, false),
        NotInQuery => (InQuery, false),
        Like => (NotLike, false),
        ILike => (NotLike, false),
        NotLike => (Like, false),
        IsNull => (IsNotNull, false),
        IsNotNull => (IsNull, false),
        Range | Between | Regex | Exists | Other => (operator, true),
    }
}

/// Whether the test itself is written with NOT, where its operator does not say so.
fn is_negated(expr: &Expr, operator: Operator) -> bool {
    match expr {
        Expr::Between { negated, .. } | Expr::SimilarTo { negated, .. } | Expr::RLike { negated, .. } => *negated,
        Expr::Exists { negated, .. } => *negated,
        Expr::IsNotTrue(_) | Expr::IsNotFalse(_) | Expr::IsNotUnknown(_) => operator == Operator::Other,
        Expr::BinaryOp { op: BinaryOperator::PGRegexNotMatch | BinaryOperator::PGRegexNotIMatch, .. } => true,
        _ => false,
    }
}

/// The families of the literals a side is made of.
fn note_families(term: &Term, families: &mut Vec<LiteralType>) {
    match &term.operand {
        Operand::Literal { family, .. } if !families.contains(family) => families.push(*family),
        Operand::Tuple(terms) => terms.iter().for_each(|term| note_families(term, families)),
        _ => {}
    }
}
