//! SQL text to extract: split into statements, parse on a ladder of dialects, lower to the query model.

mod blocks;
mod bodies;
mod branches;
mod definitions;
mod directives;
mod ease;
mod fill;
mod holes;
mod infer;
mod kind;
mod lexing;
mod lower;
mod marks;
#[cfg(test)]
mod noise;
mod odd;
mod parse;
mod placeholders;
mod read;
mod results;
mod rows;
mod slots;
mod spans;
mod split;
mod templates;
mod tokens;

pub use infer::infer;
pub use marks::marks;

use crate::extract::{Directive, Statement, Unparsed};
use crate::fact::{Dialect, Origin, Slot};
use crate::text::Fragment;

/// How a piece of SQL is to be read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Tried first; the ladder goes on with the generic dialect.
    pub dialect: Dialect,
    pub origin: Origin,
    /// A driver formats the text with `%`: `%s` and `%(name)s` are placeholders, `%%` is a percent sign.
    pub percent_style: bool,
}

/// What was read from one piece of SQL.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub statements: Vec<Statement>,
    pub unparsed: Vec<Unparsed>,
    /// What its comments say to seqscan.
    pub directives: Vec<Directive>,
    /// One for each hole of the fragment: what the SQL has in its place.
    pub slots: Vec<Slot>,
    /// Placeholders (`?`, `$1`, `%s`, `:name`) in the order of the text.
    pub placeholders: Vec<Placeholder>,
}

/// A place where the driver binds a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// As written: `?`, `$2`, `:name`, `%(name)s`.
    pub text: String,
    pub span: crate::text::Span,
    /// It stands inside the quotes of a string literal, and so is no placeholder.
    pub quoted: bool,
    /// Index into `Text::statements`.
    pub statement: Option<usize>,
}

/// Reads a piece of SQL: one file, or what a program hands to one call.
pub fn read(fragment: &Fragment, reading: &Reading) -> Text {
    read::Reader::read(fragment, reading)
}
