//! What a plan does with an index.

use crate::cases::Outcome;
use crate::claims::is_meant;

/// A plan of PostgreSQL, as text. `first` tells the first key of an index.
pub fn of_postgres(plan: &str, target: &str, first: &dyn Fn(&str) -> Option<String>) -> Outcome {
    let lines: Vec<&str> = plan.lines().collect();
    // The lowest and highest are the first row from one end.
    let ends = plan.contains("InitPlan") && plan.contains("Limit");
    let looks_up = |at: usize| {
        let line = lines[at];
        let name = line.split(" using ").nth(1).or_else(|| line.split("Bitmap Index Scan on ").nth(1))?;
        let name = name.split([' ', '\n']).next().filter(|name| is_meant(target, name))?;
        let depth = |line: &str| line.len() - line.trim_start().len();
        let mut details =
            lines[at + 1..].iter().take_while(|next| depth(next) > depth(line) && !next.trim_start().starts_with("->"));
        let condition = details.find_map(|next| next.trim().strip_prefix("Index Cond: "));
        let Some(condition) = condition else { return Some(ends && line.contains("Index Only Scan")) };
        Some(first(name).is_none_or(|key| names(condition, &key)))
    };
    match (0..lines.len()).any(|at| looks_up(at) == Some(true)) {
        true => Outcome::Seek,
        false => Outcome::NoSeek,
    }
}

/// Whether a condition names a column.
fn names(condition: &str, column: &str) -> bool {
    condition.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|word| word == column)
}

/// A plan of MariaDB or MySQL, as a table with tabs. None when no row can match.
pub fn of_mysql(plan: &str, target: &str) -> Option<Outcome> {
    if plan.contains("Impossible WHERE") || plan.contains("Impossible HAVING") {
        return None;
    }
    let looks_up = |row: &str| {
        let fields: Vec<&str> = row.split('\t').collect();
        let [_, _, _, kind, _, keys, ..] = fields.as_slice() else { return false };
        let meant = keys.split([',', '|']).any(|key| is_meant(target, key));
        let reads = kind.split('|').next().unwrap_or_default();
        row.contains("Select tables optimized away") || meant && !matches!(reads, "ALL" | "index" | "NULL")
    };
    Some(if plan.lines().any(looks_up) { Outcome::Seek } else { Outcome::NoSeek })
}

/// A plan of SQLite.
pub fn of_sqlite(plan: &str, target: &str) -> Outcome {
    let looks_up = |line: &str| {
        let Some((_, rest)) = line.split_once("SEARCH ") else { return false };
        let name = rest.split("INDEX ").nth(1).and_then(|rest| rest.split([' ', '\n']).next());
        name.is_some_and(|name| is_meant(target, name))
    };
    if plan.lines().any(looks_up) { Outcome::Seek } else { Outcome::NoSeek }
}

#[test]
fn full_scans_are_told_from_look_ups() {
    let first = |_: &str| Some("a".to_owned());
    let whole = "Index Scan using i_abc on t\n  Index Cond: ((b = 5) AND (c = 7))";
    assert_eq!(of_postgres(whole, "i_abc", &first), Outcome::NoSeek);
    let bound = "Bitmap Heap Scan on t\n  ->  Bitmap Index Scan on i_abc\n        Index Cond: (a = 5)";
    assert_eq!(of_postgres(bound, "i_abc", &first), Outcome::Seek);
    assert_eq!(of_postgres("Index Scan using i_ci on t\n  Filter: (a = 5)", "i_ci", &first), Outcome::NoSeek);
    let ref_of = |kind: &str| format!("1\tSIMPLE\tt\t{kind}\ti_ci,i_cb\ti_ci\t4\tconst\t1\t");
    assert_eq!(of_mysql(&ref_of("ref"), "i_ci"), Some(Outcome::Seek));
    assert_eq!(of_mysql(&ref_of("index"), "i_ci"), Some(Outcome::NoSeek));
    assert_eq!(of_mysql(&ref_of("ref"), "i_cb"), Some(Outcome::NoSeek));
    assert_eq!(of_sqlite("`--SEARCH t USING COVERING INDEX i_ci (ci=?)", "i_ci"), Outcome::Seek);
    assert_eq!(of_sqlite("`--SCAN t USING INDEX i_ci", "i_ci"), Outcome::NoSeek);
}
