//! What is said of schemas that lie in several files, file by file as a run says it.

use seqscan::lint::Settings;
use seqscan::rule::Ruleset;
use seqscan::text::SourceKind;
use seqscan::walk::{self, Candidate, Content};

/// `path: rule: message` for each finding about the schema.
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let mut rules = Ruleset::embedded().expect("our rules are right");
    rules.select(&["schema".to_owned()], &[]).expect("there is such a category");
    let candidate = |(path, text): &(&str, &str)| {
        let kind = if path.ends_with(".sql") { SourceKind::Sql } else { SourceKind::Host("python") };
        Candidate::new(*path, kind, Content::Given(text.as_bytes().to_vec()))
    };
    let settings = Settings { minimum_confidence: seqscan::finding::Confidence::Low, ..Settings::default() };
    let outcome = walk::check(files.iter().map(candidate).collect(), &rules, &settings, &|| ());
    outcome
        .findings
        .iter()
        .map(|finding| format!("{}: {}: {}", finding.primary.place.path, finding.rule, finding.message))
        .collect()
}

const PARENT: &str = "CREATE TABLE accounts (id bigint PRIMARY KEY, opened_at date NOT NULL);";
const CHILD: &str = "CREATE TABLE transfers (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE);";
const INDEX: &str = "CREATE INDEX transfers_by_account ON transfers (account_id);";

#[test]
fn what_schemas_for_two_engines_share_is_said_once() {
    let files = [
        ("db/postgres/0001_accounts.sql", PARENT),
        ("db/postgres/0002_transfers.sql", CHILD),
        ("db/sqlite/0001_accounts.sql", PARENT),
        ("db/sqlite/0002_transfers.sql", CHILD),
    ];
    let found = findings(&files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("db/postgres/0002_transfers.sql: unindexed-foreign-key"), "{found:#?}");
    let of_sqlite = findings(&files[2..]);
    assert_eq!(of_sqlite.len(), 1, "without the other schema it is said here: {of_sqlite:#?}");
}

#[test]
fn what_only_one_engine_lacks_is_said_of_it() {
    let found = findings(&[
        ("db/postgres/0001_accounts.sql", PARENT),
        ("db/postgres/0002_transfers.sql", CHILD),
        ("db/postgres/0003_index.sql", INDEX),
        ("db/sqlite/0001_accounts.sql", PARENT),
        ("db/sqlite/0002_transfers.sql", CHILD),
    ]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].starts_with("db/sqlite/0002_transfers.sql: unindexed-foreign-key"), "{found:#?}");
}

#[test]
fn two_programs_are_told_of_separately() {
    let found = findings(&[
        ("billing/db/postgres/0001_accounts.sql", PARENT),
        ("billing/db/postgres/0002_transfers.sql", CHILD),
        ("ledger/db/sqlite/0001_accounts.sql", PARENT),
        ("ledger/db/sqlite/0002_transfers.sql", CHILD),
    ]);
    assert_eq!(found.len(), 2, "{found:#?}");
}
