//! A rule as SARIF describes it, within what GitHub takes: 1,024 characters for a description, ten tags to be seen.

use super::log::{Configuration, Descriptor, Help, RuleProperties, Text};
use crate::finding::{Confidence, Severity};
use crate::report::RuleEntry;

const LONGEST_DESCRIPTION: usize = 1024;
/// The rules that GitHub is to show as security problems.
const SECURITY: &str = "security";

pub fn descriptor(rule: &RuleEntry) -> Descriptor<'_> {
    Descriptor {
        id: &rule.id,
        name: pascal(&rule.id),
        short_description: Text::new(sentence(&rule.title)),
        full_description: Text::new(shortened(&rule.why)),
        help: Help { text: format!("{}\n\n{}\n", sentence(&rule.title), rule.why.trim_end()), markdown: &rule.page },
        help_uri: rule.reference.as_deref(),
        default_configuration: Configuration { enabled: rule.enabled, level: level(rule.severity) },
        properties: RuleProperties {
            tags: vec!["sql", &rule.category],
            precision: match rule.confidence {
                Confidence::High => "high",
                Confidence::Medium => "medium",
                Confidence::Low => "low",
            },
            problem_severity: match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
            security_severity: (rule.category == SECURITY).then_some(match rule.severity {
                Severity::Error => "8.5",
                Severity::Warning => "6.0",
                Severity::Info => "3.0",
            }),
        },
    }
}

pub fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// SARIF wants a name that is not the id, of one word: `SelectStar`.
fn pascal(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    id.split('-').map(capital).collect()
}

/// With the dot that ends it.
pub fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// As many whole sentences as are taken; of one that is longer, its beginning.
fn shortened(text: &str) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(LONGEST_DESCRIPTION) else { return text.to_owned() };
    let short = &text[..end];
    let ends = [". ", ".\n", "? ", "! "].iter().filter_map(|end| short.rfind(end)).max();
    match ends {
        Some(end) => short[..=end].to_owned(),
        None => short.chars().take(LONGEST_DESCRIPTION - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_word() {
        assert_eq!(pascal("n-plus-one"), "NPlusOne");
    }

    #[test]
    fn descriptions_are_cut_at_a_sentence() {
        assert_eq!(shortened("Short. "), "Short.");
        let long = format!("First one. {}", "é".repeat(LONGEST_DESCRIPTION));
        assert_eq!(shortened(&long), "First one.");
        assert_eq!(shortened(&"é".repeat(2000)).chars().count(), LONGEST_DESCRIPTION);
    }
}
