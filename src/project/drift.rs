//! Where two sources of one database tell different things: tables and columns that only one of them has.

use super::catalog::{Catalog, Column, Conflict, Index, Table};
use crate::fact::{Dialect, Known};

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

/// What engines call their own tables. Programs describe some of them, to read them.
const OF_ENGINES: &[&str] = &["pg_", "sqlite_"];
const SCHEMAS_OF_ENGINES: &[&str] = &["information_schema", "mysql", "performance_schema", "pg_catalog", "sys"];

/// Whether a dump knows at least half of the tables that the migrations make. (Migrations that change tables they do
/// not make go on from such a dump.)
pub fn is_of_same_database(dump: &Catalog, migrated: &Catalog) -> bool {
    let made: Vec<&Table> = own_tables(migrated).filter(|table| table.partial.is_none()).collect();
    let known = made.iter().filter(|table| same(dump, table).is_some()).count();
    known * 2 >= made.len()
}

/// Notes in the catalog of a dump what the migrations say differently, if they could be followed.
pub fn note_migrations(catalog: &mut Catalog, migrated: &Catalog) {
    if catalog.partial || migrated.partial || migrated.conflicts.iter().any(|conflict| !conflict.drift) {
        return;
    }
    let dump = match catalog.sources.as_slice() {
        [only] => format!("`{}`", only.path),
        _ => "the schema files".to_owned(),
    };
    let mut found = one_sided(migrated, catalog, &format!("missing in {dump}"), "the migrations");
    found.extend(one_sided(catalog, migrated, "missing in the migrations", &dump));
    catalog.conflicts.extend(found);
}

/// Notes in the catalog what models have beyond it.
pub fn note_models(catalog: &mut Catalog, models: &Catalog) {
    if catalog.partial || catalog.conflicts.iter().any(|conflict| !conflict.drift) {
        return;
    }
    let mut found = one_sided(models, catalog, "in no migration or schema file", "the models");
    for model in models.tables().iter().filter(|table| table.partial.is_none()) {
        let Some(table) = same(catalog, model).filter(|table| table.partial.is_none() && !table.is_view()) else {
            continue;
        };
        let known: Vec<_> = table.indexes.iter().filter_map(|index| columns(table, index)).collect();
        found.extend(nullability(model, table, catalog.dialect));
        for index in &model.indexes {
            let Some(own) = columns(model, index).filter(|own| !known.iter().any(|known| known.starts_with(own)))
            else {
                continue;
            };
            let text = format!(
                "the models declare an index of `{}` ({}) that no migration makes",
                table.shown(),
                own.join(", ")
            );
            found.push(Conflict {
                place: index.defined.clone(),
                text,
                remedy: None,
                other: Some(table.defined.clone()),
                drift: true,
            });
        }
    }
    catalog.conflicts.extend(found);
}

/// Columns that may be NULL in the one and not in the other. (SQLite's primary keys may, which nobody means.)
fn nullability(model: &Table, table: &Table, dialect: Dialect) -> impl Iterator<Item = Conflict> {
    let differing = move |column: &Column| {
        let twin = table.column(&column.name).filter(|twin| !table.primary_key.contains(&twin.id))?;
        let (Known::Yes(said), Known::Yes(is)) = (column.nullable, twin.nullable) else { return None };
        let words = |nullable| if nullable { "may be NULL" } else { "is NOT NULL" };
        let text = format!(
            "column `{}.{}` {} in the models and {} in the database's schema",
            table.shown(),
            column.name,
            words(said),
            words(is)
        );
        let remedy = Some(as_the_models_say(table, twin, said, dialect));
        let other = Some(twin.defined.clone());
        (said != is).then(|| Conflict { place: column.defined.clone(), text, remedy, other, drift: true })
    };
    model.columns.iter().filter_map(differing)
}

/// What brings a column of the database to what the models say.
fn as_the_models_say(table: &Table, column: &Column, nullable: bool, dialect: Dialect) -> String {
    let (shown, name) = (table.shown(), &column.name);
    let filled = match nullable {
        true => String::new(),
        false => format!(", when no row has NULL there (`UPDATE {shown} SET {name} = … WHERE {name} IS NULL` first)"),
    };
    let change = match dialect {
        Dialect::Sqlite => {
            let null = if nullable { "without NOT NULL" } else { "with NOT NULL" };
            return format!(
                "To bring the database to the models, make `{shown}` anew with `{name}` {null} and copy its rows: SQLite \
                 cannot alter that{filled}."
            );
        }
        Dialect::Mysql => format!("MODIFY {}", modified(column, nullable)),
        _ => format!("ALTER COLUMN {name} {} NOT NULL", if nullable { "DROP" } else { "SET" }),
    };
    format!("To bring the database to the models: `ALTER TABLE {shown} {change}`{filled}.")
}

/// A column as MySQL's MODIFY wants it: what is not said again is lost.
fn modified(column: &Column, nullable: bool) -> String {
    let mut text = format!("{} {}", column.name, column.ty.written);
    let said = [("CHARACTER SET", &column.charset), ("COLLATE", &column.collation)];
    for (word, value) in said.into_iter().filter_map(|(word, value)| Some((word, value.as_deref()?))) {
        text.push_str(&format!(" {word} {value}"));
    }
    text.push_str(if nullable { " NULL" } else { " NOT NULL" });
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if column.auto_increment {
        text.push_str(" AUTO_INCREMENT");
    }
    text
}

/// The columns of an index in lower case, when it is made of whole columns.
fn columns(table: &Table, index: &Index) -> Option<Vec<String>> {
    let keys = 0..index.keys.len();
    keys.map(|at| index.column_at(at).map(|id| table.name_of(id).to_lowercase())).collect()
}

/// What one catalog has and the other lacks.
fn one_sided(one: &Catalog, other: &Catalog, missing: &str, who: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    for table in own_tables(one).filter(|table| table.partial.is_none() && !table.is_view()) {
        let Some(twin) = same(other, table) else {
            let text = format!("table `{}` of {who} is {missing}", table.shown());
            found.push(Conflict { place: table.defined.clone(), text, remedy: None, other: None, drift: true });
            continue;
        };
        if twin.partial.is_some() || twin.is_view() {
            continue;
        }
        for column in table.columns.iter().filter(|column| twin.column(&column.name).is_none()) {
            let text = format!("column `{}.{}` of {who} is {missing}", table.shown(), column.name);
            let place = column.defined.clone();
            found.push(Conflict { place, text, remedy: None, other: Some(twin.defined.clone()), drift: true });
        }
    }
    found
}

/// The tables that the project makes itself.
fn own_tables(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    catalog.tables().iter().filter(|table| {
        let name = table.name.to_lowercase();
        let schema = table.schema.as_ref().map(|schema| schema.to_lowercase());
        !BOOKKEEPING.contains(&name.as_str())
            && !OF_ENGINES.iter().any(|prefix| name.starts_with(prefix))
            && !schema.is_some_and(|schema| SCHEMAS_OF_ENGINES.contains(&schema.as_str()))
    })
}

fn same<'c>(catalog: &'c Catalog, table: &Table) -> Option<&'c Table> {
    let id = catalog.find_in(table.schema.as_deref(), &table.name).or_else(|| catalog.find_in(None, &table.name))?;
    Some(catalog.get(id))
}
