//! YAML rules: read, checked against the vocabulary, matched with facts.

/// The rules of a run, indexed by the kind of fact they look for.
#[derive(Debug, Default)]
pub struct Ruleset {}
