//! What the shape of a table tells: attributes stored as rows, numbered columns, pointers into any table, keys in no
//! order. Names count only together with types and keys.

use crate::fact::Dialect;
use crate::project::catalog::{Column, ForeignKey, SqlType, Table, TypeFamily};

/// Columns that differ in a number only, so many that they are a list.
const FEWEST_NUMBERED: usize = 3;
/// MySQL's smaller binary types; a hash or an address fits into these.
const SMALL_BINARY: u32 = 1024;

/// An owner, the name of an attribute, its value as text, and little else.
pub fn stores_attributes(table: &Table) -> bool {
    let has = |test: &dyn Fn(&str, &Column) -> bool| {
        table.columns.iter().any(|column| test(&column.name.to_ascii_lowercase(), column))
    };
    let named =
        |names: &'static [&str]| move |name: &str, column: &Column| column.ty.family.is_text() && names.contains(&name);
    let owner = |name: &str, column: &Column| {
        (name.ends_with("_id") && column.ty.family.is_integer() || column.ty.family == TypeFamily::Uuid)
            && table.foreign_keys.iter().any(|key| key.columns.contains(&column.id))
    };
    table.columns.len() <= 6
        && has(&owner)
        && has(&named(&["attribute", "attribute_name", "attr", "attr_name", "property", "property_name", "field_name"]))
        && has(&named(&["value", "attribute_value", "attr_value", "property_value", "field_value"]))
}

/// The first of several columns of one type whose names differ in their last number: `tag1`, `tag2`, `tag3`.
pub fn numbered_column(table: &Table) -> Option<&Column> {
    let stem = |column: &Column| {
        let stem = column.name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let number = column.name[stem.len()..].parse::<u32>().ok()?;
        (!stem.is_empty() && (1..100).contains(&number)).then(|| (stem.to_ascii_lowercase(), number))
    };
    table.columns.iter().find(|column| {
        let Some((own, 1)) = stem(column) else { return false };
        // Lines of an address, and what belongs to numbers by nature, are no lists.
        let by_nature =
            ["line", "address", "addr", "street", "md", "sha", "ipv", "utf", "level", "quarter", "q", "x", "y"]
                .iter()
                .any(|word| own.trim_end_matches('_').rsplit('_').next() == Some(word) || own.starts_with("address"));
        let twins = table
            .columns
            .iter()
            .filter(|other| other.ty.family == column.ty.family && stem(other).is_some_and(|(stem, _)| stem == own));
        !by_nature && twins.count() >= FEWEST_NUMBERED
    })
}

/// `tag_ids text`: keys in one text, which nothing checks and no join can follow.
pub fn lists_keys(column: &Column) -> bool {
    let name = column.name.to_ascii_lowercase();
    let listed = name.strip_suffix("_ids").or_else(|| name.strip_suffix("_id_list"));
    listed.is_some_and(|thing| thing.len() > 1)
        && !column.ty.array
        && matches!(column.ty.family, TypeFamily::Varchar | TypeFamily::Text)
}

/// `owner_id` beside `owner_type`, without a foreign key.
pub fn points_anywhere(table: &Table, column: &Column) -> bool {
    let name = column.name.to_ascii_lowercase();
    let Some(thing) = name.strip_suffix("_id").filter(|thing| !thing.is_empty()) else { return false };
    let type_column = table.columns.iter().find(|other| {
        let other_name = other.name.to_ascii_lowercase();
        other_name.strip_suffix("_type").is_some_and(|other| other == thing) && other.ty.family.is_text()
    });
    let bound = table.foreign_keys.iter().any(|key| key.columns.contains(&column.id));
    type_column.is_some() && !bound && table.primary_key != [column.id]
}

/// A key whose values come in no order: a UUID that `gen_random_uuid()` or the like fills in.
pub fn is_random_uuid(column: &Column) -> bool {
    const MAKERS: &[&str] = &["gen_random_uuid", "uuid_generate_v4", "uuid()", "newid", "uuid_v4", "randomblob"];
    let default = column.default.as_deref().unwrap_or_default().to_ascii_lowercase();
    // With a second argument the time comes first.
    let ordered = default.contains("uuid_to_bin") && default.replace(' ', "").contains(",1)");
    !ordered && MAKERS.iter().any(|maker| default.contains(maker))
}

/// A counting key that is full after 2,147,483,647 rows.
pub fn is_small_counter(column: &Column, dialect: Dialect) -> bool {
    // SQLite's are 64 bits wide whatever they are called.
    dialect != Dialect::Sqlite
        && column.auto_increment
        && matches!(
            column.ty.family,
            TypeFamily::TinyInt | TypeFamily::SmallInt | TypeFamily::MediumInt | TypeFamily::Integer
        )
}

/// A binary column that is there for files, not for hashes and keys.
pub fn is_large(column: &Column) -> bool {
    const FILES: &[&str] = &[
        "file",
        "image",
        "photo",
        "picture",
        "avatar",
        "attachment",
        "document",
        "pdf",
        "video",
        "audio",
        "thumbnail",
    ];
    let name = column.name.to_ascii_lowercase();
    let mut words = name.split('_');
    let named = words.any(|word| FILES.contains(&word))
        && !["hash", "checksum", "digest", "token", "key", "id", "signature"].iter().any(|word| name.contains(word));
    named && column.ty.length.is_none_or(|length| length > SMALL_BINARY)
}

/// The columns of a foreign key, each with the one it points at.
pub fn pairs<'t>(table: &'t Table, key: &ForeignKey, target: &'t Table) -> Vec<(&'t Column, &'t Column)> {
    let targets: Vec<Option<&Column>> = match key.target_columns.as_slice() {
        [] => target.primary_key.iter().map(|&id| target.by_id(id)).collect(),
        named => named.iter().map(|name| target.column(name)).collect(),
    };
    let own = key.columns.iter().map(|&id| table.by_id(id));
    own.zip(targets).filter_map(|(own, other)| Some((own?, other?))).collect()
}

/// Whether two columns that are compared all the time are of types that differ: another family, another width of
/// integers, one signed and one not. What the schema defines itself is not looked into.
pub fn types_differ(own: &SqlType, other: &SqlType, dialect: Dialect) -> bool {
    let (Some(left), Some(right)) = (own.comparable(), other.comparable()) else { return false };
    // SQLite converts by affinity, and integers are all alike.
    let alike = |family: TypeFamily| match family {
        // PostgreSQL pads `char(n)` with blanks and converts it beside a text.
        TypeFamily::Char if dialect == Dialect::Postgres => TypeFamily::Char,
        TypeFamily::Varchar | TypeFamily::Text | TypeFamily::Char => TypeFamily::Text,
        family if dialect == Dialect::Sqlite && family.is_integer() => TypeFamily::Integer,
        family => family,
    };
    let opaque = |family: TypeFamily| matches!(family, TypeFamily::Enum | TypeFamily::Set | TypeFamily::Unknown);
    // SQLite compares what is stored; the name of a type says little but that it is a number or a text.
    let vague = |family: TypeFamily| dialect == Dialect::Sqlite && !family.is_number() && !family.is_text();
    if opaque(left) || opaque(right) || vague(left) || vague(right) {
        return false;
    }
    // PostgreSQL's indexes compare integers of all widths, and a wider one holds every key.
    let harmless = dialect == Dialect::Postgres && left.is_integer() && width(left) >= width(right);
    !harmless && alike(left) != alike(right) || left.is_integer() && own.unsigned != other.unsigned
}

/// How many bytes an integer takes.
fn width(family: TypeFamily) -> u8 {
    match family {
        TypeFamily::TinyInt => 1,
        TypeFamily::SmallInt => 2,
        TypeFamily::MediumInt => 3,
        TypeFamily::Integer => 4,
        _ => 8,
    }
}

/// Whether the query with which the engine looks for the rows of a foreign key converts the column, so that no index on it
/// serves: PostgreSQL with types that are compared as a third one.
pub fn hides_index(own: &SqlType, other: &SqlType, dialect: Dialect) -> bool {
    let (left, right) = (own.comparable(), other.comparable());
    let both = |test: fn(TypeFamily) -> bool| left.is_some_and(test) && right.is_some_and(test);
    dialect == Dialect::Postgres
        && types_differ(own, other, dialect)
        && !both(TypeFamily::is_integer)
        && (both(TypeFamily::is_text) || both(TypeFamily::is_number))
}

/// What a foreign key of another type costs, as PostgreSQL 15 and MariaDB were seen to do it. `misses_index`: rows of the
/// parent are deleted, and an index would find those that point at them.
pub fn cost_of_difference(
    own: &Column,
    other: &Column,
    dialect: Dialect,
    (table, target): (&str, &str),
    misses_index: bool,
) -> Option<String> {
    let (left, right) = (own.ty.comparable(), other.ty.comparable());
    let both = |test: fn(TypeFamily) -> bool| left.is_some_and(test) && right.is_some_and(test);
    let cost = match dialect {
        Dialect::Postgres if both(TypeFamily::is_integer) => {
            format!("`{}` is full while the key still grows", own.name)
        }
        // Without an index the whole table is read in any case.
        Dialect::Postgres if hides_index(&own.ty, &other.ty, dialect) => {
            return misses_index.then(|| {
                format!("each row deleted from `{target}` makes PostgreSQL read all of `{table}`, beside its index")
            });
        }
        Dialect::Postgres => "PostgreSQL refuses such a key".to_owned(),
        Dialect::Mysql => "InnoDB refuses such a key".to_owned(),
        _ => "one side is converted in every comparison, and no index of that side serves".to_owned(),
    };
    Some(cost)
}
