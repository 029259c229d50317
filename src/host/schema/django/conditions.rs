//! Conditions of indexes and checks: `Q(closed=False, number__gt=0)` to the SQL that Django makes of it.

use super::super::Program;
use super::super::literals::Arguments;
use crate::extract::{IndexPredicate, Predicate};
use crate::fact::Origin;
use crate::host::grammar::Role;
use crate::host::outline::NodeId;
use crate::sql::{self, Reading};
use crate::text::{Fragment, Span};

/// Look-ups and the signs they become.
const SIGNS: &[(&str, &str)] = &[("exact", "="), ("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")];

/// A condition as SQL, with its tests; as the program writes it, without them, when it is not a plain one.
pub fn read(program: &Program<'_, '_>, node: NodeId) -> IndexPredicate {
    let Some(text) = conjunction(program, node) else {
        return IndexPredicate { text: program.values.outline.text_of(node).to_owned(), tests: Vec::new() };
    };
    let tests = tests(program, &text, program.values.outline.span(node));
    IndexPredicate { text, tests }
}

/// `Q(…) & Q(…)`, and nothing else.
fn conjunction(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    let mut tests: Vec<String> = Vec::new();
    let mut between = String::new();
    let (mut at, mut end) = (node, outline.span(node).start);
    while at < outline.within(node).end {
        if outline.role(at) != Role::Call {
            at += 1;
            continue;
        }
        let (path, arguments) = program.literals.call(at)?;
        if path.last() != Some(&"Q") {
            return None;
        }
        tests.extend(tests_of(program, &arguments)?);
        between.push_str(outline.slice(Span { start: end, end: outline.span(at).start }));
        end = outline.span(at).end;
        at = outline.within(at).end;
    }
    between.push_str(outline.slice(Span { start: end, end: outline.span(node).end }));
    let only_and = between.chars().all(|letter| letter.is_whitespace() || "&()".contains(letter));
    (only_and && !tests.is_empty()).then(|| tests.join(" AND "))
}

/// The tests of one Q: all of them must hold.
fn tests_of(program: &Program<'_, '_>, arguments: &Arguments<'_>) -> Option<Vec<String>> {
    if arguments.more || !arguments.positional.is_empty() {
        return None;
    }
    arguments.named.iter().map(|(name, value)| test(program, name, *value)).collect()
}

fn test(program: &Program<'_, '_>, name: &str, value: NodeId) -> Option<String> {
    let literals = &program.literals;
    let (field, lookup) = name.split_once("__").unwrap_or((name, "exact"));
    match lookup {
        "isnull" if literals.flag(value)? => Some(format!("{field} IS NULL")),
        "isnull" => Some(format!("{field} IS NOT NULL")),
        "in" => {
            let items = literals.items(value)?.into_iter().map(|item| literal(program, item));
            Some(format!("{field} IN ({})", items.collect::<Option<Vec<_>>>()?.join(", ")))
        }
        "exact" if literals.flag(value).is_some() => {
            Some(if literals.flag(value)? { field.to_owned() } else { format!("NOT {field}") })
        }
        "exact" if literals.is_none(value) => Some(format!("{field} IS NULL")),
        _ => {
            let (_, sign) = SIGNS.iter().find(|(known, _)| *known == lookup)?;
            Some(format!("{field} {sign} {}", literal(program, value)?))
        }
    }
}

/// A number or text as SQL writes it.
fn literal(program: &Program<'_, '_>, value: NodeId) -> Option<String> {
    if let Some(number) = program.literals.number(value) {
        // Signs are not part of a number.
        let minus = if program.values.outline.text_of(value).starts_with('-') { "-" } else { "" };
        return Some(format!("{minus}{number}"));
    }
    program.literals.text(value).map(|text| format!("'{}'", text.replace('\'', "''")))
}

fn tests(program: &Program<'_, '_>, text: &str, host: Span) -> Vec<Predicate> {
    let mut fragment = Fragment::default();
    fragment.push_decoded("SELECT 1 FROM t WHERE ", Span { start: host.start, end: host.start });
    fragment.push_decoded(text, host);
    let reading = Reading { dialect: program.dialect, origin: Origin::Embedded, percent_style: false };
    let statement = sql::read(&fragment, &reading).statements.pop().filter(|statement| !statement.opaque);
    statement.and_then(|mut statement| statement.queries.pop()).map(|query| query.predicates).unwrap_or_default()
}
