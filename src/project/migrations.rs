//! The order of a project's migrations. One that many others follow has run everywhere and cannot be changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::FileRole;

/// A migration that so many later ones of its folder follow has run everywhere.
pub const SETTLED_AFTER: usize = 20;

/// The numbers a migration's name begins with: `2024-01-31-120000_orders`, `V1_2__orders`, `0007_orders`.
pub(super) type Number = Vec<u128>;

/// The numbers of the migrations of each folder.
#[derive(Clone, Debug, Default)]
pub struct Migrations(BTreeMap<String, BTreeSet<Number>>);

impl Migrations {
    pub fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut migrations = Self::default();
        for (folder, number) in paths.into_iter().filter_map(position) {
            migrations.0.entry(folder.to_owned()).or_default().insert(number);
        }
        migrations
    }

    /// Whether it has run everywhere, so that only a new migration can change what it did.
    pub fn is_settled(&self, path: &str) -> Option<bool> {
        Some(self.later(path)?.nth(SETTLED_AFTER - 1).is_some())
    }

    /// The migrations of its folder that come after it; none when names do not tell their order.
    fn later(&self, path: &str) -> Option<impl Iterator<Item = &Number>> {
        let (folder, number) = position(path)?;
        let beside = self.0.get(folder)?;
        Some(beside.iter().rev().take_while(move |other| **other > number))
    }
}

/// The folder that a migration is one of, and its number. Where each migration has a folder of its own
/// (`2024-01-31_orders/up.sql`), that folder is numbered.
fn position(path: &str) -> Option<(&str, Number)> {
    if FileRole::of(path) != FileRole::Migration {
        return None;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match number(name) {
        Some(number) => Some((folder, number)),
        None => {
            let (above, own) = folder.rsplit_once('/').unwrap_or(("", folder));
            number(own).map(|number| (above, number))
        }
    }
}

/// The numbers at the head of a name. What goes on with letters (`1a2b_orders`) is no number.
pub(super) fn number(name: &str) -> Option<Number> {
    let mut rest = name.strip_prefix(['V', 'v']).unwrap_or(name);
    let mut number = Number::new();
    loop {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let follows = rest[end..].chars().next();
        if end == 0 || !follows.is_none_or(|letter| matches!(letter, '_' | '-' | '.')) {
            break;
        }
        number.push(rest[..end].parse().unwrap_or(u128::MAX));
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    (!number.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_order() {
        assert_eq!(number("2025-08-01-000055_rename"), Some(vec![2025, 8, 1, 55]));
        assert_eq!(number("V1_12__orders.sql"), Some(vec![1, 12]));
        assert_eq!(number("20150100000001000000_networks.mysql.up.sql"), Some(vec![20_150_100_000_001_000_000]));
        assert_eq!(number("12.sql"), Some(vec![12]));
        for unnumbered in ["up.sql", "1a2b3c_orders.py", "schema_1.sql", ""] {
            assert_eq!(number(unnumbered), None, "{unnumbered}");
        }
    }

    #[test]
    fn later_migrations_are_counted_once() {
        let paths = [
            "migrations/2_a.sqlite.up.sql",
            "migrations/10_b.mysql.up.sql",
            "migrations/10_b.sqlite.up.sql",
            "migrations/11_c.up.sql",
            "db/migrations/2024-01-01_a/up.sql",
            "db/migrations/2024-01-01_a/down.sql",
            "db/migrations/2024-02-01_b/up.sql",
            "src/3_a.sql",
        ];
        let migrations = Migrations::of(paths);
        assert_eq!(migrations.later("migrations/2_a.sqlite.up.sql").map(Iterator::count), Some(2));
        assert_eq!(migrations.later("migrations/11_c.up.sql").map(Iterator::count), Some(0));
        assert_eq!(migrations.later("db/migrations/2024-01-01_a/up.sql").map(Iterator::count), Some(1));
        assert_eq!(migrations.later("src/3_a.sql").map(Iterator::count), None);
        assert_eq!(Migrations::default().later("migrations/2_a.sqlite.up.sql").map(Iterator::count), None);
    }
}
