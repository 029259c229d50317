//! What the path of a migration tells: the set it is one of, its place in that set, the engine it is for, and whether
//! it takes another one back.

use super::engines::{EngineName, engine};
use super::flyway;
use super::tool::Tool;
use super::{UPGRADES, lies_in};
use crate::extract::{MarkingTool, Marks};
use crate::project::migrations::{Number, number};
use crate::text::FileRole;

/// A migration, as its path and its marks tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'p> {
    /// The folder of the set.
    pub root: &'p str,
    pub tool: Tool,
    pub version: Version,
    pub engine: Option<EngineName>,
    pub undoes: bool,
}

/// Where a migration stands among those of its set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub stage: Stage,
    pub numbers: Number,
    pub text: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Versioned,
    /// After all others, whenever it changes.
    Repeatable,
}

/// A run of digits or of other letters, so that `a2` stands before `a10`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Number(u128),
    Text(String),
}

impl Version {
    pub fn numbered(mut numbers: Number, name: &str) -> Self {
        while numbers.last() == Some(&0) {
            numbers.pop();
        }
        Self { stage: Stage::Versioned, numbers, text: natural(name) }
    }

    /// Compared letter by letter.
    fn lexical(name: &str) -> Self {
        Self { stage: Stage::Versioned, numbers: Number::new(), text: vec![Part::Text(name.to_owned())] }
    }

    pub fn repeatable(name: &str) -> Self {
        Self { stage: Stage::Repeatable, ..Self::lexical(name) }
    }
}

/// A name that is sorted as people count.
pub fn natural(name: &str) -> Vec<Part> {
    let name = name.to_lowercase();
    let mut parts = Vec::new();
    let mut rest = name.as_str();
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if digits { Part::Number(part.parse().unwrap_or(u128::MAX)) } else { Part::Text(part.to_owned()) });
        rest = after;
    }
    parts
}

/// What a path says, when it is that of a migration in SQL.
pub fn named<'p>(path: &'p str, marks: &Marks) -> Option<Named<'p>> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, _) = name.rsplit_once('.')?;
    if let Some(named) = in_own_folder(folder, stem) {
        return Some(named);
    }
    // `20240131_orders.mysql.up`
    let mut parts = stem.split('.');
    let title = parts.next()?;
    let (mut suffix, mut for_engine) = (None, None);
    for part in parts {
        match part.to_ascii_lowercase().as_str() {
            "up" => suffix = Some(false),
            "down" | "undo" | "rollback" => suffix = Some(true),
            part => for_engine = for_engine.or(engine(part)),
        }
    }
    let engine = for_engine.or_else(|| folder.rsplit('/').next().and_then(engine));
    if let Some((version, undoes)) = flyway::version(stem) {
        return Some(Named { root: folder, tool: Tool::Flyway, version, engine, undoes });
    }
    let numbers = number(title);
    let marked = marks.tool.map(tool_of);
    let in_own_set = FileRole::of(path) == FileRole::Migration && !lies_in(path, UPGRADES);
    if numbers.is_none() && marked.is_none() && !in_own_set {
        return None;
    }
    let tool = match marked {
        Some(tool) => tool,
        None if suffix.is_some() => Tool::UpAndDown,
        None if folder.split('/').any(|part| part == "drizzle") => Tool::Drizzle,
        None => Tool::Plain,
    };
    let version = match tool {
        Tool::Dbmate => Version::lexical(title.split('_').next().unwrap_or(title)),
        _ => Version::numbered(numbers.unwrap_or_default(), title),
    };
    Some(Named { root: folder, tool, version, engine, undoes: suffix.unwrap_or_else(|| undoes(path)) })
}

/// `2024-01-31-120000_orders/up.sql` of diesel, `20240131120000_orders/migration.sql` of Prisma.
fn in_own_folder<'p>(folder: &'p str, stem: &str) -> Option<Named<'p>> {
    let (root, own) = folder.rsplit_once('/').unwrap_or(("", folder));
    let (tool, undoes) = match stem {
        "migration" => (Tool::Prisma, false),
        "up" => (Tool::Diesel, false),
        "down" => (Tool::Diesel, true),
        _ => return None,
    };
    own.starts_with(|letter: char| letter.is_ascii_digit()).then(|| {
        let version = match tool {
            Tool::Diesel => own.split('_').next().unwrap_or(own).replace('-', ""),
            _ => own.to_owned(),
        };
        let engine = root.rsplit('/').next().and_then(engine);
        Named { root, tool, version: Version::lexical(&version), engine, undoes }
    })
}

fn tool_of(marking: MarkingTool) -> Tool {
    match marking {
        MarkingTool::Liquibase => Tool::Liquibase,
        MarkingTool::Goose => Tool::Goose,
        MarkingTool::SqlMigrate => Tool::SqlMigrate,
        MarkingTool::Dbmate => Tool::Dbmate,
        MarkingTool::Tern => Tool::Tern,
        MarkingTool::Drizzle => Tool::Drizzle,
    }
}

/// Whether the name of a file, or of the folder it lies in, says that it takes something back. (A column may well be
/// called `down_payment`: only the first and the last word count.)
pub fn undoes(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let says = |word: &str| {
        let word = word.to_ascii_lowercase();
        matches!(word.as_str(), "down" | "rollback" | "rollbacks" | "undo" | "revert" | "downgrade")
    };
    let mut words = stem.split(['_', '-', '.', ' ']).filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()));
    let first = words.next();
    let last = words.next_back();
    folder.rsplit('/').next().is_some_and(says)
        || last.is_some_and(says)
        || first
            .is_some_and(|first| says(first) && !first.eq_ignore_ascii_case("down") || last.is_none() && says(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Dialect;

    fn read(path: &str) -> Named<'_> {
        named(path, &Marks::default()).expect(path)
    }

    fn follows(one: &str, other: &str) -> bool {
        read(one).version > read(other).version
    }

    #[test]
    fn paths_tell_the_tool() {
        for (path, tool, root) in [
            ("db/2024-01-31-120000_orders/up.sql", Tool::Diesel, "db"),
            ("prisma/migrations/20240131_a/migration.sql", Tool::Prisma, "prisma/migrations"),
            ("drizzle/0000_orders.sql", Tool::Drizzle, "drizzle"),
            ("db/migration/V1_2__orders.sql", Tool::Flyway, "db/migration"),
            ("migrations/0001_a.up.sql", Tool::UpAndDown, "migrations"),
            ("migrations/orders.sql", Tool::Plain, "migrations"),
        ] {
            let named = read(path);
            assert_eq!((named.tool, named.root), (tool, root), "{path}");
        }
        assert_eq!(named("reports/orders.sql", &Marks::default()), None);
    }

    #[test]
    fn numbers_are_counted_and_versions_of_diesel_are_letters() {
        assert!(follows("m/10_a.up.sql", "m/9_b.up.sql"));
        assert!(follows("m/V10__a.sql", "m/V9.2__b.sql"));
        assert!(follows("m/R__a.sql", "m/V99__b.sql"));
        assert!(follows("m/9_a/up.sql", "m/10_b/up.sql"));
        assert_eq!(read("m/V1__a.sql").version.numbers, read("m/V1.0__a.sql").version.numbers);
    }

    #[test]
    fn what_takes_back_is_told() {
        for path in ["m/1_a.down.sql", "m/1_a/down.sql", "m/U2__a.sql", "migrations/down/1_a.sql", "m/1_a_rollback.sql"]
        {
            assert!(read(path).undoes, "{path}");
        }
        for path in ["m/1_a.up.sql", "m/1_add_down_payment.sql", "m/1_down_payments.sql", "m/1_breakdown.sql"] {
            assert!(!read(path).undoes, "{path}");
        }
    }

    #[test]
    fn names_tell_the_engine() {
        let dialect = |path| read(path).engine.and_then(|engine| engine.dialect);
        assert_eq!(dialect("m/1_a.mysql.up.sql"), Some(Dialect::Mysql));
        assert_eq!(dialect("m/1_a.sqlite3.autocommit.up.sql"), Some(Dialect::Sqlite));
        assert_eq!(dialect("migrations/postgresql/2024-01-01_a/up.sql"), Some(Dialect::Postgres));
        assert_eq!(dialect("m/1_a.up.sql"), None);
    }
}
