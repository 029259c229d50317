//! Patterns of paths as `.gitignore` reads them: `vendor/`, `*.gen.sql`, `db/old/**`, seen from a folder.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::Base;

#[derive(Clone, Debug)]
pub struct Patterns {
    /// As written.
    pub written: Vec<String>,
    matcher: Gitignore,
    base: Base,
}

impl Patterns {
    /// No patterns yet, seen from the folder of a configuration.
    pub fn read<'p>(base: &Base, patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, (String, String)> {
        let mut builder = GitignoreBuilder::new("/");
        let mut written = Vec::new();
        for pattern in patterns {
            let plain = pattern.strip_prefix("./").unwrap_or(pattern);
            let added = builder.add_line(None, plain).map(drop);
            added.map_err(|error| (pattern.to_owned(), error.to_string()))?;
            written.push(pattern.to_owned());
        }
        let matcher = builder.build().map_err(|error| (String::new(), error.to_string()))?;
        Ok(Self { written, matcher, base: base.clone() })
    }

    /// Paths of files begin at this folder.
    pub fn see_from(&mut self, here: &str) {
        here.clone_into(&mut self.base.here);
    }

    pub fn match_path(&self, path: &str) -> bool {
        let within = self.base.within(path);
        within.is_some_and(|path| {
            !path.is_empty()
                && !path.starts_with('/')
                && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_seen_from_their_folder() {
        let base = Base { here: "/p/".into(), root: "/p/shop/".into() };
        let patterns = Patterns::read(&base, ["vendor", "*.gen.sql", "/old/**", "!keep.gen.sql"]).expect("right");
        for (path, matches) in [
            ("shop/vendor/a.sql", true),
            ("shop/app/vendor/a.sql", true),
            ("vendor/a.sql", false),
            ("shop/db/a.gen.sql", true),
            ("shop/db/keep.gen.sql", false),
            ("shop/old/a/b.py", true),
            ("shop/app/old/b.py", false),
            ("/p/shop/vendor/a.sql", true),
        ] {
            assert_eq!(patterns.match_path(path), matches, "{path}");
        }
    }
}
