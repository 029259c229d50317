//! Which lines were added or edited, as a diff without context tells.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The changed lines of each changed file, by its whole path.
#[derive(Debug, Default)]
pub struct Changes(BTreeMap<PathBuf, Lines>);

#[derive(Debug, PartialEq, Eq)]
enum Lines {
    All,
    /// Counted from 1, in their order.
    Some(Vec<Range<usize>>),
}

impl Changes {
    pub fn add_whole(&mut self, file: PathBuf) {
        self.0.insert(file, Lines::All);
    }

    /// Whether any of these lines was added or edited.
    pub fn touch(&self, file: &Path, lines: Range<usize>) -> bool {
        match self.0.get(file) {
            None => false,
            Some(Lines::All) => true,
            Some(Lines::Some(changed)) => changed.iter().any(|one| one.start < lines.end && lines.start < one.end),
        }
    }
}

/// Reads what `git diff --unified=0` prints.
pub fn read_diff(diff: &str, root: &Path) -> Changes {
    let mut changes = Changes::default();
    let mut file: Option<PathBuf> = None;
    // The lines of a hunk may look like anything, so they are counted off.
    let mut lines = diff.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("+++ ") {
            let name = unquoted(name.trim_end_matches('\t'));
            file = name.strip_prefix("b/").map(|name| root.join(name));
        } else if let Some((removed, added)) = line.strip_prefix("@@ ").and_then(hunk) {
            if let Some(file) = &file {
                let lines = changes.0.entry(file.clone()).or_insert_with(|| Lines::Some(Vec::new()));
                if let (Lines::Some(lines), false) = (lines, added.is_empty()) {
                    lines.push(added.clone());
                }
            }
            let mut held = removed + added.len();
            while held > 0 {
                let Some(line) = lines.next() else { break };
                // `\ No newline at end of file` is none of them.
                held -= usize::from(!line.starts_with('\\'));
            }
        }
    }
    changes
}

/// `-7,2 +9,3 @@ …`: how many lines went, and which came.
fn hunk(head: &str) -> Option<(usize, Range<usize>)> {
    let mut words = head.split(' ');
    let (_, removed) = numbers(words.next()?.strip_prefix('-')?)?;
    let (start, added) = numbers(words.next()?.strip_prefix('+')?)?;
    Some((removed, start..start + added))
}

/// `9,3`; `9` is `9,1`.
fn numbers(text: &str) -> Option<(usize, usize)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// A name as git quotes it: in double quotes, bytes that are not plain as `\303` or `\t`.
fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return name.to_owned() };
    let mut bytes = Vec::new();
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit) = rest.next_if(|byte| (b'0'..=b'7').contains(byte)) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                }
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
            }
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_and_edited_lines_are_known() {
        let diff = "\
diff --git a/db/a.sql b/db/a.sql
--- a/db/a.sql
+++ b/db/a.sql
@@ -3 +3,2 @@ SELECT
-old
++++ b/no.sql
+new
@@ -9,2 +10,0 @@
-gone
-@@ -1 +1 @@
diff --git \"a/\\303\\251 \\\"q\\\".sql\" \"b/\\303\\251 \\\"q\\\".sql\"
--- /dev/null
+++ \"b/\\303\\251 \\\"q\\\".sql\"
@@ -1 +1,2 @@
-a
\\ No newline at end of file
+a
+++ b
diff --git a/gone.sql b/gone.sql
--- a/gone.sql
+++ /dev/null
@@ -1 +0,0 @@
-a
";
        let changes = read_diff(diff, Path::new("/p"));
        let touch = |file: &str, lines| changes.touch(&Path::new("/p").join(file), lines);
        assert!(touch("db/a.sql", 4..5) && touch("db/a.sql", 1..4));
        assert!(!touch("db/a.sql", 1..3) && !touch("db/a.sql", 5..20));
        assert!(touch("é \"q\".sql", 2..3) && !touch("é \"q\".sql", 3..4));
        assert_eq!(changes.0.len(), 2, "{changes:?}");
    }
}
