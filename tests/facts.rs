//! What is known of SQL text: facts and the places they point at.

#[path = "facts/show.rs"]
mod show;

#[path = "facts/changes.rs"]
mod changes;
#[path = "facts/holes.rs"]
mod holes;
#[path = "facts/joins.rs"]
mod joins;
#[path = "facts/predicates.rs"]
mod predicates;
#[path = "facts/queries.rs"]
mod queries;
#[path = "facts/robust.rs"]
mod robust;
#[path = "facts/statements.rs"]
mod statements;
