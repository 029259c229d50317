//! Extracts are kept between runs, each under a hash of all that it is made of, so that a run parses only what has
//! changed. What is kept is never needed: what is missing, garbled or of another build is read anew.

mod folder;
mod key;
mod pack;

pub use folder::{FOLDER, caches_below, clean};
pub use key::Manner;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::extract::Extract;
use crate::text::Source;
use key::Key;
use pack::Pack;

/// How much is kept. What was not used for longest goes first.
const LIMIT: u64 = 256 << 20;

/// What earlier runs made of files, and what this one makes.
#[derive(Debug, Default)]
pub struct Cache(Option<Kept>);

#[derive(Debug)]
struct Kept {
    file: PathBuf,
    pack: Option<Pack>,
    used: Mutex<Used>,
    limit: u64,
}

#[derive(Debug, Default)]
struct Used {
    /// With the bytes of what this run made.
    extracts: HashMap<Key, Option<Vec<u8>>>,
    /// Something was made that is not on disk.
    is_news: bool,
}

impl Cache {
    /// Keeps nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Keeps extracts in a folder, which need not be there yet.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let file = folder::pack_of(folder, key::of_this_build()?);
        let pack = Pack::open(&file);
        Ok(Self(Some(Kept { file, pack, used: Mutex::default(), limit: LIMIT })))
    }

    /// What was kept of a file, or what `read` makes of it.
    pub fn extract(&self, source: &Source, manner: Manner<'_>, read: impl FnOnce() -> Extract) -> Extract {
        let Some(kept) = &self.0 else { return read() };
        let key = Key::of(source, manner);
        if let Some(extract) = kept.find(key) {
            return extract;
        }
        let extract = read();
        kept.add(key, &extract);
        extract
    }

    /// Puts on disk what this run made.
    pub fn save(&self) -> io::Result<()> {
        self.0.as_ref().map_or(Ok(()), Kept::save)
    }
}

impl Kept {
    fn used(&self) -> MutexGuard<'_, Used> {
        // Each change of it is whole.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, key: Key) -> Option<Extract> {
        let made = self.used().extracts.get(&key).cloned().flatten();
        let bytes = match made {
            Some(bytes) => bytes,
            None => self.pack.as_ref()?.read(key)?,
        };
        let extract = postcard::from_bytes(&bytes).ok()?;
        self.used().extracts.entry(key).or_default();
        Some(extract)
    }

    fn add(&self, key: Key, extract: &Extract) {
        if let Ok(bytes) = postcard::to_stdvec(extract) {
            let mut used = self.used();
            used.extracts.insert(key, Some(bytes));
            used.is_news = true;
        }
    }

    fn save(&self) -> io::Result<()> {
        let mut used = self.used();
        if !used.is_news {
            return Ok(());
        }
        folder::prepare(self.file.parent().unwrap_or(Path::new(".")))?;
        // Another run may have put a pack there meanwhile.
        let there = Pack::open(&self.file);
        let mut made: Vec<_> = used.extracts.iter().filter_map(|(key, bytes)| Some((*key, bytes.clone()?))).collect();
        made.sort_by_key(|(key, _)| *key);
        let is_made = |key: &Key| used.extracts.get(key).is_some_and(Option::is_some);
        let older = there.iter().flat_map(Pack::keys).filter(|key| !is_made(key));
        let (used_again, others): (Vec<Key>, Vec<Key>) = older.partition(|key| used.extracts.contains_key(key));
        let older = used_again.into_iter().chain(others);
        let older = older.filter_map(|key| Some((key, there.as_ref()?.read(key)?)));
        pack::write(&self.file, made.into_iter().chain(older), self.limit)?;
        used.is_news = false;
        folder::sweep(&self.file);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
