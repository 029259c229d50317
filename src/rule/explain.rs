//! The pages people read: one for each rule, made of nothing but the rule's file, and one for each fact.

use super::compile::base_noun;
use super::{Example, Rule, Ruleset};
use crate::fact::{Base, FieldEntry, Kind, Shape};
use crate::finding::{Confidence, Severity};
use crate::text::FileRole;

/// A line of `seqscan rules`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'r> {
    pub id: &'r str,
    pub category: &'r str,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Runs by itself.
    pub enabled: bool,
    /// Silent without a schema.
    pub needs_schema: bool,
    pub title: &'r str,
}

/// All rules by category and id.
pub fn list(rules: &Ruleset) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = rules.rules().iter().map(Row::of).collect();
    rows.sort_by_key(|row| (row.category, row.id));
    rows
}

impl<'r> Row<'r> {
    fn of(rule: &'r Rule) -> Self {
        let Rule { id, category, severity, confidence, enabled, title, .. } = rule;
        let needs_schema = rule.needs_schema();
        Self { id, category, severity: *severity, confidence: *confidence, enabled: *enabled, needs_schema, title }
    }
}

/// The page of a rule, in Markdown.
pub fn page(rule: &Rule) -> String {
    let mut page = format!("# {}\n\n`{}` · {} · ", rule.title, rule.id, rule.category);
    page.push_str(if rule.enabled { "on by default\n\n" } else { "opt-in\n\n" });
    let severity = match rule.severity {
        Severity::Info => "Info: worth knowing, often fine",
        Severity::Warning => "Warning: likely to hurt in production",
        Severity::Error => "Error: wrong or unsafe as it stands",
    };
    let confidence = match rule.confidence {
        Confidence::Low => "low confidence: expect false alarms",
        Confidence::Medium => "medium confidence: right more often than not, and the exceptions are below",
        Confidence::High => "high confidence: a finding is almost always right",
    };
    page.push_str(&format!("{severity}; {confidence}.\n\n"));
    page.push_str(&format!("It looks at {} in {}.", sources(rule.find), places(&rule.files)));
    if rule.needs_schema() {
        page.push_str(" Without a schema (DDL, migrations or models in the project) it is silent.");
    }
    if rule.minds_others() {
        page.push_str(" Where `[migrations] downtime = true` is set, it is silent about migrations and SQL files.");
    }
    page.push_str("\n\n");
    page.push_str(&format!("{}\n", rule.why));
    examples(&mut page, "Bad", &rule.bad);
    examples(&mut page, "Good", &rule.good);
    fixes(&mut page, rule);
    if !rule.options.is_empty() {
        page.push_str("\n## Options\n\n");
        for option in &rule.options {
            let (kind, default) = (option.kind.word(), &option.default);
            page.push_str(&format!("- `{}` ({kind}, default `{default}`): {}\n", option.name, option.doc));
        }
    }
    page.push_str("\n## To silence it\n\n");
    page.push_str(&format!("Write `seqscan: ignore[{}]` and the reason in a comment, ", rule.id));
    page.push_str(&format!("or run with `--ignore {}`.\n", rule.id));
    if !rule.covers.is_empty() {
        let covers: Vec<String> = rule.covers.iter().map(|id| format!("`{id}`")).collect();
        page.push_str(&format!("\nWhere it speaks, {} {} silent.\n", covers.join(", "), verb(&covers)));
    }
    if !rule.references.is_empty() {
        page.push_str("\n## References\n\n");
        for reference in &rule.references {
            page.push_str(&format!("- <{reference}>\n"));
        }
    }
    page
}

/// What `--fix` does, or `--unsafe-fixes`.
fn fixes(page: &mut String, rule: &Rule) {
    if !rule.has_fix() {
        return;
    }
    page.push_str("\n## Fix\n\n");
    for fix in &rule.fixes {
        let option = if fix.safe {
            "`--fix`; the meaning does not change"
        } else {
            "`--fix --unsafe-fixes`; look at what it changes"
        };
        page.push_str(&format!("- {} ({option})\n", fix.title.as_written()));
    }
    if let Some((example, fixed)) = rule.bad.iter().find_map(|example| Some((example, example.fixed.as_ref()?))) {
        page.push_str(&format!(
            "\n{}\nbecomes\n\n{}",
            fenced(example.language, &example.text),
            fenced(example.language, fixed)
        ));
    }
}

fn verb(names: &[String]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}

/// What a rule needs to see, told by the kind of fact it looks at.
fn sources(kind: Kind) -> &'static str {
    match kind {
        Kind::Execution => "calls of known database libraries, ORMs among them,",
        Kind::Gap => "SQL that programs put together and hand to a known database library,",
        kind if kind.entry().from_schema => "the schema that DDL, migrations and models define,",
        _ => "SQL, in files of its own and in the strings of programs,",
    }
}

fn places(roles: &[FileRole]) -> String {
    let names: Vec<&str> = roles
        .iter()
        .map(|role| match role {
            FileRole::Application => "application code",
            FileRole::Command => "commands",
            FileRole::Migration => "migrations",
            FileRole::Test => "tests",
            FileRole::Seed => "seed data",
        })
        .collect();
    match names.as_slice() {
        [] => "no file".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn examples(page: &mut String, heading: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    page.push_str(&format!("\n## {heading}\n"));
    for example in examples {
        page.push('\n');
        if let Some(why) = &example.why {
            page.push_str(&format!("{why}\n\n"));
        }
        if let Some(dialect) = example.dialect {
            page.push_str(&format!("In {}:\n\n", dialect.label()));
        }
        if let Some(schema) = &example.schema {
            page.push_str(&fenced("sql", &format!("-- the schema\n{schema}")));
            page.push('\n');
        }
        if !example.files.is_empty()
            && let Some(path) = &example.path
        {
            page.push_str(&format!("`{path}`:\n\n"));
        }
        page.push_str(&fenced(example.language, &example.text));
        for (path, text) in &example.files {
            page.push_str(&format!("\n`{path}`:\n\n{}", fenced(example.language, text)));
        }
    }
}

/// A code block whose fence is longer than any run of backticks inside.
fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

/// The page of a fact, in Markdown: what rules may ask of it.
pub fn fact_page(kind: Kind) -> String {
    let entry = kind.entry();
    let mut page =
        format!("# `{}`\n\n{}\n\n| field | type | what it says |\n|---|---|---|\n", entry.name, paragraph(entry.doc));
    for field in entry.fields {
        page.push_str(&format!("| `{}` | {} | {} |\n", field.name, type_of(field), cell(field.doc)));
    }
    for field in entry.fields {
        if let Base::Word(words) = field.shape.base {
            page.push_str(&format!("\n## The words of `{}`\n\n", field.name));
            for word in words {
                page.push_str(&format!("- `{}`: {}\n", word.word, paragraph(word.doc)));
            }
        }
    }
    page
}

fn type_of(field: &FieldEntry) -> String {
    let Shape { base, optional, uncertain, many, from_schema } = field.shape;
    let mut name = match base {
        Base::Link(kind) => format!("link to [`{0}`]({0}.md)", kind.entry().name),
        base => base_noun(base).to_owned(),
    };
    if many {
        name.push_str(", any number of them");
    }
    if optional {
        name.push_str(", or absent");
    }
    match (uncertain, from_schema) {
        (_, true) => name.push_str(", or unknown (the schema tells it)"),
        (true, false) => name.push_str(", or unknown"),
        (false, false) => {}
    }
    name
}

/// Doc comments come with the line breaks and the leading spaces of their source.
pub(super) fn paragraph(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cell(doc: &str) -> String {
    paragraph(doc).replace('|', "\\|")
}
