//! CODEOWNERS: whose a file is. Both GitHub's form and GitLab's sections are read; the last line that matches a path
//! decides, in each section by itself.

use std::fs;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Where GitHub and GitLab look for it, in this order.
const PLACES: &[&str] = &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

#[derive(Debug, Default)]
pub struct Owners {
    /// The folder that its patterns are relative to.
    root: PathBuf,
    sections: Vec<Vec<Line>>,
}

#[derive(Debug)]
struct Line {
    pattern: Gitignore,
    owners: Vec<String>,
}

impl Owners {
    /// The owners that a project names, if it does.
    pub fn of_project(root: &Path) -> Option<Self> {
        let text = PLACES.iter().find_map(|place| fs::read_to_string(root.join(place)).ok())?;
        Some(Self::read(root, &text))
    }

    /// Lines that are no pattern are passed over, as the hosts do.
    fn read(root: &Path, text: &str) -> Self {
        let mut sections = vec![Vec::new()];
        let mut default = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(owners) = section(line) {
                sections.push(Vec::new());
                default = owners;
                continue;
            }
            let (pattern, owners) = parts(line);
            let owners = if owners.is_empty() { default.clone() } else { owners };
            let mut builder = GitignoreBuilder::new(root);
            let added = builder.add_line(None, &pattern).is_ok();
            if let (true, Ok(pattern), Some(section)) = (added, builder.build(), sections.last_mut()) {
                section.push(Line { pattern, owners });
            }
        }
        Self { root: root.to_owned(), sections }
    }

    /// Who owns a file, by its whole path. A line without owners says: nobody.
    pub fn of(&self, file: &Path) -> Vec<String> {
        let Ok(below) = file.strip_prefix(&self.root) else { return Vec::new() };
        let matches = |line: &&Line| line.pattern.matched_path_or_any_parents(below, false).is_ignore();
        let deciding = self.sections.iter().filter_map(|section| section.iter().rev().find(matches));
        let mut owners: Vec<String> = Vec::new();
        for owner in deciding.flat_map(|line| &line.owners) {
            if !owners.contains(owner) {
                owners.push(owner.clone());
            }
        }
        owners
    }
}

/// `[Database][2] @dba`: the owners of the lines in it that name none.
fn section(line: &str) -> Option<Vec<String>> {
    let rest = line.trim_start_matches('^').strip_prefix('[')?;
    let (_, mut rest) = rest.split_once(']')?;
    if let Some((_, after)) = rest.strip_prefix('[').and_then(|count| count.split_once(']')) {
        rest = after;
    }
    Some(owners(rest))
}

/// A pattern, in which a backslash keeps a space, and its owners.
fn parts(line: &str) -> (String, Vec<String>) {
    let mut escaped = false;
    let end = line.find(|letter: char| {
        let ends = letter.is_whitespace() && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    });
    let (pattern, rest) = line.split_at(end.unwrap_or(line.len()));
    (pattern.to_owned(), owners(rest))
}

fn owners(text: &str) -> Vec<String> {
    text.split_whitespace().take_while(|word| !word.starts_with('#')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, path: &str) -> Vec<String> {
        Owners::read(Path::new("/p"), text).of(&Path::new("/p").join(path))
    }

    #[test]
    fn the_last_line_that_matches_decides() {
        let text = "# all\n* @shop\n/db/ @dba @ops # both\n*.py @python\n/db/seeds/\napps/ @apps\nmy\\ notes/*.sql a@example.com\n";
        assert_eq!(of(text, "readme.md"), ["@shop"]);
        assert_eq!(of(text, "db/1.sql"), ["@dba", "@ops"]);
        assert_eq!(of(text, "db/1.py"), ["@python"]);
        assert_eq!(of(text, "db/seeds/a.sql"), Vec::<String>::new(), "a line without owners");
        assert_eq!(of(text, "x/apps/a.sql"), ["@apps"]);
        assert_eq!(of(text, "my notes/a.sql"), ["a@example.com"]);
        assert_eq!(Owners::read(Path::new("/p"), text).of(Path::new("/q/a.sql")), Vec::<String>::new());
    }

    #[test]
    fn each_section_decides_by_itself() {
        let text = "* @all\n[Database][2] @dba\n*.sql\n/reports/*.sql @reports\n^[Docs]\n*.md @docs\n";
        assert_eq!(of(text, "a.sql"), ["@all", "@dba"]);
        assert_eq!(of(text, "reports/a.sql"), ["@all", "@reports"]);
        assert_eq!(of(text, "a.md"), ["@all", "@docs"]);
    }
}
