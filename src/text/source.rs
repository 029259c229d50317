//! One file as it was read: its text, what language it is written in, and what it is for.

use std::sync::Arc;

use super::{FileRole, LineIndex, Place, Position, Roles, Span};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    Sql,
    /// A host language, by its name in the table of languages.
    Host(&'static str),
    /// A page with loops and values in it.
    Template,
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

    /// What each part of it is for: programs may hold their own tests.
    pub fn roles(&self) -> Roles {
        Roles { whole: self.role(), parts: self.tests().into_iter().map(|span| (span, FileRole::Test)).collect() }
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
}
