//! The vocabulary: every fact, field and word that analyses may produce and rules may read. One table
//! defines them; structs, look-up by name, the rule schema and `seqscan explain` come from it.

mod day;
mod dialect;
mod value;
mod vocabulary;
mod words;

pub use day::Day;
pub use dialect::Dialect;
pub use value::{Advice, Base, Fact, Field, FieldEntry, FromSchema, Id, KindEntry, Known, Shape, Value, WordEntry};
pub use vocabulary::*;
pub use words::*;
