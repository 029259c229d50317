//! What readers refuse is not written.

use std::cmp::Reverse;

use serde_json::Value;

use super::{finding, run, written};
use crate::finding::{Confidence, Severity};
use crate::report::{Run, markdown, sarif::MOST_RESULTS};
use crate::text::Span;

/// The sample with so many findings more, of all severities in turn.
fn many(count: usize) -> Run {
    let mut run = run();
    let wall = run.sources["wall.sql"].source.clone();
    for number in 0..count {
        let mut one = finding("select-star", wall.place(Span::new(0, 8)), &format!("finding {number}"));
        one.severity = [Severity::Info, Severity::Warning, Severity::Error][number % 3];
        one.confidence = [Confidence::Medium, Confidence::High][number % 2];
        one.fingerprint = format!("{number:016x}");
        run.findings.push(one);
    }
    run.findings.sort_by_key(|finding| finding.primary.place.clone());
    run
}

#[test]
fn sarif_keeps_what_matters_most() {
    let run = many(30_000);
    let log: Value = serde_json::from_str(&written("sarif", &run)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), MOST_RESULTS);
    let rank = |level: &str| run.findings.iter().filter(|finding| finding.severity.word() == level).count();
    let kept = |level: &str| results.iter().filter(|result| result["level"] == level).count();
    assert_eq!((kept("error"), kept("warning")), (rank("error"), rank("warning")), "only notes are left out");
    let notes = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let told = format!("{} findings left out", run.findings.len() - MOST_RESULTS);
    assert!(
        notes.iter().any(|note| note["message"]["text"].as_str().unwrap().starts_with(&told.replace("5009", "5,009"))),
        "{notes:?}"
    );
}

#[test]
fn github_is_told_ten_of_a_level_and_how_many_there_are() {
    let run = many(100);
    let page = written("github", &run);
    let levels = |level: &str| page.lines().filter(|line| line.starts_with(&format!("::{level} "))).count();
    assert_eq!(["error", "warning", "notice"].map(levels), [10, 10, 10], "{page}");
    let more = format!("{} more findings", run.findings.len() - 29);
    assert!(page.lines().last().unwrap().contains(&more), "{page}");
    let ranks = page.lines().map(|line| line.split(' ').next().unwrap().len());
    let mut sorted: Vec<_> = ranks.clone().collect();
    sorted.sort_by_key(|&length| match length {
        7 => 0,
        9 => 1,
        _ => 2,
    });
    assert_eq!(ranks.collect::<Vec<_>>(), sorted, "the most severe first");
}

#[test]
fn a_page_has_a_longest_length() {
    let run = many(30_000);
    let page = written("markdown", &run);
    assert!(page.len() <= markdown::LONGEST && page.len() > markdown::LONGEST - 1_000, "{}", page.len());
    assert!(page.trim_end().ends_with("more findings not shown here."), "{}", &page[page.len() - 100..]);
    assert_eq!(markdown::page(&run, 100), "", "half a table is none");
    let small = markdown::page(&run, 2_000);
    assert!(small.len() <= 2_000 && small.contains("- **error**"), "{small}");
}

#[test]
fn gitlab_has_no_fingerprint_twice() {
    let issues: Value = serde_json::from_str(&written("gitlab", &run())).unwrap();
    let mut prints: Vec<_> =
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), count, "all of the sample have the same of their own");
}

#[test]
fn sarif_holds_what_its_validators_do_not_ask_for() {
    let log: Value = serde_json::from_str(&written("sarif", &run())).unwrap();
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"silent"), "a rule that found nothing is listed too");
    assert!(ids.is_sorted());
    for rule in rules {
        assert!(rule["fullDescription"]["text"].as_str().unwrap().chars().count() <= 1024);
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        assert_eq!(rule["properties"]["security-severity"].is_string(), rule["id"] == "odd, rule");
    }
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(result["ruleId"], ids[index]);
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string(), "{result}");
        let links = result["message"]["text"].as_str().unwrap().matches("](").count();
        let related = result["relatedLocations"].as_array().map_or(0, Vec::len);
        // One message has `](` of its own, behind a backslash.
        assert_eq!(links - usize::from(result["ruleId"] == "odd, rule"), related, "{result}");
        assert!(result.get("suppressions").is_none());
    }
    let flows: Vec<_> = results.iter().filter(|result| result["codeFlows"].is_array()).collect();
    assert_eq!(flows.len(), 1);
    let steps = flows[0]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let lines = steps.iter().map(|step| step["location"]["physicalLocation"]["region"]["startLine"].as_u64().unwrap());
    assert_eq!(lines.collect::<Vec<_>>(), [2, 4, 2], "the loop, the call, the table");
    let mut severities: Vec<_> = super::run().findings.iter().map(|finding| Reverse(finding.severity)).collect();
    severities.sort();
    assert_eq!(super::run().by_severity()[0].severity, severities[0].0);
}
