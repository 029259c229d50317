//! What version control knows, by asking the `git` program: nothing is checked out, nothing is changed.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::changes::{Changes, read_diff};

/// A repository, by its topmost folder.
#[derive(Debug)]
pub struct Repository {
    pub root: PathBuf,
}

/// Why git did not answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("cannot run git: {0}")]
    Missing(io::Error),
    #[error("{0}")]
    Said(String),
}

impl Repository {
    /// The repository that a folder lies in.
    pub fn around(folder: &Path) -> Result<Self, GitError> {
        let root = git(folder, &["rev-parse", "--show-toplevel"])?;
        Ok(Self { root: PathBuf::from(root.trim_end_matches(['\n', '\r'])) })
    }

    /// Where this branch and a revision parted: changes are counted from there.
    pub fn parting(&self, revision: &str) -> Result<String, GitError> {
        // A name that begins with a dash must not be taken for an option.
        let wanted = format!("{revision}^{{commit}}");
        let commit = git(&self.root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        let commit = match commit {
            Ok(commit) => commit,
            Err(GitError::Said(_)) if revision == "HEAD" => return self.nothing(),
            Err(GitError::Said(_)) => return Err(GitError::Said(format!("`{revision}` names no commit here"))),
            Err(missing @ GitError::Missing(_)) => return Err(missing),
        };
        let commit = commit.trim();
        match git(&self.root, &["merge-base", commit, "HEAD"]) {
            Ok(base) => Ok(base.trim().to_owned()),
            // git says nothing when there is none.
            Err(GitError::Said(words)) if words.is_empty() => {
                Err(GitError::Said(format!("`{revision}` and HEAD have no common ancestor here")))
            }
            Err(error) => Err(error),
        }
    }

    /// What there is before the first commit: the tree without files.
    fn nothing(&self) -> Result<String, GitError> {
        git(&self.root, &["hash-object", "-t", "tree", "/dev/null"]).map(|tree| tree.trim().to_owned())
    }

    /// What was changed since a commit, in the working tree and in files that git does not know yet.
    pub fn changes_since(&self, commit: &str) -> Result<Changes, GitError> {
        let diff = git(
            &self.root,
            &[
                "-c",
                "core.quotePath=true",
                "diff",
                "--unified=0",
                "--no-color",
                "--no-ext-diff",
                "--find-renames",
                "--src-prefix=a/",
                "--dst-prefix=b/",
                commit,
                "--",
            ],
        )?;
        let mut changes = read_diff(&diff, &self.root);
        let unknown = git(&self.root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let unknown = unknown.split('\0').filter(|path| !path.is_empty());
        unknown.for_each(|path| changes.add_whole(self.root.join(path)));
        Ok(changes)
    }

    /// The submodules of a commit, by their paths in the repository.
    pub fn submodules_at(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let tree = git(&self.root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        Ok(tree.split('\0').filter_map(submodule).collect())
    }

    /// The files of a commit that are wanted, by their paths in the repository, with their contents.
    pub fn files_at(&self, commit: &str, wanted: impl Fn(&str) -> bool) -> Result<BTreeMap<String, Vec<u8>>, GitError> {
        let tree = git(&self.root, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entry = |entry: &str| {
            let (about, path) = entry.split_once('\t')?;
            let mut about = about.split(' ');
            let (mode, kind, object) = (about.next()?, about.next()?, about.next()?);
            // Links are not followed, as in the working tree.
            let is_file = kind == "blob" && mode != "120000";
            (is_file && wanted(path)).then(|| (path.to_owned(), object.to_owned()))
        };
        let entries: Vec<(String, String)> = tree.split('\0').filter_map(entry).collect();
        let objects = entries.iter().map(|(_, object)| object.as_str());
        let contents = contents(&self.root, &objects.collect::<Vec<_>>())?;
        Ok(entries.into_iter().map(|(path, _)| path).zip(contents).collect())
    }
}

/// The path of a submodule, in an entry of a tree: its files are those of another repository.
fn submodule(entry: &str) -> Option<String> {
    let (about, path) = entry.split_once('\t')?;
    about.starts_with("160000 ").then(|| path.to_owned())
}

/// The contents of objects, in their order.
fn contents(root: &Path, objects: &[&str]) -> Result<Vec<Vec<u8>>, GitError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["cat-file", "--batch"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(GitError::Missing)?;
    let asked = objects.join("\n") + "\n";
    let input = child.stdin.take();
    // Asked for on a thread of its own: both pipes have ends.
    let asking = thread::spawn(move || input.map(|mut input| input.write_all(asked.as_bytes())));
    let output = child.wait_with_output().map_err(GitError::Missing)?.stdout;
    // If git went away early, its answers are too short, which is told below.
    let _ = asking.join();
    let mut rest = output.as_slice();
    let mut contents = Vec::with_capacity(objects.len());
    for object in objects {
        let lacking = || GitError::Said(format!("the object {object} is not here"));
        let content = next_content(&mut rest).ok_or_else(lacking)?;
        contents.push(content.to_vec());
    }
    Ok(contents)
}

/// `<object> blob <size>`, a line end, the content, a line end.
fn next_content<'o>(rest: &mut &'o [u8]) -> Option<&'o [u8]> {
    let end = rest.iter().position(|&byte| byte == b'\n')?;
    let size: usize = str::from_utf8(&rest[..end]).ok()?.rsplit(' ').next()?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?;
    *rest = rest.get(end + 2 + size..)?;
    Some(content)
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, GitError> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(GitError::Missing)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let first = words.lines().next().unwrap_or_default();
    Err(GitError::Said(first.trim_start_matches("fatal: ").to_owned()))
}
