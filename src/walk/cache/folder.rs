//! The folder in which packs lie: one for each build that was used here of late, and what tells git and backups to leave
//! it alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ignore::{DirEntry, WalkBuilder};

use super::pack::UNFINISHED;

/// What it is called in the folder of a project.
pub const FOLDER: &str = ".seqscan_cache";

/// Big folders in which no project of one's own lies.
const OTHERS: &[&str] = &[".git", "node_modules"];

const PACK: &str = "extracts";

const MARKS: &[(&str, &str)] = &[
    (".gitignore", "*\n"),
    (
        "CACHEDIR.TAG",
        "Signature: 8a477f597d28d172789f06886806bc55\n# What seqscan keeps between runs: may be deleted.\n",
    ),
];

/// How many builds may keep extracts: an editor may run another one than a hook.
const BUILDS: usize = 3;

/// After so long nobody writes it any more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// The pack of a build.
pub fn pack_of(folder: &Path, build: u64) -> PathBuf {
    folder.join(format!("{}-{build:016x}.{PACK}", env!("CARGO_PKG_VERSION")))
}

/// Makes the folder. One that was there before has other things in it, and is not marked.
pub fn prepare(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    MARKS.iter().try_for_each(|(name, text)| fs::write(folder.join(name), text))
}

/// Removes the packs of builds that were not used of late, and what was never finished.
pub fn sweep(own: &Path) {
    let folder = own.parent().unwrap_or(Path::new("."));
    let mut others: Vec<_> = files(folder, PACK).into_iter().filter(|(_, path)| path != own).collect();
    others.sort_by(|one, other| other.cmp(one));
    let old = others.into_iter().skip(BUILDS - 1);
    let is_abandoned = |written: &SystemTime| written.elapsed().is_ok_and(|since| since > ABANDONED);
    let unfinished = files(folder, UNFINISHED);
    let abandoned = unfinished.into_iter().filter(|(written, _)| is_abandoned(written));
    // What another run has removed is gone as well.
    old.chain(abandoned).for_each(|(_, path)| drop(fs::remove_file(path)));
}

/// The folders of this name in a project and in the projects inside it.
pub fn caches_below(root: &Path) -> Vec<PathBuf> {
    let is_own = |entry: &DirEntry| !OTHERS.iter().any(|name| entry.file_name() == *name);
    let entries = WalkBuilder::new(root).standard_filters(false).filter_entry(is_own).build();
    let folders = entries.flatten().filter(|entry| entry.file_name() == FOLDER && entry.path().is_dir());
    let mut found: Vec<PathBuf> = folders.map(DirEntry::into_path).collect();
    found.sort();
    found
}

/// Removes what is kept in a folder, and the folder if nothing else is in it. Says whether there was anything.
pub fn clean(folder: &Path) -> io::Result<bool> {
    let packs = files(folder, PACK).into_iter().chain(files(folder, UNFINISHED));
    let marks = MARKS.iter().map(|(name, text)| (folder.join(name), *text));
    let marks = marks.filter(|(path, text)| fs::read_to_string(path).is_ok_and(|found| found == *text));
    let ours: Vec<PathBuf> = packs.map(|(_, path)| path).chain(marks.map(|(path, _)| path)).collect();
    ours.iter().try_for_each(fs::remove_file)?;
    // It stays when it has other things in it.
    let _ = fs::remove_dir(folder);
    Ok(!ours.is_empty())
}

/// The files of a folder with an extension, and when each was written.
fn files(folder: &Path, extension: &str) -> Vec<(SystemTime, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.path().extension().is_some_and(|found| found == extension));
    ours.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect()
}
