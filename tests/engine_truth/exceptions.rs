//! The cases where what we claim is not what was recorded, and why.

/// Why a claim differs from the record.
#[derive(Clone, Copy)]
pub enum Reason {
    /// Only a server can know it, or the record calls the same plan by another name; such a case is not counted.
    Server(&'static str),
    /// We are wrong or silent.
    Ours(&'static str),
}

pub struct Exception {
    /// The case.
    pub id: &'static str,
    /// The engines, by how their names begin, parted by spaces.
    pub on: &'static str,
    pub reason: Reason,
}

const fn server(id: &'static str, on: &'static str, why: &'static str) -> Exception {
    Exception { id, on, reason: Reason::Server(why) }
}

const fn ours(id: &'static str, on: &'static str, why: &'static str) -> Exception {
    Exception { id, on, reason: Reason::Ours(why) }
}

const GENERIC: &str = "the generic plan was measured; a custom plan knows the pattern and looks it up";
const MOST_ROWS: &str = "the value is that of most rows, as statistics tell; the index could be looked up";
const FEW_LETTERS: &str = "the pattern fixes one letter, and statistics tell how many rows begin with it";
const CHEAPER: &str = "the engine finds another way cheaper; the index could be looked up";
const SKIPS: &str = "it skips through the first column when statistics tell that it has few values";
const FULL: &str = "recorded as a look-up, but the index is read from end to end: its first column is not bound";
const SAME_END: &str =
    "the plan that was recorded as a look-up before: a needless IS NOT NULL is no longer shown in it";

const ALL_BUT: &str =
    "it can read the two ranges beside the value, which are nearly all rows: no look-up worth a claim";
const FORCED: &str = "the record left the choice to costs; here the other ways are switched off";
const OLDER: &str = "SQLite 3.54 was recorded; 3.41 was the first to do so";
const UNCOUNTED: &str = "there are no statistics here, so it does not skip through the first column";
const JUMPS: &str = "each distinct value is looked up after the last: that is not followed";
const NO_LATERAL: &str = "MariaDB has no LATERAL: what an engine cannot read is not told";

pub const CASTS: &[Exception] = &[server("C24d", "maria", MOST_ROWS), server("C24h", "maria", MOST_ROWS)];

pub const SHAPES: &[Exception] = &[
    server("N09d", "m", FEW_LETTERS),
    server("N12", "pg", GENERIC),
    server("N12b", "pg", GENERIC),
    server("N19c", "maria sqlite", MOST_ROWS),
    server("N19d", "maria sqlite", MOST_ROWS),
    server("N25b", "pg mysql", CHEAPER),
    server("N25c", "pg", CHEAPER),
    server("N26d", "pg", CHEAPER),
    server("N35", "pg12 pg13 pg14 pg15 pg16 pg17", FULL),
    server("N35", "pg18 sqlite", SKIPS),
    server("N35d", "pg12 pg13 pg14 pg15 pg16 pg17", FULL),
    server("N35d", "pg18 mysql sqlite", SKIPS),
    server("N36", "pg17 pg18", SAME_END),
    server("N36b", "pg17 pg18", SAME_END),
    ours("N36g", "m", JUMPS),
    ours("N39", "maria", NO_LATERAL),
];

pub const INDEXES: &[Exception] =
    &[ours("E2o", "pg12 pg13", "jsonb has subscripts from 14 on: what an engine cannot read is not told")];

/// Where a plan of a server at hand is not what we claim.
pub const LIVE: &[Exception] = &[
    server("N12", "postgres", GENERIC),
    server("N12b", "postgres", GENERIC),
    server("N15b", "mariadb", ALL_BUT),
    server("N15c", "mariadb", ALL_BUT),
    server("N16", "mariadb", ALL_BUT),
    server("N17", "mariadb", ALL_BUT),
    ours("N36g", "mariadb", JUMPS),
    ours("N39", "mariadb", NO_LATERAL),
];

/// Where a plan of a server at hand is not what was recorded.
pub const SINCE: &[Exception] = &[
    server("C24d", "mariadb", FORCED),
    server("C24h", "mariadb", FORCED),
    server("N09d", "mariadb", FORCED),
    server("N15b", "mariadb", FORCED),
    server("N15c", "mariadb", FORCED),
    server("N16", "mariadb", FORCED),
    server("N17", "mariadb", FORCED),
    server("N19c", "mariadb sqlite", FORCED),
    server("N19d", "mariadb sqlite", FORCED),
    server("N25b", "postgres", FORCED),
    server("N25c", "postgres", FORCED),
    server("N26c", "sqlite3.40", OLDER),
    server("N26d", "postgres", FORCED),
    server("N34c", "sqlite3.40", OLDER),
    server("N34k", "sqlite3.40", OLDER),
    server("N35", "postgres12 postgres13 postgres14 postgres15 postgres16 postgres17", FULL),
    server("N35", "sqlite", UNCOUNTED),
    server("N35d", "postgres12 postgres13 postgres14 postgres15 postgres16 postgres17", FULL),
    server("N35d", "sqlite", UNCOUNTED),
];

impl Reason {
    pub fn text(self) -> &'static str {
        match self {
            Reason::Server(text) | Reason::Ours(text) => text,
        }
    }
}

impl Exception {
    pub fn is_about(&self, case: &str, engine: &str) -> bool {
        self.id == case && self.is_on(engine)
    }

    pub fn is_on(&self, engine: &str) -> bool {
        self.on.split(' ').any(|name| engine.starts_with(name))
    }
}
