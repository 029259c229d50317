//! Models of ORMs, and migrations written in a program, to operations on tables.

pub mod alembic;
mod described;
pub mod diesel;
pub mod seaorm;
pub mod sqlalchemy;
mod sqlalchemy_types;
