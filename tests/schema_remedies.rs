//! What reports on tables and migrations tell people to type, in the words of their engine.

use seqscan::lint::Settings;
use seqscan::rule::Ruleset;
use seqscan::text::SourceKind;
use seqscan::walk::{self, Candidate, Content};

/// Message and help of the only finding of a rule.
#[track_caller]
fn told(rule: &str, files: &[(&str, &str)]) -> (String, String) {
    let rules = Ruleset::embedded().expect("our rules are right");
    let candidate = |(path, text): &(&str, &str)| {
        let kind = if path.ends_with(".sql") { SourceKind::Sql } else { SourceKind::Host("python") };
        Candidate::new(*path, kind, Content::Given(text.as_bytes().to_vec()))
    };
    let settings = Settings { minimum_confidence: seqscan::finding::Confidence::Low, ..Settings::default() };
    let outcome = walk::check(files.iter().map(candidate).collect(), &rules, &settings, &|| ());
    let mut found: Vec<_> = outcome.findings.into_iter().filter(|found| found.rule == rule).collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    let found = found.remove(0);
    (found.message, found.help)
}

#[track_caller]
fn help(rule: &str, files: &[(&str, &str)]) -> String {
    told(rule, files).1
}

const PARENT: &str = "CREATE TABLE ciphers (uuid varchar(40) NOT NULL PRIMARY KEY);\n";

#[test]
fn the_type_of_a_key_comes_before_its_index() {
    let child = |ty: &str| {
        format!(
            "{PARENT}CREATE TABLE archives (id bigint NOT NULL PRIMARY KEY, cipher_uuid {ty} NOT NULL REFERENCES ciphers (uuid) ON DELETE CASCADE);\n"
        )
    };
    let create =
        "`CREATE INDEX CONCURRENTLY archives_cipher_uuid_idx ON archives (cipher_uuid)`, outside a transaction";
    let narrow = help("unindexed-foreign-key", &[("db/postgres/0001_archives.sql", &child("char(36)"))]);
    assert!(narrow.contains("`ALTER TABLE archives ALTER COLUMN cipher_uuid TYPE varchar(40)`"), "{narrow}");
    assert!(narrow.contains(&format!("Then index it: {create}")), "{narrow}");
    let same = help("unindexed-foreign-key", &[("db/postgres/0001_archives.sql", &child("varchar(40)"))]);
    assert!(same.contains(create) && !same.contains("ALTER TABLE"), "{same}");
    let sqlite = help("unindexed-foreign-key", &[("db/sqlite/0001_archives.sql", &child("char(36)"))]);
    assert!(sqlite.contains("`CREATE INDEX archives_cipher_uuid_idx ON archives (cipher_uuid)`"), "{sqlite}");
    assert!(!sqlite.contains("CONCURRENTLY") && !sqlite.contains("ALTER TABLE"), "{sqlite}");
}

#[test]
fn what_a_failed_build_leaves_is_told_where_it_is_skipped() {
    let of = |sql: &str| help("blocking-index-create", &[("migrations/0007_orders.postgres.sql", sql)]);
    let plain = of("CREATE INDEX orders_by_day ON orders (placed_at);");
    assert!(plain.contains("as the only statement of a migration") && !plain.contains("INVALID"), "{plain}");
    let skipped = of("CREATE INDEX IF NOT EXISTS orders_by_day ON orders (placed_at);");
    assert!(skipped.contains("`DROP INDEX CONCURRENTLY orders_by_day` first"), "{skipped}");
}

#[test]
fn a_constraint_is_validated_by_its_name() {
    let of = |sql: &str| told("constraint-not-valid", &[("migrations/0007_orders.postgres.sql", sql)]);
    let (message, help) = of("ALTER TABLE orders ADD CONSTRAINT \"Paid\" CHECK (paid >= 0);");
    assert!(message.ends_with("while reads and writes wait"), "{message}");
    assert!(help.contains("VALIDATE CONSTRAINT \"Paid\"`"), "{help}");
    let (message, help) = of("ALTER TABLE orders ADD FOREIGN KEY (address_id) REFERENCES addresses (id);");
    assert!(message.ends_with("while writes to it and to `addresses` wait"), "{message}");
    assert!(help.contains("VALIDATE CONSTRAINT orders_address_id_fkey`"), "{help}");
    let (message, _) = of("ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES orders (id);");
    assert!(message.ends_with("while writes wait"), "{message}");
    // Without the table nobody knows what PostgreSQL will call it.
    let (_, help) = of("ALTER TABLE orders ADD CHECK (paid >= 0);");
    assert!(help.contains("`ADD CONSTRAINT orders_check … NOT VALID`"), "{help}");
    let table = ("migrations/0001_orders.postgres.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, paid bigint);");
    let added = ("migrations/0007_orders.postgres.sql", "ALTER TABLE orders ADD CHECK (paid >= 0);");
    let (_, help) = told("constraint-not-valid", &[table, added]);
    assert!(help.contains("VALIDATE CONSTRAINT orders_paid_check`"), "{help}");
}

#[test]
fn the_index_of_a_constraint_is_written_out() {
    let of = |sql: &str| help("unique-constraint-blocking", &[("migrations/0007_users.postgres.sql", sql)]);
    let told = of("ALTER TABLE users ADD UNIQUE NULLS NOT DISTINCT (tenant_id, email) INCLUDE (name);");
    let index = "`CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_email_name_key ON users (tenant_id, email) INCLUDE (name) NULLS NOT DISTINCT`";
    assert!(told.contains(index), "{told}");
    let using = "`ALTER TABLE users ADD CONSTRAINT users_tenant_id_email_name_key UNIQUE USING INDEX users_tenant_id_email_name_key`";
    assert!(told.contains(using), "{told}");
    let told = of("ALTER TABLE app.audit_log ADD PRIMARY KEY (id);");
    assert!(told.contains("CONCURRENTLY audit_log_pkey ON app.audit_log (id)`"), "{told}");
    assert!(told.contains("ADD CONSTRAINT audit_log_pkey PRIMARY KEY USING INDEX audit_log_pkey`"), "{told}");
}

#[test]
fn the_index_of_an_expression_is_built_as_the_engine_can() {
    let of = |path: &str| {
        help("function-on-column", &[(path, "SELECT id, name FROM customers WHERE lower(email) = 'ada@example.org';")])
    };
    let postgres = of("queries/customers.postgres.sql");
    let create = "`CREATE INDEX CONCURRENTLY customers_email_lower ON customers (lower(email))`, outside a transaction";
    assert!(postgres.contains(create), "{postgres}");
    let sqlite = of("queries/customers.sqlite.sql");
    assert!(sqlite.contains("`CREATE INDEX customers_email_lower ON customers (lower(email))`"), "{sqlite}");
    assert!(!sqlite.contains("CONCURRENTLY"), "{sqlite}");
}

#[test]
fn an_index_goes_where_it_is_declared() {
    let model = "from django.db import models\n\nclass Order(models.Model):\n    customer_no = models.IntegerField(db_index=True)\n    placed_at = models.DateTimeField()\n    class Meta:\n        db_table = \"orders\"\n        indexes = [models.Index(fields=[\"customer_no\", \"placed_at\"], name=\"orders_recent\")]\n";
    let told = help("redundant-index", &[("shop/models.py", model)]);
    assert!(told.contains("take `db_index=True` off `Order.customer_no` (shop/models.py)"), "{told}");
    assert!(told.contains("run `makemigrations`") && !told.contains("DROP INDEX"), "{told}");
    let of = |path: &str| {
        let sql = "CREATE TABLE orders (id bigint NOT NULL PRIMARY KEY, customer_no bigint NOT NULL, placed_at timestamp NOT NULL);\nCREATE INDEX orders_customer ON orders (customer_no);\nCREATE INDEX orders_recent ON orders (customer_no, placed_at);\n";
        help("redundant-index", &[(path, sql)])
    };
    let postgres = of("db/schema.postgres.sql");
    assert!(postgres.ends_with("outside a transaction: `DROP INDEX CONCURRENTLY orders_customer`."), "{postgres}");
    assert!(!postgres.contains("index=True"), "{postgres}");
    let mysql = of("db/schema.mysql.sql");
    assert!(mysql.ends_with("`DROP INDEX orders_customer ON orders`."), "{mysql}");
    let sqlite = of("db/schema.sqlite.sql");
    assert!(sqlite.ends_with("`DROP INDEX orders_customer`."), "{sqlite}");
}

#[test]
fn the_database_is_brought_to_what_the_models_say() {
    let of = |path: &str, nullable: &str, null: &str| {
        let model = format!(
            "import sqlalchemy as sa\nfrom sqlalchemy.orm import DeclarativeBase, mapped_column\n\nclass Base(DeclarativeBase):\n    pass\n\nclass User(Base):\n    __tablename__ = \"users\"\n    id = mapped_column(sa.BigInteger, primary_key=True)\n    akey = mapped_column(sa.Text, nullable={nullable})\n"
        );
        let schema = format!("CREATE TABLE users (id bigint NOT NULL PRIMARY KEY, akey text {null});");
        help("schema-drift", &[("app/models.py", &model), (path, &schema)])
    };
    let postgres = of("migrations/0001.postgres.sql", "False", "NULL");
    assert!(postgres.contains("`ALTER TABLE users ALTER COLUMN akey SET NOT NULL`"), "{postgres}");
    assert!(postgres.contains("`UPDATE users SET akey = … WHERE akey IS NULL` first"), "{postgres}");
    let looser = of("migrations/0001.postgres.sql", "True", "NOT NULL");
    assert!(looser.contains("`ALTER TABLE users ALTER COLUMN akey DROP NOT NULL`."), "{looser}");
    let mysql = of("migrations/0001.mysql.sql", "False", "NULL");
    assert!(mysql.contains("`ALTER TABLE users MODIFY akey text NOT NULL`"), "{mysql}");
    let sqlite = of("migrations/0001.sqlite.sql", "False", "NULL");
    assert!(sqlite.contains("SQLite cannot alter that") && !sqlite.contains("ALTER TABLE"), "{sqlite}");
}

#[test]
fn arrays_are_for_engines_that_have_them() {
    let of = |path: &str| {
        let sql = "CREATE TABLE articles (id bigint NOT NULL PRIMARY KEY, title varchar(80) NOT NULL, tag_ids text NOT NULL);";
        help("multi-valued-column", &[(path, sql)])
    };
    assert!(of("db/schema.postgres.sql").contains("array of keys"));
    assert!(!of("db/schema.mysql.sql").contains("array"));
    assert!(!of("db/schema.sqlite.sql").contains("array"));
}
