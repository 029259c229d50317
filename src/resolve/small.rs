//! What stays small however large the rest grows, as its name tells: settings, countries, tenants.

/// The last word of a name.
const SMALL: &[&str] = &[
    "setting",
    "settings",
    "config",
    "configs",
    "configuration",
    "option",
    "options",
    "preference",
    "preferences",
    "role",
    "roles",
    "permission",
    "permissions",
    "country",
    "countries",
    "currency",
    "currencies",
    "language",
    "languages",
    "locale",
    "locales",
    "status",
    "statuses",
    "category",
    "categories",
    "migration",
    "migrations",
    "feature",
    "features",
    "flag",
    "flags",
    "plan",
    "plans",
    "lock",
    "locks",
    "version",
    "versions",
    "plugin",
    "plugins",
    "type",
    "types",
    "site",
    "sites",
    "tenant",
    "tenants",
    "region",
    "regions",
    "environment",
    "environments",
    "registry",
    "meta",
    "metadata",
    "network",
    "networks",
    "queue",
    "queues",
    "cluster",
    "worker",
    "workers",
    "datasource",
    "calendar",
    "department",
    "departments",
    "organization",
    "organizations",
    "organisation",
    "organisations",
];

pub fn table_stays_small(name: &str) -> bool {
    let name = name.to_lowercase();
    let last = name.rsplit('_').next().unwrap_or(&name);
    SMALL.contains(&last) || SMALL.contains(&name.as_str())
}

/// The same of a model: `BillingCountry`.
pub fn class_stays_small(name: &str) -> bool {
    let last = name.rfind(char::is_uppercase).map_or(name, |at| &name[at..]);
    SMALL.contains(&last.to_lowercase().as_str())
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
