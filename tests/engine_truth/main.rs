//! What we claim of indexes against what engines did with them: the cases of `engine-truth.json`, measured on
//! PostgreSQL 12 to 18, MariaDB, MySQL and SQLite. Where we are wrong or silent, the case stands in a list of exceptions
//! with its reason; one that comes to agree fails the test as well.

#![allow(clippy::print_stdout)]

mod agreement;
mod cases;
mod claims;
mod exceptions;
#[path = "../truth/folded.rs"]
mod folded;
mod live;
mod plans;
mod rows;
#[path = "../servers/mod.rs"]
mod servers;
