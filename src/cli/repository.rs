//! What the repository calls files. Forges know a file by its path from there, with its links followed; findings name
//! it as it was found from the folder seqscan was started in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, iter};

use crate::finding::Finding;
use crate::text::Place;
use crate::text::path::slashed;

/// The paths of all files that findings and failures point at, where they differ.
pub fn paths<'p>(shown: impl Iterator<Item = &'p str>) -> BTreeMap<Arc<str>, String> {
    let Ok(here) = env::current_dir().and_then(fs::canonicalize) else { return BTreeMap::new() };
    let root = root(&here);
    let mut paths = BTreeMap::new();
    for path in shown {
        if !paths.contains_key(path) {
            paths.insert(Arc::from(path), below(root, &here, path));
        }
    }
    paths.retain(|shown, path| **shown != **path);
    paths
}

/// The path of one file.
pub fn path(shown: &str) -> String {
    paths(iter::once(shown)).into_values().next().unwrap_or_else(|| shown.to_owned())
}

/// The places of a finding, all of which a report may name.
pub fn places(finding: &Finding) -> impl Iterator<Item = &Place> {
    let related = finding.related.iter().map(|label| &label.place);
    let evidence = finding.evidence.iter().map(|evidence| &evidence.place);
    iter::once(&finding.primary.place).chain(related).chain(evidence)
}

/// The nearest folder that version control keeps; without one, this folder.
fn root(here: &Path) -> &Path {
    here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(here)
}

fn below(root: &Path, here: &Path, shown: &str) -> String {
    let whole = here.join(shown);
    // What is read from standard input lies nowhere.
    let real: PathBuf = fs::canonicalize(&whole).unwrap_or(whole);
    let path = real.strip_prefix(root).unwrap_or(&real);
    slashed(path)
}
