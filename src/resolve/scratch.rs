//! Tables and columns that serve in passing, told by their names: copies, staging, backups. What a database engineer
//! would not judge as part of the schema.

const WORDS: &[&str] =
    &["tmp", "temp", "staging", "stage", "stg", "scratch", "cache", "import", "imports", "new", "old", "bak", "backup"];

/// Whether one of the words of a name says so: `orders_tmp`, `old-users`, but not `template`.
pub fn is_scratch(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_count() {
        for name in ["orders_tmp", "_users_x_tmp", "shop.staging_prices", "OLD_users", "users_new"] {
            assert!(is_scratch(name), "{name}");
        }
        for name in ["templates", "stages", "renewals", "threshold", "orders", ""] {
            assert!(!is_scratch(name), "{name}");
        }
    }
}
