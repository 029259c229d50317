//! The dialect that a program tells where it says which database it connects to.

use super::grammar::{Part, Role};
use super::outline::Outline;
use crate::extract::DialectChoice;
use crate::fact::Dialect;

/// Schemes of connection strings, before a driver (`mysql+pymysql`), and what speaks so.
const SCHEMES: &[(&str, Dialect)] = &[
    ("postgres", Dialect::Postgres),
    ("postgresql", Dialect::Postgres),
    ("postgis", Dialect::Postgres),
    ("mysql", Dialect::Mysql),
    ("mariadb", Dialect::Mysql),
    ("sqlite", Dialect::Sqlite),
    ("mssql", Dialect::Tsql),
];

/// Where Django keeps its backends; the last name says which.
const BACKENDS: &[&str] = &["django.db.backends.", "django.contrib.gis.db.backends."];

/// The dialect of the connection strings of a file, when all of them agree.
pub fn dialect(outline: &Outline<'_>) -> Option<DialectChoice> {
    let strings = outline.ids().filter(|&id| outline.role(id) == Role::String);
    let mut told = strings.filter_map(|id| tell(outline.text_of(outline.part(id, Part::Text)?)));
    let first = told.next()?;
    told.all(|other| other.dialect == first.dialect).then_some(first)
}

fn tell(text: &str) -> Option<DialectChoice> {
    let known = |name: &str| SCHEMES.iter().find(|(scheme, _)| *scheme == name).map(|(_, dialect)| *dialect);
    if let Some(backend) = BACKENDS.iter().find_map(|folder| text.strip_prefix(folder)) {
        let dialect = known(backend.trim_end_matches(|c: char| c.is_ascii_digit()))?;
        return Some(DialectChoice { dialect, reason: format!("the setting `{text}`") });
    }
    let (scheme, _) = text.split_once("://")?;
    let dialect = known(scheme.split('+').next()?)?;
    Some(DialectChoice { dialect, reason: format!("the connection string `{scheme}://…`") })
}
