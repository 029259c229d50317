//! AND and OR in one chain without brackets: whether they are mixed by oversight, or in a form whose meaning is plain.

use sqlparser::ast::{BinaryOperator, Expr};

/// The right operand of the first OR of a chain beside which an AND stands without brackets, and all ANDs that do.
pub(super) fn mixed_or(chain: &Expr) -> Option<(&Expr, Vec<&Expr>)> {
    let arms = arms(chain, &BinaryOperator::Or);
    let first = arms.windows(2).find(|pair| is_and(pair[0]) || is_and(pair[1]))?;
    let plain = arms.iter().all(|arm| is_and(strip(arm))) || is_keyset(&arms);
    let right = first[1];
    (!plain).then(|| (right, arms.into_iter().filter(|arm| is_and(arm)).collect()))
}

fn is_and(expr: &Expr) -> bool {
    matches!(expr, Expr::BinaryOp { op: BinaryOperator::And, .. })
}

/// The operands of a chain that leans to the left, in order.
fn arms<'e>(chain: &'e Expr, joined_by: &BinaryOperator) -> Vec<&'e Expr> {
    let mut arms = Vec::new();
    let mut rest = chain;
    while let Expr::BinaryOp { left, op, right } = rest
        && op == joined_by
    {
        arms.push(&**right);
        rest = left;
    }
    arms.push(rest);
    arms.reverse();
    arms
}

fn strip(mut expr: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expr {
        expr = inner;
    }
    expr
}

/// The next page of a sorted list: `a < 1 OR a = 1 AND b < 2`. The first arm compares what all others fix.
fn is_keyset(arms: &[&Expr]) -> bool {
    let Some((first, rest)) = arms.split_first() else { return false };
    let Expr::BinaryOp { left: key, op, .. } = strip(first) else { return false };
    let fixes =
        |test: &&Expr| matches!(strip(test), Expr::BinaryOp { left, op: BinaryOperator::Eq, .. } if left == key);
    let compares = matches!(op, BinaryOperator::Lt | BinaryOperator::LtEq | BinaryOperator::Gt | BinaryOperator::GtEq);
    compares && rest.iter().all(|arm| self::arms(strip(arm), &BinaryOperator::And).first().is_some_and(fixes))
}
