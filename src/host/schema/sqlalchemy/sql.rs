//! SQL that SQLAlchemy's expressions stand for: the keys and conditions of indexes, defaults, checks.

use super::super::super::grammar::{Part, Role};
use super::super::super::outline::NodeId;
use super::super::Program;
use super::super::literals::Arguments;
use crate::extract::{Action, IndexKeySpec, IndexPredicate, IndexSpec, KeyOf, Operation};
use crate::fact::{Dialect, Origin};
use crate::sql::{self, Reading};
use crate::text::{Fragment, Span};

/// A text, also in the mark that `op.f("name")` is.
pub fn name(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let marked =
        program.literals.call(node).filter(|(path, _)| matches!(path.last(), Some(&("f" | "quoted_name" | "conv"))));
    program.literals.text(marked.and_then(|(_, arguments)| arguments.positional.first().copied()).unwrap_or(node))
}

/// The column that a text, a name, `table.c.name` or `Model.name` stands for.
pub fn column(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    if let Some(text) = name(program, node) {
        return Some(text);
    }
    match outline.role(node) {
        Role::Name | Role::Member => outline.last_name(node).map(str::to_owned),
        Role::Index => program.literals.text(outline.part(node, Part::Key)?),
        _ => None,
    }
}

/// The columns of a list.
pub fn columns(program: &Program<'_, '_>, node: NodeId) -> Option<Vec<String>> {
    program.literals.items(node)?.into_iter().map(|item| column(program, item)).collect()
}

/// A key of an index: a column, perhaps turned around, or an expression.
pub fn key(program: &Program<'_, '_>, node: NodeId) -> IndexKeySpec {
    let outline = program.values.outline;
    if outline.role(node) != Role::Call {
        return column(program, node).map_or_else(|| expression(program, node), IndexKeySpec::column);
    }
    let method = outline.callee(node).and_then(|callee| outline.last_name(callee)).unwrap_or_default();
    if !matches!(method, "desc" | "asc" | "nulls_first" | "nullsfirst" | "nulls_last" | "nullslast") {
        return expression(program, node);
    }
    // `desc(column)`, `sa.desc("column")` or `column.desc()`.
    let argument = Arguments::of(outline, node).positional.first().copied();
    let object = || outline.part(outline.callee(node)?, Part::Object);
    let Some(inner) = argument.or_else(object) else { return expression(program, node) };
    let key = key(program, inner);
    match method {
        "desc" => IndexKeySpec { descending: true, ..key },
        "nulls_first" | "nullsfirst" => IndexKeySpec { nulls_first: Some(true), ..key },
        "nulls_last" | "nullslast" => IndexKeySpec { nulls_first: Some(false), ..key },
        _ => key,
    }
}

/// An expression as an index of SQL has it: `lower(email)`, or a column with a direction that `text` writes out.
fn expression(program: &Program<'_, '_>, node: NodeId) -> IndexKeySpec {
    let text = text(program, node);
    let key = text.as_deref().and_then(|text| {
        let bare = read_index(&format!("CREATE INDEX i ON t ({text})"))?;
        <[IndexKeySpec; 1]>::try_from(bare.keys).ok().map(|[key]| key)
    });
    let text = text.unwrap_or_else(|| program.values.outline.text_of(node).to_owned());
    let of = KeyOf::Expression { text, term: None };
    key.unwrap_or_else(|| IndexKeySpec { of, ..IndexKeySpec::column("") })
}

/// The condition of a partial index.
pub fn predicate(program: &Program<'_, '_>, node: NodeId) -> IndexPredicate {
    let text = text(program, node).unwrap_or_else(|| program.values.outline.text_of(node).to_owned());
    let read = read_index(&format!("CREATE INDEX i ON t (c) WHERE {text}"));
    let tests = read.and_then(|index| index.predicate).map(|predicate| predicate.tests).unwrap_or_default();
    IndexPredicate { text, tests }
}

/// The SQL of `text("…")`, `func.lower(column)`, `column == value`, or of a text as such.
pub fn text(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    let node = program.literals.resolved(node);
    match outline.role(node) {
        Role::Call => {
            if let Some(text) = program.literals.text(node) {
                return Some(text);
            }
            let callee = outline.callee(node)?;
            let arguments = Arguments::of(outline, node).positional;
            let name = outline.last_name(callee)?;
            if matches!(name, "text" | "literal_column" | "column") {
                return text(program, *arguments.first()?);
            }
            let object = outline.part(callee, Part::Object)?;
            match name {
                "is_" | "isnot" | "is_not" if arguments.len() == 1 => {
                    let not = if name == "is_" { "" } else { " NOT" };
                    Some(format!("{} IS{not} {}", operand(program, object)?, operand(program, arguments[0])?))
                }
                _ if outline.last_name(object) == Some("func") => {
                    let arguments = arguments.iter().map(|&argument| operand(program, argument));
                    Some(format!("{name}({})", arguments.collect::<Option<Vec<_>>>()?.join(", ")))
                }
                _ => None,
            }
        }
        Role::Comparison => comparison(program, node),
        _ => program.literals.text(node),
    }
}

fn operand(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    match outline.role(node) {
        Role::String => Some(format!("'{}'", program.literals.text(node)?.replace('\'', "''"))),
        Role::Number => Some(outline.text_of(node).to_owned()),
        Role::Constant if program.literals.is_none(node) => Some("NULL".to_owned()),
        Role::Constant => program.literals.flag(node).map(|flag| flag.to_string()),
        Role::Name | Role::Member | Role::Index => column(program, node),
        _ => text(program, node),
    }
}

/// `status == "open"`, `deleted_at == None`
fn comparison(program: &Program<'_, '_>, node: NodeId) -> Option<String> {
    let outline = program.values.outline;
    let operands: Vec<NodeId> = outline.parts(node, Part::Operand).collect();
    let [left, right] = operands[..] else { return None };
    let operator = match (outline.text_of(outline.part(node, Part::Operator)?), program.literals.is_none(right)) {
        ("==", true) => "IS",
        ("!=", true) => "IS NOT",
        ("==", false) => "=",
        ("!=", false) => "<>",
        (other @ ("<" | "<=" | ">" | ">="), _) => other,
        _ => return None,
    };
    Some(format!("{} {operator} {}", operand(program, left)?, operand(program, right)?))
}

/// An index as SQL says it: its expressions and conditions are read there.
fn read_index(sql: &str) -> Option<IndexSpec> {
    operations(&Fragment::verbatim(sql, 0), Dialect::Postgres).into_iter().find_map(|(_, operation)| {
        match operation?.action {
            Action::CreateIndex(index) => Some(*index),
            _ => None,
        }
    })
}

/// What SQL does to the schema, statement by statement; a statement may do nothing to it.
pub fn operations(fragment: &Fragment, dialect: Dialect) -> Vec<(Span, Option<Operation>)> {
    let reading = Reading { dialect, origin: Origin::Embedded, percent_style: false };
    let mut found = Vec::new();
    for statement in sql::read(fragment, &reading).statements {
        let operations = statement.definitions.operations;
        if operations.is_empty() {
            found.push((statement.span, None));
        }
        found.extend(operations.into_iter().map(|operation| (statement.span, Some(operation))));
    }
    found
}
