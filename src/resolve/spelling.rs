//! What a short form of SQL stands for, spelled out: the columns of a star, of an INSERT that names none, and of the
//! number in an ORDER BY. None where it could mean anything else.

use super::scope::{Scope, answers_to, plain, result_name};
use crate::extract::{Operand, Projection, TableUse, Term};
use crate::fact::{Dialect, LiteralType};
use crate::project::catalog::{Table, TableKind};

/// More are no list that anybody reads.
const MOST_COLUMNS: usize = 30;

/// The columns that a star stands for, with its own qualifier.
pub fn expanded(scope: Scope, item: &Projection) -> Option<String> {
    let used: &TableUse = match (&item.qualifier, &scope.own_query().tables[..]) {
        (Some(qualifier), tables) => {
            let mut named = tables.iter().filter(|table| answers_to(table, plain(qualifier)));
            named.next().filter(|_| named.next().is_none())?
        }
        (None, [table]) => table,
        (None, _) => return None,
    };
    if !used.renamed.is_empty() || used.tied {
        return None;
    }
    let names = names(scope, whole_table(scope, used)?)?;
    let qualified = |name: &&str| match &item.qualifier {
        Some(qualifier) => format!("{qualifier}.{name}"),
        None => (*name).to_owned(),
    };
    Some(names.iter().map(qualified).collect::<Vec<_>>().join(", "))
}

/// The columns of a table that takes `width` values, in their order.
pub fn columns_of(scope: Scope, table: &str, width: usize) -> Option<String> {
    let table = scope.catalog?.table(table).filter(|table| is_whole(table) && table.columns.len() == width)?;
    let generated = table.columns.iter().any(|column| column.generated);
    (!generated).then(|| names(scope, table).map(|names| names.join(", ")))?
}

/// What a number in an ORDER BY stands for, as it can be named there.
pub fn sorted_by(scope: Scope, key: &Term) -> Option<String> {
    let query = scope.own_query();
    let Operand::Literal { family: LiteralType::Number, text } = &key.operand else { return None };
    let shown = &query.projections;
    if shown.iter().any(|item| item.wildcard) || !query.arms.is_empty() || scope.statement.patched {
        return None;
    }
    let item = shown.get(text.parse::<usize>().ok()?.checked_sub(1)?)?;
    let name = result_name(item)?;
    // A name that two results bear names neither.
    let same = shown.iter().filter_map(result_name).filter(|other| other.eq_ignore_ascii_case(name)).count();
    if same != 1 || !is_plain(name, scope.dialect()) {
        return None;
    }
    match (&item.alias, item.term.as_ref().map(|term| &term.operand)) {
        (Some(alias), _) => Some(alias.clone()),
        (None, Some(Operand::Column(column))) => match &column.qualifier {
            Some(qualifier) => {
                qualifier.split('.').all(|part| is_plain(part, scope.dialect())).then(|| format!("{qualifier}.{name}"))
            }
            None => Some(name.to_owned()),
        },
        _ => None,
    }
}

fn whole_table<'e>(scope: Scope<'e>, used: &TableUse) -> Option<&'e Table> {
    scope.table_of(used).filter(|table| is_whole(table))
}

/// Whether all columns are known that a star would show.
fn is_whole(table: &Table) -> bool {
    table.partial.is_none() && table.kind == TableKind::Table && (1..=MOST_COLUMNS).contains(&table.columns.len())
}

/// The names of all columns, when none needs quotes.
fn names<'e>(scope: Scope, table: &'e Table) -> Option<Vec<&'e str>> {
    let plain = |name: &'e str| is_plain(name, scope.dialect()).then_some(name);
    table.columns.iter().map(|column| plain(&column.name)).collect()
}

/// Whether a name is read as itself without quotes.
fn is_plain(name: &str, dialect: Dialect) -> bool {
    let folds = matches!(dialect, Dialect::Postgres | Dialect::Generic | Dialect::Snowflake);
    let letter = |c: char| c == '_' || c.is_ascii_lowercase() || !folds && c.is_ascii_uppercase();
    name.starts_with(letter)
        && name.chars().all(|c| letter(c) || c.is_ascii_digit())
        && !RESERVED.contains(&name.to_ascii_lowercase().as_str())
}

/// Words that one engine or another does not take for a column without quotes.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "before",
    "between",
    "both",
    "by",
    "call",
    "case",
    "cast",
    "change",
    "char",
    "character",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "continue",
    "convert",
    "create",
    "cross",
    "cube",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "default",
    "deferrable",
    "delete",
    "desc",
    "describe",
    "distinct",
    "div",
    "do",
    "double",
    "drop",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "exit",
    "explain",
    "false",
    "fetch",
    "file",
    "float",
    "for",
    "force",
    "foreign",
    "freeze",
    "from",
    "full",
    "function",
    "generated",
    "glob",
    "grant",
    "group",
    "groups",
    "having",
    "if",
    "ignore",
    "in",
    "index",
    "inner",
    "insert",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "keys",
    "kill",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "linear",
    "lines",
    "load",
    "localtime",
    "lock",
    "long",
    "loop",
    "match",
    "mod",
    "natural",
    "not",
    "notnull",
    "null",
    "numeric",
    "of",
    "offset",
    "on",
    "only",
    "open",
    "optimize",
    "option",
    "or",
    "order",
    "out",
    "outer",
    "over",
    "overlaps",
    "partition",
    "percent",
    "placing",
    "plan",
    "primary",
    "procedure",
    "public",
    "purge",
    "range",
    "rank",
    "read",
    "real",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "restrict",
    "return",
    "returning",
    "revoke",
    "right",
    "row",
    "row_number",
    "rows",
    "rule",
    "schema",
    "select",
    "session_user",
    "set",
    "show",
    "signal",
    "similar",
    "some",
    "sql",
    "symmetric",
    "system",
    "table",
    "tablesample",
    "then",
    "to",
    "top",
    "trailing",
    "trigger",
    "true",
    "truncate",
    "undo",
    "union",
    "unique",
    "unlock",
    "unsigned",
    "update",
    "usage",
    "use",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "view",
    "when",
    "where",
    "while",
    "window",
    "with",
    "write",
    "xor",
];
