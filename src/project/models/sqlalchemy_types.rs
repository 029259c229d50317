//! The SQL type that a type of SQLAlchemy is on each engine: what its compilers write in DDL.

use crate::fact::Dialect;

/// A type as SQLAlchemy writes it, taken apart: `postgresql.ARRAY(String(20))`, `DateTime(timezone=True)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Written<'w> {
    dialect: Option<&'w str>,
    class: &'w str,
    /// What stands in its brackets, between commas.
    arguments: Vec<&'w str>,
}

/// An enum that the database has to know before a table can use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    pub name: String,
    pub values: Vec<String>,
}

/// How the column is declared; empty when it is not known.
pub fn sql_type(written: &str, dialect: Dialect) -> String {
    declared(written, dialect, 0).unwrap_or_default()
}

/// The type that PostgreSQL makes for an enum.
pub fn enum_type(written: &str, dialect: Dialect) -> Option<EnumType> {
    let written = Written::read(variant(written, dialect));
    let native = !matches!(dialect, Dialect::Mysql | Dialect::Sqlite);
    if !native || !written.is_enum() || written.option("native_enum") == Some("False") {
        return None;
    }
    Some(EnumType { name: written.option("name")?.trim_matches('\'').to_owned(), values: written.values() })
}

/// The type that is meant for a dialect: `JSON | postgresql: postgresql.JSONB`.
fn variant(written: &str, dialect: Dialect) -> &str {
    let mut arms = written.split(" | ");
    let base = arms.next().unwrap_or_default();
    let own = arms.find_map(|arm| arm.split_once(": ").filter(|(name, _)| *name == title(dialect)));
    own.map_or(base, |(_, own)| own)
}

fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Mysql => "mysql",
        Dialect::Sqlite => "sqlite",
        _ => "postgresql",
    }
}

impl<'w> Written<'w> {
    fn read(text: &'w str) -> Self {
        let (head, inside) = match text.split_once('(') {
            Some((head, rest)) => (head, rest.strip_suffix(')').unwrap_or(rest)),
            None => (text, ""),
        };
        let (dialect, class) = match head.rsplit_once('.') {
            Some((dialect, class)) => (Some(dialect), class),
            None => (None, head),
        };
        Self { dialect, class, arguments: arguments(inside) }
    }

    fn is_enum(&self) -> bool {
        matches!(self.class, "Enum" | "ENUM")
    }

    fn option(&self, name: &str) -> Option<&'w str> {
        self.arguments.iter().find_map(|argument| argument.strip_prefix(name)?.strip_prefix('='))
    }

    fn values(&self) -> Vec<String> {
        let quoted = self.arguments.iter().filter_map(|value| value.strip_prefix('\'')?.strip_suffix('\''));
        quoted.map(|value| value.replace("''", "'")).collect()
    }

    /// `(20)`, `(10, 2)`, or nothing.
    fn sizes(&self) -> String {
        let numbers = self.arguments.iter().filter(|size| size.bytes().all(|byte| byte.is_ascii_digit()));
        let numbers: Vec<&str> = numbers.copied().collect();
        if numbers.is_empty() { String::new() } else { format!("({})", numbers.join(", ")) }
    }
}

/// What stands between the commas that are in no brackets and no quotes.
fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, 0);
    let mut found = Vec::new();
    for (at, sign) in text.char_indices() {
        match sign {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text[start..].trim());
    found.retain(|argument| !argument.is_empty());
    found
}

fn declared(written: &str, dialect: Dialect, depth: usize) -> Option<String> {
    let written = Written::read(variant(written, dialect));
    let (mysql, sqlite) = (dialect == Dialect::Mysql, dialect == Dialect::Sqlite);
    let postgres = !mysql && !sqlite;
    let sizes = written.sizes();
    let zoned = written.option("timezone") == Some("True");
    if written.dialect.is_some_and(|own| own != title(dialect)) {
        return None;
    }
    let of_engine = |postgres: &str, mysql: &str, sqlite: &str| {
        let name = match dialect {
            Dialect::Mysql => mysql,
            Dialect::Sqlite => sqlite,
            _ => postgres,
        };
        Some(name.to_owned())
    };
    let zone = |name: &str| {
        let zone = if zoned { "WITH" } else { "WITHOUT" };
        Some(format!("{name}{sizes} {zone} TIME ZONE"))
    };
    match written.class {
        "String" | "Unicode" | "VARCHAR" | "NVARCHAR" | "AutoString" => {
            Some(if mysql && sizes.is_empty() { "VARCHAR(255)".to_owned() } else { format!("VARCHAR{sizes}") })
        }
        "CHAR" | "NCHAR" => Some(format!("CHAR{sizes}")),
        "Text" | "UnicodeText" | "TEXT" => Some(if mysql { format!("TEXT{sizes}") } else { "TEXT".to_owned() }),
        "Integer" | "INTEGER" | "INT" => Some(unsigned("INTEGER", &written)),
        "BigInteger" | "BIGINT" => Some(unsigned("BIGINT", &written)),
        "SmallInteger" | "SMALLINT" => Some(unsigned("SMALLINT", &written)),
        "Boolean" | "BOOLEAN" => of_engine("BOOLEAN", "BOOL", "BOOLEAN"),
        "Float" | "FLOAT" => Some(if sqlite { "FLOAT".to_owned() } else { format!("FLOAT{sizes}") }),
        "Double" => of_engine("DOUBLE PRECISION", "DOUBLE", "DOUBLE"),
        "DOUBLE" if postgres => Some("DOUBLE".to_owned()),
        "DOUBLE_PRECISION" => Some("DOUBLE PRECISION".to_owned()),
        "Numeric" | "NUMERIC" => Some(format!("NUMERIC{sizes}")),
        "DECIMAL" => Some(format!("DECIMAL{sizes}")),
        "DateTime" | "TIMESTAMP" | "DATETIME" if postgres => zone("TIMESTAMP"),
        "DateTime" | "DATETIME" => Some(if mysql { format!("DATETIME{sizes}") } else { "DATETIME".to_owned() }),
        "Time" | "TIME" if postgres => zone("TIME"),
        "Time" => Some("TIME".to_owned()),
        "Date" => Some("DATE".to_owned()),
        "Interval" => of_engine("INTERVAL", "DATETIME", "DATETIME"),
        "LargeBinary" | "PickleType" => of_engine("BYTEA", "BLOB", "BLOB"),
        "Uuid" | "UUID" if !postgres || written.option("native_uuid") == Some("False") => Some("CHAR(32)".to_owned()),
        "Uuid" => Some("UUID".to_owned()),
        "Enum" | "ENUM" => enumerated(&written, dialect),
        "ARRAY" => {
            let item = written.arguments.first().filter(|_| depth < 4)?;
            Some(format!("{}[]", declared(item, dialect, depth + 1)?))
        }
        // The classes in capital letters are written as they are named.
        name if name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) => {
            Some(unsigned(&format!("{name}{sizes}"), &written))
        }
        _ => None,
    }
}

fn unsigned(name: &str, written: &Written<'_>) -> String {
    let unsigned = written.option("unsigned") == Some("True");
    format!("{name}{}", if unsigned { " UNSIGNED" } else { "" })
}

fn enumerated(written: &Written<'_>, dialect: Dialect) -> Option<String> {
    let values = written.values();
    let native = written.option("native_enum") != Some("False");
    match dialect {
        Dialect::Mysql if native => {
            let quoted: Vec<String> = values.iter().map(|value| format!("'{}'", value.replace('\'', "''"))).collect();
            Some(format!("ENUM({})", quoted.join(",")))
        }
        Dialect::Mysql | Dialect::Sqlite => Some(as_text(&values)),
        _ if native => Some(written.option("name")?.trim_matches('\'').to_owned()),
        _ => Some(as_text(&values)),
    }
}

/// As long as its longest value.
fn as_text(values: &[String]) -> String {
    match values.iter().map(|value| value.chars().count()).max() {
        Some(length) => format!("VARCHAR({length})"),
        None => "VARCHAR".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_has_types_of_its_own() {
        let on = |written: &str| {
            [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite].map(|dialect| sql_type(written, dialect))
        };
        assert_eq!(on("String(20)"), ["VARCHAR(20)"; 3]);
        assert_eq!(on("DateTime(timezone=True)"), ["TIMESTAMP WITH TIME ZONE", "DATETIME", "DATETIME"]);
        assert_eq!(on("Numeric(10, 2)"), ["NUMERIC(10, 2)"; 3]);
        assert_eq!(on("Uuid"), ["UUID", "CHAR(32)", "CHAR(32)"]);
        assert_eq!(on("LargeBinary"), ["BYTEA", "BLOB", "BLOB"]);
        assert_eq!(on("Enum('new', 'it''s', name='kind')"), ["kind", "ENUM('new','it''s')", "VARCHAR(4)"]);
        assert_eq!(on("JSON | postgresql: postgresql.JSONB"), ["JSONB", "JSON", "JSON"]);
        assert_eq!(on("postgresql.ARRAY(String(5))"), ["VARCHAR(5)[]", "", ""]);
        assert_eq!(on("mysql.INTEGER(unsigned=True)")[1], "INTEGER UNSIGNED");
        assert_eq!(on("TSVectorType"), ["", "", ""], "a class of another library");
    }

    #[test]
    fn only_postgresql_makes_types_of_enums() {
        let kind = EnumType { name: "kind".to_owned(), values: vec!["a".to_owned(), "b, c".to_owned()] };
        assert_eq!(enum_type("Enum('a', 'b, c', name='kind')", Dialect::Postgres), Some(kind));
        assert_eq!(enum_type("Enum('a', name='kind')", Dialect::Sqlite), None);
        assert_eq!(enum_type("Enum('a', native_enum=False)", Dialect::Postgres), None);
    }
}
