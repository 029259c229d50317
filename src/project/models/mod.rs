//! Models of ORMs, and migrations written in a program, to operations on tables; and the classes that programs use.

pub mod alembic;
mod classes;
mod described;
pub mod diesel;
pub mod django;
pub mod records;
pub mod seaorm;
pub mod sqlalchemy;
mod sqlalchemy_types;

pub use classes::{Attribute, Class, ClassId, Hop, Loading, Models, Relation};

use std::sync::Arc;

use crate::extract::Operation;

/// An operation and the file that says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub path: Arc<str>,
    pub operation: Operation,
}
