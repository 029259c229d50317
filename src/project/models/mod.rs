//! Models of ORMs, and migrations written in a program, to operations on tables; and which model points at which.

pub mod alembic;
mod described;
pub mod diesel;
pub mod django;
pub mod seaorm;
pub mod sqlalchemy;
mod sqlalchemy_types;

use std::sync::Arc;

use crate::extract::Operation;

/// An operation and the file that says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub path: Arc<str>,
    pub operation: Operation,
}

/// Models and how they are tied.
#[derive(Clone, Debug, Default)]
pub struct Models {
    pub relations: Vec<Relation>,
}

/// A field that leads from one model to another. Models are named `app.Name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub model: String,
    pub field: String,
    pub target: String,
    pub kind: RelationKind,
    /// What the target calls it.
    pub related_name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    ForeignKey,
    OneToOne,
    ManyToMany,
}
