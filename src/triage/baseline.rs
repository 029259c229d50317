//! The baseline: findings that a team knows and lives with for now. A line of JSON for each, sorted, so that branches
//! merge well; without line numbers, so that it holds while code moves.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::Finding;

/// What it is called, beside the configuration or at the project's root.
pub const NAME: &str = "seqscan-baseline.jsonl";

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From the folder of the baseline, with forward slashes.
    pub file: String,
    pub rule: String,
    pub fingerprint: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    pub entries: BTreeSet<Entry>,
}

/// A line that is no entry.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} is no finding: {why}")]
pub struct BadLine {
    pub line: usize,
    pub why: String,
}

/// What a run and a baseline make of each other.
#[derive(Debug, Default)]
pub struct Compared {
    /// The findings it does not know.
    pub new: Vec<Finding>,
    /// How many it knows.
    pub known: usize,
    /// The entries that no finding answers to any more.
    pub stale: Vec<Entry>,
}

impl Baseline {
    /// Reads the text of a baseline, whatever the order of its lines: a merge may have put them together.
    pub fn read(text: &str) -> Result<Self, BadLine> {
        let mut entries = BTreeSet::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |why: String| BadLine { line: number + 1, why };
            if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) {
                return Err(wrong("a merge left its marks here; keep the lines of both sides".to_owned()));
            }
            entries.insert(serde_json::from_str(line).map_err(|error| wrong(plainly(&error)))?);
        }
        Ok(Self { entries })
    }

    pub fn write(&self) -> String {
        let line = |entry: &Entry| serde_json::to_string(entry).expect("an entry is plain text") + "\n";
        self.entries.iter().map(line).collect()
    }

    /// The baseline that knows all of these. `file` is what it calls the file of a finding.
    pub fn of(findings: &[Finding], file: impl Fn(&Finding) -> String) -> Self {
        Self { entries: findings.iter().map(|finding| entry(finding, file(finding))).collect() }
    }

    /// Takes out the findings that are known: those of the same file first, then those of files that were renamed. An
    /// entry stands for one finding. `speaks_for` says whether the run can tell that an entry is gone.
    pub fn compare(
        &self,
        findings: Vec<Finding>,
        file: impl Fn(&Finding) -> String,
        speaks_for: impl Fn(&Entry) -> bool,
    ) -> Compared {
        let mut left = self.entries.clone();
        let total = findings.len();
        let mut strangers = findings;
        strangers.retain(|finding| !left.remove(&entry(finding, file(finding))));
        let mut free: BTreeMap<(String, String), Vec<&Entry>> = BTreeMap::new();
        for entry in left.iter().filter(|entry| speaks_for(entry)) {
            free.entry((entry.rule.clone(), entry.fingerprint.clone())).or_default().push(entry);
        }
        let mut moved = BTreeSet::new();
        let is_new = |finding: &Finding| {
            let same = free.get_mut(&(finding.rule.clone(), finding.fingerprint.clone()));
            same.and_then(Vec::pop).map(|entry| moved.insert(entry.clone())).is_none()
        };
        strangers.retain(is_new);
        let stale = left.iter().filter(|entry| speaks_for(entry) && !moved.contains(entry)).cloned().collect();
        Compared { known: total - strangers.len(), new: strangers, stale }
    }
}

/// Without the line, which is that of the entry and always the first.
fn plainly(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.split_once(" at line 1 ").map_or(words.clone(), |(plain, _)| plain.to_owned())
}

fn entry(finding: &Finding, file: String) -> Entry {
    Entry { file, rule: finding.rule.clone(), fingerprint: finding.fingerprint.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Span};

    fn findings(all: &[(&str, &str)]) -> Vec<Finding> {
        let one = |&(path, print): &(&str, &str)| Finding {
            fingerprint: print.to_owned(),
            ..Finding::blank("r", Place { path: path.into(), span: Span::default() })
        };
        all.iter().map(one).collect()
    }

    fn path(finding: &Finding) -> String {
        finding.primary.place.path.to_string()
    }

    fn of(all: &[(&str, &str)]) -> Baseline {
        Baseline::of(&findings(all), path)
    }

    fn compare(baseline: &Baseline, all: &[(&str, &str)]) -> (Vec<String>, usize, Vec<String>) {
        let compared = baseline.compare(findings(all), path, |_| true);
        let new = compared.new.iter().map(|finding| format!("{} {}", path(finding), finding.fingerprint)).collect();
        let stale = compared.stale.iter().map(|entry| format!("{} {}", entry.file, entry.fingerprint)).collect();
        (new, compared.known, stale)
    }

    #[test]
    fn what_is_known_is_left_out_and_what_is_gone_is_told() {
        let known = of(&[("a", "1"), ("a", "2"), ("b", "1")]);
        let none = || Vec::<String>::new();
        assert_eq!(compare(&known, &[("a", "1"), ("a", "2"), ("b", "1")]), (none(), 3, none()));
        assert_eq!(compare(&known, &[("a", "1"), ("c", "2")]), (none(), 2, vec!["b 1".into()]), "c was a");
        assert_eq!(compare(&known, &[("a", "1"), ("a", "2"), ("b", "1"), ("c", "1")]).0, ["c 1"], "a copy is new");
        let partial = known.compare(findings(&[("a", "1")]), path, |entry| entry.file != "b");
        assert_eq!(partial.stale.iter().map(|entry| entry.fingerprint.as_str()).collect::<Vec<_>>(), ["2"]);
    }

    #[test]
    fn it_is_written_one_finding_a_line_and_read_after_a_merge() {
        let text = of(&[("b", "1"), ("a", "1")]).write();
        assert_eq!(
            text,
            "{\"file\":\"a\",\"rule\":\"r\",\"fingerprint\":\"1\"}\n{\"file\":\"b\",\"rule\":\"r\",\"fingerprint\":\"1\"}\n"
        );
        let lines: Vec<&str> = text.lines().collect();
        let merged = [lines[1], lines[0], "", lines[1]].join("\r\n");
        assert_eq!(Baseline::read(&merged).map(|read| read.write()), Ok(text.clone()));
        assert_eq!(Baseline::read(&format!("{text}<<<<<<< HEAD\n")).unwrap_err().line, 3);
        let wrong = Baseline::read("{\"file\":\"a\"}\n").unwrap_err().to_string();
        assert_eq!(wrong, "line 1 is no finding: missing field `rule`");
    }
}
