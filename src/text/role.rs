//! What files are for, and parts of them; told from paths.

use super::Span;

/// What a file is for. Rules say in `files:` where they speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileRole {
    Application,
    /// A person or a timer starts it, and nobody waits for its next page: management commands, scripts.
    Command,
    Migration,
    Test,
    Seed,
}

const TESTS: &[&str] =
    &["test", "tests", "testing", "__tests__", "spec", "testdata", "test_data", "benches", "stub", "stubs"];
const MIGRATIONS: &[&str] =
    &["migrations", "migration", "migrate", "alembic", "versions", "db_migrations", "upgrade", "upgrades"];
const SEEDS: &[&str] = &["seed", "seeds", "fixtures", "fixture", "factories"];
const COMMANDS: &[&str] = &["cli", "bin", "scripts", "script"];

impl FileRole {
    /// What the folders and the name of a file say it is for.
    pub fn of(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let stem = name.split('.').next().unwrap_or(name);
        let within = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
        let test = within(TESTS)
            || stem.starts_with("test_")
            || stem.ends_with("_test")
            || stem.ends_with("_tests")
            || name.contains(".test.")
            || name.contains(".spec.")
            || matches!(stem, "test" | "tests" | "conftest");
        if test {
            Self::Test
        } else if within(MIGRATIONS) {
            Self::Migration
        } else if within(SEEDS) || matches!(stem, "seed" | "seeds") {
            Self::Seed
        } else if is_program(name) && (within(COMMANDS) || is_command(folders, stem) || is_example(folders, name)) {
            Self::Command
        } else {
            Self::Application
        }
    }

    /// Whether its code is the program's own: what runs for users, or for those who keep the program running.
    pub fn is_program(self) -> bool {
        matches!(self, Self::Application | Self::Command)
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Command => "command",
            Self::Migration => "migration",
            Self::Test => "test",
            Self::Seed => "seed",
        }
    }
}

/// A report in `scripts/` is as good as any other: only programs are commands.
fn is_program(name: &str) -> bool {
    ![".sql", ".ddl", ".psql", ".pgsql", ".mysql", ".html"].iter().any(|ending| name.ends_with(ending))
}

/// `management/commands/reindex.py`, `cli.py`, `manage.py`
fn is_command(folders: &str, stem: &str) -> bool {
    matches!(stem, "cli" | "__main__" | "manage")
        || folders == "management/commands"
        || folders.ends_with("/management/commands")
        || folders.contains("management/commands/")
}

/// A program that Cargo builds beside the crate: `examples/import.rs`, `examples/import/main.rs`. A folder of that name
/// holds whole projects elsewhere.
fn is_example(folders: &str, name: &str) -> bool {
    let mut around = folders.rsplit('/');
    let (parent, above) = (around.next(), around.next());
    name.ends_with(".rs") && (parent == Some("examples") || name == "main.rs" && above == Some("examples"))
}

/// What the parts of one file are for.
#[derive(Clone, Debug)]
pub struct Roles {
    pub whole: FileRole,
    /// Parts that are for something else. Of parts that overlap, the first counts.
    pub parts: Vec<(Span, FileRole)>,
}

impl Roles {
    pub fn at(&self, offset: u32) -> FileRole {
        let holds = |span: Span| span.start <= offset && offset < span.end;
        self.parts.iter().find(|(span, _)| holds(*span)).map_or(self.whole, |(_, role)| *role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_a_file_is_for() {
        assert_eq!(FileRole::of("shop/views.py"), FileRole::Application);
        assert_eq!(FileRole::of("shop/migrations/0001_initial.py"), FileRole::Migration);
        assert_eq!(FileRole::of("shop/tests/test_views.py"), FileRole::Test);
        assert_eq!(FileRole::of("src/orders_test.rs"), FileRole::Test);
        assert_eq!(FileRole::of("contest.py"), FileRole::Application);
        assert_eq!(FileRole::of("db/seeds/users.sql"), FileRole::Seed);
        assert_eq!(FileRole::of("sql/upgrade/3.1.0_schema/mysql/orders_ddl.sql"), FileRole::Migration);
        assert_eq!(FileRole::of("lib/stubs/migrations/1_orders.sql"), FileRole::Test);
    }

    #[test]
    fn what_is_started_by_hand_is_a_command() {
        let commands = [
            "shop/management/commands/reindex.py",
            "management/commands/reindex.py",
            "shop/cli/orders.py",
            "shop/cli.py",
            "manage.py",
            "scripts/import_prices.py",
            "crates/worker/src/bin/backfill.rs",
            "examples/import.rs",
            "crates/shop/examples/import/main.rs",
        ];
        for path in commands {
            assert_eq!(FileRole::of(path), FileRole::Command, "{path}");
        }
        let others = [
            // A command in the sense of CQRS answers a request.
            "shop/orders/commands/place_order.py",
            "shop/management/views.py",
            "shop/client.py",
            "examples/shop/storefront/views.py",
            "examples/shop/src/main.rs",
            "scripts/reports/late_orders.sql",
            "src/binary/orders.rs",
        ];
        for path in others {
            assert_eq!(FileRole::of(path), FileRole::Application, "{path}");
        }
    }

    #[test]
    fn the_first_part_that_holds_a_place_says_what_it_is_for() {
        let part = |start, end, role| (Span::new(start, end), role);
        let parts = vec![part(5, 20, FileRole::Test), part(10, 30, FileRole::Command)];
        let roles = Roles { whole: FileRole::Application, parts };
        let found = [4, 5, 15, 20, 30].map(|at| roles.at(at).word());
        assert_eq!(found, ["application", "test", "test", "command", "application"]);
    }
}
