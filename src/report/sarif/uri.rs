//! Paths as URIs, relative to the root of the repository.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::log::ArtifactLocation;
use crate::report::Run;

/// What stands for something else in a URI, or may.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub fn artifact(run: &Run, path: &str) -> ArtifactLocation {
    let path = run.repository_path(path);
    let uri = utf8_percent_encode(path, RESERVED).to_string();
    if path.starts_with('/') {
        // It lies outside the repository.
        ArtifactLocation { uri: format!("file://{uri}"), uri_base_id: None }
    } else {
        ArtifactLocation { uri, uri_base_id: Some("%SRCROOT%") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_encoded() {
        let run = Run::default();
        let uri = |path: &str| artifact(&run, path).uri;
        assert_eq!(uri("a b/50%#é?[1]:x.sql"), "a%20b/50%25%23%C3%A9%3F%5B1%5D%3Ax.sql");
        assert_eq!(uri("/elsewhere/a.sql"), "file:///elsewhere/a.sql");
    }
}
