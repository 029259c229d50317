//! Facts about what a program does with a database: its calls, and the values it writes into SQL.

use super::{remedies, transactions};
use crate::extract::{Extract, Loop};
use crate::fact::{
    Advice, Creation, Execution, Facts, Gap, Id, Known, Provenance, Query, QueryRole, Slot, StatementKind,
};
use crate::project::Calls;
use crate::text::{Place, Source, Span};

/// The quotes around a placeholder that stands in them alone.
fn quotes_around(source: &Source, placeholder: Option<Span>) -> Vec<Place> {
    let Some(span) = placeholder.filter(|span| span.start > 0) else { return Vec::new() };
    let quotes = [(span.start - 1, span.start), (span.end, span.end + 1)].map(|(start, end)| Span { start, end });
    // `interval '%s'` wants a text that is written out, `E'%s'` is one piece.
    let before = source.text.get(..quotes[0].range().start).unwrap_or_default();
    let glued = before.ends_with(|letter: char| letter.is_alphanumeric());
    let word = before.trim_end().rsplit(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let typed = ["interval", "date", "time", "timestamp", "timestamptz"].iter().any(|ty| word.eq_ignore_ascii_case(ty));
    let all = !glued && !typed && quotes.iter().all(|&quote| source.slice(quote) == "'");
    quotes.into_iter().filter(|_| all).map(|quote| source.place(quote)).collect()
}

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract, calls: &Calls) {
    let statements = extract.statements.len();
    let count = |count: Option<usize>| Known::from(count.and_then(|count| i64::try_from(count).ok()));
    let of_file = calls.of_file(&source.path);
    for (index, execution) in extract.executions.iter().enumerate() {
        let ground = extract.transactions.executions.get(index).copied().unwrap_or_default();
        let requested = of_file.and_then(|of_file| of_file.requested.get(&index));
        let around: Option<(usize, &Loop)> =
            execution.innermost_loop.and_then(|index| Some((index, extract.loops.get(index)?)));
        facts.executions.push(Execution {
            library: execution.library.clone(),
            effect: execution.effect,
            callee: execution.callee.clone(),
            statement: execution.statements.first().copied().filter(|&index| index < statements).map(Id::new),
            query: the_select(facts, &execution.statements),
            model: execution.model.clone(),
            certain: execution.certain,
            batched: execution.batched,
            fetches_all: execution.fetches_all,
            outcome: execution.outcome,
            countable: execution.countable,
            rows_follow: execution.rows_follow.map(|span| source.place(span)),
            count_form: execution.count_form.clone().map(Advice),
            length_call: execution.length.map(|(call, _)| source.place(call)),
            length_of: execution.length.map(|(_, query)| source.place(query)),
            count_method: execution.count_method.clone(),
            loop_purpose: around
                .map(|(index, around)| calls.purpose(&source.path, index, around, Some(execution.span))),
            loop_place: around.map(|(_, around)| source.place(around.head)),
            loop_variable: around.and_then(|(_, around)| around.variable.clone()),
            uses_loop_variable: Known::from(execution.uses_loop_variable),
            guarded: execution.guarded,
            memoised: execution.memoised,
            every_so_often: execution.every_so_often,
            stalls: execution.stalls,
            in_process: execution.in_process,
            on_pool: ground.on_pool,
            in_transaction: transactions::in_transaction(extract, of_file, index),
            locks_rows: transactions::locks_rows(extract, index),
            handler: requested.map(|requested| requested.function.clone()),
            handler_place: requested.map(|requested| requested.handler.clone()),
            handler_way: requested.map(|requested| requested.way.clone()).unwrap_or_default(),
            batch_form: execution.batch_form.clone().map(Advice),
            does: execution.does.clone().map(Advice),
            placeholders: count(execution.placeholders),
            values_bound: count(execution.values_bound),
            quoted_placeholder: execution.quoted_placeholder.map(|span| source.place(span)),
            placeholder_quotes: quotes_around(source, execution.quoted_placeholder),
            foreign_placeholder: execution.foreign_placeholder.map(|span| source.place(span)),
            placeholder_style: execution.placeholder_style.clone(),
            place: source.place(execution.span),
        });
    }
    for creation in &extract.creations {
        facts.creations.push(Creation {
            model: creation.model.clone(),
            keys: creation.keys.join(", "),
            looked_up: source.place(creation.looked_up),
            locked: creation.locked,
            expects_conflict: creation.expects_conflict,
            once_form: creation.once_form.clone().map(Advice),
            place: source.place(creation.span),
        });
    }
    let exposed = of_file.map(|of_file| &of_file.exposed);
    for (index, gap) in extract.gaps.iter().enumerate() {
        let handed_in = exposed.and_then(|exposed| exposed.get(&index)).cloned();
        // What the call hands in was read as SQL there.
        let is_read_there =
            |at: &Place| at.path == source.path && extract.gaps.iter().any(|gap| gap.sink == Some(at.span));
        let handed_in = handed_in.filter(|at| gap.slot != Slot::Statement || !is_read_there(at));
        facts.gaps.push(Gap {
            library: gap.library.clone(),
            statement: gap.statement.filter(|&index| index < statements).map(Id::new),
            slot: gap.slot,
            provenance: if handed_in.is_some() { Provenance::Request } else { gap.provenance },
            handed_in,
            expression: gap.expression.clone(),
            stands: remedies::place_of(gap.slot).to_owned(),
            path: gap.path.clone(),
            origin: gap.origin.map(|span| source.place(span)),
            remedy: Advice(remedies::remedy(gap)),
            certain: gap.certain,
            placeholder_style: gap.placeholder_style.clone(),
            sink: gap.sink.map(|span| source.place(span)),
            place: source.place(gap.span),
        });
    }
}

/// The query of a text that is one statement, and that one a plain SELECT: no set operation, no change.
fn the_select(facts: &Facts, statements: &[usize]) -> Option<Id<Query>> {
    let &[statement] = statements else { return None };
    if facts.statements.get(statement)?.kind != StatementKind::Select {
        return None;
    }
    // Queries stand in the order of their statements.
    let first = facts.queries.partition_point(|query| query.statement.index < statement);
    let own = facts.queries[first..].iter().take_while(|query| query.statement.index == statement);
    own.enumerate().find(|(_, query)| query.role == QueryRole::Top).map(|(at, _)| Id::new(first + at))
}
