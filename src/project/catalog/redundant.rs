//! Indexes whose work another one does as well. What makes a difference to any query or constraint counts: keys and
//! their order, directions, collations, operator classes, prefix lengths, conditions, uniqueness.

use super::{Backs, Catalog, ColumnId, Index, IndexKey, Keyed, Table, TypeFamily};

/// An index that could go, and the one that does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redundancy {
    /// Positions in `Table::indexes`.
    pub index: usize,
    pub covered_by: usize,
    /// Both have the same keys; otherwise the other has more behind them.
    pub identical: bool,
}

/// More keys than these make the other index too much bigger to call the first one needless.
const MOST_EXTRA_KEYS: usize = 2;

/// The redundant indexes of a table, each with the best cover; an index that covers is never called redundant itself.
pub fn redundant_indexes(catalog: &Catalog, table: &Table) -> Vec<Redundancy> {
    let mut found: Vec<Redundancy> = Vec::new();
    for (at, index) in table.indexes.iter().enumerate().filter(|(_, index)| may_go(catalog, table, index)) {
        let covers = table.indexes.iter().enumerate().filter(|(other, _)| *other != at).filter_map(|(other, by)| {
            let identical = identical(index, by) && (survives(by, other, index, at));
            (identical || is_prefix(table, index, by)).then_some(Redundancy { index: at, covered_by: other, identical })
        });
        // An identical one first, then the narrowest.
        found.extend(covers.min_by_key(|cover| (!cover.identical, table.indexes[cover.covered_by].keys.len())));
    }
    found
}

/// Whether nothing but look-ups would miss it.
fn may_go(catalog: &Catalog, table: &Table, index: &Index) -> bool {
    let referenced = || {
        let target = |(_, key): (&Table, &super::ForeignKey)| key.target_columns.len() == index.keys.len();
        catalog.referrers(table).any(target)
    };
    index.usable && index.backs == Backs::Nothing && !index.keys.is_empty() && !(index.unique && referenced())
}

/// Whether both hold the same entries in the same order, for the same rows.
fn identical(index: &Index, by: &Index) -> bool {
    let same_promise = !index.unique || by.unique && index.nulls_not_distinct == by.nulls_not_distinct;
    by.usable
        && same_promise
        && index.method == by.method
        && index.keys.len() == by.keys.len()
        && same_rows(index, by)
        && same_order(&index.keys, &by.keys)
        && keeps(index, by)
}

/// Of two that are identical, whether this one stays: the constraint's, the unique one, the first.
fn survives(index: &Index, at: usize, other: &Index, other_at: usize) -> bool {
    let rank = |index: &Index, at: usize| (index.backs == Backs::Nothing, !index.unique, at);
    rank(index, at) < rank(other, other_at)
}

/// Whether the other index begins with all keys of this one and is not much bigger.
fn is_prefix(table: &Table, index: &Index, by: &Index) -> bool {
    let count = index.keys.len();
    let extra = by.keys.len().saturating_sub(count);
    by.usable
        && by.backs != Backs::ForeignKey
        && !index.unique
        && index.is_btree()
        && by.is_btree()
        && (1..=MOST_EXTRA_KEYS).contains(&extra)
        && same_rows(index, by)
        && same_order(&index.keys, &by.keys[..count])
        && keeps(index, by)
        && by.keys[count..].iter().all(|key| is_narrow(table, key))
        && by.include.iter().all(|id| index.include.contains(id))
}

/// Whether a key is small beside a row: no text of any length, no document.
fn is_narrow(table: &Table, key: &IndexKey) -> bool {
    use TypeFamily::{Binary, CiText, Json, Jsonb, Other, Text, Unknown, Xml};
    match &key.of {
        Keyed::Column(id) => table.by_id(*id).is_some_and(|column| {
            !matches!(column.ty.family, Text | CiText | Json | Jsonb | Binary | Xml | Other | Unknown)
        }),
        Keyed::Expression { .. } => false,
    }
}

fn same_rows(index: &Index, by: &Index) -> bool {
    let text = |index: &Index| index.predicate.as_ref().map(|predicate| canonical(&predicate.text));
    text(index) == text(by)
}

/// Whether scans of both give the same order, forwards or backwards.
fn same_order(keys: &[IndexKey], others: &[IndexKey]) -> bool {
    let pairs = || keys.iter().zip(others);
    pairs().all(|(key, other)| same_key(key, other))
        && (pairs().all(|(key, other)| direction(key) == direction(other))
            || pairs().all(|(key, other)| {
                let (descending, nulls_first) = direction(other);
                direction(key) == (!descending, !nulls_first)
            }))
}

fn same_key(key: &IndexKey, other: &IndexKey) -> bool {
    let same_subject = match (&key.of, &other.of) {
        (Keyed::Column(id), Keyed::Column(other)) => id == other,
        (Keyed::Expression { text, .. }, Keyed::Expression { text: other, .. }) => canonical(text) == canonical(other),
        _ => false,
    };
    same_subject
        && key.prefix == other.prefix
        && key.operator_class == other.operator_class
        && key.collation == other.collation
}

/// Descending, and NULLs first.
fn direction(key: &IndexKey) -> (bool, bool) {
    (key.descending, key.nulls_first.unwrap_or(key.descending))
}

/// Whether the other one holds every column that this one carries along.
fn keeps(index: &Index, by: &Index) -> bool {
    let holds = |id: &ColumnId| {
        by.include.contains(id) || by.keys.iter().any(|key| matches!(key.of, Keyed::Column(key) if key == *id))
    };
    index.include.iter().all(holds)
}

/// A text without what does not matter: white space, quotes around names, brackets around the whole. What stands
/// between single quotes is left as it is.
fn canonical(text: &str) -> String {
    let mut plain = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '\'';
        match letter {
            _ if quoted => plain.push(letter),
            '"' | '`' => {}
            _ if letter.is_whitespace() => {}
            _ => plain.push(letter.to_ascii_lowercase()),
        }
    }
    while plain.starts_with('(') && plain.ends_with(')') && closes_last(&plain) {
        plain = plain[1..plain.len() - 1].to_owned();
    }
    plain
}

/// Whether the first bracket closes at the very end.
fn closes_last(text: &str) -> bool {
    let mut depth = 0usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1 == text.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::{Column, SqlType, TableKind};
    use super::*;
    use crate::extract::ObjectName;
    use crate::fact::{Dialect, Known};
    use crate::text::{Place, Span};

    fn place() -> Place {
        Place { path: "schema.sql".into(), span: Span::default() }
    }

    fn table(columns: &[(&str, TypeFamily)]) -> Table {
        let mut table = Table::new(ObjectName::bare("orders"), TableKind::Table, place());
        for (name, family) in columns {
            let id = table.new_column_id();
            table.columns.push(Column {
                id,
                name: (*name).to_owned(),
                ty: SqlType::of(*family, "t"),
                nullable: Known::Yes(false),
                default: None,
                generated: false,
                auto_increment: false,
                collation: None,
                charset: None,
                defined: place(),
            });
        }
        table
    }

    /// `a`, `-a` (descending), `lower(a)`.
    fn index(table: &Table, keys: &[&str]) -> Index {
        let keys = keys.iter().map(|key| {
            let name = key.trim_start_matches('-');
            let of = match table.column(name) {
                Some(column) => Keyed::Column(column.id),
                None => Keyed::Expression { text: name.to_owned(), term: None, columns: Vec::new() },
            };
            let descending = key.starts_with('-');
            IndexKey { of, prefix: None, descending, nulls_first: None, operator_class: None, collation: None }
        });
        Index {
            name: "i".to_owned(),
            keys: keys.collect(),
            include: Vec::new(),
            unique: false,
            nulls_not_distinct: false,
            predicate: None,
            method: "btree".to_owned(),
            backs: Backs::Nothing,
            usable: true,
            implied: false,
            defined: place(),
        }
    }

    /// The redundancies as pairs of positions.
    fn pairs(table: &mut Table, indexes: Vec<Index>) -> Vec<(usize, usize)> {
        table.indexes = indexes;
        let found = redundant_indexes(&Catalog::new(Dialect::Postgres), table);
        found.iter().map(|one| (one.index, one.covered_by)).collect()
    }

    #[test]
    fn prefixes_and_twins() {
        use TypeFamily::{BigInt, Integer, Text};
        let mut t = table(&[("a", Integer), ("b", BigInt), ("c", Text)]);
        let of = |keys: &[&str]| index(&table(&[("a", Integer), ("b", BigInt), ("c", Text)]), keys);
        assert_eq!(pairs(&mut t, vec![of(&["a"]), of(&["a", "b"])]), [(0, 1)]);
        assert_eq!(pairs(&mut t, vec![of(&["a"]), of(&["a"])]), [(1, 0)], "the first one stays");
        assert_eq!(pairs(&mut t, vec![of(&["-a"]), of(&["a", "b"])]), [(0, 1)], "it is read backwards");
        assert_eq!(pairs(&mut t, vec![of(&["a", "-b"]), of(&["a", "b"])]), []);
        assert_eq!(pairs(&mut t, vec![of(&["b"]), of(&["a", "b"])]), []);
        assert_eq!(pairs(&mut t, vec![of(&["a"]), of(&["a", "c"])]), [], "text makes it much bigger");
        assert_eq!(pairs(&mut t, vec![of(&["lower(c)"]), of(&["LOWER( c )"])]), [(1, 0)]);
    }

    #[test]
    fn what_makes_a_difference_keeps_an_index() {
        use TypeFamily::Integer;
        let columns = [("a", Integer), ("b", Integer)];
        let mut t = table(&columns);
        let of = |keys: &[&str]| index(&table(&columns), keys);
        let unique = |keys: &[&str]| Index { unique: true, ..of(keys) };
        assert_eq!(pairs(&mut t, vec![unique(&["a"]), of(&["a", "b"])]), [], "it keeps rows apart");
        assert_eq!(pairs(&mut t, vec![of(&["a"]), unique(&["a"])]), [(0, 1)]);
        assert_eq!(pairs(&mut t, vec![unique(&["a"]), Index { backs: Backs::PrimaryKey, ..unique(&["a"]) }]), [(0, 1)]);
        let partial = |text: &str| super::super::Partial { text: text.to_owned(), tests: Vec::new() };
        assert_eq!(pairs(&mut t, vec![Index { predicate: Some(partial("b = 1")), ..of(&["a"]) }, of(&["a", "b"])]), []);
        let active = || Index { predicate: Some(partial("b = 1")), ..of(&["a"]) };
        let same = Index { predicate: Some(partial("(B=1)")), ..of(&["a"]) };
        assert_eq!(pairs(&mut t, vec![active(), same]), [(1, 0)]);
        let state = |text: &str| Index { predicate: Some(partial(text)), ..of(&["a"]) };
        assert_eq!(pairs(&mut t, vec![state("b = 'Open'"), state("b = 'open'")]), []);
        let mut classed = of(&["a"]);
        classed.keys[0].operator_class = Some("text_pattern_ops".to_owned());
        assert_eq!(pairs(&mut t, vec![classed, of(&["a", "b"])]), []);
        let mut cut = of(&["a"]);
        cut.keys[0].prefix = Some(10);
        assert_eq!(pairs(&mut t, vec![cut, of(&["a", "b"])]), []);
        let gin = Index { method: "gin".to_owned(), ..of(&["a"]) };
        assert_eq!(pairs(&mut t, vec![gin, of(&["a", "b"])]), []);
        let b = t.column("b").unwrap().id;
        assert_eq!(pairs(&mut t, vec![Index { include: vec![b], ..of(&["a"]) }, of(&["a"])]), [(1, 0)]);
        assert_eq!(pairs(&mut t, vec![Index { usable: false, ..of(&["a", "b"]) }, of(&["a"])]), []);
    }
}
