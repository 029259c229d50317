//! Files that seqscan writes: each is replaced whole or not at all, keeps its permissions, and a link stays one.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::trouble::Trouble;
use crate::walk::shown_path;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What is to be written and is not yet in its place.
pub enum Draft {
    File(NamedTempFile, PathBuf),
    /// What is no file cannot be replaced: a pipe, a device. And what others write into is not ours to replace.
    Bytes(Vec<u8>, PathBuf),
}

impl Draft {
    /// Writes beside a file. What is not published leaves nothing behind.
    pub fn of(path: &Path, bytes: Vec<u8>) -> Result<Self, Trouble> {
        let failed = |error: io::Error| unwritable(path, &error);
        // What a link leads to is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let known = fs::metadata(&target).ok();
        if known.as_ref().is_some_and(|of| !of.is_file()) {
            return Ok(Self::Bytes(bytes, target));
        }
        let permissions = known.map(|of| of.permissions());
        if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
            let what = format!("`{}` may not be written", shown_path(path));
            return Err(Trouble::with_help(what, "it is marked as read-only; nothing was written"));
        }
        let mut file = aside(folder(&target)).map_err(failed)?;
        file.write_all(&bytes).map_err(failed)?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions).map_err(failed)?;
        }
        Ok(Self::File(file, target))
    }

    pub fn publish(self) -> Result<(), Trouble> {
        match self {
            Self::File(file, path) => file.persist(&path).map(drop).map_err(|error| unwritable(&path, &error.error)),
            Self::Bytes(bytes, path) => {
                let file = OpenOptions::new().append(true).create(true).open(&path);
                file.and_then(|mut file| file.write_all(&bytes)).map_err(|error| unwritable(&path, &error))
            }
        }
    }
}

pub fn write(path: &Path, bytes: Vec<u8>) -> Result<(), Trouble> {
    Draft::of(path, bytes)?.publish()
}

/// A new text for the place of one that was read. A byte order mark stays.
pub fn change(path: &Path, before: &str, after: &str) -> Result<Draft, Trouble> {
    let now = fs::read(path).map_err(|error| unwritable(path, &error))?;
    if now.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&now) != before.as_bytes() {
        let what = format!("`{}` has changed while it was checked", shown_path(path));
        return Err(Trouble::with_help(what, "nothing was written; run again"));
    }
    Draft::of(path, marked_as(&now, after))
}

pub fn is_marked(bytes: &[u8]) -> bool {
    bytes.starts_with(BYTE_ORDER_MARK)
}

/// A text with the byte order mark that the bytes have.
pub fn marked_as(before: &[u8], text: &str) -> Vec<u8> {
    let mark = if is_marked(before) { BYTE_ORDER_MARK } else { &[] };
    [mark, text.as_bytes()].concat()
}

/// Readable as any other new file: temporary ones are for their owner only.
fn aside(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".seqscan-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn unwritable(path: &Path, error: &io::Error) -> Trouble {
    let words = error.to_string();
    // Of a temporary file the error names a path that nobody knows.
    let plain = words.split(" at path ").next().unwrap_or_default();
    let what = format!("cannot write `{}`: {plain}", shown_path(path));
    match error.kind() {
        io::ErrorKind::NotFound => {
            Trouble::with_help(what, format!("create the folder `{}` first", shown_path(folder(path))))
        }
        io::ErrorKind::PermissionDenied => Trouble::with_help(what, "see who owns it and its folder"),
        _ => Trouble::new(what),
    }
}

pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str() != OsStr::new("") => folder,
        _ => Path::new("."),
    }
}
