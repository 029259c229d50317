//! Extract and project to facts.

mod definitions;
