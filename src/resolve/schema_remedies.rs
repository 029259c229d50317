//! What mends a table: the index that a foreign key wants, the way to drop one, what replaces a list of keys.

use super::design;
use super::seek::{KeyOf, WantedKey, statement};
use crate::extract::Framework;
use crate::fact::{Advice, Dialect};
use crate::project::catalog::{Column, ForeignKey, Index, Table, rewrites};
use crate::project::models::{Attribute, Class, Models};

/// The index that finds the rows of a foreign key. Where the engine would convert its columns, their type comes first.
pub fn wanted_index(table: &Table, key: &ForeignKey, pairs: &[(&Column, &Column)], dialect: Dialect) -> Advice {
    let wanted = |&id: &_| WantedKey { of: KeyOf::Column(id), descending: false };
    let keys: Vec<WantedKey> = key.columns.iter().map(wanted).collect();
    let create = statement(dialect, table, &keys);
    let outside = if dialect == Dialect::Postgres { ", outside a transaction" } else { "" };
    let hidden: Vec<_> =
        pairs.iter().filter(|(own, other)| design::hides_index(&own.ty, &other.ty, dialect)).copied().collect();
    let Some(&(own, other)) = hidden.first() else {
        return Advice(format!("Index the column: `{create}`{outside}."));
    };
    let change = |&(own, other): &(&Column, &Column)| format!("ALTER COLUMN {} TYPE {}", own.name, stored_type(other));
    let changes: Vec<String> = hidden.iter().map(change).collect();
    let cost = match rewrites(&own.ty, &other.ty, dialect) {
        Some(false) => "",
        _ => ", which writes the table anew",
    };
    Advice(format!(
        "First give the column the type of the key it points at: `{}` is {}, `{}.{}` is {}, and PostgreSQL looks for the rows \
         by a conversion that no index on the column serves: `ALTER TABLE {} {}`{cost}. Then index it: `{create}`{outside}.",
        own.name,
        own.ty.written,
        key.target,
        other.name,
        other.ty.written,
        table.shown(),
        changes.join(", "),
    ))
}

/// The type behind `bigserial`, which is none to change to.
fn stored_type(column: &Column) -> &str {
    match column.ty.written.as_str() {
        "bigserial" | "serial8" => "bigint",
        "serial" | "serial4" => "integer",
        "smallserial" | "serial2" => "smallint",
        written => written,
    }
}

/// How an index is dropped, as the end of a sentence. What Django's models declare comes back with the next migration.
pub fn removal(table: &Table, index: &Index, dialect: Dialect, models: &Models) -> Advice {
    let classes = || models.all().map(|(_, class)| class).filter(|class| class.table.eq_ignore_ascii_case(&table.name));
    let in_python = index.defined.path.ends_with(".py");
    let declared = |class: &&Class| match class.framework {
        // Its migrations say what its models say.
        Framework::Django => in_python,
        Framework::Diesel | Framework::SeaOrm => false,
        _ => class.defined.path == index.defined.path,
    };
    if let Some(class) = classes().find(declared) {
        return Advice(by_model(class, table, index));
    }
    let name = &index.name;
    let drop = match dialect {
        Dialect::Postgres => {
            format!("drop it in a new migration, outside a transaction: `DROP INDEX CONCURRENTLY {name}`.")
        }
        Dialect::Mysql | Dialect::Tsql => {
            format!("drop it in a new migration: `DROP INDEX {name} ON {}`.", table.shown())
        }
        _ => format!("drop it in a new migration: `DROP INDEX {name}`."),
    };
    Advice(drop)
}

fn by_model(class: &Class, table: &Table, index: &Index) -> String {
    let column = match index.keys.as_slice() {
        [_] => index.column_at(0).map(|id| table.name_of(id)),
        _ => None,
    };
    let holds = |attribute: &Attribute| matches!(attribute, Attribute::Column { name, .. } if Some(&**name) == column);
    let field = class.attributes.iter().find(|(_, attribute)| holds(attribute)).map(|(name, _)| name);
    let (word, elsewhere, then) = match class.framework {
        Framework::Django => ("db_index=True", "`Meta.indexes`", "run `makemigrations`"),
        Framework::SqlAlchemy | Framework::SqlModel => {
            ("index=True", "`__table_args__`", "write the migration that drops it")
        }
        _ => ("index=True", "the indexes of its `Meta`", "write the migration that drops it"),
    };
    let (model, path, name) = (&class.name, &class.defined.path, &index.name);
    match field {
        Some(field) => format!(
            "take `{word}` off `{model}.{field}` ({path}), or `{name}` out of {elsewhere} if it stands there, and {then}."
        ),
        None => format!("take `{name}` out of {elsewhere} of `{model}` ({path}), and {then}."),
    }
}

/// What to make of a list of keys in one text.
pub fn instead_of_list(dialect: Dialect) -> Advice {
    let array = match dialect {
        Dialect::Mysql | Dialect::Sqlite | Dialect::Tsql => "",
        Dialect::Postgres => "; or make it an array of keys, with a GIN index, where no foreign key is needed",
        _ => "; or an array of keys where the engine has arrays",
    };
    Advice(format!("Make a table with a row for each pair of keys, with foreign keys to both sides{array}."))
}
