//! The folded catalog as a schema to compare.

use seqscan::extract::ReferentialAction;
use seqscan::fact::{Dialect, Known};
use seqscan::project::catalog::{Backs, Catalog, Index, IndexKey, Keyed, Table};

use super::Schema;
use super::postgres::canonical;

pub fn of_catalog(catalog: &Catalog) -> Schema {
    let mut schema = Schema::default();
    for table in catalog.tables() {
        let name = table.shown();
        schema.tables.insert(name.clone());
        for column in &table.columns {
            let ty = match catalog.dialect {
                Dialect::Postgres => canonical(&column.ty.written),
                Dialect::Mysql => super::mariadb::canonical(&column.ty.written),
                _ => column.ty.written.clone(),
            };
            let null = match column.nullable {
                _ if table.is_view() => "",
                Known::Yes(true) => "null",
                Known::Yes(false) => "not null",
                Known::No => "unknown",
            };
            schema.columns.insert(format!("{name}.{} {ty} {null}", column.name).trim_end().to_owned());
        }
        for index in &table.indexes {
            schema.indexes.insert(format!("{name} {}", shown(index, table, catalog.dialect)));
        }
        if !table.primary_key.is_empty() {
            schema.primary_keys.insert(format!("{name} ({})", names(table, &table.primary_key)));
        }
        for key in &table.foreign_keys {
            let target = match &key.target.schema {
                Some(schema) => format!("{schema}.{}", key.target.name),
                None => key.target.name.clone(),
            };
            let own_name = if catalog.dialect == Dialect::Sqlite { "" } else { &key.name };
            let line = format!(
                "{name} {own_name} ({}) -> {target} ({}) {} {}",
                names(table, &key.columns),
                key.target_columns.join(","),
                action(key.on_delete, catalog.dialect),
                action(key.on_update, catalog.dialect),
            );
            schema.foreign_keys.insert(line);
        }
    }
    schema
}

fn names(table: &Table, ids: &[seqscan::project::catalog::ColumnId]) -> String {
    ids.iter().map(|id| table.name_of(*id)).collect::<Vec<_>>().join(",")
}

fn shown(index: &Index, table: &Table, dialect: Dialect) -> String {
    let keys: Vec<String> = index.keys.iter().map(|key| key_shown(key, table, dialect)).collect();
    let unique = if index.unique || index.backs == Backs::PrimaryKey { "unique" } else { "plain" };
    let include = match index.include.is_empty() {
        true => String::new(),
        false => format!(" include ({})", names(table, &index.include)),
    };
    let partial = if index.predicate.is_some() { " partial" } else { "" };
    format!("{} {unique} {} ({}){include}{partial}", index.name, index.method, keys.join(","))
}

fn key_shown(key: &IndexKey, table: &Table, dialect: Dialect) -> String {
    let mut text = match &key.of {
        Keyed::Column(id) => table.name_of(*id).to_owned(),
        Keyed::Expression { .. } => "expression".to_owned(),
    };
    if let Some(prefix) = key.prefix {
        text += &format!("({prefix})");
    }
    if key.descending {
        text += " desc";
    }
    let usual = key.descending;
    if dialect == Dialect::Postgres && key.nulls_first.unwrap_or(usual) != usual {
        text += if usual { " nulls last" } else { " nulls first" };
    }
    text
}

fn action(action: Option<ReferentialAction>, dialect: Dialect) -> &'static str {
    match action {
        // InnoDB treats the two alike, and shows the one for what is not said.
        None | Some(ReferentialAction::NoAction) if dialect == Dialect::Mysql => "restrict",
        None | Some(ReferentialAction::NoAction) => "no action",
        Some(ReferentialAction::Restrict) => "restrict",
        Some(ReferentialAction::Cascade) => "cascade",
        Some(ReferentialAction::SetNull) => "set null",
        Some(ReferentialAction::SetDefault) => "set default",
    }
}
