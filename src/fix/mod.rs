//! Fixes are made: edits that do not get into each other's way are applied, and what came of them is read and linted
//! again before it counts.

mod mend;

pub use mend::{Made, Mended, Mender, Refused};

use crate::finding::{Edit, Finding, Fix};

/// Which fixes are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Those that cannot change what the program means.
    #[default]
    Safe,
    All,
}

impl Reach {
    pub fn takes(self, fix: &Fix) -> bool {
        fix.safe || self == Self::All
    }
}

/// The findings whose fixes can be made together, the first in the file before the others.
pub fn choose<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<&'f Finding> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        if fix.edits.iter().all(|edit| taken.iter().all(|other| !meet(edit, other))) {
            taken.extend(&fix.edits);
            chosen.push(finding);
        }
    }
    chosen
}

/// Whether two edits touch: what is written at one point has no order.
fn meet(one: &Edit, other: &Edit) -> bool {
    one.span.start <= other.span.end && other.span.start <= one.span.end
}

/// A text with the fixes of findings made, which do not touch.
pub fn apply(text: &str, findings: &[&Finding]) -> String {
    let mut edits: Vec<&Edit> =
        findings.iter().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits).collect();
    edits.sort();
    let mut fixed = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        fixed.push_str(text.get(at..range.start).unwrap_or_default());
        fixed.push_str(&edit.text);
        at = range.end;
    }
    fixed.push_str(text.get(at..).unwrap_or_default());
    fixed
}

/// Where an offset of the text lies when the fixes are made.
pub fn moved(offset: u32, findings: &[&Finding]) -> u32 {
    let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
    let before = fixes.flat_map(|fix| &fix.edits).filter(|edit| edit.span.end <= offset);
    let (gone, come) =
        before.fold((0, 0), |(gone, come), edit| (gone + edit.span.range().len(), come + edit.text.len()));
    let at = (offset as usize + come).saturating_sub(gone);
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The rules that say more of a file than before.
pub fn worse(before: &[Finding], after: &[Finding]) -> Vec<String> {
    let count = |findings: &[Finding], rule: &str| findings.iter().filter(|finding| finding.rule == rule).count();
    let mut rules: Vec<&str> = after.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.retain(|rule| count(after, rule) > count(before, rule));
    rules.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Span};

    fn finding(rule: &str, edits: &[(usize, usize, &str)]) -> Finding {
        let edit =
            |&(start, end, text): &(usize, usize, &str)| Edit { span: Span::new(start, end), text: text.to_owned() };
        let fix = Fix { title: String::new(), safe: true, edits: edits.iter().map(edit).collect() };
        let place = Place { path: "a.sql".into(), span: Span::default() };
        Finding { fix: Some(fix), ..Finding::blank(rule, place) }
    }

    #[test]
    fn edits_that_touch_are_not_made_together() {
        let findings = [
            finding("a", &[(0, 2, "x")]),
            finding("b", &[(1, 3, "y")]),
            finding("c", &[(2, 2, "y")]),
            finding("d", &[(4, 4, "+"), (6, 7, "")]),
        ];
        let chosen = choose(findings.iter());
        let rules: Vec<_> = chosen.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["a", "d"]);
        assert_eq!(apply("é12é5", &chosen), "x12+é", "all other bytes are as they were");
        assert_eq!([0, 2, 3, 7].map(|offset| moved(offset, &chosen)), [0, 1, 2, 6]);
    }

    #[test]
    fn a_rule_that_says_more_is_told() {
        let say = |rules: &[&str]| rules.iter().map(|rule| finding(rule, &[])).collect::<Vec<_>>();
        assert_eq!(worse(&say(&["a", "b"]), &say(&["b", "b", "c"])), ["b", "c"]);
        assert!(worse(&say(&["a", "b"]), &say(&["b"])).is_empty());
    }
}
