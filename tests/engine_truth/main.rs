//! What we claim of indexes against what engines did with them: the cases of `engine-truth.json`, measured on
//! PostgreSQL 12 to 18, MariaDB, MySQL and SQLite. Where we are wrong, or silent on what only a server knows, the case
//! stands in a list of exceptions with its reason; one that comes to agree fails the test as well.

#![allow(clippy::print_stdout)]

mod cases;
mod casts;
mod claims;
mod seeks;
mod served;

/// The case, the engine columns it is about (a prefix of their names), and why.
type Exception = (&'static str, &'static str, &'static str);
