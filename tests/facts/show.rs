//! Facts as lines: the place as it stands in the text, then every field that says something.

use seqscan::fact::{Facts, Kind, Value};
use seqscan::lint::{Settings, extract};
use seqscan::project::{MigrationTerms, Project};
use seqscan::resolve;
use seqscan::text::{Source, SourceKind};

/// The facts of an SQL text.
pub fn facts(path: &str, sql: &str) -> (Source, Facts) {
    let source = Source::new(path, sql, SourceKind::Sql);
    let extract = extract(&source, &Settings::default());
    let facts = resolve::facts(&source, &extract, &Project::default(), &MigrationTerms::default());
    (source, facts)
}

/// All facts of the kinds named, one a line.
pub fn show(path: &str, sql: &str, kinds: &[&str]) -> String {
    let (source, facts) = facts(path, sql);
    let mut lines = String::new();
    for entry in Kind::ALL.iter().filter(|entry| kinds.is_empty() || kinds.contains(&entry.name)) {
        for index in 0..facts.count(entry.kind) {
            let place = facts.place(entry.kind, index).map_or("", |place| source.slice(place.span));
            let place = place.split_whitespace().collect::<Vec<_>>().join(" ");
            lines.push_str(&format!("{} `{place}`", entry.name));
            for (at, field) in entry.fields.iter().enumerate() {
                if field.name != "place"
                    && let Some(said) = said(&source, facts.value(entry.kind, index, at))
                {
                    lines.push_str(&format!(" {}{said}", field.name));
                }
            }
            lines.push('\n');
        }
    }
    lines
}

fn said(source: &Source, value: Value) -> Option<String> {
    match value {
        Value::Absent | Value::Unknown | Value::Flag(false) | Value::Link(..) => None,
        Value::Flag(true) => Some(String::new()),
        Value::Number(number) => Some(format!("={number}")),
        Value::Text(text) | Value::Advice(text) => Some(format!("={text}")),
        Value::Word(word) => Some(format!("={word}")),
        Value::Place(place) => Some(format!("=`{}`", source.slice(place.span))),
        Value::Many(values) => (!values.is_empty()).then(|| format!("={}", values.len())),
    }
}
