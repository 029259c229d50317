//! A change can make a finding elsewhere: a migration that drops an index, in queries that nobody touched. Whoever reads
//! the change looks at its lines, so the finding is shown there, and the queries beside it.

use crate::finding::{Finding, Label, Step};
use crate::text::Place;

/// Moves the findings that stand on untouched lines and rest on a changed one to that line. Those that end up at the
/// same place by the same rule become one.
pub fn to_their_cause(findings: Vec<Finding>, is_changed: impl Fn(&Place) -> bool) -> Vec<Finding> {
    let mut shown: Vec<Finding> = Vec::new();
    for finding in findings {
        let Some(cause) = cause(&finding, &is_changed) else {
            shown.push(finding);
            continue;
        };
        let same = |other: &&mut Finding| other.rule == finding.rule && other.primary.place == cause.place;
        match shown.iter_mut().find(same) {
            Some(other) => {
                other.related.push(finding.primary);
                other.related.sort();
            }
            None => shown.push(moved(finding, cause)),
        }
    }
    shown.sort_by(|a, b| a.order().cmp(&b.order()));
    shown
}

/// The changed place that an untouched finding rests on.
fn cause(finding: &Finding, is_changed: &impl Fn(&Place) -> bool) -> Option<Label> {
    if is_changed(&finding.primary.place) {
        return None;
    }
    let claims = finding.evidence.iter().map(|evidence| (&evidence.place, &evidence.claim));
    let labels = finding.related.iter().map(|label| (&label.place, &label.text));
    let (place, text) = claims.chain(labels).find(|(place, _)| is_changed(place))?;
    Some(Label { place: place.clone(), text: text.clone(), step: Step::Beside })
}

fn moved(finding: Finding, cause: Label) -> Finding {
    let related = std::iter::once(finding.primary).chain(finding.related);
    let related = related.filter(|label| label.place != cause.place).collect();
    let evidence = finding.evidence.into_iter().filter(|evidence| evidence.place != cause.place).collect();
    // A fix belongs to the file the finding stood in.
    Finding { reach: cause.place.span, primary: cause, related, evidence, fix: None, ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Evidence;
    use crate::text::Span;

    fn place(path: &str, at: usize) -> Place {
        Place { path: path.into(), span: Span::new(at, at + 1) }
    }

    fn finding(path: &str, at: usize, evidence: &[(&str, usize)]) -> Finding {
        let claim = |&(path, at): &(&str, usize)| Evidence { claim: "dropped".to_owned(), place: place(path, at) };
        Finding { evidence: evidence.iter().map(claim).collect(), ..Finding::blank("r", place(path, at)) }
    }

    #[test]
    fn findings_stand_where_the_change_is() {
        let findings = vec![
            finding("a.py", 1, &[("tables.sql", 3), ("drop.sql", 7)]),
            finding("b.py", 1, &[("drop.sql", 7)]),
            finding("c.py", 1, &[("tables.sql", 3)]),
            finding("new.py", 1, &[("drop.sql", 7)]),
        ];
        let changed = |place: &Place| ["drop.sql", "new.py"].contains(&&*place.path);
        let shown = to_their_cause(findings, changed);
        let places: Vec<_> = shown.iter().map(|one| (&*one.primary.place.path, one.related.len())).collect();
        assert_eq!(places, [("c.py", 0), ("drop.sql", 2), ("new.py", 0)]);
        let dropped = &shown[1];
        assert_eq!(dropped.primary.text, "dropped");
        let related: Vec<_> = dropped.related.iter().map(|label| &*label.place.path).collect();
        assert_eq!(related, ["a.py", "b.py"]);
        assert_eq!(dropped.evidence.len(), 1, "the rest of what it rests on stays");
    }
}
