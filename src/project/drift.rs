//! Where two sources of one database tell different things: tables and columns that only one of them has.

use super::catalog::{Catalog, Conflict, Table};

/// Where migration tools write down what was applied; the migrations themselves do not make them.
const BOOKKEEPING: &[&str] = &[
    "schema_migrations",
    "schema_migration",
    "ar_internal_metadata",
    "flyway_schema_history",
    "schema_version",
    "schema_versions",
    "__diesel_schema_migrations",
    "_sqlx_migrations",
    "_prisma_migrations",
    "refinery_schema_history",
    "goose_db_version",
    "gorp_migrations",
    "alembic_version",
    "django_migrations",
    "databasechangelog",
    "databasechangeloglock",
    "knex_migrations",
    "knex_migrations_lock",
    "__drizzle_migrations",
    "migrations",
];

/// Whether a dump knows at least half of the tables that the migrations make. (Migrations that change tables they do
/// not make go on from such a dump.)
pub fn is_of_same_database(dump: &Catalog, migrated: &Catalog) -> bool {
    let made: Vec<&Table> = own_tables(migrated).filter(|table| table.partial.is_none()).collect();
    let known = made.iter().filter(|table| same(dump, table).is_some()).count();
    known * 2 >= made.len()
}

/// Notes in the catalog what the migrations say differently, if they could be followed.
pub fn note(catalog: &mut Catalog, migrated: &Catalog) {
    let followed = !migrated.partial && !catalog.partial && migrated.conflicts.iter().all(|conflict| conflict.drift);
    if !followed {
        return;
    }
    let (dump, migrations) = (shown(catalog), "the migrations");
    let mut found = one_sided(catalog, migrated, &dump, migrations);
    found.extend(one_sided(migrated, catalog, migrations, &dump));
    catalog.conflicts.extend(found);
}

fn shown(catalog: &Catalog) -> String {
    match catalog.sources.as_slice() {
        [only] => format!("`{}`", only.path),
        _ => "the schema files".to_owned(),
    }
}

/// What one catalog has and the other lacks.
fn one_sided(one: &Catalog, other: &Catalog, here: &str, there: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    for table in own_tables(one).filter(|table| table.partial.is_none()) {
        let Some(twin) = same(other, table) else {
            let verb = if here.starts_with('`') { "has" } else { "have" };
            let text = format!("{here} {verb} table `{}`, {there} {} not", table.shown(), lack(there));
            found.push(Conflict { place: table.defined.clone(), text, other: None, drift: true });
            continue;
        };
        if twin.partial.is_some() || twin.is_view() || table.is_view() {
            continue;
        }
        for column in table.columns.iter().filter(|column| twin.column(&column.name).is_none()) {
            let verb = if here.starts_with('`') { "has" } else { "have" };
            let text =
                format!("{here} {verb} column `{}` of `{}`, {there} {} not", column.name, table.shown(), lack(there));
            found.push(Conflict {
                place: column.defined.clone(),
                text,
                other: Some(twin.defined.clone()),
                drift: true,
            });
        }
    }
    found
}

fn lack(who: &str) -> &'static str {
    if who.starts_with('`') { "has" } else { "have" }
}

fn own_tables(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    catalog.tables().iter().filter(|table| !BOOKKEEPING.contains(&table.name.to_lowercase().as_str()))
}

fn same<'c>(catalog: &'c Catalog, table: &Table) -> Option<&'c Table> {
    let id = catalog.find_in(table.schema.as_deref(), &table.name).or_else(|| catalog.find_in(None, &table.name))?;
    Some(catalog.get(id))
}
