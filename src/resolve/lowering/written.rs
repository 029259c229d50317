//! Terms as SQL writes them, for statements whose text stands nowhere.

use std::borrow::Cow;

use crate::extract::{Column, Operand, Statement, Term};
use crate::fact::{LiteralType, Origin};
use crate::text::Source;

/// A term as written; that of a statement which an ORM builds as SQL would write it.
pub fn text_of<'s>(source: &'s Source, statement: &Statement, term: &Term) -> Cow<'s, str> {
    match statement.origin {
        Origin::Orm => Cow::Owned(self::term(term)),
        _ => Cow::Borrowed(source.slice(term.span)),
    }
}

pub fn term(term: &Term) -> String {
    let many = |terms: &[Term], sign: &str| terms.iter().map(self::term).collect::<Vec<_>>().join(sign);
    match &term.operand {
        Operand::Column(column) => self::column(column),
        Operand::Literal { family: LiteralType::Text, text } => format!("'{}'", text.replace('\'', "''")),
        Operand::Literal { family: LiteralType::Null, .. } => "NULL".to_owned(),
        Operand::Literal { text, .. } => text.clone(),
        Operand::Parameter => "?".to_owned(),
        Operand::Call { name, arguments, .. } if name == "at time zone" => {
            format!("({})", many(arguments, " AT TIME ZONE "))
        }
        Operand::Call { name, arguments, .. } => format!("{name}({})", many(arguments, ", ")),
        Operand::Cast { value, target } => format!("{}::{target}", self::term(value)),
        Operand::Arithmetic { terms, signs } => match terms.split_first() {
            Some((first, rest)) => {
                let mut text = self::term(first);
                for (sign, next) in signs.iter().zip(rest) {
                    text.push_str(&format!(" {sign} {}", self::term(next)));
                }
                text
            }
            None => String::new(),
        },
        Operand::Concatenation(terms) => many(terms, " || "),
        Operand::Tuple(terms) => format!("({})", many(terms, ", ")),
        Operand::Query(_) => "(SELECT …)".to_owned(),
        Operand::Star => "*".to_owned(),
        Operand::Other(terms) => many(terms, " "),
    }
}

fn column(column: &Column) -> String {
    match &column.qualifier {
        Some(qualifier) => format!("{qualifier}.{}", column.name),
        None => column.name.clone(),
    }
}
