//! The order of a project's migrations, and which of them have run everywhere, so that they cannot be changed: those that
//! many others follow, those of a version that was released, those that are much older than the newest, and those that
//! the configuration names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::extract::Extract;
use crate::fact::Day;
use crate::text::FileRole;

/// A migration that so many later ones of its folder follow has run everywhere.
const SETTLED_AFTER: usize = 20;

/// The numbers a migration's name begins with: `2024-01-31-120000_orders`, `V1_2__orders`, `0007_orders`.
pub(super) type Number = Vec<u128>;

/// The numbers of the migrations of each folder, and on which day they were written.
#[derive(Clone, Debug, Default)]
pub struct Migrations {
    numbers: BTreeMap<String, BTreeSet<Number>>,
    /// Of those that say it in a comment.
    days: BTreeMap<String, Day>,
    newest: Option<Day>,
}

/// How a team runs its migrations: `[migrations]` of a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationTerms {
    /// Nothing else uses the database meanwhile.
    pub downtime: bool,
    /// These and those before them have run everywhere.
    pub start_after: Vec<StartAfter>,
}

/// A migration, or a day, up to which migrations are not judged any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartAfter {
    written: String,
    last: Last,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Last {
    Day(Day),
    /// In all folders, when it names none.
    Migration {
        folder: String,
        number: Number,
    },
}

impl FromStr for StartAfter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let last = match (text.parse(), numbered(text.trim_start_matches("./").trim_end_matches('/'))) {
            (Ok(day), _) => Last::Day(day),
            (_, Some((folder, number))) => Last::Migration { folder: folder.to_owned(), number },
            (_, None) => return Err(()),
        };
        Ok(Self { written: text.to_owned(), last })
    }
}

impl fmt::Display for StartAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl Migrations {
    pub fn of<'p>(files: impl IntoIterator<Item = (&'p str, &'p Extract)>) -> Self {
        let mut migrations = Self::default();
        for (path, extract) in files.into_iter().filter(|(path, _)| FileRole::of(path) == FileRole::Migration) {
            migrations.days.extend(extract.marks.written.map(|day| (path.to_owned(), day)));
            if let Some((folder, number)) = numbered(path) {
                migrations.numbers.entry(folder.to_owned()).or_default().insert(number);
            }
            let day = migrations.written(path);
            migrations.newest = migrations.newest.max(day);
        }
        migrations
    }

    /// Whether it has run everywhere, so that only a new migration can change what it did.
    pub fn is_settled(&self, path: &str, terms: &MigrationTerms) -> Option<bool> {
        if FileRole::of(path) != FileRole::Migration {
            return None;
        }
        let (position, day) = (numbered(path), self.written(path));
        if position.is_none() && day.is_none() {
            return None;
        }
        let is_followed = || self.later(path).is_some_and(|mut later| later.nth(SETTLED_AFTER - 1).is_some());
        let is_old = || day.zip(self.newest).is_some_and(|(day, newest)| Day { year: day.year + 1, ..day } <= newest);
        let is_before = |start: &StartAfter| match &start.last {
            Last::Day(start) => day.is_some_and(|day| day <= *start),
            Last::Migration { folder, number } => position
                .as_ref()
                .is_some_and(|(own, position)| position <= number && (folder.is_empty() || lies_in(own, folder))),
        };
        let is_released = || is_of_version(path) && self.later(path).is_some_and(|mut later| later.next().is_some());
        Some(is_followed() || is_released() || is_old() || terms.start_after.iter().any(is_before))
    }

    /// The migrations of its folder that come after it; none when names do not tell their order.
    fn later(&self, path: &str) -> Option<impl Iterator<Item = &Number>> {
        let (folder, number) = numbered(path)?;
        let beside = self.numbers.get(folder)?;
        Some(beside.iter().rev().take_while(move |other| **other > number))
    }

    /// The day it was written on, as its name or a comment tells.
    fn written(&self, path: &str) -> Option<Day> {
        let of_name = numbered(path).and_then(|(_, number)| day(&number));
        of_name.or_else(|| self.days.get(path).copied())
    }
}

/// Whether the folder of a migration is called after a version of the program: `upgrade/3.1.0/mysql/tables.sql`. Once the
/// next version has a folder, this one was released.
fn is_of_version(path: &str) -> bool {
    let Some((above, number)) = numbered(path) else { return false };
    let rest = path.get(above.len()..).unwrap_or_default().trim_start_matches('/');
    let folder = rest.split_once('/').map(|(folder, _)| folder.trim_start_matches(['V', 'v']));
    let digits = |letter: char| letter.is_ascii_digit() || letter == '.';
    // No dates: `2024.01.31`.
    let is_small = number.first().is_some_and(|&major| major < 1000);
    folder.is_some_and(|folder| {
        let version = folder.split(|letter| !digits(letter)).next().unwrap_or_default();
        is_small && version.trim_end_matches('.').contains('.')
    })
}

fn lies_in(path: &str, folder: &str) -> bool {
    path.strip_suffix(folder).is_some_and(|above| above.is_empty() || above.ends_with('/'))
}

/// The folder that a migration is one of, and its number. Where each migration has a folder of its own
/// (`2024-01-31_orders/up.sql`, `upgrade/3.1.0/mysql/tables.sql`), that folder is numbered.
fn numbered(path: &str) -> Option<(&str, Number)> {
    let mut rest = path;
    loop {
        let (above, name) = rest.rsplit_once('/').unwrap_or(("", rest));
        // The numbers of a folder above those of migrations mean something else.
        let is_one_of_many = rest == path || FileRole::of(rest) == FileRole::Migration;
        if let Some(number) = number(name).filter(|_| is_one_of_many) {
            return Some((above, number));
        }
        if above.is_empty() || !is_one_of_many {
            return None;
        }
        rest = above;
    }
}

/// `2024-01-31-120000` and `20240131120000` begin with a day.
fn day(number: &[u128]) -> Option<Day> {
    let digits = match number {
        [year @ 1..=9999, month @ 1..=99, day @ 1..=99, ..] => format!("{year:04}{month:02}{day:02}"),
        [stamp, ..] => stamp.to_string(),
        [] => return None,
    };
    // Some count on through a month: `20191100000010`.
    let first = |day| if day == "00" { "01" } else { day };
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, first(digits.get(6..8)?));
    format!("{year}-{month}-{day}").parse().ok().filter(|day: &Day| (1990..2200).contains(&day.year))
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

    fn migrations(paths: &[&str]) -> Migrations {
        let extract = Extract::default();
        Migrations::of(paths.iter().map(|path| (*path, &extract)))
    }

    #[test]
    fn later_migrations_are_counted_once() {
        let migrations = migrations(&[
            "migrations/2_a.sqlite.up.sql",
            "migrations/10_b.mysql.up.sql",
            "migrations/10_b.sqlite.up.sql",
            "migrations/11_c.up.sql",
            "db/migrations/2024-01-01_a/up.sql",
            "db/migrations/2024-01-01_a/down.sql",
            "db/migrations/2024-02-01_b/up.sql",
            "sql/upgrade/3.0.0_schema/mysql/ddl.sql",
            "sql/upgrade/3.0.0_schema/postgres/ddl.sql",
            "sql/upgrade/3.1.0_schema/mysql/ddl.sql",
            "src/3_a.sql",
        ]);
        let later = |path: &str| migrations.later(path).map(Iterator::count);
        assert_eq!(later("migrations/2_a.sqlite.up.sql"), Some(2));
        assert_eq!(later("migrations/11_c.up.sql"), Some(0));
        assert_eq!(later("db/migrations/2024-01-01_a/up.sql"), Some(1));
        assert_eq!(later("sql/upgrade/3.0.0_schema/postgres/ddl.sql"), Some(1));
        assert_eq!(later("src/3_a.sql"), None);
        assert_eq!(Migrations::default().later("migrations/2_a.sqlite.up.sql").map(Iterator::count), None);
    }

    fn is_settled(migrations: &Migrations, path: &str, start_after: &[&str]) -> Option<bool> {
        let start_after = start_after.iter().map(|text| text.parse().expect(text)).collect();
        migrations.is_settled(path, &MigrationTerms { start_after, downtime: false })
    }

    #[test]
    fn what_is_a_year_older_than_the_newest_is_settled() {
        let migrations = migrations(&[
            "migrations/20240131120000_orders.sql",
            "migrations/20240902090000_lines.sql",
            "db/migrations/2025-02-01-120000_bills/up.sql",
            "migrations/20150100000001_odd.sql",
            "migrations/20151300000001_none.sql",
            "migrations/0007_plain.sql",
        ]);
        let is_settled = |path| is_settled(&migrations, path, &[]);
        assert_eq!(is_settled("migrations/20240131120000_orders.sql"), Some(true));
        assert_eq!(is_settled("migrations/20240902090000_lines.sql"), Some(false));
        assert_eq!(is_settled("migrations/20150100000001_odd.sql"), Some(true), "in January");
        assert_eq!(is_settled("migrations/20151300000001_none.sql"), Some(false), "there is no such month");
        assert_eq!(is_settled("migrations/0007_plain.sql"), Some(false));
    }

    #[test]
    fn what_belongs_to_a_version_that_another_follows_is_settled() {
        let migrations = migrations(&[
            "sql/upgrade/3.0.0_schema/mysql/ddl.sql",
            "sql/upgrade/3.1.0_schema/mysql/ddl.sql",
            "db/migrations/2024.01.31_a/up.sql",
            "db/migrations/2024.02.29_b/up.sql",
            "app/migrations/1_orders/up.sql",
            "app/migrations/2_lines/up.sql",
            "flyway/migration/V1.1__orders.sql",
            "flyway/migration/V1.2__lines.sql",
        ]);
        let is_settled = |path| is_settled(&migrations, path, &[]);
        assert_eq!(is_settled("sql/upgrade/3.0.0_schema/mysql/ddl.sql"), Some(true));
        assert_eq!(is_settled("sql/upgrade/3.1.0_schema/mysql/ddl.sql"), Some(false), "the next version");
        assert_eq!(is_settled("db/migrations/2024.01.31_a/up.sql"), Some(false), "a day");
        assert_eq!(is_settled("app/migrations/1_orders/up.sql"), Some(false), "a number");
        assert_eq!(is_settled("flyway/migration/V1.1__orders.sql"), Some(false), "one of many of its version, maybe");
    }

    #[test]
    fn a_comment_may_tell_the_day() {
        let mut old = Extract::default();
        old.marks.written = "2022-03-28".parse().ok();
        let mut new = Extract::default();
        new.marks.written = "2024-10-09".parse().ok();
        let migrations =
            Migrations::of([("forms/migrations/0005_data.py", &old), ("pages/migrations/0014_size.py", &new)]);
        assert_eq!(is_settled(&migrations, "forms/migrations/0005_data.py", &[]), Some(true));
        assert_eq!(is_settled(&migrations, "pages/migrations/0014_size.py", &[]), Some(false));
        assert_eq!(is_settled(&migrations, "pages/migrations/0014_size.py", &["2024-12-31"]), Some(true));
    }

    #[test]
    fn a_configuration_may_name_the_last_one_that_has_run() {
        let migrations = migrations(&["shop/migrations/0007_a.py", "bills/migrations/0003_b.py"]);
        let is_settled = |path: &str, start: &str| is_settled(&migrations, path, &[start]) == Some(true);
        assert!(is_settled("shop/migrations/0007_a.py", "0007_a"));
        assert!(!is_settled("shop/migrations/0007_a.py", "0006"));
        assert!(is_settled("bills/migrations/0003_b.py", "0007_a"), "it names no folder");
        assert!(!is_settled("bills/migrations/0003_b.py", "shop/migrations/0007_a.py"));
        assert!(is_settled("shop/migrations/0007_a.py", "./shop/migrations/0007_a.py"));
        assert!(is_settled("db/migrations/2024-01-31-1_a/up.sql", "migrations/2024-01-31-1_a/up.sql"));
        assert!(is_settled("db/migrations/2024-01-31-1_a/up.sql", "2024-01-31"), "and that day");
        assert!(!is_settled("db/migrations/2024-01-31-1_a/up.sql", "2024-01-30"));
        for nothing in ["orders", "", "migrations/up.sql"] {
            assert_eq!(nothing.parse::<StartAfter>(), Err(()), "{nothing}");
        }
    }
}
