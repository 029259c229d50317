//! Many extracts in one file: their bytes, one after the other, behind them a table that tells them apart, and at the
//! end how long the table is. Only what is asked for is read. A file that is cut or garbled holds nothing.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::Builder;
use xxhash_rust::xxh3::xxh3_64;

use super::key::Key;

/// What a file that is being written is called, until it is whole.
pub const UNFINISHED: &str = "part";

/// The length of the table, and its hash.
const END: usize = 16;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Row {
    key: Key,
    length: u32,
    hash: u64,
}

#[derive(Debug)]
pub struct Pack {
    /// What was used last stands first.
    order: Vec<Row>,
    /// Where the bytes of each begin, with its place in the order.
    places: HashMap<Key, (u64, usize)>,
    file: Mutex<File>,
}

impl Pack {
    /// A pack that is there and whole.
    pub fn open(path: &Path) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        let ends = length.checked_sub(END as u64)?;
        let end = read_at(&mut file, ends, END)?;
        let number = |at: usize| Some(u64::from_le_bytes(end.get(at..at + 8)?.try_into().ok()?));
        let begins = ends.checked_sub(number(0)?)?;
        let table = read_at(&mut file, begins, usize::try_from(number(0)?).ok()?)?;
        if xxh3_64(&table) != number(8)? {
            return None;
        }
        let order: Vec<Row> = postcard::from_bytes(&table).ok()?;
        let mut places = HashMap::with_capacity(order.len());
        let mut at = 0;
        for (index, row) in order.iter().enumerate() {
            places.insert(row.key, (at, index));
            at += u64::from(row.length);
        }
        (at == begins).then(|| Self { order, places, file: Mutex::new(file) })
    }

    pub fn read(&self, key: Key) -> Option<Vec<u8>> {
        let &(at, index) = self.places.get(&key)?;
        let row = self.order.get(index)?;
        // Whoever panicked while it read left only the position, which is set anew.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        read_at(&mut file, at, row.length as usize).filter(|bytes| xxh3_64(bytes) == row.hash)
    }

    /// In the order in which they were used, the last first.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.order.iter().map(|row| row.key)
    }
}

fn read_at(file: &mut File, at: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Puts a pack in the place of another, whole or not at all. What does not go in within `limit` is left out.
pub fn write(path: &Path, entries: impl Iterator<Item = (Key, Vec<u8>)>, limit: u64) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = Builder::new().suffix(&format!(".{UNFINISHED}")).tempfile_in(folder)?;
    let mut out = BufWriter::new(draft.as_file());
    let (mut order, mut written) = (Vec::new(), 0);
    for (key, bytes) in entries {
        let Ok(length) = u32::try_from(bytes.len()) else { continue };
        if written + u64::from(length) > limit {
            break;
        }
        out.write_all(&bytes)?;
        order.push(Row { key, length, hash: xxh3_64(&bytes) });
        written += u64::from(length);
    }
    let table = postcard::to_stdvec(&order).map_err(io::Error::other)?;
    out.write_all(&table)?;
    out.write_all(&(table.len() as u64).to_le_bytes())?;
    out.write_all(&xxh3_64(&table).to_le_bytes())?;
    out.flush()?;
    drop(out);
    draft.persist(path).map(drop).map_err(|error| error.error)
}
