//! What stands beside the columns of a table: `Index`, `UniqueConstraint`, `ForeignKeyConstraint` and the like.

use super::super::super::outline::NodeId;
use super::super::Program;
use super::super::literals::Arguments;
use super::sql;
use crate::extract::{ConstraintKind, ConstraintSpec, IndexKeySpec, IndexSpec, Model, ObjectName, ReferentialAction};
use crate::fact::Dialect;
use crate::text::Span;

/// Adds what one argument of a table says; `false` when it is nothing known.
pub fn add(program: &Program<'_, '_>, node: NodeId, model: &mut Model) -> bool {
    let Some((path, arguments)) = program.literals.call(node) else { return false };
    let span = program.values.outline.span(node);
    match path.last().copied() {
        Some("Index") => match index(program, &arguments, span) {
            Some(index) => model.indexes.push(index),
            None => model.partial = true,
        },
        Some(
            "UniqueConstraint"
            | "PrimaryKeyConstraint"
            | "ForeignKeyConstraint"
            | "CheckConstraint"
            | "ExcludeConstraint",
        ) => match constraint(program, path[path.len() - 1], &arguments, span) {
            Some(constraint) => model.constraints.push(constraint),
            None => model.partial = true,
        },
        _ => return false,
    }
    true
}

/// `Index("name", "column", …)`
pub fn index(program: &Program<'_, '_>, arguments: &Arguments<'_>, span: Span) -> Option<IndexSpec> {
    let (&name, keys) = arguments.positional.split_first()?;
    let keys = keys.iter().map(|&key| sql::key(program, key)).collect();
    index_of(program, sql::name(program, name), keys, arguments, span)
}

/// An index and its options.
pub fn index_of(
    program: &Program<'_, '_>,
    name: Option<String>,
    mut keys: Vec<IndexKeySpec>,
    arguments: &Arguments<'_>,
    span: Span,
) -> Option<IndexSpec> {
    if arguments.more || keys.is_empty() {
        return None;
    }
    let engines = [("postgresql", Dialect::Postgres), ("sqlite", Dialect::Sqlite), ("mysql", Dialect::Mysql)];
    let option = |name: &str| engines.iter().find_map(|(engine, _)| arguments.named(&format!("{engine}_{name}")));
    let has_options = |engine: &str| arguments.named.iter().any(|(name, _)| name.starts_with(engine));
    let options_for = engines.iter().filter(|(engine, _)| has_options(engine)).map(|(_, dialect)| *dialect).collect();
    let flag = |node: Option<NodeId>| node.and_then(|node| program.literals.flag(node)).unwrap_or_default();
    for (column, class) in option("ops").and_then(|ops| program.literals.pairs(ops)).unwrap_or_default() {
        let (Some(column), Some(class)) = (program.literals.text(column), program.literals.text(class)) else {
            continue;
        };
        let of_column =
            |key: &&mut IndexKeySpec| matches!(&key.of, crate::extract::KeyOf::Column(name) if *name == column);
        if let Some(key) = keys.iter_mut().find(of_column) {
            key.operator_class = Some(class);
        }
    }
    Some(IndexSpec {
        name: name.map(ObjectName::bare),
        unique: flag(arguments.named("unique")),
        method: option("using").and_then(|method| program.literals.text(method)).map(|method| method.to_lowercase()),
        keys,
        include: option("include").and_then(|list| sql::columns(program, list)).unwrap_or_default(),
        predicate: option("where").map(|condition| sql::predicate(program, condition)),
        nulls_not_distinct: flag(option("nulls_not_distinct")),
        concurrently: flag(option("concurrently")),
        if_not_exists: flag(arguments.named("if_not_exists")),
        options_for,
        span,
        ..IndexSpec::default()
    })
}

/// A constraint whose arguments are those of its class.
pub fn constraint(
    program: &Program<'_, '_>,
    class: &str,
    arguments: &Arguments<'_>,
    span: Span,
) -> Option<ConstraintSpec> {
    if arguments.more {
        return None;
    }
    let columns =
        || arguments.positional.iter().map(|&column| sql::column(program, column)).collect::<Option<Vec<_>>>();
    let keys = || Some(columns()?.into_iter().map(IndexKeySpec::column).collect());
    let kind = match class {
        "PrimaryKeyConstraint" => ConstraintKind::PrimaryKey { keys: keys()?, using_index: None },
        "UniqueConstraint" => unique(program, keys()?, arguments),
        "ForeignKeyConstraint" => {
            let columns = sql::columns(program, arguments.find(0, "columns")?)?;
            let targets = sql::columns(program, arguments.find(1, "refcolumns")?)?;
            let target = target(targets.first()?).0;
            let target_columns = targets.iter().map(|written| self::target(written).1).collect();
            foreign_key(program, columns, (target, target_columns), arguments)
        }
        "CheckConstraint" => {
            let text = sql::text(program, arguments.find(0, "sqltext")?)?;
            ConstraintKind::Check { text, tests: Vec::new() }
        }
        _ => ConstraintKind::Exclude { method: None, columns: Vec::new() },
    };
    let name = arguments.named("name").and_then(|name| sql::name(program, name));
    Some(ConstraintSpec { name, kind, span, not_valid: false })
}

pub fn unique(program: &Program<'_, '_>, keys: Vec<IndexKeySpec>, arguments: &Arguments<'_>) -> ConstraintKind {
    let option = arguments.named("postgresql_nulls_not_distinct");
    let nulls_not_distinct = option.and_then(|value| program.literals.flag(value)).unwrap_or_default();
    ConstraintKind::Unique { keys, include: Vec::new(), nulls_not_distinct, using_index: None }
}

pub fn foreign_key(
    program: &Program<'_, '_>,
    columns: Vec<String>,
    (target, target_columns): (ObjectName, Vec<String>),
    arguments: &Arguments<'_>,
) -> ConstraintKind {
    let action = |name: &str| arguments.named(name).and_then(|action| referential(&program.literals.text(action)?));
    let (on_delete, on_update) = (action("ondelete"), action("onupdate"));
    ConstraintKind::ForeignKey { columns, target, target_columns, on_delete, on_update }
}

pub fn referential(written: &str) -> Option<ReferentialAction> {
    Some(match written.to_ascii_uppercase().as_str() {
        "CASCADE" => ReferentialAction::Cascade,
        "RESTRICT" => ReferentialAction::Restrict,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        "NO ACTION" => ReferentialAction::NoAction,
        _ => return None,
    })
}

/// `schema.table.column`
fn target(written: &str) -> (ObjectName, String) {
    let mut parts = written.rsplit('.');
    let column = parts.next().unwrap_or_default().to_owned();
    let name = parts.next().unwrap_or_default().to_owned();
    (ObjectName { schema: parts.next().map(str::to_owned), name }, column)
}
