//! The index that a query would need, where none serves it, and whether that is worth saying.

use super::View;
use super::access::{Access, is_driven};
use super::keys::{Bound, Key, KeyOf};
use super::usage::Ordered;
use crate::extract::{Operand, Predicate, Term};
use crate::fact::{Dialect, Origin, StatementKind};
use crate::project::Product;
use crate::project::catalog::{Column, Table, TableKind, TypeFamily};
use crate::resolve::scratch::is_scratch;
use crate::resolve::small::table_stays_small;
use crate::text::Span;

/// Wider indexes cost more than they bring.
const WIDEST: usize = 3;
/// A list of more rows than this is no first page.
const LONGEST_PAGE: i64 = 1000;
/// Queries that group more tables than this read most of them.
const STAR: usize = 3;

#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub keys: Vec<WantedKey>,
    /// How many of the first keys must equal one value; their order among themselves does not matter.
    pub equal: usize,
    pub purpose: Purpose,
    /// The test or sort key that asks for it.
    pub asked: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Leads to the rows.
    Narrow,
    /// Gives the first rows without a sort.
    Sort,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WantedKey {
    pub of: KeyOf,
    pub descending: bool,
}

/// The index that a use wants; None where one serves it, or where none would be worth it.
pub fn wanted(view: View, all: &[Access], access: &Access) -> Option<Wanted> {
    let query = view.scope.own_query();
    let statement = view.scope.statement;
    let open = statement.patched || statement.opaque || query.values.is_some() || runs_once(view);
    let grouped = query.grouped && query.tables.len() > STAR;
    if open
        || grouped
        || !is_worth_judging(access.usage.table)
        || access.is_narrowed(view)
        || access.has_other_methods()
    {
        return None;
    }
    narrowing(view, all, access).or_else(|| sorting(view, access))
}

/// A change in an SQL file that nobody gives values to: a script, run by hand.
fn runs_once(view: View) -> bool {
    let statement = view.scope.statement;
    let parameter = |operand: &Operand| matches!(operand, Operand::Parameter);
    let given = |test: &Predicate| test.left.iter().chain(&test.right).any(|term| term.any(&parameter));
    statement.origin == Origin::File
        && statement.kind != StatementKind::Select
        && !statement.queries.iter().flat_map(|query| &query.predicates).any(given)
}

fn narrowing(view: View, all: &[Access], access: &Access) -> Option<Wanted> {
    let table = access.usage.table;
    let fixed = |key: &&Key| match key.bound {
        Bound::Equal | Bound::OneOf => true,
        Bound::Join => is_driven(view, all, key),
        _ => false,
    };
    let mut equal: Vec<&Key> = Vec::new();
    for key in access.usage.keys.iter().filter(fixed).filter(|key| can_be_held(view, table, &key.of)) {
        if !equal.iter().any(|known| known.of == key.of) {
            equal.push(key);
        }
    }
    let picks = |key: &&&Key| picks_few(table, &key.of) && !asks_for_nothing(key.test);
    let asked = equal.iter().find(picks)?.test.span;
    equal.sort_by_key(|key| !picks(&key));
    equal.retain(|key| picks(&key) || matches!(key.bound, Bound::Equal));
    equal.truncate(WIDEST);
    let mut keys: Vec<WantedKey> =
        equal.iter().map(|key| WantedKey { of: key.of.clone(), descending: false }).collect();
    let fixed = keys.len();
    let several = equal.iter().any(|key| key.bound != Bound::Equal);
    let order = sort_keys(view, access);
    match order {
        Some(order) if access.usage.limited && !several && keys.len() + order.len() <= WIDEST + 1 => keys.extend(order),
        _ => {
            let range = access.usage.keys.iter().find(|key| {
                key.bound == Bound::Range
                    && can_be_held(view, table, &key.of)
                    && keys.iter().all(|known| known.of != key.of)
            });
            if let Some(range) = range.filter(|_| keys.len() < WIDEST) {
                keys.push(WantedKey { of: range.of.clone(), descending: false });
            }
        }
    }
    Some(Wanted { keys, equal: fixed, purpose: Purpose::Narrow, asked })
}

/// `total = 0`, `note = ''`: what many rows have that nobody has filled.
fn asks_for_nothing(test: &Predicate) -> bool {
    let empty = |term: &Term| match &term.operand {
        Operand::Literal { text, .. } => text.is_empty() || text.bytes().all(|byte| matches!(byte, b'0' | b'.')),
        _ => false,
    };
    test.left.iter().chain(&test.right).any(empty)
}

/// `ORDER BY placed_at DESC LIMIT 20` over a whole table, or over all rows with a flag.
fn sorting(view: View, access: &Access) -> Option<Wanted> {
    let query = view.scope.own_query();
    let rows = query.limit?.rows;
    let page = rows.is_none_or(|rows| rows <= LONGEST_PAGE);
    let flags_only = access.usage.tests.iter().all(|test| {
        access
            .usage
            .keys
            .iter()
            .any(|key| std::ptr::eq(key.test, test.predicate) && matches!(key.bound, Bound::Equal | Bound::Null))
    });
    if !page || query.tables.len() != 1 || access.gives_order() || !access.usage.choices.is_empty() || !flags_only {
        return None;
    }
    let table = access.usage.table;
    let equal = access.usage.keys.iter().filter(|key| can_be_held(view, table, &key.of));
    let mut keys: Vec<WantedKey> = equal.map(|key| WantedKey { of: key.of.clone(), descending: false }).collect();
    keys.dedup();
    let equal = keys.len();
    keys.extend(sort_keys(view, access)?);
    (keys.len() <= WIDEST).then_some(Wanted {
        keys,
        equal,
        purpose: Purpose::Sort,
        asked: query.sorts.first()?.term.span,
    })
}

/// The sort keys that are not bound to one value, as an index would hold them.
fn sort_keys(view: View, access: &Access) -> Option<Vec<WantedKey>> {
    let table = access.usage.table;
    let fixed = |key: &&Ordered| access.usage.keys.iter().any(|test| test.of == key.of && test.bound == Bound::Equal);
    let keys: Vec<&Ordered> = access.usage.order.iter().filter(|key| !fixed(key)).collect();
    let first = keys.first()?.descending;
    let mixed = keys.iter().any(|key| key.descending != first);
    let plain = keys.iter().all(|key| {
        matches!(key.of, KeyOf::Column(_)) && key.nulls_first.is_none() && can_be_held(view, table, &key.of)
    });
    // One direction for all can be read backwards.
    plain
        .then(|| keys.iter().map(|key| WantedKey { of: key.of.clone(), descending: mixed && key.descending }).collect())
}

fn column<'t>(table: &'t Table, of: &KeyOf) -> Option<&'t Column> {
    match of {
        KeyOf::Column(id) => table.by_id(*id),
        KeyOf::Expression(_) => None,
    }
}

/// Whether a B-tree can hold this, and should.
fn can_be_held(view: View, table: &Table, of: &KeyOf) -> bool {
    use TypeFamily::*;
    match of {
        // Other expressions are better written without.
        KeyOf::Expression(text) => {
            let foreign = view.engine.product == Product::Postgres || view.engine.product == Product::Sqlite;
            foreign && (text.starts_with("lower (") || text.starts_with("upper ("))
        }
        KeyOf::Column(_) => column(table, of).is_some_and(|column| {
            let large = column.ty.family == Text && matches!(view.engine.product, Product::Mysql | Product::MariaDb);
            let shapeless =
                matches!(column.ty.family, Json | Jsonb | Xml | Geometry | TsVector | Range | Binary | Unknown | Other);
            !column.ty.array && !large && !shapeless
        }),
    }
}

/// Names of columns whose values are few.
const FEW: &[&str] = &[
    "status",
    "state",
    "type",
    "kind",
    "category",
    "level",
    "role",
    "priority",
    "gender",
    "currency",
    "language",
    "lang",
    "locale",
    "country",
    "mode",
    "flag",
    "enabled",
    "disabled",
    "active",
    "deleted",
    "removed",
    "archived",
    "published",
    "visible",
    "hidden",
    "public",
    "private",
    "local",
    "version",
    "stage",
    "phase",
    "severity",
    "provider",
    "platform",
    "source",
    "direction",
    "result",
    "success",
    "year",
    "month",
    "day",
    "weekday",
    "environment",
    "env",
    "tier",
    "scope",
    "format",
    "method",
    "class",
    "driver",
    "engine",
    "channel",
    "reason",
];

/// Whether one value of it leaves few rows, as far as its type and its name tell.
pub fn picks_few(table: &Table, of: &KeyOf) -> bool {
    let Some(column) = column(table, of) else { return true };
    let name = column.name.to_lowercase();
    let words: Vec<&str> = name.split('_').collect();
    // `country_code` is one of the few, as `country` is.
    let told = words.strip_suffix(&["code"]).filter(|before| !before.is_empty()).unwrap_or(&words);
    let few = told.last().is_some_and(|last| FEW.contains(last));
    let asks = matches!(words.first(), Some(&("is" | "has" | "can" | "was" | "should" | "allow" | "num")));
    let typed =
        matches!(column.ty.family, TypeFamily::Boolean | TypeFamily::Enum | TypeFamily::Set | TypeFamily::TinyInt);
    !few && !asks && !typed
}

/// Whether a table is known in full, and is one whose size can matter.
pub fn is_worth_judging(table: &Table) -> bool {
    table.kind == TableKind::Table
        && table.has_all_indexes()
        && !table.temporary
        && !is_scratch(&table.name)
        && !table_stays_small(&table.name)
        && table.rows.known().is_none_or(|rows| rows >= 1000)
}

/// The keys as an index writes them: `customer_id, placed_at DESC`.
pub fn written_keys(table: &Table, keys: &[WantedKey]) -> String {
    let key = |key: &WantedKey| {
        let of = match &key.of {
            KeyOf::Column(id) => table.name_of(*id).to_owned(),
            KeyOf::Expression(text) => text.replace(" (", "(").replace("( ", "(").replace(" )", ")"),
        };
        if key.descending { format!("{of} DESC") } else { of }
    };
    keys.iter().map(key).collect::<Vec<_>>().join(", ")
}

/// What makes the index, without blocking writes where the engine can.
pub fn statement(dialect: Dialect, table: &Table, keys: &[WantedKey]) -> String {
    let columns = written_keys(table, keys);
    let words: String =
        columns.chars().map(|letter| if letter.is_alphanumeric() || letter == '_' { letter } else { ' ' }).collect();
    let mut name =
        format!("{}_{}_idx", table.name, words.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase());
    if name.len() > 63 {
        name = name.chars().take(59).collect::<String>() + "_idx";
    }
    let is_taken = |name: &str| table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name));
    let free = (1..).map(|number| format!("{name}{number}")).find(|name| !is_taken(name));
    let name = if is_taken(&name) { free.unwrap_or(name) } else { name };
    let online = if dialect == Dialect::Postgres { "CONCURRENTLY " } else { "" };
    format!("CREATE INDEX {online}{name} ON {} ({columns})", table.shown())
}
