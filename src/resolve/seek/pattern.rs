//! Patterns of LIKE: whether they say how the text begins.

use super::View;
use crate::extract::{Operand, Predicate, Term};
use crate::fact::{LiteralType, Operator};
use crate::project::Product;

/// What a pattern fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// All of the text: it holds no wildcard.
    Whole,
    /// How it begins.
    Start,
    Nothing,
    /// The program decides when it runs.
    Unknown,
}

pub fn of(view: View, test: &Predicate) -> Fixes {
    let Some(pattern) = test.right.first() else { return Fixes::Nothing };
    let product = view.engine.product;
    let written = pattern_text(pattern, product);
    let like = |text: &str| {
        let escaped = text.replace("\\%", "x").replace("\\_", "x").replace("\\\\", "x");
        match escaped.find(['%', '_']) {
            None => Fixes::Whole,
            Some(0) => Fixes::Nothing,
            Some(_) => Fixes::Start,
        }
    };
    let Some((text, complete)) = written else {
        return if is_open(pattern) { Fixes::Unknown } else { Fixes::Nothing };
    };
    match (test.operator, test.sign.as_str()) {
        (Operator::Like, "GLOB") => match text.find(['*', '?', '[']) {
            Some(0) => Fixes::Nothing,
            None if complete => Fixes::Whole,
            _ => Fixes::Start,
        },
        // SQLite compares without regard to case, which the index does not.
        (Operator::Like, _) if product == Product::Sqlite => Fixes::Nothing,
        (Operator::Like, _) => match (like(&text), complete) {
            (Fixes::Whole, false) => Fixes::Start,
            (fixes, _) => fixes,
        },
        (Operator::ILike, _) => match text.split(['%', '_']).next() {
            Some(start) if !start.is_empty() && !start.contains(char::is_alphabetic) => Fixes::Start,
            _ => Fixes::Nothing,
        },
        (Operator::Regex, "~") if product == Product::Postgres && !test.negated => {
            let start = text.strip_prefix('^').unwrap_or_default();
            match start.starts_with(char::is_alphanumeric) && !text.contains('|') {
                true => Fixes::Start,
                false => Fixes::Nothing,
            }
        }
        _ => Fixes::Nothing,
    }
}

/// The text a pattern begins with, and whether that is all of it. PostgreSQL does not compute `concat()` beforehand,
/// nor anything that holds a parameter.
fn pattern_text(term: &Term, product: Product) -> Option<(String, bool)> {
    match &term.operand {
        Operand::Literal { family: LiteralType::Text, text } => Some((text.clone(), true)),
        Operand::Concatenation(terms) => {
            let (text, _) = pattern_text(terms.first()?, product)?;
            Some((text, false))
        }
        Operand::Call { name, arguments, .. } if name == "concat" && product != Product::Postgres => {
            let (text, _) = pattern_text(arguments.first()?, product)?;
            Some((text, false))
        }
        Operand::Cast { value, .. } => pattern_text(value, product),
        _ => None,
    }
}

fn is_open(term: &Term) -> bool {
    term.any(&|operand| matches!(operand, Operand::Parameter))
}
