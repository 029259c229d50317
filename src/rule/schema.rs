//! The JSON Schema of rule files, made from the vocabulary, so that editors complete and check rules as they
//! are written. `rules/rule.schema.json` is this text.

use serde_json::{Map, Value, json};

use super::condition::Comparison;
use super::example::languages;
use super::explain::paragraph;
use super::fix::Action;
use super::read::{CONFIDENCES, EXAMPLE_KEYS, FIX_KEYS, KEYS, ROLES, SEVERITIES, STEPS};
use super::setting::SettingKind;
use crate::fact::{Base, Dialect, FieldEntry, Kind, KindEntry, Shape};

/// How many links a completed path follows; `check` follows any number.
const DEEPEST: usize = 2;

/// The text of `rules/rule.schema.json`.
pub fn text() -> String {
    format!("{:#}\n", rule_schema())
}

pub fn rule_schema() -> Value {
    let properties: Map<String, Value> = KEYS.iter().map(|(key, _)| ((*key).to_owned(), key_schema(key))).collect();
    let required: Vec<&str> = KEYS.iter().filter(|(_, required)| *required).map(|(key, _)| *key).collect();
    let by_kind: Vec<Value> = Kind::ALL.iter().map(conditions_of).collect();
    let mut definitions = Map::new();
    for entry in Kind::ALL {
        definitions.insert(entry.name.to_owned(), group(entry));
        for field in entry.fields {
            definitions.insert(format!("{}.{}", entry.name, field.name), condition(field));
        }
    }
    definitions.insert("bound".to_owned(), json!({"anyOf": [{"type": "integer"}, option_reference()]}));
    definitions.insert("example".to_owned(), example());
    definitions.insert("fix".to_owned(), fix());
    definitions.insert("edit".to_owned(), edit());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule of seqscan",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "allOf": by_kind,
        "$defs": definitions,
    })
}

fn key_schema(key: &str) -> Value {
    let (doc, mut schema) = match key {
        "id" => (
            "The name of the pattern, and of the file: `select-star`.",
            json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}),
        ),
        "title" => ("What is wrong, in one line.", json!({"type": "string"})),
        "severity" => ("How bad it is when the finding is right.", one_of(SEVERITIES.iter().map(|(word, _)| *word))),
        "confidence" => ("How likely the finding is right.", one_of(CONFIDENCES.iter().map(|(word, _)| *word))),
        "category" => {
            ("The folder the file lies in.", json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}))
        }
        "enabled" => ("Whether it runs without being selected.", json!({"type": "boolean", "default": true})),
        "files" => ("The kinds of files in which it speaks.", one_or_many(one_of(ROLES.iter().map(|(word, _)| *word)))),
        "find" => ("The fact it looks at.", kinds()),
        "where" => ("All of this must be true.", json!({"type": "object"})),
        "unless" => ("When all of this is true, the rule is silent.", json!({"type": "object"})),
        "message" => (
            "What is wrong here; may name fields in braces, `{column}` or `{column|words to use instead}`.",
            json!({"type": "string"}),
        ),
        "help" => ("What to write instead; may name fields in braces.", json!({"type": "string"})),
        "why" => ("What it costs, when it does not matter, and how engines differ.", json!({"type": "string"})),
        "label" => {
            ("More places to underline; a `step` stands on the path that the finding tells of.", one_or_many(label()))
        }
        "evidence" => {
            ("What the finding rests on, and the field that says where it is written.", one_or_many(place_and_text()))
        }
        "covers" => ("Rules that are silent where this one speaks.", one_or_many(json!({"type": "string"}))),
        "fix" => (
            "How to mend it: one way, or several, of which the first that can be made is taken.",
            one_or_many(reference("fix")),
        ),
        "options" => (
            "Values that users may set.",
            json!({"type": "object", "additionalProperties": {
                "type": "object",
                "properties": {
                    "type": one_of(SettingKind::WORDS.iter().map(|(word, _)| *word)),
                    "default": {"type": ["boolean", "integer", "string", "array"]},
                    "doc": {"type": "string"},
                },
                "required": ["type", "default", "doc"],
                "additionalProperties": false,
            }}),
        ),
        "bad" => ("Examples in which the rule fires.", one_or_many(reference("example"))),
        "good" => ("Near misses in which it does not.", one_or_many(reference("example"))),
        _ => ("Pages of documentation.", one_or_many(json!({"type": "string", "format": "uri"}))),
    };
    schema["description"] = doc.into();
    schema
}

fn label() -> Value {
    let mut label = place_and_text();
    let steps: Vec<_> = STEPS.iter().map(|(word, _)| *word).collect();
    label["properties"]["step"] = json!({"enum": steps});
    label
}

/// A piece of evidence, and the better part of a label.
fn place_and_text() -> Value {
    json!({
        "type": "object",
        "properties": {"field": {"type": "string"}, "text": {"type": "string"}},
        "required": ["field", "text"],
        "additionalProperties": false,
    })
}

/// For rules that find this kind of fact, the conditions they can have.
fn conditions_of(entry: &KindEntry) -> Value {
    json!({
        "if": {"properties": {"find": {"const": entry.name}}, "required": ["find"]},
        "then": {"properties": {"where": reference(entry.name), "unless": reference(entry.name)}},
    })
}

fn group(entry: &KindEntry) -> Value {
    let mut properties = Map::new();
    add_paths(&mut properties, entry, "", 0);
    let itself = reference(entry.name);
    for (word, doc) in [("all", "All of these must hold."), ("any", "One of these must hold.")] {
        let parts = json!({"description": doc, "anyOf": [{"type": "array", "items": itself}, itself]});
        properties.insert(word.to_owned(), parts);
    }
    properties.insert("not".to_owned(), json!({"description": "These must not all hold.", "$ref": itself["$ref"]}));
    json!({"type": "object", "description": paragraph(entry.doc), "properties": properties, "additionalProperties": false})
}

fn add_paths(properties: &mut Map<String, Value>, entry: &KindEntry, prefix: &str, depth: usize) {
    for field in entry.fields {
        let path = format!("{prefix}{}", field.name);
        properties.insert(path.clone(), reference(&format!("{}.{}", entry.name, field.name)));
        if let Shape { base: Base::Link(kind), many: false, .. } = field.shape
            && depth < DEEPEST
        {
            add_paths(properties, kind.entry(), &format!("{path}."), depth + 1);
        }
    }
}

/// What can be asked of a field.
fn condition(field: &FieldEntry) -> Value {
    let Shape { base, optional, uncertain, many, from_schema: _ } = field.shape;
    let mut forms = Vec::new();
    // Reached over a link that may be absent, a field may be absent too: these words are for `check` to judge.
    let mut states = vec!["present", "absent"];
    if uncertain {
        states.push("known");
    }
    if optional || uncertain || matches!(base, Base::Place | Base::Link(_)) {
        forms.push(one_of(states));
    }
    match (base, many) {
        (Base::Link(kind), true) => forms.push(quantified(reference(kind.entry().name))),
        (_, true) => forms.push(quantified(literal(base))),
        (Base::Place | Base::Link(_), false) => {}
        (_, false) => {
            forms.push(one_or_many(literal(base)));
            forms.push(operators(base));
        }
    }
    json!({"description": paragraph(field.doc), "anyOf": forms})
}

fn literal(base: Base) -> Value {
    match base {
        Base::Flag => json!({"type": "boolean"}),
        Base::Number => json!({"type": "integer"}),
        // `null` is a word, and YAML has its own idea of it.
        Base::Word(words) if words.iter().any(|entry| entry.word == "null") => {
            json!({"anyOf": [one_of(words.iter().map(|entry| entry.word)), {"type": "null"}]})
        }
        Base::Word(words) => one_of(words.iter().map(|entry| entry.word)),
        Base::Text | Base::Place | Base::Link(_) => json!({"type": ["string", "number"]}),
    }
}

fn operators(base: Base) -> Value {
    let mut properties = Map::new();
    if base == Base::Number {
        properties.extend(Comparison::WORDS.iter().map(|(word, _)| ((*word).to_owned(), reference("bound"))));
    }
    if base == Base::Text {
        properties.insert("matches".to_owned(), json!({"type": "string", "format": "regex"}));
    }
    properties.insert("same-as".to_owned(), json!({"type": "string", "description": "Another field."}));
    properties.insert("option".to_owned(), json!({"type": "string", "description": "An option of this rule."}));
    json!({"type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1})
}

fn quantified(element: Value) -> Value {
    let properties: Map<String, Value> =
        ["some", "none", "every"].iter().map(|word| ((*word).to_owned(), element.clone())).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false, "minProperties": 1})
}

fn example() -> Value {
    let mut properties = Map::new();
    for language in languages() {
        properties.insert(language.to_owned(), json!({"type": "string"}));
    }
    for key in EXAMPLE_KEYS {
        let schema = match *key {
            "dialect" => one_of(Dialect::ALL.iter().map(|dialect| dialect.word())),
            "at" => json!({"type": "string", "description": "The text that the finding underlines."}),
            "path" => json!({"type": "string", "description": "The file name to pretend."}),
            "files" => json!({
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Other files of the project, by their paths.",
            }),
            "fixed" => json!({"type": "string", "description": "The text after the fix."}),
            "schema" => json!({"type": "string", "description": "DDL that is known of the project."}),
            _ => json!({"type": "string"}),
        };
        properties.insert((*key).to_owned(), schema);
    }
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn fix() -> Value {
    let key = |name: &str| match name {
        "title" => json!({"type": "string", "description": "What it does; may name fields in braces."}),
        "safe" => json!({"type": "boolean", "description": "The meaning of the program cannot change."}),
        "where" => {
            json!({"type": "object", "description": "What must be true of the fact, beside what the rule asks."})
        }
        _ => one_or_many(reference("edit")),
    };
    let properties: Map<String, Value> = FIX_KEYS.iter().map(|name| ((*name).to_owned(), key(name))).collect();
    let required = ["title", "safe", "edits"];
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn edit() -> Value {
    let place =
        json!({"type": "string", "description": "A field that is a place. Where it is absent there is no fix."});
    let mut properties: Map<String, Value> =
        Action::WORDS.iter().map(|(word, _)| ((*word).to_owned(), place.clone())).collect();
    let with = "What to write; may name fields in braces, as they stand in the file.";
    properties.insert("with".to_owned(), json!({"type": "string", "description": with}));
    let word = "Not the whole place, but this word, which must stand there once.";
    properties.insert("word".to_owned(), json!({"type": "string", "description": word}));
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn kinds() -> Value {
    let kind = |entry: &KindEntry| json!({"const": entry.name, "description": paragraph(entry.doc)});
    json!({"oneOf": Kind::ALL.iter().map(kind).collect::<Vec<_>>()})
}

fn option_reference() -> Value {
    json!({"type": "object", "properties": {"option": {"type": "string"}}, "required": ["option"], "additionalProperties": false})
}

fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> Value {
    json!({"enum": words.into_iter().collect::<Vec<_>>()})
}

fn one_or_many(item: Value) -> Value {
    json!({"anyOf": [item, {"type": "array", "items": item}]})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    if let Some(Value::String(target)) = map.get("$ref") {
                        found.push(target.trim_start_matches("#/$defs/").to_owned());
                    }
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let schema = rule_schema();
        let mut found = Vec::new();
        references(&schema, &mut found);
        assert!(found.iter().any(|name| name == "query.statement"));
        for name in found {
            assert!(schema["$defs"].get(&name).is_some(), "{name}");
        }
    }
}
