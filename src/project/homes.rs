//! Which part of the project a schema serves: the folder that its migrations were put into, less the folders that only
//! say that they are migrations.

use super::sources::engine;

/// Names of folders that say what lies in them, not whose it is.
const CONVENTIONAL: &[&str] = &[
    "migrations",
    "migration",
    "migrate",
    "db_migrations",
    "db",
    "database",
    "databases",
    "sql",
    "schema",
    "schemas",
    "ddl",
    "tables",
    "prisma",
    "drizzle",
    "alembic",
    "versions",
    "resources",
    "changelog",
    "changelogs",
    "changes",
    "liquibase",
    "flyway",
    "persistence",
    "storage",
    "store",
    "scripts",
    "script",
    "up",
];
/// Folders whose folders are programs of their own.
const CONTAINERS: &[&str] = &["services", "service", "apps", "microservices", "projects", "plugins", "modules"];

/// The folder whose files a schema serves, with a slash at its end; empty: all.
pub fn home(root: &str) -> String {
    let mut folder = root;
    while !folder.is_empty() {
        let (above, own) = folder.rsplit_once('/').unwrap_or(("", folder));
        let own = own.to_ascii_lowercase();
        // Java's `src/main/resources/db/migration`.
        let of_java = matches!(own.as_str(), "main" | "java" | "kotlin") && above.ends_with("src")
            || own == "main" && above == "src";
        if !(CONVENTIONAL.contains(&own.as_str()) || engine(&own).is_some() || of_java || own == "src") {
            break;
        }
        folder = above;
    }
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}

/// Whether it is the home of one program among several, so that its schema serves no other.
pub fn is_one_of_several(home: &str) -> bool {
    let mut above = home.trim_end_matches('/').rsplit('/').skip(1);
    above.any(|folder| CONTAINERS.iter().any(|name| folder.eq_ignore_ascii_case(name)))
}

/// The program that a file is part of: the folder below `services/` or `apps/`, with a slash at its end; else all.
pub fn program_of(path: &str) -> String {
    let mut from = 0;
    for folder in path.split('/') {
        let end = from + folder.len();
        let is_container = CONTAINERS.iter().any(|name| folder.eq_ignore_ascii_case(name));
        if let Some(next) = path.get(end + 1..).filter(|_| is_container).and_then(|rest| rest.find('/')) {
            return path[..end + 1 + next + 1].to_owned();
        }
        from = end + 1;
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_of_schemas() {
        for (root, expected) in [
            ("migrations", ""),
            ("migrations/mysql", ""),
            ("src/main/resources/db/migration", ""),
            ("services/billing/migrations", "services/billing/"),
            ("services/billing/src/main/resources/db/migration", "services/billing/"),
            ("crates/store/migrations", "crates/"),
            ("db/analytics/migrations", "db/analytics/"),
        ] {
            assert_eq!(home(root), expected, "{root}");
        }
        assert!(is_one_of_several("services/billing/") && !is_one_of_several("crates/db/") && !is_one_of_several(""));
    }
}
