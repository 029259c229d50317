//! Queries that are sent for one object after the other, where a framework and no loop calls the function.

use crate::extract::{Extract, Resolver, Uses};
use crate::fact::{Advice, Effect, Facts, ResolverQuery};
use crate::text::{Source, Span};

pub fn add(facts: &mut Facts, source: &Source, extract: &Extract) {
    for resolver in &extract.resolvers {
        facts.resolver_queries.extend(asked(source, extract, resolver));
        let of_returned = |span: &Span| ResolverQuery {
            object: resolver.object.clone(),
            field: resolver.field.clone(),
            callee: words(source, *span),
            effect: Effect::Read,
            certain: true,
            batched: false,
            memoised: false,
            in_process: false,
            batch_form: None,
            place: source.place(*span),
        };
        facts.resolver_queries.extend(resolver.returned.iter().map(of_returned));
    }
}

/// What the function itself asks for that depends on its object.
fn asked(source: &Source, extract: &Extract, resolver: &Resolver) -> Vec<ResolverQuery> {
    let functions = &extract.functions;
    let Some(index) = functions.defined.iter().position(|function| function.whole == resolver.function) else {
        return Vec::new();
    };
    let object = if functions.defined[index].has_receiver { Uses::RECEIVER } else { Uses::parameter(0) };
    let own = functions.executes.iter().filter(|it| it.function == index && it.uses.has(object));
    let query = |it: &crate::extract::Executes| {
        let execution = extract.executions.get(it.execution).filter(|it| it.innermost_loop.is_none())?;
        Some(ResolverQuery {
            object: resolver.object.clone(),
            field: resolver.field.clone(),
            callee: execution.callee.clone(),
            effect: execution.effect,
            certain: execution.certain || !execution.statements.is_empty(),
            batched: execution.batched,
            memoised: it.way.memoised || execution.memoised || functions.defined[index].is_cached,
            in_process: execution.in_process,
            batch_form: execution.batch_form.clone().map(Advice),
            place: source.place(execution.span),
        })
    };
    own.filter_map(query).collect()
}

fn words(source: &Source, span: Span) -> String {
    source.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
}
