//! A file has two names: what its project calls it, which analysis goes by, and its path as seen from here, which
//! findings show. They differ when seqscan is started below the project's folder, or outside.

use std::collections::HashMap;
use std::sync::Arc;

use super::passes::Outcome;
use super::paths::Candidate;
use crate::finding::Finding;
use crate::text::Place;

/// The paths of the files that are called by another name.
pub struct Names(HashMap<Arc<str>, Arc<str>>);

impl Names {
    pub fn of(candidates: &[Candidate]) -> Self {
        let other = candidates.iter().filter(|candidate| candidate.name != candidate.path);
        Self(other.map(|candidate| (candidate.name.clone(), candidate.path.clone())).collect())
    }

    /// Puts paths in the place of names.
    pub fn show(&self, outcome: &mut Outcome) {
        if self.0.is_empty() {
            return;
        }
        outcome.files.iter_mut().for_each(|file| self.rename(&mut file.path));
        outcome.crashes.iter_mut().for_each(|crash| self.rename(&mut crash.path));
        outcome.findings.iter_mut().flat_map(places).for_each(|place| self.rename(&mut place.path));
        let sources = std::mem::take(&mut outcome.sources).into_values().map(|mut shown| {
            self.rename(&mut shown.source.path);
            (shown.source.path.clone(), shown)
        });
        outcome.sources = sources.collect();
    }

    fn rename(&self, path: &mut Arc<str>) {
        if let Some(shown) = self.0.get(path) {
            *path = shown.clone();
        }
    }
}

fn places(finding: &mut Finding) -> impl Iterator<Item = &mut Place> {
    let related = finding.related.iter_mut().map(|label| &mut label.place);
    let evidence = finding.evidence.iter_mut().map(|evidence| &mut evidence.place);
    std::iter::once(&mut finding.primary.place).chain(related).chain(evidence)
}
