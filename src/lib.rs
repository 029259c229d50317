//! seqscan: a static linter for SQL and ORM code. ARCHITECTURE.md draws the house, floor by floor.

pub mod advise;
pub mod config;
pub mod embedded;
pub mod extract;
pub mod fact;
pub mod finding;
pub mod fingerprint;
pub mod fix;
pub mod host;
pub mod lint;
pub mod project;
pub mod report;
pub mod resolve;
pub mod rule;
pub mod sql;
pub mod suppression;
pub mod template;
pub mod text;
pub mod triage;
pub mod verify;
pub mod walk;

pub mod cli;
