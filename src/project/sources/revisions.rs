//! The order of Alembic's migrations: each follows those it names.

use std::collections::{BTreeMap, BTreeSet};

use crate::extract::HostMigration;
use crate::project::Contribution;

/// Migrations in an order in which they can be applied.
#[derive(Debug, Default)]
pub struct Ordered<'f> {
    pub files: Vec<Contribution<'f>>,
    /// Those that nothing follows.
    pub heads: Vec<Contribution<'f>>,
    /// A migration follows one that was not read.
    pub incomplete: bool,
}

/// Puts each migration after those it follows; of several that may come next, the one that is first by its path.
pub fn ordered<'f>(files: &[Contribution<'f>]) -> Ordered<'f> {
    let revisions: Vec<(Contribution<'f>, &HostMigration)> =
        files.iter().filter_map(|file| Some((*file, file.extract.schema.migration.as_ref()?))).collect();
    let by_id: BTreeMap<&str, usize> =
        revisions.iter().enumerate().map(|(at, (_, migration))| (migration.id.as_str(), at)).collect();
    let mut ordered = Ordered::default();
    let mut waits_for: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); revisions.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); revisions.len()];
    for (at, (_, migration)) in revisions.iter().enumerate() {
        for (_, before) in &migration.after {
            match by_id.get(before.as_str()) {
                Some(&before) if waits_for[at].insert(before) => followers[before].push(at),
                Some(_) => {}
                None => ordered.incomplete = true,
            }
        }
    }
    let mut ready: BTreeSet<usize> = (0..revisions.len()).filter(|&at| waits_for[at].is_empty()).collect();
    while let Some(next) = ready.pop_first() {
        ordered.files.push(revisions[next].0);
        for &follower in &followers[next] {
            waits_for[follower].remove(&next);
            if waits_for[follower].is_empty() {
                ready.insert(follower);
            }
        }
    }
    // A circle cannot be followed.
    ordered.incomplete |= ordered.files.len() < revisions.len();
    ordered.heads = (0..revisions.len()).filter(|&at| followers[at].is_empty()).map(|at| revisions[at].0).collect();
    ordered
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::extract::{Extract, HostSchema, MigrationTool};
    use crate::text::SourceKind;

    fn order(revisions: &[(&str, &[&str])]) -> (Vec<String>, usize, bool) {
        let migration = |(id, after): &(&str, &[&str])| HostMigration {
            tool: MigrationTool::Alembic,
            id: (*id).to_owned(),
            app: None,
            after: after.iter().map(|before| (String::new(), (*before).to_owned())).collect(),
            before: Vec::new(),
            replaces: Vec::new(),
            steps: Vec::new(),
        };
        let extracts: Vec<(Arc<str>, Extract)> = revisions
            .iter()
            .map(|revision| {
                let schema = HostSchema { migration: Some(migration(revision)), ..HostSchema::default() };
                (Arc::from(revision.0), Extract { schema, ..Extract::default() })
            })
            .collect();
        let files: Vec<_> = extracts
            .iter()
            .map(|(path, extract)| Contribution { path, kind: SourceKind::Host("python"), extract })
            .collect();
        let ordered = ordered(&files);
        (ordered.files.iter().map(|file| file.path.to_string()).collect(), ordered.heads.len(), ordered.incomplete)
    }

    #[test]
    fn a_migration_comes_after_those_it_follows() {
        let (files, heads, incomplete) = order(&[("a", &["d"]), ("b", &["a", "c"]), ("c", &["d"]), ("d", &[])]);
        assert_eq!((files.join(""), heads, incomplete), ("dacb".to_owned(), 1, false));
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        assert_eq!(order(&[("a", &[]), ("b", &["a"]), ("c", &["a"])]).1, 2, "two heads");
        assert!(order(&[("b", &["a"])]).2, "`a` was not read");
        let (files, _, incomplete) = order(&[("a", &["b"]), ("b", &["a"]), ("c", &[])]);
        assert_eq!((files.join(""), incomplete), ("c".to_owned(), true));
    }
}
