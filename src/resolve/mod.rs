//! Extract and project to facts.
