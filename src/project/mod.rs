//! What is known of the whole project: its schema, its models, its functions. Merged from the extracts
//! of all files in a fixed order, before any rule looks at a fact.

mod migrations;

pub use migrations::{Migrations, SETTLED_AFTER};

/// Knows no schema until one is folded from the repository; `resolve` takes it from the start, so that
/// nothing that reads facts changes when it fills.
#[derive(Clone, Debug, Default)]
pub struct Project {
    pub migrations: Migrations,
}
