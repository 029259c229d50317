//! The JSON Schema of configurations, made from the table of keys and the rules: editors complete `seqscan.toml` with it.
//! `seqscan.schema.json` is this text.

use serde_json::{Map, Value, json};

use super::Profile;
use super::database::DATABASE_KEYS;
use super::keys::{Form, KEYS, Key, MIGRATION_KEYS, PATH_KEYS, RULE_KEYS};
use crate::fact::Dialect;
use crate::rule::{CONFIDENCES, ROLES, Rule, Ruleset, SEVERITIES, Setting, SettingKind};

/// The text of `seqscan.schema.json`.
pub fn text(rules: &Ruleset) -> String {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The configuration of seqscan",
        "type": "object",
        "properties": properties(KEYS, rules),
        "additionalProperties": false,
    });
    format!("{schema:#}\n")
}

fn properties(keys: &[Key], rules: &Ruleset) -> Map<String, Value> {
    keys.iter().map(|key| (key.name.to_owned(), property(key, rules))).collect()
}

fn property(key: &Key, rules: &Ruleset) -> Value {
    let mut schema = match key.form {
        Form::Text => json!({"type": "string"}),
        Form::Flag => json!({"type": "boolean"}),
        Form::Texts => one_or_many(json!({"type": "string"})),
        Form::Dialect => words(Dialect::ALL.iter().map(|dialect| dialect.word())),
        Form::Severity => words(SEVERITIES.iter().map(|(word, _)| *word)),
        Form::Confidence => words(CONFIDENCES.iter().map(|(word, _)| *word)),
        Form::Profile => words(Profile::WORDS.iter().map(|(word, _)| *word)),
        Form::Roles => one_or_many(words(ROLES.iter().map(|(word, _)| *word))),
        // Rules of one's own have other names.
        Form::Rules => one_or_many(json!({"anyOf": [words(selectors(rules).into_iter()), {"type": "string"}]})),
        Form::Severities => json!({
            "type": "object",
            "additionalProperties": words(SEVERITIES.iter().map(|(word, _)| *word)),
        }),
        Form::OfRules => of_rules(rules),
        Form::OfPaths => json!({"type": "array", "items": {
            "type": "object",
            "properties": properties(PATH_KEYS, rules),
            "required": ["paths"],
            "additionalProperties": false,
        }}),
        Form::Databases => databases(),
        Form::OfMigrations => json!({
            "type": "object",
            "properties": properties(MIGRATION_KEYS, rules),
            "additionalProperties": false,
        }),
    };
    schema["description"] = json!(key.doc);
    schema
}

fn selectors(rules: &Ruleset) -> Vec<&str> {
    let mut names = vec!["all", "default", "strict"];
    names.extend(rules.categories());
    names.extend(rules.rules().iter().map(|rule| rule.id.as_str()));
    names
}

fn of_rules(rules: &Ruleset) -> Value {
    let plain = properties(RULE_KEYS, rules);
    let known: Map<String, Value> = rules.rules().iter().map(|rule| (rule.id.clone(), of_rule(rule, rules))).collect();
    json!({
        "type": "object",
        "properties": known,
        "additionalProperties": {"type": "object", "properties": plain},
    })
}

fn of_rule(rule: &Rule, rules: &Ruleset) -> Value {
    let mut keys = properties(RULE_KEYS, rules);
    for option in &rule.options {
        let mut schema = match option.kind {
            SettingKind::Flag => json!({"type": "boolean"}),
            SettingKind::Number => json!({"type": "integer"}),
            SettingKind::Text => json!({"type": "string"}),
            SettingKind::Texts => json!({"type": "array", "items": {"type": "string"}}),
        };
        schema["description"] = json!(option.doc);
        schema["default"] = match &option.default {
            Setting::Flag(flag) => json!(flag),
            Setting::Number(number) => json!(number),
            Setting::Text(text) => json!(text),
            Setting::Texts(texts) => json!(texts),
        };
        keys.insert(option.name.clone(), schema);
    }
    json!({"type": "object", "description": rule.title, "properties": keys, "additionalProperties": false})
}

fn databases() -> Value {
    let property = |name: &str| match name {
        "name" | "version" => json!({"type": "string"}),
        "dialect" => words(Dialect::ALL.iter().map(|dialect| dialect.word())),
        _ => one_or_many(json!({"type": "string"})),
    };
    let keys: Map<String, Value> = DATABASE_KEYS.iter().map(|name| ((*name).to_owned(), property(name))).collect();
    json!({"type": "array", "items": {"type": "object", "properties": keys, "additionalProperties": false}})
}

fn words<'w>(words: impl Iterator<Item = &'w str>) -> Value {
    json!({"enum": words.collect::<Vec<_>>()})
}

fn one_or_many(one: Value) -> Value {
    json!({"anyOf": [one.clone(), {"type": "array", "items": one}]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_beside_the_program_is_fresh() {
        let rules = Ruleset::embedded().expect("the rules are right");
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/seqscan.schema.json");
        if std::env::var_os("SEQSCAN_WRITE").is_some() {
            std::fs::write(file, text(&rules)).expect("written");
        }
        let written = std::fs::read_to_string(file).unwrap_or_default();
        assert!(written == text(&rules), "seqscan.schema.json is stale: SEQSCAN_WRITE=1 cargo test --lib writes it");
    }
}
