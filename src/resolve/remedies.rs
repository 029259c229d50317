//! What to write instead: of a hole, by the slot it stands in, as only values can be bound; of a function around a column.

use crate::extract::Gap;
use crate::fact::{Dialect, Slot};

/// Where the hole stands, as the end of a sentence: `it becomes part of the SQL text …`.
pub fn place_of(slot: Slot) -> &'static str {
    match slot {
        Slot::Value => "as a value",
        Slot::QuotedValue => "as a value inside quotes",
        Slot::List => "as a list of values",
        Slot::Limit => "as a number of rows",
        Slot::Identifier => "as the name of a table or column",
        Slot::Direction => "as the direction of a sort",
        Slot::Clause => "as a clause",
        Slot::Statement => "as a whole",
        Slot::Comment => "inside a comment",
    }
}

pub fn remedy(gap: &Gap) -> String {
    let bind = gap.bind_form.as_deref().unwrap_or("`execute(\"… WHERE name = ?\", (name,))`");
    let quote = gap.quote_form.as_deref().map(|form| format!(", or quote it as a name: {form}")).unwrap_or_default();
    match gap.slot {
        Slot::Value => format!("Write a placeholder in its place and hand the value over beside the text: {bind}."),
        Slot::QuotedValue => format!(
            "Write a placeholder in its place, without the quotes, and hand the value over beside the text: {bind}. For LIKE, put `%` into the value."
        ),
        Slot::List => match &gap.list_form {
            Some(list) => format!("Bind the list instead: {list}."),
            None => format!("Write one placeholder for each value, and bind them all: {bind}."),
        },
        Slot::Limit => {
            format!("Bind the number like any value ({bind}), or turn it into a whole number before it is used.")
        }
        Slot::Identifier => {
            format!("A name cannot be bound. Look it up in a fixed list and refuse what is not in it{quote}.")
        }
        Slot::Direction => "Choose between the fixed words: `\"DESC\" if newest else \"ASC\"`.".to_owned(),
        Slot::Clause | Slot::Statement => format!(
            "Put it together from fixed texts, looked up by what was asked for, and bind every value in it: {bind}."
        ),
        Slot::Comment => "Leave it out: `*/` ends the comment, and what follows is SQL.".to_owned(),
    }
}

/// Functions that make a stretch of time of a point in it.
const OF_TIME: &[&str] = &["date", "year", "date_trunc", "to_char", "strftime", "date_format", "datetime"];
/// Functions whose results come again: a month of every year, an hour of every day.
const OF_PART: &[&str] = &[
    "month",
    "day",
    "hour",
    "minute",
    "dayofmonth",
    "dayofweek",
    "weekday",
    "week",
    "quarter",
    "extract",
    "date_part",
    "time",
];
const OF_CASE: &[&str] = &["lower", "upper", "lcase", "ucase"];
const OF_NULL: &[&str] = &["coalesce", "ifnull", "nvl", "isnull"];

/// Whether a function puts something in the place of NULL.
pub fn is_of_null(function: &str) -> bool {
    OF_NULL.contains(&function)
}

/// How to test a column without the look-up behind it.
pub fn without_lookup(part: &str, column: &str) -> String {
    let (from, to) = (format!("{column}__gte"), format!("{column}__lt"));
    match part {
        "date" => format!("Test a range: `{from}=…, {to}=…`, from the beginning of the day to that of the next."),
        "year" | "iso_year" => {
            format!("Test a range: `{from}=…, {to}=…`, from the first day to that of the next year.")
        }
        _ => {
            let every = match part {
                "hour" | "minute" | "second" | "time" => "day",
                "day" => "month",
                "week_day" | "iso_week_day" => "week",
                _ => "year",
            };
            format!(
                "Where one stretch of time is meant, test a range: `{from}=…, {to}=…`. What comes again every {every} is no range: \
                 keep it in a field of its own, with an index."
            )
        }
    }
}

/// How to test a column without the cast around it.
pub fn without_cast(column: &str, column_type: Option<&str>, lookup: Option<&str>) -> String {
    if let Some(part) = lookup {
        return without_lookup(part, column);
    }
    let column_type = column_type.unwrap_or("the column's type");
    format!(
        "Convert the other side instead: `{column} = CAST(… AS {column_type})`. For one day of a timestamp: \
         `{column} >= DATE '2024-05-01' AND {column} < DATE '2024-05-02'`."
    )
}

/// The index that finds text inside a column.
pub fn search_index(table: &str, column: &str, function: Option<&str>, dialect: Dialect) -> String {
    let key = match function {
        Some(function @ ("lower" | "upper")) => format!("{function}({column})"),
        _ => column.to_owned(),
    };
    match dialect {
        Dialect::Postgres => {
            format!(
                "a trigram index (`CREATE INDEX CONCURRENTLY ON {table} USING gin ({key} gin_trgm_ops)`, extension pg_trgm)"
            )
        }
        Dialect::Mysql => format!(
            "a full-text index of ngrams (`CREATE FULLTEXT INDEX … ON {table} ({column}) WITH PARSER ngram`) and `MATCH ({column}) AGAINST (…)`"
        ),
        Dialect::Sqlite => "an FTS5 table with the tokenizer `trigram`".to_owned(),
        _ => format!(
            "a trigram index (PostgreSQL: `CREATE INDEX ON {table} USING gin ({key} gin_trgm_ops)`) or a full-text index"
        ),
    }
}

/// How to test a column without the function around it, or to index what the function gives.
pub fn without_function(function: &str, (table, column): (&str, &str), dialect: Dialect) -> String {
    if OF_TIME.contains(&function) {
        let zone = match dialect {
            Dialect::Postgres => " (An index on the function needs one that does not depend on the time zone.)",
            _ => "",
        };
        return format!(
            "Leave `{column}` bare and test a range: `{column} >= '2024-05-01' AND {column} < '2024-05-02'`.{zone}"
        );
    }
    if OF_PART.contains(&function) {
        return format!(
            "Where one stretch of time is meant, leave `{column}` bare and test a range: `{column} >= '2024-05-01' AND \
             {column} < '2024-06-01'`. A month of any year, or an hour of any day, is no range: keep it in a column of its \
             own, with an index."
        );
    }
    if OF_NULL.contains(&function) {
        return format!(
            "Leave `{column}` bare and compare it alone, which no NULL passes; where NULL shall pass, add \
             `OR {column} IS NULL`."
        );
    }
    let bare = table.rsplit('.').next().unwrap_or(table);
    let name = format!("{bare}_{column}_{function}");
    let indexed = match dialect {
        Dialect::Mysql => format!(
            "index the expression with double brackets, `CREATE INDEX {name} ON {table} (({function}({column})))` (MySQL 8.0.13; \
             on MariaDB a generated column with an index)"
        ),
        Dialect::Sqlite => format!("index the expression, `CREATE INDEX {name} ON {table} ({function}({column}))`"),
        Dialect::Tsql => format!("index a computed column `AS {function}({column})`"),
        Dialect::Postgres => format!(
            "index the expression, `CREATE INDEX CONCURRENTLY {name} ON {table} ({function}({column}))`, \
             outside a transaction"
        ),
        _ => format!(
            "index the expression, `CREATE INDEX {name} ON {table} ({function}({column}))` (PostgreSQL: \
             `CREATE INDEX CONCURRENTLY`; MySQL: double brackets around the expression)"
        ),
    };
    if !OF_CASE.contains(&function) {
        return format!("Leave `{column}` bare and change the other side; where that cannot be, {indexed}.");
    }
    let otherwise = match dialect {
        Dialect::Postgres => {
            "Or make the column `citext` or give it a collation that ignores case, and leave the function out"
        }
        Dialect::Mysql => {
            return format!(
                "Leave the function out where the column's collation ignores case (`…_ci`, as the default does). \
                 Otherwise {indexed}."
            );
        }
        Dialect::Sqlite => "Or write `COLLATE NOCASE` in the column's index and in the test (ASCII only)",
        _ => "Or store the text in one form",
    };
    let mut indexed = indexed;
    indexed[..1].make_ascii_uppercase();
    format!("{indexed}. {otherwise}.")
}
