//! What objects of libraries are called, and how their calls are written.

use super::super::idioms::ends_with;
use super::super::library::Library;

/// Whether a call is written with placeholders that the library understands; the last word between drivers whose
/// objects bear the same names.
pub(super) fn fits(library: &Library, call: &str) -> bool {
    library.placeholders.iter().any(|style| call.contains(style.sign()))
}

pub(super) fn is_named(library: &Library, path: &[&str]) -> bool {
    let Some(last) = path.last() else { return false };
    let last = last.trim_matches('_').to_lowercase();
    library.objects.names.iter().any(|name| {
        if name.contains('.') {
            return ends_with(path, name);
        }
        ends_in_word(&last, name)
    })
}

/// Whether a name is a word or ends with it: `cursor`, `pg_cursor`.
pub(super) fn ends_in_word(name: &str, word: &str) -> bool {
    name == word || name.strip_suffix(word).is_some_and(|rest| rest.len() > 1 && rest.ends_with('_'))
}

pub(super) fn mentions_type(annotation: &str, types: &[String]) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    annotation.split(|c: char| !is_part(c)).any(|word| types.iter().any(|known| known == word))
}
