//! Flyway's names, which refinery uses as well: `V1_2__orders.sql`, `R__views.sql`, `U1_2__orders.sql`.

use super::names::Version;

/// The version a name tells, and whether it takes that version back.
pub fn version(stem: &str) -> Option<(Version, bool)> {
    let (head, description) = stem.split_once("__")?;
    let mut letters = head.chars();
    let kind = letters.next()?.to_ascii_uppercase();
    let digits = letters.as_str();
    if kind == 'R' && digits.is_empty() {
        return Some((Version::repeatable(description), false));
    }
    let numbers: Option<Vec<u128>> = digits.split(['.', '_']).map(|number| number.parse().ok()).collect();
    matches!(kind, 'V' | 'B' | 'U').then_some(())?;
    Some((Version::numbered(numbers?, description), kind == 'U'))
}

/// Whether it is one of refinery's migrations without a version of their own, which go forward, unlike Flyway's `U`.
pub fn starts_with(stem: &str, letter: char) -> bool {
    stem.starts_with([letter, letter.to_ascii_lowercase()]) && version(stem).is_some()
}
