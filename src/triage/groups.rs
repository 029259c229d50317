//! The findings of a run by what they have in common.

use std::collections::BTreeMap;

use crate::finding::Finding;

/// What findings are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum GroupBy {
    /// Who owns the file, as CODEOWNERS says
    Owner,
    Rule,
    /// The table that is named
    Table,
    File,
}

impl GroupBy {
    fn keys(self, finding: &Finding) -> Vec<&str> {
        match self {
            Self::Owner => finding.owners.iter().map(String::as_str).collect(),
            Self::Rule => vec![&finding.rule],
            Self::Table => finding.table.as_deref().into_iter().collect(),
            Self::File => vec![&finding.primary.place.path],
        }
    }

    /// What findings without a key are put under.
    fn rest(self) -> &'static str {
        match self {
            Self::Owner => "without an owner",
            Self::Table => "about no one table",
            Self::Rule | Self::File => "others",
        }
    }
}

/// The groups, the largest first, each in the order of places; what belongs nowhere comes last. A finding of two owners
/// stands with both.
pub fn groups(findings: &[Finding], by: GroupBy) -> Vec<(&str, Vec<&Finding>)> {
    let mut groups: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let mut rest = Vec::new();
    for finding in findings {
        let keys = by.keys(finding);
        if keys.is_empty() {
            rest.push(finding);
        }
        keys.into_iter().for_each(|key| groups.entry(key).or_default().push(finding));
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    groups.extend((!rest.is_empty()).then(|| (by.rest(), rest)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Place, Span};

    #[test]
    fn the_largest_group_comes_first_and_the_rest_last() {
        let finding = |rule: &str, owners: &[&str]| Finding {
            owners: owners.iter().map(|owner| (*owner).to_owned()).collect(),
            ..Finding::blank(rule, Place { path: "a.sql".into(), span: Span::default() })
        };
        let findings = [finding("a", &[]), finding("b", &["@x", "@y"]), finding("c", &["@y"]), finding("d", &[])];
        let shown = |by| {
            let groups = groups(&findings, by).into_iter();
            let line = |(key, group): (&str, Vec<&Finding>)| {
                let rules: Vec<&str> = group.iter().map(|finding| finding.rule.as_str()).collect();
                format!("{key}: {}", rules.join(" "))
            };
            groups.map(line).collect::<Vec<_>>()
        };
        assert_eq!(shown(GroupBy::Owner), ["@y: b c", "@x: b", "without an owner: a d"]);
        assert_eq!(shown(GroupBy::Rule), ["a: a", "b: b", "c: c", "d: d"]);
        assert_eq!(shown(GroupBy::File), ["a.sql: a b c d"]);
        assert_eq!(shown(GroupBy::Table), ["about no one table: a b c d"]);
    }
}
