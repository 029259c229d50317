//! What stays small however large the rest grows, as its name tells: settings, countries, tenants. The names are data,
//! in `grammars/small.yml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::embedded::GRAMMARS;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    /// The last word of a name.
    names: HashSet<String>,
}

static SMALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let text = GRAMMARS.iter().find(|(path, _)| path.ends_with("/small.yml")).map(|(_, text)| *text);
    let read =
        text.map(|text| serde_saphyr::from_str::<Small>(text).expect("`grammars/small.yml` is checked by a test"));
    read.unwrap_or_default().names
});

pub fn table_stays_small(name: &str) -> bool {
    let name = name.to_lowercase();
    let last = name.rsplit('_').next().unwrap_or(&name);
    SMALL.contains(last) || SMALL.contains(&name)
}

/// The same of a model: `BillingCountry`.
pub fn class_stays_small(name: &str) -> bool {
    let last = name.rfind(char::is_uppercase).map_or(name, |at| &name[at..]);
    SMALL.contains(&last.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_tells() {
        for name in ["countries", "billing_country", "datasource", "Settings"] {
            assert!(table_stays_small(name), "{name}");
        }
        assert!(!table_stays_small("country_visits"));
        assert!(class_stays_small("BillingCountry") && class_stays_small("Role"));
        assert!(!class_stays_small("CountryVisit") && !class_stays_small("Customer"));
    }
}
