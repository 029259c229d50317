//! What comments say to seqscan itself: `seqscan: ignore[select-star] the reason`.

use serde::{Deserialize, Serialize};

use crate::fact::{Day, SuppressionVerb};
use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// Nothing when there is none of this name.
    pub verb: Option<SuppressionVerb>,
    pub names: Vec<NamedRule>,
    /// Whether it says why.
    pub reasoned: bool,
    pub until: Option<Day>,
    /// Why it cannot be understood.
    pub fault: Option<String>,
    /// From `seqscan:` to the end of its words.
    pub span: Span,
    /// The lines it speaks for.
    pub reach: Vec<Span>,
    /// It stands in the SQL inside a string.
    pub in_string: bool,
}

/// A rule or a category, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRule {
    pub name: String,
    pub span: Span,
}
