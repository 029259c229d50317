//! The condition of a partial index: whether the tests of a use imply it.

use super::View;
use super::keys::{Bound, Key, KeyOf};
use super::narrowing::Test;
use super::usage::Usage;
use crate::extract::{Operand, Predicate, Term};
use crate::fact::{LiteralType, Operator};
use crate::project::Product;
use crate::project::catalog::Index;

/// Whether a test of a partial index's condition follows from the tests of the query.
pub fn follows(view: View, usage: &Usage, wanted: &Predicate) -> bool {
    let Some(Term { operand: Operand::Column(column), .. }) = &wanted.left else { return false };
    let Some(id) = usage.table.column(&column.name).map(|known| known.id) else { return false };
    if wanted.operator == Operator::IsNotNull {
        let strict = |key: &Key| {
            key.of == KeyOf::Column(id) && key.bound != Bound::Null && !matches!(key.test.sign.as_str(), "<=>" | "IS")
        };
        return usage.keys.iter().any(strict);
    }
    let names = |test: &&Test| {
        let left = test.predicate.left.as_ref().map(bare);
        let own = |found: &crate::extract::Column| {
            test.name_in(view, usage.at, found).is_some_and(|name| name.eq_ignore_ascii_case(&column.name))
        };
        matches!(left, Some(Operand::Column(found)) if own(found))
    };
    usage.tests.iter().filter(names).any(|test| is_as_strict(test.predicate, wanted))
}

fn bare(term: &Term) -> &Operand {
    match &term.operand {
        Operand::Cast { value, .. } => bare(value),
        operand => operand,
    }
}

/// Whether one test lets through only what another does; literals alone can tell.
fn is_as_strict(test: &Predicate, wanted: &Predicate) -> bool {
    let literal = |term: &Term| match bare(term) {
        Operand::Literal { family, text } if *family != LiteralType::Null => Some(text.to_lowercase()),
        _ => None,
    };
    let literals = |test: &Predicate| test.right.iter().map(literal).collect::<Option<Vec<_>>>();
    match wanted.operator {
        Operator::IsNull => test.operator == Operator::IsNull,
        Operator::Equal | Operator::In => {
            let (Some(held), Some(asked)) = (literals(wanted), literals(test)) else { return false };
            matches!(test.operator, Operator::Equal | Operator::In)
                && !asked.is_empty()
                && asked.iter().all(|value| held.contains(value))
        }
        // A bare boolean, or its NOT.
        Operator::Other if wanted.right.is_empty() => {
            let truth = |test: &Predicate| match (test.operator, literals(test).as_deref()) {
                (Operator::Other, Some([])) => Some(!test.negated),
                (Operator::Equal, Some([value])) => Some(value == "true"),
                _ => None,
            };
            truth(test).is_some() && truth(test) == truth(wanted)
        }
        _ => {
            test.operator == wanted.operator
                && test.sign == wanted.sign
                && test.negated == wanted.negated
                && literals(test).is_some()
                && literals(test) == literals(wanted)
        }
    }
}

/// Whether tests ask of the first key no more than the condition of the index does.
pub fn is_condition(view: View, usage: &Usage, index: &Index, tests: &[&Key]) -> bool {
    let same = |wanted: &Predicate| match wanted.left.as_ref().map(|term| &term.operand) {
        Some(Operand::Column(column)) if wanted.operator == Operator::IsNotNull => {
            usage.table.column(&column.name).map(|known| known.id) == index.column_at(0)
        }
        _ => false,
    };
    view.engine.product != Product::Mysql
        && tests.iter().all(|test| test.bound == Bound::NotNull)
        && index.predicate.as_ref().is_some_and(|condition| condition.tests.iter().any(same))
}
