//! What a program does with a database: calls that run SQL, the loops around them, and the values it
//! writes into SQL text.

use serde::{Deserialize, Serialize};

use super::Chain;
use crate::fact::{Effect, LoopKind, LoopPurpose, Outcome, Provenance, Slot};
use crate::text::Span;

/// A call that reaches the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// The library's name in `grammars/`.
    pub library: String,
    pub effect: Effect,
    /// The call as written, without arguments, white space folded: `session.execute`.
    pub callee: String,
    /// The call up to its arguments: what a finding underlines.
    pub span: Span,
    /// Indexes into `Extract::statements`: its SQL, when it is known.
    pub statements: Vec<usize>,
    pub model: Option<String>,
    /// The query that an ORM built for it.
    pub chain: Option<Chain>,
    /// The library was seen imported.
    pub certain: bool,
    /// The class that it is asked of, as it was imported: it counts only if that is a model of the library.
    pub by_class: Option<Vec<String>>,
    pub batched: bool,
    /// Takes all rows of its result at once (`fetchall`, `fetch_all`, `.all()`).
    pub fetches_all: bool,
    /// Asks only how many rows there are.
    pub counts: bool,
    /// What becomes of its result.
    pub outcome: Outcome,
    /// Asking how many rows it has is the same query with another result list.
    pub countable: bool,
    /// Where the rows of the very same query are fetched after it.
    pub rows_follow: Option<Span>,
    /// Index into `Extract::loops` of the innermost loop around it in the same function.
    pub innermost_loop: Option<usize>,
    /// What it asks for depends on the variable of that loop. `None`: not known.
    pub uses_loop_variable: Option<bool>,
    pub guarded: bool,
    pub memoised: bool,
    pub every_so_often: bool,
    /// It blocks, in a function that is to wait.
    pub stalls: bool,
    pub in_process: bool,
    /// What to type with this library to do it for many keys or rows at once.
    pub batch_form: Option<String>,
    /// What it does, when that is more than one plain statement.
    pub does: Option<String>,
    /// What to type with this library to ask only how many rows there are, and whether there is one.
    pub count_form: Option<String>,
    pub existence_form: Option<String>,
    /// The same as methods of a query, where it has such.
    pub count_method: Option<String>,
    pub existence_method: Option<String>,
    /// The call that takes the length of its rows, when it is handed the query itself, and that query.
    pub length: Option<(Span, Span)>,
    /// How its count is tested, when it is tested where it stands.
    pub count_test: Option<CountTest>,
    /// The lazy query, or its name, where a condition asks whether it has rows.
    pub tested: Option<Span>,
    /// Placeholders its SQL has and values the call binds, when both are written out.
    pub placeholders: Option<usize>,
    pub values_bound: Option<usize>,
    pub quoted_placeholder: Option<Span>,
    pub foreign_placeholder: Option<Span>,
    /// How the driver writes a placeholder: `%s`, `?`, `$1`, `:name`.
    pub placeholder_style: Option<String>,
}

impl Execution {
    /// It proved to be no query: nothing of it counts.
    pub fn disown(&mut self) {
        self.effect = Effect::Unknown;
        self.outcome = Outcome::Kept;
        (self.chain, self.model, self.batch_form, self.does) = (None, None, None, None);
        (self.innermost_loop, self.length, self.count_test, self.tested) = (None, None, None, None);
        (self.certain, self.fetches_all, self.counts, self.batched) = (false, false, false, true);
        self.stalls = false;
    }
}

/// A test of a count: `query.count() > 0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountTest {
    /// From the query on, arguments included.
    pub call: Span,
    /// The name of the method that counts.
    pub method: Span,
    /// ` > 0`; none: the count itself is the test.
    pub compared_with: Option<Span>,
    /// It is true when there is no row.
    pub wants_none: bool,
}
/// Up to how many turns or rows are a handful, when a program says how many there are at most.
pub const HANDFUL: i64 = 20;

/// A loop, comprehension, or closure called for each item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    pub kind: LoopKind,
    pub purpose: LoopPurpose,
    /// The head, up to its body.
    pub head: Span,
    /// The variable's pattern as written.
    pub variable: Option<String>,
    /// Where a turn waits for something beside the database, as the loop itself shows: in which arm of a test that turns
    /// answer differently; `None`: every turn does.
    pub errands: Vec<Option<Span>>,
    /// It runs at another time than the lines around it.
    pub deferred: bool,
}

/// A hole of an SQL text and what fills it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub library: String,
    /// Index into `Extract::statements`.
    pub statement: Option<usize>,
    pub slot: Slot,
    pub provenance: Provenance,
    /// The expression as written, white space folded.
    pub expression: String,
    pub span: Span,
    pub certain: bool,
    pub placeholder_style: Option<String>,
    /// What to type with this library to bind one value.
    pub bind_form: Option<String>,
    /// The same for a list of values, and for quoting a name.
    pub list_form: Option<String>,
    pub quote_form: Option<String>,
    /// Where the value begins, and the way from there, as written: `request.GET["q"] → term`.
    pub origin: Option<Span>,
    pub path: String,
    /// The call that runs the text, up to its arguments.
    pub sink: Option<Span>,
}
