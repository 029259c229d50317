//! One file as it was read: its text, what language it is written in, and what it is for.

use std::sync::Arc;

use super::{LineIndex, Place, Position, Span};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    Sql,
    /// A host language, by its name in the table of languages.
    Host(&'static str),
    /// A page with loops and values in it.
    Template,
}

/// What a file is for; told from its path. Rules say in `files:` where they speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileRole {
    Application,
    Migration,
    Test,
    Seed,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub path: Arc<str>,
    pub text: Arc<str>,
    pub kind: SourceKind,
    pub lines: LineIndex,
}

impl Source {
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>, kind: SourceKind) -> Self {
        let text = text.into();
        let lines = LineIndex::new(&text);
        Self { path: path.into(), text, kind, lines }
    }

    pub fn place(&self, span: Span) -> Place {
        Place { path: self.path.clone(), span }
    }

    pub fn position(&self, offset: u32) -> Position {
        self.lines.position(&self.text, offset as usize)
    }

    /// The text of a span; empty when the span does not lie on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub fn role(&self) -> FileRole {
        FileRole::of(&self.path)
    }

    /// The offset from which a program holds its own unit tests, as Rust's do at their end.
    pub fn tests_from(&self) -> Option<u32> {
        const MARK: &str = "\n#[cfg(test)]\n";
        let mut marks = self.text.match_indices(MARK).map(|(at, _)| at);
        let is_module = |after: &str| {
            // Other attributes may stand between.
            let line = after.lines().find(|line| !line.starts_with("#["));
            line.is_some_and(|line| line.trim_start_matches("pub ").starts_with("mod "))
        };
        let tests = marks.find(|at| is_module(&self.text[at + MARK.len()..]))?;
        (self.kind == SourceKind::Host("rust")).then(|| u32::try_from(tests).unwrap_or(u32::MAX))
    }

    /// The parts of a program that are tests: a module at its end, and functions that are marked as such.
    pub fn tests(&self) -> Vec<Span> {
        if self.kind != SourceKind::Host("rust") {
            return Vec::new();
        }
        let module = self.tests_from().map(|start| Span { start, end: u32::MAX });
        let mut found: Vec<Span> = module.into_iter().collect();
        let mut at = 0;
        // The line that closes a function which is open, and where its mark stands.
        let mut open: Option<(String, usize)> = None;
        for line in self.text.split_inclusive('\n') {
            let words = line.trim();
            match &open {
                Some((closing, start)) if line.trim_end() == closing => {
                    found.push(Span::new(*start, at + line.len()));
                    open = None;
                }
                None if words == "#[test]" || words.starts_with("#[") && words.contains("::test") => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    open = Some((format!("{indent}}}"), at));
                }
                _ => {}
            }
            at += line.len();
        }
        found
    }
}

impl FileRole {
    /// What the folders and the name of a file say it is for.
    pub fn of(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let stem = name.split('.').next().unwrap_or(name);
        let within = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
        let test = within(&[
            "test",
            "tests",
            "testing",
            "__tests__",
            "spec",
            "testdata",
            "test_data",
            "benches",
            "stub",
            "stubs",
        ]) || stem.starts_with("test_")
            || stem.ends_with("_test")
            || stem.ends_with("_tests")
            || name.contains(".test.")
            || name.contains(".spec.")
            || matches!(stem, "test" | "tests" | "conftest");
        if test {
            Self::Test
        } else if within(&[
            "migrations",
            "migration",
            "migrate",
            "alembic",
            "versions",
            "db_migrations",
            "upgrade",
            "upgrades",
        ]) {
            Self::Migration
        } else if within(&["seed", "seeds", "fixtures", "fixture", "factories"]) || stem == "seed" || stem == "seeds" {
            Self::Seed
        } else {
            Self::Application
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Migration => "migration",
            Self::Test => "test",
            Self::Seed => "seed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_hold_their_tests_at_their_end() {
        let tests_from = |text: &str, kind| Source::new("a", text, kind).tests_from();
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(tests_from(text, SourceKind::Host("rust")), Some(9));
        assert_eq!(tests_from(text, SourceKind::Sql), None);
        let more = "fn a() {}\n#[cfg(test)]\n#[expect(clippy::panic)]\nmod tests {\n";
        assert_eq!(tests_from(more, SourceKind::Host("rust")), Some(9));
        assert_eq!(tests_from("\n#[cfg(test)]\nuse a::b;\n", SourceKind::Host("rust")), None);
        let marked = "fn a() {\n}\n#[tokio::test]\nasync fn b() {\n    if c {\n    }\n}\nfn d() {}\n";
        let spans = Source::new("a", marked, SourceKind::Host("rust")).tests();
        let held = |word: &str| {
            let at = marked.find(word).expect("it stands there") as u32;
            spans.iter().any(|span| span.start <= at && at < span.end)
        };
        assert_eq!(["fn a", "fn b", "if c", "fn d"].map(held), [false, true, true, false]);
    }

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
}
