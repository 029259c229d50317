//! One file from disk to text, or the reason why it is not read.

use std::fs;
use std::io;
use std::path::Path;

use crate::text::SourceKind;

/// A dump of data, not something a person wrote; spans could hold more, memory on small machines might not.
const SQL_LIMIT: u64 = 64 << 20;
/// Nobody writes programs this long: generated code, or data spelled as code.
const HOST_LIMIT: u64 = 5 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Why a file was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum SkipReason {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("is not UTF-8: line {line} holds the byte 0x{byte:02X}")]
    NotUtf8 { line: usize, byte: u8 },
    #[error("is UTF-16; seqscan reads UTF-8")]
    Utf16,
    #[error("is binary: line {line} holds a NUL byte")]
    Binary { line: usize },
    #[error("is {} MiB long; the limit is {} MiB", bytes >> 20, limit >> 20)]
    TooLong { bytes: u64, limit: u64 },
    #[error("is of no kind that seqscan reads")]
    UnknownKind,
}

/// The text of a file, without its byte order mark, and whether it had one.
#[derive(Debug, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub marked: bool,
}

pub fn read(file: &Path, kind: SourceKind) -> Result<Text, SkipReason> {
    let unreadable = |error: io::Error| SkipReason::Unreadable(error.to_string());
    let bytes = fs::metadata(file).map_err(unreadable)?.len();
    let limit = if kind == SourceKind::Sql { SQL_LIMIT } else { HOST_LIMIT };
    if bytes > limit {
        return Err(SkipReason::TooLong { bytes, limit });
    }
    decode(fs::read(file).map_err(unreadable)?)
}

pub fn decode(mut bytes: Vec<u8>) -> Result<Text, SkipReason> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(SkipReason::Utf16);
    }
    let marked = bytes.starts_with(BYTE_ORDER_MARK);
    if marked {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(SkipReason::Binary { line: line(&bytes, at) });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Text { text, marked }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            Err(SkipReason::NotUtf8 { line: line(bytes, at), byte: bytes[at] })
        }
    }
}

fn line(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_what_is_none() {
        let read = |bytes: &[u8]| decode(bytes.to_vec());
        assert_eq!(read(b"\xEF\xBB\xBFa"), Ok(Text { text: "a".into(), marked: true }));
        assert_eq!(read("é\r\n".as_bytes()), Ok(Text { text: "é\r\n".into(), marked: false }));
        assert_eq!(read(b"\xFF\xFEa\0"), Err(SkipReason::Utf16));
        assert_eq!(read(b"a\n\0"), Err(SkipReason::Binary { line: 2 }));
        assert_eq!(read(b"a\n\nb\xE9 c"), Err(SkipReason::NotUtf8 { line: 3, byte: 0xE9 }));
    }

    #[test]
    fn enormous_files_are_left_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(HOST_LIMIT + 1).unwrap();
        assert_eq!(
            read(file.path(), SourceKind::Host("python")),
            Err(SkipReason::TooLong { bytes: HOST_LIMIT + 1, limit: HOST_LIMIT })
        );
        assert_eq!(read(file.path(), SourceKind::Sql), Err(SkipReason::Binary { line: 1 }));
    }
}
