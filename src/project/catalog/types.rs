//! The types of columns, literals and casts, as far as comparisons care.

use crate::fact::Dialect;

/// A type as written, and the family that decides how engines compare it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SqlType {
    /// As written, in lower case and white space folded: `character varying(20)`.
    pub written: String,
    pub family: TypeFamily,
    /// Of text: characters. Of numbers: all digits.
    pub length: Option<u32>,
    /// Digits after the point.
    pub scale: Option<u32>,
    pub unsigned: bool,
    pub array: bool,
}

/// Types that engines treat alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypeFamily {
    /// `tinyint` of MySQL, SQL Server.
    TinyInt,
    SmallInt,
    /// `mediumint` of MySQL.
    MediumInt,
    Integer,
    BigInt,
    Numeric,
    Real,
    Double,
    Money,
    /// `char(n)`
    Char,
    Varchar,
    Text,
    /// PostgreSQL's `citext`.
    CiText,
    /// PostgreSQL's `name`.
    Name,
    Boolean,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Year,
    Uuid,
    Json,
    Jsonb,
    Binary,
    Bit,
    Xml,
    Inet,
    TsVector,
    Range,
    Geometry,
    Enum,
    Set,
    /// A type of the schema or of an extension, which is not looked into.
    Other,
    /// Not known at all.
    #[default]
    Unknown,
}

impl TypeFamily {
    pub fn is_integer(self) -> bool {
        matches!(self, Self::TinyInt | Self::SmallInt | Self::MediumInt | Self::Integer | Self::BigInt)
    }

    pub fn is_number(self) -> bool {
        self.is_integer() || matches!(self, Self::Numeric | Self::Real | Self::Double | Self::Money)
    }

    pub fn is_float(self) -> bool {
        matches!(self, Self::Real | Self::Double)
    }

    pub fn is_text(self) -> bool {
        matches!(self, Self::Char | Self::Varchar | Self::Text | Self::CiText | Self::Name)
    }

    pub fn is_moment(self) -> bool {
        matches!(self, Self::Date | Self::Timestamp | Self::TimestampTz)
    }
}

impl SqlType {
    pub fn unknown() -> Self {
        Self::default()
    }

    pub fn of(family: TypeFamily, written: &str) -> Self {
        Self { written: written.to_owned(), family, ..Self::default() }
    }

    pub fn is_known(&self) -> bool {
        self.family != TypeFamily::Unknown
    }

    /// The type of the values alone: `bigserial` is a bigint with a sequence.
    #[must_use]
    pub fn without_sequence(&self) -> Self {
        let written = match self.written.as_str() {
            "smallserial" | "serial2" => "smallint",
            "serial" | "serial4" => "integer",
            "bigserial" | "serial8" => "bigint",
            other => other,
        };
        Self { written: written.to_owned(), ..self.clone() }
    }

    /// Reads a type as DDL or a cast writes it. Types of the schema itself (enums, domains) are `Other` here; the
    /// catalog knows more.
    pub fn parse(text: &str, dialect: Dialect) -> Self {
        let written = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut plain = written.as_str();
        let array = plain.ends_with(']') || plain.ends_with(" array");
        if let Some(at) = plain.find('[') {
            plain = plain[..at].trim_end();
        }
        plain = plain.trim_end_matches(" array");
        let (sizes, name) = sizes(plain);
        let unsigned = name.split(' ').any(|word| word == "unsigned");
        let words: Vec<&str> =
            name.split(' ').filter(|word| !matches!(*word, "unsigned" | "signed" | "zerofill" | "")).collect();
        let name = words.join(" ");
        let bare = name.rsplit('.').next().unwrap_or(&name).trim_matches(['"', '`', '[', ']']);
        let family = family(bare, &sizes, dialect);
        let scale = sizes.get(1).copied();
        Self { family, length: sizes.first().copied(), scale, unsigned, array, written }
    }

    /// The one family for values: an array is never compared as its elements are.
    pub fn comparable(&self) -> Option<TypeFamily> {
        (self.is_known() && !self.array && self.family != TypeFamily::Other).then_some(self.family)
    }
}

/// The numbers in brackets, and the name without them.
fn sizes(text: &str) -> (Vec<u32>, String) {
    let Some(open) = text.find('(') else { return (Vec::new(), text.to_owned()) };
    let close = text[open..].find(')').map_or(text.len(), |at| open + at);
    let inside = &text[open + 1..close.max(open + 1)];
    let numbers = inside.split(',').filter_map(|number| number.split_whitespace().next()?.parse().ok()).collect();
    let rest = text.get(close + 1..).unwrap_or_default().trim();
    let name = format!("{} {rest}", text[..open].trim_end());
    (numbers, name.trim_end().to_owned())
}

fn family(name: &str, sizes: &[u32], dialect: Dialect) -> TypeFamily {
    use TypeFamily::*;
    match name {
        "tinyint" | "int1" => match (dialect, sizes) {
            (Dialect::Mysql, [1]) => Boolean,
            _ => TinyInt,
        },
        "smallint" | "int2" | "smallserial" | "serial2" => SmallInt,
        "mediumint" | "int3" | "middleint" => MediumInt,
        "integer" | "int" | "int4" | "serial4" => Integer,
        // MySQL's serial is a bigint.
        "serial" if dialect == Dialect::Mysql => BigInt,
        "serial" => Integer,
        "bigint" | "int8" | "bigserial" | "serial8" | "int64" => BigInt,
        "numeric" | "decimal" | "dec" | "fixed" | "number" | "bignumeric" => Numeric,
        "real" if dialect == Dialect::Mysql || dialect == Dialect::Sqlite => Double,
        "real" | "float4" => Real,
        "double precision" | "double" | "float8" | "float64" => Double,
        "float" => match (dialect, sizes) {
            (Dialect::Mysql, []) => Real,
            (_, [bits]) if *bits <= 24 => Real,
            _ => Double,
        },
        "money" | "smallmoney" => Money,
        "character" | "char" | "bpchar" | "nchar" | "national character" | "national char" => Char,
        "character varying"
        | "varchar"
        | "varchar2"
        | "nvarchar"
        | "nvarchar2"
        | "char varying"
        | "varcharacter"
        | "national varchar"
        | "national character varying"
        | "nchar varying" => Varchar,
        "text" | "tinytext" | "mediumtext" | "longtext" | "clob" | "ntext" | "string" | "long varchar" => Text,
        "citext" => CiText,
        "name" => Name,
        "boolean" | "bool" => Boolean,
        "date" => Date,
        "time" | "time without time zone" | "timetz" | "time with time zone" => Time,
        // MySQL's timestamp is a moment, shown in the session's zone; both are compared as datetimes.
        "timestamp" | "timestamp without time zone" | "datetime" | "datetime2" | "smalldatetime" => Timestamp,
        "timestamptz" | "timestamp with time zone" | "datetimeoffset" | "timestamp with local time zone" => TimestampTz,
        "interval" => Interval,
        "year" => Year,
        "uuid" | "uniqueidentifier" => Uuid,
        "json" => Json,
        "jsonb" => Jsonb,
        "bytea" | "blob" | "tinyblob" | "mediumblob" | "longblob" | "binary" | "varbinary" | "bytes" | "image" => {
            Binary
        }
        "bit" if dialect == Dialect::Tsql => Boolean,
        "bit" | "varbit" | "bit varying" => Bit,
        "xml" => Xml,
        "inet" | "cidr" | "macaddr" | "macaddr8" | "inet4" | "inet6" => Inet,
        "tsvector" | "tsquery" => TsVector,
        "int4range" | "int8range" | "numrange" | "tsrange" | "tstzrange" | "daterange" => Range,
        "geometry" | "geography" | "point" | "polygon" | "linestring" | "multipolygon" => Geometry,
        "enum" => Enum,
        "set" => Set,
        "" if dialect == Dialect::Sqlite => Other,
        "" => Unknown,
        _ => Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_people_write_them() {
        let family = |text: &str, dialect| SqlType::parse(text, dialect).family;
        let postgres = |text: &str| family(text, Dialect::Postgres);
        assert_eq!(postgres("character varying(20)"), TypeFamily::Varchar);
        assert_eq!(postgres("timestamp(3) with time zone"), TypeFamily::TimestampTz);
        assert_eq!(postgres("TIMESTAMP"), TypeFamily::Timestamp);
        assert_eq!(postgres("pg_catalog.int4"), TypeFamily::Integer);
        assert_eq!(postgres("public.post_kind"), TypeFamily::Other);
        assert_eq!(family("int(10) unsigned", Dialect::Mysql), TypeFamily::Integer);
        assert_eq!(family("tinyint(1)", Dialect::Mysql), TypeFamily::Boolean);
        assert_eq!(family("tinyint(4)", Dialect::Mysql), TypeFamily::TinyInt);
        assert!(SqlType::parse("bigint(20) unsigned", Dialect::Mysql).unsigned);
        assert!(SqlType::parse("text[]", Dialect::Postgres).array);
        let price = SqlType::parse("numeric(10, 2)", Dialect::Postgres);
        assert_eq!((price.length, price.scale), (Some(10), Some(2)));
    }
}
