//! Paths as reports, configurations and analysis write them: with forward slashes, without `.` and `..`.

use std::path::{Component, Path, PathBuf};

/// `/shop/./db/../a.sql` is `/shop/a.sql`. Steps that lead above the beginning stay.
pub fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut whole, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(whole.components().next_back(), None | Some(Component::ParentDir)) => {
                whole.push(part);
            }
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
        whole
    })
}

/// With forward slashes.
pub fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// How a path leads from a folder; both begin at the root.
pub fn leading_from(folder: &Path, path: &Path) -> PathBuf {
    let shared = folder.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    let steps = folder.components().skip(shared).map(|_| Component::ParentDir);
    steps.chain(path.components().skip(shared)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_plain() {
        for (path, is) in [
            ("/shop/db/../a.sql", "/shop/a.sql"),
            ("./a/./b/../c.sql", "a/c.sql"),
            ("../a/../../c.sql", "../../c.sql"),
            ("/../a.sql", "/a.sql"),
        ] {
            assert_eq!(plain(Path::new(path)), Path::new(is), "{path}");
        }
    }

    #[test]
    fn a_path_leads_from_any_folder() {
        for (folder, path, leads) in [
            ("/shop", "/shop/db/a.sql", "db/a.sql"),
            ("/shop/known", "/shop/db/a.sql", "../db/a.sql"),
            ("/shop/a/b", "/other.sql", "../../../other.sql"),
        ] {
            assert_eq!(leading_from(Path::new(folder), Path::new(path)), Path::new(leads), "{folder}");
        }
    }
}
