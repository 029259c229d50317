//! Functions that a framework calls for one object after the other: the resolvers of a GraphQL schema.

use serde::{Deserialize, Serialize};

use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolver {
    /// The type of the object.
    pub object: String,
    pub field: String,
    /// The function, all of it. Its first parameter is the object.
    pub function: Span,
    /// Queries that it returns before they are asked, and that depend on the object; up to their arguments.
    pub returned: Vec<Span>,
}
