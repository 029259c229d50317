//! The dialect of SQL files that do not tell their own: most files around them do.

use std::collections::HashMap;

use crate::extract::DialectChoice;
use crate::fact::Dialect;

/// Of the files of a folder that tell their dialect, so many in a hundred must agree.
const AGREEMENT: usize = 80;

/// How many files of each dialect lie below a folder.
type Votes = HashMap<Dialect, usize>;

/// What the files of a run tell of their dialects, folder by folder. Programs are asked only where no SQL file tells.
#[derive(Debug, Default)]
pub struct Neighbours {
    sql: HashMap<String, Votes>,
    programs: HashMap<String, Votes>,
}

impl Neighbours {
    /// Adds a file that tells its dialect.
    pub fn add(&mut self, path: &str, dialect: Dialect, is_sql: bool) {
        let votes = if is_sql { &mut self.sql } else { &mut self.programs };
        for folder in folders(path) {
            *votes.entry(folder.to_owned()).or_default().entry(dialect).or_default() += 1;
        }
    }

    /// What the nearest folder says that says anything; nothing when its files do not agree.
    pub fn dialect(&self, path: &str) -> Option<DialectChoice> {
        let nearest = |votes: &HashMap<String, Votes>| {
            folders(path).find_map(|folder| Some((folder.to_owned(), votes.get(folder)?.clone())))
        };
        let (folder, votes) = nearest(&self.sql).or_else(|| nearest(&self.programs))?;
        let total: usize = votes.values().sum();
        let (&dialect, &count) = votes.iter().max_by_key(|(dialect, count)| (**count, **dialect))?;
        let name = if folder.is_empty() { "the project".to_owned() } else { format!("`{folder}`") };
        (count * 100 >= total * AGREEMENT)
            .then(|| DialectChoice { dialect, reason: format!("the other files of {name}") })
    }
}

/// The folders a file lies in, nearest first; the last is the one the run began in.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &str| path.rfind('/').unwrap_or(0);
    std::iter::successors(Some(&path[..parent(path)]), move |folder| {
        (!folder.is_empty()).then(|| &folder[..parent(folder)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_folder_speaks() {
        let mut neighbours = Neighbours::default();
        neighbours.add("db/migrations/001/up.sql", Dialect::Postgres, true);
        neighbours.add("db/local/a.sql", Dialect::Sqlite, true);
        neighbours.add("app/a.py", Dialect::Mysql, false);
        let dialect = |path: &str| neighbours.dialect(path).map(|choice| choice.dialect);
        assert_eq!(dialect("db/migrations/002/up.sql"), Some(Dialect::Postgres));
        assert_eq!(dialect("db/local/b.sql"), Some(Dialect::Sqlite));
        assert_eq!(dialect("db/c.sql"), None, "the two below it do not agree");
        assert_eq!(
            neighbours.dialect("db/migrations/002/up.sql").unwrap().reason,
            "the other files of `db/migrations`"
        );
    }

    #[test]
    fn programs_speak_where_no_sql_file_does() {
        let mut neighbours = Neighbours::default();
        neighbours.add("src/a.rs", Dialect::Postgres, false);
        assert_eq!(neighbours.dialect("migrations/a.sql").unwrap().reason, "the other files of the project");
        neighbours.add("src/b.rs", Dialect::Sqlite, false);
        assert_eq!(neighbours.dialect("migrations/a.sql"), None);
    }
}
